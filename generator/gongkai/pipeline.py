"""The way through: discover → read → bind → assemble → check → route → render → publish. Read this first.

Each step takes values and returns values and findings. `check` is everything but rendering; `build` publishes only
when no error remains.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai import workers
from gongkai.addresses import check_addresses, read_urls, remember
from gongkai.checks.claims import marks
from gongkai.checks.personal import personal_data, veil
from gongkai.checks.repeated import repeated
from gongkai.codes import UNUSED
from gongkai.discover import Sources, discover
from gongkai.dossiers import Dossier, Fillings
from gongkai.downloads.papers import missing
from gongkai.finding import Finding, Severity, as_draft, in_order
from gongkai.links import NOWHERE, targets
from gongkai.memo import CACHE, Memo, key_of
from gongkai.portal import Portal
from gongkai.portal_read import Progress, Read, no_progress, read
from gongkai.readings import Readings, stamp
from gongkai.report_pack import PLAIN
from gongkai.resolve import fill, fill_pages
from gongkai.routes import Route, collisions, outputs, pages_of, papers, route_all
from gongkai.severities import adjusted
from gongkai.source import Node, place
from gongkai.theme import Theme, bundled, load
from gongkai.waived import ByReport, waive

if TYPE_CHECKING:
    from gongkai.lots import Bench
    from gongkai.publish import Summary
    from gongkai.record import Done
    from gongkai.staging import Staging


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
    key: str  # of all that pages are made with: settings, theme, our own code

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
    jobs: workers.Jobs = 1,
    only: frozenset[str] | None = None,
) -> Checked:
    """Everything up to rendering; templates are compiled, not run. With `drafts`, they are to be shown.

    `today` is for waivers that hold until some day: an input like any other, for nothing here reads a clock.
    `readings` are those of an earlier check of the same portal: what did not change is neither read nor checked again.
    `jobs` is how many processes read (None: as many as pay), or a crew elsewhere, and changes nothing else.
    With `only`, the reports of some offices alone are read; what only the whole portal can tell is not said then.
    """
    readings = readings or Readings()
    sources, findings = discover(root)
    seen = read(root, sources, readings, progress, drafts=drafts, jobs=jobs, only=only)
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
    key = key_of(key, *_said(_elsewhere(root, theme), readings))
    findings += wrong
    if not drafts:
        at = place(sources.portal or "", written.get("downloads") or written)
        findings += missing(papers(portal), portal.options.language, at)
    paths = list(outputs(portal, routes, (*theme.assets(), *theme.made()) if theme else ()))
    findings += readings.of(collisions, paths, lambda: collisions(paths))
    findings = [f for f in findings if f.code not in echoes and f.args.get("file") not in failed]
    findings = adjusted(findings, portal.options.checks.severity)
    findings, waived = waive(portal, findings, today)
    findings = [f for f in findings if only is None or f.code not in UNUSED]
    folders = tuple(r.path.rsplit("/", 1)[0] + "/" for r in portal.reports if r.draft)
    findings = [as_draft([f])[0] if f.span.path.startswith(folders) else f for f in findings]
    readings.turn(all_=only is None)
    return Checked(portal, tuple(in_order(veil(findings))), theme, tuple(routes), filled, waived, seen.dossiers, key)


def concerning(findings: Sequence[Finding], only: frozenset[str] | None) -> Sequence[Finding]:
    """Of the findings those in the files of some offices, and whatever else stops a build."""
    if only is None:
        return findings
    homes = tuple(f"content/{kind}/{office}/" for kind in ("reports", "offices") for office in only)
    return [f for f in findings if f.span.path.startswith(homes) or f.blocks()]


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


def _elsewhere(root: Path, theme: Theme | None) -> Iterator[tuple[Path, Path]]:
    """The same of a theme that is named by a path (`../shared`), or whose parent is."""
    for folder in theme.folders if theme else ():
        if folder.parent not in (root / "themes", bundled()):
            yield from ((folder, file) for file in sorted(folder.rglob("*")))


def _said(files: Iterable[tuple[Path, Path]], readings: Readings) -> Iterator[str | bytes]:
    """What pages know of a theme's files."""
    for folder, file in files:
        if file.is_file():
            yield file.relative_to(folder.parent).as_posix()
            digest = readings.contents.now(file)
            yield b"" if file.is_relative_to(folder / "assets") else digest


def _everywhere(root: Path, sources: Sources, readings: Readings) -> Iterator[str | bytes]:
    """What all pages are made of beside settings and reports: the theme, of whose assets they know the names."""
    yield from _said(_theme_files(root), readings)
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
    jobs: workers.Jobs = 1,
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
    jobs: workers.Jobs = 1,
) -> Built:
    """Render and publish what was checked, if no error remains. Nothing is written beside `output`."""
    from gongkai import publish  # a check needs nothing that makes pages
    from gongkai.record import NOTHING
    from gongkai.render import render_all

    if checked.blocked or checked.theme is None:
        return Built(checked.portal, checked.findings, None)
    found: list[Finding] = []
    done: list[Done] = []
    shown = checked.portal.published()
    who = workers.processes(jobs, len(shown))
    again = [root / a for each in (checked.portal.static, *(r.attachments for r in shown)) for a in each]
    of_themes = (*_theme_files(root), *_elsewhere(root, checked.theme))
    again += [file for _, file in of_themes if file.is_file()]

    def made() -> "Iterator[Done]":
        """What the next build may keep: nothing, if a file that is read again here is not the one that was checked."""
        if all(map(readings.contents.still, again)):
            yield from done

    with publish.opened(output, workers.build_of(who)) as site:
        bench = bench_of(checked, checked.theme, root, readings, site.staging)
        last = site.record if readings.memo.folder else NOTHING  # who wants nothing kept wants all made
        files = render_all(bench, last, found.append, done, who)
        summary = site.publish(progress("render", len(checked.routes), files), made(), stop=lambda: bool(found))
    if bench.desk.papers:
        readings.memo.prune()  # all else was kept, and pruned, when it was checked
    return Built(checked.portal, tuple(in_order(veil([*checked.findings, *found]))), summary)


def bench_of(checked: Checked, theme: Theme, root: Path, readings: Readings, staging: "Staging") -> "Bench":
    """What makes the files of a portal, into a staging."""
    from gongkai import lots, pages

    desk = pages.desk(checked.portal, theme, checked.filled, checked.waived)
    sources = lots.sources_of(checked.key, checked.dossiers, checked.filled.linked(), readings.contents.now)
    return lots.Bench(desk, list(checked.routes), root, sources, staging, readings.memo)


def _filled(portal: Portal, dossiers: Mapping[str, Dossier]) -> tuple[Fillings, list[Finding]]:
    """Every slot of every prose, and what is wrong with those that lead into the portal."""
    leading = [r for name, d in dossiers.items() for r in d.reports if r.year in d.linking]
    where = targets(portal) if leading or any(page.prose.slots for page in portal.pages) else NOWHERE
    pages, findings = fill_pages(portal, where)
    others = dict(pages)
    for report in leading:
        texts, wrong = fill(report, portal, where)
        others |= texts
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
