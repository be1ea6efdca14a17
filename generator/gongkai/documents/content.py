"""What every reader of documents gives."""

from typing import NamedTuple


class Unread(Exception):
    """Why a document cannot be looked into: `format`, `large`, `encrypted`, `damaged`, `hostile`, `scan`."""


class Part(NamedTuple):
    """A stretch of text: `kind` is a key into the texts (page, sheet, properties …), `name` its number or name."""

    kind: str
    name: str
    text: str


class Content(NamedTuple):
    """A document's text and its authors as written.

    `lines`: it is plain text, with lines that an editor shows. `unread`: why part of it could not be looked into.
    """

    parts: tuple[Part, ...]
    authors: tuple[str, ...]
    lines: bool = False
    unread: str = ""


def tidy(names: list[str]) -> tuple[str, ...]:
    """Names without blanks and repeats."""
    return tuple(dict.fromkeys(n.strip() for n in names if n.strip()))
