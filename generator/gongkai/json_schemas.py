"""JSON Schemas of the files that authors write, made from the options and the forms: for editors, not for checking.

Draft 07, which yaml-language-server knows best. An editor completes keys with them and shows a row's printed label;
what is right or wrong, `gongkai check` says, which reads every scalar as text. A schema never refuses what it accepts.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from gongkai.codes import WAIVABLE
from gongkai.form import CellType, Form, RowGroup, RowPlace, Table
from gongkai.form_file import ChangeFile, FormFile
from gongkai.options import Fact, OfficesFile, PortalOptions
from gongkai.report_head import DETAILS
from gongkai.report_waivers import NEEDED
from gongkai.schema import json_schema
from gongkai.values import Kind

Schema = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"
TEXT: Schema = {"type": ["string", "number", "boolean", "null"]}
_DAY = r"^\d{4}-\d{2}-\d{2}"
_LABEL: Schema = {"type": ["string", "number", "boolean"]}


def _number(kind: str, digits: str, minimum: int | None = 0) -> Schema:
    """A number as it stands or in quotation marks, `/`, or nothing."""
    floor = {} if minimum is None else {"minimum": minimum}
    return {"type": [kind, "string", "null"], **floor, "pattern": f"^(/|{digits})$"}


_CELL: Mapping[Kind, Schema] = {
    Kind.COUNT: _number("integer", "[0-9]+"),
    Kind.CHANGE: _number("integer", "-?[0-9]+", None),
    Kind.MONEY: _number("number", r"[0-9]+(\.[0-9]+)?"),
    Kind.PERCENT: _number("number", r"[0-9]+(\.[0-9]+)?"),
    Kind.DECIMAL: _number("number", r"-?[0-9]+(\.[0-9]+)?", None),
    Kind.DATE: {"type": ["string", "null"], "pattern": f"^/$|{_DAY}$"},
    Kind.TEXT: TEXT,
}


def schemas(
    forms: Sequence[Form], facts: Mapping[str, Fact], offices: Sequence[str], rules: Sequence[str]
) -> dict[str, Schema]:
    """File name → schema: portal, offices, redirects, form, and a report in each form."""
    redirects: Schema = {"type": "object", "additionalProperties": {"type": "string"}}
    severity = json_schema(PortalOptions)
    levels = severity["definitions"]["CheckOptions"]["properties"]["severity"]
    levels["propertyNames"] = {"enum": list(rules)}
    out: dict[str, Schema] = {
        "portal.schema.json": severity,
        "offices.schema.json": _opened(json_schema(OfficesFile)),
        "redirects.schema.json": {"$schema": DRAFT, **redirects},
        "form.schema.json": _form_file(),
    }
    for form in forms:
        out[report_file(form)] = _report(form, facts, offices)
    out["report.schema.json"] = {
        "$schema": DRAFT,
        "type": "object",
        "required": ["form"],
        "properties": {"form": {"enum": [form.id for form in forms]}},
        "allOf": [
            {
                "if": {"properties": {"form": {"const": form.id}}, "required": ["form"]},
                "then": {"$ref": report_file(form)},
            }
            for form in forms
        ],
    }
    return out


def report_file(form: Form) -> str:
    """The name of the schema of a report in a form."""
    return f"report.{form.id}.schema.json"


def _opened(schema: Schema) -> Schema:
    """offices.yaml is what stands under the model's only key."""
    inner = schema["properties"]["offices"]
    return {"$schema": DRAFT, "definitions": schema["definitions"], **inner}


def _form_file() -> Schema:
    """A form, or a variant, which says only what differs."""
    whole, change = json_schema(FormFile), json_schema(ChangeFile)
    definitions = whole["definitions"] | change.pop("definitions")
    del change["$schema"]
    more = {"extends": {"type": "string"}, "changes": {"type": "array", "items": change}}
    needed = whole.pop("required")
    return whole | {
        "definitions": definitions,
        "properties": whole["properties"] | more,
        "required": ["id"],
        "if": {"required": ["extends"]},
        "else": {"required": needed},
    }


