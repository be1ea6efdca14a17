"""A check that follows another finds what one that begins anew finds, and does only the work that changed."""

import shutil
from pathlib import Path

import pytest

from gongkai import dossiers, pipeline
from gongkai.console import Console
from gongkai.messages import texts
from gongkai.preview import Preview
from gongkai.readings import Readings
from gongkai.theme import load
from support import HERE, TODAY, copy_site, edit
from test_cases import Case, apply, cases

CASES: dict[tuple[str, str], list[Case]] = {}
for _case in cases():
    CASES.setdefault((_case.name.partition(":")[0], _case.site), []).append(_case)


def restore(root: Path, site: str) -> None:
    """Take a case's edits back, touching only the files that they touched."""
    home = HERE / "sites" / site
    for file in sorted(root.rglob("*")):
        if file.is_file() and not (home / file.relative_to(root)).is_file():
            file.unlink()
    for file in home.rglob("*"):
        there = root / file.relative_to(home)
        if file.is_file() and (not there.is_file() or there.read_bytes() != file.read_bytes()):
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, there)


@pytest.mark.parametrize("family", CASES, ids="-".join)
def test_a_check_that_follows_finds_the_same(family: tuple[str, str], tmp_path: Path) -> None:
    """Every case of the case files, one after the other in one portal, with what the one before left behind."""
    root, readings = copy_site(family[1], tmp_path / "site"), Readings()
    for case in CASES[family]:
        restore(root, family[1])
        apply(root, case.text)
        drafts = len(case.name) % 2 == 0  # the preview shows drafts, a build does not
        again = pipeline.check(root, today=TODAY, drafts=drafts, readings=readings)
        fresh = Readings()
        fresh.known = {
            key: made for key, made in readings.known.items() if key is load
        }  # a theme takes long to compile
        anew = pipeline.check(root, today=TODAY, drafts=drafts, readings=fresh)
        assert again.findings == anew.findings, case.name
        assert again.filled == anew.filled, case.name
        assert [r.values for r in again.portal.reports] == [r.values for r in anew.portal.reports], case.name


def test_only_what_changed_is_read(mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    reading = dossiers.read_report

    def counted(root: Path, files: dossiers.ReportFiles, *others: object) -> object:
        read.append(files.yaml)
        return reading(root, files, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(dossiers, "read_report", counted)
    readings = Readings()
    first = pipeline.check(mini, readings=readings)
    every = list(read)
    assert len(every) == len(first.portal.reports)
    pipeline.check(mini, readings=readings)
    assert read == every
    edit(mini, "content/reports/jia/2023/report.md", "无。", "没有。")
    second = pipeline.check(mini, readings=readings)
    assert sorted(read) == sorted([*every, *(path for path in every if "/jia/" in path)])
    kept = {id(r) for r in first.portal.reports} & {id(r) for r in second.portal.reports}
    assert len(kept) == sum("/jia/" not in path for path in every)
    with (mini / "content/portal.yaml").open("a", encoding="utf-8") as stream:
        stream.write("  visits: {key: 来访, unit: 次}\n")
    pipeline.check(mini, readings=readings)
    assert len(read) == 2 * len(every) + 2  # what a report may say has changed


def test_what_is_gone_is_forgotten(mini: Path) -> None:
    readings = Readings()
    pipeline.check(mini, readings=readings)
    before = len(readings.known)
    shutil.rmtree(mini / "content/reports/jia/2023")
    pipeline.check(mini, readings=readings)
    assert len(readings.known) < before


@pytest.mark.parametrize("site", ["mini", "school"])
def test_pages_made_at_once_are_those_made_afterwards(site: str, tmp_path: Path) -> None:
    root = copy_site(site, tmp_path / "site")
    preview = Preview(root, tmp_path / "pages", Console(texts("zh")))
    preview.build(lambda: False)
    preview.check(lambda: False)
    assert preview.state is not None
    fresh = preview.state.fresh
    assert fresh is not None
    assert len(fresh.routes) > 5
    for path in fresh.routes:
        assert fresh.page(path) == (tmp_path / "pages" / path).read_text(encoding="utf-8"), path
    for path in fresh.files:
        assert fresh.file(path) == (tmp_path / "pages" / path).read_bytes(), path
    assert (fresh.page("nowhere.html"), fresh.file("nowhere.css")) == (None, None)


def test_a_page_is_there_before_all_the_others(mini: Path, tmp_path: Path) -> None:
    preview = Preview(mini, tmp_path / "pages", Console(texts("zh")))
    preview.check(lambda: False)
    assert preview.state is not None
    assert preview.state.fresh is not None
    assert not preview.settled.is_set()
    assert "小报告" in str(preview.state.fresh.page("reports/2023/jia/index.html"))
    assert not (tmp_path / "pages").exists()
    assert preview.finish(lambda: False) is False
    assert preview.settled.is_set()
    assert (tmp_path / "pages/reports/2023/jia/index.html").is_file()
