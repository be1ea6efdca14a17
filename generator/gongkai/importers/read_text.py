"""Plain text as copied from a page, and Markdown: tabs, `|`, columns of spaces, or one cell in each line."""

import re

from gongkai.importers.pieces import LONGEST, MOST_LINES, Cell, Line, Place, Refused, Source, tidy

_PAGE_NUMBER = re.compile(r"\s*[-—–－]\s*[0-9]{1,4}\s*[-—–－]\s*\Z")
_RULER = re.compile(r"[\s|:+=-]*-{3,}[\s|:+=-]*\Z")
_VALUE = re.compile(r"(?:[-－−]?[0-9][0-9,]*(?:\.[0-9]+)?|/)\Z")


def decoded(data: bytes) -> str:
    """Text in UTF-8, UTF-16 with its mark, or GB 18030, which every text is that is neither."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    for code in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(code)
        except UnicodeDecodeError:
            continue
    raise Refused("encoding")


def read(name: str, data: bytes) -> Source:
    """A text file. Raises Refused where it is no text."""
    text = decoded(data)
    if "\x00" in text:
        raise Refused("binary")
    lines: list[Line] = []
    grid, wrapped = 1, 0
    page = 1
    for number, raw in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        if len(lines) > MOST_LINES:
            break  # and is refused
        page += raw.count("\f")
        line = raw.replace("\f", "")
        if not line.strip() or _PAGE_NUMBER.match(line):
            continue
        if _RULER.match(line) and ("|" in line or "-" in line):
            continue
        if len(line) > LONGEST:
            raise Refused("line", count=LONGEST)
        place = Place(number, page if page > 1 else 0)
        cells, separated = _cells(line)
        wrapped += len(cells) > 1 and not separated
        at = _offsets(line, cells)
        if separated or len(cells) > 1:
            lines.append(Line(tuple(Cell(tidy(c), place, x) for c, x in zip(cells, at, strict=True)), grid))
        else:
            lines.append(Line((Cell(tidy(re.sub(r"^#{1,6}\s+", "", line.strip())), place, at[0]),)))
    return Source(name, "text", tuple(lines), wrapped=wrapped >= 10)


def _offsets(line: str, cells: list[str]) -> list[int]:
    """Where each cell begins in its line."""
    found, at = [], 0
    for cell in cells:
        at = max(line.find(cell, at), at)
        found.append(at)
        at += len(cell)
    return found


def _cells(line: str) -> tuple[list[str], bool]:
    """The cells of a line, and whether they were separated by signs, so that blank ones count."""
    if "\t" in line.strip("\t ") or ("\t" in line and _VALUE.match(line.strip())):
        return line.split("\t"), True
    if "|" in line:
        cells = line.strip().split("|")
        if not cells[-1].strip():
            cells.pop()
        if len(cells) > 1 and not cells[0].strip() and any(c.strip() for c in cells):
            cells.pop(0)
        return cells, True
    stripped = line.strip()
    parts = re.split(r"[ \u3000\xa0]{2,}", stripped)
    if len(parts) > 1:
        return parts, False
    words = stripped.split(" ")
    tail = len(words)
    while tail > 0 and _VALUE.match(words[tail - 1]):
        tail -= 1
    if 0 < tail < len(words) - 1 or (tail == 0 and len(words) > 1):
        return [*([" ".join(words[:tail])] if tail else []), *words[tail:]], False
    return [stripped], False
