"""What stands around every page: menu, trail from home, foot."""

from collections.abc import Callable
from urllib.parse import urlsplit

from gongkai import __version__, routes
from gongkai.feeds import FEED
from gongkai.options import UNSET, UNSET_CONTACT
from gongkai.pages import Desk, office_name
from gongkai.portal import Page
from gongkai.report import Report
from gongkai.routes import Route, relative
from gongkai.structured import structured
from gongkai.views import SiteView
from gongkai.views_parts import Html, Item, Link, Mark


def _trail(desk: Desk, route: Route, title: str) -> tuple[Link, ...]:
    """Where the page stands: home, the list it belongs to, itself."""
    here = route.path
    if here == routes.HOME:
        return ()
    t = desk.theme.text
    links = [Link(t("nav.home"), relative(routes.HOME, here))]
    subject = route.subject
    if route.template in ("archive.html", "report.html"):
        links.append(Link(t("nav.reports"), relative(routes.REPORTS, here)))
    if isinstance(subject, Report):
        links.append(Link(t("archive.title", year=subject.year), relative(routes.archive(subject.year), here)))
    owner = subject.office if isinstance(subject, Page) else ""
    if owner or route.template == "office.html":
        links.append(Link(t("nav.offices"), relative(routes.OFFICES, here)))
    if owner:
        links.append(Link(office_name(desk.portal, owner), relative(routes.office(owner), here)))
    links.append(Link(title, here.rsplit("/", 1)[-1], current=True))
    return tuple(links)


def _meta(desk: Desk, route: Route, title: str) -> tuple[Item, ...]:
    """The `<meta>` tags of a Chinese government page by page kind; what nobody has stated is left out.

    Source: 网页设计规范, annex of 国办发〔2017〕47号: tags of the site, of a column, of an article.
    """
    options, t, subject = desk.portal.options, desk.theme.text, route.subject
    if options.language != "zh":
        return ()
    host = urlsplit(options.base_url or "").hostname or ""
    items = [("SiteName", options.title), ("SiteDomain", host), ("SiteIDCode", options.site_code)]
    name = subject.menu if isinstance(subject, Page) else t("nav.reports")
    kind = route.template.removesuffix(".html")
    items += [
        ("ColumnName", title if kind in _COLUMNS else name),
        ("ColumnDescription", options.description or options.title),
        ("ColumnKeywords", t("meta.keywords")),
        ("ColumnType", _column_type(desk, route)),
    ]
    if kind in ("report", "page"):
        source = ""
        day = subject.updated if isinstance(subject, Page) else None
        if isinstance(subject, Report | Page):
            source = office_name(desk.portal, subject.office) if subject.office else options.organizer or ""
        if isinstance(subject, Report):
            day = subject.published
        address = routes.absolute(desk.portal, route.path) if options.base_url else ""
        items += [("ArticleTitle", title), ("PubDate", day), ("ContentSource", source), ("Url", address)]
    return tuple(Item(label, text) for label, text in items if text)


_COLUMNS = ("home", "reports", "archive", "offices", "office", "sitemap", "search", "compare", "data")


def _column_type(desk: Desk, route: Route) -> str:
    """One of the names that the 网页设计规范 lists, where one fits."""
    t = desk.theme.text
    if route.path == routes.HOME:
        return t("meta.type.home")
    if isinstance(route.subject, Page):
        guide = route.subject.name == desk.portal.options.platform.guide and not route.subject.office
        return t("meta.type.guide") if guide else ""
    return t("meta.type.reports") if route.template in ("reports.html", "archive.html", "report.html") else ""


def _static(desk: Desk, stem: str, to: Callable[[str], str]) -> str:
    """The address of a picture in content/static/ by its stem, or ''."""
    names = [f"content/static/{stem}.{ending}" for ending in ("svg", "png", "ico", "jpg", "webp")]
    found = next((name for name in names if name in desk.portal.static), None)
    return to(routes.static_path(found)) if found else ""


def site_view(desk: Desk, route: Route, title: str) -> SiteView:
    """What every page carries."""
    options, t, here = desk.portal.options, desk.theme.text, route.path

    def to(path: str) -> str:
        return routes.rooted(desk.portal, path) if here == routes.MISSING else relative(path, here)

    menu = [(t("nav.home"), routes.HOME), (t("nav.reports"), routes.REPORTS), (t("nav.offices"), routes.OFFICES)]
    menu += [(t("nav.search"), routes.SEARCH)]
    menu += [(p.menu, routes.page(p)) for p in desk.portal.pages if not p.office]
    foot = [Item(t(f"field.{name}"), getattr(options, name) or "") for name in UNSET[options.language]]
    foot += [Item(t(f"field.{name}"), value or "") for name, value in options.contact if value or name in UNSET_CONTACT]
    marks = [Mark(t("nav.sitemap"), to(routes.SITE_MAP), "")]
    marks.append(Mark(t("data.page"), to(routes.DATA), ""))
    marks += [Mark(m.text, m.url, to(m.image) if m.image else "") for m in options.foot_links]
    base = bool(options.base_url)
    indexed = route.template not in ("redirect.html", "missing.html")
    return SiteView(
        kind=route.template.removesuffix(".html"),
        title=options.title,
        language=t("language"),
        description=options.description or "",
        banner=options.banner or "",
        home=to(routes.HOME),
        search=to(routes.SEARCH),
        search_script=to(routes.SEARCH_BOX_SCRIPT),
        compare=to(routes.COMPARE) if routes.compares(desk.portal) and len(desk.published) > 1 else "",
        stylesheets=tuple(to(path) for path in desk.stylesheets),
        menu=tuple(Link(text, to(path), path == here) for text, path in menu),
        trail=_trail(desk, route, title) if here != routes.MISSING else (),
        foot=tuple(foot),
        foot_links=tuple(marks),
        meta=_meta(desk, route, title) if indexed else (),
        canonical=routes.absolute(desk.portal, here) if base and indexed else "",
        feed=to(FEED) if base else "",
        icon=_static(desk, "favicon", to) or to(routes.ICON),
        emblem=_static(desk, "emblem", to),
        generator=f"gongkai {__version__}",
        display_script=to(routes.DISPLAY_SCRIPT),
        structured=structured(desk, route, title) if indexed else Html(""),
    )
