"""The way through: discover → read → bind → assemble → check → route → render → publish. Read this first.

Each step takes values and returns values and findings. `check` is everything but rendering; `build` publishes only
when no error remains.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from importlib.resources import files as resources
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from gongkai import options, workers
from gongkai.addresses import check_addresses, read_redirects, read_urls, remember
from gongkai.checks.claims import marks
from gongkai.checks.personal import personal_data, veil
from gongkai.checks.repeated import repeated
from gongkai.discover import Sources, discover
from gongkai.dossiers import Dossier, Fillings, Setting, read_dossiers
from gongkai.downloads.papers import missing
from gongkai.finding import Finding, Severity, Span, as_draft, finding, in_order
from gongkai.form import Form
from gongkai.form_read import read_forms
from gongkai.links import NOWHERE, targets
from gongkai.memo import CACHE, Memo, code, key_of
from gongkai.pages_read import read_page
from gongkai.plain import Plain
from gongkai.portal import Page, Portal, assemble
from gongkai.readings import Readings, stamp
from gongkai.report import Report
from gongkai.report_pack import PLAIN, TYPES
from gongkai.resolve import fill, fill_pages
from gongkai.routes import Route, collisions, outputs, pages_of, papers, route_all
from gongkai.severities import adjusted, check_names
from gongkai.source import Mapping as MappingNode
from gongkai.source import Node, Scalar, parse, place, read_text
from gongkai.theme import Theme, bundled, load
from gongkai.waived import ByReport, waive

if TYPE_CHECKING:
    from gongkai.publish import Summary
    from gongkai.record import Done

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")
NO_FACTS: dict[str, options.Fact] = {}
PAGES = Plain(*TYPES, Page)


class Progress(Protocol):
    """Passes items on, and may tell somebody how far they are."""

    def __call__(self, step: str, total: int, items: Iterable[T]) -> Iterator[T]:
        """The same items."""


def no_progress(step: str, total: int, items: Iterable[T]) -> Iterator[T]:  # noqa: ARG001
    """Say nothing."""
    yield from items


@dataclass(frozen=True)
class Checked:
    """A portal, all that was found, and what a build goes on from."""

    portal: Portal
    findings: tuple[Finding, ...]
    theme: Theme | None
    routes: tuple[Route, ...]
    filled: Fillings
    waived: ByReport
    dossiers: Mapping[str, Dossier]
    key: str  # of all that every page shows: settings, theme, pages, our own code

    @property
    def blocked(self) -> bool:
        """Whether an error remains."""
        return any(f.blocks() for f in self.findings)


@dataclass(frozen=True)
class Built:
    """A build: what was found, and what was published (None: nothing)."""

    portal: Portal
    findings: tuple[Finding, ...]
    summary: "Summary | None"


def remembered(root: Path) -> Readings:
    """What earlier runs have left in the portal's folder; everything in it may be deleted at any time."""
    return Readings(Memo(root / CACHE))


def check(
    root: Path,
    progress: Progress = no_progress,
    *,
    drafts: bool = False,
    today: date | None = None,
    readings: Readings | None = None,
    jobs: int | None = 1,
) -> Checked:
    """Everything up to rendering; templates are compiled, not run. With `drafts`, they are to be shown.

    `today` is for waivers that hold until some day: an input like any other, for nothing here reads a clock.
    `readings` are those of an earlier check of the same portal: what did not change is neither read nor checked again.
    `jobs` is how many processes read (None: as many as pay), and changes nothing else.
    """
    readings = readings or Readings()
    sources, findings = discover(root)
    seen = read(root, sources, readings, progress, drafts=drafts, jobs=jobs)
    portal, echoes, failed, written = seen.portal, seen.echoes, seen.failed, seen.written
    findings += seen.findings
    routes = route_all(portal)
    known, wrong = read_urls(root)
    findings += wrong
    if not (portal.unread or failed):  # else a page may be missing only for now
        findings += check_addresses(pages_of(routes), known, portal.redirects)
    filled, wrong = _filled(portal, seen.dossiers)
    findings += [*wrong, *marks(portal), *_repeated(seen, readings)]
    numbers = (place for dossier in seen.dossiers.values() for place in dossier.places)
    findings += personal_data(root, sources, portal, seen.unsure, numbers, readings)
    key = key_of(seen.setting.key, *_everywhere(root, sources, readings))  # before the theme is read: never too new
    theme, wrong = _theme(root, portal, written.get("theme_options"), sources.portal or "", readings)
    findings += wrong
    if not drafts:
        at = place(sources.portal or "", written.get("downloads") or written)
        findings += missing(papers(portal), portal.options.language, at)
    paths = list(outputs(portal, routes, (*theme.assets(), *theme.made()) if theme else ()))
    findings += readings.of(collisions, paths, lambda: collisions(paths))
    findings = [f for f in findings if f.code not in echoes and f.args.get("file") not in failed]
    findings = adjusted(findings, portal.options.checks.severity)
    findings, waived = waive(portal, findings, today)
    folders = tuple(r.path.rsplit("/", 1)[0] + "/" for r in portal.reports if r.draft)
    findings = [as_draft([f])[0] if f.span.path.startswith(folders) else f for f in findings]
    readings.turn()
    return Checked(portal, tuple(in_order(veil(findings))), theme, tuple(routes), filled, waived, seen.dossiers, key)


