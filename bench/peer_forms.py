"""What peers cannot do, done for them before the clock runs: forms laid out as data, citations as numbers."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from html import escape
from itertools import groupby
from typing import Any

from gongkai.citation import parse
from gongkai.form import CellType, Form
from gongkai.layout import DataCell, HeaderCell, TableBlock, lay_out
from gongkai.portal import Portal
from gongkai.prose import MARK
from gongkai.report import Report
from gongkai.report_prose import plain
from gongkai.resolve import cite

Data = dict[str, Any]
_CITATION = re.compile(r"\{\{(.+?)\}\}")


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
            raise ValueError(f"{form.id}: a cell that the form does not have, which a peer cannot show")
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


def _spans(cell: Data) -> str:
    return "".join(f' {name}="{cell[name]}"' for name in ("colspan", "rowspan") if cell.get(name, 1) > 1)


def _th(cell: Data) -> str:
    cid, scope = cell["id"], cell["scope"]
    if not cid:
        return f'<td class="corner"{_spans(cell)}></td>'
    text = escape(cell["text"])
    return f'<th id="{cid}" scope="{scope}"{_spans(cell)}>{text}</th>'


def _class(row: Data) -> str:
    name = row["class"]
    return f' class="{name}"' if name else ""


def _head_markup(block: Data) -> str:
    opened, closed = ("<tbody>", "") if block["captioned"] else ("<thead>", "</thead>\n<tbody>")
    rows = [f"<tr{_class(row)}>{''.join(map(_th, row['cells']))}</tr>" for row in block["head"]]
    return "\n".join((opened, *rows, closed))


def _group_markup(group: Data) -> Data:
    start = '<td id="{id}" headers="{headers}"{spans} class="n '
    cells = [start.format(**cell, spans=_spans(cell)) for cell in group["cells"]]
    return {"keys": group["keys"], "columns": [c["key"] for c in group["cells"]], "cells": cells}


def form_markup(form: Form) -> Data:
    """The same with what every report's tables share as markup: each cell up to its class."""
    made = form_data(form)
    for table in made["tables"].values():
        table["blocks"] = [
            {
                "head": _head_markup(block),
                "rows": [
                    {"headers": "".join(map(_th, row["headers"])), "groups": list(map(_group_markup, row["groups"]))}
                    for row in block["rows"]
                ],
            }
            for block in table["blocks"]
        ]
    return made


def resolved(text: str, report: Report, portal: Portal) -> str:
    """Prose with the number of each citation in its place."""
    return _CITATION.sub(lambda match: cite(parse(match[1]), report, portal)[0], text)


def prose(report: Report, portal: Portal, text: str, place: Callable[[str], str]) -> Iterator[str]:
    """report.md below its title: headings with the form's anchors, citations resolved, a place for each table."""
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
        due = [f"\n{place(section.table)}\n"] if section.table else []
        due += [f"\n{place('')}\n"] if section.facts and report.facts else []
    yield from due
