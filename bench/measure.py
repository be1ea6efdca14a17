"""Runs one command and says what it cost, the whole tree of its processes.

    python bench/measure.py FOLDER COMMAND…

Started as a process of its own, since a child's peak memory counts from its parent's. Standard library only.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple


class Cost(NamedTuple):
    """Seconds, and bytes of the largest process at its largest."""

    wall: float
    user: float
    system: float
    memory: int

    @property
    def cpu(self) -> float:
        """Processor time of all cores."""
        return self.user + self.system


def run(command: Sequence[str], folder: Path) -> Cost:
    """Run a command to its end, its standard output thrown away."""
    unit = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss
    with tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            told = errors.read().decode(errors="replace")
            raise SystemExit(f"{' '.join(command)}: exit code {process.returncode}\n{told}")
    return Cost(wall, used.ru_utime, used.ru_stime, used.ru_maxrss * unit)


def measured(command: Sequence[str], folder: Path) -> Cost:
    """The same from a small process of its own, with nothing left to be written to disk."""
    os.sync()
    here = [sys.executable, "-I", "-S", __file__, str(folder), *command]
    told = subprocess.run(here, stdout=subprocess.PIPE, check=False)
    if told.returncode:
        raise SystemExit(told.returncode)
    wall, user, system, memory = json.loads(told.stdout)
    return Cost(wall, user, system, memory)


if __name__ == "__main__":
    print(json.dumps(run(sys.argv[2:], Path(sys.argv[1]))))
