"""An office's charts: drawing, the sentence that says the same, and the table behind, each number with its cell."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from gongkai import routes
from gongkai.charts import draw, grouped
from gongkai.portal import Portal
from gongkai.report import Report
from gongkai.report_view import state
from gongkai.routes import relative
from gongkai.theme import Theme
from gongkai.trends import Point, Row, Trend, trends
from gongkai.values import Number, shown
from gongkai.views_trends import ChartView, NumberView, YearRow


def chart_views(
    office: str, reports: Sequence[Report], here: str, portal: Portal, theme: Theme
) -> tuple[ChartView, ...]:
    """Every chart of an office's page."""
    links = {r.year: relative(routes.report(office, r.year), here) for r in reports}
    return tuple(_chart(trend, links, theme) for trend in trends(reports, portal.options.facts))


def number_view(point: Point, href: str, blank: str, unit: str = "") -> NumberView:
    """A number that leads to its cell; what is not a number is said as in a legal table."""
    _, value, cell, unit_, written, parts = point
    if not cell:
        return _ABSENT
    if value is None:
        return NumberView(shown(written) or blank, f"{href}#{cell}", state(written, computed=False))
    own = unit_ if unit_ != unit else ""
    return NumberView(shown(value), f"{href}#{cell}", state(value, computed=False), own, parts)


_ABSENT = NumberView("–", "", "absent")


def sums(parts: Iterable[tuple[str, tuple[str, ...]]], theme: Theme) -> str:
    """Says that numbers are sums made here, and each one's parts; '' where there are none."""
    t = theme.text
    told = [t("sum.parts", name=name, parts=t("sum.plus").join(each)) for name, each in parts]
    return " ".join([t("sum.note"), *told]) if told else ""


def _chart(trend: Trend, links: dict[int, str], theme: Theme) -> ChartView:
    blank = theme.text("cell.blank")
    rows = tuple(
        YearRow(
            year,
            (href := links.get(year, "")),
            tuple([number_view(c.points[i], href, blank, trend.unit) for c in trend.curves]),
            _total(trend, i, href, theme) if trend.kind == "stacked" else None,
        )
        for i, year in enumerate(trend.years)
    )
    return ChartView(
        trend.id,
        trend.title,
        trend.kind,
        trend.unit,
        " ".join(_sentences(trend, theme)),
        tuple(_notes(trend, theme)),
        draw(trend, theme.pattern("chart.new-form")),
        tuple(c.label for c in trend.curves),
        rows,
        sums(_parts(trend, theme), theme),
    )


def _total(trend: Trend, i: int, href: str, theme: Theme) -> NumberView:
    """A year's total: the form's own cell where it has one, else the sum, which no report has."""
    value = trend.totals[i]
    whole = trend.wholes[i] if trend.wholes else None
    having = [c.points[i] for c in trend.curves if c.points[i].cell]
    if whole is not None:
        return number_view(whole, href, "", trend.unit)
    if value is not None:
        return NumberView(shown(value), "", state(value, computed=False), "", sum(p.parts for p in having))
    if not having:
        return _ABSENT
    return NumberView(theme.text("chart.total.open"), "", "blank")


def _parts(trend: Trend, theme: Theme) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is added up here: series of several cells, and totals that no cell holds."""
    for curve in trend.curves:
        for parts in curve.sums:
            yield curve.label, parts
    open_ = [i for i, v in enumerate(trend.totals) if v is not None and not (trend.wholes and trend.wholes[i])]
    if open_ and len(trend.curves) > 1:
        yield theme.text("chart.total"), tuple(c.label for c in trend.curves if any(c.points[i].cell for i in open_))


def _sentences(trend: Trend, theme: Theme) -> Iterator[str]:
    """What the drawing shows, for who does not see it."""
    if trend.kind == "stacked":
        yield from _of_stack(trend, theme)
        return
    for curve, row in zip(trend.curves, trend.rows, strict=True):
        known = _known(row, curve.points)
        if known:
            yield _course(curve.name, known, theme)


def _of_stack(trend: Trend, theme: Theme) -> Iterator[str]:
    any_part = [
        next((p for p in year if p.cell), year[0]) for year in zip(*(c.points for c in trend.curves), strict=True)
    ]
    totals = _known(trend.totals, any_part)
    if not totals:
        return
    yield _course(theme.text("chart.total"), totals, theme)
    year, total, unit = totals[-1]
    if total:
        at = trend.years.index(year)
        parts = [(c.label, row[at]) for c, row in zip(trend.curves, trend.rows, strict=True)]
        said = [theme.text("chart.part", name=n, value=_amount(v, unit, theme)) for n, v in parts if v]
        yield theme.text("chart.parts", year=year, parts=theme.text("chart.join").join(said))


class _Said(NamedTuple):
    """A number of a sentence, in the unit that its own form or report states, if any."""

    year: int
    value: Number
    unit: str


def _known(row: Row, points: Sequence[Point]) -> list[_Said]:
    return [_Said(p.year, v, p.unit) for p, v in zip(points, row, strict=True) if v is not None]


def _course(name: str, known: Sequence[_Said], theme: Theme) -> str:
    """First, last, and the greatest year between them."""
    first, last = known[0], known[-1]
    most = max(known, key=lambda item: item.value)
    t = theme.text

    def said(item: _Said) -> str:
        return t("chart.point", year=item.year, value=_amount(item.value, item.unit, theme))

    if not any(item.value for item in known):
        return t("chart.zero", name=name, first=first.year, last=last.year)
    if len(known) == 1:
        return t("chart.once", name=name, only=said(first))
    if most.value in (first.value, last.value):
        return t("chart.course", name=name, first=said(first), last=said(last))
    return t("chart.course.most", name=name, first=said(first), last=said(last), most=said(most))


def _amount(value: Number, unit: str, theme: Theme) -> str:
    return theme.text("chart.amount", value=grouped(value), unit=unit) if unit else grouped(value)


def _notes(trend: Trend, theme: Theme) -> Iterator[str]:
    """Where the form changed, which years have no number, what is not drawn."""
    t, join = theme.text, theme.text("chart.join")
    for year in trend.breaks:
        yield t("chart.break", year=year)
    if trend.since:
        yield t("chart.since", year=trend.since)
    if trend.until:
        yield t("chart.until", year=trend.until)
    empty = [str(y) for i, y in enumerate(trend.years) if all(row[i] is None for row in trend.rows)]
    if empty:
        yield t("chart.gaps", years=join.join(empty))
    if trend.kind == "stacked":
        part = [str(y) for y, v in zip(trend.years, trend.totals, strict=True) if v is None and str(y) not in empty]
        if part:
            yield t("chart.partial", years=join.join(part))
    rows = zip(trend.curves, trend.rows, strict=True)
    none = [c.label for c, row in rows if not any(row) and any(v is not None for v in row)]
    if none and len(none) < len(trend.curves):
        yield t("chart.zeros", names=join.join(none))
    if trend.mixed:
        yield t("chart.mixed")
