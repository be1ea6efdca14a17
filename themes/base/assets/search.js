/* The search page: its form, its address, its keys. What is found comes from search-query.js, and is shown by
   search-show.js. All words come from the data- attributes of the form. */
(() => {
  "use strict";

  const form = document.getElementById("search");
  if (!form) return;
  const { open, need, say, find, show, Missing } = window.gongkai;
  const words = form.dataset;
  const field = document.getElementById("search-q");
  const status = document.getElementById("search-status");
  const results = document.getElementById("search-results");
  const plainIndex = document.getElementById("search-index");
  const CHOICES = ["from", "to", "office", "section", "kind", "sort"];
  const choices = CHOICES.map(name => document.getElementById(`search-${name}`));
  const WAIT = 250; // milliseconds after the last key

  /* ---------- a search ---------- */

  let turn = 0;

  function asked() {
    const query = { text: field.value.trim() };
    CHOICES.forEach((name, i) => { query[name] = choices[i].value; });
    return query;
  }

  async function search() {
    const own = ++turn;
    const current = () => own === turn;
    const query = asked();
    results.textContent = "";
    plainIndex.hidden = Boolean(query.text);
    status.textContent = query.text ? words.loading : "";
    results.removeAttribute("aria-busy");
    if (!query.text) return;
    results.setAttribute("aria-busy", "true");
    try {
      const index = await open(words.root);
      if (current()) await answer(index, find.understood({ ...query, from: Number(query.from), to: Number(query.to) }, index), current);
    } catch (error) {
      if (!current()) return;
      plainIndex.hidden = false;
      failed(error);
    } finally {
      if (current()) results.removeAttribute("aria-busy");
    }
  }

  function failed(error) {
    status.textContent = words.failed;
    if (!(error instanceof Missing)) throw error;
  }

  async function answer(index, query, current) {
    if (!query.words.length && !query.years) { status.textContent = summary(query, [], false); return; }
    const shown = show({ index, query, words, results, failed });
    const whole = !query.section; // offices and reports are not of a section
    const [numbers, texts] = [query.kind !== "texts", query.kind !== "indicators"];
    const equal = numbers && query.words.some(word => find.NUMBER.test(word));
    const { cells, small, some } = equal ? await (await need("search-number", "equalCells"))(index, query) : { cells: [] };
    const notes = [small ? words.small : "", some ? say(words.someRows, { count: some }) : ""];
    if (!current()) return;
    const offices = whole && !query.kind ? find.officesOf(index, query) : [];
    const reports = whole && texts ? find.titled(index, query) : [];
    const rows = numbers ? find.matchingRows(index, query) : [];
    shown.cells(cells);
    shown.offices(offices);
    const opening = shown.rows(rows, current); // goes on while the texts are read
    shown.reports(reports);
    const counts = [[words.foundCells, cells], [words.foundOffices, offices], [words.foundRows, rows],
      [words.foundReports, reports]].map(([text, found]) => [text, found.length]);
    let nothing = counts.every(([, count]) => !count);
    const tell = (hits, goesOn) => {
      nothing = nothing && !hits && !goesOn;
      status.textContent = summary(query, [...counts, [words.foundHits, hits]], goesOn, notes);
    };
    const reading = texts ? shown.prose((await need("search-prose", "prose"))(index, query), current, tell) : tell(0, false);
    await Promise.all([opening, reading]);
    if (!nothing || !current()) return;
    const suggestions = await need("search-near", "suggestions");
    if (current()) shown.suggestions(others(suggestions(index, query), query), address);
  }

  /* What may be asked instead. */
  function others(found, query) {
    const narrowed = CHOICES.some(name => name !== "sort" && query.asked[name]);
    return narrowed ? [...found, { text: say(words.everywhere, { query: query.text }), asked: { text: query.text } }] : found;
  }

  function summary(query, counts, goesOn, notes = []) {
    const parts = counts.filter(([, count]) => count).map(([text, count]) => say(text, { count }));
    const text = parts.length ? say(words.found, { parts: parts.join(words.join) })
      : say(words.none, { query: query.text });
    return [text, goesOn ? words.partial : "", find.long(query) || !query.words.length ? "" : words.short, ...notes].filter(Boolean).join(" ");
  }

  /* ---------- the address keeps the search, and the way back ---------- */

  function address(query) {
    const parameters = new URLSearchParams();
    if (query.text) parameters.set("q", query.text);
    CHOICES.filter(name => query[name]).forEach(name => parameters.set(name, query[name]));
    const text = parameters.toString();
    return text ? `?${text}` : location.pathname;
  }

  let typing = false; // the address already is that of what is being typed

  function remember(byKey) {
    const here = address(asked());
    const same = here === (location.search || location.pathname);
    const replace = same || (byKey && typing) || !location.search;
    typing = byKey;
    try {
      history[replace ? "replaceState" : "pushState"](null, "", here);
    } catch (error) {
      // an old browser on a page from disk: the search works, the address stays
    }
  }

  function restore() {
    const parameters = new URLSearchParams(location.search);
    field.value = parameters.get("q") || "";
    CHOICES.forEach((name, i) => {
      choices[i].value = parameters.get(name) || "";
      if (choices[i].selectedIndex < 0) choices[i].value = "";
    });
    typing = false;
    search();
  }

  /* ---------- keys ---------- */

  let timer = 0;
  let composing = false;
  const soon = () => {
    clearTimeout(timer);
    if (!composing) timer = setTimeout(() => { remember(true); search(); }, WAIT);
  };
  const atOnce = event => {
    event.preventDefault();
    clearTimeout(timer);
    remember(false);
    search();
  };

  /* The arrows walk from the box through the results and back. */
  function walk(event) {
    const down = event.key === "ArrowDown";
    if (composing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const stops = [...results.querySelectorAll(".go")].filter(node => node.getClientRects().length);
    const at = stops.indexOf(document.activeElement);
    if (event.key === "Escape" && results.contains(document.activeElement)) field.focus();
    else if ((down || event.key === "ArrowUp") && (at >= 0 || (down && document.activeElement === field))) {
      const next = at + (down ? 1 : -1);
      (next < 0 ? field : stops[Math.min(next, stops.length - 1)] || field).focus();
    } else return;
    event.preventDefault();
  }

  field.addEventListener("compositionstart", () => { composing = true; });
  field.addEventListener("compositionend", () => { composing = false; soon(); });
  field.addEventListener("input", soon);
  form.addEventListener("submit", atOnce);
  choices.forEach(choice => choice.addEventListener("change", atOnce));
  document.addEventListener("keydown", walk);
  window.addEventListener("popstate", restore);
  form.hidden = false;
  restore();
  try {
    if (sessionStorage.getItem("gongkai.searched")) field.focus(); // from the box in the head of another page
    sessionStorage.removeItem("gongkai.searched");
  } catch (error) {
    // no store: the focus stays where the browser puts it
  }
})();
