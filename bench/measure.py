"""Runs one command and says what it cost, the whole tree of its processes.

    python bench/measure.py [--memory] FOLDER COMMAND…

With --memory, memory is looked at while it runs: every 25 ms, and less often where looking takes long, the shares of
all its processes are added up (PSS of /proc/PID/smaps_rollup: a page that several processes hold is shared out among
them, so that the sum counts it once). What rises and falls between two looks is missed, but never below the largest
process at its largest, which the system itself keeps. Looking costs both sides time, and so a run's memory and its
times are never taken together. Standard library only; memory on Linux only.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

EVERY = 0.025  # seconds between two looks, or nine times what a look takes


class Cost(NamedTuple):
    """Seconds, and bytes of all processes together at their largest (0 where memory was not looked at)."""

    wall: float
    user: float
    system: float
    memory: int

    @property
    def cpu(self) -> float:
        """Processor time of all cores."""
        return self.user + self.system


def _tree(pid: int) -> Iterator[int]:
    """A process and all below it; the kernel lists the children of each of its threads."""
    yield pid
    for thread in Path(f"/proc/{pid}/task").iterdir():
        for child in (thread / "children").read_bytes().split():
            yield from _tree_or_gone(int(child))


def _tree_or_gone(pid: int) -> Iterator[int]:
    try:
        yield from _tree(pid)
    except (FileNotFoundError, ProcessLookupError):
        return  # it has just ended


def _share(pid: int) -> int:
    """A process's share of memory in bytes."""
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return 0  # it has just ended
    match = re.search(rb"^Pss: +(\d+) kB$", told, re.MULTILINE)
    return int(match[1]) * 1024 if match else 0


def watched(process: subprocess.Popen[bytes]) -> int:
    """Look at a command's memory until it ends, without collecting what it leaves."""
    most = 0
    while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        began = time.perf_counter()
        most = max(most, sum(map(_share, _tree_or_gone(process.pid))))
        time.sleep(max(EVERY, 9 * (time.perf_counter() - began)))
    return most


def run(command: Sequence[str], folder: Path, *, memory: bool = False) -> Cost:
    """Run a command to its end, its standard output thrown away."""
    with tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=errors)
        most = watched(process) if memory else 0
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            told = errors.read().decode(errors="replace")
            raise SystemExit(f"{' '.join(command)}: exit code {process.returncode}\n{told}")
    return Cost(wall, used.ru_utime, used.ru_stime, max(most, used.ru_maxrss * 1024) if memory else 0)


def measured(command: Sequence[str], folder: Path, *, memory: bool = False) -> Cost:
    """The same from a small process of its own, with nothing left to be written to disk."""
    os.sync()
    looked = ["--memory"] if memory else []
    here = [sys.executable, "-I", "-S", __file__, *looked, str(folder), *command]
    told = subprocess.run(here, stdout=subprocess.PIPE, check=False)
    if told.returncode:
        raise SystemExit(told.returncode)
    wall, user, system, most = json.loads(told.stdout)
    return Cost(wall, user, system, most)


if __name__ == "__main__":
    given = sys.argv[1:]
    looking = given[:1] == ["--memory"]
    at, *words = given[looking:]
    print(json.dumps(run(words, Path(at), memory=looking)))
