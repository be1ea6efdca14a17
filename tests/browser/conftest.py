"""Debian's Chromium driven by Playwright, on pages opened from disk."""

import functools
import os
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from gongkai.pipeline import build
from support import REPOSITORY, copy_site, edit


class Quiet(SimpleHTTPRequestHandler):
    """A static host that keeps no log."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests. Missing, it is a failure in CI and a skip elsewhere."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium: tests/run installs one")
        pytest.skip("no Chromium on this machine")
    flags = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=chromium, args=[*flags, "--disable-component-update"])
        yield one
        one.close()


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The repository's own portal and the English one, built."""
    out = tmp_path_factory.mktemp("sites")
    roots = {"own": REPOSITORY, "school": copy_site("school", out / "sources")}
    for name, root in roots.items():
        assert build(root, out / name).summary is not None
    return {name: out / name for name in roots}


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fictional city's site in the second theme."""
    out = tmp_path_factory.mktemp("plain-site")
    shutil.copytree(REPOSITORY / "generator/gongkai/demo/content", out / "content")
    edit(out, "content/portal.yaml", "theme: gov", "theme: plain")
    assert build(out, out / "site").summary is not None
    return out / "site"


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fictional city's site: five years, two forms, a public note."""
    out = tmp_path_factory.mktemp("demo-site")
    shutil.copytree(REPOSITORY / "generator/gongkai/demo/content", out / "content")
    assert build(out, out / "site").summary is not None
    return out / "site"


@pytest.fixture
def below(sites: dict[str, Path]) -> Iterator[str]:
    """The repository's portal on a static host, below a sub-path."""
    own = sites["own"]
    handler = functools.partial(Quiet, directory=str(own.parent))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/{own.name}"
    server.shutdown()
    thread.join()
    server.server_close()
