"""Fixtures: copies of the tiny sites, and the real reports where they are present."""

from collections.abc import Iterator
from pathlib import Path
from types import CodeType

import jinja2
import pytest
from hypothesis import settings

from support import SHARED, copy_site

settings.register_profile("shared machine", deadline=None)  # no test asserts a time
settings.load_profile("shared machine")


@pytest.fixture
def mini(tmp_path: Path) -> Path:
    """A copy of the smallest Chinese site."""
    return copy_site("mini", tmp_path / "mini")


@pytest.fixture
def school(tmp_path: Path) -> Path:
    """A copy of the English site with a form of its own."""
    return copy_site("school", tmp_path / "school")


@pytest.fixture(scope="session")
def reports() -> Path:
    """The real reports beside the repository; tests that need them skip where they are absent."""
    folder = SHARED / "reports"
    if not folder.is_dir():
        pytest.skip("real reports are not on this machine")
    return folder


@pytest.fixture(scope="module")
def templates_once() -> Iterator[None]:
    """Compiling templates is most of what a tiny portal costs: each source once. The code holds a theme's words."""
    compile_, known = jinja2.Environment.compile, dict[object, CodeType]()

    def compiled(environment: jinja2.Environment, *of: str) -> CodeType:
        theme = environment.words["t"].__self__  # type: ignore[attr-defined]
        key = (of, tuple(sorted(theme.strings.items())))
        if key not in known:
            known[key] = compile_(environment, *of)  # type: ignore[call-overload]
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jinja2.Environment, "compile", compiled)
        yield
