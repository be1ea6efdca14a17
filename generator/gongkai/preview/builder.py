"""Builds the portal for the preview: drafts shown, into a folder of its own; no mistake ends it."""

import os
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from gongkai import pipeline
from gongkai.console import Console
from gongkai.finding import Finding
from gongkai.preview.panel import panel

T = TypeVar("T")


@dataclass(frozen=True)
class State:
    """What the last build came to. Pages carry its mark: a browser that shows another one is out of date.

    `pages`: a build without errors stands, this one or an earlier. `kept`: it is an earlier one, for this one has
    errors. `trouble` is a mistake of our own, or of the environment, as text. `top` is what pages say of all this.
    """

    mark: str
    findings: tuple[Finding, ...]
    pages: bool
    kept: bool
    trouble: str
    top: str


class Stopped(Exception):
    """The preview ends; the build at work need not go on."""


class Preview:
    """The portal as it is being written. Builds are made one at a time, by whoever calls `build`.

    `state` is replaced as a whole, after the pages it speaks of are in place; it is None before the first build.
    """

    def __init__(self, root: Path, folder: Path, console: Console, today: date | None = None) -> None:
        self.root = root
        self.folder = folder
        self.console = console
        self.today = today
        self.state: State | None = None
        self.builds = 0

    def build(self, stop: Callable[[], bool]) -> None:
        """Build once. Whatever goes wrong becomes part of `state`; raises only Stopped, when `stop()` says so."""

        def progress(step: str, total: int, items: Iterable[T]) -> Iterator[T]:  # noqa: ARG001
            for item in items:
                if stop():
                    raise Stopped
                yield item

        self.builds += 1
        before = self.state
        try:
            checked = pipeline.check(self.root, progress, drafts=True, today=self.today)
            built = pipeline.release(checked, self.root, self.folder, progress)
            now = self._state(built.findings, good=built.summary is not None)
        except Stopped:
            raise
        except OSError as error:  # a file that is being written, no permission, a full disk
            place = f" ({error.filename})" if error.filename else ""
            said = self.console.texts.say("cli.environment", reason=f"{error.strerror or error}{place}")
            now = self._state((), good=False, trouble=said)
        except Exception:  # noqa: BLE001  (our own mistake is shown, and the preview lives on)
            now = self._state((), good=False, trouble=traceback.format_exc())
        self.state = now
        self._tell(before, now)

    def _state(self, findings: tuple[Finding, ...], *, good: bool, trouble: str = "") -> State:
        stood = self.state is not None and self.state.pages
        kept = stood and not good
        top = panel(findings, self.console.texts, kept=kept, trouble=trouble)
        mark = f"{os.getpid()}-{self.builds}"  # another run's pages are out of date too
        return State(mark, findings, stood or good, kept, trouble, top)

    def _tell(self, before: State | None, now: State) -> None:
        """Say in the terminal what changed since the last build."""
        if now.trouble:
            self.console.err.print(now.trouble)
        elif before is None or before.findings != now.findings:
            self.console.findings(now.findings, "concise", self.root)
        if before is not None:
            self.console.say("cli.serve.kept" if now.kept else "cli.serve.rebuilt")
