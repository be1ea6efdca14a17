"""Views of numbers over years and of offices beside each other: parts of the Views of pages in `views.py`."""

from dataclasses import dataclass

from gongkai.charts import Drawing


@dataclass(frozen=True, slots=True)
class NumberView:
    """A number that leads to its cell: `text` as written, `state` as a legal table's cell; `href` is '' for none.

    `unit` only where it is not that of the column.
    """

    text: str
    href: str
    state: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class YearRow:
    """A row of the table behind a chart: the year's report (`href` is '' without one), a number for each series."""

    year: int
    href: str
    numbers: tuple[NumberView, ...]


@dataclass(frozen=True, slots=True)
class ChartView:
    """A chart: what it shows in a sentence, the drawing (None where every number is zero), the table behind it.

    `kind` is line, bars or stacked; `unit` is '' where none is stated; `notes` say where and why it breaks.
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


@dataclass(frozen=True, slots=True)
class ArchiveColumn:
    """An indicator of a year's table; `total` is None where a sum would mean nothing."""

    id: str
    name: str
    unit: str
    total: NumberView | None


@dataclass(frozen=True, slots=True)
class ArchiveRow:
    """An office of a year's table: its report, and a number for each column."""

    office: str
    href: str
    title: str
    published: str
    draft: bool
    numbers: tuple[NumberView, ...]


@dataclass(frozen=True, slots=True)
class ArchiveTable:
    """All offices of a year side by side; `note` says why there is no total, or what it leaves out, or is ''."""

    columns: tuple[ArchiveColumn, ...]
    rows: tuple[ArchiveRow, ...]
    note: str
    script: str


@dataclass(frozen=True, slots=True)
class CompareIndicator:
    """A measure that offices are compared by. `cells`: ids joined by +; what other forms add up for it behind |."""

    id: str
    name: str
    unit: str
    cells: str


@dataclass(frozen=True, slots=True)
class CompareGroup:
    """The measures of one chart."""

    title: str
    indicators: tuple[CompareIndicator, ...]
