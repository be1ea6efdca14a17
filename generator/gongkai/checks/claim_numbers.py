"""Numbers typed by hand that stand for a cell and differ from it; changes that last year's report does not bear out."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gongkai.checks.claim_values import Found, before, close, known, mark, operands, percent, quoted, says, single, spoken, to_cite
from gongkai.claims_read import Amount, Mention, Sentence, any_of, reader, tail
from gongkai.finding import Word, finding
from gongkai.portal import Portal
from gongkai.report import Report
from gongkai.terms import Base, Sum


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
        if amount is None or any(_of_many(report, sentence, m) for m in found):
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
    for word in read.words.finditer(text):
        named = any(t.cells == mention.term.cells for t in read.terms(word[0]))
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
    seen: set[int] = set()
    for mention in sentence.mentions:
        said = reader(claims).compared.match(text, mention.end, sentence.end)
        if said is None or said.start("number") in seen or (mention.amount and mention.amount.start in wrong):
            continue
        year = _YEAR.search(said["since"])
        if year and int(year[0]) != earlier.year:
            continue
        seen.add(said.start("number"))
        stated = Amount(said.start("number"), said.end(), said["number"], said["unit"])
        pairs = _pairs(mention, report, earlier)
        said_before = (m for m in sentence.mentions if m.amount and m.end < said.start())
        every = [(m, now, then) for m in (mention, *said_before) for _, now, then in _pairs(m, report, earlier)]
        if not pairs or any(_bears_out(stated, m, now, then, up=bool(said["up"])) for m, now, then in every):
            continue
        one, now, then = pairs[0]
        if stated.unit == "%" and not then:
            continue
        yield Found(
            finding(
                "claim.change",
                report.span,
                *operands(report, [one]),
                text=quoted(sentence, mention.start, said.end()),
                printed=stated.text,
                year=str(earlier.year),
                name=one.name,
                then=f"{then.normalize():f}",
                now=f"{now.normalize():f}",
                direction=Word("change.up" if now > then else "change.down" if now < then else "change.same"),
                change=_change(stated, now, then),
                mark=mark(report),
            ),
            sentence,
            stated.start,
            stated.end,
        )


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


def shares(report: Report, sentence: Sentence, whole: Sequence[Amount]) -> Iterator[Found]:
    """`claim.share`: a share that no sensible whole gives, where the part and the whole are known.

    The whole is what the words say ("of all applications"), or where they say nothing any base that the form names
    for the part, or a number given before in the sentence.
    """
    claims = report.form.claims
    if claims is None:
        return
    text = sentence.passage.text
    seen: set[int] = set()
    for mention in sentence.mentions:
        said = reader(claims).shared.match(text, mention.end, sentence.end)
        if said is None or not mention.term.of or said.start("number") in seen:
            continue
        seen.add(said.start("number"))
        words = said["base"]
        bases = [b for b in claims.bases if b.id in mention.term.of]
        named = _named(bases, words)
        plain = [*(w for b in claims.bases for w in b.words), *mention.term.fill, *_FILLING]
        if re.sub(any_of(plain), "", words).strip():
            continue  # a share of something else
        wholes = [(one, value) for b in named or bases for one, value in known(b.cells, report) if value]
        parts = [value for _, value in known(mention.term.cells, report)]
        cells = [(one, value) for one, value in known(mention.term.cells, report)]
        typed = [a.value for a in whole if a.end <= said.start()]
        parts += [sum(typed[i:], Decimal(0)) for i in range(len(typed))]  # "38 and 20, or 59.2 %"
        others = {value for b in bases for _, value in known(b.cells, report)} - {value for _, value in wholes}
        given = [v for v in typed if v and v not in others]  # a base that is not the one the words name is none
        ratios = [part / value * 100 for part in parts for value in [*(v for _, v in wholes), *given]]
        if not wholes or not cells or any(close(said["number"], ratio) for ratio in ratios):
            continue
        (one, part), base = cells[0], wholes[0][0]
        digits = len(said["number"].partition(".")[2])
        yield Found(
            finding(
                "claim.share",
                report.span,
                *operands(report, [one, base]),
                text=quoted(sentence, mention.start, said.end()),
                printed=said["number"],
                part=spoken([(one, part)]),
                whole=_each(wholes, part, digits),
                cite=percent(report, f"{single(one)} / {single(base)}", digits),
                mark=mark(report),
            ),
            sentence,
            said.start("number"),
            said.end(),
        )


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
