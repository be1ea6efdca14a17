"""Series to geometry: ticks, whole coordinates, paths. Nothing is measured, so a template only places things.

One grid for every chart, in units of its view box: years from left to right, values upwards from zero.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from gongkai.trends import Trend
from gongkai.values import Number, shown

WIDTH, HEIGHT = 380, 200
TOP, BOTTOM = 22, 24  # above: where the form changed; below: years
EM, LINE = 13, 16  # size of the letters, distance of two lines
STEPS = 4  # of the axis, at most
KEY = 118  # width of the series' names, at most
MARKERS = (
    "m-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0z",
    "m-4,-4h8v8h-8z",
    "m0,-5l5,9h-10z",
    "m0,-6l6,6l-6,6l-6,-6z",
    "m0,5l5,-9h-10z",
    "m-4,-4l8,8m0,-8l-8,8",
    "m-5,0h10m-5,-5v10",
    "m-5,-2h10v4h-10z",
)
Row = Sequence[int | None]


class Label(NamedTuple):
    """A text and where it stands; `anchor` is start, middle or end."""

    x: int
    y: int
    text: str
    anchor: str = "middle"


class Stroke(NamedTuple):
    """A series as drawn: `number` (1 to 8) stands for its colour, marker and pattern.

    `path` is its line, or its bars; `dots` its markers; `key` a sample of it beside the lines of its name.
    """

    number: int
    path: str
    dots: str
    key: str
    name: tuple[Label, ...]


class Drawing(NamedTuple):
    """A chart, ready to be placed. With `bars` the strokes' paths are areas. `zero` is the height of the axis."""

    width: int
    height: int
    left: int
    right: int
    zero: int
    bars: bool
    ticks: tuple[Label, ...]
    years: tuple[Label, ...]
    strokes: tuple[Stroke, ...]
    values: tuple[Label, ...]
    gaps: tuple[Label, ...]
    breaks: tuple[Label, ...]


