"""Real prose against real tables: every finding about claims listed and judged; false alarms are none."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from authored import portal, real_rows, write
from gongkai.finding import Finding
from gongkai.form import Form
from gongkai.pipeline import check
from mutations import FORMS
from published import PUBLISHED, published


def _texts(reports: Path) -> dict[str, str]:
    return {name: published(reports, name, FORMS["cn-annual-2021"], "报告") for name in PUBLISHED}


def _claims(root: Path, real: dict[str, Any], texts: dict[str, str], *names: str) -> list[Finding]:
    portal(root)
    office = f"office: {{name: {real[names[0]]['office']}, kind: government}}\n"
    (root / "content/offices.yaml").write_text(office, encoding="utf-8")
    for name in names:
        form: Form = FORMS[f"cn-annual-{real[name]['format']}"]
        file = write(root, form, real[name]["year"], real_rows(real[name]))
        file.with_name("report.md").write_text(texts[name], encoding="utf-8")
    return [f for f in check(root).findings if f.code.startswith("claim.")]


@pytest.fixture(scope="module")
def real(reports: Path) -> dict[str, Any]:
    listed = json.loads((reports / "expected.json").read_text(encoding="utf-8"))["reports"]
    return {r["id"]: r for r in listed}


def _short(found: list[Finding]) -> list[tuple[str, str]]:
    return [(f.code, str(f.args["text"])) for f in found]


@pytest.mark.parametrize("name", ["001", "004a", "009"])
def test_prose_that_agrees_with_its_tables_is_left_alone(
    name: str, reports: Path, real: dict[str, Any], tmp_path: Path
) -> None:
    """Some forty numbers typed by hand, none of them contradicted."""
    assert _short(_claims(tmp_path, real, _texts(reports), name)) == []


def test_what_one_city_contradicted_is_all_that_is_found(reports: Path, real: dict[str, Any], tmp_path: Path) -> None:
    """All true: 134 and 57 are cases put on file where the tables have 170 and 77; 3646 is 1.08 % more than 3607."""
    found = _claims(tmp_path, real, _texts(reports), "004a", "004b")
    assert _short(found) == [
        ("claim.change", "收办政府信息公开申请案件3646件，同比增长1.05%"),
        ("claim.number", "行政复议案件134件"),
        ("claim.number", "行政诉讼案件57件"),
    ]
    assert all("/2024/" in f.span.path for f in found)


def test_a_mark_settles_it(reports: Path, real: dict[str, Any], tmp_path: Path) -> None:
    texts = _texts(reports)
    for number in ("134件", "57件"):
        texts["004b"] = texts["004b"].replace(number, number + "{{另计：备案数}}")
    assert _short(_claims(tmp_path, real, texts, "004b")) == []


@pytest.mark.parametrize("wrong", ["3119", "3050", "34", "103", "351", "72", "64", "178", "37", "46", "25", "9"])
def test_each_number_of_a_real_text_changed_is_found(
    wrong: str, reports: Path, real: dict[str, Any], tmp_path: Path
) -> None:
    """The numbers of one real passage about applications, reviews and lawsuits, each made another."""
    texts = _texts(reports)
    start = texts["001"].index("依申请公开情况。")
    head, body = texts["001"][:start], texts["001"][start:]
    changed, times = re.subn(rf"(?<!\d){wrong}(?= *\n?件)", str(int(wrong) + 1), body, count=1)
    assert times == 1
    found = _claims(tmp_path, real, {**texts, "001": head + changed}, "001")
    assert [(f.code, str(int(wrong) + 1) in str(f.args["number"])) for f in found] == [("claim.number", True)]
