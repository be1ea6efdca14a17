"""What was measured, in words: bench/RESULTS.md.

    python bench/results.py bench/out/run.json [--preview FILE…] [--flame FILE…]

prints it from what bench/run.py has kept, with what bench/preview.py and bench/flame.py have said since. Standard
library only.
"""

import argparse
import json
import os
import platform
import re
import subprocess
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import lines
from results_text import HEAD, TAIL

MB = 1_000_000
BASE = lines.NAMES["hugo"]
Times = tuple[float, float, float]  # wall, user, kernel


class Measured(NamedTuple):
    """One command's runs, its memory, and what it makes."""

    costs: list[Times]
    memory: int
    files: int
    size: int

    def middle(self, part: Callable[[Times], float]) -> float:
        """A median."""
        return median(part(cost) for cost in self.costs)


class Size(NamedTuple):
    """A portal of so many reports."""

    reports: int
    checked: Mapping[str, Any]
    lines: Mapping[str, Measured]


class Found(NamedTuple):
    """A whole run of bench/run.py."""

    day: str
    machine: str
    load: float
    versions: str
    runs: int
    slow_runs: int
    sizes: list[Size]
    previews: list[Any]
    flames: list[Any]


def _in_file(file: str, pattern: str) -> str:
    try:
        match = re.search(pattern, Path(file).read_text(encoding="utf-8"), re.MULTILINE)
    except OSError:
        return ""
    return match[1] if match else ""


def machine() -> str:
    """Processor, cores, memory, system."""
    model = _in_file("/proc/cpuinfo", r"^model name\s*:\s*(.+)$") or platform.processor() or platform.machine()
    memory = int(_in_file("/proc/meminfo", r"^MemTotal:\s*(\d+) kB$") or 0) * 1024
    shown = f", {memory / 2**30:.0f} GiB" if memory else ""
    return f"{os.cpu_count()} cores ({model}){shown}, {platform.system()} {platform.machine()}"


def versions(peers: Sequence[str]) -> str:
    """What was measured, and on what it runs."""

    def said(*command: str) -> str:
        home = lines.package("gongkai")
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=home).stdout.strip()

    commit = said("git", "rev-parse", "--short", "HEAD")
    changed = " and changes" if said("git", "status", "--porcelain", ".", "../../themes") else ""
    at = f" at {commit}{changed}" if commit else ""
    others = dict.fromkeys(map(lines.version_of, peers))
    return " · ".join((f"gongkai {version('gongkai')}{at}, Python {platform.python_version()}", *others))


def begun(runs: int, slow_runs: int, peers: Sequence[str]) -> Found:
    """A run that has not measured anything yet."""
    day = datetime.now().astimezone().date().isoformat()
    return Found(day, machine(), 0.0, versions(peers), runs, slow_runs, [], [], [])


def save(found: Found, path: Path) -> None:
    """Keep a run."""
    sizes = [
        size._asdict() | {"lines": {name: line._asdict() for name, line in size.lines.items()}} for size in found.sizes
    ]
    text = json.dumps(found._asdict() | {"sizes": sizes}, ensure_ascii=False, indent=1)
    path.write_text(f"{text}\n", encoding="utf-8", newline="\n")


def load(path: Path) -> Found:
    """A run that was kept."""
    data = json.loads(path.read_text(encoding="utf-8"))
    sizes = [
        Size(**size | {"lines": {name: Measured(**line) for name, line in size["lines"].items()}})
        for size in data["sizes"]
    ]
    return Found(**data | {"sizes": sizes})


def _wall(cost: Times) -> float:
    return cost[0]


def _cpu(cost: Times) -> float:
    return cost[1] + cost[2]


def _ratio(part: float, base: float) -> str:
    """A ratio with two digits that count."""
    ratio = part / base
    return f"{ratio:.2f}" if ratio >= 0.1 else f"1/{1 / ratio:.0f}"


def _row(name: str, line: Measured, base: Measured) -> str:
    files, size = (f"{line.files:,}", f"{line.size / MB:.1f}") if line.files else ("–", "–")
    cells = [
        name,
        f"{line.middle(_wall):.2f}",
        f"{line.middle(lambda cost: cost[1]):.2f}",
        f"{line.middle(lambda cost: cost[2]):.2f}",
        f"{line.memory / MB:.0f}",
        _ratio(line.middle(_wall), base.middle(_wall)),
        _ratio(line.middle(_cpu), base.middle(_cpu)),
        _ratio(line.memory, base.memory),
        files,
        size,
    ]
    return f"| {' | '.join(cells)} |"


