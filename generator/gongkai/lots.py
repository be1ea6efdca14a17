"""What a build makes, in lots: files that are made together, and a key of all that they depend on.

A lot whose key is that of the last build need not be made again. So a key must hold everything that its files are made
of; what that is, page kind by page kind, stands beside each lot.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from gongkai import feeds, routes
from gongkai.artifact import Artifact
from gongkai.dossiers import Dossier
from gongkai.downloads import data
from gongkai.downloads.papers import papers, tools
from gongkai.finding import Finding
from gongkai.memo import Memo, key_of
from gongkai.page_frame import site_view
from gongkai.pages import MAKERS, Desk, report_title
from gongkai.public_notes import Note
from gongkai.report import Report
from gongkai.routes import Route, pages_of
from gongkai.search.index import Index, Told
from gongkai.staging import Staging, Written

_JOINED = "joined "


class Made(NamedTuple):
    """What a lot comes to: its files, a template's mistakes, and what else there is to know, as plain data."""

    files: tuple[Written, ...]
    wrong: tuple[Finding, ...] = ()
    extra: Any = None


class Lot(NamedTuple):
    """A name that no other lot has, the key of all that it depends on ('': made every time), and how it is made.

    `sizes` are the files that it is put together from, which this build has made.
    """

    name: str
    key: str
    make: Callable[[], Made]
    sizes: Mapping[str, int] = {}


class Sources(NamedTuple):
    """What keys are made of: of all pages alike, of each report as it was written, of files that are copied.

    `everywhere` stands for the settings, the theme and our own code. `reports` are the marks of reports'
    files by (office, year), with what their citations come to, `offices` the keys of offices' dossiers. `linked` is
    what the slots of prose come to that leads into the portal, by source. `file` is the digest of a source file.
    """

    everywhere: str
    reports: Mapping[tuple[str, int], bytes]
    offices: Mapping[str, str]
    linked: Mapping[str, str]
    file: Callable[[Path], bytes]


def sources_of(
    everywhere: str, dossiers: Mapping[str, Dossier], linked: Mapping[str, str], file: Callable[[Path], bytes]
) -> Sources:
    """What keys are made of, from what was read of each office."""
    marks = {
        (name, year): mark + d.filled.get(year, b"") for name, d in dossiers.items() for year, mark in d.marks.items()
    }
    return Sources(everywhere, marks, {name: dossier.key for name, dossier in dossiers.items()}, linked, file)


