"""A report as imported: every cell with its reading, before anything is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gongkai.form import Form, Instance
from gongkai.importers.align import Aligned, Reading, align
from gongkai.importers.columns import State
from gongkai.importers.pieces import Source
from gongkai.importers.recognise import Recognised
from gongkai.linear import RELATIONS
from gongkai.report import number_of
from gongkai.values import Number

TWO = "import.why.two"


@dataclass(frozen=True, slots=True)
class Broken:
    """An identity that the original breaks, with both of its sums."""

    instance: Instance
    left: Number
    right: Number


@dataclass(frozen=True, slots=True)
class Draft:
    """What an import comes to."""

    source: Source
    found: Recognised
    tables: Mapping[str, Aligned]
    cells: Mapping[int, Reading]
    broken: tuple[Broken, ...]

    @property
    def form(self) -> Form:
        """The form."""
        return self.found.form

    def count(self, state: State) -> int:
        """How many cells were read so."""
        return sum(1 for r in self.cells.values() if r.state is state)


def draft(source: Source, found: Recognised) -> Draft:
    """Align every table; what order alone has put in place goes where an identity breaks by it."""
    form = found.form
    tables = {t.id: align(form, t, found.tables[t.id]) for t in form.tables}
    cells: dict[int, Reading] = {}
    for aligned in tables.values():
        cells |= aligned.cells
    if any(r.why == TWO for r in cells.values()):  # then no table says whose it is
        cells = {i: r._replace(state=State.LOST, value=None, why=TWO) for i, r in cells.items()}
    broken = _broken(form, cells)
    while doubtful := {i for b in broken for i in _cells(b.instance) if cells[i].state is State.RESOLVED}:
        rows = {(form.cells[i].table, form.cells[i].row.id) for i in doubtful}
        for i, reading in cells.items():
            if reading.state is State.RESOLVED and (form.cells[i].table, form.cells[i].row.id) in rows:
                cells[i] = replace_lost(reading)
        broken = _broken(form, cells)
    return Draft(source, found, tables, cells, tuple(broken))


def replace_lost(reading: Reading) -> Reading:
    """A reading that an identity speaks against."""
    return reading._replace(state=State.LOST, value=None, why="import.why.contradicted")


def _cells(instance: Instance) -> list[int]:
    return [i for _, i in instance.left.now + instance.right.now]


def _broken(form: Form, cells: Mapping[int, Reading]) -> list[Broken]:
    """Identities of the year that do not hold, where all their cells were read and none is blank."""
    numbers: Sequence[Number] = [number_of(cells[i].value) if i in cells else 0 for i in range(len(form.cells))]
    found = []
    for instance in form.instances:
        own = _cells(instance)
        if instance.left_before or instance.right_before:
            continue
        if any(i not in cells or cells[i].state is State.LOST for i in own):
            continue
        if any(cells[i].value is None for i in own):
            continue
        one, two = instance.left.total(numbers, ()), instance.right.total(numbers, ())
        if not RELATIONS[instance.rule.equation.relation](one, two):
            found.append(Broken(instance, one, two))
    return found
