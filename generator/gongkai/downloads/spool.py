"""Records of many reports on their way into files by year and into one of all: kept on disk, not in memory."""

import hashlib
import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import IO, Any, NamedTuple, Self

from gongkai.artifact import Streamed

_BLOCK = 1 << 18


class Span(NamedTuple):
    """Where a year's records stand in the temporary file, and the hash of the year's whole file so far."""

    start: int
    end: int
    digest: Any


class Whole(NamedTuple):
    """A file's size in bytes and its SHA-256."""

    size: int
    sha256: str


class Spool:
    """Records come year by year; each file is `head`, records with `between` them, `tail`."""

    def __init__(self, head: bytes, between: bytes, tail: bytes) -> None:
        self.head, self.between, self.tail = head, between, tail
        self.file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  (closed by __exit__)
        self.years: dict[int, Span] = {}
        self.length = 0
        self.digest = hashlib.sha256(head)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.file.close()

    def add(self, year: int, record: bytes) -> None:
        """One more record; all records of a year come one after the other."""
        if self.between and self.length:
            self.file.write(self.between)
            self.length += len(self.between)
            self.digest.update(self.between)
        span = self.years.get(year)
        if span is None:
            span = Span(self.length, self.length, hashlib.sha256(self.head))
        else:
            span.digest.update(self.between)
        self.file.write(record)
        self.length += len(record)
        self.digest.update(record)
        span.digest.update(record)
        self.years[year] = span._replace(end=self.length)

    def measured(self, year: int | None = None) -> Whole:
        """Size and hash of a year's file, or of the one of all years."""
        start, end, digest = self._part(year)
        final = digest.copy()
        final.update(self.tail)
        return Whole(len(self.head) + end - start + len(self.tail), final.hexdigest())

    def streamed(self, path: str, year: int | None = None) -> Streamed:
        """A year's file, or the one of all years."""
        start, end, _ = self._part(year)
        return Streamed(path, self._parts(start, end), *self.measured(year))

    def _part(self, year: int | None) -> Span:
        return Span(0, self.length, self.digest) if year is None else self.years[year]

    def _parts(self, start: int, end: int) -> Iterator[bytes]:
        yield self.head
        while start < end:
            self.file.seek(start)
            data = self.file.read(min(_BLOCK, end - start))
            start += len(data)
            yield data
        yield self.tail
