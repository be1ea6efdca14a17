"""Code lists for the data: the offices, and every cell that the forms in use have, with what they are called."""

from collections.abc import Iterator, Sequence

from gongkai.downloads.tidy import CSV_END, FACT_COLUMN, csv_line
from gongkai.form import Block, Form
from gongkai.indicators import FACTS, groups
from gongkai.pages import Desk, office_name

OFFICE_FIELDS = ("office", "office_name", "kind", "parent", "predecessor", "since", "until")
INDICATOR_FIELDS = (
    "form",
    "table",
    "table_label",
    "row",
    "row_groups",
    "row_label",
    "column",
    "column_groups",
    "column_label",
    "kind",
    "unit",
)
_MARK = b"\xef\xbb\xbf"  # as in the other files: Excel knows UTF-8 by it


def offices(desk: Desk) -> bytes:
    """Every office that is listed or has reported."""
    rows: list[Sequence[object]] = []
    for oid in dict.fromkeys((*desk.portal.offices, *desk.by_office)):
        office = desk.portal.offices.get(oid)
        name = office_name(desk.portal, oid)
        if office is None:
            rows.append((oid, name, "", "", "", "", ""))
        else:
            parent, before = (o if o in desk.portal.offices else "" for o in (office.parent, office.predecessor))
            rows.append((oid, name, office.kind, parent, before, office.since or "", office.until or ""))
    return _csv(OFFICE_FIELDS, rows)


def indicators(desk: Desk) -> bytes:
    """Every cell of the forms in use, then the facts that reports in a form give."""
    rows: list[Sequence[object]] = []
    facts: dict[str, dict[str, None]] = {}
    for report in desk.published:
        facts.setdefault(report.form.id, {}).update(dict.fromkeys(report.facts))
    for form in desk.portal.used_forms():
        rows += _cells(form)
        for fid, fact in desk.portal.options.facts.items():
            if fid in facts[form.id]:
                label = fact.label or fact.key
                caption = desk.theme.text("report.facts")
                rows.append((form.id, FACTS, caption, fid, "", label, FACT_COLUMN, "", "", "decimal", fact.unit or ""))
    return _csv(INDICATOR_FIELDS, rows)


def _cells(form: Form) -> Iterator[Sequence[object]]:
    for table in form.tables:
        for block in table.blocks:
            yield from _block(form, table.caption, block)


def _block(form: Form, caption: str, block: Block) -> Iterator[Sequence[object]]:
    above, beside = groups(block.column_headings), groups(block.row_headings)
    for r, row in enumerate(block.rows):
        for c, column in enumerate(block.columns):
            cell = form.cells[block.cell(r, c)]
            if not cell.exists:
                continue
            sides = (" › ".join(g) for g in (beside[r], above[c]))
            unit = "" if cell.open_unit else cell.unit
            row_groups, column_groups = sides
            yield (
                *(form.id, cell.table, caption),
                *(row.id, row_groups, row.label),
                *(column.id, column_groups, column.label),
                *(cell.kind.value, unit),
            )


def _csv(fields: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    lines = (fields, *rows)
    return _MARK + b"".join(csv_line(line).encode() + CSV_END for line in lines)
