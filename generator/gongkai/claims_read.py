"""Reads what a sentence claims: which measure it names, with which number, and where.

A claim is seen only in the standard wordings: a term, nothing but filling words, a number typed by hand, a unit; or
number, unit, term. What might count something else (another body, another year, part of the whole) is no claim.
"""

import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from gongkai.claims_text import CITED, MARKED, Passage
from gongkai.terms import Claims, Context, Nothing, Term

NUMBER = r"(?<![\d.])(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d.])|\d+(?:\.\d+)?)"
_VAGUE = "(?!余|多|以上|以下|左右|上下|次|[A-Za-z])"  # behind a unit: not that number, or another unit
_SENTENCE = re.compile(r"[。！？!?\n]|\.(?= |$)")
_JOINT = re.compile(r"(.)(?:、|和|与|及|以及|或|或者| and| or| &)\s*$", re.DOTALL)
_OURS = "我本全该"  # before 局 and the like: not another body
_EVERY = "各"  # so is this, behind one of ours: 全市各部门
_CLAUSE = re.compile("[，,；：。（]")
_ASIDE = re.compile(r"（[^（）\d]*）")
_INCLUDES = re.compile(r"（不?(?:含|包括|包含)[^（）\d]*）")
_NN = "(?:\\d{1,2}|[一二三四五六七八九十两]{1,3})"
_LEAD = 30  # characters: a first sentence as short as that is a heading run in


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


def _blank(found: re.Match[str]) -> str:
    return "\1" * len(found[0])


class Amount(NamedTuple):
    """A number typed by hand: its place, what it says, its last decimal place."""

    start: int
    end: int  # of its unit
    text: str
    unit: str

    @property
    def value(self) -> Decimal:
        """The number."""
        return Decimal(self.text.replace(",", ""))

    @property
    def places(self) -> int:
        """Decimal places given."""
        return len(self.text.partition(".")[2])


class Mention(NamedTuple):
    """A term as it stands in a sentence, with the number beside it (None: cited, or none)."""

    term: Term
    start: int
    end: int  # of what was read: the unit of the number, or the word and its filling
    amount: Amount | None


class Sentence(NamedTuple):
    """A stretch of a passage, and what was said before it that it may rest on."""

    passage: Passage
    start: int
    end: int
    lead: str
    mentions: tuple[Mention, ...]


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


def sentences(passage: Passage, claims: Claims, year: int, office: str) -> Iterator[Sentence]:
    """The sentences of a passage with what they mention."""
    text = passage.text
    read = reader(claims)
    start = 0
    lead = passage.heading
    heard = _Heard({}, set())
    while start < len(text):
        heard.go_on()
        cut = _SENTENCE.search(text, start)
        end = cut.end() if cut else len(text)
        scene = _Scene(text, start, end, lead, read, year, office)
        mentions = tuple(_mentions(scene, heard)) if _worth(text, read, start, end) else ()
        yield Sentence(passage, start, end, lead, mentions)
        if start == 0 and end <= _LEAD:
            lead = f"{lead} {text[:end]}"
        start = end


def _worth(text: str, read: Reader, start: int, end: int) -> bool:
    return read.typed.search(text, start, end) is not None or says_none(text, read, start, end)


class _Scene(NamedTuple):
    """Where a wording stands, for judging whether it means the report's own measure."""

    text: str
    start: int
    end: int
    lead: str
    read: Reader
    year: int
    office: str

    def means(self, context: Context, word: int, upto: int) -> bool:
        """Whether a wording from `word`, its number at `upto`, is this office's, this year's, and about this."""
        said = self.text[self.start : word]
        cuts = [m.end() for m in self.read.clause.finditer(_ASIDE.sub(_blank, said))]
        clause = said[cuts[-1] if cuts else 0 :]
        whole = self.whole(word)
        if any(no in clause or no in whole for no in context.no) or self.joined(clause) or self.strays(context, word):
            return False
        return self.near(context, upto) and self.own(clause) and self.own(whole) and self.now(word)

    def strays(self, context: Context, word: int) -> bool:
        """Whether the sentence, or the one that it lists parts of, has come to speak of something else."""
        if not context.topics:
            return False
        start = self.start
        while start and self.read.part.match(self.text, start):
            start = self.text.rfind("。", 0, start - 1) + 1
        said = self.text[max(start, self.text.rfind("；", start, word) + 1) : word]
        last = max(said.rfind(topic) for topic in context.topics)
        return last >= 0 and not any(said.find(back, last) >= 0 for back in context.back)

    def whole(self, word: int) -> str:
        """The clause of what this is a part of, where the word stands in a list of parts."""
        starts = [m.start() for m in self.read.part.finditer(self.text, self.start, word)]
        if not starts or "；" in self.text[starts[-1] : word]:
            return ""
        before = re.split("[；。]", self.text[self.start : starts[-1]])[-1]
        return re.split("[，,：]", before.rstrip("，,（：; "))[-1]

    def joined(self, clause: str) -> bool:
        """Whether the word is the second of two things that are counted together."""
        joint = _JOINT.search(clause)
        return joint is not None and self.read.counted.search(clause[: joint.end(1)]) is None

    def near(self, context: Context, upto: int) -> bool:
        if not context.near:
            return True
        before = self.text.rfind("。", 0, max(self.start - 1, 0)) + 1
        for text in (self.text[self.start : upto], self.text[before : self.start], self.lead):
            found = max((text.rfind(w) + len(w) for w in context.near if w in text), default=-1)
            other = max((text.rfind(w) + len(w) for w in context.unlike if w in text), default=-1)
            if max(found, other) >= 0:
                return found >= other
        return False

    def own(self, clause: str) -> bool:
        """Whether no other body is named before it: the last of a chain as 县政府办公室 counts.

        Nor taken in, as in 全市（含县区）; another aside names the same again: 各部门（单位）.
        """
        if any(self.read.bodies.search(aside[0]) for aside in _INCLUDES.finditer(clause)):
            return False
        clause = _ASIDE.sub("", clause)
        ours = False
        for body in self.read.bodies.finditer(clause):
            before = clause[body.start() - 1 : body.start()]
            if body["last"] in self.office or (before and before in _OURS):
                ours = True
            elif not (ours and before == _EVERY):
                return False
        return True

    def narrowed(self, at: int) -> bool:
        """Whether other words and then a number stand behind a term in its clause: "收到同一人的申请32件" is not all."""
        end = _CLAUSE.search(self.text, at, self.end)
        number = self.read.amount.search(self.text, at, end.start() if end else self.end)
        return number is not None and self.read.words.search(self.text, at, number.start()) is None

    def short(self, word: int) -> bool:
        """Whether all that is named before a word may be the office's own short name: 区政府."""
        clause = re.split("[，,；。]", self.text[self.start : word])[-1]
        return all(
            len(body["last"]) > 2 and re.search(".{0,2}".join(body["last"]), self.office)
            for body in self.read.bodies.finditer(clause)
        )

    def now(self, word: int) -> bool:
        """Whether the year last named is the report's, if any is."""
        said = self.text[self.start : word]
        if not self.read.years.search(said):
            return True
        plain = self.read.against.sub(_blank, self.read.spoken.sub(_blank, said))
        named = list(self.read.years.finditer(plain))
        return not named or bool(named[-1]["this"]) or named[-1]["year"] == str(self.year)


