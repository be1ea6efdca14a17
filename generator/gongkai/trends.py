"""What an office's reports say over the years: series with gaps. Blank cells and missing years are gaps, never zero.

Two forms' numbers are one series only where both give the series the same id; where a chart's series change with the
form, it says from which year on.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from gongkai.form import Form, Series
from gongkai.form_trends import FACTS
from gongkai.options import Fact
from gongkai.report import Report
from gongkai.values import NOT_APPLICABLE, Number, Value


class Point(NamedTuple):
    """One year of a series; `value` is None where there is no number. `cell` is the anchor that shows it, or ''.

    `parts` is how many cells are added up: with more than one no cell shows the number, and `cell` is their section.
    """

    year: int
    value: Number | None
    cell: str
    unit: str
    written: Value  # what stands there: a number, blank (None), or not applicable
    parts: int = 1


class Curve(NamedTuple):
    """A series: a point for every year of its trend. `sums` are the names of the parts it is added up from, by form."""

    id: str
    label: str
    name: str
    points: tuple[Point, ...]
    sums: tuple[tuple[str, ...], ...] = ()


Row = Sequence[Number | None]


class Trend(NamedTuple):
    """A chart's data. `years` has no holes; `breaks` are the years from which on the form has other measures here.

    `rows` are the values that may be drawn on one axis, by curve: those in `unit`, and those whose form states none.
    `totals` are the sums of each year, known only where every part is that the year's form has.
    """

    id: str
    title: str
    kind: str  # line | bars | stacked
    unit: str
    years: tuple[int, ...]
    curves: tuple[Curve, ...]
    rows: tuple[Row, ...]
    totals: Row
    breaks: tuple[int, ...]
    mixed: bool  # numbers in another unit are left out of the drawing
    since: int = 0  # the first year, where the form of an older report has nothing of this; else 0
    until: int = 0  # the last year, where the form of a newer report has nothing of this any more; else 0
    wholes: tuple[Point | None, ...] = ()  # of each year the form's own cell that holds the total, where it agrees


def point(report: Report, series: Series) -> Point:
    """The sum of some cells in a report: known only where none is blank, or unreadable, and one is a number."""
    cells = series.cells
    first = cells[0]
    if len(cells) == 1 and isinstance(number := report.values[first], int):
        return Point(report.year, number, series.place, report.unit(first), number)
    values = [report.values[i] for i in cells]
    numbers = [v for v in values if isinstance(v, (int, Decimal))]
    known = numbers and len(numbers) + values.count(NOT_APPLICABLE) == len(values)
    total = sum(numbers[1:], numbers[0]) if known else None
    written: Value = total if total is not None else NOT_APPLICABLE if NOT_APPLICABLE in values else None
    if None in values:
        written = None
    return Point(report.year, total, series.place, report.unit(first), written, len(cells))


def trends(reports: Sequence[Report], facts: Mapping[str, Fact]) -> list[Trend]:
    """Everything that can be drawn of one office's reports; at least two years must have a number."""
    ordered = sorted(reports, key=lambda r: r.year)
    found = [_trend(chart_id, ordered) for chart_id in _charts(ordered)]
    found += list(_facts(ordered, facts))
    return [trend for trend in found if _worth(trend)]


def _charts(reports: Sequence[Report]) -> list[str]:
    """Chart ids in the order of the newest form, those of older forms behind."""
    return list(dict.fromkeys(chart.id for report in reversed(reports) for chart in report.form.trends))


def _series(form: Form, chart_id: str) -> dict[str, Series]:
    return {s.id: s for chart in form.trends if chart.id == chart_id for s in chart.series}


