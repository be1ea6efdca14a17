"""Whether a published site, here or on its host, is what its manifest says: every file recomputed."""

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from http.client import HTTPException
from pathlib import Path
from typing import IO, Any, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from gongkai import __version__, routes
from gongkai.downloads import content
from gongkai.manifest import Listed, read

Opened = AbstractContextManager[IO[bytes]]
Open = Callable[[str], Opened | None]  # a file of the site by its path; None where there is none

_BLOCK = 1 << 18
_SECONDS = 30  # to wait for a host that says nothing
_AT_ONCE = 8
_REPORT = re.compile(r"reports/(\d+)/([^/]+)/\2-\1\.json\Z")


class Unreachable(Exception):
    """An address that gives no answer, or another than a file: (address, reason)."""


class Elsewhere(Exception):
    """An address that leads to another host."""


class NoManifest(LookupError):
    """There is no manifest, or none that can be read."""


class Verdict(NamedTuple):
    """What differs, as paths. `content`: reports whose values and prose are not what their hash was made of.

    `silent` are files that the host gives no answer for, or leads elsewhere. `extra` are files that the manifest does
    not know (only a folder tells them): the host's own, or left over.
    """

    listed: int
    missing: tuple[str, ...]
    changed: tuple[str, ...]
    content: tuple[str, ...]
    extra: tuple[str, ...]
    silent: tuple[str, ...]

    @property
    def well(self) -> bool:
        """Whether everything that was published is there as it was."""
        return not (self.missing or self.changed or self.content or self.silent)


def is_address(place: str) -> bool:
    """Whether a place is on a host, not a folder."""
    return place.startswith(("https://", "http://"))


def verify(place: str) -> Verdict:
    """Recompute a site by its address or folder. Raises NoManifest, Unreachable, OSError."""
    if is_address(place):
        return _verdict(_site(place), _AT_ONCE, None)
    folder = Path(place)

    def opened(path: str) -> Opened | None:
        file = folder / path
        return file.open("rb") if file.is_file() else None

    return _verdict(opened, 1, folder)


def _verdict(opened: Open, at_once: int, folder: Path | None) -> Verdict:
    manifest = opened(routes.MANIFEST)
    if manifest is None:
        raise NoManifest
    with manifest as file:
        try:
            listed = read(file.read())
        except ValueError as error:
            raise NoManifest from error
    with ThreadPoolExecutor(at_once) as pool:
        found = dict(zip(listed, pool.map(lambda item: _look(opened, *item), listed.items()), strict=True))

    def of(kind: str) -> tuple[str, ...]:
        return tuple(path for path, what in found.items() if what == kind)

    extra = tuple(_extra(folder, listed)) if folder else ()
    return Verdict(len(listed), of("missing"), of("changed"), of("content"), extra, of("silent"))


def _look(opened: Open, path: str, listed: Listed) -> str:
    """`missing`, `changed`, `content`, `silent` or ''."""
    try:
        return _compared(opened, path, listed)
    except Unreachable:
        return "silent"


def _compared(opened: Open, path: str, listed: Listed) -> str:
    source = opened(path)
    if source is None:
        return "missing"
    digest, size, kept = hashlib.sha256(), 0, b""
    keep = _REPORT.match(path) is not None
    with source as file:
        while size <= listed.size and (data := file.read(_BLOCK)):  # what is longer differs already
            digest.update(data)
            size += len(data)
            kept += data if keep else b""
    if size != listed.size or digest.hexdigest() != listed.sha256:
        return "changed"
    return "content" if keep and not _agrees(kept) else ""


def _agrees(data: bytes) -> bool:
    """Whether a report's JSON has the hash that it states."""
    try:
        said, made = content.of_json(data)
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    return said == made


def _extra(folder: Path, listed: Mapping[str, Listed]) -> Iterator[str]:
    """Files beside the listed ones; what starts with a dot at the top (.git, .nojekyll) is the host's or our mark."""
    for where, folders, files in os.walk(folder):
        here = Path(where).relative_to(folder)
        top = here == Path()
        folders[:] = sorted(name for name in folders if not (top and name.startswith(".")))
        paths = ((here / name).as_posix() for name in sorted(files) if not (top and name.startswith(".")))
        yield from (path for path in paths if path not in listed and path != routes.MANIFEST)


class _SameHost(HTTPRedirectHandler):
    """Follows a host within itself (to https, to an address without index.html), never to another."""

    def redirect_request(self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Request | None:
        if urlsplit(newurl).hostname != urlsplit(req.full_url).hostname or not is_address(newurl):
            raise Elsewhere(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _site(address: str) -> Open:
    """Opens files of a site on its host."""
    base = address.partition("#")[0].partition("?")[0].removesuffix("index.html").rstrip("/") + "/"
    opener = build_opener(_SameHost)
    opener.addheaders = [("User-Agent", f"gongkai/{__version__}"), ("Cache-Control", "no-cache")]
    return lambda path: _get(opener, base + quote(path), path)


def _get(opener: OpenerDirector, address: str, path: str) -> Opened | None:
    try:
        return _Guarded(opener.open(address, timeout=_SECONDS), address)
    except HTTPError as error:
        if error.code not in (404, 410):
            error.close()
            raise Unreachable(address, f"HTTP {error.code}") from error
        if path == routes.MISSING:  # hosts give this page with the very status it is for
            return _Guarded(error, address)
        error.close()
        return None
    except Elsewhere as error:
        raise Unreachable(address, f"→ {error}") from error
    except (URLError, OSError, HTTPException, ValueError) as error:
        raise Unreachable(address, str(getattr(error, "reason", error))) from error


class _Guarded(ExitStack):
    """An answer whose reading may break off."""

    def __init__(self, answer: Any, address: str) -> None:
        super().__init__()
        self.answer, self.address = answer, address
        self.callback(answer.close)

    def __enter__(self) -> Any:
        return self

    def read(self, size: int = -1) -> bytes:
        """As a file does."""
        try:
            data = bytes(self.answer.read(size) if size >= 0 else self.answer.read())
        except (OSError, HTTPException) as error:
            raise Unreachable(self.address, str(error) or type(error).__name__) from error
        if not data and getattr(self.answer, "length", None):
            raise Unreachable(self.address, "IncompleteRead")
        return data
