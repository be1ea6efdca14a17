"""Values whose reports state different units are neither joined by a line nor mixed in order."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from gongkai.pipeline import build
from searching import ask, opened, settled
from support import REPOSITORY, edit


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fictional city's site; the city's report of 2020 gives its purchases in 元, all others in 万元."""
    out = tmp_path_factory.mktemp("units")
    shutil.copytree(REPOSITORY / "generator/gongkai/demo/content", out / "content")
    report = "content/reports/city/2020/report.yaml"
    edit(out, report, "采购总金额: 12730.4655", "采购总金额: 127304655")
    edit(out, report, "采购总金额: 万元", "采购总金额: 元")
    assert build(out, out / "site").summary is not None
    return out / "site"


def test_units_are_not_mixed(browser: Browser, units: Path) -> None:
    page, wrong = opened(browser, units.as_uri())
    ask(page, "政府集中采购 采购总金额")
    figure = page.locator("details.indicator figure").first
    assert figure.locator("tbody td").all_inner_texts()[0].endswith("万元")
    assert figure.locator("tbody td").all_inner_texts()[1] == "127304655 元"
    assert figure.locator("svg circle").count() == 1, "2019 has another unit than 2020"
    assert figure.locator("svg text").all_text_contents() == ["2020: 127,304,655"]
    assert "单位不同" in figure.locator("p.note").inner_text()
    figure.locator("select").first.select_option("town")
    assert figure.locator("svg circle").count() == 2
    assert figure.locator("svg text").first.text_content() != ""
    assert figure.locator("p.note").count() == 0
    page.select_option("#search-sort", "value")
    settled(page)
    cells = page.locator(".lines tbody td.n").all_inner_texts()
    kinds = [text.split()[1] for text in cells]
    assert kinds in (sorted(kinds), sorted(kinds, reverse=True)), "each unit stands together"
    numbers = [float(text.split()[0]) for text in cells if text.endswith(" 万元")]
    assert numbers == sorted(numbers, reverse=True)
    assert "单位不同" in page.locator(".indicator p.note").last.inner_text()
    assert wrong == []
    page.close()
