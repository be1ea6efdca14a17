"""What every reader makes of a file: lines of cells in reading order, each with its place in the source."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from gongkai.search.variants import simplified


class Place(NamedTuple):
    """Where a text stands: a line or a row, counted from 1, and a page (0 where the format has none)."""

    line: int
    page: int = 0


class Cell(NamedTuple):
    """A cell of a grid, or a paragraph. A cell that spans stands once, where it begins.

    `x` is how many characters stand before it in its line, where the text is laid out by them.
    """

    text: str
    place: Place
    x: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph (`grid` 0, one cell), or a row of grid number `grid`, whose blank cells are cells too."""

    cells: tuple[Cell, ...]
    grid: int = 0

    @property
    def text(self) -> str:
        """All of it."""
        return " ".join(c.text for c in self.cells if c.text)


@dataclass(frozen=True, slots=True)
class Source:
    """A file as read. `wrapped` says that its lines are printed lines, not paragraphs; `meta` what is said of it.

    `notes` say what was left alone in it (`import.note.…`); `left` are lines that are already known to be of no report.
    """

    name: str
    kind: str  # docx | html | pdf | text
    lines: tuple[Line, ...]
    wrapped: bool = False
    meta: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    left: tuple[Line, ...] = ()


class Refused(Exception):
    """A file that is not read: `reason` is a key of the texts (`import.refused.…`)."""

    def __init__(self, reason: str, **args: object) -> None:
        super().__init__(reason)
        self.reason, self.args_ = reason, args


MOST_BYTES = 50_000_000
MOST_LINES = 5_000  # ten times a report in one cell a line; so many are aligned within seconds, whatever they say
MOST_CELLS = 50_000
MOST_CHARACTERS = 1_000_000
LONGEST = 20_000  # characters of a paragraph


def plain(text: str) -> str:
    """A text without what is not wording: width, script, spaces, punctuation."""
    text = simplified(unicodedata.normalize("NFKC", text))
    return re.sub(r"[\W_]+", "", text)


def tidy(text: str) -> str:
    """A text in one line, without invisible characters."""
    text = re.sub(
        r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]",
        "",
        text.replace("\x0b", " "),
    )
    return re.sub(r"[\s\u3000\xa0]+", " ", text).strip()


def limited(source: Source) -> Source:
    """The source, if it is no larger than any report."""
    sizes = [len(c.text) for line in source.lines for c in line.cells]
    if max(sizes, default=0) >= LONGEST:
        raise Refused("line", count=LONGEST)
    if len(source.lines) > MOST_LINES or len(sizes) > MOST_CELLS or sum(sizes) > MOST_CHARACTERS:
        raise too_long()
    return source


def too_long() -> Refused:
    """Why a source larger than any report is refused."""
    return Refused("long", lines=MOST_LINES, cells=MOST_CELLS, characters=MOST_CHARACTERS)
