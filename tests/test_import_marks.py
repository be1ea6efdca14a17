"""Marks beside numbers: notes, struck, hidden and moved text, formats of a spreadsheet, columns that change places."""

from decimal import Decimal

import pytest

from gongkai.importers.columns import State, begun_in_order
from gongkai.importers.number_formats import shown
from gongkai.importers.pieces import Line
from gongkai.importers.readers import read_bytes
from gongkai.importers.reading import is_value, read_value
from gongkai.values import Kind, Slip, Value, read
from importing import FORMS, imported, tally
from test_import import as_docx, as_html, docx, grids, seed
from test_import_xlsx import as_xlsx, lines

FORM = FORMS["cn-annual-2021"]
COUNT = FORM.cells[FORM.index["applications.received.person"]]
MONEY = FORM.cells[FORM.index["proactive.fees.amount"]]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("8①", 8), ("8 ①", 8), ("1,234⑵", 1234), ("8⒈", 8), ("8¹²", 8), ("8₁", 8), ("8❶", 8), ("8㉑", 8), ("8^1", 8),
        ("10①", 10), ("8^①", 8), ("8^[1]", 8), ("８①", 8), ("10²", None), ("10^4", None), ("①", None), ("^1", None),
        ("①5", None), ("⒈5", None), ("8^1 5", None), ("8½", None), ("~~5~~8", None), ("~~5~~", None), ("1.5①", None),
        ("8 ‹#,##0,›", None), ("8~~①~~", None),
    ],
)  # fmt: skip
def test_marks_are_no_digits(text: str, value: Value) -> None:
    """They stand in a number's place, so that nothing moves into another column."""
    assert is_value(text)
    written = read_value(COUNT, text)
    assert (written.value, written.lost) == (value, value is None)
    assert written.why == ("import.why.text" if value is None else "import.why.note")


@pytest.mark.parametrize("text", ["８", "８８，２８３", "８.５"])
def test_wide_digits_stay_digits(text: str) -> None:
    assert is_value(text)
    assert not read_value(MONEY, text, "（单位：万元）").lost


def test_marks_in_written_data_are_slips() -> None:
    assert read(Kind.COUNT, "8①") == Slip("cell.text")
    assert read(Kind.MONEY, "⒈5") == Slip("cell.text")
    assert read(Kind.COUNT, "８１") == Slip("cell.fullwidth", "81")
    assert read(Kind.TEXT, "8①") == "8①"


@pytest.mark.parametrize(("text", "there"), [("12.", False), ("123.", True), ("12345.", True), ("1{(2,)}.", False)])
def test_a_number_cut_at_a_sign_is_a_value(text: str, *, there: bool) -> None:
    assert is_value(text) == there


def test_words_with_marks_are_no_values() -> None:
    for text in ("规章^1", "结果维持①", "~~规章~~", "第8条^1", "m²", "‹0›", "", "10²~~规章~~"):
        assert not is_value(text), text


def run(text: str, look: str = "") -> str:
    return f"<w:r><w:rPr>{look}</w:rPr><w:t>{text}</w:t></w:r>"


def shown_docx(*runs: str, row: str = "", cell: str = "") -> list[str]:
    """The texts of a table of one row that hold these runs, and of a paragraph that does."""
    inner = "".join(runs)
    table = (
        f"<w:tbl><w:tr>{row}<w:tc><w:p>{run('规章')}</w:p></w:tc><w:tc>{cell}<w:p>{inner}</w:p></w:tc></w:tr></w:tbl>"
    )
    source = read_bytes("a.docx", docx(f"{table}<w:p>{inner}</w:p>"))
    return [c.text for line in source.lines for c in line.cells]


@pytest.mark.parametrize(
    ("runs", "cell", "prose"),
    [
        (f"<w:moveFrom>{run('88')}</w:moveFrom><w:ins>{run('7')}</w:ins>", "7", "7"),
        (f"<w:moveTo>{run('88')}</w:moveTo>", "88", "88"),
        (f"<w:del>{run('88')}</w:del>{run('7')}", "7", "7"),
        (run("88") + run("9", "<w:vanish/>"), "88", "88"),
        (run("88") + run("9", '<w:vanish w:val="0"/>'), "889", "889"),
        (run("5", "<w:strike/>") + run("88"), "~~5~~88", "~~5~~88"),
        (run("5", "<w:strike/>") + run("6", "<w:dstrike/>") + run("88"), "~~56~~88", "~~56~~88"),
        (run("5", '<w:strike w:val="false"/>') + run("88"), "588", "588"),
        (run("88") + run("1", '<w:vertAlign w:val="superscript"/>'), "88^1", "881"),
        (run("1", '<w:vertAlign w:val="subscript"/>') + run("88"), "^1 88", "188"),
        (run("88") + run("1", '<w:vertAlign w:val="baseline"/>'), "881", "881"),
    ],
)
def test_word_text_as_it_is_shown(runs: str, cell: str, prose: str) -> None:
    assert shown_docx(runs) == ["规章", cell, prose]


