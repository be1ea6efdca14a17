"""The search by keyboard alone, from any page to a cell; the box in the head, the address, the way back."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from searching import ask, opened, serious, settled

FOCUSED = "document.activeElement.id || document.activeElement.textContent.trim()"


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other."""
    for key in keys:
        page.keyboard.press(key)


def test_from_home_to_a_cell_by_keyboard(browser: Browser, demo: Path) -> None:
    page, wrong = opened(browser, demo.as_uri(), "index.html")
    press(page, "/")
    assert page.evaluate(FOCUSED) == "site-q"
    page.keyboard.type("行政处罚/")  # a second stroke is a letter of the query
    assert page.input_value("#site-q") == "行政处罚/"
    press(page, "Backspace", "Enter")
    page.wait_for_url("**/search/index.html?q=*")
    settled(page)
    assert page.evaluate(FOCUSED) == "search-q", "who searched from another page goes on typing"
    page.reload()
    settled(page)
    assert page.evaluate("document.activeElement.localName") == "body"
    press(page, "/")
    assert page.evaluate(FOCUSED) == "search-q"
    press(page, "ArrowDown")
    assert page.evaluate("document.activeElement.localName") == "summary"
    press(page, "ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "ArrowUp")
    assert page.evaluate(FOCUSED) == "search-q"
    press(page, "ArrowDown", "Escape")
    assert page.evaluate(FOCUSED) == "search-q"
    press(page, "ArrowDown")
    for _ in range(6):  # office, column, the scrolled table, the first numbers
        press(page, "Tab")
        if page.evaluate("document.activeElement.matches('figure td a')"):
            break
    number = page.evaluate(FOCUSED)
    press(page, "Enter")
    page.wait_for_url("**/reports/2019/city/index.html#proactive.penalties.*")
    assert page.locator("td:target").inner_text().replace(",", "") == number
    assert wrong == []
    page.close()


@pytest.mark.parametrize("path", ["index.html", "reports/2023/city/index.html", "offices/town/index.html"])
def test_the_box_stands_on_every_page(browser: Browser, demo: Path, path: str) -> None:
    page, wrong = opened(browser, demo.as_uri(), path)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    for key in ("Control+/", "Alt+/"):
        page.keyboard.press(key)
        assert page.evaluate(FOCUSED) != "site-q"
    press(page, "/")
    assert page.evaluate(FOCUSED) == "site-q"
    press(page, "Escape")
    assert page.evaluate("document.activeElement.localName") == "body"
    page.fill("#site-q", "依申请公开")
    page.click(".site-search button")
    page.wait_for_url("**/search/index.html?q=*")
    assert "正文" in settled(page)
    assert wrong == []
    page.close()


def test_the_key_can_be_switched_off(browser: Browser, demo: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto((demo / "search/index.html").as_uri())
    page.uncheck("#search-slash")
    page.goto((demo / "index.html").as_uri())
    press(page, "/")
    assert page.evaluate(FOCUSED) != "site-q"
    context.close()


def test_results_come_as_one_types(browser: Browser, demo: Path) -> None:
    page, wrong = opened(browser, demo.as_uri())
    page.focus("#search-q")
    page.keyboard.type("新媒体")
    assert "正文" in settled(page)
    assert parse_qs(urlsplit(page.url).query) == {"q": ["新媒体"]}
    assert page.evaluate(FOCUSED) == "search-q"
    assert wrong == []
    page.close()


def test_the_way_back(browser: Browser, demo: Path) -> None:
    page, wrong = opened(browser, demo.as_uri())
    ask(page, "行政处罚")
    ask(page, "重复申请")
    page.select_option("#search-sort", "oldest")
    settled(page)
    assert parse_qs(urlsplit(page.url).query) == {"q": ["重复申请"], "sort": ["oldest"]}
    page.go_back()
    page.wait_for_function("document.getElementById('search-sort').value === ''")
    assert page.input_value("#search-q") == "重复申请"
    page.go_back()
    page.wait_for_function("document.getElementById('search-q').value === '行政处罚'")
    settled(page)
    assert page.locator("details.indicator h3").first.inner_text() == "行政处罚"
    page.locator("figure td a").first.click()
    page.wait_for_url("**/reports/**")
    page.go_back()
    settled(page)
    assert page.input_value("#search-q") == "行政处罚"
    assert wrong == []
    page.close()


@pytest.mark.parametrize("query", ["结转", "许", "依申清公开", "示例市 2021", "49564", "不予公开"])
def test_what_is_found_is_accessible(browser: Browser, demo: Path, query: str) -> None:
    page, wrong = opened(browser, demo.as_uri())
    page.set_viewport_size({"width": 320, "height": 800})
    ask(page, query)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "the page scrolls sideways"
    assert wrong == []
    assert serious(page) == []
    page.close()


@pytest.mark.parametrize("mode", ["dark", "contrast", "large"])
def test_modes_of_display(browser: Browser, demo: Path, mode: str) -> None:
    page, wrong = opened(browser, demo.as_uri())
    if mode == "dark":
        page.emulate_media(color_scheme="dark")
    else:
        page.click(f"[data-display='{mode}']")
    ask(page, "结转")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "the page scrolls sideways"
    assert wrong == []
    assert serious(page) == []
    page.close()
