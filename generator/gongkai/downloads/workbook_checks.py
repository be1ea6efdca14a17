"""A form's identities as formulas of a sheet, and where their results stand: beside their row, or below the table."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Self

from gongkai.form import Form, Instance, Rule
from gongkai.linear import Bound
from gongkai.values import Number

Places = Mapping[int, tuple[int, int]]


class Checks(NamedTuple):
    """The identities of one table: those beside a row (with row and number), and below by rule."""

    beside: tuple[tuple[Instance, int, int], ...]
    below: tuple[tuple[Rule, tuple[Instance, ...]], ...]

    @classmethod
    def of(cls, form: Form, tid: str, instances: Sequence[Instance], places: Places, *, beside: int) -> Self:
        """Every identity of a table; a rule stands beside where all its instances have a row with room."""
        own = [x for x in instances if x.rule.table == tid]
        by_rule = {rule: [x for x in own if x.rule is rule] for rule in form.rules if any(x.rule is rule for x in own)}
        taken: defaultdict[int, int] = defaultdict(int)
        rightward: list[tuple[Instance, int, int]] = []
        below: list[tuple[Rule, tuple[Instance, ...]]] = []
        for rule, each in by_rule.items():
            rows = [{places[i][0] for _, i in x.left.now + x.right.now} for x in each]
            lines = [next(iter(r)) for r in rows if len(r) == 1]
            if len(lines) == len(each) == len(set(lines)) and all(taken[row] < beside for row in lines):
                for instance, row in zip(each, lines, strict=True):
                    rightward.append((instance, row, taken[row]))
                    taken[row] += 1
                below.append((rule, ()))
            else:
                below.append((rule, tuple(each)))
        return cls(tuple(rightward), tuple(below))


def total_of(parts: Sequence[str]) -> str:
    """A sum that stays blank until one of its parts is filled in."""
    listed = ",".join(parts)
    return f'=IF(COUNT({listed})=0,"",SUM({listed}))'


def formula_of(
    instance: Instance, places: Mapping[int, str], before: Sequence[Number], words: Mapping[str, str], label: str
) -> str:
    """`holds`, `fails, off by N`, or `not filled in` where a cell is blank; words, so that colour is not all."""
    left, right = instance.left, instance.right
    cells = dict.fromkeys(places[i] for _, i in left.now + right.now)
    blank = ",".join(f'{cell}=""' for cell in cells)
    difference = f"ROUND({_side(left, places, before)}-({_side(right, places, before)}),6)"
    relation = instance.rule.equation.relation
    holds = f"{difference}{relation}0"
    bad = f'"{words["bad"]}"&ABS({difference})'
    result = f'IF(OR({blank}),"{words["open"]}",IF({holds},"{words["good"]}",{bad}))'
    return f'="{label.replace(chr(34), chr(34) * 2)}"&{result}' if label else f"={result}"


def _side(bound: Bound, places: Mapping[int, str], before: Sequence[Number]) -> str:
    """A sum of cells, last year's numbers and a constant; texts such as / count nothing."""
    constant: Number = bound.constant
    for factor, index in bound.before:
        constant += factor * before[index]
    plain = [places[i] for factor, i in bound.now if factor == 1]
    out = [f"SUM({','.join(plain)})"] if plain else []
    out += [f"{factor}*N({places[i]})" for factor, i in bound.now if factor != 1]
    if constant or not out:
        out.append(str(constant))
    return "+".join(out).replace("+-", "-")
