"""Excel: one sheet per table for calculating (no merged data cells, live totals), and one that looks as printed.

Numbers are numbers. Texts are written as texts, so that none is ever taken for a formula. Same report, same bytes.
Only this module and `workbook` import xlsxwriter.
"""

import io
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from gongkai.downloads.document import Document, Grid, GridCell
from gongkai.downloads.docx import widths
from gongkai.downloads.formulas import Sums, sums
from gongkai.form import Table
from gongkai.report import Report
from gongkai.values import NOT_APPLICABLE, Value

Words = Mapping[str, str]
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_FORMATS: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "head": {
        "bold": True,
        "border": 1,
        "bg_color": "#EEF1F5",
        "text_wrap": True,
        "align": "center",
        "valign": "vcenter",
    },
    "side": {"border": 1, "text_wrap": True, "valign": "vcenter"},
    "corner": {"border": 1},
    "absent": {"border": 1, "bg_color": "#EEF1F5"},
    "data": {"border": 1, "align": "right", "valign": "vcenter"},
    "text": {"border": 1, "text_wrap": True, "valign": "vcenter"},
    "note": {"text_wrap": True, "valign": "top"},
}


def xlsx(report: Report, document: Document, words: Words) -> bytes:
    """The file's bytes.

    `words` are headings and names of sheets (print, notes, facts, item, number, unit, noted, wordings) and sentences
    (computed, blank).
    """
    out = io.BytesIO()
    day = (document.published or f"{document.year + 1}-01-01")[:10]
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        created = datetime.fromisoformat(day).replace(tzinfo=UTC)
        book.set_properties({"title": document.title, "author": document.office, "created": created})
        looks = {name: book.add_format(dict(look)) for name, look in (*_FORMATS.items(), *_decimals(report))}
        totals = sums(report)
        taken: set[str] = set()
        for table in report.form.tables:
            _table(book.add_worksheet(_name(table.key, taken)), report, table, totals, looks)
        facts = [fact for section in document.sections for fact in section.facts]
        if facts:
            _facts(book.add_worksheet(_name(words["facts"], taken)), facts, words, looks)
        _print(book.add_worksheet(_name(words["print"], taken)), report, document, looks)
        _notes(book.add_worksheet(_name(words["notes"], taken)), report, document, words, looks)
    return out.getvalue()


def _name(text: str, taken: set[str]) -> str:
    """A sheet's name: at most 31 characters, none that Excel forbids, none twice."""
    plain = _FORBIDDEN.sub("_", text)[:28] or "_"
    name = next(n for n in (plain, *(f"{plain}_{i}" for i in range(2, 99))) if n.lower() not in taken)
    taken.add(name.lower())
    return name


def _table(sheet: Worksheet, report: Report, table: Table, totals: Sums, looks: Mapping[str, Any]) -> None:
    """A row for each row of the table, a column for each column; blocks with other columns stand below each other."""
    places: dict[int, tuple[int, int]] = {}
    line = 0
    for number, block in enumerate(table.blocks):
        line += bool(number)
        sheet.write_string(line, 0, block.caption or table.caption, looks["head"])
        for c, column in enumerate(block.columns):
            label = report.labels.get((table.id, number, column.id), column.label)
            unit = report.unit(block.cell(0, c))
            text = f"{label} ({unit})" if unit and unit not in label else label
            sheet.write_string(line, c + 1, text, looks["head"])
        for r, row in enumerate(block.rows):
            line += 1
            sheet.write_string(line, 0, " › ".join(row.keys), looks["side"])
            places |= {block.cell(r, c): (line, c + 1) for c in range(len(block.columns))}
        line += 1
    for index, (row_, column_) in places.items():
        if not report.form.cells[index].exists:
            sheet.write_blank(row_, column_, None, looks["absent"])
        elif index in totals and all(i in places for i in totals[index]):
            formula = _formula([places[i] for i in totals[index]])
            sheet.write_formula(
                row_, column_, formula, looks[_look(report.values[index])], _plain(report.numbers[index])
            )
        else:
            _value(sheet, row_, column_, report.values[index], looks)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, max(len(b.columns) for b in table.blocks), 14)
    sheet.freeze_panes(1 if len(table.blocks) == 1 else 0, 1)


def _formula(places: Sequence[tuple[int, int]]) -> str:
    """`=SUM(B2:G2)` for cells beside or below each other, else `=B2+B5`."""
    rows, columns = {r for r, _ in places}, {c for _, c in places}
    if len(rows) == 1 or len(columns) == 1:
        first, last = min(places), max(places)
        if last[0] - first[0] + last[1] - first[1] + 1 == len(places):
            return f"=SUM({xl_rowcol_to_cell(*first)}:{xl_rowcol_to_cell(*last)})"
    return "=" + "+".join(xl_rowcol_to_cell(*place) for place in places)


def _value(sheet: Worksheet, row: int, column: int, value: Value, looks: Mapping[str, Any]) -> None:
    """A number as a number; blank stays blank; the rest is text."""
    if value is None:
        sheet.write_blank(row, column, None, looks["data"])
    elif isinstance(value, int | Decimal):
        sheet.write_number(row, column, _plain(value), looks[_look(value)])
    else:
        sheet.write_string(row, column, "/" if value is NOT_APPLICABLE else str(value), looks["text"])


