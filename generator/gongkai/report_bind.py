"""Reads one report's two files and binds them: the only place where a Report is made."""

from collections.abc import Mapping
from pathlib import Path

from gongkai.discover import ReportFiles
from gongkai.finding import Finding, Span, Word, as_draft, finding
from gongkai.form import Block, Form, RowGroup, RowPlace, Table
from gongkai.options import Fact
from gongkai.report import Narrative, Report, number_of
from gongkai.report_prose import bind, plain
from gongkai.report_read import KEYS, Reading, read_facts, read_published, read_tables, scalar
from gongkai.schema import did_you_mean
from gongkai.source import Mapping as MappingNode
from gongkai.source import Node, Scalar, parse, place, read_text


def read_report(
    root: Path, files: ReportFiles, forms: Mapping[str, Form | None], facts: Mapping[str, Fact]
) -> tuple[Report | None, list[Finding]]:
    """Read `report.yaml` and `report.md`. Without a readable form there is no Report, only findings.

    A form that is there but wrong itself is None in `forms`: its own findings tell that.
    """
    text, findings = read_text(root / files.yaml, files.yaml)
    if findings:
        return None, findings
    document = parse(text, files.yaml)
    findings = document.findings
    if not document.root.entries and findings:
        return None, findings
    node = document.root
    top = place(files.yaml, node.entries[0][0] if node.entries else node)
    draft = scalar(node.get("draft")) == "true"
    findings += _head(node, files, top)
    found = node.get("form")
    name = scalar(found)
    form = forms.get(name)
    if form is None and (name in forms or not name):
        return None, as_draft(findings) if draft else findings
    if form is None:
        span = place(files.yaml, found) if found else top
        slip = finding("report.form", span, form=name, instead=did_you_mean(name, forms), known=tuple(forms))
        findings.append(slip)
        return None, as_draft(findings) if draft else findings
    reading = read_tables(files.yaml, form, node, top)
    values = read_facts(reading, node, facts)
    published = read_published(reading, node)
    labels = _labels(reading, node)
    units = _units(reading, node)
    _blanks(reading)
    if not form.fits(files.year):
        years = f"{form.since}–{form.until or ''}"
        reading.wrong("report.form-year", node.get("form") or node, form=form.id, year=files.year, years=years)
    findings += reading.findings
    title = ""
    narratives: tuple[Narrative, ...] = ()
    if files.prose:
        prose, wrong = read_text(root / files.prose, files.prose)
        findings += wrong
        if not wrong:
            title, narratives, wrong = bind(form, prose, files.prose)
            findings += wrong
    else:
        findings.append(finding("file.missing", top, file=f"{files.folder}/report.md"))
    report = Report(
        path=files.yaml,
        prose_path=files.prose or f"{files.folder}/report.md",
        office=files.office,
        year=files.year,
        form=form,
        published=published,
        draft=draft,
        title=title,
        values=tuple(reading.values),
        numbers=tuple(map(number_of, reading.values)),
        places=tuple(reading.places),
        computed=reading.computed,
        unreadable=frozenset(reading.unreadable),
        facts=values,
        labels=labels,
        units=units,
        narratives=narratives,
        attachments=files.attachments,
        span=top,
    )
    return report, as_draft(findings) if draft else findings


def _head(node: MappingNode, files: ReportFiles, top: Span) -> list[Finding]:
    """Known keys only; office and year agree with the folder."""
    findings = [
        finding(
            "option.unknown",
            place(files.yaml, key),
            key=key.text,
            instead=did_you_mean(key.text, KEYS),
            known=KEYS,
        )
        for key, _ in node.entries
        if key.text not in KEYS
    ]
    for name, expected in (("office", files.office), ("year", str(files.year))):
        value = node.get(name)
        if scalar(value) and scalar(value) != expected:
            span = place(files.yaml, value) if value else top
            findings.append(
                finding("report.path", span, key=name, text=scalar(value), expected=expected, folder=files.folder)
            )
    findings += [
        finding("option.missing", top, key=name) for name in ("form", "office", "year") if not scalar(node.get(name))
    ]
    draft = node.get("draft")
    if scalar(draft) not in ("", "true", "false"):
        findings.append(
            finding(
                "option.value",
                place(files.yaml, draft or node),
                key="draft",
                text=scalar(draft),
                expected=Word("expected.yes-no"),
                allowed="true, false",
            )
        )
    return findings


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
    reading.wrong("row.shape", value, row=name, problem=Word("shape.mapping"), columns="")
    return []


def _labels(reading: Reading, node: MappingNode) -> dict[tuple[str, int, str], str]:
    """`as_printed:`: wording of the original that differs from the form's, by row or column.

    Gives `label.as-printed` (a warning: the wording is not the form's), `label.same`, `label.unknown`.
    """
    labels: dict[tuple[str, int, str], str] = {}
    for key, value in _entries(reading, node, "as_printed"):
        found = _find(reading.form, key.text)
        if found is None or not isinstance(value, Scalar):
            reading.wrong("label.unknown", key, path=key.text, where="as_printed")
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


def _units(reading: Reading, node: MappingNode) -> dict[int, str]:
    """`units:`: what the form leaves open. Gives `unit.fixed`, `unit.unset` and `label.unknown`."""
    units: dict[int, str] = {}
    for key, value in _entries(reading, node, "units"):
        found = _find(reading.form, key.text)
        if found is None or found[1] is None or found[3] is None or found[1][1] < 0 or not scalar(value):
            reading.wrong("label.unknown", key, path=key.text, where="units")
            continue
        cell = found[1][0].cell(found[1][1], found[3])
        kind = reading.form.cells[cell]
        if kind.open_unit:
            units[cell] = scalar(value)
        else:
            reading.wrong("unit.fixed", key, path=key.text, unit=kind.unit)
    for i, kind in enumerate(reading.form.cells):
        if kind.open_unit and i not in units and number_of(reading.values[i]):
            span = Span(reading.path, *divmod(reading.places[i], 1 << 16))
            reading.findings.append(finding("unit.unset", span, row=kind.row.label, column=kind.column.label))
    return units


def _blanks(reading: Reading) -> None:
    """One notice for each table with blank cells: publish 0 or /."""
    form = reading.form
    for table in form.tables:
        blank = [
            i
            for i, cell in enumerate(form.cells)
            if cell.table == table.id
            and reading.values[i] is None
            and i not in reading.unreadable
            and i not in form.derived
        ]
        if blank:
            span = Span(reading.path, *divmod(reading.places[blank[0]], 1 << 16))
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
