"""Spreadsheets as others made them: on one sheet or several, ruled or not, and our own download; numbers as shown."""

import io
import shutil
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Border, Side

from gongkai import pipeline
from gongkai.form import Form
from gongkai.importers.pieces import Refused
from gongkai.importers.readers import read_bytes
from importing import imported, tally
from support import REPOSITORY
from test_import import Grids, grids, seed


def as_xlsx(form: Form, made: Grids, *, sheets: bool, ruled: bool) -> tuple[str, bytes]:
    """The tables in a workbook, merged as printed."""
    book = openpyxl.Workbook()
    sheet, line = book.active, 1
    sheet.cell(1, 1, form.titled("示例市人民政府", 2020))
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=12)
    for number, (heading, grid) in enumerate(made):
        if sheets and number:
            sheet, line = book.create_sheet(), 0
        line += 1
        sheet.cell(line, 1, heading)
        taken: set[tuple[int, int]] = set()
        for row in grid:
            line += 1
            column = 1
            for text, colspan, rowspan in row:
                while (line, column) in taken:
                    column += 1
                places = [(line + r, column + c) for r in range(rowspan) for c in range(colspan)]
                taken.update(places)
                sheet.cell(line, column, int(text) if text.isdigit() else text or None)
                for place in places if ruled else ():
                    sheet.cell(*place).border = Border(*[Side(style="thin")] * 4)
                if len(places) > 1:
                    (top, left), (bottom, right) = places[0], places[-1]
                    sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    return "a.xlsx", saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("ruled", [True, False])
@pytest.mark.parametrize("sheets", [True, False])
def test_seed_as_a_spreadsheet(*, sheets: bool, ruled: bool) -> None:
    form, values = seed()
    item = imported(*as_xlsx(form, grids(form, values), sheets=sheets, ruled=ruled))
    assert (item.form.id, item.found.year) == (form.id, 2020)
    assert tally(item, values)[::2] == (198, ())


def test_own_downloads(tmp_path: Path) -> None:
    """What gongkai itself hands out beside a page, read back: all cells."""
    shutil.copytree(REPOSITORY / "content", tmp_path / "content")
    with (tmp_path / "content/portal.yaml").open("a", encoding="utf-8") as stream:
        stream.write("downloads: [pdf, docx, xlsx]\n")
    assert pipeline.build(tmp_path, tmp_path / "site").summary is not None
    _, values = seed()
    files = [f for f in (tmp_path / "site").rglob("*.*") if f.suffix in (".pdf", ".docx", ".xlsx")]
    assert len(files) == 3
    for file in files:
        found = tally(imported(file.name, file.read_bytes()), values)
        assert found.wrong == (), file.name
        assert found.right >= (194 if file.suffix == ".xlsx" else 198), (file.name, found)  # its tables stand twice


def lines(*rows: list[object], **looks: str) -> list[list[str]]:
    """What is read of a sheet with these rows; `looks` are number formats by place."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for place, look in looks.items():
        book.active[place].number_format = look
    return [[c.text for c in line.cells] for line in read_bytes("a.xlsx", saved(book)).lines]


@pytest.mark.parametrize(
    ("value", "look", "text"),
    [
        (0.1 + 0.2, "General", "0.3"),
        (12.0, "General", "12"),
        (0.855, "0.0%", "85.5%"),
        (Decimal("1.10"), "General", "1.1"),
        (1e15, "General", "1000000000000000"),
        ("=1+1", "General", "=1+1"),
        (True, "General", "TRUE"),
    ],
)
def test_numbers_as_people_write_them(value: object, look: str, text: str) -> None:
    """A formula whose result was never saved stands as it is, and is no number."""
    assert lines(["a", "b", "c"], ["x", value, 3], B2=look)[1] == ["x", text, "3"]


def test_hidden_sheets_are_not_read_and_large_ones_refused() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "shown"
    book.create_sheet().append(["secret"])
    book.worksheets[1].sheet_state = "hidden"
    found = read_bytes("a.xlsx", saved(book))
    assert ([line.text for line in found.lines], found.notes) == (["shown"], ("hidden",))
    del book["Sheet1"]
    book.active.append(["a", "b", "c", "d"])
    book.active.append([1, 2, 3, 4])
    book.active.append([5, 6, 7, 8])
    assert read_bytes("a.xlsx", saved(book)).notes == ()
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions.group("B", "C", hidden=True)
    found = read_bytes("a.xlsx", saved(book))
    assert ([[c.text for c in line.cells] for line in found.lines], found.notes) == (
        [["shown"], ["1", "4"], ["5", "8"]],
        ("hidden",),
    )
    book.active["XFD200000"] = 1
    with pytest.raises(Refused) as error:
        read_bytes("a.xlsx", saved(book))
    assert error.value.reason == "long"
