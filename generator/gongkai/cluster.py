"""A crew elsewhere: workers of a Dask cluster, on shared folders, do what processes of this machine would.

They are sent names and sizes only. A worker reads the portal by itself, once for each build, in the light of what the
build has left in the portal's memo; and it works on no other portal than the build's: the keys must be the same. Each
process does one thing at a time, however many threads it has. Dask is imported here only, and only when asked for.
"""

import logging
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError, Future, wait
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from itertools import count
from pathlib import Path
from pkgutil import resolve_name
from typing import Any, NamedTuple
from uuid import uuid4

from gongkai import pipeline, publish
from gongkai.discover import ReportFiles, discover
from gongkai.dossiers import Setting, dossier_of
from gongkai.lots import Made
from gongkai.memo import CACHE, Memo, code
from gongkai.portal_read import read as read_portal
from gongkai.readings import Readings
from gongkai.workers import Crew, Unfit

_PATIENCE = 30  # seconds without any worker, or without an answer: a worker that died is started again by its nanny
_LOOK = 5  # seconds between two looks at who is there
_one_at_a_time = threading.Lock()


class Place(NamedTuple):
    """What a worker must know of a build: its folders, its day, its name, and the code that it is made by."""

    root: Path
    output: Path
    today: date
    build: str
    code: str


@contextmanager
def crew(address: str, root: Path, output: Path, today: date) -> Iterator[Crew]:
    """The workers of a scheduler, for one check or build (into `output`). Raises Unfit."""
    try:
        from distributed import Client
    except ImportError as error:
        raise Unfit("missing", str(error)) from error
    _quiet()
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise Unfit("unreachable", address) from error
    executor = client.get_executor(pure=False)
    try:
        workers = _workers(client, address)
        place = Place(root, output, today, uuid4().hex, code())
        result = partial(waited_for, lambda: len(client.nthreads()))
        yield Crew(executor, workers, place.build, partial(read, place), partial(make, place), result)
    finally:
        executor.shutdown(wait=False)
        client.close(timeout=_LOOK)


def _quiet() -> None:
    """What matters is said by us, in one line."""
    own = [name for name in logging.root.manager.loggerDict if name.startswith("distributed.")]
    for name in ("asyncio", "tornado", "distributed", *own):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _workers(client: Any, address: str) -> int:
    """How many workers there are, at least one; they and the scheduler must know what they will be sent."""
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
        for run in (client.run_on_scheduler, client.run):
            run(resolve_name, f"{__name__}:__name__")
        return len(client.nthreads())
    except OSError as error:
        raise Unfit("idle", address) from error
    except ImportError as error:
        raise Unfit("version", str(error)) from error


def waited_for(there: Callable[[], int], future: Future[list[Any]]) -> list[Any]:
    """What a task came to; Unfit where nobody is left who could do it, or where the cluster gave up on it."""
    missed = count(1)
    while not wait([future], _LOOK).done:
        try:
            alone = not there()
        except OSError as error:
            raise Unfit("lost", str(error)) from error
        if not alone:
            missed = count(1)
        elif next(missed) * _LOOK >= _PATIENCE:
            raise Unfit("lost", "0")
    try:
        return future.result()
    except CancelledError as error:
        raise Unfit("lost", type(error).__name__) from error
    except ImportError as error:
        raise Unfit("version", str(error)) from error
    except Exception as error:
        if type(error).__module__.partition(".")[0] == "distributed":
            raise Unfit("lost", type(error).__name__) from error
        raise


def read(place: Place, key: str, files: tuple[ReportFiles, ...]) -> tuple[bytes, dict[str, bytes], str]:
    """In a worker: what becomes of an office's files, kept in the memo from now on."""
    with _one_at_a_time:
        setting = _setting(place)
        if setting.key != key:
            raise Unfit("changed", str(place.root))
        return dossier_of(setting, Memo(place.root / CACHE), files)


def make(place: Place, key: str, lot: tuple[str, Mapping[str, int]]) -> Made:
    """In a worker: a lot of the site, laid where the build will publish it from."""
    with _one_at_a_time:
        found, made = _bench(place)
        if found != key:
            raise Unfit("changed", str(place.root))
        return made(*lot)


def _same(place: Place) -> None:
    """Raises Unfit where the code or the folders are not those of the build."""
    if code() != place.code:
        raise Unfit("version", socket.gethostname())
    if not (place.root / "content").is_dir():
        raise Unfit("folder", f"{socket.gethostname()}: {place.root}")


@lru_cache(maxsize=1)
def _setting(place: Place) -> Setting:
    _same(place)
    sources, _ = discover(place.root)
    bare = replace(sources, reports=[], pages=[], office_pages=[])
    return read_portal(place.root, bare, Readings()).setting


@lru_cache(maxsize=1)
def _bench(place: Place) -> tuple[str, Callable[[str, Mapping[str, int]], Made]]:
    """The key of the build as it would be here, and what makes its lots."""
    _same(place)
    staging = publish.shared(place.output, place.build)
    if not staging.folder.is_dir():  # it has the name of this build, so that no other folder can be meant
        raise Unfit("folder", f"{socket.gethostname()}: {place.output}")
    readings = pipeline.remembered(place.root)
    checked = pipeline.check(place.root, today=place.today, readings=readings)
    if checked.theme is None:
        raise Unfit("changed", str(place.root))
    checked.theme.prepare()
    bench = pipeline.bench_of(checked, checked.theme, place.root, readings, staging)
    return bench.key, bench.named()
