"""A portal that is built again and again beside a copy that is built anew: what has to be alike."""

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from gongkai import pipeline
from gongkai.finding import Finding
from warm_portal import differences, make, tree
from warm_steps import CACHE, STEPS, World


class Move(NamedTuple):
    """A step and the numbers that it chooses by."""

    name: str
    a: int = 0
    b: int = 0


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
    contents = {path: data for path, data in tree(world.root).items() if not path.startswith(CACHE)}
    key = (world.today, *sorted(contents.items()))
    if key not in _known:
        copy, site = world.home / "anew", world.home / "cold"
        for folder in (copy, site, site.with_name(".cold.gongkai")):
            shutil.rmtree(folder, ignore_errors=True)
        ignored = [CACHE] if (world.root / CACHE).exists() else []
        shutil.copytree(world.root, copy, ignore=lambda folder, _: ignored if Path(folder) == world.root else [])
        built = pipeline.build(copy, site, today=world.today)
        urls = copy / "content/urls.txt"
        text = urls.read_text(encoding="utf-8") if urls.exists() else ""
        _known[key] = Anew(built.findings, tree(site) if built.summary else None, text)
    return _known[key]


def compare(world: World, checks_first: bool) -> bool:
    """Check and build, warm and anew; whether it was published."""
    cold, before = anew(world), tree(world.site)
    checked = pipeline.check(world.root, readings=world.memory(), today=world.today) if checks_first else None
    warm = pipeline.build(world.root, world.site, readings=world.memory(), today=world.today)
    checked = checked or pipeline.check(world.root, readings=world.memory(), today=world.today)
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


def walk(world: World, moves: Iterable[Move], *, back: bool = False) -> int:
    """All moves, one after the other; how many of them were published.

    An error is mended before the next one; with `back` every move begins from the portal as it was at first.
    """
    assert compare(world, checks_first=False)
    first = tree(world.root)
    published = 0
    done: list[Move] = []
    for move in moves:
        before = first if back else tree(world.root)
        STEPS[move.name](world, move.a, move.b)
        done.append(move)
        try:
            fine = compare(world, checks_first=len(done) % 2 == 0)
        except BaseException as error:
            error.add_note(f"after {[tuple(m) for m in done]}")
            raise
        published += fine
        if back or not fine:
            restored(world, before)
    return published


def new_world(home: Path) -> World:
    return World(home, make(home / "portal"), home / "site")
