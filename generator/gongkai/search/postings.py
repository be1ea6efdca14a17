"""Postings: which units hold a term, as short texts, spread over files of an even size."""

from base64 import b64encode
from collections.abc import Mapping, Sequence

from gongkai.search.words import bucket

SHARD = 8_000  # bytes


def varints(numbers: Sequence[int]) -> str:
    """Rising numbers as their gaps less one, seven bits a byte, in base64."""
    out = bytearray()
    before = -1
    for number in numbers:
        gap = number - before - 1
        before = number
        while gap > 127:
            out.append(gap & 127 | 128)
            gap >>= 7
        out.append(gap)
    return b64encode(out).decode().rstrip("=")


def posting(units: Sequence[int], count: int) -> str:
    """The units that hold a term; where most of `count` do, `!` and those that do not."""
    if len(units) * 2 <= count:
        return varints(units)
    held = set(units)
    return "!" + varints([i for i in range(count) if i not in held])


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
