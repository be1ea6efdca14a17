"""The grammar of a form file, and `extends`: what may stand in it, and where. `forms/README.md` tells it in words."""

from typing import Literal

from gongkai.finding import Finding, Severity, finding
from gongkai.schema import Field, Model, Names, did_you_mean
from gongkai.source import Mapping, Node, Scalar, place
from gongkai.values import Kind

KEY = r"^\w+$"


class HeadingFile(Model):
    """A row, a column, or a group of them (`children`). A group without `key` is printed but not written."""

    key: str | None = Field(default=None, pattern=KEY)
    label: str | None = None
    type: Kind | None = None
    unit: str | None = None
    span: int = Field(default=1, ge=1)
    children: dict[str, "HeadingFile"] | None = None


class RuleFile(Model):
    """An equation between rows (it holds in each column) or between columns (it holds in each row)."""

    id: str
    rows: str | None = None
    columns: str | None = None
    only: Names = ()
    clause: str | None = None
    reason: str | None = None
    severity: Severity = Severity.ERROR
    example: str


class DerivedFile(Model):
    """Rows and columns that may be left blank and are then computed by the rules."""

    rows: Names = ()
    columns: Names = ()


class BlockFile(Model):
    """A captioned part with columns of its own."""

    caption: str | None = None
    corner: str | None = None
    columns: dict[str, HeadingFile]
    rows: dict[str, HeadingFile]
    type: Kind | None = None
    unit: str | None = None


class TableFile(Model):
    """A table: `columns` and `rows`, or `blocks`."""

    key: str = Field(pattern=KEY)
    caption: str
    corner: str = ""
    layout: Literal["grid", "single-row"] = "grid"
    type: Kind = Kind.COUNT
    unit: str | None = None
    columns: dict[str, HeadingFile] | None = None
    rows: dict[str, HeadingFile] | None = None
    blocks: tuple[BlockFile, ...] = ()
    absent: Names = ()
    derived: DerivedFile = DerivedFile()
    rules: tuple[RuleFile, ...] = ()


class SectionFile(Model):
    """A section of the report."""

    id: str
    number: str = ""
    title: str
    narrative: Literal["required", "optional", "none"] = "optional"
    table: str | None = None
    facts: bool = False
    hint: str | None = None


class PhraseFile(Model):
    """Wording to be warned of, in reports of offices of these kinds."""

    id: str
    text: str
    kinds: Names
    reason: str


class FormFile(Model):
    """A whole form."""

    id: str
    language: Literal["zh", "en"] = "zh"
    title: str
    report_title: str
    basis: str
    since: int = Field(alias="from")
    until: int | None = Field(default=None, alias="to")
    sections: tuple[SectionFile, ...]
    phrases: tuple[PhraseFile, ...] = ()
    tables: dict[str, TableFile]


class ChangeFile(Model):
    """One change of a variant: `replace: id`, `remove: id`, or `add: new id` with `after: id`."""

    table: str
    replace: str | None = None
    remove: str | None = None
    add: str | None = None
    after: str | None = None
    row: HeadingFile | None = None


def extend(child: Mapping, parent: Mapping, path: str) -> tuple[Mapping, list[Finding]]:
    """The parent's mapping with the child's top-level keys over it and its `changes` to rows applied.

    Gives `form.change` for a table or row that is not there, or a change that says nothing to do.
    """
    own = {key.text for key, _ in child.entries}
    entries = [(k, v) for k, v in child.entries if k.text not in ("extends", "changes")]
    entries += [(k, v) for k, v in parent.entries if k.text not in own]
    merged = Mapping(entries, child.line, child.column)
    findings: list[Finding] = []
    changes = child.get("changes")
    for change in getattr(changes, "items", []):
        merged, wrong = _change(merged, change, path)
        findings += wrong
    return merged, findings


def _text(node: Node | None) -> str:
    return node.text if isinstance(node, Scalar) else ""


def _change(form: Mapping, change: Mapping, path: str) -> tuple[Mapping, list[Finding]]:
    table, tables = _text(change.get("table")), form.get("tables")
    found = tables.get(table) if isinstance(tables, Mapping) else None
    if not isinstance(tables, Mapping) or not isinstance(found, Mapping):
        known = [k.text for k, _ in tables.entries] if isinstance(tables, Mapping) else []
        return form, [finding("form.change", place(path, change), name=table, instead=did_you_mean(table, known))]
    verb = next((v for v in ("replace", "remove", "add") if change.get(v)), "")
    target = _text(change.get("after" if verb == "add" else verb or "table"))
    row = change.get("row")
    done: list[bool] = []

    def edited(node: Mapping) -> Mapping:
        """The node with the row changed wherever rows stand below it."""
        entries: list[tuple[Scalar, Node]] = []
        for key, value in node.entries:
            if key.text == target and not done and verb:
                done.append(True)
                if verb == "remove":
                    continue
                kept = row if verb == "replace" and row is not None else value
                entries.append((key, kept))
                if verb == "add" and row is not None and isinstance(name := change.get("add"), Scalar):
                    entries.append((name, row))
            else:
                inner = value.get("children") if isinstance(value, Mapping) else None
                if isinstance(value, Mapping) and isinstance(inner, Mapping):
                    value = _with(value, "children", edited(inner))  # noqa: PLW2901
                entries.append((key, value))
        return Mapping(entries, node.line, node.column)

    def in_rows(holder: Mapping) -> Mapping:
        rows = holder.get("rows")
        return _with(holder, "rows", edited(rows)) if isinstance(rows, Mapping) else holder

    changed = in_rows(found)
    blocks = found.get("blocks")
    if blocks is not None and not isinstance(blocks, Scalar | Mapping):
        items: list[Node] = [in_rows(b) if isinstance(b, Mapping) else b for b in blocks.items]
        changed = _with(changed, "blocks", blocks._replace(items=items))
    if not done or (verb != "remove" and row is None):
        return form, [finding("form.change", place(path, change), name=target, instead="")]
    return _with(form, "tables", _with(tables, table, changed)), []


def _with(node: Mapping, name: str, value: Node) -> Mapping:
    """The mapping with one value replaced."""
    return node._replace(entries=[(k, value if k.text == name else v) for k, v in node.entries])
