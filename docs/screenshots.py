"""The README's pictures: the demo with theme `gov`, in headless Chromium. Run `python docs/screenshots.py`."""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from gongkai.pipeline import build

HERE = Path(__file__).resolve().parent
DEMO = HERE.parent / "generator" / "gongkai" / "demo" / "content"
LIMIT = 200_000
"""Bytes of a picture: it is fetched by everybody who reads the README."""

REPORT = "reports/2021/city/index.html"
SHOTS = (
    ("home", "index.html", 1280, 960),
    ("report", REPORT, 1280, 860),
    ("archive", "reports/2023/index.html", 1280, 720),
    ("phone", f"{REPORT}#applications", 375, 812),
)
"""Name, page, and the window's width and height."""


def site(folder: Path) -> Path:
    """The demo, built with theme `gov` in a folder of its own."""
    shutil.copytree(DEMO, folder / "content")
    options = folder / "content" / "portal.yaml"
    lines = [line for line in options.read_text(encoding="utf-8").splitlines() if not line.startswith("theme:")]
    options.write_text("\n".join([*lines, "theme: gov", ""]), encoding="utf-8", newline="\n")
    output = folder / "site"
    if build(folder, output).summary is None:
        sys.exit("the demo has errors: gongkai new --demo, then gongkai check")
    return output


def shoot(browser: Browser, home: Path, target: Path) -> None:
    """Take every picture; one that is too heavy ends the run."""
    for name, address, width, height in SHOTS:
        page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
        path, _, anchor = address.partition("#")
        page.goto((home / path).as_uri() + (f"#{anchor}" if anchor else ""))
        file = target / f"{name}.png"
        page.screenshot(path=file)
        page.close()
        if file.stat().st_size > LIMIT:
            sys.exit(f"{file} has {file.stat().st_size} bytes, more than {LIMIT}")


def main() -> None:
    """Build, look, write docs/img/."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("no Chromium on this machine: tests/run installs one")
    target = HERE / "img"
    target.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        shoot(browser, site(Path(folder)), target)
        browser.close()


if __name__ == "__main__":
    main()
