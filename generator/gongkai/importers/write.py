"""An imported report as files: report.yaml with the form's keys and the places in the source, and report.md."""

import re
from collections.abc import Callable, Iterator, Sequence

from gongkai.form import Form, RowGroup, Table
from gongkai.importers.align import Reading
from gongkai.importers.columns import State
from gongkai.importers.draft import Broken, Draft
from gongkai.importers.paragraphs import SUBHEADING, blocks
from gongkai.importers.pieces import Place, plain
from gongkai.messages import Texts
from gongkai.values import shown

_NOT = {"=": "≠", "<=": ">", ">=": "<"}


def yaml(item: Draft, office: str, name: str, year: int, texts: Texts) -> str:
    """report.yaml. It is a draft: somebody has yet to compare it with the original."""
    form, word = item.form, texts.say
    day = item.found.published
    lines = [
        f"# {_safe(item.found.title or form.titled(name, year))}",
        f"# {word('import.head', file=item.source.name)}",
        f"form: {form.id}",
        f"office: {office}",
        f"year: {year}",
        f"published: {day}" if day else f"published:                # TODO {word('import.published')}",
        f"draft: true               # {word('import.draft')}",
        "",
        "tables:",
    ]
    for table in form.tables:
        lines += [f"  {table.key}:", *_rows(item, table, table.tree, "    ", [""], texts)]
        for run in item.tables[table.id].extra:
            text = _safe(" | ".join(c.text for c in (*run.labels[-2:], *run.values)))
            lines.append(f"    # TODO {word('import.extra', text=text)}")
        lines.append("")
    units = {_path(form, i): r.unit for i, r in item.cells.items() if r.unit}
    if units:
        lines += ["units:", *(f"  {k}: {_quoted(u)}" for k, u in units.items()), ""]
    labels = list(_labels(item))
    if labels:
        lines += ["as_printed:", *labels, ""]
    if item.broken:
        lines.append("waivers:")
        for broken in item.broken:
            lines += _waiver(form, broken, word)
    return "\n".join(lines).rstrip() + "\n"


def _rows(item: Draft, table: Table, group: RowGroup, indent: str, last: list[str], texts: Texts) -> Iterator[str]:
    from gongkai.scaffold import _column, _pad  # the same layout as a new report has

    form = item.form
    for key, inner in group.inner.items():
        if isinstance(inner, RowGroup):
            yield f"{indent}{key}:"
            yield from _rows(item, table, inner, indent + "  ", last, texts)
            continue
        block = table.blocks[inner.block]
        numbers = [i for c in range(len(block.columns)) if form.cells[i := block.cell(inner.row, c)].exists]
        columns = " ".join(_column(form.cells[i].column) for i in numbers)
        if columns != last[0]:
            last[0] = columns
            yield f"{indent}# {columns}"
        read = [item.cells[i] for i in numbers]
        cells = ", ".join(_cell(r) for r in read)
        text = cells if len(numbers) == 1 else f"[{cells}]"
        yield f"{indent}{_pad(key, 24 - len(indent))}{text}{_note(read, texts)}"


def _cell(reading: Reading) -> str:
    if reading.state is State.LOST or reading.value is None:
        return "~"
    text = shown(reading.value)
    return text if re.fullmatch(r"-?[0-9.]+|/|[0-9-]{10}", text) else _quoted(text)


def _note(read: list[Reading], texts: Texts) -> str:
    """The place in the source, and what is not certain of a row."""
    placed = next((r.place for r in read if r.place), None)
    notes = [where(placed, texts)] if placed else []
    lost = [r for r in read if r.state is State.LOST]
    if lost:
        reasons = dict.fromkeys(texts.word(r.why) for r in lost)
        original = dict.fromkeys(_safe(r.original) for r in lost if r.original)
        quoted = texts.say("import.original", text=" | ".join(original)) if original else ""
        notes.append("TODO " + " ".join(filter(None, [*reasons, quoted])))
    elif any(r.state is State.RESOLVED for r in read):
        notes.append(texts.word("import.resolved"))
    for r in read:
        if r.why and r.state is not State.LOST:
            said = "" if r.why == "import.why.note" else texts.word(r.why) + " "
            notes.append(said + texts.say("import.original", text=_safe(r.original)))
    return f"   # {'; '.join(notes)}" if notes else ""


