"""Legal tables as rows of header and data cells: spans, ids, scopes and headers, for any form.

A table's layout is the same for every report of a form, so it is laid out once, with slots (as in prose) where a
report's own texts and states go; `views.py` fills them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count

from gongkai.form import Block, Form, Heading, Table
from gongkai.markdown import MARK


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """A `th`: its printed text, id, spans, and scope (col, colgroup, row, rowgroup).

    The id is a letter for the table and a number: every cell names its headers, and they are a fifth of the page.
    """

    text: str
    id: str
    colspan: int = 1
    rowspan: int = 1
    scope: str = "col"


@dataclass(frozen=True, slots=True)
class DataCell:
    """A `td`. `id` is the cell's anchor ('' for a cell the form does not have), `headers` the ids of all its headers.

    `state` is a class name ('', zero, negative, blank, na, text, computed, absent), with `noted` after it where a
    public note speaks of the cell, and `text` what is printed; both are filled in per report, so a template prints
    them but cannot decide by them: decide by CSS.
    """

    id: str
    headers: str
    colspan: int
    state: str
    text: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """A printed row: its headers, then its cells."""

    headers: tuple[HeaderCell, ...]
    cells: tuple[DataCell, ...]


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A part with header rows of its own. `caption` is None where the table is one plain part."""

    caption: HeaderCell | None
    corner: HeaderCell | None
    head: tuple[tuple[HeaderCell, ...], ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True, eq=False)
class TableLayout:
    """A legal table: caption, number of printed columns, blocks. Laid out once, so that it is known by identity."""

    id: str
    caption: str
    width: int
    blocks: tuple[TableBlock, ...]


Labels = Mapping[tuple[str, int, str], str]


def lay_out(form: Form, table: Table, labels: Labels) -> TableLayout:
    """The layout of a table; cached where the report prints no wording of its own."""
    own = tuple(sorted((k, v) for k, v in labels.items() if k[0] == table.id))
    return _lay_out(form, table.id, own)


@lru_cache(maxsize=512)
def _lay_out(form: Form, tid: str, labels: tuple[tuple[tuple[str, int, str], str], ...]) -> TableLayout:
    table = form.table(tid)
    printed = dict(labels)
    ids = _ids(form.tables.index(table))
    if table.single_row:
        return _single_row(form, table, printed, ids)
    blocks = []
    for number, block in enumerate(table.blocks):
        blocks.append(_block(form, table, number, block, printed, ids))
    width = max(b.head[0][0].colspan if b.head and not b.rows else _row_width(b.rows[0]) for b in blocks)
    return TableLayout(table.id, table.caption, width, tuple(blocks))


