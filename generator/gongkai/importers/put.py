"""Puts what was imported in its place: files whole or not at all, and nothing that is there overwritten unasked."""

import difflib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from gongkai.console import Console

_SHOWN = 40  # lines of a file's changes


def put(folder: Path, texts: Mapping[str, str], console: Console, *, force: bool) -> bool | None:
    """Write files into a folder. False where they stand there already, None where others do: changes are told."""
    there = {name: _text(folder / name) for name in texts if (folder / name).exists()}
    if there == dict(texts):
        return False
    if there and not force:
        console.say("import.exists", error=True, folder=str(folder))
        for name, old in there.items():
            _changes(name, (old or "").splitlines(), texts[name].splitlines(), console)
        return None
    for name, text in texts.items():
        replace(folder / name, text)
    return True


def _changes(name: str, old: list[str], new: list[str], console: Console) -> None:
    lines = list(difflib.unified_diff(old, new, name, name, lineterm="", n=0))
    for line in lines[:_SHOWN]:
        console.err.print(line)
    if len(lines) > _SHOWN:
        console.say("import.more", error=True, count=len(lines) - _SHOWN)


def _text(file: Path) -> str | None:
    """What stands in a file; None where that is no text."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def replace(file: Path, text: str) -> None:
    """Write a file in one step."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=file.parent, prefix=".")
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
    Path(draft).chmod(0o644)
    Path(draft).replace(file)
