"""A narrative's Markdown as the plain text that claims are read in, with the place of every character.

Lines of a paragraph are joined and spaces beside Chinese characters dropped, so that a sentence broken anywhere reads
as one. Code and the targets of links are no text; a citation is one sign, `CITED`; a mark is nothing but its place.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import NamedTuple

from gongkai.citation import OTHER, is_mark

CITED = "\ufffc"
MARKED = re.compile(rf"\{{\{{\s*(?:{'|'.join(OTHER)})")
_GAP = "\n"  # ends a sentence: code, the border of a table's cell
_SAME = str.maketrans("０１２３４５６７８９％．();:", "0123456789%.（）；：")
_NEW = re.compile(r"\s*(?:$|#{1,6}\s|[-*+]\s|\d{1,9}[.)]\s|\||>|:?-{3,})")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_HEAD = re.compile(r"\s*(#{1,6})\s+(.*?)[\s#]*$")
_TOKEN = re.compile(
    r"(?<!\\)\{\{(?P<cite>[^\n]*?)\}\}"
    r"|(?P<code>(?P<ticks>`+)[^`](?:.|\n)*?(?P=ticks))"
    r"|(?P<link>\]\([^()\s]*(?:\s[^()]*)?\)|<https?:[^>\s]*>|\]\[[^\]]*\])"
    r"|(?P<bar>\|)"
    r"|(?P<drop>!?\[|[*~\]\\]+)"
    r"|(?P<space>\s+)"
)


class Mark(NamedTuple):
    """A mark that a number counts something else: its place in the passage, in the source, and as written."""

    at: int
    origin: int
    text: str


class Passage(NamedTuple):
    """A paragraph, a heading or a table's row; piece by piece where its characters stand in the source."""

    text: str
    starts: tuple[int, ...]
    origins: tuple[int, ...]
    heading: str  # the last one above it
    marks: tuple[Mark, ...]

    def origin(self, at: int) -> int:
        """Where a character of the text stands in the source."""
        piece = bisect_right(self.starts, at) - 1
        return self.origins[piece] + at - self.starts[piece]


def passages(source: str, wanted: Callable[[str], bool]) -> Iterator[Passage]:
    """The passages that are wanted, in order."""
    heading = ""
    for start, end in _stretches(source):
        part = source[start:end]
        if head := _HEAD.fullmatch(part.rstrip("\n")):
            heading = head[2]
        if wanted(part):
            yield _passage(part, start, heading)


def _stretches(source: str) -> Iterator[tuple[int, int]]:
    """Where paragraphs, headings, items and rows begin and end; fenced code is left out."""
    at = start = 0
    fence = ""
    for line in source.splitlines(keepends=True):
        mark = _FENCE.match(line)
        if fence or mark:
            if start < at and not fence:
                yield start, at
            if mark and (not fence or mark[1].startswith(fence)):
                fence = "" if fence else mark[1]
            start = at + len(line)
        elif _NEW.match(line) and start < at:
            yield start, at
            start = at
        at += len(line)
        if not fence and _HEAD.fullmatch(line.rstrip("\n")):
            yield start, at
            start = at
    if start < at and not fence:
        yield start, at


def _wide(char: str) -> bool:
    return char == CITED or unicodedata.east_asian_width(char) in ("W", "F") or char in "“”‘’…—·"


def _passage(part: str, first: int, heading: str) -> Passage:
    """The text without what is no text. A space stays where both its neighbours are narrow."""
    pieces: list[str] = []
    starts: list[int] = []
    origins: list[int] = []
    marks: list[Mark] = []
    at = length = 0

    def put(text: str, origin: int) -> None:
        nonlocal length
        if text:
            pieces.append(text)
            starts.append(length)
            origins.append(first + origin)
            length += len(text)

    for token in _TOKEN.finditer(part):
        put(part[at : token.start()].translate(_SAME), at)
        at = token.end()
        if (cite := token["cite"]) is not None and is_mark(cite):
            marks.append(Mark(length, first + token.start(), token[0]))
        elif cite is not None:
            put(CITED, token.start())
        elif token["code"] or token["bar"]:
            put(_GAP, token.start())
        elif token["space"]:
            before, after = pieces[-1][-1] if pieces else CITED, part[at : at + 1] or CITED
            if not (_wide(before) or _wide(after) or before == _GAP):
                put(" ", token.start())
    put(part[at:].translate(_SAME), at)
    return Passage("".join(pieces), tuple(starts), tuple(origins), heading, tuple(marks))
