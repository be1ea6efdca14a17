"""Indicators: the rows of all forms in use, each once, whatever form a year's report was written in.

Ids are the same in two forms only for the same measure, so a row is one row through the years; its wordings may
differ, and all of them find it. A cell's anchor is `{row id}.{column id}`.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from gongkai.form import Block, Form, Heading, Line
from gongkai.options import Fact
from gongkai.portal import Portal
from gongkai.report import Report

FACTS = "facts"


class Column(NamedTuple):
    """A column of a row: its id, printed label, and unit ('' where none is stated, or where each report states it)."""

    id: str
    label: str
    unit: str


class Row(NamedTuple):
    """A row of a legal table.

    `id` is `{table}.{row}`, `groups` the labels above it, `words` its keys and the wordings of older forms.
    """

    id: str
    caption: str
    groups: tuple[str, ...]
    label: str
    words: tuple[str, ...]
    columns: tuple[Column, ...]

    def cells(self) -> Iterator[str]:
        """The anchors of its cells."""
        return (f"{self.id}.{column.id}" for column in self.columns)


def forms_in_use(reports: Sequence[Report]) -> list[Form]:
    """Forms of published reports, the form of the newest report first."""
    return list({r.form.id: r.form for r in sorted(reports, key=lambda r: (-r.year, r.form.id))}.values())


def rows(portal: Portal, facts: str) -> tuple[Row, ...]:
    """All rows, table by table, in the order of the newest form; the facts as one last row named `facts`."""
    found: dict[str, Row] = {}
    for form in forms_in_use(portal.published()):
        for row in form_rows(form):
            found[row.id] = _merged(found[row.id], row) if row.id in found else row
    tables = {rid.split(".")[0]: i for i, rid in reversed(list(enumerate(found)))}
    ordered = sorted(found.values(), key=lambda row: tables[row.id.split(".")[0]])
    declared = portal.options.facts
    if declared and facts:
        ordered.append(_facts(declared.items(), facts))
    return tuple(ordered)


def _facts(declared: Iterable[tuple[str, Fact]], label: str) -> Row:
    columns = tuple(Column(fid, fact.label or fact.key, fact.unit or "") for fid, fact in declared)
    return Row(FACTS, label, (), label, (), columns)


def form_rows(form: Form) -> Iterator[Row]:
    """All rows of one form, table by table, as printed."""
    for table in form.tables:
        for block in table.blocks:
            above = groups(block.row_headings)
            for i, line in enumerate(block.rows):
                rid = f"{table.id}.{line.id}"
                yield Row(rid, table.caption, above[i], line.label, line.keys, _columns(form, block, i))


def groups(headings: Iterable[Heading]) -> dict[int, tuple[str, ...]]:
    """The labels above each row or column, by its number."""
    return {i: above for heading in headings for i, above in _leaves(heading, ())}


def _leaves(heading: Heading, above: tuple[str, ...]) -> Iterator[tuple[int, tuple[str, ...]]]:
    if not heading.children:
        yield heading.index, above
    for child in heading.children:
        yield from _leaves(child, (*above, heading.label))


def _columns(form: Form, block: Block, row: int) -> tuple[Column, ...]:
    def column(number: int, line: Line) -> Column | None:
        cell = form.cells[block.cell(row, number)]
        return Column(line.id, line.label, "" if cell.open_unit else cell.unit) if cell.exists else None

    return tuple(c for i, line in enumerate(block.columns) if (c := column(i, line)))


def _merged(newer: Row, older: Row) -> Row:
    """The newer wording first; columns of both; the older wordings as words."""
    known = {c.id for c in newer.columns}
    words = dict.fromkeys((*newer.words, older.label, *older.groups, *older.words))
    new = tuple(w for w in words if w != newer.label and w not in newer.groups)
    return newer._replace(words=new, columns=newer.columns + tuple(c for c in older.columns if c.id not in known))
