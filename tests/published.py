"""Turns a published report's text, as it was copied into ../shared, into a portal's report.md."""

import re
from collections.abc import Iterable
from pathlib import Path

from gongkai.form import Form

_PAGE = re.compile(r"\s*-\d+-\s*")
_BEGINS = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,2}[)）、.．]")
_SHARE = re.compile(r"\s*\(重复率: \d+%\)")


def column(lines: Iterable[str], number: int) -> list[str]:
    """One of two columns that stand side by side, at least two spaces between them."""
    out = []
    for line in lines:
        if line.strip().startswith(("一、", "二、", "三、", "四、", "五、", "六、")) and _SHARE.search(line):
            out.append(_SHARE.sub("", line.strip()))
            continue
        pieces = re.split(r"\s{2,}", line.rstrip())
        if len(pieces) > number and pieces[number]:
            out.append(pieces[number])
    return out


def report_md(form: Form, title: str, lines: Iterable[str]) -> str:
    """The prose below the form's headings; tables are left out, broken lines joined into paragraphs."""
    out = [f"# {title}", ""]
    current: list[str] = []
    table = False
    expected = iter(form.sections)
    following = next(expected, None)
    for raw in lines:
        line = raw.strip()
        if not line or _PAGE.fullmatch(raw) or "".join(line.split()) in title:
            continue
        if following and line.startswith(following.heading[:6]):
            out += ["".join(current), "", f"## {line}", ""]
            current = []
            table = bool(following.table)
            following = next(expected, None)
        elif not table:
            if current and (_BEGINS.match(line) or current[-1][-1] in "。：；"):
                out += ["".join(current), ""]
                current = []
            current.append(line)
    return "\n".join([*out, "".join(current)]) + "\n"


PUBLISHED = {  # id in expected.json → file, column, kind of office
    "001": ("001-*.txt", None, "government"),
    "004a": ("004-*.txt", 0, "government"),
    "004b": ("004-*.txt", 1, "government"),
    "009": ("009-*.txt", None, "department"),
}


def published(reports: Path, name: str, form: Form, title: str) -> str:
    """The report.md of one of the texts; what the tool that compared two of them says at its end is left out."""
    file, number, _ = PUBLISHED[name]
    text = next(reports.glob(file)).read_text(encoding="utf-8").split("数据勾稽问题清单")[0]
    lines = text.splitlines()[2:]
    return report_md(form, title, lines if number is None else column(lines, number))
