"""Routes to Artifacts: runs the templates, streams pages, data and copied files, and collects templates' mistakes."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

from gongkai import feeds, routes
from gongkai.artifact import Artifact, Streamed
from gongkai.downloads import data
from gongkai.downloads.papers import papers
from gongkai.finding import Finding
from gongkai.memo import Memo
from gongkai.page_frame import site_view
from gongkai.pages import MAKERS, Desk, report_title
from gongkai.routes import Route, pages_of
from gongkai.search import index

CACHE = ".gongkai/cache"


def render_all(
    desk: Desk, todo: list[Route], root: Path, wrong: Callable[[Finding], None]
) -> Iterator[Artifact | Streamed]:
    """Every file of the site, one after the other: files first, for pages tell the sizes of those they offer.

    A template's mistake is told once per place and goes on.
    """
    sizes: dict[str, int] = {}
    memo = Memo(root / CACHE)
    for artifact in chain(_attached(desk, root), papers(desk, root, memo, wrong), data.files(desk)):
        sizes[artifact.path] = artifact.size
        yield artifact
    desk = replace(desk, sizes=sizes)
    for route in todo:
        try:
            text = page(desk, route)
        except Exception as error:  # noqa: BLE001  (`wrong` raises again what is not a template's mistake)
            wrong(desk.theme.wrong(route.template, error))
            continue
        yield Artifact(route.path, text.encode())
    for path, built in index.build(desk.portal, desk.filled, desk.theme.text("report.facts")):
        yield Artifact(path, built)
    yield from _feeds(desk, pages_of(todo))
    yield from _copies(desk, root)


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
