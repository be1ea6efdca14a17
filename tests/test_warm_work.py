"""How much a second check or build does: only what changed is read, only pages that show it are rendered."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai import lots, pages_read, pipeline, report_bind, routes
from support import TODAY, edit
from warm_files import secretly
from warm_portal import write
from warm_steps import STEPS, World
from warm_world import new_world

pytestmark = [
    pytest.mark.usefixtures("templates_once"),
]
PROSE = "content/reports/jiao/2021/report.md"
DATA = "content/reports/jiao/2021/report.yaml"
OFFICE = {f"content/reports/jiao/{year}" for year in (2020, 2021, 2022, 2023)}  # an office's reports are read together
LISTS = {routes.HOME, routes.REPORTS, routes.OFFICES, routes.SEARCH, routes.COMPARE, routes.DATA, routes.SITE_MAP}


class Work:
    """What is done from now on: the reports and pages that are read, and the pages that are rendered."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.read: list[str] = []
        self.pages: list[str] = []
        self.rendered: list[str] = []
        self._count(patch, report_bind.read_report, lambda of: self.read.append(of[1].folder))
        self._count(patch, pages_read.read_page, lambda of: self.pages.append(of[1]))
        self._count(patch, lots.page, lambda of: self.rendered.append(of[1].path))

    def _count(self, patch: pytest.MonkeyPatch, function: Callable[..., object], seen: Callable[..., None]) -> None:
        """Count a function's calls, wherever it was imported."""

        def counted(*of: object, **named: object) -> object:
            seen(of)
            return function(*of, **named)

        for name, module in list(sys.modules.items()):
            if name.startswith("gongkai") and getattr(module, function.__name__, None) is function:
                patch.setattr(module, function.__name__, counted)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A portal that was built before."""
    made = new_world(tmp_path)
    pipeline.build(made.root, made.site, readings=made.memory(), today=TODAY)
    pipeline.build(made.root, made.site, readings=made.memory(), today=TODAY)  # the first has written urls.txt
    return made


@pytest.fixture
def work(world: World, monkeypatch: pytest.MonkeyPatch) -> Work:
    assert world.site.is_dir()
    return Work(monkeypatch)


def built(world: World) -> None:
    assert pipeline.build(world.root, world.site, readings=world.memory(), today=TODAY).summary is not None


def test_nothing_changed(world: World, work: Work) -> None:
    pipeline.check(world.root, readings=world.memory(), today=TODAY)
    built(world)
    assert (work.read, work.pages, work.rendered) == ([], [], [])


def test_numbers_of_one_report(world: World, work: Work) -> None:
    """Rendered are its page, the next year's (which compares), one that cites it, its office, its year, lists."""
    STEPS["numbers_that_agree"](world, 1, 0)
    built(world)
    assert set(work.read) == OFFICE
    assert work.pages == []
    must = {routes.report("jiao", year) for year in (2021, 2022, 2023)} | {routes.office("jiao"), routes.archive(2021)}
    may = must | LISTS | {routes.report("jiao", 2020)}
    assert must <= set(work.rendered) <= may
    assert len(work.rendered) == len(set(work.rendered))


def test_prose_of_one_report(world: World, work: Work) -> None:
    """Words stand on its own page only; other offices' and years' may not be rendered for them."""
    edit(world.root, PROSE, "认真办理每一件公开申请", "高度重视各类公开申请")
    built(world)
    assert set(work.read) == OFFICE
    may = {routes.report("jiao", year) for year in (2020, 2021, 2022, 2023)} | {
        routes.office("jiao"),
        routes.archive(2021),
    }
    assert {routes.report("jiao", 2021)} <= set(work.rendered) <= may | LISTS


def test_the_day_of_one_report(world: World, work: Work) -> None:
    edit(world.root, DATA, "published: 2022-03-14", "published: 2022-03-15")
    built(world)
    assert set(work.read) == OFFICE
    must = {routes.report("jiao", 2021), routes.office("jiao"), routes.archive(2021), routes.REPORTS}
    assert must <= set(work.rendered) <= must | LISTS | {routes.report("jiao", year) for year in (2020, 2022, 2023)}


def test_one_page(world: World, work: Work) -> None:
    edit(world.root, "content/pages/guide.md", "写信", "来信")
    built(world)
    assert work.read == []
    assert work.pages == ["content/pages/guide.md"]
    assert work.rendered == ["pages/guide/index.html"]


def test_touched_files(world: World, work: Work) -> None:
    """They are perhaps read again, but say what they said."""
    STEPS["touched"](world, 0, 0)
    built(world)
    assert work.rendered == []


def test_an_attachment(world: World, work: Work) -> None:
    """Only the report's page tells its size; its data do not change."""
    write(world.root, "content/reports/jiao/2022/attachments/原件.csv", "甲,1\n" * 900)
    built(world)
    assert set(work.rendered) <= {*(routes.report("jiao", year) for year in range(2019, 2025)), routes.office("jiao")}


def test_a_static_file(world: World, work: Work) -> None:
    secretly(world.root / "content/static/files/tab.csv", 0)
    built(world)
    assert (work.read, work.pages, work.rendered) == ([], [], [])
    assert (world.site / "files/tab.csv").read_bytes() == (world.root / "content/static/files/tab.csv").read_bytes()


def test_a_style_sheet(world: World, work: Work) -> None:
    """Pages name it, and are not made of it."""
    edit(world.root, "themes/own/assets/own.css", "#111111", "#222222")
    built(world)
    assert (work.read, work.rendered) == ([], [])


def test_a_damaged_site(world: World, work: Work) -> None:
    """A page that somebody edited is put right, with those of its office, and no other is touched."""
    path = routes.report("shi", 2022)
    (world.site / path).write_text("x", encoding="utf-8")
    built(world)
    assert work.read == []
    assert set(work.rendered) <= {*(routes.report("shi", year) for year in range(2019, 2025)), routes.office("shi")}
    assert (world.site / path).read_bytes().startswith(b"<!doctype html>")


def test_a_check_prepares_the_build(world: World, work: Work) -> None:
    """As when a clerk checks and then builds: the report is read once."""
    STEPS["numbers_that_agree"](world, 1, 0)
    pipeline.check(world.root, readings=world.memory(), today=TODAY)
    built(world)
    assert sorted(work.read) == sorted(OFFICE)
