"""Found by a second pair of eyes: what a key forgot, and what happens while a check or build is at work."""

import errno
import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from gongkai import lots, pipeline, publish, workers
from gongkai.memo import Memo
from gongkai.pages import Desk
from gongkai.routes import Route
from support import TODAY, edit
from warm_steps import STEPS, World
from warm_world import compare, new_world

T = TypeVar("T")
pytestmark = pytest.mark.usefixtures("templates_once")
TEMPLATE = "themes/own/templates/page.html"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return new_world(tmp_path)


def test_the_index_knows_what_a_citation_says(world: World) -> None:
    """A number of 2021 stands in the prose of 2022, which links nowhere."""
    for path in (world.root / "content/reports").glob("*/2022/report.md"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("见[原件](attachments/原件.csv)。", ""), encoding="utf-8")
    compare(world, checks_first=False)
    edit(world.root, "content/reports/shi/2021/report.yaml", "发布信息: 21", "发布信息: 4321")
    edit(world.root, "content/reports/shi/2022/report.md", "发布{{", "上年发布{{上年.发布信息}}条，发布{{")
    assert compare(world, checks_first=False)
    edit(world.root, "content/reports/shi/2021/report.yaml", "发布信息: 4321", "发布信息: 8765")
    assert compare(world, checks_first=False)


def test_a_portal_below_a_folder_named_assets(tmp_path: Path) -> None:
    world = new_world(tmp_path / "assets")
    compare(world, checks_first=False)
    edit(world.root, TEMPLATE, "<h1>", "<h1 class='x'>")
    assert compare(world, checks_first=False)


@pytest.mark.parametrize("linked", [True, False])
def test_a_theme_from_elsewhere(world: World, linked: bool) -> None:
    """Several portals may share one: by a link to its folder, or by its path."""
    (world.root / "themes/own").rename(world.home / "shared")
    if linked:
        (world.root / "themes/own").symlink_to(world.home / "shared")
    else:
        edit(world.root, "content/portal.yaml", "theme: own", "theme: ../../shared")
    built = pipeline.build(world.root, world.site, readings=world.memory(), today=TODAY)
    assert built.summary
    edit(world.home, "shared/templates/page.html", "<h1>", "<h1 class='x'>")
    pipeline.build(world.root, world.site, readings=world.memory(), today=TODAY)
    assert "class='x'" in (world.site / "pages/guide/index.html").read_text(encoding="utf-8")


class Swapped:
    """Another content while a step runs, then the first one again: a branch is looked at, and left."""

    def __init__(self, step: str, file: Path, other: bytes) -> None:
        self.step, self.file, self.other, self.first = step, file, other, file.read_bytes()

    def __call__(self, step: str, total: int, items: Iterable[T]) -> Iterator[T]:  # noqa: ARG002
        """As progress that is shown."""
        if step == self.step:
            self.file.write_bytes(self.other)
        yield from items


@pytest.mark.parametrize(
    "path",
    [
        "content/static/files/tab.csv",
        "content/reports/shi/2022/attachments/原件.csv",
        TEMPLATE,
        "themes/own/assets/own.css",
    ],
)
def test_changed_while_pages_are_made_and_back_again(world: World, path: str) -> None:
    file = world.root / path
    other = file.read_bytes().replace(b"1", b"7").replace(b"<h1>", b"<h2>")
    assert other != file.read_bytes()
    meanwhile = Swapped("render", file, other)
    pipeline.build(world.root, world.site, meanwhile, readings=world.memory(), today=TODAY)
    file.write_bytes(meanwhile.first)
    assert compare(world, checks_first=False)


