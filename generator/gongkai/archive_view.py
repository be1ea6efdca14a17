"""All offices of a year side by side: a column for each number the forms name, a total where it means something."""

from collections.abc import Iterator, Mapping, Sequence

from gongkai import routes
from gongkai.form import Series
from gongkai.options import Office
from gongkai.portal import Portal
from gongkai.report import Report
from gongkai.routes import relative
from gongkai.theme import Theme
from gongkai.trends import Point, point
from gongkai.trends_view import number_view, sums
from gongkai.values import Kind, shown
from gongkai.views_trends import ArchiveColumn, ArchiveRow, ArchiveTable, NumberView

_ADDED = (Kind.COUNT, Kind.MONEY)  # what may be summed over offices


def archive_table(
    reports: Sequence[Report], titles: Sequence[str], names: Sequence[str], here: str, portal: Portal, theme: Theme
) -> ArchiveTable | None:
    """The year's table; None where the forms name no number for it."""
    by_form = {r.form.id: {s.id: s for chart in r.form.trends for s in chart.series if s.archive} for r in reports}
    columns = {sid: s for form in reversed(by_form.values()) for sid, s in form.items()}
    order = list(dict.fromkeys(sid for form in by_form.values() for sid in form))
    if not order:
        return None
    points = [[_point(r, by_form[r.form.id].get(sid)) for sid in order] for r in reports]
    units = {sid: _unit([row[i] for row in points]) for i, sid in enumerate(order)}
    blank = theme.text("cell.blank")
    rows = tuple(
        ArchiveRow(
            name,
            (href := relative(routes.report(r.office, r.year), here)),
            title,
            r.published or "",
            r.draft,
            tuple(number_view(p, href, blank, units[sid]) for sid, p in zip(order, row, strict=True)),
        )
        for r, title, name, row in zip(reports, titles, names, points, strict=True)
    )
    inside = contained([r.office for r in reports], portal.offices)
    summed = len(reports) > 1 and not inside
    heads = tuple(
        ArchiveColumn(
            sid,
            columns[sid].name,
            units[sid],
            _total([row[i] for row in points], units[sid], _kinds(reports, by_form, sid)) if summed else None,
        )
        for i, sid in enumerate(order)
    )
    note = ""
    if inside:
        own, above = (portal.offices[oid].name for oid in inside)
        note = theme.text("archive.no-total", office=own, parent=above)
    elif summed and any(p.cell and p.value is None for row in points for p in row):
        note = theme.text("archive.total.blank")
    return ArchiveTable(heads, rows, note, sums(_parts(order, by_form), theme), relative(routes.SORT_SCRIPT, here))


def _point(report: Report, series: Series | None) -> Point:
    return point(report, series) if series else Point(report.year, None, "", "", None)


def _parts(order: Sequence[str], by_form: Mapping[str, Mapping[str, Series]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Of each column that is a sum what is added up, once for all forms that agree."""
    for sid in order:
        known = [s for form in by_form.values() if (s := form.get(sid)) and s.parts]
        for parts in dict.fromkeys(s.parts for s in known):
            yield known[0].name, parts


def _unit(points: Sequence[Point]) -> str:
    """The unit of all numbers of a column, or ''; then each number that has one says it."""
    units = {p.unit for p in points if p.value is not None}
    return units.pop() if len(units) == 1 else ""


def _kinds(reports: Sequence[Report], by_form: Mapping[str, Mapping[str, Series]], sid: str) -> set[Kind]:
    used = [(r.form, by_form[r.form.id][sid]) for r in reports if sid in by_form[r.form.id]]
    return {form.cells[i].kind for form, series in used for i in series.cells}


def _total(points: Sequence[Point], unit: str, kinds: set[Kind]) -> NumberView | None:
    """The sum of a column of counts or of money in one unit."""
    numbers = [p.value for p in points if p.value is not None]
    if not numbers or not kinds <= set(_ADDED) or any(p.unit != unit for p in points if p.value is not None):
        return None
    total = sum(numbers[1:], numbers[0])
    return NumberView(shown(total), "", "" if total else "zero")


def contained(listed: Sequence[str], offices: Mapping[str, Office]) -> tuple[str, str] | None:
    """An office of the list, and one above it that is in the list too: its numbers may be in the other's."""
    known = set(listed)
    for oid in listed:
        seen = {oid}
        above = offices[oid].parent if oid in offices else None
        while above and above in offices and above not in seen:
            if above in known:
                return oid, above
            seen.add(above)
            above = offices[above].parent
    return None
