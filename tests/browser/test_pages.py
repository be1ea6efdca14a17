"""Every page kind in a real browser: no error, nothing from elsewhere, accessible, usable on a phone."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

PAGES = [
    ("own", "index.html"),
    ("own", "reports/index.html"),
    ("own", "reports/2020/index.html"),
    ("own", "reports/2020/weidong/index.html"),
    ("own", "offices/index.html"),
    ("own", "offices/weidong/index.html"),
    ("own", "pages/about/index.html"),
    ("own", "data/index.html"),
    ("school", "index.html"),
    ("school", "reports/2023/hilltop/index.html"),
    ("school", "data/index.html"),
    ("school", "offices/hilltop/rules/index.html"),
]


def opened(browser: Browser, file: Path, width: int) -> tuple[Page, list[str]]:
    """A page at a width, and everything that went wrong or was asked of another host."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    wrong: list[str] = []
    page.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: wrong.append(str(e)))
    page.on("request", lambda r: None if r.url.startswith("file://") else wrong.append(r.url))
    page.on("requestfailed", lambda r: wrong.append(f"failed: {r.url}"))
    page.goto(file.as_uri())
    return page, wrong


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize(("site", "path"), PAGES)
def test_page(browser: Browser, sites: dict[str, Path], site: str, path: str, width: int) -> None:
    page, wrong = opened(browser, sites[site] / path, width)
    assert wrong == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "the page scrolls sideways"
    results = Axe().run(page)
    serious = [v["id"] for v in results.response["violations"] if v["impact"] in ("serious", "critical")]
    assert serious == [], results.generate_report()
    page.close()


def test_a_cited_number_leads_to_its_cell(browser: Browser, sites: dict[str, Path]) -> None:
    page, _ = opened(browser, sites["own"] / "reports/2020/weidong/index.html", 1280)
    page.click("a.cited >> text=/^3$/")
    assert page.url.endswith("#applications.received.total")
    cell = page.locator("td:target")
    assert cell.inner_text() == "3"
    box = cell.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 900
    page.close()


def test_last_years_number_leads_to_last_years_report(browser: Browser, sites: dict[str, Path]) -> None:
    page, _ = opened(browser, sites["school"] / "reports/2023/hilltop/index.html", 1280)
    page.click("a.cited[href*='2022']")
    assert "/reports/2022/hilltop/index.html#enrolment.all.total" in page.url
    assert page.locator("td:target").inner_text() == "129"
    page.close()


def test_every_cell_has_headers_that_exist(browser: Browser, sites: dict[str, Path]) -> None:
    page, _ = opened(browser, sites["own"] / "reports/2020/weidong/index.html", 1280)
    count, missing = page.evaluate(
        """() => {
          const cells = [...document.querySelectorAll('table.legal td[headers]')];
          const bad = cells.flatMap(td => td.getAttribute('headers').split(' ')
            .filter(id => document.getElementById(id)?.tagName !== 'TH'));
          return [cells.length, bad];
        }"""
    )
    assert count == 198
    assert missing == []
    page.close()


def test_from_home_to_a_cell_by_keyboard(browser: Browser, sites: dict[str, Path]) -> None:
    page, _ = opened(browser, sites["own"] / "index.html", 1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("Tab")
        if "reports/2020" in (page.evaluate("document.activeElement.getAttribute('href')") or ""):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/reports/2020/weidong/index.html")
    page.close()


def test_legal_tables_fit_the_desk_and_scroll_on_the_phone(browser: Browser, sites: dict[str, Path]) -> None:
    """At 1280 px every table is seen whole; at 375 px only tables with many columns scroll, and by themselves."""
    report = sites["own"] / "reports/2020/weidong/index.html"
    overflow = "[...document.querySelectorAll('.scroll')].map(e => e.scrollWidth > e.clientWidth + 1)"
    for width, expected in ((1280, [False, False, False]), (375, [False, True, True])):
        page, _ = opened(browser, report, width)
        assert page.evaluate(overflow) == expected, width
        page.close()
