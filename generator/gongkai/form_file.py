"""The grammar of a form file, and `extends`: what may stand in it, and where. `forms/README.md` tells it in words."""

from decimal import Decimal
from typing import Literal

from gongkai.finding import Finding, Severity, finding
from gongkai.schema import Field, Model, Names, did_you_mean, model
from gongkai.source import Mapping, Node, Scalar, Sequence, place
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
    columns: dict[str, HeadingFile] = Field(min_length=1)
    rows: dict[str, HeadingFile] = Field(min_length=1)
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
    columns: dict[str, HeadingFile] | None = Field(default=None, min_length=1)
    rows: dict[str, HeadingFile] | None = Field(default=None, min_length=1)
    blocks: tuple[BlockFile, ...] = ()
    absent: Names = ()
    derived: DerivedFile = DerivedFile()
    rules: tuple[RuleFile, ...] = ()


class SectionFile(Model):
    """A section of the report."""

    id: str
    number: str = ""
    title: str
    narrative: Literal["required", "optional"] = "optional"
    table: str | None = None
    facts: bool = False
    hint: str | None = None
    substance: bool = False


class PhraseFile(Model):
    """Wording to be warned of, in reports of offices of these kinds."""

    id: str
    text: str
    kinds: Names
    reason: str


class TermFile(Model):
    """Words of the prose and the cells they stand for, each a sum of paths as citations have them."""

    id: str
    words: Names = ()
    after: Names = ()
    fill: Names = ()
    units: Names = ()
    scale: dict[str, Decimal] = Field(default_factory=dict)
    near: Names = ()
    unlike: Names = ()
    no: Names = Field(default=(), alias="not")
    topics: Names = ()
    back: Names = ()
    allow: Names = ()
    cells: Names = Field(min_length=1)
    of: Names = ()
    follows: Names = ()
    rests_on: Names = ()


class BaseFile(Model):
    """What a share may be of."""

    id: str
    words: Names = ()
    cells: Names = Field(min_length=1)


class NothingFile(Model):
    """Wording that says there is none of these."""

    words: Names = Field(min_length=1)
    fill: Names = ()
    then: Names = ()
    near: Names = ()
    unlike: Names = ()
    no: Names = Field(default=(), alias="not")
    topics: Names = ()
    back: Names = ()
    allow: Names = ()
    beside: Names = ()
    apart: Names = ()
    whole: Names = ()
    zero: Names = Field(min_length=1)


class ClaimsFile(Model):
    """How prose speaks of the form's numbers."""

    units: Names = ()
    fill: Names = ()
    no: Names = Field(default=(), alias="not")
    bodies: Names = ()
    years: Names = ()
    this_year: Names = ()
    whole_year: Names = ()
    part: Names = ()
    share: Names = ()
    each_share: Names = ()
    since: Names = ()
    up: Names = ()
    down: Names = ()
    terms: tuple[TermFile, ...] = ()
    bases: tuple[BaseFile, ...] = ()
    nothing: tuple[NothingFile, ...] = ()


class StatementFile(Model):
    """What the prose must state, known by words of which one suffices; in one section, or anywhere."""

    id: str
    label: str
    words: Names = Field(min_length=1)
    section: str | None = None
    kinds: Names = ()
    clause: str | None = None
    reason: str | None = None


class SeriesFile(Model):
    """A measure over the years: one cell or the sum of several, by id; the same id in another form is the same one."""

    id: str
    label: str
    name: str | None = None
    cells: Names = Field(min_length=1)
    archive: bool = False


class ChartFile(Model):
    """A chart of an office's page."""

    id: str
    title: str
    kind: Literal["line", "bars", "stacked"]
    series: tuple[SeriesFile, ...] = Field(min_length=1)


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
    claims: ClaimsFile | None = None
    states: tuple[StatementFile, ...] = ()
    period: Names = ()
    nothing: Names = ()
    trends: tuple[ChartFile, ...] = ()
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
    if changes is not None and not isinstance(changes, Sequence):
        return merged, [finding("form.change", place(path, changes), name="changes", instead="")]
    for node in changes.items if changes else ():
        if not isinstance(node, Mapping):
            findings.append(finding("form.change", place(path, node), name="changes", instead=""))
            continue
        change, wrong = model(ChangeFile, node, path)
        findings += wrong
        if change is not None:
            merged, wrong = _change(merged, change, node, path)
            findings += wrong
    return merged, findings


def _change(form: Mapping, change: ChangeFile, node: Mapping, path: str) -> tuple[Mapping, list[Finding]]:
    """One change, applied to the first row of that name (or dotted path) in the table."""

    def wrong(name: str, instead: str = "") -> tuple[Mapping, list[Finding]]:
        return form, [finding("form.change", place(path, node), name=name, instead=instead)]

    tables = form.get("tables")
    table = tables.get(change.table) if isinstance(tables, Mapping) else None
    if not isinstance(tables, Mapping) or not isinstance(table, Mapping):
        known = [k.text for k, _ in tables.entries] if isinstance(tables, Mapping) else []
        return wrong(change.table, did_you_mean(change.table, known))
    verbs = [v for v in ("replace", "remove", "add") if getattr(change, v)]
    row = node.get("row")
    if len(verbs) != 1 or (row is None) != (verbs == ["remove"]) or bool(change.after) != (verbs == ["add"]):
        return wrong(change.table)
    edit = _Edit(change, row)
    changed = edit.holder(table)
    blocks = table.get("blocks")
    if isinstance(blocks, Sequence):
        items: list[Node] = [edit.holder(b) if isinstance(b, Mapping) else b for b in blocks.items]
        changed = _with(changed, "blocks", blocks._replace(items=items))
    if not edit.done or edit.taken:
        return wrong(change.add if edit.taken and change.add else edit.target)
    return _with(form, "tables", _with(tables, change.table, changed)), []


class _Edit:
    """Walks the rows of a table and changes the one that is meant."""

    def __init__(self, change: ChangeFile, row: Node | None) -> None:
        self.change, self.row = change, row
        self.target = change.after or change.replace or change.remove or ""
        self.done = False
        self.taken = False  # the new row's id is there already

    def holder(self, node: Mapping) -> Mapping:
        rows = node.get("rows")
        return _with(node, "rows", self.rows(rows, "")) if isinstance(rows, Mapping) else node

    def rows(self, node: Mapping, above: str) -> Mapping:
        entries: list[tuple[Scalar, Node]] = []
        for key, value in node.entries:
            self.taken |= key.text == self.change.add
            if not self.done and self.target in (key.text, above + key.text):
                self.done = True
                entries += self.changed(key, value)
                continue
            inner = value.get("children") if isinstance(value, Mapping) else None
            if isinstance(value, Mapping) and isinstance(inner, Mapping):
                entries.append((key, _with(value, "children", self.rows(inner, f"{above}{key.text}."))))
            else:
                entries.append((key, value))
        return Mapping(entries, node.line, node.column)

    def changed(self, key: Scalar, value: Node) -> list[tuple[Scalar, Node]]:
        if self.row is None:
            return []
        if self.change.add:
            return [(key, value), (key._replace(text=self.change.add), self.row)]
        return [(key, self.row)]


def _with(node: Mapping, name: str, value: Node) -> Mapping:
    """The mapping with one value replaced."""
    return node._replace(entries=[(k, value if k.text == name else v) for k, v in node.entries])
