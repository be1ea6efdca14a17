"""The types a Form gives its cells, and the exact reading of what an author wrote.

A value is an `int` or `Decimal` as written (2926.8300 keeps its four places), a `str` for text and dates,
`None` for blank, or `NOT_APPLICABLE`. These are four different things and stay so until the page.
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Final, NamedTuple, TypeAlias


class Kind(StrEnum):
    """A cell's type, always the Form's decision.

    count: whole, not negative. change: whole, may be negative. money and percent: decimal, not negative.
    decimal: any decimal number. date: 2020-12-31. text: anything.
    """

    COUNT = "count"
    CHANGE = "change"
    MONEY = "money"
    DECIMAL = "decimal"
    PERCENT = "percent"
    DATE = "date"
    TEXT = "text"

    @property
    def numeric(self) -> bool:
        """Whether rules may add such cells."""
        return self not in (Kind.DATE, Kind.TEXT)

    @property
    def whole(self) -> bool:
        """Whether only whole numbers are right."""
        return self in (Kind.COUNT, Kind.CHANGE)

    @property
    def signed(self) -> bool:
        """Whether a negative number is right."""
        return self in (Kind.CHANGE, Kind.DECIMAL)


class State(Enum):
    """What stands in a cell that holds no value."""

    NOT_APPLICABLE = "/"
    ABSENT = "absent"  # the form has no such cell


NOT_APPLICABLE: Final = State.NOT_APPLICABLE
ABSENT: Final = State.ABSENT

Number: TypeAlias = int | Decimal
Value: TypeAlias = int | Decimal | str | State | None


class Slip(NamedTuple):
    """Why a text is no value of its Kind: a finding's code, and what to write instead ('' where unknown)."""

    code: str
    instead: str = ""
    unit: str = ""  # what was written behind the number


_NUMERIC: Final = tuple(kind for kind in Kind if kind.numeric)
_FEW: Final = {str(number): number for number in range(1000)}  # what nearly all cells hold, each number once in memory
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_LONGEST = 24  # digits and signs of a number; nobody counts further, and sums stay exact
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?\Z")
_THOUSANDS = re.compile(r"-?[0-9]{1,3}(?:[,，][0-9]{3})+(?:\.[0-9]+)?\Z")
_UNIT = re.compile(r"(-?[0-9][0-9,]*(?:\.[0-9]+)?)\s*([^\W\d_]+)\Z")
_MINUS = str.maketrans({"−": "-", "－": "-", "–": "-", "﹣": "-", "—": "-"})


def read(kind: Kind, text: str) -> Value | Slip:
    """Read a written, non-blank scalar as the Form wants it."""
    if text in _FEW and kind in _NUMERIC:
        return _FEW[text]
    fits = len(text) <= _LONGEST
    if kind.numeric and not fits:
        return Slip("cell.text")
    if text in ("/", "／"):
        return NOT_APPLICABLE if text == "/" else Slip("cell.fullwidth", "/")
    if kind is Kind.TEXT:
        return text
    if kind is Kind.DATE:
        return text if is_date(text) else Slip("cell.value", "2020-12-31")
    if not _NUMBER.match(text):
        return _slip(kind, text)
    number: Number = Decimal(text) if "." in text else int(text)
    if kind.whole and isinstance(number, Decimal):
        return Slip("cell.not-whole")
    if number < 0 and not kind.signed:
        return Slip("cell.negative")
    return number


def is_mark(sign: str) -> bool:
    """Whether a sign is a circled, raised, lowered or dotted digit: a mark of a note, and no digit of a number."""
    kind, _, parts = unicodedata.decomposition(sign).partition(" ")
    return (
        unicodedata.category(sign) == "No"
        or kind in ("<super>", "<sub>")
        or (
            kind in ("<circle>", "<compat>")
            and any(unicodedata.category(chr(int(p, 16))) == "Nd" for p in parts.split())
        )
    )


def _slip(kind: Kind, text: str) -> Slip:
    """Name the slip of the pen, and what it should have been where that is certain."""
    if not text.isascii() and any(map(is_mark, text)):
        return Slip("cell.text")  # 8① is 8 and a note, never 81
    plain = unicodedata.normalize("NFKC", text).translate(_MINUS).strip()
    if _NUMBER.match(plain):
        instead = plain if not isinstance(read(kind, plain), Slip) else ""
        return Slip("cell.fullwidth", instead)
    if _THOUSANDS.match(plain):
        return Slip("cell.thousands", re.sub("[,，]", "", plain))
    if re.match(r"-?0[0-9]+(\.[0-9]+)?\Z", plain):
        sign, digits = ("-", plain[1:]) if plain[0] == "-" else ("", plain)
        return Slip("cell.leading-zero", sign + (digits.lstrip("0") or "0"))
    if plain[0:1] == "+" and _NUMBER.match(plain[1:]):
        return Slip("cell.sign", plain[1:])
    if plain[0:1] in "增减" and _NUMBER.match(plain[1:]):
        return Slip("cell.sign", plain[1:] if plain[0] == "增" else "-" + plain[1:])
    if unit := _UNIT.match(plain):
        return Slip("cell.unit", unit[1].replace(",", ""), unit[2])
    return Slip("cell.text")


def is_date(text: str) -> bool:
    """Whether a text is a real day written 2020-12-31."""
    try:
        return _DATE.match(text) is not None and date.fromisoformat(text) is not None
    except ValueError:
        return False


def shown(value: Value) -> str:
    """How a value is written in text and exports: as the author wrote it."""
    if type(value) is int:  # nearly always
        return str(value)
    if value is None or value is ABSENT:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")  # never 0E-7
    return "/" if value is NOT_APPLICABLE else str(value)
