"""`gongkai import`: files in, drafts of reports and review sheets out, and a table of how much was certain."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from gongkai import pipeline
from gongkai.console import Console
from gongkai.form import Form
from gongkai.importers import readers, workbook_import, write
from gongkai.importers.columns import State
from gongkai.importers.draft import Draft, draft
from gongkai.importers.guard import Guard
from gongkai.importers.pieces import Refused, Source, plain
from gongkai.importers.put import put
from gongkai.importers.put import replace as write_whole
from gongkai.importers.recognise import recognise
from gongkai.importers.review import sheet
from gongkai.importers.sides import sides
from gongkai.importers.which import best_form
from gongkai.portal import Portal
from gongkai.schema import did_you_mean

OK, FOUND, USAGE = 0, 1, 2
SHEETS = "import"


class Wish(NamedTuple):
    """What was asked for; '' and None where the files are to say it."""

    office: str = ""
    year: int | None = None
    form: str = ""
    force: bool = False
    language: str = "zh"  # of what an import adds to the text


class Done(NamedTuple):
    """A file as imported: `counts` are its cells certain, resolved, unrecoverable, and the identities that do not hold.

    A workbook has no `item`, and no review sheet.
    """

    file: Path
    office: str
    year: int
    form: str
    counts: tuple[int, ...]
    item: Draft | None
    well: bool = True


def run(root: Path, files: Sequence[Path], batch: Path | None, wish: Wish, console: Console) -> int:
    """Import files. What cannot be is said, and the others go on."""
    chosen, passed = _of(batch)
    chosen = [*files, *chosen]
    portal = pipeline.check(root).portal
    if not chosen:
        console.say("import.none", error=True, known=readers.SUFFIXES)
        return USAGE
    if not _known(portal, wish, console):
        return USAGE
    wish = wish._replace(language=console.texts.language)
    done: list[Done] = []
    taken: dict[tuple[str, int], Path] = {}
    failed: list[str] = []
    with Guard() as guard:
        for file in console.progress("read", len(chosen), chosen, least=2):
            made = _one(root, file, guard, portal, wish, taken, console)
            if made:
                taken[made.office, made.year] = file
                done.append(made)
            else:
                failed.append(file.name)
    if done:
        _told(root, done, console)
    if failed:
        console.say("import.failed", error=True, count=len(failed), files=tuple(failed))
    if passed:
        console.say("import.passed", error=True, count=len(passed), files=tuple(passed), known=readers.SUFFIXES)
    return FOUND if failed or not all(each.well for each in done) else OK


def _of(batch: Path | None) -> tuple[list[Path], list[str]]:
    """The files of a folder and those below it that can be read; and the names of the others."""
    if batch is None:
        return [], []
    inside = sorted(f for f in batch.rglob("*") if f.is_file() and not f.name.startswith((".", "~$")))
    chosen = [f for f in inside if f.suffix.lower() in readers.SUFFIXES]
    return chosen, [f.name for f in inside if f not in set(chosen)]


def _known(portal: Portal, wish: Wish, console: Console) -> bool:
    if wish.office and wish.office not in portal.offices:
        known = tuple(portal.offices)
        instead = did_you_mean(wish.office, known)
        console.say("cli.no-office", error=True, office=wish.office, instead=instead, known=known)
        return False
    if wish.form and wish.form not in portal.forms:
        known = tuple(portal.forms)
        console.say("import.no-form", error=True, form=wish.form, known=known)
        return False
    return True


def understood(source: Source, forms: Mapping[str, Form], wish: Wish) -> Draft | None:
    """A source as a draft, in the form asked for or the one it prints; None where it is no report of any form.

    Of two reports side by side it is the one of the year asked for.
    """
    half = sides(source, wish.language).get(wish.year or 0)
    if half:
        item = understood(half, forms, wish._replace(year=None))
        return item and replace(item, found=replace(item.found, year=wish.year))
    form = forms[wish.form] if wish.form else best_form(source, list(forms.values()))
    return draft(source, recognise(source, form)) if form else None


def _one(
    root: Path,
    file: Path,
    guard: Guard,
    portal: Portal,
    wish: Wish,
    taken: Mapping[tuple[str, int], Path],
    console: Console,
) -> Done | None:
    try:
        book = guard.workbook(file)
        source = None if book else guard.read(file)
    except Refused as error:
        console.say(f"import.refused.{error.reason}", error=True, file=file.name, **error.args_)
        return None
    if book:
        filled = workbook_import.import_workbook(
            root, file, book, portal, wish.office, wish.year, console, force=wish.force
        )
        if filled is None:
            return None
        counts = filled.read, 0, filled.lost, filled.broken
        return Done(file, filled.office, filled.year, filled.form, counts, None, filled.well)
    return _report(root, file, source, portal, wish, taken, console) if source else None


def _report(
    root: Path,
    file: Path,
    source: Source,
    portal: Portal,
    wish: Wish,
    taken: Mapping[tuple[str, int], Path],
    console: Console,
) -> Done | None:
    years = sides(source, wish.language)
    if years and wish.year not in years:
        console.say("import.years", error=True, file=file.name, years=tuple(map(str, years)))
        return None
    for note in source.notes:
        console.say(f"import.note.{note}", error=True, file=file.name)
    item = understood(source, portal.forms, wish)
    if item is None:
        console.say("import.unknown", error=True, file=file.name)
        return None
    whose = _whose(portal, file, item, wish, console)
    if whose is None:
        return None
    office, year = whose
    if (office, year) in taken:
        console.say(
            "import.twice", error=True, file=file.name, other=taken[office, year].name, office=office, year=year
        )
        return None
    name = portal.offices[office].name
    folder = root / "content" / "reports" / office / str(year)
    texts = {
        "report.yaml": write.yaml(item, office, name, year, console.texts),
        "report.md": write.markdown(item, name, year),
    }
    if put(folder, texts, console, force=wish.force) is None:
        return None
    counts = *(item.count(state) for state in State), len(item.broken)
    return Done(file, office, year, item.form.id, counts, item)


def _paper(root: Path, office: str, year: int) -> Path:
    return root / SHEETS / f"{office}-{year}.html"


def _whose(portal: Portal, file: Path, item: Draft, wish: Wish, console: Console) -> tuple[str, int] | None:
    """The report's office and year, as the file states them or as was asked for; a contradiction must be forced."""
    stated, when = _office(portal, item), item.found.year
    office, year = wish.office or stated, wish.year or when
    if not office:
        known = tuple(f"{oid}（{each.name}）" for oid, each in portal.offices.items())
        console.say("import.whose.office", error=True, file=file.name, title=item.found.title, known=known)
    if not year:
        console.say("import.whose.year", error=True, file=file.name, title=item.found.title)
    if not office or not year:
        return None
    titled = stated if stated and plain(portal.offices[stated].name) in plain(item.found.title) else ""
    other = (titled and titled != office, when and when != year)
    if any(other) and not wish.force:
        inside = " ".join(
            filter(None, [portal.offices[titled].name if other[0] else "", str(when) if other[1] else ""])
        )
        console.say("import.other", error=True, file=file.name, inside=inside, given=f"{office} {year}")
        return None
    return office, year


