"""WCAG 2.2 AA in a real browser: every page kind in every mode, reflow, keyboard, tables in the accessibility tree."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from gongkai.pipeline import build
from support import copy_site, edit

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
REPORT = "reports/2021/city/index.html"
KINDS = [
    "index.html",
    "reports/index.html",
    "reports/2021/index.html",
    REPORT,
    "reports/2019/town/index.html",
    "offices/index.html",
    "offices/city/index.html",
    "forms/cn-annual-2021/index.html",
    "pages/guide/index.html",
    "search/index.html",
    "compare/index.html",
    "sitemap/index.html",
]
MODES = [("", "light", 1280), ("", "dark", 375), ("large", "light", 375), ("large contrast", "dark", 1280)]

# Per data cell of the legal tables: its number among `table.legal :is(th, td[id])`, and those of the header cells to
# its left and above it, spans filled up, as a screen reader finds them; then those that its `headers` names.
GEOMETRY = """() => {
  const every = [...document.querySelectorAll('table.legal :is(th, td[id])')];
  const number = new Map(every.map((e, i) => [e, i]));
  const told = [];
  for (const table of document.querySelectorAll('table.legal')) {
    const grid = [...table.rows].map(() => []);
    [...table.rows].forEach((row, y) => {
      let x = 0;
      for (const cell of row.cells) {
        while (grid[y][x]) x += 1;
        for (let d = 0; d < cell.rowSpan; d += 1) for (let r = 0; r < cell.colSpan; r += 1) grid[y + d][x + r] = cell;
      }
    });
    grid.forEach((row, y) => row.forEach((cell, x) => {
      if (!cell.matches('td[id]') || row.indexOf(cell) !== x) return;
      const heads = (cells) => [...new Set(cells)].filter((c) => c && c.tagName === 'TH').map((c) => number.get(c));
      told.push([number.get(cell), heads(row.slice(0, x)), heads(grid.slice(0, y).map((r) => r[x])),
        cell.headers.split(' ').map((id) => number.get(document.getElementById(id)))]);
    }));
  }
  return told;
}"""


def opened(browser: Browser, file: Path, width: int = 1280, height: int = 900, **options: Any) -> Page:
    page = browser.new_page(viewport={"width": width, "height": height}, **options)
    page.goto(file.as_uri())
    return page


@pytest.fixture
def report(browser: Browser, demo: Path) -> Iterator[Page]:
    page = opened(browser, demo / REPORT)
    yield page
    page.close()


@pytest.mark.parametrize(("modes", "scheme", "width"), MODES)
@pytest.mark.parametrize("path", KINDS)
def test_no_violation_in_any_mode(browser: Browser, demo: Path, path: str, modes: str, scheme: str, width: int) -> None:
    page = opened(browser, demo / path, width, color_scheme=scheme)
    for mode in modes.split():
        page.click(f"[data-display={mode}]")
    found = Axe().run(page, options={"runOnly": RULES}).response
    assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []
    assert {"color-contrast", "target-size", "heading-order", "region"} <= {p["id"] for p in found["passes"]}
    page.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
@pytest.mark.parametrize("path", KINDS)
def test_no_violation_in_the_plain_theme(browser: Browser, plain: Path, path: str, scheme: str, width: int) -> None:
    page = opened(browser, plain / path, width, color_scheme=scheme)
    found = Axe().run(page, options={"runOnly": RULES}).response
    assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.close()


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("path", KINDS)
def test_reflow_at_320_pixels(browser: Browser, demo: Path, path: str, *, large: bool) -> None:
    """1280 px at 400 % zoom: nothing scrolls sideways but tables in a region of their own."""
    page = opened(browser, demo / path, 320, 256)
    if large:
        page.click("[data-display=large]")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    covered = "[...document.querySelectorAll('thead')].filter(e => getComputedStyle(e).position === 'sticky').length"
    assert page.evaluate(covered) == 0, "a head that stays would leave no room for what is below it"
    page.close()


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("theme", ["base", "gov", "plain"])
def test_reflow_in_english(browser: Browser, tmp_path: Path, theme: str, *, large: bool) -> None:
    """Names do not break as Chinese does; offices stay a table to screen readers."""
    root = copy_site("school", tmp_path / "portal")
    edit(root, "content/portal.yaml", "language: en", f"language: en\ntheme: {theme}")
    assert build(root, root / "site").summary is not None
    for path in (page for page in KINDS if (root / "site" / page).is_file()):
        page = opened(browser, root / "site" / path, 320, 256)
        if large:
            page.click("[data-display=large]")
        assert page.evaluate("document.documentElement.scrollWidth") == 320, path
        if path == "offices/index.html":
            tree = page.locator("table.list").aria_snapshot()
            assert all(f"- {role}" in tree for role in ("table", "rowheader", "columnheader", "cell")), tree
        page.close()


def test_the_tree_gives_every_cell_its_headers(report: Page) -> None:
    """In Chromium's accessibility tree, by the roles that screen readers get."""
    session = report.context.new_cdp_session(report)
    session.send("Accessibility.enable")
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    roles = {n["backendDOMNodeId"]: n["role"]["value"] for n in nodes if not n["ignored"] and "backendDOMNodeId" in n}
    root = session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    wanted = {"nodeId": root, "selector": "table.legal :is(th, td[id])"}
    ids = session.send("DOM.querySelectorAll", wanted)["nodeIds"]
    role = [roles[session.send("DOM.describeNode", {"nodeId": i})["node"]["backendNodeId"]] for i in ids]
    told = report.evaluate(GEOMETRY)
    assert len(told) == 200
    for cell, left, above, named in told:
        assert role[cell] == "cell"
        assert any(role[i] == "columnheader" for i in above), cell
        assert all(role[i] == "rowheader" for i in left), cell
        assert {i for i in named if role[i] == "columnheader"} <= set(above)
        assert {i for i in named if role[i] == "rowheader"} <= {*left, *above}  # a block's caption stands above
        assert set(left) <= set(named)
    with_rows = [left for _, left, _, _ in told if left]
    assert len(with_rows) == 185  # all but the fifteen cells that the form prints in one row
    assert [n["name"]["value"] for n in nodes if n["role"]["value"] == "table"][
        -1
    ] == "政府信息公开行政复议、行政诉讼情况"


