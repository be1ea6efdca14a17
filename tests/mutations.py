"""A mutation run: real numbers with one or two cells changed; what is detected, and what is suspected.

python tests/mutations.py      prints the shares for the reports in ../shared and for the seed
"""

import json
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from authored import bound, real_rows
from gongkai.form import Form
from gongkai.portal_read import all_forms
from gongkai.report import Report
from gongkai.suspects import Explained, explain
from gongkai.values import Number

FORMS = {form.id: form for form in all_forms(Path("nowhere"))}
Rows = list[list[object]]


class Share(NamedTuple):
    """How many changes there were, how many were detected, and where the true ones stood among the suspects."""

    changes: int
    detected: int
    first: int
    third: int


def real(file: Path) -> Iterator[tuple[str, Form, Rows]]:
    """The reports whose numbers are known: name, form, rows."""
    for report in json.loads(file.read_text(encoding="utf-8"))["reports"]:
        yield report["id"], FORMS[f"cn-annual-{report['format']}"], real_rows(report)


def places(form: Form, table: str) -> list[tuple[int, int, int]]:
    """(cell, row, column) of the cells of a table, as rows are authored."""
    out = []
    row = 0
    for each in form.tables:
        for block, r, _ in each.rows():
            out += [(block.cell(r, c), row, c) for c in range(len(block.columns)) if each.id == table]
            row += 1
    return out


def wrong(number: Number, chance: random.Random) -> int:
    """Another number, as a hand slips: one off, a digit lost, doubled or changed, two changed about, or any."""
    text = str(number)
    kinds = [str(int(number) + 1), text + chance.choice("0123456789"), str(chance.randrange(400))]
    if len(text) > 1:
        kinds += [text[:-1], text[:-2] + text[-1] + text[-2], text[0] + str(chance.randrange(10)) + text[2:]]
    if number > 0:
        kinds.append(str(int(number) - 1))
    other = [int(k) for k in kinds if int(k) != number]
    return chance.choice(other)


def changed(form: Form, rows: Rows, cells: Sequence[tuple[int, int, int]], chance: random.Random) -> Report:
    """The report with these cells changed."""
    new = [list(row) for row in rows]
    for _, r, c in cells:
        number = new[r][c]
        assert isinstance(number, int)
        new[r][c] = wrong(number, chance)
    return bound(form, new)


def suspected(found: list[Explained], true: set[int], best: int) -> bool:
    """Whether, taking one of the best explanations of every group, the cells are just the changed ones."""
    left = set(true)
    for explained in found:
        sets = [{i for i, _ in changes} for changes in explained.found[:best]]
        hit = next((s for s in sets if s <= left), None)
        if hit is None:
            return False
        left -= hit
    return not left


def run(form: Form, rows: Rows, table: str, *, at_once: int, times: int, seed: int = 20) -> Share:
    """Change `at_once` cells: each cell of the table `times` times, or `times` random sets of them."""
    chance = random.Random(seed)  # noqa: S311
    cells = places(form, table)
    cells = [p for p in cells if isinstance(rows[p[1]][p[2]], int)]
    sets = [[p] for p in cells for _ in range(times)]
    if at_once > 1:
        sets = [chance.sample(cells, at_once) for _ in range(times)]
    detected = first = third = 0
    for each in sets:
        found = explain(changed(form, rows, each, chance), None)
        true = {p[0] for p in each}
        detected += bool(found)
        first += suspected(found, true, 1)
        third += suspected(found, true, 3)
    return Share(len(sets), detected, first, third)


def main() -> None:
    """Print a table in Markdown."""
    from support import SHARED

    sys.stdout.write("# One or two wrong cells: what is detected, and what is suspected\n\n")
    sys.stdout.write(
        "Real numbers (the ids of `expected.json`) with each cell changed as a hand slips; two cells at random.\n"
    )
    sys.stdout.write("Table four has one identity for five cells, so the changed one can only be guessed at.\n")
    sys.stdout.write("Written by `python tests/mutations.py > bench/MUTATIONS.md`.\n\n")
    sys.stdout.write("| report | table | cells changed | changes | detected | first suspect | among the best three |\n")
    sys.stdout.write("|---|---|---|---|---|---|---|\n")
    for name, form, rows in real(SHARED / "reports" / "expected.json"):
        for table, at_once, times in (("applications", 1, 5), ("reviews", 1, 5), ("applications", 2, 500)):
            share = run(form, rows, table, at_once=at_once, times=times)
            shown = (f"{n / share.changes:.1%}" for n in share[1:])
            sys.stdout.write(f"| {name} | {table} | {at_once} | {share.changes} | {' | '.join(shown)} |\n")


if __name__ == "__main__":
    main()
