// What every page has around its main part, and the lists that several pages have.
import { escape, grouped, kinds, offices, portal } from "./site.js";

const menu = [["首页", "/"], ["公开年报", "/reports/"], ["公开机关", "/offices/"]];
const unset = '<span class="unset">待补充</span>';
const told = (pairs) =>
  pairs.map(([label, text]) => `<div><dt>${label}</dt><dd>${text ? escape(text) : unset}</dd></div>`).join("\n");

export const info = (pairs) => `<dl class="info">\n${told(pairs)}\n</dl>`;

const foot = `<footer class="site-foot">
<dl>
${told([
  ["主办单位", portal.organizer],
  ["政府网站标识码", portal.site_code],
  ["ICP备案编号", portal.icp],
  ["公安机关备案标识", portal.police],
  ["地址", portal.contact.address],
  ["联系电话", portal.contact.telephone],
])}
</dl>
</footer>`;
const banner = portal.banner ? `<p class="banner" role="note">${escape(portal.banner)}</p>\n` : "";

const current = (here, url) => (here === url ? ' aria-current="page"' : "");

export function page(title, url, trail, main) {
  const name = url === "/" ? escape(title) : `${escape(title)} - ${escape(portal.title)}`;
  const above = [["首页", "/"], ...trail].map(([text, to]) => `<li><a href="${to}">${text}</a></li>`).join("\n");
  const path =
    url === "/"
      ? ""
      : `<nav class="trail" aria-label="当前位置">
<ol>
${above}
<li><span aria-current="page">${escape(title)}</span></li>
</ol>
</nav>
`;
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name}</title>
<meta name="description" content="${escape(portal.description)}">
<link rel="stylesheet" href="/assets/base.css">
</head>
<body>
<a class="skip" href="#main">跳到正文</a>
${banner}<header class="site-head">
<p class="site-title"><a href="/">${escape(portal.title)}</a></p>
<nav aria-label="主导航">
<ul>
${menu.map(([text, to]) => `<li><a href="${to}"${current(url, to)}>${text}</a></li>`).join("\n")}
</ul>
</nav>
</header>
${path}<main id="main">
${main}
</main>
${foot}
</body>
</html>
`;
}

function listed({ data, url }, withOffice) {
  const day = data.published;
  const office = withOffice
    ? ` <a class="office" href="/offices/${data.office}/">${escape(offices.get(data.office).name)}</a>`
    : "";
  return `<li><a href="${url}">${escape(data.title)}</a> <time datetime="${day}">${day}</time>${office}</li>`;
}

export const reportList = (pages, withOffice = true) =>
  `<ul class="reports">\n${pages.map((one) => listed(one, withOffice)).join("\n")}\n</ul>`;

export function yearList({ reports, years }) {
  const count = (year) => reports.filter((one) => one.data.year === year).length;
  const items = years.map((year) => `<li><a href="/reports/${year}/">${year}年</a> <span class="count">${count(year)} 份</span></li>`);
  return `<ul class="years">\n${items.join("\n")}\n</ul>`;
}

export const byOffice = (reports) => grouped(reports, (one) => one.data.office);

let officeRows;

export function officeTable({ reports }) {
  officeRows ??= rows(byOffice(reports));
  return `<table class="list">
<caption>公开机关</caption>
<thead><tr><th scope="col">公开机关</th><th scope="col">类别</th><th scope="col">已公开年度</th></tr></thead>
<tbody>
${officeRows}
</tbody>
</table>`;
}

function rows(found) {
  return [...offices]
    .map(([id, office]) => {
      const years = (found.get(id) ?? []).map((one) => `<a href="${one.url}">${one.data.year}</a>`).join("\n");
      return `<tr><th scope="row"><a href="/offices/${id}/">${escape(office.name)}</a></th><td>${kinds[office.kind]}</td><td>\n${years}\n</td></tr>`;
    })
    .join("\n");
}

export const dataLinks = `<section>
<h2>数据下载</h2>
<ul class="links">
<li><a href="/index.csv">全部报告的数据（CSV 表格）</a></li>
<li><a href="/index.json">全部报告的数据（JSON）</a></li>
</ul>
</section>`;
