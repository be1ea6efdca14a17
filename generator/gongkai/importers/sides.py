"""Two reports of two years in one file, side by side: a comparison. Each side is a source of its own.

A line that names two years in two cells says whose the sides are. From there on a line whose second half reads like its
first is halved; another is of the side where it begins; one that could be of either is of none. A line that is only a
year puts what follows on that year's side. A table with both years among its columns compares, and is left out.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from gongkai.importers.pieces import Cell, Line, Source, plain
from gongkai.importers.reading import is_value

_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?![0-9])")
_ALONE = re.compile(r"(20[0-9]{2})\s*[^\W\d_]{1,6}\Z")
_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,3}\s*[、.．]")
_SHORT = 12  # characters of a label that stands beside another
_FEWEST = 3  # lines that are halved, before a file is taken to be two reports


def sides(source: Source) -> Mapping[int, Source]:
    """The reports in a source by year, where two stand side by side; else nothing."""
    found = next(((n, *two) for n, line in enumerate(source.lines) if (two := _two_years(line))), None)
    if found is None:
        return {}
    at, left, right, middle = found
    halves = _Halves((left, right), middle)
    for line in source.lines[:at]:
        halves.both(line)
    for line in source.lines[at + 1 :]:
        halves.take(line)
    halves.flush()
    if halves.halved < _FEWEST:
        return {}
    return {year: replace(source, lines=tuple(halves.lines[year])) for year in (left, right)}


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
    lines: dict[int, list[Line]] = field(default_factory=dict)
    halved: int = 0
    alone: int = 0
    stack: list[Line] = field(default_factory=list)
    comparing: bool = False

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

    def take(self, line: Line) -> None:
        heading = len(line.cells) == 1 and len(line.text) <= 45 and _NUMBERED.match(line.text)
        named = {int(y) for c in line.cells if (m := _ALONE.match(c.text)) for y in [m[1]]}
        if len(line.cells) > 2 and named >= set(self.years):
            self.flush()
            self.comparing = True
        elif len(line.cells) == 1 and named and named <= set(self.years):
            self.flush()
            self.comparing, self.alone = False, named.pop()
        elif heading:
            if any(is_value(c.text) for each in self.stack for c in each.cells):
                self.flush()
            self.comparing = False
            self.both(line)
        elif self.alone:
            self.stack.append(line)
        elif not self.comparing or _halved(line):
            self.comparing = False
            self.side(line)

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
            return
        if cells[0].x >= middle:
            self.add(right, line, cells)
        elif cells[first].x < middle:
            self.add(left, line, cells[:last])
            self.add(right, line, cells[last:])


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
