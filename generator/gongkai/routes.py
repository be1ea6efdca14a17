"""The one place where an address and an output path are made. Links are relative and end in a file."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from gongkai.finding import Finding, Related, Span, finding
from gongkai.portal import Page, Portal
from gongkai.report import Report

HOME = "index.html"
REPORTS = "reports/index.html"
OFFICES = "offices/index.html"
DATA_CSV = "data/reports.csv"
DATA_JSON = "data/reports.json"
DATA = "data/index.html"
PACKAGE = "data/datapackage.json"
DATA_OFFICES = "data/offices.csv"
DATA_INDICATORS = "data/indicators.csv"
REPORT_SCHEMA = "data/report.schema.json"
MANIFEST = "data/manifest.json"
DATA_FILES = (DATA_CSV, DATA_JSON, DATA_OFFICES, DATA_INDICATORS, PACKAGE, REPORT_SCHEMA, MANIFEST)
SITE_MAP = "sitemap/index.html"
SEARCH = "search/index.html"
SEARCH_DATA = "search"
SEARCH_SCRIPTS = tuple(f"assets/{name}.js" for name in ("index", "search-query", "search-show", "search"))
COMPARE = "compare/index.html"
COMPARE_SCRIPTS = ("assets/index.js", "assets/compare-figure.js", "assets/compare.js")
SORT_SCRIPT = "assets/sort.js"
SEARCH_BOX_SCRIPT = "assets/box.js"
REPORT_SCRIPT = "assets/report.js"
DISPLAY_SCRIPT = "assets/display.js"
ICON = "assets/icon.svg"
MISSING = "404.html"


class Route(NamedTuple):
    """An output path, which template makes it, what it shows, and the reports its page reads."""

    path: str
    template: str
    subject: object
    reads: tuple[tuple[str, int], ...]
    span: Span


def archive(year: int) -> str:
    """A year's archive."""
    return f"reports/{year}/index.html"


def office(oid: str) -> str:
    """An office's page with all its years."""
    return f"offices/{oid}/index.html"


def report(oid: str, year: int) -> str:
    """A report."""
    return f"reports/{year}/{oid}/index.html"


def form(fid: str) -> str:
    """A form's rules."""
    return f"forms/{fid}/index.html"


def report_file(oid: str, year: int, ending: str) -> str:
    """A report's data as a file named so that it still says what it is in a download folder."""
    return f"reports/{year}/{oid}/{oid}-{year}.{ending}"


def year_file(year: int, ending: str) -> str:
    """All reports of a year as one file."""
    return f"data/{year}.{ending}"


def attachment(oid: str, year: int, source: str) -> str:
    """An attachment, beside its report."""
    return f"reports/{year}/{oid}/attachments/{source.split('/attachments/', 1)[1]}"


def page(item: Page) -> str:
    """A page of the portal or of an office."""
    return f"offices/{item.office}/{item.name}/index.html" if item.office else f"pages/{item.name}/index.html"


def relative(target: str, source: str) -> str:
    """The link from one output path to another; signs that mean something in an address are encoded."""
    up, same = source.count("/"), 0
    while (end := source.find("/", same) + 1) and target.startswith(source[same:end], same):
        up, same = up - 1, end
    path = "../" * up + target[same:]
    return path.replace("%", "%25").replace("#", "%23").replace("?", "%3F").replace(" ", "%20")


def absolute(portal: Portal, path: str) -> str:
    """The full address of an output path, a folder's page without its file name; needs `base_url`."""
    base = (portal.options.base_url or "").rstrip("/") + "/"
    tail = relative(path, HOME)
    return base + (tail.removesuffix("index.html") if tail.endswith("/index.html") or tail == HOME else tail)


def rooted(portal: Portal, path: str) -> str:
    """A link that works from any depth of the host, for the page that stands in for missing ones."""
    return urlsplit(portal.options.base_url or "").path.rstrip("/") + "/" + relative(path, HOME)


def static_path(source: str) -> str:
    """A file of content/static/, copied as it is to the root."""
    return source.removeprefix("content/static/")


PAPERS = ("pdf", "docx", "xlsx")


def papers(portal: Portal) -> tuple[str, ...]:
    """The formats that each report is offered in beside CSV and JSON."""
    return tuple(name for name in PAPERS if name in portal.options.downloads)


