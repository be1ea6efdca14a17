"""Import of existing reports: nothing is wrong silently, whatever the format; hostile files are refused in words."""

import io
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai import pipeline
from gongkai.cli import main
from gongkai.form import Form
from gongkai.importers import review, write
from gongkai.importers.columns import State
from gongkai.importers.command import Wish, understood
from gongkai.importers.pieces import Refused
from gongkai.importers.readers import read_bytes
from gongkai.importers.reading import read_value
from gongkai.layout import lay_out
from gongkai.messages import texts
from gongkai.report import number_of
from gongkai.source import parse
from gongkai.values import NOT_APPLICABLE, Value, shown
from importing import FORMS, expected, imported, tally
from support import REPOSITORY

SEED = REPOSITORY / "content" / "reports" / "weidong" / "2020"
Grid = list[list[tuple[str, int, int]]]  # text, colspan, rowspan
Grids = list[tuple[str, Grid]]


def seed() -> tuple[Form, dict[str, Value]]:
    report = next(r for r in pipeline.check(REPOSITORY).portal.reports if r.key == ("weidong", 2020))
    return report.form, {c.id: v for c, v in zip(report.form.cells, report.values, strict=True) if c.exists}


def grids(form: Form, values: Mapping[str, Value]) -> Grids:
    """The legal tables with their spans, each with its section's heading."""
    made: Grids = []
    for section in form.sections:
        if not section.table:
            continue
        grid: Grid = []
        for block in lay_out(form, form.table(section.table), {}).blocks:
            if block.caption:
                grid.append([(block.caption.text, block.caption.colspan, 1)])
            for n, head in enumerate(block.head):
                corner = [block.corner] if block.corner and not n else []
                grid.append([(h.text, h.colspan, h.rowspan) for h in (*corner, *head)])
            for row in block.rows:
                heads = [(h.text, h.colspan, h.rowspan) for h in row.headers]
                grid.append(heads + [(shown(values[c.id]) if c.id else "", c.colspan, 1) for c in row.cells])
        made.append((section.heading, grid))
    return made


def as_html(form: Form, made: Grids) -> tuple[str, bytes]:
    def cell(text: str, colspan: int, rowspan: int) -> str:
        return f'<td colspan="{colspan}" rowspan="{rowspan}"><p>{text}</p></td>'

    tables = ""
    for heading, grid in made:
        rows = ["<tr>" + "".join(cell(*c) for c in row) + "</tr>" for row in grid]
        tables += f"<h2>{heading}</h2><table>{''.join(rows)}</table>"
    menu = "<nav><a>首页</a></nav><div>您所在的位置：首页 &gt; 年报 12 3</div>"
    menu += "<table><tr><td>发布日期</td><td>2021-01-20</td></tr></table>"
    title = f"<h1>{form.titled('示例市人民政府', 2020)}</h1>"
    page = f"<html><head><meta charset='utf-8'></head><body>{menu}{title}{tables}<div>版权所有 2031</div></body></html>"
    return "a.html", page.encode()


def as_text(form: Form, made: Grids, *, flow: bool, sign: str = "\t") -> tuple[str, bytes]:
    lines = [form.titled("示例市人民政府", 2020)]
    for heading, grid in made:
        lines.append(heading)
        for row in grid:
            texts = [text for text, _, _ in row]
            lines += [t for t in texts if t] if flow else [sign.join(texts) + (sign if sign == "|" else "")]
    return "a.txt", "\n".join(lines).encode()


