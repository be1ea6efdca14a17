"""Numbers outside the tables (`facts:`) that the prose gives otherwise, under the name they are declared with."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from gongkai.checks.claim_values import Found, mark, quoted
from gongkai.claims_read import Amount, Sentence, means
from gongkai.claims_words import tail
from gongkai.finding import Related, finding
from gongkai.options import Fact
from gongkai.portal import Portal
from gongkai.report import Report, number_of
from gongkai.terms import Claims, Context


def typing(portal: Portal, report: Report) -> re.Pattern[str]:
    """Finds a number typed behind the name of a fact that the report gives; most reports cite it.

    Facts without a unit are left out: nobody knows what a number counts.
    """
    return _typing(tuple(portal.options.facts[fid].key for fid in report.facts if _told(portal, report, fid)))


@lru_cache(maxsize=256)
def _typing(keys: tuple[str, ...]) -> re.Pattern[str]:
    named = "|".join(map(re.escape, keys))
    return re.compile(rf"(?:{named})" + r"[^{}\d]{0,20}\d" if keys else "(?!)")


def _told(portal: Portal, report: Report, fid: str) -> bool:
    value = report.facts[fid]
    return bool(portal.options.facts[fid].unit) and value.readable and value.value is not None


def facts(report: Report, sentence: Sentence, portal: Portal, office: str) -> Iterator[Found]:
    """`claim.number`: a fact's own name with a slip of its number, where the report nowhere says it rightly.

    The names are common words ("发布信息"): any other number behind them may well count something else.
    """
    claims = report.form.claims
    if claims is None:
        return
    text = sentence.passage.text
    for fid, value in report.facts.items():
        fact = portal.options.facts[fid]
        if fact.key not in text or not _told(portal, report, fid):
            continue
        right = Decimal(number_of(value.value))
        for amount, at in _amounts(text, fact, claims, sentence.start, sentence.end):
            own = means(sentence, claims, Context((), (), claims.no, (), ()), at, (report.year, office))
            shown = f"{right.normalize():f}"
            slip = _slip(f"{amount.value.normalize():f}", shown)
            if not slip or not own or _said(report, fact, claims, right):
                continue
            found = finding(
                "claim.number",
                report.span,
                Related("operand", value.span, f"{fact.key} {shown}"),
                text=quoted(sentence, at, amount.end),
                printed=amount.text,
                number=amount.text + amount.unit,
                cells=(f"{fact.key} = {shown}",),
                cite="{{" + fact.key + "}}",
                mark=mark(report),
            )
            yield Found(found, sentence, amount.start, amount.end)


def _slip(typed: str, right: str) -> bool:
    """Whether one digit is wrong, missing or too many, or two are exchanged; numbers of one digit are no slips."""
    head = next((i for i, (a, b) in enumerate(zip(typed, right, strict=False)) if a != b), min(len(typed), len(right)))
    one, two = typed[head:], right[head:]
    if typed == right or max(len(typed), len(right)) < _DIGITS:
        return False
    exchanged = one[:2] == two[1::-1] and one[2:] == two[2:]
    return exchanged or one[1:] == two[1:] or one[1:] == two or one == two[1:]


_DIGITS = 3


def _amounts(text: str, fact: Fact, claims: Claims, start: int, end: int) -> Iterator[tuple[Amount, int]]:
    """The numbers that stand behind the fact's name, and where the name stands."""
    at = text.find(fact.key, start, end)
    while at >= 0:
        found = tail(claims.fill, (fact.unit or "",)).match(text, at + len(fact.key), end)
        if found and found["number"]:
            yield Amount(found.start("number"), found.end(), found["number"], found["unit"]), at
        at = text.find(fact.key, at + 1, end)


def _said(report: Report, fact: Fact, claims: Claims, right: Decimal) -> bool:
    """Whether the report says it rightly somewhere: then the other number is a part of it, or another count."""
    return any(
        amount.value == right
        for n in report.narratives
        for amount, _ in _amounts(n.source, fact, claims, 0, len(n.source))
    )
