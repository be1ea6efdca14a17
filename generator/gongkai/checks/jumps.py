"""Numbers that leap from one year to the next: a slipped unit, a digit too many, or something worth a sentence."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from gongkai.finding import Finding, Related, Span, finding
from gongkai.form import Form
from gongkai.portal import Portal
from gongkai.report import Report, number_of
from gongkai.values import Value, shown

_FLOOR = 100  # smaller numbers count as this: three applications one year and forty the next is everyday
_SHOWN = 5


class Jump(NamedTuple):
    """One number and last year's, with their places."""

    name: str
    was: Value
    now: Value
    place: Span
    before: Span


def jumps(report: Report, portal: Portal) -> list[Finding]:
    """A number that is many times last year's, or a small part of it. Gives `number.jump`, one for each table.

    How many times is `checks.jump` in portal.yaml. A missing year, a blank and another unit are silence.
    """
    findings: list[Finding] = []
    times, before = portal.options.checks.jump, portal.previous(report)
    if before is None or not times:
        return findings
    for caption, found in _tables(report, before, portal, times):
        first, *_ = found
        findings.append(
            finding(
                "number.jump",
                first.place,
                *(Related("last-year", j.before, f"{j.name} {shown(j.was)}") for j in found[:_SHOWN]),
                table=caption,
                year=before.year,
                times=times,
                numbers=tuple(f"{j.name} {shown(j.was)} → {shown(j.now)}" for j in found[:_SHOWN]),
                more=len(found) - _SHOWN if len(found) > _SHOWN else "",
            )
        )
    return findings


def _tables(report: Report, before: Report, portal: Portal, times: int) -> Iterator[tuple[str, list[Jump]]]:
    """The jumps of each table, and of the facts (''), where there are any."""
    found: dict[str, list[Jump]] = {}
    least = times * _FLOOR
    now, then = report.numbers, before.numbers
    for i, j in _pairs(report.form, before.form):
        if (now[i] >= least or then[j] >= least) and (jump := _jump(report, before, i, j, times)):
            found.setdefault(report.form.table(report.form.cells[i].table).caption, []).append(jump)
    yield from found.items()
    facts: list[Jump] = []
    for fid, fact in report.facts.items():
        old = before.facts.get(fid)
        declared = portal.options.facts.get(fid)
        if old and declared and _leaps(old.value, fact.value, times):
            facts.append(Jump(declared.label or declared.key, old.value, fact.value, fact.span, old.span))
    if facts:
        yield "", facts


@lru_cache(maxsize=64)
def _pairs(form: Form, before: Form) -> tuple[tuple[int, int], ...]:
    """The cells that both forms have, and that cannot be negative: what one of these was is comparable."""
    return tuple(
        (i, before.index[cell.id])
        for i, cell in enumerate(form.cells)
        if cell.id in before.index and cell.exists and cell.kind.numeric and not cell.kind.signed
    )


def _jump(report: Report, before: Report, index: int, there: int, times: int) -> Jump | None:
    cell, was, now = report.form.cells[index], before.values[there], report.values[index]
    if not _leaps(was, now, times) or report.unit(index) != before.unit(there):
        return None
    name = f"{cell.row.keys[-1]}·{cell.column.keys[-1]}"
    return Jump(name, was, now, report.place(index), before.place(there))


def _leaps(was: Value, now: Value, times: int) -> bool:
    """Whether both are numbers and one is many times the other, or many times what is small."""
    if was is None or now is None or isinstance(was, str) or isinstance(now, str):
        return False
    low, high = sorted((number_of(was), number_of(now)))
    return high >= times * max(low, _FLOOR)
