"""Real prose against real tables: every finding about claims listed and judged; false alarms are none."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from authored import portal, write
from gongkai.finding import Finding
from gongkai.form import Form
from gongkai.pipeline import all_forms, check

FORMS = {form.id: form for form in all_forms(Path("nowhere"))}


def _numbers(report: dict[str, Any]) -> list[list[object]]:
    rows: list[list[object]] = []
    for table in ("table2", "table3", "table4"):
        rows += [row if isinstance(row, list) else [row] for row in report[table].values()]
    return rows


def _column(text: str, side: int) -> str:
    """One side of two texts printed beside each other."""
    out = []
    for line in text.splitlines():
        parts = [p for p in re.split(r"\s{2,}", line.rstrip()) if p]
        if not parts:
            continue
        if "重复率" in line:  # a section's heading, printed once for both
            parts = [parts[0], parts[0]]
        elif line.startswith("      ") and len(parts) == 1:
            parts.insert(0, "")
        out.append(parts[side] if side < len(parts) else "")
    return "\n".join(out)


def _prose(text: str) -> str:
    """report.md: sections one, five and six of a published text; a line that begins a section becomes a heading."""
    lines = [re.sub(r"^\s+", "", x) for x in text.splitlines() if not re.fullmatch(r"\s*-\d+-\s*", x)]
    body = "\n".join(lines)
    start = re.search(r"^一、", body, re.MULTILINE)
    assert start is not None
    body = body[start.start() :]
    body = re.sub(r"^二、[^\n]*\n(?:[^\n]*\n)*?(?=^五、)", "", body, flags=re.MULTILINE)
    body = re.sub(r"^（", "\n（", body, flags=re.MULTILINE)
    return re.sub(r"^([一五六]、[^\n(（]*?)\s*(?:\([^\n]*\))?$", r"\n## \1\n", body, flags=re.MULTILINE)


def _texts(reports: Path) -> dict[str, str]:
    one = next(reports.glob("001-*.txt")).read_text(encoding="utf-8")
    nine = next(reports.glob("009-*.txt")).read_text(encoding="utf-8")
    both = next(reports.glob("004-*.txt")).read_text(encoding="utf-8").split("数据勾稽问题清单")[0]
    return {
        "001": _prose(one.split("\n", 2)[2]),
        "004a": _prose(_column(both, 0)),
        "004b": _prose(_column(both, 1)),
        "009": _prose(nine.split("\n", 2)[2]),
    }


def _claims(root: Path, real: dict[str, Any], texts: dict[str, str], *names: str) -> list[Finding]:
    portal(root)
    office = f"office: {{name: {real[names[0]]['office']}, kind: government}}\n"
    (root / "content/offices.yaml").write_text(office, encoding="utf-8")
    for name in names:
        form: Form = FORMS[f"cn-annual-{real[name]['format']}"]
        file = write(root, form, real[name]["year"], _numbers(real[name]))
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
