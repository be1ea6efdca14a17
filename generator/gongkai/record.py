"""What was published last, beside the site: lots of files, what each depends on, and the stamps that they stand under.

It is never needed: where it is missing or damaged, or where a file of the site is not the one that was published, the
lot is made again.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, repeat
from pathlib import Path
from typing import Any, NamedTuple

from gongkai.plain import Damaged, Plain
from gongkai.readings import Stamp
from gongkai.staging import Written

_DIGEST = 32


class Done(NamedTuple):
    """A lot that was made: its name, the key of all that it depends on, its files, and what else came of it."""

    name: str
    key: str
    files: tuple[Written, ...]
    extra: Any = None


class Record(NamedTuple):
    """In columns, which are read and compared as they are: a row for each lot, and a row for each file.

    `lots` are names with their key, where their files begin and end, and what else there is, packed.
    """

    lots: Mapping[str, tuple[str, int, int, bytes]]
    paths: Sequence[str]
    sizes: Sequence[int]
    hashes: Sequence[str]
    stamps: Sequence[Stamp]


_PLAIN = Plain()
NOTHING = Record({}, (), (), (), ())
_STAMP = 4  # numbers


def read(file: Path) -> Record:
    """What stands in the file; nothing where it was damaged."""
    try:
        stored = file.read_bytes()
        if hashlib.sha256(stored[_DIGEST:]).digest() != stored[:_DIGEST]:
            return NOTHING
        names, keys, ends, extras, paths, sizes, hashes, numbers = _PLAIN.load(stored[_DIGEST:])
        lots = dict(zip(names, zip(keys, (0, *ends), ends, extras, strict=False), strict=True))
        stamps = tuple(zip(*[iter(numbers)] * _STAMP, strict=True))
    except (OSError, Damaged, ValueError, TypeError):
        return NOTHING
    return Record(lots, paths, sizes, hashes, stamps)


def kept(record: Record, name: str, key: str, standing: Mapping[str, Stamp]) -> Done | None:
    """A lot that need not be made: it depends on the same, and each of its files stands as it was published."""
    if not key or name not in record.lots or record.lots[name][0] != key:
        return None
    _, first, end, extra = record.lots[name]
    paths = record.paths[first:end]
    if tuple(map(standing.get, paths)) != record.stamps[first:end]:
        return None
    files = map(Written, paths, record.sizes[first:end], record.hashes[first:end], repeat(False))
    return Done(name, key, tuple(files), _PLAIN.load(extra) if extra else None)


def write(file: Path, lots: Iterable[Done], standing: Mapping[str, Stamp]) -> None:
    """Write down what stands now. That it cannot be written costs time later, and is no failure now."""
    known = [lot for lot in lots if lot.key and all(map(standing.get, (w.path for w in lot.files)))]
    files = [w for lot in known for w in lot.files]
    ends = accumulate(len(lot.files) for lot in known)
    extras = (b"" if lot.extra is None else _PLAIN.dump(lot.extra) for lot in known)
    of_lots = ((lot.name for lot in known), (lot.key for lot in known), ends, extras)
    of_files = ((w.path for w in files), (w.size for w in files), (w.sha256 for w in files))
    data = _PLAIN.dump((*map(tuple, of_lots), *map(tuple, of_files), tuple(n for w in files for n in standing[w.path])))
    draft = file.with_name(f"{file.name}.new")
    try:
        draft.write_bytes(hashlib.sha256(data).digest() + data)
        draft.replace(file)
    except OSError:
        return
