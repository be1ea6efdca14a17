"""What is looked up: pairs of Chinese characters, and whole words and numbers of other scripts.

`themes/base/assets/index.js` cuts a query the same way; a change here is a change there.
"""

import re
import unicodedata
from collections.abc import Iterator
from operator import add

_CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"([{_CJK}]+)|((?:(?![{_CJK}])[^\W_])+(?:\.(?:(?![{_CJK}])[^\W_])+)*)")


def folded(text: str) -> str:
    """Full-width forms made plain, letters small."""
    return unicodedata.normalize("NFKC", text).lower()


def terms(text: str) -> Iterator[str]:
    """The terms of a text, repeated as they stand. A Chinese character between other signs alone gives none."""
    for run in _RUN.finditer(folded(text)):
        chinese = run[1]
        if chinese:
            yield from map(add, chinese, chinese[1:])
        else:
            yield run[2]


def bucket(term: str, count: int) -> int:
    """Which of `count` files holds a term: FNV-1a over its code points, 32 bits."""
    value = 0x811C9DC5
    for char in term:
        value = ((value ^ ord(char)) * 0x01000193) & 0xFFFFFFFF
    return value % count
