"""Aligns what stands in a source to the cells of a form: by labels, then by order, and identities decide.

A table's lines become Runs: the labels before, and the values of, one printed row. A Run is a row's by its own label;
between two such rows, as many Runs as rows are theirs in order, if the identities of the form hold. Where two
readings remain, the cells are left blank.
"""

import difflib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from gongkai.form import Block, Form, Heading, Instance, Table
from gongkai.importers.columns import State, begun_in_order, columns_in_order, in_order, printed, similar
from gongkai.importers.pieces import Cell, Line, Place, plain
from gongkai.importers.reading import Written, is_value, read_value
from gongkai.importers.torn import stacked
from gongkai.layout import lay_out
from gongkai.linear import RELATIONS
from gongkai.report import number_of
from gongkai.values import Value

_NEAR = 0.8  # a label this much like the form's is that label, reworded or with a slip
_LIKE = 0.45  # between two certain rows a label must be at least this much like the form's


class Reading(NamedTuple):
    """What was read of one cell; `why` is a key of the texts where it is not certain or needs a note."""

    state: State
    value: Value
    original: str
    place: Place | None
    why: str = ""
    unit: str = ""


class Run(NamedTuple):
    """Labels, and the values that follow them."""

    labels: tuple[Cell, ...]
    values: tuple[Cell, ...]
    shaped: bool  # blank cells were seen, so that places count


@dataclass(frozen=True, slots=True)
class Aligned:
    """A table as read: every cell of it by number, its labels as printed, and Runs that are no row's."""

    cells: Mapping[int, Reading]
    labels: Mapping[tuple[int, int], str]  # (block, row) → label
    extra: tuple[Run, ...]
    columns: Mapping[tuple[int, int], str] = field(default_factory=dict)  # (block, column) → label


def runs(lines: Sequence[Line], known: frozenset[str], rows: frozenset[str]) -> list[Run]:
    """A table's lines as Runs. Only behind a row's own label are blank cells alone a Run: headers have them too."""
    found: list[Run] = []
    labels: list[Cell] = []
    values: list[Cell] = []
    shaped = False

    def close() -> None:
        nonlocal labels, values, shaped
        if any(v.text for v in values) or (values and plain(labels[-1].text) in rows):
            found.append(Run(tuple(labels), tuple(values), shaped))
            labels = []
        values, shaped = [], False

    for line in lines:
        for cell in line.cells:
            blank = not cell.text
            if blank and not line.grid:
                continue
            if blank or (plain(cell.text) not in known and is_value(cell.text)):
                if labels:
                    values.append(cell)
                    shaped = shaped or line.grid > 0
                continue
            close()
            labels.append(cell)
    close()
    return found


@lru_cache(maxsize=64)
def labels_of(form: Form, table_id: str) -> frozenset[str]:
    """Every label of a table, without what is not wording."""
    table = form.table(table_id)
    found: set[str] = set()
    for block in table.blocks:
        stack: list[Heading] = [*block.row_headings, *block.column_headings]
        found |= {plain(block.caption), plain(block.corner)}
        while stack:
            item = stack.pop()
            found.add(plain(item.label))
            stack += item.children
    return frozenset(found - {""})


def align(form: Form, table: Table, lines: Sequence[Line]) -> Aligned:
    """Every cell of a table."""
    names = frozenset(plain(line.label) for _, _, line in table.rows())
    found = runs(lines, labels_of(form, table.id), frozenset() if table.single_row else names)
    if _side_by_side(table, found):
        every = [i for block, row, _ in table.rows() for i in range(block.cell(row, 0), block.cell(row + 1, 0))]
        lost = Reading(State.LOST, None, "", found[0].values[0].place, "import.why.two")
        return Aligned({i: lost for i in every if form.cells[i].exists}, {}, ())
    if table.single_row:
        return _single(form, table, found)
    rows = table.rows()
    matched, extra = _match(table, found)
    cells: dict[int, Reading] = {}
    labels: dict[tuple[int, int], str] = {}
    columns: dict[tuple[int, int], str] = {}
    for number, (block, row, _) in enumerate(rows):
        own = [block.cell(row, c) for c in range(len(block.columns))]
        own = [i for i in own if form.cells[i].exists]
        which = matched.get(number)
        if which is None:
            cells |= dict.fromkeys(own, Reading(State.LOST, None, "", None, "import.why.missing"))
            continue
        run, state, label = which
        header = _header(table, block, matched, found)
        order = columns_in_order(form, table, block, header)
        if order is None:
            cells |= _lost(own, run, "import.why.columns")
            continue
        at = table.blocks.index(block)
        worded = printed(block, header)
        columns |= {(at, c): text for c, text in worded.items()}
        heads = [worded.get((i - block.first) % len(block.columns), "".join(header)) for i in own]
        cells |= _row(form, own, run, min_state(state, order), heads)
        if label:
            labels[at, row] = label
    return Aligned(cells, labels, tuple(extra), columns)


