"""`gongkai serve`: the portal on this machine only, rebuilt at every save, on livereload's server.

Three traps of livereload are cured here: it drops a second save within three seconds, polls every file, and builds in
the thread that answers. Watching is watchfiles' business, building happens in the watcher's thread, and a browser that
missed a reload while its page was loading is told to reload when it connects. This package is the only importer of
livereload, watchfiles and tornado.
"""

import asyncio
import errno
import signal
import socket
import tempfile
import threading
import webbrowser
from datetime import date
from pathlib import Path

from livereload import Server as LiveServer
from livereload.handlers import LiveReloadHandler
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop, PeriodicCallback
from tornado.locks import Event
from tornado.web import Application

from gongkai.console import Console
from gongkai.preview import Preview
from gongkai.serve.handlers import Files, Script, Socket, Style
from gongkai.serve.watcher import Watcher

OK, ENVIRONMENT = 0, 3
HOST = "127.0.0.1"
NAMES = (HOST, "localhost")


def serve(root: Path, port: int, console: Console, *, browse: bool = False, today: date | None = None) -> int:
    """Serve until Ctrl-C. The pages are built into a temporary folder that is removed at the end."""
    asyncio.set_event_loop(asyncio.new_event_loop())
    loop = IOLoop.current()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):  # Windows has no SIGHUP
            signal.signal(getattr(signal, name), lambda *_: loop.add_callback(loop.stop))
    PeriodicCallback(lambda: None, 500).start()  # on Windows a loop that sleeps does not hear Ctrl-C
    LiveReloadHandler.DEFAULT_RELOAD_TIME = 0
    with tempfile.TemporaryDirectory(prefix="gongkai-preview-", ignore_cleanup_errors=True) as folder:
        preview = Preview(root, Path(folder) / "pages", console, today)
        watcher = Watcher(preview)
        server = Server(preview, watcher, browse=browse)
        try:
            server.serve(port=port, host=HOST, root=str(preview.folder))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            console.say("cli.serve.port", error=True, port=port, other=port + 1 if port < 65535 else port - 1)
            return ENVIRONMENT
        finally:
            watcher.end()
    console.say("cli.serve.stopped")
    return OK


class Server(LiveServer):  # type: ignore[misc]
    """livereload's server with handlers of our own: no other host may ask, pages come with the findings on top."""

    def __init__(self, preview: Preview, watcher: Watcher, *, browse: bool) -> None:
        super().__init__(watcher=watcher)
        self.preview = preview
        self.browse = browse

    def application(self, port: int, host: str, **_: object) -> None:
        """Listen. Raises OSError where the port is taken."""
        LiveReloadHandler.watcher = self.watcher
        LiveReloadHandler.live_css = False  # the whole page is loaded again
        listening = socket.create_server((host, port))
        listening.setblocking(False)
        port = listening.getsockname()[1]
        ready = Event()
        shared = {"preview": self.preview, "ready": ready}
        app = Application(
            [
                (r"/livereload", Socket, shared),
                (r"/-/livereload\.js", Script, shared),
                (r"/-/preview\.css", Style, shared),
                (r"/(.*)", Files, {**shared, "path": self.root, "default_filename": self.default_filename}),
            ],
            hosts=frozenset([*(f"{name}:{port}" for name in NAMES), *(NAMES if port == 80 else ())]),
            log_function=lambda _handler: None,
        )
        HTTPServer(app).add_socket(listening)
        address = f"http://{host}:{port}/"
        first = iter((True,))

        def built() -> None:
            if next(first, False):
                self.preview.console.say("cli.serve.at", address=address)
                if self.browse:
                    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
            ready.set()

        self.watcher.built = built

    def _setup_logging(self) -> None:
        """The console does the talking."""
