"""A report as a document that can be printed: its page's sections as plain blocks, its legal tables as grids.

Word, PDF and Excel files are all written from this one model, so that they cannot say different things.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from gongkai.downloads.blocks import Block, blocks
from gongkai.form import Form
from gongkai.layout import HeaderCell, Labels, TableLayout, lay_out
from gongkai.report import Report
from gongkai.values import NOT_APPLICABLE, Value, shown
from gongkai.views import NoteView, ReportView
from gongkai.views_parts import Item


class GridCell(NamedTuple):
    """A printed cell at (row, column) from 0, with its spans; `number` is a form's cell number, -1 for a header.

    `kind`: head (above), side (to the left), corner, data, absent (a cell that the form does not have).
    """

    row: int
    column: int
    rowspan: int
    colspan: int
    kind: str
    text: str
    number: int = -1


class Grid(NamedTuple):
    """A legal table: caption, number of columns and rows, how many rows at the top are headers, cells.

    `bands` are the rows of headers, those of parts with a caption of their own included: (first, behind the last).
    """

    id: str
    caption: str
    width: int
    height: int
    head: int
    cells: tuple[GridCell, ...]
    bands: tuple[tuple[int, int], ...]


class DocumentSection(NamedTuple):
    """A section in the order of the page: heading, prose before and after the table, the table, a note, facts."""

    heading: str
    before: tuple[Block, ...]
    grid: Grid | None
    note: str
    after: tuple[Block, ...]
    facts: tuple[tuple[str, str, str], ...]


class Document(NamedTuple):
    """The whole report; `address` is its page's absolute address or ''."""

    title: str
    lines: tuple[str, ...]
    language: str
    office: str
    year: int
    published: str
    info: tuple[Item, ...]
    sections: tuple[DocumentSection, ...]
    notes: tuple[NoteView, ...]
    wordings: tuple[Item, ...]
    address: str


def document(
    report: Report, view: ReportView, language: str, address: str, blank: str, notes: Mapping[str, str]
) -> Document:
    """Make the document of a report from its page's View; `notes` are the lines under tables, by section id."""
    out = []
    tables = {s.id: s.table for s in report.form.sections if s.table}
    for section in view.sections:
        table = tables.get(section.id) if section.table else None
        out.append(
            DocumentSection(
                section.heading,
                blocks(section.before, address),
                grid(report, table, blank) if table else None,
                notes.get(section.id, ""),
                blocks(section.after, address),
                tuple((f.label, f.text, f.unit) for f in section.facts),
            )
        )
    published = report.published or ""
    name = view.office.text
    info = tuple(item for item in view.info if item.text)
    return Document(
        view.title,
        _lines(view.title, name),
        language,
        name,
        report.year,
        published,
        info,
        tuple(out),
        view.notes,
        view.wordings,
        address,
    )


_LONG = 20  # characters of a title on one line


def _lines(title: str, office: str) -> tuple[str, ...]:
    """A long title in two lines, the office's name on the first, as printed reports have it."""
    rest = title.removeprefix(office).strip()
    return (office, rest) if title.startswith(office) and rest and len(title) > _LONG else (title,)


def grid(report: Report, tid: str, blank: str) -> Grid:
    """A legal table of a report as a grid, every cell at its printed place."""
    empty = empty_grid(report.form, tid, report.labels)
    cells = tuple(c._replace(text=_said(report, c.number, blank)) if c.number >= 0 else c for c in empty.cells)
    return empty._replace(cells=cells)


def empty_grid(form: Form, tid: str, labels: Labels) -> Grid:
    """A legal table as a grid, without values."""
    layout = lay_out(form, form.table(tid), labels)
    width = _width(layout)
    cells = tuple(_placed(layout, form, width))
    first = layout.blocks[0]
    head = 0 if first.caption else len(first.head)
    height = max(c.row + c.rowspan for c in cells)
    return Grid(tid, layout.caption, width, height, head, cells, tuple(_bands(layout)))


def _said(report: Report, number: int, blank: str) -> str:
    """A cell as printed, with its unit where the form leaves that to the report."""
    cell, unit, value = report.form.cells[number], report.units.get(number, ""), report.values[number]
    text = printed(value, blank, computed=number in report.computed)
    known = unit and isinstance(value, int | Decimal) and unit not in cell.column.label
    return f"{text} {unit}" if known else text


def printed(value: Value, blank: str, *, computed: bool = False) -> str:
    """A value as printed in a document; computed ones carry a star, as on the page."""
    text = blank if value is None else "/" if value is NOT_APPLICABLE else shown(value)
    return f"{text}*" if computed else text


def _bands(layout: TableLayout) -> Iterator[tuple[int, int]]:
    """The rows of headers of each block."""
    row = 0
    for block in layout.blocks:
        end = row + bool(block.caption) + len(block.head)
        yield row, end
        row = end + len(block.rows)


def _width(layout: TableLayout) -> int:
    """How many columns are printed, those of the labels included."""
    return max(
        (block.corner.colspan if block.corner else 0) + sum(c.colspan for c in block.rows[0].cells)
        for block in layout.blocks
        if block.rows
    )


def _placed(layout: TableLayout, form: Form, width: int) -> Iterator[GridCell]:
    """Every cell of a layout at its place: what spans down from above takes its columns in the rows below."""
    taken: set[tuple[int, int]] = set()

    def put(row: int, text: str, kind: str, spans: tuple[int, int], index: int = -1) -> GridCell:
        column = next(c for c in range(width) if (row, c) not in taken)
        down, across = spans
        taken.update((row + r, column + c) for r in range(down) for c in range(across))
        return GridCell(row, column, down, across, kind, text, index)

    def header(row: int, cell: HeaderCell, kind: str) -> GridCell:
        return put(row, cell.text, kind if cell.id else "corner", (cell.rowspan, cell.colspan))

    row = 0
    for block in layout.blocks:
        if block.caption:
            yield header(row, block.caption, "head")
            row += 1
        for number, line in enumerate(block.head):
            if number == 0 and block.corner:
                yield header(row, block.corner, "corner" if not block.corner.text else "head")
            for cell in line:
                yield header(row, cell, "head")
            row += 1
        for line_ in block.rows:
            for cell in line_.headers:
                yield header(row, cell, "side")
            for data in line_.cells:
                index = form.index[data.id] if data.id else -1
                yield put(row, "", "data" if data.id else "absent", (1, data.colspan), index)
            row += 1
