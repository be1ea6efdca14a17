"""Counts, for readers, how many of the form's relations within a table hold in a report."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from gongkai.finding import Severity
from gongkai.form import Form
from gongkai.linear import RELATIONS, Bound
from gongkai.report import Report
from gongkai.values import NOT_APPLICABLE, Number, Value


class Tally(NamedTuple):
    """Relations of one table: those that hold, those that do not, and those that nothing can be said of.

    The last have a cell that is blank, was computed by such a relation (so it is no evidence), or could not be read.
    """

    held: int = 0
    broken: int = 0
    open: int = 0


Sum = Callable[[Sequence[Number]], Number]


class _Relation(NamedTuple):
    table: str
    left: Sum
    holds: Callable[[Number, Number], bool]
    right: Sum
    cells: frozenset[int]


@lru_cache(maxsize=64)
def _relations(form: Form) -> tuple[_Relation, ...]:
    """The rules that no report may break, within the year, as often as they stand in the tables."""
    return tuple(
        _Relation(
            x.rule.table,
            _sum(x.left),
            RELATIONS[x.rule.equation.relation],
            _sum(x.right),
            frozenset(i for _, i in x.left.now + x.right.now),
        )
        for x in form.instances
        if x.rule.severity is Severity.ERROR and not (x.left_before or x.right_before)
    )


def _sum(bound: Bound) -> Sum:
    """How a side is added up: nearly always a cell, or some cells as they are."""
    cells = [i for _, i in bound.now]
    if not cells or bound.constant or any(factor != 1 for factor, _ in bound.now):
        return lambda numbers: bound.total(numbers, ())
    pick = itemgetter(*cells)
    return pick if len(cells) == 1 else lambda numbers: sum(pick(numbers))


def tally(report: Report) -> Mapping[str, Tally]:
    """By table id; a table without such relations is left out."""
    found: dict[str, list[int]] = {}
    numbers = report.numbers
    unsure = report.computed | report.unreadable | _where(report, None)
    empty = _where(report, NOT_APPLICABLE)  # a relation of nothing else says nothing
    for table, left, holds, right, cells in _relations(report.form):
        counts = found.setdefault(table, [0, 0, 0])
        if not cells.isdisjoint(unsure) or cells <= empty:
            counts[2] += 1
        elif holds(left(numbers), right(numbers)):
            counts[0] += 1
        else:
            counts[1] += 1
    return {table: Tally(*counts) for table, counts in found.items()}


def _where(report: Report, value: Value) -> frozenset[int]:
    """The cells that hold a value."""
    values = report.values
    return frozenset(i for i, v in enumerate(values) if v is value) if value in values else frozenset()
