"""What a report must say in words, and sections that say only that there is nothing to say."""

import re
from collections.abc import Iterator

from gongkai.checks.passages import Text
from gongkai.finding import Finding, Span, finding
from gongkai.form import Section, Statement
from gongkai.portal import Portal

_NO_WORDS = re.compile(r"[\W_]+")


def states(text: Text, portal: Portal) -> Iterator[Finding]:
    """A statement that the form asks for is not there. Gives `text.states`, one for all that one section lacks.

    A statement is there where one of its words is; a section without any text is another finding's.
    """
    report = text.report
    office = portal.offices.get(report.office)
    missing: dict[tuple[str, str, str], list[Statement]] = {}
    for wanted in report.form.states:
        if wanted.kinds and (office is None or office.kind not in wanted.kinds):
            continue
        found = text.of(wanted.section) if wanted.section else text.paragraphs
        if found and not any(word in p.text for p in found for word in wanted.words):
            missing.setdefault((wanted.section, wanted.clause, wanted.reason), []).append(wanted)
    for (sid, clause, reason), lacking in missing.items():
        section = next((s for s in report.form.sections if s.id == sid), None)
        yield finding(
            "text.states",
            _place(text, section),
            section=section.heading if section else "",
            missing=tuple(w.label for w in lacking),
            clause=clause or reason,
        )


def empty(text: Text) -> Iterator[Finding]:
    """A section of substance says that there is nothing, or has sub-headings only. Gives `text.empty`."""
    nothing = text.report.form.nothing
    for section in text.report.form.sections:
        found = text.of(section.id) if section.substance else []
        said = [p for p in found if not p.heading]
        if found and all(_NO_WORDS.sub("", p.text) in nothing for p in said):
            first = (said or found)[0]
            yield finding(
                "text.empty",
                first.place(text.report.prose_path),
                heading=section.heading,
                text="" if first.heading else first.text,
            )


def _place(text: Text, section: Section | None) -> Span:
    """The section's first paragraph; the file where no section is meant."""
    if section is None:
        return Span(text.report.prose_path, 1, 1)
    return next(p.place(text.report.prose_path) for p in text.of(section.id))
