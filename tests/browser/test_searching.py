"""Search in a real browser: from disk, and served below a sub-path, under the pages' own strict policy."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser

from searching import ask, opened, serious, settled


@pytest.fixture(params=["disk", "served"])
def root(request: pytest.FixtureRequest, sites: dict[str, Path]) -> str:
    """The repository's portal: from disk, and below a sub-path."""
    if request.param == "disk":
        return sites["own"].as_uri()
    return str(request.getfixturevalue("below"))


def test_words_indicators_and_numbers(browser: Browser, root: str) -> None:
    page, wrong = opened(browser, root)
    for query, anchor in (("依申请公开", "#overview-2.2"), ("新媒体", "#overview-2.1"), ("政务新媒", "#overview-2.1")):
        ask(page, query)
        assert page.locator(f"#search-results .place a[href$='{anchor}']").count() == 1, query
        assert query in page.locator("#search-results mark").all_inner_texts()
    ask(page, "卫东区")
    assert page.locator("#search-results a").first.get_attribute("href") == "../offices/weidong/index.html"
    first = page.locator("section[aria-labelledby='found-reports'] a").first
    assert first.inner_text() == "卫东区人民政府2020年政府信息公开工作年度报告"
    for query, values in (("行政许可", ["208", "37", "80"]), ("政府集中采购", ["131", "2926.8311"])):
        ask(page, query)
        cells = page.locator("#search-results .lines").first.locator("td.n a")
        assert cells.all_inner_texts() == values, query
    assert page.locator("td.n").last.inner_text() == "2926.8311 万元"
    ask(page, "三安全一稳定")
    assert page.locator("td.n a").count() == 7
    assert "没有找到" in ask(page, "不存在的词语")
    ask(page, "２，９２６．８３１１")
    link = page.locator("#search-results li a")
    assert link.get_attribute("href") == "../reports/2020/weidong/index.html#proactive.procurement.amount"
    link.click()
    page.wait_for_url("**/reports/2020/weidong/index.html#proactive.procurement.amount")
    assert page.locator("td:target").inner_text() == "2926.8311"
    assert wrong == []
    page.close()


def test_a_section_is_led_to(browser: Browser, root: str) -> None:
    page, wrong = opened(browser, root)
    ask(page, "依申请公开")
    page.click("#search-results .place a")
    page.wait_for_url("**/reports/2020/weidong/index.html#overview-2.2")
    assert page.locator(":target").inner_text() == "（二）依申请公开政府信息办理情况"
    assert wrong == []
    page.close()


def test_filters_and_query_live_in_the_address(browser: Browser, demo: Path) -> None:
    page, wrong = opened(browser, demo.as_uri())
    ask(page, "行政许可")
    assert page.locator(".lines tbody tr").count() == 10
    page.select_option("#search-office", "town")
    settled(page)
    page.wait_for_selector(".lines tbody tr:nth-child(5)")
    assert page.locator(".lines tbody tr").count() == 5
    assert set(page.locator(".lines tbody th").all_inner_texts()) == {"示例镇人民政府"}
    page.select_option("#search-from", "2021")
    page.select_option("#search-to", "2021")
    settled(page)
    page.wait_for_selector(".lines tbody tr:only-child")
    assert page.locator(".lines tbody tr td").first.inner_text() == "2021"
    address = parse_qs(urlsplit(page.url).query)
    assert address == {"q": ["行政许可"], "from": ["2021"], "to": ["2021"], "office": ["town"]}
    page.reload()
    settled(page)
    assert page.locator(".lines tbody tr").count() == 1
    assert page.input_value("#search-office") == "town"
    assert page.locator(".hit h3").count() == page.locator(".hit h3 >> text=2021").count()
    assert wrong == []
    page.close()


def test_words_may_name_office_and_year(browser: Browser, demo: Path) -> None:
    page, wrong = opened(browser, demo.as_uri())
    for query in ("教育局 行政许可 2021", "2021年 行政许可 教育局"):
        ask(page, query)
        assert page.locator(".lines tbody tr").count() == 1
        assert page.locator(".lines tbody tr").inner_text().split()[:2] == ["2021", "示例市教育局"]
    assert wrong == []
    page.close()


def test_more_is_shown_by_keyboard(browser: Browser, demo: Path) -> None:
    page, wrong = opened(browser, demo.as_uri())
    ask(page, "行政许可")
    button = page.locator("#search-results button.more").first
    for count in (20, 30):
        button.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(f".lines tbody tr:nth-child({count})")
    ask(page, "依申请公开")
    before = page.locator(".hit").count()
    assert "尚未查完" in page.inner_text("#search-status")
    more = page.locator("#search-results button.more").last
    more.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(f".hit >> nth={before}")
    assert wrong == []
    page.close()


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("query", ["", "行政许可", "公开"])
def test_accessible_and_no_wider_than_the_screen(browser: Browser, demo: Path, query: str, width: int) -> None:
    page, wrong = opened(browser, demo.as_uri())
    page.set_viewport_size({"width": width, "height": 900})
    if query:
        ask(page, query)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "the page scrolls sideways"
    assert wrong == []
    assert serious(page) == []
    page.close()


def test_the_index_makes_way_and_comes_back(browser: Browser, demo: Path) -> None:
    page, wrong = opened(browser, demo.as_uri())
    assert page.locator("#search-index").is_visible()
    ask(page, "新媒体")
    assert not page.locator("#search-index").is_visible()
    page.fill("#search-q", "")
    page.press("#search-q", "Enter")
    assert page.locator("#search-index").is_visible()
    assert page.inner_text("#search-status") == ""
    assert wrong == []
    page.close()


def test_without_scripts(browser: Browser, demo: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((demo / "search/index.html").as_uri())
    assert not page.locator("#search").is_visible()
    page.click("#search-index >> text=行政强制")
    assert page.locator("td:target").count() == 1
    page.fill("#site-q", "行政强制")
    page.press("#site-q", "Enter")
    page.wait_for_url("**/search/index.html?q=*")
    assert page.locator("#search-index").is_visible()
    context.close()


def test_english(browser: Browser, sites: dict[str, Path]) -> None:
    page, wrong = opened(browser, sites["school"].as_uri())
    ask(page, "infants")
    assert page.locator("#search-results .lines caption").first.inner_text() == "Primary › Infants"
    assert not any("\u4e00" <= char <= "\u9fff" for char in page.inner_text("main"))
    assert wrong == []
    page.close()


def test_a_cited_number_below_a_sub_path(browser: Browser, below: str) -> None:
    """The same folder works where it lies: report, style and cell, and nothing asked of another place."""
    page, wrong = opened(browser, below)
    page.goto(f"{below}/reports/2020/weidong/index.html")
    page.click("a.cited >> text=/^3$/")
    assert page.url == f"{below}/reports/2020/weidong/index.html#applications.received.total"
    assert page.locator("td:target").inner_text() == "3"
    assert page.evaluate("getComputedStyle(document.querySelector('table.legal')).borderCollapse") == "separate"
    assert wrong == []
    page.close()
