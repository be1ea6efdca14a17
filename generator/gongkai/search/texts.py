"""A report's prose as plain text, passage by passage, as its page shows it."""

import html
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from gongkai.report import Narrative, Report
from gongkai.resolve import Filled, join

UNIT = 2500  # characters: a report as it is usually written is one unit


class Passage(NamedTuple):
    """The text below one heading: the anchor that leads there, the heading ('' for a preamble), the text."""

    anchor: str
    heading: str
    text: str


Unit = tuple[Passage, ...]  # what a posting points at: passages of one report, in order

_HEADING = re.compile(r'<h[1-6] id="([^"]*)">(.*?)</h[1-6]>', re.DOTALL)
_BREAK = re.compile(r"</?(?:p|li|ul|ol|h[1-6]|table|thead|tbody|tr|th|td|blockquote|pre|hr|br)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")


def plain(markup: str) -> str:
    """Text without tags; what stands in two paragraphs or cells does not run together."""
    text = html.unescape(_TAG.sub("", _BREAK.sub(" ", markup))) if "<" in markup else html.unescape(markup)
    return unicodedata.normalize("NFC", " ".join(text.split()))


def passages(report: Report, filled: Filled) -> Iterator[Passage]:
    """All passages with a text; a heading alone counts where it is not the form's own."""
    own = {section.heading for section in report.form.sections}
    for narrative in report.narratives:
        for passage in _passages(narrative, report, filled):
            if passage.text or (passage.heading and passage.heading not in own):
                yield passage


def _passages(narrative: Narrative, report: Report, filled: Filled) -> Iterator[Passage]:
    slots = filled.get((report.prose_path, narrative.anchor), ())
    prose = narrative.prose
    parts = _HEADING.split(join(prose.html, slots) + " " + join(prose.after, slots))
    yield Passage(narrative.anchor, plain(narrative.title.text) if narrative.title else "", plain(parts[0]))
    for anchor, heading, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        yield Passage(anchor, plain(heading), plain(text))


def units(report: Report, filled: Filled) -> tuple[Unit, ...]:
    """A report's passages in stretches of about `UNIT` characters, so that a result never costs a long report."""
    found: list[Unit] = []
    current: list[Passage] = []
    length = 0
    for passage in passages(report, filled):
        if current and length + len(passage.text) > UNIT:
            found.append(tuple(current))
            current, length = [], 0
        current.append(passage)
        length += len(passage.text)
    return (*found, tuple(current)) if current else tuple(found)
