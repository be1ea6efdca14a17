"""The patterns of a form's wordings, compiled once: how prose names measures, numbers, years, bodies and changes."""

import re
import sys
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from gongkai.claims_text import CITED, MARKED
from gongkai.terms import Claims, Nothing, Term

NUMBER = r"(?<![\d.])(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d.])|\d+(?:\.\d+)?)"
_VAGUE = "(?!余|多|以上|以下|左右|上下|次|[A-Za-z])"  # behind a unit: not that number, or another unit
_NN = "(?:\\d{1,2}|[一二三四五六七八九十两]{1,3})"


def any_of(words: Sequence[str]) -> str:
    """A pattern for one of these words, the longest first; words of letters are whole words."""
    found = (re.escape(w).replace(r"\ ", " ") for w in sorted(set(words), key=lambda w: (-len(w), w)))
    return "|".join(
        ("(?<![A-Za-z])" if w[0].isascii() and w[0].isalpha() else "")
        + w
        + ("(?![A-Za-z])" if w[-1].isascii() and w[-1].isalpha() else "")
        for w in found
    )


def _spelled(words: Sequence[str]) -> str:
    """A pattern for words in which YYYY, LAST and NEXT stand for a year and NN for a number."""
    year = r"(?<!\d)(?:19|20)\d\d"
    return re.sub("YYYY|LAST|NEXT", lambda _: year, any_of(words)).replace("NN", rf"(?<!\d){_NN}")


def filling(words: Sequence[str]) -> str:
    """A pattern for any number of filling words. Possessive: overlapping words must not cost exponential time."""
    return rf"(?:\s*(?:{any_of(words)}))*+\s*" if words else r"\s*"


class Reader(NamedTuple):
    """The patterns of a form's wordings, compiled once."""

    typed: re.Pattern[str]  # a number with a unit, anywhere
    words: re.Pattern[str]
    by_word: dict[str, tuple[Term, ...]]
    after: re.Pattern[str]
    by_after: dict[str, tuple[Term, ...]]
    amount: re.Pattern[str]
    compared: re.Pattern[str]
    again: re.Pattern[str]  # another change of the same, right behind the first
    shared: re.Pattern[str]
    each_share: re.Pattern[str]
    within: re.Pattern[str]  # "of the 211 closed ones:"
    opening: re.Pattern[str]  # the first words of what says that there is none: quick to look for
    nothing: re.Pattern[str]
    each: tuple[tuple[Nothing, re.Pattern[str]], ...]
    part: re.Pattern[str]
    years: re.Pattern[str]
    spoken: re.Pattern[str]  # words that must not be taken for the naming of another year
    against: re.Pattern[str]  # a comparison with another year, to the end of its clause
    bodies: re.Pattern[str]
    counted: re.Pattern[str]  # ends in a number with its unit, or in a bracket
    clause: re.Pattern[str]  # what parts clauses; an enumeration does so behind a number

    def terms(self, word: str, year: int) -> tuple[Term, ...]:
        """The terms that a word before a number may stand for, in a report of this year."""
        return self.by_word.get(word) or self.by_word.get(_of_year(word, year), ())

    def terms_after(self, word: str, year: int) -> tuple[Term, ...]:
        """The terms that a word behind a number may stand for."""
        return self.by_after.get(word) or self.by_after.get(_of_year(word, year), ())


def _of_year(word: str, year: int) -> str:
    return word.replace(str(year - 1), "LAST").replace(str(year + 1), "NEXT")


def _none_of(one: Nothing) -> str:
    if not one.then:
        return any_of(one.words)
    fill = filling(one.fill).replace("*+", "{0,12}")  # not possessive: what follows may itself be a filling word
    return rf"(?:{any_of(one.words)}){fill}(?:{any_of(one.then)}){fill}(?=[，,；。（）.\s]|$)"


def claiming(claims: Claims | None) -> Callable[[str], bool]:
    """Whether a text can hold a claim or a mark: most cite their numbers and need not be read."""
    if claims is None:
        return lambda text: MARKED.search(text) is not None
    read = reader(claims)
    return lambda text: bool(read.typed.search(text) or says_none(text.replace("\n", ""), read) or MARKED.search(text))


def says_none(text: str, read: Reader, start: int = 0, end: int = sys.maxsize) -> bool:
    """Whether a text says that there is none of something."""
    return any(read.nothing.match(text, m.start(), end) for m in read.opening.finditer(text, start, end))


