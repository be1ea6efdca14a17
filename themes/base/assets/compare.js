/* Compares offices by one indicator over the years: a chart for each, and a table. What is chosen is in the address. */
(() => {
  "use strict";

  const { open, values, make, link, say, apart } = window.gongkai;
  const { figure } = window.gongkai.compare;
  const form = document.getElementById("compare");
  const [select, list, filter, clear, scale, status, results] =
    ["indicator", "offices", "filter", "clear", "scale", "status", "results"].map(id => document.getElementById(`compare-${id}`));
  const words = form.dataset;
  const boxes = Array.from(list.querySelectorAll("input"));
  const fold = text => text.normalize("NFKC").toLowerCase();

  /* ---------- what is asked, in the address ---------- */

  const chosen = () => boxes.filter(box => box.checked).map(box => box.value);

  function restore() {
    const asked = new URLSearchParams(location.search);
    const wanted = new Set(asked.getAll("office"));
    boxes.forEach(box => { box.checked = wanted.has(box.value); });
    const option = Array.from(select.options).find(one => one.value === asked.get("indicator"));
    select.value = (option || select.options[0]).value;
    scale.checked = asked.get("scale") !== "own";
  }

  function remember() {
    const asked = new URLSearchParams([["indicator", select.value], ...chosen().map(id => ["office", id])]);
    if (!scale.checked) asked.set("scale", "own");
    try {
      history.replaceState(null, "", `?${asked}`);
    } catch (error) {
      // an old browser on a page from disk: the page works, the address stays
    }
  }

  /* ---------- numbers ---------- */

  /* Per cell id its row and column in the index. */
  function places(index) {
    const found = new Map();
    for (const row of index.rows) row.columns.forEach(([id], i) => found.set(`${row.id}.${id}`, [row, i]));
    return found;
  }

  /* A value of the index as `[text, unit]`: the report itself may state the unit behind a tab. */
  const parts = value => String(value).split("\t");
  const isNumber = value => value !== null && value !== "" && value !== undefined && value !== "/";

  /* The sum of texts, exact in their decimal places. */
  function sum(texts) {
    const places_ = Math.max(...texts.map(text => (text.split(".")[1] || "").length));
    return texts.length === 1 ? texts[0] : texts.reduce((total, text) => total + Number(text), 0).toFixed(places_);
  }

  /* What one report has: `{text, place, unit, parts}`; text null where a cell is blank; nothing where its form has no
     such cell. With several parts no cell shows the number, and the place is the section of their table. */
  function valueOf(held, report, ways) {
    for (const { cells, place } of ways) {
      const own = cells.map(cell => (held.get(cell) || [])[report]);
      if (own.some(value => value === "" || value === undefined)) continue;
      const numbers = own.filter(isNumber).map(parts);
      const blank = own.includes(null);
      return {
        place, parts: cells.length, unit: (numbers[0] || [])[1] || "",
        text: numbers.length && !blank ? sum(numbers.map(([text]) => text)) : null, written: blank ? null : "/",
      };
    }
    return undefined;
  }

  /* Office → year → what its report has, and where that is. */
  async function read(index, option, offices) {
    const anchors = option.dataset.places.split("|");
    const ways = option.dataset.cells.split("|").map((way, i) => ({ cells: way.split("+"), place: anchors[i] }));
    const where = places(index);
    const found = new Map(offices.map(id => [id, new Map()]));
    await Promise.all(index.segments.map(async segment => {
      if (!segment.reports.some(report => found.has(report.office))) return;
      const held = new Map();
      const cells = [...new Set([].concat(...ways.map(way => way.cells)))].filter(cell => where.has(cell));
      await Promise.all(cells.map(async cell => {
        const [row, column] = where.get(cell);
        const columns = await values(segment, row);
        if (columns) held.set(cell, columns[column]);
      }));
      segment.reports.forEach((report, i) => {
        const own = found.has(report.office) ? valueOf(held, i, ways) : undefined;
        if (own) found.get(report.office).set(segment.year, { ...own, href: `${report.href}#${own.place}` });
      });
    }));
    return found;
  }

  /* ---------- the page ---------- */

  let turn = 0;

  async function show() {
    const mine = ++turn;
    const ids = chosen();
    const option = select.selectedOptions[0];
    if (!ids.length) {
      status.textContent = words.none;
      results.textContent = "";
      return;
    }
    status.textContent = words.loading;
    try {
      const index = await open(words.root);
      const found = await read(index, option, ids);
      if (mine === turn) lay(index, option, found);
    } catch (error) {
      if (mine !== turn) return;
      status.textContent = words.failed;
      results.textContent = "";
    }
  }

  /* What readers choose goes into the address; a page that is only opened keeps its own. */
  function choose() {
    remember();
    show();
  }

  function lay(index, option, found) {
    const name = option.textContent;
    const having = [...found.values()].map(years => [...years.keys()]);
    const every = [].concat(...having);
    results.textContent = "";
    if (!every.length) {
      status.textContent = words.empty;
      return;
    }
    const years = [];
    for (let year = Math.min(...every); year <= Math.max(...every); year++) years.push(year);
    const newest = [].concat(...[...found.values()].map(own => [...own.entries()])).sort((a, b) => b[0] - a[0])
      .find(([, one]) => one.text !== null && one.unit);
    const unit = option.dataset.unit || (newest ? newest[1].unit : "");
    const fits = one => one && one.text !== null && (!one.unit || one.unit === unit);
    const offices = index.offices.filter(office => found.has(office.id));
    const points = offices.map(office => years.map(year => {
      const one = found.get(office.id).get(year);
      return fits(one) ? one.text : null;
    }));
    const shared = scale.checked ? [].concat(...points) : null;
    const telling = { ...words, name };
    const charts = offices.map((office, i) =>
      figure(office, years, points[i], { id: `chart-${office.id}`, unit, scale: shared, words: telling }));
    const title = say(words.table, { name }) + (unit ? say(words.unit, { unit }) : "");
    results.append(make("h2", { id: "compare-name" }, title), make("div", { class: "charts small" }, ...charts), table(offices, years, found, unit));
    if (results.querySelector("sup")) results.append(make("p", { class: "note" }, option.dataset.sums));
    status.textContent = say(words.shown, { name, count: offices.length });
  }

  function table(offices, years, found, unit) {
    const heads = years.map(year => make("th", { scope: "col" }, String(year)));
    const rows = offices.map(office => make("tr", {}, make("th", { scope: "row" }, link(office.name, office.href)),
      ...years.map(year => cell(found.get(office.id).get(year), unit))));
    const head = make("thead", {}, make("tr", {}, make("th", { scope: "col" }, words.office), ...heads));
    const whole = make("table", { class: "data compared", "aria-labelledby": "compare-name" }, head, make("tbody", {}, ...rows));
    return make("div", { class: "scroll", role: "group", tabindex: "0", "aria-labelledby": "compare-name" }, whole);
  }

  function cell(one, unit) {
    if (!one) return make("td", { class: "n absent" }, "–");
    const kind = one.text === null ? (one.written ? "na" : "blank") : Number(one.text) === 0 ? "zero" : "";
    const shown = one.text === null ? [one.written || words.blank] : apart(one.text);
    const own = one.text !== null && one.unit && one.unit !== unit ? ` ${one.unit}` : "";
    const added = one.text !== null && one.parts > 1;
    const about = added ? { title: say(words.sumTitle, { count: one.parts }) } : {};
    const mark = added ? [make("sup", {}, words.sumMark)] : [];
    return make("td", { class: `n ${kind}`.trim() }, make("a", { href: one.href, ...about }, ...shown), ...mark, own);
  }

  filter.addEventListener("input", () => {
    const wanted = fold(filter.value.trim());
    for (const box of boxes) box.closest("li").hidden = !box.checked && !fold(box.parentNode.textContent).includes(wanted);
  });
  clear.addEventListener("click", () => {
    boxes.forEach(box => { box.checked = false; });
    choose();
  });
  form.addEventListener("submit", event => event.preventDefault());
  for (const control of [select, list, scale]) control.addEventListener("change", choose);
  window.addEventListener("popstate", () => { restore(); show(); });
  restore();
  form.hidden = false;
  show();
})();
