"""Which parts of a page a link may lead to with `#…`: what pages.py and report_view.py give an id."""

from collections.abc import Collection
from functools import lru_cache

from gongkai.finding import Finding, finding
from gongkai.form import Form, Section
from gongkai.layout import lay_out
from gongkai.portal import Page
from gongkai.prose import Slot, Title
from gongkai.report import Narrative, Report
from gongkai.report_prose import plain
from gongkai.schema import did_you_mean

DOWNLOADS = "downloads"
AS_PRINTED = "as-printed"
NOTES = "notes"
NOTE = "note-"  # and the waiver's number
EVERYWHERE = frozenset(("", "top", "main"))  # '' and `top` are the browser's own words for a page's beginning


def pieces(report: Report) -> list[tuple[Section | None, Narrative | None, bool]]:
    """(section, narrative, whether the section's table and facts stand here) in printed order.

    Narratives keep the order they were written in; a section without one comes where the form has it.
    """
    form = report.form
    order = {s.id: i for i, s in enumerate(form.sections)}
    by_id = {s.id: s for s in form.sections}
    owner = {n.section: n for n in report.narratives}
    owner |= {n.section: n for n in report.narratives if n.prose.table}
    facts = facts_section(report)
    found: list[tuple[Section | None, Narrative | None, bool]] = []
    waiting = [s for s in form.sections if s.id not in owner and (s.table or s.id == facts)]
    for narrative in report.narratives:
        at = order.get(narrative.section, -1)
        while waiting and order[waiting[0].id] < at:
            found.append((waiting.pop(0), None, True))
        found.append((by_id.get(narrative.section), narrative, owner[narrative.section] is narrative))
    return found + [(s, None, True) for s in waiting]


def facts_section(report: Report) -> str:
    """The section that shows the facts: the one the form names, else the last; '' where there are none to show."""
    named = [s.id for s in report.form.sections if s.facts] or [s.id for s in report.form.sections[-1:]]
    return named[0] if report.facts and named else ""


@lru_cache(maxsize=256)
def _cells(form: Form) -> frozenset[str]:
    return frozenset(cell.id for cell in form.cells if cell.exists)


@lru_cache(maxsize=256)
def _headers(form: Form) -> frozenset[str]:
    """The ids of the tables' headers. Not for authors, but a link copied from a page may have one."""
    found: set[str] = set()
    for table in form.tables:
        for block in lay_out(form, table, {}).blocks:
            lines = [*block.head, *(row.headers for row in block.rows)]
            single = [cell for cell in (block.caption, block.corner) if cell]
            found |= {cell.id for cell in (*single, *(cell for line in lines for cell in line))}
    return frozenset(found)


def _cited(form: Form) -> dict[str, str]:
    """Cells as citations name them."""
    key = {table.id: table.key for table in form.tables}
    return {
        ".".join((key[cell.table], *cell.row.keys, cell.column.keys[-1])): cell.id for cell in form.cells if cell.exists
    }


def _titles(subject: Report | Page) -> list[Title]:
    """Headings with the anchors they have on the page."""
    if isinstance(subject, Page):
        return list(subject.prose.titles)
    found: list[Title] = []
    for section, narrative, _ in pieces(subject):
        if narrative is None:
            if section:
                found.append(Title(2, section.heading, subject.span, section.id))
            continue
        title = narrative.title or Title(2, "", subject.span)
        found += [title._replace(anchor=narrative.anchor), *narrative.prose.titles]
    return found


def _own(subject: Report | Page) -> frozenset[str]:
    """The anchors of one page beyond its form's cells."""
    names = {title.anchor for title in _titles(subject)}
    if isinstance(subject, Report):
        names |= {DOWNLOADS, *(f"facts.{fid}" for fid in subject.facts)}
        names |= {AS_PRINTED} if subject.labels else set()
        notes = {NOTES, *(f"{NOTE}{n}" for n in range(1, len(subject.waivers) + 1))}
        names |= notes if subject.waivers else set()  # one that nothing needs is a finding of its own
    return frozenset(names)


def anchors(subject: Report | Page | None) -> Collection[str]:
    """Every anchor for authors on the page of a report or in Markdown; None: a page that is made of lists."""
    if subject is None:
        return frozenset()
    return _own(subject) | (_cells(subject.form) if isinstance(subject, Report) else frozenset())


def known(fragment: str, subject: Report | Page | None) -> bool:
    """Whether a page has an element of this name; what follows `:~:` is for the browser to search for."""
    fragment = fragment.partition(":~:")[0]
    if fragment.lower() in EVERYWHERE or fragment in anchors(subject):
        return True
    return isinstance(subject, Report) and fragment in _headers(subject.form)


def check(slot: Slot, fragment: str, subject: Report | Page | None) -> Finding | None:
    """Gives `link.anchor` where a page has no such part.

    A heading's own words, or a cell named as in a citation, are answered with the anchor.
    """
    if known(fragment, subject):
        return None
    words = {plain(title.text): title.anchor for title in _titles(subject)} if subject else {}
    words |= _cited(subject.form) if isinstance(subject, Report) else {}
    instead = words.get(plain(fragment)) or did_you_mean(fragment, sorted(anchors(subject)))
    return finding("link.anchor", slot.span, anchor=fragment, instead=f"#{instead}" if instead else "")
