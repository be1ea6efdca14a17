"""Numbering of headings, and wording that contradicts who is reporting."""

import re
import unicodedata

from gongkai.finding import Finding, Related, Span, finding
from gongkai.portal import Portal
from gongkai.prose import Title
from gongkai.report import Narrative, Report
from gongkai.report_prose import plain

_DIGITS = "零一二三四五六七八九"
_STYLES = (
    (re.compile(r"^\(([一二三四五六七八九十]+)\)"), "（{}）"),
    (re.compile(r"^([一二三四五六七八九十]+)、"), "{}、"),
    (re.compile(r"^\((\d+)\)"), "（{}）"),
    (re.compile(r"^(\d+)(?:[、.](?!\d)|\s)"), "{}."),
)


def chinese(number: int) -> str:
    """1 to 99 as 一 to 九十九."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return head + (_DIGITS[ones] if ones else "")


VALUES = {chinese(n): n for n in range(1, 100)}


def _number(text: str) -> tuple[str, int] | None:
    """A heading's numbering style and number."""
    plain = unicodedata.normalize("NFKC", text).strip()
    for pattern, style in _STYLES:
        if match := pattern.match(plain):
            word = match[1]
            value = int(word) if word.isdigit() else VALUES.get(word)
            return (style + ("c" if not word.isdigit() else ""), value) if value else None
    return None


def headings(report: Report, _portal: Portal) -> list[Finding]:
    """Sub-headings of a section count on from one without repeats or gaps. Gives `heading.number`."""
    findings: list[Finding] = []
    for narrative in report.narratives:
        last: dict[tuple[int, str], tuple[int, Title]] = {}
        for title in narrative.prose.titles:
            last = {k: v for k, v in last.items() if k[0] <= title.level}
            found = _number(title.text)
            if found is None:
                continue
            style, number = found
            before = last.get((title.level, style))
            expected = before[0] + 1 if before else 1
            if number != expected and not _filled(narrative, title, style, range(expected, number)):
                word = chinese(expected) if style.endswith("c") else str(expected)
                related = (Related("before", before[1].span),) if before else ()
                findings.append(
                    finding(
                        "heading.number",
                        title.span,
                        *related,
                        heading=title.text,
                        expected=style.removesuffix("c").format(word),
                    )
                )
            last[title.level, style] = number, title
    return findings


def _filled(narrative: Narrative, title: Title, style: str, numbers: range) -> bool:
    """Whether the numbers left out stand before plain paragraphs, for want of a heading's #."""
    lines = narrative.source.split("\n")[: title.span.line - narrative.line]
    found = {_number(line) for line in lines if not line.lstrip().startswith("#")}
    return bool(numbers) and all((style, n) in found for n in numbers)


def titles(report: Report, portal: Portal) -> list[Finding]:
    """A printed title names its office and its year, or came along with a copied file. Gives `report.title`."""
    findings: list[Finding] = []
    office = portal.offices.get(report.office)
    if not report.title or not office:
        return findings
    lacking = {"office": office.name, "year": str(report.year)}
    lacking = {k: "" if plain(v) in plain(report.title) else v for k, v in lacking.items()}
    if any(lacking.values()):
        findings.append(finding("report.title", Span(report.prose_path, 1, 1), title=report.title, **lacking))
    return findings


def phrases(report: Report, portal: Portal) -> list[Finding]:
    """Wording that a form warns of for this kind of office. Gives `prose.phrase` at each place.

    The 我 of 自我 (自我局限) is nobody's name for itself.
    """
    findings: list[Finding] = []
    office = portal.offices.get(report.office)
    wanted = [p for p in report.form.phrases if office and office.kind in p.kinds]
    for narrative in report.narratives:
        for phrase in wanted:
            if phrase.text not in narrative.source:
                continue
            pattern = re.compile(("(?<!自)" if phrase.text.startswith("我") else "") + re.escape(phrase.text))
            for n, line in enumerate(narrative.source.split("\n")):
                for match in pattern.finditer(line):
                    span = Span(report.prose_path, narrative.line + n, match.start() + 1)
                    findings.append(finding("prose.phrase", span, text=phrase.text, reason=phrase.reason))
    return findings