def test_deleted_and_hidden_rows_and_cells_of_word() -> None:
    assert shown_docx(run("8"), row="<w:trPr><w:del/></w:trPr>") == ["8"]
    assert shown_docx(run("8"), row="<w:trPr><w:hidden/></w:trPr>") == ["8"]
    assert shown_docx(run("8"), cell="<w:tcPr><w:cellDel/></w:tcPr>") == ["规章", "8"]


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<del>5</del>88", "~~5~~88"),
        ("<s>5</s>88", "~~5~~88"),
        ("<strike><b>5</b></strike>88", "~~5~~88"),
        ('<span style="TEXT-DECORATION: underline line-through">5</span>88', "~~5~~88"),
        ("88<sup>1</sup>", "88^1"),
        ("88<sup><a href='#n'>[1]</a></sup>", "88^[1]"),
        ("<sub>1</sub>88", "^1 88"),
        ('88<span style="vertical-align: super">1</span>', "88^1"),
        ('<span style="visibility: hidden">5</span><span style="font-size:0px">6</span>88', "88"),
        ('<span style="font-size:0.8em">5</span>88', "588"),
        ('<span style="display:none !important">5</span><i hidden>6</i>88', "88"),
        ("<template>5</template><textarea>6</textarea><script>7</script>88", "88"),
    ],
)
def test_page_text_as_it_is_shown(inner: str, text: str) -> None:
    page = f"<table><tr><td>规章</td><td>{inner}</td></tr><tr style='display:none'><td>x</td><td>9</td></tr></table>"
    found: list[Line] = list(read_bytes("a.html", page.encode()).lines)
    assert [[c.text for c in line.cells] for line in found] == [["规章", text]]


def test_struck_text_in_prose_is_marked() -> None:
    assert [line.text for line in read_bytes("a.html", "<p>公开<s>5</s>88<sup>1</sup>条</p>".encode()).lines] == [
        "公开~~5~~881条"
    ]


@pytest.mark.parametrize("maker", [as_docx, as_html, "xlsx"])
@pytest.mark.parametrize("groups", [1, 3])
def test_columns_that_change_places(maker: object, groups: int) -> None:
    """A row's sum is right for any order: only whole labels say which column is which."""
    form, values = seed()
    made = grids(form, values)
    swap = {"结果维持": "结果纠正", "结果纠正": "结果维持"}
    left = dict.fromkeys(swap, groups)

    def turned(text: str) -> str:
        if left.get(text, 0) < 1:
            return text
        left[text] -= 1
        return swap[text]

    made = [(h, [[(turned(t), c, r) for t, c, r in row] for row in grid]) for h, grid in made]
    source = as_xlsx(form, made, sheets=True, ruled=True) if maker == "xlsx" else maker(form, made)  # type: ignore[operator]
    item = imported(*source)
    assert all(r.state is State.LOST for i, r in item.cells.items() if form.cells[i].id.startswith("reviews."))
    assert tally(item, values)[::2] == (183, ())


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("结果维持结果纠正其他结果", True),
        ("结果结果其他维持纠正结果", True),  # torn over two lines
        ("结果纠正结果维持其他结果", False),
        ("结果结果其他纠正维持结果", False),
        ("结果结果其他维持纠正维持", False),
        ("结果结果其他", False),
        ("其他结果结果其他维持纠正", False),
    ],
)
def test_torn_names_are_told_apart(text: str, *, good: bool) -> None:
    assert begun_in_order(["结果维持", "结果纠正", "其他结果"], text) == good


@pytest.mark.parametrize(
    ("number", "look", "text"),
    [
        ("88283", "0", "88283"), ("88283", "#,##0", "88283"), ("88283", "#,##0_ ", "88283"), ("0.5", "0.0%", "50%"),
        ("25.1", "0.00", "25.1"), ("0.855", "0.0%", "85.5%"),
        ("12", '0"件"', "12件"), ("12", "General\\件", "12件"), ("-4", "0;-0", "-4"),
        ("12", "[Red][$-804]0", "12"), ("0", '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"_ ;_ @_ ', "0"), ("5", "@", "5"),
        ("961716000", "0!.0000,", None), ("88283", "#,##0,", None), ("88283", "0.0,,", None), ("88283.4", "0", None),
        ("0", "#", None), ("0", "0;-0;;@", None), ("-4", "0;0", None), ("5", '"无"', None), ("5", ";;;", None),
        ("5", "[DBNum1]General", None), ("5", "[>3]0;0.0", None), ("5", "0.00E+00", None), ("5", "# ?/?", None),
        ("5", "0/10", None), ("1E+300", "0", None), ("Infinity", "0", None), ("5", "0" * 300, None), ("5", '0"', None),
        ("0.855", "0%", None), ("5", "yyyy", None), ("12345", "00!.000", None),
    ],
)  # fmt: skip
def test_what_a_number_format_shows(number: str, look: str, text: str | None) -> None:
    assert shown(Decimal(number), look) == text


def test_formatted_numbers_are_lost_in_their_place() -> None:
    found = lines(["规章", 88283, 7, 12], B2="0", B1="#,##0,", C1="0", D1='"约"0')
    assert found == [["规章", "88283 ‹#,##0,›", "7", '12 ‹"约"0›']]
    assert all(is_value(text) for text in found[0][1:])
    assert read_value(COUNT, found[0][1]).lost


def test_each_table_of_a_sheet_has_its_own_width() -> None:
    """Neither merged nor ruled: blank columns of a wider table further down belong to no row above it."""
    form, values = seed()
    made = [(h, [[(t, 1, 1) for t, _, _ in row] for row in grid]) for h, grid in grids(form, values)]
    item = imported(*as_xlsx(form, made, sheets=False, ruled=False))
    found = tally(item, values)
    assert (found.right, found.wrong) == (198, ())


def test_a_row_of_blanks_does_not_end_a_table() -> None:
    rows = lines(["信息内容", "制发", "废止", "现行"], ["规章", None, None, None], ["文件", 8, 26, None])
    assert rows == [["信息内容", "制发", "废止", "现行"], ["规章"], ["文件", "8", "26", ""]]
