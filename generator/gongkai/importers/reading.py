"""What is written in a number cell, read without guessing: a value, and why it needs a note or is lost."""

import re
import unicodedata
from typing import NamedTuple

from gongkai.form import CellType
from gongkai.values import Slip, Value, read

_NUMBER = r"[-+−–﹣]?[0-9][0-9,]*(?:\.[0-9]+)?"
_VALUE = re.compile(
    rf"(?:{_NUMBER}%?|[/\\]|[-−–—―]{{1,3}}|无|零|[增减]{_NUMBER}|{_NUMBER}\s?[^\W\d_]{{1,2}}|"
    rf"{_NUMBER}\s?[^\W\d_]{{0,2}}\s?\(.{{1,80}}\))\Z"
)
_NOTED = re.compile(rf"({_NUMBER})\s?([^\W\d_]{{0,2}})\s?(?:\((.{{1,80}})\))?\Z")


class Written(NamedTuple):
    """A value as read. `why` is a key of the texts; `unit` what was written behind the number."""

    value: Value
    lost: bool = False
    why: str = ""
    unit: str = ""


def is_value(text: str) -> bool:
    """Whether a text is what stands in number cells: a number, a sign for none, a number with a note or a unit."""
    return len(text) <= 120 and _VALUE.match(unicodedata.normalize("NFKC", text).strip()) is not None


def read_value(cell: CellType, text: str) -> Written:
    """What a text says in a cell of the form."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return Written(None)
    found = read(cell.kind, plain)
    if not isinstance(found, Slip):
        return Written(found)
    if re.fullmatch(r"[-−–—―]{1,3}|无|零|\\", plain):
        return Written(None, lost=True, why="import.why.sign")
    if found.code in ("cell.fullwidth", "cell.thousands", "cell.sign") and found.instead:
        value = read(cell.kind, found.instead)
        if not isinstance(value, Slip):
            return Written(value, why="import.why.note" if found.code == "cell.sign" else "")
    noted = _NOTED.match(plain)
    if noted and (noted[2] or noted[3]):
        value = read(cell.kind, noted[1].replace(",", ""))
        unit = noted[2]
        if not isinstance(value, Slip) and (not unit or unit == cell.unit or (cell.open_unit and unit)):
            return Written(value, why="import.why.note", unit=unit if cell.open_unit else "")
        return Written(None, lost=True, why="import.why.unit" if unit else "import.why.text")
    return Written(None, lost=True, why="import.why.text")
