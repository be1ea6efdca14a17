"""A cluster on a shared folder: the same site, findings and failures as one process, and nothing half-published."""

import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gongkai import cluster, pipeline, publish
from gongkai.artifact import Artifact
from gongkai.cli import main
from gongkai.memo import code
from gongkai.workers import Crew, Unfit
from support import REPOSITORY, TODAY, copy_site, edit

dask = pytest.importorskip("dask")
distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A scheduler with two workers, gone with the module. Threads in a worker take turns."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=2, processes=True, dashboard_address=":0"
    ) as cluster_:
        yield cluster_.scheduler_address


@contextmanager
def hands(address: str, root: Path, output: Path) -> Iterator[Crew]:
    with cluster.crew(address, root, output, TODAY) as crew:
        yield crew


def built(address: str, root: Path, output: Path) -> pipeline.Built:
    with hands(address, root, output) as crew:
        return pipeline.build(root, output, today=TODAY, readings=pipeline.remembered(root), jobs=crew)


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def fiction(folder: Path, reports: int) -> Path:
    script = "import sys, pathlib, fiction; fiction.write_portal(pathlib.Path(sys.argv[1]), int(sys.argv[2]), 1, 5)"
    subprocess.run(
        [sys.executable, "-c", script, str(folder), str(reports)], cwd=REPOSITORY / "bench", check=True, timeout=60
    )
    return folder


def run(address: str, command: str, root: Path, *more: str) -> Result:
    return CliRunner().invoke(
        main, [command, "--root", str(root), "--today", TODAY.isoformat(), "--executor", f"dask:{address}", *more]
    )


@pytest.mark.parametrize("reports", [0, 60])
def test_the_site_is_the_same(address: str, tmp_path: Path, reports: int) -> None:
    root = fiction(tmp_path / "portal", reports) if reports else copy_site("mini", tmp_path / "portal")
    one = pipeline.build(root, tmp_path / "one", today=TODAY)
    many = built(address, root, tmp_path / "many")
    assert one.findings == many.findings
    assert one.summary == many.summary
    assert one.summary is not None
    assert tree(tmp_path / "one") == tree(tmp_path / "many")
    assert [p.name for p in (tmp_path / ".many.gongkai").iterdir() if p.name.startswith("staging")] == []


def test_the_workers_did_it_and_see_what_was_edited_since(address: str, tmp_path: Path) -> None:
    root, site = fiction(tmp_path / "portal", 10), tmp_path / "many"
    chunks: list[list[Any]] = []
    with hands(address, root, site) as crew:

        def result(future: Future[list[Any]]) -> list[Any]:
            chunks.append(crew.result(future))
            return chunks[-1]

        pipeline.build(root, site, today=TODAY, readings=pipeline.remembered(root), jobs=replace(crew, result=result))
    kinds = Counter(type(each).__name__ for chunk in chunks for each in chunk)
    assert kinds["tuple"] == len(list((root / "content/reports").iterdir()))  # of each office, its dossier
    assert kinds["Made"] > 10
    prose = next((root / "content/reports").glob("*/*/report.md"))
    prose.write_text(prose.read_text(encoding="utf-8") + "\n又及：本报告电子版可以下载。\n", encoding="utf-8")
    again = built(address, root, site)
    one = pipeline.build(root, tmp_path / "one", today=TODAY)
    assert again.findings == one.findings
    assert again.summary is not None
    assert 0 < again.summary.changed < again.summary.unchanged
    assert tree(tmp_path / "one") == tree(site)


def test_check_says_the_same(address: str, tmp_path: Path) -> None:
    root = copy_site("mini", tmp_path / "portal")
    edit(root, "content/reports/jia/2023/report.yaml", "form: ", "form: un")
    alone = CliRunner().invoke(main, ["check", "--root", str(root), "--today", TODAY.isoformat(), "--no-cache"])
    together = run(address, "check", root)
    assert together.output == alone.output
    assert together.exit_code == alone.exit_code == 1


def test_a_mistake_in_a_template_is_told_alike(address: str, tmp_path: Path) -> None:
    root = copy_site("mini", tmp_path / "portal")
    mine = root / "themes/mine"
    (mine / "templates").mkdir(parents=True)
    (mine / "theme.yaml").write_text("title: 自己的\nparent: base\n", encoding="utf-8")
    (mine / "templates/report.html").write_text("{{ page.nothing }}\n", encoding="utf-8")
    edit(root, "content/portal.yaml", "title: 示例门户", "title: 示例门户\ntheme: mine")
    one, many = pipeline.build(root, tmp_path / "one", today=TODAY), built(address, root, tmp_path / "many")
    assert one.summary is many.summary is None
    assert [f.code for f in many.findings if f.code.startswith("template")] == ["template.error"]
    assert one.findings == many.findings
    assert not (tmp_path / "many").exists()


def test_files_that_change_meanwhile_stop_the_build(address: str, tmp_path: Path) -> None:
    root, site = copy_site("mini", tmp_path / "portal"), tmp_path / "site"
    readings = pipeline.remembered(root)
    with hands(address, root, site) as crew:
        checked = pipeline.check(root, today=TODAY, readings=readings, jobs=crew)
        edit(root, "content/reports/jia/2023/report.md", "### （二）收费\n\n无。", "### （二）收费\n\n没有。")
        with pytest.raises(Unfit) as told:
            pipeline.release(checked, root, site, readings, jobs=crew)
        assert told.value.args == ("changed", str(root))
        edit(root, "content/portal.yaml", "title: 示例门户", "title: 示例的门户")
        with pytest.raises(Unfit, match="changed"):
            crew.mapped(partial(crew.read, "another"), [()]).__next__()
    assert not site.exists()


