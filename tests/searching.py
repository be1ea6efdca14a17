"""What the browser tests of the search share: a page that keeps account of what goes wrong, and asking it."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page


def opened(browser: Browser, root: str, path: str = "search/index.html") -> tuple[Page, list[str]]:
    """A page of a site, and everything that went wrong or was asked of another place."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    wrong: list[str] = []
    page.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: wrong.append(str(e)))
    page.on("request", lambda r: None if r.url.startswith(root) else wrong.append(r.url))
    page.on("requestfailed", lambda r: wrong.append(f"failed: {r.url}"))
    page.goto(f"{root}/{path}")
    return page, wrong


def settled(page: Page) -> str:
    """The status, once a search has come to its end."""
    page.wait_for_selector("#search-status:not(:empty)")
    page.wait_for_selector("#search-results:not([aria-busy])", state="attached")
    return page.inner_text("#search-status")


def ask(page: Page, query: str) -> str:
    """Type a query and press Enter."""
    page.fill("#search-q", query)
    page.press("#search-q", "Enter")
    return settled(page)


def serious(page: Page) -> list[str]:
    """What axe finds serious. It asks for what the policy forbids, so look at `wrong` before."""
    violations = Axe().run(page).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html']}" for v in violations if v["impact"] in ("serious", "critical")]
