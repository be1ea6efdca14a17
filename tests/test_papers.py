"""PDF, Word and Excel say what the page says, digit by digit, and are the same bytes every time."""

import html
import json
import re
import shutil
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import openpyxl
import pypdf
import pytest

from authored import portal, real_rows, write
from gongkai.downloads import papers, pdf
from gongkai.downloads.blocks import blocks
from gongkai.memo import Memo, key_of
from gongkai.pipeline import build, check, remembered
from gongkai.portal_read import all_forms
from gongkai.report import Report
from gongkai.values import shown
from support import REPOSITORY, edit

FORMS = {form.id: form for form in all_forms(REPOSITORY)}


def png(width: int, height: int) -> bytes:
    """A red rectangle."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    rows = b"".join(b"\0" + b"\xff\0\0" * width for _ in range(height))
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


RED = png(40, 20)
ALL = "downloads: [pdf, docx, xlsx]\n"


def asked(root: Path) -> Path:
    """The portal with every format asked for."""
    options = root / "content/portal.yaml"
    options.write_text(options.read_text(encoding="utf-8") + ALL, encoding="utf-8")
    return root


def built(root: Path) -> list[tuple[Report, Path]]:
    """Every report with the path of its files, without their endings."""
    made = build(asked(root), root / "site", readings=remembered(root))
    assert made.summary is not None, made.findings
    return [(r, root / f"site/reports/{r.year}/{r.office}/{r.office}-{r.year}") for r in made.portal.published()]


def numbers(report: Report, table: str) -> list[str]:
    """The numbers of a table as written, in the form's order."""
    return [
        shown(v)
        for v, c in zip(report.values, report.form.cells, strict=True)
        if c.table == table and c.exists and isinstance(v, int | Decimal)
    ]


def words(path: Path) -> Iterator[list[str]]:
    """The texts of each table of a Word file, cell by cell."""
    for table in re.findall(r"<w:tbl>.*?</w:tbl>", zipped(path), re.DOTALL):
        yield [
            html.unescape("".join(re.findall(r"<w:t[ >][^<]*?>?([^<>]*)</w:t>", cell)))
            for cell in re.findall(r"<w:tc>.*?</w:tc>", table, re.DOTALL)
        ]


def same(report: Report, base: Path) -> None:
    """All formats hold exactly the report's numbers."""
    text = "".join(page.extract_text() + "\n" for page in pypdf.PdfReader(base.with_suffix(".pdf")).pages)
    printed = Counter(re.findall(r"-?\d+(?:\.\d+)?", text))
    tables = [[cell.rstrip("*").split(" ")[0] for cell in cells] for cells in words(base.with_suffix(".docx"))]
    book = openpyxl.load_workbook(base.with_suffix(".xlsx"), data_only=True)
    for number, table in enumerate(report.form.tables):
        wanted = numbers(report, table.id)
        if not wanted:
            continue
        assert not Counter(wanted) - printed, table.id
        assert any(table_of(cells, wanted) for cells in tables), table.id
        sheet = book[book.sheetnames[number]]
        held = [c for row in sheet.iter_rows(min_col=2, values_only=True) for c in row if isinstance(c, int | float)]
        assert [Decimal(str(c)) for c in held] == [Decimal(n) for n in wanted]


def table_of(cells: list[str], wanted: list[str]) -> bool:
    """Whether these are the cells of the table with these numbers."""
    return [c for c in cells if re.fullmatch(r"-?\d+(\.\d+)?", c)] == wanted


def test_the_first_real_report(tmp_path: Path) -> None:
    shutil.copytree(REPOSITORY / "content", tmp_path / "own/content")
    ((report, base),) = built(tmp_path / "own")
    same(report, base)
    reader = pypdf.PdfReader(base.with_suffix(".pdf"))
    assert reader.metadata is not None
    assert reader.metadata.title == "卫东区人民政府2020年政府信息公开工作年度报告"
    assert bool(reader.trailer["/Root"]["/MarkInfo"]["/Marked"])
    assert reader.trailer["/Root"]["/Lang"].startswith("zh")
    assert len(reader.outline) >= 1
    assert "2926.8311" in "".join(page.extract_text() for page in reader.pages)


