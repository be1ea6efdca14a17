/* Cells that hold a number: exactly, or before the point; with the name of an indicator beside it also a small one. */
(() => {
  "use strict";

  const { values, posting, decoded, last, fold } = window.gongkai;
  const { segments, fits, owns, ownerWord, inSection, NUMBER, matchingRows } = window.gongkai.find;

  const SMALLEST = 100; // generator/gongkai/search/columns.py: whole numbers below are not in the postings
  const SCANNED = 12; // rows read for a small number, at most
  const FEW = 10; // equal numbers that make nearly equal ones needless

  const flat = lists => [].concat(...lists);
  const textOf = value => String(value).split("\t")[0];

  /* A column's names: those of its row, its own, and what charts call it. */
  function namesOf(index, row, i) {
    const called = index.measures.filter(one => one.ways.some(way => way.some(([part, at]) => part === row && at === i)));
    return [row.words, fold(row.columns[i][1]), fold(row.caption), ...flat(called.map(one => one.names))].join("\n");
  }

  /* `{cells, small, some}`: small where the number is too small to be found alone, some the rows read where more match. */
  window.gongkai.equalCells = async (index, query) => {
    const number = query.words.find(word => NUMBER.test(word));
    const rest = query.words.filter(word => word !== number);
    const plain = number.replace(/^-/, "");
    const short = plain.includes(".") ? plain.replace(/0+$/, "").replace(/\.$/, "") : plain;
    const named = rest.some(word => !ownerWord(index, word));
    if (!short.includes(".") && Number(short) < SMALLEST) return named ? small(index, query, number, rest) : { cells: [], small: true };
    const texts = number === plain ? [...new Set([plain, short]), `-${plain}`] : [...new Set([`-${plain}`, `-${short}`])];
    const wanted = (report, row, i) => fits(query, report) && inSection(row, query)
      && rest.every(word => owns(report, word) || namesOf(index, row, i).includes(word));
    const starts = index.rows.map(row => row.first);
    const at = async (one, key, file) => {
      const held = await posting(one, key, file);
      return (held === undefined ? [] : decoded(held)).map(place => {
        const row = index.rows[last(starts, place % index.cells)];
        const report = Math.floor(place / index.cells);
        return { place, report: one.reports[report], number: report, row, i: (place % index.cells) - row.first };
      }).filter(cell => wanted(cell.report, cell.row, cell.i));
    };
    const exact = flat(await Promise.all(segments(index, query).map(async one => {
      const found = new Map();
      for (const text of texts) {
        for (const cell of await at(one, `=${text}`, text.replace(/^-/, ""))) found.set(cell.place, { ...cell, text });
      }
      return [...found.values()];
    })));
    if (plain.includes(".") || exact.length >= FEW) return { cells: exact };
    const near = flat(await Promise.all(segments(index, query).map(async one => {
      const found = await at(one, `~${plain}`, plain);
      const texted = await Promise.all(found.map(async cell => ({ ...cell, text: textOf((await values(one, cell.row))[cell.i][cell.number]) })));
      return texted.filter(cell => number === plain || cell.text[0] === "-");
    })));
    return { cells: [...exact, ...near.filter(({ place, report }) => !exact.some(one => one.place === place && one.report === report))] };
  };

  /* A small number in the values of the rows that the other words name. */
  async function small(index, query, number, rest) {
    const rows = matchingRows(index, { ...query, words: rest }).filter(one => !one.row.ways);
    const texts = number[0] === "-" ? [number] : [number, `-${number}`];
    const found = await Promise.all(segments(index, query).map(one => Promise.all(rows.slice(0, SCANNED).map(async match => {
      const held = await values(one, match.row);
      return flat(match.columns.map(i => one.reports.map((report, at) => ({ report, row: match.row, i, text: held ? textOf(held[i][at]) : "" }))))
        .filter(({ report, text }) => texts.includes(text) && fits(query, report) && match.rest.every(word => owns(report, word)));
    }))));
    return { cells: flat(flat(found)), some: rows.length > SCANNED ? SCANNED : 0 };
  }
})();
