"""Another office of the portal in the place of the one that reports: the opening came along with a copied file."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from gongkai.checks.passages import Paragraph, Text
from gongkai.finding import Finding, finding
from gongkai.portal import Portal

_TITLE = re.compile(r"([^\s，。；：（）《》“”,;:()]{3,60}?)\s*(?:19|20)\d\d\s*年度?[^，。；（]{0,16}?报告")
_ISSUED = re.compile(r"由([^\s，。；：（）《》“”,;:()]{3,40}?)(?:负责)?(?:编制|编写|起草)")
_ASKED = re.compile(r"[与向]([^\s，。；：（）《》“”,;:()]{3,40}?)(?:联系|咨询)")


def offices(text: Text, portal: Portal) -> Iterator[Finding]:
    """The opening names another office as the one that reports or answers. Gives `text.office`.

    An office above or below, or one whose name holds the other's (its 办公室), may well answer for it.
    """
    report = text.report
    own = portal.offices.get(report.office)
    if own is None or len(portal.offices) < 2:
        return
    names = _names(tuple((office.name, oid) for oid, office in portal.offices.items()))
    for paragraph in _opening(text):
        for pattern in (_TITLE, _ISSUED, _ASKED):
            for match in pattern.finditer(paragraph.text):
                name = _known(match[1], names)
                if name and name not in own.name and own.name not in name and own.name not in match[1]:
                    if _related(names[name], report.office, portal):
                        continue
                    offset = match.start(1) + match[1].index(name)
                    place = paragraph.place(report.prose_path, offset)
                    yield finding("text.office", place, text=match[0], name=name, office=own.name)


def _opening(text: Text) -> list[Paragraph]:
    """The preamble, and the first paragraph below a heading where the preamble often stands."""
    first = next((p for p in text.paragraphs if p.section and not p.heading), None)
    return [*text.of(""), *([first] if first else [])]


@lru_cache(maxsize=8)
def _names(offices: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    return dict(offices)


def _known(said: str, names: Mapping[str, str]) -> str:
    """The longest office's name that a phrase ends with, leaving out a desk that is no office of its own."""
    for cut in (said, said.removesuffix("办公室")):
        for start in range(len(cut)):
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
