import { dataLinks, page, reportList, yearList } from "../lib/page.js";

export const data = { permalink: "/reports/" };

export function render({ collections }) {
  const sections = collections.years.map((year) => {
    const found = collections.reports.filter((one) => one.data.year === year);
    return `<section>\n<h2>${year}年度报告</h2>\n${reportList(found)}\n</section>`;
  });
  return page("公开年报", "/reports/", [], `<h1>公开年报</h1>\n${yearList(collections)}\n${sections.join("\n")}\n${dataLinks}`);
}
