/* An indicator over the years: one office at a time, as a line and as the row of numbers that the line is drawn from. */
(() => {
  "use strict";

  const { make, say, grouped, shape } = window.gongkai;
  const { lines, numberOf, unitOf, commonUnit, speaking, place } = window.gongkai.find;

  const [WIDTH, HEIGHT, EDGE, FOOT] = [320, 64, 6, 20];

  /* A line from zero (or below) to the largest value; it breaks where a year has no number. Its ends are written below. */
  function sparkline(numbers, named) {
    const known = numbers.filter(number => !Number.isNaN(number));
    const [low, high] = [Math.min(0, ...known), Math.max(0, ...known)];
    const round = number => Math.round(number * 10) / 10;
    const x = i => round(EDGE + (i * (WIDTH - 2 * EDGE)) / Math.max(1, numbers.length - 1));
    const y = number => round(HEIGHT - EDGE - ((number - low) * (HEIGHT - 2 * EDGE)) / (high - low || 1));
    const runs = [[]];
    numbers.forEach((number, i) => {
      if (Number.isNaN(number)) runs.push([]);
      else runs[runs.length - 1].push(`${x(i)},${y(number)}`);
    });
    const drawn = shape("svg", { class: "spark", viewBox: `0 0 ${WIDTH} ${HEIGHT + FOOT}`, "aria-hidden": "true", focusable: "false" });
    drawn.append(shape("path", { class: "zero", d: `M${EDGE},${y(0)}H${WIDTH - EDGE}` }));
    for (const run of runs) {
      if (run.length > 1) drawn.append(shape("polyline", { points: run.join(" ") }));
      for (const point of run) {
        const [cx, cy] = point.split(",");
        drawn.append(shape("circle", { cx, cy, r: 3 }));
      }
    }
    const ends = numbers.map((number, i) => i).filter(i => !Number.isNaN(numbers[i]));
    ends.slice(0, 2).forEach((first, last) => {
      const label = shape("text", { x: last ? WIDTH - EDGE : EDGE, y: HEIGHT + FOOT - 6, class: last ? "end" : "start" });
      label.textContent = named(ends[last ? ends.length - 1 : 0]);
      drawn.append(label);
    });
    return drawn;
  }

  /* A choice with its label. */
  function choice(label, id, options, chosen, change) {
    const select = make("select", { id });
    options.forEach(([value, text]) => select.append(make("option", { value }, text)));
    select.value = chosen;
    select.addEventListener("change", () => change(select.value));
    return make("span", {}, make("label", { for: id }, label), " ", select);
  }

  /* The figure of a matched row; null where no office has two years. `cellOf(value, href)` makes a linked cell. */
  async function figure(index, found, query, { words, id, cellOf }) {
    const { row } = found;
    const read = await lines(index, found, { ...query, sort: "oldest" }).next(Infinity);
    const years = [...new Set(read.map(line => line.report.year))];
    const of = new Map(); // office → year → line
    for (const line of read) {
      if (!of.has(line.report.office)) of.set(line.report.office, new Map());
      of.get(line.report.office).set(line.report.year, line);
    }
    const owners = index.offices.filter(office => of.has(office.id));
    const columns = found.columns.filter(i => read.some(line => !Number.isNaN(numberOf(line.values[i]))));
    if (years.length < 2 || !columns.length) return null;
    let office = owners[0].id;
    let column = speaking([...read].reverse(), columns);
    const head = make("tr", {}, make("th", { scope: "col" }, words.office),
      ...years.map(year => make("th", { scope: "col" }, String(year))));
    const body = make("tbody", {});
    const caption = make("caption", {});
    const drawn = make("div", {});
    const draw = () => {
      const own = years.map(year => of.get(office).get(year));
      const [, label, unit] = row.columns[column];
      const name = owners.find(one => one.id === office).name;
      const measure = found.title || [row.label, label].filter((text, i) => !i || !row.label.endsWith(text)).join(" › ");
      caption.textContent = say(words.figure, { name: unit && !label.includes(unit) ? `${measure} (${unit})` : measure });
      body.textContent = "";
      body.append(make("tr", {}, make("th", { scope: "row" }, name), ...own.map(line =>
        (line ? cellOf(line.values[column], place(line, row, column)) : cellOf("", "")))));
      drawn.textContent = "";
      const shared = commonUnit([...own].reverse().filter(Boolean), column);
      const other = line => line && unitOf(line.values[column]) && unitOf(line.values[column]) !== shared;
      drawn.append(sparkline(own.map(line => (line && !other(line) ? numberOf(line.values[column]) : NaN)), i =>
        `${years[i]}: ${grouped(String(own[i].values[column]).split("\t")[0])}`));
      if (own.some(other)) drawn.append(make("p", { class: "note" }, words.mixed));
    };
    draw();
    const choices = make("p", { class: "choices" });
    if (owners.length > 1) {
      choices.append(choice(words.office, `${id}-office`, owners.map(one => [one.id, one.name]), office, value => {
        office = value;
        draw();
      }));
    }
    if (columns.length > 1) {
      choices.append(choice(words.column, `${id}-column`, columns.map(i => [String(i), row.columns[i][1]]), String(column), value => {
        column = Number(value);
        draw();
      }));
    }
    const table = make("table", {}, caption, make("thead", {}, head), body);
    const box = make("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": say(words.figure, { name: found.title || row.label }) }, table);
    return make("figure", {}, ...(choices.childNodes.length ? [choices] : []), drawn, box);
  }

  window.gongkai.figure = figure;
})();
