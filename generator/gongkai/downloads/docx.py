"""Word: the report as a .docx with real styles and legal tables with repeated header rows, for the signed paper copy.

The page is that of GB/T 9704: A4, margins 37, 26, 35 and 28 mm, 仿宋 16 pt, 28 pt from line to line. Fonts are named,
not embedded. Same report, same bytes. The parts that never change stand in `word/`.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

from gongkai.downloads.blocks import Block, Run
from gongkai.downloads.document import Document, Grid, GridCell
from gongkai.downloads.docx_pictures import Picture, drawing, pictures, relations

_WIDTH = 8844  # twentieths of a point between the margins: 156 mm
_EPOCH = (1980, 1, 1, 0, 0, 0)
_HEADINGS = {"h1": "Heading1", "h2": "Heading1", "h3": "Heading2", "h4": "Heading3", "h5": "Heading3", "h6": "Heading3"}
_FIXED = (
    ("[Content_Types].xml", "content_types.xml"),
    ("_rels/.rels", "_rels/package.xml"),
    ("word/styles.xml", "word/styles.xml"),
    ("word/settings.xml", "word/settings.xml"),
    ("word/footer-odd.xml", "word/footer-odd.xml"),
    ("word/footer-even.xml", "word/footer-even.xml"),
)
_RELATIONS = "word/_rels/document.xml.rels"
_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def docx(document: Document, words: Sequence[str]) -> bytes:
    """The file's bytes; `words` are the headings of facts (item, number, unit), of the notes, of the wordings."""
    out = io.BytesIO()
    found = pictures(document)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (
            *_fixed(),
            (_RELATIONS, _part("_rels/document.xml") % relations(list(found.values()))),
            ("word/document.xml", _body(document, words, found)),
            ("docProps/core.xml", _core(document)),
        ):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), text.encode(), zipfile.ZIP_DEFLATED)
        for picture in found.values():
            archive.writestr(zipfile.ZipInfo(f"word/{picture.name}", _EPOCH), picture.data)
    return out.getvalue()


@cache
def _fixed() -> tuple[tuple[str, str], ...]:
    return tuple((name, _part(file)) for name, file in _FIXED)


@cache
def _part(file: str) -> str:
    return (files("gongkai.downloads") / "word").joinpath(file).read_text(encoding="utf-8")


def _core(document: Document) -> str:
    day = f"{(document.published or f'{document.year + 1}-01-01')[:10]}T00:00:00Z"
    dates = "".join(f'<dcterms:{n} xsi:type="dcterms:W3CDTF">{day}</dcterms:{n}>' for n in ("created", "modified"))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{_text(document.title)}</dc:title><dc:creator>{_text(document.office)}</dc:creator>"
        f"<dc:language>{'zh-CN' if document.language == 'zh' else 'en'}</dc:language>{dates}</cp:coreProperties>\n"
    )


def _body(document: Document, words: Sequence[str], found: Mapping[Block, Picture]) -> str:
    parts = [_paragraph("Title", (Run("\n".join(document.lines)),))]
    parts += [_paragraph("Note", (Run(f"{item.label}{_colon(document)}{item.text}"),)) for item in document.info]
    for section in document.sections:
        if section.heading:
            parts.append(_paragraph("Heading1", (Run(section.heading),)))
        parts += _blocks(section.before, found)
        if section.grid:
            parts += [_paragraph("Caption", (Run(section.grid.caption),)), _table(section.grid)]
        if section.note:
            parts.append(_paragraph("Note", (Run(section.note),)))
        parts += _blocks(section.after, found)
        if section.facts:
            parts.append(_rows((tuple(words[:3]), *section.facts)))
    if document.notes:
        parts.append(_paragraph("Heading1", (Run(words[3]),)))
        for note in document.notes:
            parts += [
                _paragraph("Body", (Run(f"{item.place.text} {text}"),)) for item in note.items for text in item.texts
            ]
            parts.append(_paragraph("Body", (Run(f"{note.reason} ({note.by})"),)))
    if document.wordings:
        parts.append(_paragraph("Heading1", (Run(words[4]),)))
        parts += [_paragraph("Body", (Run(f"{item.label} ({item.text})"),)) for item in document.wordings]
    if document.address:
        parts.append(_paragraph("Note", (Run(document.address, "", document.address),)))
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document {_NAMESPACES}><w:body>'
        f"{''.join(parts)}"
        '<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:footerReference w:type="even" r:id="rId4"/>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" '
        'w:header="851" w:footer="1417" w:gutter="0"/></w:sectPr></w:body></w:document>\n'
    )


def _colon(document: Document) -> str:
    return "：" if document.language == "zh" else ": "