def table(size: Size) -> str:
    """One size's table."""
    ratios = [f"{what}, ratio" for what in ("wall", "CPU", "memory")]
    head = ["wall s", "user s", "kernel s", "peak MB", *ratios, "files", "output MB"]
    out = [f"## {size.reports:,} reports", "", f"| | {' | '.join(head)} |", f"|---|{'--:|' * len(head)}"]
    out += [_row(name, line, size.lines[BASE]) for name, line in size.lines.items()]
    held = size.checked["hugo"]
    out += ["", f"{held['numbers']:,} numbers and {held['citations']:,} citations held on every site."]
    return "\n".join(out) + "\n"


def growth(sizes: Sequence[Size]) -> str:
    """By how much the time of each line grows from one size to the next."""
    pairs = list(pairwise(sizes))
    if not pairs:
        return ""
    heads = [f"{one.reports:,} → {two.reports:,}: {what}" for one, two in pairs for what in ("wall", "CPU")]
    out = ["## Growth", "", f"| | {' | '.join(heads)} |", f"|---|{'--:|' * len(heads)}"]
    for name in sizes[0].lines:
        factors = [
            f"{two.lines[name].middle(part) / one.lines[name].middle(part):.1f} ×"
            for one, two in pairs
            for part in (_wall, _cpu)
        ]
        out.append(f"| {name} | {' | '.join(factors)} |")
    return "\n".join(out) + "\n"


def previews(found: Sequence[Any]) -> str:
    """From saving a report to seeing the change in a browser."""
    out = [
        "## Preview",
        "",
        "`gongkai serve` and Chromium: seconds from saving a report to the change standing in the page, which nobody",
        "touches (`bench/preview.py`).",
        "",
        "| reports | edited | when | median s | longest s | of |",
        "|--:|---|---|--:|--:|--:|",
    ]
    for one in found:
        for edit in one["edits"]:
            seconds = f"{edit['median']:.2f} | {edit['longest']:.2f}"
            out.append(f"| {one['reports']:,} | {edit['what']} | {edit['when']} | {seconds} | {edit['count']} |")
    ready = "; ".join(f"{one['reports']:,} reports: {one['ready']:.2f} s" for one in found)
    return "\n".join((*out, "", f"From the start of the server to its first page: {ready}.")) + "\n"


def flames(found: Sequence[Any]) -> str:
    """Where the time of a cold build goes."""
    out = [
        "## Where the time of a cold build goes",
        "",
        "One process (`--jobs 1`), looked at a thousand times a second (`bench/flame.py`): milliseconds of user and",
        "kernel time per report. A step is what the pipeline asks for, with all below it. A module's time is its own",
        "and that of the libraries that it asks, without other modules of gongkai. A library's time is its own.",
    ]
    for one in found:
        for title in ("steps", "modules", "libraries"):
            out += ["", f"| {one['reports']:,} reports: {title} | ms per report | share |", "|---|--:|--:|"]
            out += [f"| {name} | {ms:.3f} | {share:.0%} |" for name, ms, share in one[title]]
    return "\n".join(out) + "\n"


def page(found: Found) -> str:
    """The whole of RESULTS.md."""
    last = found.sizes[-1]
    sizes = " ".join(str(size.reports) for size in found.sizes)
    head = HEAD.format(reports=sizes, base=BASE, **found._asdict())
    checked = last.checked["hugo"]
    reworded = f"{checked['theirs']:,} of {checked['numbers']:,} numbers at {last.reports:,} reports"
    parts = [head, *map(table, found.sizes), growth(found.sizes)]
    parts += [previews(found.previews)] if found.previews else []
    parts += [flames(found.flames)] if found.flames else []
    return "\n".join((*filter(None, parts), TAIL.format(reworded=f"{reworded}; gongkai: {checked['ours']}")))


def main() -> None:
    """Print the page of a run that was kept."""
    parser = argparse.ArgumentParser(description="The results of a run of bench/run.py.")
    parser.add_argument("run", type=Path)
    parser.add_argument("--preview", type=Path, nargs="*", default=[])
    parser.add_argument("--flame", type=Path, nargs="*", default=[])
    given = parser.parse_args()
    found = load(given.run)
    found.previews.extend(json.loads(file.read_text(encoding="utf-8")) for file in given.preview)
    found.flames.extend(json.loads(file.read_text(encoding="utf-8")) for file in given.flame)
    print(page(found), end="")


if __name__ == "__main__":
    main()
