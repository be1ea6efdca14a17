"""Portal: everything known after reading, and how its parts lie to each other in time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from gongkai.discover import ReportFiles
from gongkai.finding import Span
from gongkai.form import Form
from gongkai.options import Office, PortalOptions
from gongkai.prose import Prose
from gongkai.report import Report


class Page(NamedTuple):
    """A page of content/pages/ or of an office: its name in addresses, title, text, and what it may link to."""

    name: str
    office: str  # '' for the portal's own
    title: str
    menu: str
    order: int
    updated: str | None
    prose: Prose
    path: str


@dataclass(frozen=True, slots=True, eq=False)
class Portal:
    """Options, offices, reports, pages: all of it immutable, all of it sorted.

    `unread` are reports whose files are there but were not or could not be read; what echoes that is not said.
    `drafts_shown` is for the preview: drafts then stand among the published reports.
    """

    options: PortalOptions
    offices: Mapping[str, Office]
    forms: Mapping[str, Form]
    reports: tuple[Report, ...]
    pages: tuple[Page, ...]
    static: tuple[str, ...]
    span: Span
    unread: Mapping[tuple[str, int], ReportFiles]
    redirects: Mapping[str, tuple[str, Span]]  # old page path → new one, and where that is said
    by_key: Mapping[tuple[str, int], Report] = field(default_factory=dict)
    drafts_shown: bool = False

    def report(self, office: str, year: int) -> Report | None:
        """One report, or None."""
        return self.by_key.get((office, year))

    def previous(self, report: Report, years: int = 1) -> Report | None:
        """The same office's report of the year before; a draft is that only for another draft."""
        earlier = self.by_key.get((report.office, report.year - years))
        return None if earlier is not None and earlier.draft and not report.draft else earlier

    def shows(self, report: Report) -> bool:
        """Whether a report has a page: it is no draft, or drafts are shown."""
        return self.drafts_shown or not report.draft

    def published(self) -> list[Report]:
        """Reports that pages show, newest year first, then in the order of offices.yaml."""
        order = {oid: i for i, oid in enumerate(self.offices)}
        shown = [r for r in self.reports if self.shows(r)]
        return sorted(shown, key=lambda r: (-r.year, order.get(r.office, len(order)), r.office))

    def years(self) -> list[int]:
        """Years with a published report, newest first."""
        return sorted({r.year for r in self.reports if self.shows(r)}, reverse=True)

    def used_forms(self) -> list[Form]:
        """The forms of published reports, by id."""
        return [f for _, f in sorted({r.form.id: r.form for r in self.reports if self.shows(r)}.items())]

    def of_office(self, office: str) -> list[Report]:
        """An office's published reports, newest first."""
        return [r for r in self.published() if r.office == office]


def assemble(
    options: PortalOptions,
    offices: Mapping[str, Office],
    forms: Mapping[str, Form],
    reports: list[Report],
    pages: list[Page],
    static: list[str],
    span: Span,
    unread: Mapping[tuple[str, int], ReportFiles],
    redirects: Mapping[str, tuple[str, Span]],
    *,
    drafts_shown: bool = False,
) -> Portal:
    """Put the parts together, sorted."""
    ordered = tuple(sorted(reports, key=lambda r: (r.office, r.year)))
    listed = tuple(sorted(pages, key=lambda p: (p.office, p.order, p.name)))
    by_key = {r.key: r for r in ordered}
    return Portal(
        options,
        offices,
        forms,
        ordered,
        listed,
        tuple(static),
        span,
        unread,
        redirects,
        by_key,
        drafts_shown,
    )