def _theme(
    root: Path, portal: Portal, decided: Node | None, path: str, readings: Readings
) -> tuple[Theme | None, list[Finding]]:
    """The theme, with what the portal decides of it, its templates compiled."""
    name, language = portal.options.theme, portal.options.language

    def made() -> tuple[Theme | None, list[Finding]]:
        theme, findings = load(name, language, root)
        return theme, [*findings, *theme.decide(decided, path), *theme.compile()] if theme else findings

    return readings.of(load, (name, language, decided, path, [(f, stamp(str(f))) for _, f in _theme_files(root)]), made)


def _theme_files(root: Path) -> Iterator[tuple[Path, Path]]:
    """All below the folders of themes, each with its theme's folder, which may be a link."""
    for home in (root / "themes", bundled()):
        for folder in sorted(home.iterdir()) if home.is_dir() else ():
            yield from ((folder, file) for file in (folder, *sorted(folder.rglob("*"))))


def _everywhere(root: Path, sources: Sources, readings: Readings) -> Iterator[str | bytes]:
    """What all pages are made of beside settings and reports: the theme, of whose assets they know the names."""
    for folder, file in _theme_files(root):
        if file.is_file():
            yield file.as_posix().removeprefix(root.as_posix())
            digest = readings.contents.now(file)
            yield b"" if file.is_relative_to(folder / "assets") else digest
    for path in sources.static:
        readings.contents.now(root / path)  # known from now on: a build asks for it


def build(
    root: Path,
    output: Path,
    progress: Progress = no_progress,
    *,
    strict: bool = False,
    today: date | None = None,
    readings: Readings | None = None,
    jobs: int | None = 1,
) -> Built:
    """Check, render, and publish if no error (`strict`: nor a warning) remains; else the site stands as it was."""
    from gongkai import publish

    inside = output.absolute().parts
    home = (root / "content").absolute().parts
    if inside[: len(home)] == home or home[: len(inside)] == inside:
        raise publish.NotOurs(str(output))
    publish.finish(output)
    readings = readings or Readings()
    checked = check(root, progress, today=today, readings=readings, jobs=jobs)
    warned = any(f.severity is Severity.WARNING and f.open for f in checked.findings)
    if strict and warned:
        return Built(checked.portal, checked.findings, None)
    built = release(checked, root, output, readings, progress, jobs=jobs)
    if built.summary is not None:
        remember(root, pages_of(checked.routes), read_urls(root)[0])
    return built


