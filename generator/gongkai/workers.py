"""One function over many items, by several processes: the same results in the same order, however many there are.

Processes are forked, so that the function and all it holds are simply there; a task is a pair of numbers, and only
results are pickled, over our own pipe. Where a platform cannot fork safely, everything is done here, by the same
functions.
"""

import copyreg
import gc
import io
import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing.connection import wait
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")
R = TypeVar("R")

FEW = 50  # reports: below, starting processes costs more than they save
_CHUNK = 16  # items that go together at most: what waits in a pipe is held in memory
_AHEAD = 2  # chunks for each process that may be ready before they are wanted


def processes(asked: int | None, reports: int) -> int:
    """How many processes to use: as many as asked for; by itself one for each core, unless there is little to do.

    One where forking is not safe: on macOS, and beside threads, also of other languages (the preview's, or those that
    typst keeps once it has made a PDF), for they are missing in the new process and may have held a lock.
    """
    if sys.platform == "darwin" or "fork" not in multiprocessing.get_all_start_methods() or _threads() > 1:
        return 1
    if asked is not None:
        return asked
    return _cores() if reports >= FEW else 1


def _threads() -> int:
    """Threads of this process; without /proc those of Python."""
    tasks = "/proc/self/task"
    return len(os.listdir(tasks)) if os.path.isdir(tasks) else threading.active_count()  # noqa: PTH208, PTH112


def _cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def mapped(function: Callable[[T], R], items: Sequence[T], jobs: int, shared: Sequence[object] = ()) -> Iterator[R]:
    """`function` of every item, in order; with more than one job the processes start at once.

    What is in `shared` (no plain data) comes back as the very object that it is here, and not as a copy. A failure of
    the function is raised here, in its turn; the processes end when all is done, when the caller stops, and when this
    process dies.
    """
    if jobs < 2 or len(items) < 2:
        return map(function, items)
    return _Pool(function, items, jobs, shared).results()


class _Work(NamedTuple):
    """What a process has inherited."""

    function: Callable[[Any], Any]
    items: Sequence[Any]
    shared: Sequence[object]


class _Pool:
    """Processes at work on chunks, some chunks ahead of what is asked for."""

    def __init__(self, function: Callable[[T], R], items: Sequence[T], jobs: int, shared: Sequence[object]) -> None:
        self.shared = shared
        size = max(1, min(_CHUNK, len(items) // (jobs * 8)))
        self.todo = iter([(i, min(i + size, len(items))) for i in range(0, len(items), size)])
        gc.freeze()  # a collection in a process would copy every page that it shares with this one
        try:
            self.executor = ProcessPoolExecutor(
                jobs,
                multiprocessing.get_context("fork"),
                _begin,
                (_Work(function, items, shared),),
            )
            self.ahead = deque(map(self._submit, islice(self.todo, jobs * _AHEAD)))
        finally:
            gc.unfreeze()

    def _submit(self, chunk: tuple[int, int]) -> Future[bytes]:
        return self.executor.submit(_chunk, *chunk)

    def results(self) -> Iterator[Any]:
        """In order."""
        try:
            while self.ahead:
                done = self.ahead.popleft().result()
                self.ahead.extend(map(self._submit, islice(self.todo, 1)))
                yield from _loaded(done, self.shared)
        finally:
            self.executor.shutdown(cancel_futures=True)


_work: _Work  # in a forked process only: what it is there for


def _begin(work: _Work) -> None:
    """The first that a process does. Ctrl-C is its parent's business, and without a parent there is nothing to do."""
    global _work  # noqa: PLW0603  (each process has exactly one task, from its birth)
    _work = work
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(parent: int) -> None:
    wait([parent])
    os._exit(1)


def _chunk(first: int, end: int) -> bytes:
    """The results of some items, as bytes."""
    known = {id(thing): number for number, thing in enumerate(_work.shared)}
    out = io.BytesIO()
    pickler = pickle.Pickler(out, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = copyreg.dispatch_table.copy()

    def reduced(thing: object) -> str | tuple[Any, ...]:
        return (_shared, (known[id(thing)],)) if id(thing) in known else thing.__reduce_ex__(pickle.HIGHEST_PROTOCOL)

    pickler.dispatch_table.update(dict.fromkeys(map(type, _work.shared), reduced))
    pickler.dump([_work.function(item) for item in _work.items[first:end]])
    return out.getvalue()


def _shared(number: int) -> object:
    """Stands in a pickle for a thing of `shared`; `_Loader` puts the thing in its place."""
    raise NotImplementedError(number)


class _Loader(pickle.Unpickler):
    """Reads what `_chunk` has written."""

    def __init__(self, data: bytes, shared: Sequence[object]) -> None:
        super().__init__(io.BytesIO(data))
        self.shared = shared

    def find_class(self, module: str, name: str) -> Any:
        """A class or function by its name."""
        if (module, name) == (__name__, _shared.__name__):
            return self.shared.__getitem__
        return super().find_class(module, name)


def _loaded(data: bytes, shared: Sequence[object]) -> list[Any]:
    return _Loader(data, shared).load()  # type: ignore[no-any-return]
