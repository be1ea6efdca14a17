"""Indicators' values, row by row over the reports of a year, and the exact numbers that lead to their cells."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import NamedTuple, TypeAlias

from gongkai.form import Form
from gongkai.indicators import FACTS, Row
from gongkai.report import Report
from gongkai.values import ABSENT, Value, shown

GROUP = 8_000  # bytes
SMALLEST = 100  # whole numbers below stand in every report: search-number.js looks for them in an indicator's values
_EXACT = 1 << 53  # what a script's number holds

Shown: TypeAlias = int | str | None  # '' where the report has no such cell, None where it is blank


class Cells(NamedTuple):
    """All cells of all rows in one numbering, and where each form has them (-1: nowhere)."""

    rows: Sequence[Row]
    ids: tuple[str, ...]
    places: dict[str, tuple[int, ...]]


def cells(rows: Sequence[Row], forms: Sequence[Form]) -> Cells:
    """Number the cells of all rows."""
    ids = tuple(cid for row in rows for cid in row.cells())
    return Cells(rows, ids, {form.id: tuple(form.index.get(cid, -1) for cid in ids) for form in forms})


class Measure(NamedTuple):
    """What charts, archives and comparisons call a number: a name, its name below a chart, the chart, and its unit.

    `ways` are the cells that it is the sum of, by their numbers; forms may differ, the newest comes first.
    """

    name: str
    label: str
    chart: str
    unit: str
    ways: list[list[int]]


def measures(numbered: Cells, forms: Sequence[Form]) -> list[Measure]:
    """The series of all forms' charts, each once."""
    places = {cid: i for i, cid in enumerate(numbered.ids)}
    found: dict[str, Measure] = {}
    for form in forms:
        for chart in form.trends:
            for one in chart.series:
                first = form.cells[one.cells[0]]
                made = Measure(one.name, one.label, chart.title, "" if first.open_unit else first.unit, [])
                ways = found.setdefault(one.id, made).ways
                way = [places[form.cells[i].id] for i in one.cells]
                if way not in ways:
                    ways.append(way)
    return list(found.values())


def values(report: Report, numbered: Cells) -> list[Value]:
    """A report's values in that numbering."""
    own = report.values
    found = [own[place] if place >= 0 else ABSENT for place in numbered.places[report.form.id]]
    if numbered.rows and numbered.rows[-1].id == FACTS:
        for i, column in enumerate(reversed(numbered.rows[-1].columns), 1):
            fact = report.facts.get(column.id)
            found[-i] = fact.value if fact else ABSENT
    return found


def written(report: Report, numbered: Cells, own: Sequence[Value]) -> list[Shown]:
    """A report's values as the index has them; a unit that the report itself states follows its number after a tab."""
    found: list[Shown] = [
        value if value is None or (type(value) is int and -_EXACT < value < _EXACT) else shown(value) for value in own
    ]
    for number, unit in report.units.items():
        cid = report.form.cells[number].id
        if cid in numbered.ids and unit:
            i = numbered.ids.index(cid)
            found[i] = f"{found[i]}\t{unit}" if found[i] not in ("", None, "/") else found[i]
    return found


def groups(year: Sequence[Sequence[Shown]], rows: Sequence[Row]) -> Iterator[tuple[int, dict[str, list[list[Shown]]]]]:
    """Files of about `GROUP` bytes: the number of the first row, and row → per column the value of each report."""
    first = size = 0
    held: dict[str, list[list[Shown]]] = {}
    every = map(list, zip(*year, strict=True))
    for number, row in enumerate(rows):
        columns = list(islice(every, len(row.columns)))
        if all(value == "" for column in columns for value in column):
            continue
        length = sum(len(column) + len("".join(map(str, column))) for column in columns)
        if held and size + length > GROUP:
            yield first, held
            first, held, size = number, {}, 0
        held[str(number)] = columns
        size += length
    yield first, held


def numbers(own: Sequence[Value]) -> list[tuple[str, int]]:
    """By which keys a report's numbers are found, each with its cell.

    `=` and a number as written, and without needless zeros; `~` and a whole number for one that begins so and goes on
    behind the point.
    """
    found: list[tuple[str, int]] = []
    for cell, value in [item for item in enumerate(own) if item[1]]:
        if type(value) is int:
            if not -SMALLEST < value < SMALLEST:
                found.append((f"={value}", cell))
        elif isinstance(value, Decimal):
            text = shown(value)
            short = text.rstrip("0").rstrip(".") if "." in text else text
            whole = (f"~{short.split('.')[0].lstrip('-')}",) if "." in short and abs(value) >= SMALLEST else ()
            found += [(key, cell) for key in dict.fromkeys((f"={text}", f"={short}", *whole))]
    return found