def as_docx(form: Form, made: Grids) -> tuple[str, bytes]:
    parts = [f"<w:p><w:r><w:t>{form.titled('示例市人民政府', 2020)}</w:t></w:r></w:p>"]
    for heading, grid in made:
        parts.append(f"<w:p><w:r><w:t>{heading}</w:t></w:r></w:p><w:tbl>")
        for row in grid:
            parts.append("<w:tr>")
            for text, colspan, rowspan in row:
                merge = '<w:vMerge w:val="restart"/>' if rowspan > 1 else ""
                half = len(text) // 2  # Word breaks runs wherever it likes
                runs = f"<w:r><w:t>{text[:half]}</w:t></w:r><w:r><w:t>{text[half:]}</w:t></w:r>"
                parts.append(f'<w:tc><w:tcPr><w:gridSpan w:val="{colspan}"/>{merge}</w:tcPr><w:p>{runs}</w:p></w:tc>')
            parts.append("</w:tr>")
        parts.append("</w:tbl>")
    return "a.docx", docx("".join(parts))


def docx(body: str, head: str = "") -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        document = f'<?xml version="1.0"?>{head}<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
        archive.writestr("word/document.xml", document)
    return stream.getvalue()


MAKERS: Mapping[str, Callable[[Form, Grids], tuple[str, bytes]]] = {
    "html": as_html,
    "docx": as_docx,
    "tabs": partial(as_text, flow=False),
    "bars": partial(as_text, flow=False, sign="|"),
    "flow": partial(as_text, flow=True),
}


@pytest.mark.parametrize("kind", MAKERS)
def test_seed_in_every_format(kind: str) -> None:
    form, values = seed()
    item = imported(*MAKERS[kind](form, grids(form, values)))
    assert item.form.id == form.id
    assert item.found.year == 2020
    assert item.found.published == ("2021-01-20" if kind == "html" else "")
    assert tally(item, values)[::2] == (198, ())


def spoilt(data: st.DataObject, grid: Grid, most: int) -> Grid:
    """A grid with what goes wrong in the wild: cells and labels lost, blank, moved, rows and columns of one's own."""
    grid = [list(row) for row in grid]
    if data.draw(st.sampled_from([False, False, True])):  # the last two columns, headers and values, change places
        grid = [[*r[:-2], r[-1], r[-2]] if len(r) > 2 else r for r in grid]
    for _ in range(data.draw(st.integers(0, most))):
        n = data.draw(st.integers(0, len(grid) - 1))
        row = grid[n]
        k = data.draw(st.integers(0, max(len(row) - 1, 0)))
        match data.draw(st.sampled_from(["blank", "drop", "row", "extra", "swap", "page", "note"])):
            case "blank" if row:
                grid[n] = [*row[:k], ("", *row[k][1:]), *row[k + 1 :]]
            case "drop" if row:
                grid[n] = row[:k] + row[k + 1 :]
            case "row" if len(grid) > 1:
                del grid[n]
            case "extra":
                grid.insert(n, [("本地自设事项", 1, 1), *[("5", 1, 1)] * data.draw(st.integers(1, 7))])
            case "swap":
                m = data.draw(st.integers(0, len(grid) - 1))
                grid[n], grid[m] = grid[m], grid[n]
            case "page" if row:
                grid[n] = [*row[:k], ("- 3 -", 1, 1), *row[k:]]
            case "note" if row and row[-1][0].isdigit():
                grid[n] = [*row[:-1], (row[-1][0] + "（其中修订2件）", *row[-1][1:])]
    return grid


@pytest.mark.parametrize("kind", ["html", "docx", "tabs", "flow"])
@settings(max_examples=25, derandomize=True)  # a source damaged thrice may contradict itself unseen
@given(data=st.data())
def test_any_numbers_are_right_or_lost(kind: str, data: st.DataObject) -> None:
    """Numbers that add up to nothing: every cell is right or left blank, never another's."""
    form = FORMS[data.draw(st.sampled_from(sorted(FORMS)))]
    numbers = st.integers(100, 10**6)  # each its own, so that a cell with another's number is seen
    drawn = data.draw(st.lists(numbers, min_size=len(form.cells), max_size=len(form.cells), unique=True))
    values: dict[str, Value] = {c.id: n for c, n in zip(form.cells, drawn, strict=True) if c.exists}
    most = 1 if kind == "flow" else 3  # where blank cells leave no trace, two losses can look like none
    made = MAKERS[kind](form, [(heading, spoilt(data, grid, most)) for heading, grid in grids(form, values)])
    item = understood(read_bytes(*made), FORMS, Wish(form=form.id))
    assert item is not None
    wrong = [
        (form.cells[i].id, r.value)
        for i, r in item.cells.items()
        if r.state is not State.LOST and r.value is not None and r.value != values[form.cells[i].id]
    ]
    assert wrong == []


