"""What is looked up: pairs of Chinese characters, and whole words and numbers of other scripts.

`themes/base/assets/index.js` cuts a query the same way; a change here is a change there.
"""

import re
import unicodedata
from array import array
from collections.abc import Iterable
from typing import NamedTuple

_CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(f"[{_CJK}]+")
_NONE = re.compile(rf"[{_CJK}\s、。《》“”,;:()]+")  # what words neither hold nor go on behind
_WORD = re.compile(rf"[^\W_{_CJK}]+(?:\.[^\W_{_CJK}]+)*")
_COMMON = tuple(zip("，；：（）", ",;:()", strict=True))  # nearly all that there is to fold; normalizing is slow
_GAP = ord(" ")
_LOW = (1 << 32) - 1


def folded(text: str) -> str:
    """Full-width forms made plain, letters small."""
    for wide, plain in _COMMON:
        text = text.replace(wide, plain)
    return unicodedata.normalize("NFKC", text).lower()


class Terms(NamedTuple):
    """What a text is found by: `pairs` of Chinese characters, each as one number (64 bits), and `words`.

    Some of the pairs are none, but the end of a stretch of characters: `named` knows them.
    """

    pairs: bytes
    words: tuple[str, ...]


def terms(text: str) -> Terms:
    """The terms of a text, each once. A Chinese character between other signs alone gives none."""
    text = folded(text)
    chinese = " ".join(_RUN.findall(text))
    codes, count = chinese.encode("utf-32-le"), len(chinese)
    even = array("Q", codes[: count // 2 * 8])
    odd = array("Q", codes[4 : 4 + (count - 1) // 2 * 8])
    words = dict.fromkeys(_WORD.findall(" ".join(_NONE.split(text))))
    return Terms(array("Q", {*even, *odd}).tobytes(), tuple(words))


def numbers(found: Terms) -> "array[int]":
    """The pairs as numbers."""
    return array("Q", found.pairs)


def named(pairs: Iterable[int]) -> dict[int, str]:
    """The pairs that are terms, as texts."""
    return {n: chr(n & _LOW) + chr(n >> 32) for n in pairs if n & _LOW != _GAP and n >> 32 != _GAP}


def bucket(term: str, count: int) -> int:
    """Which of `count` files holds a term: FNV-1a over its code points, 32 bits."""
    value = 0x811C9DC5
    for char in term:
        value = ((value ^ ord(char)) * 0x01000193) & 0xFFFFFFFF
    return value % count
