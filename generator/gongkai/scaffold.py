"""`gongkai new`: an empty portal, the demo, or the next year's report with what last year's decides filled in."""

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple

from gongkai import pipeline
from gongkai.across import carried
from gongkai.console import Console
from gongkai.form import Form, Line, RowGroup, Table
from gongkai.json_schemas import report_file, schemas
from gongkai.messages import Texts
from gongkai.portal import Portal
from gongkai.report import Report
from gongkai.schema import did_you_mean
from gongkai.severities import names

OK, USAGE = 0, 2


SCHEMAS = "schemas"


def write_schemas(portal: Portal, folder: Path) -> list[str]:
    """Write the JSON Schemas of a portal's files; returns their names."""
    forms = list(portal.forms.values())
    made = schemas(forms, portal.options.facts, list(portal.offices), names(forms))
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in made.items():
        text = json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return list(made)


def new_portal(folder: Path, console: Console, *, demo: bool) -> int:
    """Make a portal in a folder that does not exist or is empty; what is there is never touched."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        console.say("cli.exists", error=True, path=str(folder))
        return USAGE
    starter = files("gongkai") / "starter" / console.texts.language
    with as_file(files("gongkai") / "demo" if demo else starter) as source, as_file(starter) as home:
        shutil.copytree(source / "content", folder / "content")
        shutil.copyfile(home / "gitignore", folder / ".gitignore")
    write_schemas(pipeline.check(folder).portal, folder / SCHEMAS)
    console.say("cli.made", folder=str(folder))
    quoted = f'"{folder}"' if " " in str(folder) else str(folder)
    console.say("cli.next.check", folder=quoted)
    console.say("cli.next.build", folder=quoted)
    return OK


def new_report(root: Path, office: str, year_text: str, console: Console) -> int:
    """Scaffold a report: the form of the year, headings in place, carry-over filled, the rest blank, as a draft."""
    portal = pipeline.check(root).portal
    if not (len(year_text) == 4 and year_text.isascii() and year_text.isdigit()):
        console.say("cli.year", error=True)
        return USAGE
    year = int(year_text)
    if office not in portal.offices:
        known = tuple(portal.offices)
        console.say("cli.no-office", error=True, office=office, instead=did_you_mean(office, known), known=known)
        return USAGE
    folder = root / "content" / "reports" / office / year_text
    if folder.exists():
        console.say("cli.exists", error=True, path=str(folder))
        return USAGE
    before = portal.report(office, year - 1)
    form = _form(portal, before, year)
    if form is None:
        console.say("cli.no-form", error=True, year=year)
        return USAGE
    filled = carried(form, before) if before else {}
    notes = dict.fromkeys(filled, console.texts.word("scaffold.carried"))
    written = Written({i: str(n) for i, n in filled.items()}, notes, units=last_units(form, before))
    yaml = with_schema(root, portal, form, report_yaml(form, portal, office, year, written, console.texts))
    write_folder(folder, {"report.yaml": yaml, "report.md": markdown(form, portal.offices[office].name, year)})
    console.say("cli.made", folder=str(folder))
    console.say("cli.form", form=f"{form.id} {form.title} ({form.basis})")
    if before and filled:
        rows = sorted({form.cells[i].row.keys[-1] for i in filled})
        console.say("cli.carried", year=before.year, count=len(filled), rows=tuple(rows))
    if before is None:
        console.say("cli.no-previous", year=year - 1)
    console.say("cli.draft")
    return OK


def write_folder(folder: Path, texts: Mapping[str, str]) -> None:
    """All files of a new folder, or none."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=folder.parent, prefix="."))
    for name, text in texts.items():
        (draft / name).parent.mkdir(exist_ok=True)
        (draft / name).write_text(text, encoding="utf-8", newline="\n")
    draft.chmod(0o755)
    draft.rename(folder)


def _form(portal: Portal, before: Report | None, year: int) -> Form | None:
    """Last year's form while it is in force, else the newest one that is; variants only where already in use."""
    if before and before.form.fits(year):
        return before.form
    fitting = [f for f in portal.forms.values() if f.fits(year) and not f.extends]
    own = [f for f in fitting if f.language == portal.options.language] or fitting
    return max(own, key=lambda f: (f.since, f.id), default=None)


