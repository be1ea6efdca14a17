"""Parts that several Views are made of."""

from dataclasses import dataclass
from typing import NamedTuple, NewType

Html = NewType("Html", str)


class Link(NamedTuple):
    """A text that leads somewhere; `current` on the page it leads to."""

    text: str
    href: str
    current: bool = False


class Item(NamedTuple):
    """A labelled text; `text` is '' where nobody has stated it, and the page says so."""

    label: str
    text: str


class Mark(NamedTuple):
    """A link in the foot; `image` is the address of a picture that stands for it, or ''."""

    text: str
    href: str
    image: str


class FileLink(NamedTuple):
    """A file to take home: its name for people, its ending in capitals, its size in readable units."""

    text: str
    href: str
    type: str
    size: str


class ReportLink(NamedTuple):
    """A report in a list; `draft` only in the preview."""

    title: str
    href: str
    office: str
    office_href: str
    year: int
    published: str
    draft: bool = False


@dataclass(frozen=True, slots=True)
class YearLink:
    """A year's archive, and how many reports it holds."""

    year: int
    href: str
    count: int


class OfficeLink(NamedTuple):
    """An office in a list, with the years it has reported on."""

    name: str
    href: str
    kind: str
    years: tuple[Link, ...]
