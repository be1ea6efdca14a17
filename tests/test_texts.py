"""Form and text over real reports: exactly what is found, each judged true; and how widely texts are compared."""

import json
from pathlib import Path

import pytest

from authored import real_rows, report_yaml, write
from gongkai.checks.passages import read
from gongkai.checks.repeated import clauses, shared
from gongkai.finding import Finding
from gongkai.form import Form
from gongkai.pipeline import check
from mutations import FORMS
from published import PUBLISHED, published
from support import REPOSITORY

OURS = ("text.", "heading.number", "report.published-early")
FORM = FORMS["cn-annual-2021"]


def ours(found: tuple[Finding, ...]) -> list[tuple[str, str, int, tuple[object, ...]]]:
    """Findings of form and text: code, folder, line, arguments that matter."""
    return [
        (f.code, "/".join(f.span.path.split("/")[2:4]), f.span.line, tuple(f.args.get("missing", ())))  # type: ignore[arg-type]
        for f in found
        if f.code.startswith(OURS)
    ]


@pytest.fixture(scope="module")
def site(reports: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A portal of the real reports whose numbers are known."""
    root = tmp_path_factory.mktemp("real")
    known = {r["id"]: r for r in json.loads((reports / "expected.json").read_text(encoding="utf-8"))["reports"]}
    offices: dict[str, str] = {}
    for rid, (_, _, kind) in PUBLISHED.items():
        report, office = known[rid], f"o{rid[:3]}"
        folder = root / "content" / "reports" / office / str(report["year"])
        folder.mkdir(parents=True)
        numbers = report_yaml(FORM, office, report["year"], real_rows(report))
        (folder / "report.yaml").write_text(numbers, encoding="utf-8")
        title = f"{report['office']}{report['year']}年政府信息公开工作年度报告"
        (folder / "report.md").write_text(published(reports, rid, FORM, title), encoding="utf-8")
        offices[office] = f"{office}: {{name: {report['office']}, kind: {kind}}}\n"
    (root / "content/portal.yaml").write_text("title: 示例\norganizer: 示例\n", encoding="utf-8")
    (root / "content/offices.yaml").write_text("".join(offices.values()), encoding="utf-8")
    return root


def test_real_reports_give_exactly_what_is_true_of_them(site: Path) -> None:
    """Neither city says anything of 责任追究, and the first nothing of 社会评议, which the regulation asks of both."""
    assert ours(check(site).findings) == [
        ("text.states", "o001/2024", 1, ("社会评议结果", "责任追究结果")),
        ("text.states", "o004/2023", 1, ("责任追究结果",)),
        ("text.states", "o004/2024", 1, ("责任追究结果",)),
    ]


def test_two_years_of_a_real_report_share_little(site: Path) -> None:
    portal = check(site).portal
    before, after = (clauses(read(portal.reports[i]), portal) for i in (1, 2))
    assert [portal.reports[i].year for i in (1, 2)] == [2023, 2024]
    assert 0 < shared(after, before) < 0.1 * after.total


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("2024 年 12 月 31 日", "2023 年 12 月 31 日"), "text.period"),
        (("2024 年，我市坚持", "2023 年，我市坚持"), "text.year"),
        (("（四）政府信息公开平台", "（三）政府信息公开平台"), "heading.number"),
        (("请与淮安市人民政府办公室", "请与沭阳县发展和改革局"), "text.office"),
        (("政务新媒体共计 95", "政务新媒体共计 ９５"), "text.width"),
        (
            ("严格落实《政府信息公开信息处理费管理办法》，全年收取政府信息公开信息处理费 3940 元", "无其他事项"),
            "text.states",
        ),
    ],
)
def test_a_slip_in_a_real_report_is_found(site: Path, change: tuple[str, str], expected: str) -> None:
    file = site / "content/reports/o001/2024/report.md"
    text = file.read_text(encoding="utf-8")
    before = ours(check(site).findings)
    assert text.count(change[0]) == 1
    file.write_text(text.replace(*change), encoding="utf-8")
    try:
        (added,) = (f for f in ours(check(site).findings) if f not in before)
    finally:
        file.write_text(text, encoding="utf-8")
    assert added[:2] == (expected, "o001/2024")


def test_last_years_report_handed_in_again(site: Path) -> None:
    """With only the years changed, last year's text is found, whoever else reports."""
    folder = site / "content/reports/o001/2025"
    folder.mkdir()
    for name in ("report.yaml", "report.md"):
        text = (site / "content/reports/o001/2024" / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace("2025", "2026").replace("2024", "2025"), encoding="utf-8")
    found = [f for f in check(site).findings if f.code == "text.repeated"]
    assert [(f.span.path, f.args["name"], f.args["year"], f.args["share"]) for f in found] == [
        ("content/reports/o001/2025/report.md", "", 2024, "100%")
    ]
    assert [r.note for r in found[0].related] == ["passage", "same"] * 3


@pytest.mark.parametrize("root", ["generator/gongkai/demo", "."])
def test_what_comes_with_the_project(root: str) -> None:
    """The samples are clean; the first published report lacks one statement, and has signs of the wrong width."""
    found = [f for f in ours(check(REPOSITORY / root).findings) if f[0] != "heading.number"]
    seed = [("text.states", "weidong/2020", 1, ("责任追究结果",)), ("text.width", "weidong/2020", 41, ())]
    assert found == (seed if root == "." else [])


def test_many_copies_are_all_found(tmp_path: Path) -> None:
    """A county's offices that hand in one text: everyone's report is found, with one other."""
    rows = [[0] * len(block.columns) for table in FORM.tables for block, _, _ in table.rows()]
    write(tmp_path, FORM, 2023, rows)
    text = _long(FORM)
    offices = []
    for n in range(30):
        folder = tmp_path / "content/reports" / f"o{n}" / "2023"
        folder.mkdir(parents=True)
        (folder / "report.yaml").write_text(report_yaml(FORM, f"o{n}", 2023, rows), encoding="utf-8")
        (folder / "report.md").write_text(text.replace("示例局", f"示例{n}局"), encoding="utf-8")
        offices.append(f"o{n}: {{name: 示例{n}局, kind: department}}\n")
    own = "office: {name: 示例市, kind: government}\n"
    (tmp_path / "content/offices.yaml").write_text(own + "".join(offices), encoding="utf-8")
    found = [f for f in check(tmp_path).findings if f.code == "text.repeated"]
    assert len(found) == 30
    assert {f.args["share"] for f in found} == {"100%"}


def _long(form: Form) -> str:
    """A report with some hundred characters to each section."""
    said = "".join(
        f"示例局把第{chr(0x4E00 + 7 * n)}{chr(0x4E01 + 9 * n)}类事项逐一列出并说明办理条件。" for n in range(20)
    )
    return "\n\n".join(f"## {s.heading}\n\n{said}收费0元。" for s in form.sections if s.narrative == "required") + "\n"