def test_real_reports(tmp_path: Path, reports: Path) -> None:
    """Every number of each real report, authored at run time, is in its PDF, Word and Excel file."""
    for real in json.loads((reports / "expected.json").read_text(encoding="utf-8"))["reports"]:
        root = tmp_path / real["id"]
        portal(root)
        write(root, FORMS[f"cn-annual-{real['format']}"], real["year"], real_rows(real))
        ((report, base),) = built(root)
        same(report, base)


def test_the_english_portal(school: Path) -> None:
    for report, base in built(school):
        same(report, base)


def test_two_builds_are_the_same_bytes_and_an_unchanged_report_is_not_made_again(
    mini: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    monkeypatch.setattr(papers, "_make", lambda name, *args: made.append(name) or _make(name, *args))
    files = [base.with_suffix(f".{e}") for _, base in built(mini) for e in ("pdf", "docx", "xlsx")]
    first = [file.read_bytes() for file in files]
    count = len(files)
    assert len(made) == count
    assert build(mini, mini / "site", readings=remembered(mini)).summary is not None
    assert len(made) == count
    for cache in (mini / ".gongkai/cache").glob("??/*"):
        cache.write_bytes(b"damaged")
    assert build(mini, mini / "other", readings=remembered(mini)).summary is not None
    assert len(made) == 2 * count
    assert [file.read_bytes() for file in files] == first
    assert [(mini / "other" / file.relative_to(mini / "site")).read_bytes() for file in files] == first
    edit(mini, "content/reports/jia/2023/report.md", "无。", "有。")
    assert build(mini, mini / "site", readings=remembered(mini)).summary is not None
    assert len(made) == 2 * count + 3


_make = papers._make


def test_the_page_offers_them_with_their_sizes(mini: Path) -> None:
    (_, base), *_ = built(mini)
    page = (base.parent / "index.html").read_text(encoding="utf-8")
    for ending in ("pdf", "docx", "xlsx", "csv", "json"):
        assert f'href="{base.name}.{ending}"' in page
    assert re.search(r"PDF.{0,60}KB", page, re.DOTALL)


def test_totals_are_formulas_and_texts_never_are(mini: Path) -> None:
    edit(mini, "content/offices.yaml", "示例市人民政府", "'=HYPERLINK(\"x\")'")
    (_, base), *_ = built(mini)
    book = openpyxl.load_workbook(base.with_suffix(".xlsx"))
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert cells
    assert all(re.fullmatch(r"=(SUM\([A-Z]+\d+:[A-Z]+\d+\)|[A-Z]+\d+(\+[A-Z]+\d+)+)", str(c.value)) for c in cells)
    values = openpyxl.load_workbook(base.with_suffix(".xlsx"), data_only=True)
    for cell in cells:
        sheet = values[cell.parent.title]
        parts = re.findall(r"[A-Z]+\d+", str(cell.value))
        inside = sheet[f"{parts[0]}:{parts[-1]}"] if "SUM" in str(cell.value) else [[sheet[p]] for p in parts]
        assert sheet[cell.coordinate].value == sum(c.value or 0 for row in inside for c in row)


def test_a_misprint_stays_a_number(mini: Path) -> None:
    waiver = "waivers: [{code: rule.broken, printed: [4≠3, 5≠4], reason: 原件如此, by: 示例}]\n"
    report = "content/reports/jia/2023/report.yaml"
    edit(mini, report, "新收: [2, 1, 3]", "新收: [2, 1, 4]")
    (mini / report).write_text((mini / report).read_text(encoding="utf-8") + waiver, encoding="utf-8")
    _, base = next((r, b) for r, b in built(mini) if r.year == 2023)
    sheet = openpyxl.load_workbook(base.with_suffix(".xlsx"))["申请"]
    assert [c.value for c in sheet[2]] == ["新收", 2, 1, 4]
    assert "原件如此" in zipped(base)


def zipped(path: Path) -> str:
    """The text part of a Word file."""
    with zipfile.ZipFile(path.with_suffix(".docx")) as archive:
        return archive.read("word/document.xml").decode()


@pytest.mark.parametrize(("package", "code"), [("typst", "download.package"), ("xlsxwriter", "download.package")])
def test_a_package_that_is_missing(mini: Path, monkeypatch: pytest.MonkeyPatch, package: str, code: str) -> None:
    real = papers.importlib.util.find_spec
    monkeypatch.setattr(papers.importlib.util, "find_spec", lambda name: None if name == package else real(name))
    found = [f for f in check(asked(mini)).findings if f.code.startswith("download.")]
    assert [(f.code, f.args["package"], f.span.path) for f in found] == [(code, package, "content/portal.yaml")]


def test_no_font(mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "fonts", lambda _: pdf.Fonts({}, ("body",)))
    found = [f for f in check(asked(mini)).findings if f.code.startswith("download.")]
    assert [f.code for f in found] == ["download.fonts"]


def test_what_cannot_be_set_is_told_and_nothing_is_published(mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failed(*_: object) -> bytes:
        raise pdf.Failed("no glyph")

    monkeypatch.setattr(pdf, "pdf", failed)
    made = build(asked(mini), mini / "site")
    assert made.summary is None
    assert {f.code for f in made.findings if f.blocks()} == {"download.failed"}
    assert not (mini / "site").exists()


def test_pictures_are_in_the_files(mini: Path) -> None:
    """A red square of 40 by 20 pixels, beside the report and from content/static."""
    edit(
        mini,
        "content/reports/jia/2023/report.md",
        "无。",
        "无。\n\n![红色](attachments/a.png)\n\n![标志](../../../static/b.png)",
    )
    (mini / "content/reports/jia/2023/attachments").mkdir()
    (mini / "content/static").mkdir(exist_ok=True)
    (mini / "content/reports/jia/2023/attachments/a.png").write_bytes(RED)
    (mini / "content/static/b.png").write_bytes(RED)
    _, base = next((r, b) for r, b in built(mini) if r.year == 2023)
    with zipfile.ZipFile(base.with_suffix(".docx")) as archive:
        assert [archive.read(f"word/media/{n}.png") for n in (1, 2)] == [RED, RED]
        assert archive.read("word/_rels/document.xml.rels").decode().count("relationships/image") == 2
        assert 'descr="红色"' in archive.read("word/document.xml").decode()
        assert f'cx="{40 * 9525}" cy="{20 * 9525}"' in archive.read("word/document.xml").decode()
    pages = pypdf.PdfReader(base.with_suffix(".pdf")).pages
    kinds = [item["/Subtype"] for page in pages for item in page["/Resources"].get("/XObject", {}).values()]
    assert "/Image" in kinds


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("见ཀ字。", "download.glyph", (11, 2)),
        ("![坏](attachments/a.png)", "download.picture", (11, 18)),
    ],
)
def test_what_cannot_be_printed_is_told_at_its_place(mini: Path, text: str, code: str, place: tuple[int, int]) -> None:
    edit(mini, "content/reports/jia/2023/report.md", "无。", text)
    (mini / "content/reports/jia/2023/attachments").mkdir()
    (mini / "content/reports/jia/2023/attachments/a.png").write_bytes(b"\x89PNG no picture")
    made = build(asked(mini), mini / "site")
    assert made.summary is None
    (found,) = [f for f in made.findings if f.blocks()]
    assert (found.code, found.span.path, found.span[1:]) == (code, "content/reports/jia/2023/report.md", place)


