"""Counts, for readers, how many of the form's relations within a table hold in a report."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from gongkai.finding import Severity
from gongkai.form import Form
from gongkai.linear import RELATIONS, Bound
from gongkai.report import Report
from gongkai.values import NOT_APPLICABLE


class Tally(NamedTuple):
    """Relations of one table: those that hold, those that do not, and those that nothing can be said of.

    The last have a cell that is blank, was computed by such a relation (so it is no evidence), or could not be read.
    """

    held: int = 0
    broken: int = 0
    open: int = 0


class _Relation(NamedTuple):
    table: str
    left: Bound
    relation: str
    right: Bound
    cells: frozenset[int]


@lru_cache(maxsize=64)
def _relations(form: Form) -> tuple[_Relation, ...]:
    """The rules that no report may break, within the year, as often as they stand in the tables."""
    return tuple(
        _Relation(
            x.rule.table, x.left, x.rule.equation.relation, x.right, frozenset(i for _, i in x.left.now + x.right.now)
        )
        for x in form.instances
        if x.rule.severity is Severity.ERROR and not (x.left_before or x.right_before)
    )


def tally(report: Report) -> Mapping[str, Tally]:
    """By table id; a table without such relations is left out."""
    found: dict[str, Tally] = {}
    for table, left, relation, right, cells in _relations(report.form):
        held, broken, unsure = found.get(table, Tally())
        if not _known(report, cells):
            unsure += 1
        elif RELATIONS[relation](left.total(report.numbers, ()), right.total(report.numbers, ())):
            held += 1
        else:
            broken += 1
        found[table] = Tally(held, broken, unsure)
    return found


def _known(report: Report, cells: frozenset[int]) -> bool:
    """Whether every cell was written and read, and at least one holds a number."""
    if cells & report.computed or cells & report.unreadable:
        return False
    values = [report.values[i] for i in cells]
    return None not in values and any(v is not NOT_APPLICABLE for v in values)
