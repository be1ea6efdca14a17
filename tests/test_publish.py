"""Publishing: killed after every file operation, finished by the next run; pruned, not rewritten, never another's."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from filelock import FileLock

from gongkai import pipeline, publish
from gongkai.artifact import Artifact
from gongkai.cli import main
from support import copy_site, edit


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def dead_links(site: Path) -> list[str]:
    """Links that lead nowhere, from all that is reachable from home."""
    dead: list[str] = []
    todo, seen = [site / "index.html"], set()
    while todo:
        page = todo.pop()
        if page in seen or not page.exists():
            continue
        seen.add(page)
        text = page.read_text(encoding="utf-8")
        assert text.rstrip().endswith("</html>"), f"{page} is torn"
        for address in re.findall(r'(?:href|src)="([^"#?:]+)(?:[?#][^"]*)?"', text):
            target = Path(os.path.normpath(page.parent / address))
            if not target.is_file():
                dead.append(f"{page.relative_to(site)} -> {address}")
            elif target.suffix == ".html":
                todo.append(target)
    return dead


def change(root: Path) -> None:
    """New pages, changed pages, pages that go."""
    for name in ("report.yaml", "report.md"):
        folder = root / "content/reports/jia/2024"
        folder.mkdir(exist_ok=True)
        text = (root / "content/reports/jia/2023" / name).read_text(encoding="utf-8").replace("2023", "2024")
        (folder / name).write_text(text, encoding="utf-8")
    shutil.rmtree(root / "content/reports/jia/2022")
    edit(root, "content/offices.yaml", "jia:", "yi: {name: 示例县人民政府, kind: government}\njia:")
    edit(root, "content/portal.yaml", "title: 示例门户", "title: 新的示例门户")


def killed_build(root: Path, site: Path, after: int) -> bool:
    """Build in a child that dies, like a killed process, after its k-th file operation; True when it died."""
    child = os.fork()
    if child == 0:
        done = 0
        real: Callable[..., None] = publish.act

        def counted(operation: Callable[..., Any], *args: Any) -> None:
            nonlocal done
            real(operation, *args)
            done += 1
            if done == after:
                os._exit(9)

        publish.act = counted
        pipeline.build(root, site)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 9


@pytest.mark.skipif(sys.platform == "win32", reason="fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
@pytest.mark.parametrize("broken", [False, True], ids=["new content is well", "new content has errors"])
def test_killed_after_every_operation(tmp_path: Path, broken: bool) -> None:
    before, after = copy_site("mini", tmp_path / "before"), copy_site("mini", tmp_path / "after")
    change(after)
    pipeline.build(before, tmp_path / "old")
    pipeline.build(after, tmp_path / "clean")
    old, clean = tree(tmp_path / "old"), tree(tmp_path / "clean")
    site = tmp_path / "site"
    k = 0
    while True:
        k += 1
        for folder in (site, tmp_path / ".site.gongkai"):
            shutil.rmtree(folder, ignore_errors=True)
        pipeline.build(before, site)
        if not killed_build(after, site, k):
            break
        assert dead_links(site) == [], k
        for path, data in tree(site).items():
            assert data in (clean.get(path), old.get(path)), f"{path} is torn after {k}"
        if broken:
            work = copy_site("mini", tmp_path / f"broken{k}")
            edit(work, "content/reports/jia/2023/report.yaml", "新收: [2, 1, 3]", "新收: [2, 1, 9]")
            assert pipeline.build(work, site).summary is None
        else:
            pipeline.build(after, site)
        assert tree(site) == clean, k
    assert k > 20
    assert tree(site) == clean


@pytest.mark.skipif(sys.platform == "win32", reason="fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_first_publish_killed_shows_home_last(mini: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    k = 0
    while True:
        k += 1
        for folder in (site, tmp_path / ".site.gongkai"):
            shutil.rmtree(folder, ignore_errors=True)
        if not killed_build(mini, site, k):
            break
        assert dead_links(site) == []
        pipeline.build(mini, site)
        assert dead_links(site) == []
    assert k > 10


def test_nothing_is_published_while_an_error_remains(mini: Path) -> None:
    pipeline.build(mini, mini / "site")
    before = tree(mini / "site")
    edit(mini, "content/portal.yaml", "title: 示例门户", "title: 改名")
    edit(mini, "content/reports/jia/2023/report.yaml", "新收: [2, 1, 3]", "新收: [2, 1, 9]")
    assert pipeline.build(mini, mini / "site").summary is None
    assert tree(mini / "site") == before


def test_a_template_that_fails_while_it_runs_publishes_nothing(mini: Path) -> None:
    theme = mini / "themes/own"
    (theme / "templates").mkdir(parents=True)
    (theme / "theme.yaml").write_text("title: x\nparent: base\n", encoding="utf-8")
    lines = (
        '{% extends "layout.html" %}\n{% block main %}\n<h1>{{ page.title }}</h1>\n{{ page.ofice }}\n{% endblock %}\n'
    )
    (theme / "templates/office.html").write_text(lines, encoding="utf-8")
    edit(mini, "content/portal.yaml", "title: 示例门户", "title: 示例门户\ntheme: own")
    built = pipeline.build(mini, mini / "site")
    assert built.summary is None
    assert not (mini / "site").exists()
    found = [(f.code, f.span.path, f.span.line) for f in built.findings]
    assert found == [("template.error", "themes/own/templates/office.html", 4)]
    assert "ofice" in str(built.findings[0].args["reason"])


def test_unchanged_files_are_not_rewritten_and_stale_ones_go(mini: Path) -> None:
    site = mini / "site"
    assert pipeline.build(mini, site).summary is not None
    times = {p: p.stat().st_mtime_ns for p in site.rglob("*") if p.is_file()}
    (site / "left-over.html").write_text("x", encoding="utf-8")
    (site / ".nojekyll").write_text("", encoding="utf-8")
    edit(mini, "content/reports/jia/2023/report.md", "无。", "没有收费。")
    summary = pipeline.build(mini, site).summary
    assert summary is not None
    assert (summary.new, summary.changed, summary.removed) == (0, 8, 1)
    changed = {p.relative_to(site).as_posix() for p, t in times.items() if p.stat().st_mtime_ns != t}
    search = {f"search/{name}.js" for name in ("manifest", "2023/p0", "2023/t0")}
    prose = {"reports/2023/jia/jia-2023.json", "data/2023.json", "data/reports.json", "data/manifest.json"}
    assert changed == {"reports/2023/jia/index.html", *search, *prose}
    assert (site / ".nojekyll").exists()
    assert not (site / "left-over.html").exists()


def test_the_same_bytes_whatever_the_place_and_the_hash_seed(tmp_path: Path) -> None:
    trees = []
    for seed, name in (("0", "a"), ("7", "another place")):
        root = copy_site("school", tmp_path / name)
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo" if seed == "7" else "UTC", "LC_ALL": "C"}
        subprocess.run(
            [sys.executable, "-m", "gongkai", "build", "--root", str(root)], check=True, env=env, capture_output=True
        )
        trees.append(tree(root / "site"))
    assert trees[0] == trees[1]
    assert len(trees[0]) > 10


def test_a_folder_of_somebody_else_is_never_touched(mini: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "letter.txt").write_text("dear", encoding="utf-8")
    result = CliRunner().invoke(main, ["build", "--root", str(mini), "--output", str(home)])
    assert result.exit_code == 3
    assert "不是 gongkai 生成的" in result.stderr
    assert [p.name for p in home.iterdir()] == ["letter.txt"]


def test_two_builds_at_once(mini: Path) -> None:
    lock = mini / ".site.gongkai" / "lock"
    lock.parent.mkdir()
    with FileLock(lock):
        result = CliRunner().invoke(main, ["build", "--root", str(mini)])
    assert result.exit_code == 3
    assert "另一个 gongkai 正在生成" in result.stderr


def test_a_file_where_a_folder_was_and_the_other_way_round(tmp_path: Path) -> None:
    site = tmp_path / "site"

    def put(*paths: str) -> None:
        with publish.opened(site) as held:
            files = (held.staging.put(Artifact(p, p.encode())) for p in paths)
            assert held.publish(files, (), stop=lambda: False) is not None
        assert set(tree(site)) == {*paths, publish.MARKER}

    put("index.html", "a/b/c.txt", "d")
    put("index.html", "a/b", "d/e/f.txt")
    put("index.html", "a", "d")


def test_another_file_system(mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a rename cannot cross over, the file is copied beside its place and renamed there."""
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if "staging" in self.parts:
            raise OSError(18, "cross-device link")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    built = pipeline.build(mini, mini / "site")
    assert built.summary is not None
    assert dead_links(mini / "site") == []
