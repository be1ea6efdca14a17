"""Word .docx: paragraphs and tables of document.xml, by lxml without entities, network or a second part."""

import io
import lzma
import re
import struct
import zipfile
import zlib
from typing import Any

from gongkai.importers.pieces import LONGEST, Cell, Line, Place, Refused, Source, tidy
from gongkai.importers.reading import raised, struck

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MOST_PART = 30_000_000  # bytes of document.xml; a report has less than one
_MOST_ENTRIES = 2_000
_MOST_RATIO = 400
_MOST_RELATIONS = 300_000
_GONE = frozenset(f"{_W}{name}" for name in ("del", "moveFrom"))  # under revision: not there any more
_OFF = ("0", "false", "off", "none")


def read(name: str, data: bytes) -> Source:
    """A .docx. Raises Refused where it is none, or larger than any report."""
    from lxml import etree

    try:
        xml, notes = _document(data)
    except (zipfile.BadZipFile, KeyError, OSError, EOFError, ValueError, RuntimeError, zlib.error, OverflowError,
            struct.error, lzma.LZMAError):  # fmt: skip
        raise Refused("damaged") from None
    if (
        b"<!DOCTYPE" in xml
        or b"<!ENTITY" in xml
        or "<!DOCTYPE".encode("utf-16-le") in xml
        or "<!DOCTYPE".encode("utf-16-be") in xml
    ):
        raise Refused("entities")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError:
        raise Refused("damaged") from None
    body = root.find(f"{_W}body")
    if body is None:
        raise Refused("damaged")
    lines: list[Line] = []
    _blocks(body, lines, [0, 0], 0)
    return Source(name, "docx", tuple(lines), notes=notes)


def _document(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """document.xml, if it unpacks to no more than a report has, and what else there is, which is left alone."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = archive.getinfo("word/document.xml")
        if part.flag_bits & 1:
            raise Refused("encrypted")
        bomb = part.file_size > _MOST_PART or part.file_size > _MOST_RATIO * max(part.compress_size, 1)
        names = archive.namelist()
        if bomb or len(names) > _MOST_ENTRIES:
            raise Refused("bomb")
        with archive.open(part) as stream:
            xml = stream.read(_MOST_PART + 1)
        outside = any(_outside(archive, n) for n in names if n.startswith("word/") and n.endswith(".rels"))
    if len(xml) > _MOST_PART:
        raise Refused("bomb")
    found = {
        "macros": any(n.lower().endswith("vbaproject.bin") for n in names),
        "objects": any(n.startswith(("word/embeddings/", "word/activeX/")) for n in names),
        "outside": outside,
    }
    return xml, tuple(note for note, there in found.items() if there)


def _outside(archive: zipfile.ZipFile, name: str) -> bool:
    """Whether a part wants something from elsewhere: an image, a template, a frame; a link for a click is none."""
    with archive.open(name) as stream:
        relations = re.findall(rb"<Relationship\b[^>]{0,4000}>", stream.read(_MOST_RELATIONS))
    return any(b'"External"' in r and b"/hyperlink" not in r for r in relations)


def _blocks(parent: Any, lines: list[Line], count: list[int], depth: int) -> None:
    """Paragraphs and tables in order; a table in a table is read as a table of its own behind it."""
    if depth > 20:
        return
    for node in parent:
        if node.tag == f"{_W}p":
            count[0] += 1
            text = tidy(_text(node))[:LONGEST]
            if text:
                lines.append(Line((Cell(text, Place(count[0])),)))
        elif node.tag == f"{_W}tbl":
            count[1] += 1
            grid = count[1]
            for row in node.iter(f"{_W}tr"):
                if next(row.iterancestors(f"{_W}tbl")) is not node or _gone(row, ("trPr/del", "trPr/hidden")):
                    continue
                count[0] += 1
                if cells := tuple(_cells(row, Place(count[0]))):
                    lines.append(Line(cells, grid))
        elif node.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins", f"{_W}moveTo", f"{_W}smartTag"):
            _blocks(node, lines, count, depth + 1)


def _cells(row: Any, place: Place) -> list[Cell]:
    found = []
    for cell in row.iter(f"{_W}tc"):
        if next(cell.iterancestors(f"{_W}tr")) is not row or _gone(cell, ("tcPr/cellDel",)):
            continue
        merge = cell.find(f"{_W}tcPr/{_W}vMerge")
        if merge is not None and merge.get(f"{_W}val") != "restart":
            continue  # goes on from the row above
        text = " ".join(t for p in cell.iter(f"{_W}p") if (t := tidy(_text(p, cell=True))))
        found.append(Cell(text[:LONGEST], place))
    return found


def _text(paragraph: Any, *, cell: bool = False) -> str:
    """The text as it is shown: what was deleted, moved away or hidden is not; struck text is marked.

    In a cell, what is raised or lowered is set apart, so that a note's mark is no digit.
    """
    out: list[str] = []
    for node in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}noBreakHyphen"):
        if not _GONE.isdisjoint(a.tag for a in node.iterancestors()):
            continue
        run = next(node.iterancestors(f"{_W}r"), None)
        if _gone(run, ("rPr/vanish", "rPr/specVanish")):
            continue
        if node.tag == f"{_W}t":
            out.append(_looked(run, node.text or "", cell=cell))
        elif node.tag == f"{_W}noBreakHyphen":
            out.append("-")
        elif node.getparent().tag == f"{_W}r":
            out.append(" ")
    return "".join(out).replace("~~~~", "")


def _looked(run: Any, text: str, *, cell: bool) -> str:
    """A run's text with the marks of its look."""
    if run is None:
        return text
    height = run.find(f"{_W}rPr/{_W}vertAlign")
    if cell and height is not None and height.get(f"{_W}val") in ("superscript", "subscript"):
        text = raised(text)
    return struck(text) if _gone(run, ("rPr/strike", "rPr/dstrike")) else text


def _gone(node: Any, marks: tuple[str, ...]) -> bool:
    """Whether an element has one of these properties, and not switched off."""
    if node is None:
        return False
    found = (node.find("/".join(f"{_W}{part}" for part in mark.split("/"))) for mark in marks)
    return any(mark is not None and mark.get(f"{_W}val") not in _OFF for mark in found)