class Grid(NamedTuple):
    """Where years and values lie; values are whole, in units of their last decimal place."""

    left: int
    right: int
    low: int
    high: int
    spans: int

    def x(self, i: int) -> int:
        """The middle of a year."""
        return self.left + (self.right - self.left) * (2 * i + 1) // (2 * self.spans)

    def y(self, value: int) -> int:
        """The height of a value, rounded."""
        span = self.high - self.low
        return TOP + (2 * (self.high - value) * (HEIGHT - TOP - BOTTOM) + span) // (2 * span)

    def bar(self) -> int:
        """The width of all bars of a year."""
        return max(4, min(44, (self.right - self.left) // self.spans * 2 // 3))


def grouped(value: Number) -> str:
    """A number as readers see it: thousands set apart, decimal places as written."""
    if isinstance(value, int):
        return f"{value:,}"
    whole, dot, places = shown(value).partition(".")
    sign = "-" if whole[0] == "-" else ""
    return f"{sign}{int(whole.lstrip('-')):,}{dot}{places}"


def nice_step(span: int) -> int:
    """The least of 1, 2, 5 × 10ⁿ that covers a span in few steps."""
    step = 1
    while step * 10 * STEPS <= span:
        step *= 10
    return next(step * n for n in (1, 2, 5, 10) if step * n * STEPS >= span)


def ticks(values: Sequence[int]) -> list[int]:
    """Round values, even steps, from the least value or below to the greatest or above; zero is one of them."""
    low, high = min(0, *values, 0), max(0, *values, 0)
    if low == high:
        high = 1
    step = nice_step(high - low)
    return [step * n for n in range(low // step, -(-high // step) + 1)]


def draw(trend: Trend, broken: str) -> Drawing | None:
    """A trend's drawing; None where every number is zero: a sentence says all. `broken` says `{year}`, a new form."""
    written = trend.rows
    alive = [i for i, row in enumerate(written) if any(row)]
    if not alive:
        return None
    bars, stacked = trend.kind != "line", trend.kind == "stacked"
    places = max((_places_of(v) for row in written for v in row), default=0)
    kept, sums = [_whole(written[i], places) for i in alive], _whole(trend.totals, places)
    scale = ticks([v for row in ([sums] if stacked else kept) for v in row if v is not None])
    texts = [grouped(_number(n, places)) for n in scale]
    names = [_lines(trend.curves[i].label) for i in alive] if len(alive) > 1 or len(trend.curves) > 1 else []
    left = max(map(width_of, texts)) + 8
    right = WIDTH - (max(width_of(line) for name in names for line in name) + 30 if names else 4)
    grid = Grid(left, right, scale[0], scale[-1], len(trend.years))
    paths = _stack(grid, kept, sums) if stacked else _bars(grid, kept) if bars else [_line(grid, row) for row in kept]
    tops = _tops(grid, kept, names, bars=bars)
    strokes = tuple(
        Stroke(
            n + 1,
            paths[n],
            "" if bars else _dots(grid, n, kept[n]),
            _sample(right + 14, tops[n] - 4, n, bars=bars) if names else "",
            tuple(Label(right + 26, tops[n] + i * LINE, t, "start") for i, t in enumerate(names[n] if names else ())),
        )
        for n in range(len(kept))
    )
    drawn = [sums] if stacked else kept
    return Drawing(
        WIDTH,
        HEIGHT,
        left,
        right,
        grid.y(0),
        bars,
        tuple(Label(left - 6, grid.y(t) + 4, text, "end") for t, text in zip(scale, texts, strict=True)),
        _years(grid, trend.years),
        strokes,
        _values(grid, drawn[0], trend.totals if stacked else written[alive[0]], bars=bars) if len(drawn) == 1 else (),
        tuple(Label(grid.x(i), grid.y(0) - 5, "–") for i in range(grid.spans) if all(row[i] is None for row in drawn)),
        tuple(_break(grid, trend.years.index(y), broken.replace("{year}", str(y))) for y in trend.breaks),
    )


def width_of(text: str) -> int:
    """How wide a text is, about: a Chinese character as wide as high, other signs a bit more than half."""
    return 8 * len(text) if text.isascii() else sum(EM if c > "\u2e7f" else 8 for c in text)


@lru_cache(maxsize=256)
def _lines(text: str) -> tuple[str, ...]:
    """A name in lines that fit; other scripts break between words."""
    lines = [""]
    for part in re.findall(r"[\u2e80-\uffff]|[^\u2e80-\uffff\s]+\s*|\s+", text):
        if lines[-1] and width_of(lines[-1] + part.rstrip()) > KEY:
            lines.append("")
        lines[-1] += part
    return tuple(line.strip() for line in lines)


def _places_of(value: Number | None) -> int:
    return -int(value.as_tuple().exponent) if isinstance(value, Decimal) else 0


def _whole(row: Sequence[Number | None], places: int) -> Row:
    """Numbers in units of the last decimal place, so that everything below is exact."""
    return [None if v is None else int(v * 10**places) for v in row]


def _number(value: int, places: int) -> Number:
    number = Decimal(value).scaleb(-places)
    return int(number) if number == int(number) else number.normalize()


def _line(grid: Grid, row: Row) -> str:
    """A line through the years that have numbers, broken where one has none."""
    points = [None if v is None else f"{grid.x(i)},{grid.y(v)}" for i, v in enumerate(row)]
    return "".join(f"{'L' if i and points[i - 1] else 'M'}{p}" for i, p in enumerate(points) if p)


def _dots(grid: Grid, number: int, row: Row) -> str:
    return "".join(f"M{grid.x(i)},{grid.y(v)}{MARKERS[number]}" for i, v in enumerate(row) if v is not None)


def _area(x: int, width: int, top: int, bottom: int) -> str:
    return f"M{x},{top}h{width}V{bottom}h-{width}z"


def _bars(grid: Grid, rows: Sequence[Row]) -> list[str]:
    """Bars side by side, up or down from zero."""
    each = grid.bar() // len(rows)
    paths = []
    for n, row in enumerate(rows):
        at = n * each - each * len(rows) // 2
        heights = [(i, sorted((grid.y(v), grid.y(0)))) for i, v in enumerate(row) if v is not None]
        paths.append("".join(_area(grid.x(i) + at, each, top, bottom) for i, (top, bottom) in heights))
    return paths


def _stack(grid: Grid, rows: Sequence[Row], sums: Row) -> list[str]:
    """Bars on top of each other; both edges are rounded from sums, so that parts meet exactly. None in an open year."""
    half = grid.bar() // 2
    below = [0] * grid.spans
    paths = []
    for row in rows:
        path = ""
        for i, value in enumerate(row):
            if value and sums[i] is not None:
                path += _area(grid.x(i) - half, 2 * half, grid.y(below[i] + value), grid.y(below[i]))
                below[i] += value
        paths.append(path)
    return paths


def _tops(grid: Grid, rows: Sequence[Row], names: Sequence[Sequence[str]], *, bars: bool) -> list[int]:
    """The height of each name's first line: beside a line's end, or in the order of the stack; none over another."""
    if not names:
        return [0] * len(rows)

    def wanted(n: int) -> int:
        end = next(v for v in reversed(rows[n]) if v is not None)
        return -n if bars else grid.y(end)

    order = sorted(range(len(rows)), key=wanted)
    heights = [len(names[n]) * LINE for n in order]
    bottom = HEIGHT - BOTTOM
    tops: list[int] = []
    for n, height in zip(order, heights, strict=True):
        least = tops[-1] + heights[len(tops) - 1] if tops else TOP - 8
        tops.append(max(least, 0 if bars else wanted(n) - height // 2))
    for i in reversed(range(len(tops))):  # what would fall below the chart pushes the others up
        limit = tops[i + 1] if i + 1 < len(tops) else bottom + 8
        tops[i] = min(tops[i], limit - heights[i])
    first = dict(zip(order, tops, strict=True))
    return [first[n] + EM for n in range(len(rows))]


def _sample(x: int, y: int, number: int, *, bars: bool) -> str:
    return f"M{x - 6},{y - 6}h12v12h-12z" if bars else f"M{x},{y}{MARKERS[number]}"


def _years(grid: Grid, years: Sequence[int]) -> tuple[Label, ...]:
    """As many years as there is room for; the newest always."""
    room = (grid.right - grid.left) // grid.spans
    every = -(-38 // room)
    last = len(years) - 1
    return tuple(Label(grid.x(i), HEIGHT - 6, str(y)) for i, y in enumerate(years) if (last - i) % every == 0)


def _values(grid: Grid, row: Row, written: Sequence[Number | None], *, bars: bool) -> tuple[Label, ...]:
    """The numbers themselves above bars or points: all, or where they would run together the greatest and the last."""
    texts = {i: grouped(v) for i, v in enumerate(written) if v is not None and row[i] is not None}
    room = (grid.right - grid.left) // grid.spans
    if texts and max(map(width_of, texts.values())) > room - 2:
        top, last = max(texts, key=lambda i: (row[i] or 0, i)), max(texts)
        beside = range(max(0, last - width_of(texts[last]) // room), last)  # what the last text would cover
        free = top not in beside and all((row[i] or 0) <= (row[last] or 0) for i in beside)
        texts = {i: texts[i] for i in {top, last} if i == top or free}
    return tuple(_value(grid, i, row, text, bars=bars) for i, text in sorted(texts.items()))


def _value(grid: Grid, i: int, row: Row, text: str, *, bars: bool) -> Label:
    """Above the point; below it in the valley of a line, and where a bar hangs down. Moved in from the edges."""
    value = row[i] or 0
    half = width_of(text) // 2
    x = min(max(grid.x(i), half), WIDTH - half)
    around = [v for v in (*row[max(0, i - 1) : i], *row[i + 1 : i + 2]) if v is not None]
    valley = not bars and around and min(around) > value and grid.y(value) + EM + 8 <= grid.y(grid.low)
    below = valley or (bars and value < 0)
    return Label(x, grid.y(value) + (EM + 4 if below else -8), text)


def _break(grid: Grid, i: int, text: str) -> Label:
    """Between two years; the words to the side where there is room for them."""
    x = (grid.x(i - 1) + grid.x(i)) // 2
    return Label(x, 12, text, "start" if x + width_of(text) < WIDTH else "end")
