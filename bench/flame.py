"""Where the time of a cold build goes: one process, looked at a thousand times a second of its processor time.

    python bench/flame.py PORTAL [--json] [--folded FILE]

A look weighs the processor time (user and kernel) since the last one, and so calls that only C knows count for who
made them. `--folded` also writes whole stacks, one a line, as flame graph programs read them. Standard library only.
"""

import argparse
import contextlib
import io
import json
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

EVERY = 0.001
# Modules that only pass on what others make: a step is what they ask for, or they themselves where they ask nobody.
LEADING = ("cli", "cli_run", "console", "manifest", "memo", "pipeline", "publish", "readings", "render", "workers")
Stack = tuple[CodeType, ...]  # from the outside in


@contextlib.contextmanager
def looking(found: Counter[Stack]) -> Iterator[None]:
    """Look at this process while the context lasts."""
    last = time.process_time()

    def look(_: int, frame: FrameType | None) -> None:
        nonlocal last
        codes = []
        while frame:
            codes.append(frame.f_code)
            frame = frame.f_back
        now = time.process_time()
        found[tuple(reversed(codes))] += round((now - last) * 1e9)
        last = now

    signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def build(portal: Path) -> Counter[Stack]:
    """Build a copy of the portal that has no cache, into a folder that is not there."""
    found: Counter[Stack] = Counter()
    with tempfile.TemporaryDirectory() as home:
        shutil.copytree(portal / "content", Path(home) / "content")
        sys.argv = ["gongkai", "build", "--root", home, "--jobs", "1"]
        with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit), looking(found):
            from gongkai.cli import start

            start()
        if not (Path(home) / "site" / "index.html").is_file():
            raise SystemExit("nothing was built")
    return found


def _module(code: CodeType) -> str:
    """The name of a module of gongkai, without the package; empty for another."""
    _, found, path = code.co_filename.partition("/gongkai/")
    return path.removesuffix(".py").replace("/", ".") if found and path.endswith(".py") else ""


def _theme(code: CodeType) -> str:
    return "templates" if code.co_filename.endswith(".html") else ""


def module(stack: Stack) -> str:
    """The innermost module of gongkai; its templates are one."""
    return next(filter(None, (_module(code) or _theme(code) for code in reversed(stack))), "Python's start")


def step(stack: Stack) -> str:
    """The outermost function of gongkai below those that lead."""
    if any(code.co_filename.startswith("<frozen importlib") for code in stack):
        return "imports"
    ours = [(name, code.co_name) for code in stack if code.co_name[0] != "<" and (name := _module(code))]
    asked = next(((name, call) for name, call in ours if name not in LEADING), None)
    return ".".join(asked or ours[-1]) if ours else "Python's start"


def library(stack: Stack) -> str:
    """Whose code the innermost is: gongkai's, a package's or Python's own."""
    path = stack[-1].co_filename
    if _module(stack[-1]):
        return "gongkai"
    if _theme(stack[-1]):
        return "templates"
    _, found, inside = path.rpartition("/site-packages/")
    return inside.split("/")[0].removesuffix(".py") if found else "Python"


def shares(found: Mapping[Stack, int], reports: int, name: Callable[[Stack], str]) -> list[tuple[str, float, float]]:
    """Names with milliseconds per report and share, the largest first; what is below 1 % together."""
    sums: Counter[str] = Counter()
    for stack, spent in found.items():
        sums[name(stack)] += spent
    whole = sums.total()
    rows = [(key, spent / 1e6 / reports, spent / whole) for key, spent in sums.most_common() if spent >= whole / 100]
    rest = 1 - sum(share for *_, share in rows)
    return [*rows, ("all else", whole * rest / 1e6 / reports, rest), ("together", whole / 1e6 / reports, 1.0)]


def folded(found: Mapping[Stack, int]) -> str:
    """Stacks as flame graph programs read them; microseconds."""

    def named(stack: Stack) -> str:
        return ";".join(f"{_module(code) or Path(code.co_filename).stem}:{code.co_name}" for code in stack)

    return "".join(f"{named(stack)} {spent // 1000}\n" for stack, spent in found.items())


def main() -> None:
    """Print tables, or JSON for bench/results.py."""
    parser = argparse.ArgumentParser(description="Where the time of a cold build goes.")
    parser.add_argument("portal", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--folded", type=Path)
    given = parser.parse_args()
    reports = len(list(given.portal.glob("content/reports/*/*/report.yaml")))
    found = build(given.portal)
    tables: dict[str, Any] = {"reports": reports}
    tables |= {"steps": shares(found, reports, step), "modules": shares(found, reports, module)}
    tables["libraries"] = shares(found, reports, library)
    if given.folded:
        given.folded.write_text(folded(found), encoding="utf-8", newline="\n")
    if given.json:
        print(json.dumps(tables, ensure_ascii=False))
        return
    for title in ("steps", "modules", "libraries"):
        print(f"\n{title} ({reports} reports), ms per report")
        for name, spent, share in tables[title]:
            print(f"{spent:8.3f} {share:5.0%}  {name}")


if __name__ == "__main__":
    main()