def test_headings_before_the_first_part_and_tables_beside_each_other(mini: Path) -> None:
    tables = (
        "\n\n### 小标题\n\n| 甲 | 乙 |\n| - | - |\n| 1 | 2 |\n\n---\n\n| 丙 | 丁 | 戊 |\n| - | - | - |\n| 3 | 4 | 5 |\n"
    )
    text = (mini / "content/reports/jia/2023/report.md").read_text(encoding="utf-8")
    title, _, rest = text.partition("\n")
    (mini / "content/reports/jia/2023/report.md").write_text(f"{title}\n{tables}\n{rest}", encoding="utf-8")
    _, base = next((r, b) for r, b in built(mini) if r.year == 2023)
    assert list(words(base.with_suffix(".docx")))[:2] == [["甲", "乙", "1", "2"], ["丙", "丁", "戊", "3", "4", "5"]]
    printed = "".join(page.extract_text() for page in pypdf.PdfReader(base.with_suffix(".pdf")).pages)
    assert re.search(r"丙\s*丁\s*戊\s*3\s*4\s*5", printed)


def test_a_unit_and_a_slash_are_what_the_report_says(mini: Path) -> None:
    """The cache is no excuse for last time's unit, and what does not apply is not nought."""
    files = [b.with_suffix(".xlsx") for r, b in built(mini) if r.year == 2023]
    assert "金额 (万元)" in str([c.value for row in openpyxl.load_workbook(files[0])["收费"].iter_rows() for c in row])
    report = "content/reports/jia/2023/report.yaml"
    edit(mini, report, "金额: 万元", "金额: 元")
    edit(mini, report, "法律禁止: [0, 0, 0]", "法律禁止: [/, /, /]")
    made = build(mini, mini / "site")
    assert made.summary is not None, made.findings
    book = openpyxl.load_workbook(files[0])
    assert "金额 (元)" in str([c.value for row in book["收费"].iter_rows() for c in row])
    assert ["/"] * 3 in [[c.value for c in row][1:] for row in book["申请"].iter_rows()]


