"""Applies the reports' waivers to what was found: what a report prints as its original has it blocks nobody."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from gongkai.codes import BOUND, CODES, EXPLAINS, WAIVABLE
from gongkai.finding import Finding, Span, finding
from gongkai.portal import Portal
from gongkai.report import Report, Waiver

_TOLD_ONCE = ("cell.blank", "number.jump")  # one finding for all such cells of a table


class Waived(NamedTuple):
    """A finding that readers are told of, and the waiver that says why it stays."""

    waiver: Waiver
    finding: Finding


ByReport = Mapping[tuple[str, int], tuple[Waived, ...]]


class Outcome(NamedTuple):
    """All findings, waived ones marked, and the waived ones of each report."""

    findings: list[Finding]
    waived: ByReport


def waive(portal: Portal, findings: Sequence[Finding], today: date | None) -> Outcome:
    """Mark what is waived. Gives `waiver.unused`, `waiver.printed`, `waiver.expired`.

    `waiver.printed` is for a place where the original has something else than the waiver says.
    No clock is read: without a `today` no waiver expires.
    """
    having = {path: r for r in portal.reports if r.waivers for path in (r.path, r.prose_path)}
    if not having:
        return Outcome(list(findings), {})
    out = list(findings)
    own: dict[tuple[str, int], list[int]] = {r.key: [] for r in having.values()}
    for n, found in enumerate(out):
        if report := having.get(found.span.path):
            own[report.key].append(n)
    waived: dict[tuple[str, int], tuple[Waived, ...]] = {}
    for key, numbers in own.items():
        report = portal.by_key[key]
        taken, wrong = _report(report, {n: out[n] for n in numbers}, today, whole=_whole(portal, report))
        for n, item in taken.items():
            out[n] = item.finding
        out += wrong
        told = [item for n, item in sorted(taken.items()) if item.finding.code not in EXPLAINS]
        if told:
            waived[key] = tuple(sorted(told, key=lambda item: report.waivers.index(item.waiver)))
    return Outcome(out, waived)


def _whole(portal: Portal, report: Report) -> bool:
    """Whether nothing of the report, or of last year's, went unread: only then is silence a sign."""
    return not report.unreadable and (report.office, report.year - 1) not in portal.unread


def _report(
    report: Report, found: Mapping[int, Finding], today: date | None, *, whole: bool
) -> tuple[dict[int, Waived], list[Finding]]:
    """What one report's waivers take, by number, and what is wrong with them."""
    unread = any(f.blocks() and f.code not in WAIVABLE for f in found.values())
    places = _places(report)
    taken: dict[int, Waived] = {}
    wrong: list[Finding] = []
    for waiver in report.waivers:
        there = [n for n, f in found.items() if n not in taken and _matches(report, places, waiver, f)]
        hits = [n for n in there if _as_printed(waiver.printed, found[n])]
        gone = tuple(text for text in waiver.printed if not any(_as_printed((text,), found[n]) for n in hits))
        if there and (gone or not hits):
            now = tuple(dict.fromkeys(text for n in there if n not in hits and (text := printed(found[n]))))
            said = {"what": waiver.code, "where": waiver.where, "printed": gone, "now": now}
            wrong.append(finding("waiver.printed", waiver.span, **said))
        if there and not hits:
            continue
        if not hits and whole and not unread:
            wrong.append(finding("waiver.unused", waiver.span, what=waiver.code, where=waiver.where))
        elif hits and today is not None and waiver.until and waiver.until < today.isoformat():
            args = {"what": waiver.code, "where": waiver.where, "until": waiver.until, "count": len(hits)}
            wrong.append(finding("waiver.expired", waiver.span, **args))
        else:
            taken |= {n: Waived(waiver, replace(found[n], waived=waiver.reason)) for n in hits}
    return taken | _explained(report, places, found, taken), wrong


Places = Mapping[Span, int]


def _places(report: Report) -> dict[Span, int]:
    """Where each cell was written; cells of rows that were not written stand nowhere."""
    places: dict[Span, int] = {}
    for i in range(len(report.places)):
        places.setdefault(report.place(i), i)
    places.pop(report.span, None)
    return places


def _matches(report: Report, places: Places, waiver: Waiver, found: Finding) -> bool:
    """Whether a waiver speaks of a finding: by its code or rule, and by the place where one is given."""
    if waiver.code in CODES:
        if found.code != waiver.code:
            return False
    elif found.code != "rule.broken" or found.args.get("rule") != waiver.code:
        return False
    if waiver.section:
        return _in_section(report, places, waiver.section, found)
    return not waiver.cells or _at(report, places, waiver.cells, found)


