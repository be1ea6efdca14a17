"""Routes to Artifacts: runs the templates, streams pages, data and copied files, and collects templates' mistakes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from gongkai import feeds, routes
from gongkai.artifact import Artifact, Streamed
from gongkai.downloads import data
from gongkai.downloads.papers import papers
from gongkai.finding import Finding
from gongkai.memo import Memo
from gongkai.page_frame import site_view
from gongkai.pages import MAKERS, Desk, report_title
from gongkai.report import Report
from gongkai.routes import Route, pages_of
from gongkai.search import index
from gongkai.workers import mapped


class Made(NamedTuple):
    """What one route comes to: files, with those of a report its records, and a template's mistakes."""

    files: Sequence[Artifact]
    records: data.Records | None
    wrong: Sequence[Finding]


def render_all(
    desk: Desk, todo: list[Route], root: Path, wrong: Callable[[Finding], None], jobs: int, memo: Memo
) -> Iterator[Artifact | Streamed]:
    """Every file of the site, one after the other: files first, for pages tell the sizes of those they offer.

    A template's mistake is told once per place and goes on.
    """
    sizes: dict[str, int] = {}

    def sized(artifact: Artifact | Streamed) -> Artifact | Streamed:
        sizes[artifact.path] = artifact.size
        return artifact

    def made(work: Callable[[Desk, Route], Made], routes_: list[Route]) -> Iterator[Made]:
        here = replace(desk, sizes=sizes)
        for one in mapped(lambda route: work(here, route), routes_, jobs):
            for found in one.wrong:
                wrong(found)
            yield one

    yield from map(sized, _attached(desk, root))
    with data.joined() as joined:
        reports = [route for route in todo if isinstance(route.subject, Report)]
        for one in made(lambda here, route: _report(here, route, root, memo), reports):
            yield from one.files
            if one.records:
                joined.add(one.records)
        yield from map(sized, joined.files(desk))
    memo.prune()
    for one in made(_page, [route for route in todo if not isinstance(route.subject, Report)]):
        yield from one.files
    for path, built in index.build(desk.portal, desk.filled, desk.theme.text("report.facts"), jobs):
        yield Artifact(path, built)
    yield from _feeds(desk, pages_of(todo))
    yield from _copies(desk, root)


def _report(desk: Desk, route: Route, root: Path, memo: Memo) -> Made:
    """All files of a report."""
    report = route.subject
    if not isinstance(report, Report):
        raise TypeError(route)
    found: list[Finding] = []
    records = data.records(desk, report)
    files = [*papers(desk, report, root, memo, found.append), *records.files()]
    attached = (routes.attachment(report.office, report.year, source) for source in report.attachments)
    sizes = {path: desk.sizes[path] for path in attached} | {file.path: file.size for file in files}
    shown = _page(replace(desk, sizes=sizes), route)
    return Made([*files, *shown.files], records, [*found, *shown.wrong])


def _page(desk: Desk, route: Route) -> Made:
    """One page."""
    try:
        text = page(desk, route)
    except Exception as error:  # noqa: BLE001  (`wrong` raises again what is not a template's mistake)
        return Made([], None, [desk.theme.wrong(route.template, error)])
    return Made([Artifact(route.path, text.encode())], None, [])


def page(desk: Desk, route: Route) -> str:
    """One page. Raises whatever its template does."""
    view = MAKERS[route.template](desk, route)
    return desk.theme.page(route.template, view, site_view(desk, route, view.title))


def _feeds(desk: Desk, paths: list[str]) -> Iterator[Artifact]:
    """What only an address makes possible; a robots.txt of the portal's own stands."""
    portal = desk.portal
    if not portal.options.base_url:
        return
    titled = [(r, report_title(r, portal)) for r in desk.published]
    yield Artifact(feeds.SITEMAP_XML, feeds.sitemap(portal, paths).encode())
    yield Artifact(feeds.FEED, feeds.feed(portal, titled, desk.theme.text("language")).encode())
    if f"content/static/{feeds.ROBOTS}" not in portal.static:
        yield Artifact(feeds.ROBOTS, feeds.robots(portal).encode())


def _copies(desk: Desk, root: Path) -> Iterator[Artifact]:
    for path, made in desk.theme.made().items():
        yield Artifact(path, made)
    for path, file in desk.theme.assets().items():
        yield Artifact(path, file.read_bytes())
    for source in desk.portal.static:
        yield Artifact(routes.static_path(source), (root / source).read_bytes())


def _attached(desk: Desk, root: Path) -> Iterator[Artifact]:
    for report in desk.published:
        for source in report.attachments:
            yield Artifact(routes.attachment(report.office, report.year, source), (root / source).read_bytes())
