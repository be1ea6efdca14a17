"""Numbers at the beginning of plain paragraphs: （一）…（二）…, where authors set no sub-headings."""

import re
from collections.abc import Iterator

from gongkai.checks.passages import Paragraph, Text
from gongkai.checks.structure import VALUES, chinese
from gongkai.finding import Finding, Related, Span, finding

_NUMBERED = re.compile(r"[*_]{0,3}[（(]([一二三四五六七八九十]{1,3})[）)]")
_ENDS = "。；;：:"


def paragraphs(text: Text) -> Iterator[Finding]:
    """Paragraphs that begin with a number count on from （一）. Gives `heading.number`.

    A count that begins again at （一） stands inside the one before it, which may go on afterwards; what does not
    begin at （一） is no count of its own. A sub-heading or another section ends all counts.
    """
    path = text.report.prose_path
    counts: list[tuple[tuple[int, ...], Span]] = []  # after a slip, either number may be the one to count on from
    section = ""
    for paragraph in text.paragraphs:
        if paragraph.heading or paragraph.section != section:
            counts, section = [], paragraph.section
        if paragraph.heading:
            continue
        for offset, number in _numbers(paragraph):
            place = paragraph.place(path, offset)
            inner = next((i for i in reversed(range(len(counts))) if number - 1 in counts[i][0]), None)
            if number == 1:
                counts.append(((1,), place))
            elif inner is not None:
                counts[inner:] = [((number,), place)]
            elif counts:
                (last, *_), before = counts[-1]
                yield finding(
                    "heading.number",
                    place,
                    Related("before", before),
                    heading=paragraph.text[offset : offset + 16].strip("*_"),
                    expected=f"（{chinese(last + 1)}）",
                )
                counts[-1] = (last + 1, number), place


def _numbers(paragraph: Paragraph) -> Iterator[tuple[int, int]]:
    """Offsets and numbers at the paragraph's beginning, and at lines that begin a new sentence."""
    for offset, _, _ in paragraph.lines:
        if offset == 0 or paragraph.text[offset - 1] in _ENDS:
            match = _NUMBERED.match(paragraph.text, offset)
            if match and match[1] in VALUES:
                yield offset, VALUES[match[1]]
