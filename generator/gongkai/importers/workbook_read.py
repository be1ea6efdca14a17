"""Reads a filled-in workbook back by its defined names; nothing is guessed or mended.

Totals are computed again from what was filled in. What cannot be read stays blank and is told with its sheet cell.
"""

import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from gongkai.documents import LARGEST, Unread
from gongkai.downloads.formulas import form_sums
from gongkai.downloads.workbook import MARK, VERSION
from gongkai.finding import Finding, Span, Word, finding
from gongkai.form import Form
from gongkai.importers import sheets
from gongkai.importers.sheets import Foreign, written
from gongkai.linear import RELATIONS
from gongkai.options import Fact
from gongkai.report import number_of
from gongkai.values import Kind, Number, Slip, Value, is_date, read, shown


class Opened(NamedTuple):
    """A workbook of ours: its names with sheet, place, value and whether a formula stands there."""

    form: str
    version: str
    cells: Mapping[str, "SheetCell"]
    lost: frozenset[str]  # names whose cell was deleted


class SheetCell(NamedTuple):
    """A cell of the sheet as it was saved."""

    place: str
    value: Any
    formula: bool
    percent: bool  # shown as a percentage: what is stored is a hundredth of what was typed


class Filled(NamedTuple):
    """What a workbook says, and what is wrong with it. `unread` are cells left blank for that reason, with places."""

    values: Mapping[int, Value]
    facts: Mapping[str, Value]
    units: Mapping[int, str]
    published: str
    unread: Mapping[int, str]
    findings: tuple[Finding, ...]


def opened(path: Path) -> Opened:
    """A workbook's names and what stands in their cells. Raises Unread for unsafe files, Foreign for others'."""
    if path.stat().st_size > LARGEST:
        raise Unread("large")
    found, lost = _named(*sheets.load(path.read_bytes()))
    form, version = found.get("form"), found.get("version")
    if form is None or version is None or not isinstance(form.value, str):
        raise Foreign
    return Opened(form.value, str(version.value), found, lost)


def _named(values: Any, formulas: Any) -> tuple[dict[str, SheetCell], frozenset[str]]:
    found: dict[str, SheetCell] = {}
    lost: set[str] = set()
    for name, defined in values.defined_names.items():
        mark, _, rest = name.partition(".")
        if mark != MARK:
            continue
        try:
            places = list(defined.destinations)
        except (TypeError, AttributeError, ValueError):  # openpyxl on a name that was damaged
            lost.add(rest)
            continue
        if len(places) != 1 or places[0][0] not in values.sheetnames or ":" in places[0][1]:
            lost.add(rest)
            continue
        sheet, place = places[0][0], places[0][1].replace("$", "")
        cell, formula = values[sheet][place], formulas[sheet][place]
        found[rest] = SheetCell(place, cell.value, formula.data_type == "f", "%" in str(cell.number_format or ""))
    return found, frozenset(lost)


def workbook(path: Path) -> Opened | None:
    """A workbook of ours, which is marked and can be opened; None for any other file."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open("xl/workbook.xml") as part:
            if f'"{MARK}.form"'.encode() not in part.read(1_000_000):
                return None
        return opened(path)
    except (Foreign, Unread, OSError, LookupError, ValueError, RuntimeError, EOFError, OverflowError, struct.error,
            zipfile.BadZipFile, zlib.error, lzma.LZMAError):  # fmt: skip
        return None


def packed(book: Opened) -> dict[str, object]:
    """A workbook as JSON has it; a day is told apart from a text that looks like one."""
    cells = {
        name: [c.place, *(["day", c.value.isoformat()[:10]] if isinstance(c.value, date) else ["", _json(c.value)]),
               c.formula, c.percent]
        for name, c in book.cells.items()
    }  # fmt: skip
    return {"form": book.form, "version": book.version, "cells": cells, "lost": sorted(book.lost)}


def _json(value: object) -> object:
    return value if value is None or isinstance(value, str | int | float) else str(value)


def unpacked(found: Mapping[str, Any]) -> Opened:
    """The same back again."""
    cells = {
        str(name): SheetCell(
            str(place), date.fromisoformat(value) if sort == "day" else _json(value), bool(formula), bool(percent)
        )
        for name, (place, sort, value, formula, percent) in found["cells"].items()
    }
    return Opened(str(found["form"]), str(found["version"]), cells, frozenset(map(str, found["lost"])))


def filled(book: Opened, form: Form, facts: Mapping[str, Fact], path: str) -> Filled:
    """Every cell of the form as the workbook has it.

    Gives `workbook.cell`, `workbook.formula`, `workbook.missing`, `workbook.sum`, `workbook.unknown`.
    """
    span = Span(path)
    findings: list[Finding] = []
    if book.version != VERSION:
        findings.append(finding("workbook.unknown", span, cell="", name=f"version {book.version}"))
    known = {"form", "version", "cells", "office", "year", "published"}
    known |= {f"cell.{c.id}" for c in form.cells if c.exists} | {f"fact.{fid}" for fid in facts}
    known |= {f"unit.{c.id}" for c in form.cells if c.open_unit}
    for name in sorted((set(book.cells) | book.lost) - known):
        place = book.cells[name].place if name in book.cells else ""
        findings.append(finding("workbook.unknown", span, cell=place, name=name))
    values: dict[int, Value] = {}
    unread: dict[int, str] = {}
    totals = form_sums(form)
    for i, cell in enumerate(form.cells):
        if not cell.exists:
            continue
        there = book.cells.get(f"cell.{cell.id}")
        labels = {"row": cell.row.label, "column": cell.column.label}
        if there is None:
            findings.append(finding("workbook.missing", span, **labels))
            unread[i] = "—"
        elif not (there.formula and i in totals):
            value, wrong = _value(there, cell.kind, span, labels)
            findings += wrong
            values[i] = value
            if wrong:
                unread[i] = there.place
    findings += _totals(book, form, values, unread, span)
    findings += _broken(book, form, values, unread, span)
    said, wrong = _facts(book, facts, span)
    findings += wrong
    units = {
        i: text for i, c in enumerate(form.cells) if c.open_unit and (text := _text(book.cells.get(f"unit.{c.id}")))
    }
    published = _text(book.cells.get("published"))
    if published and not is_date(published):
        place = book.cells["published"].place
        labels = {"row": Word("workbook.published"), "column": ""}
        findings.append(_slip(place, published, Slip("cell.value", "2021-01-29"), Kind.DATE, span, labels))
        published = ""
    return Filled(values, said, units, published, unread, tuple(findings))


def _text(cell: SheetCell | None) -> str:
    value = cell.value if cell else None
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return "" if value is None else " ".join(str(value).split())


def text_of(book: Opened, name: str) -> str:
    """What is written in one of the cells at the top: office, year."""
    text = _text(book.cells.get(name))
    return text[text.rindex("(") + 1 : -1] if name == "office" and text.endswith(")") and "(" in text else text


def _value(cell: SheetCell, kind: Kind, span: Span, labels: Mapping[str, object]) -> tuple[Value, list[Finding]]:
    """A cell's value, or None and what is wrong with it."""
    value = cell.value
    if value is None:
        return None, [finding("workbook.formula", span, cell=cell.place, **labels)] if cell.formula else []
    text = written(value)
    if not text:
        return None, []
    result = read(kind, text)
    if cell.percent and isinstance(value, int | float) and kind.numeric:
        result = Slip("cell.unit", "", "%")
        text = f"{text} (%)"
    if isinstance(result, Slip):
        return None, [_slip(cell.place, text, result, kind, span, labels)]
    return result, []