def _office(portal: Portal, item: Draft) -> str:
    """The office whose name the title has, or the text has alone; '' where several or none are meant."""
    head = plain(item.found.title)
    named = [oid for oid, office in portal.offices.items() if plain(office.name) in head]
    if not named:
        text = plain("".join(line.text for line in item.source.lines))
        named = [oid for oid, office in portal.offices.items() if plain(office.name) in text]
    longest = [o for o in named if not any(o != p and portal.offices[o].name in portal.offices[p].name for p in named)]
    return longest[0] if len(longest) == 1 else ""


def _told(root: Path, done: Sequence[Done], console: Console) -> None:
    """The table of what was imported, with what the check finds in each."""
    checked = pipeline.check(root)
    found, portal = checked.findings, checked.portal
    rows = []
    for each in done:
        folder = f"content/reports/{each.office}/{each.year}/"
        own = [f for f in found if f.span.path.startswith(folder) and not f.waived]
        if each.item:
            name = portal.offices[each.office].name
            write_whole(_paper(root, each.office, each.year), sheet(each.item, name, each.year, console.texts, own))
        rows.append([each.file.name, each.office, str(each.year), each.form, *map(str, each.counts), str(len(own))])
    console.table([console.texts.word(f"import.column.{n}") for n in range(1, 10)], rows)
    console.say("import.legend")
    for each in done:
        if each.item:
            paper = str(_paper(root, each.office, each.year))
            console.say("import.made", office=each.office, year=each.year, sheet=paper)
    console.say("import.next")
