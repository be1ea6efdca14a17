"""Found by a second pair of eyes: what a key forgot, and what happens while a check or build is at work."""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from gongkai import pipeline, publish
from gongkai.memo import Memo
from support import TODAY, edit
from warm_portal import differences, tree, write
from warm_steps import World
from warm_world import anew, compare, new_world

T = TypeVar("T")
pytestmark = pytest.mark.usefixtures("templates_once")
TEMPLATE = "themes/own/templates/page.html"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return new_world(tmp_path)


def test_a_report_moves_to_another_office(world: World) -> None:
    """Its files are the same; the archive of its year names another office."""
    for name in ("report.yaml", "report.md"):
        edit(world.root, f"content/reports/jiao/2020/{name}", "office: jiao\n", "") if name == "report.yaml" else None
    compare(world, checks_first=False)
    (world.root / "content/reports/jiao/2020").rename(world.root / "content/reports/zhen/2020")
    write(world.root, "content/redirects.yaml", "reports/2020/jiao/index.html: reports/2020/zhen/index.html\n")
    assert compare(world, checks_first=False)


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


def test_a_theme_that_is_a_link_to_a_folder(world: World) -> None:
    """Several portals may share one."""
    (world.root / "themes/own").rename(world.home / "shared")
    (world.root / "themes/own").symlink_to(world.home / "shared")
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
        if step == self.step:
            self.file.write_bytes(self.other)
        yield from items


@pytest.mark.parametrize(
    "path",
    ["content/static/files/tab.csv", "content/reports/shi/2022/attachments/原件.csv", TEMPLATE, "themes/own/assets/own.css"],
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
def test_changed_while_it_is_read_and_back_again(
    world: World, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
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
