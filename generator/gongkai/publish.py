"""Publishes file by file, so that what is reachable from home resolves at every moment. The only writer of site/.

Artifacts that differ from what stands in the site are staged beside it; nothing else is written. Then, under a lock
and with a journal: new files first (home last of all), changed ones next, deletions last, each by a rename. A publish
that was killed is finished by the next run from journal and staging, even when the new content has errors.
"""

import errno
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from filelock import FileLock, Timeout

from gongkai import record
from gongkai.readings import Stamp, stamp, stamped
from gongkai.staging import Staging, Written

MARKER = ".gongkai-site"
_RECORD = "record"
_MARKER_TEXT = b"This folder is written by gongkai; files that the portal does not make are removed.\n"


class NotOurs(OSError):
    """The output folder holds files and was not made by gongkai: nothing is touched."""


class Busy(OSError):
    """Another build holds the lock."""


class Summary(NamedTuple):
    """What a publish did, in files."""

    new: int
    changed: int
    unchanged: int
    removed: int


def act(operation: Callable[..., Any], *args: Any) -> None:
    """Every change to the site, and to the journal, goes through here, so that a test can stop after any of them."""
    operation(*args)


class Plan(NamedTuple):
    """A publish as the journal keeps it: paths in the order in which they are moved or removed."""

    first: list[str]  # deletions that make room for a new path
    new: list[str]
    changed: list[str]
    gone: list[str]


def _beside(output: Path) -> Path:
    return output.parent / f".{output.name}.gongkai"  # the same file system, and never copied to a host


class Site:
    """A site under its lock: what stands in it, what was published last, and where new files wait."""

    def __init__(self, output: Path, beside: Path, build: str) -> None:
        self.output, self.beside = output, beside
        self.standing = _listing(output)
        self.record = record.read(beside / _RECORD)
        self.staging = Staging(output, beside / _staging(build), self.standing)
        if build:
            self.staging.folder.mkdir()  # by its name a worker knows that it sees the same

    def publish(
        self, files: Iterable[Written], lots: Iterable[record.Done], *, stop: Callable[[], bool]
    ) -> Summary | None:
        """Publish what was staged; None, with the site as it was, when `stop()` says so after the last file.

        `lots` are looked at afterwards, and written down for the next build.
        """
        new: list[str] = []
        changed: list[str] = []
        kept: set[str] = set()
        unchanged = 0
        for file in files:
            kept.add(file.path)
            if not file.staged:
                unchanged += 1
            else:
                (changed if self.staging.stands(file.path) else new).append(file.path)
        if stop():
            shutil.rmtree(self.staging.folder, ignore_errors=True)
            return None
        gone = sorted(self.standing.keys() - kept)
        if new or changed or gone:
            plan = _plan(new, changed, gone, self._whole(new))
            if self.staging.folder != self.beside / _staging():  # whoever is late with a file is too late
                self.staging.folder.replace(self.beside / _staging())
            _write_journal(self.beside, plan)
            _finish(self.output, self.beside)
        shutil.rmtree(self.staging.folder, ignore_errors=True)
        moved = {path: stamp(f"{self.output}/{path}") for path in (*new, *changed)}
        record.write(self.beside / _RECORD, lots, {**self.standing, **moved})
        return Summary(len(new), len(changed), unchanged, len(gone))

    def _whole(self, new: Iterable[str]) -> frozenset[str]:
        """Folders that the site does not have: each is published by one rename, with all that waits in it."""
        there = {folder for path in self.standing for folder in _folders(path)} | self.standing.keys()

        @cache
        def lacks(folder: str) -> bool:
            return folder not in there and not os.path.lexists(self.output / folder)

        tops = (next((top for top in _folders(path) if lacks(top)), "") for path in new)
        return frozenset(filter(None, tops))


def _staging(build: str = "") -> str:
    return f"staging-{build}" if build else "staging"


def shared(output: Path, build: str) -> Staging:
    """Where a worker elsewhere stages for the build that holds the site."""
    output = output.absolute()
    return Staging(output, _beside(output) / _staging(build), _listing(output), shared=True)


@contextmanager
def opened(output: Path, build: str = "") -> Iterator[Site]:
    """Hold a site, a publish that was killed finished first.

    A build that has a name stages in a folder of its own: workers elsewhere may go on after it has failed.
    Raises NotOurs, Busy, and the environment's own OSErrors (disk full, no permission).
    """
    output = output.absolute()
    _check_ours(output)
    beside = _beside(output)
    with _locked(beside):
        _finish(output, beside)
        for left in beside.glob("staging*"):
            shutil.rmtree(left, ignore_errors=True)
        yield Site(output, beside, build)


def finish(output: Path) -> bool:
    """Finish a publish that was killed; True when there was one."""
    output = output.absolute()
    beside = _beside(output)
    if not (beside / "journal").exists():
        return False
    with _locked(beside):
        return _finish(output, beside)


