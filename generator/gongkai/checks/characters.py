"""Signs and digits of the wrong width: left over from an input method, and what a search then misses."""

import re
from collections.abc import Iterator

from gongkai.checks.passages import CITATION, Text
from gongkai.finding import Finding, Related, Word, finding

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_SIGNS = re.compile(
    rf"(?<=[{_HAN}”’》）])[,;:?!](?=[{_HAN}“‘《（])"
    rf"|(?<!\])\((?=[^()]*[{_HAN}])[^()]*\)"  # a link's address comes straight after a bracket
)
_DIGITS = re.compile("[０-９]+(?:．[０-９]+)?")
_PREFILTER = re.compile("[０-９,;:?!(]")
_SHOWN = 5


def widths(text: Text) -> Iterator[Finding]:
    """Full-width digits, and half-width signs between Chinese characters. Gives `text.width`, one for each kind."""
    path = text.report.prose_path
    found: dict[str, list[Related]] = {}
    for paragraph in text.paragraphs:
        if not _PREFILTER.search(paragraph.text):
            continue
        said = CITATION.sub(lambda m: "0" * len(m[0]), paragraph.text) if "{{" in paragraph.text else paragraph.text
        for kind, pattern in (("digits", _DIGITS), ("signs", _SIGNS)):
            for match in pattern.finditer(said):
                around = said[max(0, match.start() - 3) : match.end() + 3]
                found.setdefault(kind, []).append(Related("also", paragraph.place(path, match.start()), around))
    for kind, places in found.items():
        yield finding(
            "text.width",
            places[0].span,
            *places[1:_SHOWN],
            kind=Word(f"width.{kind}"),
            count=len(places),
            example=places[0].value,
        )
