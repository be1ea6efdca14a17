"""Totals of a report as formulas: which cell is the sum of which, by the form's own identities, without a circle."""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from gongkai.finding import Severity
from gongkai.form import Form
from gongkai.report import Report

Sums = Mapping[int, tuple[int, ...]]  # a total's cell number → the cells that are added


def sums(report: Report) -> Sums:
    """The totals that hold in this report; one that is misprinted in the original stays a number."""
    numbers = report.numbers
    return {
        total: parts
        for total, parts in form_sums(report.form).items()
        if numbers[total] == sum(numbers[i] for i in parts) and _numeric(report, total, parts)
    }


def _numeric(report: Report, total: int, parts: tuple[int, ...]) -> bool:
    """Whether the total is a number, and no part is "/" or a text: blanks count as nought, as in a spreadsheet."""
    parts_ = (report.values[i] for i in parts)
    return isinstance(report.values[total], int | Decimal) and all(
        value is None or isinstance(value, int | Decimal) for value in parts_
    )


@lru_cache(maxsize=64)
def form_sums(form: Form) -> Sums:
    """Each cell that an identity says to be the sum of two or more others; none that would feed itself."""
    found: dict[int, tuple[int, ...]] = {}
    for instance in form.instances:
        rule, one, two = instance.rule, instance.left, instance.right
        across = instance.left_before or instance.right_before
        if rule.severity is not Severity.ERROR or rule.equation.relation != "=" or across:
            continue
        if one.constant or two.constant:
            continue
        for total, parts in ((one.now, two.now), (two.now, one.now)):
            plain = len(total) == 1 and total[0][0] == 1 and len(parts) > 1 and all(f == 1 for f, _ in parts)
            if plain and total[0][1] not in found and not _feeds(found, total[0][1], [i for _, i in parts]):
                found[total[0][1]] = tuple(i for _, i in parts)
                break
    return found


def _feeds(found: Sums, cell: int, parts: list[int]) -> bool:
    """Whether a cell takes part, however indirectly, in what it would be made of."""
    waiting, seen = list(parts), set[int]()
    while waiting:
        i = waiting.pop()
        if i == cell:
            return True
        if i not in seen:
            seen.add(i)
            waiting += found.get(i, ())
    return False