def means(sentence: Sentence, claims: Claims, context: Context, word: int, report: tuple[int, str]) -> bool:
    """Whether a wording that stands alone is about this report: its year and office."""
    scene = _Scene(sentence.passage.text, sentence.start, sentence.end, sentence.lead, reader(claims), *report)
    return scene.means(context, word, word)


class _Heard(NamedTuple):
    """What a passage has named so far, for what rests on it."""

    meant: dict[str, bool]  # of each term, the last first: whether it was this report's own
    vague: set[str]  # terms whose body may be the office, by a short name: not to be built on in the next sentence

    def go_on(self) -> None:
        """A new sentence begins."""
        for name in self.vague:
            self.meant.pop(name, None)
        self.vague.clear()

    def note(self, name: str, *, own: bool, vague: bool) -> None:
        """A term is named."""
        earlier = {n: was for n, was in self.meant.items() if n != name}
        self.meant.clear()
        self.meant.update({name: own, **earlier})
        if vague:
            self.vague.add(name)


def _mentions(scene: _Scene, heard: _Heard) -> Iterator[Mention]:
    taken: set[int] = set()
    for word in scene.read.words.finditer(scene.text, scene.start, scene.end):
        mine: set[int] = set()
        for term in scene.read.terms(word[0], scene.year):
            found = tail(term.fill, term.units).match(scene.text, word.end(), scene.end)
            if found is None or (found["number"] and found.start("number") in taken):
                continue
            mine.add(found.start("number"))
            if found["aside"] and scene.read.words.search(found["aside"]):
                continue
            bare = not any(w in scene.text[word.start() : found.end()] for w in term.context.near)
            needed = [own for name, own in heard.meant.items() if name in term.follows]
            if term.follows and bare and needed[:1] != [True]:
                continue
            below = [own for name, own in heard.meant.items() if name in term.rests_on]
            own = below[:1] != [False] and scene.means(term.context, word.start(), found.end())
            if found["number"] or found.end() > word.end() or own:
                heard.note(
                    term.id, own=own and not scene.narrowed(found.end()), vague=not own and scene.short(word.start())
                )
            if own:
                amount = Amount(found.start("number"), found.end(), found["number"], found["unit"])
                yield Mention(term, word.start(), found.end(), amount if found["number"] else None)
        taken |= mine
    if scene.read.by_after:
        yield from _behind(scene, taken)


def _behind(scene: _Scene, taken: set[int]) -> Iterator[Mention]:
    """The terms that stand behind their number."""
    for number in scene.read.amount.finditer(scene.text, scene.start, scene.end):
        behind = scene.read.after.match(scene.text, number.end(), scene.end)
        if behind is None or number.start() in taken:
            continue
        for term in scene.read.terms_after(behind["word"], scene.year):
            if number["unit"] in term.units and scene.means(term.context, number.start(), behind.end()):
                amount = Amount(number.start(), number.end(), number["number"], number["unit"])
                yield Mention(term, number.start(), behind.end(), amount)


def place(source: str, origin: int) -> tuple[int, int]:
    """Line and column, both from 0, of a place in the source."""
    lines = [0, *(m.end() for m in re.finditer("\n", source))]
    line = bisect_right(lines, origin) - 1
    return line, origin - lines[line]
