"""Anchors are those on the page; addresses of other sites are judged by their spelling and never stop a check."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai import anchors, outside, routes
from gongkai.pipeline import Built, build
from support import REPOSITORY, copy_site, edit


def ids(file: Path) -> set[str]:
    return set(re.findall(r'\sid="([^"]*)"', file.read_text(encoding="utf-8"))) - {"main", "site-q"}


def compare(built: Built, output: Path) -> None:
    """Every id on a page is known, and every known one is there."""
    assert built.summary is not None
    for report in built.portal.published():
        found = ids(output / routes.report(report.office, report.year))
        headers = {name for name in found if re.fullmatch("[A-Z][0-9]+", name)}
        assert found - headers == set(anchors.anchors(report))
        for name in headers:
            assert anchors.known(name, report), name
    for page in built.portal.pages:
        assert ids(output / routes.page(page)) == set(anchors.anchors(page))


@pytest.mark.parametrize("site", ["mini", "school"])
def test_anchors_are_those_on_the_page(site: str, tmp_path: Path) -> None:
    root = copy_site(site, tmp_path / "portal")
    if site == "mini":
        edit(root, "content/reports/jia/2023/report.md", "无。", "无。\n\n#### 丙\n\n> ### 引用里的标题")
        report = "content/reports/jia/2023/report.yaml"
        edit(root, report, "facts:", "waivers:\n  - {code: heading.number, reason: 原件如此, by: 示例}\nfacts:")
        edit(root, "content/reports/jia/2023/report.md", "### （二）", "### （三）")
        edit(root, "content/pages/guide.md", "示例。", "## 一\n\n### 二")
    compare(build(root, tmp_path / "site"), tmp_path / "site")


def test_anchors_of_the_first_real_report(tmp_path: Path) -> None:
    """It repeats a section and prints wordings of its own."""
    compare(build(REPOSITORY, tmp_path / "site"), tmp_path / "site")


ADDRESSES = st.one_of(
    st.text(max_size=40),
    st.lists(
        st.sampled_from(
            ["http", "https", ":", "/", "//", "@", "[", "]", "a", ".", "cn", "1", "256", "%", "xn--", "："]
        ),
        max_size=12,
    ).map("".join),
)


@given(ADDRESSES)
def test_no_address_stops_a_check(address: str) -> None:
    outside.leaving(address)
    outside.meant(address)
    outside.unread(address)


@given(
    st.from_regex(
        r"https?://(?:[a-z0-9][a-z0-9-]{0,9}[a-z0-9]\.){1,3}(?:cn|org|gov\.cn)(?:/[a-z0-9?=&%.]*)?", fullmatch=True
    )
)
def test_plain_addresses_are_silent(address: str) -> None:
    assert "--" in address or outside.leaving(address) is None