def _look(value: Value) -> str:
    """The look that shows as many decimal places as were written: 2926.8300 keeps its four."""
    places = -int(value.as_tuple().exponent) if isinstance(value, Decimal) else 0
    return f"data.{places}" if places > 0 else "data"


def _decimals(report: Report) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """A look for each number of decimal places in the report."""
    for name in sorted({_look(value) for value in report.values} - {"data"}):
        yield name, {**_FORMATS["data"], "num_format": f"0.{'0' * int(name.rpartition('.')[2])}"}


def _plain(value: int | Decimal) -> int | float:
    return value if isinstance(value, int) else float(value)


def _facts(sheet: Worksheet, facts: Sequence[tuple[str, str, str]], words: Words, looks: Mapping[str, Any]) -> None:
    for c, key in enumerate(("item", "number", "unit")):
        sheet.write_string(0, c, words[key], looks["head"])
    for r, (label, text, unit) in enumerate(facts, 1):
        sheet.write_string(r, 0, label, looks["side"])
        if re.fullmatch(r"-?\d+(\.\d+)?", text):
            sheet.write_number(r, 1, float(text) if "." in text else int(text), looks["data"])
        else:
            sheet.write_string(r, 1, text, looks["text"])
        sheet.write_string(r, 2, unit, looks["side"])
    sheet.set_column(0, 0, 30)


UNITS, UNIT = 45, 2.0  # the printed sheet is ruled in so many columns of so many characters


def _print(sheet: Worksheet, report: Report, document: Document, looks: Mapping[str, Any]) -> None:
    """All tables as printed, on A4, one page wide: every column takes as many of the ruled ones as it needs."""
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C— &P —")
    sheet.hide_gridlines(2)
    sheet.set_column(0, UNITS - 1, UNIT)
    line = 0
    for section in document.sections:
        if section.grid:
            sheet.merge_range(line, 0, line, UNITS - 1, "", looks["title"])
            sheet.write_string(line, 0, section.grid.caption, looks["title"])
            _grid(sheet, line + 1, section.grid, report, looks)
            line += section.grid.height + 2


def edges(grid: Grid) -> list[int]:
    """Where each column of a table begins among the ruled ones, and where the last one ends."""
    sizes = widths(grid)
    total = sum(sizes)
    edges = [round(sum(sizes[:i]) / total * UNITS) for i in range(len(sizes) + 1)]
    for i in range(1, len(edges)):  # every column is at least one wide, however many there are
        edges[i] = max(edges[i], edges[i - 1] + 1)
    return edges


def _grid(sheet: Worksheet, top: int, grid: Grid, report: Report, looks: Mapping[str, Any]) -> None:
    def put(row: int, column: int, cell: GridCell) -> None:
        _value(sheet, row, column, report.values[cell.number], looks)

    ruled(sheet, top, grid, lambda cell: looks[cell.kind], put)


def ruled(
    sheet: Worksheet,
    top: int,
    grid: Grid,
    look_of: Callable[[GridCell], Any],
    put: Callable[[int, int, GridCell], None],
) -> None:
    """A table as printed, its cells merged out of the ruled columns; `put` writes the form's own cells."""
    ends = edges(grid)
    heights = [1] * grid.height
    for cell in grid.cells:
        row, column, look = top + cell.row, ends[cell.column], look_of(cell)
        last = ends[cell.column + cell.colspan] - 1
        if cell.rowspan > 1 or last > column:
            sheet.merge_range(row, column, row + cell.rowspan - 1, last, "", look)
        if cell.number >= 0:
            put(row, column, cell)
        elif cell.text:
            sheet.write_string(row, column, cell.text, look)
        elif cell.rowspan == 1 and last == column:
            sheet.write_blank(row, column, None, look)
        if cell.rowspan == 1:
            room = (last - column + 1) * UNIT
            heights[cell.row] = max(heights[cell.row], math.ceil(2 * len(cell.text) / room))
    for row, lines in enumerate(heights):
        sheet.set_row(top + row, 15 * lines + 3)


def _notes(sheet: Worksheet, report: Report, document: Document, words: Words, looks: Mapping[str, Any]) -> None:
    """What a reader must know: the report's particulars, what is blank or computed, what is as the original has it."""
    lines = [document.title, *(f"{item.label} {item.text}" for item in document.info)]
    if report.computed:
        lines.append(words["computed"])
    if any(v is None and c.exists for v, c in zip(report.values, report.form.cells, strict=True)):
        lines.append(words["blank"])
    if document.notes:
        lines.append(words["noted"])
    for note in document.notes:
        lines += [f"{item.place.text} {text}" for item in note.items for text in item.texts]
        lines.append(f"{note.reason} ({note.by})")
    if document.wordings:
        lines.append(words["wordings"])
    lines += [f"{item.label} ({item.text})" for item in document.wordings]
    if document.address:
        lines.append(document.address)
    for row, text in enumerate(lines):
        sheet.write_string(row, 0, text, looks["note"])
    sheet.set_column(0, 0, 100)