def test_real_reports(reports: Path) -> None:
    """Against expected.json: none wrong silently, and no fewer right than before."""
    known = dict(expected(reports))
    least = {"001": 200, "009": 200}
    for rid, cells in known.items():
        for file in reports.glob(f"{rid}-*"):
            found = tally(imported(file.name, file.read_bytes()), cells)
            assert found.wrong == (), file.name
            assert found.right >= least[rid], file.name


# Of excerpts, compared with their text cell by cell: form, year, cells that a person can read, and what they add up to.
EXCERPTS = {
    "101": ("cn-annual-2021", 2021, 9, "0"),
    "103": ("cn-annual-2021", 2022, 10, "194.457379"),
    "105": ("cn-annual-2021", 2022, 10, "0"),
    "107": ("cn-annual-2021", 2022, 9, "17"),
    "109": ("cn-annual-2019", 2019, 0, "0"),
    "110": ("cn-annual-2019", 2020, 22, "8056"),
    "111": ("cn-annual-2019", 2020, 19, "531"),
    "113": ("cn-annual-2021", 2020, 9, "18"),
    "115": ("cn-annual-2021", 2023, 31, "0"),
    "117": ("cn-annual-2021", 2023, 0, "0"),
    "119": ("cn-annual-2021", 2024, 10, "2644.02"),
    "121": ("cn-annual-2019", None, 50, "66.15"),
    "123": ("cn-annual-2019", 2020, 6, "148"),
    "125": ("cn-annual-2021", 2021, 10, "61"),
    "127": ("cn-annual-2021", 2025, 3, "0"),
    "129": ("cn-annual-2021", 2025, 0, "0"),
    "131": ("cn-annual-2021", 2025, 0, "0"),
    "133": None,
}


def test_excerpts(reports: Path) -> None:
    """All that stands in an excerpt is read, and nothing else; where no table stands, the form and year still are."""
    for rid, read in EXCERPTS.items():
        file = next(reports.glob(f"{rid}-*"))
        item = understood(read_bytes(file.name, file.read_bytes()), FORMS, Wish())
        if read is None or item is None:
            assert item is read, file.name
            continue
        values = [r.value for r in item.cells.values() if r.state is not State.LOST]
        total = sum(map(number_of, values), start=Decimal())
        assert (item.form.id, item.found.year, len(values), str(total)) == read, file.name


def test_two_years_side_by_side(reports: Path, mini: Path) -> None:
    """Each year's cells are read when it is asked for; without it the years are named and nothing is written."""
    known = dict(expected(reports))
    file = next(reports.glob("004-*"))
    for year, rid in ((2023, "004a"), (2024, "004b")):
        item = understood(read_bytes(file.name, file.read_bytes()), FORMS, Wish(year=year))
        assert item is not None
        assert item.found.year == year
        assert tally(item, known[rid])[::2] == (200, ())
    done = CliRunner().invoke(main, ["import", "--root", str(mini), "--office", "jia", str(file)])
    assert done.exit_code == 1
    assert "2023" in done.output
    assert "2024" in done.output
    assert "--year" in done.output
    assert not (mini / "content/reports/jia/2024").exists()
    call = ["import", "--root", str(mini), "--office", "jia", "--year", "2024", str(file)]
    assert CliRunner().invoke(main, call).exit_code == 0
    assert "2676474" in (mini / "content/reports/jia/2024/report.yaml").read_text(encoding="utf-8")


