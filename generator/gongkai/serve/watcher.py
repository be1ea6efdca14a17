"""Watches the author's files and builds after every change."""

import threading
import traceback
from collections.abc import Callable

from livereload.watcher import Watcher as LiveWatcher
from tornado.ioloop import IOLoop
from watchfiles import watch

from gongkai.preview import Preview
from gongkai.preview.builder import Stopped
from gongkai.preview.watched import folders, matters

_PAUSE = 1.0  # seconds in which a browser asks again for what it shows


class Watcher(LiveWatcher):  # type: ignore[misc]  # livereload has no types
    """Checks when a file changes, in a thread of its own, has livereload tell the browsers, and makes the rest."""

    def __init__(self, preview: Preview) -> None:
        super().__init__()
        self.watch(str(preview.root / "content"))  # livereload wants to be told of something; `start` does the work
        self.preview = preview
        self.built: Callable[[], None] = lambda: None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._newer = threading.Event()
        self._rest: threading.Thread | None = None

    def start(self, callback: Callable[[], None]) -> bool:
        """Called by livereload once the server listens; True keeps it from polling."""
        loop = IOLoop.current()

        def tell() -> None:
            self.built()
            callback()

        self._thread = threading.Thread(target=self._run, args=(lambda: loop.add_callback(tell),), daemon=True)
        self._thread.start()
        return True

    def examine(self) -> tuple[str, None]:
        """What changed, as livereload asks: always the whole page."""
        return "*", None

    def end(self) -> None:
        """Stop watching and wait for the build at work to notice."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
        self._halt()
        self.preview.settled.set()

    def _begin(self, tell: Callable[[], object]) -> None:
        """Make all that nobody asked for yet, in a thread of its own, after those who did were answered."""

        def finish() -> None:
            try:
                if not self._newer.wait(_PAUSE) and self.preview.finish(self._newer.is_set):
                    tell()
            except Stopped:
                return

        self._newer.clear()
        self._rest = threading.Thread(target=finish, daemon=True)
        self._rest.start()

    def _halt(self) -> None:
        """There is a newer save, or the end: what was not made yet is not needed any more."""
        self._newer.set()
        if self._rest is not None:
            self._rest.join()

    def _run(self, tell: Callable[[], object]) -> None:
        polling: bool | None = None
        while not self._stop.is_set():
            try:
                self._watch(tell, polling)
            except Stopped:
                return
            except FileNotFoundError:
                self._stop.wait(0.2)  # a folder that is just being replaced
            except OSError:
                polling = True  # no more watches to be had from the system
            except Exception:  # noqa: BLE001  (our own mistake is shown, and the preview lives on)
                self.preview.console.err.print(traceback.format_exc())
                self._stop.wait(1)

    def _watch(self, tell: Callable[[], object], polling: bool | None) -> None:
        """Build, then again after every change, until other folders have to be watched.

        The first build comes after watching began, so that no save is missed in between.
        """
        watched = folders(self.preview.root)
        due = True
        for changes in watch(
            *(path for path, _ in watched),
            watch_filter=matters,
            debounce=100,
            step=20,
            stop_event=self._stop,
            rust_timeout=100,
            yield_on_timeout=True,
            raise_interrupt=False,
            force_polling=polling,
        ):
            if changes or due:
                due = False
                self._halt()
                self.preview.check(self._stop.is_set)
                tell()
                self._begin(tell)
            if folders(self.preview.root) != watched:
                return
