import { byOffice, info, page, reportList } from "../lib/page.js";
import { escape, grouped, kinds, offices } from "../lib/site.js";

export const data = {
  ids: [...offices.keys()],
  pagination: { data: "ids", size: 1, alias: "id" },
  permalink: ({ id }) => `/offices/${id}/`,
};

const link = (id) => `<a href="/offices/${id}/">${escape(offices.get(id).name)}</a>`;
const below = grouped(offices.keys(), (id) => offices.get(id).parent);
let found;

export function render({ collections, id }) {
  found ??= byOffice(collections.reports);
  const { name, kind, parent, contact } = offices.get(id);
  const lower = below.get(id) ?? [];
  const main = `<h1>${escape(name)}</h1>
<p class="lead">${kinds[kind]}${parent ? ` · 上级机关 ${link(parent)}` : ""}</p>
<section>
<h2>历年年报</h2>
${reportList(found.get(id) ?? [], false)}
</section>
${lower.length ? `<section>\n<h2>下级机关</h2>\n<ul class="links">\n${lower.map((one) => `<li>${link(one)}</li>`).join("\n")}\n</ul>\n</section>\n` : ""}<section>
<h2>联系方式</h2>
${info([["地址", contact?.address], ["联系电话", contact?.telephone]])}
</section>`;
  return page(name, `/offices/${id}/`, [["公开机关", "/offices/"]], main);
}
