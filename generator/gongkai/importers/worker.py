"""The process in which files are read: a request a line in, an answer a line out, all of it plain JSON.

A file may break, fill or hang this process, never the one that asked (see `guard`). `python -m` starts it.
"""

import importlib.util
import json
import logging
import os
import sys
from pathlib import Path

from gongkai.importers.guard import written
from gongkai.importers.pieces import Refused
from gongkai.importers.readers import read

MEMORY = 3  # exit code: no more memory, so that a fresh process is needed


def main(megabytes: int) -> None:
    """Answer until nobody asks any more."""
    _limit(megabytes)
    logging.disable()  # pdfminer tells every slip of a damaged file
    with os.fdopen(os.dup(1), "w", encoding="ascii", newline="\n") as out:
        os.dup2(2, 1)  # what a library prints is no answer
        for line in sys.stdin.buffer:
            answer = _answer(json.loads(line))
            out.write(json.dumps(answer) + "\n")
            out.flush()
            if answer.get("refused") == "memory":
                sys.exit(MEMORY)


def _answer(asked: dict[str, str]) -> dict[str, object]:
    try:
        if "workbook" in asked:
            return {"workbook": _workbook(Path(asked["file"]))}
        return written(read(Path(asked["file"])))
    except Refused as refused:
        return {"refused": refused.reason, "args": refused.args_}
    except MemoryError:
        return {"refused": "memory", "args": {}}
    except OSError as error:
        return {"refused": "unreadable", "args": {"why": error.strerror or ""}}
    except Exception as error:  # noqa: BLE001 — a slip of ours or a library's; the other files go on
        return {"refused": "crash", "args": {"what": type(error).__name__}}


def _workbook(file: Path) -> dict[str, object] | None:
    """What stands in a filled-in workbook of ours; None for any other, and where no library reads it."""
    if importlib.util.find_spec("openpyxl") is None:
        return None
    from gongkai.importers.workbook_read import packed, workbook

    book = workbook(file)
    return packed(book) if book else None


def _limit(megabytes: int) -> None:
    """No more memory than this; Windows knows no such limit."""
    try:
        import resource
    except ImportError:
        return
    try:
        most = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1_000_000, most))
    except (ValueError, OSError):  # macOS has the name, but not always the limit
        return


if __name__ == "__main__":
    main(int(sys.argv[1]))
