"""What a report says, without how it looks: its prose as plain text, and the hash of values and prose.

The hash stays the same while the contents do, whatever theme or version of gongkai writes the pages. It is made of
what the report's JSON file holds, so that anybody can recompute it: SHA-256 of the UTF-8 lines of `canonical`.
"""

import hashlib
import html
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from gongkai.report import Report
from gongkai.resolve import Filled, join

CONTENT = "content_sha256"
_BREAK = re.compile(r"</?(?:p|li|ul|ol|h[1-6]|table|thead|tbody|tr|blockquote|pre|hr|br)\b[^>]*>")
_GAP = re.compile(r"</?(?:th|td)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")
_FLAT = re.compile(r"[\t\r\n]+")


class Section(NamedTuple):
    """A section's prose as its page shows it: anchor, heading ('' for the preamble), a line for each paragraph."""

    id: str
    heading: str
    text: str


def sections(report: Report, filled: Filled) -> tuple[Section, ...]:
    """The sections with a heading or a text, in the order written."""
    found = []
    for narrative in report.narratives:
        slots = filled.get((report.prose_path, narrative.anchor), ())
        markup = f"{join(narrative.prose.html, slots)}\n{join(narrative.prose.after, slots)}"
        heading = plain(narrative.title.text) if narrative.title else ""
        found.append(Section(narrative.anchor, heading, plain(markup)))
    return tuple(section for section in found if section.heading or section.text)


def plain(markup: str) -> str:
    """Text without tags, paragraphs and table rows on lines of their own."""
    text = _TAG.sub("", _GAP.sub(" ", _BREAK.sub("\n", markup))) if "<" in markup else markup
    lines = html.unescape(text).split("\n")
    return "\n".join([line for each in lines if (line := each.strip())])


def flat(text: str) -> str:
    """A text on one line."""
    return _FLAT.sub(" ", text) if not text.isprintable() else text


def value_line(name: str, value: str, unit: str, state: str) -> str:
    """What the hash is of, for a cell or a fact."""
    return f"{name}\t{value}\t{unit and flat(unit)}\t{state}"


def canonical(head: Sequence[str], values: Iterable[bytes], prose: Iterable[tuple[str, str, str]]) -> bytes:
    """The text that the hash is of.

    A line of office, year, form and title; a line of id, value, unit and state for each cell and then each fact; for
    each section a line of id and heading, and the lines of its text. Fields are parted by tabs; a tab or line end
    within a field is a space; no value is an empty field. `values` are one or several of these lines each.
    """
    texts = (f"{sid}\t{flat(heading)}\n{text}" for sid, heading, text in prose)
    return b"\n".join(["\t".join(map(flat, head)).encode(), *values, *(t.encode() for t in texts), b""])


def hashed(text: bytes) -> str:
    """SHA-256 of a text."""
    return hashlib.sha256(text).hexdigest()


def of_json(data: bytes) -> tuple[str, str]:
    """The hash that a report's JSON file states, and the one that its contents have.

    Raises ValueError, KeyError or TypeError for what is no such file.
    """
    said: Mapping[str, Any] = json.loads(data, parse_float=str, parse_int=str)

    def fields(items: Iterable[Mapping[str, Any]], prefix: str) -> list[bytes]:
        return [value_line(prefix + i["id"], flat(i["value"] or ""), i["unit"], i["state"]).encode() for i in items]

    values = fields(said["cells"], "") + fields(said["facts"], "facts.")
    head = (said["office"], said["year"], said["form"], said["title"])
    prose = [(s["id"], s["heading"], s["text"]) for s in said["sections"]]
    return said[CONTENT], hashed(canonical(head, values, prose))
