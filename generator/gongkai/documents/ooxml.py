"""Text and authors of zipped XML documents: Word, Excel, PowerPoint, OpenDocument, OFD.

Read as a stream by expat, without entities: a document type is refused where it starts (ECMA-376 part 2 forbids one),
so that no entity ever expands; entries, sizes and the ratio of packing are bounded before anything is unpacked.
"""

import io
import lzma
import re
import struct
import zipfile
import zlib
from xml.parsers import expat

from gongkai.documents.content import Content, Part, Unread, tidy

_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, NotImplementedError,
           OverflowError, ValueError, LookupError)  # fmt: skip
_ENTRIES, _BYTES, _RATIO, _DEEPEST = 5_000, 128_000_000, 200, 2
_SKIPPED = re.compile(
    r"(?:^|/)(?:styles|theme\d*|\[Content_Types\]|settings|fontTable|webSettings|numbering|calcChain)\.xml$"
)
# Which part of the document a file of the package is, in the order tried; its number where it has one.
_PARTS = (
    ("body", re.compile(r"^(?:word/document|content)\.xml$()")),
    ("sheet", re.compile(r"^xl/worksheets/sheet(\d+)\.xml$")),
    ("cells", re.compile(r"^xl/sharedStrings\.xml$()")),
    ("slide", re.compile(r"^ppt/slides/slide(\d+)\.xml$")),
    ("comments", re.compile(r"^(?:word|xl)/(?:threadedC|c)omments[^/]*(?:/[^/]*)?\.xml$()")),
    ("properties", re.compile(r"^(?:docProps/\w+|meta|OFD)\.xml$()")),
    ("part", re.compile(r"^(.*)$")),
)
_INNER = (".docx", ".xlsx", ".pptx", ".docm", ".xlsm")
# Where a run of text ends: cells and paragraphs; everything else joins, for Word cuts a number into runs.
_BLOCKS = frozenset(
    ("p", "si", "c", "is", "row", "h", "TextCode", "comment", "text", "table-cell", "cp", "br", "tab", "cr")
)
_DROPPED = frozenset(("f", "instrText", "formula", "Template", "Application"))
_AUTHORS = frozenset(("creator", "lastModifiedBy", "Manager", "author", "initial-creator", "Author", "Creator"))


def read(data: bytes, depth: int = 0) -> Content:
    """Every text part of the package. Raises Unread."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):  # an OLE file: an encrypted package, or an old format renamed
        raise Unread("encrypted")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return _package(packed, depth)
    except _BROKEN:
        raise Unread("damaged") from None
    except (RuntimeError, MemoryError, RecursionError):  # zipfile's word for a password
        raise Unread("encrypted") from None


def _package(packed: zipfile.ZipFile, depth: int) -> Content:
    entries = packed.infolist()
    size = sum(e.file_size for e in entries)
    if len(entries) > _ENTRIES or size > _BYTES:
        raise Unread("large")
    if any(e.file_size > 1_000_000 and e.file_size > _RATIO * max(e.compress_size, 1) for e in entries):
        raise Unread("hostile")
    if any(e.flag_bits & 1 for e in entries):
        raise Unread("encrypted")
    parts: list[Part] = []
    authors: list[str] = []
    for entry in entries:
        name = entry.filename
        if name.endswith(_INNER) and depth < _DEEPEST:
            inner = read(packed.read(entry), depth + 1)
            parts += [Part("part", name, p.text) for p in inner.parts]
            authors += inner.authors
        elif name.endswith(".xml") and not _SKIPPED.search(name):
            text, named = _xml(packed.read(entry))
            authors += named
            kind, match = next((k, m) for k, pattern in _PARTS if (m := pattern.match(name)))
            parts.append(Part(kind, match[1], text))
    if not parts:  # a packed file of another kind under this name: nothing was looked into
        raise Unread("damaged")
    return Content(tuple(parts), tidy(authors))


def _xml(data: bytes) -> tuple[str, list[str]]:
    """The text of one part, a line for each paragraph or cell, and who is named as its author."""
    out: list[str] = []
    names: list[str] = []
    stack: list[str] = []

    def refuse(*_: object) -> None:
        raise Unread("hostile")

    def opened(tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        stack.append(name)
        if len(stack) > 1000:
            raise Unread("hostile")
        names.extend(v for k, v in attributes.items() if k.rpartition(" ")[2] == "author")
        if name in _BLOCKS:
            out.append("\n")

    def closed(_: str) -> None:
        if stack.pop() in _BLOCKS:
            out.append("\n")

    def said(text: str) -> None:
        if stack and stack[-1] in _AUTHORS:
            names.append(text)
        elif not stack or stack[-1] not in _DROPPED:
            out.append(text)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = opened, closed, said
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        raise Unread("damaged") from None
    return "".join(out), names
