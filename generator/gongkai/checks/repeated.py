"""Text that stands word for word in last year's report or in another office's: what remains after numbers and names."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from gongkai.checks.passages import CITATION, Paragraph, Text, read
from gongkai.finding import Finding, Related, Span, finding
from gongkai.portal import Portal
from gongkai.report import Report

_SENTENCE = re.compile(r"[^。！？；!?;\n]+")
_END = re.compile(r"[。！？；!?;\n]+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_SELF = re.compile(r"[我本全](?:[省市区县州镇乡局委办院校站]|街道)")
_SIGNS = re.compile(r"[^\w。！？；!?;\n]+|_+")
_LEAST = 300  # characters: below that, a report is hardly more than what all must say
_SHORT = 10  # a shorter sentence may well be said twice
_KNOWN_FROM = 10  # reports that stand for all the others in which a sentence stands
_CANDIDATES = 3
_SHOWN = 3


class Sentences(NamedTuple):
    """A report's sentences without numbers, names and signs: by what they say, how long each is; and all together."""

    report: Report
    said: Mapping[str, int]
    total: int


class Passage(NamedTuple):
    """A sentence in two reports."""

    said: str
    place: Span
    other: Span


def sentences(text: Text, portal: Portal) -> Sentences:
    """All sentences below the form's sections; the opening says the same everywhere."""
    plain = _plain("\n".join(p.text for p in _told(text)), _name(text.report, portal))
    said: dict[str, int] = {}
    total = 0
    for sentence in _END.split(plain):
        length = len(sentence)
        total += length
        if length >= _SHORT:
            said[sentence] = said.get(sentence, 0) + length
    return Sentences(text.report, said, total)


def repeated(every: Sequence[Sentences], portal: Portal) -> Iterator[Finding]:
    """More than `checks.repeated` of a report stands in another. Gives `text.repeated`, once, for the most alike.

    Compared are last year's report and those of the same year. For each sentence only the first few reports that
    have it are looked up, so the work grows with the number of reports, however many of them are copies.
    """
    limit = portal.options.checks.repeated
    if not limit:
        return
    by_key = {one.report.key: one for one in every}
    index = _index(every)
    for one in every:
        if one.total < _LEAST:
            continue
        likely = Counter[tuple[str, int]]()
        for said, length in one.said.items():
            for key in index.get((one.report.year, said), ()):
                likely[key] += length
        likely.pop(one.report.key, None)
        others = [by_key[key] for key, _ in likely.most_common(_CANDIDATES)]
        before = portal.previous(one.report)
        if before is not None:
            others.insert(0, by_key[before.key])
        shares = [(_shared(one, other) / one.total, other) for other in others]
        share, other = max(shares, key=lambda s: s[0], default=(0.0, one))
        if share > limit:
            yield _finding(one.report, other.report, share, portal)


def _index(every: Sequence[Sentences]) -> dict[tuple[int, str], list[tuple[str, int]]]:
    """For each year and sentence, the first reports that have it; drafts are nobody's model."""
    index: dict[tuple[int, str], list[tuple[str, int]]] = {}
    for one in every:
        if one.report.draft or one.total < _LEAST:
            continue
        for said in one.said:
            keys = index.setdefault((one.report.year, said), [])
            if len(keys) <= _KNOWN_FROM:
                keys.append(one.report.key)
    return index


def _name(report: Report, portal: Portal) -> str:
    office = portal.offices.get(report.office)
    return office.name if office else report.office


def _told(text: Text) -> Iterator[Paragraph]:
    return (p for p in text.paragraphs if p.section and not p.heading)


def _plain(text: str, name: str) -> str:
    """What a text says: without numbers, signs, and the office's own name; the ends of sentences stay."""
    said = CITATION.sub("0", text.replace(name, ""))
    return _SIGNS.sub("", _SELF.sub("我", _NUMBER.sub("0", said)))


def _shared(one: Sentences, other: Sentences) -> int:
    return sum(length for said, length in one.said.items() if said in other.said)


def _finding(report: Report, other: Report, share: float, portal: Portal) -> Finding:
    passages = _passages(report, other, portal)
    longest = sorted(passages, key=lambda p: -len(p.said))[:_SHOWN]
    related = [r for p in longest for r in (Related("passage", p.place, p.said[:20]), Related("same", p.other))]
    return finding(
        "text.repeated",
        passages[0].place,
        *related,
        name="" if other.office == report.office else _name(other, portal),
        year=other.year,
        share=f"{share:.0%}",
        limit=f"{portal.options.checks.repeated:.0%}",
    )


def _passages(report: Report, other: Report, portal: Portal) -> list[Passage]:
    """The shared sentences with their places in both reports, in order."""
    places = dict(_placed(other, portal))
    return [Passage(said, place, places[said]) for said, place in _placed(report, portal) if said in places]


def _placed(report: Report, portal: Portal) -> Iterator[tuple[str, Span]]:
    name = _name(report, portal)
    for paragraph in _told(read(report)):
        for match in _SENTENCE.finditer(paragraph.text):
            plain = _plain(match[0], name)
            if len(plain) >= _SHORT:
                yield plain, paragraph.place(report.prose_path, match.start())
