"""The review sheet: what was read beside the original, for somebody who compares the two and signs."""

from collections.abc import Iterator, Sequence
from html import escape

from gongkai.finding import Finding, Severity
from gongkai.form import Table
from gongkai.importers.align import Reading
from gongkai.importers.columns import State
from gongkai.importers.draft import Draft
from gongkai.importers.write import where
from gongkai.layout import DataCell, HeaderCell, lay_out
from gongkai.messages import Texts
from gongkai.values import shown

_STYLE = """
body{font:16px/1.6 sans-serif;margin:1rem;color:#222;background:#fff}
main{display:grid;grid-template-columns:1fr 1fr;gap:1rem;align-items:start}
@media(max-width:60rem){main{grid-template-columns:1fr}}
table{border-collapse:collapse;margin:.5rem 0;width:100%}th,td{border:1px solid #888;padding:.2rem .4rem}
th,td{text-align:left}
th{background:#f3f3f3;font-weight:normal}section{overflow:auto}
.resolved{background:#fff3c4}.lost{background:#ffd9d9;border:2px solid #b00}.note{border-style:dashed}
.broken{outline:3px dotted #b00;outline-offset:-3px}
small{color:#555;display:block}
"""


def sheet(item: Draft, name: str, year: int, texts: Texts, findings: Sequence[Finding]) -> str:
    """The sheet as one HTML file that fetches nothing; `findings` are those of `gongkai check` in the draft."""
    word = texts.word
    counts = {s: item.count(s) for s in State}
    head = texts.say("import.sheet.title", office=name, year=year)
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="{"zh-CN" if texts.language == "zh" else "en"}"><head><meta charset="utf-8">',
        f'<meta name="viewport" content="width=device-width"><title>{escape(head)}</title>',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<style>{_STYLE}</style></head><body><h1>{escape(head)}</h1>",
        f"<p>{escape(texts.say('import.sheet.file', file=item.source.name, form=item.form.id))}</p>",
        f"<p>{escape(texts.say('import.sheet.counts', certain=counts[State.CERTAIN], resolved=counts[State.RESOLVED], lost=counts[State.LOST]))}</p>",  # noqa: E501
        f'<ul><li class="resolved">{escape(word("import.sheet.resolved"))}</li>',
        f'<li class="lost">{escape(word("import.sheet.lost"))}</li>',
        f'<li class="broken">{escape(word("import.sheet.marked"))}</li></ul>' if item.broken else "</ul>",
        *_broken(item, texts),
        *_findings(findings, texts),
    ]
    for table in item.form.tables:
        parts.append(f"<h2>{escape(table.caption)}</h2><main>")
        parts.append(f"<section><h3>{escape(word('import.sheet.original'))}</h3>{_original(item, table.id)}</section>")
        parts.append(
            f"<section><h3>{escape(word('import.sheet.read'))}</h3>{_read(item, table, texts)}</section></main>"
        )
        parts += [
            f'<p class="lost">{escape(texts.say("import.extra", text=" | ".join(c.text for c in (*run.labels[-2:], *run.values))))}</p>'  # noqa: E501
            for run in item.tables[table.id].extra
        ]
    parts.append(f"<h2>{escape(word('import.sheet.text'))}</h2>")
    parts += [f"<{'h3' if s else 'p'}>{escape(line.text)}</{'h3' if s else 'p'}>" for s, line in item.found.text]
    if item.found.left:
        left = [line.text for line in item.found.left]
        parts.append(f"<h2>{escape(texts.say('import.sheet.left', count=len(left)))}</h2>")
        parts += [f'<p class="left">{escape(text)}</p>' for text in left]
    parts.append(f"<p>{escape(word('import.sheet.sign'))}</p></body></html>")
    return "\n".join(parts) + "\n"