def side_by_side(one: str, two: str, keep: Callable[[int], bool]) -> bytes:
    """Two texts of the same lines as columns of one; where a line is not kept, the second has none."""
    pairs = zip(one.split("\n"), two.split("\n"), strict=True)
    wide = [
        a.replace("\t", "  ").ljust(90) + (b.replace("\t", "  ") if keep(n) else "") for n, (a, b) in enumerate(pairs)
    ]
    return "\n".join(["2020年报告".ljust(60) + "2021年报告", *wide]).encode()


@settings(max_examples=25, derandomize=True)
@given(data=st.data())
def test_neither_side_has_a_number_of_the_other(data: st.DataObject) -> None:
    """Whatever lines one side has lost, a number of it is never taken for the other's."""
    form, values = seed()
    times = data.draw(
        st.lists(st.integers(2, 90), min_size=2, max_size=2, unique=True)
    )  # what adds up, adds up times two
    both: list[dict[str, Value]] = [{c: number_of(v) * k for c, v in values.items()} for k in times]
    made = [as_text(form, grids(form, values), flow=False)[1].decode() for values in both]
    lost = data.draw(st.sets(st.integers(0, made[0].count("\n")), max_size=8))
    turned = data.draw(st.booleans())
    source = read_bytes("a.txt", side_by_side(*(made[::-1] if turned else made), lambda n: n not in lost))
    for year, right in zip((2021, 2020) if turned else (2020, 2021), both, strict=True):
        item = understood(source, FORMS, Wish(year=year, form=form.id))
        assert item is not None
        assert tally(item, right).wrong == ()
        if not lost:
            assert tally(item, right).lost == 0


TORN = [
    ["行政复议", "", "", "", "", "行政诉讼"],
    ["", "", "", "", "", "未经复议直接起诉", "", "", "", "", "复议后起诉"],
    [
        "结",
        "结果",
        "其他",
        "尚未",
        "总计",
        "结果",
        "结果",
        "其他",
        "尚未",
        "总计",
        "结果",
        "结果",
        "其他",
        "尚未",
        "总计",
    ],
    ["果维持", "纠正", "结果", "审结", "", "维持", "纠正", "结果", "审结", "", "维持", "纠正", "结果", "审结"],
    ["1", "2", "3", "4", "10", "5", "6", "7", "8", "26", "9", "10", "11", "12", "42"],
]


@pytest.mark.parametrize("swap", [None, (3, 0, 1), (3, 1, 4), (1, 5, 10)])
def test_torn_header_is_put_together_by_place(swap: tuple[int, int, int] | None) -> None:
    """Each part of a label belongs to the number it stands above; a part in another's place leaves all blank."""
    rows = [list(row) for row in TORN]
    if swap:
        n, a, b = swap
        rows[n][a], rows[n][b] = rows[n][b], rows[n][a]
    lines = ["".join(text.ljust(12) for text in row).rstrip() for row in rows]
    item = imported("a.txt", "\n".join(["四、政府信息公开行政复议、行政诉讼情况", *lines]).encode(), "cn-annual-2021")
    cells = [i for i, c in enumerate(item.form.cells) if c.table == "reviews" and c.exists]
    read = [item.cells[i].value for i in cells if item.cells[i].state is not State.LOST]
    assert read == ([1, 2, 3, 4, 10, 5, 6, 7, 8, 26, 9, 10, 11, 12, 42] if swap is None else [])


def test_own_page_word_file_and_pdf(tmp_path: Path) -> None:
    """What gongkai publishes itself, read back: all cells, certain, with form and year."""
    shutil.copytree(REPOSITORY / "content", tmp_path / "content")
    options = tmp_path / "content" / "portal.yaml"
    options.write_text(options.read_text(encoding="utf-8") + "\ndownloads: [pdf, docx]\n", encoding="utf-8")
    assert pipeline.build(tmp_path, tmp_path / "site").summary is not None
    _, values = seed()
    folder = tmp_path / "site/reports/2020/weidong"
    files = [folder / "index.html", *folder.glob("*.docx"), *folder.glob("*.pdf")]
    assert [f.suffix for f in files] == [".html", ".docx", ".pdf"]
    for file in files:
        item = imported(file.name, file.read_bytes())
        assert (item.form.id, item.found.year) == ("cn-annual-2019", 2020), file
        assert tally(item, values)[::2] == (198, ()), file


