"""Two reports of two years in one file, side by side: a comparison. Each side is a source of its own.

A line that names two years in two cells says whose the sides are. From there on a line whose second half reads like its
first is halved; another is of the side where it begins; one that could be of either is of none. A line that is only a
year puts what follows on that year's side. A table with both years among its columns compares, and is left out, as is
what stands below the text in two columns. Nothing is left out unsaid: it is in `left` of both sources.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from gongkai.importers.pieces import Cell, Line, Source, plain
from gongkai.importers.reading import is_value
from gongkai.importers.text_columns import columns, over, paired, split
from gongkai.messages import texts

_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?![0-9])")
_ALONE = re.compile(r"(20[0-9]{2})\s*[^\W\d_]{1,6}\Z")
_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,3}\s*[、.．]")
_RATIO = re.compile(r"\s*[（(][^（）()]{0,12}[0-9.]+\s*[%％][）)]\s*\Z")
_SHORT = 12  # characters of a label that stands beside another
_FEWEST = 3  # lines that are halved, before a file is taken to be two reports


def sides(source: Source, language: str) -> Mapping[int, Source]:
    """The reports in a source by year, where two stand side by side; else nothing.

    What could be of either is put into both with a remark in this language.
    """
    found = next(((n, *two) for n, line in enumerate(source.lines) if (two := _two_years(line))), None)
    if found is None:
        return {}
    at, left, right, middle = found
    lines = source.lines[at + 1 :]
    halves = _Halves((left, right), middle, language)
    for line in source.lines[:at]:
        halves.both(line)
    where = columns(lines, _heading)
    for n, line in enumerate(lines):
        if n + 1 < len(lines) and _caption(line) and halves.compares(lines[n + 1]):
            halves.left.append(line)
        elif n in where and not halves.alone and _text(lines, n):
            halves.text(line, where[n], over=over(lines, n, where[n]))
        else:
            halves.take(line)
    halves.flush()
    if halves.halved < _FEWEST:
        return {}
    rest = tuple(halves.left)
    return {year: replace(source, lines=tuple(halves.lines[year]), left=rest) for year in (left, right)}


def _heading(line: Line) -> bool:
    return len(line.cells) == 1 and len(line.text) <= 45 and _NUMBERED.match(line.text) is not None


def _caption(line: Line) -> bool:
    return len(line.cells) == 1 and len(line.text) <= 30 and not _heading(line) and not line.text.endswith("。")


def _text(lines: Sequence[Line], at: int) -> bool:
    """Whether a line of a section with text in two columns is of it: no heading, nor numbers far from any text."""
    line = lines[at]
    if _heading(line) or (_halved(line) and not paired(line)) or _ALONE.fullmatch(line.text):
        return False
    near = any(paired(each) for each in lines[max(at - 3, 0) : at + 4])
    return near or not any(is_value(c.text) for c in line.cells)


def _two_years(line: Line) -> tuple[int, int, int] | None:
    """The two years that are all that two cells differ in, and where the second cell begins."""
    if len(line.cells) != 2 or any(len(c.text) > 30 for c in line.cells):
        return None
    one, two = (_ALONE.match(c.text) for c in line.cells)
    if not one or not two or one[1] == two[1] or _YEAR.sub("", line.cells[0].text) != _YEAR.sub("", line.cells[1].text):
        return None
    return int(one[1]), int(two[1]), line.cells[1].x


@dataclass(slots=True)
class _Halves:
    """The lines of each year as they come; `stack` are those below a year that stands alone."""

    years: tuple[int, int]
    middle: int
    language: str
    lines: dict[int, list[Line]] = field(default_factory=dict)
    halved: int = 0
    alone: int = 0
    stack: list[Line] = field(default_factory=list)
    left: list[Line] = field(default_factory=list)
    comparing: bool = False
    over: bool = False

    def add(self, year: int, line: Line, cells: Sequence[Cell]) -> None:
        if cells:
            self.lines.setdefault(year, []).append(Line(tuple(cells), line.grid))

    def both(self, line: Line) -> None:
        for year in self.years:
            self.add(year, line, line.cells)

    def flush(self) -> None:
        """A section's heading between a table's header and its numbers stands before the table."""
        for line in self.stack:
            self.add(self.alone, line, line.cells)
        self.stack, self.alone = [], 0

    def compares(self, line: Line) -> bool:
        """Whether a line has both years among its columns."""
        return len(line.cells) > 2 and _named(line) >= set(self.years)

    def text(self, line: Line, column: int, *, over: bool) -> None:
        """A line of a section with text in two columns; when that is over, nothing more is of it."""
        self.over = self.over or over
        if self.over or self.comparing:
            self.left.append(line)
        elif (at := split(line, column)) is None:
            self.left.append(line)
            cell = line.cells[0]
            self.both(Line((cell._replace(text=texts(self.language).say("import.unclear", text=line.text)),)))
        else:
            self.add(self.years[0], line, line.cells[:at])
            self.add(self.years[1], line, line.cells[at:])

    def take(self, line: Line) -> None:
        """A line of anything else."""
        heading, named = _heading(line), _named(line)
        self.over = self.over and not heading
        if self.over:
            self.left.append(line)
        elif self.compares(line):
            self.left.append(line)
            self.flush()
            self.comparing = True
        elif len(line.cells) == 1 and named and named <= set(self.years):
            self.flush()
            self.comparing, self.alone = False, named.pop()
        elif heading:
            if any(is_value(c.text) for each in self.stack for c in each.cells):
                self.flush()
            self.comparing = False
            bare = _RATIO.sub("", line.text)
            if bare != line.text:  # how alike the two are is said by who compares
                self.left.append(line)
            self.both(Line((line.cells[0]._replace(text=bare),)))
        elif self.alone:
            self.stack.append(line)
        elif not self.comparing or _halved(line):
            self.comparing = False
            self.side(line)
        else:
            self.left.append(line)

    def side(self, line: Line) -> None:
        left, right = self.years
        cells, middle = line.cells, self.middle
        if _halved(line):
            self.halved += 1
            half = len(cells) // 2
            self.add(left, line, cells[:half])
            self.add(right, line, cells[half:])
            return
        signs = [is_value(c.text) for c in cells]
        if not any(signs):  # prose, or labels alone
            begins = [n for n, c in enumerate(cells) if n and (c.x >= middle or _prose(cells))]
            at = begins[0] if begins else len(cells)
            if cells[0].x >= middle:
                at = 0
            self.add(left, line, cells[:at])
            self.add(right, line, cells[at:])
            return
        first = signs.index(True)
        last = next((n for n in range(first, len(cells)) if not signs[n]), len(cells))
        if any(signs[last:]) or (last < len(cells) and cells[last].x < middle):
            self.left.append(line)
            return
        if cells[0].x >= middle:
            self.add(right, line, cells)
        elif cells[first].x < middle:
            self.add(left, line, cells[:last])
            self.add(right, line, cells[last:])
        else:
            self.left.append(line)


def _named(line: Line) -> set[int]:
    """The years that are all that cells of a line say."""
    return {int(m[1]) for c in line.cells if (m := _ALONE.match(c.text))}


def _prose(cells: Sequence[Cell]) -> bool:
    """Whether two cells are two columns of text: a label before another one is shorter."""
    return len(cells) == 2 and len(cells[0].text) >= _SHORT


def _halved(line: Line) -> bool:
    """Whether the second half of a line reads like the first: the same labels, and numbers in the same places."""
    half, odd = divmod(len(line.cells), 2)
    if odd or not half:
        return False
    pairs = list(zip(line.cells[:half], line.cells[half:], strict=True))
    values = [is_value(a.text) and is_value(b.text) for a, b in pairs]
    if all(values) and half < 2:
        return False
    return all(v or plain(a.text) == plain(b.text) for v, (a, b) in zip(values, pairs, strict=True))
