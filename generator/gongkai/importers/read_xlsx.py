"""Excel .xlsx as others made it: the rows of each visible sheet, numbers as they were last calculated."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from gongkai.documents import Unread
from gongkai.importers import sheets
from gongkai.importers.number_formats import shown
from gongkai.importers.pieces import LONGEST, Cell, Line, Place, Refused, Source, tidy, too_long
from gongkai.importers.reading import formatted, is_value

_MOST_PLACES = 200_000  # of a sheet, blank ones too: many have borders far below the last number


def read(name: str, data: bytes) -> Source:
    """A workbook. Hidden sheets, rows and columns are not read, and said: nobody who got the file has seen them."""
    try:
        books = sheets.load(data)
    except Unread as unread:
        raise Refused({"large": "large", "hostile": "bomb"}.get(str(unread), str(unread)), megabytes=50) from None
    except sheets.Foreign:
        raise Refused("damaged") from None
    lines: list[Line] = []
    visible = [sheet for sheet in books.values.worksheets if sheet.sheet_state == "visible"]
    for number, sheet in enumerate(visible, 1):
        if sheet.max_row * sheet.max_column > _MOST_PLACES:
            raise too_long()
        lines += _sheet(sheet, books.formulas[sheet.title], number)
    hidden = len(visible) < len(books.values.worksheets) or any(_hidden(sheet) for sheet in visible)
    return Source(name, "xlsx", tuple(lines), notes=("hidden",) if hidden else ())


def _hidden(sheet: Any) -> frozenset[tuple[int, int]]:
    """The rows (row, 0) and columns (0, column) that hold something and are not shown."""
    rows = {(n, 0) for n, each in sheet.row_dimensions.items() if each.hidden}
    columns = {
        (0, n)
        for each in sheet.column_dimensions.values()
        if each.hidden
        for n in range(each.min or 0, min(each.max or 0, sheet.max_column) + 1)
    }
    if not rows and not columns:
        return frozenset()
    used = {place for line in sheet.iter_rows() for c in line if c.value is not None for place in _lines_of(c)}
    return frozenset((rows | columns) & used)


def _lines_of(cell: Any) -> tuple[tuple[int, int], tuple[int, int]]:
    return (cell.row, 0), (0, cell.column)


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
    hidden = _hidden(sheet)
    for row in sheet.iter_rows():
        cells = [c for c in row if (c.row, c.column) not in covered and hidden.isdisjoint(_lines_of(c))]
        if any(c.value is not None or formulas.cell(c.row, c.column).value is not None for c in cells):
            rows.append((cells[0].row, cells))
    read = [_Row(at, [(c, _text(c, formulas.cell(c.row, c.column))) for c in cells], ends) for at, cells in rows]
    lines = []
    for row, last in zip(read, _lasts(read), strict=True):
        texts = [Cell(text, Place(row.at, number)) for c, text in row.cells if c.column <= last]
        full = [t for t in texts if t.text]
        if full:
            lines.append(Line((full[0],)) if row.alone(last) else Line(tuple(texts), number))
    return lines


class _Row(NamedTuple):
    """A row that holds something: its cells with their texts."""

    at: int
    cells: Sequence[tuple[Any, str]]
    ends: Mapping[tuple[int, int], int]  # where merged cells end

    def full(self) -> list[Any]:
        return [c for c, text in self.cells if text]

    def last(self) -> int:
        return max((self.ends.get((c.row, c.column), c.column) for c in self.full()), default=0)

    def alone(self, last: int) -> bool:
        """Whether it is a paragraph and no row: one text as wide as the table, or with nothing ruled beside it."""
        full = self.full()
        return len(full) == 1 and (self.last() >= last or not any(_ruled(c) for c, _ in self.cells if c is not full[0]))


def _lasts(rows: Sequence[_Row]) -> list[int]:
    """For each row the last column of its own table.

    A table ends at a blank row or a paragraph, if what follows begins with a header: a row whose other cells are blank
    is no end of a table, and one table's width is none of the next one's.
    """
    widest = max((row.last() for row in rows), default=0)
    alone = [row.alone(widest) for row in rows]
    begins = []  # whether a row begins a table
    follows = False  # whether the next row that is no paragraph is a header
    for n in reversed(range(len(rows))):
        if not alone[n]:
            follows = not any(is_value(text) for _, text in rows[n].cells if text)
        apart = n == 0 or alone[n] or alone[n - 1] or rows[n].at != rows[n - 1].at + 1
        begins.append(apart and follows)
    begins.reverse()
    lasts: list[int] = []
    start = 0
    for n in range(1, len(rows) + 1):
        if n == len(rows) or begins[n]:
            lasts += [max(row.last() for row in rows[start:n])] * (n - start)
            start = n
    return lasts


def _ruled(cell: Any) -> bool:
    border = cell.border
    return any(side is not None and side.style for side in (border.left, border.right, border.top, border.bottom))


def _text(cell: Any, formula: Any) -> str:
    """What the cell shows. A formula whose result was never saved stands as it is: nobody knows its number."""
    if cell.value is None and formula.data_type == "f":
        return str(formula.value)[:LONGEST]
    text = tidy(sheets.written(cell.value))[:LONGEST]
    if isinstance(cell.value, int | float | Decimal) and not isinstance(cell.value, bool):
        look = str(cell.number_format or "")
        seen = shown(Decimal(text), look)
        return formatted(text, tidy(look)) if seen is None or not is_value(seen) else seen
    return text
