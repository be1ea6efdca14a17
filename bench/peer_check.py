"""Holds the sites against what was written, and against each other, before anything is timed.

    python bench/peer_check.py PORTAL GONGKAI_SITE PEER=SITE…

Every report's page must hold every number of report.yaml in its order and the whole text of report.md; the legal
tables must be the same cell for cell (labels, spans, ids, headers), cited numbers too. The peers' other pages must lead
wherever gongkai's lead to a report, year or office. Of peers that make data files, each record must say the same, and
the files of a year and of all reports must be those of the reports, joined. What was written is read here in a way of
its own, and so holds for fiction.py's portals only. Standard library only.
"""

import csv
import io
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from functools import partial
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any, NamedTuple

from peer_page import Cell, Different, Page

PAGES_ONLY = ("mkdocs",)  # peers that make no data files
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])")
_HASH = re.compile(rb',\n"content_sha256": "[0-9a-f]{64}"}')
_CITED = r"(-?\d+(?:\.\d+)?%?)"


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
    wrong = [(f, w) for f, w in zip(found, wanted, strict=True) if f != w and Decimal(f) != Decimal(w)]
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


class Data(NamedTuple):
    """A report's data file: its bytes and its records, without gongkai's own hash."""

    text: bytes
    said: Any


def _data(path: Path) -> Data:
    text = path.read_bytes()
    if path.suffix == ".csv":
        rows: list[dict[str, object]] = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline="")))
        return Data(text, [row | {"value": Decimal(str(row["value"]))} for row in rows])
    text = _HASH.sub(b"}", text)
    return Data(text, json.loads(text, parse_float=Decimal, parse_int=Decimal))


def as_written(data: Data, wanted: list[str]) -> Data:
    """The data, if they hold the numbers that were written."""
    records = data.said if isinstance(data.said, list) else [*data.said["cells"], *data.said["facts"]]
    if [record["value"] for record in records] != list(map(Decimal, wanted)):
        raise Different("data that do not hold the numbers as written")
    return data


def same_data(ours: Data, theirs: Path) -> None:
    """A peer's data file of a report says what gongkai's says, field by field."""
    if theirs.read_bytes() != ours.text and _data(theirs).said != ours.said:
        raise Different(f"{theirs} does not say what gongkai's file says")


class Paths(NamedTuple):
    """Where a site has its data files: a report's in its folder, of a year, of all; without endings."""

    own: str
    of_year: str
    of_all: str


OURS = Paths("{office}-{year}", "data/{}", "data/reports")
THEIRS = Paths("index", "reports/{}/index", "index")


class Joint(NamedTuple):
    """How a file of many reports is put together of the reports' own files, and how a report in it is known."""

    start: bytes
    between: bytes
    end: bytes
    known: re.Pattern[bytes]


_HEAD = b"\xef\xbb\xbfoffice,office_name,year,form,table,row,row_label,column,column_label,value,unit,state\r\n"
JOINTS = {
    "csv": Joint(_HEAD, b"", b"", re.compile(rb"([^,]+),[^,]+,(\d+),")),
    "json": Joint(b"[\n", b",\n", b"\n]\n", re.compile(rb'\{"office": "([^"]+)", .+?, "year": (\d+),')),
}


def joined(whole: Path, name: str, site: Path, wanted: set[tuple[str, str]]) -> None:
    """A file of many reports holds the own file, `name`, of each that is wanted, once and nothing else."""
    start, between, end, known = JOINTS[whole.suffix[1:]]
    data = whole.read_bytes()
    found: list[tuple[str, str]] = []
    at = len(start)
    while at < len(data) - len(end):
        at += len(between) if found else 0
        match = known.match(data, at)
        if match is None:
            raise Different(f"{whole}: no report at {at}")
        office, year = match[1].decode(), match[2].decode()
        own = (site / "reports" / year / office / name.format(office=office, year=year)).read_bytes()
        own = own.removeprefix(start) if whole.suffix == ".csv" else own.rstrip(b"\n")
        if data[at : at + len(own)] != own:
            raise Different(f"{whole} holds another report of {office} {year} than its own file")
        found.append((office, year))
        at += len(own)
    if not (data.startswith(start) and data.endswith(end)) or len(found) != len(set(found)) or set(found) != wanted:
        raise Different(f"{whole} does not hold every report once")


