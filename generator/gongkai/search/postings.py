"""Postings: which units hold a term, as short texts, spread over files of an even size."""

from binascii import b2a_base64
from collections.abc import Mapping, Sequence
from operator import sub

from gongkai.search.words import bucket

SHARD = 8_000  # bytes
_MORE = 1 << 7  # a byte says by it that another follows
_LESS_ONE = bytes([0, *range(255)])


def varints(numbers: Sequence[int]) -> str:
    """Rising numbers as their gaps less one, seven bits a byte, in base64."""
    steps = [number + 1 for number in numbers[:1]]
    steps += map(sub, numbers[1:], numbers)
    if max(steps, default=0) <= _MORE:
        out = bytes(steps).translate(_LESS_ONE)
    else:
        out = b"".join(_varint(step - 1) for step in steps)
    return b2a_base64(out, newline=False).decode().rstrip("=")


def _varint(number: int) -> bytes:
    out = bytearray()
    while number >= _MORE:
        out.append(number & (_MORE - 1) | _MORE)
        number >>= 7
    out.append(number)
    return bytes(out)


def posting(units: Sequence[int], count: int) -> str:
    """The units that hold a term; where most of `count` do, `!` and those that do not."""
    if len(units) * 2 <= count:
        return varints(units)
    return "!" + varints(sorted(set(range(count)).difference(units)))


def shards(entries: Mapping[str, str]) -> list[str]:
    """Lines of `term posting`, in files.

    A term of headings (`#条例`) lies in the file of the term; a cell's number (`=12`, `=-12`), and the cells that have
    it before the point (`~12`), in that of the word `12`.
    """
    lines = {term: f"{term} {value}" for term, value in entries.items()}
    count = max(1, -(-sum(len(line.encode()) + 1 for line in lines.values()) // SHARD))
    files: list[list[str]] = [[] for _ in range(count)]
    for term in sorted(lines):
        word = term.lstrip("=#~").lstrip("-") if term.startswith(("=", "#", "~")) else term
        files[bucket(word, count)].append(lines[term])
    return ["\n".join(file) for file in files]
