"""An HTML page as the check of the peers reads it. Standard library only."""

from html.parser import HTMLParser
from typing import NamedTuple

_OUTSIDE = ("table", "dl", "nav")  # what is no prose in a report's article
_VOID = ("meta", "link", "br", "hr", "img", "input")
_KEPT = ("id", "class", "scope", "headers", "colspan", "rowspan")


class Different(Exception):
    """A page does not hold what it must."""


class Cell(NamedTuple):
    """A table cell: its tag, the attributes that make it what it is, its text."""

    tag: str
    attributes: tuple[str, ...]
    text: str

    @property
    def number(self) -> bool:
        """Whether a number of the report stands in it."""
        return self.tag == "td" and self.attributes[1].split()[:1] == ["n"]


_TOOLS = ("script", "button", "dialog")  # of gongkai's pages, beside what the author wrote


class Page(HTMLParser):
    """A page's tables by first class, the prose of its article, and where the links in its main part lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: dict[str, list[list[Cell]]] = {}
        self.rest: list[str] = []
        self.links: list[str] = []
        self._open: list[str] = []
        self._cells: list[Cell] | None = None
        self._cell: tuple[str, tuple[str, ...]] | None = None
        self._text: list[str] = []
        self.feed(text)
        self.close()
        if self._open:
            raise Different(f"unclosed: {self._open}")

    @property
    def prose(self) -> str:
        """The text outside tables and lists, without white space."""
        return "".join("".join(self.rest).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Go in."""
        if tag in _VOID:
            return
        given = {name: value or "" for name, value in attrs}
        ours = given.get("id") == "downloads" or "checks" in given.get("class", "").split() or tag in _TOOLS
        self._open.append("ours" if ours else tag)
        if tag == "table":
            self._cells = []
            self.tables.setdefault(given.get("class", "").split(" ")[0], []).append(self._cells)
        elif tag in ("th", "td"):
            self._cell = tag, tuple(given.get(name, "").strip() for name in _KEPT)
            self._text = []
        elif tag == "a" and "main" in self._open:
            self.links.append(given.get("href", ""))

    def handle_endtag(self, tag: str) -> None:
        """Go out."""
        opened = self._open.pop()
        if opened not in (tag, "ours"):
            raise Different(f"<{opened}> closed by </{tag}>")
        if tag == "table":
            self._cells = None
        elif tag in ("th", "td") and self._cell and self._cells is not None:
            self._cells.append(Cell(*self._cell, "".join(self._text).strip()))
            self._cell = None

    def handle_data(self, data: str) -> None:
        """Sort a text."""
        if self._cell:
            self._text.append(data)
        elif "article" in self._open and not {"ours", *_OUTSIDE}.intersection(self._open):
            self.rest.append(data)
