"""The preview in a real browser: it reloads by itself at every save; what is wrong stands on top of the page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from serving import LONG, Served
from support import edit

REPORT = "content/reports/jia/2023/report.yaml"
PROSE = "content/reports/jia/2023/report.md"
WAIT = LONG * 1000

expect.set_options(timeout=WAIT)


@pytest.fixture
def served(mini: Path) -> Iterator[Served]:
    with Served(mini) as one:
        yield one


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """The report, opened; whatever the browser complains of fails the test."""
    one = browser.new_page()
    wrong: list[str] = []
    one.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
    one.on("pageerror", lambda e: wrong.append(str(e)))
    one.on("request", lambda r: None if r.url.startswith(served.address) else wrong.append(r.url))
    with one.expect_websocket():
        one.goto(served.address + "reports/2023/jia/index.html")
    yield one
    one.close()
    assert wrong == []


def test_a_save_is_shown_by_itself(page: Page, mini: Path) -> None:
    edit(mini, PROSE, "无。", "新写的一段。")
    expect(page.get_by_text("新写的一段。")).to_be_visible()
    expect(page.locator(".gongkai-preview")).to_have_count(0)


def test_two_saves_at_once_and_the_second_is_shown(page: Page, mini: Path) -> None:
    edit(mini, PROSE, "无。", "第一次保存。")
    expect(page.get_by_text("第一次保存。")).to_be_visible()
    edit(mini, PROSE, "第一次保存。", "第二次保存。")  # while the page that was just loaded still connects
    expect(page.get_by_text("第二次保存。")).to_be_visible()
    edit(mini, PROSE, "第二次保存。", "第三次保存。")
    page.wait_for_timeout(300)
    edit(mini, PROSE, "第三次保存。", "第四次保存。")
    expect(page.get_by_text("第四次保存。")).to_be_visible()


def test_an_error_stands_on_top_and_goes_when_it_is_mended(page: Page, mini: Path) -> None:
    edit(mini, REPORT, "国家秘密: [1, 0, 1]", "国家秘密: [1, 0, 1,000]")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text(f"{REPORT}:11:20")
    expect(alert).to_contain_text("改法: 写 1000")
    expect(page.get_by_role("heading", level=1)).to_have_text("示例市人民政府2023年小报告")
    results = Axe().run(page)
    assert [v["id"] for v in results.response["violations"] if v["impact"] in ("serious", "critical")] == []
    edit(mini, REPORT, "1,000]", "1]")
    expect(page.locator(".gongkai-preview")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_new_page_comes_up_where_there_was_none(browser: Browser, served: Served, mini: Path) -> None:
    page = browser.new_page()
    page.goto(served.address + "pages/later/index.html")
    expect(page.get_by_role("heading", level=1)).to_have_text("没有这个页面")
    (mini / "content/pages").mkdir(exist_ok=True)
    (mini / "content/pages/later.md").write_text("# 后来的页面\n\n正文\n", encoding="utf-8")
    expect(page.get_by_role("heading", level=1)).to_have_text("后来的页面")
    page.close()
