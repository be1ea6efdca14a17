"""What the preview makes of a portal: the panel, the pages around it, builds that nothing ends."""

from pathlib import Path

import pytest

from gongkai import pipeline
from gongkai.console import Console
from gongkai.finding import Span, finding
from gongkai.messages import texts
from gongkai.preview import Preview, dressed, plain
from gongkai.preview.panel import SHOWN, panel
from gongkai.preview.watched import folders, matters
from support import copy_site, edit
from test_cases import Case, apply, cases

REPORT = "content/reports/jia/2023/report.yaml"
PAGE = "reports/2023/jia/index.html"
ZH = texts("zh")


def console() -> Console:
    return Console(ZH)


def top(*found: str, kept: bool = False, trouble: str = "") -> str:
    slips = [finding(code, Span("a.md", 3, 4), file="<b>&", key="k", text="", field="F") for code in found]
    return panel(slips, ZH, kept=kept, trouble=trouble)


# The panel and the pages


def test_panel_says_where_what_and_how_to_mend_it() -> None:
    text = top("file.missing")
    assert '<div role="alert">' in text
    assert "<details open>" in text
    assert "<code>a.md:3:4</code>" in text
    assert "缺少文件 &lt;b&gt;&amp;" in text
    assert "改法: 补上这个文件" in text
    assert "<b>" not in text


def test_nothing_found_no_panel() -> None:
    assert top() == ""


def test_what_is_no_error_is_folded_and_no_alert() -> None:
    text = top("report.unset")
    assert "alert" not in text
    assert "<details>" in text


def test_thousands_of_findings_do_not_bury_the_page() -> None:
    text = top(*["file.missing"] * (SHOWN + 5))
    assert text.count('<li class="error">') == SHOWN
    assert "另有 5 个" in text


def test_a_traceback_is_escaped() -> None:
    assert "<pre>&lt;module&gt;</pre>" in top(trouble="<module>")


POLICY = "default-src 'none'; style-src 'self'; img-src data:; upgrade-insecure-requests"


@pytest.mark.parametrize("quoted", [POLICY, POLICY.replace("'", "&#39;")])
def test_the_policy_lets_the_preview_in_and_stays(quoted: str) -> None:
    page = f'<html><head><meta http-equiv="Content-Security-Policy" content="{quoted}"></head><body>x</body></html>'
    text = dressed(page, "", "7-1", "127.0.0.1:8000").replace("&#x27;", "'")
    assert (
        "content=\"default-src 'none'; style-src 'self'; img-src data:; script-src 'self'; "
        "connect-src 'self' ws://127.0.0.1:8000\"" in text
    )
    assert "<script>" not in text  # by its address only
    assert text.index("Security-Policy") < text.index("<script src=") < text.index("</head>")


def test_a_page_without_a_policy_gets_none_and_a_fragment_stays_whole() -> None:
    assert "Security" not in dressed("<head></head><body></body>", "", "7-1", "localhost:1")
    assert dressed("verification 123", "", "7-1", "localhost:1").startswith("verification 123")


def test_a_page_of_its_own_is_dressed_too() -> None:
    text = dressed(plain("<t>", "m", "en"), top("file.missing"), "7-1", "localhost:1")
    assert "<h1>&lt;t&gt;</h1>" in text
    assert text.index("<body>") < text.index("role=") < text.index("<main")


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("report.md", True),
        ("static/.well-known/x", True),
        ("report.md~", False),
        (".report.md.swp", False),
        ("4913", False),
        ("#report.md#", False),
        (".#report.md", False),
        ("~$报告.docx", False),
        ("x.tmp", False),
        (".git/index", False),
    ],
)
def test_editors_own_files_are_passed_over(name: str, counts: bool) -> None:
    assert matters(None, f"/portal/content/{name}") is counts


def test_content_and_themes_are_watched(mini: Path) -> None:
    before = [path for path, _ in folders(mini)]
    assert str((mini / "content").resolve()) in before
    (mini / "themes").mkdir()
    assert str((mini / "themes").resolve()) in [path for path, _ in folders(mini)]


# The builds


@pytest.mark.parametrize("case", cases(), ids=lambda c: c.name)
def test_no_mistake_in_a_draft_breaks_the_preview(case: Case, tmp_path: Path) -> None:
    """What no build would ever render, a draft's mistakes, must not come out as one of ours."""
    root = copy_site(case.site, tmp_path / "site")
    apply(root, case.text)
    for file in (root / "content/reports").glob("*/*/report.yaml"):
        text = file.read_text(encoding="utf-8")
        if "draft:" not in text:
            file.write_text(f"draft: true\n{text}", encoding="utf-8")
    preview = Preview(root, tmp_path / "pages", console())
    preview.build(lambda: False)
    assert preview.state is not None
    assert preview.state.trouble == ""


def test_our_own_mistake_is_shown_and_survived(mini: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    preview = Preview(mini, tmp_path / "pages", console())
    preview.build(lambda: False)

    def broken(*_: object, **__: object) -> pipeline.Checked:
        raise ZeroDivisionError("ours")

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "check", broken)
        preview.build(lambda: False)
    assert preview.state is not None
    assert "ZeroDivisionError: ours" in preview.state.trouble
    assert preview.state.kept
    preview.build(lambda: False)
    assert preview.state.pages
    assert (preview.state.kept, preview.state.trouble, preview.state.top) == (False, "", "")


def test_a_draft_is_not_published_and_nothing_is_written_beside(mini: Path, tmp_path: Path) -> None:
    edit(mini, REPORT, "year: 2023", "year: 2023\ndraft: true")
    before = sorted(mini.rglob("*"))
    Preview(mini, tmp_path / "pages", console()).build(lambda: False)
    assert sorted(p for p in mini.rglob("*") if ".gongkai" not in p.parts) == before
    assert (tmp_path / "pages" / PAGE).is_file()
    pipeline.build(mini, tmp_path / "site")
    assert not (tmp_path / "site" / PAGE).exists()