def release(
    checked: Checked,
    root: Path,
    output: Path,
    readings: Readings,
    progress: Progress = no_progress,
    *,
    jobs: int | None = 1,
) -> Built:
    """Render and publish what was checked, if no error remains. Nothing is written beside `output`."""
    from gongkai import lots, pages, publish  # a check needs nothing that makes pages
    from gongkai.render import render_all

    if checked.blocked or checked.theme is None:
        return Built(checked.portal, checked.findings, None)
    found: list[Finding] = []
    done: list[Done] = []
    desk = pages.desk(checked.portal, checked.theme, checked.filled, checked.waived)
    marks_ = {
        (name, year): mark + d.filled.get(year, b"") for name, d in checked.dossiers.items() for year, mark in d.marks.items()
    }
    keys = {name: dossier.key for name, dossier in checked.dossiers.items()}
    sources = lots.Sources(checked.key, marks_, keys, checked.filled.linked(), readings.contents.now)
    number = workers.processes(jobs, len(desk.published))
    with publish.opened(output) as site:
        bench = lots.Bench(desk, list(checked.routes), root, sources, site.staging, readings.memo)
        files = render_all(bench, site.record, found.append, done, number)
        summary = site.publish(progress("render", len(checked.routes), files), done, stop=lambda: bool(found))
    readings.memo.prune()
    return Built(checked.portal, tuple(in_order(veil([*checked.findings, *found]))), summary)


class Read(NamedTuple):
    """The portal as read, what is wrong, and what only echoes a file that could not be read: codes, and paths.

    `dossiers` are by office. `unsure` are the files of options that could not be read.
    `written` are the options as they stand in the file, for what only others can judge.
    """

    portal: Portal
    dossiers: Mapping[str, Dossier]
    setting: Setting
    findings: list[Finding]
    echoes: frozenset[str]
    failed: frozenset[str]
    unsure: tuple[str, ...]
    written: MappingNode


class _Files:
    """The portal's files as they are read, with what is wrong in them. An object only because all steps share that."""

    def __init__(self, root: Path, readings: Readings) -> None:
        self.root, self.readings = root, readings
        self.findings: list[Finding] = []
        self.echoes: set[str] = set()
        self.texts: dict[str, str] = {}

    def document(self, path: str, *echo: str) -> MappingNode | None:
        """A file's mapping; None, and what others would say for want of it silenced, where it cannot be read."""
        text, wrong = read_text(self.root / path, path)
        self.texts[path] = text
        read_ = self.readings.of((parse, path), text, lambda: parse(text, path))
        self.findings += [*wrong, *read_.findings]
        if (wrong or read_.findings) and not read_.root.entries:
            self.echoes.update(echo)
            return None
        return read_.root

    def using(self, result: tuple[T, list[Finding]]) -> T:
        """A result, its findings kept."""
        self.findings += result[1]
        return result[0]

    def model(self, function: Callable[[A, B], tuple[T, list[Finding]]], node: A, path: B) -> T:
        """What a function makes of a file; the very same where the file is."""
        return self.using(self.readings.of(function, (node, path), lambda: function(node, path)))

    def page(self, path: str, office: str) -> Page | None:
        """A page; what was read of the same file before."""
        made_of = (self.readings.contents.now(self.root / path), path, office)
        return self.using(
            self.readings.kept(("page", path), made_of, PAGES, lambda: read_page(self.root, path, office))
        )

    def forms(self, own: list[str]) -> dict[str, Form | None]:
        """The official forms and the portal's own; one that is wrong itself is None."""
        nodes = [(path, self.document(path, "report.form")) for path in own]
        if any(form is not None and not isinstance(form.get("id"), Scalar) for _, form in nodes):
            self.echoes.add("report.form")
        every = [*bundled_forms(), *((path, form) for path, form in nodes if form)]
        return self.using(self.readings.of(read_forms, every, lambda: read_forms(every)))


