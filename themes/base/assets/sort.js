/* Tables marked `data-sort` are sorted by their column heads, and filtered by the names in their first column.
   Without this script they are plain tables. Names of columns become buttons; `aria-sort` says the order; what is no
   number, or blank, stands last in either order; a third press brings back the order of the page. */
(() => {
  "use strict";

  const FEW = 20; // rows that need no filter
  const order = new Intl.Collator(document.documentElement.lang || "zh-CN", { numeric: true });

  /* What a cell sorts by: `{number, unit}`, `{text}`, or null for nothing. A mark behind the number counts for nothing. */
  function keyOf(cell) {
    const time = cell.querySelector("time");
    const text = time ? time.dateTime : Array.from(cell.childNodes, node => (node.nodeName === "SUP" ? "" : node.textContent)).join("").trim();
    if (cell.matches(".blank, .na, .absent") || cell.querySelector(".unset") || text === "") return null;
    const [, number, unit] = /^([-+]?[\d,]+(?:\.\d+)?)\s*(.*)$/.exec(text) || [];
    return cell.matches(".n") && number ? { number: Number(number.replace(/,/g, "")), unit } : { text };
  }

  /* Numbers of different units are not compared: they stay in groups, those without a unit of their own first. */
  function compare(a, b, sign) {
    if (a === null || b === null) return (a === null) - (b === null);
    if (a.text !== undefined || b.text !== undefined) {
      return a.text === undefined ? -1 : b.text === undefined ? 1 : order.compare(a.text, b.text) * sign;
    }
    return a.unit === b.unit ? (a.number - b.number) * sign : order.compare(a.unit, b.unit);
  }

  const numeric = key => key !== null && key.text === undefined;

  function sortable(table) {
    const body = table.tBodies[0];
    const original = Array.from(body.rows);
    const heads = Array.from(table.tHead.rows[0].cells);
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const first = column === 0 || original.every(row => !numeric(keyOf(row.cells[column]))) ? "ascending" : "descending";
        const second = first === "ascending" ? "descending" : "ascending";
        const now = head.getAttribute("aria-sort");
        const next = now === first ? second : now === second ? "" : first;
        for (const other of heads) other.removeAttribute("aria-sort");
        if (next) head.setAttribute("aria-sort", next);
        const sign = next === "ascending" ? 1 : -1;
        const keyed = original.map((row, i) => ({ row, i, key: keyOf(row.cells[column]) }));
        if (next) keyed.sort((a, b) => compare(a.key, b.key, sign) || a.i - b.i);
        body.append(...keyed.map(one => one.row));
      });
    });
    if (original.length > FEW) filtered(table, original);
  }

  function filtered(table, rows) {
    const box = document.createElement("p");
    const label = document.createElement("label");
    const input = document.createElement("input");
    const count = document.createElement("span");
    box.className = "filter";
    input.type = "search";
    input.id = `${table.id || "table"}-filter`;
    label.htmlFor = input.id;
    label.textContent = table.dataset.filter;
    count.setAttribute("role", "status");
    box.append(label, input, count);
    const scroll = table.closest(".scroll") || table;
    scroll.before(box);
    const fold = text => text.normalize("NFKC").toLowerCase();
    const names = rows.map(row => fold(row.cells[0].textContent));
    input.addEventListener("input", () => {
      const wanted = fold(input.value.trim());
      let shown = 0;
      rows.forEach((row, i) => {
        row.hidden = !names[i].includes(wanted);
        if (!row.hidden) shown += 1;
      });
      if (table.tFoot) table.tFoot.hidden = wanted !== "";
      count.textContent = wanted ? table.dataset.found.replace("{count}", shown) : "";
    });
  }

  for (const table of document.querySelectorAll("table[data-sort]")) sortable(table);
})();
