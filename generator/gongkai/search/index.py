"""The index as files: a small manifest, and for each year postings, texts and values.

    search/manifest.js      offices, rows of the forms, and of each year: its reports, and how its files are cut
    search/2020/p0.js …     postings: term → units, number → cells
    search/2020/t0.js …     texts of the units, to verify and to quote
    search/2020/v0.js …     values of some rows, for all reports of the year

Each file is one call, `gongkai.put(name, data)` (see `themes/base/assets/index.js`), so that a page may load it from disk and under a strict policy.
An edit touches the files of its year, and the manifest, which names each year's version.
"""

import json
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from gongkai import routes
from gongkai.indicators import Row, forms_in_use, rows
from gongkai.pages import office_name, report_title
from gongkai.portal import Portal
from gongkai.report import Report
from gongkai.resolve import Filled
from gongkai.search import columns
from gongkai.search.columns import Cells
from gongkai.search.postings import posting, shards, varints
from gongkai.search.texts import Unit, units
from gongkai.search.words import terms

CHUNK = 10_000  # bytes of text in a file


class Segment(NamedTuple):
    """A year's files (name → data), and its entry in the manifest."""

    files: dict[str, Any]
    entry: dict[str, Any]


def build(portal: Portal, filled: Filled, facts: str) -> Iterator[tuple[str, bytes]]:
    """Every file of the index; `facts` is what the theme calls the numbers outside the tables."""
    published = portal.published()
    catalogue = rows(portal, facts)
    numbered = columns.cells(catalogue, forms_in_use(published))
    reporting = {r.office for r in published}
    offices = [oid for oid in dict.fromkeys((*portal.offices, *sorted(reporting))) if oid in reporting]
    title = _usual_title(published)
    years = []
    for year in portal.years():
        reports = [r for r in published if r.year == year]
        files, entry = segment(reports, filled, numbered)
        entry |= {"y": year, "r": [offices.index(r.office) for r in reports], "t": _titles(reports, portal, title)}
        version = 0
        for name, data in files.items():
            path, content = _file(f"{year}/{name}", data)
            version = zlib.crc32(content, version)
            yield path, content
        years.append(entry | {"v": f"{version:08x}"})
    yield _file(
        "manifest",
        {
            # the route's own pattern: office ids and years are the only things that differ
            "report": routes.report("{office}", 0).replace("0", "{year}"),
            "title": title,
            "offices": [[oid, office_name(portal, oid)] for oid in offices],
            "years": years,
            **_catalogue(catalogue),
        },
    )


def segment(reports: Sequence[Report], filled: Filled, numbered: Cells) -> Segment:
    """A year's postings, texts and values."""
    parts = [units(report, filled) for report in reports]
    every = [unit for part in parts for unit in part]
    held: dict[str, list[int]] = {}
    for i, unit in enumerate(every):
        for term in {t for p in unit for text in (p.heading, p.text) for t in terms(text)}:
            held.setdefault(term, []).append(i)
    entries = {term: posting(where, len(every)) for term, where in held.items()}
    values = [columns.values(report, numbered) for report in reports]
    entries |= {key: varints(where) for key, where in columns.numbers(values).items()}
    postings = shards(entries)
    chunks = list(_chunks(every))
    shown = list(columns.groups([columns.written(report, numbered) for report in reports], numbered.rows))
    files: dict[str, Any] = {f"p{i}": shard for i, shard in enumerate(postings)}
    files |= {f"t{i}": chunk for i, (_, chunk) in enumerate(chunks)}
    files |= {f"v{i}": group for i, (_, group) in enumerate(shown)}
    cut = {"p": len(postings), "c": [first for first, _ in chunks], "g": [first for first, _ in shown]}
    return Segment(files, {"u": [len(part) for part in parts], **cut})


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
