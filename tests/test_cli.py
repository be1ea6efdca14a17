"""The command line: formats, exit codes, languages, explanations."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

import pytest
from click.testing import CliRunner, Result

from gongkai import staging
from gongkai.cli import main
from gongkai.messages import texts
from support import REPOSITORY, edit

REPORT = "content/reports/jia/2023/report.yaml"


def run(*args: str) -> Result:
    return CliRunner().invoke(main, list(args))


def test_clean(mini: Path) -> None:
    result = run("check", "--root", str(mini))
    assert (result.exit_code, result.stdout) == (0, "没有发现问题。\n")


def test_full_shows_the_line_and_a_caret_under_the_place(mini: Path) -> None:
    edit(mini, REPORT, "国家秘密: [1, 0, 1]", "国家秘密: [1, 0, 1,000]")
    result = run("check", "--root", str(mini))
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0].startswith(f"{REPORT}:11:20: 错误 cell.thousands “国家秘密”的“总计”用了千分位逗号：1,000")
    assert lines[1] == "   11 |       国家秘密: [1, 0, 1,000]"
    # four Chinese characters before the place are eight columns wide
    assert lines[2] == "      | " + " " * 23 + "^"
    assert lines[3] == "  改法: 写 1000，不加逗号。"
    assert "发现 1 个错误" in lines[-2]


def test_concise_is_one_line_each(mini: Path) -> None:
    edit(mini, REPORT, "published: 2024-03-20", "published:")
    result = run("check", "--root", str(mini), "--format", "concise")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == (
        f"{REPORT}:4:1: 提示 report.unset 报告没有写明公开日期，页面上显示“待补充”"
    )


def test_json_has_everything(mini: Path) -> None:
    edit(mini, REPORT, "新收: [2, 1, 3]", "新收: [2, 1, 9]")
    result = run("check", "--root", str(mini), "--format", "json")
    assert result.exit_code == 1
    first = next(f for f in json.loads(result.stdout) if f["code"] == "rule.broken")
    assert set(first) == {"code", "severity", "path", "line", "column", "message", "help", "draft", "waived", "related"}
    assert first["related"][0]["line"]
    assert "测试条例第一条" in first["help"]


def test_github_annotations(mini: Path) -> None:
    edit(mini, REPORT, "published: 2024-03-20", "published: 100%")
    result = run("check", "--root", str(mini), "--format", "github")
    head = f"::error file={REPORT},line=4,col=12,title=option.value::"
    assert result.stdout.startswith(f"{head}“published”的内容不对：100%25")


def test_english(mini: Path) -> None:
    edit(mini, REPORT, "新收: [2, 1, 3]", "新收: [2, 1, 9]")
    result = run("check", "--root", str(mini), "--lang", "en", "--format", "concise")
    assert "does not add up" in result.stdout


def test_the_portals_language_is_the_default(school: Path) -> None:
    assert run("check", "--root", str(school)).stdout == f"{texts('en').word('cli.none')}\n"


def test_strict(mini: Path) -> None:
    edit(mini, "content/reports/jia/2023/report.md", "### （二）收费", "### （三）收费")
    assert run("check", "--root", str(mini)).exit_code == 0
    strict = run("check", "--root", str(mini), "--strict")
    assert strict.exit_code == 1
    assert "--strict" in strict.stderr
    assert run("build", "--root", str(mini), "--strict").exit_code == 1
    assert not (mini / "site").exists()


def test_build_says_what_it_did(mini: Path) -> None:
    result = run("build", "--root", str(mini))
    assert result.exit_code == 0
    assert "新增" in result.stdout
    assert "index.html" in result.stdout
    edit(mini, REPORT, "新收: [2, 1, 3]", "新收: [2, 1, 9]")
    failed = run("build", "--root", str(mini))
    assert failed.exit_code == 1
    assert "没有发布" in failed.stderr


def test_usage(tmp_path: Path) -> None:
    result = run("check", "--root", str(tmp_path))
    assert result.exit_code == 2
    assert "gongkai new" in result.stderr
    assert run("chek").exit_code == 2


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a folder that refuses")
def test_the_environment_in_one_line_without_rights(mini: Path) -> None:
    mini.chmod(0o555)
    result = run("build", "--root", str(mini))
    mini.chmod(0o755)
    assert result.exit_code == 3


def test_the_environment_in_one_line(mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: str, _: int) -> BinaryIO:
        raise OSError(28, "No space left on device", file)

    monkeypatch.setattr(staging, "_new", full)
    result = run("build", "--root", str(mini))
    assert result.exit_code == 3
    assert "No space left on device" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert not (mini / "site").exists()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_explain(lang: str) -> None:
    code = run("explain", "cell.thousands", "--lang", lang)
    assert code.exit_code == 0
    assert "cell.thousands" in code.stdout
    assert "{" not in code.stdout
    rule = run("explain", "applications.balance", "--lang", lang)
    assert "本年新收 + 上年结转 = 总计 + 结转下年度" in rule.stdout
    assert "3 + 0 = 3 + 0" in rule.stdout
    wrong = run("explain", "cell.thousand", "--lang", lang)
    assert wrong.exit_code == 2
    assert "cell.thousands" in wrong.stderr


def test_explain_lists_all_codes() -> None:
    assert "rule.broken" in run("explain").stdout


def test_as_a_module_quiet_in_a_pipe_and_without_colour(mini: Path) -> None:
    edit(mini, REPORT, "新收: [2, 1, 3]", "新收: [2, 1, 9]")
    env = {**os.environ, "NO_COLOR": "1", "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    command = [sys.executable, "-m", "gongkai", "check", "--root", str(mini)]
    done = subprocess.run(command, capture_output=True, env=env, check=False)
    assert done.returncode == 1
    assert done.stderr == b""
    assert b"\x1b" not in done.stdout
    assert "错误 rule.broken" in done.stdout.decode("utf-8")


def test_help_is_quick_to_load() -> None:
    """Start-up stays light: nothing slow is imported for --help (work counted, not time)."""
    code = "import sys, gongkai.cli; print(sorted(m for m in sys.modules if m.split('.')[0] in "
    code += "('pydantic', 'rich', 'jinja2', 'markdown_it', 'yaml', 'livereload', 'tornado', 'watchfiles')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_repository_is_itself_a_portal() -> None:
    result = run("check", "--root", str(REPOSITORY), "--format", "concise")
    assert result.exit_code == 0, result.stdout


def test_some_offices_alone(mini: Path) -> None:
    """`check PATHS`: the office's reports of all years, and nothing that only the whole portal could tell."""
    shutil.copytree(mini / "content/reports/jia", mini / "content/reports/yi")
    for report in (mini / "content/reports/yi").glob("*/report.yaml"):
        report.write_text(report.read_text(encoding="utf-8").replace("office: jia", "office: yi"), encoding="utf-8")
    edit(mini, "content/offices.yaml", "jia:", "yi: {name: 示例县人民政府, kind: government}\njia:")
    attached = mini / "content/reports/yi/2023/attachments"
    attached.mkdir()
    (attached / "a.csv").write_text("1", encoding="utf-8")
    for office in ("jia", "yi"):
        edit(mini, f"content/reports/{office}/2022/report.yaml", "year: 2022", "year: 2022\nunknown: 1")
    edit(mini, "content/reports/jia/2023/report.md", "无。", "见[表](../../yi/2023/attachments/a.csv)。")

    def found(*paths: str) -> set[str]:
        said = run("check", "--root", str(mini), "--format", "json", *(str(mini / path) for path in paths))
        return {f["path"] for f in json.loads(said.stdout) if f["code"] in ("option.unknown", "link.missing")}

    jia, yi = (f"content/reports/{office}/2022/report.yaml" for office in ("jia", "yi"))
    assert found("content/reports/jia/2023/report.md") == {jia}
    assert found("content/reports/yi") == {yi}
    assert found("content/reports/yi", jia) == {jia, yi}
    assert found(yi, "content/portal.yaml") == {jia, yi} == found()
    assert run("check", "--root", str(mini), str(mini / "content/nothing")).exit_code == 2
    assert run("check", "--root", str(mini), str(mini.parent)).exit_code == 2
