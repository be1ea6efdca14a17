"""Holds the two sites against what was written, and against each other, before anything is timed.

    python bench/peer_check.py PORTAL GONGKAI_SITE HUGO_SITE

Every report's page must hold every number of report.yaml in its order and the whole text of report.md; the legal
tables must be the same cell for cell (labels, spans, ids, headers), cited numbers, data files and lists too. What was
written is read here in a way of its own, and so holds for fiction.py's portals only. Standard library only.
"""

import csv
import json
import re
import sys
from collections.abc import Iterator
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])")
_CITED = r"(-?\d+(?:\.\d+)?%?)"
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
    """A page's tables by first class, the prose of its article, and the texts of the links in its main part."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: dict[str, list[list[Cell]]] = {}
        self.rest: list[str] = []
        self.links: list[str] = []
        self._open: list[str] = []
        self._cells: list[Cell] | None = None
        self._cell: tuple[str, tuple[str, ...]] | None = None
        self._text: list[str] = []
        self._link: list[str] | None = None
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
            self._link = []

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
        elif tag == "a" and self._link is not None:
            self.links.append("".join(self._link))
            self._link = None

    def handle_data(self, data: str) -> None:
        """Sort a text."""
        if self._link is not None:
            self._link.append(data)
        if self._cell:
            self._text.append(data)
        elif "article" in self._open and not {"ours", *_OUTSIDE}.intersection(self._open):
            self.rest.append(data)


class Written(NamedTuple):
    """What an author wrote: the numbers of the tables and of the facts as texts, and a pattern for the prose."""

    cells: list[str]
    facts: list[str]
    prose: re.Pattern[str]


def written(folder: Path) -> Written:
    """Read report.yaml by its lines, and report.md with any number where a citation stands."""
    numbers: dict[str, list[str]] = {"tables": [], "facts": []}
    part = ""
    for line in (folder / "report.yaml").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith((" ", "#")):
            part = line.partition(":")[0]
        if part in numbers and not line.lstrip().startswith("#"):
            numbers[part] += _NUMBER.findall(line)
    text = (folder / "report.md").read_text(encoding="utf-8")
    if re.search(r"[*_`\[\]<>|~]|^(?:- |\d+\. )", re.sub(r"\{\{.*?\}\}", "", text), re.MULTILINE):
        raise Different("Markdown that this check cannot read")
    plain = re.sub(r"^#+ ", "", text, flags=re.MULTILINE)
    pieces = ["".join(piece.split()) for piece in re.split(r"\{\{.*?\}\}", plain)]
    return Written(numbers["tables"], numbers["facts"], re.compile(_CITED.join(map(re.escape, pieces))))


def same_numbers(found: list[str], wanted: list[str]) -> int:
    """How many of the numbers are not printed as they were written, though equal; raises Different if not equal."""
    if len(found) != len(wanted) or any("e" in text.lower() for text in found):
        raise Different(f"{len(found)} numbers, not {len(wanted)}: {found}")
    wrong = [(f, w) for f, w in zip(found, wanted, strict=True) if Decimal(f) != Decimal(w)]
    if wrong:
        raise Different(f"numbers differ (found, written): {wrong}")
    return sum(f != w for f, w in zip(found, wanted, strict=True))


class Held(NamedTuple):
    """A report's page that holds all that was written."""

    labels: list[Cell]
    cited: tuple[str, ...]
    reworded: int
    numbers: int


def held(page: Page, wanted: Written) -> Held:
    """Check a report's page against what was written."""
    cells = [cell for table in page.tables.get("legal", []) for cell in table]
    if len(page.tables.get("legal", [])) != 3:
        raise Different("not three legal tables")
    reworded = same_numbers([cell.text for cell in cells if cell.number], wanted.cells)
    facts = [cell.text for table in page.tables.get("facts", []) for cell in table if cell.number]
    reworded += same_numbers(facts, wanted.facts)
    match = wanted.prose.fullmatch(page.prose)
    if match is None:
        raise Different(f"the prose is another: {page.prose}")
    labels = [cell._replace(text="") if cell.number else cell for cell in cells]
    return Held(labels, match.groups(), reworded, len(wanted.cells) + len(wanted.facts))


