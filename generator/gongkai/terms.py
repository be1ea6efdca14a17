"""Terms: words of the prose that stand for cells, as a form file says (`claims:`). Data only."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple


class Sum(NamedTuple):
    """One or more cells added: their numbers, their name in the form file, and the citation to write."""

    cells: tuple[int, ...]
    name: str
    cited: str


class Context(NamedTuple):
    """What must stand around a wording so that it means this.

    `near`: the sentence names one of these before it. `unlike`: none of these is named later than the last of
    `near`. `no`: words that make it another measure, in the same clause. `topics`: so do these, anywhere before in the
    sentence up to a semicolon, unless one of `back` stands between.
    """

    near: tuple[str, ...]
    unlike: tuple[str, ...]
    no: tuple[str, ...]
    topics: tuple[str, ...]
    back: tuple[str, ...]


class Term(NamedTuple):
    """A measure as prose calls it: any of `cells` may be meant.

    `words` stand before the number with nothing but `fill` between, `after` stand behind number and unit.
    `scale` says how much one of a unit is in the unit of the cell, where that is not 1.
    """

    id: str
    words: tuple[str, ...]  # LAST and NEXT in them stand for the year before the report's and behind it
    after: tuple[str, ...]
    fill: tuple[str, ...]
    units: tuple[str, ...]
    scale: Mapping[str, Decimal]
    context: Context
    cells: tuple[Sum, ...]
    of: tuple[str, ...]  # ids of the bases that a share of it may be of
    follows: tuple[str, ...]  # ids of terms one of which the sentence names before, where `near` is not in the wording
    rests_on: tuple[str, ...]  # ids of terms; if the sentence names one before, it is not another body's or year's


class Base(NamedTuple):
    """What a share may be of: the words that say so, and the cells."""

    id: str
    words: tuple[str, ...]
    cells: tuple[Sum, ...]


class Nothing(NamedTuple):
    """Wording that says there is none of something ("all done", "all upheld"): every cell of `zero` is then 0.

    With `then`, one of these must follow the words, nothing but `fill` between and before the end of the clause.
    `beside`: words that make it another claim in the same clause. `apart`: words that name a part, which alone is
    meant in the same clause, or behind it unless the sentence names one of the terms `whole` just before or after it.
    """

    words: tuple[str, ...]
    fill: tuple[str, ...]
    then: tuple[str, ...]
    context: Context
    zero: tuple[Sum, ...]
    beside: tuple[str, ...]
    apart: tuple[str, ...]
    whole: tuple[str, ...]  # ids of terms


@dataclass(frozen=True, slots=True, eq=False)
class Claims:
    """All wordings of a form, and the small words that its language puts around numbers."""

    fill: tuple[str, ...]
    no: tuple[str, ...]
    bodies: tuple[str, ...]
    years: tuple[str, ...]  # NN in them stands for a number
    this_year: tuple[str, ...]
    whole_year: tuple[str, ...]
    part: tuple[str, ...]
    share: tuple[str, ...]
    each_share: tuple[str, ...]
    since: tuple[str, ...]  # YYYY in them stands for a year
    up: tuple[str, ...]
    down: tuple[str, ...]
    terms: tuple[Term, ...]
    bases: tuple[Base, ...]
    nothing: tuple[Nothing, ...]
