"""What is made, on its way into the site: compared with what stands there, and laid beside it where it differs.

Paths are texts here: there are tens of thousands, and a Path costs as much as the write.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping
from io import FileIO
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO, NamedTuple
from uuid import uuid4

from gongkai.artifact import Artifact, Streamed
from gongkai.readings import Stamp

_BLOCK = 1 << 20  # bytes read or written at a time
_PAGE = 1 << 13  # of a file that is written at once


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
            return self._laid(artifact, f"{self.folder}/{artifact.path}")
        part, target = f"{self.folder}/.{uuid4().hex}", f"{self.folder}/{artifact.path}"
        made = self._laid(artifact, part)
        if made.staged:
            os.makedirs(os.path.dirname(target), exist_ok=True)  # noqa: PTH103, PTH120
            os.replace(part, target)  # noqa: PTH105
        return made

    def _laid(self, artifact: Artifact | Streamed, target: str) -> Written:
        path, digest = artifact.path, hashlib.sha256()
        there = f"{self.site}/{path}" if self.stands(path) else ""
        if isinstance(artifact, Artifact):
            digest.update(artifact.data)
            staged = not (there and _same(there, artifact.data))
            if staged:
                with _new(target, _PAGE) as file:
                    file.write(artifact.data)
            return Written(path, artifact.size, digest.hexdigest(), staged)
        with _new(target, _BLOCK) as file:
            for part in artifact.parts:
                digest.update(part)
                file.write(part)
        staged = not (there and _equal(there, target))
        if not staged:
            os.unlink(target)  # noqa: PTH108
        return Written(path, artifact.size, digest.hexdigest(), staged)

    def parts(self, path: str) -> Iterator[bytes]:
        """The bytes of a file that was put, piece by piece."""
        with self._find(path) as file:
            left = os.fstat(file.fileno()).st_size  # a buffer for more than there is costs as much as the file
            while data := file.read(min(left, _BLOCK)):
                left -= len(data)
                yield data

    def _find(self, path: str) -> FileIO:
        try:
            return FileIO(f"{self.folder}/{path}")
        except FileNotFoundError:
            return FileIO(f"{self.site}/{path}")


def _new(target: str, buffer: int) -> BinaryIO:
    """A new file; its folder is made where there is none yet, which is asked by trying."""
    try:
        return open(target, "wb", buffer)  # noqa: PTH123
    except FileNotFoundError:
        os.makedirs(os.path.dirname(target), exist_ok=True)  # noqa: PTH103, PTH120
        return open(target, "wb", buffer)  # noqa: PTH123


def _same(file: str, data: bytes) -> bool:
    try:
        found = os.lstat(file)
        if not S_ISREG(found.st_mode) or found.st_size != len(data):
            return False
        with FileIO(file) as there:
            return there.readall() == data
    except OSError:
        return False


def _equal(file: str, other: str) -> bool:
    """Whether two files have the same bytes, without reading either as a whole."""
    try:
        found = os.lstat(file)
        if not S_ISREG(found.st_mode) or found.st_size != os.stat(other).st_size:  # noqa: PTH116
            return False
        with FileIO(file) as one, FileIO(other) as two:
            while data := one.read(_BLOCK):
                if data != two.read(_BLOCK):
                    return False
    except OSError:
        return False
    return True