def printed(found: Finding) -> str:
    """What a finding about numbers is about, as a waiver has to name it: both sides of a rule, the words of a claim."""
    return str(found.args.get("printed" if found.code == "rule.broken" else "text") or "")


def _as_printed(texts: tuple[str, ...], found: Finding) -> bool:
    """Whether what is there is one of the things that a waiver says the original has."""
    if not texts:
        return not found.code.startswith(BOUND)
    if found.code == "rule.broken":
        return same_sides(texts, printed(found))
    if said := _folded(printed(found)):
        return any(said in _folded(text) for text in texts)
    return bool({_folded(text) for text in texts} & {_folded(str(arg)) for arg in found.args.values()})


def same_sides(texts: tuple[str, ...], sides: str) -> bool:
    """Whether one of the texts names the two numbers of `3≠4`, in any order, whatever sign stands between them."""
    return sorted(_NUMBER.findall(sides)) in [sorted(_NUMBER.findall(_folded(text))) for text in texts]


_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _at(report: Report, places: Places, cells: frozenset[int], found: Finding) -> bool:
    """Whether a finding is about one of these cells."""
    if found.code in _TOLD_ONCE:
        tables = {report.form.cells[places[s]].table for s in _spans(found) if s in places}
        meant = {i for i, c in enumerate(report.form.cells) if c.table in tables and c.exists}
        if found.code == "cell.blank":
            meant = {i for i in meant - report.unreadable - report.form.derived if report.values[i] is None}
        return bool(meant) and meant <= cells
    if found.code == "label.as-printed":
        return any(
            _covers(report, cells, label) for label, text in report.labels.items() if text == found.args["printed"]
        )
    return any(places.get(s) in cells for s in _spans(found)) or bool(cells & operands(report, found))


def _covers(report: Report, cells: frozenset[int], label: tuple[str, int, str]) -> bool:
    """Whether these are all cells of a row, rows or column with a label of its own, or one of them alone."""
    table, block, heading = label
    below = {
        i
        for i, c in enumerate(report.form.cells)
        if c.exists and c.table == table and f"{(c.row if block < 0 else c.column).id}.".startswith(f"{heading}.")
    }
    return bool(below) and (below <= cells or (len(cells) == 1 and cells <= below))


def _spans(found: Finding) -> tuple[Span, ...]:
    return (found.span, *(r.span for r in found.related))


def operands(report: Report, found: Finding) -> frozenset[int]:
    """The cells of a broken rule: those that hold nought are not among its related places."""
    if found.code != "rule.broken":
        return frozenset()
    for rule, line, left, right, *_ in report.form.instances:
        named = f"{rule.table}.{rule.id}" == found.args["rule"] and line.label == found.args["line"]
        if named and report.place((left.now or right.now)[0][1]) == found.span:
            return frozenset(i for _, i in left.now + right.now)
    return frozenset()


def _in_section(report: Report, places: Places, sid: str, found: Finding) -> bool:
    """Whether a finding lies in a section's text or its table, or says that its heading is not there."""
    section = next(s for s in report.form.sections if s.id == sid)
    if found.span.path == report.prose_path:
        for narrative in report.narratives:
            if narrative.section == sid:
                first = min(narrative.line, narrative.title.span.line if narrative.title else narrative.line)
                if first <= found.span.line <= narrative.line + narrative.source.count("\n"):
                    return True
        return found.args.get("heading") == section.heading
    return found.span in places and report.form.cells[places[found.span]].table == section.table


def _explained(
    report: Report, places: Places, found: Mapping[int, Finding], taken: Mapping[int, Waived]
) -> dict[int, Waived]:
    """What only explains findings of the same table that are all waived by now."""

    def table(item: Finding) -> str:
        return report.form.cells[places[item.span]].table if item.span in places else ""

    still = {(f.code, table(f)) for n, f in found.items() if n not in taken}
    by = {(w.finding.code, table(w.finding)): w.waiver for w in taken.values()}
    out = {}
    for n, item in found.items():
        what = (EXPLAINS.get(item.code, ""), table(item))
        if what in by and what not in still:
            out[n] = Waived(by[what], replace(item, waived=by[what].reason))
    return out
