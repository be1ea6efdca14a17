// CSV and JSON of each report, each year and all reports, written when the pages are: Eleventy's own event.
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { facts, forms, offices, report, row } from "./site.js";

const fields = "\ufeffoffice,office_name,year,form,table,row,row_label,column,column_label,value,unit,state\r\n";
const quoted = JSON.stringify;
const reports = []; // as report.11ty.js names them

export const named = (page) => reports.push(page);

const state = (value) => (value === null || value === undefined ? "blank" : value === "/" ? "not-applicable" : "number");

function* cells({ form, office, year }) {
  const { tables, units } = report(office, year);
  for (const { keys, columns, cells } of forms[form].records) {
    const values = row(tables, keys, columns);
    for (let at = 0; at < cells.length; at++) {
      const { open, unit } = cells[at];
      yield [cells[at], values[at], open ? units[open] : unit];
    }
  }
}

function csv(page) {
  const { form, office, year } = page;
  const head = `${office},${offices.get(office).name},${year},`;
  const stated = report(office, year).facts ?? {};
  let out = "";
  for (const [known, value, unit] of cells(page)) {
    out += `${head}${known.csv},${state(value) === "number" ? value : ""},${unit},${state(value)}\r\n`;
  }
  for (const { id, key, unit } of facts) {
    if (key in stated) out += `${head}${form},facts,${id},${key},value,,${stated[key]},${unit},number\r\n`;
  }
  return out;
}

function sections(path) {
  const text = readFileSync(path, "utf8").split("---\n").slice(2).join("---\n");
  return text.split("\n## ").map((part, at) => {
    const said = part.split("\n[[")[0];
    const [, heading, id, body] = at ? /^(.*) \{#(.*)\}\n([^]*)$/.exec(`${said}\n`) : [0, "", "preamble", said];
    const plain = body.trim().replaceAll("\n\n", "\n").replaceAll("### ", "");
    return `{"id": ${quoted(id)}, "heading": ${quoted(heading)}, "text": ${quoted(plain)}}`;
  });
}

function json(page) {
  const { form, office, path, published, title, year } = page;
  const name = offices.get(office).name;
  const stated = report(office, year).facts ?? {};
  const lines = [];
  for (const [known, value, unit] of cells(page)) {
    const shown = state(value) === "number" ? value : null;
    lines.push(`${known.json}, "value": ${shown}, "unit": ${quoted(unit)}, "state": "${state(value)}"}`);
  }
  const told = facts
    .filter(({ key }) => key in stated)
    .map(({ id, key, unit }) => `{"id": "${id}", "label": ${quoted(key)}, "unit": ${quoted(unit)}, "value": ${stated[key]}, "state": "number"}`);
  return `{"office": "${office}", "office_name": ${quoted(name)}, "year": ${year}, "title": ${quoted(title)}, "form": "${form}", "basis": ${quoted(forms[form].basis)}, "published": "${published}",
"cells": [\n${lines.join(",\n")}\n],
"facts": [\n${told.join(",\n")}\n],
"sections": [\n${sections(path).join(",\n")}\n],
"notes": []}`;
}

// A file of several reports, written piece by piece.
function opened(path, start) {
  const file = openSync(path, "w");
  writeSync(file, start);
  let first = true;
  return {
    add(text, between) {
      writeSync(file, first ? text : between + text);
      first = false;
    },
    close(end) {
      writeSync(file, end);
      closeSync(file);
    },
  };
}

const pair = (path) => [opened(`${path}.csv`, fields), opened(`${path}.json`, "[\n")];

export function writeData(output) {
  const all = pair(`${output}/index`);
  const years = new Map();
  for (const page of reports.splice(0).sort((one, two) => one.weight - two.weight)) {
    const path = `${output}/reports/${page.year}`;
    if (!years.has(page.year)) years.set(page.year, pair(`${path}/index`));
    const [records, object] = [csv(page), json(page)];
    writeFileSync(`${path}/${page.office}/index.csv`, fields + records);
    writeFileSync(`${path}/${page.office}/index.json`, `${object}\n`);
    for (const [tables, objects] of [all, years.get(page.year)]) {
      tables.add(records, "");
      objects.add(object, ",\n");
    }
  }
  for (const [tables, objects] of [all, ...years.values()]) {
    tables.close("");
    objects.close("\n]\n");
  }
}
