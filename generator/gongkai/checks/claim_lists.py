"""Lists of parts that do not add up to their whole, and words that say there is none of what the table has."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from gongkai.checks.claim_values import Found, known, mark, operands, quoted, spoken
from gongkai.claims_read import Amount, Sentence, means
from gongkai.claims_words import NUMBER, Reader, any_of, reader
from gongkai.finding import finding
from gongkai.form import Form
from gongkai.report import Report
from gongkai.terms import Claims, Nothing, Sum

_COMPLETE = 3  # parts: as many in brackets, without a word for "among them", are the whole


class _Lists(NamedTuple):
    opening: re.Pattern[str]  # behind the whole's number: what opens a list
    item: re.Pattern[str]


@lru_cache(maxsize=64)
def _lists(claims: Claims, unit: str) -> _Lists:
    compared = reader(claims).compared.pattern
    compared = compared.replace("?P<since>", "?:").replace("?P<number>", "?:").replace("?P<unit>", "?:")
    compared = compared.replace("?P<up>", "?:").replace("?P<down>", "?:").replace("?P<then>", "?:")
    part = any_of(claims.part) or "(?!)"
    share = any_of(claims.share) or "(?!)"
    return _Lists(
        re.compile(rf"(?:（(?P<pure>(?!\s*(?:{part})))|(?:（[^（）]*）)?(?:{compared})?[，,（]?\s*(?:{part})[，,：]?)"),
        re.compile(
            rf"(?P<label>[^\d，,。；、（）\n]*?(?:（[^（）]*）)?)\s*(?P<number>{NUMBER})\s?{re.escape(unit)}(?![次余多])"
            rf"(?:（[^（）]*）)?(?:[，,]?(?:{share})[\d.]+%)?(?P<end>[、，,](?:和|及|以及)?|(?:和|及| and )|)"
        ),
    )


class _Part(NamedTuple):
    amount: Amount
    end: str


def splits(report: Report, sentence: Sentence, whole: Sequence[Amount], wrong: frozenset[int]) -> Iterator[Found]:
    """`claim.split`: parts that add up to more than their whole; or to less, where the list is complete.

    Lists run on from one way of counting to the next ("其中个人34件，企业1件，办结32件"), and leave things out.
    So only parts that the form adds up, or that an enumeration joins, are added; and fewer than the whole is wrong
    only if all parts of the form are there, or a bracket holds nothing but parts.
    """
    claims = report.form.claims
    if claims is None or len(whole) < 3:
        return
    text = sentence.passage.text
    for total in whole:
        lists = _lists(claims, total.unit)
        opening = lists.opening.match(text, total.end, sentence.end)
        if opening is None or total.start in wrong:
            continue
        parts = list(_parts(lists, text, opening.end(), sentence.end, total.unit))
        if len(parts) < 2 or any(p.amount.start in wrong for p in parts):
            continue
        pure = opening["pure"] is not None and text[parts[-1].amount.end : parts[-1].amount.end + 1] == "）"
        if opening["pure"] is not None and not pure:
            continue
        added = _wrong_sum(report, sentence, _wholes(report, sentence, total, whole), parts, pure=pure)
        if added is None:
            continue
        yield Found(
            finding(
                "claim.split",
                report.span,
                *operands(report, _meant(report, sentence, (total, *(p.amount for p in added)))),
                text=quoted(sentence, total.start, parts[-1].amount.end + pure),
                printed=total.text,
                whole=total.text,
                sum=" + ".join(p.amount.text for p in added),
                added=f"{_sum(added):f}",
                mark=mark(report),
            ),
            sentence,
            total.start,
            total.end,
        )


def _meant(report: Report, sentence: Sentence, amounts: Sequence[Amount]) -> Iterator[Sum]:
    """The cells that the numbers of a list stand for, the first reading of each."""
    for amount in amounts:
        for mention in sentence.mentions:
            if mention.amount and mention.amount.start == amount.start:
                yield from (one for one, _ in [*known(mention.term.cells, report)][:1])


def _parts(lists: _Lists, text: str, at: int, end: int, unit: str) -> Iterator[_Part]:
    while item := lists.item.match(text, at, end):
        yield _Part(Amount(item.start("number"), item.end() - len(item["end"]), item["number"], unit), item["end"])
        at = item.end()
        if not item["end"]:
            return


class _Wholes(NamedTuple):
    """What the parts may add up to: the number, those before it added to it, and other readings of its wording."""

    said: Sequence[Decimal]
    meant: Sequence[Decimal]


def _wholes(report: Report, sentence: Sentence, total: Amount, typed: Sequence[Amount]) -> _Wholes:
    before = [a.value for a in typed if a.unit == total.unit and a.start <= total.start]
    meant = [m for m in sentence.mentions if m.amount and m.amount.start == total.start]
    return _Wholes(
        [sum(before[i:], Decimal(0)) for i in range(len(before))],
        [value for m in meant for _, value in known(m.term.cells, report)],
    )


def _limit(report: Report, sentence: Sentence, wholes: _Wholes, parts: Sequence[_Part]) -> Decimal:
    """What parts that are not all there may reach at most: the number said.

    Or another reading of it, where one of the parts may count what that takes in ("received 100, granted 102").
    """
    claims = report.form.claims
    starts = {p.amount.start for p in parts}
    terms = [m.term for m in sentence.mentions if m.amount and m.amount.start in starts]
    bases = {b.id: {value for _, value in known(b.cells, report)} for b in claims.bases} if claims else {}
    alike = all(t.of and all(not bases[name].isdisjoint(wholes.said) for name in t.of) for t in terms)
    return max(wholes.said if alike else (*wholes.said, *wholes.meant))


def _sum(parts: Sequence[_Part]) -> Decimal:
    return sum((p.amount.value for p in parts), Decimal(0))


def _wrong_sum(
    report: Report, sentence: Sentence, wholes: _Wholes, parts: Sequence[_Part], *, pure: bool
) -> Sequence[_Part] | None:
    """The parts that ought to add up to one of the wholes and do not."""
    every = (*wholes.said, *wholes.meant)
    complete = _of_one_rule(report, sentence, parts)
    if complete is not None:
        added = _sum(parts)
        wrong = added > max(every) or (complete and added not in every)
        return parts if wrong else None
    stop = next((i for i, p in enumerate(parts) if p.end[:1] in "，,"), len(parts) - 1)
    listed = parts[: stop + 1]
    so_far = Decimal(0)
    for part in listed:
        so_far += part.amount.value
        if so_far in every:
            return None  # what follows counts in another way
    if len(listed) < 2 or so_far <= _limit(report, sentence, wholes, listed):
        return listed if pure and len(listed) == len(parts) >= _COMPLETE else None
    return listed


def _of_one_rule(report: Report, sentence: Sentence, parts: Sequence[_Part]) -> bool | None:
    """Whether the parts are all that a rule of the form adds up to a total; None if no rule adds them."""
    read: Mapping[int, set[frozenset[int]]] = {
        p.amount.start: {
            frozenset(one.cells)
            for m in sentence.mentions
            if m.amount and m.amount.start == p.amount.start
            for one in m.term.cells
        }
        for p in parts
    }
    if not all(read.values()):
        return None
    for side in _sums(report.form):
        chosen = [next((cells for cells in found if cells <= side), None) for found in read.values()]
        if None not in chosen and len(frozenset().union(*(c or () for c in chosen))) == sum(
            map(len, filter(None, chosen))
        ):
            return frozenset().union(*(c or () for c in chosen)) == side
    return None


@lru_cache(maxsize=32)
def _sums(form: Form) -> tuple[frozenset[int], ...]:
    """What the form's rules add up to one total: sets of cells."""
    found = []
    for x in form.instances:
        if x.rule.equation.relation != "=" or x.left_before or x.right_before:
            continue
        for one, many in ((x.left, x.right), (x.right, x.left)):
            if len(one.now) == 1 and len(many.now) > 1 and all(f == 1 for f, _ in (*one.now, *many.now)):
                found.append(frozenset(i for _, i in many.now))
    return tuple(found)


