"""An office's charts: drawing, the sentence that says the same, and the table behind, each number with its cell."""

from collections.abc import Iterator, Sequence

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
    if not point.cell:
        return NumberView("–", "", "absent")
    value = point.written if point.value is None else point.value
    own = point.unit if point.value is not None and point.unit != unit else ""
    return NumberView(shown(value) or blank, f"{href}#{point.cell}", state(value, computed=False), own)


def _chart(trend: Trend, links: dict[int, str], theme: Theme) -> ChartView:
    blank = theme.text("cell.blank")
    rows = tuple(
        YearRow(
            year,
            links.get(year, ""),
            tuple(number_view(c.points[i], links.get(year, ""), blank, trend.unit) for c in trend.curves),
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
    )


def _sentences(trend: Trend, theme: Theme) -> Iterator[str]:
    """What the drawing shows, for who does not see it."""
    if trend.kind == "stacked":
        yield from _of_stack(trend, theme)
        return
    for curve, row in zip(trend.curves, trend.rows, strict=True):
        known = _known(trend, row)
        if known:
            yield _course(curve.name, known, trend.unit, theme)


def _of_stack(trend: Trend, theme: Theme) -> Iterator[str]:
    totals = _known(trend, trend.totals)
    if not totals:
        return
    yield _course(theme.text("chart.total"), totals, trend.unit, theme)
    year, total = totals[-1]
    if total:
        at = trend.years.index(year)
        parts = [(c.label, row[at]) for c, row in zip(trend.curves, trend.rows, strict=True)]
        said = [theme.text("chart.part", name=n, value=_amount(v, trend.unit, theme)) for n, v in parts if v]
        yield theme.text("chart.parts", year=year, parts=theme.text("chart.join").join(said))


def _known(trend: Trend, row: Row) -> list[tuple[int, Number]]:
    return [(y, v) for y, v in zip(trend.years, row, strict=True) if v is not None]


def _course(name: str, known: Sequence[tuple[int, Number]], unit: str, theme: Theme) -> str:
    """First, last, and the greatest year between them."""
    first, last = known[0], known[-1]
    most = max(known, key=lambda item: item[1])
    t = theme.text

    def said(item: tuple[int, Number]) -> str:
        return t("chart.point", year=item[0], value=_amount(item[1], unit, theme))

    if not any(v for _, v in known):
        return t("chart.zero", name=name, first=first[0], last=last[0])
    if len(known) == 1:
        return t("chart.once", name=name, only=said(first))
    if most[1] in (first[1], last[1]):
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
