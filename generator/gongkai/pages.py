"""Makes each page's View from the Portal: one function per page kind, nothing but selection and wording."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gongkai import routes
from gongkai.archive_view import archive_table
from gongkai.compare_view import compare_view
from gongkai.data_view import data_view
from gongkai.form import Form
from gongkai.indicators import forms_in_use, rows
from gongkai.messages import texts
from gongkai.options import UNSET_CONTACT, UNSET_PLATFORM, Office
from gongkai.portal import Page, Portal
from gongkai.public_notes import Note, notes
from gongkai.report import Report
from gongkai.report_view import report_view
from gongkai.resolve import Filled, join
from gongkai.routes import Route, relative
from gongkai.rules_view import form_title, form_view
from gongkai.theme import Theme
from gongkai.trends_view import chart_views
from gongkai.views import (
    ArchiveView,
    HomeView,
    IndicatorTable,
    MissingView,
    OfficesView,
    OfficeView,
    PageView,
    RedirectView,
    ReportsView,
    SearchView,
    SiteMapView,
    View,
)
from gongkai.views_parts import Html, Item, Link, OfficeLink, ReportLink, YearLink
from gongkai.waived import ByReport

LATEST = 12


@dataclass(frozen=True)
class Desk:
    """What every page maker works with; made once per build."""

    portal: Portal
    theme: Theme
    filled: Filled
    published: Sequence[Report]
    by_office: Mapping[str, Sequence[Report]]
    by_year: Mapping[int, Sequence[Report]]
    below: Mapping[str, Sequence[str]]  # of an office, those that name it as their parent
    own_pages: Mapping[str, Sequence[Page]]  # by office
    stylesheets: Sequence[str]
    notes: Mapping[tuple[str, int], Sequence[Note]]
    sizes: Mapping[str, int]  # of files that pages offer, by output path
    papers: Sequence[str]  # the formats beside CSV and JSON; none in the preview


def desk(portal: Portal, theme: Theme, filled: Filled, waived: ByReport) -> Desk:
    """Lay the portal out for the page makers."""
    published = portal.published()
    by_office: dict[str, list[Report]] = {}
    by_year: dict[int, list[Report]] = {}
    for report in published:
        by_office.setdefault(report.office, []).append(report)
        by_year.setdefault(report.year, []).append(report)
    below: dict[str, list[str]] = {}
    for oid, office in portal.offices.items():
        below.setdefault(office.parent or "", []).append(oid)
    own_pages: dict[str, list[Page]] = {}
    for item in portal.pages:
        own_pages.setdefault(item.office, []).append(item)
    spoken = texts(portal.options.language)
    told = {key: notes(portal.by_key[key], items, spoken) for key, items in waived.items()}
    papers = () if portal.drafts_shown else routes.papers(portal)
    return Desk(
        portal, theme, filled, published, by_office, by_year, below, own_pages, theme.stylesheets(), told, {}, papers
    )


def report_title(report: Report, portal: Portal) -> str:
    """The title as printed, or as the form has it."""
    if report.title:
        return report.title
    office = portal.offices.get(report.office)
    return report.form.titled(office.name if office else report.office, report.year)


def office_name(portal: Portal, oid: str) -> str:
    """An office's name; its id where nobody has listed it."""
    office = portal.offices.get(oid)
    return office.name if office else oid


def _report_link(report: Report, here: str, portal: Portal) -> ReportLink:
    return ReportLink(
        report_title(report, portal),
        relative(routes.report(report.office, report.year), here),
        office_name(portal, report.office),
        relative(routes.office(report.office), here),
        report.year,
        report.published or "",
        report.draft,
    )


def _years(desk: Desk, here: str) -> tuple[YearLink, ...]:
    return tuple(YearLink(y, relative(routes.archive(y), here), len(desk.by_year[y])) for y in desk.portal.years())


def _data(desk: Desk, here: str) -> tuple[Link, ...]:
    t = desk.theme.text
    return (
        Link(t("data.page"), relative(routes.DATA, here)),
        Link(t("data.csv"), relative(routes.DATA_CSV, here)),
        Link(t("data.json"), relative(routes.DATA_JSON, here)),
    )


