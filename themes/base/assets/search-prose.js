/* The passages that a query finds: postings tell the reports that may hold them, their texts are read to verify. */
(() => {
  "use strict";

  const { texts, posting, unitsOf, fold, terms, places } = window.gongkai;
  const { segments, long, fits } = window.gongkai.find;

  const UNITS = 8; // reports quoted at a time
  const READ = 24; // texts read at a time, at most
  const TERMS = 4; // postings read for a word before the texts themselves are read
  const FEW = 4; // candidates that are not worth another posting
  const NEAR = 24; // characters between two words that still belong together

  const seen = new Map(); // term → share of units that hold it, in the segments read so far

  /* Units of a year that may hold a word, and those with it in a heading; null where it is too short to look up. */
  async function unitsWith(one, word) {
    let wanted = terms(word);
    if (!wanted.length) return null;
    const known = term => (seen.has(term) ? seen.get(term) : 1);
    const learned = wanted.some(term => seen.has(term));
    wanted = wanted.sort((a, b) => known(a) - known(b)).slice(0, TERMS);
    if (!learned) await Promise.all(wanted.map(term => posting(one, term)));
    let units = null;
    let headed = null;
    const both = (list, own) => { const held = new Set(own); return list ? list.filter(unit => held.has(unit)) : own; };
    for (const term of wanted) {
      const own = unitsOf(await posting(one, term), one.unitOf.length);
      seen.set(term, own.length / (one.unitOf.length || 1));
      units = both(units, own);
      headed = both(headed, unitsOf(await posting(one, `#${term}`, term), one.unitOf.length));
      if (learned && units.length <= FEW) break;
    }
    return { units, headed };
  }

  /* Units of a year that may answer, each `{one, unit, score}`: a word in the title counts 3, in a heading 2. */
  async function candidates(one, query) {
    const scores = new Map();
    one.unitOf.forEach((report, unit) => { if (fits(query, one.reports[report])) scores.set(unit, 0); });
    for (const word of query.words) {
      if (!scores.size) break;
      const found = await unitsWith(one, word);
      if (!found) continue;
      const held = new Set(found.units);
      const headed = new Set(found.headed);
      for (const [unit, score] of scores) {
        const title = one.reports[one.unitOf[unit]].folded.includes(word);
        if (!held.has(unit) && !title) scores.delete(unit);
        else scores.set(unit, score + (title ? 3 : 0) + (headed.has(unit) ? 2 : 0));
      }
    }
    return [...scores].map(([unit, score]) => ({ one, unit, score }));
  }

  const below = (anchor, section) => anchor === section || /^[.-]/.test(anchor.slice(section.length))
    && anchor.startsWith(section);

  /* Passages of a unit that hold a word, the others at least standing in the report's title; the best first. */
  function verified(unit, report, query) {
    const found = [];
    for (const [anchor, heading, text] of unit) {
      if (query.section && !below(anchor, query.section)) continue;
      const [head, body] = [fold(heading), fold(text)];
      const all = `${head}\n${body}`;
      const here = query.words.filter(word => places(all, word).length);
      if (!here.length || !query.words.every(word => here.includes(word) || report.folded.includes(word))) continue;
      const inHead = here.filter(word => places(head, word).length).length;
      found.push({ anchor, heading, text, score: here.length + 2 * inHead + nearness(body, here) });
    }
    return found.sort((a, b) => b.score - a.score);
  }

  /* 2 for words side by side, falling to 0 as they stand apart. */
  function nearness(text, words) {
    if (words.length < 2) return 0;
    const marks = words.flatMap((word, i) => places(text, word).map(([at, end]) => [at, end, i])).sort((a, b) => a[0] - b[0]);
    let best = Infinity;
    marks.forEach(([at, , own], i) => {
      const met = new Set([own]);
      for (let j = i; j < marks.length && met.size < words.length; j++) {
        met.add(marks[j][2]);
        if (met.size === words.length) best = Math.min(best, marks[j][1] - at - words.join("").length);
      }
    });
    return best === Infinity ? 0 : 2 / (1 + Math.max(0, best) / NEAR);
  }

  /* A function that gives the next reports with their passages: year by year, as far as need be. */
  function prose(index, query) {
    const waiting = long(query) ? segments(index, query) : [];
    const ranked = query.sort !== "newest" && query.sort !== "oldest";
    let ready = [];
    let years = 0; // searched so far
    let rate = 0; // reports found in a year
    const fill = async wanted => {
      const batch = waiting.splice(0, years ? Math.ceil(wanted / Math.max(rate, 0.5)) : 1);
      const lists = await Promise.all(batch.map(one => candidates(one, query)));
      ready = [].concat(...lists);
      rate = Math.max(rate, ready.length / batch.length);
      years += batch.length;
      if (ranked) ready.sort((a, b) => b.score - a.score || b.one.year - a.one.year || a.unit - b.unit);
    };
    const next = async () => {
      const found = new Map();
      for (let read = 0; found.size < UNITS && read < READ && (ready.length || waiting.length);) {
        if (!ready.length) { await fill(UNITS - found.size); continue; }
        const now = ready.splice(0, UNITS - found.size);
        read += now.length;
        const units = await Promise.all(now.map(({ one, unit }) => texts(one, unit)));
        now.forEach(({ one, unit, score }, i) => {
          const report = one.reports[one.unitOf[unit]];
          const passages = verified(units[i], report, query);
          if (!passages.length) return;
          const hit = found.get(report) || { report, passages: [], score: 0 };
          hit.passages = [...hit.passages, ...passages].sort((a, b) => b.score - a.score);
          hit.score = Math.max(hit.score, score + hit.passages[0].score);
          found.set(report, hit);
        });
      }
      const hits = [...found.values()];
      return ranked ? hits.sort((a, b) => b.score - a.score || b.report.year - a.report.year) : hits;
    };
    return { next, more: () => waiting.length > 0 || ready.length > 0 };
  }

  window.gongkai.prose = prose;
})();
