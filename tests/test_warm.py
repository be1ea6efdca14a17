"""A second check or build does only what an edit made necessary, and nobody can tell: not in findings, not in bytes.

After every step of `warm_steps.py`, `warm_files.py` and `warm_damage.py` the portal is built with whatever earlier
builds have left in it, and a copy without all that is built anew. For longer runs than those of every day:

    WARM_EXAMPLES=300 pytest tests/test_warm.py -k any_steps
    WARM_SEED=1 WARM_STEPS=2000 pytest tests/test_warm.py -k long_walk -s
"""

import os
import random
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import warm_damage
import warm_files
from warm_portal import REPORTS, SETTINGS
from warm_steps import STEPS
from warm_world import Move, new_world, walk

MODULES = (warm_damage, warm_files)  # whose steps are among the STEPS
pytestmark = pytest.mark.usefixtures("templates_once")
EXAMPLES = int(os.environ.get("WARM_EXAMPLES", "4"))


CHOICES = {
    **dict.fromkeys(("a_number", "offices_in_another_order", "the_whole_cache", "another_site", "a_report_goes"), 4),
    **dict.fromkeys(("one_file_of_the_cache", "every_file_of_the_cache"), 8),
    **dict.fromkeys(("more_in_the_site", "the_portal_moves", "another_day"), 3),
    "fields_of_a_report": 16,
    "prose_of_a_report": 14,
    "an_office": 7,
    "a_form": 17,
    "a_theme": 14,
    "pages": 12,
    "static_files": 9,
    "attachments": 6,
    "one_file_of_the_site": 10,
}


def every_choice() -> Iterator[Move]:
    """Each step with each of its choices, and of every report a number and a sentence."""
    for a, values in enumerate(SETTINGS.values()):
        yield from (Move("a_setting", a, b) for b in range(1, len(values)))
    for b in range(max(CHOICES.values())):
        for name in sorted(STEPS.keys() - {"a_setting"}):
            if b < CHOICES.get(name, 2):
                yield Move(name, b, b)
    for a in range(len(REPORTS)):
        yield from (Move("numbers_that_agree", a, 0), Move("prose_of_a_report", a, 2))


@pytest.mark.parametrize("part", range(4))
def test_every_step(tmp_path: Path, part: int) -> None:
    """Each choice of each step once, in an order that does not change."""
    moves = list(every_choice())[part::4]
    assert walk(new_world(tmp_path), moves, back=True) > len(moves) / 2


MOVES = st.lists(st.builds(Move, st.sampled_from(sorted(STEPS)), st.integers(0, 40), st.integers(0, 40)), max_size=9)


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(MOVES)
def test_any_steps(moves: list[Move]) -> None:
    with TemporaryDirectory() as home:
        walk(new_world(Path(home)), moves)


@pytest.mark.skipif("WARM_SEED" not in os.environ, reason="by hand: WARM_SEED=1 WARM_STEPS=2000")
def test_a_long_walk(tmp_path: Path) -> None:
    dice = random.Random(int(os.environ["WARM_SEED"]))  # noqa: S311
    steps = int(os.environ.get("WARM_STEPS", "1000"))
    for start in range(0, steps, 100):  # a portal of its own for each hundred: what fails can be repeated
        moves = [Move(dice.choice(sorted(STEPS)), dice.randrange(41), dice.randrange(41)) for _ in range(100)]
        walk(new_world(tmp_path / f"{start}"), moves)
