"""Asks a built portal's search page 25 questions in headless Chromium, from disk, each with a cold page.

    python bench/queries.py SITE

SITE is a built folder of fictional reports (`bench/fiction.py`) or of the demo. A query is right when its first result
says what is expected; bytes and requests are what the query loads beyond the page itself. Needs Playwright, Chromium.
"""

import shutil
import statistics
import sys
import time
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, sync_playwright

# What is asked, and a text that the first result must hold; None: nothing is to be found.
QUERIES: tuple[tuple[str, str | None], ...] = (
    ("依申请公开", "依申请公开"),
    ("政务新媒体", "政务新媒体"),
    ("新媒体", "新媒体"),
    ("网站", "网站"),
    ("申请公", "申请公"),
    ("公室", "公室"),
    ("监督保障", "监督保障"),
    ("信息处理费", "信息处理费"),
    ("责任追究", "责任追究"),
    ("行政许可", "行政许可"),
    ("行政处罚", "行政处罚"),
    ("行政强制", "行政强制"),
    ("政府集中采购", "政府集中采购"),
    ("三安全一稳定", "三安全一稳定"),
    ("重复申请", "重复申请"),
    ("结转下年度", "结转下年度"),
    ("上年结转", "上年结转"),
    ("行政复议", "行政复议"),
    ("未经复议直接起诉", "未经复议直接起诉"),
    ("规章", "规章"),
    ("行政规范性文件", "行政规范性文件"),
    ("教育局", "教育局"),
    ("自然资源局 行政许可 2021", "行政许可"),
    ("　行政许可　", "行政许可"),  # spaces of any width beside it do not count
    ("不存在的词语", None),
)


class Asked(NamedTuple):
    """One query: whether its first result was right, files and bytes loaded for it, milliseconds."""

    query: str
    right: bool
    files: int
    size: int
    milliseconds: float


def ask(browser: Browser, site: Path, query: str, expected: str | None) -> Asked:
    """Open the search page anew, ask, and look at the first result."""
    page = browser.new_page()
    page.goto((site / "search" / "index.html").as_uri())
    page.wait_for_selector("#search-q")
    loaded: list[Path] = []
    page.on("request", lambda r: loaded.append(Path(unquote(urlsplit(r.url).path))))
    start = time.perf_counter()
    page.fill("#search-q", query)
    page.press("#search-q", "Enter")
    page.wait_for_selector("#search-status:not(:empty)")
    page.wait_for_selector("#search-results:not([aria-busy])", state="attached")
    spent = (time.perf_counter() - start) * 1000
    first = page.locator("#search-results .found, #search-results li").first
    text = first.inner_text() if first.count() else None
    page.close()
    right = text is None if expected is None else expected in (text or "")
    return Asked(query, right, len(loaded), sum(f.stat().st_size for f in loaded if f.is_file()), spent)


def main() -> None:
    """Ask all and print a line each, then the shares and medians."""
    site = Path(sys.argv[1]).resolve()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        asked = [ask(browser, site, query, expected) for query, expected in QUERIES]
        browser.close()
    for one in asked:
        mark = "ok   " if one.right else "WRONG"
        print(f"{mark} {one.files:>3} files {one.size / 1000:>6.0f} kB {one.milliseconds:>6.0f} ms  {one.query}")
    sizes, times = [a.size / 1000 for a in asked], [a.milliseconds for a in asked]
    print(f"{sum(a.right for a in asked)} of {len(asked)} right; ", end="")
    print(f"kB median {statistics.median(sizes):.0f} max {max(sizes):.0f}; ", end="")
    print(f"ms median {statistics.median(times):.0f} max {max(times):.0f}")


if __name__ == "__main__":
    main()
