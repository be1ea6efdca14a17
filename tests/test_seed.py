"""The first real report: every number at its headers, the prose as published, every wrong number found."""

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from gongkai.cli import main
from gongkai.pipeline import Built, build, check
from page import cells, plain, prose
from support import REPOSITORY, SHARED

GOLDEN = Path(__file__).parent / "golden" / "weidong-2020.json"
REPORT = "content/reports/weidong/2020/report.yaml"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Built, Path]:
    output = tmp_path_factory.mktemp("seed") / "site"
    return build(REPOSITORY, output), output


@pytest.fixture(scope="module")
def page(built: tuple[Built, Path]) -> str:
    return (built[1] / "reports/2020/weidong/index.html").read_text(encoding="utf-8")


def test_it_builds_with_only_what_the_report_itself_gives_rise_to(built: tuple[Built, Path]) -> None:
    outcome, _ = built
    assert outcome.summary is not None
    codes = sorted(f.code for f in outcome.findings if f.span.path.startswith("content/reports/"))
    assert codes == [
        "heading.number",
        "label.as-printed",
        "label.as-printed",
        "prose.phrase",
        "report.unset",
        "section.repeated",
        "text.states",
        "text.width",
    ]
    assert {f.code for f in outcome.findings if f.span.path == "content/portal.yaml"} == {"portal.unset"}


def test_every_number_stands_at_its_row_and_column_headers(page: str) -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    found = [[list(names), text] for _, names, text in cells(page)]
    assert len(golden) == 198
    assert found == golden


def test_the_golden_holds_the_numbers_of_the_domain_notes(reports: Path) -> None:
    expected = json.loads((reports / "expected.json").read_text(encoding="utf-8"))
    seed = next(r for r in expected["reports"] if r["id"] == "seed")
    numbers: list[str] = []
    for table in ("table2", "table3", "table4"):
        for row in seed[table].values():
            numbers += [str(n) for n in (row if isinstance(row, list) else [row])]
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert [text for _, text in golden] == numbers


def test_the_prose_is_as_published(page: str) -> None:
    seed = next((SHARED / "seed").glob("*.txt"), None) if (SHARED / "seed").is_dir() else None
    if seed is None:
        pytest.skip("the published text is not on this machine")
    tables = re.compile(r"\t|^第二十条第")
    lines = [plain(x) for x in seed.read_text(encoding="utf-8").splitlines() if x.strip() and not tables.search(x)]
    lines = [x for x in lines if x]
    ours = {plain(x) for x in _ours()}
    shown = [text for x in prose(page) if (text := plain(x)) not in ours]
    assert shown == lines


def _ours() -> tuple[str, ...]:
    """What the page says of its own: not the office's words."""
    return (
        "原文用语",
        "下载",
        "下列用语与统一格式不同，照原文登载。",
        "本表 37 项勾稽关系全部成立。",
        "本表 3 项勾稽关系全部成立。",
    )


def test_the_irregularities_stay_as_printed(page: str) -> None:
    assert page.count("<h2>一、总体情况</h2>") == 2
    assert "信息共工作" in page
    assert "我局" in page
    assert len(re.findall(r"<h3[^>]*>（三）", page)) == 2
    labels = {name for _, names, _ in cells(page) for name in names}
    assert "2.其他法律法规禁止公开" in labels
    assert "采购总金额（单位：万元，保留4位小数）" in labels


def test_what_is_not_known_is_visibly_empty(page: str) -> None:
    for label in ("公开日期", "主办单位", "政府网站标识码", "ICP备案编号", "公安机关备案标识", "地址", "联系电话"):
        assert re.search(rf'<dt>{label}</dt><dd><span class="unset">待补充</span>', page), label


def test_cited_numbers_lead_to_their_cells(page: str) -> None:
    anchors = {anchor for anchor, _, _ in cells(page)} | set(re.findall(r'<td id="(facts\.[a-z_]+)"', page))
    cited = re.findall(r'<a class="cited" href="#([^"]+)">([^<]+)</a>', page)
    assert [text for _, text in cited] == ["2305", "33", "12", "18", "3"]
    assert all(anchor in anchors for anchor, _ in cited)


def _places() -> list[tuple[int, int, str]]:
    """(line, column from 0, number) of every number of tables three and four."""
    lines = (REPOSITORY / REPORT).read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("  申请:"))
    end = next(i for i, line in enumerate(lines) if line.startswith("facts:"))
    found = []
    for i in range(start, end):
        line = lines[i].split("#")[0]
        found += [(i, m.start(), m[0]) for m in re.finditer(r"(?<=[\[ ])\d+(?=[,\]])", line)]
    return found


def test_each_number_raised_by_one_is_found_at_its_line(tmp_path: Path) -> None:
    """176 runs of the command line: exit 1, the broken rules named with operands and difference."""
    places = _places()
    assert len(places) == 161 + 15
    shutil.copytree(REPOSITORY / "content", tmp_path / "content")
    file = tmp_path / REPORT
    original = file.read_text(encoding="utf-8")
    lines = original.splitlines()
    runner = CliRunner()
    for i, column, number in places:
        changed = list(lines)
        changed[i] = f"{lines[i][:column]}{int(number) + 1}{lines[i][column + len(number) :]}"
        file.write_text("\n".join(changed) + "\n", encoding="utf-8")
        result = runner.invoke(main, ["check", "--root", str(tmp_path), "--format", "json"])
        assert result.exit_code == 1, lines[i]
        broken = [f for f in json.loads(result.stdout) if f["code"] == "rule.broken"]
        assert broken
        assert {f["severity"] for f in broken} == {"error"}
        here = [f for f in broken if f["line"] == i + 1]
        assert here, (lines[i], broken)
        assert all("相差 1" in f["message"] and "（规则 " in f["message"] for f in broken)
        assert any(str(int(number) + 1) in f["message"] for f in here)
    file.write_text(original, encoding="utf-8")
    assert not check(tmp_path).blocked
