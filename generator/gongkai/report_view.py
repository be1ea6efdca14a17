"""A report as its page shows it: sections in the order written, each table where it belongs."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from gongkai import routes
from gongkai.anchors import DOWNLOADS, NOTE, NOTES, facts_section, pieces
from gongkai.figures import grouped
from gongkai.layout import lay_out
from gongkai.portal import Portal
from gongkai.public_notes import Note, Place
from gongkai.report import Report
from gongkai.report_tools import tools_data
from gongkai.resolve import Filled, join
from gongkai.routes import relative
from gongkai.tally import tally
from gongkai.theme import Theme
from gongkai.values import NOT_APPLICABLE, Value, shown
from gongkai.views import ChecksView, FactView, NoteItem, NoteView, ReportView, SectionView
from gongkai.views_parts import FileLink, Html, Item, Link


def state(value: Value, *, computed: bool) -> str:
    """A cell's class name."""
    if computed:
        return "computed"
    if value is None:
        return "blank"
    if value is NOT_APPLICABLE:
        return "na"
    if type(value) is int or isinstance(value, Decimal):
        return "zero" if not value else "negative" if value < 0 else ""
    return "text"


def printed(report: Report, theme: Theme, noted: Mapping[int, str]) -> list[str]:
    """The text and the state of every cell, one after the other; a cell that a public note speaks of leads to it."""
    blank = theme.text("cell.blank")
    values = report.values
    texts = [str(value) if type(value) is int and -_GROUP < value < _GROUP else _text(value, blank) for value in values]
    states = ["" if type(value) is int and value > 0 else state(value, computed=False) for value in values]
    for i in report.computed:
        states[i] = state(values[i], computed=True)
    for i, anchor in noted.items():
        states[i] += " noted"
        texts[i] = f'<a href="#{anchor}" title="{_escape(theme.text("notes.cell"))}">{texts[i]}</a>'
    both = [""] * (2 * len(values))
    both[::2], both[1::2] = texts, states
    return both


_GROUP = 1000  # a number below has no thousands to set apart


def _text(value: Value, blank: str) -> str:
    text = blank if value is None else shown(value)
    return _escape(text) if isinstance(value, str) else grouped(text)


def table_html(report: Report, tid: str, theme: Theme, cells: Sequence[str]) -> Html:
    """The legal table with this report's texts."""
    parts, slots = theme.table(lay_out(report.form, report.form.table(tid), report.labels))
    filled = list(parts)
    filled[1::2] = [cells[slot] for slot in slots]
    return Html("".join(filled))


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _checks(report: Report, here: str, notes: Sequence[Note]) -> dict[str, ChecksView]:
    """What each table's relations come to, by table id."""
    noted = {report.form.cells[i].table for i in _noted(report, notes)}
    found: dict[str, ChecksView] = {}
    for table, (held, broken, unsure) in tally(report).items():
        computed = sum(report.form.cells[i].table == table for i in report.computed)
        href = f"{relative(routes.form(report.form.id), here)}#{table}"
        found[table] = ChecksView(held, broken, unsure, computed, href, f"#{NOTES}" if table in noted else "")
    return found


def _noted(report: Report, notes: Sequence[Note]) -> dict[int, str]:
    """Cells that a public note is about, with the first such note's anchor."""
    found: dict[int, str] = {}
    for note in notes:
        for place, _, _ in note.about:
            if (i := report.form.index.get(place.anchor)) is not None:
                found.setdefault(i, _anchor(report, note))
    return found


def _anchor(report: Report, note: Note) -> str:
    return f"{NOTE}{report.waivers.index(note.waiver) + 1}"


def sections(
    report: Report, here: str, portal: Portal, theme: Theme, filled: Filled, notes: Sequence[Note] = ()
) -> tuple[SectionView, ...]:
    """All sections of the page."""
    checks = _checks(report, here, notes)
    cells = printed(report, theme, _noted(report, notes))
    computed = {report.form.cells[i].table for i in report.computed}
    out: list[SectionView] = []
    for section, narrative, owns in pieces(report):
        before = after = Html("")
        heading, anchor = (section.heading, section.id) if section else ("", "preamble")
        if narrative:
            texts = filled.get((report.prose_path, narrative.anchor), ())
            before = Html(join(narrative.prose.html, texts))
            after = Html(join(narrative.prose.after, texts))
            anchor = narrative.anchor
            heading = narrative.title.text if narrative.title else ""
        table = Html("")
        if section and section.table and owns:
            table = table_html(report, section.table, theme, cells)
        shows = section is not None and section.id == facts_section(report)
        facts = _facts(report, portal, theme) if shows and owns else ()
        checked = checks.get(section.table) if section and table else None
        sums = bool(table and section and section.table in computed)
        out.append(SectionView(anchor, heading, before, table, sums, checked, after, facts))
    return tuple(out)


