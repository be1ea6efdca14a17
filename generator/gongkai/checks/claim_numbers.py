"""Numbers typed by hand that stand for a cell and differ from it; changes that last year's report does not bear out."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from gongkai.checks.claim_values import Found, before, close, known, mark, operands, quoted, says, spoken, to_cite
from gongkai.claims_read import Amount, Mention, Sentence
from gongkai.claims_words import Reader, reader, tail
from gongkai.finding import Word, finding
from gongkai.portal import Portal
from gongkai.report import Report
from gongkai.terms import Sum


def numbers(report: Report, sentence: Sentence) -> Iterator[Found]:
    """`claim.number`: no reading of the wording gives the number.

    A measure named more than once in a sentence, in the same or in other words for the same cells, is a whole and its
    parts ("received 100, accepted 96"): one right number is enough, and only the first is taken for the whole.
    """
    readings: dict[int, list[Mention]] = {}
    for mention in sentence.mentions:
        if mention.amount:
            readings.setdefault(mention.amount.start, []).append(mention)
    right = {m.term.cells for found in readings.values() for m in found if _fits(report, m)}
    wrong: set[tuple[Sum, ...]] = set()
    for found in readings.values():
        cells = {m.term.cells for m in found}
        silent = any(not list(known(m.term.cells, report)) for m in found)
        if silent or cells & right or cells & wrong:
            continue
        wrong |= cells
        mention = found[0]
        amount = mention.amount
        if amount is None:
            continue
        yield Found(
            finding(
                "claim.number",
                report.span,
                *operands(report, (one for one, _ in known(mention.term.cells, report))),
                text=quoted(sentence, mention.start, mention.end),
                printed=amount.text,
                number=amount.text + amount.unit,
                cells=spoken(list(known(mention.term.cells, report))),
                cite="{{" + to_cite(mention.term.cells[0]) + "}}",
                mark=mark(report),
            ),
            sentence,
            amount.start,
            amount.end,
        )


def ours(report: Report, sentence: Sentence) -> Sentence:
    """The sentence without what it says of many bodies together, from there on."""
    for mention in sorted(sentence.mentions, key=lambda m: m.start):
        if mention.amount and not _fits(report, mention) and _of_many(report, sentence, mention):
            kept = tuple(m for m in sentence.mentions if m.end < mention.start)
            return sentence._replace(mentions=kept)
    return sentence


def _of_many(report: Report, sentence: Sentence, mention: Mention) -> bool:
    """Whether it speaks of many bodies together ("全区共收到"), and the passage has the table's number beside it.

    Then that one is the office's own, and this the sum with others', which no cell has.
    """
    text = sentence.passage.text
    read = reader(report.form.claims) if report.form.claims else None
    clause = re.split("[，,；。]", text[sentence.start : mention.start])[-1]
    if read is None or not read.bodies.search(clause):
        return False
    values = [value for _, value in known(mention.term.cells, report)]
    for part in read.amount.finditer(text, mention.end, sentence.end):
        amount = Amount(part.start(), part.end(), part["number"], part["unit"])
        whose = re.split("[，,；。、（]", text[sentence.start : part.start()])[-1]
        if read.bodies.search(whose) and any(says(amount, mention.term, value) for value in values):
            return True
    for word in read.words.finditer(text):
        named = any(t.cells == mention.term.cells for t in read.terms(word[0], report.year))
        found = tail(mention.term.fill, mention.term.units).match(text, word.end()) if named else None
        if found and found["number"]:
            amount = Amount(found.start("number"), found.end(), found["number"], found["unit"])
            if any(says(amount, mention.term, value) for value in values):
                return True
    return False


def _fits(report: Report, mention: Mention) -> bool:
    amount = mention.amount
    return amount is not None and any(
        says(amount, mention.term, value) for _, value in known(mention.term.cells, report)
    )


def changes(report: Report, sentence: Sentence, portal: Portal, wrong: frozenset[int]) -> Iterator[Found]:
    """`claim.change`: more or less than in last year's report, by another share or number than the cells give.

    Silent without that report, where its form lacks the cells, and where the number itself is found wrong.
    """
    earlier = portal.previous(report)
    claims = report.form.claims
    if earlier is None or claims is None:
        return
    text = sentence.passage.text
    read = reader(claims)
    seen: set[int] = set()
    for mention in sentence.mentions:
        said = read.compared.match(text, mention.end, sentence.end)
        if said is None or said.start("number") in seen or (mention.amount and mention.amount.start in wrong):
            continue
        then = _typed_then(read, said)
        if then and not _of_another(said["since"], earlier.year):
            yield from _stated(_Change(report, earlier, sentence, mention), then, was=True)
        while said is not None and not _of_another(said["since"], earlier.year):
            seen.add(said.start("number"))
            stated = Amount(said.start("number"), said.end(), said["number"], said["unit"])
            yield from _stated(_Change(report, earlier, sentence, mention), stated, up=bool(said["up"]))
            said = read.again.match(text, said.end(), sentence.end)


class _Change(NamedTuple):
    """A change that a sentence tells of a measure, and the two reports that know it."""

    report: Report
    earlier: Report
    sentence: Sentence
    mention: Mention


def _of_another(since: str | None, year: int) -> bool:
    named = _YEAR.search(since or "")
    return named is not None and int(named[0]) != year


def _typed_then(read: Reader, said: re.Match[str]) -> Amount | None:
    """The number of last year, where the comparison gives it: "较上年（661件）"."""
    found = read.amount.search(said.string, said.start("then"), said.end("then")) if said["then"] else None
    return Amount(found.start(), found.end(), found["number"], found["unit"]) if found else None


def _stated(told: _Change, stated: Amount, *, up: bool = False, was: bool = False) -> Iterator[Found]:
    """One number of a change: by how much, or (`was`) from what."""
    report, earlier, sentence, mention = told
    pairs = _pairs(mention, report, earlier)
    said_before = (m for m in sentence.mentions if m.amount and m.end < stated.start)
    every = [(m, now, then) for m in (mention, *said_before) for _, now, then in _pairs(m, report, earlier)]
    if not pairs or (stated.unit == "%" and not pairs[0][2]):
        return
    if was and (stated.unit not in mention.term.units or any(says(stated, m.term, then) for m, _, then in every)):
        return
    if not was and any(_bears_out(stated, m, now, then, up=up) for m, now, then in every):
        return
    one, now, then = pairs[0]
    found = finding(
        "claim.change",
        report.span,
        *operands(report, [one]),
        text=quoted(sentence, mention.start, stated.end),
        printed=stated.text,
        year=str(earlier.year),
        name=one.name,
        then=f"{then.normalize():f}",
        now=f"{now.normalize():f}",
        direction=Word("change.up" if now > then else "change.down" if now < then else "change.same"),
        change=_change(stated, now, then),
        mark=mark(report),
    )
    yield Found(found, sentence, stated.start, stated.end)


_YEAR = re.compile(r"\d{4}")


def _pairs(mention: Mention, report: Report, earlier: Report) -> list[tuple[Sum, Decimal, Decimal]]:
    """What may be meant, now and the year before; only what the number says, where it says one of them."""
    pairs = [
        (one, now, then)
        for one, now in known(mention.term.cells, report)
        if (then := before(one, report, earlier)) is not None
    ]
    amount = mention.amount
    return [p for p in pairs if amount and says(amount, mention.term, p[1])] or pairs


def _change(stated: Amount, now: Decimal, then: Decimal) -> str:
    if now == then:
        return ""
    if stated.unit == "%":
        return f"{abs(now - then) / then * 100:.{max(stated.places, 1)}f}%"
    return f"{abs(now - then).normalize():f}"


def _bears_out(stated: Amount, mention: Mention, now: Decimal, then: Decimal, *, up: bool) -> bool:
    difference = now - then if up else then - now
    if stated.unit == "%":
        return then != 0 and close(stated.text, difference / then * 100)
    return stated.unit not in mention.term.units or says(stated, mention.term, difference)