class Bench:
    """A build at work: what its lots have in common."""

    def __init__(
        self, desk: Desk, todo: list[Route], root: Path, sources: Sources, staging: Staging, memo: Memo
    ) -> None:
        self.desk, self.todo, self.root, self.staging, self.memo = desk, todo, root, staging, memo
        self.sources = sources
        portal = desk.portal
        several = routes.compares(portal), len(desk.published) > 1
        menu = [(p.office, p.name, p.title, p.menu, p.order) for p in portal.pages]
        self.frame = key_of(sources.everywhere, repr((portal.static, several, desk.papers, menu)), *self._tools())
        heads = (
            (r.key, r.form.id, r.title, r.published, r.draft, r.attachments, tuple(r.facts)) for r in desk.published
        )
        self.heads = key_of(self.frame, repr(list(heads)))
        self.index = Index(portal, desk.filled, desk.theme.text("report.facts"))

    @property
    def key(self) -> str:
        """Of all that this build is made of and with: who would make another one elsewhere has another key."""
        pages = repr(self.desk.portal.pages)
        return key_of(self.heads, pages, *(part for office in self.sources.offices.items() for part in office))

    def _tools(self) -> Iterator[str | bytes]:
        """What papers are made with, and the pictures that they may show."""
        for name in self.desk.papers:
            yield tools(name, self.desk.portal.options.language)
        if self.desk.papers:
            yield from map(self.sources.file, (self.root / source for source in self.desk.portal.static))

    def offices(self) -> Iterator[Lot]:
        """Every office's page, its reports with all their files, and what lies beside them.

        They show the settings and the office's own reports, what their citations and links come to, and the notes.
        """
        of_office: dict[str, list[Route]] = {}
        for route in self.todo:
            if route.template in ("report.html", "office.html"):
                subject = route.subject
                of_office.setdefault(subject.office if isinstance(subject, Report) else str(subject), []).append(route)
        for oid, own in of_office.items():
            key = self.sources.offices.get(oid, "")
            said = [part for report in self.desk.by_office.get(oid, ()) for part in self._said(report)]
            named = key_of(self.frame, "office", oid, key, *said) if key or oid not in self.desk.by_office else ""
            yield Lot(f"office {oid}", named, partial(self._office, own))

    def _said(self, report: Report) -> Iterator[str]:
        """What a page says that does not come of the office's own files alone."""
        yield repr([_told(note) for note in self.desk.notes.get(report.key, ())])
        yield self.sources.linked.get(report.prose_path, "")

    def _office(self, own: Iterable[Route]) -> Made:
        files: list[Written] = []
        wrong: list[Finding] = []
        for route in own:
            if isinstance(route.subject, Report):
                files += self._beside(route.subject, wrong)
            sizes = {file.path: file.size for file in files}
            made = self._page(replace(self.desk, sizes=sizes), route)
            files += made.files
            wrong += made.wrong
        return Made(tuple(files), tuple(wrong))

    def _beside(self, report: Report, wrong: list[Finding]) -> Iterator[Written]:
        """A report's attachments, its papers, its data."""
        for source in report.attachments:
            path = routes.attachment(report.office, report.year, source)
            yield self.staging.put(Artifact(path, (self.root / source).read_bytes()))
        every = (
            *papers(self.desk, report, self.root, self.memo, wrong.append),
            *data.records(self.desk, report).files(),
        )
        yield from map(self.staging.put, every)

    def _page(self, desk: Desk, route: Route) -> Made:
        try:
            text = page(desk, route)
        except Exception as error:  # noqa: BLE001  (`wrong` raises again what is not a template's mistake)
            return Made((), (desk.theme.wrong(route.template, error),))
        return Made((self.staging.put(Artifact(route.path, text.encode())),))

    def years(self, files: Mapping[str, Written]) -> Iterator[Lot]:
        """The data of each year: the records of its reports, one after the other."""
        for ending in data.LONGEST_FIRST:
            for year, reports in self.desk.by_year.items():
                parts = [files[routes.report_file(r.office, r.year, ending.name)] for r in reports]
                yield self._joined(routes.year_file(year, ending.name), parts)

    def indexes(self) -> Iterator[Lot]:
        """Each year's part of the index."""
        forms = repr([form.id for form in self.index.forms])
        for year, reports in self.desk.by_year.items():
            marks = [part for r in reports for part in (repr(r.key), self.sources.reports.get(r.key, b""))]
            beyond = [self.sources.linked.get(r.prose_path, "") for r in reports]
            key = key_of(self.frame, "index", forms, *marks, *beyond) if all(marks) else ""
            yield Lot(f"index {year}", key, partial(self._index, year))

    def _index(self, year: int) -> Made:
        files, told = self.index.year(year)
        return Made(tuple(self.staging.put(Artifact(path, content)) for path, content in files), (), tuple(told))

    def whole(self, files: Mapping[str, Written]) -> Iterator[Lot]:
        """The data of all reports."""
        for ending, path in zip(data.LONGEST_FIRST, (routes.DATA_JSON, routes.DATA_CSV), strict=True):
            parts = [files[routes.year_file(year, ending.name)] for year in self.desk.by_year]
            yield self._joined(path, parts)

    def _joined(self, path: str, parts: list[Written]) -> Lot:
        sizes = {part.path: part.size for part in parts}
        key = key_of(self.sources.everywhere, path, *(part.sha256 for part in parts))
        return Lot(f"{_JOINED}{path}", key, partial(self._join, path, sizes), sizes)

    def _join(self, path: str, sizes: Mapping[str, int]) -> Made:
        ending = next(ending for ending in data.LONGEST_FIRST if path.endswith(f".{ending.name}"))
        whole = path in (routes.DATA_CSV, routes.DATA_JSON)
        return Made((self.staging.put(data.joined(path, ending, sizes, self.staging.parts, years=whole)),))

    def named(self) -> Callable[[str, Mapping[str, int]], Made]:
        """Makes a lot by its name and `sizes`: all that a worker elsewhere is told of it."""
        lots = {lot.name: lot for lot in (*self.offices(), *self.indexes(), *self.pages(), *self.copies())}

        def make(name: str, sizes: Mapping[str, int]) -> Made:
            return self._join(name.removeprefix(_JOINED), sizes) if name.startswith(_JOINED) else lots[name].make()

        return make

    def pages(self) -> Iterator[Lot]:
        """The pages that are not of an office. Lists show the heads of all reports, archives what a year's say."""
        for route in self.todo:
            match route.template:
                case "report.html" | "office.html" | "data.html":
                    continue
                case "archive.html":
                    reports = self.desk.by_year[int(str(route.subject))]
                    marks = [self.sources.reports.get(r.key, b"") for r in reports]
                    heads = repr((list(self.desk.by_year), [r.key for r in reports]))
                    key = key_of(self.frame, route.path, heads, *marks) if all(marks) else ""
                case "page.html":
                    linked = self.sources.linked.get(route.span.path, "")
                    key = key_of(self.frame, route.path, repr(route.subject), linked)
                case "form.html" | "redirect.html" | "missing.html":
                    key = key_of(self.frame, route.path)
                case _:
                    key = key_of(self.heads, route.path)
            yield Lot(f"page {route.path}", key, partial(self._page, self.desk, route))

    def last(self, files: Mapping[str, Written], told: Mapping[int, Told]) -> Iterator[Lot]:
        """What tells of files that were made: descriptions of the data, the index's manifest, the sitemap and feed."""
        whole = {path: file for path, file in files.items() if path.startswith("data/")}

        def put(artifacts: Iterable[Artifact]) -> Made:
            return Made(tuple(map(self.staging.put, artifacts)))

        yield Lot("data", self._telling("data", whole), lambda: put(data.described(self.desk, whole)))
        key = key_of(self.heads, "index", repr(sorted(told.items())))
        yield Lot("index", key, lambda: put([Artifact(*self.index.manifest(told))]))
        yield Lot("feeds", key_of(self.heads, "feeds"), lambda: put(self._feeds()))

    def data_page(self, files: Mapping[str, Written]) -> Iterator[Lot]:
        """The page of data, which tells the sizes of all others, and shows one of the numbers."""
        whole = {path: file for path, file in files.items() if path.startswith("data/")}
        desk = replace(self.desk, sizes={path: file.size for path, file in whole.items()})
        for route in self.todo:
            if route.template == "data.html":
                yield Lot(f"page {route.path}", self._telling(route.path, whole), partial(self._page, desk, route))

    def _telling(self, name: str, files: Mapping[str, Written]) -> str:
        """The key of what tells of other files."""
        return key_of(self.heads, name, *(f"{path} {file.size} {file.sha256}" for path, file in sorted(files.items())))

    def copies(self) -> Iterator[Lot]:
        """Files that are only copied, and what is made of the theme's options."""
        made = [Artifact(path, content) for path, content in self.desk.theme.made().items()]
        yield Lot("options", self.frame, lambda: Made(tuple(map(self.staging.put, made))))
        sources = dict(self.desk.theme.assets())
        sources |= {routes.static_path(source): self.root / source for source in self.desk.portal.static}
        for path, file in sources.items():
            key = key_of("copy", path, self.sources.file(file))
            yield Lot(f"copy {path}", key, partial(self._copy, path, file))

    def _copy(self, path: str, file: Path) -> Made:
        return Made((self.staging.put(Artifact(path, file.read_bytes())),))

    def _feeds(self) -> Iterator[Artifact]:
        """What only an address makes possible; a robots.txt of the portal's own stands."""
        portal = self.desk.portal
        if not portal.options.base_url:
            return
        titled = [(r, report_title(r, portal)) for r in self.desk.published]
        yield from (Artifact(path, text.encode()) for path, text in feeds.sitemaps(portal, pages_of(self.todo)))
        yield Artifact(feeds.FEED, feeds.feed(portal, titled, self.desk.theme.text("language")).encode())
        if f"content/static/{feeds.ROBOTS}" not in portal.static:
            yield Artifact(feeds.ROBOTS, feeds.robots(portal).encode())


def _told(note: Note) -> tuple[object, ...]:
    """A note as readers see it."""
    return note.waiver.reason, note.waiver.by, note.about


def page(desk: Desk, route: Route) -> str:
    """One page. Raises whatever its template does."""
    view = MAKERS[route.template](desk, route)
    return desk.theme.page(route.template, view, site_view(desk, route, view.title))
