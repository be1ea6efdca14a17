"""What stands around every page: menu, trail from home, foot."""

from gongkai import __version__, routes
from gongkai.options import UNSET, UNSET_CONTACT
from gongkai.pages import Desk, office_name
from gongkai.portal import Page
from gongkai.report import Report
from gongkai.routes import Route, relative
from gongkai.views import Item, Link, SiteView


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


def site_view(desk: Desk, route: Route, title: str) -> SiteView:
    """What every page carries."""
    options, t, here = desk.portal.options, desk.theme.text, route.path
    menu = [(t("nav.home"), routes.HOME), (t("nav.reports"), routes.REPORTS), (t("nav.offices"), routes.OFFICES)]
    menu += [(p.menu, routes.page(p)) for p in desk.portal.pages if not p.office]
    foot = [Item(t(f"field.{name}"), getattr(options, name) or "") for name in UNSET[options.language]]
    foot += [Item(t(f"field.{name}"), value or "") for name, value in options.contact if value or name in UNSET_CONTACT]
    return SiteView(
        options.title,
        t("language"),
        options.description or "",
        options.banner or "",
        relative(routes.HOME, here),
        tuple(relative(path, here) for path in desk.stylesheets),
        tuple(Link(text, relative(path, here), path == here) for text, path in menu),
        _trail(desk, route, title),
        tuple(foot),
        f"gongkai {__version__}",
    )
