"""The memo on disk with several builds at once, where it may not be written, while files change, and how it grows."""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest

from gongkai import memo, pipeline, publish
from gongkai.memo import Memo
from support import REPOSITORY, TODAY, edit
from warm_files import secretly
from warm_portal import differences, tree, write
from warm_steps import CACHE, STEPS, World
from warm_world import anew, compare, new_world

T = TypeVar("T")
pytestmark = pytest.mark.usefixtures("templates_once")
REPORT = "content/reports/jiao/2021/report.yaml"
PROSE = "content/reports/jiao/2021/report.md"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return new_world(tmp_path)


def started(*args: object) -> subprocess.Popen[str]:
    """The command as people run it, in a process of its own (whose hashes of texts are its own, too)."""
    return subprocess.Popen(
        [sys.executable, "-m", "gongkai", *map(str, args), "--today", TODAY.isoformat(), "--format", "json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY / "generator")},
    )


def said(process: subprocess.Popen[str], root: Path) -> str:
    """What it found, wherever the portal is."""
    out, wrong = process.communicate(timeout=60)
    assert process.returncode == 0, (out, wrong)
    return out.replace(str(root), "")


def test_several_at_once(world: World) -> None:
    """Two builds and two checks of one portal at the same time, first without a cache, then after edits."""
    for round_ in range(3):
        cold = anew(world)
        sites = [world.home / name for name in ("one", "two")]
        processes = [started("build", "--root", world.root, "--output", site) for site in sites]
        processes += [started("check", "--root", world.root) for _ in sites]
        found = {said(process, world.root) for process in processes[2:]}
        for process in processes[:2]:
            said(process, world.root)
        assert len(found) == 1
        for site in sites:
            assert cold.site is not None
            assert not differences(tree(site), cold.site)
        assert world.text("content/urls.txt") == cold.urls
        assert compare(world, checks_first=round_ % 2 == 0)
        STEPS["numbers_that_agree"](world, round_, 0)
        write(world.root, f"content/pages/more{round_}.md", "# 更多\n\n无。\n")


def test_two_builds_into_one_site(world: World) -> None:
    """One of them may be told that the other is at work; what stands there is whole, and so is what comes after."""
    cold = anew(world)
    processes = [started("build", "--root", world.root, "--output", world.site) for _ in range(3)]
    outputs = [process.communicate(timeout=60) for process in processes]
    assert any(process.returncode == 0 for process in processes), outputs
    assert not any("Traceback" in wrong for _, wrong in outputs), outputs
    assert cold.site is not None
    assert not differences(tree(world.site), cold.site)
    STEPS["numbers_that_agree"](world, 3, 0)
    assert compare(world, checks_first=True)


def a_file_in_its_place(folder: Path) -> None:
    folder.write_text("x", encoding="utf-8")


def a_link_to_where_nobody_may_write(folder: Path) -> None:
    folder.symlink_to("/proc/self" if Path("/proc/self").is_dir() else "/dev/null")


def a_link_to_nothing(folder: Path) -> None:
    folder.symlink_to(folder.with_name("nothing") / "here")


@pytest.mark.parametrize(
    "refused", [a_file_in_its_place, a_link_to_where_nobody_may_write, a_link_to_nothing], ids=lambda f: f.__name__
)
@pytest.mark.parametrize("inside", [False, True])
def test_a_cache_that_cannot_be_written_costs_time_only(world: World, refused: object, inside: bool) -> None:
    folder = world.root / CACHE
    if inside:
        folder.mkdir()
        folder /= "cache"
    assert callable(refused)
    refused(folder)
    assert compare(world, checks_first=True)
    STEPS["numbers_that_agree"](world, 2, 0)
    assert compare(world, checks_first=False)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_cache_that_may_only_be_read(world: World) -> None:
    assert compare(world, checks_first=True)
    every = [world.root / CACHE, *(world.root / CACHE).rglob("*")]
    for path in every:
        path.chmod(path.stat().st_mode & ~0o222)
    try:
        STEPS["numbers_that_agree"](world, 2, 0)
        assert compare(world, checks_first=False)
    finally:
        for path in every:
            path.chmod(path.stat().st_mode | 0o200)


def size(folder: Path) -> int:
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())


