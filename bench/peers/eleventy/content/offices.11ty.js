import { officeTable, page } from "../lib/page.js";

export const data = { permalink: "/offices/" };

export const render = ({ collections }) =>
  page("公开机关", "/offices/", [], `<h1>公开机关</h1>\n${officeTable(collections)}`);
