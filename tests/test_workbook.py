"""The workbook: written, filled in as a department would, read back; its checks computed by LibreOffice."""

import json
import shutil
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from authored import bound, portal, real_rows
from gongkai.cli import main
from gongkai.downloads.formulas import form_sums
from gongkai.form import Form
from gongkai.pipeline import check
from gongkai.portal_read import all_forms
from gongkai.report import Report
from gongkai.values import State
from support import REPOSITORY

FORMS = {form.id: form for form in all_forms(REPOSITORY)}


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(w) for w in words], catch_exceptions=False)


def blank(root: Path, form: str, office: str, year: int) -> Path:
    """A workbook as the command writes it."""
    file = root / f"{office}-{year}.xlsx"
    result = run("workbook", form, "--office", office, "--year", year, "--root", root, "--output", file)
    assert result.exit_code == 0, result.output
    return file


def at(book: Any, name: str) -> Any:
    """A cell of a workbook by its defined name."""
    ((sheet, place),) = book.defined_names[f"gk.{name}"].destinations
    return book[sheet][place]


def fill(file: Path, form: Form, report: Report, **changed: object) -> None:
    """Type a report's numbers into the open cells, as a person does."""
    book = openpyxl.load_workbook(file)
    totals = form_sums(form)
    for i, cell in enumerate(form.cells):
        value = report.values[i]
        if cell.exists and i not in totals and value is not None:
            typed = value.value if isinstance(value, State) else float(value) if isinstance(value, Decimal) else value
            at(book, f"cell.{cell.id}").value = typed
    for name, value in changed.items():
        at(book, name).value = value
    book.save(file)


def same(report: Report | None, wanted: Report) -> None:
    """Every cell is as wanted."""
    assert report is not None
    for i, cell in enumerate(report.form.cells):
        one, two = report.values[i], wanted.values[i]
        assert one == two or (one is None and two is None), (cell.id, one, two)


def calculated(file: Path, folder: Path) -> Any:
    """The workbook as LibreOffice computes it."""
    if shutil.which("soffice") is None:
        pytest.skip("no LibreOffice on this machine")
    home = f"-env:UserInstallation=file://{folder}/office"
    words = ["soffice", home, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "out"), str(file)]
    subprocess.run(words, check=True, capture_output=True, timeout=120)
    return openpyxl.load_workbook(folder / "out" / file.name, data_only=True)


def results(book: Any) -> list[str]:
    """The texts of all checks."""
    texts = [str(c.value) for row in book.worksheets[0].iter_rows() for c in row if c.value is not None]
    return [
        t for t in texts if t.endswith(("成立", "未填完", "holds", "not filled in")) or "相差 " in t or "off by" in t
    ]


def test_the_seed_comes_back_cell_by_cell(tmp_path: Path) -> None:
    shutil.copytree(REPOSITORY / "content", tmp_path / "content")
    seed = check(tmp_path).portal.report("weidong", 2020)
    assert seed is not None
    file = blank(tmp_path, seed.form.id, "weidong", 2020)
    shutil.rmtree(tmp_path / "content/reports/weidong/2020")
    unit = next(c.id for c in seed.form.cells if c.open_unit)
    fill(file, seed.form, seed, published="2021-01-29", **{"fact.published_items": 2305, f"unit.{unit}": "万元"})
    result = run("import", file, "--root", tmp_path)
    assert result.exit_code == 0, result.output
    read = check(tmp_path).portal.report("weidong", 2020)
    same(read, seed)
    assert read is not None
    assert read.draft
    assert read.published == "2021-01-29"
    assert read.units == seed.units
    assert read.facts["published_items"].value == 2305
    assert not read.computed


