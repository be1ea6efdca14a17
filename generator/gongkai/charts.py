"""Series to geometry: ticks, whole coordinates, paths. Nothing is measured in a browser, so a template only places things.

One grid for every chart, in units of its view box: years from left to right, values upwards from zero.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
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
Row = Sequence[Number | None]


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
    """Where years and values lie."""

    left: int
    right: int
    low: Fraction
    high: Fraction
    spans: int

    def x(self, i: int) -> int:
        """The middle of a year."""
        return self.left + round(Fraction((self.right - self.left) * (2 * i + 1), 2 * self.spans))

    def y(self, value: Number | Fraction) -> int:
        """The height of a value."""
        return TOP + round((self.high - Fraction(value)) / (self.high - self.low) * (HEIGHT - TOP - BOTTOM))

    def bar(self) -> int:
        """The width of all bars of a year."""
        return max(4, min(44, (self.right - self.left) // self.spans * 2 // 3))


def grouped(value: Number) -> str:
    """A number as readers see it: thousands set apart, decimal places as written."""
    whole, dot, places = shown(value).partition(".")
    return re.sub(r"\B(?=(?:\d{3})+$)", ",", whole) + dot + places


def nice_step(span: Fraction, *, whole: bool) -> Fraction:
    """The least of 1, 2, 5 × 10ⁿ that covers a span in few steps; a whole one where numbers are whole."""
    wanted = span / STEPS
    step = Fraction(1)
    while step > wanted and not whole:
        step /= 10
    while step * 10 <= wanted:
        step *= 10
    return next(step * n for n in (1, 2, 5, 10) if step * n >= wanted)


def ticks(values: Sequence[Number]) -> list[Fraction]:
    """Round values, even steps, from the least value or below to the greatest or above; zero is one of them."""
    low, high = min(map(Fraction, (0, *values))), max(map(Fraction, (0, *values)))
    if low == high:
        high = Fraction(1)
    step = nice_step(high - low, whole=all(isinstance(v, int) for v in values))
    return [step * n for n in range(low // step, -(-high // step) + 1)]


def draw(trend: Trend, broken: str) -> Drawing | None:
    """A trend's drawing; None where every number is zero, and a sentence says all. `broken` says `{year}`, a new form."""
    rows = [trend.shown(curve) for curve in trend.curves]
    alive = [i for i, row in enumerate(rows) if any(row)]
    if not alive:
        return None
    kept, bars, stacked = [rows[i] for i in alive], trend.kind != "line", trend.kind == "stacked"
    sums = trend.totals()
    scale = ticks([v for row in ([sums] if stacked else kept) for v in row if v is not None])
    texts = [grouped(_number(t)) for t in scale]
    names = [_lines(trend.curves[i].label) for i in alive] if len(alive) > 1 or len(trend.curves) > 1 else []
    left = max(map(width_of, texts)) + 8
    right = WIDTH - (max(width_of(line) for name in names for line in name) + 30 if names else 4)
    grid = Grid(left, right, scale[0], scale[-1], len(trend.years))
    held: list[Row] = [[None if s is None else v for v, s in zip(row, sums, strict=True)] for row in kept]
    paths = _stack(grid, held) if stacked else _bars(grid, kept) if bars else [_line(grid, row) for row in kept]
    places = _places(grid, kept, names, bars=bars)
    strokes = tuple(
        Stroke(
            n + 1,
            paths[n],
            "" if bars else _dots(grid, n, kept[n]),
            _sample(right + 14, places[n] - 4, n, bars=bars) if names else "",
            tuple(Label(right + 26, places[n] + i * LINE, t, "start") for i, t in enumerate(names[n] if names else ())),
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
        _values(grid, drawn[0]) if len(drawn) == 1 else (),
        tuple(Label(grid.x(i), grid.y(0) - 5, "–") for i in range(grid.spans) if all(row[i] is None for row in drawn)),
        tuple(_break(grid, trend.years.index(y), broken.replace("{year}", str(y))) for y in trend.breaks),
    )


def width_of(text: str) -> int:
    """How wide a text is, about: a Chinese character as wide as high, other signs a bit more than half."""
    return sum(EM if c > "\u2e7f" else 8 for c in text)


def _lines(text: str) -> list[str]:
    """A name in lines that fit; other scripts break between words."""
    lines = [""]
    for part in re.findall(r"[\u2e80-\uffff]|[^\u2e80-\uffff\s]+\s*|\s+", text):
        if lines[-1] and width_of(lines[-1] + part.rstrip()) > KEY:
            lines.append("")
        lines[-1] += part
    return [line.strip() for line in lines]


def _number(value: Fraction) -> Number:
    return int(value) if value.denominator == 1 else Decimal(value.numerator) / Decimal(value.denominator)


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


def _stack(grid: Grid, rows: Sequence[Row]) -> list[str]:
    """Bars on top of each other; both edges are rounded from sums, so that parts meet exactly."""
    half = grid.bar() // 2
    below = [Fraction(0)] * grid.spans
    paths = []
    for row in rows:
        path = ""
        for i, value in enumerate(row):
            if value:
                top = below[i] + Fraction(value)
                path += _area(grid.x(i) - half, 2 * half, grid.y(top), grid.y(below[i]))
                below[i] = top
        paths.append(path)
    return paths


def _places(grid: Grid, rows: Sequence[Row], names: Sequence[Sequence[str]], *, bars: bool) -> list[int]:
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


def _values(grid: Grid, row: Row) -> tuple[Label, ...]:
    """The numbers themselves above bars or points: all, or where they would run together the last and the greatest."""
    texts = {i: grouped(v) for i, v in enumerate(row) if v is not None}
    room = (grid.right - grid.left) // grid.spans
    if max(map(width_of, texts.values())) > room - 2:
        top = max(texts, key=lambda i: (Fraction(row[i] or 0), i))
        texts = {i: texts[i] for i in {top, max(texts)} if i == top or abs(i - top) * room > width_of(texts[i]) + 8}
    return tuple(_above(grid, i, row[i] or 0, text) for i, text in sorted(texts.items()))


def _above(grid: Grid, i: int, value: Number, text: str) -> Label:
    """Above the point, moved in from the edges."""
    half = width_of(text) // 2
    x = min(max(grid.x(i), half), WIDTH - half)
    return Label(x, grid.y(value) - 8 if value >= 0 else grid.y(value) + EM + 3, text)


def _break(grid: Grid, i: int, text: str) -> Label:
    """Between two years; the words to the side where there is room for them."""
    x = (grid.x(i - 1) + grid.x(i)) // 2
    return Label(x, 12, text, "start" if x + width_of(text) < WIDTH else "end")
