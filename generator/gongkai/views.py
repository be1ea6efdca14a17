"""Views: all that a template may see. Each page kind has one; its fields are the contract with themes.

Texts are plain and will be escaped; `Html` has been made by us from checked input and is printed as it is.
Addresses are relative to the page that shows them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from gongkai.views_data import DataView
from gongkai.views_parts import FileLink, Html, Item, Link, Mark, OfficeLink, ReportLink, YearLink
from gongkai.views_trends import ArchiveTable, ChartView, CompareGroup


@dataclass(frozen=True, slots=True)
class SiteView:
    """What every page carries: the portal's name, menu, trail from home, styles and foot."""

    kind: str
    title: str
    language: str
    description: str
    banner: str
    home: str
    search: str
    search_script: str
    compare: str
    stylesheets: tuple[str, ...]
    menu: tuple[Link, ...]
    trail: tuple[Link, ...]
    foot: tuple[Item, ...]
    foot_links: tuple[Mark, ...]
    meta: tuple[Item, ...]
    canonical: str
    feed: str
    icon: str
    emblem: str
    generator: str
    display_script: str
    structured: Html


@dataclass(frozen=True, slots=True)
class HomeView:
    """home.html."""

    title: str
    description: str
    years: tuple[YearLink, ...]
    latest: tuple[ReportLink, ...]
    offices: tuple[OfficeLink, ...]
    data: tuple[Link, ...]
    platform: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ReportsView:
    """reports.html: all years and all reports, newest first."""

    title: str
    years: tuple[YearLink, ...]
    reports: tuple[ReportLink, ...]
    data: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ArchiveView:
    """archive.html: one year's reports, side by side where their forms name numbers; the years before and after."""

    title: str
    year: int
    reports: tuple[ReportLink, ...]
    table: ArchiveTable | None
    earlier: Link | None
    later: Link | None


@dataclass(frozen=True, slots=True)
class OfficesView:
    """offices.html."""

    title: str
    offices: tuple[OfficeLink, ...]


@dataclass(frozen=True, slots=True)
class OfficeView:
    """office.html: an office, its reports of all years, what they say over the years, its own pages."""

    id: str
    title: str
    kind: str
    note: str
    info: tuple[Item, ...]
    contact: tuple[Item, ...]
    parent: Link | None
    predecessor: Link | None
    subordinates: tuple[Link, ...]
    reports: tuple[ReportLink, ...]
    charts: tuple[ChartView, ...]
    pages: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class FactView:
    """A number given outside the tables; `id` is its anchor."""

    id: str
    label: str
    text: str
    unit: str


@dataclass(frozen=True, slots=True)
class ChecksView:
    """How many of the form's relations within a table hold (`held`), do not (`broken`), could not be checked (`open`).

    `computed` counts the numbers we computed; `href` leads to the list of rules, `note` to the public note or is ''.
    """

    held: int
    broken: int
    open: int
    computed: int
    href: str
    note: str


@dataclass(frozen=True, slots=True)
class NoteItem:
    """A place printed as the original has it (a Link with '' for the whole report), and what is wrong there."""

    place: Link
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoteView:
    """A public note: what is printed as the original has it, why, in whose name. `id` is its anchor."""

    id: str
    items: tuple[NoteItem, ...]
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section as written: heading ('' for the preamble), prose before and after the table, the table, facts.

    `checks` is None without a table, and for a table whose form has no relations.
    """

    id: str
    heading: str
    before: Html
    table: Html
    computed: bool
    checks: ChecksView | None
    after: Html
    facts: tuple[FactView, ...]


@dataclass(frozen=True, slots=True)
class ReportView:
    """report.html; `draft` only in the preview: a draft is never published.

    `script` is the address of `report.js`, `data` the JSON it reads (`report_tools.py` says what is in it).
    """

    title: str
    office: Link
    year: Link
    info: tuple[Item, ...]
    sections: tuple[SectionView, ...]
    contents: tuple[Link, ...]
    wordings: tuple[Item, ...]
    notes: tuple[NoteView, ...]
    downloads: tuple[FileLink, ...]
    attachments: tuple[FileLink, ...]
    earlier: Link | None
    later: Link | None
    script: str
    data: Html
    draft: bool = False


@dataclass(frozen=True, slots=True)
class RuleView:
    """A relation of a form: in readers' words, its ground (law or reason), an example, and how often it stands.

    `binding`: no report may break it; else it nearly always holds, and the office is asked where it does not.
    """

    id: str
    text: str
    ground: Item
    example: str
    count: int
    binding: bool


@dataclass(frozen=True, slots=True)
class FormTable:
    """A legal table's relations; `count` is how many binding ones are checked in it."""

    id: str
    caption: str
    count: int
    rules: tuple[RuleView, ...]


@dataclass(frozen=True, slots=True)
class FormView:
    """form.html: an official form, and the relations that its tables are checked by."""

    title: str
    basis: str
    tables: tuple[FormTable, ...]


@dataclass(frozen=True, slots=True)
class PageView:
    """page.html."""

    title: str
    updated: str
    body: Html


@dataclass(frozen=True, slots=True)
class IndicatorTable:
    """The rows of a legal table, each with its address in the newest report that has it."""

    caption: str
    rows: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class SearchView:
    """search.html: what its scripts need, and an index that serves without it.

    `root` is the way from the page to the site's root; `office_ids` and `sections` are `Link`s whose `href` is an id.
    """

    title: str
    scripts: tuple[str, ...]
    root: str
    office_ids: tuple[Link, ...]
    sections: tuple[Link, ...]
    years: tuple[YearLink, ...]
    offices: tuple[Link, ...]
    indicators: tuple[IndicatorTable, ...]


@dataclass(frozen=True, slots=True)
class CompareView:
    """compare.html: what its scripts need to lay offices beside each other, and the years' tables without them.

    `root` is the way from the page to the site's root; `office_ids` are `Link`s whose `href` is an office's id.
    """

    title: str
    scripts: tuple[str, ...]
    root: str
    groups: tuple[CompareGroup, ...]
    office_ids: tuple[Link, ...]
    years: tuple[YearLink, ...]


@dataclass(frozen=True, slots=True)
class SiteMapView:
    """sitemap.html: every page a reader may look for, by kind."""

    title: str
    pages: tuple[Link, ...]
    years: tuple[YearLink, ...]
    offices: tuple[OfficeLink, ...]
    office_pages: tuple[Link, ...]
    forms: tuple[Link, ...]
    data: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class RedirectView:
    """redirect.html: a page that has moved."""

    title: str
    href: str


@dataclass(frozen=True, slots=True)
class MissingView:
    """missing.html, built as 404.html: its addresses work at any depth."""

    title: str
    home: str


View = (
    HomeView
    | ReportsView
    | ArchiveView
    | OfficesView
    | OfficeView
    | ReportView
    | FormView
    | PageView
    | SearchView
    | CompareView
    | DataView
    | SiteMapView
    | RedirectView
    | MissingView
)

TEMPLATES: Mapping[str, type] = {
    "home.html": HomeView,
    "reports.html": ReportsView,
    "archive.html": ArchiveView,
    "offices.html": OfficesView,
    "office.html": OfficeView,
    "report.html": ReportView,
    "form.html": FormView,
    "page.html": PageView,
    "search.html": SearchView,
    "compare.html": CompareView,
    "data.html": DataView,
    "sitemap.html": SiteMapView,
    "redirect.html": RedirectView,
    "missing.html": MissingView,
}
