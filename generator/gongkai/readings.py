"""What was read before: a portal that is read again shares everything that did not change, down to its identity."""

import os
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TypeVar, cast

T = TypeVar("T")


class Readings:
    """Results by what they were made of. The preview keeps one; a single check begins with an empty one."""

    def __init__(self) -> None:
        self.known: dict[Hashable, tuple[object, object]] = {}
        self.used: set[Hashable] = set()

    def of(self, key: Hashable, made_of: object, make: Callable[[], T]) -> T:
        """What `make` gave for this key, if that was of the same; else what it gives now."""
        self.used.add(key)
        found = self.known.get(key)
        if found is not None and found[0] == made_of:
            return cast("T", found[1])
        result = make()
        self.known[key] = made_of, result
        return result

    def many(self, wanted: Sequence[tuple[Hashable, object]], make: Callable[[list[int]], Iterator[T]]) -> Iterator[T]:
        """The same for many (key, what it is made of): `make` gives those whose numbers it is handed, in order."""
        missing = [n for n, (key, made_of) in enumerate(wanted) if self.known.get(key, (None,))[0] != made_of]
        made, new = make(missing), frozenset(missing)
        for n, (key, made_of) in enumerate(wanted):
            self.used.add(key)
            if n in new:
                self.known[key] = made_of, next(made)
            yield cast("T", self.known[key][1])

    def turn(self) -> None:
        """A portal is read: forget what is not of it any more."""
        for key in self.known.keys() - self.used:
            del self.known[key]
        self.used.clear()


def stamp(file: str) -> tuple[int, ...]:
    """What changes whenever a file does; () where there is none."""
    try:
        found = os.stat(file)  # noqa: PTH116  (a Path for each of 40,000 files costs more than to look at them)
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino
