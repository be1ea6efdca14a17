"""What a reader loads: sizes of the built bytes, and that the page needs nothing else."""

import gzip
import re
import shutil
from pathlib import Path

import pytest

from gongkai.pipeline import build
from support import REPOSITORY

HTML = 60_000  # bytes of a report's page, as it is
STYLE = 30_000  # bytes of all style sheets and scripts of a page, compressed


@pytest.fixture(scope="module", params=["own", "demo"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first real report, and the fictional city's long ones."""
    root = tmp_path_factory.mktemp("budget")
    source = REPOSITORY / "content" if request.param == "own" else REPOSITORY / "generator/gongkai/demo/content"
    shutil.copytree(source, root / "content")
    assert build(root, root / "site").summary is not None
    return root / "site"


def reports(site: Path) -> list[Path]:
    return sorted(site.glob("reports/*/*/index.html"))


def test_a_reports_page_is_small(site: Path) -> None:
    assert reports(site)
    for page in reports(site):
        assert page.stat().st_size < HTML, page


def test_styles_and_scripts_are_small_on_every_page(site: Path) -> None:
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        files = re.findall(r'<(?:link rel="stylesheet" href|script src)="([^"]+)"', text)
        assert files, page
        size = sum(len(gzip.compress((page.parent / file).read_bytes(), mtime=0)) for file in files)
        assert size < STYLE, (page, size)


def test_nothing_holds_the_first_paint_up_but_styles_and_the_display_mode(site: Path) -> None:
    for page in site.rglob("*.html"):
        head, body = page.read_text(encoding="utf-8").split("</head>")
        blocking = [s for s in re.findall(r"<script [^>]*src[^>]*>", head) if " defer" not in s]
        assert len(blocking) == 1, page
        assert "assets/display.js" in blocking[0]
        assert "<script src" not in body
        assert re.findall(r'(?:src|href)="(?:https?:)?//', re.sub(r'<a href="[^"]*"', "", body)) == []


def test_pictures_do_not_shift_the_page(site: Path) -> None:
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert all('class="emblem"' in img or 'class="marks"' in text for img in re.findall(r"<img[^>]*>", text)), page