def _csv(path: Path) -> list[dict[str, object]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows: list[dict[str, object]] = list(csv.DictReader(file))
    return [row | {"value": Decimal(str(row["value"]))} for row in rows]


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal, parse_int=Decimal)


def within(theirs: Any, ours: Any) -> bool:
    """Whether all that one says, field by field, the other says too."""
    if isinstance(theirs, dict):
        return isinstance(ours, dict) and all(k in ours and within(v, ours[k]) for k, v in theirs.items())
    if isinstance(theirs, list):
        return isinstance(ours, list) and len(theirs) == len(ours) and all(map(within, theirs, ours))
    return bool(theirs == ours)


def same_data(ours: Path, theirs: Path, wanted: list[str] | None) -> None:
    """Of two data files of the same kind, gongkai's has all that Hugo's has, and (of one report) what was written."""
    read = _csv if ours.suffix == ".csv" else _json
    one, two = read(ours), read(theirs)
    if not two or not within(two, one):
        raise Different(f"{theirs} holds what {ours} does not")
    if wanted is not None:
        records = two if isinstance(two, list) else [*two["cells"], *two["facts"]]
        if [record["value"] for record in records] != list(map(Decimal, wanted)):
            raise Different(f"{theirs} does not hold the numbers as written")


def _read(path: Path) -> Page:
    return Page(path.read_text(encoding="utf-8"))


def pages_of(site: Path) -> set[str]:
    """A site's pages."""
    return {path.relative_to(site).as_posix() for path in site.rglob("*.html")}


def check(portal: Path, ours: Path, theirs: Path) -> Iterator[tuple[Held, Held]]:
    """Every page and every data file that both sites have, yielding reports; raises Different."""
    pages = pages_of(theirs)
    if missing := pages - pages_of(ours):
        raise Different(f"gongkai's site lacks {sorted(missing)[:3]}")
    for folder in sorted((portal / "content" / "reports").glob("*/*")):
        year, office = folder.name, folder.parent.name
        path = f"reports/{year}/{office}/index.html"
        pages.remove(path)
        wanted = written(folder)
        one, two = held(_read(ours / path), wanted), held(_read(theirs / path), wanted)
        if one.labels != two.labels or one.cited != two.cited:
            differ = [pair for pair in zip(one.labels, two.labels, strict=False) if pair[0] != pair[1]][:3]
            raise Different(f"{path}: {differ} {one.cited} {two.cited}")
        for ending in ("csv", "json"):
            mine = (ours / path).with_name(f"{office}-{year}.{ending}")
            same_data(mine, (theirs / path).with_name(f"index.{ending}"), wanted.cells + wanted.facts)
        yield one, two
    for path in sorted(pages):
        if missing := set(_read(theirs / path).links) - set(_read(ours / path).links):
            raise Different(f"{path}: only Hugo's has the links {missing}")
    for ending in ("csv", "json"):
        same_data(ours / "data" / f"reports.{ending}", theirs / f"index.{ending}", None)


def more(ours: Path, theirs: Path) -> tuple[int, int]:
    """How many pages, and how many links in pages that both have, only gongkai's site has."""
    pages = pages_of(theirs)
    links = sum(len(set(_read(ours / p).links) - set(_read(theirs / p).links)) for p in pages if p.count("/") < 3)
    return len(pages_of(ours) - pages), links


def main() -> None:
    """Check, and print as JSON what was found."""
    portal, ours, theirs = map(Path, sys.argv[1:])
    found = list(check(portal, ours, theirs))
    out = {
        "reports": len(found),
        "numbers": sum(one.numbers for one, _ in found),
        "citations": sum(len(one.cited) for one, _ in found),
        "more": more(ours, theirs),
        "reworded": [sum(one.reworded for one, _ in found), sum(two.reworded for _, two in found)],
    }
    print(json.dumps(out))


if __name__ == "__main__":
    main()
