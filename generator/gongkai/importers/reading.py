"""What is written in a number cell, read without guessing: a value, and why it needs a note or is lost."""

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from gongkai.form import CellType
from gongkai.importers.units import converted, power, stated
from gongkai.values import Number, Slip, Value, read

_NUMBER = r"[-+−–﹣]?[0-9][0-9,]*(?:\.[0-9]+)?"
_VALUE = re.compile(
    rf"(?:{_NUMBER}%?|[.,][0-9,]+|[0-9][0-9,]{(2,)}[.,]|[/\\]|[-−–—―]{{1,3}}|无|零|[增减]{_NUMBER}|{_NUMBER}\s?[^\W\d_]{{1,2}}|"
    rf"{_NUMBER}\s?[^\W\d_]{{0,2}}\s?(?:\(.{{1,80}}\)|[,;]\s?其中.{{1,60}}))\Z"
)
_NOTED = re.compile(rf"({_NUMBER})\s?([^\W\d_]{{0,2}})\s?(\(.{{1,80}}\)|[,;]\s?其中.{{1,60}})?\Z")


class Written(NamedTuple):
    """A value as read. `why` is a key of the texts; `unit` what was written behind the number."""

    value: Value
    lost: bool = False
    why: str = ""
    unit: str = ""


def is_value(text: str) -> bool:
    """Whether a text is what stands in number cells: a number or part of one, a sign for none, a number with words."""
    return len(text) <= 120 and _VALUE.match(unicodedata.normalize("NFKC", text).strip()) is not None


def read_value(cell: CellType, text: str, header: str = "") -> Written:
    """What a text says in a cell of the form, below a header."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return Written(None)
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
