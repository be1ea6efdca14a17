"""What the cells say where prose names a measure."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from gongkai.citation import FUNCTIONS, OTHER
from gongkai.claims_read import Amount, Sentence
from gongkai.finding import Finding, Related
from gongkai.report import Report, number_of
from gongkai.terms import Sum, Term


class Found(NamedTuple):
    """A finding, and the words in the sentence that it is about: a mark right behind them takes it back."""

    finding: Finding
    sentence: Sentence
    start: int
    end: int


def known(sums: Sequence[Sum], report: Report) -> Iterator[tuple[Sum, Decimal]]:
    """The sums whose cells hold something, with their value; a cell that cannot be read says nothing."""
    for one in sums:
        if report.unreadable.isdisjoint(one.cells) and any(report.values[i] is not None for i in one.cells):
            yield one, sum((Decimal(number_of(report.values[i])) for i in one.cells), Decimal(0))


def before(one: Sum, report: Report, earlier: Report) -> Decimal | None:
    """The same cells in an earlier report, by their ids; None where its form lacks one of them."""
    places = [earlier.form.index.get(report.form.cells[i].id) for i in one.cells]
    found = Sum(tuple(p for p in places if p is not None), "", "")
    if None in places:
        return None
    return next((value for _, value in known((found,), earlier)), None)


def says(amount: Amount, term: Term, value: Decimal) -> bool:
    """Whether a number is the value, at the digits it gives: rounded or cut off."""
    scale = term.scale.get(amount.unit, Decimal(1))
    return _rounds(amount.value, value / scale, amount.places)


def close(text: str, value: Decimal) -> bool:
    """Whether a percentage is the value, at the digits it gives: rounded or cut off."""
    return _rounds(Decimal(text.replace(",", "")), value, len(text.partition(".")[2]))


def _rounds(given: Decimal, value: Decimal, places: int) -> bool:
    last = Decimal(1).scaleb(-places)
    return -last / 2 <= value - given < last


def spoken(sums: Sequence[tuple[Sum, Decimal]]) -> tuple[str, ...]:
    """Cells and their values, for a message."""
    return tuple(f"{one.name} = {value.normalize():f}" for one, value in sums)


def operands(report: Report, sums: Iterable[Sum]) -> Iterator[Related]:
    """The cells of sums as related places, so that a waiver for a cell and a reader find them."""
    cells = {i: cited for one in sums for i, cited in zip(one.cells, one.cited.split(" + "), strict=True)}
    for i, cited in list(cells.items())[:_MOST]:
        yield Related("operand", report.place(i), f"{cited} {Decimal(number_of(report.values[i])).normalize():f}")


def to_cite(one: Sum) -> str:
    """A sum as the citation to write; of many cells, the first and the last one."""
    every = one.cited.split(" + ")
    return one.cited if len(every) <= _LONG else f"{every[0]} + … + {every[-1]}"


_MOST = 8  # cells named beside a finding
_LONG = 3  # cells cited at length: what nobody would read is not shown


def quoted(sentence: Sentence, start: int, end: int) -> str:
    """Words of a sentence, for a message."""
    text = sentence.passage.text[start:end].strip()
    return text if len(text) <= 60 else f"{text[:28]}…{text[-28:]}"


def mark(report: Report) -> str:
    """The mark in the language of the report's form."""
    return "{{" + OTHER[report.form.language != "zh"] + "}}"


def percent(report: Report, inner: str, digits: int) -> str:
    """The citation of a percentage in the language of the report's form."""
    name = next(n for n, f in FUNCTIONS.items() if f == "percent" and n.isascii() == (report.form.language != "zh"))
    return "{{" + f"{name}({inner}, {digits})" + "}}"


def single(one: Sum) -> str:
    """A sum as one operand of a citation."""
    return f"({to_cite(one)})" if len(one.cells) > 1 else one.cited
