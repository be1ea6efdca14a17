"""Shares typed by hand that no sensible whole gives."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from gongkai.checks.claim_values import Found, close, known, mark, operands, percent, quoted, single, spoken
from gongkai.claims_read import Amount, Mention, Sentence
from gongkai.claims_words import Reader, any_of, reader
from gongkai.finding import finding
from gongkai.report import Report
from gongkai.terms import Base, Claims, Sum


class _Share(NamedTuple):
    """A share as a sentence gives it: of which measure, where, and the words for its whole."""

    mention: Mention
    start: int
    end: int
    number: str
    base: str


def shares(report: Report, sentence: Sentence, whole: Sequence[Amount]) -> Iterator[Found]:
    """`claim.share`: a share that no sensible whole gives, where the part and the whole are known.

    The whole is what the words say ("of all applications"; "of the 211 closed ones:"), or where they say nothing any
    base that the form names for the part, or a number given before in the sentence.
    """
    claims = report.form.claims
    if claims is None:
        return
    seen: set[int] = set()
    for share in _told(reader(claims), sentence, whole):
        if share.start in seen or not share.mention.term.of:
            continue
        seen.add(share.start)
        yield from _wrong(report, sentence, share, [a for a in whole if a.end <= share.start], claims)


def _told(read: Reader, sentence: Sentence, whole: Sequence[Amount]) -> Iterator[_Share]:
    text = sentence.passage.text
    for mention in sentence.mentions:
        if said := read.shared.match(text, mention.end, sentence.end):
            yield _Share(mention, said.start("number"), said.end(), said["number"], said["base"])
    for said in read.each_share.finditer(text, sentence.start, sentence.end):
        found = list(_NUMBER.finditer(text, said.start("list"), said.end("list")))
        listed = [a.start for a in whole if a.end <= said.start()][-len(found) :]
        for number, start in zip(found, listed, strict=True) if len(found) == len(listed) else ():
            for mention in sentence.mentions:
                if mention.amount and mention.amount.start == start:
                    yield _Share(mention, number.start(), number.end(), number[0][:-1], said["base"])


_NUMBER = re.compile(r"[\d.]+%")


def _wrong(
    report: Report, sentence: Sentence, share: _Share, before: Sequence[Amount], claims: Claims
) -> Iterator[Found]:
    term = share.mention.term
    bases = [b for b in claims.bases if b.id in term.of]
    named = _named(bases, share.base)
    plain = [*(w for b in claims.bases for w in b.words), *term.fill, *_FILLING]
    if re.sub(any_of(plain), "", share.base).strip():
        return  # a share of something else
    cells = list(known(term.cells, report))
    wholes = [pair for b in named or bases for pair in known(b.cells, report) if pair[1]]
    within = [] if named else _within(sentence, share, before, wholes, reader(claims))
    typed = [a.value for a in before]
    parts = [value for _, value in cells]
    parts += [sum(typed[i:], Decimal(0)) for i in range(len(typed))]  # "38 and 20, or 59.2 %"
    others = {value for b in bases for _, value in known(b.cells, report)} - {value for _, value in wholes}
    given = [v for v in typed if v and v not in others]  # a base that is not the one the words name is none
    wholes = within or wholes
    ratios = [part / value * 100 for part in parts for value in [*(v for _, v in wholes), *([] if within else given)]]
    if not wholes or not cells or any(close(share.number, ratio) for ratio in ratios):
        return
    (one, part), base = cells[0], wholes[0][0]
    digits = len(share.number.partition(".")[2])
    found = finding(
        "claim.share",
        report.span,
        *operands(report, [one, base]),
        text=quoted(sentence, share.mention.start, share.end),
        printed=share.number,
        part=spoken([(one, part)]),
        whole=_each(wholes, part, digits),
        cite=percent(report, f"{single(one)} / {single(base)}", digits),
        mark=mark(report),
    )
    yield Found(found, sentence, share.start, share.end)


def _within(
    sentence: Sentence, share: _Share, before: Sequence[Amount], wholes: Sequence[tuple[Sum, Decimal]], read: Reader
) -> list[tuple[Sum, Decimal]]:
    """The wholes that the sentence says it speaks of ("of the 211 closed ones:"), if it names no other since."""
    said = list(read.within.finditer(sentence.passage.text, sentence.start, share.mention.start))
    if not said:
        return []
    value = Decimal(said[-1]["number"].replace(",", ""))
    every = {v for _, v in wholes}
    since = {a.value for a in before if a.start > said[-1].start("number")}
    return [] if (since & every) - {value} else [pair for pair in wholes if pair[1] == value]


def _named(bases: Sequence[Base], words: str) -> list[Base]:
    """The bases that words name; not one ("all applications") that takes in another named one ("closed ones")."""
    named = [b for b in bases if any(w in words for w in b.words)]
    cells = [{one.cells for one in b.cells} for b in named]
    return [b for b, own in zip(named, cells, strict=True) if not any(other < own for other in cells)]


def _each(wholes: Sequence[tuple[Sum, Decimal]], part: Decimal, digits: int) -> tuple[str, ...]:
    """Every value that the whole may have, once, with the share that it gives."""
    once = {value: (one, value) for one, value in reversed(wholes)}.values()
    return tuple(f"{spoken([pair])[0]} → {part / pair[1] * 100:.{digits}f}%" for pair in reversed(once))


_FILLING = ("的", "比", "比例", "比重", "率", "为", "达", "到", "至", "约", "of", "the")
