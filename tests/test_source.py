"""Bytes, encodings, links and places that case files cannot show."""

import sys
from pathlib import Path

import pytest

from gongkai.messages import texts
from gongkai.pipeline import build, check
from gongkai.source import parse
from support import edit, findings, short

REPORT = "content/reports/jia/2023/report.yaml"


@pytest.mark.parametrize(("encoding", "named"), [("gb18030", "GBK"), ("utf-16", "UTF-16")])
def test_another_encoding_is_named_and_nothing_else_is_said(mini: Path, encoding: str, named: str) -> None:
    file = mini / REPORT
    file.write_bytes(file.read_text(encoding="utf-8").encode(encoding))
    found = findings(mini)
    assert [f.code for f in found] == ["file.encoding"]
    assert named in texts("zh").message(found[0])
    assert "UTF-8" in texts("zh").help(found[0])


def test_neither_is_a_picture_text(mini: Path) -> None:
    (mini / REPORT).write_bytes(b"\xff\x00\xfe\x80\x81")
    assert short(findings(mini)) == [f"error file.encoding {REPORT}:1:1"]


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(mini: Path, tmp_path: Path) -> None:
    build(mini, tmp_path / "plain")
    for file in (mini / "content").rglob("*"):
        if file.suffix in (".yaml", ".md"):
            text = file.read_text(encoding="utf-8").replace("\n", "\r\n")
            file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    built = build(mini, tmp_path / "windows")
    assert built.findings == ()
    for page in (tmp_path / "plain").rglob("*.html"):
        assert page.read_bytes() == (tmp_path / "windows" / page.relative_to(tmp_path / "plain")).read_bytes()


def test_places_are_the_same_with_windows_line_ends(mini: Path) -> None:
    edit(mini, REPORT, "予以公开: [1, 1, 2]", "予以公开: [1, 二, 2]")
    plain = short(findings(mini))
    file = mini / REPORT
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert short(findings(mini)) == plain == [f"error cell.text {REPORT}:9:15"]


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need rights there")
def test_links_are_not_followed(mini: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "letter.md").write_text("# 密", encoding="utf-8")
    (mini / "content/offices").symlink_to(secret)
    (mini / "content/static.md").symlink_to(secret / "letter.md")
    assert [f.code for f in findings(mini)] == ["file.symlink", "file.symlink"]


@pytest.mark.parametrize("name", ["con.md", "a:b.md", "who?.md"])
@pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be made there")
def test_names_that_another_system_cannot_hold(mini: Path, name: str) -> None:
    (mini / "content/pages" / name).write_text("# 题目\n", encoding="utf-8")
    assert [f.code for f in findings(mini)] == ["file.name"]


def test_what_editors_leave_behind_is_no_content(mini: Path) -> None:
    for name in (".DS_Store", "Thumbs.db", "report.yaml~", ".report.yaml.swp", "~$report.docx"):
        (mini / "content/reports/jia/2023" / name).write_text("x", encoding="utf-8")
    assert findings(mini) == ()


def test_yaml_never_decides_a_type() -> None:
    text = "a: 0123\nb: 12:30\nc: no\nd: 2926.8300\ne: 1_000\nf: ~\ng: '~'\n"
    values = {k.text: v for k, v in parse(text, "x").root.entries}
    assert [getattr(v, "text", None) for v in values.values()] == [
        "0123", "12:30", "no", "2926.8300", "1_000", "~", "~",
    ]  # fmt: skip
    assert getattr(values["f"], "blank", None) is True
    assert getattr(values["g"], "blank", None) is False


def test_all_that_is_wrong_is_said_in_one_run(mini: Path) -> None:
    """Seven slips in one report, seven findings."""
    edit(mini, REPORT, "予以公开: [1, 1, 2]", "予以公开: [１, 1件, -2]")
    edit(mini, REPORT, "published: 2024-03-20", "published: 昨天\ntitle: x")
    edit(mini, REPORT, "国家秘密: [1, 0, 1]", "国家秘密: [1, 0]")
    edit(mini, REPORT, "facts: {发布信息: 12}", "facts: {发布信息: 12, 办理: 3}")
    assert sorted(f.code for f in findings(mini)) == [
        "cell.fullwidth",
        "cell.negative",
        "cell.unit",
        "fact.unknown",
        "option.unknown",
        "option.value",
        "row.cells",
    ]


def test_a_draft_blocks_nobody_and_is_not_published(mini: Path) -> None:
    edit(mini, REPORT, "year: 2023", "year: 2023\ndraft: true")
    edit(mini, REPORT, "新收: [2, 1, 3]", "新收: [2, 1, 9]")
    checked = check(mini)
    assert not checked.blocked
    assert [f.draft for f in checked.findings if f.code == "rule.broken"] == [True, True]
    built = build(mini, mini / "site")
    assert built.summary is not None
    assert not (mini / "site/reports/2023").exists()
    assert "2023年小报告" not in (mini / "site/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "code"),
    [("9" * 5000, "cell.text"), ("0.0000000", ""), ("1e5", "cell.text"), ("1_000", "cell.text"), ("٣", "cell.text")],
)
def test_numbers_at_the_edge(mini: Path, text: str, code: str) -> None:
    edit(mini, REPORT, "金额: 2926.8311", f"金额: '{text}'")
    assert [f.code for f in findings(mini) if f.code != "number.jump"] == ([code] if code else [])
    if not code:
        build(mini, mini / "site")
        assert ">0.0000000<" in (mini / "site/reports/2023/jia/index.html").read_text(encoding="utf-8")
        assert '"value": 0.0000000' in (mini / "site/reports/2023/jia/jia-2023.json").read_text(encoding="utf-8")