def _facts(report: Report, portal: Portal, theme: Theme) -> tuple[FactView, ...]:
    declared = portal.options.facts
    blank = theme.text("cell.blank")
    return tuple(
        FactView(
            f"facts.{fid}",
            declared[fid].label or declared[fid].key,
            blank if fact.value is None else shown(fact.value),
            declared[fid].unit or "",
        )
        for fid, fact in report.facts.items()
        if fid in declared
    )


def report_view(
    report: Report,
    title: str,
    here: str,
    portal: Portal,
    theme: Theme,
    filled: Filled,
    notes: Sequence[Note] = (),
    sizes: Mapping[str, int] = MappingProxyType({}),
) -> ReportView:
    """The whole page; `sizes` are those of the files it offers, by output path."""
    t = theme.text
    office = portal.offices.get(report.office)
    name = office.name if office else report.office
    shown_sections = sections(report, here, portal, theme, filled, notes)
    info = (
        *(Item(t(f"field.{key}"), text) for key, text in report.details.items()),
        Item(t("info.office"), name),
        Item(t("info.year"), str(report.year)),
        Item(t("field.published"), theme.day(report.published or "")),
        Item(t("info.form"), report.form.basis),
    )

    downloads, attachments = _files(report, here, theme, sizes)
    earlier, later = (_shown(portal, report.office, year) for year in (report.year - 1, report.year + 1))

    def neighbour(other: Report | None) -> Link | None:
        if other is None:
            return None
        return Link(str(other.year), relative(routes.report(other.office, other.year), here))

    return ReportView(
        title=title,
        office=Link(name, relative(routes.office(report.office), here)),
        year=Link(str(report.year), relative(routes.archive(report.year), here)),
        info=info,
        sections=shown_sections,
        contents=(
            *(Link(s.heading, f"#{s.id}") for s in shown_sections if s.heading),
            *([Link(t("report.notes"), f"#{NOTES}")] if notes else []),
            Link(t("report.downloads"), f"#{DOWNLOADS}"),
        ),
        wordings=_wordings(report),
        notes=tuple(_note(note, _anchor(report, note)) for note in notes),
        downloads=downloads,
        attachments=attachments,
        earlier=neighbour(earlier),
        later=neighbour(later),
        script=relative(routes.REPORT_SCRIPT, here),
        data=tools_data(report, earlier),
        draft=report.draft,
    )


def _files(
    report: Report, here: str, theme: Theme, sizes: Mapping[str, int]
) -> tuple[tuple[FileLink, ...], tuple[FileLink, ...]]:
    """What we make of the report, and what its office has laid beside it."""

    def file(text: str, path: str) -> FileLink:
        ending = path.rsplit("/", 1)[1].rpartition(".")[2].upper()
        return FileLink(text, relative(path, here), ending, size(sizes[path], theme) if path in sizes else "")

    made = (*(e for e in routes.PAPERS if _path(report, e) in sizes), "csv", "json")
    downloads = tuple(file(theme.text(f"download.{ending}"), _path(report, ending)) for ending in made)
    attachments = tuple(
        file(_attached(a.rsplit("/", 1)[1], theme), routes.attachment(report.office, report.year, a))
        for a in report.attachments
    )
    return downloads, attachments


def _path(report: Report, ending: str) -> str:
    return routes.report_file(report.office, report.year, ending)


def _shown(portal: Portal, office: str, year: int) -> Report | None:
    """A report that readers may see."""
    other = portal.report(office, year)
    return other if other is not None and portal.shows(other) else None


def size(count: int, theme: Theme) -> str:
    """A file's size in the unit that a reader can picture: thousands or millions of bytes, never nought."""
    if count < 1_000_000:
        return theme.text("size.kb", count=max(1, round(count / 1_000)))
    return theme.text("size.mb", count=f"{count / 1_000_000:.1f}")


_ORIGINAL = re.compile(r"(?:original|yuanjian|原件)(?:[-_ .(（].*)?\Z", re.IGNORECASE | re.DOTALL)


def _attached(name: str, theme: Theme) -> str:
    """What an attachment is called; the original, known by its file name, is told apart from our own files."""
    return theme.text("attachment.original", name=name) if _ORIGINAL.match(name) else name


def _note(note: Note, anchor: str) -> NoteView:
    found: dict[Place, list[str]] = {}
    for place, _, text in note.about:
        found.setdefault(place, []).append(text)
    items = tuple(
        NoteItem(Link(place.name, f"#{place.anchor}" if place.anchor else ""), tuple(dict.fromkeys(of)))
        for place, of in found.items()
    )
    return NoteView(anchor, items, note.waiver.reason, note.waiver.by)


def _wordings(report: Report) -> tuple[Item, ...]:
    """Labels printed as in the original, beside the form's own."""
    out = []
    for (tid, block, heading), text in report.labels.items():
        lines = (
            [row for _, _, row in report.form.table(tid).rows()]
            if block < 0
            else list(report.form.table(tid).blocks[block].columns)
        )
        original = next((line.label for line in lines if line.id == heading), heading)
        out.append(Item(text, original))
    return tuple(out)