def test_real_reports(tmp_path: Path, reports: Path) -> None:
    for real in json.loads((reports / "expected.json").read_text(encoding="utf-8"))["reports"]:
        root, form = tmp_path / real["id"], FORMS[f"cn-annual-{real['format']}"]
        portal(root)
        wanted = bound(form, real_rows(real), real["year"])
        file = blank(root, form.id, "office", real["year"])
        fill(file, form, wanted)
        assert run("import", file, "--root", root).exit_code == 0
        read = check(root).portal.report("office", real["year"])
        assert read is not None
        for i, cell in enumerate(form.cells):
            if i not in form_sums(form):
                assert read.values[i] == wanted.values[i], (real["id"], cell.id)
        broken = {
            i for i, parts in form_sums(form).items() if wanted.numbers[i] != sum(wanted.numbers[p] for p in parts)
        }
        if not broken:
            same(read, wanted)


def test_the_english_school(school: Path) -> None:
    wanted = check(school).portal.report("hilltop", 2023)
    assert wanted is not None
    file = blank(school, "school-return", "hilltop", 2023)
    fill(file, wanted.form, wanted, **{"fact.clubs": 7, "fact.trips": "/"})
    shutil.rmtree(school / "content/reports/hilltop/2023")
    assert run("import", file, "--root", school).exit_code == 0
    read = check(school).portal.report("hilltop", 2023)
    same(read, wanted)
    assert read is not None
    assert (read.facts["clubs"].value, read.facts["trips"].value) == (7, State.NOT_APPLICABLE)


@pytest.mark.parametrize("form", ["cn-annual-2019", "cn-annual-2021"])
def test_checks_are_live(tmp_path: Path, form: str) -> None:
    portal(tmp_path)
    file = blank(tmp_path, form, "office", FORMS[form].since)
    empty = results(calculated(file, tmp_path))
    assert empty
    assert all(t.endswith("未填完") for t in empty)
    count = len(FORMS[form].instances)
    zero: dict[str, object] = {
        f"cell.{c.id}": 0 for i, c in enumerate(FORMS[form].cells) if c.exists and i not in form_sums(FORMS[form])
    }
    book = openpyxl.load_workbook(file)
    for name, value in zero.items():
        at(book, name).value = value
    book.save(file)
    found = calculated(file, tmp_path)
    assert all(t.endswith("成立") and "不" not in t for t in results(found))
    assert len(results(found)) <= count + 1
    assert at(found, "cell.applications.total.total").value == 0
    at(book, "cell.applications.received.person").value = 3
    book.save(file)
    found = calculated(file, tmp_path)
    assert sorted(t for t in results(found) if "不" in t) == ["总计：不成立，相差 3", "自然人：不成立，相差 3"]
    assert at(found, "cell.applications.received.total").value == 3
    told = [str(c.value) for row in found.worksheets[0].iter_rows(max_row=8) for c in row if c.value]
    assert any("2 项不成立" in t for t in told)
    result = run("import", tmp_path / "out" / file.name, "--root", tmp_path, "--lang", "en")
    assert "workbook.sum" in result.output
    assert result.exit_code == 0


def test_only_inputs_are_open_and_what_is_carried_over_is_said(mini: Path) -> None:
    form = check(mini).portal.forms["mini"]
    file = blank(mini, "mini", "jia", 2024)
    book = openpyxl.load_workbook(file)
    page = book.worksheets[0]
    assert page.protection.sheet
    assert page.protection.password is None
    assert book.worksheets[1].sheet_state == "veryHidden"
    totals = form_sums(form)
    for i, cell in enumerate(form.cells):
        if cell.exists:
            assert at(book, f"cell.{cell.id}").protection.locked == (i in totals), cell.id
            assert (at(book, f"cell.{cell.id}").data_type == "f") == (i in totals)
    inputs = {
        place.coordinate
        for name in book.defined_names
        if name.startswith(("gk.cell.", "gk.fact.", "gk.unit.", "gk.pub"))
        if not (place := at(book, name.removeprefix("gk."))).protection.locked
    }
    merged = {c for area in page.merged_cells.ranges for c in area.cells}
    for row in page.iter_rows():
        for c in row:
            assert c.protection.locked or c.coordinate in inputs or (c.row, c.column) in merged
    assert any("2023" in str(c.value) and "结转" in str(c.value) for row in page.iter_rows() for c in row)
    assert len({v.sqref for v in page.data_validations.dataValidation}) >= len(inputs) - 2


