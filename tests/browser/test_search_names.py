"""Names that charts give, sums that no report states, numbers together with names, small numbers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from searching import ask, opened


@pytest.fixture
def page(browser: Browser, demo: Path) -> Iterator[Page]:
    """The fictional city's search page; nothing may go wrong on it."""
    page, wrong = opened(browser, demo.as_uri())
    yield page
    assert wrong == []
    page.close()


def cells(page: Page) -> list[str]:
    """What the group of numbers says, each with its address."""
    found = page.locator("section[aria-labelledby='found-cells'] li").all()
    return [f"{one.inner_text()} {one.locator('a').get_attribute('href')}" for one in found]


@pytest.mark.parametrize(
    ("query", "label", "numbers"),
    [
        ("新收申请", "一、本年新收政府信息公开申请数量", ["447", "471", "435", "616", "561"]),
        ("新收申请2023", "一、本年新收政府信息公开申请数量", []),
        ("行政处罚处理决定", "行政处罚", ["13010", "15361", "15953", "11817", "14920"]),
        ("行政处罚 总计", "行政处罚", ["13010", "15361", "15953", "11817", "14920"]),
        ("行政复议结果纠正", "行政复议", []),
        ("教育局 新收申请", "一、本年新收政府信息公开申请数量", []),
    ],
)
def test_the_names_of_charts_are_known(page: Page, query: str, label: str, numbers: list[str]) -> None:
    ask(page, query)
    panel = page.locator("details.indicator").first
    assert label in panel.locator("h3").inner_text()
    assert panel.locator(".lines td a").count() > 0
    if numbers:
        assert panel.locator("figure tbody td a").all_inner_texts() == numbers


def test_a_group_is_offered_as_a_whole(page: Page) -> None:
    ask(page, "不予公开")
    panel = page.locator("details.indicator").first
    assert panel.locator("h3").inner_text() == "不予公开"
    assert "由本站合计" in panel.locator("summary .note").inner_text()
    assert panel.locator("figure tbody td a").last.inner_text() == "60"  # 4 + 7 + 4 + 4 + 13 + 1 + 10 + 17
    parts = panel.locator("p.note a")
    assert parts.count() == 8
    assert (parts.first.get_attribute("href") or "").endswith("#applications.refused.state_secret.total")
    assert page.locator("details.indicator").nth(1).locator("h3").inner_text().endswith("1.属于国家秘密")
    assert panel.locator(".lines td a").first.get_attribute("href") == parts.first.get_attribute("href")
    parts.last.click()
    page.wait_for_url("**/reports/2023/city/index.html#*")
    assert page.locator("td:target").inner_text() == "17"


def test_sums_keep_their_digits_and_forms(page: Page) -> None:
    ask(page, "行政诉讼结果纠正")
    panel = page.locator("details.indicator").first
    assert panel.locator("figure tbody td").all_inner_texts() == ["2", "1", "0", "2", "3"]
    ask(page, "行政事业性收费项目")
    panel = page.locator("details.indicator").first
    assert panel.locator("figure thead th").all_inner_texts()[1:] == ["2019", "2020"], "only that form has them"


@pytest.mark.parametrize(
    ("query", "number", "anchor"),
    [
        ("行政许可 49564", "49564", "2023/city/index.html#proactive.licensing.decisions"),
        ("教育局 行政处罚 5 2023", "5", "2023/education/index.html#proactive.penalties.decisions"),
        ("新收申请 561", "561", "2023/city/index.html#applications.received.total"),
        ("本年增/减 -5", "-5", "2020/district/index.html#proactive.other_services.change"),
        ("10188", "10188.28", "2023/city/index.html#proactive.fees.amount"),
        ("12730", "12730.4655", "2020/city/index.html#proactive.procurement.amount"),
    ],
)
def test_numbers_and_names(page: Page, query: str, number: str, anchor: str) -> None:
    ask(page, query)
    found = cells(page)
    assert len(found) == 1, found
    assert found[0].split()[0] == number
    assert found[0].endswith(f"reports/{anchor}")


def test_a_number_that_is_not_of_the_indicator(page: Page) -> None:
    ask(page, "行政处罚 49564")
    assert cells(page) == []


def test_small_numbers_alone_are_not_looked_for_in_silence(page: Page) -> None:
    assert "100 以下" in ask(page, "37")
    assert "100 以下" in ask(page, "-5")
    assert "100 以下" not in ask(page, "行政处罚 5")
    assert "12 项指标" in ask(page, "总计 4")


def test_a_fact_bears_its_own_name(page: Page) -> None:
    ask(page, "政策解读")
    panel = page.locator("details.indicator").first
    assert panel.locator("h3").inner_text() == "政策解读"
    assert panel.locator("figure caption").inner_text() == "政策解读 (篇)：历年数值"
