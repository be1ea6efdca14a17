"""What is written in a number cell, read without guessing: a value, and why it needs a note or is lost."""

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from gongkai.form import CellType
from gongkai.importers.units import converted, power, stated
from gongkai.values import Number, Slip, Value, is_mark, read

_NUMBER = r"[-+−–﹣]?[0-9][0-9,]*(?:\.[0-9]+)?"
_VALUE = re.compile(
    rf"(?:{_NUMBER}%?|[.,][0-9,]+|[0-9][0-9,]{{2,}}[.,]|[/\\]|[-−–—―]{{1,3}}|无|零|[增减]{_NUMBER}|{_NUMBER}\s?[^\W\d_]{{1,2}}|"
    rf"{_NUMBER}\s?[^\W\d_]{{0,2}}\s?(?:\(.{{1,80}}\)|[,;]\s?其中.{{1,60}}))\Z"
)
_NOTED = re.compile(rf"({_NUMBER})\s?([^\W\d_]{{0,2}})\s?(\(.{{1,80}}\)|[,;]\s?其中.{{1,60}})?\Z")
_MARKED = re.compile(r"(.*?)\s?((?:\^[^\s^~]{1,8}\s?)+)\Z")  # what stands before marks of notes, and these
_WHOLE = re.compile(r"[0-9][0-9,]*\Z")
_POWER = re.compile(r"\^-?[0-9]{1,2}\Z")
_FORMATTED = re.compile(rf"({_NUMBER}) ‹.{{1,100}}›\Z")
_SIGNS = re.compile(r"[~^⁄()\[\]\s]+")
_SCRAPS = re.compile(r"[0-9.,%+-]+\Z")


class Written(NamedTuple):
    """A value as read. `why` is a key of the texts; `unit` what was written behind the number."""

    value: Value
    lost: bool = False
    why: str = ""
    unit: str = ""


def struck(text: str) -> str:
    """A text that is shown struck through, as the readers give it."""
    return f"~~{text}~~" if text.strip() else text


def raised(text: str) -> str:
    """A text above or below its line, as the readers give it: apart from what stands before and behind."""
    return f"^{text.strip()} " if text.strip() else text


def formatted(number: str, look: str) -> str:
    """A number that is stored but not what is shown, with the format that shows something else: no cell's value."""
    return f"{number} ‹{look[:60]}›"


def _normal(text: str) -> str:
    """A text in normal width, marks of notes apart from digits."""
    if not text.isascii() and any(map(is_mark, text)):
        text = "".join(_apart(sign) if is_mark(sign) else sign for sign in text)
    return re.sub(r"\^+", "^", unicodedata.normalize("NFKC", text)).strip()


def _apart(sign: str) -> str:
    if unicodedata.decomposition(sign).startswith("<fraction>"):
        return struck(sign)  # 8½ is not 8 and a note
    inner = unicodedata.normalize("NFKC", sign)
    return raised(inner if unicodedata.decomposition(sign).startswith(("<super>", "<sub>")) else f"[{inner}]")


def is_value(text: str) -> bool:
    """Whether a text is what stands in number cells: a number or part of one, a sign for none, a number with words.

    A number struck through, with a note's mark or formatted is one too: it stands in its place, whatever is read of it.
    """
    if len(text) > 120:
        return False
    plain = _normal(text)
    if _VALUE.match(plain) or _FORMATTED.match(plain):
        return True
    if "^" not in plain and "~~" not in plain:
        return False
    before = _MARKED.match(plain)
    if before and (not before[1] or _VALUE.match(before[1])):
        return True
    return _SCRAPS.match(_SIGNS.sub("", plain)) is not None


def read_value(cell: CellType, text: str, header: str = "") -> Written:
    """What a text says in a cell of the form, below a header."""
    plain = _normal(text) if cell.kind.numeric else unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return Written(None)
    if cell.kind.numeric and (marked := _MARKED.match(plain)):
        return _marked(cell, marked[1], marked[2].strip(), header)
    if plain in ("零", "〇") and cell.kind.numeric:
        return Written(0, why="import.why.note")
    if re.fullmatch(r"[-−–—―]{1,3}|无|\\", plain):
        return Written(None, lost=True, why="import.why.sign")
    found = read(cell.kind, plain)
    if isinstance(found, int | Decimal):
        return _measured(cell, found, stated(header), "")
    if not isinstance(found, Slip):
        return Written(found)
    if found.code in ("cell.fullwidth", "cell.thousands", "cell.sign") and found.instead:
        value = read(cell.kind, found.instead)
        if isinstance(value, int | Decimal):
            return _measured(cell, value, stated(header), "import.why.note" if found.code == "cell.sign" else "")
    noted = _NOTED.match(plain)
    if not noted or not (noted[2] or noted[3]):
        return Written(None, lost=True, why="import.why.text")
    value, unit = read(cell.kind, noted[1].replace(",", "")), noted[2]
    if isinstance(value, int | Decimal) and (not unit or unit == cell.unit or not cell.kind.whole):
        return _measured(cell, value, unit or stated(header), "import.why.note")
    return Written(None, lost=True, why="import.why.unit" if unit else "import.why.text")


def _marked(cell: CellType, number: str, marks: str, header: str) -> Written:
    """A number with a note's mark: only a whole one, and none of which it is a power."""
    if not _WHOLE.match(number) or (number == "10" and _POWER.match(marks)):
        return Written(None, lost=True, why="import.why.text")
    found = read_value(cell, number, header)
    return found if found.lost or found.why else found._replace(why="import.why.note")


def _measured(cell: CellType, number: Number, unit: str, why: str) -> Written:
    """A number in the form's unit, if it was written in one that tells how; a count is counted, whatever it is of."""
    if cell.kind.whole:
        return Written(number, why=why)
    if cell.open_unit:
        return Written(number, why=why, unit=unit)
    if not cell.unit or not number:
        return Written(number, why=why)
    if not unit:
        unstated = stated(cell.column.label) == cell.unit  # the form's own header says it, this one does not
        return Written(None, lost=True, why="import.why.unstated") if unstated else Written(number, why=why)
    by = power(unit, cell.unit)
    if by is None:
        return Written(None, lost=True, why="import.why.unit")
    return Written(converted(number, by), why="import.why.converted") if by else Written(number, why=why)
