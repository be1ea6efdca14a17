"""Measures the preview in a real browser: from saving a report to seeing the change.

    python bench/preview.py PORTAL [--edits 10] [--browser /usr/bin/chromium] [--json FILE]

PORTAL is a portal made by `fiction.py`; one of its reports is edited and put back. Needs playwright and a Chromium.
"""

import argparse
import json
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, sync_playwright

import lines

PAUSES = {"soon": 0.5, "later": 20.0}  # seconds from the first page: before and after all other pages have been made
LONG = 150.0  # later, where they are many


def main() -> None:
    """Print the median and the longest of some edits, of a sentence and of a number."""
    parser = argparse.ArgumentParser(description="From saving a report to seeing the change.")
    parser.add_argument("portal", type=Path)
    parser.add_argument("--edits", type=int, default=10)
    parser.add_argument("--browser", default="/usr/bin/chromium")
    parser.add_argument("--json", type=Path, help="also write what was found, for bench/results.py")
    given = parser.parse_args()
    found = measured(given.portal, given.edits, given.browser)
    if given.json:
        given.json.write_text(f"{json.dumps(found, indent=1)}\n", encoding="utf-8", newline="\n")
    print(f"{found['reports']} reports; first page can be asked for after {found['ready']:.2f} s")
    for edit in found["edits"]:
        times = f"median {edit['median']:.2f} s, longest {edit['longest']:.2f} s of {edit['count']}"
        print(f"{edit['when']}, a {edit['what']}: {times}")


def measured(portal: Path, count: int, chromium: str) -> dict[str, Any]:
    """Start a preview and a browser, and edit."""
    edited = lines.edits(portal)
    reports = len(list(portal.glob("content/reports/*/*/report.yaml")))
    edits = []
    words = [sys.executable, "-m", "gongkai", "serve", "--port", "0", "--root", str(portal)]
    began = time.perf_counter()
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            said = iter(server.stdout or ())
            address = next(match[0] for line in said if (match := re.search(r"http://[\d.:]+/", line)))
            threading.Thread(target=_drain, args=(said,), daemon=True).start()
            ready = time.perf_counter() - began
            with sync_playwright() as play:
                browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                page = browser.new_page()
                with page.expect_websocket():
                    page.goto(f"{address}reports/{edited.folder.name}/{edited.folder.parent.name}/")
                for when, pause in PAUSES.items():
                    time.sleep(LONG if reports >= 5000 and when == "later" else pause)
                    for what, edit in (("sentence", _sentence(edited)), ("number", _number(edited))):
                        shown = page.locator("article p" if what == "sentence" else "article td.n")
                        edits.append({"when": when, "what": what, **_edits(shown, edit, count)})
                browser.close()
        finally:
            edited.undo()
            server.terminate()
    return {"reports": reports, "ready": ready, "edits": edits}


def _drain(said: Iterator[str]) -> None:
    """Read what the server says: a full pipe would stop it."""
    with suppress(ValueError):  # it has ended
        for _ in said:
            pass


def _sentence(edited: lines.Edits) -> Callable[[], str]:
    """An edit that gives what must be seen."""

    def edit() -> str:
        word = f"修改{time.time_ns()}"
        text = f"{edited.prose.rstrip()}\n\n{word}。\n"
        (edited.folder / "report.md").write_text(text, encoding="utf-8", newline="\n")
        return word

    return edit


def _number(edited: lines.Edits) -> Callable[[], str]:
    def edit() -> str:
        number = time.time_ns() // 1_000_000 % 10**9 + 10**9  # as no other number is
        edited.put(number)
        return str(number)

    return edit


def _edits(shown: Locator, edit: Callable[[], str], count: int) -> dict[str, Any]:
    """Edit some times; the browser is never touched."""
    taken = []
    for _ in range(count):
        began = time.perf_counter()
        word = edit()
        shown.filter(has_text=word).first.wait_for(timeout=120_000)
        taken.append(time.perf_counter() - began)
        time.sleep(1.0)
    return {"median": statistics.median(taken), "longest": max(taken), "count": count}


if __name__ == "__main__":
    main()
