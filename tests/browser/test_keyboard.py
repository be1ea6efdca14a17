"""The keyboard alone: from home to a cited number, and through a table on a narrow screen."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

REPORT = "reports/2021/city/index.html"
SEEN = """() => {
  const box = document.activeElement.getBoundingClientRect();
  return document.activeElement === document.body || (box.bottom > 0 && box.top < innerHeight);
}"""

# Of the focused cell: whether it is seen whole, lies clear of its table's head, and has its row's label in sight.
BESIDE = """() => {
  const cell = document.activeElement;
  const box = (e) => e.getBoundingClientRect();
  const [r, label, region] = [cell, cell.parentNode.querySelector('th[scope=row]'), cell.closest('.scroll')].map(box);
  const seen = r.left >= label.right - 1 && r.right <= region.right + 1 && r.bottom <= innerHeight + 1;
  return [seen, r.top >= box(cell.closest('table').tHead).bottom - 1, label.right > 60];
}"""


def opened(browser: Browser, file: Path, width: int) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(file.as_uri())
    return page


def reach(page: Page, wanted: str) -> None:
    """Press Tab until the focus is there; it must be seen all the way."""
    for _ in range(80):
        page.keyboard.press("Tab")
        assert page.evaluate(SEEN), page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("s => document.activeElement.matches(s)", wanted):
            return
    pytest.fail(f"no way to {wanted} by keyboard")


def test_from_home_to_a_cited_cell_by_keyboard_alone(browser: Browser, demo: Path) -> None:
    page = opened(browser, demo / "index.html", 1280)
    reach(page, "a.skip")
    page.keyboard.press("Enter")
    reach(page, ".reports a[href*='2023/city']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/reports/2023/city/index.html")
    reach(page, "a.cited[href='#applications.received.total']")
    page.keyboard.press("Enter")
    target = page.locator("td:target")
    assert target.get_attribute("id") == "applications.received.total"
    head = page.locator("table:has(td:target) thead").bounding_box()
    cell = target.bounding_box()
    assert head is not None
    assert cell is not None
    assert cell["y"] >= head["y"] + head["height"], "the head that stays must not lie over the cell"
    reach(page, "#reviews [data-tool=cite]")  # Tab goes on from the cell
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_accessible_name("行政诉讼 › 复议后起诉 › 总计")
    page.close()


def test_on_a_phone_the_heads_of_a_table_stay_beside_the_chosen_cell(browser: Browser, demo: Path) -> None:
    page = opened(browser, demo / REPORT, 375)
    page.locator("#applications [data-tool=cite]").press("Enter")
    for key in [*["ArrowDown"] * 12, *["ArrowRight"] * 3, *["ArrowLeft"] * 2, *["ArrowUp"] * 6]:
        page.keyboard.press(key)
        shown, head, row = page.evaluate(BESIDE)
        assert (shown, head, row) == (True, True, True), (key, page.evaluate("document.activeElement.id"))
    page.close()
