"""Linear equations and bounds between the rows or columns of a table: parse, evaluate, solve.

    received + carried_in = total + carried_out
    total = children(results)
    carried_in = previous.carried_out
    last_year + change >= 0

Constants and factors are whole numbers, so that a rule can only ever be exact. `children(x)` is every leaf below
the group x, without those that the equation names itself; `previous.x` is x in last year's report.
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from gongkai.values import Number

RELATIONS: Mapping[str, Callable[[Number, Number], bool]] = {
    "=": operator.eq,
    "<=": operator.le,
    ">=": operator.ge,
}


class Term(NamedTuple):
    """`factor` times a name; a bare constant has the name ''."""

    factor: int
    name: str
    previous: bool = False
    children: bool = False


class Equation(NamedTuple):
    """Two sums and the relation between them, as written."""

    left: tuple[Term, ...]
    relation: str
    right: tuple[Term, ...]

    def terms(self) -> tuple[Term, ...]:
        """All terms with a name, both sides."""
        return tuple(t for t in self.left + self.right if t.name)


class EquationError(ValueError):
    """A text is no equation: `problem` is a key for the texts, `column` counts from 0."""

    def __init__(self, problem: str, column: int, found: str = "") -> None:
        super().__init__(problem)
        self.problem, self.column, self.found = problem, column, found


_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]{1,9})|(?P<name>[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*)|(?P<sign><=|>=|[=+\-*()]))"
)


def parse(text: str) -> Equation:
    """Parse an equation. Raises EquationError with the place of the first thing that does not fit."""
    tokens: list[tuple[str, str, int]] = []
    at = 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if not match:
            raise EquationError("character", at, text[at:].strip()[:1])
        kind = match.lastgroup or ""
        tokens.append((kind, match[kind], match.start(kind)))
        at = match.end()
    tokens.append(("end", "", len(text)))
    left, at = _sum(tokens, 0)
    relation = tokens[at][1]
    if relation not in RELATIONS:
        raise EquationError("relation", tokens[at][2], relation)
    right, at = _sum(tokens, at + 1)
    if tokens[at][0] != "end":
        raise EquationError("end", tokens[at][2], tokens[at][1])
    return Equation(left, relation, right)


def _sum(tokens: Sequence[tuple[str, str, int]], at: int) -> tuple[tuple[Term, ...], int]:
    terms: list[Term] = []
    sign = 1
    if tokens[at][1] == "-":
        sign, at = -1, at + 1
    while True:
        term, at = _term(tokens, at, sign)
        terms.append(term)
        if tokens[at][1] not in ("+", "-"):
            return tuple(terms), at
        sign, at = (1 if tokens[at][1] == "+" else -1), at + 1


def _term(tokens: Sequence[tuple[str, str, int]], at: int, factor: int) -> tuple[Term, int]:
    kind, text, column = tokens[at]
    if kind == "number":
        factor *= int(text)
        if tokens[at + 1][1] != "*":
            return Term(factor, ""), at + 1
        at += 2
        kind, text, column = tokens[at]
    if kind != "name":
        raise EquationError("term", column, text)
    previous = text.startswith("previous.")
    name = text.removeprefix("previous.")
    if name == "children" and tokens[at + 1][1] == "(":
        if tokens[at + 2][0] != "name" or tokens[at + 3][1] != ")":
            raise EquationError("children", tokens[at + 2][2], tokens[at + 2][1])
        return Term(factor, tokens[at + 2][1], previous, children=True), at + 4
    return Term(factor, name, previous), at + 1


class Bound(NamedTuple):
    """A sum of places: (factor, index into the values) pairs, the same for last year's values, and a constant."""

    now: tuple[tuple[int, int], ...]
    before: tuple[tuple[int, int], ...]
    constant: int

    def total(self, now: Sequence[Number], before: Sequence[Number]) -> Number:
        """The value of the sum."""
        result: Number = self.constant
        for factor, index in self.now:
            result += factor * now[index]
        for factor, index in self.before:
            result += factor * before[index]
        return result


def solve(left: Bound, right: Bound, unknown: int, numbers: Sequence[Number]) -> Number | None:
    """The value of values[unknown] that makes left = right; None where it does not occur once with factor 1 or -1."""
    found = [(f, 1) for f, i in left.now if i == unknown] + [(f, -1) for f, i in right.now if i == unknown]
    if len(found) != 1 or abs(found[0][0]) != 1 or left.before or right.before:
        return None
    factor, side = found[0]
    known = [0 if i == unknown else n for i, n in enumerate(numbers)]
    return (right.total(known, ()) - left.total(known, ())) * factor * side
