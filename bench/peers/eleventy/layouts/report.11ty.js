// A report's page.
import { named } from "../lib/data.js";
import { info, page } from "../lib/page.js";
import { escape, forms, offices, report } from "../lib/site.js";
import { factTable, legalTable } from "../lib/tables.js";

const place = /<p>\[\[(table (\w+)|facts)\]\]<\/p>/g;

function neighbours({ office, year }, known) {
  const to = (at, rel, word) =>
    known.has(`/reports/${at}/${office}/`)
      ? `<li><a rel="${rel}" href="/reports/${at}/${office}/">${word}：${at}年度报告</a></li>\n`
      : "";
  return `<nav class="neighbours" aria-label="相关报告">
<ul>
${to(year - 1, "prev", "上一年")}${to(year + 1, "next", "下一年")}<li><a href="/offices/${office}/">${escape(offices.get(office).name)}的全部年报</a></li>
<li><a href="/reports/${year}/">${year}年度全部报告</a></li>
</ul>
</nav>`;
}

let known;

export function render(data) {
  const { office, year, form, title, published, weight } = data;
  known ??= new Set(data.collections.reports.map((one) => one.url));
  named({ office, year, form, title, published, weight, path: data.page.inputPath });
  const { tables, facts } = report(office, year);
  const layout = forms[form].tables;
  const body = data.content.replace(place, (_, what, table) => (table ? legalTable(layout[table], tables) : factTable(facts)));
  const heads = [...data.content.matchAll(/<h2 id="([^"]+)">(.*?)<\/h2>/g)];
  const main = `<article>
<h1>${escape(title)}</h1>
${info([["公开机关", offices.get(office).name], ["年度", year], ["公开日期", published], ["格式依据", forms[form].basis]])}
<nav>
<ul>
${heads.map(([, id, text]) => `<li><a href="#${id}">${text}</a></li>`).join("\n")}
</ul>
</nav>
${body}
<section id="downloads">
<h2>下载</h2>
<ul class="links">
<li><a href="${data.page.url}index.csv">本报告的数据（CSV 表格）</a></li>
<li><a href="${data.page.url}index.json">本报告的数据（JSON）</a></li>
</ul>
</section>
${neighbours(data, known)}
</article>`;
  const trail = [["公开年报", "/reports/"], [`${year}年度报告`, `/reports/${year}/`]];
  return page(title, data.page.url, trail, main);
}
