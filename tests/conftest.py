"""Fixtures: copies of the tiny sites, and the real reports where they are present."""

from pathlib import Path

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
