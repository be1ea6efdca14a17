"""Report: one Office, one year, one Form. Columnar inside; a Cell is made on demand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from gongkai.finding import Span
from gongkai.form import CellType, Form
from gongkai.prose import Prose, Title
from gongkai.values import Number, Value

_COLUMNS = 1 << 16


def pack(line: int, column: int) -> int:
    """A place in the report's file as one number."""
    return line * _COLUMNS + (column if column < _COLUMNS else _COLUMNS - 1)


def unpack(path: str, packed: int) -> Span:
    """The place that `pack` packed."""
    return Span(path, *divmod(packed, _COLUMNS))


class Narrative(NamedTuple):
    """A Markdown section of a report, in the order written; `section` is '' for the preamble.

    A section may stand twice: it is then two Narratives, and a finding. `source` is the text as written, from line
    `line` on.
    """

    section: str
    title: Title | None
    anchor: str
    prose: Prose
    source: str
    line: int


class FactValue(NamedTuple):
    """A number given outside the tables."""

    value: Value
    span: Span
    readable: bool = True


class Cell(NamedTuple):
    """(table, row, column) → value and place."""

    type: CellType
    value: Value
    span: Span
    computed: bool
    unit: str


class Waiver(NamedTuple):
    """What a published report prints as its original has it: which finding, where, why, in whose name.

    `code` is a finding's code or a rule's name (table.rule). `where` is the place as written, '' for the whole report;
    it stands for `cells` (by number) or for `section` (by id). `printed` is what the original has there: nothing
    else is covered. `until` is the last day it holds, '' for ever.
    """

    code: str
    where: str
    cells: frozenset[int]
    section: str
    printed: tuple[str, ...]
    reason: str
    by: str
    until: str
    span: Span


NUMBERS = ("values", "places", "computed", "unreadable", "labels", "units")
PROSE = ("narratives",)
LATER = frozenset((*NUMBERS, "numbers", *PROSE))


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """What an author wrote, bound to the form's cells in the form's order.

    `labels` are wordings of the printed original, by (table, block, heading id); block -1 is a row's.
    `unreadable` are cells whose text was no value: no rule speaks about them.
    A report that was read before has its numbers and its prose (`LATER`) packed until somebody looks: `later` unpacks.
    """

    path: str
    prose_path: str
    office: str
    year: int
    form: Form
    published: str | None
    details: Mapping[str, str]
    draft: bool
    title: str
    values: tuple[Value, ...]
    numbers: tuple[Number, ...]
    places: tuple[int, ...]
    computed: frozenset[int]
    unreadable: frozenset[int]
    facts: Mapping[str, FactValue]
    labels: Mapping[tuple[str, int, str], str]
    units: Mapping[int, str]
    narratives: tuple[Narrative, ...]
    attachments: tuple[str, ...]
    span: Span
    waivers: tuple[Waiver, ...] = ()
    later: Callable[[str], Mapping[str, object]] | None = field(init=False, default=None, repr=False)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            """A part that is still packed, and those that lie with it."""
            if name not in LATER or self.later is None:
                raise AttributeError(name)
            for part, value in self.later(name).items():
                object.__setattr__(self, part, value)
            return getattr(self, name)

    @property
    def key(self) -> tuple[str, int]:
        """What makes a report the one it is."""
        return self.office, self.year

    def place(self, index: int) -> Span:
        """Where a cell was written."""
        return unpack(self.path, self.places[index])

    def unit(self, index: int) -> str:
        """The unit the form prints, or the one the report states."""
        return self.units.get(index) or self.form.cells[index].unit

    def cell(self, index: int) -> Cell:
        """One cell by its number."""
        kind, unit = self.form.cells[index], self.unit(index)
        return Cell(kind, self.values[index], self.place(index), index in self.computed, unit)

    def row_label(self, index: int) -> str:
        """A cell's row label as printed in this report."""
        cell = self.form.cells[index]
        return self.labels.get((cell.table, -1, cell.row.id), cell.row.label)


def number_of(value: Value) -> Number:
    """What a value counts in a sum: blank and not applicable are nothing."""
    return value if isinstance(value, (int, Decimal)) else 0
