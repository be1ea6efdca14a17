"""Reads every file of a portal and puts it together: settings first, for reports are read and checked with them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from importlib.resources import files as resources
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

from gongkai import options
from gongkai.addresses import read_redirects
from gongkai.discover import Sources, discover
from gongkai.dossiers import Dossier, Setting, read_dossiers
from gongkai.finding import Finding, Span, as_draft, finding
from gongkai.form import Form
from gongkai.form_read import read_forms
from gongkai.memo import code, key_of
from gongkai.pages_read import read_page
from gongkai.plain import Plain
from gongkai.portal import Page, Portal, assemble
from gongkai.readings import Readings
from gongkai.report import Report
from gongkai.report_pack import TYPES
from gongkai.severities import check_names
from gongkai.source import Mapping as MappingNode
from gongkai.source import Scalar, parse, read_text
from gongkai.workers import Jobs

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
        made = partial(read_page, self.root, path, office)
        return self.using(self.readings.kept_of(self.root / path, ("page", path), (path, office), PAGES, made))

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
    jobs: Jobs = 1,
    only: frozenset[str] | None = None,
) -> Read:
    """Read every file of the portal and put it together; with `only`, of reports those of some offices."""
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
    wanted = [each for each in sources.reports if only is None or each.office in only]
    others = [] if only is None else [each for each in sources.reports if each.office not in only]
    unread = {(each.office, each.year): each for each in others}
    names = tuple(dict.fromkeys(each.office for each in wanted))
    every = progress("read", len(names), read_dossiers(setting, wanted, readings, jobs))
    for name, dossier in zip(names, every, strict=True):
        dossiers[name] = dossier
        reports += dossier.reports
        unread |= {(name, one.year): one for one in dossier.unread}
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


def offices_of(root: Path, paths: Sequence[Path]) -> frozenset[str] | None:
    """The offices whose reports or pages some paths are; None where one of them concerns others, too.

    Raises ValueError for a path outside of the portal, or where nothing is.
    """
    home = root.resolve()
    found: set[str] = set()
    whole = False
    for path in paths:
        inside = path.resolve()
        if not (inside.exists() and inside.is_relative_to(home)):
            raise ValueError(path)
        match inside.relative_to(home).parts:
            case ("content", "reports" | "offices", office, *_):
                found.add(office)
            case _:
                whole = True
    return None if whole else frozenset(found)


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
