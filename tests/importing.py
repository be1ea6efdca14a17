"""Reports to import: what they are expected to hold, and a count of cells right, wrong and unrecoverable."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from gongkai.form import Form
from gongkai.importers.columns import State
from gongkai.importers.command import Wish, understood
from gongkai.importers.draft import Draft
from gongkai.importers.readers import read_bytes
from gongkai.portal_read import all_forms
from gongkai.values import Value
from support import REPOSITORY

FORMS: Mapping[str, Form] = {form.id: form for form in all_forms(REPOSITORY)}


class Tally(NamedTuple):
    """Cells of an import against what is known to be right."""

    right: int
    resolved: int  # of the right ones
    wrong: tuple[str, ...]
    lost: int


def imported(name: str, data: bytes, form: str = "") -> Draft:
    item = understood(read_bytes(name, data), FORMS, Wish(form=form))
    assert item is not None, name
    return item


def tally(item: Draft, expected: Mapping[str, Value]) -> Tally:
    right = resolved = lost = 0
    wrong = []
    for cell, value in expected.items():
        reading = item.cells[item.form.index[cell]]
        if reading.state is State.LOST:
            lost += 1
        elif reading.value == value and (value is None) == (reading.value is None):
            right += 1
            resolved += reading.state is State.RESOLVED
        else:
            wrong.append(f"{cell}: {reading.value} for {value}")
    return Tally(right, resolved, tuple(wrong), lost)


def expected(reports: Path) -> Iterator[tuple[str, dict[str, Value]]]:
    """The numbers of expected.json by cell id, report by report."""
    for report in json.loads((reports / "expected.json").read_text(encoding="utf-8"))["reports"]:
        yield report["id"], _cells(FORMS[f"cn-annual-{report['format']}"], report)


def _cells(form: Form, report: Mapping[str, object]) -> dict[str, Value]:
    two, three, four = (dict(report[f"table{n}"]) for n in (2, 3, 4))  # type: ignore[call-overload]
    found: dict[str, Value] = {}
    rows = [values if isinstance(values, list) else [values] for values in two.values()]
    for table, given in zip(form.tables, (rows, list(three.values()), list(four.values())), strict=True):
        for (block, row, line), values in zip(table.rows(), given, strict=True):
            own = [block.cell(row, c) for c in range(len(block.columns))]
            ids = [form.cells[i].id for i in own if form.cells[i].exists]
            assert len(ids) == len(values), (line, values)
            found |= dict(zip(ids, map(_number, values), strict=True))
    return found


def _number(value: object) -> Value:
    if value is None or isinstance(value, int):
        return value
    text = str(value)
    return Decimal(text) if "." in text else int(text)
