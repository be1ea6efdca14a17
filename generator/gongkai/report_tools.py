"""What `assets/report.js` needs to know of a report beyond its page: units, and last year's numbers."""

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import groupby

from gongkai.form import Form
from gongkai.report import Report
from gongkai.values import NOT_APPLICABLE, Value, shown
from gongkai.views_parts import Html


def tools_data(report: Report, before: Report | None) -> Html:
    """A JSON object: per table, in the order of its cells, units as [unit, how many] and last year's values.

    A value is null where last year's form had no such cell, or the cell was measured in another unit: ids are the same
    in two forms only for the same measure, so what has the same id and unit may be compared. Whole numbers are
    numbers, `""` is blank, a `*` stands behind what was computed; anything else is its text. `changed` says that
    last year's form was another one.
    """
    tables: dict[str, object] = {}
    for table, numbers in _tables(report.form).items():
        units = _runs(map(report.unit, numbers)) if report.units else _units(report.form)[table]
        told: dict[str, object] = {"units": units}
        old = _before(report, before, numbers) if before else []
        if old.count(None) < len(old):
            told["before"] = old
        tables[table] = told
    data: dict[str, object] = {"year": before.year if before else None, "tables": tables}
    if before and before.form.id != report.form.id:
        data["changed"] = True
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Html(text.replace("<", "\\u003c"))


def _runs(units: Iterable[str]) -> list[list[object]]:
    """Units, each with how many cells in a row have it."""
    return [[unit, len(list(same))] for unit, same in groupby(units)]


@lru_cache(maxsize=64)
def _tables(form: Form) -> dict[str, list[int]]:
    """The numbers of each table's cells, in the order of the page."""
    cells: dict[str, list[int]] = {}
    for i, cell in enumerate(form.cells):
        if cell.exists:
            cells.setdefault(cell.table, []).append(i)
    return cells


@lru_cache(maxsize=64)
def _units(form: Form) -> dict[str, list[list[object]]]:
    """The units of each table's cells, where the form says them all."""
    return {table: _runs(form.cells[i].unit for i in numbers) for table, numbers in _tables(form).items()}


@lru_cache(maxsize=64)
def _same(form: Form, old: Form) -> tuple[tuple[int | None, ...], tuple[bool, ...]]:
    """For each cell its number in an older form, None where that has no such cell; whether the forms' units agree."""
    found = (old.index.get(cell.id) for cell in form.cells)
    same = tuple(j if j is not None and old.cells[j].exists else None for j in found)
    return same, tuple(j is not None and old.cells[j].unit == form.cells[i].unit for i, j in enumerate(same))


def _before(report: Report, before: Report, numbers: Sequence[int]) -> list[int | str | None]:
    same, alike = _same(report.form, before.form)
    if report.units or before.units:
        found = [j if (j := same[i]) is not None and before.unit(j) == report.unit(i) else None for i in numbers]
    else:
        found = [same[i] if alike[i] else None for i in numbers]
    values, computed = before.values, before.computed
    return [
        None
        if j is None
        else value
        if type(value := values[j]) is int and j not in computed
        else _told(value, computed=j in computed)
        for j in found
    ]


def _told(value: Value, *, computed: bool) -> int | str:
    if computed:
        return f"{shown(value)}*"
    if isinstance(value, int):
        return value
    return "/" if value is NOT_APPLICABLE else str(value) if isinstance(value, Decimal | str) else ""
