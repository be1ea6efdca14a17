"""Reads what a sentence claims: which measure it names, with which number, and where.

A claim is seen only in the standard wordings: a term, nothing but filling words, a number typed by hand, a unit; or
number, unit, term. What might count something else (another body, another year, part of the whole) is no claim.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from gongkai.claims_text import Passage
from gongkai.claims_words import Reader, reader, says_none, tail
from gongkai.terms import Claims, Context, Term

_SENTENCE = re.compile(r"[。！？!?\n]|\.(?= |$)")
_JOINT = re.compile(r"(.)(?:、|和|与|及|以及|或|或者| and| or| &)\s*$", re.DOTALL)
_OURS = "我本全该"  # before 局 and the like: not another body
_EVERY = "各"  # so is this, behind one of ours: 全市各部门
_CLAUSE = re.compile("[，,；：。（]")
_ASIDE = re.compile(r"（[^（）\d]*）")
_INCLUDES = re.compile(r"（不?(?:含|包括|包含)[^（）\d]*）")
_LEAD = 30  # characters: a first sentence as short as that is a heading run in


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
    """A stretch of a passage, and what was said before it that it may rest on.

    Whether a number with a unit is typed in it, whether it says that there is none of something, and what it mentions.
    """

    passage: Passage
    start: int
    end: int
    lead: str
    typed: bool
    none: bool
    mentions: tuple[Mention, ...]


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
        typed = read.typed.search(text, start, end) is not None
        none = says_none(text, read, start, end)
        scene = _Scene(text, start, end, lead, read, year, office)
        mentions = tuple(_mentions(scene, heard)) if typed or none else ()
        yield Sentence(passage, start, end, lead, typed, none, mentions)
        if start == 0 and end <= _LEAD:
            lead = f"{lead} {text[:end]}"
        start = end


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
        """Whether other words and then a number stand behind a term in its clause: "收到同一人的申请32件"."""
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