def read(
    root: Path,
    sources: Sources,
    readings: Readings,
    progress: Progress = no_progress,
    *,
    drafts: bool = False,
    jobs: int | None = 1,
) -> Read:
    """Read every file of the portal and put it together."""
    files = _Files(root, readings)
    portal_node = files.document(sources.portal) if sources.portal else None
    settings = files.model(options.portal_options, portal_node, sources.portal) if portal_node else None
    if settings is None:
        files.echoes.update(("fact.unknown", "cite.unknown"))
    node = files.document(sources.offices, "office.unknown") if sources.offices else None
    offices = files.model(options.offices, node, sources.offices) if node else None
    if offices is None:
        files.echoes.add("office.unknown")
    redirects = files.using(read_redirects(files.document(sources.redirects) if sources.redirects else None))
    forms = files.forms(sources.forms)
    facts = settings.facts if settings else NO_FACTS
    shown = settings or options.PortalOptions(title="gongkai")
    key = key_of(code(), str(drafts), *(part for path, text in sorted(files.texts.items()) for part in (path, text)))
    setting = Setting(root, shown, offices or {}, forms, facts, drafts, key)
    dossiers: dict[str, Dossier] = {}
    reports: list[Report] = []
    unread: dict[tuple[str, int], str] = {}
    names = tuple(dict.fromkeys(each.office for each in sources.reports))
    every = progress("read", len(names), read_dossiers(setting, sources.reports, readings, jobs))
    for name, dossier in zip(names, every, strict=True):
        dossiers[name] = dossier
        reports += dossier.reports
        unread |= {(name, year): folder for year, folder in dossier.unread.items()}
        files.findings += dossier.findings
        for report in dossier.reports:
            files.findings += _office(name, offices, report.span, draft=report.draft)
    every_page = (*(("", p) for p in sources.pages), *sources.office_pages)
    found = [(path, files.page(path, office)) for office, path in every_page]
    for office, path in sources.office_pages:
        files.findings += _office(office, offices, Span(path), draft=False)
    usable = {fid: form for fid, form in forms.items() if form is not None}
    if settings and portal_node:
        files.findings += options.named_files(settings, portal_node, sources.portal, sources.pages, sources.static)
        files.findings += check_names(settings.checks.severity, portal_node, sources.portal, list(usable.values()))
    span = Span(sources.portal or "content/portal.yaml", 1, 1)
    shown_pages = [page for _, page in found if page]
    parts = (shown, offices or {}, usable, reports, shown_pages, sources.static, span, unread, redirects)
    portal = assemble(*parts, drafts_shown=drafts)
    unsure = [p for p, known in ((sources.portal, settings), (sources.offices, offices)) if p and known is None]
    failed = frozenset(path for path, page in found if page is None)
    written = portal_node if settings and portal_node else MappingNode([], 0, 0)
    return Read(portal, dossiers, setting, files.findings, frozenset(files.echoes), failed, tuple(unsure), written)


def _filled(portal: Portal, dossiers: Mapping[str, Dossier]) -> tuple[Fillings, list[Finding]]:
    """Every slot of every prose, and what is wrong with those that lead into the portal."""
    leading = [r for name, d in dossiers.items() for r in d.reports if r.year in d.linking]
    where = targets(portal) if leading or any(page.prose.slots for page in portal.pages) else NOWHERE
    of_pages, findings = fill_pages(portal, where)
    others = dict(of_pages)
    for report in leading:
        texts, wrong = fill(report, portal, where)
        others.update(texts)
        findings += wrong
    return Fillings(dossiers.values(), others), findings


def _repeated(seen: Read, readings: Readings) -> Iterator[Finding]:
    """Text that stands in two reports, year by year: it looks at the reports of a year and of the one before."""
    portal, dossiers, setting = seen.portal, seen.dossiers, seen.setting
    every: dict[int, list[bytes]] = {}
    for name, dossier in dossiers.items():
        for year, mark in dossier.marks.items():
            every.setdefault(year, []).append(name.encode() + b" " + mark)
    for year in sorted({report.year for report in portal.reports}):
        made_of = (setting.key, *every[year], b"before", *every.get(year - 1, ()))
        make = partial(repeated, year, portal, lambda report: dossiers[report.office].said(report.year))
        yield from readings.kept(("repeated", year), made_of, PLAIN, make)


def _office(office: str, offices: dict[str, options.Office] | None, span: Span, *, draft: bool) -> list[Finding]:
    if office in (offices or {}):
        return []
    wrong = [finding("office.unknown", span, office=office, known=tuple(offices or {}))]
    return as_draft(wrong) if draft else wrong


@cache
def bundled_forms() -> tuple[tuple[str, MappingNode], ...]:
    """The official forms that come with gongkai."""
    folder = resources("gongkai") / "forms"
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    return tuple((f"gongkai/forms/{f.name}", parse(f.read_text(encoding="utf-8"), f.name).root) for f in found)


def all_forms(root: Path) -> list[Form]:
    """Every form that can be used in a portal, its own included."""
    sources = [*bundled_forms()]
    own = discover(root)[0].forms
    sources += [(path, parse(read_text(root / path, path)[0], path).root) for path in own]
    return [form for form in read_forms(sources)[0].values() if form is not None]