def test_a_mode_is_remembered_and_seen_before_the_page(report: Page) -> None:
    html = "document.documentElement.className"
    report.get_by_role("button", name="大字").press("Enter")
    report.get_by_role("button", name="高对比度").press("Enter")
    assert report.evaluate(html).split() == ["scripted", "large", "contrast"]
    pressed = report.locator("[data-display][aria-pressed=true]")
    assert pressed.all_inner_texts() == ["大字", "高对比度"]
    report.add_init_script(
        "new MutationObserver(() => { if (document.body) window.first ??= document.documentElement.className })"
        ".observe(document, {childList: true, subtree: true})"
    )
    report.reload()
    assert {"large", "contrast"} <= set(report.evaluate("window.first").split())
    assert report.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(0, 0, 0)"
    report.get_by_role("button", name="标准").click()
    assert report.evaluate(html) == "scripted"
    assert pressed.all_inner_texts() == ["标准"]


def test_modes_work_where_nothing_may_be_stored(browser: Browser, demo: Path) -> None:
    page = browser.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda e: wrong.append(str(e)))
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })")
    page.goto((demo / REPORT).as_uri())
    page.click("[data-display=large]")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "22.4px"
    assert wrong == []
    page.close()


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("anchor", ["", "#reviews", "#applications.refused.query.total"])
def test_nothing_moves_while_the_page_is_loaded_and_read(browser: Browser, demo: Path, anchor: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.add_init_script(
        "window.moved = 0;"
        "new PerformanceObserver((list) => { for (const e of list.getEntries()) window.moved += e.value })"
        ".observe({ type: 'layout-shift', buffered: true })"
    )
    page.goto((demo / REPORT).as_uri() + anchor)
    page.wait_for_timeout(100)
    if anchor:
        assert page.locator(":target").evaluate("e => e.getBoundingClientRect().top > 0")
        assert page.locator(":target").evaluate("e => e.getBoundingClientRect().top < innerHeight")
    for _ in range(12):
        page.mouse.wheel(0, 600)
        page.wait_for_timeout(30)
    assert page.evaluate("window.moved") == 0
    page.close()


def test_without_scripts_the_page_is_whole_and_offers_nothing_that_fails(browser: Browser, demo: Path) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto((demo / REPORT).as_uri())
    assert page.locator("button:visible:not(.site-search button)").count() == 0
    expect(page.locator("[id='proactive.licensing.decisions']")).to_have_text("42376")
    assert page.locator(".scroll[tabindex='0']").count() == 3
    page.close()


def test_forced_colours_and_reduced_motion(browser: Browser, demo: Path) -> None:
    page = opened(browser, demo / REPORT, forced_colors="active", reduced_motion="reduce")
    page.hover("[id='applications.granted.firm']")
    assert page.locator("td.crossed").first.evaluate("e => getComputedStyle(e).outlineStyle") == "dashed"
    page.evaluate("document.getElementById('applications').scrollIntoView()")
    expect(page.locator(".contents [aria-current]")).to_have_attribute("href", "#applications")
    borders = "e => getComputedStyle(e).borderLeftColor"
    here, other = (page.locator(f".contents a{s}").first for s in ("[aria-current]", ":not([aria-current])"))
    assert here.evaluate(borders) != other.evaluate(borders)
    moving = (
        "[...document.querySelectorAll('*')].filter(e => parseFloat(getComputedStyle(e).transitionDuration) > 0).length"
    )
    assert page.evaluate(moving) == 0
    page.close()
