"""Evaluates the Forms' Rules over the Portal, within a year and across years, and says what was added to what."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from gongkai.finding import Finding, Related, Word, finding
from gongkai.form import CellType, Form, Instance, Line
from gongkai.form_rules import computes
from gongkai.linear import RELATIONS, Bound, solve
from gongkai.portal import Portal
from gongkai.report import Report
from gongkai.values import Number


@lru_cache(maxsize=64)
def linked(form: Form, before: Form | None) -> tuple[Instance, ...]:
    """The form's instances with last year's cells looked up in last year's form.

    Those that need a cell it has not are left out: only what both forms measure alike can be compared.
    """
    out: list[Instance] = []
    for instance in form.instances:
        needed = instance.left_before + instance.right_before
        if not needed:
            out.append(instance)
        elif before is not None and all(cid in before.index for _, cid in needed):
            left = tuple((f, before.index[cid]) for f, cid in instance.left_before)
            right = tuple((f, before.index[cid]) for f, cid in instance.right_before)
            out.append(
                instance._replace(left=instance.left._replace(before=left), right=instance.right._replace(before=right))
            )
    return tuple(out)


def check_rules(portal: Portal) -> list[Finding]:
    """Every Rule of every report. Gives `rule.broken` with the rule's own severity."""
    findings: list[Finding] = []
    for report in portal.reports:
        broken = check_report(report, portal.previous(report))
        findings += broken
    return findings


def carried(form: Form, before: Report) -> dict[int, Number]:
    """Cells of a new report that last year's decides alone: `carried_in = previous.carried_out`."""
    found: dict[int, Number] = {}
    for instance in linked(form, before.form):
        left, right = instance.left, instance.right
        alone = len(left.now) == 1 and left.now[0][0] == 1 and not left.before and not left.constant
        known = not any(before.values[i] is None or i in before.unreadable for _, i in right.before)
        if instance.rule.equation.relation == "=" and alone and right.before and not right.now and known:
            found[left.now[0][1]] = right.total((), before.numbers)
    return found


def check_report(report: Report, before: Report | None) -> list[Finding]:
    """One report's broken rules. A rule that computed one of its own cells is no evidence and is passed over."""
    earlier: Sequence[Number] = before.numbers if before else ()
    findings: list[Finding] = []
    for instance in linked(report.form, before.form if before else None):
        left, right = instance.left, instance.right
        one, two = left.total(report.numbers, earlier), right.total(report.numbers, earlier)
        if RELATIONS[instance.rule.equation.relation](one, two):
            continue
        cells = {i for _, i in left.now + right.now}
        if cells & report.unreadable:
            continue
        if report.draft and _blank(report, cells):
            continue  # still to be filled in
        if computes(instance.rule.severity, instance.rule.equation) and any(
            solve(left, right, i, report.numbers) is not None for i in cells & report.computed
        ):
            continue  # the two ways to compute were compared when the cell was filled: derived.conflict
        last = {i for _, i in left.before + right.before}
        if before and last and (last & before.unreadable or _blank(before, last) or _blank(report, cells)):
            continue  # a year with a gap says nothing about the next
        findings.append(_broken(report, before, instance, one, two))
    return findings


def _blank(report: Report, cells: set[int]) -> bool:
    return any(report.values[i] is None for i in cells)


def _broken(report: Report, before: Report | None, instance: Instance, one: Number, two: Number) -> Finding:
    rule = instance.rule
    left_right = instance.left.now + instance.right.now
    left = _operands(report, before, instance.left, instance)
    right = _operands(report, before, instance.right, instance)
    first = (instance.left.now or instance.right.now)[0][1]
    related = [
        Related("operand", report.place(i), f"{_name(report, i, instance)} {report.numbers[i]}")
        for _, i in left_right
        if i != first and report.numbers[i]
    ]
    if before:
        for _, i in instance.left.before + instance.right.before:
            related.append(Related("last-year", before.place(i), str(before.numbers[i])))
    found = finding(
        "rule.broken",
        report.place(first),
        *related,
        rule=f"{rule.table}.{rule.id}",
        line=instance.line.label,
        axis=Word("axis.columns" if instance.line in _rows(report.form, rule.table) else "axis.rows"),
        sure=Word(f"sure.{rule.severity}"),
        blank=tuple(_name(report, i, instance) for _, i in left_right if report.values[i] is None),
        left=left if _single(instance.left) else f"{left} = {one}",
        right=right if _single(instance.right) else f"{right} = {two}",
        relation=Word(f"relation.{_RELATIONS[rule.equation.relation]}"),
        difference=abs(one - two),
        basis=Word("basis.clause") if rule.clause else Word("basis.reason"),
        why=rule.clause or rule.reason,
    )
    return replace(found, severity=rule.severity)


_RELATIONS = {"=": "eq", ">=": "ge", "<=": "le"}


@lru_cache(maxsize=256)
def _rows(form: Form, table: str) -> frozenset[Line]:
    """The rows of a table: a rule between columns holds in each of them."""
    return frozenset(row for _, _, row in form.table(table).rows())


def _single(bound: Bound) -> bool:
    """One number as it stands: its sum need not be told."""
    terms = bound.now + bound.before
    return (not terms) or (len(terms) == 1 and terms[0][0] == 1 and not bound.constant)


def _name(report: Report, index: int, instance: Instance) -> str:
    """What tells an operand from the others: its row in a rule between rows, its column in one between columns."""
    cell: CellType = report.form.cells[index]
    line = cell.column if cell.row == instance.line else cell.row
    return line.keys[-1]


def _operands(report: Report, before: Report | None, bound: Bound, instance: Instance) -> str:
    """`本年新收 3 + 上年结转 0`; zeros among many are left out, for the reader's eye only."""
    parts: list[tuple[int, str]] = []
    many = len(bound.now) > 4
    for factor, i in bound.now:
        if not many or report.numbers[i]:
            parts.append((factor, f"{_name(report, i, instance)} {report.numbers[i]}"))
    if before:
        year = before.year
        for factor, i in bound.before:
            name = _name(before, i, instance)
            parts.append((factor, f"{year}·{name} {before.numbers[i]}"))
    text = ""
    for n, (factor, part) in enumerate(parts):
        sign = ("-" if factor < 0 else "") if n == 0 else (" - " if factor < 0 else " + ")
        text += sign + (part if abs(factor) == 1 else f"{abs(factor)} × {part}")
    if bound.constant or not text:
        sign = " - " if bound.constant < 0 else " + "
        text += f"{sign}{abs(bound.constant)}" if text else str(bound.constant)
    return text