def test_it_is_bounded(world: World) -> None:
    """What was not used for longest goes first; a build that finds only a part makes the rest."""
    for _ in range(3):
        STEPS["numbers_that_agree"](world, 2, 0)
        pipeline.build(world.root, world.site, readings=world.memory(), today=TODAY)
    Memo(world.root / memo.CACHE, 40_000).prune()
    assert 10_000 < size(world.root / memo.CACHE) <= 40_000
    assert compare(world, checks_first=True)


class Meanwhile:
    """Changes a file under the eyes of a check or build: as soon as a step has yielded its first item."""

    def __init__(self, step: str, file: Path) -> None:
        self.step, self.file = step, file

    def __call__(self, step: str, total: int, items: Iterable[T]) -> Iterator[T]:  # noqa: ARG002
        """As progress that is shown."""
        for number, item in enumerate(items):
            yield item
            if step == self.step and number == 0:
                secretly(self.file, 20)


@pytest.mark.parametrize("step", ["read", "render"])
@pytest.mark.parametrize(
    "path", [REPORT, PROSE, "content/reports/shi/2023/report.yaml", "content/pages/rules.md", "content/offices.yaml"]
)
def test_an_edit_meanwhile_is_seen_by_the_next(world: World, step: str, path: str) -> None:
    """A build may show a file as it was or as it is, but the next one shows what is."""
    pipeline.build(world.root, world.site, readings=world.memory(), today=TODAY)
    edit(world.root, "content/pages/guide.md", "写信", "来信")
    pipeline.build(
        world.root,
        world.site,
        Meanwhile(step, world.root / path),
        readings=world.memory(),
        today=TODAY,
    )
    compare(world, checks_first=True)


def test_two_saves_within_a_tick(world: World) -> None:
    """Saved twice at once, of the same size, under the same time: what was read between them is not taken for the last.

    File systems count time in ticks of some milliseconds: the second save may leave no trace.
    """
    file = world.root / REPORT
    for number in range(10):
        before = file.stat()
        file.write_bytes(file.read_bytes())
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        pipeline.check(world.root, Meanwhile("read", file), readings=world.memory(), today=TODAY)
        cold, warm = anew(world), pipeline.check(world.root, readings=world.memory(), today=TODAY)
        assert warm.findings == cold.findings, number


def test_a_waiver_ends_though_no_file_changes(world: World) -> None:
    noted = []
    for year in (2025, 2027, 2025):
        world.today = date(year, 1, 1)
        compare(world, checks_first=year == 2025)
        noted.append("开头写的是" in (world.site / "reports/2022/zhen/index.html").read_text(encoding="utf-8"))
    assert noted == [True, False, True]


def test_drafts_shown_and_not(world: World) -> None:
    """A preview's check and a build in turn, from one cache."""
    expected = [f.code for f in pipeline.check(new_world(world.home / "b").root, drafts=True, today=TODAY).findings]
    for _ in range(2):
        assert [
            f.code for f in pipeline.check(world.root, drafts=True, readings=world.memory(), today=TODAY).findings
        ] == expected
        assert compare(world, checks_first=False)


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="no safe fork")
def test_several_processes_and_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongkai.workers.processes", lambda asked, _: asked)
    for number, jobs in enumerate((2, 1, 3, 1)):
        cold = anew(world)
        built = pipeline.build(world.root, world.site, readings=world.memory(), today=TODAY, jobs=jobs)
        assert built.findings == cold.findings
        assert cold.site is not None
        assert not differences(tree(world.site), cold.site)
        STEPS["numbers_that_agree"](world, number, 0)


def test_a_folder_that_is_not_ours_any_more(world: World) -> None:
    """What is remembered of a site does not make up for its marker."""
    pipeline.build(world.root, world.site, readings=world.memory(), today=TODAY)
    (world.site / publish.MARKER).unlink()
    before = tree(world.site)
    with pytest.raises(publish.NotOurs):
        pipeline.build(world.root, world.site, readings=world.memory(), today=TODAY)
    assert tree(world.site) == before


def test_two_portals_into_one_site(world: World) -> None:
    """Each build makes the site its portal's."""
    other = new_world(world.home / "b")
    STEPS["numbers_that_agree"](other, 1, 0)
    other.site = world.site
    for one in (world, other, world, other, other):
        assert compare(one, checks_first=False)


def test_one_portal_into_two_sites(world: World) -> None:
    one, two = world.site, world.home / "two"
    for number, site in enumerate((one, two, one, one, two)):
        world.site = site
        assert compare(world, checks_first=False)
        STEPS["numbers_that_agree"](world, number, 0)
