"""Binds the charts of a form file to its cells: what an office's page draws over the years, and archives compare."""

from collections.abc import Callable, Mapping, Sequence

from gongkai.finding import Severity, Word
from gongkai.form import CellType, Chart, Instance, Series
from gongkai.form_file import ChartFile, SeriesFile
from gongkai.options import is_id
from gongkai.schema import did_you_mean
from gongkai.values import Kind

MOST = 8  # series that a reader can tell apart by marker and pattern
FACTS = "facts-"  # how the charts of numbers outside the tables begin, whose anchors no other may take
Wrong = Callable[..., None]


def bind_trends(
    written: Sequence[ChartFile],
    cells: Sequence[CellType],
    instances: Sequence[Instance],
    sections: Mapping[str, str],
    wrong: Wrong,
) -> tuple[Chart, ...]:
    """The charts with their cells; `sections` are the ids of the tables' sections.

    Cells whose sum by a rule stands in a cell of the form are replaced by that cell: what readers can look up.

    Gives `form.id` for an id that cannot stand or stands twice, `form.name` for a cell that is not there, `form.trend`
    for what cannot be one chart: several units, no numbers, parts below zero on top of each other, too many series, an
    id as the charts of facts have.
    """
    totals = _totals(instances)
    charts: list[Chart] = []
    known: set[str] = set()
    for number, chart in enumerate(written):
        where = ("trends", number)
        if not is_id(chart.id) or chart.id in [c.id for c in charts]:
            wrong("form.id", where, id=chart.id, what=Word("what.chart"))
        series: list[Series] = []
        every: list[int] = []
        for i, one in enumerate(chart.series):
            at = (*where, "series", i)
            if not is_id(one.id) or one.id in known:
                wrong("form.id", at, id=one.id, what=Word("what.series"))
            known.add(one.id)
            found = _cells(one, cells, lambda code, at=at, **args: wrong(code, at, **args))
            if found:
                every += found
                held = _held(found, totals)
                series.append(_series(one, found if held < 0 else [held], cells, sections))
        problem = _problem(chart, series, cells)
        if problem:
            wrong("form.trend", where, name=chart.id, problem=Word(f"trend.{problem}"))
        charts.append(Chart(chart.id, chart.title, chart.kind, tuple(series), _held(every, totals)))
    return tuple(charts)


def _totals(instances: Sequence[Instance]) -> dict[frozenset[int], int]:
    """By the cells that are added up, the one cell that holds their sum by a binding rule of the form."""
    return {
        frozenset(i for _, i in sum_.now): whole.now[0][1]
        for one in instances
        if one.rule.equation.relation == "="
        and one.rule.severity is Severity.ERROR
        and not (one.left_before or one.right_before or one.left.constant or one.right.constant)
        for whole, sum_ in ((one.left, one.right), (one.right, one.left))
        if [factor for factor, _ in whole.now] == [1] and {factor for factor, _ in sum_.now} == {1}
    }


def _held(found: Sequence[int], totals: Mapping[frozenset[int], int]) -> int:
    """The cell that holds the sum of some cells, or -1."""
    return totals.get(frozenset(found), -1) if len(set(found)) == len(found) else -1


def _series(one: SeriesFile, found: Sequence[int], cells: Sequence[CellType], sections: Mapping[str, str]) -> Series:
    first = cells[found[0]]
    place = first.id if len(found) == 1 else sections.get(first.table, first.id)
    parts = _names([cells[i] for i in found]) if len(found) > 1 else ()
    return Series(one.id, one.label, one.name or one.label, tuple(found), one.archive, place, parts)


def _names(cells: Sequence[CellType]) -> tuple[str, ...]:
    """What tells cells apart: their rows, or their columns, or both."""
    if len({cell.column.label for cell in cells}) == 1:
        return tuple(cell.row.label for cell in cells)
    if len({(cell.table, cell.row.id) for cell in cells}) == 1:
        return tuple(cell.column.label for cell in cells)
    return tuple(f"{cell.row.label} {cell.column.label}" for cell in cells)


def _cells(one: SeriesFile, cells: Sequence[CellType], wrong: Wrong) -> list[int]:
    found: list[int] = []
    for name in one.cells:
        hit = below(name, cells)
        if not hit:
            wrong("form.name", name=name, known=did_you_mean(name, [cell.id for cell in cells]))
            return []
        found += hit
    kinds = [cells[i] for i in found]
    if not all(cell.exists and cell.kind.numeric for cell in kinds):
        wrong("form.trend", name=one.id, problem=Word("trend.number"))
        return []
    units = {(cell.unit, cell.open_unit) for cell in kinds}
    if len(units) > 1 or len({cell.kind.whole for cell in kinds}) > 1:
        wrong("form.trend", name=one.id, problem=Word("trend.unit"))
        return []
    return found


def below(name: str, cells: Sequence[CellType]) -> list[int]:
    """A cell by its id; or all cells of a column (the last part) below a group of rows."""
    exact = [i for i, cell in enumerate(cells) if cell.id == name]
    if exact or name.count(".") < 2:
        return exact
    group, column = name.rsplit(".", 1)
    return [
        i
        for i, cell in enumerate(cells)
        if cell.column.id == column and f"{cell.table}.{cell.row.id}".startswith(f"{group}.") and cell.exists
    ]


def _problem(chart: ChartFile, series: Sequence[Series], cells: Sequence[CellType]) -> str:
    """Why the series cannot be one chart, or ''."""
    if chart.id.startswith(FACTS):
        return "facts"
    kinds = [cells[i] for one in series for i in one.cells]
    if len({(cell.unit, cell.open_unit, cell.kind.whole, cell.kind is Kind.PERCENT) for cell in kinds}) > 1:
        return "unit"
    if len(chart.series) > MOST:
        return "many"
    if chart.kind == "stacked" and any(cell.kind.signed for cell in kinds):
        return "signed"
    return ""
