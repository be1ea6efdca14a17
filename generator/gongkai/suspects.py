"""The wrong cell, named: from the identities that fail and by how much (issue 4).

Computed cells are no evidence: they are worked out of the identities first. What the identities cannot tell apart is
said openly; of equal explanations, the one that also suits last year's report and looks like a slip of the pen is
named first. It stays a guess, and a notice: only the office's own register knows.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache, partial
from typing import NamedTuple

from gongkai.across import linked
from gongkai.finding import Finding, Related, Severity, finding
from gongkai.form import Form, Instance
from gongkai.linear import RELATIONS
from gongkai.report import Report
from gongkai.sparse import ENOUGH, Changes, Row, System, eliminate, smallest, system
from gongkai.values import NOT_APPLICABLE, Number, shown

_SHOWN = 3


class Explained(NamedTuple):
    """A group of equations of which some do not hold: how many, and the smallest sets of changes, likeliest first.

    `kept` are cells that are wrong as well, but stay as the original prints them.
    """

    broken: int
    found: tuple[Changes, ...]
    kept: tuple[int, ...] = ()


def explain(report: Report, before: Report | None, kept: frozenset[int] = frozenset()) -> list[Explained]:
    """The groups of identities that fail in a report, each with what would explain it; what is kept is not named."""
    out: list[Explained] = []
    for equations, residuals in _broken(report):
        found = smallest(equations, residuals, partial(_possible, report))
        ranked = sorted((_rank(report, before, changes), changes) for changes in found)
        found = [changes for rank, changes in ranked if rank[0] == ranked[0][0][0]]  # last year's report decides
        broken = sum(1 for r in residuals if r)
        out.append(_without(kept, Explained(broken, tuple(found))) if kept else Explained(broken, tuple(found)))
    return out


def _without(kept: frozenset[int], explained: Explained) -> Explained:
    """Explanations that make the most of the kept cells, without these; none where they explain everything."""
    most = max((len(kept.intersection(dict(changes))) for changes in explained.found), default=0)
    best = [changes for changes in explained.found if len(kept.intersection(dict(changes))) == most]
    left = dict.fromkeys(tuple(c for c in changes if c[0] not in kept) for changes in best)
    stay = sorted(kept.intersection(i for changes in best for i, _ in changes))
    return Explained(explained.broken, () if () in left else tuple(left), tuple(stay))


@lru_cache(maxsize=64)
def _identities(form: Form) -> tuple[tuple[int, Row], ...]:
    """(constant, factors) of every equation within the year that no report may break."""
    out: list[tuple[int, Row]] = []
    for instance in form.instances:
        if not _identity(instance):
            continue
        row: dict[int, int] = {}
        for side, bound in ((1, instance.left), (-1, instance.right)):
            for factor, i in bound.now:
                row[i] = row.get(i, 0) + side * factor
        out.append((instance.left.constant - instance.right.constant, row))
    return tuple(out)


def _identity(instance: Instance) -> bool:
    within = not (instance.left_before or instance.right_before)
    return within and instance.rule.severity is Severity.ERROR and instance.rule.equation.relation == "="


_CONSTANT = -1  # stands for the number one among the unknowns


@lru_cache(maxsize=512)
def _systems(
    form: Form, computed: frozenset[int], unusable: frozenset[int]
) -> tuple[tuple[tuple[Row, ...], System], ...]:
    """Equations between authored cells, in groups that share none; each with and without its constants."""
    rows = [
        {**row, _CONSTANT: constant} if constant else row
        for constant, row in _identities(form)
        if not unusable.intersection(row)
    ]
    groups: list[tuple[set[int], list[Row]]] = []
    for row in eliminate(rows, computed):
        cells = set(row) - {_CONSTANT}
        if not cells:
            continue
        apart = [g for g in groups if not g[0] & cells]
        joined = [g for g in groups if g[0] & cells]
        groups = [*apart, (cells.union(*(g[0] for g in joined)), [r for g in joined for r in g[1]] + [row])]
    return tuple(
        (tuple(members), system({i: f for i, f in row.items() if i != _CONSTANT} for row in members))
        for _, members in groups
    )


def _broken(report: Report) -> Iterator[tuple[System, list[Fraction]]]:
    """The groups of equations that do not all hold, with what each is off by."""
    numbers = report.numbers
    for rows, equations in _systems(report.form, report.computed, report.unreadable):
        off: list[Number] = [sum(f * (1 if i == _CONSTANT else numbers[i]) for i, f in row.items()) for row in rows]
        if any(off):
            gaps = any(report.values[i] is None for row, o in zip(rows, off, strict=True) if o for i in row if i >= 0)
            if not (report.draft and gaps):
                yield equations, [Fraction(o) for o in off]


def told(report: Report, explained: Explained) -> Finding:
    """`cell.suspect` for one explanation, `cell.suspects` for several equally small ones."""
    best = explained.found[:_SHOWN]
    places = {i: Related("suspect", report.place(i), _cell(report, i, x)) for c in best for i, x in c}
    first, *related = places.values()
    table = report.form.cells[best[0][0][0]].table
    args = {
        "cells": tuple(_cell(report, i, change) for i, change in best[0]),
        "broken": explained.broken,
        "table": report.form.table(table).caption,
        "kept": tuple(_name(report, i) for i in explained.kept),
    }
    if len(explained.found) == 1:
        return finding("cell.suspect", first.span, *related, **args)
    others = tuple(tuple(_cell(report, i, x) for i, x in changes) for changes in best[1:])
    count = len(explained.found)
    shown_count = count if count < ENOUGH else f"{count}+"
    return finding("cell.suspects", first.span, *related, count=shown_count, others=others, **args)


def _possible(report: Report, index: int, change: Fraction) -> bool:
    """Whether the cell may hold what it would have to hold."""
    kind = report.form.cells[index].kind
    value = Fraction(report.numbers[index]) + change
    return (kind.signed or value >= 0) and (value.denominator == 1 or not kind.whole)


def _mended(report: Report, index: int, change: Fraction) -> Number:
    value = Fraction(report.numbers[index]) + change
    return int(value) if value.denominator == 1 else Decimal(value.numerator) / Decimal(value.denominator)


def _cell(report: Report, index: int, change: Fraction) -> str:
    """`row·column 1 → 0`, by the keys that authors write."""
    value = report.values[index]
    was = "~" if value is None else shown(value)
    return f"{_name(report, index)} {was} → {shown(_mended(report, index, change))}"


def _name(report: Report, index: int) -> str:
    cell = report.form.cells[index]
    return f"{cell.row.keys[-1]}·{cell.column.keys[-1]}"


def _rank(report: Report, before: Report | None, changes: Changes) -> tuple[int, int, Fraction, tuple[int, ...]]:
    """What a likelier explanation has less of: other rules broken, unlikely slips, change, distance from the top."""
    mended = {i: _mended(report, i, change) for i, change in changes}
    swapped = sorted(mended.values()) == sorted(report.numbers[i] for i in mended)
    slips = 0 if swapped else sum(_slip(report, i, value) for i, value in mended.items())
    total = sum((abs(change) for _, change in changes), Fraction(0))
    return _upset(report, before, mended), slips, total, tuple(mended)


def _upset(report: Report, before: Report | None, mended: Mapping[int, Number]) -> int:
    """How many more of the other rules (last year's carry-over, bounds) these changes would break than mend."""
    numbers = list(report.numbers)
    for i, value in mended.items():
        numbers[i] = value
    earlier = before.numbers if before else ()
    count = 0
    for instance in linked(report.form, before.form if before else None):
        cells = {i for _, i in instance.left.now + instance.right.now}
        if not cells.isdisjoint(mended) and not _identity(instance):
            holds = RELATIONS[instance.rule.equation.relation]
            left, right = instance.left, instance.right
            count += not holds(left.total(numbers, earlier), right.total(numbers, earlier))
            count -= not holds(left.total(report.numbers, earlier), right.total(report.numbers, earlier))
    return count


def _slip(report: Report, index: int, value: Number) -> int:
    """How many strokes lie between what stands there and what should: none for a cell left empty."""
    was = report.values[index]
    if was is None:
        return 0
    if was is NOT_APPLICABLE:
        return 3
    return _strokes(str(was), str(value))


def _strokes(one: str, two: str) -> int:
    """Edit distance, two neighbours changed about counting as one."""
    rows: list[list[int]] = [list(range(len(two) + 1))]
    for a in range(1, len(one) + 1):
        row = [a]
        for b in range(1, len(two) + 1):
            same = one[a - 1] == two[b - 1]
            row.append(min(rows[-1][b] + 1, row[-1] + 1, rows[-1][b - 1] + (not same)))
            if a > 1 and b > 1 and one[a - 1] == two[b - 2] and one[a - 2] == two[b - 1]:
                row[-1] = min(row[-1], rows[-2][b - 2] + 1)
        rows.append(row)
    return rows[-1][-1]
