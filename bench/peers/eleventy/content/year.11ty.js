import { page, reportList } from "../lib/page.js";

export const data = {
  pagination: { data: "collections.years", size: 1, alias: "year" },
  permalink: ({ year }) => `/reports/${year}/`,
};

export function render({ collections, year }) {
  const title = `${year}年度报告`;
  const found = collections.reports.filter((one) => one.data.year === year);
  const to = (at, rel) => (collections.years.includes(at) ? `<li><a rel="${rel}" href="/reports/${at}/">${at}年度报告</a></li>\n` : "");
  const others = `<nav class="neighbours" aria-label="其他年度">\n<ul>\n${to(year - 1, "prev")}${to(year + 1, "next")}</ul>\n</nav>`;
  return page(title, `/reports/${year}/`, [["公开年报", "/reports/"]], `<h1>${title}</h1>\n${reportList(found)}\n${others}`);
}
