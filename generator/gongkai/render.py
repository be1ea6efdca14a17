"""Routes to Artifacts: runs the templates, streams pages, data and copied files, and collects templates' mistakes."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from gongkai import feeds, routes
from gongkai.downloads import tidy
from gongkai.finding import Finding
from gongkai.page_frame import site_view
from gongkai.pages import MAKERS, Desk, report_title
from gongkai.routes import Route, pages_of
from gongkai.search import index


class Artifact(NamedTuple):
    """An output path and its bytes."""

    path: str
    data: bytes


def render_all(desk: Desk, todo: list[Route], root: Path, wrong: Callable[[Finding], None]) -> Iterator[Artifact]:
    """Every file of the site, one after the other: files first, for pages tell the sizes of those they offer.

    A template's mistake is told once per place and goes on.
    """
    sizes: dict[str, int] = {}
    for artifact in chain(_attached(desk, root), _data(desk)):
        sizes[artifact.path] = len(artifact.data)
        yield artifact
    desk = replace(desk, sizes=sizes)
    for route in todo:
        try:
            view = MAKERS[route.template](desk, route)
            text = desk.theme.page(route.template, view, site_view(desk, route, view.title))
        except Exception as error:  # noqa: BLE001  (`wrong` raises again what is not a template's mistake)
            wrong(desk.theme.wrong(route.template, error))
            continue
        yield Artifact(route.path, text.encode())
    for path, data in index.build(desk.portal, desk.filled, desk.theme.text("report.facts")):
        yield Artifact(path, data)
    yield from _feeds(desk, pages_of(todo))
    yield from _copies(desk, root)


def _data(desk: Desk) -> Iterator[Artifact]:
    texts: list[str] = []
    records: list[str] = []
    for report in desk.published:
        text = tidy.json_text(report, desk.portal, report_title(report, desk.portal), desk.notes.get(report.key, ()))
        texts.append(text)
        yield Artifact(routes.report_file(report.office, report.year, "json"), (text + "\n").encode())
        own = list(tidy.csv_lines(report, desk.portal))
        records += own
        yield Artifact(routes.report_file(report.office, report.year, "csv"), tidy.csv_bytes(own))
    yield Artifact(routes.DATA_CSV, tidy.csv_bytes(records))
    yield Artifact(routes.DATA_JSON, ("[\n" + ",\n".join(texts) + "\n]\n").encode())


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
    for path, data in desk.theme.made().items():
        yield Artifact(path, data)
    for path, file in desk.theme.assets().items():
        yield Artifact(path, file.read_bytes())
    for source in desk.portal.static:
        yield Artifact(routes.static_path(source), (root / source).read_bytes())


def _attached(desk: Desk, root: Path) -> Iterator[Artifact]:
    for report in desk.published:
        for source in report.attachments:
            yield Artifact(routes.attachment(report.office, report.year, source), (root / source).read_bytes())
