/* What a query asks for, and what in the index answers it: offices, reports, numbers, indicators, passages.
   An asked query is `{text, from, to, office, section, kind, sort}`; `understood` adds its words. */
(() => {
  "use strict";

  const { values, texts, posting, decoded, unitsOf, last, fold, terms, places } = window.gongkai;

  const UNITS = 8; // reports quoted at a time
  const READ = 24; // texts read at a time, at most
  const TERMS = 4; // postings read for a word before the texts themselves are read
  const FEW = 4; // candidates that are not worth another posting
  const NUMBER = /^-?\d+(\.\d+)?$/;
  const YEAR = "((?:19|20)\\d\\d)(?:年度?)?";
  const RANGE = new RegExp(`^${YEAR}-${YEAR}$`);
  const RANGES = new RegExp(`(^|\\D)${YEAR}\\s*[-–—~至到]+\\s*${YEAR}(?!\\d)`, "g");
  const DATED = new RegExp(`^(|.*\\D)${YEAR}(|[^\\d年].*)$`);
  const NEAR = 24; // characters between two words that still belong together

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

  /* ---------- numbers ---------- */

  /* Cells that hold exactly this number, in the years asked for. */
  async function equalCells(index, query) {
    const number = query.words.find(word => NUMBER.test(word));
    const rest = query.words.filter(word => word !== number);
    if (!number || !rest.every(word => ownerWord(index, word))) return [];
    const plain = number.replace(/^-/, "");
    const short = plain.includes(".") ? plain.replace(/0+$/, "").replace(/\.$/, "") : plain;
    const starts = index.rows.map(row => row.first);
    const found = await Promise.all(segments(index, query).map(async one => {
      const cells = new Map();
      for (const text of new Set([plain, short, `-${plain}`])) {
        const held = await posting(one, `=${text}`, text.replace(/^-/, ""));
        for (const place of held === undefined ? [] : decoded(held)) {
          const report = one.reports[Math.floor(place / index.cells)];
          const row = index.rows[last(starts, place % index.cells)];
          const column = row.columns[(place % index.cells) - row.first];
          if (fits(query, report) && inSection(row, query) && rest.every(word => owns(report, word))) {
            cells.set(place, { report, text, row, column });
          }
        }
      }
      return [...cells.values()];
    }));
    return [].concat(...found);
  }

  /* ---------- indicators ---------- */

  const inSection = (row, query) => !query.section || row.section === query.section;

  /* Rows named by a word; what is left over must name the caption, a column, an office or a year. */
  function matchingRows(index, query) {
    const rows = index.rows.filter(row => inSection(row, query));
    const found = rows.map(row => match(index, row, query, row.words, row.heads)).filter(Boolean);
    const wide = found.length ? found : rows.map(row => match(index, row, query, fold(row.caption), "")).filter(Boolean);
    return wide.sort((a, b) => a.rank - b.rank || a.row.number - b.row.number);
  }

  function match(index, row, query, words, heads) {
    const own = query.words.filter(word => words.includes(word));
    const named = own.length ? own : query.words.filter(word => heads.includes(word));
    if (!named.length) return null;
    const over = query.words.filter(word => !named.includes(word));
    const rest = over.filter(word => !heads.includes(word) && !fold(row.caption).includes(word));
    if (!rest.every(word => ownerWord(index, word))) return null;
    const asked = (own.length ? over : named).filter(word => heads.includes(word));
    const columns = row.columns.map((column, i) => i).filter(i => asked.every(word => fold(row.columns[i][1]).includes(word)));
    return { row, rest, rank: rankOf(row, named, own), columns: columns.length ? columns : row.columns.map((_, i) => i) };
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
    const held = await values(one, row);
    if (!held) return [];
    return wanted.map(({ report, i }) => ({ report, values: held.map(column => column[i]) }))
      .filter(line => columns.some(i => line.values[i] !== ""));
  }

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
    const place = line => (size(line) === -Infinity ? Infinity : units.indexOf(unitOf(line.values[column]) || unit));
    return found.sort((a, b) => (place(a) === place(b) ? size(b) - size(a) : place(a) - place(b)) || b.report.year - a.report.year);
  }

  /* ---------- passages ---------- */

  const seen = new Map(); // term → share of units that hold it, in the segments read so far

  /* Units of a year that may hold a word, and those with it in a heading; null where it is too short to look up. */
  async function unitsWith(one, word) {
    let wanted = terms(word);
    if (!wanted.length) return null;
    const known = term => (seen.has(term) ? seen.get(term) : 1);
    const learned = wanted.some(term => seen.has(term));
    wanted = wanted.sort((a, b) => known(a) - known(b)).slice(0, TERMS);
    if (!learned) await Promise.all(wanted.map(term => posting(one, term)));
    let units = null;
    let headed = null;
    const both = (list, own) => { const held = new Set(own); return list ? list.filter(unit => held.has(unit)) : own; };
    for (const term of wanted) {
      const own = unitsOf(await posting(one, term), one.unitOf.length);
      seen.set(term, own.length / (one.unitOf.length || 1));
      units = both(units, own);
      headed = both(headed, unitsOf(await posting(one, `#${term}`, term), one.unitOf.length));
      if (learned && units.length <= FEW) break;
    }
    return { units, headed };
  }

  /* Units of a year that may answer, each `{one, unit, score}`: a word in the title counts 3, in a heading 2. */
  async function candidates(one, query) {
    const scores = new Map();
    one.unitOf.forEach((report, unit) => { if (fits(query, one.reports[report])) scores.set(unit, 0); });
    for (const word of query.words) {
      if (!scores.size) break;
      const found = await unitsWith(one, word);
      if (!found) continue;
      const held = new Set(found.units);
      const headed = new Set(found.headed);
      for (const [unit, score] of scores) {
        const title = one.reports[one.unitOf[unit]].folded.includes(word);
        if (!held.has(unit) && !title) scores.delete(unit);
        else scores.set(unit, score + (title ? 3 : 0) + (headed.has(unit) ? 2 : 0));
      }
    }
    return [...scores].map(([unit, score]) => ({ one, unit, score }));
  }

  const below = (anchor, section) => anchor === section || /^[.-]/.test(anchor.slice(section.length))
    && anchor.startsWith(section);

  /* Passages of a unit that hold a word, the others at least standing in the report's title; the best first. */
  function verified(unit, report, query) {
    const found = [];
    for (const [anchor, heading, text] of unit) {
      if (query.section && !below(anchor, query.section)) continue;
      const [head, body] = [fold(heading), fold(text)];
      const all = `${head}\n${body}`;
      const here = query.words.filter(word => places(all, word).length);
      if (!here.length || !query.words.every(word => here.includes(word) || report.folded.includes(word))) continue;
      const inHead = here.filter(word => places(head, word).length).length;
      found.push({ anchor, heading, text, score: here.length + 2 * inHead + nearness(body, here) });
    }
    return found.sort((a, b) => b.score - a.score);
  }

  /* 2 for words side by side, falling to 0 as they stand apart. */
  function nearness(text, words) {
    if (words.length < 2) return 0;
    const marks = words.flatMap((word, i) => places(text, word).map(([at, end]) => [at, end, i])).sort((a, b) => a[0] - b[0]);
    let best = Infinity;
    marks.forEach(([at, , own], i) => {
      const met = new Set([own]);
      for (let j = i; j < marks.length && met.size < words.length; j++) {
        met.add(marks[j][2]);
        if (met.size === words.length) best = Math.min(best, marks[j][1] - at - words.join("").length);
      }
    });
    return best === Infinity ? 0 : 2 / (1 + Math.max(0, best) / NEAR);
  }

  /* A function that gives the next reports with their passages: year by year, as far as need be. */
  function prose(index, query) {
    const waiting = long(query) ? segments(index, query) : [];
    const ranked = query.sort !== "newest" && query.sort !== "oldest";
    let ready = [];
    let years = 0; // searched so far
    let rate = 0; // reports found in a year
    const fill = async wanted => {
      const batch = waiting.splice(0, years ? Math.ceil(wanted / Math.max(rate, 0.5)) : 1);
      const lists = await Promise.all(batch.map(one => candidates(one, query)));
      ready = [].concat(...lists);
      rate = Math.max(rate, ready.length / batch.length);
      years += batch.length;
      if (ranked) ready.sort((a, b) => b.score - a.score || b.one.year - a.one.year || a.unit - b.unit);
    };
    const next = async () => {
      const found = new Map();
      for (let read = 0; found.size < UNITS && read < READ && (ready.length || waiting.length);) {
        if (!ready.length) { await fill(UNITS - found.size); continue; }
        const now = ready.splice(0, UNITS - found.size);
        read += now.length;
        const units = await Promise.all(now.map(({ one, unit }) => texts(one, unit)));
        now.forEach(({ one, unit, score }, i) => {
          const report = one.reports[one.unitOf[unit]];
          const passages = verified(units[i], report, query);
          if (!passages.length) return;
          const hit = found.get(report) || { report, passages: [], score: 0 };
          hit.passages = [...hit.passages, ...passages].sort((a, b) => b.score - a.score);
          hit.score = Math.max(hit.score, score + hit.passages[0].score);
          found.set(report, hit);
        });
      }
      const hits = [...found.values()];
      return ranked ? hits.sort((a, b) => b.score - a.score || b.report.year - a.report.year) : hits;
    };
    return { next, more: () => waiting.length > 0 || ready.length > 0 };
  }

  window.gongkai.find = {
    understood, long, segments, officesOf, titled, equalCells, matchingRows, lines, numberOf, unitOf, commonUnit, speaking, prose,
  };
})();
