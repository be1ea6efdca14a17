"""Checks and builds the portal for the preview: drafts shown, into a folder of its own; no mistake ends it."""

import gc
import os
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from gongkai import pipeline
from gongkai.console import Console
from gongkai.finding import Finding
from gongkai.portal_read import Progress
from gongkai.preview.fresh import Fresh
from gongkai.preview.panel import panel

T = TypeVar("T")


@dataclass(frozen=True)
class State:
    """What the last check came to. Pages carry its mark: a browser that shows another one is out of date.

    `fresh` are the pages of the last portal without errors, this one or an earlier. `kept`: it is an earlier one, for
    this one has errors. `trouble` is a mistake of our own, or of the environment, as text. `top` is what pages say of
    all this.
    """

    mark: str
    findings: tuple[Finding, ...]
    fresh: Fresh | None
    kept: bool
    trouble: str
    top: str

    @property
    def pages(self) -> bool:
        """Whether there is anything to show."""
        return self.fresh is not None


class Stopped(Exception):
    """The preview ends, or there is a newer save; the work under way need not go on."""


class Preview:
    """The portal as it is being written: checked at every save, and its pages made as they are looked at.

    `check` and `finish` are called one after the other, never at once; `state` is replaced as a whole, and is None
    before the first check.
    """

    def __init__(self, root: Path, folder: Path, console: Console, today: date | None = None) -> None:
        self.root = root
        self.folder = folder
        self.console = console
        self.today = today
        self.state: State | None = None
        self.checks = 0
        self.readings = pipeline.remembered(root)
        self.settled = threading.Event()  # every file of the last check is there
        self._checked: pipeline.Checked | None = None

    def build(self, stop: Callable[[], bool]) -> None:
        """Check once, and make every file."""
        self.check(stop)
        self.finish(stop)

    def check(self, stop: Callable[[], bool]) -> None:
        """Check once. Whatever goes wrong becomes part of `state`; raises only Stopped, when `stop()` says so."""
        self.checks += 1
        before = self.state
        self._checked = None
        try:
            checked = pipeline.check(self.root, _until(stop), drafts=True, today=self.today, readings=self.readings)
            fresh = None if checked.blocked or checked.theme is None else Fresh(checked, self.root, self.folder)
            now = self._state(checked.findings, fresh)
            self._checked = checked if fresh else None
            gc.freeze()  # nearly all of it stays: a collection would take a second at 10,000 reports
        except Stopped:
            raise
        except OSError as error:  # a file that is being written, no permission, a full disk
            now = self._state((), None, trouble=self._environment(error))
        except Exception:  # noqa: BLE001  (our own mistake is shown, and the preview lives on)
            now = self._state((), None, trouble=traceback.format_exc())
        self.state = now
        (self.settled.clear if self._checked else self.settled.set)()
        self._tell(before, now)

    def finish(self, stop: Callable[[], bool]) -> bool:
        """Make every file of what was checked last; True where that found more. Raises only Stopped."""
        checked, state = self._checked, self.state
        if checked is None or state is None:
            return False
        try:
            findings, trouble = (
                pipeline.release(checked, self.root, self.folder, self.readings, _until(stop)).findings,
                "",
            )
        except Stopped:
            raise
        except OSError as error:
            findings, trouble = state.findings, self._environment(error)
        except Exception:  # noqa: BLE001  (our own mistake is shown, and the preview lives on)
            findings, trouble = state.findings, traceback.format_exc()
        more = findings != state.findings or bool(trouble)
        if more:
            self.checks += 1
            self.state = self._state(findings, state.fresh, trouble=trouble)
            self._tell(state, self.state)
        self.settled.set()
        return more

    def _environment(self, error: OSError) -> str:
        place = f" ({error.filename})" if error.filename else ""
        return self.console.texts.say("cli.environment", reason=f"{error.strerror or error}{place}")

    def _state(self, findings: tuple[Finding, ...], fresh: Fresh | None, *, trouble: str = "") -> State:
        stood = self.state.fresh if self.state else None
        kept = fresh is None and stood is not None
        top = panel(findings, self.console.texts, kept=kept, trouble=trouble)
        mark = f"{os.getpid()}-{self.checks}"  # another run's pages are out of date too
        return State(mark, findings, fresh or stood, kept, trouble, top)

    def _tell(self, before: State | None, now: State) -> None:
        """Say in the terminal what changed since the last check."""
        if now.trouble:
            self.console.err.print(now.trouble)
        elif before is None or before.findings != now.findings:
            self.console.findings(now.findings, "concise", self.root)
        if before is not None:
            self.console.say("cli.serve.kept" if now.kept else "cli.serve.rebuilt")


def _until(stop: Callable[[], bool]) -> Progress:
    """Pass items on until `stop()` says so."""

    def progress(step: str, total: int, items: Iterable[T]) -> Iterator[T]:  # noqa: ARG001
        for item in items:
            if stop():
                raise Stopped
            yield item

    return progress
