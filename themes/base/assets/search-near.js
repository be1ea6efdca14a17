/* What the reader may have meant: labels, offices and headings that are one slip away, or share most of their pairs. */
(() => {
  "use strict";

  const { fold } = window.gongkai;

  const SHOWN = 5;
  const ALIKE = 0.5; // share of pairs of characters that two names have in common
  const NUMBERED = /^(?:[（(]?[〇一二三四五六七八九十\d]{1,3}[）)、.．]\s*)+/;

  let vocabulary = null;

  function names(index) {
    if (vocabulary) return vocabulary;
    const { told, rows, measures, offices } = index;
    const all = [
      ...rows.flatMap(row => [...row.label.split(" › "), ...row.columns.map(column => column[1])]),
      ...told.rows.flatMap(row => row[4]), ...told.captions, ...measures.map(one => one.name), ...told.headings, ...offices.map(office => office.name),
    ];
    const plain = all.map(text => text.replace(NUMBERED, "").replace(/[。，、；：]+$/, ""));
    vocabulary = [...new Map(plain.filter(text => text.length > 1).map(text => [fold(text), text]))];
    return vocabulary;
  }

  /* Whether two texts differ by one character put in, left out, another, or two exchanged. */
  function oneSlip(a, b) {
    if (a === b || Math.abs(a.length - b.length) > 1) return false;
    let from = 0;
    while (from < a.length && a[from] === b[from]) from++;
    let back = 0;
    while (back < Math.min(a.length, b.length) - from && a[a.length - 1 - back] === b[b.length - 1 - back]) back++;
    const [left, right] = [a.slice(from, a.length - back), b.slice(from, b.length - back)];
    return (left.length <= 1 && right.length <= 1)
      || (left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0]);
  }

  const pairs = text => Array.from({ length: Math.max(0, text.length - 1) }, (_, i) => text.slice(i, i + 2));

  function alike(a, b) {
    const [own, other] = [pairs(a), pairs(b)];
    return (2 * own.filter(pair => other.includes(pair)).length) / (own.length + other.length || 1);
  }

  /* Names near a word, the nearest first; of a long name the stretch that is one slip away. */
  function nearNames(index, word) {
    const found = new Map();
    const add = (text, rank) => { if (!(found.get(text) <= rank)) found.set(text, rank); };
    for (const [low, name] of names(index)) {
      if (word.length > 1 && oneSlip(word, low)) { add(name, 0); continue; }
      if (word.length > 2 && low.length === name.length) {
        for (let at = 0; at + word.length <= low.length; at++) {
          if (oneSlip(word, low.slice(at, at + word.length))) add(name.slice(at, at + word.length), 1);
        }
      }
      const share = word.length > 2 && low !== word ? alike(word, low) : 0;
      if (share >= ALIKE) add(name, 3 - share);
    }
    return [...found].sort((a, b) => a[1] - b[1]).slice(0, SHOWN).map(([text]) => text);
  }

  /* Whether a word stands in one of the names. */
  const isKnown = (index, word) => names(index).some(([low]) => low.includes(word));

  /* Queries that may do better than one that found nothing: near names, fewer words, no choices. */
  function suggestions(index, query) {
    const found = [];
    for (const word of query.words.filter(one => !isKnown(index, one))) {
      for (const name of nearNames(index, word)) {
        const text = [...query.words.map(one => (one === word ? name : one)), query.years].filter(Boolean).join(" ");
        found.push({ text, asked: { ...query.asked, text } });
      }
    }
    if (query.words.length > 1) {
      for (const word of query.words.filter(one => isKnown(index, one))) {
        found.push({ text: word, asked: { ...query.asked, text: word } });
      }
    }
    const seen = new Set([query.text]);
    return found.filter(({ text }) => !seen.has(text) && seen.add(text)).slice(0, SHOWN);
  }

  window.gongkai.suggestions = suggestions;
})();
