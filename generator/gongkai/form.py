"""Form: an official format as data, compiled from its YAML file by `form_read.py` into flat, numbered cells.

A Form numbers all its cells once, table by table, row by row; a Report is a tuple of values in that order, and a
Rule is a list of such numbers. Nothing here, or anywhere in the code, knows a particular form.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from gongkai.finding import Severity
from gongkai.linear import Bound, Equation
from gongkai.terms import Claims
from gongkai.values import Kind


@dataclass(frozen=True, slots=True)
class Heading:
    """A node of a printed header: a group with children, or a leaf that numbers a row or a column."""

    id: str
    label: str
    children: tuple["Heading", ...] = ()
    index: int = -1  # of the row or column in its block; -1 for a group
    span: int = 1  # printed columns that a leaf fills

    def depth(self) -> int:
        """Levels from here down."""
        return 1 + max((child.depth() for child in self.children), default=0)

    def leaves(self) -> int:
        """Rows or columns below, or itself."""
        return sum(child.leaves() for child in self.children) if self.children else 1


class Line(NamedTuple):
    """A row or a column of cells: its id (dotted below groups that have a key), its keys and its printed label."""

    id: str
    keys: tuple[str, ...]
    label: str


class CellType(NamedTuple):
    """What the Form says of one cell. `id` names anchors, exports and addresses for ever.

    `unit` is '' where none is stated; `open_unit` where the report must state it; `exists` is false for a cell
    that the form does not have by design.
    """

    id: str
    table: str
    row: Line
    column: Line
    kind: Kind
    unit: str
    open_unit: bool
    exists: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A captioned part of a table with columns of its own; a plain table is one block without caption."""

    caption: str
    corner: str
    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    row_headings: tuple[Heading, ...]
    column_headings: tuple[Heading, ...]
    first: int  # number of its first cell

    def cell(self, row: int, column: int) -> int:
        """The number of a cell."""
        return self.first + row * len(self.columns) + column

    def column_index(self, key: str) -> int | None:
        """A column by the last of its keys."""
        return next((i for i, c in enumerate(self.columns) if c.keys[-1] == key), None)


class RowPlace(NamedTuple):
    """Where a row stands in its table, and the numbers of the cells that it has."""

    block: int
    row: int
    cells: tuple[int, ...]


class RowGroup(NamedTuple):
    """Keys below a key of its own, as an author nests them."""

    inner: Mapping[str, "RowPlace | RowGroup"]


@dataclass(frozen=True, slots=True)
class Table:
    """One legal table: blocks printed under each other, or (`single_row`) all its cells in one printed row."""

    id: str
    key: str
    caption: str
    single_row: bool
    blocks: tuple[Block, ...]
    tree: RowGroup

    def rows(self) -> list[tuple[Block, int, Line]]:
        """All rows in order, with their block and their place in it."""
        return [(block, i, row) for block in self.blocks for i, row in enumerate(block.rows)]


class Section(NamedTuple):
    """A section of the report: number and title as the form prints them, and what belongs in it."""

    id: str
    number: str
    title: str
    narrative: str  # required | optional | none
    table: str  # id, or ''
    facts: bool
    hint: str
    substance: bool  # to say that there is nothing is no narrative here

    @property
    def heading(self) -> str:
        """Number and title as the form prints them."""
        return f"{self.number}、{self.title}" if _chinese(self.number) else f"{self.number} {self.title}".strip()


def _chinese(number: str) -> bool:
    return bool(number) and all(c in "〇一二三四五六七八九十百" for c in number)


class Phrase(NamedTuple):
    """Wording that contradicts who is reporting: a text that offices of certain kinds do not write."""

    id: str
    text: str
    kinds: tuple[str, ...]
    reason: str


class Statement(NamedTuple):
    """What the prose must state, known by `words` of which one suffices. `clause` or `reason` says why."""

    id: str
    label: str
    words: tuple[str, ...]
    section: str  # where it belongs; '' for anywhere
    kinds: tuple[str, ...]  # of offices that must state it; none for all
    clause: str
    reason: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A named linear equation or bound. Exactly one of `clause` (of law) and `reason` is not empty."""

    id: str
    table: str
    text: str
    equation: Equation
    clause: str
    reason: str
    severity: Severity
    example: str


class Instance(NamedTuple):
    """A Rule in one column or one row: sums over cell numbers, and over last year's cells by id."""

    rule: Rule
    line: Line
    left: Bound
    right: Bound
    left_before: tuple[tuple[int, str], ...]
    right_before: tuple[tuple[int, str], ...]


class Series(NamedTuple):
    """A measure over the years, the sum of `cells` (by number). The same id in two forms is the same measure.

    `place` is the anchor that shows it: its cell, or for a sum of several, which no cell shows, the section of their
    table. `parts` are the names of what is added up, or none.
    """

    id: str
    label: str  # below its chart's title
    name: str  # where it stands alone
    cells: tuple[int, ...]
    archive: bool  # whether it is a column of the year's archive
    place: str
    parts: tuple[str, ...] = ()


class Chart(NamedTuple):
    """What an office's page draws of its reports. The same id in two forms is one chart."""

    id: str
    title: str
    kind: str  # line | bars | stacked
    series: tuple[Series, ...]
    total: int = -1  # the cell that by a rule of the form is the sum of all its series; -1 where there is none


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """An official format. `since` and `until` are the years of report it is for."""

    id: str
    path: str
    extends: str  # id of the form this is a variant of, or ''
    language: str
    title: str
    report_title: str
    basis: str
    since: int
    until: int | None
    sections: tuple[Section, ...]
    phrases: tuple[Phrase, ...]
    claims: Claims | None
    states: tuple[Statement, ...]
    period: tuple[str, ...]  # words that introduce the period of the numbers
    nothing: tuple[str, ...]  # how a section says that there is nothing to say
    trends: tuple[Chart, ...]
    tables: tuple[Table, ...]
    cells: tuple[CellType, ...]
    index: Mapping[str, int]  # cell id → number
    rules: tuple[Rule, ...]
    instances: tuple[Instance, ...]
    derived: frozenset[int]

    def table(self, tid: str) -> Table:
        """A table by id."""
        return next(t for t in self.tables if t.id == tid)

    def fits(self, year: int) -> bool:
        """Whether the form is in force for a year's report."""
        return self.since <= year and (self.until is None or year <= self.until)

    def titled(self, office: str, year: int) -> str:
        """The report's title as the form has it."""
        return self.report_title.replace("{office}", office).replace("{year}", str(year))