def _broken(item: Draft, texts: Texts) -> Iterator[str]:
    for broken in item.broken:
        line = texts.say(
            "import.sheet.broken",
            rule=f"{broken.instance.rule.table}.{broken.instance.rule.id}",
            line=broken.instance.line.label,
            left=broken.left,
            right=broken.right,
        )
        yield f'<p class="lost">{escape(line)}</p>'


def _findings(findings: Sequence[Finding], texts: Texts) -> Iterator[str]:
    """What the check finds, gravest first; a blank cell is marked in the tables."""
    told = [f for f in findings if f.code != "report.todo"]
    if not told:
        return
    grave = {severity: rank for rank, severity in enumerate(Severity)}
    yield f"<details open><summary>{escape(texts.say('import.sheet.findings', count=len(told)))}</summary><ul>"
    for each in sorted(told, key=lambda f: grave[f.severity]):
        place = f"{each.span.path.rsplit('/', 1)[-1]}:{each.span.line}"
        said = f"{texts.word(f'severity.{each.severity}')}：{texts.message(each)}"
        yield f"<li><code>{escape(place)}</code> {escape(said)}<small>{escape(texts.help(each))}</small></li>"
    yield "</ul></details>"


def _original(item: Draft, table: str) -> str:
    """The lines of the source that were read as this table."""
    lines = item.found.tables[table]
    width = max((len(line.cells) for line in lines), default=1)
    rows = []
    for line in lines:
        cells = [f"<td>{escape(c.text)}</td>" for c in line.cells]
        if len(cells) < width:
            cells[-1] = cells[-1].replace("<td>", f'<td colspan="{width - len(cells) + 1}">', 1)
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(rows)}</table>"


def _read(item: Draft, table: Table, texts: Texts) -> str:
    """The legal table with what was read in it."""
    rows = []
    for block in lay_out(item.form, table, {}).blocks:
        if block.caption:
            rows.append(f"<tr>{_header(block.caption)}</tr>")
        for n, head in enumerate(block.head):
            corner = _header(block.corner) if block.corner and not n else ""
            rows.append(f"<tr>{corner}{''.join(map(_header, head))}</tr>")
        for row in block.rows:
            cells = "".join(_data(item, cell, texts) for cell in row.cells)
            rows.append(f"<tr>{''.join(map(_header, row.headers))}{cells}</tr>")
    return f"<table>{''.join(rows)}</table>"


def _header(cell: HeaderCell) -> str:
    return f'<th colspan="{cell.colspan}" rowspan="{cell.rowspan}">{escape(cell.text)}</th>'


def _data(item: Draft, cell: DataCell, texts: Texts) -> str:
    reading = item.cells.get(item.form.index.get(cell.id, -1))
    if reading is None:
        return f'<td colspan="{cell.colspan}"></td>'
    broken = " broken" if item.form.index[cell.id] in _doubtful(item) else ""
    return f'<td colspan="{cell.colspan}" class="{_class(reading)}{broken}">{_said(reading, texts)}</td>'


def _doubtful(item: Draft) -> frozenset[int]:
    """The cells of identities that do not hold."""
    sides = (side for b in item.broken for side in (b.instance.left, b.instance.right))
    return frozenset(i for side in sides for _, i in side.now)


def _class(reading: Reading) -> str:
    return f"{reading.state}{' note' if reading.why and reading.state is not State.LOST else ''}"


def _said(reading: Reading, texts: Texts) -> str:
    """The value; where it is lost or was not a plain number, why, what the original has, and where.

    That a cell is resolved its colour says, and the legend once for all.
    """
    value = "？" if reading.state is State.LOST else escape(shown(reading.value))
    if reading.state is not State.LOST and not reading.why and reading.original in ("", shown(reading.value)):
        return value
    notes = [texts.word(reading.why)] if reading.why else [texts.word("import.resolved")]
    if reading.original:
        notes.append(texts.say("import.original", text=reading.original[:200]))
    if reading.place:
        notes.append(where(reading.place, texts))
    return f"{value}<small>{escape('; '.join(notes))}</small>"
