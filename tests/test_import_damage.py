"""Damaged tables of consistent numbers: whatever is lost, torn, merged or moved, no cell is wrong silently.

The numbers add up, as real ones do, so that identities can be misled; those of test_import.py add up to nothing.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.form import Form
from gongkai.importers.columns import State
from gongkai.importers.command import Wish, understood
from gongkai.importers.readers import read_bytes
from gongkai.report import number_of
from gongkai.values import Value
from importing import FORMS, expected
from test_import import MAKERS, Grid, grids, seed

OLD = str.maketrans(
    "规数级组织关条复议诉讼继续处总计个业务补过机构专类", "規數級組織關條復議訴訟繼續處總計個業務補過機構專類"
)
SLIPS = str.maketrans("未己日人入", "末已曰入人")
DAMAGES = ("drop", "row", "merge", "move", "tear", "old", "slip", "wide", "thousands", "note", "extra", "page")
ALONE = (*DAMAGES, "cut", "twice")  # with another damage, these can leave a table that is whole, and another


def _damaged(data: st.DataObject, grid: Grid, kinds: tuple[str, ...]) -> Grid:
    """One damage of one row."""
    grid = [list(row) for row in grid]
    n = data.draw(st.integers(0, len(grid) - 1))
    row = grid[n]
    k = data.draw(st.integers(0, max(len(row) - 1, 0)))
    match data.draw(st.sampled_from(kinds)):
        case "drop" if row:
            del row[k]
        case "row" if len(grid) > 1:
            del grid[n]
        case "old":
            grid = [[(t.translate(OLD), c, r) for t, c, r in line] for line in grid]
        case "extra":
            grid.insert(n, [("其中：本地自设事项", 1, 1), *[("5", 1, 1)] * data.draw(st.integers(1, 7))])
        case "twice":
            grid.insert(n, [*row[:1], *[("5" if t.isdigit() else t, c, r) for t, c, r in row[1:]]])
        case kind:
            _cell(data, grid, (n, k), kind)
    return grid


def _cell(data: st.DataObject, grid: Grid, at: tuple[int, int], kind: str) -> None:
    """One damage of a cell, or of how a row is written."""
    n, k = at
    row = grid[n]
    match kind:
        case "merge" if n + 1 < len(grid):
            grid[n : n + 2] = [[*row, *grid[n + 1]]]
        case "move":
            grid.insert(data.draw(st.integers(0, len(grid) - 1)), grid.pop(n))
        case "tear" | "cut" if row and len(row[k][0]) > 2 and row[k][0][0].isdigit() == (kind == "cut"):
            cut = data.draw(st.integers(1, len(row[k][0]) - 1))
            text = row[k][0]
            grid[n : n + 1] = [[*row[:k], (text[:cut], 1, 1)], [(text[cut:], 1, 1), *row[k + 1 :]]]
        case "slip" if row:
            row[k] = (row[k][0].translate(SLIPS), *row[k][1:])
        case "wide":
            grid[n] = [(t.translate({48 + d: 0xFF10 + d for d in range(10)}), c, r) for t, c, r in row]
        case "thousands":
            grid[n] = [(f"{int(t):,}" if t.isdigit() else t, c, r) for t, c, r in row]
        case "note" if row and row[k][0].isdigit():
            row[k] = (row[k][0] + "（其中修订2件）", *row[k][1:])
        case "page" if row:
            grid[n] = [*row[:k], ("- 3 -", 1, 1), *row[k:]]


def numbers(data: st.DataObject, known: Mapping[str, Mapping[str, Value]]) -> tuple[Form, dict[str, Value]]:
    """Reports that add up, added up: consistent as they are."""
    form, first = seed()
    if known and data.draw(st.booleans()):
        form, first = FORMS["cn-annual-2021"], dict.fromkeys(known["001"], 0)
        for rid in ("001", "004a", "004b"):
            times = data.draw(st.integers(0, 3))
            first = {c: number_of(v) + times * number_of(known[rid][c]) for c, v in first.items()}
    times = data.draw(st.integers(1, 9))
    return form, {c: number_of(v) * times for c, v in first.items()}


@pytest.mark.parametrize("kind", MAKERS)
@settings(max_examples=12, derandomize=True)
@given(data=st.data())
def test_damaged_tables_are_right_or_lost(kind: str, data: st.DataObject) -> None:
    form, values = numbers(data, KNOWN)
    made, whole_file = [], True
    for heading, whole in grids(form, values):
        grid = whole
        times = data.draw(st.integers(0, 1 if kind == "flow" else 3))
        whole_file = whole_file and not times
        for _ in range(times):
            grid = _damaged(data, grid, ALONE if times == 1 else DAMAGES)
        made.append((heading, grid))
    item = understood(read_bytes(*MAKERS[kind](form, made)), FORMS, Wish(form=form.id))
    assert item is not None
    wrong = [
        (form.cells[i].id, r.value, values[form.cells[i].id], r.state)
        for i, r in item.cells.items()
        if r.state is not State.LOST and r.value is not None and r.value != values[form.cells[i].id]
    ]
    assert wrong == []
    assert not (whole_file and item.count(State.LOST))


def _known() -> dict[str, dict[str, Value]]:
    from support import SHARED

    folder: Path = SHARED / "reports"
    return dict(expected(folder)) if (folder / "expected.json").exists() else {}


KNOWN = _known()