def _report(form: Form, facts: Mapping[str, Fact], offices: Sequence[str]) -> Schema:
    texts: Schema = {"type": ["object", "null"], "additionalProperties": _LABEL}
    numbers = {
        fact.key: {"title": fact.label or fact.key, **_unit(fact.unit or ""), **_CELL[Kind.MONEY]}
        for fact in facts.values()
    }
    tables = {table.key: _table(form, table) for table in form.tables}
    return {
        "$schema": DRAFT,
        "title": form.title,
        "description": form.basis,
        "type": "object",
        "additionalProperties": False,
        "required": ["form", "office", "year", "tables"],
        "properties": {
            "form": {"const": form.id},
            "office": {"enum": list(offices)} if offices else {"type": "string"},
            "year": {"type": ["integer", "string"], "pattern": "^[0-9]{4}$"},
            "published": {"type": ["string", "null"], "pattern": _DAY},
            **dict.fromkeys(DETAILS, TEXT),
            "draft": {"enum": [True, False, "true", "false", None]},
            "tables": {
                "type": "object",
                "additionalProperties": False,
                "required": list(tables),
                "properties": tables,
            },
            "facts": {"type": ["object", "null"], "additionalProperties": False, "properties": numbers},
            "units": texts,
            "as_printed": texts,
            "waivers": {"type": ["array", "null"], "items": _WAIVER},
        },
    }


_PRINTED: Schema = {"type": ["string", "number"]}
_WAIVER: Schema = {
    "type": "object",
    "additionalProperties": False,
    "required": list(NEEDED),
    "properties": {
        "code": {"type": "string", "examples": sorted(WAIVABLE)},
        "cell": {"type": "string"},
        "section": {"type": "string"},
        "printed": {"anyOf": [_PRINTED, {"type": "array", "items": _PRINTED}]},
        "reason": {"type": "string"},
        "by": {"type": "string"},
        "until": {"type": "string", "pattern": _DAY},
    },
}


def _unit(unit: str) -> Schema:
    return {"description": unit} if unit else {}


def _table(form: Form, table: Table) -> Schema:
    return _group(form, table, table.tree) | {"title": table.caption}


def _group(form: Form, table: Table, group: RowGroup) -> Schema:
    """Rows and groups below a key; what is computed when left out may be left out."""
    properties: Schema = {}
    required: list[str] = []
    for key, item in group.inner.items():
        if isinstance(item, RowGroup):
            properties[key] = _group(form, table, item)
            required.append(key)
            continue
        cells = _cells(form, table, item)
        computed = {cell.column.id for i, cell in cells if i in form.derived}
        properties[key] = _row([cell for _, cell in cells], computed)
        if len(computed) < len(cells):
            required.append(key)
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


def _cells(form: Form, table: Table, at: RowPlace) -> list[tuple[int, CellType]]:
    block = table.blocks[at.block]
    numbers = [block.cell(at.row, c) for c in range(len(block.columns))]
    return [(i, form.cells[i]) for i in numbers if form.cells[i].exists]


def _row(cells: Sequence[CellType], computed: set[str]) -> Schema:
    """A list in column order, a mapping by column, nothing, or the number alone where there is one column."""
    each = [{"title": c.column.label, **_unit(c.unit), **_CELL[c.kind]} for c in cells]
    ways: list[Schema] = [
        {"type": "array", "items": each, "minItems": len(each), "maxItems": len(each)},
        {
            "type": "object",
            "additionalProperties": False,
            "required": [c.column.keys[-1] for c in cells if c.column.id not in computed],
            "properties": {c.column.keys[-1]: schema for c, schema in zip(cells, each, strict=True)},
        },
        {"type": "null"},
    ]
    if len(each) == 1:
        ways.append(each[0])
    columns = " | ".join(c.column.label + (f" ({c.unit})" if c.unit else "") for c in cells)
    return {"title": cells[0].row.label, "description": columns, "anyOf": ways}
