"""Helpers that several tests share: copies of tiny sites, edits, findings in short."""

import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from gongkai import pipeline
from gongkai.finding import Finding

HERE = Path(__file__).parent
REPOSITORY = HERE.parent
TODAY = date(2026, 1, 1)  # for what holds until some day
SHARED = REPOSITORY.parent / "shared"


def copy_site(name: str, target: Path) -> Path:
    """A copy of a tiny site, to be changed."""
    shutil.copytree(HERE / "sites" / name, target)
    return target


def edit(root: Path, path: str, old: str, new: str) -> None:
    """Replace a text that stands exactly once in a file."""
    file = root / path
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, (path, old, text.count(old))
    file.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def findings(root: Path) -> tuple[Finding, ...]:
    """What `check` finds."""
    return pipeline.check(root, today=TODAY).findings


def short(found: Iterable[Finding]) -> list[str]:
    """Findings as `severity code path:line:column`."""
    return [f"{f.severity} {f.code} {f.span.path}:{f.span.line}:{f.span.column}" for f in found]
