"""Binds report.md to the form's sections: headings matched by number and title, kept as printed."""

import difflib
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from gongkai.finding import Finding, Related, Span, Word, finding
from gongkai.form import Form, Section
from gongkai.prose import Part, Title, render, split
from gongkai.report import Narrative

_NUMBER = re.compile(r"^[（(]?([一二三四五六七八九十]+|[0-9]+)[)）]?[、.．\s]\s*")
_SAME = 0.5  # a title this much like the form's, under the same number, is that section reworded
_ALIKE = 0.75  # under another number it must be more alike than that


def plain(text: str) -> str:
    """A heading without what is not wording: width of signs, spaces, a final full stop."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).rstrip("。.")


def _numbered(text: str) -> tuple[str, str]:
    """A heading's number and the rest of it."""
    numbered = _NUMBER.match(text.strip())
    return (numbered[1], plain(text.strip()[numbered.end() :])) if numbered else ("", plain(text))


@lru_cache(maxsize=4096)
def exact(form: Form, text: str) -> Section | None:
    """The section whose heading this is, as the form has it."""
    wanted, parts = plain(text), _numbered(text)
    for section in form.sections:
        if wanted == plain(section.heading) or parts == (section.number, plain(section.title)):
            return section
    return None


def alike(form: Form, text: str) -> Section | None:
    """The section that a heading worded in another way most likely stands for."""
    number, title = _numbered(text)
    best: tuple[float, Section] | None = None
    for section in form.sections:
        score = difflib.SequenceMatcher(None, title, plain(section.title)).ratio()
        if score >= (_SAME if number == section.number else _ALIKE) and (best is None or score > best[0]):
            best = score, section
    return best[1] if best else None


def bind(form: Form, text: str, path: str) -> tuple[str, tuple[Narrative, ...], list[Finding]]:
    """The printed title ('' where none is written), the narratives in order, and what is wrong.

    Gives `section.unknown`, `section.unread`, `section.heading`, `section.level`, `section.repeated`,
    `section.missing`, `section.order`, `prose.table` and what rendering finds.
    """
    title, parts = split(text, path)
    lines = text.split("\n")
    findings: list[Finding] = []
    if title and exact(form, title.text):  # a section's heading with one # too few
        first = parts[0] if parts and parts[0].title is None else Part(None, [], title.span.line + 1, title.span.line)
        rest = parts[1:] if parts and parts[0].title is None else parts
        parts = [first._replace(title=title), *rest]
        title = None
    narratives: list[Narrative] = []
    seen: dict[str, Title] = {}
    for part in parts:
        section = _section(form, part, seen, findings)
        if section is None and part.title is not None:
            continue
        sid = section.id if section else ""
        times = sum(1 for n in narratives if n.section == sid)
        anchor = (sid or "preamble") + (f"-{times + 1}" if times else "")
        prose, wrong = render(part, anchor, path, lines)
        findings += wrong
        marked = section is not None and any(n.section == section.id and n.prose.table for n in narratives)
        if prose.table and (marked or not (section and section.table)):
            findings.append(finding("prose.table", prose.table, text="{{表格}}"))
        source = "\n".join(lines[part.first - 1 : part.last])
        narratives.append(Narrative(sid, part.title, anchor, prose, source, part.first))
    meant = _headings_meant(form, lines, narratives, path)
    findings += [*meant.values(), *_complete(form, narratives, path, set(meant))]
    if title and "{{" in title.text:
        findings.append(finding("cite.place", title.span, text=title.text))
    return title.text if title else "", tuple(narratives), findings


def _section(form: Form, part: Part, seen: dict[str, Title], findings: list[Finding]) -> Section | None:
    title = part.title
    if title is None:
        return None
    if "{{" in title.text:
        findings.append(finding("cite.place", title.span, text=title.text))
    as_printed = exact(form, title.text)
    section = as_printed or alike(form, title.text)
    if section is None:
        known = [s.heading for s in form.sections]
        close = difflib.get_close_matches(title.text, known, n=1, cutoff=0.3)
        findings.append(
            finding(
                "section.unknown",
                title.span,
                heading=title.text,
                instead=close[0] if close else "",
                known=tuple(known),
            )
        )
        return None
    if title.level == 1:
        findings.append(finding("section.level", title.span, heading=title.text))
    if as_printed is None:
        findings.append(finding("section.heading", title.span, heading=title.text, expected=section.heading))
    if section.id in seen:
        earlier = Related("first", seen[section.id].span)
        findings.append(finding("section.repeated", title.span, earlier, heading=title.text))
    seen.setdefault(section.id, title)
    return section


_HASHES = re.compile(r"^\s*([#＃]{1,6})(\s*)(.*?)[\s#]*$")


def _headings_meant(form: Form, lines: Sequence[str], narratives: Sequence[Narrative], path: str) -> dict[str, Finding]:
    """Lines that are a section's heading in all but their hashes, by section: `section.unread` with what is wrong."""
    read = {n.title.span.line for n in narratives if n.title}
    meant: dict[str, Finding] = {}
    for number, line in enumerate(lines, 1):
        match = _HASHES.match(line)
        hashes, space, text = match.groups() if match else ("", "", line.strip())
        text = text.strip("*_ ")
        section = exact(form, text) if 0 < len(text) < 60 and number not in read else None
        if section is None or section.id in meant:
            continue
        how = "wide" if "＃" in hashes else "none" if not hashes else "deep" if len(hashes) > 2 else "space"
        if how == "space" and space[:1] in (" ", "\t") and not line.startswith("    "):
            continue  # a proper heading somewhere else: in a list or a quotation
        if how == "none" and not text.startswith(section.number):
            continue  # the words of a title in a sentence of their own
        meant[section.id] = finding("section.unread", Span(path, number, 1), heading=text, how=Word(f"level.{how}"))
    return meant


def _complete(form: Form, narratives: Sequence[Narrative], path: str, meant: set[str]) -> list[Finding]:
    """Required sections hold text, and sections stand in the form's order."""
    findings: list[Finding] = []
    for section in form.sections:
        found = [n for n in narratives if n.section == section.id]
        if section.narrative == "required" and section.id not in meant and not any(n.prose.html.strip() for n in found):
            span = found[0].title.span if found and found[0].title else Span(path)
            how = Word("section.write-text" if found else "section.write-heading")
            nothing = "" if section.substance else Word("section.nothing")
            args = {"heading": section.heading, "hint": section.hint, "how": how, "nothing": nothing}
            findings.append(finding("section.missing", span, **args))
    order = {s.id: i for i, s in enumerate(form.sections)}
    last: Narrative | None = None
    for narrative in narratives:
        if not narrative.section or narrative.title is None:
            continue
        if last and order[narrative.section] < order[last.section] and last.title:
            findings.append(
                finding("section.order", narrative.title.span, heading=narrative.title.text, before=last.title.text)
            )
        else:
            last = narrative
    return findings
