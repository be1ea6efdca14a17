"""Evaluates the Forms' Rules over the Portal, within a year and across years, and says what was added to what."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from gongkai.across import linked
from gongkai.finding import Finding, Related, Word, finding
from gongkai.form import CellType, Form, Instance, Line
from gongkai.form_rules import computes
from gongkai.linear import RELATIONS, Bound, solve
from gongkai.portal import Portal
from gongkai.report import Report
from gongkai.suspects import explain, told
from gongkai.values import Number
from gongkai.waived import same_sides


def check_rules(report: Report, portal: Portal) -> list[Finding]:
    """Every Rule of a report. Gives `rule.broken` with the rule's own severity, `cell.suspect`, `cell.suspects`."""
    return check_report(report, portal.previous(report))


def check_report(report: Report, before: Report | None) -> list[Finding]:
    """One report's broken rules. A rule that computed one of its own cells is no evidence and is passed over."""
    earlier: Sequence[Number] = before.numbers if before else ()
    broken: list[tuple[Instance, Number, Number]] = []
    contradicted = False
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
            contradicted = True
            continue  # the two ways to compute were compared when the cell was filled: derived.conflict
        last = {i for _, i in left.before + right.before}
        if before and last and (last & before.unreadable or _blank(before, last) or _blank(report, cells)):
            continue  # a year with a gap says nothing about the next
        broken.append((instance, one, two))
    if not broken and not contradicted:
        return []
    explained = [e for e in explain(report, before, _kept(report, broken)) if e.found]
    sure = {i for e in explained if len(e.found) == 1 for i, _ in e.found[0]}
    findings = [_broken(report, before, *each, sure) for each in broken]
    return findings + [told(report, e) for e in explained]


def _kept(report: Report, broken: Sequence[tuple[Instance, Number, Number]]) -> frozenset[int]:
    """The cells that a waiver lets stand as the original prints them: nobody should be told to change those."""
    return frozenset(
        i
        for waiver in report.waivers
        if len(waiver.cells) == 1
        for i in waiver.cells
        if any(
            i in {j for _, j in each.left.now + each.right.now} and same_sides(waiver.printed, _sides(each, one, two))
            for each, one, two in broken
        )
    )


def _sides(instance: Instance, one: Number, two: Number) -> str:
    return f"{one}{_NOT[instance.rule.equation.relation]}{two}"


def _blank(report: Report, cells: set[int]) -> bool:
    return any(report.values[i] is None for i in cells)


def _broken(
    report: Report, before: Report | None, instance: Instance, one: Number, two: Number, suspected: set[int]
) -> Finding:
    rule = instance.rule
    left_right = instance.left.now + instance.right.now
    left = _operands(report, before, instance.left, instance)
    right = _operands(report, before, instance.right, instance)
    first = (instance.left.now or instance.right.now)[0][1]
    told = any(i in suspected for _, i in left_right)  # the one that matters is known: the others stand in the message
    related = [
        Related(
            "suspect" if i in suspected else "operand",
            report.place(i),
            f"{_name(report, i, instance)} {report.numbers[i]}",
        )
        for _, i in left_right
        if i in suspected or (i != first and report.numbers[i] and not told)
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
        printed=_sides(instance, one, two),
    )
    return replace(found, severity=rule.severity)


_RELATIONS = {"=": "eq", ">=": "ge", "<=": "le"}
_NOT = {"=": "≠", ">=": "<", "<=": ">"}  # how a broken one is written in a waiver


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