def min_state(*states: State) -> State:
    """The least certain of states."""
    order = (State.LOST, State.RESOLVED, State.CERTAIN)
    return min(states, key=order.index)


def _side_by_side(table: Table, found: Sequence[Run]) -> bool:
    """Whether rows hold twice the numbers of the form's, or stand twice with others: two reports in one file."""
    width = max(len(block.columns) for block in table.blocks)
    if width > 1 and sum(len(run.values) == 2 * width for run in found) >= 3:
        return True
    rows: dict[str, set[tuple[str, ...]]] = {}
    for run in found:
        rows.setdefault(plain(run.labels[-1].text), set()).add(tuple(v.text for v in run.values))
    return sum(len(values) > 1 for values in rows.values()) >= 3


def _lost(own: Sequence[int], run: Run, why: str) -> dict[int, Reading]:
    text = " | ".join(v.text for v in run.values)[:200]
    return {i: Reading(State.LOST, None, text, run.values[0].place, why) for i in own}


def _tail(run: Run, label: str) -> str | None:
    """The last labels of a Run that together are this label, as printed."""
    for k in range(1, min(7, len(run.labels) + 1)):
        part = run.labels[-k:]
        joined = "".join(plain(c.text) for c in part)
        if joined == label:
            return "".join(c.text for c in part)
        if len(joined) > len(label) + 2:
            return None
    return None


def _near(run: Run, label: str) -> float:
    """How much the last label of a Run is like a label; one that begins with it and explains it further is it."""
    last = plain(run.labels[-1].text)[:400]
    if "檔案" in run.labels[-1].text and "档案" not in label:
        last = last.replace("档案", "文件")  # a conversion that changes words, not only characters
    if len(label) >= 2 and last.startswith(label) and re.match(r".*[(（]", run.labels[-1].text):
        return 0.95
    return similar(last, label)


def _match(table: Table, found: list[Run]) -> tuple[dict[int, tuple[Run, State, str]], list[Run]]:
    """Which Run is which row's, how surely, and its label where it is worded in another way; and the rest."""
    wanted = [plain(line.label) for _, _, line in table.rows()]
    at: dict[int, list[int]] = {}
    worded: dict[int, str] = {}
    for r, label in enumerate(wanted):
        if wanted.count(label) == 1:
            at[r] = [s for s, run in enumerate(found) if _tail(run, label) is not None]
    taken = {s for hits in at.values() for s in hits}
    free = [s for s in range(len(found)) if s not in taken]
    missing = [r for r in range(len(wanted)) if not at.get(r)]
    likeness = {(r, s): _near(found[s], wanted[r]) for r in missing for s in free}
    rows, columns = _best_two(likeness, 0), _best_two(likeness, 1)
    for (r, s), score in likeness.items():
        rivals = [two[1] if score == two[0] else two[0] for two in (rows[r], columns[s])]
        if score >= _NEAR and score - max(rivals) >= 0.05:
            at[r] = [s]
            worded[r] = found[s].labels[-1].text
    sure = {r: hits for r, hits in at.items() if hits}
    matched: dict[int, tuple[Run, State, str]] = {}
    for r, hits in sure.items():
        texts = {tuple(v.text for v in found[s].values) for s in hits}
        if len(texts) == 1:
            matched[r] = (found[hits[0]], State.CERTAIN, worded.get(r, ""))
    used = {s for hits in sure.values() for s in hits}
    _between(found, wanted, {r: h[0] for r, h in sure.items() if len(h) == 1}, used, matched)
    return matched, [run for s, run in enumerate(found) if s not in used]


