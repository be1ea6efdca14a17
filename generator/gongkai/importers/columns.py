"""Whether a printed header has the form's columns in the form's order, and how surely."""

import difflib
from collections.abc import Sequence
from enum import StrEnum

from gongkai.form import Block, Form, Heading, Table
from gongkai.importers.pieces import plain


class State(StrEnum):
    """How a cell was read."""

    CERTAIN = "certain"
    RESOLVED = "resolved"
    LOST = "lost"  # unrecoverable


def similar(one: str, two: str) -> float:
    """How alike two labels are, from 0 to 1; 0 where one is more than three times as long, which takes no time."""
    if 3 * min(len(one), len(two)) < max(len(one), len(two)):
        return 0.0
    return difflib.SequenceMatcher(None, one, two, autojunk=False).ratio()


def columns_in_order(form: Form, table: Table, block: Block, header: Sequence[str]) -> State | None:
    """Whether the columns stand in the form's order: by their labels, by the labels' beginnings, or not (None)."""
    text = "".join(plain(t) for t in header)
    derived = {i for i in form.derived if form.cells[i].table == table.id}
    names = [
        plain(column.label)
        for c, column in enumerate(block.columns)
        if not (len(block.rows) and all(block.cell(r, c) in derived for r in range(len(block.rows))))
        and any(form.cells[block.cell(r, c)].exists for r in range(len(block.rows)))
    ]
    groups = [plain(h.label) for h in _groups(block.column_headings)]
    totals = [plain(column.label) for column in block.columns if plain(column.label) not in names]
    every = {plain(column.label) for other in table.blocks for column in other.columns}
    if not all(t in text for t in totals):
        return None
    rest = text
    for word in (*groups, plain(block.corner)):
        rest = rest.replace(word, "|", 1) if word else rest
    if any(other in rest for other in every - {*names, *totals}):
        return None  # another block's header stands here
    if any(rest.count(name) > max(sum(name in other for other in names), not derived) for name in names):
        return None  # two headers, and none says which is meant
    if in_order(names, rest):
        return State.CERTAIN
    cells = [plain(t) for t in header]
    if _close(names, cells, [*groups, *totals, plain(block.caption), plain(block.corner)]):
        return State.RESOLVED if derived else State.CERTAIN
    return State.RESOLVED if derived and begun_in_order(names, rest) else None


def _groups(headings: Sequence[Heading]) -> list[Heading]:
    return [h for top in headings if top.children for h in (top, *_groups(top.children))]


def in_order(names: Sequence[str], text: str) -> bool:
    """Whether names stand in a text one after the other."""
    at = 0
    for name in names:
        hit = text.find(name, at)
        if hit < 0:
            return False
        at = hit + len(name)
    return True


def begun_in_order(names: Sequence[str], text: str) -> bool:
    """Whether torn names stand in a text in order: their beginnings, and what tells apart those that begin alike.

    Each as often as it is a column's: where one stands more often, which is meant is not known, and a row's sum would
    be right for any order.
    """
    begun = [n[:2] for n in names]
    alike = {b for b in begun if len({n for n in names if n[:2] == b}) > 1}
    rests = [n[2:] for n in names if n[:2] in alike]
    if not in_order(begun, text) or not all(rests):
        return False
    single = {b for b in begun if b not in alike}
    if any(text.count(b) != begun.count(b) for b in single) or any(text.count(r) != rests.count(r) for r in set(rests)):
        return False
    return in_order(rests, text)


def printed(block: Block, header: Sequence[str]) -> dict[int, str]:
    """The header's cells that are a block's columns, by number, as worded; empty where they do not stand in a row."""
    names = [plain(column.label) for column in block.columns]
    own = [t for t in header if plain(t) not in (plain(block.caption), plain(block.corner))]
    for start in range(len(own) - len(names) + 1):
        part = own[start : start + len(names)]
        if all(_worded(plain(t), n, names) for t, n in zip(part, names, strict=True)):
            return dict(enumerate(part))
    return {}


def _worded(text: str, name: str, names: Sequence[str]) -> bool:
    """Whether a text is a column's name, goes on after it, or is more like it than like another."""
    near = similar(text, name)
    return text.startswith(name) or (near >= 0.6 and all(similar(text, n) < near for n in names if n != name))


def _close(names: Sequence[str], cells: Sequence[str], others: Sequence[str]) -> bool:
    """Whether the header's cells are the names in order, each at least near, and no other name is as near."""
    own = [c for c in cells if c not in others]
    for start in range(len(own) - len(names) + 1):
        part = own[start : start + len(names)]
        if all(
            c == n or (similar(c, n) >= 0.6 and all(similar(c, m) < similar(c, n) for m in names if m != n))
            for c, n in zip(part, names, strict=True)
        ):
            return True
    return False
