"""Excel .xlsx as others made it: the rows of each visible sheet, numbers as they were last calculated."""

from typing import Any

from gongkai.documents import Unread
from gongkai.importers import sheets
from gongkai.importers.pieces import LONGEST, Cell, Line, Place, Refused, Source, tidy, too_long

_MOST_PLACES = 200_000  # of a sheet, blank ones too: many have borders far below the last number


def read(name: str, data: bytes) -> Source:
    """A workbook. A hidden sheet is not read: nobody who was given the file has seen it."""
    try:
        books = sheets.load(data)
    except Unread as unread:
        raise Refused({"large": "large", "hostile": "bomb"}.get(str(unread), str(unread)), megabytes=50) from None
    except sheets.Foreign:
        raise Refused("damaged") from None
    lines: list[Line] = []
    shown = [sheet for sheet in books.values.worksheets if sheet.sheet_state == "visible"]
    for number, sheet in enumerate(shown, 1):
        if sheet.max_row * sheet.max_column > _MOST_PLACES:
            raise too_long()
        lines += _sheet(sheet, books.formulas[sheet.title], number)
    return Source(name, "xlsx", tuple(lines))


def _sheet(sheet: Any, formulas: Any, number: int) -> list[Line]:
    """A sheet's rows; a merged cell stands once, where it begins."""
    ends = {(r.min_row, r.min_col): r.max_col for r in sheet.merged_cells.ranges}
    covered = {
        place
        for r in sheet.merged_cells.ranges
        for row in range(r.min_row, r.max_row + 1)
        for place in [(row, column) for column in range(r.min_col, r.max_col + 1)]
        if place != (r.min_row, r.min_col)
    }
    rows: list[tuple[int, list[Any]]] = []
    for row in sheet.iter_rows():
        cells = [c for c in row if (c.row, c.column) not in covered]
        if any(c.value is not None or formulas.cell(c.row, c.column).value is not None for c in cells):
            rows.append((cells[0].row, cells))
    last = max(
        (ends.get((c.row, c.column), c.column) for _, cells in rows for c in cells if c.value is not None), default=0
    )
    lines = []
    for at, cells in rows:
        texts = [Cell(_text(c, formulas.cell(c.row, c.column)), Place(at, number)) for c in cells if c.column <= last]
        full = [(c, t) for c, t in zip(cells, texts, strict=False) if t.text]
        others = [c for c in cells if all(c is not f for f, _ in full)]
        alone = len(full) == 1 and (
            ends.get((at, full[0][0].column), full[0][0].column) >= last or not any(_ruled(c) for c in others)
        )
        if full:
            lines.append(Line((full[0][1],)) if alone else Line(tuple(texts), number))
    return lines


def _ruled(cell: Any) -> bool:
    border = cell.border
    return any(side is not None and side.style for side in (border.left, border.right, border.top, border.bottom))


def _text(cell: Any, formula: Any) -> str:
    """What the cell shows. A formula whose result was never saved stands as it is: nobody knows its number."""
    if cell.value is None and formula.data_type == "f":
        return str(formula.value)[:LONGEST]
    if isinstance(cell.value, int | float) and "%" in str(cell.number_format or ""):
        return sheets.written(cell.value * 100) + "%"
    return tidy(sheets.written(cell.value))[:LONGEST]