def _best_two(likeness: Mapping[tuple[int, int], float], part: int) -> dict[int, tuple[float, float]]:
    """The best score of each row (or Run) and the next best one; a hostile file may have thousands of both."""
    best: dict[int, tuple[float, float]] = {}
    for key, score in likeness.items():
        one, two = best.get(key[part], (0.0, 0.0))
        best[key[part]] = (score, one) if score > one else (one, max(two, score))
    return best


def _between(
    found: list[Run],
    wanted: list[str],
    sure: Mapping[int, int],
    used: set[int],
    matched: dict[int, tuple[Run, State, str]],
) -> None:
    """Between two rows that are certain, as many Runs as rows are theirs in order, if their labels do not differ."""
    ends = [(-1, -1), *sorted(sure.items()), (len(wanted), len(found))]
    for (r0, s0), (r1, s1) in pairwise(ends):
        rows, free = range(r0 + 1, r1), [s for s in range(s0 + 1, s1) if s not in used]
        if s1 <= s0 or not rows or len(rows) != len(free) or s1 - s0 != r1 - r0:
            continue
        if all(_may_be(found, s, wanted[r]) for r, s in zip(rows, free, strict=True)):
            for r, s in zip(rows, free, strict=True):
                used.add(s)
                matched[r] = (found[s], State.RESOLVED, "")


def _may_be(found: list[Run], s: int, label: str) -> bool:
    """Whether a Run's labels could be a torn or shortened label."""
    last = plain(found[s].labels[-1].text)
    short = 4 <= len(last) <= len(label) and _within(label, last) >= _NEAR
    return short or _within(label, _around(found, s)) >= _LIKE


def _around(found: list[Run], s: int) -> str:
    """The labels of a Run, and the next Run's first ones: a label may go on below its values."""
    after = found[s + 1].labels[:2] if s + 1 < len(found) else ()
    return "".join(plain(c.text) for c in (*found[s].labels[-8:], *after))[:600]


def _within(label: str, text: str) -> float:
    """How much of a label stands in a text, in order; or of the text in the label, where that is shorter."""
    if not text:
        return 0.0
    blocks = difflib.SequenceMatcher(None, label, text, autojunk=False).get_matching_blocks()
    return sum(b.size for b in blocks) / min(len(label), max(len(text), 2))


def _header(
    table: Table, block: Block, matched: Mapping[int, tuple[Run, State, str]], found: Sequence[Run]
) -> tuple[str, ...]:
    """The labels that stand before a block's first row; those of its own, where they are printed in every row."""
    for number, (own, _, _) in enumerate(table.rows()):
        if own is block and number in matched:
            return tuple(c.text for c in matched[number][0].labels)
    return tuple(c.text for run in found[:1] for c in run.labels)


def _row(form: Form, own: Sequence[int], run: Run, state: State, heads: Sequence[str] = ()) -> dict[int, Reading]:
    """A row's values in the form's order; where blank cells leave several readings, identities decide."""
    n, values = len(own), list(run.values)
    row = run.labels[-1].place
    same = [v for v in values if v.place == row]
    if len(same) >= n and any(v.text for v in values if v.place != row):
        return _lost(own, run, "import.why.count")  # numbers below a whole row are another's that lost its label
    if any(v.text for v in same):  # then blank cells of the next rows are not of this one
        values = [v for v in values if v.text or v.place == row]
    full = [v for v in values if v.text]
    if 1 < len({v.place for v in full}) < len(full):  # goes on in another line: only identities say that it is one row
        state = min_state(state, State.RESOLVED)
    if len(values) == n and (run.shaped or len(full) == n):
        windows = [values]
    elif len(full) > n or not run.shaped:
        return _lost(own, run, "import.why.count")
    else:
        windows = [
            values[k : k + n]
            for k in range(len(values) - n + 1)
            if not any(v.text for v in (*values[:k], *values[k + n :]))
        ]
    if len({tuple(v.text for v in w) for w in windows}) > 1 and len(single := _unpadded(values)) == n:
        windows, state = [single], min_state(state, State.RESOLVED)
    return _decide(form, own, run, windows, (state, heads or [""] * n))


