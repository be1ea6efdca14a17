"""`gongkai import` for a filled-in workbook: report.yaml with every cell; what is there is never lost unasked."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from gongkai.console import Console
from gongkai.finding import Finding
from gongkai.form import Form
from gongkai.importers.put import put
from gongkai.portal import Portal
from gongkai.scaffold import Written, markdown, report_yaml, with_schema
from gongkai.schema import did_you_mean
from gongkai.values import Value, shown

if TYPE_CHECKING:
    from gongkai.importers.workbook_read import Opened

_PLAIN = re.compile(r"[^\W_][\w.-]*\Z")
_SAID = ("true", "false", "null", "yes", "no", "on", "off", "y", "n")


class Imported(NamedTuple):
    """A workbook as read: whose it is, in which form, the cells read and not read, and whether all is well."""

    office: str
    year: int
    form: str
    read: int
    lost: int
    broken: int
    well: bool


def import_workbook(
    root: Path,
    file: Path,
    book: "Opened",
    portal: Portal,
    office: str,
    year: int | None,
    console: Console,
    *,
    force: bool,
) -> Imported | None:
    """Read a workbook into its report's folder; None where nothing was written. Gives what `filled` finds."""
    from gongkai.importers import workbook_read

    form = portal.forms.get(book.form)
    if form is None:
        known = tuple(portal.forms)
        instead = did_you_mean(book.form, known)
        console.say("cli.no-such-form", error=True, form=book.form, instead=instead, known=known)
        return None
    inside = (workbook_read.text_of(book, "office"), workbook_read.text_of(book, "year"))
    found = _whose(portal, file, inside, office, year, console)
    if found is None:
        return None
    said = workbook_read.filled(book, form, portal.options.facts, file.name)
    todo = {i: console.texts.say("workbook.todo", cell=place) for i, place in said.unread.items()}
    written = Written(
        {i: yaml_of(value) for i, value in said.values.items()},
        todo,
        {fid: yaml_of(value) for fid, value in said.facts.items()},
        {i: yaml_of(unit) for i, unit in said.units.items()},
        said.published,
    )
    text = report_yaml(form, portal, *found, written, console.texts)
    wrote = put(_folder(root, found), _texts(root, portal, form, found, text), console, force=force)
    _tell(said.findings, root, console)
    if wrote is None:
        return None
    count, wrong = sum(c.exists for c in form.cells), len(said.unread)
    blank = max(sum(value is None for value in said.values.values()) - wrong, 0)
    target = str(_folder(root, found) / "report.yaml")
    if wrote:
        console.say("cli.import.done", file=str(file), output=target, count=count, blank=blank, wrong=wrong)
    else:
        console.say("cli.import.same", file=str(file), output=target)
    broken = sum(f.code == "workbook.sum" for f in said.findings)
    return Imported(*found, form.id, count - wrong, wrong, broken, not any(f.blocks() for f in said.findings))


def _tell(found: "tuple[Finding, ...] | list[Finding]", root: Path, console: Console) -> None:
    if found:
        console.findings(found, "full", root)


def _whose(
    portal: Portal, file: Path, inside: tuple[str, str], office: str, year: int | None, console: Console
) -> tuple[str, int] | None:
    """Office and year, as the workbook and the command say; they must not contradict each other."""
    for said, given in zip(inside, (office, year and str(year)), strict=True):
        if said and given and said != given:
            console.say("cli.import.other", error=True, file=str(file), inside=said, given=given)
            return None
    whose, when = office or inside[0], str(year or inside[1])
    if not whose:
        console.say("cli.import.office", error=True, file=str(file))
        return None
    if whose not in portal.offices:
        known = tuple(portal.offices)
        console.say("cli.no-office", error=True, office=whose, instead=did_you_mean(whose, known), known=known)
        return None
    if not (len(when) == 4 and when.isascii() and when.isdigit()):
        console.say("cli.import.year", error=True, file=str(file))
        return None
    return whose, int(when)


def _texts(root: Path, portal: Portal, form: Form, whose: tuple[str, int], text: str) -> dict[str, str]:
    """The files to write: the prose is only begun, where there is none."""
    folder = _folder(root, whose)
    texts = {"report.yaml": with_schema(root, portal, form, text)}
    if not (folder / "report.md").exists():
        texts["report.md"] = markdown(form, portal.offices[whose[0]].name, whose[1])
    return texts


def _folder(root: Path, whose: tuple[str, int]) -> Path:
    return root / "content" / "reports" / whose[0] / str(whose[1])


def yaml_of(value: Value) -> str:
    """A value as YAML reads it back: numbers plain, `~` for blank, other texts quoted unless they are plain words."""
    text = shown(value)
    if value is None or not isinstance(value, str):
        return text or "~"
    return text if _PLAIN.match(text) and text.lower() not in _SAID else json.dumps(text, ensure_ascii=False)
