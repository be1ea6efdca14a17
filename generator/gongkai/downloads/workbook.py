"""The workbook that departments fill in: every legal table on one sheet, inputs open, totals and identities live.

The sheet says all it knows by defined names (`gk.cell.<id>`, `gk.fact.<id>`, `gk.unit.<id>`, `gk.office` …), which
follow their cells wherever a spreadsheet moves them: reading back does not depend on places.
"""

import io
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from gongkai.downloads.document import Grid, GridCell, empty_grid
from gongkai.downloads.formulas import form_sums
from gongkai.downloads.workbook_checks import Checks, formula_of, total_of
from gongkai.downloads.xlsx import UNIT, UNITS, edges, ruled
from gongkai.form import CellType, Form, Instance
from gongkai.messages import Texts
from gongkai.options import Fact
from gongkai.values import Kind, Number

MARK, VERSION = "gk", "1"
_GAP, _BESIDE = UNITS, 2  # a narrow column after the table, then columns of checks
_LAST = _GAP + _BESIDE
_BORDER: Mapping[str, Any] = {"border": 1, "text_wrap": True, "valign": "vcenter"}
_INPUT: Mapping[str, Any] = {**_BORDER, "text_wrap": False, "align": "right", "locked": False, "bg_color": "#FFF8DC"}
_LOOKS: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"},
    "caption": {"bold": True, "font_size": 13},
    "note": {"text_wrap": True, "valign": "top"},
    "plain": {"valign": "vcenter", "align": "right"},
    "known": {"valign": "vcenter", "bottom": 1, "bold": True},
    "head": {**_BORDER, "bold": True, "align": "center", "bg_color": "#EEF1F5"},
    "corner": {**_BORDER, "align": "center"},
    "side": _BORDER,
    "absent": {"border": 1, "bg_color": "#D9DEE5"},
    "input": _INPUT,
    "text": {**_INPUT, "align": "left", "text_wrap": True, "num_format": "@"},
    "carried": {**_INPUT, "bg_color": "#DDEBFF"},
    "total": {**_BORDER, "align": "right", "bold": True, "bg_color": "#EEF1F5"},
    "check": {"text_wrap": True, "valign": "vcenter", "font_size": 9},
    "summary": {"bold": True, "border": 2, "align": "center", "valign": "vcenter"},
    "bad": {"font_color": "#9C0006", "bg_color": "#FFC7CE", "bold": True},
    "good": {"font_color": "#006100", "bg_color": "#E2F4E5"},
}


class Filling(NamedTuple):
    """What is known before anybody fills in: office (id and name) and year or '' and 0, last year's numbers."""

    office: str
    name: str
    year: int
    carried: Mapping[int, Number]
    units: Mapping[int, str]
    facts: Mapping[str, Fact]
    checks: tuple[Instance, ...]  # with last year's cells looked up, where there is last year's report
    before: tuple[Number, ...]
    before_year: int


