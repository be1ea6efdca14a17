"""One guard for all formats: files are read in a process of its own, with an end to its time and memory.

The process serves a whole batch and is replaced where a file has broken it. What comes back is plain data.
"""

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Self, cast

import gongkai
from gongkai.importers.old_word import converted, is_old_word
from gongkai.importers.pieces import MOST_BYTES, Cell, Line, Place, Refused, Source
from gongkai.importers.processes import started, stopped

if TYPE_CHECKING:
    from gongkai.importers.workbook_read import Opened

SECONDS = 60  # for one file; the largest report that was seen takes one
MEGABYTES = 1_000  # of address space, where the system knows such a limit


class Guard:
    """Reads files, one after the other. A context: its process ends with it."""

    def __init__(self, seconds: float = SECONDS, megabytes: int = MEGABYTES, argv: Sequence[str] = ()) -> None:
        self.seconds, self.megabytes = seconds, megabytes
        self.argv = argv or (sys.executable, "-m", "gongkai.importers.worker", str(megabytes))
        self.process: subprocess.Popen[bytes] | None = None
        self.answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """End the process, whatever it does."""
        if self.process:
            stopped(self.process)
        self.process = None

    def read(self, file: Path) -> Source:
        """A file as lines of cells. Raises Refused."""
        try:
            _allowed(file)
            if not is_old_word(file):
                return self._read(file)
            with tempfile.TemporaryDirectory(prefix="gongkai-") as folder:
                return self._read(converted(file, Path(folder), self.seconds), name=file.name)
        except OSError as error:
            raise Refused("unreadable", why=error.strerror or "") from None

    def workbook(self, file: Path) -> "Opened | None":
        """A workbook that `gongkai workbook` wrote, filled in; None for any other file. Raises Refused."""
        if file.suffix.lower() not in (".xlsx", ".xlsm"):
            return None
        _allowed(file)
        answer = self._asked({"file": str(file.resolve()), "workbook": "yes"})
        _refuse(answer)
        if answer["workbook"] is None:
            return None
        from gongkai.importers.workbook_read import unpacked

        return unpacked(answer["workbook"])

    def _read(self, file: Path, name: str = "") -> Source:
        answer = self._asked({"file": str(file.resolve())})
        _refuse(answer)
        return read_back(answer, name or file.name)

    def _asked(self, question: Mapping[str, str]) -> dict[str, Any]:
        process = self.process
        if process is None or process.poll() is not None:
            process = self._begin()
        ear = cast("IO[bytes]", process.stdin)
        try:
            ear.write(json.dumps(question).encode() + b"\n")
            ear.flush()
            line = self.answers.get(timeout=self.seconds)
        except queue.Empty:
            self.stop()
            raise Refused("time", seconds=round(self.seconds)) from None
        except BrokenPipeError:
            line = b""
        if not line:  # it has broken down without an answer
            self.stop()
            raise Refused("crash", what="")
        answer = json.loads(line)
        if answer.get("refused") == "memory":
            self.stop()
            answer["args"] = {"megabytes": self.megabytes}
        return dict(answer)

    def _begin(self) -> subprocess.Popen[bytes]:
        """A new process, and a thread that waits for its answers: the only way that all systems know."""
        package = str(Path(gongkai.__file__).parent.parent)
        path = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH", "")]))
        self.process = started(self.argv, {"PYTHONPATH": path})
        self.answers = queue.SimpleQueue()
        threading.Thread(target=_listen, args=(self.process, self.answers), daemon=True).start()
        return self.process


def _allowed(file: Path) -> None:
    if not file.is_file():
        raise Refused("unreadable", why="")  # a pipe never ends
    if file.stat().st_size > MOST_BYTES:
        raise Refused("large", megabytes=MOST_BYTES // 1_000_000)


def _refuse(answer: Mapping[str, Any]) -> None:
    if "refused" in answer:
        args = {k: tuple(v) if isinstance(v, list) else v for k, v in answer["args"].items()}
        raise Refused(str(answer["refused"]), **args)


def _listen(process: subprocess.Popen[bytes], answers: "queue.SimpleQueue[bytes]") -> None:
    with cast("IO[bytes]", process.stdout) as said:
        for line in said:
            answers.put(line)
    answers.put(b"")


def written(source: Source) -> dict[str, object]:
    """A source as JSON has it; its name is known to who asked."""
    lines = [[line.grid, [[c.text, *c.place, c.x] for c in line.cells]] for line in source.lines]
    return {"kind": source.kind, "wrapped": source.wrapped, "meta": dict(source.meta), "notes": source.notes,
            "lines": lines}  # fmt: skip


def read_back(found: Mapping[str, Any], name: str) -> Source:
    """The same back again."""
    lines = tuple(
        Line(tuple(Cell(str(text), Place(int(line), int(page)), int(x)) for text, line, page, x in cells), int(grid))
        for grid, cells in found["lines"]
    )
    meta = {str(key): str(value) for key, value in found["meta"].items()}
    notes = tuple(str(note) for note in found["notes"])
    return Source(name, str(found["kind"]), lines, wrapped=bool(found["wrapped"]), meta=meta, notes=notes)
