"""Prose against tables: what a report's own words claim and its cells deny.

Numbers typed by hand only; a cited one cannot disagree. Always warnings: the prose may count something else, and can
say so by a mark, `{{另计}}`, right behind the number or at the end of the sentence.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from gongkai.checks.claim_facts import facts, typing
from gongkai.checks.claim_lists import nothing, splits
from gongkai.checks.claim_numbers import changes, numbers, ours
from gongkai.checks.claim_shares import shares
from gongkai.checks.claim_values import Found
from gongkai.claims_read import Amount, Sentence, place, sentences
from gongkai.claims_text import Mark, passages
from gongkai.claims_words import claiming, reader
from gongkai.finding import Finding, Span, finding
from gongkai.portal import Portal
from gongkai.report import Narrative, Report


def marks(portal: Portal) -> list[Finding]:
    """Marks where there is no claim to take back: on pages. Gives `claim.mark`."""
    return [finding("claim.mark", span, text=text) for page in portal.pages for text, span in page.prose.marks]


def claims(report: Report, portal: Portal) -> list[Finding]:
    """Gives `claim.number`, `claim.share`, `claim.split`, `claim.done`, `claim.change` and `claim.mark`."""
    claims_any, fact = claiming(report.form.claims), typing(portal, report)

    def wanted(part: str) -> bool:
        return claims_any(part) or fact.search(part) is not None

    return [
        item
        for narrative in report.narratives
        if wanted(narrative.source)
        for item in _narrative(report, narrative, portal, wanted)
    ]


def _narrative(
    report: Report, narrative: Narrative, portal: Portal, wanted: Callable[[str], bool]
) -> Iterator[Finding]:
    office = portal.offices.get(report.office)
    wordings = report.form.claims
    for passage in passages(narrative.source, wanted):
        found: list[Found] = []
        if wordings:
            for sentence in sentences(passage, wordings, report.year, office.name if office else ""):
                found += _sentence(report, sentence, office.name if office else "", portal)
        used: set[int] = set()
        for one in found:
            taken_back = _marks(passage.marks, one, found)
            used.update(m.origin for m in taken_back)
            if not taken_back:
                yield replace(one.finding, span=_span(report, narrative, passage.origin(one.start)))
        for mark in passage.marks:
            if mark.origin not in used:
                yield finding("claim.mark", _span(report, narrative, mark.origin), text=mark.text)


def _sentence(report: Report, sentence: Sentence, office: str, portal: Portal) -> Iterator[Found]:
    """What all families find. A number found wrong is not blamed again for a sum or a change that it spoils."""
    wordings = report.form.claims
    if wordings is None:
        return
    text = sentence.passage.text
    if sentence.typed:
        typed = [
            Amount(m.start(), m.end(), m["number"], m["unit"])
            for m in reader(wordings).amount.finditer(text, sentence.start, sentence.end)
        ]
        sentence = ours(report, sentence)
        first = list(numbers(report, sentence))
        wrong = frozenset(f.start for f in first)
        yield from first
        yield from changes(report, sentence, portal, wrong)
        yield from shares(report, sentence, typed)
        yield from splits(report, sentence, typed, wrong)
    yield from facts(report, sentence, portal, office)
    yield from nothing(report, sentence, office)


def _marks(marks: Sequence[Mark], one: Found, found: Sequence[Found]) -> list[Mark]:
    """The marks that take a finding back: right behind its words, or at the end of its sentence.

    A mark right behind one finding's words is about that one alone.
    """
    right_behind = [m for m in marks if one.start < m.at <= one.end]
    if right_behind:
        return right_behind
    text, end = one.sentence.passage.text, one.sentence.end
    return [
        m
        for m in marks
        if one.end <= m.at <= end
        and not _MORE.search(text, m.at, end)
        and not any(o.start < m.at <= o.end for o in found)
    ]


_MORE = re.compile(r"[^\s。！？!?.；）”’]")


def _span(report: Report, narrative: Narrative, origin: int) -> Span:
    line, column = place(narrative.source, origin)
    return Span(report.prose_path, narrative.line + line, column + 1)
