"""The report page's tools, by mouse and by keyboard, on pages opened from disk."""

import io
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect
from pypdf import PdfReader

CITY = "reports/2021/city/index.html"
TITLE = "示例市人民政府2021年政府信息公开工作年度报告"
FOLLOWED = ".contents [aria-current=location]"


@pytest.fixture
def page(browser: Browser, demo: Path) -> Iterator[Page]:
    """The fictional city's report of the year in which the form changed; no error may come up."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    one = context.new_page()
    wrong: list[str] = []
    one.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
    one.on("pageerror", lambda e: wrong.append(str(e)))
    one.goto((demo / CITY).as_uri())
    yield one
    context.close()
    assert [w for w in wrong if "connect-src" not in w and "preload assets" not in w] == []  # axe's own wishes


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response
    assert found["passes"]
    return [v["id"] for v in found["violations"]]


def test_numbers_are_set_apart_but_stay_numbers(page: Page) -> None:
    cell = page.locator("[id='proactive.licensing.decisions']")
    assert cell.inner_text() == "42376"
    assert cell.evaluate("e => getComputedStyle(e.querySelector('i'), '::before').content") == '","'
    assert page.locator(".info i, h1 i, a.cited i").count() == 0


def test_contents_follow_the_reading_position(page: Page) -> None:
    assert page.locator(FOLLOWED).count() == 0  # the preamble is not in the list
    for anchor in ("problems", "applications"):
        page.evaluate("id => document.getElementById(id).scrollIntoView()", anchor)
        expect(page.locator(FOLLOWED)).to_have_attribute("href", f"#{anchor}")
    page.keyboard.press("End")
    expect(page.locator(FOLLOWED)).to_have_attribute("href", "#downloads")
    assert page.locator(FOLLOWED).count() == 1


def test_a_row_and_a_column_cross_at_the_mouse(page: Page) -> None:
    page.hover("[id='applications.granted.firm']")
    crossed = page.locator("th.crossed").all_inner_texts()
    assert {"（一）予以公开", "商业企业", "法人或其他组织"} <= {t.replace("\n", "") for t in crossed}
    cells = page.locator("td.crossed").evaluate_all("all => all.map(e => e.id)")
    assert all(".granted." in c or c.endswith(".firm") for c in cells)
    assert len(cells) > 30
    underlined = page.locator("th.crossed").first.evaluate("e => getComputedStyle(e).textDecorationLine")
    assert underlined == "underline"  # a sign besides the colour


def test_the_head_of_a_table_stays_in_the_window(page: Page) -> None:
    page.locator("[id='applications.refused.internal.person']").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('applications.total.person').scrollIntoView({block: 'end'})")
    box = page.locator("#applications thead").bounding_box()
    assert box is not None
    assert box["y"] == pytest.approx(0, abs=1)


def test_last_years_numbers_on_demand(page: Page, demo: Path, browser: Browser) -> None:
    page.locator("#applications [data-tool=before]").click()
    expect(page.locator("#applications [role=status]")).to_contain_text("2020年")
    before = browser.new_page()
    before.goto((demo / CITY.replace("2021", "2020")).as_uri())
    for cell in ("applications.received.total", "applications.granted.person"):
        now, then = (p.locator(f"[id='{cell}']").inner_text().split("\n")[0] for p in (page, before))
        text = page.locator(f"[id='{cell}'] small").inner_text()
        assert text.split() == ["2020年", then, f"{int(now) - int(then):+}".replace("-", "−")]
    before.close()
    assert page.locator("[id='applications.refused.third_party.person'] small").count() == 1
    assert page.locator("#applications td small").count() < page.locator("#applications td[id]").count()  # new rows
    page.locator("#applications [data-tool=before]").click()
    assert page.locator("td small").count() == 0


def test_a_change_of_form_is_said_where_cells_have_no_counterpart(page: Page, demo: Path) -> None:
    page.locator("#proactive [data-tool=before]").click()
    expect(page.locator("#proactive [role=status]")).to_contain_text("2020年用的是另一种格式")
    assert page.locator("[id='proactive.regulations.issued'] small").count() == 0
    page.goto((demo / CITY.replace("2021", "2022")).as_uri())
    page.locator("#proactive [data-tool=before]").click()
    expect(page.locator("#proactive [role=status]")).to_have_text("每格下面的小字是2021年的数和本年比上年的增减。")


@pytest.mark.parametrize(
    ("host", "canonical", "given"),
    [
        ("http://localhost:8000/", "", ""),
        ("http://127.0.0.1/", "", ""),
        ("https://open.example/sub/", "", "https://open.example/sub/page"),
        ("http://127.0.0.1/", "https://open.example/page", "https://open.example/page"),
    ],
)
def test_a_permanent_link_is_one_for_everybody(page: Page, demo: Path, host: str, canonical: str, given: str) -> None:
    html = (demo / CITY).read_text(encoding="utf-8").replace("../../../", "")
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    html = html.replace("</head>", f"{link}</head>")

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(host)
        if path.startswith("page"):
            route.fulfill(body=html, content_type="text/html")
        else:
            route.fulfill(path=demo / path)

    page.route(f"{host}**", answer)
    page.goto(f"{host}page?x=1")
    page.locator("[id='proactive.licensing.decisions']").click()
    dialog = page.get_by_role("dialog")
    cited = dialog.get_by_label("引用格式", exact=True).input_value()
    address = f"{given}#proactive.licensing.decisions"
    if given:
        assert dialog.get_by_label("固定链接", exact=True).input_value() == address
        assert f"，{address}，访问日期" in cited
    else:
        assert dialog.get_by_label("固定链接", exact=True).count() == 0
        assert "http" not in cited


def test_a_table_is_copied_as_text(page: Page) -> None:
    page.locator("#applications [data-tool=before]").click()
    page.locator("#applications [data-tool=copy]").click()
    expect(page.locator("#applications [role=status]")).to_have_text("已复制")
    first, *rows = [r.split("\t") for r in page.evaluate("navigator.clipboard.readText()").split("\n")]
    assert first == [f"{TITLE}，收到和处理政府信息公开申请情况（单位：件）", *[""] * 9]
    assert {len(r) for r in rows} == {10}  # three columns of labels, seven of numbers
    assert sum("勾稽关系" in cell for row in rows for cell in row) == 1  # a note over three columns and three rows
    assert rows[1][4:9] == ["法人或其他组织"] * 5
    row = next(r for r in rows if r[2].startswith("2."))
    assert row[:2] == ["三、本年度办理结果", "（三）不予公开"]
    assert all(value.isdigit() for value in row[3:])


def test_from_the_top_to_a_citation_by_keyboard(page: Page) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if (
            page.evaluate("document.activeElement.closest('#applications') && document.activeElement.dataset.tool")
            == "cite"
        ):
            break
    page.keyboard.press("Enter")
    focused = "document.activeElement.id"
    assert page.evaluate(focused) == "applications.received.person"
    expect(page.locator("#applications [role=status]")).to_contain_text("方向键")
    assert page.locator("#applications table").get_attribute("role") == "grid"
    assert violations(page) == []
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
    assert page.evaluate(focused) == "applications.granted.firm"
    for key, column in (("End", "total"), ("ArrowRight", "total"), ("Home", "person"), ("ArrowRight", "firm")):
        page.keyboard.press(key)
        assert page.evaluate(focused) == f"applications.granted.{column}"
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_have_accessible_name(
        "三、本年度办理结果 › （一）予以公开 › 申请人情况 › 法人或其他组织 › 商业企业"
    )
    assert violations(page) == []
    assert dialog.get_by_label("固定链接", exact=True).count() == 0  # opened from disk, and no base_url
    expect(dialog).to_contain_text("还没有注明正式网址")
    text = dialog.get_by_label("引用格式", exact=True).input_value()
    assert text.startswith("示例市人民政府：《示例市人民政府2021年政府信息公开工作年度报告》，表“")
    assert "商业企业，10件，访问日期20" in text
    dialog.get_by_role("button", name="复制引用格式").press("Enter")
    expect(dialog.get_by_role("status")).to_have_text("已复制")
    assert page.evaluate("navigator.clipboard.readText()") == text
    for _ in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate("!document.activeElement.closest('main, header, footer')"), "the dialog keeps the focus"
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert page.evaluate(focused) == "applications.granted.firm"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.tool") == "cite"
    assert page.locator("table[role=grid], td[tabindex]").count() == 0


def test_a_cell_is_cited_by_mouse_but_not_while_text_is_selected(page: Page) -> None:
    page.locator("[id='proactive.licensing.decisions']").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("42,376")
    assert "42,376，访问日期" in dialog.get_by_label("引用格式", exact=True).input_value()
    dialog.get_by_role("button", name="关闭").click()
    expect(dialog).to_have_count(0)
    page.locator("[id='proactive.licensing.decisions']").select_text()
    page.locator("[id='proactive.licensing.decisions']").dispatch_event("click")
    expect(dialog).to_have_count(0)


def test_a_waived_cell_is_marked_and_leads_to_its_note(page: Page, demo: Path) -> None:
    page.goto((demo / "reports/2019/town/index.html").as_uri())
    assert page.locator("[data-tool=before]:visible").count() == 0  # there is no year before
    cell = page.locator("td.noted")
    assert cell.inner_text() == "0"
    assert cell.locator("a").evaluate("e => getComputedStyle(e, '::after').content") == '"※"'
    cell.locator("a").click()
    assert page.url.endswith("#note-1")
    assert page.locator("#note-1 a").get_attribute("href") == f"#{cell.get_attribute('id')}"


def test_files_say_what_they_are(page: Page, demo: Path) -> None:
    size = (demo / "reports/2021/city/city-2021.csv").stat().st_size
    assert page.locator(".files li").first.inner_text().endswith(f"CSV · {round(size / 1000)} KB")


def test_on_paper_it_is_a_document_in_any_mode(page: Page) -> None:
    page.click("[data-display=large]")
    page.click("[data-display=contrast]")
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert {(round(float(p.mediabox.width)), round(float(p.mediabox.height))) for p in paper.pages} == {(595, 842)}
    assert 4 <= len(paper.pages) <= 6
    text = "".join(p.extract_text() for p in paper.pages)
    assert "政府信息公开" in text
    for word in ("上年数", "高对比度", "下一年", "网站地图"):
        assert word not in text
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def test_on_paper_no_head_of_a_block_is_parted_from_its_numbers(page: Page) -> None:
    for space in (20, 36, 64, 80):  # millimetres: somewhere in these a page ends at every block
        page.evaluate("mm => { document.querySelector('article section').style.paddingTop = mm + 'mm' }", space)
        for paper in PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages:
            text = unicodedata.normalize("NFKC", paper.extract_text())  # radicals are drawn for some characters
            lines = [line for line in text.split("\n") if line.strip()]
            assert not re.match("第二十条|信息内容", lines[-1]), (space, lines[-1])


def test_on_paper_the_dates_of_an_offices_reports_are_whole(page: Page, demo: Path) -> None:
    page.goto((demo / "offices/city/index.html").as_uri())
    page.set_viewport_size({"width": 794, "height": 900})  # A4
    page.emulate_media(media="print")
    edges = page.locator(".reports time").evaluate_all(
        "all => all.map(e => [e.scrollWidth - e.clientWidth, e.getBoundingClientRect().right - innerWidth])"
    )
    assert edges
    assert all(over <= 0 and right <= 0 for over, right in edges)
