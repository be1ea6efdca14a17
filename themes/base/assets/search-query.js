/* What a query asks for, and what in the index answers it: offices, reports, indicators.
   An asked query is `{text, from, to, office, section, kind, sort}`; `understood` adds its words. */
(() => {
  "use strict";

  const { values, need, fold, terms } = window.gongkai;

  const NUMBER = /^-?\d+(\.\d+)?$/;
  const YEAR = "((?:19|20)\\d\\d)(?:年度?)?";
  const RANGE = new RegExp(`^${YEAR}-${YEAR}$`);
  const RANGES = new RegExp(`(^|\\D)${YEAR}\\s*[-–—~至到]+\\s*${YEAR}(?!\\d)`, "g");
  const DATED = new RegExp(`^(|.*\\D)${YEAR}(|[^\\d年].*)$`);

  /* ---------- words ---------- */

  const LETTER = /[\p{L}\p{N}]/u;

  /* Whether a sign belongs to the word around it: 3.0, 2023-12, -5. */
  const joins = (sign, before, after) => {
    const digits = /\d/.test(after);
    if (sign === ".") return LETTER.test(before) && LETTER.test(after);
    return digits && (/[-/:,]/.test(sign) && /\d/.test(before) || sign === "-" && /^\s?$/.test(before));
  };

  /* The words of a text: cut at spaces and signs, each character the one that the index holds. */
  function wordsOf(text, index) {
    const variants = Array.from(index.told.variants || "");
    const plain = new Map(variants.map((char, i) => [char, variants[i + 1]]).filter((_, i) => i % 2 === 0));
    const low = fold(text).replace(/−/g, "-").replace(/(\d),(?=\d{3}(?!\d))/g, "$1").replace(RANGES, "$1 $2-$3 ");
    const cut = low.replace(/[^\p{L}\p{M}\p{N}]/gu, (sign, at) => (joins(sign, low.charAt(at - 1), low.charAt(at + 1)) ? sign : " "));
    const same = Array.from(cut, char => plain.get(char) || char).join("");
    return [...new Set([].concat(...same.split(/\s+/).map(word => undated(word, index))))].filter(word => LETTER.test(word));
  }

  /* A year taken off the names it is written with: 2023年行政处罚. A phrase that names nothing stays whole. */
  function undated(word, index) {
    const [, before, year, after] = DATED.exec(word) || [];
    const names = [before, after].filter(Boolean);
    return names.length && names.every(name => isName(index, name)) ? [before, year, after] : [word];
  }

  const isName = (index, word) => index.rows.some(row => [row.words, row.heads, fold(row.caption)].some(text => text.includes(word)))
    || index.measures.some(one => one.names.some(name => name.includes(word)))
    || index.segments.some(one => one.reports.some(report => report.folded.includes(word)));

  const namesYear = (word, year) => [year, `${year}年`, `${year}年度`].some(name => word === String(name));

  /* The words of a query. A year or two among other words, or years alone, narrow it, as the fields for the years do. */
  function understood(asked, index) {
    const query = { ...asked, asked, years: "", words: wordsOf(asked.text, index) };
    if (query.from && query.to && query.from > query.to) [query.from, query.to] = [query.to, query.from];
    const range = query.words.find(word => RANGE.test(word));
    if (query.from || query.to || (query.words.length < 2 && !range)) return query;
    const years = index.segments.map(one => one.year);
    const named = query.words.filter(word => years.some(year => namesYear(word, year)));
    const narrowing = range || (named.length === 1 ? named[0] : "");
    if (!narrowing) return query;
    const [from, to] = range ? RANGE.exec(range).slice(1).sort() : [parseInt(narrowing, 10), parseInt(narrowing, 10)];
    return { ...query, from: Number(from), to: Number(to), years: narrowing, words: query.words.filter(word => word !== narrowing) };
  }

  const long = query => query.words.some(word => terms(word).length); // long enough for prose
  const fits = (query, report) => !query.office || report.office === query.office;
  const owns = (report, word) => report.owner.includes(word) || namesYear(word, report.year);
  const owners = new Map(); // word → whether it names an office or a year
  function ownerWord(index, word) {
    if (!owners.has(word)) owners.set(word, index.segments.some(one => one.reports.some(report => owns(report, word))));
    return owners.get(word);
  }

  /* The years a query asks for, in its order. */
  function segments(index, query) {
    const found = index.segments.filter(one => one.year >= (query.from || 0) && one.year <= (query.to || Infinity)
      && one.reports.some(report => fits(query, report)));
    return query.sort === "oldest" ? found.reverse() : found;
  }

  /* ---------- offices and reports ---------- */

  const officesOf = (index, query) => index.offices.filter(({ id, folded }) =>
    (!query.office || query.office === id) && query.words.length && query.words.every(word => folded.includes(word)));

  /* Reports whose title holds every word, one of them naming the office or the year; all of the years asked for alone. */
  const titled = (index, query) => [].concat(...segments(index, query).map(one => one.reports)).filter(report =>
    fits(query, report) && query.words.every(word => report.folded.includes(word))
    && (query.words.some(word => owns(report, word) || word.includes(report.owner)) || (query.years && !query.words.length)));

  /* ---------- indicators ---------- */

  const inSection = (row, query) => !query.section || row.section === query.section;

  /* Rows named by a word; what is left over must name the caption, a column, an office or a year. Else a column of
     other tables may be among the words; else the caption alone names the rows. */
  function matchingRows(index, query) {
    const rows = index.rows.filter(row => inSection(row, query));
    const all = (words, heads, loose) => rows.map(row => match(index, row, query, words(row), heads(row), loose)).filter(Boolean);
    const named = loose => [...all(row => row.words, row => row.heads, loose), ...measured(index, query)];
    const tries = [() => named(false), () => named(true), () => all(row => fold(row.caption), () => "", false)];
    let found = [];
    for (const attempt of tries) if (!found.length) found = attempt();
    const kept = new Map(); // a row that is found by its own words needs no other name
    for (const one of [].concat(...found.map(single))) {
      const key = `${one.row.number} ${one.title || ""}`;
      const known = kept.get(key);
      if (!known) kept.set(key, one);
      else if (known.alias && one.alias) known.columns = [...new Set([...known.columns, ...one.columns])].sort((a, b) => a - b);
    }
    return [...kept.values()].sort((a, b) => a.rank - b.rank); // otherwise in the order of the tables
  }

  /* The facts stand in one row, and are indicators of their own. */
  const single = one => (one.row.id !== "facts" || one.rank < 3 ? [one]
    : one.columns.map(i => ({ ...one, columns: [i], title: one.row.columns[i][1] })));

  function match(index, row, query, words, heads, loose) {
    const own = query.words.filter(word => words.includes(word));
    const named = own.length ? own : query.words.filter(word => heads.includes(word));
    if (!named.length) return null;
    const over = query.words.filter(word => !named.includes(word));
    const rest = over.filter(word => !heads.includes(word) && !fold(row.caption).includes(word)
      && !(loose && index.rows.some(other => other.heads.includes(word))));
    if (!rest.every(word => ownerWord(index, word))) return null;
    const asked = (own.length ? over : named).filter(word => heads.includes(word));
    const columns = row.columns.map((column, i) => i).filter(i => asked.every(word => fold(row.columns[i][1]).includes(word)));
    return { row, rest, rank: rankOf(row, named, own), columns: columns.length ? columns : row.columns.map((_, i) => i) };
  }

  /* What charts and archives call so: a sum as a whole, before its parts; a single cell in its row. */
  function measured(index, query) {
    const found = [];
    for (const { name, names, chart, heads, section, ways, row } of index.measures) {
      if (query.section && section !== query.section) continue;
      const own = query.words.filter(word => names.some(one => one.includes(word)) || (chart.includes(word) && word.length * 2 > chart.length));
      const rest = query.words.filter(word => !own.includes(word) && !heads.includes(word));
      if (!own.length || !rest.every(word => ownerWord(index, word))) continue;
      const exact = own.some(word => names.includes(word));
      if (row) found.push({ row, rest, columns: [0], rank: exact ? -1 : 2.3 });
      for (const part of new Set([].concat(...ways).map(([one]) => one))) {
        const columns = [...new Set([].concat(...ways).filter(([one]) => one === part).map(([, i]) => i))];
        found.push({ row: part, rest, columns, alias: name, rank: exact ? (row ? -0.5 : 0) : 2.5 });
      }
    }
    return found;
  }

  function rankOf(row, named, own) {
    if (!own.length) return 3;
    if (row.names.some(name => named.includes(name))) return 0;
    return own.some(word => row.names[0].includes(word)) ? 1 : 2;
  }

  /* The lines of a matched row in the query's order, `{report, values}`; years are loaded when they are asked for. */
  function lines(index, found, query) {
    const waiting = segments(index, query);
    let ready = [];
    let mixed = false; // sorted by value, in several units
    const next = async limit => {
      const taken = [];
      if (query.sort === "value" && waiting.length) {
        const all = await Promise.all(waiting.splice(0).map(one => linesOf(one, found, query)));
        ready = byValue([].concat(...all), found.columns);
        mixed = new Set([].concat(...ready.map(line => line.values.map(unitOf))).filter(Boolean)).size > 1;
      }
      while (taken.length < limit && (ready.length || waiting.length)) {
        if (!ready.length) ready = await linesOf(waiting.shift(), found, query);
        taken.push(...ready.splice(0, limit - taken.length));
      }
      return taken;
    };
    return { next, more: () => ready.length > 0 || waiting.length > 0, mixed: () => mixed };
  }

  async function linesOf(one, { row, rest, columns }, query) {
    const wanted = one.reports.map((report, i) => ({ report, i })).filter(({ report }) =>
      fits(query, report) && rest.every(word => owns(report, word)));
    if (!wanted.length) return [];
    const sums = row.ways && await (await need("search-total", "totals"))(one, row);
    const held = sums ? [sums.map(sum => sum.value)] : await values(one, row);
    if (!held) return [];
    return wanted.map(({ report, i }) => ({ report, values: held.map(column => column[i]), way: sums && sums[i].way }))
      .filter(line => columns.some(i => line.values[i] !== ""));
  }

  /* The anchor of a cell of a row's column. */
  const cellId = ([row, i]) => `${row.id}.${row.columns[i][0]}`;
  /* Where a line's value stands; of a sum, where its first part does. */
  const place = (line, row, i) => `${line.report.href}#${cellId(line.way ? line.way[0] : [row, i])}`;

  /* A value as a number; NaN where none is written. */
  const numberOf = value => (value === "" || value === null || value === undefined ? NaN : parseFloat(value));

  /* The column that speaks for a row: the last one that the newest of some lines has a number in. */
  function speaking(found, columns) {
    for (const line of found) {
      const own = columns.filter(i => !Number.isNaN(numberOf(line.values[i])));
      if (own.length) return own[own.length - 1];
    }
    return columns[columns.length - 1];
  }

  /* The unit that a report states itself, behind its number; '' where the form does, or nobody. */
  const unitOf = value => String(value).split("\t")[1] || "";

  /* The unit of the newest of some lines (newest first) that state one: only numbers in it, or in none, are drawn together. */
  function commonUnit(found, column) {
    const line = found.find(one => unitOf(one.values[column]));
    return line ? unitOf(line.values[column]) : "";
  }

  /* Largest first within each unit, the unit of the newest value before the others; lines without a number last. */
  function byValue(found, columns) {
    const newest = [...found].sort((a, b) => b.report.year - a.report.year);
    const column = speaking(newest, columns);
    const unit = commonUnit(newest, column);
    const units = [unit, ...new Set(newest.map(line => unitOf(line.values[column])).filter(own => own && own !== unit))];
    const size = line => { const number = numberOf(line.values[column]); return Number.isNaN(number) ? -Infinity : number; };
    const order = line => (size(line) === -Infinity ? Infinity : units.indexOf(unitOf(line.values[column]) || unit));
    return found.sort((a, b) => (order(a) === order(b) ? size(b) - size(a) : order(a) - order(b)) || b.report.year - a.report.year);
  }

  window.gongkai.find = {
    NUMBER, understood, long, segments, fits, owns, ownerWord, officesOf, titled, inSection, matchingRows, lines, place, cellId,
    numberOf, unitOf, commonUnit, speaking,
  };
})();
