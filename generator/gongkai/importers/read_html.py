"""Saved web pages: paragraphs and tables by selectolax; scripts, styles and menus are dropped, nothing is fetched."""

import re
from typing import Any

from gongkai.importers.pieces import LONGEST, Cell, Line, Place, Refused, Source, tidy
from gongkai.importers.read_text import decoded
from gongkai.importers.reading import raised, struck

_DROPPED = ("script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "select", "button", "head",
            "nav", "footer", "textarea", "datalist", "audio", "video", "canvas")  # fmt: skip
_BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "section", "article", "main", "body", "html", "br",
           "header", "dd", "dt", "dl", "ul", "ol", "blockquote", "pre", "center", "form", "aside", "details",
           "summary", "figure", "figcaption", "address", "hr", "fieldset"}  # fmt: skip
_STRUCK = ("del", "s", "strike")
_HIDDEN = re.compile(
    r"(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|font-size:0*(?:\.0+)?(?:[a-z]+|%)?(?:!important)?(?:;|$)"
    r"|opacity:0*(?:\.0+)?%?(?:!important)?(?:;|$))"
)
_LINE_THROUGH = re.compile(r"text-decoration(?:-line)?:[^;]*line-through")
_RAISED = re.compile(r"vertical-align:(?:super|sub)\b")
_DEEPEST = 200
_UNREADABLE = 5_000  # levels of tags that are always closed; the parser's time grows with their square
_NESTING = re.compile(
    r"<(/?)(?:div|span|table|section|article|font|b|i|a|em|strong|ul|ol|center|form)\b", re.IGNORECASE
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?\s*([\w-]{3,20})", re.IGNORECASE)


def _decoded(data: bytes) -> str:
    found = _CHARSET.search(data[:4096])
    if found and found[1].lower() in (b"gb2312", b"gbk", b"gb18030", b"big5", b"utf-8", b"utf8"):
        name = found[1].decode().lower()
        try:
            return data.decode("gb18030" if name.startswith("gb") else name)
        except UnicodeDecodeError:
            pass
    return decoded(data)


def read(name: str, data: bytes) -> Source:
    """A saved page. Raises Refused where it is no text, or nested deeper than any page."""
    from selectolax.lexbor import LexborHTMLParser

    text = _decoded(data).replace("\x00", "")
    if _depth(text) > _UNREADABLE:
        raise Refused("deep")
    tree = LexborHTMLParser(text)
    meta: dict[str, str] = {}
    for node in tree.css("meta"):
        key, value = node.attributes.get("name"), node.attributes.get("content")
        if key and value and len(meta) < 200:
            meta[key.lower()[:80]] = tidy(value[:500])
    heading = tree.css_first("title")
    if heading is not None:
        meta["title"] = tidy(heading.text())[:500]
    for tag in _DROPPED:
        for node in tree.css(tag):
            node.decompose()
    walk = _Walk()
    if tree.body is not None:
        walk.node(tree.body, 0)
        walk.flush()
    return Source(name, "html", tuple(walk.lines), meta=meta)


def _depth(text: str) -> int:
    """About how deep a page is nested, without parsing it."""
    deepest = depth = 0
    for closing in _NESTING.findall(text):
        depth = max(depth - 1, 0) if closing else depth + 1
        deepest = max(deepest, depth)
    return deepest


class _Walk:
    """Collects the lines of a page in reading order."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.pending: list[str] = []
        self.count = self.grids = 0

    def flush(self) -> None:
        text = tidy("".join(self.pending))[:LONGEST]
        self.pending = []
        if text:
            self.count += 1
            self.lines.append(Line((Cell(text, Place(self.count)),)))

    def node(self, node: Any, depth: int) -> None:
        if depth > _DEEPEST:
            raise Refused("deep")
        child = node.child
        while child is not None:
            tag = child.tag
            if tag == "-text":
                self.pending.append(child.text(deep=False) or "")
            elif tag == "table":
                self.flush()
                self.table(child, depth)
            elif tag and not tag.startswith(("-", "!", "_")):
                if _hidden(child):
                    pass
                elif tag in _BLOCKS:
                    self.flush()
                    self.node(child, depth + 1)
                    self.flush()
                else:
                    before = len(self.pending)
                    self.node(child, depth + 1)
                    if _is_struck(child) and len(self.pending) > before:
                        self.pending[before:] = [struck("".join(self.pending[before:]))]
            child = child.next

    def table(self, table: Any, depth: int) -> None:
        """A table of cells; one that only holds other tables is layout and is walked through."""
        if table.css_first("table table") is not None or any(_blocks(c) > 4 for c in table.css("td")):
            for cell in _own(table, ("td", "th", "caption")):
                self.node(cell, depth + 1)
                self.flush()
            return
        self.grids += 1
        grid = self.grids
        for row in _own(table, ("tr", "caption")):
            if row.tag == "caption":
                self.node(row, depth + 1)
                self.flush()
                continue
            self.count += 1
            place = Place(self.count)
            cells = tuple(
                Cell(tidy(_marked(c, "".join(_texts(c, 0))))[:LONGEST], place)
                for c in _own(row, ("td", "th"))
                if not _gone(c)
            )
            if cells:
                self.lines.append(Line(cells, grid))


def _texts(node: Any, depth: int) -> list[str]:
    """A cell's text; only what begins a line of its own is apart from what stands before it."""
    if depth > _DEEPEST:
        raise Refused("deep")
    out: list[str] = []
    child = node.child
    while child is not None:
        if child.tag == "-text":
            out.append(child.text(deep=False) or "")
        elif child.tag and not child.tag.startswith(("-", "!", "_")) and not _hidden(child):
            apart = " " if child.tag in _BLOCKS else ""
            out += [apart, _marked(child, "".join(_texts(child, depth + 1))), apart]
        child = child.next
    return out


def _style(node: Any) -> str:
    return re.sub(r"\s+", "", node.attributes.get("style") or "").lower()


def _hidden(node: Any) -> bool:
    return "hidden" in node.attributes or _HIDDEN.search(_style(node)) is not None


def _gone(cell: Any) -> bool:
    """Whether a cell or what it stands in is hidden."""
    while cell is not None and cell.tag != "table":
        if _hidden(cell):
            return True
        cell = cell.parent
    return False


def _is_struck(node: Any) -> bool:
    return node.tag in _STRUCK or _LINE_THROUGH.search(_style(node)) is not None


def _marked(node: Any, text: str) -> str:
    """A text of a cell with the marks of its look: struck through, or above or below the line."""
    if node.tag in ("sup", "sub") or (node.tag == "span" and _RAISED.search(_style(node))):
        text = raised(text)
    return struck(text) if _is_struck(node) else text


def _blocks(cell: Any) -> int:
    """How many long paragraphs a cell holds: a page laid out by a table holds its text in one."""
    return sum(1 for p in cell.css("p") if len(p.text()) > 60)


def _own(table: Any, tags: tuple[str, ...]) -> list[Any]:
    """Elements of these tags that are not inside another of them."""
    found: list[Any] = []
    stack = [table.child]
    while stack:
        node = stack.pop()
        while node is not None:
            if node.tag in tags:
                found.append(node)
            elif node.child is not None and node.tag != "table":
                stack.append(node.next)
                node = node.child
                continue
            node = node.next
    return found
