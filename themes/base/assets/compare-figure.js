/* The charts of the comparison: one for each office, so that lines never cross. The same geometry as
   generator/gongkai/charts.py: zero on the axis, round ticks, a gap where a year has no number. */
(() => {
  "use strict";

  const { make, say, grouped, shape } = window.gongkai;
  const [WIDTH, HEIGHT, TOP, BOTTOM, EM, STEPS] = [320, 150, 22, 24, 13, 4];
  const DOT = "m-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0z";

  /* Round values from zero, or below, to the greatest or above; in whole units of the last decimal place. */
  function ticks(numbers, places) {
    const unit = 10 ** places;
    const whole = numbers.map(number => Math.round(number * unit));
    const [low, high] = [Math.min(0, ...whole), Math.max(0, ...whole) || (Math.min(0, ...whole) < 0 ? 0 : 1)];
    let step = 1;
    while (step * 10 * STEPS <= high - low) step *= 10;
    step *= [1, 2, 5, 10].find(n => step * n * STEPS >= high - low);
    const found = [];
    for (let n = Math.floor(low / step); n <= Math.ceil(high / step); n++) found.push((n * step) / unit);
    return found;
  }

  const decimals = text => (String(text).split(".")[1] || "").length;
  const widthOf = text => Array.from(text).reduce((sum, char) => sum + (char > "\u2e7f" ? EM : 8), 0);

  /* `points`: per year a text of a number, or null. `scale`: the texts that all charts of the page share. */
  function drawing(years, points, scale, labels) {
    const texts = scale.filter(text => text !== null);
    const places = Math.max(0, ...texts.map(decimals));
    const axis = ticks(texts.map(Number), places);
    const ends = axis.map(tick => grouped(String(Number(tick.toFixed(places)))));
    const left = Math.max(...ends.map(widthOf)) + 8;
    const right = WIDTH - 6;
    const [low, high] = [axis[0], axis[axis.length - 1]];
    const x = i => Math.round(left + ((right - left) * (2 * i + 1)) / (2 * years.length));
    const y = value => Math.round(TOP + ((high - value) / (high - low)) * (HEIGHT - TOP - BOTTOM));
    const plot = shape("svg", { class: "plot", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-labelledby": labels });
    const text = (at, height, words, names) => plot.append(shape("text", { x: at, y: height, class: names }, words));
    axis.forEach((tick, i) => {
      plot.append(shape("path", { class: "grid", d: `M${left},${y(tick)}H${right}` }));
      text(left - 6, y(tick) + 4, ends[i], "tick end");
    });
    const line = points.map((point, i) => (point === null ? "" : `${i && points[i - 1] !== null ? "L" : "M"}${x(i)},${y(point)}`));
    plot.append(shape("path", { class: "line s1", d: line.join("") }));
    plot.append(shape("path", { class: "dot s1", d: points.map((p, i) => (p === null ? "" : `M${x(i)},${y(p)}${DOT}`)).join("") }));
    plot.append(shape("path", { class: "axis", d: `M${left},${y(0)}H${right}` }));
    const room = (right - left) / years.length;
    const every = Math.ceil(38 / room);
    const shown = points.map((point, i) => [i, point]).filter(([, point]) => point !== null);
    const dense = shown.some(([, point]) => widthOf(grouped(point)) > room - 2);
    const top = shown.reduce((best, one) => (!best || Number(one[1]) >= Number(best[1]) ? one : best), null);
    years.forEach((year, i) => {
      if ((years.length - 1 - i) % every === 0) text(x(i), HEIGHT - 6, year, "year middle");
      if (points[i] === null) text(x(i), y(0) - 5, "–", "gap middle");
      else if (!dense || i === top[0]) {
        const half = widthOf(grouped(points[i])) / 2;
        const at = Math.round(Math.min(Math.max(x(i), half), WIDTH - half));
        const around = [points[i - 1], points[i + 1]].filter(point => point !== null && point !== undefined);
        const valley = around.length > 0 && around.every(point => Number(point) > Number(points[i])) && y(points[i]) + EM + 8 <= y(low);
        text(at, y(points[i]) + (valley ? EM + 4 : -8), grouped(points[i]), "value middle");
      }
    });
    return plot;
  }

  /* The same in a sentence. */
  function sentence(name, years, points, unit, words) {
    const known = points.map((point, i) => [years[i], point]).filter(([, point]) => point !== null);
    if (!known.length) return words.empty;
    const value = text => (unit ? say(words.amount, { value: grouped(text), unit }) : grouped(text));
    const point = ([year, text]) => say(words.point, { year, value: value(text) });
    const [first, last] = [known[0], known[known.length - 1]];
    const most = known.reduce((best, one) => (Number(one[1]) > Number(best[1]) ? one : best));
    if (known.every(([, text]) => Number(text) === 0)) return say(words.zero, { name, first: first[0], last: last[0] });
    if (known.length === 1) return say(words.once, { name, only: point(first) });
    const said = { name, first: point(first), last: point(last), most: point(most) };
    return say([first[1], last[1]].includes(most[1]) ? words.course : words.most, said);
  }

  /* An office's chart. `scale` null: a scale of its own. */
  function figure(office, years, points, { id, unit, scale, words }) {
    const title = make("h3", { id: `${id}-title` }, make("a", { href: office.href }, office.name));
    const told = make("p", { class: "summary", id: `${id}-summary` }, sentence(words.name, years, points, unit, words));
    const drawn = points.some(point => point !== null) ? [drawing(years, points, scale || points, `${id}-title ${id}-summary`)] : [];
    return make("figure", { class: "chart", id }, make("figcaption", {}, title), ...drawn, told);
  }

  window.gongkai.compare = { figure };
})();
