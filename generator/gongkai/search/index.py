"""The index as files: a small manifest, and for each year postings, texts and values.

    search/manifest.js      offices, rows of the forms, and of each year: its reports, and how its files are cut
    search/2020/p0.js …     postings: term → units, `#` term → units with it in a heading, `=`, `~` number → cells
    search/2020/t0.js …     texts of the units, to verify and to quote
    search/2020/v0.js …     values of some rows, for all reports of the year

Each file is one call, `gongkai.put(name, data)` (see `themes/base/assets/index.js`), so that a page may load it from
disk and under a strict policy. An edit touches the files of its year, and the manifest, which names its version.
"""

import json
import zlib
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, repeat
from typing import Any, NamedTuple

from gongkai import routes
from gongkai.form import Form
from gongkai.indicators import FACTS, Row, forms_in_use, rows
from gongkai.pages import office_name, report_title
from gongkai.portal import Portal
from gongkai.report import Report
from gongkai.resolve import Filled
from gongkai.search import columns
from gongkai.search.columns import Cells, Shown
from gongkai.search.postings import posting, shards, varints
from gongkai.search.texts import Unit, units
from gongkai.search.variants import folding
from gongkai.search.words import Terms, folded, named, numbers, terms

CHUNK = 10_000  # bytes of text in a file


HEADINGS = 40  # headings of the offices' own that are worth suggesting: those of most reports


class Told(NamedTuple):
    """What the manifest says of a year: how its files are cut, its characters, how often each heading, its version."""

    entry: dict[str, Any]
    characters: str
    headings: dict[str, int]
    version: str


class Index:
    """The index of a portal: what its years have in common. `facts` is what the theme calls the further numbers."""

    def __init__(self, portal: Portal, filled: Filled, facts: str) -> None:
        self.portal, self.filled = portal, filled
        self.published = portal.published()
        self.forms = forms_in_use(self.published)
        self.catalogue = rows(portal, facts)
        self.numbered = columns.cells(self.catalogue, self.forms)
        self.by_year: dict[int, list[Report]] = {}
        for report in self.published:
            self.by_year.setdefault(report.year, []).append(report)

    def year(self, year: int) -> tuple[Sequence[tuple[str, bytes]], Told]:
        """A year's files; it looks at the reports of that year, and at the rows that all forms in use have."""
        entries = (entry(report, self.filled, self.numbered) for report in self.by_year[year])
        return segment(year, entries, self.numbered)

    def manifest(self, told: Mapping[int, Told]) -> tuple[str, bytes]:
        """The manifest of all years, newest first."""
        portal, published = self.portal, self.published
        reporting = {r.office for r in published}
        offices = [oid for oid in dict.fromkeys((*portal.offices, *sorted(reporting))) if oid in reporting]
        number = {oid: i for i, oid in enumerate(offices)}
        title = _usual_title(published)
        years = [
            of.entry
            | {"y": year, "r": [number[r.office] for r in self.by_year[year]]}
            | {"t": _titles(self.by_year[year], portal, title), "v": of.version}
            for year, of in told.items()
        ]
        headings = sum((Counter(of.headings) for of in told.values()), Counter[str]())
        says = {
            # the routes' own patterns: office ids and years are the only things that differ
            "report": routes.report("{office}", 0).replace("0", "{year}"),
            "office": routes.office("{office}"),
            "title": title,
            "offices": [[oid, office_name(portal, oid)] for oid in offices],
            "years": years,
            "headings": _usual_headings(headings, self.forms),
            "sections": {table: sid for form in reversed(self.forms) for table, sid in _sections(form)},
            **_catalogue(self.catalogue),
            "measures": columns.measures(self.numbered, self.forms),
        }
        vocabulary = json.dumps(
            [says[key] for key in ("offices", "captions", "columns", "rows", "measures")], ensure_ascii=False
        )
        characters = {char for of in told.values() for char in of.characters}
        return _file("manifest", says | {"variants": folding(characters | set(folded(vocabulary)))})


class Entry(NamedTuple):
    """What a report brings to its year, made of nothing but the report: plain data that may be kept.

    `terms` and `headed` are those of each unit and of its headings, `numbers` keys with their cells, `shown` the values
    of all cells.
    """

    units: Sequence[Unit]
    terms: Sequence[Terms]
    headed: Sequence[Terms]
    numbers: Sequence[tuple[str, int]]
    shown: Sequence[Shown]


_of_headings = lru_cache(maxsize=1024)(terms)  # the forms', nearly always


def entry(report: Report, filled: Filled, numbered: Cells) -> Entry:
    """A report as the index sees it."""
    own, values = units(report, filled), columns.values(report, numbered)
    headings = ["\n".join(p.heading for p in unit) for unit in own]
    texts = ["\n".join(p.text for p in unit) for unit in own]
    return Entry(
        own,
        [terms(f"{heading}\n{text}") for heading, text in zip(headings, texts, strict=True)],
        [_of_headings(heading) for heading in headings],
        columns.numbers(values),
        columns.written(report, numbered, values),
    )


