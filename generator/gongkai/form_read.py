"""Form files to Forms: numbers the cells, binds the rules to them, and checks the file itself.

Every finding points into the form file (into the parent's for what a variant inherits).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gongkai.finding import Finding, Span, Word, finding
from gongkai.form import (
    Block,
    CellType,
    Form,
    Heading,
    Instance,
    Line,
    Phrase,
    RowGroup,
    RowPlace,
    Rule,
    Section,
    Statement,
    Table,
)
from gongkai.form_file import BlockFile, FormFile, HeadingFile, TableFile, extend
from gongkai.form_rules import Sheet, bind_rule, derived_cells
from gongkai.form_terms import bind_claims
from gongkai.form_trends import bind_trends
from gongkai.options import is_citable, is_id
from gongkai.schema import did_you_mean, locate, model
from gongkai.source import Mapping, Node, Scalar, place
from gongkai.values import Kind


@dataclass
class _Reading:
    """One form file while it is read: its root, where inherited nodes came from, and what is wrong."""

    root: Mapping
    path: str
    inherited: dict[int, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def at(self, *path: str | int) -> Span:
        node = locate(self.root, path)
        return place(self.inherited.get(id(node), self.path), node)

    def wrong(self, code: str, where: Sequence[str | int], **args: object) -> None:
        self.findings.append(finding(code, self.at(*where), **args))


def read_forms(sources: Sequence[tuple[str, Mapping]]) -> tuple[dict[str, Form | None], list[Finding]]:
    """Read all form files, (path, root) each; an id given twice is `form.id`.

    A form that is wrong is None, so that reports in it are not blamed for it.
    """
    roots: dict[str, tuple[str, Mapping]] = {}
    findings: list[Finding] = []
    for path, root in sources:
        name = root.get("id")
        fid = name.text if isinstance(name, Scalar) else ""
        if fid in roots or (fid and not is_id(fid)):
            findings.append(finding("form.id", place(path, name or root), id=fid, what=Word("what.form")))
            continue
        roots[fid] = (path, root)
    forms: dict[str, Form | None] = {}
    for fid, (path, root) in roots.items():
        reading = _Reading(root, path)
        forms[fid] = _read(reading, roots)
        findings += reading.findings
    return forms, findings


def _read(reading: _Reading, roots: dict[str, tuple[str, Mapping]]) -> Form | None:
    parent = reading.root.get("extends")
    extends = parent.text if isinstance(parent, Scalar) else ""
    if isinstance(parent, Scalar):
        if parent.text not in roots or roots[parent.text][1].get("extends") is not None:
            reading.wrong("form.change", ("extends",), name=parent.text, instead=did_you_mean(parent.text, roots))
            return None
        parent_path, parent_root = roots[parent.text]
        reading.inherited = {id(node): parent_path for node in _nodes(parent_root)}
        reading.root, wrong = extend(reading.root, parent_root, reading.path)
        reading.findings += wrong
    file, wrong = model(FormFile, reading.root, reading.path)
    reading.findings += wrong
    if file is None:
        return None
    return _compile(reading, file, extends)


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, Mapping):
        for key, value in node.entries:
            yield key
            yield from _nodes(value)
    elif not isinstance(node, Scalar):
        for item in node.items:
            yield from _nodes(item)


def _compile(reading: _Reading, file: FormFile, extends: str) -> Form | None:
    tables: list[Table] = []
    cells: list[CellType] = []
    sheets: list[tuple[str, TableFile, list[Sheet]]] = []
    _unique(reading, [(t.key, ("tables", tid)) for tid, t in file.tables.items()])
    for tid, written in file.tables.items():
        blocks = _blocks(reading, tid, written)
        built, sheet = _table(reading, tid, written, blocks, cells)
        tables.append(built)
        sheets.append((tid, written, sheet))
    index = {cell.id: i for i, cell in enumerate(cells)}
    _sections(reading, file)
    _states(reading, file)
    _report_title(reading, file)
    rules, instances, derived = _rules(reading, sheets, cells)
    sound = not reading.findings  # else a wording that names what is broken would only echo it
    claims = bind_claims(file.claims, tables, cells, reading.wrong) if file.claims and sound else None
    trends = (
        bind_trends(file.trends, cells, instances, {s.table: s.id for s in file.sections if s.table}, reading.wrong)
        if sound
        else ()
    )
    if reading.findings:
        return None
    return Form(
        id=file.id,
        path=reading.path,
        extends=extends,
        language=file.language,
        title=file.title,
        report_title=file.report_title,
        basis=file.basis,
        since=file.since,
        until=file.until,
        sections=tuple(
            Section(s.id, s.number, s.title, s.narrative, s.table or "", s.facts, s.hint or "", s.substance)
            for s in file.sections
        ),
        phrases=tuple(Phrase(p.id, p.text, p.kinds, p.reason) for p in file.phrases),
        claims=claims,
        states=tuple(
            Statement(s.id, s.label, s.words, s.section or "", s.kinds, s.clause or "", s.reason or "")
            for s in file.states
        ),
        period=file.period,
        nothing=file.nothing,
        trends=trends,
        tables=tuple(tables),
        cells=tuple(cells),
        index=index,
        rules=tuple(rules),
        instances=tuple(instances),
        derived=frozenset(derived),
    )


def _rules(
    reading: _Reading, sheets: Sequence[tuple[str, TableFile, list[Sheet]]], cells: Sequence[CellType]
) -> tuple[list[Rule], list[Instance], set[int]]:
    """The rules of all tables, bound to the cells, and the cells that may be left blank."""
    rules: list[Rule] = []
    instances: list[Instance] = []
    derived: set[int] = set()
    for tid, written, sheet in sheets:
        for number, rule in enumerate(written.rules):
            where = ("tables", tid, "rules", number)
            bound = bind_rule(tid, rule, sheet, cells, lambda code, w=where, **a: reading.wrong(code, w, **a))
            if bound is not None:
                rules.append(bound[0])
                instances += bound[1]
        _duplicate_rules(reading, tid, written)
        derived |= derived_cells(
            written.derived,
            sheet,
            instances,
            [cell.id for cell in cells],
            lambda code, w=("tables", tid, "derived"), **a: reading.wrong(code, w, **a),
        )
    return rules, instances, derived


def _report_title(reading: _Reading, file: FormFile) -> None:
    if re.search("[{}]", file.report_title.replace("{office}", "").replace("{year}", "")):
        allowed = ("{office}", "{year}")
        pattern = Word("expected.pattern")
        text = file.report_title
        reading.wrong(
            "option.value", ("report_title",), key="report_title", text=text, expected=pattern, allowed=allowed
        )


def _blocks(reading: _Reading, tid: str, table: TableFile) -> list[tuple[BlockFile, tuple[str | int, ...]]]:
    """The table's blocks with their places; a table without blocks is one block."""
    plain = table.columns is not None and table.rows is not None
    if plain == bool(table.blocks) or (table.blocks and (table.columns or table.rows)):
        reading.wrong("form.block", ("tables", tid), table=tid, problem=Word("block.either"))
        return []
    if table.blocks:
        return [(block, ("tables", tid, "blocks", i)) for i, block in enumerate(table.blocks)]
    one = BlockFile(columns=table.columns or {}, rows=table.rows or {})
    return [(one, ("tables", tid))]


