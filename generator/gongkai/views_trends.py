"""Views of numbers over years and of offices beside each other: parts of the Views of pages in `views.py`."""

from dataclasses import dataclass
from typing import NamedTuple

from gongkai.charts import Drawing


class NumberView(NamedTuple):
    """A number that leads to its cell: `text` as written, `state` as a legal table's cell; `href` is '' for none.

    `unit` only where it is not that of the column. `parts` is how many numbers the site has added up for it: with more
    than one it stands in no report, must be marked, and `href` leads to the section of its parts, or is ''.
    """

    text: str
    href: str
    state: str
    unit: str = ""
    parts: int = 1


class YearRow(NamedTuple):
    """A row of the table behind a chart: the year's report (`href` is '' without one), a number for each series.

    `total` is their sum where the chart stacks them, or says why there is none; None for other charts.
    """

    year: int
    href: str
    numbers: tuple[NumberView, ...]
    total: NumberView | None


@dataclass(frozen=True, slots=True)
class ChartView:
    """A chart: what it shows in a sentence, the drawing (None where every number is zero), the table behind it.

    `kind` is line, bars or stacked; `unit` is '' where none is stated; `notes` say where and why it breaks;
    `sums` what the site itself has added up, and from what, or ''.
    """

    id: str
    title: str
    kind: str
    unit: str
    summary: str
    notes: tuple[str, ...]
    drawing: Drawing | None
    series: tuple[str, ...]
    rows: tuple[YearRow, ...]
    sums: str


@dataclass(frozen=True, slots=True)
class ArchiveColumn:
    """An indicator of a year's table; `total` is None where a sum would mean nothing."""

    id: str
    name: str
    unit: str
    total: NumberView | None


class ArchiveRow(NamedTuple):
    """An office of a year's table: its report, and a number for each column."""

    office: str
    href: str
    title: str
    published: str
    draft: bool
    numbers: tuple[NumberView, ...]


@dataclass(frozen=True, slots=True)
class ArchiveTable:
    """All offices of a year side by side; `note` says why there is no total, or what it leaves out, or is ''.

    `sums` says which numbers the site itself has added up, and from what, or is ''.
    """

    columns: tuple[ArchiveColumn, ...]
    rows: tuple[ArchiveRow, ...]
    note: str
    sums: str
    script: str


@dataclass(frozen=True, slots=True)
class CompareIndicator:
    """A measure that offices are compared by. `cells`: ids joined by +; what other forms add up for it behind |.

    `places`: the anchor for each of these, joined by | too; `sums` says of what it is the sum, or is ''.
    """

    id: str
    name: str
    unit: str
    cells: str
    places: str
    sums: str


@dataclass(frozen=True, slots=True)
class CompareGroup:
    """The measures of one chart."""

    title: str
    indicators: tuple[CompareIndicator, ...]