def where(place: Place, texts: Texts) -> str:
    """A place in the source, in words."""
    return texts.say("import.place", page=place.page or "", line=place.line or "")


def _path(form: Form, index: int) -> str:
    cell = form.cells[index]
    return ".".join((form.table(cell.table).key, *cell.row.keys, cell.column.keys[-1]))


def _labels(item: Draft) -> Iterator[str]:
    """Wording of the original, for rows and columns that were certain by a label worded in another way."""
    for table in item.form.tables:
        for (block, column), label in item.tables[table.id].columns.items():
            line, first = table.blocks[block].columns[column], table.blocks[block].rows[0]
            if plain(label) != plain(line.label) and len(label) <= 200:
                keys = first.keys if len(table.blocks) > 1 else ()
                yield f"  {'.'.join((table.key, *keys, line.keys[-1]))}: {_quoted(label)}"
        for (block, row), label in item.tables[table.id].labels.items():
            line = table.blocks[block].rows[row]
            if plain(label) != plain(line.label) and len(label) <= 200:
                yield f"  {'.'.join((table.key, *line.keys))}: {_quoted(label)}"


def _waiver(form: Form, broken: Broken, word: Callable[..., str]) -> list[str]:
    """A waiver that holds nothing back before somebody has compared the original and says so in his office's name."""
    rule = broken.instance.rule
    first = (broken.instance.left.now or broken.instance.right.now)[0][1]
    return [
        f"  - code: {rule.table}.{rule.id}",
        f"    cell: {_path(form, first)}",
        f"    printed: {broken.left}{_NOT[rule.equation.relation]}{broken.right}",
        f"    reason:                # TODO {word('import.waiver.reason')}",
        f"    by:                    # TODO {word('import.waiver.by')}",
    ]


def _safe(text: str) -> str:
    """A text for a comment: one line, not too long."""
    text = " ".join(text.split())
    return text if len(text) <= 160 else text[:159] + "…"


def _quoted(text: str) -> str:
    return "'" + " ".join(text.split()).replace("'", "''") + "'"


def markdown(item: Draft, name: str, year: int) -> str:
    """report.md: the original's headings and paragraphs, other tables than the form's, and rows of its own."""
    out = [f"# {_escaped(item.found.title or item.form.titled(name, year))}"]
    own = {s.title: rows for s in item.form.sections if s.table and (rows := _own_rows(item, s.table))}
    for block in blocks(item.found.text, item.source):
        text = block.text
        if block.rows:
            out.append(_table(block.rows))
        elif block.heading:
            out.append(f"## {_escaped(text)}")
            title = next((s.title for s in item.form.sections if s.title in own and plain(s.title) in plain(text)), "")
            out += own.pop(title, [])
        elif SUBHEADING.match(text) and len(text) <= 30 and not text.endswith(("。", "；")):
            out.append(f"### {_escaped(text)}")
        else:
            out.append(_escaped(text))
    return "\n\n".join([*out, *(rows for left in own.values() for rows in left)]) + "\n"


def _own_rows(item: Draft, table_id: str) -> list[str]:
    """The rows of a table that the form has not, as a table below it: a form of the portal's own may take them in."""
    extra, table = item.tables[table_id].extra, item.form.table(table_id)
    if not extra:
        return []
    rows = [["".join(c.text for c in run.labels[-1:]), *(v.text for v in run.values)] for run in extra]
    names = [column.label for column in table.blocks[0].columns]
    width = max(len(row) for row in rows) - 1
    return [_table([[table.caption, *(names if len(names) == width else [""] * width)], *rows])]


def _table(rows: Sequence[Sequence[str]]) -> str:
    """A table of Markdown; a row with fewer cells is filled up."""
    width = max(map(len, rows))
    lines = ["| " + " | ".join([*map(_escaped, row), *[""] * (width - len(row))]) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _escaped(text: str) -> str:
    """A paragraph as Markdown that says just this."""
    text = re.sub(r"([\\`*_\[\]<>{}#|~])", r"\\\1", text)
    text = re.sub(r"^([-+])(?=\s|$)", r"\\\1", text)
    return re.sub(r"^([0-9]{1,9})([.)])(?=\s|$)", r"\1\\\2", text)
