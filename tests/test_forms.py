"""The official forms: complete as the domain notes and the blank official form have them, and true of real reports."""

import json
import re
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from authored import portal, real_rows, write
from gongkai.form import Form
from gongkai.layout import lay_out
from gongkai.pipeline import build, check
from gongkai.portal_read import all_forms
from page import cells, plain

FORMS = {form.id: form for form in all_forms(Path("nowhere"))}


@pytest.mark.parametrize(
    ("name", "cells_", "rows", "per_table"),
    [
        ("cn-annual-2019", 198, 8 + 23 + 3, [22, 161, 15]),
        ("cn-annual-2021", 10 + 175 + 15, 6 + 25 + 3, [10, 175, 15]),
        ("cn-annual-2021-brief", 10 + 161 + 15, 6 + 23 + 3, [10, 161, 15]),
    ],
)
def test_every_cell_is_there(name: str, cells_: int, rows: int, per_table: list[int]) -> None:
    form = FORMS[name]
    assert len(form.cells) == cells_
    assert sum(len(t.rows()) for t in form.tables) == rows
    assert [sum(c.table == t.id for c in form.cells) for t in form.tables] == per_table
    assert [s.title for s in form.sections] == [
        "总体情况",
        "主动公开政府信息情况",
        "收到和处理政府信息公开申请情况",
        "政府信息公开行政复议、行政诉讼情况",
        "存在的主要问题及改进情况",
        "其他需要报告的事项",
    ]


@pytest.mark.parametrize(("name", "identities"), [("cn-annual-2019", 37), ("cn-annual-2021", 39)])
def test_table_three_has_its_identities(name: str, identities: int) -> None:
    """The balance and the sum of results in 7 columns, the sum of applicants in each row; all errors."""
    found = [
        x for x in FORMS[name].instances if x.rule.table == "applications" and not x.left_before and not x.right_before
    ]
    assert len(found) == identities
    assert {str(x.rule.severity) for x in found} == {"error"}


def test_only_changes_may_be_negative_and_only_money_has_decimals() -> None:
    for form in FORMS.values():
        for cell in form.cells:
            if cell.kind.signed:
                assert cell.column.label == "本年增/减"
            if not cell.kind.whole:
                assert re.search("金额", cell.column.label)
        assert all(cell.unit or cell.open_unit for cell in form.cells if not cell.kind.whole)


def test_every_rule_has_a_basis_and_an_example() -> None:
    for form in FORMS.values():
        for rule in form.rules:
            assert bool(rule.clause) != bool(rule.reason)
            assert rule.example
            assert "[M]" not in rule.clause


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _grid(table: Any) -> list[list[tuple[str, int, int]]]:
    """Rows of (text, colspan, rowspan) of a Word table."""
    rows: list[list[list[Any]]] = []
    open_: dict[int, list[Any]] = {}
    for tr in table.findall(f"{_W}tr"):
        row: list[list[Any]] = []
        at = 0
        for tc in tr.findall(f"{_W}tc"):
            span = tc.find(f"{_W}tcPr/{_W}gridSpan")
            merge = tc.find(f"{_W}tcPr/{_W}vMerge")
            width = int(span.get(f"{_W}val")) if span is not None else 1
            if merge is not None and merge.get(f"{_W}val") != "restart":
                open_[at][2] += 1
            else:
                cell = ["".join(t.text or "" for t in tc.iter(f"{_W}t")).strip(), width, 1]
                row.append(cell)
                open_[at] = cell
            at += width
        rows.append(row)
    return [[(plain(c[0]), c[1], c[2]) for c in row] for row in rows]


def test_the_2021_form_is_laid_out_as_the_official_blank(reports: Path) -> None:
    """Text, colspan and rowspan of every cell, against the blank form in Word."""
    with zipfile.ZipFile(reports / "2021-format-template.docx") as file:
        root = ET.fromstring(file.read("word/document.xml"))  # noqa: S314
    tables = root.findall(f"{_W}body/{_W}tbl")
    form = FORMS["cn-annual-2021"]
    assert len(tables) == len(form.tables)
    for table, official in zip(form.tables, tables, strict=True):
        ours: list[list[tuple[str, int, int]]] = []
        for block in lay_out(form, table, {}).blocks:
            if block.caption:
                ours.append([(plain(block.caption.text), block.caption.colspan, 1)])
            for i, head in enumerate(block.head):
                row = [(plain(c.text), c.colspan, c.rowspan) for c in head]
                if i == 0 and block.corner:
                    row.insert(0, (plain(block.corner.text), block.corner.colspan, block.corner.rowspan))
                ours.append(row)
            for line in block.rows:
                row = [(plain(c.text), c.colspan, c.rowspan) for c in line.headers]
                ours.append(row + [("", c.colspan, 1) for c in line.cells])
        assert ours == _grid(official)


