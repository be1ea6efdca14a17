"""Charts, the year's table and the comparison in a real browser: sorted, filtered, compared, accessible, narrow."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from gongkai.pipeline import build
from support import REPOSITORY

OFFICES = "office=city&office=education&office=town"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo portal, built."""
    root = tmp_path_factory.mktemp("demo")
    shutil.copytree(REPOSITORY / "generator/gongkai/demo/content", root / "content")
    assert build(root, root / "site").summary is not None
    return root / "site"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that must not complain."""
    one = browser.new_page(viewport={"width": 1280, "height": 900})
    wrong: list[str] = []
    one.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
    one.on("pageerror", lambda e: wrong.append(str(e)))
    yield one
    one.close()
    assert wrong == []


def ready(page: Page) -> None:
    page.wait_for_function("document.querySelector('#compare-results figure') !== null")


@pytest.mark.parametrize(
    "path", ["offices/city/index.html", "reports/2022/index.html", f"compare/index.html?indicator=granted&{OFFICES}"]
)
@pytest.mark.parametrize("width", [1280, 320])
def test_accessible_and_no_wider_than_the_window(browser: Browser, site: Path, path: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})  # axe itself asks for what the policy forbids
    page.goto(f"{site.as_uri()}/{path}")
    if path.startswith("compare"):
        ready(page)
    for summary in page.locator("details > summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    results = Axe().run(page)
    assert [v["id"] for v in results.response["violations"]] == [], results.generate_report()
    page.close()


def test_a_chart_is_an_image_with_a_name_and_a_sentence(page: Page, site: Path) -> None:
    page.goto(f"{site.as_uri()}/offices/city/index.html")
    charts = page.get_by_role("img", name="收到和结转的政府信息公开申请")
    assert charts.count() == 1
    assert "最高为2022年616件" in charts.first.evaluate(
        "e => document.getElementById(e.getAttribute('aria-labelledby').split(' ')[1]).textContent"
    )
    fills = page.evaluate(
        "new Set([...document.querySelectorAll('#chart-outcomes .bar')].map(e => getComputedStyle(e).fill)).size"
    )
    assert fills == 6  # a pattern each, and not the colour alone


def column(page: Page, number: int) -> list[str]:
    return page.locator(f"#offices tbody tr > :nth-child({number})").all_inner_texts()


def test_a_column_is_sorted_and_put_back(page: Page, site: Path) -> None:
    page.goto(f"{site.as_uri()}/reports/2022/index.html")
    before = column(page, 1)
    head = page.locator("#offices thead th").nth(1)
    button = head.get_by_role("button")
    button.focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    numbers = [int(text.replace(",", "")) for text in column(page, 2)]
    assert numbers == sorted(numbers, reverse=True)
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") is None
    assert column(page, 1) == before


def test_blank_stands_last_in_either_order(page: Page, site: Path) -> None:
    page.goto(f"{site.as_uri()}/reports/2022/index.html")
    page.evaluate("""() => { const cell = document.querySelector('#offices tbody tr:nth-child(2) td:nth-child(2)');
        cell.classList.add('blank'); cell.textContent = '（未填）'; }""")
    button = page.locator("#offices thead th").nth(1).get_by_role("button")
    for _ in range(2):
        button.click()
        assert column(page, 2)[-1] == "（未填）"


def test_numbers_of_different_units_are_not_sorted_into_each_other(page: Page, site: Path) -> None:
    page.goto(f"{site.as_uri()}/reports/2022/index.html")
    page.evaluate("""() => ['3万元', '20元', '1,000', '100万元', '7', ''].forEach((text, i) => {
        const cell = document.querySelectorAll('#offices tbody tr')[i].cells[1];
        const [, number, unit] = /^([\\d,]*)(.*)$/.exec(text);
        cell.replaceChildren(number, ...(unit ? [` ${unit}`] : []));
        if (i === 4) cell.append(Object.assign(document.createElement('sup'), {textContent: '＊'}));
    })""")
    button = page.locator("#offices thead th").nth(1).get_by_role("button")
    button.click()
    assert column(page, 2) == ["1,000", "7＊", "100 万元", "3 万元", "20 元", ""]
    button.click()
    assert column(page, 2) == ["7＊", "1,000", "3 万元", "100 万元", "20 元", ""]


def test_a_sum_of_the_site_is_marked_and_leads_to_no_cell(page: Page, site: Path) -> None:
    page.goto(f"{site.as_uri()}/reports/2023/index.html")
    link = page.locator("#offices tbody tr").first.get_by_role("link", name="60")
    assert link.get_attribute("title") == "由8格相加，点数字看这些格所在的表"
    assert page.locator("sup").first.inner_text() == "＊"
    link.click()
    page.wait_for_url("**#applications")
    assert page.locator("td:target").count() == 0
    page.goto(f"{site.as_uri()}/compare/index.html?indicator=refused&office=city")
    ready(page)
    cells = page.locator("#compare-results tbody td")
    assert cells.last.inner_text() == "60＊"
    assert cells.last.locator("a").get_attribute("href").endswith("/2023/city/index.html#applications")
    assert "不予公开＝1.属于国家秘密＋" in page.locator("#compare-results .note").inner_text()


def test_opening_the_comparison_leaves_its_address(page: Page, site: Path) -> None:
    bare = f"{site.as_uri()}/compare/index.html"
    page.goto(bare)
    assert page.url == bare
    page.goto(f"{site.as_uri()}/offices/city/index.html")
    page.locator(".to-compare a").click()
    page.locator("#compare-results figure").wait_for()
    assert page.url == f"{bare}?office=city"
    assert page.locator("#compare-offices input:checked").count() == 1


def test_without_scripts_the_table_and_the_way_to_the_years_are_there(browser: Browser, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.as_uri()}/reports/2022/index.html")
    assert page.locator("#offices tbody tr").count() == 6
    assert page.locator("#offices button").count() == 0
    page.goto(f"{site.as_uri()}/compare/index.html")
    assert "需要启用脚本" in page.locator("main").inner_text()
    assert not page.locator("#compare").is_visible()
    page.get_by_role("link", name="2022年").click()
    assert page.locator("#offices").count() == 1
    context.close()


def test_offices_are_compared_and_the_address_says_what(page: Page, site: Path) -> None:
    page.goto(f"{site.as_uri()}/compare/index.html")
    assert page.locator("#compare-status").inner_text() == "请选择要对比的机关。"
    page.select_option("#compare-indicator", "other_outcomes")
    for name in ("示例市人民政府", "示例镇人民政府"):
        page.get_by_label(name, exact=True).check()
    ready(page)
    page.wait_for_function("document.querySelectorAll('#compare-results figure').length === 2")
    assert "indicator=other_outcomes&office=city&office=town" in page.url
    page.reload()
    page.wait_for_function("document.querySelectorAll('#compare-results figure').length === 2")
    cells = page.locator("#compare-results tbody tr").nth(1).locator("td a")
    # The town's form of 2021 has one line where the others have three.
    assert cells.all_inner_texts() == ["0", "0", "1", "0", "1"]
    cells.nth(2).click()
    page.wait_for_url("**/reports/2021/town/index.html#applications.other.total")
    assert page.locator("td:target").inner_text() == "1"


def test_money_is_compared_in_its_unit_and_years_of_another_form_are_left_out(page: Page, site: Path) -> None:
    page.goto(f"{site.as_uri()}/compare/index.html?indicator=fees&office=city&scale=own")
    ready(page)
    assert page.locator("#compare-name").inner_text() == "行政事业性收费金额（单位：万元）"
    assert page.locator("#compare-results thead th").all_inner_texts() == ["公开机关", "2021", "2022", "2023"]
    assert not page.locator("#compare-scale").is_checked()
    page.fill("#compare-filter", "街道")
    assert page.locator("#compare-offices li:visible").all_inner_texts() == ["示例市人民政府", "示例街道办事处"]
