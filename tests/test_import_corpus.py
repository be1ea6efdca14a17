"""Files that once broke an import, found by fuzz_import.py, and a small helping of fresh ones."""

import time
import warnings
from pathlib import Path

import pytest

from fuzz_import import CORPUS, EVERY, SECONDS, made, own_bases, whole
from gongkai.importers.command import Wish, understood
from gongkai.importers.guard import Guard
from gongkai.importers.pieces import MOST_LINES, Cell, Line, Place, Source
from importing import FORMS

FILES = sorted(CORPUS.iterdir())


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.name)
def test_what_was_found_once(file: Path) -> None:
    begin = time.monotonic()
    assert whole(file.name, file.read_bytes()).startswith(("refused.", "draft", "unknown"))
    assert time.monotonic() - begin < SECONDS
    assert file.stat().st_size < 100_000


def test_fresh_ones() -> None:
    """The fuzzing itself works, and its first inputs break nothing."""
    own = own_bases()
    nothing: dict[str, list[bytes]] = {kind: [] for kind in EVERY}
    outcomes = set()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a name that stands twice in a zip file: on purpose
        for number in range(60):
            name, data, ours = made("test", number, own, nothing)
            assert ours
            outcomes.add(whole(name, data))
    assert {"draft", "refused.damaged"} <= outcomes
    again = made("test", 7, own, nothing)
    assert again == made("test", 7, own, nothing)


LABELS = list(dict.fromkeys(line.label for t in FORMS["cn-annual-2021"].tables for _, _, line in t.rows()))


@pytest.mark.parametrize("label", ["政府信息公开" * 60 + "{n}", "{known}某{n}", "{known}（其中{n}）", "{other}{n}"])
def test_thousands_of_unknown_rows(label: str) -> None:
    """As many rows as are read at all, none of the form's: aligned in seconds, not with the square of them."""
    rows = [(name, 0) for name in LABELS[:3]]
    rows += [
        (label.format(n=n, known=LABELS[n % len(LABELS)], other=LABELS[5][:-1]), n) for n in range(MOST_LINES - 10)
    ]
    rows += [(name, 0) for name in LABELS[-3:]]
    lines = tuple(Line((Cell(text, Place(n)), Cell(str(n), Place(n))), 1) for text, n in rows)
    begin = time.monotonic()
    assert understood(Source("a.html", "html", lines), FORMS, Wish(form="cn-annual-2021"))
    assert time.monotonic() - begin < SECONDS


def test_the_corpus_through_the_guard() -> None:
    """One process reads them all: none of them breaks it."""
    from gongkai.importers.pieces import Refused

    with Guard() as guard:
        for file in FILES:
            try:
                guard.read(file)
            except Refused as refused:
                assert refused.reason not in ("crash", "time", "memory"), file.name
