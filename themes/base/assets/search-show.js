/* What was found, as nodes: each group of results under its heading, the matches marked. Words come from `words`. */
(() => {
  "use strict";

  const { fold, places, make, link, say, need, apart } = window.gongkai;
  const { lines, place, cellId } = window.gongkai.find;

  const LINES = 10; // values of a row, equal numbers or titles shown at a time
  const ROWS = 6; // indicators shown at a time
  const QUOTES = 3; // passages quoted of one report
  const [BEFORE, QUOTED] = [36, 120]; // characters of a quotation before its first mark, and in all

  /* A text with every word marked, or the stretch of it around the first; offsets are carried back to it as written. */
  function marked(text, query, quoted) {
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
    const from = quoted && marks.length ? Math.max(0, origin[marks[0][0]] - BEFORE) : 0;
    const to = quoted ? Math.min(text.length, from + QUOTED) : text.length;
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

  /* The groups of results of one query, put into `results`; `failed` is told what did not come. */
  window.gongkai.show = ({ index, query, words, results, failed }) => {
    /* A link that the arrow keys stop at. */
    function stop(href, ...children) {
      return make("a", { href, class: "go" }, ...children);
    }

    function group(title, id) {
      const section = make("section", { "aria-labelledby": id, class: "found" }, make("h2", { id }, title));
      results.append(section);
      return section;
    }

    /* A button that fetches more and goes away when there is no more; the keyboard goes on with what came. */
    function moreButton(text, show) {
      const button = make("button", { type: "button", class: "more go" }, text);
      button.addEventListener("click", async () => {
        button.disabled = true;
        const before = button.previousElementSibling;
        try {
          const goesOn = await show();
          button.disabled = false;
          if (goesOn) return button.focus();
          button.remove();
          if (before) { before.setAttribute("tabindex", "-1"); before.focus(); }
        } catch (error) {
          button.disabled = false;
          failed(error);
        }
      });
      return button;
    }

    function list(title, id, items, item) {
      if (!items.length) return;
      const waiting = [...items];
      const section = group(title, id);
      const shown = make("ul", {});
      const show = () => {
        shown.append(...waiting.splice(0, LINES).map(one => make("li", {}, ...item(one))));
        return waiting.length > 0;
      };
      section.append(shown);
      if (show()) section.append(moreButton(words.more, async () => show()));
    }

    const cells = found => list(words.cells, "found-cells", found, ({ report, row, i, text }) => [
      stop(`${report.href}#${cellId([row, i])}`, text),
      ` ${[row.label, row.columns[i][1]].filter((label, at) => !at || label !== row.label).join(" › ")}`, " ",
      make("span", { class: "note" }, `${report.name} ${report.year}`),
    ]);
    const offices = found => list(words.offices, "found-offices", found, office =>
      [stop(office.href, ...marked(office.name, query))]);
    const reports = found => list(words.reports, "found-reports", found, report =>
      [stop(report.href, ...marked(report.title, query))]);

    /* ---------- indicators ---------- */

    function cellOf(value, href) {
      if (value === undefined || value === "") return make("td", { class: "absent" });
      if (value === null) return make("td", { class: "n blank" }, link(words.blank, href));
      const [number, unit] = String(value).split("\t");
      return make("td", { class: number === "0" ? "n zero" : "n" }, make("a", { href }, ...apart(number)), unit ? ` ${unit}` : "");
    }

    const titleOf = ({ title, row }) => title || row.label;

    /* What a sum that no report states is made of, each with a link to its cell in the first report shown. */
    function partsOf({ report, way }) {
      const same = way.every(([row]) => row === way[0][0]);
      const named = way.map(([row, i]) => link(same ? row.columns[i][1] : row.label.split(" › ").pop(), `${report.href}#${cellId([row, i])}`));
      return make("p", { class: "note" }, words.computed, ...[].concat(...named.map((one, i) => (i ? [words.join, one] : [one]))));
    }

    /* All offices' values in the query's order, some at a time; null where there is none. */
    async function valuesTable(found) {
      const { row, columns } = found;
      const source = lines(index, found, query);
      const first = await source.next(LINES);
      if (!first.length) return null;
      const heads = [words.year, words.office, ...columns.map(i => {
        const [, label, unit] = row.columns[i];
        return unit && !label.includes(unit) ? `${label} (${unit})` : label;
      })];
      const head = make("tr", {}, ...heads.map(text => make("th", { scope: "col" }, text)));
      const body = make("tbody", {});
      const used = new Set();
      const add = more => {
        more.forEach(line => {
          const { report, values } = line;
          columns.forEach(i => { if (values[i] !== "") used.add(i); });
          body.append(make("tr", {}, make("td", {}, String(report.year)),
            make("th", { scope: "row" }, link(report.name, report.href)),
            ...columns.map(i => cellOf(values[i], place(line, row, i)))));
        });
        [head, ...body.children].forEach(line => columns.forEach((i, at) => { line.children[at + 2].hidden = !used.has(i); }));
      };
      add(first);
      const table = make("table", {}, make("caption", {}, titleOf(found)), make("thead", {}, head), body);
      const box = make("div", { class: "scroll lines", role: "region", tabindex: "0", "aria-label": titleOf(found) }, table);
      const parts = source.mixed() ? [make("p", { class: "note" }, words.sortedUnits), box] : [box];
      if (row.ways) parts.unshift(partsOf(first[0]));
      if (source.more()) parts.push(moreButton(words.more, async () => { add(await source.next(LINES)); return source.more(); }));
      return parts;
    }

    /* A row that opens to its figure and its values; both are loaded when it opens. */
    function panel(found) {
      const { row, alias } = found;
      const summary = make("summary", { class: "go" }, make("h3", {}, ...marked(titleOf(found), query)), " ",
        make("span", { class: "note" }, ...(row.ways ? [words.total, words.join] : []),
          ...(alias ? [...marked(alias, query), words.join] : []), row.caption));
      const inner = make("div", {});
      const node = make("details", { class: "indicator" }, summary, inner);
      let filled = null;
      const fill = async () => {
        const [table, figure] = await Promise.all([valuesTable(found), need("search-figure", "figure")]);
        if (!table) { inner.append(make("p", { class: "note" }, words.noValues)); return false; }
        const drawn = await figure(index, found, query, { words, id: `row-${row.number}-${found.columns[0]}`, cellOf });
        inner.append(...(drawn ? [drawn] : []), ...table);
        return true;
      };
      const open = () => { filled = filled || fill().catch(error => { filled = null; failed(error); }); return filled; };
      node.addEventListener("toggle", () => { if (node.open) open(); });
      return { node, open };
    }

    /* The rows that match; the first that has values is open. */
    async function rows(matches, current) {
      if (!matches.length) return;
      const section = group(words.rows, "found-rows");
      const shown = make("div", {});
      const waiting = [...matches];
      const next = () => waiting.splice(0, ROWS).map(panel);
      const panels = next();
      for (const one of panels) {
        if (!current() || !(await one.open())) continue;
        one.node.open = true;
        break;
      }
      shown.append(...panels.map(one => one.node));
      section.append(shown);
      const show = async () => { shown.append(...next().map(one => one.node)); return waiting.length > 0; };
      if (waiting.length) section.append(moreButton(words.more, show));
    }

    /* ---------- texts ---------- */

    function hit({ report, passages }) {
      const item = make("section", { class: "hit" }, make("h3", {}, stop(report.href, ...marked(report.title, query))));
      for (const { anchor, heading, text } of passages.slice(0, QUOTES)) {
        const place = stop(`${report.href}#${anchor}`, ...(heading ? marked(heading, query, true) : [words.preamble]));
        item.append(make("p", { class: "place" }, place), make("p", { class: "quote" }, ...marked(text, query, true)));
      }
      if (passages.length > QUOTES) {
        item.append(make("p", { class: "note" }, say(words.moreHits, { count: passages.length - QUOTES })));
      }
      return item;
    }

    /* Passages from `source`; `tell` hears how many there are, and whether there may be more. */
    async function prose(source, current, tell) {
      let count = 0;
      const section = make("section", { "aria-labelledby": "found-prose", class: "found" },
        make("h2", { id: "found-prose" }, words.prose));
      const shown = make("div", {});
      const show = async () => {
        const found = await source.next();
        if (!current()) return false;
        shown.append(...found.map(hit));
        count += found.reduce((sum, item) => sum + item.passages.length, 0);
        tell(count, source.more());
        return source.more();
      };
      section.append(shown);
      const goesOn = await show();
      if (!current() || (!count && !goesOn)) return;
      results.append(section);
      if (goesOn) section.append(moreButton(words.moreProse, show));
    }

    /* Other queries, as links; `address` makes their addresses. */
    const suggestions = (found, address) => list(words.meant, "found-meant", found, ({ text, asked }) =>
      [stop(address(asked), text)]);

    return { cells, offices, reports, rows, prose, suggestions };
  };
})();
