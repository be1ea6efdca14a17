"""Links in prose: from one source file to another, as authors see them, to links between output paths."""

import difflib
import posixpath
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import unquote

from gongkai import anchors, outside, routes
from gongkai.finding import Finding, Word, finding
from gongkai.portal import Page, Portal
from gongkai.prose import Slot
from gongkai.report import Report


class Targets(NamedTuple):
    """Source files and folders that prose may link to, with their output paths; drafts' are known but not shown.

    `pages` are the output paths whose anchors are known: those of reports and pages, and (None) those of lists.
    """

    known: Mapping[str, str]
    drafts: frozenset[str]
    pages: Mapping[str, Report | Page | None]


NOWHERE = Targets({}, frozenset(), {})


def targets(portal: Portal) -> Targets:
    """What a link may name: pages, files, reports, and the folders of offices and years."""
    known = {
        "content/portal.yaml": routes.HOME,
        "content/reports": routes.REPORTS,
        "content/offices": routes.OFFICES,
        "content/offices.yaml": routes.OFFICES,
    }
    known |= {f"content/offices/{oid}": routes.office(oid) for oid in portal.offices}
    years = dict.fromkeys((*portal.years(), *(each.year for each in portal.unread.values())))
    known |= {f"content/reports/{year}": routes.archive(year) for year in years}
    pages: dict[str, Report | Page | None] = dict.fromkeys(known.values())
    known |= {p.path: routes.page(p) for p in portal.pages}
    pages |= {routes.page(p): p for p in portal.pages}
    pages |= {routes.report(r.office, r.year): r for r in portal.reports}
    known |= {s: routes.static_path(s) for s in portal.static}
    drafts: set[str] = set()
    folders = [(r.office, r.year, r.path.rsplit("/", 1)[0], r.attachments, r.draft) for r in portal.reports]
    folders += [(each.office, each.year, each.folder, each.attachments, False) for each in portal.unread.values()]
    for office, year, folder, attachments, draft in folders:
        address = routes.report(office, year)
        here = dict.fromkeys((folder, f"{folder}/report.yaml", f"{folder}/report.md"), address)
        here |= {a: routes.attachment(office, year, a) for a in attachments}
        known |= here
        drafts |= set(here) if draft and not portal.drafts_shown else set()
    return Targets(known, frozenset(drafts), pages)


def link(slot: Slot, source: str, here: str, report: Report | None, where: Targets) -> tuple[str, Finding | None]:
    """A link written relative to its source file, as a link between output paths.

    Gives `link.missing`, `link.case`, `link.address`, `link.draft`, `link.anchor`.
    """
    address, hash_, fragment = slot.text.partition("#")
    folder = posixpath.dirname(source)
    path = posixpath.normpath(posixpath.join(folder, unquote(address))) if address else source
    if path not in where.known:
        return "", _missing(slot, source, path, where)
    if path in where.drafts and not (report and report.draft):
        return "", finding("link.draft", slot.span, link=unquote(slot.text))
    there = where.known[path]
    if hash_ and there in where.pages and (wrong := anchors.check(slot, unquote(fragment), where.pages[there])):
        return "", wrong
    if there == here and hash_:
        return f"#{fragment}", None
    return routes.relative(there, here) + (f"#{fragment}" if fragment else ""), None


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def _missing(slot: Slot, source: str, path: str, where: Targets) -> Finding:
    """What a link to nothing was meant to be: a file spelt in other letters, another site, a file like it."""
    text = unquote(slot.text)
    wanted = _folded(path.replace("\\", "/"))
    same = next((p for p in where.known if _folded(p) == wanted), "")
    if same and "\\" not in path:
        spelt = unicodedata.normalize("NFC", same) == unicodedata.normalize("NFC", path)
        difference = Word("link.unicode" if spelt else "link.letters")
        return finding("link.case", slot.span, link=text, difference=difference, instead=routes.relative(same, source))
    if not same and (trouble := outside.meant(text)):
        if trouble.code == "link.address":
            return finding(trouble.code, slot.span, link=text, problem=trouble.problem, instead=trouble.instead)
        return finding("link.missing", slot.span, link=text, file=path, instead=trouble.instead)
    names = [p for p in where.known if posixpath.splitext(p)[1] == posixpath.splitext(path)[1]]
    near = [same] if same else difflib.get_close_matches(path, names, n=1, cutoff=0.75)
    instead = routes.relative(near[0], source) if near else ""
    return finding("link.missing", slot.span, link=text, file=path, instead=instead)
