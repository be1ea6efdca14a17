"""Which year and day a source is of, and which of its lines are tables, headings, text or furniture."""

import difflib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gongkai.form import Form, Section
from gongkai.importers.align import labels_of
from gongkai.importers.paragraphs import sentence
from gongkai.importers.pieces import Line, Source, plain
from gongkai.importers.reading import is_value
from gongkai.report_prose import alike, exact
from gongkai.search.variants import simplified

_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?![0-9])")
_DAY = re.compile(r"(20[0-9]{2})\s*[-年/.]\s*([0-9]{1,2})\s*[-月/.]\s*([0-9]{1,2})")
_BEGUN = re.compile(r"(?:截[至止])?(20[0-9]{2})年(?:度|12月31日)?(?![0-9]{1,2}月)")
_NAMED = 0.65  # of the report's name stands behind a year that is its own
_NUMBERED = re.compile(r"\s*[一二三四五六七八九十]{1,3}\s*[、.．]")
_BRACKET = re.compile(r"\s*(?:（[^（）()]*）|\([^（）()]*\))\s*\Z")
_MARKED = re.compile(r"[0-9一二三四五六七八九十]\s*[、.．]|[。，；：:,;>|/]|20[0-9]{2}.*20[0-9]{2}")
_BELOW = re.compile(
    r"\W{0,3}(?:打印|关闭|扫一扫|分享到|相关链接|相关文章|相关信息|友情链接|上一篇|下一篇|版权所有|返回顶部|网站地图)"
)
_ABOVE = re.compile(
    r"\W{0,3}(?:来源|信息来源|文章来源|作者|编辑|发布时间|发布日期|访问量|浏览次数|浏览量|阅读量|点击数|点击量|字号|字体|打印|分享|当前位置|您所在的位置)"
    r"[\s:：\[【（(]"
)
_HAN = re.compile("[\u4e00-\u9fff]")
_LONG = 40  # characters
_SENTENCE = 15  # characters of a paragraph amid a table
_PUBLISHED = ("发布日期", "公开日期", "发布时间", "公开时间", "生成日期", "发文日期", "publishdate", "pubdate")


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a source is: `tables` are the lines of each table by id, `text` the rest with the section each begins.

    `left` are lines that are in neither: what stands before the report and after it.
    """

    form: Form
    title: str
    year: int | None
    published: str
    tables: Mapping[str, tuple[Line, ...]]
    text: tuple[tuple[Section | None, Line], ...]
    left: tuple[Line, ...] = ()


def recognise(source: Source, form: Form) -> Recognised:
    """The parts of a source, as the form has them."""
    lines = source.lines
    headings = {n: s for n, line in enumerate(lines) if (s := heading(form, line))}
    owner = _tables(form, source, headings)
    title_at, title = titled(form, source)
    first, last = _begin(lines, [*title_at, *headings], titled=bool(title_at)), _end(lines)
    rest = [n for n in range(len(lines)) if n not in owner and n not in title_at]
    opening = next((n for n in range(first, last) if n in headings or sentence(lines[n])), first)
    kept = {n for n in rest if first <= n < last and not (n < opening and _ABOVE.match(lines[n].text))}
    text = [(headings.get(n), lines[n]) for n in rest if n in kept]
    left = [lines[n] for n in rest if n not in kept and lines[n].text]
    tables = {t.id: tuple(line for n, line in enumerate(lines) if owner.get(n) == t.id) for t in form.tables}
    day = _published(lines, source)
    return Recognised(form, title, year_of(form, source, title), day, tables, tuple(text), (*source.left, *left))


def _begin(lines: Sequence[Line], marks: Sequence[int], *, titled: bool) -> int:
    """Where the report begins: with its title; without one, with the first line that is no menu."""
    first = min(marks, default=len(lines))
    if not titled:
        return next((n for n in range(first) if _of_report(lines[n])), first)
    return first


def _of_report(line: Line) -> bool:
    """Whether a line is no menu: a sentence, a numbered line, or a long one in Chinese with a comma."""
    text = line.text
    wide = len(text) >= _LONG and re.search("[，、,]", text) and len(_HAN.findall(text)) * 2 > len(text)
    return bool(sentence(line) or _NUMBERED.match(text) or wide)


def _end(lines: Sequence[Line]) -> int:
    """Where what the page has below the report begins: what to click on, behind the last sentence."""
    last = max((n for n, line in enumerate(lines) if sentence(line)), default=len(lines))
    return next((n for n in range(last + 1, len(lines)) if _BELOW.match(lines[n].text)), len(lines))


def heading(form: Form, line: Line) -> Section | None:
    """The section whose heading a line is: numbered and alike, or worded exactly so; a bracket may stand behind it."""
    if len(line.cells) > 1:
        return None
    text = simplified(line.text)
    return _heading(form, text) or (_heading(form, bare) if (bare := _BRACKET.sub("", text)) != text else None)


def _heading(form: Form, text: str) -> Section | None:
    if not 2 <= len(text) <= 45 or text.endswith(("。", "；", "，", ",")):
        return None
    if found := exact(form, text):
        return found if _NUMBERED.match(text) or plain(text) == plain(found.title) else None
    if not _NUMBERED.match(text):
        return None
    found = alike(form, text)
    labels = frozenset().union(*(labels_of(form, t.id) for t in form.tables))
    return None if plain(text) in labels else found


def _tables(form: Form, source: Source, headings: Mapping[int, Section]) -> dict[int, str]:
    """Which table each line is of."""
    lines, flat = source.lines, source.kind == "text"
    own = {t.id: labels_of(form, t.id) for t in form.tables}
    shared = Counter(label for labels in own.values() for label in labels)
    only = {t: {label for label in labels if shared[label] == 1 and len(label) > 1} for t, labels in own.items()}
    by_section = {s.table: n for n, s in sorted(headings.items(), reverse=True) if s.table}
    owner: dict[int, str] = {}
    for table in sorted(form.tables, key=lambda t: t.id not in by_section):  # what has its heading comes first
        start = by_section.get(table.id)
        after = [n for n in headings if start is not None and n > start and headings[n].table != table.id]
        low, high = (0, len(lines)) if start is None else (start + 1, min(after, default=len(lines)))
        marks = [n for n in range(low, high) if n not in headings and _has(lines[n], only[table.id])]
        if not marks:
            low, high = 0, len(lines)
            marks = [n for n in range(low, high) if n not in headings and n not in owner
                     and _has(lines[n], only[table.id])]  # fmt: skip
        if len(marks) < 2 and not (marks and len(lines[marks[0]].cells) > 2):
            continue
        begin, end = marks[0], marks[-1]
        grids = {lines[n].grid for n in range(begin, end + 1)} - {0}

        def of_it(n: int, labels: frozenset[str] = own[table.id], grids: set[int] = grids) -> bool:
            return n not in headings and _table_like(lines[n], labels, grids, flat=flat)

        while begin > low and of_it(begin - 1):
            begin -= 1
        while end + 1 < high and of_it(end + 1):
            end += 1
        prose = _between(lines, range(begin, end + 1), own[table.id])
        for n in range(begin, end + 1):
            if n not in prose and (n not in headings or n < end):
                owner.setdefault(n, table.id)
    return owner


def _has(line: Line, labels: set[str]) -> bool:
    return any(plain(c.text) in labels for c in line.cells if len(c.text) <= 80)


def _between(lines: Sequence[Line], among: range, labels: frozenset[str]) -> set[int]:
    """Paragraphs amid a table: lines by themselves, no labels, the last of which ends a sentence."""
    found: set[int] = set()
    run: list[int] = []
    for n in among:
        text = lines[n].text
        if lines[n].grid or len(lines[n].cells) > 1 or is_value(text) or _part(plain(text), labels):
            run = []
            continue
        run.append(n)
        if text.endswith("。") and sum(len(lines[m].text) for m in run) >= _SENTENCE:
            found |= set(run)
            run = []
    return found


def _table_like(line: Line, labels: frozenset[str], grids: set[int], *, flat: bool) -> bool:
    """Whether a line beside a table is of it: of the same grid, values, labels or parts of labels.

    Plain text (`flat`) has one grid: a sentence with a gap in it is none of its rows.
    """
    if line.grid and line.grid in grids and not (flat and sentence(line)):
        return True
    return all(
        not c.text or is_value(c.text) or plain(c.text) in labels or (len(c.text) <= 8 and _part(plain(c.text), labels))
        for c in line.cells
    )


def _part(text: str, labels: frozenset[str]) -> bool:
    return bool(text) and any(text in label for label in labels)


def titled(form: Form, source: Source) -> tuple[tuple[int, ...], str]:
    """The lines of the report's title, and it: the line most like the form's, without office and year, or two."""
    wanted = plain(form.report_title.replace("{office}", "").replace("{year}", ""))
    best: tuple[float, tuple[int, ...], str] | None = None
    lines = [line.text if len(line.cells) == 1 else "" for line in source.lines[:200]]
    stated = source.meta.get("title", "")
    for n, text in enumerate(lines):
        before = lines[n - 1] if n else ""
        two = before + text if _splits(wanted, before, text) else ""
        tried: tuple[tuple[tuple[int, ...], str], ...] = (((n,), text), ((n - 1, n), two))
        for at, said in tried:
            if not 6 <= len(said) <= 60 or said.endswith(("。", "；", "：", ":")):
                continue
            score = covered(wanted, _YEAR.sub("", plain(said))) + (0.2 if _YEAR.search(said) else 0)
            if score - (0.2 if _YEAR.search(said) else 0) >= 0.7 and (best is None or score > best[0]):
                best = score, at, said
    if best is None:
        return (), stated if covered(wanted, plain(stated)) >= 0.7 else ""
    _, at, said = best
    if re.match(r"\s*20[0-9]{2}", said):  # whose it is stands above, if it is in the title
        for n in (at[0], *(n for n in range(at[0] + 1, len(lines)) if lines[n] == said)):
            if n and _office_above(source, lines, n - 1, said, stated):
                return (n - 1, *(at if n == at[0] else (n,))), lines[n - 1] + said
    return at, said


def _splits(wanted: str, one: str, two: str) -> bool:
    """Whether a title may go on in a second line: either of them has part of it and no more."""
    parts = [covered(wanted, _YEAR.sub("", plain(text))) for text in (one, two)]
    return all(0.2 <= part < 0.7 for part in parts) and not _MARKED.search(one + two)


def _office_above(source: Source, lines: Sequence[str], at: int, title: str, stated: str) -> bool:
    """Whether a line is the title's first: a file's first, or below the same title, or so in the page's own title."""
    text = lines[at]
    first = source.kind != "html" and not any(line.text for line in source.lines[:at])
    again = at > 0 and lines[at - 1] == title
    return (
        3 <= len(text) <= 30 and not _MARKED.search(text) and (first or again or plain(text + title) in plain(stated))
    )