class _Sheet:
    """The sheet while it is written: where the next line goes, and where each cell of the form stands."""

    def __init__(self, book: Any, form: Form, filling: Filling, texts: Texts) -> None:
        self.book, self.form, self.filling, self.texts = book, form, filling, texts
        self.looks = {name: book.add_format(dict(look)) for name, look in _LOOKS.items()}
        self.page: Worksheet = book.add_worksheet(texts.word("workbook.sheet"))
        self.line = 0
        self.totals = form_sums(form)
        self.places: dict[int, tuple[int, int]] = {}
        self.results: list[tuple[int, int]] = []

    def said(self, key: str, **args: object) -> str:
        return self.texts.say(f"workbook.{key}", **args)

    def wide(self, text: str, look: str, *, first: int = 0, last: int = UNITS - 1, height: float = 18) -> None:
        """A text over the width of the table, on a line of its own."""
        self.merged(self.line, first, last, text, self.looks[look])
        room = (last - first + 1) * UNIT * (1 if look == "title" else 1.1)
        self.page.set_row(self.line, max(height, 16 * -(-_columns(text) // int(room)) + 3))
        self.line += 1

    def merged(self, row: int, first: int, last: int, text: str, look: Any) -> None:
        self.page.merge_range(row, first, row, last, "", look)
        if text.startswith("="):
            self.page.write_formula(row, first, text, look, "")
        elif text:
            self.page.write_string(row, first, text, look)

    def name(self, name: str, row: int, column: int) -> None:
        place = xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
        self.book.define_name(f"{MARK}.{name}", f"='{self.page.get_name()}'!{place}")


def workbook(form: Form, filling: Filling, texts: Texts) -> bytes:
    """The file's bytes; the same for the same form and what is known."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        year = filling.year or form.since
        title = form.titled(filling.name or "____", filling.year) if filling.year else form.title
        book.set_properties({"title": title, "created": datetime(year + 1, 1, 1, tzinfo=UTC)})
        sheet = _Sheet(book, form, filling, texts)
        page = sheet.page
        page.set_column(0, UNITS - 1, UNIT)
        page.set_column(_GAP, _GAP, 1.5)
        page.set_column(_GAP + 1, _LAST, 17)
        _top(sheet, title)
        summary = sheet.line
        sheet.line += 2
        for section in form.sections:
            if section.table:
                _table(sheet, section.table)
        if filling.facts:
            _facts(sheet)
        _summary(sheet, summary)
        _finish(sheet)
        hidden = book.add_worksheet("gongkai")
        for row, (key, value) in enumerate(
            {"version": VERSION, "form": form.id, "cells": str(len(form.cells))}.items()
        ):
            hidden.write_string(row, 0, key)
            hidden.write_string(row, 1, value)
            book.define_name(f"{MARK}.{key}", f"=gongkai!$B${row + 1}")
        hidden.protect()
        hidden.very_hidden()
    return out.getvalue()


def _top(sheet: _Sheet, title: str) -> None:
    """Title, what to do, and who fills in for which year."""
    sheet.wide(title, "title", height=30)
    for key in ("how", "legend"):
        sheet.wide(sheet.said(key), "note")
    filling = sheet.filling
    given = {"office": filling.office, "year": str(filling.year or ""), "published": ""}
    edge = 0
    for key, text in given.items():
        row, value = sheet.line, edge + 6
        shown = f"{filling.name} ({text})" if key == "office" and text else text
        look = "known" if text else "text"
        sheet.merged(row, edge, value - 1, sheet.said(key), sheet.looks["plain"])
        sheet.merged(row, value, edge + 14, shown, sheet.looks[look])
        sheet.name(key, row, value)
        if not text:
            sheet.page.data_validation(
                row, value, row, value, {"validate": "any", "input_message": sheet.said(f"{key}.ask")}
            )
        edge += 15
    sheet.page.set_row(sheet.line, 22)
    sheet.line += 1


def _table(sheet: _Sheet, tid: str) -> None:
    """A legal table, then its open units, what was carried over, and its identities."""
    form, page, looks = sheet.form, sheet.page, sheet.looks
    grid = empty_grid(form, tid, {})
    sheet.wide(grid.caption, "caption", height=24)
    top, ends = sheet.line, edges(grid)
    places = {c.number: (top + c.row, ends[c.column]) for c in grid.cells if c.number >= 0}
    sheet.places |= places

    def put(row: int, column: int, cell: GridCell) -> None:
        _cell(sheet, row, column, cell.number)

    ruled(page, top, grid, lambda cell: looks[_look(sheet, cell)], put)
    checks = Checks.of(form, tid, sheet.filling.checks, places, beside=_BESIDE)
    if checks.beside:
        page.merge_range(top - 1, _GAP + 1, top - 1, _LAST, sheet.said("checks"), looks["head"])
        for instance, row, number in checks.beside:
            _check(sheet, instance, row, _GAP + 1 + number, "")
    sheet.line = top + grid.height
    _units(sheet, grid)
    _carried(sheet, grid)
    _below(sheet, checks)
    sheet.line += 1


def _look(sheet: _Sheet, cell: GridCell) -> str:
    if cell.number < 0:
        return cell.kind
    if cell.number in sheet.totals:
        return "total"
    if cell.number in sheet.filling.carried:
        return "carried"
    return "input" if sheet.form.cells[cell.number].kind.numeric else "text"


def _cell(sheet: _Sheet, row: int, column: int, index: int) -> None:
    """An input or a total, with its name."""
    cell, page = sheet.form.cells[index], sheet.page
    sheet.name(f"cell.{cell.id}", row, column)
    if index in sheet.totals:
        formula = total_of([xl_rowcol_to_cell(*sheet.places[i]) for i in sheet.totals[index]])
        page.write_formula(row, column, formula, sheet.looks["total"], "")
        return
    if index in sheet.filling.carried:
        value = sheet.filling.carried[index]
        page.write_number(row, column, value if isinstance(value, int) else float(value), sheet.looks["carried"])
    page.data_validation(row, column, row, column, _validation(sheet, cell, xl_rowcol_to_cell(row, column), index))


def _validation(sheet: _Sheet, cell: CellType, at: str, index: int) -> dict[str, Any]:
    """What may be typed; `/` is allowed everywhere, for what does not apply."""
    kind, unit = cell.kind, cell.unit
    rule: dict[str, Any] = {"validate": "any"}
    if kind is not Kind.TEXT:
        number = [f"ISNUMBER({at})"]
        number += [f"{at}=INT({at})"] if kind.whole or kind is Kind.DATE else []
        number += [] if kind.signed else [f"{at}>=0"]
        rule = {
            "validate": "custom",
            "value": f'=IF(ISNUMBER({at}),AND({",".join(number)}),{at}="/")',
            "error_title": sheet.said("wrong"),
            "error_message": sheet.said(f"kind.{kind}", unit=unit)[:255],
        }
    if index in sheet.filling.carried:
        rule["input_message"] = sheet.said("carried.cell", year=sheet.filling.before_year)
    elif kind not in (Kind.COUNT, Kind.TEXT):
        rule["input_message"] = sheet.said(f"kind.{kind}", unit=unit)[:255]
    return rule


def _check(sheet: _Sheet, instance: Instance, row: int, column: int, label: str) -> None:
    places = {i: xl_rowcol_to_cell(*place) for i, place in sheet.places.items()}
    words = {key: sheet.texts.word(f"workbook.check.{key}") for key in ("good", "bad", "open")}
    formula = formula_of(instance, places, sheet.filling.before, words, label)
    sheet.page.write_formula(row, column, formula, sheet.looks["check"], label + words["open"])
    sheet.results.append((row, column))


def _units(sheet: _Sheet, grid: Grid) -> None:
    """Where the form leaves a unit open, the report states it."""
    for cell in grid.cells:
        if cell.number >= 0 and (kind := sheet.form.cells[cell.number]).open_unit:
            row = sheet.line
            sheet.merged(
                row, 0, 19, sheet.said("unit", row=kind.row.label, column=kind.column.label), sheet.looks["plain"]
            )
            sheet.merged(row, 20, 29, sheet.filling.units.get(cell.number, ""), sheet.looks["text"])
            sheet.name(f"unit.{kind.id}", row, 20)
            sheet.line += 1


def _carried(sheet: _Sheet, grid: Grid) -> None:
    filled = [c.number for c in grid.cells if c.number in sheet.filling.carried]
    if filled:
        rows = tuple(dict.fromkeys(sheet.form.cells[i].row.keys[-1] for i in filled))
        sheet.wide(sheet.said("carried", year=sheet.filling.before_year, rows=rows), "note")


_EACH = 3  # results on one line below a table


def _below(sheet: _Sheet, checks: Checks) -> None:
    """Each identity in words, and the results that do not stand beside the rows."""
    for rule, instances in checks.below:
        basis = sheet.said("rule", text=rule.clause or rule.reason)
        sheet.wide(basis if instances else basis + sheet.texts.word("workbook.rule.beside"), "note")
        width = UNITS // _EACH
        for number, instance in enumerate(instances):
            column = number % _EACH * width
            label = f"{instance.line.label}{sheet.texts.word('workbook.colon')}"
            sheet.page.merge_range(sheet.line, column, sheet.line, column + width - 1, "", sheet.looks["check"])
            _check(sheet, instance, sheet.line, column, label)
            last = number + 1 == len(instances)
            if last or number % _EACH == _EACH - 1:
                sheet.page.set_row(sheet.line, 18 if _columns(label) <= 14 else 32)
                sheet.line += 1


def _facts(sheet: _Sheet) -> None:
    """The numbers outside the tables that the portal declares."""
    sheet.wide(sheet.said("facts"), "caption", height=24)
    for fid, fact in sheet.filling.facts.items():
        row = sheet.line
        sheet.merged(row, 0, 19, fact.label or fact.key, sheet.looks["side"])
        sheet.merged(row, 20, 29, "", sheet.looks["input"])
        sheet.merged(row, 30, 35, fact.unit or "", sheet.looks["side"])
        sheet.name(f"fact.{fid}", row, 20)
        at = xl_rowcol_to_cell(row, 20)
        rule = {
            "validate": "custom",
            "value": f'=IF(ISNUMBER({at}),{at}>=0,{at}="/")',
            "error_title": sheet.said("wrong"),
            "error_message": sheet.said("kind.money", unit=fact.unit or ""),
        }
        sheet.page.data_validation(row, 20, row, 20, rule)
        sheet.line += 1


def _summary(sheet: _Sheet, row: int) -> None:
    """How many identities hold, at the top; in words, and in colour."""
    page, looks = sheet.page, sheet.looks
    last = max((r for r, _ in sheet.results), default=row)
    area = f"{xl_rowcol_to_cell(row + 1, 0)}:{xl_rowcol_to_cell(last, _LAST)}"
    bad, open_ = (f'COUNTIF({area},"*{sheet.said(f"check.{key}")}*")' for key in ("bad", "open"))
    count = len(sheet.results)
    parts = [sheet.said(f"all.{key}", count="#").split("#") for key in ("bad", "open", "good")]
    said = [_joined(p, n) for p, n in zip(parts, (bad, open_, str(count)), strict=True)]
    if count:
        sheet.merged(row, 0, UNITS - 1, f"=IF({bad}>0,{said[0]},IF({open_}>0,{said[1]},{said[2]}))", looks["summary"])
        page.set_row(row, 24)
    for r, c in [(row, 0), *sheet.results]:  # texts of rules may hold the same words: only results are coloured
        width = UNITS if r == row else UNITS // _EACH if c < UNITS else 1
        for key, word in (("bad", "bad"), ("bad", "fail"), ("good", "good")):
            value = sheet.said(f"check.{word}").strip()
            rule = {"type": "text", "criteria": "containing", "value": value, "format": looks[key]}
            page.conditional_format(r, c, r, c + width - 1, {**rule, "stop_if_true": key == "bad"})


def _joined(parts: list[str], number: str) -> str:
    quoted = [f'"{part}"' for part in parts]
    return f"{quoted[0]}&{number}&{quoted[1]}"


def _finish(sheet: _Sheet) -> None:
    page = sheet.page
    page.hide_gridlines(2)
    page.set_paper(9)
    page.set_margins(0.5, 0.5, 0.6, 0.6)
    page.fit_to_pages(1, 0)
    page.set_footer("&C— &P —")
    page.protect("", {"format_columns": True, "format_rows": True})


def _columns(text: str) -> int:
    """How wide a text is: a Chinese character takes two columns."""
    return sum(2 if c > "⺀" else 1 for c in text)
