"""Several processes: the same site, findings and failures as one, and none of them is left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongkai import pipeline, workers
from support import REPOSITORY, TODAY, copy_site, edit

pytestmark = [
    pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="no safe fork"),
    pytest.mark.usefixtures("_forking"),
    pytest.mark.filterwarnings("ignore:This process:DeprecationWarning"),
]


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def children() -> set[int]:
    """Processes of ours that are alive."""
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(os.getpid())], capture_output=True, text=True, check=False
    )
    return {int(pid) for pid in found.stdout.split() if Path(f"/proc/{pid}/stat").exists()}


@pytest.fixture
def _forking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tests may have left threads behind: what is asked for holds all the same."""
    monkeypatch.setattr(workers, "processes", lambda asked, _: asked)


@pytest.fixture
def portal(tmp_path: Path) -> Path:
    return copy_site("mini", tmp_path / "portal")


def fiction(folder: Path, reports: int) -> Path:
    script = "import sys, pathlib, fiction; fiction.write_portal(pathlib.Path(sys.argv[1]), int(sys.argv[2]), 1, 5)"
    subprocess.run(
        [sys.executable, "-c", script, str(folder), str(reports)], cwd=REPOSITORY / "bench", check=True, timeout=60
    )
    return folder


@pytest.mark.parametrize("jobs", [2, 3])
def test_the_site_is_the_same(tmp_path: Path, jobs: int) -> None:
    root = fiction(tmp_path / "portal", 60)
    one = pipeline.build(root, tmp_path / "one", today=TODAY)
    many = pipeline.build(root, tmp_path / "many", today=TODAY, jobs=jobs)
    assert one.findings == many.findings
    assert one.summary == many.summary
    assert tree(tmp_path / "one") == tree(tmp_path / "many")


def test_papers_are_the_same(portal: Path, tmp_path: Path) -> None:
    edit(portal, "content/portal.yaml", "title: 示例门户", "title: 示例门户\ndownloads: [docx]")
    several = pipeline.build(portal, tmp_path / "several", today=TODAY, readings=pipeline.remembered(portal), jobs=2)
    kept = tree(portal / ".gongkai/cache")
    one = pipeline.build(portal, tmp_path / "one", today=TODAY, readings=pipeline.remembered(portal))
    assert one.findings == several.findings
    assert any(path.endswith(".docx") for path in tree(tmp_path / "one"))
    assert tree(tmp_path / "one") == tree(tmp_path / "several")
    assert kept == tree(portal / ".gongkai/cache")


def test_findings_are_the_same_and_the_forms_are_not_copied(portal: Path) -> None:
    edit(portal, "content/reports/jia/2023/report.yaml", "form: ", "form: un")
    one, many = (pipeline.check(portal, today=TODAY, jobs=jobs) for jobs in (1, 2))
    assert "report.form" in {f.code for f in one.findings}
    assert one.findings == many.findings
    assert many.portal.reports
    assert all(report.form is many.portal.forms[report.form.id] for report in many.portal.reports)


def test_a_mistake_in_a_template_is_told_alike(portal: Path, tmp_path: Path) -> None:
    mine = portal / "themes/mine"
    (mine / "templates").mkdir(parents=True)
    (mine / "theme.yaml").write_text("title: 自己的\nparent: base\n", encoding="utf-8")
    (mine / "templates/report.html").write_text("{{ page.nothing }}\n", encoding="utf-8")
    edit(portal, "content/portal.yaml", "title: 示例门户", "title: 示例门户\ntheme: mine")
    one, many = (pipeline.build(portal, tmp_path / "site", today=TODAY, jobs=jobs) for jobs in (1, 2))
    assert one.summary is many.summary is None
    assert [f.code for f in one.findings if f.code.startswith("template")] == ["template.error"]
    assert one.findings == many.findings


def test_results_come_in_order_while_items_take_their_time() -> None:
    def slow(number: int) -> int:
        time.sleep(0.02 if number % 7 == 0 else 0)
        return number * number

    assert list(workers.mapped(slow, range(100), 3)) == [n * n for n in range(100)]


def test_a_failure_is_raised_in_its_turn_and_nobody_is_left() -> None:
    def fails(number: int) -> int:
        if number == 20:
            raise OSError(28, "No space left on device")
        return number

    before = children()
    with pytest.raises(OSError, match="No space left"):
        list(workers.mapped(fails, range(100), 2))
    assert children() <= before


def test_who_stops_early_leaves_nobody() -> None:
    before = children()
    results: Iterator[int] = workers.mapped(abs, range(1000), 2)
    assert next(results) == 0
    results.close()  # type: ignore[attr-defined]
    assert children() <= before


SLEEPER = """
import sys, time
from gongkai import workers
def slow(number):
    print(number, flush=True)
    time.sleep(0.05)
    return number
list(workers.mapped(slow, range(1000), 2))
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_killed_in_the_middle_no_process_is_left(name: str) -> None:
    """Ctrl-C, a time limit, a kill without warning: the output of all of them closes, for all of them have ended."""
    process = subprocess.Popen(
        [sys.executable, "-c", SLEEPER],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout
    process.stdout.readline()
    if name == "SIGINT":
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to every one of them
    else:
        process.send_signal(getattr(signal, name))
    _, said = process.communicate(timeout=20)
    assert process.returncode
    assert said.count("Traceback") == (name == "SIGINT"), said


HOW_MANY = """
import threading
from gongkai import workers
assert workers.processes(1, 10_000) == 1
assert workers.processes(7, 2) == 7
assert workers.processes(None, workers.FEW - 1) == 1
assert workers.processes(None, workers.FEW) >= 1
held = threading.Event()
threading.Thread(target=held.wait).start()
assert workers.processes(7, 10_000) == 1
held.set()
"""


def test_how_many() -> None:
    """In a process of its own: one with other threads does not fork."""
    subprocess.run([sys.executable, "-c", HOW_MANY], check=True, timeout=20)