def covered(wanted: str, text: str) -> float:
    """How much of a text stands in another, in pieces of two characters and more."""
    blocks = difflib.SequenceMatcher(None, wanted, text, autojunk=False).get_matching_blocks()
    return sum(b.size for b in blocks if b.size > 1) / max(len(wanted), 1)


def year_of(form: Form, source: Source, title: str) -> int | None:
    """The year in the title, else the one that the sentence about the period names, or that about the report itself.

    Last, the year that the first section's paragraphs begin with. Never one merely mentioned.
    """
    period: set[str] = set()
    named: set[str] = set()
    begun: set[str] = set()
    wanted = plain(form.report_title.replace("{office}", "").replace("{year}", ""))
    first = False
    for line in source.lines[:400]:
        text = plain(line.text)
        if any(plain(word) in text for word in form.period):
            period |= set(_YEAR.findall(text.split(next(plain(w) for w in form.period if plain(w) in text))[-1][:24]))
        if len(text) > 20:
            clauses = [text[m.end() : m.end() + 24] for m in _YEAR.finditer(text)]
            named |= {
                y for y, rest in zip(_YEAR.findall(text), clauses, strict=True) if covered(wanted, rest) >= _NAMED
            }
        if (section := heading(form, line)) is not None:
            first = section == form.sections[0]
        elif first and (start := _BEGUN.match(text)):
            begun.add(start[1])
    for years in (set(_YEAR.findall(plain(title))), period, named, begun):
        if len(years) == 1:
            return int(next(iter(years)))
    return None


def _published(lines: Sequence[Line], source: Source) -> str:
    """The day of publication, where a label says so; a day under the text may be that of signing."""
    for key in _PUBLISHED:
        if day := _day(source.meta.get(key, "")):
            return day
    for line in (*lines[:60], *lines[-20:]):
        cells = [c.text for c in line.cells]
        for n, text in enumerate(cells):
            for word in _PUBLISHED:
                if word in text.replace(" ", "") and len(text) < 60:
                    rest = text.replace(" ", "").split(word, 1)[1] + " " + (cells[n + 1] if n + 1 < len(cells) else "")
                    if day := _day(rest[:40]):
                        return day
    return ""


def _day(text: str) -> str:
    found = _DAY.search(text)
    if not found:
        return ""
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return ""
