/* Search without a server, over the index that index.js reads.
   All words come from the data- attributes of the form; nothing found is ever read as markup. */
(() => {
  "use strict";

  const form = document.getElementById("search");
  if (!form) return;
  const words = form.dataset;
  const field = document.getElementById("search-q");
  const yearField = document.getElementById("search-year");
  const officeField = document.getElementById("search-office");
  const status = document.getElementById("search-status");
  const results = document.getElementById("search-results");
  const plainIndex = document.getElementById("search-index");

  const LINES = 10; // values of a row, equal numbers or titles shown at a time
  const ROWS = 5; // rows of tables shown at a time
  const UNITS = 8; // reports quoted at a time
  const QUOTES = 3; // passages quoted of one report
  const TERMS = 4; // postings read for a word before the texts themselves are read
  const FEW = 4; // candidates that are not worth another posting

  const { texts, posting, decoded, unitsOf, last, fold, terms, places, make, link, say, Missing } = window.gongkai;

  let index = null;
  const start = async () => { index = await window.gongkai.open(words.root); };

  /* ---------- words ---------- */

  const NUMBER = /^-?\d+(\.\d+)?$/;

  function wordsOf(query) {
    const plain = fold(query).replace(/(\d),(?=\d{3}(?!\d))/g, "$1").trim();
    return plain ? [...new Set(plain.split(/\s+/))] : [];
  }

  /* ---------- postings ---------- */

  const seen = new Map(); // term → share of units that hold it, in the segments read so far

  /* Units of a year that may hold a word; null where the word is too short to be looked up. */
  async function unitsWith(one, word) {
    let wanted = terms(word);
    if (!wanted.length) return null;
    const known = term => (seen.has(term) ? seen.get(term) : 1);
    const learned = wanted.some(term => seen.has(term));
    wanted = wanted.sort((a, b) => known(a) - known(b)).slice(0, TERMS);
    if (!learned) await Promise.all(wanted.map(term => posting(one, term)));
    let units = null;
    for (const term of wanted) {
      const own = unitsOf(await posting(one, term), one.unitOf.length);
      seen.set(term, own.length / (one.unitOf.length || 1));
      const held = new Set(own);
      units = units ? units.filter(unit => held.has(unit)) : own;
      if (learned && units.length <= FEW) break;
    }
    return units;
  }

  async function candidates(one, query) {
    let units = one.unitOf.map((_, unit) => unit).filter(unit => fits(query, one.reports[one.unitOf[unit]]));
    for (const word of query.words) {
      if (!units.length) break;
      const own = await unitsWith(one, word);
      if (!own) continue;
      const held = new Set(own);
      units = units.filter(unit => held.has(unit) || one.reports[one.unitOf[unit]].folded.includes(word));
    }
    return units;
  }

  const fits = (query, report) => !query.office || report.office === query.office;
  const segments = query => index.segments.filter(one =>
    (!query.year || String(one.year) === query.year) && one.reports.some(report => fits(query, report)));

  /* A year among other words narrows the search, as the year's field does. */
  function narrowed(query) {
    const years = index.told.years.map(year => year.y);
    const named = query.words.filter(word => years.some(year => namesYear(word, year)));
    if (query.year || named.length !== 1 || query.words.length < 2) return query;
    const year = String(years.find(one => namesYear(named[0], one)));
    return { ...query, year, words: query.words.filter(word => word !== named[0]) };
  }

  /* ---------- prose ---------- */

  /* Passages of a unit that hold a word, the others at least standing in the report's title. */
  function verified(unit, report, query) {
    return unit.filter(([, heading, text]) => {
      const all = fold(`${heading}\n${text}`);
      const here = query.words.filter(word => places(all, word).length);
      return here.length && query.words.every(word => here.includes(word) || report.folded.includes(word));
    });
  }

  /* A function that gives the next reports with their passages: year by year, newest first, as far as need be. */
  function prose(query) {
    const waiting = query.words.some(word => terms(word).length) ? segments(query) : [];
    let ready = [];
    let done = 0; // years searched to their end
    let rate = 0; // reports found in a year
    const next = async () => {
      const found = [];
      while (found.length < UNITS) {
        if (!ready.length) {
          if (!waiting.length) break;
          const years = done ? Math.ceil((UNITS - found.length) / Math.max(rate, 0.5)) : 1;
          const batch = waiting.splice(0, years);
          const lists = await Promise.all(batch.map(one => candidates(one, query)));
          ready = batch.map((one, i) => ({ one, units: lists[i] }));
        }
        const { one, units } = ready[0];
        const now = units.splice(0, UNITS - found.length);
        const read = await Promise.all(now.map(unit => texts(one, unit)));
        now.forEach((unit, i) => {
          const report = one.reports[one.unitOf[unit]];
          const passages = verified(read[i], report, query);
          const before = found[found.length - 1];
          if (passages.length && before && before.report === report) before.passages.push(...passages);
          else if (passages.length) found.push({ report, passages });
        });
        if (!units.length) {
          ready.shift();
          done += 1;
          rate = Math.max(rate, found.length / done);
        }
      }
      return found;
    };
    return { next, more: () => waiting.length > 0 || ready.some(item => item.units.length) };
  }

  /* A quotation around the first word found, every word marked; offsets are carried back to the text as written. */
  function quotation(text, query) {
    const low = [];
    const origin = [];
    let at = 0;
    for (const char of text) {
      for (const unit of fold(char).split("")) { low.push(unit); origin.push(at); }
      at += char.length;
    }
    origin.push(at);
    const joined = low.join("");
    const marks = query.words.flatMap(word => places(joined, word)).sort((a, b) => a[0] - b[0]);
    const from = marks.length ? Math.max(0, origin[marks[0][0]] - 36) : 0;
    const to = Math.min(text.length, from + 120);
    const out = [from ? "…" : ""];
    let done = from;
    for (const [begin, end] of marks) {
      const [a, b] = [origin[begin], Math.min(to, origin[end])];
      if (a < done || a >= to) continue;
      out.push(text.slice(done, a), make("mark", {}, text.slice(a, b)));
      done = b;
    }
    out.push(text.slice(done, to), to < text.length ? "…" : "");
    return out;
  }

  /* ---------- indicators and numbers ---------- */

  /* Rows named by a word; what is left over must name the caption, a column, an office or a year. */
  function matchingRows(query) {
    const found = [];
    for (const row of index.rows) {
      const own = query.words.filter(word => row.words.includes(word));
      const named = own.length ? own : query.words.filter(word => row.heads.includes(word));
      if (!named.length || !named.some(word => terms(word).length)) continue;
      const rest = query.words.filter(word => !named.includes(word) && !row.heads.includes(word)
        && !fold(row.caption).includes(word));
      if (!rest.every(word => ownerWord(word))) continue;
      const exact = row.names.some(name => named.includes(name));
      found.push({ row, rest, rank: own.length ? (exact ? 0 : 1) : 2 });
    }
    return found.sort((a, b) => a.rank - b.rank || a.row.number - b.row.number);
  }

  const namesYear = (word, year) => word === String(year) || word === fold(say(words.yearName, { year }));
  const owns = (report, word) => fold(report.name).includes(word) || namesYear(word, report.year);
  const ownerWord = word => index.segments.some(one => one.reports.some(report => owns(report, word)));

  /* The lines of a row, newest year first; years are loaded when they are asked for. */
  function lines({ row, rest }, query) {
    const waiting = segments(query);
    let ready = [];
    const next = async limit => {
      const found = [];
      while (found.length < limit && (ready.length || waiting.length)) {
        if (!ready.length) ready = await linesOf(waiting.shift(), row, rest, query);
        found.push(...ready.splice(0, limit - found.length));
      }
      return found;
    };
    return { next, more: () => ready.length > 0 || waiting.length > 0 };
  }

  async function linesOf(one, row, rest, query) {
    const wanted = one.reports.map((report, i) => ({ report, i })).filter(({ report }) =>
      fits(query, report) && rest.every(word => owns(report, word)));
    if (!wanted.length) return [];
    const columns = await window.gongkai.values(one, row);
    if (!columns) return [];
    return wanted.map(({ report, i }) => ({ report, values: columns.map(column => column[i]) }))
      .filter(line => line.values.some(value => value !== ""));
  }

  /* Cells that hold exactly this number, in all years. */
  async function equalCells(query) {
    const numbers = query.words.filter(word => NUMBER.test(word));
    const rest = query.words.filter(word => word !== numbers[0]);
    if (!numbers.length || !rest.every(ownerWord)) return [];
    const plain = numbers[0].replace(/^-/, "");
    const short = plain.includes(".") ? plain.replace(/0+$/, "").replace(/\.$/, "") : plain;
    const found = await Promise.all(segments(query).map(async one => {
      const cells = [];
      for (const text of new Set([plain, short, `-${plain}`])) {
        const held = await posting(one, `=${text}`, text.replace(/^-/, ""));
        for (const place of held === undefined ? [] : decoded(held)) {
          const report = one.reports[Math.floor(place / index.cells)];
          if (fits(query, report) && rest.every(word => owns(report, word))) {
            cells.push({ report, text, ...cellAt(place % index.cells) });
          }
        }
      }
      return cells.filter((cell, i) => cells.findIndex(other => same(cell, other)) === i);
    }));
    return [].concat(...found);
  }

  const same = (a, b) => a.report === b.report && a.row === b.row && a.column === b.column;
  function cellAt(number) {
    const row = index.rows[last(index.rows.map(item => item.first), number)];
    return { row, column: row.columns[number - row.first] };
  }

  /* Reports whose title holds every word, one of them naming the office or the year. */
  const titled = query => [].concat(...segments(query).map(one => one.reports)).filter(report =>
    fits(query, report) && query.words.every(word => report.folded.includes(word))
    && query.words.some(word => word.length > 1 && owns(report, word)));

  /* ---------- showing ---------- */

  /* A button that fetches more and goes away when there is no more; the keyboard goes on with what came. */
  function moreButton(text, show) {
    const button = make("button", { type: "button", class: "more" }, text);
    button.addEventListener("click", async () => {
      button.disabled = true;
      const before = button.previousElementSibling;
      try {
        const goesOn = await show();
        button.disabled = false;
        if (typeof goesOn === "string") button.textContent = goesOn;
        if (goesOn) return button.focus();
        button.remove();
        if (before) { before.setAttribute("tabindex", "-1"); before.focus(); }
      } catch (error) {
        button.disabled = false;
        if (!(error instanceof Missing)) throw error;
        status.textContent = words.failed;
      }
    });
    return button;
  }

  function group(title, id) {
    const section = make("section", { "aria-labelledby": id, class: "found" }, make("h2", { id }, title));
    results.append(section);
    return section;
  }

  function shownValue(value, href) {
    if (value === undefined || value === "") return make("td", { class: "absent" });
    if (value === null) return make("td", { class: "n blank" }, link(words.blank, href));
    const [number, unit] = String(value).split("\t");
    return make("td", { class: "n" }, link(number, href), unit ? ` ${unit}` : "");
  }

  async function showRow(section, match, query) {
    const { row } = match;
    const source = lines(match, query);
    const first = await source.next(LINES);
    if (!first.length) return false;
    const heads = [words.year, words.office, ...row.columns.map(([, label, unit]) =>
      (unit && !label.includes(unit) ? `${label} (${unit})` : label))];
    const body = make("tbody", {});
    const used = new Set();
    const add = found => found.forEach(({ report, values }) => {
      values.forEach((value, i) => { if (value !== "") used.add(i); });
      body.append(make("tr", {}, make("td", {}, String(report.year)),
        make("th", { scope: "row" }, link(report.name, report.href)),
        ...row.columns.map(([id], i) => shownValue(values[i], `${report.href}#${row.id}.${id}`))));
    });
    add(first);
    const head = make("tr", {}, ...heads.map(text => make("th", { scope: "col" }, text)));
    const table = make("table", {}, make("caption", {}, row.label), make("thead", {}, head), body);
    const hide = () => [head, ...body.children].forEach(line => row.columns.forEach((_, i) => {
      line.children[i + 2].hidden = !used.has(i);
    }));
    hide();
    const box = make("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": row.label }, table);
    section.append(make("p", { class: "note" }, row.caption), box);
    if (source.more()) {
      section.append(moreButton(words.more, async () => {
        add(await source.next(LINES));
        hide();
        return source.more();
      }));
    }
    return true;
  }

  async function showRows(matches, query, current) {
    if (!matches.length) return 0;
    const section = group(words.rows, "found-rows");
    let at = 0;
    let count = 0;
    const show = async box => {
      for (const end = at + ROWS; at < Math.min(end, matches.length); at++) {
        if (current() && await showRow(box, matches[at], query)) count++;
      }
      return at < matches.length;
    };
    const goesOn = await show(section);
    if (!count && !goesOn) section.remove();
    if (goesOn) {
      const rest = make("div", {});
      section.append(rest, moreButton(words.more, () => show(rest)));
    }
    return count + matches.length - at;
  }

  function showList(title, id, items, item) {
    if (!items.length) return;
    const section = group(title, id);
    const list = make("ul", {});
    const show = () => {
      list.append(...items.splice(0, LINES).map(one => make("li", {}, ...item(one))));
      return items.length > 0;
    };
    section.append(list);
    if (show()) section.append(moreButton(words.more, async () => show()));
  }

  function showReport({ report, passages }, query) {
    const item = make("section", { class: "hit" }, make("h3", {}, link(report.title, report.href)));
    for (const [anchor, heading, text] of passages.slice(0, QUOTES)) {
      const place = make("a", { href: `${report.href}#${anchor}` });
      place.append(...(heading ? quotation(heading, query) : [words.preamble]));
      item.append(make("p", { class: "place" }, place), make("p", { class: "quote" }, ...quotation(text, query)));
    }
    if (passages.length > QUOTES) {
      item.append(make("p", { class: "note" }, say(words.moreHits, { count: passages.length - QUOTES })));
    }
    return item;
  }

  async function showProse(query, current, tell) {
    const source = prose(query);
    let count = 0;
    const show = async box => {
      const found = await source.next();
      if (!current()) return false;
      box.append(...found.map(item => showReport(item, query)));
      count += found.reduce((sum, item) => sum + item.passages.length, 0);
      tell(count, source.more());
      return source.more();
    };
    const section = group(words.prose, "found-prose");
    const list = make("div", {});
    section.append(list);
    const goesOn = await show(list);
    if (!current() || (!count && !goesOn)) { section.remove(); return; }
    if (goesOn) section.append(moreButton(words.moreProse, () => show(list)));
  }

  /* ---------- a search ---------- */

  let turn = 0;

  function asQuery() {
    return { text: field.value.trim(), words: wordsOf(field.value), year: yearField.value, office: officeField.value };
  }

  async function search() {
    const own = ++turn;
    const current = () => own === turn;
    const query = asQuery();
    remember(query);
    results.textContent = "";
    plainIndex.hidden = query.words.length > 0;
    status.textContent = query.words.length ? words.loading : "";
    if (!query.words.length) return;
    results.setAttribute("aria-busy", "true");
    try {
      await start();
      if (current()) await answer(narrowed(query), current);
    } catch (error) {
      if (!current()) return;
      status.textContent = words.failed;
      plainIndex.hidden = false;
      if (!(error instanceof Missing)) throw error;
    } finally {
      if (current()) results.removeAttribute("aria-busy");
    }
  }

  async function answer(query, current) {
    const cells = await equalCells(query);
    if (!current()) return;
    const reports = titled(query);
    const count = { rows: 0, cells: cells.length, reports: reports.length };
    showList(words.cells, "found-cells", cells, cell => [
      link(cell.text, `${cell.report.href}#${cell.row.id}.${cell.column[0]}`),
      ` ${[cell.row.label, cell.column[1]].filter((text, i) => !i || text !== cell.row.label).join(" › ")}`, " ",
      make("span", { class: "note" }, `${cell.report.name} ${cell.report.year}`),
    ]);
    showList(words.reports, "found-reports", reports, report => [link(report.title, report.href)]);
    count.rows = await showRows(matchingRows(query), query, current);
    if (!current()) return;
    const tell = (hits, goesOn) => {
      status.textContent = summary(query, [
        [words.foundCells, count.cells], [words.foundReports, count.reports],
        [words.foundRows, count.rows], [words.foundHits, hits],
      ], goesOn);
    };
    await showProse(query, current, tell);
  }

  function summary(query, counts, goesOn) {
    const parts = counts.filter(([, count]) => count).map(([text, count]) => say(text, { count }));
    const text = parts.length ? say(words.found, { parts: parts.join(words.join) })
      : say(words.none, { query: query.text });
    const short = query.words.some(word => terms(word).length) ? "" : words.short;
    return [text, goesOn ? words.partial : "", short].filter(Boolean).join(" ");
  }

  /* ---------- the address keeps the search ---------- */

  function remember(query) {
    const parameters = new URLSearchParams();
    if (query.text) parameters.set("q", query.text);
    if (query.year) parameters.set("year", query.year);
    if (query.office) parameters.set("office", query.office);
    const text = parameters.toString();
    try {
      history.replaceState(null, "", text ? `?${text}` : location.pathname);
    } catch (error) {
      // an old browser on a page from disk: the search works, the address stays
    }
  }

  function restore() {
    const parameters = new URLSearchParams(location.search);
    field.value = parameters.get("q") || "";
    yearField.value = parameters.get("year") || "";
    officeField.value = parameters.get("office") || "";
    if (!yearField.value) yearField.value = "";
    if (!officeField.value) officeField.value = "";
    if (field.value) search();
  }

  let timer = 0;
  let composing = false;
  const soon = () => {
    clearTimeout(timer);
    if (!composing) timer = setTimeout(search, 300);
  };
  field.addEventListener("compositionstart", () => { composing = true; });
  field.addEventListener("compositionend", () => { composing = false; soon(); });
  field.addEventListener("input", soon);
  const atOnce = event => { event.preventDefault(); clearTimeout(timer); search(); };
  form.addEventListener("submit", atOnce);
  yearField.addEventListener("change", atOnce);
  officeField.addEventListener("change", atOnce);
  form.hidden = false;
  restore();
})();
