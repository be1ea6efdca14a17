"""What a report prints as its original has it, in readers' words: for its page and for its data."""

from collections.abc import Sequence
from typing import NamedTuple

from gongkai.finding import Finding
from gongkai.messages import Texts
from gongkai.report import Narrative, Report, Waiver
from gongkai.waived import Waived


class Place(NamedTuple):
    """An anchor of the report's page and its name; '' and '' for the report as a whole."""

    anchor: str
    name: str


class Note(NamedTuple):
    """One waiver: what it is about, each with its place, why it stays, and who says so."""

    waiver: Waiver
    about: tuple[tuple[Place, str, str], ...]  # place, code, text


def notes(report: Report, waived: Sequence[Waived], texts: Texts) -> tuple[Note, ...]:
    """One note for each waiver, in the order they were written."""
    found: dict[Waiver, list[tuple[Place, str, str]]] = {}
    for waiver, item in waived:
        found.setdefault(waiver, []).append((_place(report, waiver, item), item.code, texts.public(item)))
    return tuple(Note(waiver, tuple(about)) for waiver, about in found.items())


def _place(report: Report, waiver: Waiver, found: Finding) -> Place:
    """Where a reader finds it: the cell, the heading, or the section."""
    span = found.span
    if span.path == report.prose_path:
        return _in_prose(report, waiver, found)
    own = sorted(waiver.cells) if len(waiver.cells) == 1 else []
    cells = own or [i for i in range(len(report.places)) if span != report.span and report.place(i) == span]
    exact = [i for i in (cells or sorted(waiver.cells)) if report.form.cells[i].exists]
    return _cell(report, exact[0]) if exact else Place("", "")


def _cell(report: Report, index: int) -> Place:
    cell = report.form.cells[index]
    words = (report.form.table(cell.table).caption, report.row_label(index), cell.column.label)
    return Place(cell.id, " · ".join(words))


def _in_prose(report: Report, waiver: Waiver, found: Finding) -> Place:
    """The nearest heading above, in the section whose lines hold the place."""
    line = found.span.line
    for narrative in report.narratives:
        first = narrative.title.span.line if narrative.title else narrative.line
        if first <= line <= narrative.line + narrative.source.count("\n"):
            above = [t for t in narrative.prose.titles if t.span.line <= line]
            if above and above[-1].anchor:
                return Place(above[-1].anchor, above[-1].text)
            return Place(narrative.anchor, _heading(report, narrative))
    named = next((n for n in report.narratives if n.section and n.section == waiver.section), None)
    return Place(named.anchor, _heading(report, named)) if named else Place("", "")


def _heading(report: Report, narrative: Narrative) -> str:
    if narrative.title:
        return narrative.title.text
    return next((s.heading for s in report.form.sections if s.id == narrative.section), "")
