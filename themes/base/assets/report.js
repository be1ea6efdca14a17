/* A report's tools: contents that follow, crossing rows and columns, last year's numbers, a table as text, a cell cited.
   The page is complete without them. */
"use strict";
(() => {
  const store = document.querySelector(".report-data");
  if (!store) return;
  const data = JSON.parse(store.textContent);
  const word = store.dataset;
  const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  const make = (name, attributes, ...children) => {
    const node = document.createElement(name);
    for (const key of Object.keys(attributes)) node.setAttribute(key, attributes[key]);
    node.append(...children);
    return node;
  };

  /* A number with its thousands set apart as on the page: by the style sheet, so that the text stays a number. */
  const figure = (text) => {
    const [, sign, whole, rest] = /^([-+−]?)(\d*)(.*)$/.exec(text);
    const out = document.createDocumentFragment();
    const head = whole.length % 3 || 3;
    out.append(sign + whole.slice(0, head));
    for (let at = head; at < whole.length; at += 3) out.append(make("i", {}), whole.slice(at, at + 3));
    out.append(rest);
    return out;
  };

  /* The same for what is read as a sentence. */
  const grouped = (text) => text.replace(/^([-+−]?)(\d+)/, (_, sign, whole) => sign + whole.replace(/\B(?=(\d{3})+$)/g, ","));

  /* The page's address where it is one for everybody: as the portal states it, or that of the site which serves it;
     "" from a disk and from a preview on this computer. */
  const everybodys = () => {
    const canonical = document.querySelector("link[rel=canonical]");
    if (canonical) return canonical.href;
    const { protocol, hostname, href } = location;
    const here = /^(localhost|.+\.localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\])$/.test(hostname);
    return /^https?:$/.test(protocol) && !here ? href.replace(/[?#].*$/, "") : "";
  };

  const copy = async (text, field) => {
    try {
      await navigator.clipboard.writeText(text);
      return word.copied;
    } catch (_) { /* no clipboard: an old browser, or a page that is not served safely */ }
    const within = field ? field.parentNode : document.body;
    const area = field || within.appendChild(make("textarea", { class: "unseen" }));
    if (!field) area.value = text;
    const back = document.activeElement;
    area.select();
    const done = document.execCommand("copy");
    if (!field) area.remove();
    if (done && back) back.focus();
    return done ? word.copied : word.notCopied;
  };

  /* Contents: the link of the section that lies a quarter down the window, or of the last one at the page's end. */
  const follow = () => {
    const nav = document.querySelector(".contents");
    if (!nav || !window.IntersectionObserver) return;
    const links = new Map();
    for (const link of all("a", nav)) {
      const section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (section) links.set(section, link);
    }
    const mark = (section) => {
      for (const [other, link] of links) {
        if (other !== section) link.removeAttribute("aria-current");
        else link.setAttribute("aria-current", "location");
      }
      const link = links.get(section);
      const low = link.offsetTop + link.offsetHeight - nav.clientHeight;
      if (nav.scrollHeight > nav.clientHeight) nav.scrollTop = Math.min(Math.max(nav.scrollTop, low), link.offsetTop);
    };
    let here = null;
    const last = [...links.keys()].pop();
    const atEnd = () => window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 4;
    const seen = new IntersectionObserver((entries) => {
      for (const entry of entries) if (entry.isIntersecting) here = entry.target;
      if (here) mark(atEnd() && window.scrollY ? last : here);
    }, { rootMargin: "-25% 0px -74% 0px" });
    for (const section of links.keys()) seen.observe(section);
    let ended = false;
    addEventListener("scroll", () => {
      if (atEnd() !== ended) {
        ended = !ended;
        mark(ended ? last : here || last);
      }
    }, { passive: true });
  };

  /* Every place that a cell fills: one row of the page each, spans filled up. */
  const lay = (table) => {
    const grid = all("tr", table).map(() => []);
    all("tr", table).forEach((row, y) => {
      let x = 0;
      for (const cell of row.cells) {
        while (grid[y][x]) x += 1;
        for (let down = 0; down < cell.rowSpan && y + down < grid.length; down += 1) {
          for (let right = 0; right < cell.colSpan; right += 1) {
            grid[y + down][x + right] = { cell, down, right };
          }
        }
      }
    });
    return grid;
  };

  const plain = (cell) => {
    const own = cell.cloneNode(true);
    for (const added of all("small", own)) added.remove();
    return own.textContent.replace(/\s+/g, " ").trim();
  };

  /* For a spreadsheet: what the table is, then a group's label beside each of its rows and above each of its columns;
     a block's caption, the note in the corner and a label of one merged column stand once. */
  const asText = (table, units) => {
    const grid = lay(table);
    const rows = grid.map((row) => row.map(({ cell, down, right }) => {
      const once = !down && !right;
      const repeated = cell.scope === "colgroup" ? !down : cell.scope === "rowgroup" ? !right : once;
      return (cell.tagName === "TH" ? repeated : once) ? plain(cell) : "";
    }));
    const said = { title: document.querySelector("h1").textContent, table: table.caption.textContent };
    if (!said.title.includes(word.thisYear)) said.title = fill(word.ofYear, { title: said.title, year: word.thisYear });
    const unit = [...new Set(units.filter(Boolean))].join(word.join);
    const first = fill(unit ? word.headUnit : word.head, { ...said, unit });
    const width = Math.max(...rows.map((row) => row.length));
    return [[first, ...Array(width - 1).fill("")], ...rows].map((row) => row.join("\t")).join("\n");
  };

  const headings = (cell) => cell.headers.split(" ").map((id) => document.getElementById(id));
  const name = (cell) => headings(cell).map(plain).join(" › ");

  /* The change from one number to another, exact: both are counted in the smaller one's last place. */
  const change = (now, before) => {
    const number = /^-?\d+(\.\d+)?$/;
    if (!number.test(now) || !number.test(before)) return "";
    const places = Math.max(...[now, before].map((text) => (text.split(".")[1] || "").length));
    const by = Number(now) - Number(before);
    if (Math.abs(Number(now) * 10 ** places) > Number.MAX_SAFE_INTEGER) return "";
    const text = Math.abs(by).toFixed(places);
    return Number(text) ? (by > 0 ? "+" : "−") + text : "±0";
  };

  class Cells {
    constructor(region) {
      this.region = region;
      this.table = region.querySelector("table");
      this.bar = region.previousElementSibling;
      this.status = this.bar.querySelector("[role=status]");
      this.cells = all("td[id]", this.table);
      const told = this.cells.length ? data.tables[this.cells[0].id.split(".")[0]] : null;
      this.before = (told && told.before) || [];
      this.units = [].concat(...((told && told.units) || []).map(([unit, count]) => Array(count).fill(unit)));
      this.chosen = null;
      this.listen();
    }

    tool(which) {
      return this.bar.querySelector(`[data-tool=${which}]`);
    }

    listen() {
      const { table } = this;
      const cite = this.tool("cite");
      const before = this.tool("before");
      if (!this.before.length) before.remove();
      else {
        before.setAttribute("aria-pressed", "false");
        before.addEventListener("click", () => this.compare(before));
      }
      this.tool("copy").addEventListener("click", async () => {
        this.status.textContent = await copy(asText(table, this.units));
      });
      cite.addEventListener("click", () => this.choose());
      table.addEventListener("pointerover", (event) => this.cross(event.target.closest("td[id]")));
      table.addEventListener("pointerleave", () => this.cross(this.chosen));
      table.addEventListener("click", (event) => {
        const cell = event.target.closest("td[id]");
        if (cell && !event.target.closest("a") && String(getSelection()) === "") this.show(cell);
      });
      table.addEventListener("keydown", (event) => this.key(event));
      table.addEventListener("focusout", (event) => {
        if (!panel.open && !table.contains(event.relatedTarget)) this.leave();
      });
    }

    cross(cell) {
      for (const old of all(".crossed", this.table)) old.classList.remove("crossed");
      if (!cell) return;
      const column = cell.headers.split(" ").pop();
      const same = (other) => other.parentNode === cell.parentNode || other.headers.split(" ").pop() === column;
      for (const other of [...headings(cell), ...this.cells.filter(same)]) other.classList.add("crossed");
    }

    /* Cells are reached by arrow keys, and only while one is to be chosen: a grid to screen readers for that while. */
    choose() {
      this.table.setAttribute("role", "grid");
      this.status.textContent = word.citeNote;
      this.move(this.chosen || this.cells[0]);
    }

    move(cell) {
      if (!cell) return;
      if (this.chosen) this.chosen.removeAttribute("tabindex");
      this.chosen = cell;
      cell.tabIndex = 0;
      cell.focus();
      cell.scrollIntoView({ block: "nearest", inline: "nearest" });
      this.cross(cell);
    }

    leave() {
      if (!this.chosen) return;
      this.chosen.removeAttribute("tabindex");
      this.chosen = null;
      this.cross(null);
      this.table.removeAttribute("role");
      this.status.textContent = "";
    }

    key(event) {
      const { chosen } = this;
      if (!chosen || event.target !== chosen) return;
      const beside = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
      if (beside) this.move(this.next(...beside));
      else if (event.key === "Home") this.move(this.cells.find((cell) => cell.parentNode === chosen.parentNode));
      else if (event.key === "End") this.move(this.cells.filter((cell) => cell.parentNode === chosen.parentNode).pop());
      else if (event.key === "Enter" || event.key === " ") this.show(chosen);
      else if (event.key === "Escape") {
        this.tool("cite").focus();
        this.leave();
      } else return;
      event.preventDefault();
    }

    next(down, right) {
      const grid = lay(this.table);
      let y = grid.findIndex((row) => row.some((place) => place && place.cell === this.chosen));
      let x = grid[y].findIndex((place) => place && place.cell === this.chosen);
      for (;;) {
        y += down;
        x += right;
        const place = grid[y] && grid[y][x];
        if (!place) return null;
        if (place.cell !== this.chosen && place.cell.id && place.cell.tagName === "TD") return place.cell;
      }
    }

    compare(button) {
      const on = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(on));
      const missing = this.before.includes(null);
      const less = missing ? (data.changed ? word.beforeChanged : word.beforeLess) : "";
      this.status.textContent = on ? fill(`${word.beforeNote} ${less}`.trim(), data) : "";
      this.cells.forEach((cell, at) => {
        if (!on) for (const added of all("small, .star", cell)) added.remove();
        else if (this.then(at)) cell.append(make("b", { class: "star" }), this.small(cell, at));
      });
    }

    /* Last year's text; "" where there is nothing to compare with. */
    then(at) {
      const before = this.before[at];
      return before === null || before === undefined ? "" : before === "" ? word.blank : String(before);
    }

    small(cell, at) {
      const then = this.then(at);
      const by = change(plain(cell), then.replace("*", "")).replace("±0", "");
      const year = make("span", { class: "unseen" }, fill(word.year, data), " ");
      const out = make("small", {}, year, make("span", {}, figure(then)));
      if (by) out.append(" ", make("span", { class: "change" }, figure(by)));
      return out;
    }

    show(cell) {
      const at = this.cells.indexOf(cell);
      panel.show(cell, this.table.caption.textContent, this.units[at] || "", this.then(at));
    }
  }

  /* The one panel of the page: what a cell is, where it stands for ever, how to cite it. */
  const panel = {
    dialog: null,

    get open() {
      return Boolean(this.dialog && this.dialog.open);
    },

    amount(value, unit) {
      return /\d$/.test(value) ? fill(word.amount, { value: grouped(value), unit }).trim() : value;
    },

    field(label, text) {
      const id = `cite-${label}`;
      const area = make("textarea", { id, readonly: "", rows: label === "link" ? 2 : 5 });
      area.value = text;
      const button = make("button", { type: "button" }, fill(word.copyText, { what: word[label] }));
      button.addEventListener("click", async () => {
        this.status.textContent = await copy(text, area);
      });
      return make("div", { class: "field" }, make("label", { for: id }, word[label]), area, button);
    },

    show(cell, table, unit, then) {
      const value = plain(cell);
      const page = everybodys();
      const address = page && `${page}#${cell.id}`;
      const now = new Date();
      const date = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
      const title = document.querySelector("h1").textContent;
      const told = this.amount(value, unit);
      const sentence = { office: word.office, title, table, cell: name(cell), value: told, address, date };
      const facts = make("dl", {});
      const fact = (label, ...text) => facts.append(make("div", {}, make("dt", {}, label), make("dd", {}, ...text)));
      fact(word.value, told, ...(cell.classList.contains("computed") ? [` (${word.computed})`] : []));
      if (then) {
        fact(fill(word.year, data), this.amount(then, unit));
        const by = change(value, then.replace("*", ""));
        if (by) fact(word.change, grouped(by));
      }
      const note = cell.querySelector("a");
      const close = make("button", { type: "button", class: "close" }, word.close);
      this.status = make("p", { role: "status" });
      const dialog = make("dialog", { class: "cite", "aria-labelledby": "cite-name" }, close,
        make("p", { class: "note" }, table), make("h2", { id: "cite-name" }, name(cell)), facts,
        ...(note ? [make("p", {}, make("a", { href: note.hash }, word.noted))] : []),
        address ? this.field("link", address) : make("p", { class: "note" }, word.noLink),
        this.field("citation", fill(address ? word.sentence : word.sentencePlain, sentence)), this.status);
      close.addEventListener("click", () => dialog.close());
      dialog.addEventListener("click", (event) => {
        if (event.target === dialog || event.target.closest("a")) dialog.close();
      });
      dialog.addEventListener("close", () => dialog.remove());
      if (this.dialog) this.dialog.remove();
      this.dialog = document.body.appendChild(dialog);
      dialog.showModal();
      close.focus();
    },
  };

  /* A table that needs no scrolling is no stop for the Tab key, and its head stays in the window. */
  const fit = (region) => {
    const fits = region.firstElementChild.offsetWidth <= region.clientWidth + 1;
    region.classList.toggle("fits", fits);
    if (fits) region.removeAttribute("tabindex");
    else region.tabIndex = 0;
  };

  follow();
  const regions = all(".scroll").filter((region) => region.querySelector("table.legal"));
  for (const region of regions) new Cells(region);
  if (window.ResizeObserver) {
    const sized = new ResizeObserver((entries) => {
      for (const entry of entries) fit(entry.target.closest(".scroll"));
    });
    for (const region of regions) {
      sized.observe(region);
      sized.observe(region.firstElementChild);
    }
  }
})();
