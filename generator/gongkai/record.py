"""What was published last, beside the site: lots of files, what each depends on, and the stamps that they stand under.

It is never needed: where it is missing or damaged, or where a file of the site is not the one that was published, the
lot is made again.
"""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

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


Record: TypeAlias = Mapping[str, tuple[str, tuple[tuple[str, int, str, Stamp], ...], Any]]
_PLAIN = Plain()


def read(file: Path) -> Record:
    """What stands in the file; nothing where it was damaged."""
    try:
        stored = file.read_bytes()
        if hashlib.sha256(stored[_DIGEST:]).digest() != stored[:_DIGEST]:
            return {}
        lots: Record = {name: (key, files, extra) for name, key, files, extra in _PLAIN.load(stored[_DIGEST:])}
    except (OSError, Damaged, ValueError, TypeError):
        return {}
    return lots


def kept(record: Record, name: str, key: str, standing: Mapping[str, Stamp]) -> Done | None:
    """A lot that need not be made: it depends on the same, and each of its files stands as it was published."""
    if not key or name not in record or record[name][0] != key:
        return None
    _, files, extra = record[name]
    if not all(standing.get(path) == stamp for path, _, _, stamp in files):
        return None
    return Done(name, key, tuple(Written(path, size, sha, False) for path, size, sha, _ in files), extra)


def write(file: Path, lots: Iterable[Done], standing: Mapping[str, Stamp]) -> None:
    """Write down what stands now. That it cannot be written costs time later, and is no failure now."""
    told = tuple(
        (lot.name, lot.key, tuple((w.path, w.size, w.sha256, standing[w.path]) for w in lot.files), lot.extra)
        for lot in lots
        if lot.key and all(w.path in standing for w in lot.files)
    )
    data = _PLAIN.dump(told)
    draft = file.with_name(f"{file.name}.new")
    try:
        draft.write_bytes(hashlib.sha256(data).digest() + data)
        draft.replace(file)
    except OSError:
        return
