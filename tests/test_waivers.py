"""Waivers: the page says what is printed as the original has it; nobody is blocked by it; nothing else changes."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from selectolax.lexbor import LexborHTMLParser, LexborNode

from gongkai.cli import main
from gongkai.codes import CODES, EXPLAINS, NEVER, WAIVABLE
from gongkai.messages import texts
from gongkai.pipeline import Built, build, check
from gongkai.preview.panel import panel
from gongkai.tally import Tally, tally
from support import edit

REPORT = "content/reports/jia/2023/report.yaml"
PAGE = "site/reports/2023/jia/index.html"
DATA = "site/reports/2023/jia/jia-2023.json"
REASON = "原件如此，正确的数见更正说明"
BY = "示例市人民政府办公室"
SIDES = {"rule.broken": "4≠3, 3≠4", "cases.balance": "4≠3", "cases.row-sum": "3≠4"}  # what the broken report has


@pytest.fixture
def broken(mini: Path) -> Path:
    """A report with a number that breaks two rules."""
    edit(mini, REPORT, "新收: [2, 1, 3]", "新收: [3, 1, 3]")
    return mini


def waive(root: Path, *waivers: str) -> None:
    """Write waivers at the end of the report, with reason and name."""
    file = root / REPORT
    printed = [next((f"printed: [{s}], " for code, s in SIDES.items() if f"code: {code}" in w), "") for w in waivers]
    lines = "".join(f"  - {{{w}, {p}reason: {REASON}, by: {BY}}}\n" for w, p in zip(waivers, printed, strict=True))
    file.write_text(f"{file.read_text(encoding='utf-8')}waivers:\n{lines}", encoding="utf-8", newline="\n")


def run(*args: str, epoch: str = "") -> Result:
    return CliRunner().invoke(main, list(args), env={"SOURCE_DATE_EPOCH": epoch or None})


def published(root: Path, today: date | None = None) -> LexborHTMLParser:
    built = build(root, root / "site", today=today)
    assert built.summary is not None, built.findings
    return LexborHTMLParser((root / PAGE).read_text(encoding="utf-8"))


def said(node: LexborHTMLParser | LexborNode, selector: str) -> list[str]:
    return [" ".join(n.text().split()) for n in node.css(selector)]


def test_what_may_be_waived_exists_and_personal_data_never_may() -> None:
    assert set(CODES) >= WAIVABLE
    assert not [code for code in WAIVABLE if code.startswith((NEVER, "waiver."))]
    assert set(EXPLAINS) <= set(CODES)
    assert set(EXPLAINS.values()) <= WAIVABLE


def test_without_a_waiver_nothing_is_published(broken: Path) -> None:
    assert build(broken, broken / "site").summary is None


def test_the_page_says_what_where_why_and_in_whose_name(broken: Path) -> None:
    waive(broken, "code: rule.broken, cell: 申请.新收")
    page = published(broken)
    assert said(page, "#notes h2") == ["照原文登载的说明"]
    assert said(page, "#notes dt") == ["申请情况 · 一、本年新收 · 自然人", "申请情况 · 一、本年新收 · 总计"]
    assert said(page, "#notes dd")[0] == (
        "“自然人”这一列：新收 3 + 上年结转 1 = 4，而 总计 2 + 结转下年 1 = 3，相差 1。依据：测试条例第一条。"
    )
    assert said(page, "#notes li p") == [f"说明：{REASON}", f"说明机关：{BY}"]
    for link in page.css("#notes dt a"):
        assert page.css_first(f"[id='{(link.attributes['href'] or '')[1:]}']") is not None
    assert "#notes" in [a.attributes["href"] for a in page.css(".contents a")]


def test_a_place_in_the_text_leads_to_the_nearest_heading(mini: Path) -> None:
    edit(mini, "content/reports/jia/2023/report.md", "无。", "我局。")
    waive(mini, "code: prose.phrase")
    page = published(mini)
    (link,) = page.css("#notes dt a")
    assert link.text() == "（二）收费"
    target = page.css_first(f"[id='{(link.attributes['href'] or '')[1:]}']")
    assert target is not None
    assert target.text() == "（二）收费"


def test_the_data_says_so_too(broken: Path) -> None:
    waive(broken, "code: rule.broken, cell: 申请.新收")
    published(broken)
    every = json.loads((broken / "site/data/reports.json").read_text(encoding="utf-8"))
    alone = json.loads((broken / DATA).read_text(encoding="utf-8"))
    for data in (alone, next(r for r in every if r["year"] == 2023)):
        assert [(n["code"], n["place"]) for n in data["notes"]] == [
            ("rule.broken", "cases.received.person"),
            ("rule.broken", "cases.received.total"),
        ]
        assert {(n["reason"], n["by"]) for n in data["notes"]} == {(REASON, BY)}


def test_a_report_without_waivers_has_no_note(mini: Path) -> None:
    page = published(mini)
    assert page.css_first("#notes") is None
    assert json.loads((mini / DATA).read_text(encoding="utf-8"))["notes"] == []


def test_no_markup_comes_in_by_a_reason(broken: Path) -> None:
    file = broken / REPORT
    text = file.read_text(encoding="utf-8")
    waiver = "waivers: [{code: rule.broken, printed: [4≠3, 3≠4], reason: '<script>x</script>', by: '<b>x</b>'}]\n"
    file.write_text(text + waiver, encoding="utf-8", newline="\n")
    published(broken)
    html = (broken / PAGE).read_text(encoding="utf-8")
    assert "<script>x" not in html
    assert "<b>x" not in html


@pytest.mark.parametrize("command", ["check", "build"])
def test_exit_codes(broken: Path, command: str) -> None:
    args = (command, "--root", str(broken), "--strict")
    assert run(*args).exit_code == 1
    waive(broken, "code: cases.balance", "code: cases.row-sum, cell: 申请.新收")
    result = run(*args)
    assert result.exit_code == 0, result.output
    assert "没有发现问题。" in result.stdout
    assert "另有 2 处按 waivers 照原文登载" in result.stdout  # not counting the cell that explains them
    assert "rule.broken" not in result.stdout


def test_formats(broken: Path) -> None:
    waive(broken, "code: rule.broken")
    found = json.loads(run("check", "--root", str(broken), "--format", "json").stdout)
    assert {(f["code"], f["waived"]) for f in found} == {("rule.broken", REASON), ("cell.suspect", REASON)}
    assert run("check", "--root", str(broken), "--format", "github").stdout == ""
    assert "rule.broken" not in run("check", "--root", str(broken), "--format", "concise").stdout


def test_the_preview_folds_them_away(broken: Path) -> None:
    waive(broken, "code: rule.broken")
    top = panel(check(broken).findings, texts("zh"))
    assert 'role="alert"' not in top
    assert "<details>" in top
    assert "照原文登载" in top


UNTIL = "code: rule.broken, until: 2025-12-31"


def test_the_day_decides_and_no_clock(broken: Path) -> None:
    waive(broken, UNTIL)
    last = run("check", "--root", str(broken), "--strict", "--today", "2025-12-31")
    assert last.exit_code == 0
    after = run("check", "--root", str(broken), "--today", "2026-01-01")
    assert after.exit_code == 1
    assert "waiver.expired" in after.stdout
    assert "rule.broken" in after.stdout
    assert run("check", "--root", str(broken), epoch="1767139200").exit_code == 0  # 2025-12-31 in UTC
    assert run("check", "--root", str(broken), epoch="1767225600").exit_code == 1  # a day later
    assert run("check", "--root", str(broken), "--today", "2025-12-31", epoch="1767225600").exit_code == 0
    for epoch in ("soon", "-1", "+1", "1.5", "９", "9" * 30):
        result = run("check", "--root", str(broken), epoch=epoch)
        assert (result.exit_code, result.stdout) == (2, "")
        assert f"SOURCE_DATE_EPOCH 要写 1970 年以来的秒数（不能是负数），例如 1767225600：{epoch}" in result.stderr
    for day in ("2025-13-31", "昨天", "2025-1-31", "20250131", ""):
        result = run("check", "--root", str(broken), "--today", day)
        assert (result.exit_code, result.stdout) == (2, "")
        assert f"--today 要写真实存在的日期，例如 2026-01-31：{day}" in result.stderr


def test_an_expired_waiver_publishes_nothing(broken: Path) -> None:
    waive(broken, UNTIL)
    published(broken, date(2025, 12, 31))
    before = (broken / PAGE).read_bytes()
    built: Built = build(broken, broken / "site", today=date(2026, 1, 1))
    assert built.summary is None
    assert (broken / PAGE).read_bytes() == before


def test_the_same_input_gives_the_same_bytes_on_any_day(broken: Path) -> None:
    waive(broken, UNTIL, "code: report.title")
    (broken / "content/reports/jia/2023/report.md").write_text(
        "# 年报\n\n## 一、总体情况\n\n无。\n", encoding="utf-8", newline="\n"
    )
    pages = []
    for day in (date(2024, 5, 1), date(2025, 12, 31)):
        published(broken, day)
        pages.append({f: f.read_bytes() for f in (broken / "site").rglob("*") if f.is_file()})
    assert pages[0] == pages[1]


def line(page: LexborHTMLParser) -> str:
    (text,) = said(page, "#cases .checks")
    return text


def test_the_line_under_a_table_counts_what_holds(mini: Path) -> None:
    page = published(mini)
    # three columns balance and sum up, seven rows sum up
    assert line(page) == "本表 13 项勾稽关系全部成立。"
    (link,) = page.css("#cases .checks a")
    assert link.attributes["href"] == "../../../forms/mini/index.html#cases"
    assert page.css_first("#money .checks") is None  # no rules, no line
    rules = LexborHTMLParser((mini / "site/forms/mini/index.html").read_text(encoding="utf-8"))
    assert said(rules, "#cases > p") == ["本表共核对 13 项。"]
    assert said(rules, ".rules dt") == [
        "新收 + 上年结转 = 总计 + 结转下年",
        "总计 = 二、办理结果各项之和",
        "总计 = 自然人 + 企业",
        "上年结转 = 上年报告的结转下年",
    ]
    assert rules.css_first("[id='cases.balance'] dd + dd").text() == "依据：测试条例第一条"


def test_the_line_says_what_does_not_hold(broken: Path) -> None:
    waive(broken, "code: rule.broken")
    page = published(broken)
    assert line(page) == "本表 13 项勾稽关系，11 项成立，2 项不成立，见说明。"
    assert [a.attributes["href"] for a in page.css("#cases .checks a")][1] == "#notes"


def test_what_was_computed_or_left_blank_is_no_evidence(mini: Path) -> None:
    edit(mini, REPORT, "结转下年: [1, 0, 1]", "结转下年: [1, 0, ~]")
    edit(mini, REPORT, "法律禁止: [0, 0, 0]", "法律禁止: [0, ~, 0]")
    report = next(r for r in check(mini).portal.reports if r.year == 2023)
    # computed: the total's balance, the row's sum; blank: a column's sum, a row's sum
    assert tally(report) == {"cases": Tally(9, 0, 4)}
    assert line(published(mini)) == (
        "本表 13 项勾稽关系，核对了 9 项，全部成立。 其余 4 项涉及未填的格或由本站算出的数，没有核对。"
        " 带 * 的 1 格由本站按表内关系算出。"
    )


def test_english(school: Path) -> None:
    assert build(school, school / "site").summary is not None
    for file in (school / "site/forms").rglob("*.html"):
        assert "Relations within the tables" in file.read_text(encoding="utf-8")
    assert list((school / "site/forms").rglob("index.html"))
