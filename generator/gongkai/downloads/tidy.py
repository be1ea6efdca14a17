"""CSV and JSON: one record per cell, with the ids that never change, numbers exactly as written.

What a form says of a cell is the same in every report, so it is put into words once per form. In CSV a text that a
spreadsheet program would run as a formula carries an apostrophe in front; JSON has every text as it is.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from gongkai.data_view import FIELDS
from gongkai.downloads.content import CONTENT, Section, canonical, flat, hashed, value_line
from gongkai.downloads.slots import Said, Slots, said, slots, state
from gongkai.form import Form
from gongkai.indicators import FACTS
from gongkai.options import Fact
from gongkai.portal import Portal
from gongkai.public_notes import Note
from gongkai.report import Report
from gongkai.values import ABSENT, NOT_APPLICABLE, Value, shown

FACT_COLUMN = "value"  # facts have no columns; a key may have no gaps


_json = json.JSONEncoder(ensure_ascii=False).encode

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


class Cells(NamedTuple):
    """A form's cells that exist, by number, as the lines of each file, and as those that the content hash is of."""

    numbers: tuple[int, ...]
    csv: Slots
    json: Slots
    hashed: Slots


@lru_cache(maxsize=64)
def _cells(form: Form) -> Cells:
    numbers = tuple(i for i, c in enumerate(form.cells) if c.exists)
    there = [form.cells[i] for i in numbers]
    lines = [csv_line((form.id, c.table, c.row.id, c.row.label, c.column.id, c.column.label)) for c in there]
    known = [
        {
            "id": c.id,
            "table": c.table,
            "row": c.row.id,
            "row_label": c.row.label,
            "column": c.column.id,
            "column_label": c.column.label,
        }
        for c in there
    ]
    members = [f'{_json(c)[:-1]}, "value": ' for c in known]
    return Cells(
        numbers,
        slots([(f",{line},", c.unit) for line, c in zip(lines, there, strict=True)], _csv_value, _csv_unit),
        slots([(member, c.unit) for member, c in zip(members, there, strict=True)], _json_value, _json_unit),
        slots([(f"{c.id}\t", c.unit) for c in there], _hashed_value, _hashed_unit),
    )


class Named(NamedTuple):
    """What is said of a fact in every report: its fields in CSV before the value and behind it, members in JSON."""

    csv: str
    csv_unit: str
    json: str
    unit: str


def _fact(form: str, fid: str, declared: Fact) -> Named:
    return _named(form, fid, declared.label or declared.key, declared.unit or "")


@lru_cache(maxsize=4096)
def _named(form: str, fid: str, label: str, unit: str) -> Named:
    line = csv_line((form, FACTS, fid, label, FACT_COLUMN, ""))
    members = _json({"id": fid, "label": label, "unit": unit})
    return Named(f",{line},", _csv_unit(unit), members[:-1], unit)


def _field(text: str) -> str:
    return csv_line((text,)) if text else ""


def _csv_value(value: Value) -> str:
    if value is NOT_APPLICABLE:
        return ""  # `state` tells it apart from a blank, and the column holds nothing but numbers
    return _field(value) if isinstance(value, str) else shown(value)


def _csv_unit(unit: str) -> str:
    return f",{_field(unit)},"


CSV_END = b"\r\n"
CSV_HEAD = b"\xef\xbb\xbf" + ",".join(FIELDS).encode() + CSV_END  # with the mark by which Excel knows UTF-8


def csv_records(report: Report, portal: Portal, values: Said) -> bytes:
    """A report's records as they stand in every file, behind `CSV_HEAD`: tables first, then facts."""
    office = portal.offices.get(report.office)
    head = csv_line((report.office, office.name if office else "", report.year)).encode()
    lines = [head + _cells(report.form).csv.filled(values, CSV_END + head)] if values.values else []
    for fid, fact in report.facts.items():
        known = _fact(report.form.id, fid, portal.options.facts[fid])
        tail = f"{known.csv_unit}{state(fact.value, computed=False)}"
        lines.append(head + f"{known.csv}{_csv_value(fact.value)}{tail}".encode())
    return b"".join(line + CSV_END for line in lines)


def said_of(report: Report) -> Said:
    """What a report says of its form's cells."""
    return said(report, _cells(report.form).numbers)


def _json_value(value: Value) -> str:
    if value is None or value is NOT_APPLICABLE or value is ABSENT:
        return "null"
    return _json(value) if isinstance(value, str) else shown(value)


def _notes(notes: Sequence[Note]) -> list[str]:
    """What is printed as the original has it: code, place (an anchor of the page), what it is, why, in whose name."""
    return [
        _json({"code": code, "place": place.anchor, "text": text, "reason": note.waiver.reason, "by": note.waiver.by})
        for note in notes
        for place, code, text in note.about
    ]


JSON_START, JSON_BETWEEN, JSON_END = b"[\n", b",\n", b"\n]\n"


def _json_unit(unit: str) -> str:
    return f', "unit": {_json(unit)}, "state": "'


def json_object(
    report: Report, portal: Portal, title: str, values: Said, prose: Sequence[Section], notes: Sequence[Note]
) -> bytes:
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
    slots_ = _cells(report.form)
    facts, lines = [], []
    for fid, fact in report.facts.items():
        known, how = _fact(report.form.id, fid, portal.options.facts[fid]), state(fact.value, computed=False)
        lines.append(value_line(f"{FACTS}.{fid}", _hashed_value(fact.value), known.unit, how))
        facts.append(f'{known.json}, "value": {_json_value(fact.value)}, "state": "{how}"}}')
    texts = [_json(section._asdict()) for section in prose]
    said_ = [slots_.hashed.filled(values, b"\n")] if values.values else []
    about = (report.office, str(report.year), report.form.id, title)
    digest = hashed(canonical(about, [*said_, *(line.encode() for line in lines)], prose))
    cells = b"[\n" + slots_.json.filled(values, b'"},\n') + b'"}\n]' if values.values else b"[]"
    parts = {"facts": facts, "sections": texts, "notes": _notes(notes)}
    lists = "".join(f'"{name}": {_list(of)},\n' for name, of in parts.items())
    start = f'{_json(head)[:-1]},\n"cells": '
    return start.encode() + cells + f',\n{lists}"{CONTENT}": "{digest}"}}'.encode()


def _list(lines: Sequence[str]) -> str:
    return "[\n" + ",\n".join(lines) + "\n]" if lines else "[]"


def _hashed_value(value: Value) -> str:
    if value is None or value is NOT_APPLICABLE:
        return ""
    return flat(value) if isinstance(value, str) else shown(value)


def _hashed_unit(unit: str) -> str:
    return f"\t{flat(unit)}\t"
