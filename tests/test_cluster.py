"""A cluster on a shared folder: the same site, findings and failures as one process, and nothing half-published."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gongkai import cluster, pipeline
from gongkai.cli import main
from gongkai.workers import Crew
from support import REPOSITORY, TODAY, copy_site

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