def _office_link(desk: Desk, oid: str, office: Office, here: str) -> OfficeLink:
    years = tuple(Link(str(r.year), relative(routes.report(oid, r.year), here)) for r in desk.by_office.get(oid, ()))
    kind = desk.theme.text(f"kind.{office.kind}")
    return OfficeLink(office.name, relative(routes.office(oid), here), kind, years)


def _home(desk: Desk, route: Route) -> HomeView:
    options = desk.portal.options
    latest = sorted(desk.published, key=lambda r: (r.year, r.published or ""), reverse=True)
    return HomeView(
        options.title,
        options.description or "",
        _years(desk, route.path),
        tuple(_report_link(r, route.path, desk.portal) for r in latest[:LATEST]),
        _offices(desk, route).offices,
        _data(desk, route.path),
        _platform(desk, route.path),
    )


def _platform(desk: Desk, here: str) -> tuple[Link, ...]:
    """The four uniform parts of a disclosure platform; `href` is '' for one that nobody has named."""
    options, t = desk.portal.options, desk.theme.text
    named = {p.name: p for p in desk.portal.pages if not p.office}
    links = []
    for part in UNSET_PLATFORM[options.language]:
        page = named.get(getattr(options.platform, part) or "")
        links.append(Link(t(f"field.{part}"), relative(routes.page(page), here) if page else ""))
    return (*links, Link(t("nav.reports"), relative(routes.REPORTS, here))) if links else ()


def _reports(desk: Desk, route: Route) -> ReportsView:
    return ReportsView(
        desk.theme.text("nav.reports"),
        _years(desk, route.path),
        tuple(_report_link(r, route.path, desk.portal) for r in desk.published),
        _data(desk, route.path),
    )


def _archive(desk: Desk, route: Route) -> ArchiveView:
    year = int(str(route.subject))
    years = desk.portal.years()
    earlier = max((y for y in years if y < year), default=None)
    later = min((y for y in years if y > year), default=None)

    def link(other: int | None) -> Link | None:
        return Link(str(other), relative(routes.archive(other), route.path)) if other else None

    reports = desk.by_year[year]
    titles = [report_title(r, desk.portal) for r in reports]
    names = [office_name(desk.portal, r.office) for r in reports]
    return ArchiveView(
        desk.theme.text("archive.title", year=year),
        year,
        tuple(_report_link(r, route.path, desk.portal) for r in reports),
        archive_table(reports, titles, names, route.path, desk.portal, desk.theme),
        link(earlier),
        link(later),
    )


def _offices(desk: Desk, route: Route) -> OfficesView:
    offices = tuple(_office_link(desk, oid, o, route.path) for oid, o in desk.portal.offices.items())
    return OfficesView(desk.theme.text("nav.offices"), offices)


def _office(desk: Desk, route: Route) -> OfficeView:
    oid = str(route.subject)
    office = desk.portal.offices[oid]
    t = desk.theme.text

    def other(name: str | None) -> Link | None:
        if not name or name not in desk.portal.offices:
            return None
        return Link(desk.portal.offices[name].name, relative(routes.office(name), route.path))

    fields = {name: value for name, value in office.contact if value or name in UNSET_CONTACT}
    return OfficeView(
        oid,
        office.name,
        t(f"kind.{office.kind}"),
        office.note or "",
        tuple(Item(t(f"field.{name}"), str(year)) for name in ("since", "until") if (year := getattr(office, name))),
        tuple(Item(t(f"field.{name}"), value or "") for name, value in fields.items()),
        other(office.parent),
        other(office.predecessor),
        tuple(link for below in desk.below.get(oid, ()) if (link := other(below))),
        tuple(_report_link(r, route.path, desk.portal) for r in desk.by_office.get(oid, ())),
        chart_views(oid, desk.by_office.get(oid, ()), route.path, desk.portal, desk.theme),
        tuple(Link(p.menu, relative(routes.page(p), route.path)) for p in desk.own_pages.get(oid, ())),
    )


def _page(desk: Desk, route: Route) -> PageView:
    item = route.subject
    if not isinstance(item, Page):
        raise TypeError(route)
    body = join(item.prose.html, desk.filled.get((item.path, ""), ()))
    return PageView(item.title, item.updated or "", Html(body))


