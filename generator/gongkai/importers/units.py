"""Units that a source states, in a column's header or behind a number, and exact conversion between them."""

import re
import unicodedata
from decimal import Decimal

from gongkai.search.variants import simplified
from gongkai.values import Number

_TENS = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
_PARTS = re.compile(r"([十百千万亿]*)([^\W\d_十百千万亿]{1,3})\Z")
_STATED = re.compile(r"单位[:为]?([^\W\d_]{1,5})")
_BRACKETED = re.compile(r"\(([十百千万亿]{0,2}元)\)")


def stated(text: str) -> str:
    """The one unit that a header states; '' where it states none, or several."""
    flat = re.sub(r"\s", "", simplified(unicodedata.normalize("NFKC", text)))
    found = set(_STATED.findall(flat)) | set(_BRACKETED.findall(flat))
    return found.pop() if len(found) == 1 else ""


def power(written: str, wanted: str) -> int | None:
    """The power of ten by which a number in one unit is multiplied to be in another; None where they differ in kind."""
    one, two = _PARTS.match(written), _PARTS.match(wanted)
    if not one or not two or one[2] != two[2]:
        return None
    return sum(_TENS[c] for c in one[1]) - sum(_TENS[c] for c in two[1])


def converted(number: Number, by: int) -> Number:
    """A number times a power of ten, exactly and without zeros that nobody wrote."""
    sign, digits, exponent = Decimal(number).as_tuple()
    moved = Decimal((sign, digits, int(exponent) + by))
    if moved == moved.to_integral_value():
        return int(moved)
    text = format(moved, "f")
    return Decimal(text.rstrip("0"))