def test_a_worker_must_see_the_same_folders_and_run_the_same_code(address: str, tmp_path: Path) -> None:
    root, site = copy_site("mini", tmp_path / "portal"), tmp_path / "site"
    with hands(address, root, site) as crew:
        checked = pipeline.check(root, today=TODAY, readings=pipeline.remembered(root), jobs=crew)
        elsewhere = cluster.Place(root, tmp_path / "elsewhere", TODAY, crew.build, code())
        moved = replace(crew, make=partial(cluster.make, elsewhere))
        with pytest.raises(Unfit, match="folder"):
            pipeline.release(checked, root, site, pipeline.remembered(root), jobs=moved)
        for wrong, place in (
            ("version", elsewhere._replace(code="another")),
            ("folder", elsewhere._replace(root=tmp_path / "nowhere")),
        ):
            with pytest.raises(Unfit, match=wrong):
                next(crew.mapped(partial(cluster.read, place, ""), [()]))
    assert not site.exists()
    assert not (tmp_path / "elsewhere").exists()


def test_a_failure_of_a_workers_system_is_raised_in_its_turn(address: str, tmp_path: Path) -> None:
    with hands(address, tmp_path, tmp_path) as crew:
        results: Iterator[Any] = crew.mapped(os.listdir, [str(tmp_path), "/nowhere", str(tmp_path)])
        assert next(results) == []
        with pytest.raises(FileNotFoundError, match="/nowhere"):
            next(results)


def test_a_worker_that_dies_stops_the_build(tmp_path: Path) -> None:
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        distributed.LocalCluster(n_workers=1, threads_per_worker=1, processes=True, dashboard_address=":0") as fragile,
        hands(fragile.scheduler_address, tmp_path, tmp_path) as crew,
        pytest.raises(Unfit) as told,
    ):
        next(crew.mapped(signal.raise_signal, [signal.SIGKILL]))
    assert told.value.args == ("lost", "KilledWorker")


def test_who_has_nobody_left_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_LOOK", 0.01)
    monkeypatch.setattr(cluster, "_PATIENCE", 0.05)
    there = iter([0, 0, 1, 0, 0, 0, 0, 0, 0, 0])
    with pytest.raises(Unfit, match="lost"):
        cluster.waited_for(lambda: next(there), Future())
    assert len(list(there)) == 2  # one who was there in between begins it anew
    gone: Future[list[Any]] = Future()
    gone.set_exception(CancelledError())  # what becomes of all when the scheduler is gone
    with pytest.raises(Unfit, match="lost"):
        cluster.waited_for(lambda: 1, gone)

    bare: Future[list[Any]] = Future()
    bare.set_exception(ModuleNotFoundError("No module named 'typst'"))
    with pytest.raises(Unfit, match="version"):
        cluster.waited_for(lambda: 1, bare)

    def nobody() -> int:
        raise OSError("no answer")

    with pytest.raises(Unfit, match="no answer"):
        cluster.waited_for(nobody, Future())


def test_a_scheduler_without_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 1)
    root = copy_site("mini", tmp_path / "portal")
    with distributed.LocalCluster(n_workers=0, processes=True, dashboard_address=":0") as empty:
        said = run(empty.scheduler_address, "build", root, "--lang", "en")
    assert said.exit_code == 3
    assert "has no workers" in said.output
    assert not (root / "site").exists()


def test_an_unreachable_scheduler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 1)
    root = copy_site("mini", tmp_path / "portal")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        said = run(f"tcp://127.0.0.1:{free.getsockname()[1]}", "build", root)
    assert said.exit_code == 3
    assert "连不上集群" in said.output
    assert len(said.output.splitlines()) == 1
    assert not (root / "site").exists()


def test_workers_that_do_not_know_our_code(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "__name__", "gongkai.of_another_version")
    said = run(address, "build", copy_site("mini", tmp_path / "portal"), "--lang", "en")
    assert said.exit_code == 3
    assert "another gongkai" in said.output
    assert "of_another_version" in said.output


def test_without_dask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    said = run("tcp://127.0.0.1:1", "check", copy_site("mini", tmp_path / "portal"))
    assert said.exit_code == 3
    assert "gongkai[cluster]" in said.output


@pytest.mark.parametrize(
    "asked",
    [
        ["--executor", "dask:tcp://127.0.0.1:1", "--jobs", "2"],
        ["--executor", "dask:tcp://127.0.0.1:1", "--no-cache"],
        ["--executor", "tcp://127.0.0.1:8786"],
        ["--executor", "dask:127.0.0.1:8786"],
        ["--executor", "dask:tcp://127.0.0.1"],
    ],
)
def test_usage(tmp_path: Path, asked: list[str]) -> None:
    root = copy_site("mini", tmp_path / "portal")
    said = CliRunner().invoke(main, ["build", "--root", str(root), *asked])
    assert said.exit_code == 2
    assert "--executor" in said.output
    assert not (root / "site").exists()


def test_who_is_late_changes_nothing(tmp_path: Path) -> None:
    site = tmp_path / "site"
    with publish.opened(site, "one") as held:
        late = publish.shared(site, "one")
        made = [late.put(Artifact("a/b.html", b"whole")), late.put(Artifact("a/b.html", b"whole"))]
        assert held.publish(made[:1], [], stop=lambda: False) == publish.Summary(1, 0, 0, 0)
        before = tree(site)
        late.put(Artifact("a/b.html", b"late"))
        late.put(Artifact("a/c.html", b"late"))
    assert tree(site) == before
    with publish.opened(site, "two") as held:
        assert [p.name for p in (tmp_path / ".site.gongkai").glob("staging*")] == ["staging-two"]
        assert held.publish(made[:1], [], stop=lambda: False) is not None
    assert not list((tmp_path / ".site.gongkai").glob("staging*"))
