"""Nothing that names a person goes out: numbers in the sources, in attachments, in file names, in their properties.

Gives `personal.id`, `personal.bank-card`, `personal.mobile`, `personal.passport` and `personal.plate`;
`personal.author` for a document that says who wrote it; `personal.unread` for one that cannot be looked into;
`personal.allowed-unused` for an allowance that allows nothing. The findings hold masks, never the numbers.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeAlias

from gongkai.discover import ReportFiles, Sources
from gongkai.documents import Unread, content
from gongkai.finding import Finding, Span, Word, finding
from gongkai.people import initial, is_person
from gongkai.personal import Hit, is_about_phones, parted, personal, same, veiled
from gongkai.plain import Plain
from gongkai.portal import Portal
from gongkai.prose import visible
from gongkai.readings import Readings
from gongkai.report_pack import TYPES
from gongkai.schema import locate
from gongkai.source import Mapping, Node, Scalar, Sequence, Texts, decode, parse, place, read_text

_MAY = ("mobile", "plate")  # an office may publish these; identity numbers and cards are nobody's to allow
_SHOWN = 3
_LONG = re.compile(r"[0-9*]{8,}[Xx]?")

_APART = re.compile(r"[\n,，、;；:：\[\]{}'\"#/（）]|(?:^|\s)-\s")
_PARTS = re.compile(r"[;；、,，/|()（）<>:：]")
_LABEL = re.compile(r"联系电话|电话|手机号码?|手机|身份证号?码?|tel|phone|mobile", re.IGNORECASE)


class Place(NamedTuple):
    """Numbers found together: where, in what part of the file (a key into the texts), and its number or name."""

    span: Span
    hits: tuple[Hit, ...]
    part: str = ""
    name: str = ""


PLAIN = Plain(*TYPES, Place)


def personal_data(
    root: Path, sources: Sources, portal: Portal, unread: Iterable[str], found: Iterable[Place], readings: Readings
) -> list[Finding]:
    """All of the family, over every file of the portal; what was `found` in the reports' own is told by others.

    `unread` are the files whose options could not be read: what stands anywhere in them may be allowed there.
    """
    places = list(found)
    findings: list[Finding] = []
    for path, look in [*((p, _in_written) for p in _written(sources)), *((p, _in_static) for p in sources.static)]:
        further, wrong = readings.kept_of(root / path, ("personal", path), (path,), PLAIN, partial(look, root, path))
        places += further
        findings += wrong
    entries = _entries(root, sources, portal)
    contacts = [portal.options.contact, *(office.contact for office in portal.offices.values())]
    open_ = {h.number for c in contacts for t in (c.telephone, c.email) if t for h in personal(t)} | {
        same(e) for e, _ in entries
    }
    open_ |= {number for path in unread for number in _anywhere(root / path)}
    used: set[str] = set()
    own = {span[:2] for _, span in entries}
    for at in places:
        allowed = {h.number for h in at.hits if h.kind in _MAY and h.number in open_}
        used |= allowed if at.span[:2] not in own else set()
        findings += _told(at._replace(hits=tuple(h for h in at.hits if h.number not in allowed)))
    unused = [(text, span) for text, span in entries if same(text) not in used]
    return findings + [finding("personal.allowed-unused", span, text=veiled(text)) for text, span in unused]


Seen: TypeAlias = tuple[list[Place], list[Finding]]


def personal_of(texts: Texts, files: ReportFiles, look: Callable[[str], Seen]) -> Seen:
    """Numbers in the files of one report, of which some may be allowed, and what is wrong in any case.

    `look` is `in_file`, or what it found before: to read a scanned document takes longer than all of the report.
    """
    own = (files.yaml, files.prose) if files.prose else (files.yaml,)
    return _in_all({path: texts[path] for path in own}, files.attachments, look)


def _in_written(root: Path, path: str) -> Seen:
    return _in_all({path: read_text(root / path, path)}, (), partial(in_file, root))


def _in_static(root: Path, path: str) -> Seen:
    return _in_all({}, (path,), partial(in_file, root))


def _in_all(written: Texts, handed_out: Collection[str], look: Callable[[str], Seen]) -> Seen:
    """The same of what people write for the portal, and of files that it hands out as they are."""
    places: list[Place] = []
    findings: list[Finding] = []
    for path, text in written.items():
        places += _in_source(*text, path)
    for path in handed_out:
        found, wrong = look(path)
        places += found
        findings += wrong
    named = (*written, *handed_out)  # a page's name is its address
    return places + [Place(Span(path), tuple(hits), "name") for path in named if (hits := personal(path))], findings


def veil(findings: list[Finding]) -> list[Finding]:
    """The same findings with every personal number in them masked: other families quote names, paths and cells too.

    Where a personal number stands in a cell, others compute with it: at these lines every long number is masked.
    """
    lines = frozenset(f.span[:2] for f in findings if f.code.startswith("personal.") and f.span.line)
    return [_veil(f, lines) for f in findings]


def _veil(item: Finding, lines: frozenset[tuple[str, int]]) -> Finding:
    long = not item.code.startswith("personal.") and any(
        s[:2] in lines for s in (item.span, *(r.span for r in item.related))
    )
    path = veiled(item.span.path)
    args = {k: _covered(v, long=long) for k, v in item.args.items()}
    related = tuple(
        r._replace(value=str(_covered(r.value, long=long)), span=r.span._replace(path=veiled(r.span.path)))
        for r in item.related
    )
    if path == item.span.path and args == item.args and related == item.related:
        return item
    return replace(item, span=item.span._replace(path=path), args=args, related=related)


def _covered(value: object, *, long: bool) -> object:
    if isinstance(value, Word):
        return value
    if isinstance(value, tuple):
        return tuple(_covered(v, long=long) for v in value)
    if long and (shown := _LONG.sub(lambda m: "*" * len(m[0]), str(value))) != str(value):
        return shown
    return veiled(value) if isinstance(value, str) else value


def _written(sources: Sources) -> Iterator[str]:
    """The files that people write for the portal, beside its reports."""
    yield from filter(None, (sources.portal, sources.offices, sources.redirects))
    yield from sources.forms
    yield from sources.pages
    yield from (path for _, path in sources.office_pages)


def _in_source(text: str, wrong: list[Finding], path: str) -> list[Place]:
    if wrong:
        return []
    found = personal(text)
    if hidden := parted(text):
        read = {hit[3:] for part in _read(text, path) for hit in personal(part)}
        whole = [range(hit.start, hit.end) for hit in found]
        found += [
            h
            for h in hidden
            if h[3:] in read and not any(h.start in r or r.start in range(h.start, h.end) for r in whole)
        ]
    return [Place(_span(text, path, hit.start), (hit,)) for hit in found]


def _read(text: str, path: str) -> Iterator[str]:
    """What readers are shown of a source: Markdown without its marks, the texts of a YAML file without its escapes."""
    if path.endswith(".md"):
        yield from visible(text)
        return
    nodes: list[Node] = [parse(text, path).root]
    while nodes:
        node = nodes.pop()
        if isinstance(node, Scalar):
            yield node.text
        elif isinstance(node, Sequence):
            nodes += node.items
        else:
            nodes += [part for entry in node.entries for part in entry]


def _in_lines(text: str, path: str) -> list[Place]:
    return [Place(_span(text, path, hit.start), (hit,)) for hit in personal(text)]


def _span(text: str, path: str, start: int) -> Span:
    return Span(path, text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start))


def in_file(root: Path, path: str) -> tuple[list[Place], list[Finding]]:
    """A file that is handed out as it is."""
    try:
        held = content(root / path)
    except Unread as unread:
        return [], [_unread(path, str(unread))]
    if held is None:
        return [], []
    if held.lines:
        return _in_lines(held.parts[0].text.replace("\r\n", "\n").replace("\r", "\n"), path), []
    phones = any(is_about_phones(p.text) for p in held.parts)
    found = [
        Place(Span(path), tuple(hits), p.kind, p.name)
        for p in held.parts
        if (hits := personal(p.text) if phones or p.kind != "sheet" else _sums(personal(p.text)))
    ]
    named = tuple(hit for author in held.authors for hit in personal(author))
    if named:
        found.append(Place(Span(path), named, "properties"))
    authors = tuple(dict.fromkeys(initial(name) for author in held.authors for name in _people(author)))
    findings = [_unread(path, held.unread)] if held.unread else []
    return found, findings + ([finding("personal.author", Span(path), names=authors)] if authors else [])


def _people(author: str) -> list[str]:
    """The people whom an author's property names: several are parted by signs, and a number may stand with one."""
    left, last = "", 0
    for hit in personal(author):
        left += author[last : hit.start] + ";"
        last = hit.end
    left += author[last:]
    if last:
        left = _LABEL.sub(";", left)
    return [name for name in map(str.strip, _PARTS.split(left)) if is_person(name)]