def _blocks(blocks: Sequence[Block], found: Mapping[Block, Picture]) -> Iterator[str]:
    rows: list[Block] = []
    for block in (*blocks, Block("end")):
        if block.kind == "tr" and (not rows or rows[-1].level == block.level):
            rows.append(block)
            continue
        if rows:
            yield _rows(tuple(tuple(cell.text for cell in row.cells) for row in rows))
            rows = []
        match block.kind:
            case "tr":
                rows.append(block)
            case "pre":
                yield _paragraph("Code", block.runs)
            case "end":
                return
            case "li":
                yield _paragraph("List", (Run(f"{block.marker} " if block.marker else ""), *block.runs), block.level)
            case "quote":
                yield _paragraph("Quote", block.runs)
            case "img" if block in found:
                yield f'<w:p><w:pPr><w:pStyle w:val="Picture"/></w:pPr>{drawing(found[block], block.text)}</w:p>'
            case "img":
                yield _paragraph("Note", (Run(f"[{block.text}]", "", block.runs[0].href),))
            case _:
                yield _paragraph(_HEADINGS.get(block.kind, "Body"), block.runs)


def _paragraph(style: str, runs: Sequence[Run], level: int = 1) -> str:
    indent = f'<w:ind w:left="{640 * level}" w:hanging="320"/>' if level > 1 else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{indent}</w:pPr>{"".join(map(_run, runs))}</w:p>'


def _run(run: Run) -> str:
    if not run.text:
        return ""
    marks = "".join(f"<w:{name}/>" for mark, name in (("b", "b"), ("i", "i"), ("s", "strike")) if mark in run.marks)
    marks += '<w:u w:val="single"/>' if run.href else ""
    look = f"<w:rPr>{marks}</w:rPr>" if marks else ""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{_text(line)}</w:t>' for line in run.text.split("\n"))
    text = f"<w:r>{look}{lines}</w:r>"
    if not run.href:
        return text
    target = _text(run.href).replace('"', "%22")
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> HYPERLINK "{target}" </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{text}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def widths(grid: Grid) -> list[int]:
    """Column widths in twentieths of a point: labels by their longest line, numbers share what is left."""
    longest = [0] * grid.width
    for cell in grid.cells:
        if cell.kind == "side" and cell.colspan == 1:
            longest[cell.column] = max(longest[cell.column], min(len(cell.text), 11 if cell.rowspan == 1 else 4))
    share = [180 * n + 160 if n else 0 for n in longest]
    open_ = [i for i, n in enumerate(share) if not n]
    left = _WIDTH - sum(share)
    for i in open_:
        share[i] = max(left // len(open_), 480)
    if sum(share) > _WIDTH:  # more columns than there is room for: all give way alike
        share = [size * _WIDTH // sum(share) for size in share]
    share[-1] += _WIDTH - sum(share)
    return share


def _table(grid: Grid) -> str:
    sizes = widths(grid)
    at = {(c.row, c.column): c for c in grid.cells}
    over = {(c.row + r, c.column): c for c in grid.cells for r in range(1, c.rowspan)}
    rows = []
    for row in range(grid.height):
        column, cells = 0, []
        while column < grid.width:
            cell, goes_on = at.get((row, column)), False
            if cell is None:
                cell, goes_on = over.get((row, column)), True
            if cell is None:
                cell, goes_on = GridCell(row, column, 1, 1, "absent", ""), False
            cells.append(_cell(cell, sum(sizes[column : column + cell.colspan]), goes_on=goes_on))
            column += cell.colspan
        repeated = "<w:tblHeader/>" if row < grid.head else ""
        rows.append(f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(cells)}</w:tr>")
    return _framed(sizes, rows)


_STYLES = {"head": "CellHead", "side": "CellSide"}


def _cell(cell: GridCell, width: int, *, goes_on: bool) -> str:
    span = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
    merge = "<w:vMerge/>" if goes_on else '<w:vMerge w:val="restart"/>' if cell.rowspan > 1 else ""
    style = _STYLES.get(cell.kind, "Cell")
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/></w:tcPr>'
        f"{_paragraph(style, () if goes_on else (Run(cell.text),))}</w:tc>"
    )


def _rows(rows: Sequence[Sequence[str]]) -> str:
    """A plain table of texts, the first row its head."""
    count = max(map(len, rows))
    sizes = [_WIDTH // count] * count
    out = []
    for n, row in enumerate(rows):
        kind = "head" if n == 0 else "data"
        cells = "".join(
            _cell(GridCell(n, c, 1, 1, kind, text), sizes[c], goes_on=False)
            for c, text in enumerate((*row, *("" for _ in range(count - len(row)))))
        )
        out.append(f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if n == 0 else ''}</w:trPr>{cells}</w:tr>")
    return _framed(sizes, out)


def _framed(sizes: Sequence[int], rows: Sequence[str]) -> str:
    columns = "".join(f'<w:gridCol w:w="{size}"/>' for size in sizes)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="{sum(sizes)}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
        f"{''.join(rows)}</w:tbl>"
        '<w:p><w:pPr><w:pStyle w:val="Note"/></w:pPr></w:p>'
    )
