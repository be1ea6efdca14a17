"""What was measured, in words: bench/RESULTS.md. Standard library only."""

import os
import platform
import re
import subprocess
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from measure import Cost

MB = 1_000_000
HEAD = """\
# gongkai and Hugo

Written by `python bench/run.py --reports {reports} --runs {runs} --write`, which needs `pip install -e ".[bench]"`.

{day} · {machine} · load {load:.1f} at the end

{versions}

Medians of {runs} runs each, after one to warm up; whole processes in turn, each into an empty folder. CPU is user and
kernel time of all threads and children. Where a machine does other work, user time is the steadiest, wall time the
least; kernel time is mostly the file system's. Memory is the peak of the largest process. Ratios are to Hugo.
"""
TAIL = """\
## What is compared

Both make the same site from the same fictional reports (`bench/fiction.py`): a page per report with its three legal
tables in all their blocks, nested headers and accessible markup, its prose and facts; home, a list of all reports, a
page per year and per office; CSV and JSON of each report and of all. Before the clock runs, `bench/peer_check.py` reads
every page and data file of both: every number stands where `report.yaml` has it, the prose is that of `report.md`, and
the tables are the same cell for cell.

- **gongkai** checks every rule of the forms and every citation, within a report and across years, with the place of
  each number in its file, and links each cited number to its cell; it publishes file by file, and its pages open from
  disk, too. It runs in one process on one core.
- **Hugo** does neither: it knows no rules, and as it cannot bind citations, `bench/peer_hugo.py` has put the numbers
  into the prose and laid the forms out as data beforehand, untimed. It uses all cores. Decimals in YAML are floats to
  it, so that it drops final zeros ({reworded}).

The Hugo site (`bench/peers/hugo`) is written to be fast. Report files are its data as they are; what is the same in
every report of a form is made once (`partialCached`), a report's records too, for its own data files and those of all
reports. Its links are rooted, which spares it a pass over every page.
"""


class Measured(NamedTuple):
    """One command's runs, and what it makes."""

    costs: list[Cost]
    files: int
    size: int

    def middle(self, part: Callable[[Cost], float]) -> float:
        """A median."""
        return median(map(part, self.costs))


class Size(NamedTuple):
    """A portal of so many reports."""

    reports: int
    runs: int
    checked: Mapping[str, Any]
    measured: Mapping[str, Measured]


def _found(file: str, pattern: str) -> str:
    try:
        match = re.search(pattern, Path(file).read_text(encoding="utf-8"), re.MULTILINE)
    except OSError:
        return ""
    return match[1] if match else ""


def machine() -> str:
    """Processor, cores, memory, system."""
    model = _found("/proc/cpuinfo", r"^model name\s*:\s*(.+)$") or platform.processor() or platform.machine()
    memory = int(_found("/proc/meminfo", r"^MemTotal:\s*(\d+) kB$") or 0) * 1024
    shown = f", {memory / 2**30:.0f} GiB" if memory else ""
    return f"{os.cpu_count()} cores ({model}){shown}, {platform.system()} {platform.machine()}"


def versions(gongkai: Path, hugo: Path) -> str:
    """What was measured, and on what it runs."""

    def said(*command: str) -> str:
        told = subprocess.run(command, capture_output=True, text=True, check=False, cwd=gongkai)
        return told.stdout.strip()

    commit = said("git", "rev-parse", "--short", "HEAD")
    changed = " and changes" if said("git", "status", "--porcelain", ".", "../../themes") else ""
    at = f" at {commit}{changed}" if commit else ""
    other = re.match(r"hugo v([\d.]+)\S* (\S+)?", said(str(hugo), "version"))
    return f"gongkai {version('gongkai')}{at}, Python {platform.python_version()} · Hugo {other[1] if other else '?'}"


def _wall(cost: Cost) -> float:
    return cost.wall


def _cpu(cost: Cost) -> float:
    return cost.cpu


def _user(cost: Cost) -> float:
    return cost.user


def table(size: Size) -> str:
    """One size's table."""
    lines = [
        f"## {size.reports} reports",
        "",
        "| | wall s | user s | kernel s | peak MB | files | output MB | wall, ratio | CPU, ratio | user, ratio |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name, one in size.measured.items():
        cells = [
            f"`{name}`",
            f"{one.middle(_wall):.2f}",
            f"{one.middle(_user):.2f}",
            f"{one.middle(lambda cost: cost.system):.2f}",
            f"{one.middle(lambda cost: cost.memory) / MB:.0f}",
            f"{one.files:,}" if one.files else "–",
            f"{one.size / MB:.1f}" if one.size else "–",
            *(f"{one.middle(part) / size.measured['hugo'].middle(part):.2f}" for part in (_wall, _cpu, _user)),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    held = size.checked
    pages, links = held["more"]
    more = f" Only gongkai's site has {pages} further pages and {links} further links." if pages or links else ""
    lines += ["", f"{held['numbers']:,} numbers and {held['citations']:,} citations held on both sides.{more}"]
    return "\n".join(lines) + "\n"


def page(sizes: Sequence[Size], gongkai: Path, hugo: Path) -> str:
    """The whole of RESULTS.md."""
    last = sizes[-1].checked
    head = HEAD.format(
        reports=" ".join(str(size.reports) for size in sizes),
        runs=sizes[0].runs,
        day=datetime.now().astimezone().date(),
        machine=machine(),
        load=os.getloadavg()[0],
        versions=versions(gongkai, hugo),
    )
    ours, theirs = last["reworded"]
    reworded = f"{theirs:,} of {last['numbers']:,} numbers at {sizes[-1].reports} reports; gongkai: {ours}"
    return "\n".join((head, *map(table, sizes), TAIL.format(reworded=reworded)))