def _table(
    reading: _Reading,
    tid: str,
    written: TableFile,
    files: list[tuple[BlockFile, tuple[str | int, ...]]],
    cells: list[CellType],
) -> tuple[Table, list[Sheet]]:
    blocks: list[Block] = []
    sheets: list[Sheet] = []
    tree: dict[str, RowPlace | RowGroup] = {}
    absent = set(written.absent)
    seen: set[str] = set()
    widths: set[tuple[int, int]] = set()
    for number, (file, where) in enumerate(files):
        rows, row_tree, row_groups, row_types = _lines(reading, file.rows, (*where, "rows"))
        across = _lines(reading, file.columns, (*where, "columns"), nested=False)
        columns, column_tree, column_groups, column_types = across
        block = Block(
            file.caption or "", file.corner or written.corner, rows, columns, row_tree, column_tree, len(cells)
        )
        blocks.append(block)
        widths.add((max(h.depth() for h in row_tree), sum(_spans(column_tree))))
        sheets.append(Sheet(block, row_groups, column_groups))
        for r, row in enumerate(rows):
            if row.id in seen:
                reading.wrong("form.id", (*where, "rows"), id=row.id, what=Word("what.row"))
            seen.add(row.id)
            for c, column in enumerate(columns):
                kind = column_types[c][0] or row_types[r][0] or file.type or written.type
                unit = column_types[c][1] or row_types[r][1] or file.unit or written.unit or ""
                both = {bool(column_types[c][i] and row_types[r][i]) for i in (0, 1)}
                if True in both:
                    reading.wrong("form.column", (*where, "rows"), row=row.label, column=column.label)
                name = f"{row.id}.{column.id}"
                exists = name not in absent
                absent.discard(name)
                cid = f"{tid}.{name}"
                if kind is Kind.MONEY and not unit:
                    reading.wrong("form.unit", (*where, "rows"), name=cid)
                stated = "" if unit == "open" else unit
                cells.append(CellType(cid, tid, row, column, kind, stated, unit == "open", exists))
            there = [i for i in range(block.cell(r, 0), len(cells)) if cells[i].exists]
            _plant(reading, tree, row, RowPlace(number, r, tuple(there)), (*where, "rows"))
    if len(widths) > 1 and written.layout == "grid":
        reading.wrong("form.block", ("tables", tid), table=tid, problem=Word("block.width"))
    if written.layout == "single-row" and len(blocks) > 1:
        reading.wrong("form.block", ("tables", tid), table=tid, problem=Word("block.single-row"))
    if len({bool(b.caption) for b in blocks}) > 1 or (len(blocks) > 1 and not blocks[0].caption):
        reading.wrong("form.block", ("tables", tid), table=tid, problem=Word("block.caption"))
    for name in sorted(absent):
        reading.wrong("form.name", ("tables", tid, "absent"), name=name, known="")
    if not is_id(tid):
        reading.wrong("form.id", ("tables", tid), id=tid, what=Word("what.table"))
    single = written.layout == "single-row"
    return Table(tid, written.key, written.caption, single, tuple(blocks), RowGroup(tree)), sheets