def _pad(key: str, width: int) -> str:
    """A key and its colon, filled with spaces to a width in columns (a Chinese character takes two)."""
    from rich.cells import cell_len

    return f"{key}:" + " " * max(1, width - cell_len(key) - 1)


class Written(NamedTuple):
    """What is known of a report that is to be written: values as YAML, a comment for a cell, units that are open."""

    cells: Mapping[int, str]
    notes: Mapping[int, str]
    facts: Mapping[str, str] = {}
    units: Mapping[int, str] = {}
    published: str = ""


def report_yaml(form: Form, portal: Portal, office: str, year: int, written: Written, texts: Texts) -> str:
    """A report.yaml as a draft: every row in the form's order, `~` for what is not known."""
    word = texts.word
    published = f" {written.published}" if written.published else f"                # {word('scaffold.published')}"
    lines = [
        f"# {form.titled(portal.offices[office].name, year)}",
        f"# {word('scaffold.numbers')}",
        f"form: {form.id}",
        f"office: {office}",
        f"year: {year}",
        f"published:{published}",
        f"draft: true               # {word('scaffold.draft')}",
        "",
        "tables:",
    ]
    for table in form.tables:
        lines.append(f"  {table.key}:")
        lines += _rows(form, table, table.tree, "    ", written, [""])
        lines.append("")
    if portal.options.facts:
        lines.append("facts:")
        known = portal.options.facts.items()
        lines += [f"  {_pad(fact.key, 18)}{written.facts.get(fid, '~')}" for fid, fact in known]
    if written.units:
        lines += ["", "units:"]
        for i, unit in written.units.items():
            cell = form.cells[i]
            path = ".".join((form.table(cell.table).key, *cell.row.keys, cell.column.keys[-1]))
            lines.append(f"  {path}: {unit}")
    return "\n".join(lines).rstrip() + "\n"


def with_schema(root: Path, portal: Portal, form: Form, yaml: str) -> str:
    """The text with the line that names its schema to editors, where the portal has schemas; those are renewed."""
    if not (root / SCHEMAS).is_dir():
        return yaml
    write_schemas(portal, root / SCHEMAS)  # offices, facts and forms may be newer than the schemas
    return f"# yaml-language-server: $schema=../../../../{SCHEMAS}/{report_file(form)}\n{yaml}"


def last_units(form: Form, before: Report | None) -> dict[int, str]:
    """The units that last year's report states where the form leaves them open."""
    if before is None:
        return {}
    same = {i: form.index.get(before.form.cells[i].id) for i in before.units}
    return {j: before.units[i] for i, j in same.items() if j is not None and form.cells[j].open_unit}


def _rows(form: Form, table: Table, group: RowGroup, indent: str, written: Written, last: list[str]) -> Iterator[str]:
    """Rows as `键: [~, ~]`, a comment with the columns wherever they change."""
    for key, item in group.inner.items():
        if isinstance(item, RowGroup):
            yield f"{indent}{key}:"
            yield from _rows(form, table, item, indent + "  ", written, last)
            continue
        block = table.blocks[item.block]
        numbers = [block.cell(item.row, c) for c in range(len(block.columns))]
        numbers = [i for i in numbers if form.cells[i].exists]
        columns = " ".join(_column(form.cells[i].column) for i in numbers)
        if columns != last[0]:
            last[0] = columns
            yield f"{indent}# {columns}"
        cells = ", ".join(written.cells.get(i, "~") for i in numbers)
        text = cells if len(numbers) == 1 else f"[{cells}]"
        notes = dict.fromkeys(written.notes[i] for i in numbers if i in written.notes)
        yield f"{indent}{_pad(key, 24 - len(indent))}{text}{''.join(f'   # {note}' for note in notes)}"


def _column(column: Line) -> str:
    """A column's label, and its key where citations need another word."""
    return column.label if column.label == column.keys[-1] else f"{column.label}({column.keys[-1]})"


def markdown(form: Form, office: str, year: int) -> str:
    """A report.md with the form's headings."""
    lines = [f"# {form.titled(office, year)}", ""]
    for section in form.sections:
        lines += [f"## {section.heading}", ""]
    return "\n".join(lines)