def _search(desk: Desk, route: Route) -> SearchView:
    here = route.path
    known = [oid for oid in desk.portal.offices if oid in desk.by_office]
    names = [(oid, office_name(desk.portal, oid)) for oid in dict.fromkeys((*known, *desk.by_office))]
    return SearchView(
        desk.theme.text("nav.search"),
        tuple(relative(path, here) for path in routes.SEARCH_SCRIPTS),
        relative("", here),
        tuple(Link(name, oid) for oid, name in names),
        _sections(desk),
        _years(desk, here),
        tuple(Link(name, relative(routes.office(oid), here)) for oid, name in names if oid in desk.portal.offices),
        _indicators(desk, here),
    )


def _sections(desk: Desk) -> tuple[Link, ...]:
    """The sections of the forms in use, in the newest one's words; `href` is the section's id."""
    forms = forms_in_use(desk.published)
    return tuple(
        Link(text, sid) for sid, text in {s.id: s.heading for f in reversed(forms) for s in f.sections}.items()
    )


def _compare(desk: Desk, route: Route) -> View:
    known = [oid for oid in desk.portal.offices if oid in desk.by_office]
    offices = tuple(Link(office_name(desk.portal, oid), oid) for oid in dict.fromkeys((*known, *desk.by_office)))
    return compare_view(offices, _years(desk, route.path), route.path, desk.portal, desk.theme)


def _indicators(desk: Desk, here: str) -> tuple[IndicatorTable, ...]:
    """Every row of the forms in use, with its first cell in the newest report that has it."""
    first: dict[str, str] = {}
    for report in desk.published:
        for cid in (*report.form.index, *(f"facts.{fid}" for fid in report.facts)):
            first.setdefault(cid, routes.report(report.office, report.year))
    tables: dict[str, list[Link]] = {}
    for row in rows(desk.portal, desk.theme.text("report.facts")):
        cell = next((cid for cid in row.cells() if cid in first), "")
        if cell:
            text = " › ".join((*row.groups, row.label))
            tables.setdefault(row.caption, []).append(Link(text, f"{relative(first[cell], here)}#{cell}"))
    return tuple(IndicatorTable(caption, tuple(links)) for caption, links in tables.items())


def _site_map(desk: Desk, route: Route) -> SiteMapView:
    pages = desk.portal.pages
    own = tuple(Link(p.menu, relative(routes.page(p), route.path)) for p in pages if not p.office)
    theirs = tuple(
        Link(f"{office_name(desk.portal, p.office)} {p.menu}", relative(routes.page(p), route.path))
        for p in pages
        if p.office
    )
    return SiteMapView(
        desk.theme.text("nav.sitemap"),
        own,
        _years(desk, route.path),
        _offices(desk, route).offices,
        theirs,
        tuple(
            Link(form_title(f, desk.theme), relative(routes.form(f.id), route.path)) for f in desk.portal.used_forms()
        ),
        _data(desk, route.path),
    )


def _data_page(desk: Desk, _: Route) -> View:
    return data_view(desk.portal, desk.theme, desk.sizes)


def _redirect(desk: Desk, route: Route) -> RedirectView:
    return RedirectView(desk.theme.text("redirect.title"), relative(str(route.subject), route.path))


def _missing(desk: Desk, _: Route) -> MissingView:
    return MissingView(desk.theme.text("missing.title"), routes.rooted(desk.portal, routes.HOME))


def _report(desk: Desk, route: Route) -> View:
    report = route.subject
    if not isinstance(report, Report):
        raise TypeError(route)
    title = report_title(report, desk.portal)
    told = desk.notes.get(report.key, ())
    return report_view(report, title, route.path, desk.portal, desk.theme, desk.filled, told, desk.sizes)


def _form(desk: Desk, route: Route) -> View:
    form = route.subject
    if not isinstance(form, Form):
        raise TypeError(route)
    return form_view(form, texts(desk.portal.options.language), desk.theme)


MAKERS: Mapping[str, Callable[[Desk, Route], View]] = {
    "home.html": _home,
    "reports.html": _reports,
    "archive.html": _archive,
    "offices.html": _offices,
    "office.html": _office,
    "report.html": _report,
    "form.html": _form,
    "page.html": _page,
    "search.html": _search,
    "compare.html": _compare,
    "data.html": _data_page,
    "sitemap.html": _site_map,
    "redirect.html": _redirect,
    "missing.html": _missing,
}
