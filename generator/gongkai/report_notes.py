"""What a report says beside its numbers: wording of the original, units the form leaves open, blanks."""

from gongkai.finding import Word, finding
from gongkai.form import Block, Form, RowGroup, RowPlace, Table
from gongkai.report import number_of, unpack
from gongkai.report_prose import plain
from gongkai.report_read import Reading, scalar
from gongkai.source import Mapping as MappingNode
from gongkai.source import Node, Scalar


def _find(form: Form, path: str) -> tuple[Table, tuple[Block, int] | None, str, int | None] | None:
    """What a dotted path of keys names: (table, block and row or None, heading id, column or None)."""
    keys = path.split(".")
    table = next((t for t in form.tables if t.key == keys[0]), None)
    if table is None or len(keys) < 2:
        return None
    item: RowPlace | RowGroup = table.tree
    depth = 1
    while depth < len(keys) and isinstance(item, RowGroup) and keys[depth] in item.inner:
        item = item.inner[keys[depth]]
        depth += 1
    rest = keys[depth:]
    if depth == 1:
        hits = [(b, c) for b in table.blocks if (c := b.column_index(keys[1])) is not None]
        if len(hits) > 1:
            return None  # which block is meant, only a row can say
        return (
            (table, (hits[0][0], -1), hits[0][0].columns[hits[0][1]].id, hits[0][1])
            if len(rest) == 1 and hits
            else None
        )
    if isinstance(item, RowGroup):
        if rest:
            return None
        leaf: RowPlace | RowGroup = item
        while isinstance(leaf, RowGroup):
            leaf = next(iter(leaf.inner.values()))
        row = table.blocks[leaf.block].rows[leaf.row]
        return table, None, ".".join(row.id.split(".")[: depth - 1]), None
    block = table.blocks[item.block]
    if not rest:
        return table, (block, item.row), block.rows[item.row].id, None
    column = block.column_index(rest[0])
    if column is None or len(rest) > 1:
        return None
    return table, (block, item.row), block.columns[column].id, column


def _entries(reading: Reading, node: MappingNode, name: str) -> list[tuple[Scalar, Node]]:
    value = node.get(name)
    if value is None or (isinstance(value, Scalar) and value.blank):
        return []
    if isinstance(value, MappingNode):
        return value.entries
    reading.shape(value, name, "mapping")
    return []


def read_labels(reading: Reading, node: MappingNode) -> dict[tuple[str, int, str], str]:
    """`as_printed:`: wording of the original that differs from the form's, by row or column.

    Gives `label.as-printed` (a warning: the wording is not the form's), `label.same`, `label.unknown`.
    """
    labels: dict[tuple[str, int, str], str] = {}
    for key, value in _entries(reading, node, "as_printed"):
        found = _find(reading.form, key.text)
        if found is None or not scalar(value) or not isinstance(value, Scalar):
            reading.wrong("label.unknown", key, path=key.text, where="as_printed", how=Word("section.labels"))
            continue
        table, at, heading, column = found
        block = table.blocks.index(at[0]) if at and column is not None else -1
        original = _label(table, block, heading)
        if plain(original) == plain(value.text):
            reading.wrong("label.same", key, path=key.text, label=original)
        else:
            reading.wrong("label.as-printed", value, printed=value.text, label=original)
            labels[table.id, block, heading] = value.text
    return labels


def _label(table: Table, block: int, heading: str) -> str:
    trees = [b.row_headings for b in table.blocks] if block < 0 else [table.blocks[block].column_headings]
    stack = [h for tree in trees for h in tree]
    while stack:
        item = stack.pop()
        if item.id == heading:
            return item.label
        stack += item.children
    return heading


def read_units(reading: Reading, node: MappingNode) -> dict[int, str]:
    """`units:`: what the form leaves open. Gives `unit.fixed`, `unit.unset` and `label.unknown`."""
    units: dict[int, str] = {}
    for key, value in _entries(reading, node, "units"):
        found = _find(reading.form, key.text)
        if found is None or found[1] is None or found[3] is None or found[1][1] < 0 or not scalar(value):
            reading.wrong("label.unknown", key, path=key.text, where="units", how=Word("section.units"))
            continue
        cell = found[1][0].cell(found[1][1], found[3])
        kind = reading.form.cells[cell]
        if kind.open_unit:
            units[cell] = scalar(value)
        else:
            reading.wrong("unit.fixed", key, path=key.text, unit=kind.unit)
    for i, kind in enumerate(reading.form.cells):
        if kind.open_unit and i not in units and number_of(reading.values[i]):
            span = unpack(reading.path, reading.places[i])
            reading.findings.append(finding("unit.unset", span, row=kind.row.label, column=kind.column.label))
    return units


def note_blanks(reading: Reading) -> None:
    """One notice for each table with blank cells: publish 0 or /."""
    form = reading.form
    empty = [
        i
        for i, value in enumerate(reading.values)
        if value is None and i not in reading.unreadable and i not in form.derived
    ]
    for table in form.tables:
        blank = [i for i in empty if form.cells[i].table == table.id]
        if blank:
            span = unpack(reading.path, reading.places[blank[0]])
            cell = form.cells[blank[0]]
            reading.findings.append(
                finding(
                    "cell.blank",
                    span,
                    table=table.caption,
                    count=len(blank),
                    row=cell.row.label,
                    column=cell.column.label,
                )
            )
