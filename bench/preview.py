"""Measures the preview in a real browser: from saving a report to seeing the change, and what the server spends.

    python bench/preview.py PORTAL [--edits 10] [--browser /usr/bin/chromium]

PORTAL is a portal made by `fiction.py`; one of its reports is edited and put back. Needs playwright and a Chromium.
"""

import argparse
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Page, sync_playwright


def main() -> None:
    """Print the median and the longest of some edits, for a number and for a sentence."""
    parser = argparse.ArgumentParser(description="From saving a report to seeing the change.")
    parser.add_argument("portal", type=Path)
    parser.add_argument("--edits", type=int, default=10)
    parser.add_argument("--browser", default="/usr/bin/chromium")
    given = parser.parse_args()
    reports = sorted((given.portal / "content/reports").glob("*/*/report.md"))
    file = reports[len(reports) // 2]
    words = [sys.executable, "-m", "gongkai", "serve", "--port", "0", "--root", str(given.portal)]
    began = time.perf_counter()
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            said = iter(server.stdout or ())
            address = next(found[0] for line in said if (found := re.search(r"http://[\d.:]+/", line)))
            threading.Thread(target=_drain, args=(said,), daemon=True).start()
            print(f"{len(reports)} reports; first page can be asked for after {time.perf_counter() - began:.2f} s")
            with sync_playwright() as play:
                browser = play.chromium.launch(executable_path=given.browser, args=["--no-sandbox"])
                page = browser.new_page()
                with page.expect_websocket():
                    page.goto(f"{address}reports/{file.parent.name}/{file.parent.parent.name}/")
                for pause in (0.5, 20.0 if len(reports) < 5000 else 150.0):
                    time.sleep(pause)
                    _edits(page, file, given.edits, f"after {pause} s")
                browser.close()
        finally:
            server.terminate()


def _drain(said: Iterator[str]) -> None:
    """Read what the server says: a full pipe would stop it."""
    with suppress(ValueError):  # it has ended
        for _ in said:
            pass


def _edits(page: Page, file: Path, count: int, when: str) -> None:
    """Edit a sentence some times; the browser is never touched."""
    text = file.read_text(encoding="utf-8")
    taken = []
    try:
        for n in range(count):
            word = f"第{n}次修改{time.time_ns()}"
            began = time.perf_counter()
            file.write_text(f"{text.rstrip()}\n\n{word}。\n", encoding="utf-8")
            page.get_by_text(word).wait_for(timeout=120_000)
            taken.append(time.perf_counter() - began)
            time.sleep(1.0)
    finally:
        file.write_text(text, encoding="utf-8")
    print(f"{when}: median {statistics.median(taken):.2f} s, longest {max(taken):.2f} s of {count}")


if __name__ == "__main__":
    main()
