"""Text that stands word for word in last year's report or in another office's: what remains after numbers and names."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from heapq import nlargest
from typing import NamedTuple, TypeAlias

from gongkai.checks.passages import CITATION, Paragraph, Text, read
from gongkai.finding import Finding, Related, Span, finding
from gongkai.portal import Portal
from gongkai.report import Report

_CLAUSE = re.compile(r"(?:[^，。！？；,!?;\n]+|(?<=\d),(?=\d))+")
_ENDS = "，。！？；,!?;"  # and the end of a line
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_SELF = re.compile(r"[我本全](?:[省市区县州镇乡局委办院校站]|街道)")
_SIGNS = re.compile(r"[^\w，。！？；,!?;\n]+|_+")
_LEAST = 300  # characters in clauses that count: a report with less is hardly more than what all must say
_SHORT = 10  # a shorter clause says nothing of its own, and does not count
_KNOWN_FROM = 10  # reports that stand for all the others in which a clause stands
_CANDIDATES = 3
_SHOWN = 3


class Clauses(NamedTuple):
    """How long what a report says is, clause by clause, by the hash of its words; and the length of all."""

    said: Mapping[int, int]
    total: int


Placed: TypeAlias = tuple[int, str, Paragraph, range]  # number of the paragraph, what a clause says, where it stands


class Passage(NamedTuple):
    """What stands in two reports."""

    said: str
    place: Span
    other: Span


def clauses(text: Text, portal: Portal) -> Clauses:
    """All clauses below the form's sections; the opening says the same everywhere."""
    plain = _plain("\n".join(p.text for p in _told(text)), _name(text.report, portal))
    said: dict[int, int] = {}
    for sign in _ENDS:
        plain = plain.replace(sign, "\n")
    for clause in plain.split("\n"):
        if len(clause) >= _SHORT:
            key = int.from_bytes(hashlib.blake2b(clause.encode(), digest_size=7).digest())
            said[key] = said.get(key, 0) + len(clause)
    return Clauses(said, sum(said.values()))


def repeated(year: int, portal: Portal, clauses_of: Callable[[Report], Clauses]) -> list[Finding]:
    """More than `checks.repeated` of a report stands in another. Gives `text.repeated`, once, for the most alike.

    Compared are last year's report and those of the same year. For each clause only the first few reports that
    have it are looked up, so the work grows with the number of reports, however many of them are copies.
    """
    limit = portal.options.checks.repeated
    now = [(report, clauses_of(report)) for report in portal.reports if report.year == year] if limit else []
    index = _index(now)
    placed = cache(partial(_placed, portal=portal))
    findings: list[Finding] = []
    for number, (report, one) in enumerate(now):
        if one.total < _LEAST:
            continue
        likely = _likely(one, index)
        likely.pop(number, None)
        others = [now[n] for n in nlargest(_CANDIDATES, likely, key=likely.__getitem__)]
        before = portal.previous(report)
        if before is not None:
            others.insert(0, (before, clauses_of(before)))
        shares = [(shared(one, said) / one.total, other) for other, said in others]
        share, other = max(shares, key=lambda s: s[0], default=(0.0, report))
        if share > limit:
            paths = report.prose_path, other.prose_path
            findings.append(_finding(_passages(placed(report), placed(other), *paths), report, other, share, portal))
    return findings


def _index(now: Sequence[tuple[Report, Clauses]]) -> Mapping[int, tuple[int, ...]]:
    """For each clause, the first reports of the year that have it, by number; drafts are nobody's model."""
    index: dict[int, tuple[int, ...]] = {}
    same: dict[tuple[int, ...], tuple[int, ...]] = {}
    for number, (report, one) in enumerate(now):
        if report.draft or one.total < _LEAST:
            continue
        for said in one.said:
            numbers = index.get(said, ())
            if len(numbers) < _KNOWN_FROM:
                numbers = (*numbers, number)
                index[said] = same.setdefault(numbers, numbers)
    return index


def _likely(one: Clauses, index: Mapping[int, tuple[int, ...]]) -> dict[int, int]:
    """How many characters the reports of the index have in common with one, by number.

    What offices write from the same template stands in the same reports: its lengths are summed first.
    """
    together: dict[tuple[int, ...], int] = {}
    for said, length in one.said.items():
        numbers = index.get(said, ())
        together[numbers] = together.get(numbers, 0) + length
    found: dict[int, int] = {}
    for numbers, length in together.items():
        for number in numbers:
            found[number] = found.get(number, 0) + length
    return found


def _name(report: Report, portal: Portal) -> str:
    office = portal.offices.get(report.office)
    return office.name if office else report.office


def _told(text: Text) -> Iterator[Paragraph]:
    return (p for p in text.paragraphs if p.section and not p.heading)


def _plain(text: str, name: str) -> str:
    """What a text says: without numbers, signs, and the office's own name; the ends of clauses stay."""
    said = CITATION.sub("0", text.replace(name, ""))
    return _SIGNS.sub("", _SELF.sub("我", _NUMBER.sub("0", said)))


def shared(one: Clauses, other: Clauses) -> int:
    """How many characters of one stand in the other."""
    return sum(map(one.said.__getitem__, one.said.keys() & other.said.keys()))


def _finding(passages: Sequence[Passage], report: Report, other: Report, share: float, portal: Portal) -> Finding:
    longest = sorted(passages, key=lambda p: -len(p.said))[:_SHOWN]
    related = [
        r
        for p in longest
        for r in (
            Related("passage", p.place, p.said if len(p.said) <= 40 else f"{p.said[:40]}…"),
            Related("same", p.other),
        )
    ]
    return finding(
        "text.repeated",
        longest[0].place,
        *related,
        name="" if other.office == report.office else _name(other, portal),
        year=other.year,
        share=f"{share:.0%}",
        limit=f"{portal.options.checks.repeated:.0%}",
    )


def _passages(report: Sequence[Placed], other: Sequence[Placed], path: str, other_path: str) -> list[Passage]:
    """Stretches of clauses within a paragraph that all stand in the other report, in order."""
    places = {plain: (paragraph, at.start) for _, plain, paragraph, at in other}
    found: list[tuple[list[str], Span, Span]] = []
    last = -1
    for number, plain, paragraph, at in report:
        if plain not in places:
            last = -1
            continue
        if number != last:
            same, start = places[plain]
            found.append(([], paragraph.place(path, at.start), same.place(other_path, start)))
            last = number
        found[-1][0].append(paragraph.text[at.start : at.stop].strip())
    return [Passage("，".join(written), place, its) for written, place, its in found]


def _placed(report: Report, portal: Portal) -> list[Placed]:
    """The clauses that count: number of the paragraph, what they say, and where."""
    every = [
        (number, paragraph, match)
        for number, paragraph in enumerate(_told(read(report)))
        for match in _CLAUSE.finditer(CITATION.sub(lambda m: "0" * len(m[0]), paragraph.text))
    ]
    said = _plain("\n".join(match[0] for _, _, match in every), _name(report, portal)).split("\n")
    return [
        (number, plain, paragraph, range(*match.span()))
        for plain, (number, paragraph, match) in zip(said, every, strict=False)
        if len(plain) >= _SHORT
    ]
