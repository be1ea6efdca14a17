"""One function over many items, by several processes: the same results in the same order, however many there are.

Processes are forked, so that the function and all it holds are simply there; a task is a pair of numbers, and results
come back over our own pipe. Where a platform cannot fork safely, everything is done here, by the same
functions. A crew elsewhere does the same over an executor of its own.
"""

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing.connection import wait
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")
R = TypeVar("R")

FEW = 50  # reports: below, starting processes costs more than they save
_CHUNK = 16  # items that go together at most: what waits in a pipe is held in memory
_AHEAD = 2  # chunks for each process that may be ready before they are wanted


class Unfit(Exception):
    """A crew cannot be had, was lost, or sees another portal: the environment's failure, by its text and reason."""


@dataclass(frozen=True)
class Crew:
    """Workers elsewhere, who see the same folders under the same paths; what they are sent is plain.

    `read(key, files)` is what becomes of an office's files, with the settings that `key` stands for;
    `make(key, (name, sizes))` makes a lot of the portal that `key` stands for. A worker that sees anything else raises
    Unfit. `result` waits for a task, and raises Unfit where nobody is left to wait for. `build` names this build.
    """

    executor: Executor
    count: int
    build: str
    read: Callable[[str, Any], tuple[bytes, dict[str, bytes], str]]
    make: Callable[[str, tuple[str, Mapping[str, int]]], Any]
    result: Callable[[Future[list[Any]]], list[Any]]

    def mapped(self, step: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        """A step of every item, in order."""
        submit = self.executor.submit
        return _in_order(lambda i, j: submit(_all, step, items[i:j]), self.result, len(items), self.count)


Jobs: TypeAlias = int | Crew | None  # how many processes of this machine (None: as many as pay), or who else


def processes(asked: Jobs, reports: int) -> int | Crew:
    """How many processes to use: as many as asked for; by itself one for each core, unless there is little to do.

    One where forking is not safe: on macOS, and beside threads, also of other languages (the preview's, or those that
    typst keeps once it has made a PDF), for they are missing in the new process and may have held a lock.
    A crew elsewhere stays what it is.
    """
    if isinstance(asked, Crew):
        return asked
    if sys.platform == "darwin" or "fork" not in multiprocessing.get_all_start_methods() or _threads() > 1:
        return 1
    if asked is not None:
        return asked
    return _cores() if reports >= FEW else 1


def build_of(who: int | Crew) -> str:
    """The name of a build by a crew; our own processes end with it, and need none."""
    return who.build if isinstance(who, Crew) else ""


def _threads() -> int:
    """Threads of this process; without /proc those of Python."""
    tasks = "/proc/self/task"
    return len(os.listdir(tasks)) if os.path.isdir(tasks) else threading.active_count()  # noqa: PTH208, PTH112


def _cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def mapped(function: Callable[[T], R], items: Sequence[T], jobs: int) -> Iterator[R]:
    """`function` of every item, in order; with more than one job the processes start at once.

    A failure of the function is raised here, in its turn; the processes end when all is done, when the caller stops,
    and when this process dies.
    """
    if jobs < 2 or len(items) < 2:
        return map(function, items)
    return _results(_started(function, items, jobs), items, jobs)


def _started(function: Callable[[T], R], items: Sequence[T], jobs: int) -> ProcessPoolExecutor:
    gc.freeze()  # what this process holds is nothing that a collection in another one need look at
    try:
        executor = ProcessPoolExecutor(jobs, multiprocessing.get_context("fork"), _begin, (function, items))
        executor.submit(_chunk, 0, 0)  # they are forked now, and not when somebody asks for a result
    finally:
        gc.unfreeze()
    return executor


def _results(executor: ProcessPoolExecutor, items: Sequence[T], jobs: int) -> Iterator[Any]:
    """In order; the processes end with the last."""
    try:
        yield from _in_order(lambda i, j: executor.submit(_chunk, i, j), Future.result, len(items), jobs)
    finally:
        executor.shutdown(cancel_futures=True)


def _in_order(
    submit: Callable[[int, int], Future[list[Any]]],
    result: Callable[[Future[list[Any]]], list[Any]],
    items: int,
    jobs: int,
) -> Iterator[Any]:
    """The results of all items, some chunks ahead of what is asked for."""
    size = max(1, min(_CHUNK, items // (jobs * 16)))
    todo = iter([(i, min(i + size, items)) for i in range(0, items, size)])
    ahead = deque(submit(*chunk) for chunk in islice(todo, jobs * _AHEAD))
    while ahead:
        done = result(ahead.popleft())
        ahead.extend(submit(*chunk) for chunk in islice(todo, 1))
        yield from done


def _all(step: Callable[[T], R], items: Sequence[T]) -> list[R]:
    """The results of some items, by a worker who was sent them."""
    return [step(item) for item in items]


_work: tuple[Callable[[Any], Any], Sequence[Any]]  # in a forked process only: what it is there for


def _begin(function: Callable[[Any], Any], items: Sequence[Any]) -> None:
    """The first that a process does. Ctrl-C is its parent's business, and without a parent there is nothing to do.

    Garbage is looked for after each chunk: readers of PDF files, for one, are cycles that hold the whole file.
    """
    global _work  # noqa: PLW0603  (each process has exactly one task, from its birth)
    _work = function, items
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(parent: int) -> None:
    wait([parent])
    os._exit(1)


def _chunk(first: int, end: int) -> list[Any]:
    """The results of some items."""
    function, items = _work
    results = [function(item) for item in items[first:end]]
    gc.collect(0)  # only what is new: there is nothing in the other generations but what stays
    return results