class _locked:  # noqa: N801
    """The build lock; the operating system frees it when a build is killed."""

    def __init__(self, beside: Path) -> None:
        beside.mkdir(parents=True, exist_ok=True)
        self.lock = FileLock(beside / "lock")

    def __enter__(self) -> None:
        try:
            self.lock.acquire(timeout=0)
        except Timeout as error:
            raise Busy(str(error)) from error

    def __exit__(self, *_: object) -> None:
        self.lock.release()


def _check_ours(output: Path) -> None:
    if output.is_symlink() or (output.exists() and not output.is_dir()):
        raise NotOurs(str(output))
    if output.is_dir() and not (output / MARKER).is_file() and any(output.iterdir()):
        raise NotOurs(str(output))


def _listing(output: Path) -> dict[str, Stamp]:
    """Files in the site with their stamps.

    Without what starts with a dot at its top (.git, .nojekyll): those are the host's.
    """
    found: dict[str, Stamp] = {}

    def walk(folder: str, prefix: str) -> None:
        for entry in os.scandir(folder):
            if not prefix and entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                walk(entry.path, f"{prefix}{entry.name}/")
            else:
                found[prefix + entry.name] = stamped(entry.stat(follow_symlinks=False))

    if output.is_dir():
        walk(str(output), "")
    return found


def _folders(path: str) -> Iterator[str]:
    """The folders that a path leads through, the outermost first."""
    return (path[:i] for i, c in enumerate(path) if c == "/")


def _plan(new: list[str], changed: list[str], gone: list[str], whole: frozenset[str]) -> Plan:
    """The order of moves. A file where a folder must be, or the other way round, has to go first.

    Of the folders in `whole` nothing is moved by itself.
    """
    folders = {folder for path in new for folder in _folders(path)}
    files = set(new)
    first = [g for g in gone if g in folders or any(g[:i] in files for i, c in enumerate(g) if c == "/")]
    moves = {next((folder for folder in _folders(p) if folder in whole), p) for p in new}
    home_last = sorted(moves, key=lambda p: (p == "index.html", -p.count("/"), p))
    return Plan(first, home_last, sorted(changed), [g for g in gone if g not in set(first)])


def _write_journal(beside: Path, plan: Plan) -> None:
    draft = beside / "journal.new"
    with draft.open("w", encoding="utf-8") as file:
        json.dump(plan._asdict(), file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    act(os.replace, draft, beside / "journal")


def _read_journal(journal: Path) -> Plan | None:
    """The plan; None where the journal is damaged, which leaves the site as it stands for the build to come."""
    try:
        plan = Plan(**json.loads(journal.read_text(encoding="utf-8")))
        paths = [PurePosixPath(p) for part in plan for p in part]
    except (ValueError, TypeError):
        return None
    return plan if not any(p.is_absolute() or ".." in p.parts for p in paths) else None


def _finish(output: Path, beside: Path) -> bool:
    """Carry the journal out; every step may have been done before."""
    journal = beside / "journal"
    if not journal.exists():
        return False
    plan = _read_journal(journal)
    if plan is None:
        journal.unlink()
        return False
    output.mkdir(parents=True, exist_ok=True)
    if not (output / MARKER).exists():
        act((output / MARKER).write_bytes, _MARKER_TEXT)
    for path in plan.first:
        _remove(output, path)
    for path in (*plan.new, *plan.changed):
        source = beside / "staging" / path
        if source.exists():
            (output / path).parent.mkdir(parents=True, exist_ok=True)
            act(_move, source, output / path)
    for path in plan.gone:
        _remove(output, path)
    act(journal.unlink)
    shutil.rmtree(beside / "staging", ignore_errors=True)
    return True


def _move(source: Path, target: Path) -> None:
    if source.is_dir() and target.is_dir() and not target.is_symlink():  # it was moved in part, or has come meanwhile
        for part in sorted(source.iterdir()):
            _move(part, target / part.name)
        source.rmdir()
        return
    if target.is_dir() and not any(p.is_file() for p in target.rglob("*")):
        shutil.rmtree(target)  # an empty folder in the place of a page
    try:
        source.replace(target)
    except OSError as error:
        if source.is_dir() and isinstance(error, PermissionError):  # Windows, while something below it is looked at
            target.mkdir()
            _move(source, target)
            return
        if error.errno != errno.EXDEV:  # the site is a file system of its own
            raise
        near = target.with_name(f".{target.name}.new")
        if source.is_dir():
            shutil.rmtree(near, ignore_errors=True)
            shutil.copytree(source, near)
            near.replace(target)
            shutil.rmtree(source)
            return
        shutil.copyfile(source, near)
        near.replace(target)
        source.unlink()


def _remove(output: Path, path: str) -> None:
    """Delete a file and the folders that it leaves empty."""
    target = output / path
    act(lambda: target.unlink(missing_ok=True))
    folder = target.parent
    while folder != output and folder.is_dir() and not any(folder.iterdir()):
        act(folder.rmdir)
        folder = folder.parent
