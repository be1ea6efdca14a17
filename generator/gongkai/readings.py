"""What was read before: a portal that is read again shares everything that did not change, down to its identity.

Beside that, in memory, stands what other runs have left on disk: entries by the content of what they were made of, and
the contents of files by their stamps, so that a file that was not touched need not be opened.
"""

import hashlib
import os
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar, cast

from gongkai.memo import Memo, code, key_of
from gongkai.plain import Damaged, Plain

T = TypeVar("T")
Stamp = tuple[int, ...]
_YOUNG = 2_000_000_000  # nanoseconds: a file changed so shortly before may change again under the same stamp
_STAMPS = Plain()


def digest(data: bytes) -> bytes:
    """What stands for the content of a file."""
    return hashlib.blake2b(data, digest_size=20).digest()


class Readings:
    """Results by what they were made of. The preview keeps one; a single check begins with what stands on disk."""

    def __init__(self, memo: Memo | None = None) -> None:
        self.memo = memo or Memo(None)
        self.known: dict[Hashable, tuple[object, object]] = {}
        self.used: set[Hashable] = set()
        self.contents = _Contents(self.memo)

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

    def kept(
        self,
        key: Hashable,
        made_of: Sequence[str | bytes],
        plain: Plain,
        make: Callable[[], T],
        still: Callable[[], bool] = lambda: True,
    ) -> T:
        """The same with what other runs found: `made_of` is all that the result depends on beside our own code.

        What came of something else, for it is not `still` what it was before, is not kept.
        """
        fleeting = False

        def stored() -> T:
            nonlocal fleeting
            name = key_of(code(), repr(key), *made_of)
            data = self.memo.get(name)
            if data is not None:
                try:
                    return cast("T", plain.load(data))
                except Damaged:
                    pass  # is made anew, and replaced
            result = make()
            fleeting = not still()
            if not fleeting:
                self.memo.put(name, plain.dump(result))
            return result

        found = self.of(key, tuple(made_of), stored)
        if fleeting:
            del self.known[key]
        return found

    def kept_of(self, file: Path, key: Hashable, made_of: Sequence[str], plain: Plain, make: Callable[[], T]) -> T:
        """The same of what is read of one file, which may be changed at any moment."""
        before = self.contents.now(file)
        return self.kept(key, (before, *made_of), plain, make, lambda: digest(_bytes(str(file))) == before)

    def turn(self, *, all_: bool = True) -> None:
        """A portal is read: forget what is not of it any more, and write down what was seen of its files.

        All of them, or (`all_` is False) some beside those that were known.
        """
        for key in self.known.keys() - self.used:
            del self.known[key]
        self.used.clear()
        self.contents.turn(all_=all_)


class _Contents:
    """Digests of files by their stamps."""

    def __init__(self, memo: Memo) -> None:
        self.memo = memo
        self.name = key_of("contents")
        self.known: dict[str, tuple[Stamp, bytes]] | None = None
        self.seen: dict[str, tuple[Stamp, bytes]] = {}

    def at_hand(self) -> Mapping[str, tuple[Stamp, bytes]]:
        """What is known, from the last run to begin with."""
        if self.known is None:
            data = self.memo.get(self.name)
            try:
                self.known = cast("dict[str, tuple[Stamp, bytes]]", dict(_STAMPS.load(data))) if data else {}
            except (Damaged, ValueError, TypeError):
                self.known = {}
        return self.known

    def of(self, file: str, now: Stamp) -> bytes:
        """The digest of a file that has this stamp; b'' where there is none. The stamp must be older than the read."""
        found = self.at_hand().get(file)
        if found is None or found[0] != now:
            found = now, digest(_bytes(file)) if now else b""
        self.seen[file] = found
        return found[1]

    def now(self, file: Path) -> bytes:
        """The digest of a file as it is now."""
        return self.of(str(file), stamp(str(file)))

    def again(self, file: str, now: Stamp) -> None:
        """A file is of this round, and nobody asks for its content: it has the stamp that it had."""
        found = self.at_hand().get(file)
        if found is not None and found[0] == now:
            self.seen[file] = found

    def still(self, file: Path) -> bool:
        """Whether a file stands as it was when its content was last asked for."""
        found = self.at_hand().get(str(file))
        return found is not None and found[0] == stamp(str(file))

    def learn(self, file: str, now: Stamp, found: bytes) -> None:
        """A digest that somebody else has taken."""
        self.seen[file] = now, found

    def turn(self, *, all_: bool) -> None:
        """Write down what was seen, if it is not what was known; the files of this round are what is known now."""
        if not all_:
            self.seen = {**self.at_hand(), **self.seen}
        if self.seen == self.at_hand():
            self.seen = {}
            return
        self.known, self.seen = self.seen, {}
        moment = self.memo.moment()
        old = tuple((f, entry) for f, entry in self.known.items() if max(entry[0][:2], default=0) < moment - _YOUNG)
        self.memo.put(self.name, _STAMPS.dump(old))
        self.memo.prune()  # here, for many only ever check


def _bytes(file: str) -> bytes:
    try:
        with open(file, "rb") as stream:  # noqa: PTH123  (see `stamp`)
            return stream.read()
    except OSError:
        return b""


def stamp(file: str) -> Stamp:
    """What changes whenever a file does; () where there is none."""
    try:
        return stamped(os.stat(file))  # noqa: PTH116  (a Path for each of 40,000 files costs more than to look at them)
    except OSError:
        return ()


def stamped(found: os.stat_result) -> Stamp:
    """The same of what was looked at already."""
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino
