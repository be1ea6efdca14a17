"""What a build writes: an output path and its bytes, whole or in parts."""

from collections.abc import Iterator
from typing import NamedTuple


class Artifact(NamedTuple):
    """An output path and its bytes."""

    path: str
    data: bytes

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.data)


class Streamed(NamedTuple):
    """A file too large for memory: its parts are read once, in order; `size` and `sha256` are what they come to."""

    path: str
    parts: Iterator[bytes]
    size: int
    sha256: str
