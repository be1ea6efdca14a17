"""How a query is cut into words: signs, years written together with names, titles, ranges of years, columns."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from searching import ask, opened

PENALTIES = "行政处罚"


@pytest.fixture
def page(browser: Browser, demo: Path) -> Iterator[Page]:
    """The fictional city's search page; nothing may go wrong on it."""
    page, wrong = opened(browser, demo.as_uri())
    yield page
    assert wrong == []
    page.close()


SIGNS = ["(行政处罚", "“行政处罚”", "行政处罚，"]


@pytest.mark.parametrize("query", [*SIGNS, "教育局、行政处罚", "行政处罚;教育局", "行政处罚！"])
def test_signs_are_no_part_of_a_word(page: Page, query: str) -> None:
    ask(page, query)
    assert page.locator("details.indicator h3").first.inner_text() == PENALTIES


YEARS = ["行政处罚2023", "2023年行政处罚", "2023年度行政处罚"]


@pytest.mark.parametrize("query", [*YEARS, "２０２３行政处罚", "2023年，行政处罚"])
def test_a_year_beside_a_name(page: Page, query: str) -> None:
    ask(page, query)
    assert page.locator("details.indicator h3").first.inner_text() == PENALTIES
    assert set(page.locator(".lines tbody td:first-child").all_inner_texts()) == {"2023"}


def test_a_year_in_a_phrase_of_no_name_stays_there(page: Page) -> None:
    told = ask(page, "根据2023年")
    assert "没有找到" in told


TITLE = "示例市教育局2023年政府信息公开工作年度报告"


@pytest.mark.parametrize("query", ["示例市教育局2023年", TITLE, f"《{TITLE}》", "教育局 2023"])
def test_a_title_finds_its_report(page: Page, query: str) -> None:
    ask(page, query)
    links = page.locator("section[aria-labelledby='found-reports'] a")
    assert [a.get_attribute("href") for a in links.all()] == ["../reports/2023/education/index.html"]


@pytest.mark.parametrize("query", ["2021-2023", "2021年—2023年", "2021至2023年度", "2023～2021"])
def test_years_alone_list_their_reports(page: Page, query: str) -> None:
    assert "报告 18 份" in ask(page, query)
    assert page.locator("section[aria-labelledby='found-reports'] a").first.inner_text().find("2023") > 0
    assert "指标" not in page.inner_text("#search-status")


@pytest.mark.parametrize("query", ["(", "，。", "——"])
def test_signs_alone_find_nothing(page: Page, query: str) -> None:
    assert ask(page, query) == f"没有找到“{query}”。"


@pytest.mark.parametrize("query", ["1.属于国家秘密", "2.重复申请", "二、上年结转", "（三）不予公开", "3.0"])
def test_labels_as_they_are_written(page: Page, query: str) -> None:
    told = ask(page, query)
    assert ("没有找到" in told) == (query == "3.0")
