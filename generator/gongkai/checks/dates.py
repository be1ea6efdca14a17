"""Years in the prose that are another report's: the stated period, and paragraphs left over from last year's file."""

import re
from collections.abc import Iterator
from functools import lru_cache

from gongkai.checks.passages import Paragraph, Text
from gongkai.finding import Finding, Related, finding

_YEAR = r"((?:19|20)\d\d)\s*年"
_DATE = r"((?:19|20)\d\d)\s*(?:年|[./-](?=\s*\d{1,2}\s*[./-]))"
_NUMBER = r"[*_]*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）]?[、.．]?\s*是?\s*)??"
_TITLE = r"(?:[*_]*[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]\s*[^。，；：:\d]{2,24}[。：:]\s*)?"
_BEGINS = re.compile(_TITLE + _NUMBER + _YEAR + r"度?[*_]*\s*(?:[，,]|共|[我本全][省市区县州镇乡街局委办院校年])")
_HEADED = re.compile(_NUMBER + _YEAR + r"度?(?![\s度]*[\d底末初起前后以至到和与及、—–~～-])")
_COMPARES = (
    "同比",
    "相比",
    "去年",
    "上年",
    "上一年",
    "往年",
    "比20",
    "整改",
    "反馈",
    "遗留",
    "问题",
    "报告",
    "以来",
    "至今",
)
_CHANGES = (*_COMPARES, "较", "增长", "增加", "下降", "减少", "持平")
_WHOLE = re.compile(
    _DATE + r"\s*0?1\s*[月./-]\s*0?1\s*日?\s*起?\s*[至到—–~～-]+\s*(?:" + _DATE + r")?\s*12\s*[月./-]\s*31日?"
)
_LAST = re.compile(r"[^。；;]{0,40}?[至到—–~～-]+\s*(?:20\d\d\s*年\s*)?(12\s*月\s*(\d{1,2})\s*日)")
_DAYS = 31  # of December
_BACK = 3  # a leftover is from one of the years just before; what is older is history


@lru_cache(maxsize=64)
def _period(words: tuple[str, ...]) -> re.Pattern[str]:
    """A word for the period, the year that follows soon, and the year it reaches to where one is given."""
    named = "|".join(map(re.escape, words))
    reach = rf"(?:[^。；;，,]{{0,12}}?[至到—–~～-]+\s*{_DATE})?"
    return re.compile(rf"(?:{named})[^。；;\d]{{0,15}}{_DATE}{reach}")


def periods(text: Text) -> Iterator[Finding]:
    """The stated period is not the report's year. Gives `text.period` at the first year that is another.

    Or at the last day, where that is another one of December.

    It is known by the form's words for it, and in the opening as the first to the last day of a year.
    """
    report = text.report
    words = report.form.period
    opening = text.opening() if words else []
    for paragraph in text.paragraphs:
        if "20" not in paragraph.text and "19" not in paragraph.text:
            continue  # no year
        named = any(word in paragraph.text for word in words)
        if not named and not (paragraph in opening and "31" in paragraph.text):
            continue
        for match in (_period(words) if named else _WHOLE).finditer(paragraph.text):
            wrong = [n for n in (1, 2) if match[n] and int(match[n]) != report.year]
            if wrong:
                place = paragraph.place(report.prose_path, match.start(wrong[0]))
                yield finding("text.period", place, text=match[0].rstrip("./-"), year=report.year)
            elif named and (last := _LAST.match(paragraph.text, match.start())) and int(last[2]) != _DAYS:
                place = paragraph.place(report.prose_path, last.start(1))
                said = paragraph.text[match.start() : last.end()]
                yield finding("text.period", place, text=said, year=report.year)


def leftovers(text: Text) -> Iterator[Finding]:
    """Paragraphs or sub-headings that begin with an earlier year. Gives `text.year`, one for a report.

    A sentence that also names the report's own year, compares years (or is compared in the next), or tells what
    became of last year's problems begins so for a reason. A title within the paragraph may stand before it.
    """
    report = text.report
    found = []
    for paragraph in text.paragraphs:
        match = (_HEADED if paragraph.heading else _BEGINS).match(paragraph.text)
        if match is None or not report.year - _BACK <= int(match[1]) < report.year:
            continue
        sentence, following = _around(paragraph, match.start(1))
        told = str(report.year) in sentence or any(word in sentence for word in _COMPARES)
        compared = str(report.year) in following and any(word in following for word in _CHANGES)
        if not told and not compared:
            found.append((paragraph.place(report.prose_path, match.start(1)), match[1], sentence[:24]))
    if found:
        yield finding(
            "text.year",
            found[0][0],
            *(Related("also", place, said) for place, _, said in found[1:6]),
            text=found[0][2],
            found=tuple(dict.fromkeys(year for _, year, _ in found)),
            year=report.year,
            more=len(found) - 1 or "",
        )


def _around(paragraph: Paragraph, offset: int) -> tuple[str, str]:
    """The sentence that holds a character, from there on, and the next one."""
    rest = [(start, said) for start, said in paragraph.sentences() if start + len(said) > offset]
    start, said = rest[0]
    return said[max(0, offset - start) :], rest[1][1] if len(rest) > 1 else ""
