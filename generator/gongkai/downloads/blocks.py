"""Our own rendered prose as plain blocks and runs of text, for files that are not web pages."""

from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urljoin


class Run(NamedTuple):
    """A stretch of text with its marks (b, i, s, code) and the absolute address it leads to, or ''."""

    text: str
    marks: str = ""
    href: str = ""


class Block(NamedTuple):
    """A heading (h3 …), paragraph (p), list item (li), quotation (quote), code (pre), picture (img) or table row (tr).

    `level` counts how deep a list item or quotation stands, or a row's table; `marker` is a list item's number or
    bullet. A row's cells are Blocks of kind th or td in `cells`; a picture's `text` is what it shows, `src` where the
    page has it from and `data` its bytes, where they are known.
    """

    kind: str
    runs: tuple[Run, ...] = ()
    level: int = 0
    marker: str = ""
    cells: tuple["Block", ...] = ()
    src: str = ""
    data: bytes = b""

    @property
    def text(self) -> str:
        """The words without marks."""
        return "".join(run.text for run in self.runs)


_MARKS = {"strong": "b", "em": "i", "s": "s", "del": "s", "code": "c"}
_TEXTS = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "th", "td")


class _Reader(HTMLParser):
    """Walks HTML that we have rendered ourselves: well-formed, and of few kinds."""

    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address = address
        self.out: list[Block] = []
        self.runs: list[Run] = []
        self.marks: list[str] = []
        self.links: list[str] = []
        self.lists: list[int | None] = []  # the next number, None for bullets
        self.pending = ""  # the marker of a list item that has no text yet
        self.quotes = 0
        self.cells: list[Block] = []
        self.tables = 0
        self.in_cell = False
        self.inside = 0  # text blocks that are open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in _TEXTS:
            self.flush()
            self.inside += 1
            self.in_cell = tag in ("th", "td")
        elif tag in _MARKS:
            self.marks.append(_MARKS[tag])
        elif tag == "a":
            cited = values.get("class") == "cited"  # a number is a number on paper, not a link
            self.links.append("" if cited else self._absolute(values.get("href") or ""))
        elif tag in ("ul", "ol"):
            self.flush()
            self.lists.append(int(values.get("start") or 1) if tag == "ol" else None)
        elif tag == "li":
            self.flush()
            number = self.lists[-1]
            self.pending = "•" if number is None else f"{number}."
            if number is not None:
                self.lists[-1] = number + 1
        elif tag == "blockquote":
            self.flush()
            self.quotes += 1
        elif tag == "br":
            self.runs.append(Run("\n"))
        elif tag == "img":
            self.picture(values.get("alt") or "", values.get("src") or "")
        elif tag == "table":
            self.flush()
            self.tables += 1
        elif tag == "tr":
            self.cells = []

    def picture(self, text: str, src: str) -> None:
        """A block of its own; within a table's cell, which holds texts only, what the picture shows."""
        run = Run(text, "", self._absolute(src))
        if self.in_cell:
            self.runs.append(run)
            return
        self.flush()
        self.out.append(Block("img", (run,), src=src))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td"):
            self.cells.append(Block(tag, tuple(self.runs)))
            self.in_cell = False
            self.runs = []
            self.inside -= 1
        elif tag in _TEXTS:
            self.flush(tag)
            self.inside -= 1
        elif tag in _MARKS:
            self.marks.pop()
        elif tag == "a":
            self.links.pop()
        elif tag in ("ul", "ol"):
            self.flush()
            self.lists.pop()
        elif tag == "li":
            self.flush()
        elif tag == "blockquote":
            self.flush()
            self.quotes -= 1
        elif tag == "tr":
            self.out.append(Block("tr", (), self.tables, "", tuple(self.cells)))

    def handle_data(self, data: str) -> None:
        if self.inside or self.lists:
            if not data.strip() and not self.runs:
                return
            self.runs.append(Run(data, "".join(sorted(set(self.marks))), self.links[-1] if self.links else ""))

    def flush(self, tag: str = "p") -> None:
        """End the text that is open."""
        if not "".join(run.text for run in self.runs).strip():
            self.runs = []
            return
        kind = tag if tag[0] == "h" or tag == "pre" else "li" if self.lists else "quote" if self.quotes else "p"
        level = len(self.lists) or self.quotes
        self.runs[-1] = self.runs[-1]._replace(text=self.runs[-1].text.rstrip("\n"))
        self.out.append(Block(kind, tuple(self.runs), level, self.pending))
        self.runs, self.pending = [], ""

    def _absolute(self, href: str) -> str:
        """An address that also leads somewhere from within a file, or ''."""
        if href.startswith(("https://", "http://", "mailto:")):
            return href
        return urljoin(self.address, href) if self.address else ""


def blocks(html: str, address: str) -> tuple[Block, ...]:
    """The blocks of rendered prose; links are made absolute by the page's address, or dropped where it has none."""
    if not html:
        return ()
    reader = _Reader(address)
    reader.feed(html)
    reader.close()
    reader.flush()
    return tuple(reader.out)