def test_the_same_bytes_twice_and_no_file_is_lost(mini: Path) -> None:
    file = blank(mini, "mini", "jia", 2024)
    first = file.read_bytes()
    words = ("workbook", "mini", "--office", "jia", "--year", 2024, "--root", mini, "--output", file)
    assert run(*words).exit_code == 2
    assert run(*words, "--force").exit_code == 0
    assert file.read_bytes() == first


def test_what_cannot_be_read_is_blank_and_told_with_its_place(mini: Path) -> None:
    form = check(mini).portal.forms["mini"]
    file = blank(mini, "mini", "jia", 2024)
    open_ = [c.id for i, c in enumerate(form.cells) if c.exists and i not in form_sums(form) and c.kind.numeric]
    book = openpyxl.load_workbook(file)
    typed = ["22（其中修订16件）", "１２", 3.5, -2, True, "=1+1"]
    for cid, value in zip(open_, typed, strict=False):
        at(book, f"cell.{cid}").value = value
    del book.defined_names[f"gk.cell.{open_[-1]}"]
    book.defined_names["gk.cell.nowhere"] = openpyxl.workbook.defined_name.DefinedName(
        "gk.cell.nowhere", attr_text="'填报'!$A$1"
    )
    book.save(file)
    result = run("import", file, "--root", mini)
    assert result.exit_code == 1
    for cid, value in zip(open_, typed, strict=False):
        place = at(book, f"cell.{cid}").coordinate
        assert f"{place} 格" in result.output, (cid, value)
    assert "nowhere" in result.output
    assert "workbook.missing" in result.output
    text = (mini / "content/reports/jia/2024/report.yaml").read_text(encoding="utf-8")
    assert text.count("TODO") >= 3
    report = check(mini).portal.report("jia", 2024)
    assert report is not None
    for cid in (*open_[: len(typed)], open_[-1]):
        assert report.values[form.index[cid]] is None


def test_nothing_is_overwritten_unasked(mini: Path) -> None:
    old = (mini / "content/reports/jia/2023/report.yaml").read_text(encoding="utf-8")
    prose = (mini / "content/reports/jia/2023/report.md").read_bytes()
    wanted = check(mini).portal.report("jia", 2023)
    assert wanted is not None
    file = blank(mini, "mini", "jia", 2023)
    fill(file, wanted.form, wanted)
    result = run("import", file, "--root", mini)
    assert result.exit_code == 1
    assert "+draft: true" in result.output
    assert (mini / "content/reports/jia/2023/report.yaml").read_text(encoding="utf-8") == old
    assert run("import", file, "--root", mini, "--force").exit_code == 0
    same(check(mini).portal.report("jia", 2023), wanted)
    assert (mini / "content/reports/jia/2023/report.md").read_bytes() == prose
    result = run("import", file, "--root", mini)
    assert (result.exit_code, "没有改动" in result.output) == (0, True)
    result = run("import", file, "--root", mini, "--year", 2022)
    assert (result.exit_code, "2022" in result.output) == (1, True)


def test_others_files_are_refused_in_words(mini: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.xlsx"
    openpyxl.Workbook().save(foreign)
    assert "没有认出是哪种格式" in run("import", foreign, "--root", mini).output
    text = tmp_path / "text.xlsx"
    text.write_text("not a workbook", encoding="utf-8")
    assert "文件损坏" in run("import", text, "--root", mini).output
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", bytes(3_000_000))
    assert "解开后大得不正常" in run("import", bomb, "--root", mini).output
    lol = tmp_path / "lol.xlsx"
    with zipfile.ZipFile(blank(mini, "mini", "jia", 2024)) as good, zipfile.ZipFile(lol, "w") as packed:
        for name in good.namelist():
            data = good.read(name)
            if name == "xl/workbook.xml":
                data = data.replace(b"<workbook", b'<!DOCTYPE a [<!ENTITY b "c">]><workbook', 1)
            packed.writestr(name, data)
    result = run("import", lol, "--root", mini)
    assert (result.exit_code, "解开后大得不正常" in result.output) == (1, True)
    assert not (mini / "content/reports/jia/2024").exists()
