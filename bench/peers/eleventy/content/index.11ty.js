import { dataLinks, officeTable, page, reportList, yearList } from "../lib/page.js";
import { escape, portal } from "../lib/site.js";

export function render({ collections }) {
  const newest = [...collections.reports].sort((one, two) => (one.data.published < two.data.published ? 1 : -1)).slice(0, 12);
  const main = `<h1>${escape(portal.title)}</h1>
<p class="lead">${escape(portal.description)}</p>
<section>
<h2>最新年报</h2>
${reportList(newest)}
</section>
<section>
<h2>按年度查阅</h2>
${yearList(collections)}
</section>
<section>
<h2>公开机关</h2>
${officeTable(collections)}
</section>
${dataLinks}`;
  return page(portal.title, "/", [], main);
}
