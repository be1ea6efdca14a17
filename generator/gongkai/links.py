"""Links in prose: from one source file to another, as authors see them, to links between output paths."""

import difflib
import posixpath
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import unquote

from gongkai import routes
from gongkai.finding import Finding, finding
from gongkai.portal import Portal
from gongkai.prose import Slot
from gongkai.report import Report


class Targets(NamedTuple):
    """Source files and folders that prose may link to, with their output paths; drafts' are known but not shown."""

    known: Mapping[str, str]
    drafts: frozenset[str]


def targets(portal: Portal) -> Targets:
    """What a link may name: pages, files, reports, and the folders of offices and years."""
    known = {
        "content/portal.yaml": routes.HOME,
        "content/reports": routes.REPORTS,
        "content/offices": routes.OFFICES,
        "content/offices.yaml": routes.OFFICES,
    }
    known |= {f"content/offices/{oid}": routes.office(oid) for oid in portal.offices}
    known |= {f"content/reports/{year}": routes.archive(year) for year in portal.years()}
    known |= {p.path: routes.page(p) for p in portal.pages}
    known |= {s: routes.static_path(s) for s in portal.static}
    drafts: set[str] = set()
    folders = [(r.office, r.year, r.path.rsplit("/", 1)[0], r.attachments, r.draft) for r in portal.reports]
    folders += [(office, year, folder, (), False) for (office, year), folder in portal.unread.items()]
    for office, year, folder, attachments, draft in folders:
        address = routes.report(office, year)
        here = dict.fromkeys((folder, f"{folder}/report.yaml", f"{folder}/report.md"), address)
        here |= {a: routes.attachment(office, year, a) for a in attachments}
        known |= here
        drafts |= set(here) if draft and not portal.drafts_shown else set()
    return Targets(known, frozenset(drafts))


def link(slot: Slot, source: str, here: str, report: Report | None, where: Targets) -> tuple[str, Finding | None]:
    """A link written relative to its source file, as a link between output paths."""
    address, _, fragment = slot.text.partition("#")
    folder = posixpath.dirname(source)
    path = posixpath.normpath(posixpath.join(folder, unquote(address)))
    if path not in where.known:
        names = [p for p in where.known if posixpath.splitext(p)[1] == posixpath.splitext(path)[1]]
        near = difflib.get_close_matches(path, names, n=1, cutoff=0.75)
        instead = routes.relative(near[0], source) if near else ""
        return "", finding("link.missing", slot.span, link=unquote(slot.text), file=path, instead=instead)
    if path in where.drafts and not (report and report.draft):
        return "", finding("link.draft", slot.span, link=unquote(slot.text))
    return routes.relative(where.known[path], here) + (f"#{fragment}" if fragment else ""), None
