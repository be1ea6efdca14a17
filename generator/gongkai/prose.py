"""Markdown for reports and pages, parted at its headings: citations, links, what readers see and what they do not.

Prose is rendered once, with slots where a citation or a link stands; what goes into a slot is known only when the
whole portal is.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import unquote

from gongkai import outside
from gongkai.citation import CitationError, parse
from gongkai.finding import Finding, Span, Word, finding
from gongkai.markdown import MARK, MD, Token

TABLE_MARKS = ("表格", "table")


class Slot(NamedTuple):
    """A place in rendered prose: a citation (`read`: its text is an expression), or a link or image into the portal."""

    kind: str  # cite | link | image
    text: str
    span: Span
    read: bool = False
    in_link: bool = False


class Title(NamedTuple):
    """A heading as written, with its place and, below a section, its anchor."""

    level: int
    text: str
    span: Span
    anchor: str = ""


class Part(NamedTuple):
    """A stretch of a Markdown file below one heading of level two (or before the first): tokens and source lines."""

    title: Title | None
    tokens: list[Token]
    first: int
    last: int


class Prose(NamedTuple):
    """Rendered prose: HTML before and after the place of the table (None: at the end), slots, headings within.

    `marks` are the places where a number is said to count something else; they show nothing.
    """

    html: str
    after: str
    table: Span | None
    slots: tuple[Slot, ...]
    titles: tuple[Title, ...]
    marks: tuple[tuple[str, Span], ...] = ()


_DOUBTFUL = re.compile(r"[<{｛］]|\][(（]")  # without these, text is nothing but text
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>|<!--")
_TABLE = re.compile(r"\{\{\s*(?:表格|table)\s*\}\}")
_UNREAD = re.compile(r"[{｛]{2}|[{｛](?:表格|table|[^\s{}｛｝]+\.[^\s{}｛｝]+)[}｝]")
_FILE_NAME = re.compile(r"[\w（）()\[\] .-]*\.(?:png|jpe?g|gif|svg|webp|bmp|tiff?)|图片?|image|img", re.IGNORECASE)


def _text(inline: Token) -> str:
    """A heading as read aloud: without the marks of emphasis, citations as they are written."""
    return "".join(f"{{{{{t.content}}}}}" if t.type == "cite" else t.content for t in inline.children or [])


def split(text: str, path: str, first: int = 1, *, sections: bool = True) -> tuple[Title | None, list[Part]]:
    """A file's title (a heading of level one at its start) and its parts, in the order written.

    Without `sections` the whole text below the title is one part.
    """
    tokens = MD.parse(text)
    total = text.count("\n") + 1
    title: Title | None = None
    heading: Title | None = None
    parts: list[Part] = []
    current: list[Token] = []
    start = 0
    tags = ("h1", "h2") if sections else ("h1",)
    i = 0
    while i < len(tokens):
        token = tokens[i]
        begins = token.type == "heading_open" and token.level == 0 and token.tag in tags
        if not begins or token.map is None or (not sections and (title or current)):
            current.append(token)
            i += 1
            continue
        found = Title(int(token.tag[1]), _text(tokens[i + 1]), Span(path, token.map[0] + first, 1))
        if heading or current:
            parts.append(Part(heading, current, start + first, token.map[0] + first - 1))
            current = []
        if found.level == 1 and title is None and heading is None and not parts:
            title = found
        else:
            heading = found
        start = token.map[1]
        i += 3
    if heading or current:
        parts.append(Part(heading, current, start + first, total + first - 1))
    return title, parts


def render(part: Part, anchor: str, path: str, lines: Sequence[str], first: int = 1) -> tuple[Prose, list[Finding]]:
    """Render a part; `lines` are the whole file's, `first` the number of the first of them.

    Gives `cite.syntax`, `cite.function`, `cite.place`, `cite.braces`, `prose.table`, `prose.html`.
    """
    page = _Page(path, lines, first)
    table: Span | None = None
    cut = len(part.tokens)
    titles: list[Title] = []
    i = 0
    for i, token in enumerate(part.tokens):
        if token.type == "heading_open" and token.map and token.level == 0:
            inline = part.tokens[i + 1]
            text = _text(inline)
            name = f"{anchor}.{len(titles) + 1}"
            token.attrSet("id", name)
            titles.append(Title(int(token.tag[1]), text, Span(path, token.map[0] + first, 1), name))
        if token.type == "code_block" and token.map and (found := _UNREAD.search(token.content)):
            line = token.map[0] + token.content.count("\n", 0, found.start())
            page.end = token.map[1]
            page.findings.append(finding("cite.braces", page.find(line, found[0]), text=found[0]))
        if token.type != "inline" or not token.map:
            continue
        page.end = token.map[1]
        if _TABLE.fullmatch(token.content.strip()):
            span = page.find(token.map[0], "{{")
            if table is not None or token.level != 1 or part.tokens[i - 1].type != "paragraph_open":
                page.findings.append(finding("prose.table", span, text=token.content.strip()))
            table, cut = span, i - 1
            token.children = []
        else:
            page.inline(token.children or [], token.map[0])
            if all(t.type in ("mark", "softbreak") for t in token.children or [token]):
                part.tokens[i - 1].hidden = part.tokens[i + 1].hidden = True  # a paragraph of marks alone
    html = MD.renderer.render(part.tokens[:cut], MD.options, {})
    after = MD.renderer.render(part.tokens[cut + 3 :], MD.options, {})
    return Prose(html, after, table, tuple(page.slots), tuple(titles), tuple(page.marks)), page.findings


def visible(text: str) -> list[str]:
    """What readers see of a text, block by block: without marks, with references read; then where its links lead."""
    return [part for token in MD.parse(text) if token.type == "inline" for part in _visible(token)]


def _visible(token: Token) -> tuple[str, ...]:
    said: list[str] = []
    led: list[str] = []
    for inner in token.children or []:
        led += [unquote(str(inner.attrs[name])) for name in ("href", "title") if name in inner.attrs]
        if inner.type == "image":
            alt, *more = _visible(inner)
            said.append(alt)
            led += more
        else:
            said.append("\n" if inner.type.endswith("break") else "{}" if inner.type == "cite" else inner.content)
    return "".join(said), *led


_PUNYCODE = re.compile(r"(?<![\w-])xn--([a-z0-9-]+)")


def _decoded(match: re.Match[str]) -> str:
    try:
        return match[1].encode().decode("punycode")
    except UnicodeError:
        return match[0]


def shortened(address: str) -> str:
    """An address as a person wrote it, of a length that a finding can show."""
    address = _PUNYCODE.sub(_decoded, unquote(address))
    return address if len(address) <= 80 else address[:79] + "…"


class _Page:
    """Collects the slots and findings of one part while its inline tokens are walked in order."""

    def __init__(self, path: str, lines: Sequence[str], first: int) -> None:
        self.path, self.lines, self.first = path, lines, first
        self.slots: list[Slot] = []
        self.marks: list[tuple[str, Span]] = []
        self.findings: list[Finding] = []
        self.line, self.column = -1, 0
        self.end = len(lines)  # of the block that is being walked

    def find(self, line: int, text: str) -> Span:
        """Where a text stands next in its block, from `line` (from 0) on; equal ones are found one by one."""
        if line > self.line:
            self.line, self.column = line, 0
        for number in range(self.line, min(self.end, len(self.lines))):
            start = self.lines[number].find(text, self.column if number == self.line else 0)
            if start >= 0:
                self.line, self.column = number, start + 1
                return Span(self.path, number + self.first, start + 1)
        return Span(self.path, line + self.first, 1)

    def inline(self, tokens: Sequence[Token], line: int) -> None:
        """Walk one block's inline tokens in the order of their source."""
        links: list[tuple[int, int | None]] = []
        for i, token in enumerate(tokens):
            if token.type == "link_open":
                links.append((i, self.target(token, "href", "link")))
            elif token.type == "link_close":
                first, slot = links.pop()
                self.link(tokens[first : i + 1], slot, line)
            elif token.type == "cite":
                token.meta = {"slot": self.cite(token, line, in_link=bool(links))}
            elif token.type == "mark":
                self.marks.append(("{{" + token.info + "}}", self.find(line, "{{" + token.info)))
            elif token.type == "code_inline":
                self.find(line, token.content)
            elif token.type == "image":
                self.image(token, line)
            elif token.type == "text":
                self.text(token.content, line)

    def link(self, tokens: Sequence[Token], slot: int | None, line: int) -> None:
        """A link that was just closed: its place, whether a reader sees it, and where it leads if out of here."""
        automatic = tokens[0].markup == "autolink"
        span = self.find(line, f"<{tokens[1].content}" if automatic else "](")
        if slot is not None:
            self.slots[slot] = self.slots[slot]._replace(span=span)
        address = self.slots[slot].text if slot is not None else str(tokens[0].attrGet("href") or "")
        if not any(t.content.strip() or t.type in ("image", "cite") for t in tokens):
            self.findings.append(finding("link.empty", span, link=shortened(address)))
        if slot is None:
            self.leaving(address, span)

    def leaving(self, address: str, span: Span) -> None:
        if trouble := outside.leaving(address):
            args = {"problem": trouble.problem, "instead": trouble.instead}
            self.findings.append(finding(trouble.code, span, link=shortened(address), **args))

    def image(self, token: Token, line: int) -> None:
        """An image: from within the portal, with words for those who do not see it."""
        for inner in token.children or []:
            if inner.type == "cite":
                span = self.find(line, "{{" + inner.content)
                self.findings.append(finding("cite.place", span, text=inner.content))
                inner.type, inner.content = "text", ""
        slot = self.target(token, "src", "image")
        span = self.find(line, "](")
        address = self.slots[slot].text if slot is not None else str(token.attrGet("src") or "")
        alt = token.content.strip()
        if not alt or _FILE_NAME.fullmatch(alt):
            self.findings.append(finding("image.alt", span, link=shortened(address), alt=alt))
        if slot is not None:
            self.slots[slot] = self.slots[slot]._replace(span=span)
        elif not address or address.lower().startswith("data:"):
            problem = Word("address.empty" if not address else "address.data")
            self.findings.append(finding("link.address", span, link=shortened(address), problem=problem, instead=""))
        else:
            self.findings.append(finding("link.remote", span, link=address))

    def text(self, text: str, line: int) -> None:
        """What looks like HTML or like a citation, and will be shown as it is."""
        if not _DOUBTFUL.search(text):
            return
        found = [("prose.html", m[0], m) for m in _TAG.finditer(text)]
        found += [("cite.braces", text[m.start() : m.start() + 30], m) for m in _UNREAD.finditer(text)]
        found += [("link.address", m[0], m) for m in outside.RAW.finditer(text)] if "](" in text else []
        found += [("link.brackets", m[0], m) for m in outside.WIDE.finditer(text) if outside.wide(m[1])]
        for code, shown, match in sorted(found, key=lambda item: item[2].start()):
            span = self.find(line, match[0])
            source = self.lines[span.line - self.first]
            if code == "link.address":
                escaped = source[: span.column - 1].endswith("\\")
                if not escaped and (trouble := outside.unread(match[1])):
                    args = {"problem": trouble.problem, "instead": trouble.instead}
                    self.findings.append(finding(code, span, link=shortened(match[1]), **args))
            elif code != "link.brackets" or source.startswith(match[0], span.column - 1):  # else its signs are escaped
                self.findings.append(finding(code, span, text=shown))

    def cite(self, token: Token, line: int, *, in_link: bool) -> int:
        span = self.find(line, "{{" + token.content)
        read = False
        try:
            if token.content.strip() in TABLE_MARKS:
                self.findings.append(finding("prose.table", span, text="{{" + token.content + "}}"))
            else:
                parse(token.content)
                read = True
        except CitationError as error:
            self.findings.append(finding(error.code, span, **error.args_))
        self.slots.append(Slot("cite", token.content, span, read, in_link))
        return len(self.slots) - 1

    def target(self, token: Token, attribute: str, kind: str) -> int | None:
        """A link or image without a scheme leads into the portal, and becomes a slot, whose place is set later."""
        address = str(token.attrGet(attribute) or "")
        if not address or outside.SCHEME.match(address):
            return None
        self.slots.append(Slot(kind, address, Span(self.path)))
        token.attrSet(attribute, f"{MARK}{len(self.slots) - 1}{MARK}")
        return len(self.slots) - 1
