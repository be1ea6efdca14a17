"""Running text in two columns: where the right one begins at each line, and where a stretch of it is over."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from gongkai.importers.paragraphs import SUBHEADING, sentence
from gongkai.importers.pieces import Line

_LONG = 20  # characters of a printed line in a column of text
_NEAR = 3  # lines, and characters by which lines of a column may be out of it
_MARGIN = 8  # characters of indentation


def columns(lines: Sequence[Line], heading: Callable[[Line], bool]) -> Mapping[int, int]:
    """Where the right column begins, for each line of a section that has two lines of text side by side.

    That is where it begins in the nearest such line, of the same page if there is one.
    """
    found: dict[int, int] = {}
    begins = [-1, *(n for n, line in enumerate(lines) if heading(line)), len(lines)]
    for before, after in pairwise(begins):
        pairs = [n for n in range(before + 1, after) if paired(lines[n])]
        if pairs:
            found |= {n: lines[_nearest(lines, pairs, n)].cells[1].x for n in range(before + 1, after)}
    return found


def _nearest(lines: Sequence[Line], pairs: Sequence[int], at: int) -> int:
    page = lines[at].cells[0].place.page
    return min(pairs, key=lambda n: (lines[n].cells[0].place.page != page, abs(n - at)))


def paired(line: Line) -> bool:
    """Whether a line is two lines of text side by side; the same twice is a table's."""
    texts = [c.text for c in line.cells]
    return len(texts) == 2 and min(map(len, texts)) >= _LONG and texts[0] != texts[1] and line.cells[0].x <= _MARGIN


def split(line: Line, column: int) -> int | None:
    """How many of a line's cells are of the left column; None where its first one stands in neither."""
    at = next((n for n, c in enumerate(line.cells) if c.x >= column - _NEAR), len(line.cells))
    return at if at == 0 or line.cells[0].x <= _MARGIN else None


def over(lines: Sequence[Line], at: int, column: int) -> bool:
    """Whether the text ends before a line: one that is short and no sentence, below a sentence, with no pair below."""
    line, before = lines[at], lines[at - 1] if at else lines[at]
    below = lines[at + 1 : at + 1 + _NEAR]
    return (
        sum(len(c.text) for c in line.cells) < _LONG
        and not sentence(line)
        and not SUBHEADING.match(line.text)
        and before.text.endswith("。")
        and not any(paired(b) and abs(b.cells[1].x - column) <= _NEAR for b in (line, *below))
    )