def segment(year: int, entries: Iterable[Entry], numbered: Cells) -> tuple[Sequence[tuple[str, bytes]], Told]:
    """A year's postings, texts and values."""
    every: list[Unit] = []
    counts: list[int] = []
    shown: list[Sequence[Shown]] = []
    headings: Counter[str] = Counter()
    held: defaultdict[int | str, list[int]] = defaultdict(list)
    headed: defaultdict[int | str, list[int]] = defaultdict(list)
    cells: defaultdict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(entries):
        for i, (found, above) in enumerate(zip(one.terms, one.headed, strict=True), len(every)):
            _hold(held, found, i)
            _hold(headed, above, i)
        for key, cell in one.numbers:
            cells[key].append(number * len(numbered.ids) + cell)
        every += one.units
        counts.append(len(one.units))
        shown.append(one.shown)
        headings.update({p.heading for unit in one.units for p in unit if p.heading})
    count = len(every)
    postings = {term: posting(where, count) for term, where in _named(held)}
    characters = set().union(*postings)
    postings |= {f"#{term}": posting(where, count) for term, where in _named(headed)}
    postings |= {key: varints(where) for key, where in cells.items()}
    del held, headed, cells
    cut, chunks, groups = shards(postings), list(_chunks(every)), list(columns.groups(shown, numbered.rows))
    files: dict[str, Any] = {f"p{i}": shard for i, shard in enumerate(cut)}
    files |= {f"t{i}": chunk for i, (_, chunk) in enumerate(chunks)}
    files |= {f"v{i}": group for i, (_, group) in enumerate(groups)}
    made = [_file(f"{year}/{name}", data) for name, data in files.items()]
    version = 0
    for _, content in made:
        version = zlib.crc32(content, version)
    told = {"u": counts, "p": len(cut), "c": [first for first, _ in chunks], "g": [first for first, _ in groups]}
    return made, Told(told, "".join(sorted(characters)), dict(sorted(headings.items())), f"{version:08x}")


def _hold(held: defaultdict[int | str, list[int]], found: Terms, unit: int) -> None:
    """Note a unit for each of its terms."""
    terms_of: Iterable[int | str] = chain(numbers(found), found.words)
    lists = map(held.__getitem__, terms_of)
    deque(map(list.append, lists, repeat(unit)), maxlen=0)


def _named(held: Mapping[int | str, list[int]]) -> Iterator[tuple[str, list[int]]]:
    """The terms as texts."""
    words = [key for key in held if isinstance(key, str)]
    pairs = named(key for key in held if isinstance(key, int))
    return chain(((word, held[word]) for word in words), ((pairs[n], held[n]) for n in pairs))


def _chunks(every: Sequence[Unit]) -> Iterator[tuple[int, list[Unit]]]:
    """The number of the first unit, and units of about `CHUNK` bytes."""
    first = size = 0
    held: list[Unit] = []
    for i, unit in enumerate(every):
        length = sum(len(p.text.encode()) for p in unit)
        if held and size + length > CHUNK:
            yield first, held
            first, held, size = i, [], 0
        held.append(unit)
        size += length
    if held:
        yield first, held


def _usual_title(reports: Sequence[Report]) -> str:
    """The pattern of most reports' titles."""
    counted = Counter(r.form.report_title for r in reports)
    return min(counted, key=lambda title: (-counted[title], title), default="")


def _titles(reports: Sequence[Report], portal: Portal, usual: str) -> dict[str, str]:
    """Titles that are not the usual one, by the report's number in its year."""

    def expected(report: Report) -> str:
        return usual.replace("{office}", office_name(portal, report.office)).replace("{year}", str(report.year))

    titles = {str(i): report_title(report, portal) for i, report in enumerate(reports)}
    return {i: title for i, title in titles.items() if title != expected(reports[int(i)])}


def _usual_headings(counted: Mapping[str, int], forms: Sequence[Form]) -> list[str]:
    """The forms' headings, and those that most reports chose for themselves; their numbers are the reader's to drop."""
    own = list(dict.fromkeys(s.heading for form in forms for s in form.sections))
    others = sorted((h for h, n in counted.items() if n > 1 and h not in own), key=lambda h: (-counted[h], h))
    return own + others[:HEADINGS]


def _sections(form: Form) -> Iterator[tuple[str, str]]:
    """Each table, and the facts, with the section they stand in."""
    for section in form.sections:
        if section.table:
            yield section.table, section.id
        if section.facts:
            yield FACTS, section.id


def _catalogue(catalogue: Sequence[Row]) -> dict[str, Any]:
    """Rows as `[id, caption, groups, label, words, columns]`; captions and columns by their number."""
    captions = list(dict.fromkeys(row.caption for row in catalogue))
    heads = list(dict.fromkeys(row.columns for row in catalogue))
    return {
        "captions": captions,
        "columns": heads,
        "rows": [
            [row.id, captions.index(row.caption), row.groups, row.label, row.words, heads.index(row.columns)]
            for row in catalogue
        ],
    }


def _file(name: str, data: Any) -> tuple[str, bytes]:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"{routes.SEARCH_DATA}/{name}.js", f"gongkai.put({json.dumps(name)},{text});\n".encode()
