"""What `assets/report.js` needs to know of a report beyond its page: units, and last year's numbers."""

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from gongkai.report import Report
from gongkai.values import NOT_APPLICABLE, Value, shown
from gongkai.views import Html


def tools_data(report: Report, before: Report | None) -> Html:
    """A JSON object: per table, in the order of its cells, units as [unit, how many] and last year's values.

    A value is null where last year's form had no such cell, or the cell was measured in another unit: ids are the same
    in two forms only for the same measure, so what has the same id and unit may be compared. Whole numbers are
    numbers, `""` is blank, a `*` stands behind what was computed; anything else is its text.
    """
    cells: dict[str, list[int]] = {}
    for i, cell in enumerate(report.form.cells):
        if cell.exists:
            cells.setdefault(cell.table, []).append(i)
    tables: dict[str, object] = {}
    for table, numbers in cells.items():
        told: dict[str, object] = {"units": [[u, len(list(n))] for u, n in groupby(map(report.unit, numbers))]}
        old = list(_before(report, before, numbers)) if before else []
        if any(value is not None for value in old):
            told["before"] = old
        tables[table] = told
    data = {"year": before.year if before else None, "tables": tables}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Html(text.replace("<", "\\u003c"))


def _before(report: Report, before: Report, numbers: Sequence[int]) -> Iterator[int | str | None]:
    for i in numbers:
        j = i if before.form is report.form else before.form.index.get(report.form.cells[i].id)
        if j is None or not before.form.cells[j].exists or before.unit(j) != report.unit(i):
            yield None
        else:
            yield _told(before.values[j], computed=j in before.computed)


def _told(value: Value, *, computed: bool) -> int | str:
    if computed:
        return f"{shown(value)}*"
    if isinstance(value, int):
        return value
    return "/" if value is NOT_APPLICABLE else str(value) if isinstance(value, Decimal | str) else ""
