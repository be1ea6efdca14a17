"""A preview at work in a process of its own, for tests: asked over HTTP, its words read, waited for."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, Self

LONG = 60.0  # seconds until a test that waits for something gives up; no test measures time


class Answer(NamedTuple):
    """What came back."""

    status: int
    text: str
    headers: dict[str, str]


def until(condition: Callable[[], object], what: str = "what was waited for") -> None:
    """Wait for a condition."""
    end = time.monotonic() + LONG
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"{what} did not come")
        time.sleep(0.05)


class Served:
    """`gongkai serve` on a free port; what it prints is collected line by line."""

    def __init__(self, root: Path, *options: str) -> None:
        command = [sys.executable, "-u", "-m", "gongkai", "serve", "--root", str(root), "--port", "0", *options]
        self.temporary = root.parent / "temporary"
        self.temporary.mkdir(exist_ok=True)
        places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(self.temporary))
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            env={**os.environ, **places},
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        until(lambda: self.heard(r"http://127\.0\.0\.1:\d+/") or self.process.poll() is not None, "the address")
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", self.said())
        assert found, self.said()
        self.port = int(found[1])
        self.address = found[0]

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.lines.extend(self.process.stdout)

    def said(self) -> str:
        """All that was printed until now."""
        return "".join(self.lines)

    def heard(self, pattern: str) -> bool:
        """Whether something like it was printed."""
        return re.search(pattern, self.said()) is not None

    def get(self, path: str = "", host: str = "", **headers: str) -> Answer:
        """Ask for a path."""
        request = urllib.request.Request(self.address + path)  # noqa: S310
        for name, value in headers.items():
            request.add_header(name, value)
        if host:
            request.add_header("Host", host)
        try:
            with urllib.request.urlopen(request, timeout=LONG) as answer:  # noqa: S310
                return Answer(answer.status, answer.read().decode(), dict(answer.headers))
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.read().decode(), dict(error.headers))

    def shows(self, path: str, text: str) -> None:
        """Wait until a page shows a text."""
        until(lambda: text in self.get(path).text, text)

    def hides(self, path: str, text: str) -> None:
        """Wait until a page shows a text no more."""
        until(lambda: text not in self.get(path).text, f"the end of {text}")

    def end(self) -> int:
        """Ctrl-C; the exit code."""
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(LONG)
        self._reader.join(LONG)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.end()
