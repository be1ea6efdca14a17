"""What is made, on its way into the site: compared with what stands there, and laid beside it where it differs."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, NamedTuple
from uuid import uuid4

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
    """The site, the folder beside it, and the files that stand in the site, by path.

    `shared` with others that might make the same file: it then appears whole or not at all.
    """

    site: Path
    folder: Path
    standing: Mapping[str, Stamp]
    shared: bool = False

    def stands(self, path: str) -> bool:
        """Whether the site has such a file; those of the host (`.nojekyll`) are not among `standing`."""
        return path in self.standing or (path.startswith(".") and (self.site / path).is_file())

    def put(self, artifact: Artifact | Streamed) -> Written:
        """Lay a file beside the site, unless the very same stands in it."""
        if not self.shared:
            return self._laid(artifact, self.folder / artifact.path)
        part, target = self.folder / f".{uuid4().hex}", self.folder / artifact.path
        made = self._laid(artifact, part)
        if made.staged:
            target.parent.mkdir(parents=True, exist_ok=True)
            part.replace(target)
        return made

    def _laid(self, artifact: Artifact | Streamed, target: Path) -> Written:
        path, digest = artifact.path, hashlib.sha256()
        there = self.site / path if self.stands(path) else None
        if isinstance(artifact, Artifact):
            digest.update(artifact.data)
            if there and _same(there, artifact.data):
                return Written(path, artifact.size, digest.hexdigest(), False)
        with _new(target) as file:
            if isinstance(artifact, Artifact):
                file.write(artifact.data)
                return Written(path, artifact.size, digest.hexdigest(), True)
            for part in artifact.parts:
                digest.update(part)
                file.write(part)
        staged = there is None or not _equal(there, target)
        if not staged:
            target.unlink()
        return Written(path, artifact.size, digest.hexdigest(), staged)

    def parts(self, path: str) -> Iterator[bytes]:
        """The bytes of a file that was put, piece by piece."""
        with self._find(path) as file:
            left = os.fstat(file.fileno()).st_size  # a buffer for more than there is costs as much as the file
            while data := file.read(min(left, _BLOCK)):
                left -= len(data)
                yield data

    def _find(self, path: str) -> BinaryIO:
        try:
            return (self.folder / path).open("rb")
        except FileNotFoundError:
            return (self.site / path).open("rb")


def _new(target: Path) -> BinaryIO:
    """A new file; its folder is made where there is none yet, which is asked by trying."""
    try:
        return target.open("wb")
    except FileNotFoundError:
        target.parent.mkdir(parents=True, exist_ok=True)
        return target.open("wb")


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