def test_real_reports_are_read_checked_and_shown(reports: Path, tmp_path: Path) -> None:
    """Each real report authored at run time: no error, and every number at its place on the page."""
    real = json.loads((reports / "expected.json").read_text(encoding="utf-8"))["reports"]
    assert len(real) == 5
    for report in real:
        form: Form = FORMS[f"cn-annual-{report['format']}"]
        root = tmp_path / report["id"]
        portal(root)
        numbers = real_rows(report)
        write(root, form, report["year"], numbers)
        built = build(root, root / "site")
        assert built.summary is not None, built.findings
        html = (root / f"site/reports/{report['year']}/office/index.html").read_text(encoding="utf-8")
        shown = [text.removesuffix("（未填）") for _, _, text in cells(html)]
        assert shown == ["" if n is None else str(n) for row in numbers for n in row]


def test_two_real_years_agree(reports: Path, tmp_path: Path) -> None:
    """宿迁 2023 and 2024: the carry-over and the chain of documents in force hold in every column."""
    real = {r["id"]: r for r in json.loads((reports / "expected.json").read_text(encoding="utf-8"))["reports"]}
    portal(tmp_path)
    for name in ("004a", "004b"):
        write(tmp_path, FORMS["cn-annual-2021"], real[name]["year"], real_rows(real[name]))
    assert [f for f in check(tmp_path).findings if f.code == "rule.broken"] == []
    rows = real_rows(real["004b"])
    rows[1] = [50, 227, 421]  # 行政规范性文件 in force: one too many
    write(tmp_path, FORMS["cn-annual-2021"], 2024, rows)
    broken = [f for f in check(tmp_path).findings if f.code == "rule.broken"]
    assert [(f.args["rule"], str(f.severity)) for f in broken] == [("proactive.in-force-chain", "warning")]


def _zeros(form: Form) -> list[list[object]]:
    return [[0] * len(block.columns) for table in form.tables for block, _, _ in table.rows()]


def _row(form: Form, rid: str) -> int:
    return next(i for i, row in enumerate(row for t in form.tables for _, _, row in t.rows()) if row.id == rid)


def test_last_year_is_compared_where_the_form_changed(tmp_path: Path) -> None:
    """2020 in the form of 2019, 2021 in the form of 2021: what both have is compared, what only one has is not."""
    old, new = FORMS["cn-annual-2019"], FORMS["cn-annual-2021"]
    portal(tmp_path)
    rows = _zeros(old)
    rows[_row(old, "received")] = rows[_row(old, "carried_out")] = [0, 5, 0, 0, 0, 0, 5]
    rows[_row(old, "normative")] = [3, 3, 70]
    write(tmp_path, old, 2020, rows)
    write(tmp_path, new, 2021, _zeros(new))
    broken = [f for f in check(tmp_path).findings if f.code == "rule.broken"]
    assert [(f.args["rule"], f.args["line"], str(f.severity)) for f in broken] == [
        ("applications.carry-over", "商业企业", "warning"),
        ("applications.carry-over", "总计", "warning"),
    ]
    assert all("2020·结转下年度 5" in str(f.args["right"]) for f in broken)


def test_the_items_of_the_2019_form_chain_from_year_to_year(tmp_path: Path) -> None:
    form = FORMS["cn-annual-2019"]
    portal(tmp_path)
    first, second = _zeros(form), _zeros(form)
    first[_row(form, "licensing")] = [100, 8, 0]
    second[_row(form, "licensing")] = [107, 0, 0]
    write(tmp_path, form, 2019, first)
    write(tmp_path, form, 2020, second)
    broken = [f for f in check(tmp_path).findings if f.code == "rule.broken"]
    assert [(f.args["rule"], f.args["difference"]) for f in broken] == [("proactive.items-chain", 1)]
    (tmp_path / "content/reports/office/2019").rename(tmp_path / "content/reports/office/2018")
    text = (tmp_path / "content/reports/office/2018/report.yaml").read_text(encoding="utf-8")
    (tmp_path / "content/reports/office/2018/report.yaml").write_text(
        text.replace("year: 2019", "year: 2018"), encoding="utf-8"
    )
    assert [f for f in check(tmp_path).findings if f.code == "rule.broken"] == []