def _ids(table: int) -> Iterator[str]:
    """Ids for a table's headers: A1, A2 … (authors' headings and the forms' ids have no capitals)."""
    letters = chr(ord("A") + table % 26) * (1 + table // 26)
    return (f"{letters}{n}" for n in count(1))


def _row_width(row: TableRow) -> int:
    return sum(c.colspan for c in row.cells)


def _width(heading: Heading) -> int:
    return sum(map(_width, heading.children)) if heading.children else heading.span


def _slot(index: int, what: str) -> str:
    return f"{MARK}{what}{index}{MARK}"


def _data(form: Form, index: int, headers: Sequence[str], span: int) -> DataCell:
    cell = form.cells[index]
    if not cell.exists:
        return DataCell("", " ".join(headers), span, "absent", "")
    return DataCell(cell.id, " ".join(headers), span, _slot(index, "s"), _slot(index, "t"))


def _column_headers(
    tree: Sequence[Heading], ids: Iterator[str], label: Labels, table: str, number: int
) -> tuple[list[list[HeaderCell]], dict[int, list[str]], dict[int, int]]:
    """Header rows, and per leaf column the ids above it and its printed span."""
    depth = max(h.depth() for h in tree)
    rows: list[list[HeaderCell]] = [[] for _ in range(depth)]
    chains: dict[int, list[str]] = {}
    spans: dict[int, int] = {}

    def walk(headings: Sequence[Heading], level: int, above: list[str]) -> None:
        for heading in headings:
            hid = next(ids)
            text = label.get((table, number, heading.id), heading.label)
            if heading.children:
                rows[level].append(HeaderCell(text, hid, _width(heading), 1, "colgroup"))
                walk(heading.children, level + 1, [*above, hid])
            else:
                rows[level].append(HeaderCell(text, hid, heading.span, depth - level, "col"))
                chains[heading.index] = [*above, hid]
                spans[heading.index] = heading.span

    walk(tree, 0, [])
    return rows, chains, spans


def _block(form: Form, table: Table, number: int, block: Block, label: Labels, ids: Iterator[str]) -> TableBlock:
    head, chains, spans = _column_headers(block.column_headings, ids, label, table.id, number)
    labels_wide = max(h.depth() for h in block.row_headings)
    caption = None
    above: list[str] = []
    if block.caption:
        width = labels_wide + sum(spans.values())
        caption = HeaderCell(block.caption, next(ids), width, 1, "rowgroup")
        above = [caption.id]
    corner = HeaderCell(block.corner, next(ids), labels_wide, len(head), "col") if block.corner else None
    if corner is None:
        corner = HeaderCell("", "", labels_wide, len(head), "")
    rows: list[TableRow] = []

    def walk(headings: Sequence[Heading], level: int, pending: list[HeaderCell], chain: list[str]) -> None:
        for heading in headings:
            hid = next(ids)
            text = label.get((table.id, -1, heading.id), heading.label)
            if heading.children:
                group = HeaderCell(text, hid, 1, heading.leaves(), "rowgroup")
                walk(heading.children, level + 1, [*pending, group], [*chain, hid])
            else:
                own = HeaderCell(text, hid, labels_wide - level, 1, "row")
                cells = tuple(
                    _data(form, block.cell(heading.index, c), [*above, *chain, hid, *chains[c]], spans[c])
                    for c in range(len(block.columns))
                )
                rows.append(TableRow((*pending, own), cells))
            pending = []

    walk(block.row_headings, 0, [], [])
    return TableBlock(caption, corner, tuple(map(tuple, head)), tuple(rows))


def _single_row(form: Form, table: Table, label: Labels, ids: Iterator[str]) -> TableLayout:
    """All cells of the table in one printed row, the rows' labels as column groups above the columns."""
    block = table.blocks[0]
    depth = max(h.depth() for h in block.row_headings) + max(h.depth() for h in block.column_headings)
    head: list[list[HeaderCell]] = [[] for _ in range(depth)]
    cells: list[DataCell] = []

    def columns(headings: Sequence[Heading], row: int, level: int, chain: list[str]) -> None:
        for heading in headings:
            hid = next(ids)
            text = label.get((table.id, 0, heading.id), heading.label)
            if heading.children:
                head[level].append(HeaderCell(text, hid, _width(heading), 1, "colgroup"))
                columns(heading.children, row, level + 1, [*chain, hid])
            else:
                head[level].append(HeaderCell(text, hid, heading.span, depth - level, "col"))
                cells.append(_data(form, block.cell(row, heading.index), [*chain, hid], heading.span))

    def rows(headings: Sequence[Heading], level: int, chain: list[str]) -> None:
        inner = sum(map(_width, block.column_headings))
        for heading in headings:
            hid = next(ids)
            text = label.get((table.id, -1, heading.id), heading.label)
            head[level].append(HeaderCell(text, hid, heading.leaves() * inner, 1, "colgroup"))
            if heading.children:
                rows(heading.children, level + 1, [*chain, hid])
            else:
                columns(block.column_headings, heading.index, level + 1, [*chain, hid])

    rows(block.row_headings, 0, [])
    one = TableBlock(None, None, tuple(tuple(r) for r in head if r), (TableRow((), tuple(cells)),))
    return TableLayout(table.id, table.caption, sum(c.colspan for c in cells), (one,))
