"""Another office of the portal in the place of the one that reports: the opening came along with a copied file."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from gongkai.checks.passages import Text
from gongkai.finding import Finding, finding
from gongkai.portal import Portal

_TITLE = re.compile(r"(?:19|20)\d\d\s*年度?[^，。；（]{0,16}报告")
_ISSUED = re.compile(r"由([^\s，。；：（）《》“”,;:()]{4,40}?)(?:负责)?(?:编制|编写|起草)")
_ASKED = re.compile(r"[与向]([^\s，。；：（）《》“”,;:()]{4,40}?)(?:联系|咨询)")
_SHORTEST, _LONGEST = 5, 40  # characters of a name that can be told from a common noun


def offices(text: Text, portal: Portal) -> Iterator[Finding]:
    """The opening names another office as the one that reports or answers. Gives `text.office`.

    An office above or below may well answer for it, and so may a government or one whose name holds the other's
    (its 办公室).
    """
    report = text.report
    own = portal.offices.get(report.office)
    if own is None:
        return
    names = _names(portal)
    for paragraph in text.opening():
        for start, end, answers in _named(paragraph.text):
            name = _known(paragraph.text[start:end], names)
            if not name or name in own.name or own.name in name or own.name in paragraph.text[start:end]:
                continue
            other = names[name]
            if _related(other, report.office, portal) or (answers and portal.offices[other].kind == "government"):
                continue
            place = paragraph.place(report.prose_path, paragraph.text.index(name, start))
            yield finding("text.office", place, text=paragraph.text[start : end + 12], name=name, office=own.name)


def _named(text: str) -> Iterator[tuple[int, int, bool]]:
    """Stretches that may name who reports (at their end), and whether it is who compiles and answers."""
    for match in _TITLE.finditer(text):
        end = len(text[: match.start()].rstrip())
        yield max(0, end - _LONGEST), end, False
    for pattern in (_ISSUED, _ASKED):
        for match in pattern.finditer(text):
            yield match.start(1), match.end(1), True


@lru_cache(maxsize=1)
def _names(portal: Portal) -> Mapping[str, str]:
    return {office.name: oid for oid, office in portal.offices.items()}


def _known(said: str, names: Mapping[str, str]) -> str:
    """The longest office's name that a phrase ends with, leaving out a desk that is no office of its own."""
    for cut in (said, said.removesuffix("办公室")):
        for start in range(len(cut) - _SHORTEST + 1):
            if cut[start:] in names:
                return cut[start:]
    return ""


def _related(one: str, two: str, portal: Portal) -> bool:
    """Whether one of two offices stands above the other, or was its predecessor."""
    return one in _above(two, portal) or two in _above(one, portal)


def _above(oid: str, portal: Portal) -> set[str]:
    found: set[str] = set()
    waiting = [oid]
    while waiting:
        office = portal.offices.get(waiting.pop())
        for name in (office.parent, office.predecessor) if office else ():
            if name and name not in found:
                found.add(name)
                waiting.append(name)
    return found
