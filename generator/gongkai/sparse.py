"""The smallest sets of changes that make a broken system of linear equations hold.

One wrong number breaks exactly the equations it stands in, by multiples of one difference; so the set that fails and
the differences name the number (the parity check of a linear code, read backwards). Nothing here knows of forms.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple, TypeAlias

Row: TypeAlias = Mapping[int, int]  # unknown → factor
Changes: TypeAlias = tuple[tuple[int, Fraction], ...]  # (unknown, what to add to it), by unknown

ENOUGH = 500  # sets of one size: beyond this nobody can tell them apart
_STEPS = 50_000  # places looked at, so that a hopeless case ends


class System(NamedTuple):
    """Equations and, for each unknown, the equations it stands in."""

    rows: tuple[Row, ...]
    columns: Mapping[int, tuple[tuple[int, int], ...]]


def system(rows: Iterable[Row]) -> System:
    """Make a System; an equation without unknowns says nothing and is dropped."""
    kept = tuple({i: f for i, f in row.items() if f} for row in rows)
    kept = tuple(row for row in kept if row)
    columns: dict[int, list[tuple[int, int]]] = {}
    for k, row in enumerate(kept):
        for i, factor in row.items():
            columns.setdefault(i, []).append((k, factor))
    return System(kept, {i: tuple(column) for i, column in columns.items()})


def eliminate(rows: Sequence[Row], unknowns: Iterable[int]) -> Sequence[Row]:
    """The equations that remain when some unknowns are worked out from them.

    Each takes one equation with it in which it has the factor 1 or -1; without such a one, all it stands in are lost.
    """
    left = [dict(row) for row in rows]
    for i in sorted(unknowns):
        holders = [row for row in left if row.get(i)]
        pivot = min((row for row in holders if abs(row[i]) == 1), key=len, default=None)
        left = [row for row in left if not row.get(i)]
        for row in holders if pivot is not None else ():
            if pivot is None or row is pivot:
                continue
            times = row[i] * pivot[i]
            mixed = {j: row.get(j, 0) - times * pivot.get(j, 0) for j in {*row, *pivot}}
            left.append({j: f for j, f in mixed.items() if f})
    return left


Possible: TypeAlias = Callable[[int, Fraction], bool]


def smallest(equations: System, residuals: Sequence[Fraction], possible: Possible, most: int = 3) -> list[Changes]:
    """All sets of the smallest size (up to `most` unknowns) whose changes make every residual 0; [] for none.

    `possible` says whether an unknown may be changed by so much. At most ENOUGH sets are given.

    A set is found when, one after the other, each of its unknowns stands in an equation that no other of the set
    does. Sets of one and two are then complete unless two unknowns stand in the very same equations.
    """
    failing = {k: r for k, r in enumerate(residuals) if r}
    if not failing:
        return []
    for size in range(1, most + 1):
        found: dict[Changes, None] = {}
        budget = [_STEPS]
        for changes in _search(equations, failing, possible, size, budget):
            found.setdefault(tuple(sorted(changes)))
            if len(found) >= ENOUGH:
                break
        if found:
            return list(found)
    return []


def _search(
    equations: System, failing: Mapping[int, Fraction], possible: Possible, size: int, budget: list[int]
) -> Iterator[Changes]:
    if size == 1:
        yield from (c for c in _single(equations, failing) if possible(*c[0]))
        return
    narrow = min(failing, key=lambda k: (len(equations.rows[k]), k))
    for i in equations.rows[narrow]:
        column = equations.columns[i]
        for change in {-failing[k] / factor for k, factor in column if k in failing}:
            budget[0] -= 1
            if budget[0] < 0:
                return
            left = _after(failing, column, change)
            if not left or not possible(i, change):
                continue
            for others in _search(equations, left, possible, size - 1, budget):
                if all(j != i for j, _ in others):
                    yield ((i, change), *others)


def _single(equations: System, failing: Mapping[int, Fraction]) -> Iterator[Changes]:
    first, *rest = failing
    shared = set(equations.rows[first]).intersection(*(equations.rows[k] for k in rest))
    for i in sorted(shared):
        column = equations.columns[i]
        change = -failing[first] / equations.rows[first][i]
        if len(column) == len(failing) and not _after(failing, column, change):
            yield ((i, change),)


def _after(failing: Mapping[int, Fraction], column: Sequence[tuple[int, int]], change: Fraction) -> dict[int, Fraction]:
    left = dict(failing)
    for k, factor in column:
        value = left.get(k, Fraction(0)) + factor * change
        if value:
            left[k] = value
        else:
            left.pop(k, None)
    return left