def test_a_number_shows_the_places_that_were_written(mini: Path) -> None:
    edit(mini, "content/reports/jia/2023/report.yaml", "金额: 2926.8311", "金额: 2926.8300")
    _, base = next((r, b) for r, b in built(mini) if r.year == 2023)
    book = openpyxl.load_workbook(base.with_suffix(".xlsx"))
    shown_ = {(s.title, c.number_format) for s in book for row in s.iter_rows() for c in row if c.value == 2926.83}
    assert shown_ == {("收费", "0.0000"), (book.sheetnames[-2], "0.0000")}


def test_prose_as_blocks() -> None:
    text = (
        '<h3 id="a">一</h3><p>甲<strong>乙</strong><a class="cited" href="#x">3</a>件，见<a href="https://e.org/">此</a></p>'
        "<ol><li>子<ul><li>丑</li></ul></li><li><p>寅</p></li></ol><blockquote><p>卯</p></blockquote>"
        "<table><thead><tr><th>年</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"
        '<p><img src="a.png" alt="图"></p>'
    )
    found = blocks(text, "")
    assert [(b.kind, b.text, b.marker, b.level) for b in found] == [
        ("h3", "一", "", 0),
        ("p", "甲乙3件，见此", "", 0),
        ("li", "子", "1.", 1),
        ("li", "丑", "•", 2),
        ("li", "寅", "2.", 1),
        ("quote", "卯", "", 1),
        ("tr", "", "", 1),
        ("tr", "", "", 1),
        ("img", "图", "", 0),
    ]
    assert [(r.text, r.marks, r.href) for r in found[1].runs][1:3] == [("乙", "b", ""), ("3", "", "")]
    assert found[1].runs[-1].href == "https://e.org/"
    assert blocks(text, "https://e.org/r/index.html")[1].runs[2].href == ""  # a cited number is no link on paper
    assert [c.text for c in found[7].cells] == ["1"]


def test_the_memo_forgets_what_was_used_longest_ago(tmp_path: Path) -> None:
    memo = Memo(tmp_path / "cache", limit=200)
    for n in range(4):
        memo.put(key_of(str(n)), bytes(60))
    assert memo.get(key_of("9")) is None
    assert memo.of(key_of("a", "bc"), lambda: b"x") == b"x"
    assert memo.get(key_of("ab", "c")) is None
    assert memo.prune() > 0
    assert sum(f.stat().st_size for f in (tmp_path / "cache").glob("??/*")) <= 200
    nothing = Memo(None)
    nothing.put("k", b"")
    assert nothing.get("k") is None
