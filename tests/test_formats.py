"""Findings for machines, and which of them a run looks at."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gongkai.cli import main
from gongkai.codes import CODES
from gongkai.formats import FORMATS, fingerprints, written
from gongkai.messages import texts
from support import copy_site, edit, findings

REPORT = "content/reports/jia/2023/report.yaml"
TEXT = "content/reports/jia/2023/report.md"


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A wrong number, a waived warning, and a finding about a file as a whole."""
    root = copy_site("mini", tmp_path / "site")
    edit(root, REPORT, "新收: [2, 1, 3]", "新收: [2, 1, 9]")
    edit(root, REPORT, "facts: {", "waivers: [{code: prose.phrase, reason: 原文如此, by: 示例}]\nfacts: {")
    edit(root, TEXT, "发布{{", "我局发布{{")
    (root / "content/odd.txt").write_text("", encoding="utf-8")
    return root


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def sarif(root: Path) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(written(findings(root), "sarif", texts("zh")))
    return log


def test_sarif_has_one_result_for_each_finding_with_rule_place_and_level(broken: Path) -> None:
    log = sarif(broken)
    assert log["version"] == "2.1.0"
    (one,) = log["runs"]
    driver = one["tool"]["driver"]
    assert [r["id"] for r in driver["rules"]] == sorted({f.code for f in findings(broken)})
    found = findings(broken)
    assert len(one["results"]) == len(found)
    for result, item in zip(one["results"], found, strict=True):
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == item.code
        assert result["level"] in ("error", "warning", "note")
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == item.span.path
        assert ("region" in place) == bool(item.span.line)
        if item.span.line:
            assert place["region"]["startLine"] == item.span.line
    assert {r["ruleId"] for r in one["results"] if "suppressions" in r} == {"prose.phrase"}
    assert one["columnKind"] == "unicodeCodePoints"
    places = [p for r in one["results"] for p in [*r["locations"], *r.get("relatedLocations", [])]]
    used = {p["physicalLocation"]["artifactLocation"]["uriBaseId"] for p in places}
    assert used == set(one["originalUriBaseIds"]) == {"%SRCROOT%"}
    assert any("relatedLocations" in r for r in one["results"])
    assert all(isinstance(r["message"]["text"], str) for r in one["results"])


def test_every_code_makes_a_sarif_rule_without_braces() -> None:
    from gongkai.finding import Span, finding
    from gongkai.formats import _rule

    for language in ("zh", "en"):
        for code in CODES:
            assert all(_rule(code, texts(language))[k]["text"] for k in ("shortDescription", "fullDescription", "help"))
            text = json.dumps(_rule(code, texts(language)), ensure_ascii=False)
            assert "[[" not in text
    assert written([], "sarif", texts("zh"))
    assert finding("file.missing", Span("x"), file="x")


def test_fingerprints_outlive_moved_lines_and_tell_equal_findings_apart(broken: Path) -> None:
    before = fingerprints(findings(broken), texts("zh"))
    assert len(set(before)) == len(before)
    edit(broken, REPORT, "form: mini\n", "# 新的一行\nform: mini\n")
    assert sorted(fingerprints(findings(broken), texts("zh"))) == sorted(before)


def test_gitlab_and_github_leave_out_what_is_waived(broken: Path) -> None:
    codes = {item["check_name"] for item in json.loads(written(findings(broken), "gitlab", texts("zh")))}
    assert "rule.broken" in codes
    assert "prose.phrase" not in codes
    lines = written(findings(broken), "github", texts("zh")).splitlines()
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines)
    assert not any("prose.phrase" in line for line in lines)


def test_message_and_help_are_sentences(broken: Path) -> None:
    """What is joined in one line is told apart; a message that ends a sentence itself gets no second stop."""
    for style in ("github", "gitlab"):
        told = written(findings(broken), style, texts("zh"))
        assert "content/odd.txt。是不是应该叫" in told
        english = written(findings(broken), style, texts("en"))
        assert "odd.txt. " in english
        assert "。。" not in told
        assert ".. " not in english


def test_a_report_is_written_for_machines_and_told_to_people(broken: Path, tmp_path: Path) -> None:
    file = tmp_path / "found.sarif"
    result = run("check", "--root", str(broken), "--format", "sarif", "--report", str(file))
    assert result.exit_code == 1
    assert json.loads(file.read_bytes().decode("utf-8"))["version"] == "2.1.0"
    assert "改法" in result.stdout
    assert str(file) in result.stdout
    assert run("check", "--root", str(broken), "--report", str(file)).exit_code == 2


@pytest.mark.parametrize("command", ["check", "build"])
def test_a_report_into_no_folder_is_told_before_the_work(broken: Path, tmp_path: Path, command: str) -> None:
    file = tmp_path / "nix" / "x.json"
    result = run(command, "--root", str(broken), "--format", "json", "--report", str(file))
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"没有文件夹 {file.parent}" in result.stderr


def test_every_format_can_be_asked_for(broken: Path) -> None:
    for style in FORMATS:
        result = run("check", "--root", str(broken), "--format", style)
        assert result.exit_code == 1
        assert result.stdout.strip()


def test_select_and_ignore_say_what_a_run_looks_at(broken: Path) -> None:
    def codes(*words: str) -> tuple[int, set[str]]:
        result = run("check", "--root", str(broken), "--format", "json", *words)
        return result.exit_code, {f["code"] for f in json.loads(result.stdout)}

    everything = codes()[1]
    assert codes("--select", "rule") == (1, {"rule.broken"})
    assert codes("--select", "rule.,prose") == (1, {"rule.broken", "prose.phrase"})
    assert codes("--select", "cases.row-sum")[1] == {"rule.broken"}
    assert codes("--ignore", "rule，file.unmatched") == (0, everything - {"rule.broken", "file.unmatched"})
    assert codes("--select", "rule", "--ignore", "cases.row-sum,cases.balance") == (0, set())
    for sign in (",", "，", "、", " ", "， ", "\u3000"):
        assert codes("--select", f"rule{sign}prose") == (1, {"rule.broken", "prose.phrase"}), sign


def test_personal_data_is_always_looked_at(broken: Path) -> None:
    edit(broken, "content/pages/guide.md", "示例。", "手机13800001234。")

    def codes(*words: str) -> tuple[int, set[str]]:
        result = run("check", "--root", str(broken), "--format", "json", *words)
        return result.exit_code, {f["code"] for f in json.loads(result.stdout)}

    assert codes("--select", "prose") == (1, {"prose.phrase", "personal.mobile"})
    assert codes("--select", "personal") == (1, {"personal.mobile"})
    for name in ("personal", "personal.", "personal.mobile", "rule、personal.unread"):
        result = run("check", "--root", str(broken), "--ignore", name)
        assert result.exit_code == 2, name
        assert "个人信息" in result.stderr


def test_an_unknown_name_is_a_mistake_of_usage(broken: Path) -> None:
    result = run("check", "--root", str(broken), "--ignore", "rule.brocken")
    assert result.exit_code == 2
    assert "rule.broken" in result.stderr


def test_what_was_left_out_is_counted(broken: Path) -> None:
    result = run("check", "--root", str(broken), "--ignore", "rule", "--format", "concise")
    assert "2 条没有选看" in result.stdout


def test_a_build_cannot_ignore(broken: Path) -> None:
    result = run("build", "--root", str(broken), "--ignore", "rule,file")
    assert result.exit_code == 2
    assert not (broken / "site").exists()
