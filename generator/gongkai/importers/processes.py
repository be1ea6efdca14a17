"""Processes that end when they are told to, with all that they have started themselves."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence


def started(argv: Sequence[str], env: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    """A process in a group of its own, whose input and output are pipes and whose complaints nobody reads."""
    pipe, none = subprocess.PIPE, subprocess.DEVNULL
    return subprocess.Popen(  # noqa: S603 — argv is ours, never a shell's
        argv, stdin=pipe, stdout=pipe, stderr=none, env={**os.environ, **env}, start_new_session=sys.platform != "win32"
    )


def stopped(process: "subprocess.Popen[bytes]") -> None:
    """End a process and its group at once. Its output is for who listens to close."""
    if sys.platform == "win32":
        kill = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
        subprocess.run(kill, check=False, capture_output=True)  # noqa: S603
        process.kill()
    elif process.returncode is None:  # not yet waited for, so that the number is still its own
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdin:
        with contextlib.suppress(OSError):
            process.stdin.close()
