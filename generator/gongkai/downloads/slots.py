"""A form's cells as bytes with slots: what a form says of a cell is the same in every report, and written once.

Each cell is five pieces of a file: what parts it from the cell before, what the form says of it, its value, its unit
with what stands around it, its state. A report's own are put in their places, and the pieces joined.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from gongkai.report import Report
from gongkai.values import NOT_APPLICABLE, Value

_PIECES = 5


def state(value: Value, *, computed: bool) -> str:
    """number, computed, text, blank or not-applicable."""
    if value is None:
        return "blank"
    if value is NOT_APPLICABLE:
        return "not-applicable"
    if isinstance(value, str):
        return "text"
    return "computed" if computed else "number"


class Said(NamedTuple):
    """What a report says of its form's cells, in their order: `values` are its whole numbers, others by their place.

    `units` are those that the report states, by place, too.
    """

    values: Sequence[bytes]
    others: Sequence[tuple[int, Value]]
    units: Sequence[tuple[int, str]]
    states: Sequence[bytes]


def said(report: Report, cells: Sequence[int]) -> Said:
    """What a report says of some cells, by their numbers."""
    values = [report.values[i] for i in cells]
    others = [(at, value) for at, value in enumerate(values) if type(value) is not int]
    states = [b"number"] * len(values)
    for at, value in others:
        states[at] = state(value, computed=False).encode()
    if report.computed:
        for at in [at for at, number in enumerate(cells) if number in report.computed]:
            states[at] = state(values[at], computed=True).encode()
    stated = report.units
    units = [(at, stated[number]) for at, number in enumerate(cells) if stated.get(number)] if stated else []
    return Said([b"%d" % v if type(v) is int else b"" for v in values], others, units, states)


class Slots(NamedTuple):
    """The pieces of all cells; `value` writes what is no whole number, `unit` a unit with what stands around it."""

    pieces: Sequence[bytes]
    value: Callable[[Value], str]
    unit: Callable[[str], str]

    def filled(self, report: Said, between: bytes) -> bytes:
        """The cells with what a report says, `between` them."""
        pieces = list(self.pieces)
        pieces[::_PIECES] = [between] * len(report.values)
        pieces[2::_PIECES] = report.values
        pieces[4::_PIECES] = report.states
        for at, value in report.others:
            pieces[at * _PIECES + 2] = self.value(value).encode()
        for at, unit in report.units:
            pieces[at * _PIECES + 3] = self.unit(unit).encode()
        return b"".join(pieces[1:])


def slots(cells: Sequence[tuple[str, str]], value: Callable[[Value], str], unit: Callable[[str], str]) -> Slots:
    """Slots for cells of which the form says something, and has a unit."""
    pieces = [piece for known, own in cells for piece in (b"", known.encode(), b"", unit(own).encode(), b"")]
    return Slots(pieces, value, unit)
