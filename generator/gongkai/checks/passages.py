"""The prose of a report as paragraphs: joined over line breaks, each character still knowing its place."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from gongkai.finding import Span
from gongkai.report import Report

CITATION = re.compile(r"\{\{[^{}\n]*\}\}")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+")
_SENTENCE = re.compile(r"[^。！？!?]+[。！？!?]?")


class Paragraph(NamedTuple):
    """A paragraph or a sub-heading. `lines` are (offset in `text`, line, column) of each line of the file."""

    section: str  # id of the form's section; '' for the preamble
    heading: bool
    text: str
    lines: tuple[tuple[int, int, int], ...]

    def place(self, path: str, offset: int = 0) -> Span:
        """Where a character of the text stands in the file."""
        at = bisect_right(self.lines, (offset, 1 << 60, 0)) - 1 if len(self.lines) > 1 else 0
        start, line, column = self.lines[at]
        return Span(path, line, column + offset - start)

    def sentences(self) -> Iterator[tuple[int, str]]:
        """Its sentences, each with its offset."""
        for match in _SENTENCE.finditer(self.text):
            yield match.start(), match[0]


class Text(NamedTuple):
    """A report's prose."""

    report: Report
    paragraphs: tuple[Paragraph, ...]

    def of(self, section: str) -> list[Paragraph]:
        """The paragraphs of one section."""
        return [p for p in self.paragraphs if p.section == section]

    def opening(self) -> list[Paragraph]:
        """The preamble, and the first paragraph below a heading where the preamble often stands."""
        first = next((p for p in self.paragraphs if p.section and not p.heading), None)
        return [*self.of(""), *([first] if first else [])]


def read(report: Report) -> Text:
    """The paragraphs of all narratives; sub-headings are paragraphs of their own, tables and fences are left out."""
    found: list[Paragraph] = []
    for narrative in report.narratives:
        section = narrative.section
        held: list[tuple[str, int, int]] = []
        for number, raw in enumerate(narrative.source.split("\n"), narrative.line):
            line = raw.strip()
            heading = _HEADING.match(raw) if line and line[0] == "#" else None
            if line and not heading:
                if line[0] != "|" and not line.startswith("```"):
                    held.append((line, number, len(raw) - len(raw.lstrip()) + 1))
                continue
            if held:
                found.append(_joined(section, held))
                held = []
            if heading:
                at = heading.end()
                found.append(Paragraph(section, True, raw[at:].strip(), ((0, number, at + 1),)))
        if held:
            found.append(_joined(section, held))
    return Text(report, tuple(found))


def _joined(section: str, held: list[tuple[str, int, int]]) -> Paragraph:
    """One paragraph; a space is kept between lines only where letters would run together."""
    if len(held) == 1:
        ((text, line, column),) = held
        return Paragraph(section, False, text, ((0, line, column),))
    text = ""
    lines: list[tuple[int, int, int]] = []
    for piece, line, column in held:
        if text and text[-1].isascii() and piece[0].isascii():
            text += " "
        lines.append((len(text), line, column))
        text += piece
    return Paragraph(section, False, text, tuple(lines))