def _spans(headings: Sequence[Heading]) -> Iterator[int]:
    for heading in headings:
        if heading.children:
            yield from _spans(heading.children)
        else:
            yield heading.span


_Types = list[tuple[Kind | None, str | None]]


def _lines(
    reading: _Reading, written: dict[str, HeadingFile], where: tuple[str | int, ...], *, nested: bool = True
) -> tuple[tuple[Line, ...], tuple[Heading, ...], dict[str, tuple[int, ...]], _Types]:
    """Flatten a header tree: its leaves as Lines, the tree for printing, groups by name, and the leaves' types."""
    lines: list[Line] = []
    types: _Types = []
    groups: dict[str, tuple[int, ...]] = {}

    def walk(
        level: dict[str, HeadingFile],
        where: tuple[str | int, ...],
        ids: str,
        keys: tuple[str, ...],
        given: tuple[Kind | None, str | None] = (None, None),
    ) -> tuple[Heading, ...]:
        out: list[Heading] = []
        for name, node in level.items():
            here = (*where, name)
            types_here = (node.type or given[0], node.unit or given[1])
            if node.key and not is_citable(node.key):
                reading.wrong("form.key", here, key=node.key, problem=Word("key.citable"))
            if node.span > 1 and (nested or node.children):
                reading.wrong("form.key", here, key=name, problem=Word("key.span"))
            if not is_id(name):
                reading.wrong("form.id", here, id=name, what=Word("what.row" if nested else "what.column"))
            label = node.label or node.key or ""
            if not label or (node.children is None and not node.key):
                reading.wrong("form.key", here, key=name, problem=Word("key.missing"))
            if node.children is not None:
                visible = nested and node.key
                first = len(lines)
                children = walk(
                    node.children,
                    (*here, "children"),
                    f"{ids}{name}." if visible else ids,
                    (*keys, node.key) if visible and node.key else keys,
                    types_here,
                )
                groups[name] = tuple(range(first, len(lines)))
                if not children:
                    reading.wrong("form.key", here, key=name, problem=Word("key.empty"))
                out.append(Heading(ids + name, label, children))
            else:
                lines.append(Line(ids + name, (*keys, node.key or ""), label))
                types.append(types_here)
                out.append(Heading(ids + name, label, (), len(lines) - 1, node.span))
        return tuple(out)

    tree = walk(written, where, "", ())
    if not nested:
        _unique(reading, [(line.keys[-1], where) for line in lines])
        if len({line.id for line in lines}) < len(lines):
            reading.wrong("form.id", where, id="", what=Word("what.column"))
    return tuple(lines), tree, groups, types


