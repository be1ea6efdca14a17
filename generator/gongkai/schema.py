"""Located YAML to pydantic models: all errors at once, each at its place, unknown keys with "did you mean".

For options and form files, which are few. Reports are many and are bound by hand in `report.py`.
The only importer of pydantic.
"""

import ast
import difflib
import inspect
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import PydanticCustomError

from gongkai.finding import Finding, Span, Word, finding
from gongkai.source import Mapping, Node, Scalar, Sequence, place
from gongkai.values import is_date

__all__ = ["Date", "Field", "Model", "Names", "Url", "did_you_mean", "json_schema", "locate", "model"]


class Model(BaseModel):
    """Base of everything read from an options or form file: frozen, and no key is ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def _names(value: object) -> object:
    """`a` for `[a]`."""
    return [value] if isinstance(value, str) else value


def _expecting(word: str, right: Callable[[str], object]) -> AfterValidator:
    """A text for which `right` holds; `word` tells people what that is."""

    def validate(value: str) -> str:
        if not right(value):
            raise PydanticCustomError(f"expected.{word}", "pattern")
        return value

    return AfterValidator(validate)


_ONE_OR_MORE: dict[str, Any] = {"type": ["string", "array"], "items": {"type": "string"}}
Names = Annotated[tuple[str, ...], BeforeValidator(_names), WithJsonSchema(_ONE_OR_MORE)]
Date = Annotated[str, _expecting("date", is_date)]
Url = Annotated[str, _expecting("url", re.compile(r"https?://[^\s/?#。．｡，、：；]+(?:[/?#]\S*)?").fullmatch)]

M = TypeVar("M", bound=Model)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The known word nearest to a mistyped one, or ''. Case and full-width forms do not count."""
    choices = list(known)
    lowered = {w.lower(): w for w in choices}
    if word.lower() in lowered:
        return lowered[word.lower()]
    close = difflib.get_close_matches(word.lower(), list(lowered), n=1, cutoff=0.5)
    return lowered[close[0]] if close else ""


def _plain(node: Node) -> Any:
    """The node as pydantic wants it: text, None for blank, lists and dictionaries."""
    if isinstance(node, Scalar):
        return None if node.blank else node.text
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    return {key.text: value for key, node in node.entries if (value := _plain(node)) is not None}


def locate(node: Node, path: Iterable[str | int]) -> Node:
    """The node at a path of keys and indexes, or the nearest one above it; a key's own node for an unknown key."""
    for step in path:
        inner: Node | None = None
        if isinstance(node, Mapping):
            inner = node.get(str(step))
            if inner is None or (isinstance(inner, Scalar) and inner.blank):
                inner = next((key for key, _ in node.entries if key.text == step), None)
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            inner = node.items[step]
        if inner is None:
            return node
        node = inner
    return node


def _key(node: Node, path: tuple[str | int, ...]) -> Node:
    parent = locate(node, path[:-1])
    if isinstance(parent, Mapping):
        return next((key for key, _ in parent.entries if key.text == path[-1]), parent)
    return parent


def _known(model: type[BaseModel], path: tuple[str | int, ...]) -> list[str]:
    """The keys allowed at a path, found by walking the model's JSON Schema."""
    schema = model.model_json_schema(by_alias=True)
    root = schema

    def opened(part: Any) -> Any:
        while True:
            if "$ref" in part:
                part = root["$defs"][part["$ref"].rsplit("/", 1)[1]]
            elif "anyOf" in part:
                part = next((p for p in part["anyOf"] if p.get("type") != "null"), {})
            else:
                return part

    part = opened(schema)
    for step in path:
        inner = part.get("properties", {}).get(step) or part.get("additionalProperties") or part.get("items")
        part = opened(inner) if isinstance(inner, dict) else {}
    return list(part.get("properties", {}))


class _Described(GenerateJsonSchema):
    """A JSON Schema that describes a field by the docstring under it.

    Sources are read only for that: pydantic would read them at every start.
    """

    def model_schema(self, schema: Any) -> Any:
        """A model's."""
        out = super().model_schema(schema)
        fields = schema["cls"].model_fields
        for owner in reversed(schema["cls"].__mro__[: -len(Model.__mro__)]):
            for name, text in _docstrings(owner):
                out["properties"][fields[name].alias or name]["description"] = text
        return out


def _docstrings(kind: type) -> Iterator[tuple[str, str]]:
    """Fields of a class, each with the text under it."""
    body = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0]
    for field, text in pairwise(body.body if isinstance(body, ast.ClassDef) else []):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(text, ast.Expr):
            yield field.target.id, inspect.cleandoc(str(ast.literal_eval(text.value)))


def json_schema(kind: type[Model]) -> dict[str, Any]:
    """A model's JSON Schema in draft 07: a text may look like a number in YAML, and anything optional may be empty."""
    schema = kind.model_json_schema(by_alias=True, schema_generator=_Described)

    def walk(part: Any) -> Any:
        if isinstance(part, list):
            return [walk(item) for item in part]
        if not isinstance(part, dict):
            return part
        out = {
            ("definitions" if k == "$defs" else k): walk(v)
            for k, v in part.items()
            if k != "default" and not (k == "title" and isinstance(v, str))
        }
        if out.get("type") == "string" and "enum" not in out:
            out["type"] = ["string", "number", "boolean"]
        if isinstance(out.get("$ref"), str):
            out["$ref"] = out["$ref"].replace("#/$defs/", "#/definitions/")
        return out

    return {"$schema": "http://json-schema.org/draft-07/schema#", **walk(schema)}


def model(kind: type[M], node: Mapping, path: str) -> tuple[M | None, list[Finding]]:
    """Validate a located mapping against a model.

    Gives `option.unknown`, `option.missing` and `option.value`, every one of them in one go.
    """
    try:
        return kind.model_validate(_plain(node)), []
    except ValidationError as error:
        return None, [_finding(kind, node, path, item) for item in error.errors(include_url=False)]


def _finding(kind: type[Model], node: Mapping, path: str, error: Any) -> Finding:
    where: tuple[str | int, ...] = error["loc"]
    name = next((step for step in reversed(where) if isinstance(step, str)), "")
    if error["type"] == "extra_forbidden":
        known = _known(kind, where[:-1])
        span = place(path, _key(node, where))
        return finding("option.unknown", span, key=name, instead=did_you_mean(name, known), known=tuple(known))
    if error["type"] == "missing":
        parent = locate(node, where[:-1])
        first = parent.entries[0][0] if isinstance(parent, Mapping) and parent.entries else parent
        return finding("option.missing", place(path, first), key=name)
    found = locate(node, where)
    return finding(
        "option.value",
        Span(path, found.line, found.column),
        key=name,
        item=where[-1] + 1 if where and isinstance(where[-1], int) else "",
        text="" if isinstance(error["input"], dict | list | None) else str(error["input"]),
        expected=_expected(error),
        allowed=tuple(re.findall("'([^']*)'", str(error.get("ctx", {}).get("expected", "")))),
    )


def _expected(error: Any) -> Word:
    """What would have been right, as a word for the texts."""
    kind = error["type"]
    if kind.startswith("expected."):
        return Word(kind)
    if kind in ("literal_error", "enum"):
        return Word("expected.choice")
    for start, word in (("int", "whole"), ("bool", "yes-no"), ("string_pattern", "pattern"), ("string", "text")):
        if kind.startswith(start):
            return Word(f"expected.{word}")
    return Word("expected.list" if "tuple" in kind or "list" in kind else "expected.mapping")
