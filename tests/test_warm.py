"""A second check or build does only what an edit made necessary, and nobody can tell: not in findings, not in bytes.

After every step of `warm_steps.py` and `warm_damage.py` the portal is built with whatever earlier builds have left in
it, and a copy without all that is built anew. For longer runs than those of every day:

    WARM_EXAMPLES=300 pytest tests/test_warm.py -k any_steps
    WARM_SEED=1 WARM_STEPS=2000 pytest tests/test_warm.py -k long_walk -s
"""

import os
import random
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType
from typing import NamedTuple

import jinja2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import warm_damage
from gongkai import pipeline
from gongkai.finding import Finding
from warm_portal import differences, make, tree
from warm_steps import CACHE, SETTINGS, STEPS, World

assert warm_damage
EXAMPLES = int(os.environ.get("WARM_EXAMPLES", "6"))


class Move(NamedTuple):
    """A step and the numbers that it chooses by."""

    name: str
    a: int = 0
    b: int = 0


@pytest.fixture(autouse=True, scope="module")
def _templates() -> Iterator[None]:
    """Compiling templates is most of what a tiny portal costs: each source once. The code holds nothing of a portal."""
    compile_, known = jinja2.Environment.compile, dict[object, CodeType]()

    def compiled(environment: jinja2.Environment, *of: str) -> CodeType:
        if of not in known:
            known[of] = compile_(environment, *of)  # type: ignore[call-overload]
        return known[of]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jinja2.Environment, "compile", compiled)
        yield


def at_render(found: Finding) -> bool:
    return found.code in ("template.error", "download.failed")


class Anew(NamedTuple):
    """What a portal comes to that was never built before."""

    findings: Sequence[Finding]
    site: dict[str, bytes | str] | None
    urls: str


_known: dict[object, Anew] = {}  # of portals with the same contents


def anew(world: World) -> Anew:
    """Build a copy without the cache."""
    copy, site = world.home / "anew", world.home / "cold"
    for folder in (copy, site, site.with_name(".cold.gongkai")):
        shutil.rmtree(folder, ignore_errors=True)
    ignored = [CACHE] if (world.root / CACHE).exists() else []
    shutil.copytree(world.root, copy, ignore=lambda folder, _: ignored if Path(folder) == world.root else [])
    key = (world.today, tuple(sorted(tree(copy).items())))
    if key not in _known:
        built = pipeline.build(copy, site, today=world.today)
        urls = copy / "content/urls.txt"
        text = urls.read_text(encoding="utf-8") if urls.exists() else ""
        _known[key] = Anew(built.findings, tree(site) if built.summary else None, text)
    return _known[key]


def compare(world: World, checks_first: bool) -> bool:
    """Check and build, warm and anew; whether it was published."""
    cold, before = anew(world), tree(world.site)
    checked = pipeline.check(world.root, today=world.today) if checks_first else None
    warm = pipeline.build(world.root, world.site, today=world.today)
    checked = checked or pipeline.check(world.root, today=world.today)
    assert [f for f in checked.findings if not at_render(f)] == [f for f in cold.findings if not at_render(f)]
    assert warm.findings == cold.findings
    assert (warm.summary is None) == (cold.site is None)
    now = tree(world.site)
    if cold.site is None:
        assert not differences(before, now)
        return False
    assert not differences(now, cold.site)
    assert world.text("content/urls.txt") == cold.urls
    return True


def restored(world: World, before: dict[str, bytes | str]) -> None:
    """Take back what a step did to the portal: an edit like any other, which mends what was broken."""
    now = tree(world.root)
    for path in now.keys() - before.keys():
        if not path.startswith(CACHE):
            (world.root / path).unlink()
    for path, data in before.items():
        if isinstance(data, bytes) and now.get(path) != data and not path.startswith(CACHE):
            (world.root / path).parent.mkdir(parents=True, exist_ok=True)
            (world.root / path).write_bytes(data)


def walk(world: World, moves: Iterable[Move]) -> int:
    """All moves, one after the other; how many of them were published. An error is mended before the next."""
    assert compare(world, checks_first=False)
    published = 0
    done: list[Move] = []
    for move in moves:
        before = tree(world.root)
        STEPS[move.name](world, move.a, move.b)
        done.append(move)
        try:
            fine = compare(world, checks_first=len(done) % 2 == 0)
        except BaseException as error:
            error.add_note(f"after {[tuple(m) for m in done]}")
            raise
        published += fine
        if not fine:
            restored(world, before)
    return published


def new_world(home: Path) -> World:
    return World(home, make(home / "portal"), home / "site")


CHOICES = {
    **dict.fromkeys(("a_number", "offices_in_another_order", "the_whole_cache", "another_site", "a_report_goes"), 4),
    **{"fields_of_a_report": 16, "prose_of_a_report": 14, "an_office": 7, "a_form": 17, "a_theme": 14, "pages": 12},
    **{"static_files": 9, "attachments": 6, "one_file_of_the_cache": 8, "every_file_of_the_cache": 8},
    **{"one_file_of_the_site": 10, "more_in_the_site": 3, "the_portal_moves": 3, "a_setting": 0},
}


def every_choice() -> Iterator[Move]:
    """Each step with each of its choices, where it changes something."""
    yield from (Move("a_setting", a, b) for a, of in enumerate(SETTINGS.values()) for b in (*range(1, len(of)), 0))
    for name in sorted(STEPS):
        for b in range(CHOICES.get(name, 2)):
            yield Move(name, b, b)


@pytest.mark.parametrize("part", range(3))
def test_every_step(tmp_path: Path, part: int) -> None:
    """Each choice of each step once, in an order that does not change."""
    moves = sorted({m for m in every_choice()}, key=lambda m: (m.b, m.name, m.a))[part::3]
    assert walk(new_world(tmp_path), moves) > len(moves) / 2


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
