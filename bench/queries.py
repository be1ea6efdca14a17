"""Asks a built portal's search page 30 questions in headless Chromium, from disk, each with a cold page, then again.

    python bench/queries.py SITE… [--write bench/QUERIES.md]

Each SITE is a built folder of fictional reports (`bench/fiction.py --reports 1000 --seed 1`). A query is right when its
first result says what is expected; bytes and files are what the query loads beyond the page itself, as a host would
send them with gzip; times run from Enter to the last result, first with nothing loaded, then once more.
Needs Playwright and Chromium.
"""

import argparse
import gzip
import shutil
import statistics
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, sync_playwright


class Query(NamedTuple):
    """What is typed, the group of the first result (`None`: nothing is to be found), a text that it must hold."""

    text: str
    group: str | None
    holds: str = ""


INDICATORS, TEXTS, CELLS, OFFICES, MEANT = "rows", "prose", "cells", "offices", "meant"
QUERIES: tuple[Query, ...] = (
    Query("行政处罚", INDICATORS, "行政处罚"),
    Query("行政许可", INDICATORS, "行政许可"),
    Query("政府集中采购", INDICATORS, "政府集中采购"),
    Query("结转", INDICATORS, "上年结转"),
    Query("结转下年度", INDICATORS, "结转下年度继续办理"),
    Query("重复申请", INDICATORS, "重复申请"),
    Query("三安全一稳定", INDICATORS, "三安全一稳定"),
    Query("行政复议", INDICATORS, "行政复议"),
    Query("规范性文件", INDICATORS, "行政规范性文件"),
    Query("许", INDICATORS, "行政许可"),  # one character
    Query("行政许可 2021", INDICATORS, "行政许可"),
    Query("自然资源局 行政许可 2020-2022", INDICATORS, "自然资源局"),
    Query("自然人 新收", INDICATORS, "自然人"),
    Query("　行政处罚　", INDICATORS, "行政处罚"),  # spaces of any width beside it do not count
    Query("行政處罰", INDICATORS, "行政处罚"),  # traditional characters
    Query("結轉下年度", INDICATORS, "结转下年度继续办理"),
    Query("依申请公开", TEXTS, "依申请公开情况"),
    Query("依申请", TEXTS, "依申请"),  # a part of a compound
    Query("监督保障", TEXTS, "监督保障情况"),
    Query("公室", TEXTS, "公室"),
    Query("责任追究", TEXTS, "责任追究"),
    Query("示例一区教育局 考核", TEXTS, "示例市示例一区教育局"),
    Query("监督保障 考核", TEXTS, "考核"),
    Query("教育局", OFFICES, "教育局"),
    Query("示例二区财政局", OFFICES, "示例市示例二区财政局"),
    Query("42217", CELLS, "行政许可"),  # a number of the tables
    Query("４２，２１７", CELLS, "42217"),  # the same, full width
    Query("依申清公开", MEANT, "依申请公开"),  # slips
    Query("行政许克", MEANT, "行政许可"),
    Query("不存在的词语", None),
)

ASK = """query => new Promise(done => {
  const results = document.getElementById("search-results");
  const field = document.getElementById("search-q");
  const start = performance.now();
  const watch = new MutationObserver(() => {
    if (results.hasAttribute("aria-busy")) return;
    watch.disconnect();
    done(performance.now() - start);
  });
  watch.observe(results, { attributes: true });
  field.value = query;
  field.form.requestSubmit();
})"""


class Asked(NamedTuple):
    """One query: its first result, whether that is right, files and bytes loaded, milliseconds cold and warm."""

    query: Query
    first: str
    right: bool
    files: int
    size: int
    cold: float
    warm: float


def ask(browser: Browser, site: Path, query: Query) -> Asked:
    """Open the search page anew, ask twice, and look at the first result."""
    page = browser.new_page()
    page.goto((site / "search" / "index.html").as_uri())
    page.wait_for_selector("#search:not([hidden])")
    loaded: list[Path] = []
    page.on("request", lambda r: loaded.append(Path(unquote(urlsplit(r.url).path))))
    cold = page.evaluate(ASK, query.text)
    files = list(loaded)
    warm = page.evaluate(ASK, query.text)
    section = page.locator("#search-results > .found").first
    text, group = "", None
    if section.count():
        group = (section.get_attribute("aria-labelledby") or "").removeprefix("found-")
        text = " ".join(section.locator("li, details, .hit").first.inner_text().split())
    page.close()
    right = group == query.group and query.holds in text
    size = sum(len(gzip.compress(f.read_bytes(), 6)) for f in files if f.is_file())
    return Asked(query, text, right, len(files), size, cold, warm)


HEAD = """# Thirty queries

`python bench/queries.py SITE…` on fictional reports (`bench/fiction.py --seed 1`), headless Chromium, from disk.
kB: what the query loads beyond the page, gzip -6. Cold: nothing loaded yet. Times are upper bounds: other work ran
on the same two cores.
"""


def table(asked: list[Asked], site: Path) -> str:
    """The figures as Markdown."""
    reports = len(list(site.glob("reports/*/*/index.html")))
    names = {INDICATORS: "indicator", TEXTS: "text", CELLS: "number", OFFICES: "office", MEANT: "did you mean"}
    lines = [
        f"## {reports:,} reports",
        "",
        _summary(asked),
        "",
        "| query | expected first | first result | found | files | kB gz | cold ms | warm ms |",
        "|---|---|---|---|---:|---:|---:|---:|",
    ]
    for one in asked:
        wanted = f"{names[one.query.group]}: {one.query.holds}" if one.query.group else "nothing"
        found = "yes" if one.right else "**no**"
        first = one.first[:36].replace("|", "/") + ("…" if len(one.first) > 36 else "")
        figures = f"{one.files} | {one.size / 1000:.1f} | {one.cold:.0f} | {one.warm:.0f}"
        lines.append(f"| {one.query.text} | {wanted} | {first} | {found} | {figures} |")
    return "\n".join([*lines, ""])


def _summary(asked: list[Asked]) -> str:
    def spread(name: str, unit: str, values: list[float]) -> str:
        return f"{name} {statistics.median(values):.0f} {unit} (at most {max(values):.0f})"

    found = f"Found {sum(a.right for a in asked)} of {len(asked)}. Medians: "
    sizes = spread("moved", "kB", [a.size / 1000 for a in asked])
    return found + "; ".join(
        (sizes, spread("cold", "ms", [a.cold for a in asked]), spread("warm", "ms", [a.warm for a in asked]))
    )


def main() -> None:
    """Ask all, print the table, and write it where told."""
    parser = argparse.ArgumentParser()
    parser.add_argument("site", type=Path, nargs="+")
    parser.add_argument("--write", type=Path)
    told = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    parts = [HEAD]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        sites = [folder.resolve() for folder in told.site]
        parts += [table([ask(browser, site, query) for query in QUERIES], site) for site in sites]
        browser.close()
    text = "\n".join(parts)
    print(text)
    if told.write:
        told.write.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
