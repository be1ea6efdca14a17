"""Binds a located report.yaml to its Form: the Form decides every type, nothing written is ignored."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from gongkai.finding import Finding, Related, Span, Word, finding
from gongkai.form import Block, CellType, Form, RowGroup, RowPlace, Table
from gongkai.report import pack
from gongkai.report_derive import compute
from gongkai.schema import did_you_mean
from gongkai.source import BLANK, Node, Scalar, Sequence, place
from gongkai.source import Mapping as MappingNode
from gongkai.values import ABSENT, Slip, Value, read


@dataclass
class Reading:
    """One report.yaml while it is read."""

    path: str
    form: Form
    values: list[Value]
    places: list[int]
    unreadable: set[int] = field(default_factory=set)
    computed: frozenset[int] = frozenset()
    findings: list[Finding] = field(default_factory=list)

    def shape(self, node: Node, row: str, problem: str, numbers: Iterable[int] = ()) -> None:
        """Record that something is not written as rows are, with an example of this very row."""
        columns = tuple(self.form.cells[i].column.keys[-1] for i in numbers)
        cells = 0 if problem in ("table", "mapping") else 1 if problem == "cell" else len(columns)
        shown = {"problem": Word(f"shape.{problem}"), "columns": columns, "example": example(row, cells)}
        self.wrong("row.shape", node, row=row, **shown)

    def wrong(self, code: str, node: Node, *related: Related, **args: object) -> None:
        """Record a finding at a node."""
        self.findings.append(finding(code, place(self.path, node), *related, **args))


def example(row: str, cells: int) -> str:
    """How a row is written; a key with mappings below it where `cells` is 0."""
    if not cells:
        return f"{row}: {{…: 0}}"
    return f"{row}: 0" if cells == 1 else f"{row}: [{', '.join(['0'] * cells)}]"


def read_tables(path: str, form: Form, root: MappingNode, top: Span) -> Reading:
    """Read `tables:`: every value, its place, and every slip of the pen at once."""
    reading = Reading(
        path, form, [None if c.exists else ABSENT for c in form.cells], [pack(top.line, top.column)] * len(form.cells)
    )
    node = root.get("tables")
    tables = {t.key: t for t in form.tables}
    written: set[str] = set()
    entries = node.entries if isinstance(node, MappingNode) else []
    for key, value in entries:
        table = tables.get(key.text)
        if table is None:
            instead = did_you_mean(key.text, tables)
            reading.wrong("table.unknown", key, key=key.text, instead=instead)
            if instead:
                written.add(instead)
                _unreadable(reading, tables[instead], tables[instead].tree)
            continue
        written.add(key.text)
        if isinstance(value, MappingNode):
            _group(reading, table, table.tree, value, key)
        else:
            reading.shape(value if _placed(value) else key, key.text, "table")
            _unreadable(reading, table, table.tree)
    if isinstance(node, Sequence) or (isinstance(node, Scalar) and not node.blank):
        reading.shape(node, "tables", "table")
    for table in form.tables:
        if table.key not in written:
            anchor = next((k for k, _ in root.entries if k.text == "tables"), root)
            reading.wrong("table.missing", anchor, table=table.key, caption=table.caption)
            _unreadable(reading, table, table.tree)
    computed, wrong = compute(form, reading.values, reading.unreadable, path, reading.places)
    reading.computed = frozenset(computed)
    reading.findings += wrong
    return reading


def _placed(node: Node) -> bool:
    return not isinstance(node, Scalar) or bool(node.text)


def _unreadable(reading: Reading, table: Table, group: RowGroup) -> None:
    for item in group.inner.values():
        if isinstance(item, RowGroup):
            _unreadable(reading, table, item)
        else:
            block = table.blocks[item.block]
            reading.unreadable.update(block.cell(item.row, c) for c in range(len(block.columns)))


def _group(reading: Reading, table: Table, group: RowGroup, node: MappingNode, parent: Scalar) -> None:
    """Rows and nested groups below a key."""
    written: set[str] = set()
    for key, value in node.entries:
        item = group.inner.get(key.text)
        if item is None:
            meant = _unknown_row(reading, table, group, key, value)
            if meant in group.inner:
                written.add(meant)
                _unreadable(reading, table, RowGroup({meant: group.inner[meant]}))
            continue
        written.add(key.text)
        if isinstance(item, RowPlace):
            _row(reading, table, item, key, value)
        elif isinstance(value, MappingNode):
            _group(reading, table, item, value, key)
        elif isinstance(value, Scalar) and value.blank:
            _missing(reading, table, item, key, set())
        else:
            reading.wrong("row.group", value, row=key.text, rows=tuple(item.inner))
            _unreadable(reading, table, item)
    _missing(reading, table, group, parent, written)


def _missing(reading: Reading, table: Table, group: RowGroup, parent: Scalar, written: set[str]) -> None:
    for name, item in group.inner.items():
        if name in written:
            continue
        if isinstance(item, RowGroup):
            reading.wrong("row.missing", parent, row=name, table=table.key, example=f"{name}: …")
            _unreadable(reading, table, item)
            continue
        block = table.blocks[item.block]
        cells = [block.cell(item.row, c) for c in range(len(block.columns))]
        if not all(i in reading.form.derived or not reading.form.cells[i].exists for i in cells):
            written_as = example(name, sum(reading.form.cells[i].exists for i in cells))
            reading.wrong("row.missing", parent, row=name, table=table.key, example=written_as)
            reading.unreadable.update(cells)


def _unknown_row(reading: Reading, table: Table, group: RowGroup, key: Scalar, value: Node) -> str:
    """Report a row that the form does not have; returns the row that was probably meant, or ''."""
    if isinstance(value, Scalar) and value.blank and any(c in key.text for c in ":："):
        reading.wrong("yaml.colon", key, kind=_colon_kind(key.text), text=key.text)
        return ""
    instead = did_you_mean(key.text, group.inner)
    nested = {name: path for path, name in _names(table.tree, ())}
    below = nested[key.text][-2] if key.text in nested and len(nested[key.text]) > 1 else ""
    if below:
        instead = ""
    reading.wrong("row.unknown", key, row=key.text, table=table.key, instead=instead, below=below)
    return instead


def _colon_kind(text: str) -> Word:
    return Word("colon.fullwidth" if "：" in text else "colon.space")


def _names(group: RowGroup, above: tuple[str, ...]) -> Iterable[tuple[tuple[str, ...], str]]:
    for name, item in group.inner.items():
        yield (*above, name), name
        if isinstance(item, RowGroup):
            yield from _names(item, (*above, name))


def _row(reading: Reading, table: Table, at: RowPlace, key: Scalar, node: Node) -> None:
    """One row: a list in column order, a mapping by column, or the value alone where there is one column."""
    block = table.blocks[at.block]
    numbers = at.cells
    here = pack(key.line, key.column)
    for i in numbers:
        reading.places[i] = here
    if isinstance(node, Sequence):
        items = node.items
        if len(items) != len(numbers):
            _count(reading, block, key, node, numbers)
            return
        _cells(reading, numbers, items)
        _commas(reading, key, items)
    elif isinstance(node, MappingNode):
        _by_column(reading, block, at, key, node)
    elif node.blank:
        return
    elif len(numbers) == 1:
        _cells(reading, numbers, [node])
    else:
        if node.text[0] in "［【（(｛":
            reading.shape(node, key.text, "brackets", numbers)
        elif any(c in node.text for c in "，、"):
            reading.wrong("yaml.comma", node, row=key.text, text=node.text)
        else:
            reading.shape(node, key.text, "row", numbers)
        reading.unreadable.update(numbers)


def _cells(reading: Reading, numbers: Iterable[int], nodes: Iterable[Node]) -> None:
    """The cells of a row: value and place of each, or the slip that it is."""
    kinds, values, places = reading.form.cells, reading.values, reading.places
    for i, node in zip(numbers, nodes, strict=True):
        kind = kinds[i]
        if not isinstance(node, Scalar):
            reading.shape(node, kind.row.keys[-1], "cell")
            reading.unreadable.add(i)
            continue
        text, line, column, plain = node
        places[i] = pack(line, column)
        if plain and text in BLANK:
            continue
        value = read(kind.kind, text)
        if isinstance(value, Slip):
            _slip(reading, kind, node, value)
            reading.unreadable.add(i)
        else:
            values[i] = value


def _slip(reading: Reading, kind: CellType, node: Scalar, slip: Slip) -> None:
    reading.wrong(
        slip.code,
        node,
        row=kind.row.label,
        column=kind.column.label,
        text=node.text,
        instead=slip.instead if slip.unit in ("", kind.unit) or not (kind.unit or kind.open_unit) else "",
        kind=Word(f"kind.{kind.kind}"),
        unit=kind.unit if slip.unit != kind.unit else "",
    )


def _joined(one: Scalar, two: Scalar) -> bool:
    """`1,286`: three digits straight after the comma."""
    near = one.line == two.line and two.column == one.column + len(one.text) + 1
    three = len(two.text.split(".")[0]) == 3 and two.text.replace(".", "").isdigit()
    return near and three and one.text.lstrip("-").isdigit()


def _commas(reading: Reading, key: Scalar, items: list[Node]) -> None:
    """As many cells as there should be, yet one comma looks like one for thousands: a warning."""
    texts = [item for item in items if isinstance(item, Scalar)]
    if 3 not in [len(item.text) for item in texts]:
        return
    spaced = any(two.column > one.column + len(one.text) + 1 for one, two in pairwise(texts))
    for one, two in pairwise(texts):
        if spaced and len(two.text) == 3 and _joined(one, two):
            text = f"{one.text},{two.text}"
            reading.wrong("cell.comma", one, row=key.text, text=text, instead=text.replace(",", ""))


def _count(reading: Reading, block: Block, key: Scalar, node: Sequence, numbers: tuple[int, ...]) -> None:
    """Too many or too few cells: say which slip it is, where that can be seen."""
    reading.unreadable.update(numbers)
    items = node.items
    texts = [item for item in items if isinstance(item, Scalar)]
    for one, two in pairwise(texts):
        if len(items) > len(numbers) and _joined(one, two):
            text = f"{one.text},{two.text}"
            column = block.columns[min(texts.index(one), len(block.columns) - 1)].label
            instead = text.replace(",", "")
            reading.wrong("cell.thousands", one, row=key.text, column=column, text=text, instead=instead, kind="")
            return
    for item in texts:
        if any(c in item.text for c in "，、"):
            reading.wrong("yaml.comma", item, row=key.text, text=item.text)
            return
    columns = tuple(reading.form.cells[i].column.keys[-1] for i in numbers)
    reading.wrong("row.cells", node, row=key.text, found=len(items), expected=len(numbers), columns=columns)


def _by_column(reading: Reading, block: Block, at: RowPlace, key: Scalar, node: MappingNode) -> None:
    known = {column.keys[-1]: i for i, column in enumerate(block.columns)}
    written: set[str] = set()
    before: tuple[Scalar, Node] | None = None
    for name, value in node.entries:
        column = known.get(name.text)
        if column is not None:
            written.add(name.text)
            i = block.cell(at.row, column)
            if reading.form.cells[i].exists:
                _cells(reading, (i,), [value])
            else:
                reading.wrong("cell.absent", name, row=key.text, column=name.text)
        elif before and thousands(before[1], name, value):
            text = f"{getattr(before[1], 'text', '')},{name.text}"
            reading.wrong(
                "cell.thousands",
                before[1],
                row=key.text,
                column=before[0].text,
                text=text,
                instead=text.replace(",", ""),
                kind="",
            )
            reading.unreadable.add(block.cell(at.row, known.get(before[0].text, 0)))
        elif before and before[0].text not in known and name.text.replace(".", "").isdigit():
            pass  # the rest of a number already told of: 1,234,567.8
        elif isinstance(value, Scalar) and value.blank and any(c in name.text for c in ":："):
            reading.wrong("yaml.colon", name, kind=_colon_kind(name.text), text=name.text)
            short = name.text.replace("：", ":").split(":")[0].strip()
            if short in known:
                written.add(short)
                reading.unreadable.add(block.cell(at.row, known[short]))
        else:
            instead = did_you_mean(name.text, known)
            if instead and instead not in written:
                written.add(instead)
                reading.unreadable.add(block.cell(at.row, known[instead]))
            reading.wrong("column.unknown", name, row=key.text, column=name.text, instead=instead, known=tuple(known))
        before = (name, value)
    for name_, c in known.items():
        i = block.cell(at.row, c)
        if name_ not in written and reading.form.cells[i].exists and i not in reading.form.derived:
            reading.wrong("column.missing", key, row=key.text, column=name_)
            reading.unreadable.add(i)


def thousands(before: Node, name: Scalar, value: Node) -> bool:
    """`2,926.8` inside braces: YAML sees the value 2 and a key 926.8."""
    return isinstance(before, Scalar) and isinstance(value, Scalar) and value.blank and _joined(before, name)


def scalar(node: Any) -> str:
    """The text of a scalar, '' for anything else or nothing."""
    return node.text if isinstance(node, Scalar) and not node.blank else ""