def _slip(place: str, text: str, slip: Slip, kind: Kind, span: Span, labels: Mapping[str, object]) -> Finding:
    return finding(
        "workbook.cell", span, cell=place, text=text, instead=slip.instead, kind=Word(f"kind.{kind}"), **labels
    )


def _totals(
    book: Opened, form: Form, values: dict[int, Value], unread: dict[int, str], span: Span
) -> Iterator[Finding]:
    """Fill in the totals; one made of what could not be read is not known either. Gives `workbook.sum`."""
    totals = form_sums(form)
    waiting = [i for i in totals if i not in values and i not in unread]
    while waiting:
        i = next(w for w in waiting if not any(p in waiting for p in totals[w]))
        waiting.remove(i)
        parts, there = totals[i], book.cells[f"cell.{form.cells[i].id}"]
        if any(p in unread for p in parts):
            values[i], unread[i] = None, there.place
            continue
        known = [values[p] for p in parts]
        numbers: list[Number] = [number_of(v) for v in known]
        values[i] = sum(numbers) if any(isinstance(v, int | Decimal) for v in known) else None
        stored = written(there.value) if there.value is not None else ""
        if stored and stored != written(float(number_of(values[i]))):
            yield finding(
                "workbook.sum",
                span,
                cell=there.place,
                line=f"{form.cells[i].row.label} {form.cells[i].column.label}",
                left=stored,
                right=shown(values[i]) or "—",
                why=_why(form, i),
            )


def _why(form: Form, total: int) -> str:
    rule = next(x.rule for x in form.instances if ((1, total),) in (x.left.now, x.right.now))
    return rule.clause or rule.reason


def _broken(
    book: Opened, form: Form, values: Mapping[int, Value], unread: Mapping[int, str], span: Span
) -> Iterator[Finding]:
    """The form's identities that do not hold among what was filled in. Gives `workbook.sum`."""
    numbers = [number_of(values.get(i)) for i in range(len(form.cells))]
    for x in form.instances:
        cells = dict.fromkeys(i for _, i in x.left.now + x.right.now)
        if x.left_before or x.right_before or any(i in unread or values.get(i) is None for i in cells):
            continue
        left, right = x.left.total(numbers, ()), x.right.total(numbers, ())
        if RELATIONS[x.rule.equation.relation](left, right):
            continue
        places = tuple(book.cells[f"cell.{form.cells[i].id}"].place for i in cells)
        shown_ = (*places[:6], "…") if len(places) > 6 else places
        rule = x.rule
        yield finding(
            "workbook.sum", span, cell=shown_, line=x.line.label, left=left, right=right, why=rule.clause or rule.reason
        )


def _facts(book: Opened, facts: Mapping[str, Fact], span: Span) -> tuple[dict[str, Value], list[Finding]]:
    said: dict[str, Value] = {}
    findings: list[Finding] = []
    for fid, fact in facts.items():
        if there := book.cells.get(f"fact.{fid}"):
            labels = {"row": fact.label or fact.key, "column": Word("facts")}
            said[fid], wrong = _value(there, Kind.MONEY, span, labels)
            findings += wrong
    return said, findings
