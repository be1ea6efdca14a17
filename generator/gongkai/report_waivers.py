"""Reads `waivers:` of a report.yaml: what is printed as the original has it, and why that is right."""

from collections.abc import Iterator, Mapping

from gongkai.codes import CODES, NEVER, WAIVABLE
from gongkai.finding import Word
from gongkai.form import Form, RowGroup, Table
from gongkai.report import Waiver
from gongkai.report_prose import alike, exact
from gongkai.report_read import Reading, scalar
from gongkai.schema import did_you_mean
from gongkai.source import Mapping as MappingNode
from gongkai.source import Node, Scalar, Sequence, place
from gongkai.values import is_date

KEYS = ("code", "cell", "section", "printed", "reason", "by", "until")
NEEDED = ("code", "reason", "by")


def read_waivers(reading: Reading, root: MappingNode) -> tuple[Waiver, ...]:
    """The report's waivers; one that is wrong itself is left out, so that nothing is waived by mistake.

    Gives `option.unknown`, `option.missing`, `option.value`, `waiver.code`, `waiver.never`, `waiver.place`.
    """
    node = root.get("waivers")
    if node is None or (isinstance(node, Scalar) and node.blank):
        return ()
    if not isinstance(node, Sequence):
        expected = Word("expected.list")
        reading.wrong("option.value", node, key="waivers", text=scalar(node), expected=expected, allowed="")
        return ()
    return tuple(w for item in node.items if (w := _waiver(reading, item)) is not None)


def _waiver(reading: Reading, node: Node) -> Waiver | None:
    if not isinstance(node, MappingNode):
        expected = Word("expected.mapping")
        reading.wrong("option.value", node, key="waivers", text=scalar(node), expected=expected, allowed="")
        return None
    before = len(reading.findings)
    for key, value in node.entries:
        if key.text not in KEYS:
            instead = did_you_mean(key.text, KEYS)
            reading.wrong("option.unknown", key, key=key.text, instead=instead, known=KEYS)
        elif key.text == "printed" and isinstance(value, Sequence) and all(isinstance(v, Scalar) for v in value.items):
            continue
        elif not isinstance(value, Scalar):
            expected = Word("expected.text")
            reading.wrong("option.value", value, key=key.text, text="", expected=expected, allowed="")
    texts = {key: scalar(node.get(key)) for key in KEYS}
    for name in NEEDED:
        if not texts[name] and isinstance(node.get(name) or Scalar("", 0, 0), Scalar):
            reading.wrong("option.missing", node, key=name)
    if texts["until"] and not is_date(texts["until"]):
        expected = Word("expected.date")
        at = node.get("until") or node
        reading.wrong("option.value", at, key="until", text=texts["until"], expected=expected, allowed="")
    _code(reading, node, texts["code"])
    cells, section = _place(reading, node, texts)
    if len(reading.findings) > before:
        return None
    where = texts["cell"] or texts["section"]
    span = place(reading.path, node)
    printed = _texts(node.get("printed"))
    return Waiver(texts["code"], where, cells, section, printed, texts["reason"], texts["by"], texts["until"], span)


def _texts(node: Node | None) -> tuple[str, ...]:
    """One text or a list of texts, without the empty ones."""
    items = node.items if isinstance(node, Sequence) else (node,)
    return tuple(text for item in items if (text := scalar(item)))


def _code(reading: Reading, node: MappingNode, code: str) -> None:
    """A code that exists and whose findings a reader can judge, or a rule of this form."""
    at = node.get("code") or node
    rules = [f"{r.table}.{r.id}" for r in reading.form.rules]
    if code.startswith(NEVER):
        reading.wrong("waiver.never", at, what=code, cause=Word("never.personal"))
    elif code in CODES and code not in WAIVABLE:
        reading.wrong("waiver.never", at, what=code, cause=Word("never.wrong"))
    elif code and code not in CODES and code not in rules:
        reading.wrong("waiver.code", at, what=code, instead=did_you_mean(code, (*sorted(WAIVABLE), *rules)))


def _place(reading: Reading, node: MappingNode, texts: Mapping[str, str]) -> tuple[frozenset[int], str]:
    """The cells or the section that a waiver is for; neither where it is for the whole report."""
    cell, section = texts["cell"], texts["section"]
    if cell and section:
        reading.wrong("waiver.place", node.get("section") or node, where=section, how=Word("waiver.both"), instead="")
    elif cell:
        cells = cells_of(reading.form, cell)
        if cells:
            return cells, ""
        near = did_you_mean(cell, _paths(reading.form))
        reading.wrong("waiver.place", node.get("cell") or node, where=cell, how=Word("waiver.cell"), instead=near)
    elif section:
        by_id = next((s for s in reading.form.sections if section in (s.id, s.title)), None)
        found = by_id or exact(reading.form, section) or alike(reading.form, section)
        if found:
            return frozenset(), found.id
        near = did_you_mean(section, [s.heading for s in reading.form.sections])
        at = node.get("section") or node
        reading.wrong("waiver.place", at, where=section, how=Word("waiver.section"), instead=near)
    return frozenset(), ""


def cells_of(form: Form, path: str) -> frozenset[int]:
    """The cells that a dotted path of keys names: a table, rows of it, a column, one cell; none where it is unknown."""
    head, *keys = path.split(".")
    table = next((t for t in form.tables if t.key == head), None)
    return frozenset(i for i in _cells(table, keys) if form.cells[i].exists) if table else frozenset()


def _cells(table: Table, keys: list[str]) -> Iterator[int]:
    group, rest = table.tree, keys
    while rest and isinstance(inner := group.inner.get(rest[0]), RowGroup):
        group, rest = inner, rest[1:]
    if rest and rest[0] in group.inner:
        group, rest = RowGroup({rest[0]: group.inner[rest[0]]}), rest[1:]
    if len(rest) > 1:
        return
    for at in _rows(group):
        block = table.blocks[at[0]]
        for i, column in enumerate(block.columns):
            if not rest or column.keys[-1] == rest[0]:
                yield block.cell(at[1], i)


def _rows(group: RowGroup) -> Iterator[tuple[int, int]]:
    for item in group.inner.values():
        if isinstance(item, RowGroup):
            yield from _rows(item)
        else:
            yield item.block, item.row


def _paths(form: Form) -> Iterator[str]:
    """Everything that `cell:` may name, for those who mistype."""
    for table in form.tables:
        yield table.key
        for block, _, row in table.rows():
            name = ".".join((table.key, *row.keys))
            yield name
            yield from (f"{name}.{column.keys[-1]}" for column in block.columns)