def _trend(chart_id: str, reports: Sequence[Report]) -> Trend:
    held = {form: _series(form, chart_id) for form in {r.form for r in reports}}
    own = {r.year: held[r.form] for r in reports}
    there = [r for r in reports if own[r.year]]
    by_year = {r.year: r for r in there}
    years = tuple(range(there[0].year, there[-1].year + 1))
    newest_first = list(dict.fromkeys(r.form for r in reversed(there)))
    series = {sid: s for form in reversed(newest_first) for sid, s in held[form].items()}  # the newest form's wording
    order = dict.fromkeys(sid for form in newest_first for sid in held[form])

    def at(sid: str, year: int) -> Point:
        report = by_year.get(year)
        one = own[year].get(sid) if report else None
        return point(report, one) if report and one else Point(year, None, "", "", None)

    def sums(sid: str) -> tuple[tuple[str, ...], ...]:
        return tuple(dict.fromkeys(s.parts for f in newest_first if (s := held[f].get(sid)) and s.parts))

    curves = [Curve(s, series[s].label, series[s].name, tuple(at(s, y) for y in years), sums(s)) for s in order]
    changes = [b.year for a, b in pairwise(there) if own[a.year].keys() != own[b.year].keys()]
    last = next(c for c in there[-1].form.trends if c.id == chart_id)
    made = _made(chart_id, last.title, last.kind, years, tuple(curves), tuple(changes))
    older, newer = reports[0].year < years[0], reports[-1].year > years[-1]
    wholes = tuple(_whole(chart_id, by_year.get(y), total) for y, total in zip(years, made.totals, strict=False))
    return made._replace(since=years[0] if older else 0, until=years[-1] if newer else 0, wholes=wholes)


def _whole(chart_id: str, report: Report | None, total: Number | None) -> Point | None:
    """The cell of the form that holds a year's total, where the report has the same number there."""
    if report is None or total is None:
        return None
    cell = next(c.total for c in report.form.trends if c.id == chart_id)
    if cell < 0 or report.values[cell] != total:
        return None
    return Point(report.year, total, report.form.cells[cell].id, report.unit(cell), total)


def _facts(reports: Sequence[Report], declared: Mapping[str, Fact]) -> Iterator[Trend]:
    """A chart for each number given outside the tables."""
    for fid, fact in declared.items():
        having = {r.year: r.facts[fid].value for r in reports if fid in r.facts}
        if not having:
            continue
        years = tuple(range(min(having), max(having) + 1))
        unit = fact.unit or ""
        points = tuple(
            Point(y, v if isinstance(v := having.get(y), int | Decimal) else None, cell, unit, having.get(y))
            for y in years
            for cell in [f"facts.{fid}" if y in having else ""]
        )
        label = fact.label or fact.key
        yield _made(f"{FACTS}{fid}", label, "line", years, (Curve(fid, label, label, points),), ())


def _made(
    tid: str, title: str, kind: str, years: tuple[int, ...], curves: tuple[Curve, ...], breaks: tuple[int, ...]
) -> Trend:
    """The trend in the unit of its newest number that has one."""
    having = [p for c in curves for p in c.points if p.value is not None and p.unit]
    unit = max(having, key=lambda p: p.year).unit if having else ""
    mixed = any(p.unit != unit for p in having)
    rows = tuple([p.value if p.unit in ("", unit) else None for p in c.points] for c in curves)
    totals = _totals(curves, rows) if kind == "stacked" else ()
    return Trend(tid, title, kind, unit, years, curves, rows, totals, breaks, mixed)


def _totals(curves: Sequence[Curve], rows: Sequence[Row]) -> Row:
    totals: list[Number | None] = []
    for i in range(len(rows[0])):
        parts = [row[i] for curve, row in zip(curves, rows, strict=True) if curve.points[i].cell]
        numbers = [v for v in parts if v is not None]
        totals.append(sum(numbers[1:], numbers[0]) if numbers and len(numbers) == len(parts) else None)
    return totals


def _worth(trend: Trend) -> bool:
    """At least two years have a number to compare."""
    return sum(any(v is not None for v in year) for year in zip(*trend.rows, strict=True)) > 1
