"""What is made, on its way into the site: compared with what stands there, and laid beside it where it differs."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from gongkai.artifact import Artifact, Streamed
from gongkai.readings import Stamp

_BLOCK = 1 << 20  # bytes read at a time


class Written(NamedTuple):
    """A file that was made, or need not be: its output path, size, hash, and whether it waits to be published."""

    path: str
    size: int
    sha256: str
    staged: bool


class Staging(NamedTuple):
    """The site, the folder beside it, and the files that stand in the site, by path."""

    site: Path
    folder: Path
    standing: Mapping[str, Stamp]

    def stands(self, path: str) -> bool:
        """Whether the site has such a file; those of the host (`.nojekyll`) are not among `standing`."""
        return path in self.standing or (path.startswith(".") and (self.site / path).is_file())

    def put(self, artifact: Artifact | Streamed) -> Written:
        """Lay a file beside the site, unless the very same stands in it."""
        path, target, digest = artifact.path, self.folder / artifact.path, hashlib.sha256()
        there = self.site / path if self.stands(path) else None
        if isinstance(artifact, Artifact):
            digest.update(artifact.data)
            if there and _same(there, artifact.data):
                return Written(path, artifact.size, digest.hexdigest(), False)
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(artifact, Artifact):
            target.write_bytes(artifact.data)
            return Written(path, artifact.size, digest.hexdigest(), True)
        with target.open("wb") as file:
            file.writelines(_hashing(artifact.parts, digest.update))
        staged = there is None or not _equal(there, target)
        if not staged:
            target.unlink()
        return Written(path, artifact.size, digest.hexdigest(), staged)

    def parts(self, path: str) -> Iterator[bytes]:
        """The bytes of a file that was put, piece by piece."""
        waiting = self.folder / path
        with (waiting if waiting.is_file() else self.site / path).open("rb") as file:
            while data := file.read(_BLOCK):
                yield data


def _hashing(parts: Iterable[bytes], update: Callable[[bytes], None]) -> Iterator[bytes]:
    for part in parts:
        update(part)
        yield part


def _same(file: Path, data: bytes) -> bool:
    try:
        return not file.is_symlink() and file.stat().st_size == len(data) and file.read_bytes() == data
    except OSError:
        return False


def _equal(file: Path, other: Path) -> bool:
    """Whether two files have the same bytes, without reading either as a whole."""
    try:
        if file.is_symlink() or file.stat().st_size != other.stat().st_size:
            return False
        with file.open("rb") as one, other.open("rb") as two:
            while data := one.read(_BLOCK):
                if data != two.read(_BLOCK):
                    return False
    except OSError:
        return False
    return True