def _sums(hits: list[Hit]) -> list[Hit]:
    """Without a word of telephones in the workbook, one or two numbers of eleven digits are budgets of a city."""
    few = len({h.number for h in hits if h.kind == "mobile"}) < 3
    return [h for h in hits if h.kind != "mobile" or not few]


def _unread(path: str, why: str) -> Finding:
    return finding("personal.unread", Span(path), reason=Word(f"unread.{why}"))


def _told(at: Place) -> Iterator[Finding]:
    """One finding for each kind of number: a spreadsheet of a thousand telephones is one slip, not a thousand."""
    for kind in dict.fromkeys(h.kind for h in at.hits):
        masks = tuple({h.number: h.masked for h in at.hits if h.kind == kind}.values())
        part = Word(f"where.{at.part}") if at.part else ""
        shown, count = masks[:_SHOWN], len(masks) if len(masks) > _SHOWN else ""
        yield finding(f"personal.{kind}", at.span, masked=shown, count=count, part=part, name=at.name)


def _anywhere(file: Path) -> set[str]:
    """Every number in a file, however it is written and encoded."""
    data = file.read_bytes()
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    text = next(filter(None, (_decoded(data, encoding) for encoding in encodings)), data.decode("latin-1"))
    return {h.number for h in personal(text)} | {same(part) for part in _APART.split(text)}


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _entries(root: Path, sources: Sources, portal: Portal) -> list[tuple[str, Span]]:
    """What `checks.contacts` allows, and where each entry stands."""
    texts = portal.options.checks.contacts
    if not texts:
        return []
    path = sources.portal
    node: Mapping = parse(decode((root / path).read_bytes(), path)[0], path).root
    return [(t, place(path, locate(node, ("checks", "contacts", n)))) for n, t in enumerate(texts)]
