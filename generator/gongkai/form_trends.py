"""Binds the charts of a form file to its cells: what an office's page draws over the years, and archives compare."""

from collections.abc import Callable, Sequence

from gongkai.finding import Word
from gongkai.form import CellType, Chart, Series
from gongkai.form_file import ChartFile, SeriesFile
from gongkai.options import is_id
from gongkai.schema import did_you_mean
from gongkai.values import Kind

MOST = 8  # series that a reader can tell apart by marker and pattern
Wrong = Callable[..., None]


def bind_trends(written: Sequence[ChartFile], cells: Sequence[CellType], wrong: Wrong) -> tuple[Chart, ...]:
    """The charts with their cells.

    Gives `form.id` for an id that cannot stand or stands twice, `form.name` for a cell that is not there, `form.trend`
    for what cannot be one chart: several units, no numbers, parts below zero on top of each other, too many series.
    """
    charts: list[Chart] = []
    known: set[str] = set()
    for number, chart in enumerate(written):
        where = ("trends", number)
        if not is_id(chart.id) or chart.id in [c.id for c in charts]:
            wrong("form.id", where, id=chart.id, what=Word("what.chart"))
        series: list[Series] = []
        for i, one in enumerate(chart.series):
            at = (*where, "series", i)
            if not is_id(one.id) or one.id in known:
                wrong("form.id", at, id=one.id, what=Word("what.series"))
            known.add(one.id)
            found = _series(one, cells, lambda code, at=at, **args: wrong(code, at, **args))
            if found is not None:
                series.append(found)
        problem = _problem(chart, series, cells)
        if problem:
            wrong("form.trend", where, name=chart.id, problem=Word(f"trend.{problem}"))
        charts.append(Chart(chart.id, chart.title, chart.kind, tuple(series)))
    return tuple(charts)


def _series(one: SeriesFile, cells: Sequence[CellType], wrong: Wrong) -> Series | None:
    found: list[int] = []
    for name in one.cells:
        hit = below(name, cells)
        if not hit:
            wrong("form.name", name=name, known=did_you_mean(name, [cell.id for cell in cells]))
            return None
        found += hit
    kinds = [cells[i] for i in found]
    if not all(cell.exists and cell.kind.numeric for cell in kinds):
        wrong("form.trend", name=one.id, problem=Word("trend.number"))
        return None
    units = {(cell.unit, cell.open_unit) for cell in kinds}
    if len(units) > 1 or len({cell.kind.whole for cell in kinds}) > 1:
        wrong("form.trend", name=one.id, problem=Word("trend.unit"))
        return None
    return Series(one.id, one.label, one.name or one.label, tuple(found), one.archive)


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
    kinds = [cells[i] for one in series for i in one.cells]
    if len({(cell.unit, cell.open_unit, cell.kind.whole, cell.kind is Kind.PERCENT) for cell in kinds}) > 1:
        return "unit"
    if len(chart.series) > MOST:
        return "many"
    if chart.kind == "stacked" and any(cell.kind.signed for cell in kinds):
        return "signed"
    return ""
