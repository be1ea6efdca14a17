"""What the search finds and in which order: indicators with their years, slips, variants, sections, sort."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from searching import ask, opened, settled

INDICATORS = [("行政处罚", "行政处罚"), ("结转", "二、上年结转"), ("重复申请", "重复申请")]
VARIANTS = [("行政處罰", "行政处罚"), ("結轉下年度", "结转下年度"), ("　２０２３　網站　", "网站")]


@pytest.fixture
def page(browser: Browser, demo: Path) -> Iterator[Page]:
    """The fictional city's search page; nothing may go wrong on it."""
    page, wrong = opened(browser, demo.as_uri())
    yield page
    assert wrong == []
    page.close()


def choose(page: Page, name: str, value: str) -> str:
    """Set a choice, and wait."""
    page.select_option(f"#search-{name}", value)
    return settled(page)


@pytest.mark.parametrize(
    ("query", "label"), [("行政处罚", "行政处罚"), ("结转", "二、上年结转"), ("重复申请", "2.重复申请")]
)
def test_an_indicator_is_offered_with_its_years(page: Page, query: str, label: str) -> None:
    ask(page, query)
    panel = page.locator("details.indicator").first
    assert panel.get_attribute("open") is not None
    assert label in panel.locator("summary h3").inner_text()
    years = panel.locator("figure thead th").all_inner_texts()[1:]
    assert years == ["2019", "2020", "2021", "2022", "2023"]
    cells = panel.locator("figure tbody td a")
    assert cells.count() == panel.locator("figure svg circle").count() == 5
    assert panel.locator("figure svg").get_attribute("aria-hidden") == "true"
    number = cells.last.inner_text()
    cells.last.click()
    page.wait_for_url("**/reports/2023/city/index.html#*")
    assert page.locator("td:target").inner_text().replace(",", "") == number


def test_one_office_at_a_time(page: Page) -> None:
    ask(page, "行政处罚")
    figure = page.locator("details.indicator figure").first
    first = figure.locator("tbody").inner_text()
    figure.locator("select").first.select_option("town")
    assert figure.locator("tbody th").inner_text() == "示例镇人民政府"
    assert figure.locator("tbody").inner_text() != first
    hrefs = [a.get_attribute("href") or "" for a in figure.locator("tbody td a").all()]
    assert all("/town/index.html#proactive.penalties." in href for href in hrefs)


def test_the_line_breaks_where_the_form_has_no_such_column(page: Page) -> None:
    ask(page, "规范性文件")
    figure = page.locator("details.indicator figure").first
    column = figure.locator("select").last
    column.select_option(label="现行有效件数")
    absent = figure.locator("tbody td.absent").count()
    assert 0 < absent < 5
    assert figure.locator("svg circle").count() == 5 - absent
    assert figure.locator("svg polyline").count() == 1


def test_other_rows_open_on_demand(page: Page) -> None:
    ask(page, "结转")
    second = page.locator("details.indicator").nth(1)
    assert second.locator("table").count() == 0
    second.locator("summary").click()
    second.locator("figure").wait_for()
    assert second.locator(".lines tbody tr").count() == 10


@pytest.mark.parametrize(
    ("query", "found"), [("行政處罰", "行政处罚"), ("結轉下年度", "结转下年度"), ("ｗｅｂ　行政处罚", "")]
)
def test_traditional_and_full_width(page: Page, query: str, found: str) -> None:
    told = ask(page, query)
    marks = page.locator("#search-results mark").all_inner_texts()
    assert (found in marks) if found else ("没有找到" in told)


@pytest.mark.parametrize("query", ["许", "罚", "镇"])
def test_one_character(page: Page, query: str) -> None:
    assert "正文至少要输入两个字" in ask(page, query)
    first = page.locator("#search-results .go").first
    assert query in first.inner_text()
    assert page.locator(".hit").count() == 0


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("依申清公开", "依申请公开"),
        ("行政许克", "行政许可"),
        ("行政可许", "行政许可"),
        ("政府集采购", "政府集中采购"),
        ("示列市教育局", "示例市教育局"),
        ("行政许克 2021", "行政许可 2021"),
    ],
)
def test_did_you_mean(page: Page, query: str, meant: str) -> None:
    assert "没有找到" in ask(page, query)
    link = page.locator("section[aria-labelledby='found-meant'] a").first
    assert link.inner_text() == meant
    link.click()
    page.wait_for_url("**q=*")
    assert "找到" in settled(page)
    assert page.input_value("#search-q") == meant


def test_choices_that_leave_nothing_can_be_dropped(page: Page) -> None:
    ask(page, "新媒体")
    assert "没有找到" in choose(page, "section", "reviews")
    page.click("section[aria-labelledby='found-meant'] a")
    page.wait_for_load_state()
    assert "正文" in settled(page)


def test_a_section_and_a_kind(page: Page) -> None:
    ask(page, "公开")
    told = choose(page, "section", "problems")
    assert "指标" not in told
    places = [a.get_attribute("href") or "" for a in page.locator(".place a").all()]
    assert places
    assert all("#problems" in href for href in places)
    choose(page, "section", "")
    assert "正文" not in choose(page, "kind", "indicators")
    assert page.locator(".hit").count() == 0
    assert "指标" not in choose(page, "kind", "texts")
    assert page.locator(".hit").count() > 0


def test_sorted_by_year_and_by_value(page: Page) -> None:
    ask(page, "行政处罚")
    choose(page, "sort", "oldest")
    years = page.locator(".lines tbody td:first-child")
    assert years.first.inner_text() == "2019"
    assert page.locator(".hit h3").first.inner_text().endswith("2019年政府信息公开工作年度报告")
    choose(page, "sort", "newest")
    assert years.first.inner_text() == "2023"
    choose(page, "sort", "value")
    numbers = [int(text) for text in page.locator(".lines tbody tr td:nth-child(3)").all_inner_texts()]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] > numbers[-1]


def test_words_that_stand_together_come_first(page: Page) -> None:
    ask(page, "监督 考核")
    hit = page.locator(".hit").first
    assert "监督" in hit.locator(".place").first.inner_text()
    assert {"监督", "考核"} <= set(hit.locator("p mark").all_inner_texts())


def test_years_among_the_words(page: Page) -> None:
    ask(page, "行政处罚 2020-2021")
    assert set(page.locator(".lines tbody td:first-child").all_inner_texts()) == {"2020", "2021"}
    assert page.locator("figure thead th").all_inner_texts()[1:] == ["2020", "2021"]