def test_blank_official_form_filled(reports: Path) -> None:
    """The official Word form, filled with the numbers of 001 cell by cell, is read back whole."""
    from lxml import etree

    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    cells = dict(expected(reports))["001"]
    with zipfile.ZipFile(reports / "2021-format-template.docx") as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    form = FORMS["cn-annual-2021"]
    tables = list(root.iter(f"{space}tbl"))
    for table, element in zip(form.tables, tables, strict=True):
        numbers = iter([shown(v) for cid, v in cells.items() if form.cells[form.index[cid]].table == table.id])
        for cell in element.iter(f"{space}tc"):
            merge = cell.find(f"{space}tcPr/{space}vMerge")
            going_on = merge is not None and merge.get(f"{space}val") != "restart"
            if going_on or "".join(cell.itertext()).strip():
                continue
            run = etree.SubElement(cell.find(f"{space}p"), f"{space}r")
            etree.SubElement(run, f"{space}t").text = next(numbers)
        assert next(numbers, None) is None
    body = b"".join(etree.tostring(node) for node in root.find(f"{space}body"))
    found = tally(imported("filled.docx", docx(body.decode())), cells)
    assert found[::2] == (200, ())
    assert found.lost == 0


BOMB = "<w:p><w:r><w:t>" + "0" * 20_000_000 + "</w:t></w:r></w:p>"
ENTITIES = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
HOSTILE = {
    "bomb.docx": (lambda: docx(BOMB), "bomb"),
    "laughs.docx": (lambda: docx("<w:p/>", ENTITIES), "entities"),
    "outside.docx": (lambda: docx("<w:p/>", '<!DOCTYPE d SYSTEM "file:///etc/passwd">'), "entities"),
    "broken.docx": (lambda: docx("<w:p>"), "damaged"),
    "cut.docx": (lambda: docx("<w:p/>")[:60], "damaged"),
    "old.doc": (lambda: b"\xd0\xcf\x11\xe0" + b"0" * 100, "old-word"),
    "deep.html": (lambda: b"<div>" * 5000, "deep"),
    "binary.txt": (lambda: b"a\x00b", "binary"),
    "broken.pdf": (lambda: b"%PDF-1.7 nothing", "damaged"),
    "long.txt": (lambda: "一行\n".encode() * 30_000, "long"),
    "run.exe": (lambda: b"MZ", "kind"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused(name: str) -> None:
    make, reason = HOSTILE[name]
    with pytest.raises(Refused) as caught:
        read_bytes(name, make())
    assert caught.value.reason == reason
    for language in ("zh", "en"):
        assert name in texts(language).say(f"import.refused.{reason}", file=name, **caught.value.args_)


PIECES = st.sampled_from(
    ["<table>", "</table>", "<tr>", "<td rowspan=9999>", "<td>", "|", "\t", "\n", "一、总体情况", "第二十条第（一）项",
     "规章",      "自然人", "总计", "0", "22（其中修订16件）", "减4", "/", "-", "&#0;",
     "\u202e", "<w:tbl>", "<w:tr>", "<w:tc>", "<w:p>",
     "2020年政府信息公开工作年度报告", "9" * 400, "\ud7ff", "{{", "'", "# ", "行政处罚", "复议后起诉"]
)  # fmt: skip


@pytest.mark.parametrize("name", ["a.html", "a.txt", "a.docx", "a.pdf", "a.md"])
@settings(max_examples=30, derandomize=True)
@given(text=st.lists(PIECES | st.text(max_size=6), max_size=60).map("".join), junk=st.binary(max_size=200))
def test_anything_is_read_or_refused(name: str, text: str, junk: bytes) -> None:
    """No traceback, whatever the file; and what is written is YAML that gongkai can read."""
    for data in (junk, text.encode("utf-8", "replace") + junk, text.encode("utf-8", "replace"), docx(text)):
        try:
            source = read_bytes(name, data)
        except (Refused, UnicodeEncodeError):
            continue
        item = understood(source, FORMS, Wish(form="cn-annual-2019"))
        assert item is not None
        written = write.yaml(item, "jia", "示例市人民政府", 2020, texts("zh"))
        assert parse(written, "report.yaml").findings == []
        assert write.markdown(item, "示例市人民政府", 2020)
        assert review.sheet(item, "示例市人民政府", 2020, texts("en"), ()).count("<script") == 0


def test_command(mini: Path, tmp_path: Path) -> None:
    form, values = seed()
    (tmp_path / "in").mkdir()
    name, data = as_html(form, grids(form, values))
    (tmp_path / "in" / name).write_bytes(data)
    (tmp_path / "in" / "empty.txt").write_text("没有什么")
    shutil.rmtree(mini / "content" / "reports" / "jia" / "2020", ignore_errors=True)
    call = ["import", "--root", str(mini), "--batch", str(tmp_path / "in")]
    done = CliRunner().invoke(main, call)
    assert done.exit_code == 1, done.output  # of the two files, one is no report
    folder = mini / "content" / "reports" / "jia" / "2020"
    report = next(r for r in pipeline.check(mini).portal.reports if r.key == ("jia", 2020))
    assert report.draft
    assert {c.id: v for c, v in zip(report.form.cells, report.values, strict=True) if c.exists} == values
    assert (mini / "import" / "jia-2020.html").exists()
    edited = (folder / "report.yaml").read_text(encoding="utf-8").replace("[3, 0", "[4, 0")
    (folder / "report.yaml").write_text(edited, encoding="utf-8")
    again = CliRunner().invoke(main, call)
    assert "--force" in again.output
    assert (folder / "report.yaml").read_text(encoding="utf-8") == edited
    assert CliRunner().invoke(main, [*call, "--force"]).exit_code == 1
    assert (folder / "report.yaml").read_text(encoding="utf-8") != edited


def test_broken_identities_are_kept_and_waived_by_people_only(mini: Path, tmp_path: Path) -> None:
    """The original's own error stays and is told, until an office that has compared it answers for it."""
    form, values = seed()
    values["applications.received.total"] = 4
    name, data = as_docx(form, grids(form, values))
    file = tmp_path / name
    file.write_bytes(data)
    done = CliRunner().invoke(main, ["import", "--root", str(mini), "--office", "jia", str(file)])
    assert done.exit_code == 0, done.output
    path = mini / "content" / "reports" / "jia" / "2020" / "report.yaml"
    text = path.read_text(encoding="utf-8")
    assert "printed: 4≠3" in text
    sheet = (mini / "import" / "jia-2020.html").read_text(encoding="utf-8")
    assert 'class="certain broken"' in sheet
    assert "检查发现" in sheet
    text = "\n".join(line for line in text.splitlines() if not line.startswith("draft")) + "\n"

    def told() -> list[str]:
        found = [f for f in pipeline.check(mini).findings if "jia/2020" in f.span.path and not f.waived]
        return sorted({f.code for f in found if f.code.startswith(("rule", "waiver", "option"))})

    path.write_text(text, encoding="utf-8")
    assert told() == ["option.missing", "rule.broken"]
    answered = re.sub(r"reason: +# TODO.*", "reason: 原件如此", re.sub(r"by: +# TODO.*", "by: 示例市人民政府", text))
    path.write_text(answered, encoding="utf-8")
    assert told() == []


def test_another_reports_file_must_be_forced(mini: Path, tmp_path: Path) -> None:
    form, values = seed()
    name, data = as_html(form, grids(form, values))
    (tmp_path / name).write_bytes(data)
    call = ["import", "--root", str(mini), "--office", "jia", "--year", "2019", str(tmp_path / name)]
    refused = CliRunner().invoke(main, call)
    assert (refused.exit_code, "文件里写的是 2020" in refused.output) == (1, True)
    assert not (mini / "content/reports/jia/2019").exists()
    assert CliRunner().invoke(main, [*call, "--force"]).exit_code == 0
    assert CliRunner().invoke(main, [*call, "--force"]).exit_code == 0
    missing = CliRunner().invoke(main, ["import", "--root", str(mini), str(tmp_path / "no.docx"), str(tmp_path / name)])
    assert (missing.exit_code, "no.docx：打不开" in missing.output) == (1, True)
    assert "jia 2020：核对单" in missing.output  # the others go on


@pytest.mark.parametrize(
    ("text", "value", "lost"),
    [
        ("22（其中修订16件）", 22, False),
        ("减4", None, True),  # a count is never negative
        ("/", NOT_APPLICABLE, False),
        ("-", None, True),
        ("251000元", None, True),
        ("１２", 12, False),
        ("1,234", 1234, False),
        ("12件", 12, False),
        ("无", None, True),
        ("零", 0, False),
        (".4404", None, True),  # a part of a number
        ("22，其中修订16件", 22, False),
        ("1.2万件", None, True),  # a rounded count is not a count
        ("", None, False),
        ("3 4", None, True),
    ],
)
def test_text_in_number_cells(text: str, value: Value, lost: bool) -> None:
    cell = FORMS["cn-annual-2021"].cells[FORMS["cn-annual-2021"].index["applications.received.person"]]
    written = read_value(cell, text)
    assert (written.value, written.lost) == (value, lost)


@pytest.mark.parametrize(
    ("text", "header", "value", "why"),
    [
        ("251000元", "本年收费金额（单位：万元）", Decimal("25.1"), "converted"),
        ("25.1万元", "本年收费金额", Decimal("25.1"), "note"),
        ("250000", "本年收费金额（元）", 25, "converted"),
        ("1.5", "本年收費金額（單位：億元）", 15000, "converted"),
        ("25.10", "本年收费金额（单位：万元）", Decimal("25.10"), ""),
        ("0", "本年收费金额", 0, ""),
        ("251000", "本年收费金额", None, "unstated"),
        ("25", "本年收费金额（单位：万美元）", None, "unit"),
        ("25件", "本年收费金额（单位：万元）", None, "unit"),
    ],
)
def test_units_are_converted_exactly_or_not_at_all(text: str, header: str, value: Value, why: str) -> None:
    form = FORMS["cn-annual-2021"]
    written = read_value(form.cells[form.index["proactive.fees.amount"]], text, header)
    assert (written.value, written.why) == (value, why and f"import.why.{why}")
    assert shown(written.value) == shown(value)


def test_units_and_labels_of_the_header() -> None:
    """The unit that a header states goes to `units:`, a column's own wording to `as_printed:`."""
    form, values = seed()
    made = grids(form, values)
    renamed = {"采购总金额": "采购总金额（元）", "本年新公开数量": "本年公开数量", "政府集中采购": "集中采购"}
    made = [(h, [[(renamed.get(t, t), c, r) for t, c, r in row] for row in grid]) for h, grid in made]
    item = imported(*as_html(form, made))
    assert tally(item, values)[::2] == (198, ())
    text = write.yaml(item, "jia", "示例市人民政府", 2020, texts("zh"))
    assert "  主动公开.政府集中采购.采购总金额: '元'" in text
    assert "  主动公开.政府集中采购.采购总金额: '采购总金额（元）'" in text
    assert "  主动公开.规章.新公开: '本年公开数量'" in text
    assert "  主动公开.政府集中采购: '集中采购'" in text
    assert parse(text, "report.yaml").findings == []
