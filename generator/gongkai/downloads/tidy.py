"""CSV and JSON: one record per cell, with the ids that never change, numbers exactly as written.

What a form says of a cell is the same in every report, so it is put into words once per form. In CSV a text that a
spreadsheet program would run as a formula carries an apostrophe in front; JSON has every text as it is.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from gongkai.data_view import FIELDS
from gongkai.downloads.content import CONTENT, Section, canonical, flat, hashed
from gongkai.form import Form
from gongkai.indicators import FACTS
from gongkai.portal import Portal
from gongkai.public_notes import Note
from gongkai.report import Report
from gongkai.values import ABSENT, NOT_APPLICABLE, Value, shown

FACT_COLUMN = "value"  # facts have no columns; a key may have no gaps


def state(value: Value, *, computed: bool) -> str:
    """number, computed, text, blank or not-applicable."""
    if value is None:
        return "blank"
    if value is NOT_APPLICABLE:
        return "not-applicable"
    if isinstance(value, str):
        return "text"
    return "computed" if computed else "number"


# Source: OWASP, CSV Injection; the full-width signs are the same to Chinese and Japanese spreadsheet programs.
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?%?\Z")


def harmless(text: str) -> str:
    """A text that no spreadsheet program takes for a formula; a number, also one below nought, is none."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.match(text) else text


def csv_line(fields: Iterable[object]) -> str:
    """A record without its line end; texts are made harmless."""
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow([harmless(f) if isinstance(f, str) else f for f in fields])
    return out.getvalue()


@lru_cache(maxsize=64)
def _csv_cells(form: Form) -> tuple[tuple[int, str, str | None], ...]:
    """Number, fields before the value, and the unit after it (None where the report states it)."""
    return tuple(
        (
            i,
            csv_line((form.id, c.table, c.row.id, c.row.label, c.column.id, c.column.label)),
            None if c.open_unit else _field(c.unit),
        )
        for i, c in enumerate(form.cells)
        if c.exists
    )


def _states(report: Report) -> Sequence[str]:
    """The state of each cell."""
    found = [_STATES[type(value)] for value in report.values]
    for i in report.computed:
        found[i] = state(report.values[i], computed=True)
    return found


_STATES = {type(value): state(value, computed=False) for value in (None, NOT_APPLICABLE, "", 0, Decimal())}


@lru_cache(maxsize=64)
def _json_cells(form: Form) -> tuple[tuple[int, str, str, str | None], ...]:
    """Number, id, members before the value, and the unit after it (None where the report states it)."""
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
        out.append((i, c.id, json.dumps(known, ensure_ascii=False)[:-1], unit))
    return tuple(out)


def _field(text: str) -> str:
    return csv_line((text,)) if text else ""


def _csv_value(value: Value) -> str:
    if type(value) is int:  # nearly always
        return str(value)
    if value is NOT_APPLICABLE:
        return ""  # `state` tells it apart from a blank, and the column holds nothing but numbers
    return _field(value) if isinstance(value, str) else shown(value)


def csv_lines(report: Report, portal: Portal) -> Iterator[str]:
    """A report's records, tables first, then facts."""
    office = portal.offices.get(report.office)
    head = csv_line((report.office, office.name if office else "", report.year))
    values, states = report.values, _states(report)
    for i, known, fixed in _csv_cells(report.form):
        unit = _field(report.unit(i)) if fixed is None else fixed
        yield f"{head},{known},{_csv_value(values[i])},{unit},{states[i]}"
    for fid, fact in report.facts.items():
        declared = portal.options.facts[fid]
        known = csv_line((report.form.id, FACTS, fid, declared.label or declared.key, FACT_COLUMN, ""))
        tail = f"{_field(declared.unit or '')},{state(fact.value, computed=False)}"
        yield f"{head},{known},{_csv_value(fact.value)},{tail}"


CSV_END = b"\r\n"
CSV_HEAD = b"\xef\xbb\xbf" + ",".join(FIELDS).encode() + CSV_END  # with the mark by which Excel knows UTF-8


def csv_records(report: Report, portal: Portal) -> bytes:
    """A report's records as they stand in every file, behind `CSV_HEAD`."""
    return "".join(f"{line}\r\n" for line in csv_lines(report, portal)).encode()


def _json_value(value: Value) -> str:
    if value is None or value is NOT_APPLICABLE or value is ABSENT:
        return "null"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else shown(value)


def _notes(notes: Sequence[Note]) -> list[str]:
    """What is printed as the original has it: code, place (an anchor of the page), what it is, why, in whose name."""
    return [
        json.dumps(
            {"code": code, "place": place.anchor, "text": text, "reason": note.waiver.reason, "by": note.waiver.by},
            ensure_ascii=False,
        )
        for note in notes
        for place, code, text in note.about
    ]


JSON_START, JSON_BETWEEN, JSON_END = b"[\n", b",\n", b"\n]\n"


def json_text(
    report: Report, portal: Portal, title: str, prose: Sequence[Section] = (), notes: Sequence[Note] = ()
) -> str:
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
    said: list[tuple[str, str, str, str]] = []  # what the content hash is of
    cells = []
    values, states = report.values, _states(report)
    for i, cid, known, fixed in _json_cells(report.form):
        value, unit, how = values[i], report.unit(i), states[i]
        quoted = json.dumps(unit, ensure_ascii=False) if fixed is None else fixed
        if type(value) is int:  # nearly always
            hashed_value = text = str(value)
        else:
            hashed_value, text = _hashed_value(value), _json_value(value)
        said.append((cid, hashed_value, unit, how))
        cells.append(f'{known}, "value": {text}, "unit": {quoted}, "state": "{how}"}}')
    facts = []
    for fid, fact in report.facts.items():
        declared = portal.options.facts[fid]
        unit = declared.unit or ""
        how = state(fact.value, computed=False)
        said.append((f"{FACTS}.{fid}", _hashed_value(fact.value), unit, how))
        named = {"id": fid, "label": declared.label or declared.key, "unit": unit}
        tail = f'"state": "{how}"}}'
        facts.append(f'{json.dumps(named, ensure_ascii=False)[:-1]}, "value": {_json_value(fact.value)}, {tail}')
    texts = [json.dumps(section._asdict(), ensure_ascii=False) for section in prose]
    digest = hashed(canonical((report.office, str(report.year), report.form.id, title), said, prose))
    parts = {"cells": cells, "facts": facts, "sections": texts, "notes": _notes(notes)}
    lists = "".join(f'"{name}": {_list(of)},\n' for name, of in parts.items())
    return f'{json.dumps(head, ensure_ascii=False)[:-1]},\n{lists}"{CONTENT}": "{digest}"}}'


def _list(lines: Sequence[str]) -> str:
    return "[\n" + ",\n".join(lines) + "\n]" if lines else "[]"


def _hashed_value(value: Value) -> str:
    if value is None or value is NOT_APPLICABLE:
        return ""
    return flat(value) if isinstance(value, str) else shown(value)
