"""Turns a portal into a site for Hugo: bench/peers/hugo, with content/ and data/ made from the portal.

    python bench/peer_hugo.py PORTAL SITE

Reports, offices and portal.yaml go over as they are, as Hugo's data. Hugo knows no forms and cannot bind a citation to
a number, so both are done here, before the clock runs: each form's layout becomes data, each `{{…}}` its number.
"""

import csv
import io
import json
import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from gongkai import pipeline, theme
from gongkai.citation import parse
from gongkai.form import CellType, Form
from gongkai.layout import DataCell, HeaderCell, TableBlock, lay_out
from gongkai.portal import Portal
from gongkai.prose import MARK
from gongkai.report import Report
from gongkai.report_prose import plain
from gongkai.resolve import cite

HERE = Path(__file__).parent / "peers" / "hugo"
Data = dict[str, Any]
_CITATION = re.compile(r"\{\{(.+?)\}\}")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _json(path: Path, data: object) -> None:
    _write(path, json.dumps(data, ensure_ascii=False, indent=1) + "\n")


def _header(cell: HeaderCell) -> Data:
    return {name: getattr(cell, name) for name in ("text", "id", "colspan", "rowspan", "scope")}


def _keys(form: Form, cell: CellType) -> list[str]:
    """The keys that lead to a cell's row in the report's `tables`."""
    return [form.table(cell.table).key, *cell.row.keys]


def _groups(form: Form, cells: Sequence[DataCell]) -> list[Data]:
    """A printed row's cells, by the row of the report that they come from."""
    groups: list[Data] = []
    for shown in cells:
        if not shown.id:
            raise ValueError(f"{form.id}: a cell that the form does not have, which this peer cannot show")
        cell = form.cells[int(shown.text.strip(MARK)[1:])]
        keys = _keys(form, cell)
        if not groups or groups[-1]["keys"] != keys:
            groups.append({"keys": keys, "cells": []})
        known = {"key": cell.column.keys[-1], "id": shown.id, "headers": shown.headers, "colspan": shown.colspan}
        groups[-1]["cells"].append(known)
    return groups


def _block(form: Form, block: TableBlock) -> Data:
    head: list[Data] = []
    if block.caption:
        head.append({"class": "block", "cells": [_header(block.caption)]})
    for number, row in enumerate(block.head):
        corner = [block.corner] if block.corner and number == 0 else []
        head.append({"class": "", "cells": [_header(cell) for cell in (*corner, *row)]})
    rows = [{"headers": list(map(_header, r.headers)), "groups": _groups(form, r.cells)} for r in block.rows]
    return {"captioned": block.caption is not None, "head": head, "rows": rows}


def _record(form: Form, cell: CellType) -> Data:
    """A cell as the data files name it: what is the same in every report is put into words once, as gongkai does."""
    known = {"id": cell.id, "table": cell.table, "row": cell.row.id, "row_label": cell.row.label}
    known |= {"column": cell.column.id, "column_label": cell.column.label}
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow((form.id, *list(known.values())[1:]))
    text = json.dumps(known, ensure_ascii=False).removesuffix("}")
    place = ".".join((*_keys(form, cell), cell.column.keys[-1])) if cell.open_unit else ""
    return {"csv": line.getvalue(), "json": text, "unit": cell.unit, "open": place}


def _records(form: Form) -> list[Data]:
    """The cells of the data files, by the row of the report that they come from."""
    out: list[Data] = []
    for keys, row in groupby(form.cells, key=lambda cell: _keys(form, cell)):
        cells = list(row)
        columns = [cell.column.keys[-1] for cell in cells]
        out.append({"keys": keys, "columns": columns, "cells": [_record(form, cell) for cell in cells]})
    return out


def form_data(form: Form) -> Data:
    """A form's layout as data for templates: captions, nested headers, and which number stands where."""
    tables = {}
    for table in form.tables:
        laid = lay_out(form, table, {})
        tables[table.id] = {"caption": laid.caption, "blocks": [_block(form, block) for block in laid.blocks]}
    return {"id": form.id, "basis": form.basis, "tables": tables, "records": _records(form)}


def resolved(text: str, report: Report, portal: Portal) -> str:
    """Prose with the number of each citation in its place."""
    return _CITATION.sub(lambda match: cite(parse(match[1]), report, portal)[0], text)


def prose(report: Report, portal: Portal, text: str) -> Iterator[str]:
    """report.md below its title: headings with the form's anchors, citations resolved, tables as shortcodes."""
    sections = {plain(s.heading): s for s in report.form.sections}
    due: list[str] = []
    for line in resolved(text, report, portal).splitlines():
        if line.startswith("# "):
            continue
        if not line.startswith("## "):
            yield line
            continue
        yield from due
        section = sections[plain(line[3:])]
        yield f"{line} {{#{section.id}}}"
        due = [f'\n{{{{< table "{section.table}" >}}}}\n'] if section.table else []
        due += ["\n{{< facts >}}\n"] if section.facts and report.facts else []
    yield from due


def _page(path: Path, front: Mapping[str, object], lines: Sequence[str] = ()) -> None:
    """A content file; JSON is YAML too."""
    head = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in front.items()]
    _write(path, "\n".join(["---", *head, "---", *lines]) + "\n")


def _content(portal: Portal, root: Path, content: Path) -> None:
    _page(content / "reports" / "_index.md", {"title": "公开年报"})
    _page(content / "offices" / "_index.md", {"title": "公开机关"})
    _page(content / "_index.md", {"title": portal.options.title, "linkTitle": "首页"})
    for at, year in enumerate(portal.years(), 1):
        front: Data = {"title": f"{year}年度报告", "weight": at, "params": {"year": year}}
        _page(content / "reports" / str(year) / "_index.md", front)
    for at, (oid, office) in enumerate(portal.offices.items(), 1):
        front = {
            "title": office.name,
            "weight": at,
            "params": {"office": oid, "kind": office.kind, "parent": office.parent or ""},
        }
        _page(content / "offices" / oid / "_index.md", front)
    for at, report in enumerate(portal.published(), 1):
        front = {
            "title": report.title,
            "date": report.published,
            "weight": at,
            "offices": [report.office],
            "params": {"office": report.office, "year": report.year, "form": report.form.id},
        }
        text = (root / report.prose_path).read_text(encoding="utf-8")
        path = content / "reports" / str(report.year) / f"{report.office}.md"
        _page(path, front, list(prose(report, portal, text)))


def prepare(root: Path, site: Path) -> None:
    """Make the site anew."""
    checked = pipeline.check(root)
    if checked.blocked:
        raise ValueError(f"{root}: the portal has errors")
    portal = checked.portal
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(HERE, site)
    data = site / "data"
    for form in portal.forms.values():
        _json(data / "forms" / f"{form.id}.json", form_data(form))
    facts = [{"id": fid, "key": f.key, "unit": f.unit or ""} for fid, f in portal.options.facts.items()]
    _json(data / "facts.json", facts)
    for name in ("portal.yaml", "offices.yaml"):
        shutil.copyfile(root / "content" / name, data / name)
    for report in portal.published():
        target = data / "reports" / report.office / f"{report.year}.yaml"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / report.path, target)
    _content(portal, root, site / "content")
    for home in (theme.bundled() / "base" / "assets",):
        shutil.copytree(home, site / "static" / "assets")


if __name__ == "__main__":
    prepare(Path(sys.argv[1]), Path(sys.argv[2]))