def _unpadded(values: Sequence[Cell]) -> list[Cell]:
    """Values that stand one in a line each, without lines of several blanks: those fill what a cell spans."""
    count = Counter(v.place for v in values)
    filled = {v.place for v in values if v.text}
    kept = [v for v in values if count[v.place] == 1]
    return [] if any(count[place] > 1 for place in filled) else kept


def _decide(
    form: Form, own: Sequence[int], run: Run, windows: Sequence[list[Cell]], seen: tuple[State, Sequence[str]]
) -> dict[int, Reading]:
    state, heads = seen
    readings: dict[tuple[str, ...], list[Written]] = {}
    for window in windows:
        texts = tuple(v.text for v in window)
        written = [read_value(form.cells[i], t, head) for i, t, head in zip(own, texts, heads, strict=True)]
        readings.setdefault(texts, written)
    if not readings:
        return _lost(own, run, "import.why.count")
    several = len(readings) > 1
    identities = _inside(form, frozenset(own))
    if several or state is State.RESOLVED:
        good = [k for k, read in readings.items() if _holds(identities, dict(zip(own, read, strict=True)))]
        if not identities or len(good) != 1:
            return _lost(own, run, "import.why.readings" if several else "import.why.unproved")
        kept, state = readings[good[0]], State.RESOLVED
        windows = [w for w in windows if tuple(v.text for v in w) == good[0]]
    else:
        kept = next(iter(readings.values()))
    out = {}
    for i, cell, read in zip(own, windows[0], kept, strict=True):
        if read.lost:
            out[i] = Reading(State.LOST, None, cell.text, cell.place, read.why)
        else:
            out[i] = Reading(state, read.value, cell.text, cell.place, read.why, read.unit)
    return out


def _inside(form: Form, cells: frozenset[int]) -> list[Instance]:
    """Identities of this year whose cells are all among these."""
    return [
        i
        for i in form.instances
        if not (i.left_before or i.right_before)
        and i.rule.equation.relation == "="
        and {n for _, n in i.left.now + i.right.now} <= cells
    ]


def _holds(identities: Sequence[Instance], read: Mapping[int, Written]) -> bool:
    if any(w.lost for w in read.values()):
        return False
    numbers = {i: number_of(w.value) for i, w in read.items()}
    return all(
        RELATIONS[i.rule.equation.relation](
            i.left.constant + sum(f * numbers[n] for f, n in i.left.now),
            i.right.constant + sum(f * numbers[n] for f, n in i.right.now),
        )
        for i in identities
    )


def _single(form: Form, table: Table, found: list[Run]) -> Aligned:
    """A table printed in one row, whose columns are those of all its rows."""
    block = table.blocks[0]
    own = [block.cell(r, c) for r in range(len(block.rows)) for c in range(len(block.columns))]
    names = [c.label for c in block.columns] * len(block.rows)
    hits = [run for run in found if len([v for v in run.values if v.text]) == len(own) or len(run.values) >= len(own)]
    texts = {tuple(v.text for v in run.values) for run in hits}
    if len(texts) != 1:
        lost = Reading(State.LOST, None, "", None, "import.why.missing" if not hits else "import.why.readings")
        return Aligned(dict.fromkeys(own, lost), {}, tuple(found))
    run = hits[0]
    rest = "".join(plain(c.text) for c in run.labels)
    for _, _, line in table.rows():
        if plain(line.label) not in rest:
            return Aligned(_lost(own, run, "import.why.columns"), {}, ())
        rest = rest.replace(plain(line.label), "|", 1)
    head = [plain(h.text) for row in lay_out(form, table, {}).blocks[0].head for h in row]
    whole = in_order([plain(n) for n in names], rest)
    rows = [line.label for _, _, line in table.rows()]
    if whole and len(head) == len(run.labels):
        state = State.CERTAIN
    elif whole or begun_in_order([plain(n) for n in names], rest) or stacked(run.labels, run.values, names, rows):
        state = State.RESOLVED
    else:
        return Aligned(_lost(own, run, "import.why.columns"), {}, ())
    extra = tuple(r for r in found if r is not run and r not in hits)
    return Aligned(_row(form, own, run, state), {}, extra)
