// A report's legal tables and its facts; what is the same in every report of a form comes as markup in data/forms.
import { facts, row } from "./site.js";

function cell(value) {
  if (value === null || value === undefined) return 'blank">（未填）</td>';
  if (value === 0) return 'zero">0</td>';
  const sort = value === "/" ? "na" : value < 0 ? "negative" : "";
  return `${sort}">${value}</td>`;
}

function line({ headers, groups }, tables) {
  let out = `<tr>${headers}`;
  for (const { keys, columns, cells } of groups) {
    const values = row(tables, keys, columns);
    for (let at = 0; at < cells.length; at++) out += `\n${cells[at]}${cell(values[at])}`;
  }
  return `${out}\n</tr>`;
}

export function legalTable({ caption, blocks }, tables) {
  const bodies = blocks.map(({ head, rows }) => `${head}\n${rows.map((one) => line(one, tables)).join("\n")}\n</tbody>`);
  return `<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
<table class="legal">
<caption>${caption}</caption>
${bodies.join("\n")}
</table>
</div>`;
}

export function factTable(stated) {
  const rows = facts
    .filter(({ key }) => key in stated)
    .map(({ id, key, unit }) => `<tr><th scope="row">${key}</th><td id="facts.${id}" class="n">${stated[key]}</td><td>${unit}</td></tr>`);
  return `<table class="facts">
<caption>正文所列其他数据</caption>
<thead><tr><th scope="col">项目</th><th scope="col">数量</th><th scope="col">单位</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>`;
}
