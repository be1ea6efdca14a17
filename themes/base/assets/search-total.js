/* Sums that no report states, of the cells that charts and archives add up; read when such a sum is opened. */
(() => {
  "use strict";

  const { values } = window.gongkai;

  /* The sum of texts, exact in their decimal places. */
  function sum(texts) {
    const places = Math.max(...texts.map(text => (text.split(".")[1] || "").length));
    return texts.reduce((total, text) => total + Number(text), 0).toFixed(places);
  }

  /* A value as the index has them: '' where a cell is not there or units differ, null where one is blank. */
  function added(own) {
    if (own.includes(null)) return null;
    const parts = own.filter(value => value !== "/").map(value => String(value).split("\t"));
    if (!parts.length) return "/";
    const units = new Set(parts.map(([, unit]) => unit || ""));
    if (units.size > 1) return "";
    const [unit] = units;
    return sum(parts.map(([text]) => text)) + (unit ? `\t${unit}` : "");
  }

  /* Of each report of a year its sum, and the cells that were added. */
  window.gongkai.totals = async (one, row) => {
    const rows = [...new Set([].concat(...row.ways).map(([part]) => part))];
    const held = new Map(await Promise.all(rows.map(async part => [part, await values(one, part)])));
    return one.reports.map((_, report) => {
      for (const way of row.ways) {
        const own = way.map(([part, i]) => (held.get(part) ? held.get(part)[i][report] : ""));
        if (!own.includes("")) return { value: added(own), way };
      }
      return { value: "", way: row.ways[0] };
    });
  };
})();
