"""datapackage.json: what the CSV files are, for programs.

Source: Data Package, Tabular Data Package and Table Schema, version 1 (specs.frictionlessdata.io).
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from gongkai import routes
from gongkai.data_view import FIELDS, STATES
from gongkai.downloads.lists import INDICATOR_FIELDS, OFFICE_FIELDS
from gongkai.options import ID, PortalOptions


class Whole(NamedTuple):
    """A file's size in bytes and its SHA-256."""

    size: int
    sha256: str


Schema = dict[str, Any]
Text = Callable[..., str]

_TYPES: Mapping[str, str] = {"year": "integer", "since": "integer", "until": "integer"}
_CELL = ("table", "row", "column")
_OPEN_NAME = re.compile(r"[A-Za-z0-9][\w.+-]*\Z", re.ASCII)
_NEEDED: Mapping[str, Schema] = {
    "office": {"required": True, "pattern": ID},
    "year": {"required": True},
    "form": {"required": True},
    **{name: {"required": True} for name in _CELL},
    "state": {"required": True, "enum": list(STATES)},
}


def _field(name: str, t: Text, *, numeric: bool) -> Schema:
    kind = ("number" if numeric else "any") if name == "value" else _TYPES.get(name, "string")
    field = {"name": name, "type": kind, "description": t(f"data.field.{name}")}
    return field | ({"constraints": _NEEDED[name]} if name in _NEEDED else {})


def _reference(fields: str | Sequence[str], resource: str, there: str | Sequence[str]) -> Schema:
    return {"fields": fields, "reference": {"resource": resource, "fields": there}}


def _schema(names: Sequence[str], t: Text, key: Sequence[str], links: Sequence[Schema], *, numeric: bool) -> Schema:
    fields = [_field(name, t, numeric=numeric) for name in names]
    return {"fields": fields, "missingValues": [""], "primaryKey": list(key), "foreignKeys": list(links)}


def package(
    options: PortalOptions, t: Text, files: Mapping[str, Whole], years: Sequence[int], *, numeric: bool
) -> bytes:
    """The descriptor of the files of data, by output path; `numeric` where every value is a number or none."""
    cell = ("form", *_CELL)
    office = _reference("office", "offices", "office")
    record = _schema(
        FIELDS,
        t,
        ("office", "year", *_CELL),
        (office, _reference(list(cell), "indicators", list(cell))),
        numeric=numeric,
    )
    inner = [_reference(name, "", "office") for name in ("parent", "predecessor")]
    offices = _schema(OFFICE_FIELDS, t, ["office"], inner, numeric=numeric)
    indicators = _schema(INDICATOR_FIELDS, t, cell, (), numeric=numeric)
    by_year = {routes.year_file(y, "csv"): (f"reports-{y}", t("data.csv.year", year=y), record) for y in years}
    described = {
        routes.DATA_CSV: ("reports", t("data.csv"), record),
        **by_year,
        routes.DATA_OFFICES: ("offices", t("data.offices"), offices),
        routes.DATA_INDICATORS: ("indicators", t("data.indicators"), indicators),
    }
    told = {
        "profile": "tabular-data-package",
        "name": re.sub(r"[^a-z0-9.-]", "-", urlsplit(options.base_url or "").hostname or "reports"),
        "title": options.title,
        **_stated(options),
        "resources": [_resource(path, *of, files[path]) for path, of in described.items()],
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _resource(path: str, name: str, title: str, schema: Schema, whole: Whole) -> Schema:
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": path.rsplit("/", 1)[1],
        "title": title,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": whole.size,
        "hash": f"sha256:{whole.sha256}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": schema,
    }


def _stated(options: PortalOptions) -> Schema:
    """What the portal states of itself, and nothing else."""
    out: Schema = {}
    if options.description:
        out["description"] = options.description
    if options.base_url:
        out["homepage"] = options.base_url
        out["sources"] = [{"title": options.title, "path": options.base_url}]
    if options.organizer:
        out["contributors"] = [{"title": options.organizer, "role": "publisher"}]
    if options.licence:
        named = {"name": options.licence.name} if _OPEN_NAME.match(options.licence.name) else {}
        out["licenses"] = [{**named, "title": options.licence.name, "path": options.licence.url}]
    return out
