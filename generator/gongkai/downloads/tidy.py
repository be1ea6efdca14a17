"""CSV and JSON: one record per cell, with the ids that never change, numbers exactly as written.

What a form says of a cell is the same in every report, so it is put into words once per form.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from gongkai.form import Form
from gongkai.portal import Portal
from gongkai.public_notes import Note
from gongkai.report import Report
from gongkai.values import ABSENT, NOT_APPLICABLE, Value, shown

FIELDS = (
    "office",
    "office_name",
    "year",
    "form",
    "table",
    "row",
    "row_label",
    "column",
    "column_label",
    "value",
    "unit",
    "state",
)


def state(value: Value, *, computed: bool) -> str:
    """number, computed, text, blank or not-applicable."""
    if value is None:
        return "blank"
    if value is NOT_APPLICABLE:
        return "not-applicable"
    if isinstance(value, str):
        return "text"
    return "computed" if computed else "number"


def _line(fields: Sequence[object]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(fields)
    return out.getvalue()


@lru_cache(maxsize=64)
def _csv_cells(form: Form) -> tuple[tuple[int, str, str | None], ...]:
    """Number, fields before the value, and the unit after it (None where the report states it)."""
    return tuple(
        (
            i,
            _line((form.id, c.table, c.row.id, c.row.label, c.column.id, c.column.label)),
            None if c.open_unit else _field(c.unit),
        )
        for i, c in enumerate(form.cells)
        if c.exists
    )


@lru_cache(maxsize=64)
def _json_cells(form: Form) -> tuple[tuple[int, str, str | None], ...]:
    """Number, members before the value, and the unit after it (None where the report states it)."""
    out = []
    for i, c in enumerate(form.cells):
        if not c.exists:
            continue
        known = {
            "id": c.id,
            "table": c.table,
            "row": c.row.id,
            "row_label": c.row.label,
            "column": c.column.id,
            "column_label": c.column.label,
        }
        unit = None if c.open_unit else json.dumps(c.unit, ensure_ascii=False)
        out.append((i, json.dumps(known, ensure_ascii=False)[:-1], unit))
    return tuple(out)


def _field(text: str) -> str:
    return _line((text,)) if text else ""


def _csv_value(value: Value) -> str:
    return _field(value) if isinstance(value, str) else shown(value)


def csv_lines(report: Report, portal: Portal) -> Iterator[str]:
    """A report's records, tables first, then facts."""
    office = portal.offices.get(report.office)
    head = _line((report.office, office.name if office else "", report.year))
    for i, known, fixed in _csv_cells(report.form):
        value = report.values[i]
        unit = _field(report.unit(i)) if fixed is None else fixed
        yield f"{head},{known},{_csv_value(value)},{unit},{state(value, computed=i in report.computed)}"
    for fid, fact in report.facts.items():
        declared = portal.options.facts[fid]
        known = _line((report.form.id, "facts", fid, declared.label or declared.key, "", ""))
        tail = f"{_field(declared.unit or '')},{state(fact.value, computed=False)}"
        yield f"{head},{known},{_csv_value(fact.value)},{tail}"


def csv_bytes(lines: Iterable[str]) -> bytes:
    """A CSV file of records that spreadsheet programs read as UTF-8."""
    return b"\xef\xbb\xbf" + ("\r\n".join((",".join(FIELDS), *lines)) + "\r\n").encode()


def _json_value(value: Value) -> str:
    if value is None or value is NOT_APPLICABLE or value is ABSENT:
        return "null"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else shown(value)


def _notes(notes: Sequence[Note]) -> str:
    """What is printed as the original has it: code, place (an anchor of the page), what it is, why, in whose name."""
    lines = [
        json.dumps(
            {"code": code, "place": place.anchor, "text": text, "reason": note.waiver.reason, "by": note.waiver.by},
            ensure_ascii=False,
        )
        for note in notes
        for place, code, text in note.about
    ]
    return ",\n".join(lines)


def json_text(report: Report, portal: Portal, title: str, notes: Sequence[Note] = ()) -> str:
    """A report as a JSON object; `value` keeps every digit, `state` tells blank from not applicable."""
    office = portal.offices.get(report.office)
    head = {
        "office": report.office,
        "office_name": office.name if office else "",
        "year": report.year,
        "title": title,
        "form": report.form.id,
        "basis": report.form.basis,
        "published": report.published,
    }
    lines = [json.dumps(head, ensure_ascii=False)[:-1] + ', "cells": [']
    cells = []
    for i, known, fixed in _json_cells(report.form):
        value = report.values[i]
        unit = json.dumps(report.unit(i), ensure_ascii=False) if fixed is None else fixed
        said = state(value, computed=i in report.computed)
        cells.append(f'{known}, "value": {_json_value(value)}, "unit": {unit}, "state": "{said}"}}')
    lines.append(",\n".join(cells))
    lines.append('], "facts": [')
    facts = []
    for fid, fact in report.facts.items():
        declared = portal.options.facts[fid]
        tail = f'"state": "{state(fact.value, computed=False)}"}}'
        named = {"id": fid, "label": declared.label or declared.key, "unit": declared.unit or ""}
        facts.append(f'{json.dumps(named, ensure_ascii=False)[:-1]}, "value": {_json_value(fact.value)}, {tail}')
    lines.append(",\n".join(facts))
    lines.append('], "notes": [')
    lines.append(_notes(notes))
    lines.append("]}")
    return "\n".join(lines)