def nothing(report: Report, sentence: Sentence, office: str) -> Iterator[Found]:
    """`claim.done`: wording that says there is none ("全部办结", "均获维持") of what the table has."""
    claims = report.form.claims
    if claims is None or not claims.nothing:
        return
    text = sentence.passage.text
    read = reader(claims)
    if not sentence.none:
        return
    whole = text[sentence.start : sentence.end]
    left: dict[tuple[int, int], list[tuple[Sum, Decimal]]] = {}
    for one, pattern in read.each:
        every = list(pattern.finditer(text, sentence.start, sentence.end))
        if not every or any(no in whole for no in one.context.no):
            continue
        for said in every:
            if _of_a_part(sentence, read, one, said.span()):
                continue
            if means(sentence, claims, one.context, said.start(), (report.year, office)):
                there = [(cell, value) for cell, value in known(one.zero, report) if value > 0]
                left.setdefault(said.span(), []).extend(there)
                break
    for (start, end), there in left.items():
        if there:
            words = quoted(sentence, start, end)
            places = operands(report, (one for one, _ in there))
            found = finding("claim.done", report.span, *places, text=words, cells=spoken(there), mark=mark(report))
            yield Found(found, sentence, start, end)


def _of_a_part(sentence: Sentence, read: Reader, one: Nothing, said: tuple[int, int]) -> bool:
    """Whether the words are about some of the whole only: those due, those carried in."""
    text, (start, end) = sentence.passage.text, said
    first = max((m.end() for m in read.clause.finditer(text, sentence.start, start)), default=sentence.start)
    last = next((m.start() for m in read.clause.finditer(text, end, sentence.end)), sentence.end)
    if any(word in text[first:last] for word in (*one.beside, *one.apart)):
        return True
    stretch = max(text.rfind("；", sentence.start, start) + 1, sentence.start)
    part = max(text.rfind(word, stretch, start) for word in one.apart) if one.apart else -1
    if part < 0:
        return False
    named = [m for m in sorted(sentence.mentions, key=lambda m: m.start) if stretch <= m.start < start]
    before = [m.term.id for m in named if m.end <= part][-1:]
    behind = [m.term.id for m in named if m.start > part]
    return not any(name in one.whole for name in (*before, *behind))