@lru_cache(maxsize=64)
def tail(fill: tuple[str, ...], units: tuple[str, ...]) -> re.Pattern[str]:
    """What stands behind a term's word: filling, then a number and its unit."""
    unit = rf"\s?(?P<unit>{any_of(units)}){_VAGUE}"
    cited = rf"{CITED}(?:{unit.replace('?P<unit>', '?:')})?"
    aside = rf"(?:（(?P<aside>[^（）\d]{{1,24}})）{filling(fill)})?"
    return re.compile(rf"{filling(fill)}(?:{aside}(?P<number>{NUMBER}){unit}|{cited}|)")


@lru_cache(maxsize=32)
def reader(claims: Claims) -> Reader:
    """The patterns of a form."""
    terms = claims.terms
    units = any_of([u for t in terms for u in t.units])
    fill = filling(claims.fill)
    each = tuple((n, re.compile(_none_of(n))) for n in claims.nothing)
    nothing = "|".join(f"(?:{pattern.pattern})" for _, pattern in each)
    since = _spelled(claims.since)
    years = _spelled(claims.years)
    change = rf"(?:(?P<up>{any_of(claims.up)})|(?P<down>{any_of(claims.down)})){fill}"
    then = rf"(?:（{fill}{NUMBER}\s?(?:{units})）|的?{NUMBER}\s?(?:{units})(?:相比)?)?"
    compared = rf"(?P<since>{since})(?P<then>{then}){fill}(?:[，,]\s*)?{fill}{change}"
    end = rf"(?P<number>{NUMBER})\s?(?P<unit>%|{units}){_VAGUE}"
    bracket = r"(?:（[^（）]*）)?"
    share = rf"{bracket}[，,、（]?\s*(?:{any_of(claims.share)})(?P<base>[^\d，,。；、（）%{CITED}]*?)\s*"
    words = [w for t in terms for w in t.words]
    after = [w for t in terms for w in t.after]
    bodies = any_of(claims.bodies)
    never = "(?!)"
    return Reader(
        re.compile(rf"\d[\s*]*(?:%|％|{units})"),
        re.compile(_spelled(words) or never),
        {w: tuple(t for t in terms if w in t.words) for w in words},
        re.compile(rf"{fill}(?P<word>{_spelled(after) or never})(?!{fill}[\d{CITED}])"),
        {w: tuple(t for t in terms if w in t.after) for w in after},
        re.compile(rf"(?<![约近超逾第至—-])(?P<number>{NUMBER})\s?(?P<unit>{units}){_VAGUE}"),
        re.compile(rf"{bracket}[，,（]?\s*{compared}{end}") if claims.since else re.compile(never),
        re.compile(rf"{bracket}[，,、（]\s*(?:(?P<since>{since}){fill})?{change}{end}" if claims.since else never),
        re.compile(rf"{share}(?P<number>{NUMBER})\s?(?P<unit>%)") if claims.share else re.compile(never),
        re.compile(
            rf"(?:{any_of(claims.each_share) or never})(?P<base>[^\d，,。；、（）%{CITED}]*?)\s*"
            rf"(?P<list>{NUMBER}%(?:(?:[、，,]|[和与及])+{NUMBER}%)+)"
        ),
        re.compile(rf"(?P<number>{NUMBER})\s?(?:{units})[^，。；：,\d]{{0,8}}中[：，,]"),
        re.compile(any_of([w for n in claims.nothing for w in n.words]) or never),
        re.compile(nothing or never),
        each,
        re.compile(any_of(claims.part) or never),
        re.compile(
            rf"(?P<year>(?<![\d.])(?:19|20)\d\d(?=年|[ ,;）]|$))"
            rf"|(?P<this>(?<![年度])(?:{any_of(claims.this_year) or never}))|(?:{years or never})"
        ),
        re.compile(_spelled([*words, *after, *claims.whole_year]) + (f"|{compared}" if claims.since else "") or never),
        re.compile(rf"(?:{since})[^，,；（）。]*[，,；）]" if claims.since else never),
        re.compile(rf"(?:{bodies})*(?P<last>{bodies})" if bodies else never),
        re.compile(rf"(?:）|(?:[\d%]|{CITED})\s?(?:{units})?)$"),
        re.compile(rf"[，,；（）：。！？\n]|(?:[\d%]|{CITED})\s?(?:{units})?\x01*(?:、|和|及)"),
    )
