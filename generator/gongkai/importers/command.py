"""`gongkai import`: files in, drafts of reports and review sheets out, and a table of how much was certain."""

import difflib
import os
import tempfile
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


class Done(NamedTuple):
    """A file as imported: `counts` are its cells certain, resolved and unrecoverable; a workbook has no `sheet`."""

    file: Path
    office: str
    year: int
    form: str
    counts: tuple[int, ...]
    sheet: Path | None
    well: bool = True


def run(root: Path, files: Sequence[Path], batch: Path | None, wish: Wish, console: Console) -> int:
    """Import files. What cannot be is said, and the others go on."""
    chosen = [*files, *_of(batch)]
    portal = pipeline.check(root).portal
    if not chosen:
        console.say("import.none", error=True, known=readers.SUFFIXES)
        return USAGE
    if not _known(portal, wish, console):
        return USAGE
    done: list[Done] = []
    taken: dict[tuple[str, int], Path] = {}
    failed = False
    with Guard() as guard:
        for file in console.progress("read", len(chosen), chosen):
            made = _one(root, file, guard, portal, wish, taken, console)
            failed = failed or made is None or not made.well
            if made:
                taken[made.office, made.year] = file
                done.append(made)
    if done:
        _told(root, done, console)
    return FOUND if failed else OK


def _of(batch: Path | None) -> list[Path]:
    if batch is None:
        return []
    return sorted(f for f in batch.iterdir() if f.is_file() and f.suffix.lower() in readers.SUFFIXES)


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
    half = sides(source).get(wish.year or 0)
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
        return Done(file, filled.office, filled.year, filled.form, (filled.read, 0, filled.lost), None, filled.well)
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
    years = sides(source)
    if years and wish.year not in years:
        console.say("import.years", error=True, file=file.name, years=tuple(map(str, years)))
        return None
    for note in source.notes:
        console.say(f"import.note.{note}", error=True, file=file.name)
    item = understood(source, portal.forms, wish)
    if item is None:
        console.say("import.unknown", error=True, file=file.name)
        return None
    office = wish.office or _office(portal, item)
    year = wish.year or item.found.year
    if not office or not year:
        console.say("import.whose", error=True, file=file.name, office=office, year=year or "")
        return None
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
    if not wish.force and _differs(folder, texts, console):
        return None
    for path, text in texts.items():
        _replace(folder / path, text)
    paper = root / SHEETS / f"{office}-{year}.html"
    _replace(paper, sheet(item, name, year, console.texts))
    return Done(file, office, year, item.form.id, tuple(item.count(state) for state in State), paper)


def _office(portal: Portal, item: Draft) -> str:
    """The office whose name the title has, or the text has alone; '' where several or none are meant."""
    head = plain(item.found.title)
    named = [oid for oid, office in portal.offices.items() if plain(office.name) in head]
    if not named:
        text = plain("".join(line.text for line in item.source.lines))
        named = [oid for oid, office in portal.offices.items() if plain(office.name) in text]
    longest = [o for o in named if not any(o != p and portal.offices[o].name in portal.offices[p].name for p in named)]
    return longest[0] if len(longest) == 1 else ""


def _differs(folder: Path, texts: Mapping[str, str], console: Console) -> bool:
    """Whether files are there already; what would change in them is shown."""
    there = [name for name in texts if (folder / name).exists()]
    if not there:
        return False
    console.say("import.exists", error=True, folder=str(folder))
    for name in there:
        try:
            old = (folder / name).read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        changes = list(difflib.unified_diff(old, texts[name].splitlines(), name, name, lineterm="", n=0))
        for line in changes[:40]:
            console.err.print(line)
        if len(changes) > 40:
            console.say("import.more", error=True, count=len(changes) - 40)
    return True


def _replace(file: Path, text: str) -> None:
    """Write a file in one step."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, draft_name = tempfile.mkstemp(dir=file.parent, prefix=".")
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
    Path(draft_name).chmod(0o644)
    Path(draft_name).replace(file)


def _told(root: Path, done: Sequence[Done], console: Console) -> None:
    """The table of what was imported, with what the check finds in each."""
    found = pipeline.check(root).findings
    rows = []
    for each in done:
        folder = f"content/reports/{each.office}/{each.year}/"
        findings = sum(1 for f in found if f.span.path.startswith(folder) and not f.waived)
        rows.append([each.file.name, each.office, str(each.year), each.form, *map(str, each.counts), str(findings)])
    console.table([console.texts.word(f"import.column.{n}") for n in range(1, 9)], rows)
    for each in done:
        if each.sheet:
            console.say("import.made", office=each.office, year=each.year, sheet=str(each.sheet))
    console.say("import.next")