def _plant(
    reading: _Reading,
    tree: dict[str, RowPlace | RowGroup],
    row: Line,
    at: RowPlace,
    where: tuple[str | int, ...],
) -> None:
    """Put a row into the tree of keys as authors nest them."""
    level: dict[str, RowPlace | RowGroup] = tree
    for key in row.keys[:-1]:
        inner = level.setdefault(key, RowGroup({}))
        if not isinstance(inner, RowGroup):
            reading.wrong("form.key", where, key=key, problem=Word("key.twice"))
            return
        level = inner.inner  # type: ignore[assignment]
    if row.keys[-1] in level:
        reading.wrong("form.key", where, key=row.keys[-1], problem=Word("key.twice"))
    level[row.keys[-1]] = at


def _unique(reading: _Reading, keys: Sequence[tuple[str, tuple[str | int, ...]]]) -> None:
    seen: set[str] = set()
    for key, where in keys:
        if key in seen:
            reading.wrong("form.key", where, key=key, problem=Word("key.twice"))
        seen.add(key)


def _duplicate_rules(reading: _Reading, tid: str, table: TableFile) -> None:
    seen: set[str] = set()
    for number, rule in enumerate(table.rules):
        if rule.id in seen:
            reading.wrong("form.id", ("tables", tid, "rules", number), id=rule.id, what=Word("what.rule"))
        seen.add(rule.id)


def _states(reading: _Reading, file: FormFile) -> None:
    """A required statement has a name of its own, a reason, and a section that is there."""
    known = [section.id for section in file.sections]
    seen: set[str] = set()
    for number, written in enumerate(file.states):
        where = ("states", number)
        if written.id in seen or not is_id(written.id):
            reading.wrong("form.id", where, id=written.id, what=Word("what.statement"))
        seen.add(written.id)
        if bool(written.clause) == bool(written.reason):
            reading.wrong("form.reason", where, rule=written.id)
        if written.section and written.section not in known:
            reading.wrong("form.name", where, name=written.section, known=did_you_mean(written.section, known))


RESERVED = ("main", "downloads", "facts", "preamble")  # anchors that every report page has


def _sections(reading: _Reading, file: FormFile) -> None:
    """Each table belongs to exactly one section; ids are distinct."""
    shown: set[str] = set()
    ids: set[str] = set()
    for number, section in enumerate(file.sections):
        where = ("sections", number)
        if section.id in ids or not is_id(section.id) or section.id in RESERVED:
            reading.wrong("form.id", where, id=section.id, what=Word("what.section"))
        ids.add(section.id)
        if section.table and (section.table not in file.tables or section.table in shown):
            known = did_you_mean(section.table, file.tables)
            reading.wrong("form.section", where, table=section.table, instead=known)
        shown.add(section.table or "")
    for tid in file.tables:
        if tid not in shown:
            reading.wrong("form.section", ("tables", tid), table=tid, instead="")
