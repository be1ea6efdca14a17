// What the portal says of itself, its offices and forms; and each report's numbers, read when they are needed.
import { readFileSync, readdirSync } from "node:fs";
import { load } from "js-yaml";

const yaml = (path) => load(readFileSync(path, "utf8"));
const json = (path) => JSON.parse(readFileSync(path, "utf8"));

export const portal = yaml("data/portal.yaml");
export const offices = new Map(Object.entries(yaml("data/offices.yaml")));
export const facts = json("data/facts.json");
export const forms = Object.fromEntries(readdirSync("data/forms").map((name) => [name.slice(0, -5), json(`data/forms/${name}`)]));
export const kinds = { government: "人民政府", department: "政府部门", town: "乡镇", subdistrict: "街道" };

const numbers = new Map();

export function report(office, year) {
  const key = `${office}/${year}`;
  let found = numbers.get(key);
  if (!found) numbers.set(key, (found = yaml(`data/reports/${key}.yaml`)));
  return found;
}

// Map.groupBy, which Node 20 does not have.
export function grouped(items, key) {
  const groups = new Map();
  for (const item of items) {
    const name = key(item);
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(item);
  }
  return groups;
}

export const years = (found) => [...new Set(found)].sort((one, two) => two - one);

const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
export const escape = (text) => String(text).replace(/[&<>"]/g, (sign) => entities[sign]);

// The numbers of a row, in the order of its columns: written as a list, as a mapping, or as one number.
export function row(tables, keys, columns) {
  let found = tables;
  for (const key of keys) found = found[key];
  if (Array.isArray(found)) return found;
  return found !== null && typeof found === "object" ? columns.map((column) => found[column]) : [found];
}
