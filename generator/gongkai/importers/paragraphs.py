"""The prose of a source as headings, paragraphs and tables: printed lines joined, a table that is no legal one kept."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gongkai.form import Section
from gongkai.importers.pieces import Line, Source

SUBHEADING = re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]")
_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[0-9]{1,2}[、.．](?![0-9])")
_ENDS = ("。", "！", "？")
_GOES_ON = ("，", "、", ",", "（", "“", "《")  # at the end of a line: the sentence is not over
_CONTINUES = ("，", "。", "、", "；", "：", "）", "”", "》", "！", "？", ",")  # no line of its own begins so
_FEWEST = 6  # printed lines that tell how wide the text is
_SHORT = 44  # columns of a printed line, two for each wide sign: a shorter one ends its paragraph


class Block(NamedTuple):
    """A section's heading, a paragraph, or, where `rows` has some, a table."""

    text: str
    heading: bool = False
    rows: tuple[tuple[str, ...], ...] = ()


def blocks(text: Sequence[tuple[Section | None, Line]], source: Source) -> Iterator[Block]:
    """What report.md is made of, in order."""
    pending: list[Line] = []
    full = _full(text)
    for section, lines in _groups(text, source):
        printed = source.wrapped and not section and len(lines) == 1
        if pending and not (printed and _goes_on(pending[-1], lines[0], full)):
            yield _paragraph(pending)
            pending = []
        if printed:
            pending += lines
        elif section or len(lines) == 1:
            yield Block(lines[0].text, heading=section is not None)
        else:
            yield Block("", rows=tuple(tuple(c.text for c in line.cells) for line in lines))
    if pending:
        yield _paragraph(pending)


def _paragraph(lines: Sequence[Line]) -> Block:
    return Block("".join(line.text for line in lines))


def _groups(text: Sequence[tuple[Section | None, Line]], source: Source) -> Iterator[tuple[Section | None, list[Line]]]:
    """Lines by themselves, and the rows of a table together."""
    run: list[Line] = []
    for section, line in text:
        if not line.text:
            continue
        row = not section and line.grid > 0 and not (source.kind == "text" and sentence(line))
        if run and not (row and line.grid == run[0].grid and _follows(run[-1], line, source)):
            yield from _rows(run, source)
            run = []
        if row:
            run.append(line)
        else:
            yield section, [line]
    yield from _rows(run, source)


def _follows(before: Line, line: Line, source: Source) -> bool:
    """Whether a row comes directly below another: plain text has one grid for all of its tables."""
    return source.kind != "text" or line.cells[0].place.line - before.cells[0].place.line <= 2


def _rows(run: Sequence[Line], source: Source) -> Iterator[tuple[None, list[Line]]]:
    """A table, if it is one: more than a row and more than a column; in plain text, rows of as many cells."""
    widths = [len(line.cells) for line in run]
    table = len(run) > 1 and max(widths) > 1
    if table and (source.kind != "text" or len(set(widths)) < len(widths)):
        yield None, list(run)
    else:
        yield from ((None, [line]) for line in run)


def sentence(line: Line) -> bool:
    """Whether a line is of running text: a sentence ends in it."""
    return any(c.text.endswith(("。", "。”", "；")) or "。" in c.text.rstrip("。）)”") for c in line.cells)


def _full(text: Sequence[tuple[Section | None, Line]]) -> int:
    """As many columns as most printed lines have: one as wide that ends a sentence need not end its paragraph."""
    wide = sorted(w for _, line in text if (w := _columns(line.text)) >= _SHORT)
    return wide[len(wide) // 2] if len(wide) >= _FEWEST else 10_000


def _goes_on(before: Line, line: Line, full: int) -> bool:
    """Whether a printed line is of the paragraph that the one before is of."""
    said, text = before.text, line.text
    if text.startswith(_CONTINUES):
        return True
    if SUBHEADING.match(text):
        return False
    if said.endswith(_GOES_ON):
        return True
    if said.endswith(_ENDS) and _columns(said) < full:
        return False
    if _NUMBERED.match(text) or 2 <= line.cells[0].x - before.cells[0].x <= 8:
        return False
    return _columns(said) >= _SHORT


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)
