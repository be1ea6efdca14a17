"""Computes the cells that a form lets authors leave blank, by the form's own equations."""

from collections.abc import Sequence

from gongkai.finding import Finding, Word, finding
from gongkai.form import Form, Instance
from gongkai.form_rules import computes
from gongkai.linear import solve
from gongkai.report import number_of, unpack
from gongkai.values import Number, Value


def cells_of(instance: Instance) -> set[int]:
    """The cells of this year that an instance speaks about."""
    return {i for _, i in instance.left.now + instance.right.now}


def compute(
    form: Form, values: list[Value], unreadable: set[int], path: str, places: Sequence[int]
) -> tuple[set[int], list[Finding]]:
    """Fill blank derived cells in `values`; returns which. Gives `derived.conflict` where two ways disagree.

    An equation that defines the cell (it stands alone on the left) is used before one that merely contains it.
    """
    unknown = {i for i in form.derived if values[i] is None and i not in unreadable}
    if not unknown:
        return set(), []
    numbers: list[Number] = [number_of(v) for v in values]
    usable = [x for x in form.instances if computes(x.rule.severity, x.rule.equation)]
    usable.sort(key=lambda x: len(x.left.now))
    computed = _fill(usable, values, numbers, unknown, unreadable)
    findings = [
        finding(
            "cell.negative",
            unpack(path, places[cell]),
            row=form.cells[cell].row.label,
            column=form.cells[cell].column.label,
            text=str(values[cell]),
            instead="",
            kind=Word(f"kind.{form.cells[cell].kind}"),
        )
        for cell in sorted(computed)
        if numbers[cell] < 0 and not form.cells[cell].kind.signed
    ]
    for instance in usable:
        cells = cells_of(instance)
        touched = sorted(cells & set(computed))
        if not touched or cells & unreadable or cells & unknown:
            continue
        cell = touched[0]
        if instance is computed[cell]:
            continue
        other = solve(instance.left, instance.right, cell, numbers)
        if other is not None and other != values[cell]:
            kind = form.cells[cell]
            findings.append(
                finding(
                    "derived.conflict",
                    unpack(path, places[cell]),
                    row=kind.row.label,
                    column=kind.column.label,
                    one=values[cell],
                    rule_one=computed[cell].rule.id,
                    two=other,
                    rule_two=instance.rule.id,
                )
            )
    return set(computed), findings


def _fill(
    usable: Sequence[Instance],
    values: list[Value],
    numbers: list[Number],
    unknown: set[int],
    unreadable: set[int],
) -> dict[int, Instance]:
    """Solve equations with one unknown until none is left; which equation computed which cell."""
    computed: dict[int, Instance] = {}
    progress = True
    while unknown and progress:
        progress = False
        for instance in usable:
            cells = cells_of(instance)
            open_ = cells & unknown
            if len(open_) != 1 or cells & unreadable:
                continue
            cell = next(iter(open_))
            defines = instance.left.now == ((1, cell),)
            blank = [values[i] is None for i in cells if i != cell]
            if all(blank) or (any(blank) and not defines):
                continue  # the sum of nothing is not nought, and only a sum may have blank parts
            value = solve(instance.left, instance.right, cell, numbers)
            if value is None:
                continue
            values[cell] = numbers[cell] = value
            computed[cell] = instance
            unknown.discard(cell)
            progress = True
    return computed
