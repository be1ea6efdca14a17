"""What every reader of documents gives."""

from typing import NamedTuple


class Unread(Exception):
    """Why a document cannot be looked into: `format`, `large`, `encrypted`, `damaged`, `hostile`."""


class Part(NamedTuple):
    """A stretch of text: `kind` is a key into the texts (page, part, properties), `name` its number or name."""

    kind: str
    name: str
    text: str


class Content(NamedTuple):
    """A document's text, its authors as written, and whether it is plain text, with lines that an editor shows."""

    parts: tuple[Part, ...]
    authors: tuple[str, ...]
    lines: bool = False


def tidy(names: list[str]) -> tuple[str, ...]:
    """Names without blanks and repeats."""
    return tuple(dict.fromkeys(n.strip() for n in names if n.strip()))
