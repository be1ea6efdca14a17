"""What the preview answers: pages with the findings on top, the other files as they are, the line for reloads."""

import asyncio
import json
import traceback
from dataclasses import replace
from mimetypes import guess_type
from typing import Any

from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
from tornado.locks import Event
from tornado.web import HTTPError, RequestHandler, StaticFileHandler

from gongkai.preview import Preview, State, Unmade, dressed, plain
from gongkai.preview.fresh import Fresh
from gongkai.preview.panel import panel, style

_LONGEST = 120  # seconds that a file may take which nobody made yet


class Local(RequestHandler):
    """Answers only to its own names, so that no page from elsewhere can read it (DNS rebinding)."""

    preview: Preview
    ready: Event

    def initialize(self, preview: Preview, ready: Event, **others: Any) -> None:
        """Take what all share."""
        self.preview = preview
        self.ready = ready
        super().initialize(**others)

    def prepare(self) -> None:
        """Refuse what was asked of another host."""
        if self.request.host.lower() not in self.settings["hosts"]:
            raise HTTPError(403)

    def set_default_headers(self) -> None:
        """Nothing is kept by the browser, or lent to other sites."""
        self.set_header("Cache-Control", "no-store")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """A page that says so, with the findings on top; a bare line for strangers."""
        texts, state = self.preview.console.texts, self.preview.state
        if status_code == 403 or state is None:
            self.set_header("Content-Type", "text/plain; charset=utf-8")
            self.finish(texts.word("cli.serve.forbidden") if status_code == 403 else str(status_code))
            return
        title, message, top = f"{status_code} {self._reason}", "", state.top
        if status_code == 404:
            title, message = texts.word("cli.serve.missing.title"), texts.word("cli.serve.missing")
        elif status_code == 500 and "exc_info" in kwargs:
            top = panel((), texts, trouble="".join(traceback.format_exception(*kwargs["exc_info"])))
        self.finish(dressed(plain(title, message, texts.language), top, state.mark, self.request.host))


class Files(Local, StaticFileHandler):  # type: ignore[misc]  # `initialize` takes what all share as well
    """The built files; pages are dressed on the way out."""

    async def get(self, path: str, include_body: bool = True) -> None:
        """A file of the last good build; before there is one, what keeps it from being made."""
        if "\0" in path:
            raise HTTPError(404)
        await self.ready.wait()
        state, texts = self.preview.state, self.preview.console.texts
        assert state is not None  # noqa: S101
        if not state.pages:
            page = plain(texts.word("cli.serve.none.title"), texts.word("cli.serve.none"), texts.language)
            self.finish(dressed(page, state.top, state.mark, self.request.host))
            return
        if state.fresh is not None and await self._fresh(state, state.fresh, path):
            return
        if path == "favicon.ico" and not (self.preview.folder / path).is_file():
            self.set_status(204)  # browsers ask for it whether or not a page names one
            return
        self.path = self.parse_url_path(path)
        file = self.validate_absolute_path(self.root, self.get_absolute_path(self.root, self.path))
        if file is None:
            return  # a folder: sent on to its index.html
        if not file.endswith((".html", ".htm")):
            await super().get(path, include_body)
            return
        page = b"".join(self.get_content(file)).decode("utf-8", errors="replace")
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(dressed(page, state.top, state.mark, self.request.host))

    async def _fresh(self, state: State, fresh: Fresh, path: str) -> bool:
        """What need not wait for all the rest; what must, and was never made before, is waited for."""
        texts = self.preview.console.texts
        page = f"{path}{self.default_filename}" if path.endswith("/") or not path else path
        if f"{page}/{self.default_filename}" in fresh.routes:
            self.redirect(f"{self.request.path}/")  # links of a page start from its folder
            return True
        try:
            text = fresh.page(page)
        except Unmade as error:
            text = plain(texts.word("cli.serve.none.title"), "", texts.language)
            state = replace(state, top=panel((error.finding,), texts))
        if text is not None:
            self.set_header("Content-Type", "text/html; charset=utf-8")
            self.finish(dressed(text, state.top, state.mark, self.request.host))
            return True
        data = None if path.endswith((".html", ".htm")) else fresh.file(path)  # an author's own page is dressed, too
        if data is not None:
            self.set_header("Content-Type", guess_type(path)[0] or "application/octet-stream")
            self.finish(data)
            return True
        if not (self.preview.folder / path).exists():
            await asyncio.to_thread(self.preview.settled.wait, _LONGEST)
        return False

    def compute_etag(self) -> None:
        """None: files change under the same address at any time."""

    def should_return_304(self) -> bool:
        """Never, for the same reason."""
        return False

    def get_cache_time(self, *_: object) -> int:
        """None, whatever the query says."""
        return 0


class Script(Local, LiveReloadJSHandler):  # type: ignore[misc]
    """livereload.js, by its address: an inline script would be refused by the pages' policy."""


class Style(Local):
    """The panel's style sheet."""

    def get(self) -> None:
        """The sheet."""
        self.set_header("Content-Type", "text/css; charset=utf-8")
        self.finish(style())


class Socket(Local, LiveReloadHandler):  # type: ignore[misc]
    """The line to a browser."""

    shown: object = None

    def prepare(self) -> None:
        """Refuse other hosts and other origins; what tornado itself takes for the same origin has changed before."""
        super().prepare()
        origin = self.request.headers.get("Origin")
        if origin is not None and not self.check_origin(origin):
            raise HTTPError(403)

    def check_origin(self, origin: str) -> bool:
        """Only our own pages may listen."""
        return origin.lower() in {f"http://{host}" for host in self.settings["hosts"]}

    def on_message(self, message: str | bytes) -> None:
        """As livereload does; and a page older than the last build, shown while that was made, is to load again."""
        try:
            said = json.loads(message)
            command = said["command"]
        except (ValueError, TypeError, KeyError):
            self.close()
            return
        super().on_message(message)
        if command == "hello":
            self.shown = said.get("snipver")
        state = self.preview.state
        if command == "info" and state is not None and self.shown != state.mark:
            self.send_message({"command": "reload", "path": "*", "liveCSS": False, "liveImg": False})
