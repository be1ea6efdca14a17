"""The JSON Schema of a report's JSON file; the files of a year and of all reports are lists of such objects."""

import json
from typing import Any

from gongkai.data_view import STATES
from gongkai.downloads.content import CONTENT

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_FILLED: Schema = {"type": "string", "minLength": 1}
_VALUE: Schema = {"type": ["number", "string", "null"]}
_STATE: Schema = {"enum": list(STATES)}
# What `state` says of `value`.
_AGREE: list[Schema] = [
    {
        "if": {"properties": {"state": {"enum": list(states)}}},
        "then": {"properties": {"value": {"type": kind}}},
    }
    for states, kind in ((("number", "computed"), "number"), (("text",), "string"), (STATES[3:], "null"))
]


def _object(needed: Schema, **more: Any) -> Schema:
    return {"type": "object", "additionalProperties": False, "required": list(needed), "properties": needed, **more}


def _list(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def report_schema() -> bytes:
    """Draft 2020-12."""
    value = {"value": _VALUE, "unit": _TEXT, "state": _STATE}
    cell = {
        "id": _FILLED,
        "table": _FILLED,
        "row": _FILLED,
        "row_label": _TEXT,
        "column": _FILLED,
        "column_label": _TEXT,
        **value,
    }
    note = {"code": _FILLED, "place": _TEXT, "text": _FILLED, "reason": _FILLED, "by": _FILLED}
    whole = {
        "office": _FILLED,
        "office_name": _TEXT,
        "year": {"type": "integer"},
        "title": _FILLED,
        "form": _FILLED,
        "basis": _TEXT,
        "published": {"type": ["string", "null"], "pattern": r"^\d{4}-\d{2}-\d{2}"},
        "cells": _list(_object(cell, allOf=_AGREE)),
        "facts": _list(_object({"id": _FILLED, "label": _FILLED, **value}, allOf=_AGREE)),
        "sections": _list(_object({"id": _TEXT, "heading": _TEXT, "text": _TEXT})),
        "notes": _list(_object(note)),
        CONTENT: {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    }
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **_object(whole)}
    return (json.dumps(schema, ensure_ascii=False, indent=1) + "\n").encode()
