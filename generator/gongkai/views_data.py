"""The View of the data page and its parts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file to download: what it is, its address and name, and its size in words ('' where it is not known)."""

    text: str
    href: str
    name: str
    size: str


@dataclass(frozen=True, slots=True)
class DataField:
    """A field of the CSV files, or a word that stands in one, and what it means."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class DataExample:
    """How a program reads the data: its name, and the line to write there."""

    program: str
    code: str


@dataclass(frozen=True, slots=True)
class DataView:
    """data.html: the open data of the portal.

    `licence` and `licence_href` are '' where nobody has stated one: the page says so. `about` is what the examples
    take out of the data, '' without examples. `verify` is the command that recomputes the manifest.
    """

    title: str
    files: tuple[DataFile, ...]
    fields: tuple[DataField, ...]
    states: tuple[DataField, ...]
    notes: tuple[str, ...]
    licence: str
    licence_href: str
    citation: str
    about: str
    examples: tuple[DataExample, ...]
    verify: str