def outputs(portal: Portal, routes: Sequence[Route], assets: Iterable[str]) -> Iterator[tuple[str, Span]]:
    """Every path that a build writes, with the source that asks for it."""
    yield from ((route.path, route.span) for route in routes)
    yield from ((path, portal.span) for path in (*DATA_FILES, *assets))
    yield from ((year_file(year, ending), portal.span) for year in portal.years() for ending in ("csv", "json"))
    yield f"{SEARCH_DATA}/manifest.js", portal.span
    yield from ((f"{SEARCH_DATA}/{year}/p0.js", portal.span) for year in portal.years())  # the first file of each year
    for item in portal.published():
        yield from (
            (report_file(item.office, item.year, ending), item.span) for ending in ("csv", "json", *papers(portal))
        )
        yield from ((attachment(item.office, item.year, a), Span(a)) for a in item.attachments)
    yield from ((static_path(source), Span(source)) for source in portal.static)


def pages_of(routes: Iterable[Route]) -> list[str]:
    """The page paths that urls.txt remembers: all but what stands in for others."""
    return [r.path for r in routes if r.template not in ("redirect.html", "missing.html")]


def collisions(paths: Iterable[tuple[str, Span]]) -> list[Finding]:
    """Two sources for one path (also where only some systems see them as one), or a file where a folder must be.

    Gives `route.collision`.
    """
    findings: list[Finding] = []
    files: dict[str, tuple[Span, str]] = {}
    folders: dict[str, tuple[Span, str]] = {}
    for path, span in paths:
        name = path.lower() if path.isascii() else unicodedata.normalize("NFC", path).casefold()
        above = [name[:i] for i, c in enumerate(name) if c == "/"]
        first = files.get(name) or folders.get(name) or next((files[a] for a in above if a in files), None)
        if first:
            other = first[1] if first[1] != path and name in files else ""
            findings.append(finding("route.collision", span, Related("first", first[0]), path=path, other=other))
            continue
        files[name] = span, path
        for folder in above:
            folders.setdefault(folder, (span, path))
    return findings


def compares(portal: Portal) -> bool:
    """Whether there is anything to compare offices by: the forms name trends, or reports give further numbers."""
    return any(r.form.trends or r.facts for r in portal.reports if portal.shows(r))


def route_all(portal: Portal) -> list[Route]:
    """Every page of the portal, in an order that never changes."""
    return list(_routes(portal))


def _routes(portal: Portal) -> Iterator[Route]:
    shown = portal.published()
    every = tuple(r.key for r in shown)
    yield Route(HOME, "home.html", None, every, portal.span)
    yield Route(REPORTS, "reports.html", None, every, portal.span)
    yield Route(OFFICES, "offices.html", None, every, portal.span)
    yield Route(SEARCH, "search.html", None, every, portal.span)
    if compares(portal):
        yield Route(COMPARE, "compare.html", None, every, portal.span)
    for year in portal.years():
        keys = tuple(r.key for r in shown if r.year == year)
        yield Route(archive(year), "archive.html", year, keys, portal.span)
    of_office: dict[str, list[Report]] = {}
    for item in shown:
        of_office.setdefault(item.office, []).append(item)
    for oid in portal.offices:
        keys = tuple(r.key for r in of_office.get(oid, ()))
        yield Route(office(oid), "office.html", oid, keys, portal.span)
    for item in shown:
        near = ((item.office, item.year - 1), item.key, (item.office, item.year + 1))
        keys = tuple(k for k in near if k in portal.by_key)
        yield Route(report(item.office, item.year), "report.html", item, keys, item.span)
    for used in portal.used_forms():
        keys = tuple(r.key for r in shown if r.form is used)
        yield Route(form(used.id), "form.html", used, keys, portal.span)
    yield Route(DATA, "data.html", None, every, portal.span)
    yield Route(SITE_MAP, "sitemap.html", None, (), portal.span)
    for old, (new, span) in sorted(portal.redirects.items()):
        yield Route(old, "redirect.html", new, (), span)
    if portal.options.base_url:
        yield Route(MISSING, "missing.html", None, (), portal.span)
    for entry in portal.pages:
        yield Route(page(entry), "page.html", entry, (), Span(entry.path))