@pytest.mark.parametrize("path", ["content/pages/rules.md", "content/static/files/tab.csv", "content/offices.yaml"])
def test_changed_while_it_is_read_and_back_again(world: World, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between its digest and its reading."""
    from gongkai.readings import _Contents

    file = world.root / path
    first, now = file.read_bytes(), _Contents.now

    def changing(self: _Contents, of: Path) -> bytes:
        found = now(self, of)
        if of == file:
            file.write_bytes(first + b"\n138 0013 8001\n")
        return found

    with monkeypatch.context() as patch:
        patch.setattr(_Contents, "now", changing)
        pipeline.check(world.root, readings=world.memory(), today=TODAY)
    file.write_bytes(first)
    assert compare(world, checks_first=True)


def killed(world: World, at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that dies at its so manyth step of publishing."""
    steps = iter(range(1000))

    def dying(operation: Callable[..., object], *args: object) -> None:
        if next(steps) == at:
            raise KeyboardInterrupt
        operation(*args)

    with monkeypatch.context() as patch:
        patch.setattr(publish, "act", dying)
        with pytest.raises(KeyboardInterrupt):
            pipeline.build(world.root, world.site, readings=world.memory(), today=TODAY)


@pytest.mark.parametrize("at", [1, 2, 4, 6])
def test_a_killed_publish_finds_a_folder_where_one_is_to_come(
    world: World, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody has put the site of yesterday back meanwhile."""
    compare(world, checks_first=False)
    yesterday = world.home / "yesterday"
    shutil.copytree(world.site, yesterday)
    shutil.rmtree(world.site)
    killed(world, at, monkeypatch)
    shutil.rmtree(world.site, ignore_errors=True)
    shutil.copytree(yesterday, world.site)
    assert compare(world, checks_first=False)


def test_a_full_cache_with_a_folder_in_it(world: World) -> None:
    pipeline.build(world.root, world.site, readings=world.memory(), today=TODAY)
    memo = world.memory().memo
    assert memo.folder
    (memo.folder / "ab/cd").mkdir(parents=True)
    os.utime(memo.folder / "ab/cd", (1, 1))
    Memo(memo.folder, 0).prune()


def test_without_a_cache_everything_is_made(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever says --no-cache does not trust what earlier builds have left, be it beside the site."""
    pipeline.build(world.root, world.site, readings=world.memory(), today=TODAY)
    made: list[str] = []
    page = lots.page

    def counted(desk: Desk, route: Route) -> str:
        made.append(route.path)
        return page(desk, route)

    monkeypatch.setattr(lots, "page", counted)
    pipeline.build(world.root, world.site, today=TODAY)
    assert len(made) == len(list(world.site.rglob("*.html")))


def test_a_second_check_of_a_preview_forgets_no_file(world: World) -> None:
    readings = world.memory()
    pipeline.check(world.root, readings=readings, today=TODAY)
    known = set(readings.contents.at_hand())
    edit(world.root, "content/reports/jiao/2020/report.yaml", "office: jiao\n", "")
    pipeline.check(world.root, readings=readings, today=TODAY)
    assert set(readings.contents.at_hand()) == known


def test_git_leaves_the_cache_alone(world: World) -> None:
    """Numbers of persons may stand in it that are no longer in any source."""
    pipeline.check(world.root, readings=world.memory(), today=TODAY)
    assert (world.root / ".gongkai/cache/.gitignore").read_text(encoding="utf-8") == "*\n"


def test_checks_alone_bound_the_cache(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Memo.__init__, "__defaults__", (40_000,))
    for number in range(3):
        STEPS["numbers_that_agree"](world, number, 0)
        pipeline.check(world.root, readings=world.memory(), today=TODAY)
    every = (p for p in (world.root / ".gongkai").rglob("*") if p.is_file())
    assert sum(p.stat().st_size for p in every) <= 41_000


def test_a_full_disk_leaves_no_parts_in_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memo = Memo(tmp_path)
    memo.put("ab12", b"one")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr("os.replace", full)
    memo.put("ab12", b"two")
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == ["12"]
    assert memo.get("ab12") == b"one"


def test_a_site_that_is_a_file_system_of_its_own(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A publish that is killed while it deletes what it has copied is finished by the next."""
    replace, rmtree = Path.replace, shutil.rmtree

    def apart(self: Path, target: Path) -> Path:
        if "staging" in self.parts:
            raise OSError(errno.EXDEV, "another file system")
        return replace(self, target)

    def dying(path: Path, **how: bool) -> None:
        if not how and "staging" in Path(path).parts:
            next(p for p in sorted(Path(path).rglob("*")) if p.is_file()).unlink()
            raise KeyboardInterrupt
        rmtree(path, **how)

    monkeypatch.setattr(Path, "replace", apart)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", dying)
        with pytest.raises(KeyboardInterrupt):
            pipeline.build(world.root, world.site, readings=world.memory(), today=TODAY)
    assert compare(world, checks_first=False)


class Held:
    """Something that is held by what it holds."""

    held: object = None


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="no safe fork")
def test_processes_do_not_keep_what_they_have_read() -> None:
    """A reader of a PDF file is a cycle that holds the file: without a collection now and then, all of them."""

    def cycle(_: int) -> int:
        held = [bytes(10), ref := Held()]
        ref.held = held
        return sum(isinstance(o, Held) for o in gc.get_objects())

    assert max(workers.mapped(cycle, range(400), 2)) < 100


@pytest.mark.parametrize("office", ["shi", "jiao", "zhen", "qu"])
def test_some_files_alone_give_no_false_alarm(world: World, office: str) -> None:
    """A page leads to a year in which that office has no report; others do."""
    only = frozenset([office])
    whole = pipeline.check(world.root, today=TODAY).findings
    some = pipeline.concerning(pipeline.check(world.root, today=TODAY, only=only).findings, only)
    assert not [f for f in some if f not in whole]


def test_a_folder_that_may_not_be_renamed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows refuses while a scanner or an index has any file below it open."""
    replace = Path.replace

    def refusing(self: Path, target: Path) -> Path:
        if self.is_dir():
            raise PermissionError(errno.EACCES, "in use")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refusing)
    assert compare(world, checks_first=False)