def check_joined(site: Path, paths: Paths, wanted: set[tuple[str, str]]) -> None:
    """A site's data files of each year and of all reports."""
    by_year: dict[str, set[tuple[str, str]]] = {}
    for office, year in wanted:
        by_year.setdefault(year, set()).add((office, year))
    for ending in JOINTS:
        for year, of_year in by_year.items():
            joined(site / f"{paths.of_year.format(year)}.{ending}", f"{paths.own}.{ending}", site, of_year)
        joined(site / f"{paths.of_all}.{ending}", f"{paths.own}.{ending}", site, wanted)


def _read(path: Path) -> Page:
    return Page(path.read_text(encoding="utf-8"))


def check_report(ours: Path, peers: Sequence[tuple[str, Path]], folder: Path) -> list[tuple[Held, Held]]:
    """One report on every site: what gongkai's page holds, and what the peer's does."""
    year, office = folder.name, folder.parent.name
    path = f"reports/{year}/{office}/index.html"
    wanted = written(folder)
    one = held(_read(ours / path), wanted)
    own, numbers = (ours / path).with_name(f"{office}-{year}.csv"), wanted.cells + wanted.facts
    data = {ending: as_written(_data(own.with_suffix(f".{ending}")), numbers) for ending in JOINTS}
    out = []
    for name, site in peers:
        two = held(_read(site / path), wanted)
        if one.labels != two.labels or one.cited != two.cited:
            differ = [pair for pair in zip(one.labels, two.labels, strict=False) if pair[0] != pair[1]][:3]
            raise Different(f"{site / path}: {differ} {one.cited} {two.cited}")
        for ending in () if name in PAGES_ONLY else JOINTS:
            same_data(data[ending], (site / path).with_name(f"index.{ending}"))
        out.append((one._replace(labels=[]), two._replace(labels=[])))
    return out


def pages_of(site: Path) -> set[str]:
    """A site's pages."""
    return {path.relative_to(site).as_posix() for path in site.rglob("*.html")}


def reached(site: Path, path: str) -> set[str]:
    """The pages of reports, years and offices that a page's main part leads to."""
    found = set()
    for link in _read(site / path).links:
        href = link.partition("#")[0].partition("?")[0]
        target = normpath(href.lstrip("/") if href.startswith("/") else join(dirname(path), href))
        target = target.removesuffix("/index.html")
        if re.fullmatch(r"(?:reports|offices)/[^.]+", target):
            found.add(target)
    return found


def check_lists(ours: Path, site: Path, reports: set[str]) -> int:
    """The peer's other pages lead where gongkai's do; how many pages only gongkai's site has."""
    mine, theirs = pages_of(ours), pages_of(site)
    if missing := theirs - mine:
        raise Different(f"gongkai's site lacks {sorted(missing)[:3]} of {site}")
    lists = {page for page in mine if re.fullmatch(r"index\.html|(?:reports|offices)/(?:[^/]+/)?index\.html", page)}
    if theirs != lists | reports:
        raise Different(f"{site}: not the pages that it must have: {sorted(theirs ^ (lists | reports))[:3]}")
    for path in sorted(lists):
        if missing := reached(ours, path) - reached(site, path):
            raise Different(f"{site / path}: does not lead to {sorted(missing)[:5]}")
    return len(mine - theirs)


def check(portal: Path, ours: Path, peers: Sequence[tuple[str, Path]]) -> Iterator[tuple[str, dict[str, int]]]:
    """Check everything, and say how much was held; raises Different."""
    folders = sorted((portal / "content" / "reports").glob("*/*"))
    reports = {f"reports/{folder.name}/{folder.parent.name}/index.html" for folder in folders}
    more = [check_lists(ours, site, reports) for _, site in peers]
    with ProcessPoolExecutor() as pool:
        found = list(pool.map(partial(check_report, ours, peers), folders, chunksize=25))
    wanted = {(folder.parent.name, folder.name) for folder in folders}
    check_joined(ours, OURS, wanted)
    for name, site in peers:
        if name not in PAGES_ONLY:
            check_joined(site, THEIRS, wanted)
    for at, (name, _) in enumerate(peers):
        sums: Counter[str] = Counter(more=more[at], reports=len(found))
        for one, two in (report[at] for report in found):
            sums.update(numbers=one.numbers, citations=len(one.cited), ours=one.reworded, theirs=two.reworded)
        yield name, dict(sums)


def main() -> None:
    """Check, and print as JSON what was found."""
    portal, ours, *sites = sys.argv[1:]
    peers = [(name, Path(site)) for name, _, site in (site.partition("=") for site in sites)]
    print(json.dumps(dict(check(Path(portal), Path(ours), peers))))


if __name__ == "__main__":
    main()
