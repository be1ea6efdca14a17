"""What an Excel number format shows of a stored number, where it is that number; other formats show something else."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

_PARTS = re.compile(
    r'"([^"]*)"|[\\!](.)|_.|\*.|\[([^\]]*)\]|(General|[#0?,.%@]+)|([-+$¥￥€()： :~^&{}<>=\'])|(.)', re.IGNORECASE
)
_COLOUR = re.compile(
    r"(?:black|blue|cyan|green|magenta|red|white|yellow|color ?[0-9]+|[黑蓝青绿红白黄]色?|\$-[0-9a-f]+)\Z",
    re.IGNORECASE,
)
_MONEY = re.compile(r"\$([^-\]]+)-?[0-9a-f]*\Z", re.IGNORECASE)
_PLAIN = re.compile(r"[#0?,]*[#0?](?:\.([#0?]*))?(%?)\Z")
_SECTION = re.compile(r'((?:"[^"]*"|[\\!_*].|\[[^\]]*\]|[^;"\\!_*\[])*)(?:;|\Z)')
_MOST_DIGITS = 11  # before the point: with fifteen behind it they are counted exactly
_LONGEST = 255  # characters of a format, in Excel too


class _Look(NamedTuple):
    before: str
    core: str
    behind: str


def shown(number: Decimal, look: str) -> str | None:
    """The text that a cell with this format shows, without grouping; None where it is not the stored number.

    A comma behind the digits divides, digits cut the rest off, a section of its own may show anything.
    """
    if look.lower() in ("", "general", "@", "g/通用格式"):
        return _text(number)
    if not number.is_finite() or number.adjusted() > _MOST_DIGITS or len(look) > _LONGEST:
        return None
    sections = _sections(look)
    which = 1 if number < 0 and len(sections) > 1 else 2 if not number and len(sections) > 2 else 0
    parts = _parts(sections[which])
    if parts is None:
        return None
    if not number and parts.core.strip("?#") == "" and (parts.before + parts.behind).strip(" $¥￥€") == "-":
        return "0"  # accounting writes zero as a line
    if number < 0 and which == 1:
        return _written(-number, parts) if "-" in parts.before else None
    text = _written(abs(number), parts)
    return text if text is None or number >= 0 else "-" + text


def _written(number: Decimal, look: _Look) -> str | None:
    if look.core.lower() in ("general", "@"):
        text = _text(number)
    elif found := _PLAIN.match(look.core):
        scaled = number.scaleb(2) if found[2] else number
        places = min(len(found[1] or ""), 15)  # as many as a spreadsheet counts with
        if scaled != round(scaled, places) or (not number and "0" not in look.core):
            return None  # rounded, or a zero that is not shown
        text = _text(scaled) + found[2]
    else:
        return None
    return f"{look.before}{text}{look.behind}".strip()


def _text(number: Decimal) -> str:
    whole = number == number.to_integral_value()
    return format(number.to_integral_value() if whole else number, "f")


@lru_cache(maxsize=256)
def _sections(look: str) -> tuple[str, ...]:
    sections = [m[1] for m in _SECTION.finditer(look)]
    if len(sections) > 1 and not look.endswith(";"):
        sections.pop()  # the empty one at the end
    return tuple(sections[:4])


@lru_cache(maxsize=256)
def _parts(section: str) -> _Look | None:
    """A section's words before the digits, the digits, and the words behind; None for any other."""
    before, core, behind = "", "", ""
    for found in _PARTS.finditer(section):
        quoted, escaped, bracket, digits, sign, other = found.groups()
        if other is not None:
            return None
        if bracket is not None:
            money = _MONEY.match(bracket)
            if not money and not _COLOUR.match(bracket):
                return None
            words = money[1] if money else ""
        elif digits is not None:
            if core:
                return None
            core, words = digits, ""
        else:
            words = quoted or escaped or sign or ""
        if core:
            behind += words
        else:
            before += words
    return _Look(before, core, behind)
