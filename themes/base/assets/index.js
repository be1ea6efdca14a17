/* The index of the portal, read without a server: reports, offices, indicators with their values, postings, texts.
   Its files are described in generator/gongkai/search/index.py; each is one call of `gongkai.put`, loaded by <script>,
   so that a page opened from disk, and one under a strict policy, can read them too.

   Everything of ours hangs on the one global `gongkai`:
     open(root)            the index: `segments` (a year each: year, reports), `rows`, `measures` (what charts name), `offices`,
                           `told` (the manifest)
     values(segment, row)  per column of the row the value of each report of the segment; undefined where it has none
     need(file, name)      what another file of assets/ puts on `gongkai`, run when it is asked for
     Missing               the error of a file that did not come
     make, link, say       nodes and filled texts; nothing found is ever read as markup
     shape                 an element of an SVG drawing
     grouped, apart        a number's text with its thousands set apart: by commas; by empty nodes for the style sheet */
(() => {
  "use strict";

  class Missing extends Error {}

  /* ---------- files ---------- */

  const arrived = new Map();
  const asked = new Map();
  const home = document.currentScript.src.replace(/[^/]*$/, "");

  /* Runs a script once; what it gives is what `result` finds afterwards. */
  function run(src, result) {
    if (!asked.has(src)) {
      asked.set(src, new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = src;
        script.onload = () => { script.remove(); done(result()); };
        script.onerror = () => { script.remove(); asked.delete(src); failed(new Missing(src)); };
        document.head.append(script);
      }));
    }
    return asked.get(src);
  }

  const load = (root, name, version) =>
    run(`${root}search/${name}.js${version ? `?${version}` : ""}`, () => arrived.get(name));

  /* What another script beside this one puts on `gongkai`, for what few queries need. */
  const need = (file, name) => run(`${home}${file}.js`, () => window.gongkai[name]);

  let opened = null;

  /* The manifest, made ready: segments newest first, rows with their cells counted through. */
  async function open(root) {
    if (opened) return opened;
    const told = await load(root, "manifest");
    let cell = 0;
    const rows = told.rows.map(([id, caption, groups, label, keys, head], number) => {
      const columns = told.columns[head];
      const row = {
        id, number, columns, first: cell, caption: told.captions[caption], names: [label, ...keys].map(fold),
        label: [...groups, label].join(" › "),
        section: told.sections[id.split(".")[0]] || "",
        words: fold([...groups, label, ...keys].join("\n")),
        heads: fold(columns.map(column => column[1]).join("\n")),
      };
      cell += columns.length;
      return row;
    });
    const offices = told.offices.map(([id, name]) =>
      ({ id, name, folded: fold(name), href: root + told.office.split("{office}").join(id) }));
    const measures = told.measures.map((one, i) => measure(rows, one, i));
    opened = { told, rows, measures, cells: cell, offices, segments: told.years.map(year => segment(root, told, offices, year)) };
    return opened;
  }

  const cellAt = (rows, number) => {
    const row = rows[last(rows.map(one => one.first), number)];
    return [row, number - row.first];
  };

  /* What charts and archives name: `ways` of `[row, column]` to add up; `row` where it is a sum, as if it were one of a table. */
  function measure(rows, [name, label, chart, unit, cells], i) {
    const ways = cells.map(way => way.map(number => cellAt(rows, number)));
    const heads = new Set([].concat(...ways).map(([row, column]) => row.columns[column][1]));
    const { caption, section, id } = ways[0][0][0];
    const column = ["", heads.size === 1 ? [...heads][0] : name, unit];
    const sum = ways.some(way => way.length > 1);
    const row = sum ? { id, number: `m${i}`, label: name, caption, section, ways, columns: [column] } : null;
    return { name, names: [name, label].map(fold), chart: fold(chart), heads: fold([...heads].join("\n")), section, ways, row };
  }

  function segment(root, told, offices, year) {
    const unitOf = [];
    year.u.forEach((count, report) => { for (let i = 0; i < count; i++) unitOf.push(report); });
    const reports = year.r.map((office, i) => {
      const { id, name, folded: owner } = offices[office];
      const fill = (text, value) => text.split("{office}").join(value).split("{year}").join(year.y);
      const title = year.t[i] || fill(told.title, name);
      const href = root + fill(told.report, id);
      return { year: year.y, office: id, name, owner, title, folded: fold(title), href };
    });
    return { root, year: year.y, version: year.v, shards: year.p, chunks: year.c, groups: year.g, reports, unitOf };
  }

  const part = (one, kind, number) => load(one.root, `${one.year}/${kind}${number}`, one.version);

  /* The last of rising numbers that is not above one. */
  const last = (starts, number) => { let i = starts.length - 1; while (i > 0 && starts[i] > number) i--; return i; };

  const values = async (one, row) => (await part(one, "v", last(one.groups, row.number)))[row.number];

  /* Passages of a unit, each `[anchor, heading, text]`. */
  async function texts(one, unit) {
    const chunk = last(one.chunks, unit);
    return (await part(one, "t", chunk))[unit - one.chunks[chunk]];
  }

  /* ---------- words: the same cutting as generator/gongkai/search/words.py ---------- */

  const CJK = "\\u3005-\\u3007\\u3040-\\u30ff\\u3400-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
  const RUN = new RegExp(`([${CJK}]+)|((?:(?![${CJK}])[\\p{L}\\p{N}])+(?:\\.(?:(?![${CJK}])[\\p{L}\\p{N}])+)*)`, "gu");
  const LETTER = new RegExp(`^(?![${CJK}])[\\p{L}\\p{N}]$`, "u");

  const fold = text => text.normalize("NFKC").toLowerCase();

  function terms(word) {
    const found = new Set();
    for (let run; (run = RUN.exec(word));) {
      if (!run[1]) { found.add(run[2]); continue; }
      const chars = Array.from(run[1]);
      for (let i = 0; i + 1 < chars.length; i++) found.add(chars[i] + chars[i + 1]);
    }
    return [...found];
  }

  function bucket(term, count) {
    let value = 0x811c9dc5;
    for (const char of term) value = Math.imul(value ^ char.codePointAt(0), 0x01000193);
    return (value >>> 0) % count;
  }

  /* Places of a word in a folded text; letters and digits must stand as a whole. */
  function places(text, word) {
    const found = [];
    const closed = (inner, outer) => !(LETTER.test(inner) && outer && LETTER.test(outer));
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      const end = at + word.length;
      if (closed(word[0], text[at - 1]) && closed(word[word.length - 1], text[end])) found.push([at, end]);
    }
    return found;
  }

  /* ---------- postings ---------- */

  const tables = new Map(); // shard → term → posting

  /* The posting of a term, from the file of `word`, where that is another. */
  async function posting(one, term, word) {
    const number = bucket(word || term, one.shards);
    const name = `${one.year}/p${number}`;
    const text = await part(one, "p", number);
    if (!tables.has(name)) {
      tables.set(name, new Map(text.split("\n").map(line => {
        const cut = line.indexOf(" ");
        return [line.slice(0, cut), line.slice(cut + 1)];
      })));
    }
    return tables.get(name).get(term);
  }

  function decoded(text) {
    const bytes = atob(text);
    const out = [];
    for (let i = 0, before = -1, gap = 0, shift = 1; i < bytes.length; i++) {
      const byte = bytes.charCodeAt(i);
      gap += (byte & 127) * shift;
      shift *= 128;
      if (byte & 128) continue;
      before += gap + 1;
      out.push(before);
      gap = 0;
      shift = 1;
    }
    return out;
  }

  function unitsOf(text, count) {
    if (text === undefined) return [];
    if (text[0] !== "!") return decoded(text);
    const without = new Set(decoded(text.slice(1)));
    return Array.from({ length: count }, (_, i) => i).filter(i => !without.has(i));
  }

  /* ---------- nodes and texts ---------- */

  function make(name, attributes, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  }

  const link = (text, href) => make("a", { href }, text);
  const say = (text, filled) => text.replace(/\{(\w+)\}/g, (all, key) => (key in filled ? filled[key] : all));

  /* An element of a drawing. */
  function shape(name, attributes, ...children) {
    const node = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  }

  /* A number's text in three: its sign, its thousands, its decimal places; a text that is none whole in the last. */
  function cut(text) {
    const [, sign, whole, rest] = /^([-+]?)(\d*)(.*)$/.exec(String(text));
    return [sign, whole.match(/\d{1,3}(?=(?:\d{3})*$)/g) || [], rest];
  }

  /* For texts that are only read: drawings and sentences. */
  function grouped(text) {
    const [sign, thousands, rest] = cut(text);
    return sign + thousands.join(",") + rest;
  }

  /* For tables: what is copied stays a number. */
  function apart(text) {
    const [sign, thousands, rest] = cut(text);
    return [sign, ...[].concat(...thousands.map((part, i) => (i ? [make("i", {}), part] : [part]))), rest];
  }

  window.gongkai = {
    put: (name, data) => arrived.set(name, data),
    open, need, values, texts, posting, decoded, unitsOf, last, fold, terms, places, make, link, say, grouped, apart, shape, Missing,
  };
})();
