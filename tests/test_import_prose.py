"""Import: nothing that a report says is lost unsaid. It is in report.md, in a table, or listed as left out."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.importers import write
from gongkai.importers.command import Wish, understood
from gongkai.importers.draft import Draft, draft
from gongkai.importers.pieces import Cell, Line, Place, Source, plain
from gongkai.importers.readers import read_bytes
from gongkai.importers.recognise import recognise
from gongkai.importers.review import sheet
from gongkai.importers.sides import sides
from gongkai.importers.write import markdown
from gongkai.messages import texts
from importing import FORMS, imported, tally
from test_import import MAKERS, docx, grids, seed

FORM = "cn-annual-2019"
TITLE = "示例市人民政府2020年政府信息公开工作年度报告"
ONE = "一、总体情况\n本报告统计期限自2020年1月1日起至2020年12月31日止。"
SIX = "六、其他需要报告的事项"
Piece = str | Sequence[Sequence[str]]


def written(name: str, text: str) -> str:
    """report.md of a text."""
    return markdown(imported(name, text.encode(), FORM), "示例市人民政府", 2020)


def as_text(pieces: Sequence[Piece]) -> tuple[str, bytes]:
    lines = [p if isinstance(p, str) else "\n".join("\t".join(row) for row in p) for p in pieces]
    return "a.txt", "\n\n\n".join(lines).encode()


def as_html(pieces: Sequence[Piece]) -> tuple[str, bytes]:
    def rows(grid: Sequence[Sequence[str]]) -> str:
        return "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in grid)

    body = "".join(f"<p>{p}</p>" if isinstance(p, str) else f"<table>{rows(p)}</table>" for p in pieces)
    return "a.html", f"<html><head><meta charset='utf-8'></head><body>{body}</body></html>".encode()


def as_docx(pieces: Sequence[Piece]) -> tuple[str, bytes]:
    def paragraph(text: str) -> str:
        return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'

    def rows(grid: Sequence[Sequence[str]]) -> str:
        cells = ("".join(f"<w:tc>{paragraph(c)}</w:tc>" for c in row) for row in grid)
        return "".join(f"<w:tr>{row}</w:tr>" for row in cells)

    return "a.docx", docx("".join(paragraph(p) if isinstance(p, str) else f"<w:tbl>{rows(p)}</w:tbl>" for p in pieces))


KINDS: dict[str, Callable[[Sequence[Piece]], tuple[str, bytes]]] = {"text": as_text, "html": as_html, "docx": as_docx}
FEES = (("单位", "件数", "金额（元）"), ("县公安局", "15", "1500"), ("县民政局|乡", "1", "880"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_that_is_no_legal_one_is_a_table_of_the_text(kind: str) -> None:
    item = imported(
        *KINDS[kind]([TITLE, *ONE.split("\n"), SIX, "收费情况见下表：", FEES, "以上收费均符合规定。"]), FORM
    )
    if kind == "text":  # where `|` would part cells, had it no tabs
        assert "| 县公安局 | 15 | 1500 |" in markdown(item, "示例市人民政府", 2020)
    else:
        assert (
            "收费情况见下表：\n\n| 单位 | 件数 | 金额（元） |\n| --- | --- | --- |\n| 县公安局 | 15 | 1500 |\n"
            "| 县民政局\\|乡 | 1 | 880 |\n\n以上收费均符合规定。" in markdown(item, "示例市人民政府", 2020)
        )


@pytest.mark.parametrize("gap", ["  ", "\t", "　　"])
def test_a_paragraph_with_a_gap_is_a_paragraph(gap: str) -> None:
    said = f"全年收取信息处理费1500元。{gap}其中县公安局15件，收取1500元。"
    made = written("a.txt", f"{TITLE}\n{ONE}\n{SIX}\n{said}\n本年无其他事项。\n")
    assert "全年收取信息处理费1500元。 其中县公安局15件，收取1500元。\n\n本年无其他事项。" in made


def test_without_a_title_the_report_begins_with_its_first_words() -> None:
    text = f"网站首页\n政务公开\n一、2020年度工作概述\n我局认真做好工作。\n二、主动公开政府信息情况\n{SIX}\n无\n"
    item = imported("a.txt", text.encode(), FORM)
    made = markdown(item, "示例市人民政府", 2020)
    assert "一、2020年度工作概述\n\n我局认真做好工作。\n\n## 二、" in made
    assert [line.text for line in item.found.left] == ["网站首页", "政务公开"]
    page = sheet(item, "示例市人民政府", 2020, texts("zh"), ())
    assert "（2 行）" in page
    assert '<p class="left">政务公开</p>' in page


@pytest.mark.parametrize("behind", ["（重复率：40%）", " (见附件)", "（2020年）"])
def test_a_heading_with_a_bracket_behind_it(behind: str) -> None:
    made = written("a.txt", f"{TITLE}\n一、总体情况{behind}\n我局认真做好工作。\n{SIX}\n无\n")
    assert f"## 一、总体情况{behind}" in made


@pytest.mark.parametrize(
    ("above", "title"),
    [
        ("示例市人民政府\n2020年政府信息公开工作年度报告", TITLE),
        ("2020年政府信息公开工作年度报告\n示例市人民政府\n2020年政府信息公开工作年度报告", TITLE),
        ("示例市人民政府2020年政府信息\n公开工作年度报告", TITLE),
        ("发布机构：示例局\n2020年政府信息公开工作年度报告", "2020年政府信息公开工作年度报告"),
        ("首页\n政务公开\n2020年政府信息公开工作年度报告", "2020年政府信息公开工作年度报告"),
    ],
)
def test_a_title_in_two_lines(above: str, title: str) -> None:
    made = written("a.txt", f"{above}\n{ONE}\n{SIX}\n无\n")
    assert made.startswith(f"# {title}\n\n## 一、")


def test_what_a_page_has_around_a_report_is_listed() -> None:
    text = f"{TITLE}\n来源：示例局　访问量：12\n{ONE}\n{SIX}\n无其他事项。\n示例局\n打印 关闭\n相关链接\n示例县\n"
    item = imported("a.txt", text.encode(), FORM)
    assert markdown(item, "", 2020).endswith("无其他事项。\n\n示例局\n")
    assert [line.text for line in item.found.left] == ["来源：示例局 访问量：12", "打印 关闭", "相关链接", "示例县"]


def test_a_paragraph_amid_a_table_is_text() -> None:
    form, values = seed()
    note = "以上数据由示例市各部门提供，其中规章一项没有变化，特此说明。"
    (heading, grid), *_ = grids(form, values)
    rows = [[text for text, _, _ in row] for row in grid]
    for make in KINDS.values():
        item = imported(*make([TITLE, *ONE.split("\n"), heading, rows[:6], note, rows[6:], SIX, "无"]), form.id)
        assert note in markdown(item, "", 2020)
        table = form.tables[0].id
        own = {c.id: values[c.id] for c in form.cells if c.exists and c.table == table}
        assert tally(item, own).wrong == ()


def lines_of(*printed: str) -> Source:
    head = [TITLE, "一、总体情况"]
    made = tuple(
        Line((Cell(text.strip(), Place(n), len(text) - len(text.lstrip())),)) for n, text in enumerate(printed)
    )
    return Source("a.pdf", "pdf", (*(Line((Cell(t, Place(0)),)) for t in head), *made), wrapped=True)


def test_printed_lines_are_joined() -> None:
    whole = "全市各级机关通过政府网站和政务新媒体向社会公开信息"
    source = lines_of(
        f"{whole}六件",
        "，",
        f"其中{whole}，",
        "另有二件。",
        "  第二段由此开始，说明这一年的申请数量和办理的结果",
        "与去年相同",
        "（一）主动公开情况",
        f"{whole}五件",
        "。",
        "示例局",
        "2021年1月5日",
    )
    made = markdown(draft(source, recognise(source, FORMS[FORM])), "", 2020).split("\n\n")
    assert made[2:] == [
        f"{whole}六件，其中{whole}，另有二件。",
        "第二段由此开始，说明这一年的申请数量和办理的结果与去年相同",
        "### （一）主动公开情况",
        f"{whole}五件。",
        "示例局",
        "2021年1月5日\n",
    ]


def wide(*pairs: tuple[str, str]) -> bytes:
    return "\n".join(a.ljust(44) + b if b else a for a, b in pairs).encode()


LEFT = "前一年全市各级机关通过政府网站向社会公开信息共计若干条"
RIGHT = "后一年全市各级机关通过政务新媒体公开信息比前一年更多些"
COMPARED = (
    ("2020年报告", "2021年报告"),
    ("一、总体情况 (重复率: 40%)", ""),
    (LEFT, RIGHT),
    ("前年毕。", RIGHT),
    (LEFT, "后年毕。"),
    (LEFT, ""),
    ("前一年完。", ""),
    ("二、主动公开政府信息情况", ""),
    *((f"规章    {n}    0    0", f"规章    {n}    0    0") for n in range(1, 5)),
    ("五、存在的主要问题及改进情况", ""),
    (LEFT, RIGHT),
    ("                    中间的话不知道是谁的", ""),
    (LEFT, RIGHT),
    ("前一年再完。", "后一年再完。"),
    ("  问题清单", ""),
    ("1. 内部检查    无问题", ""),
    ("57", "77"),
)


def test_text_in_two_columns_is_of_the_year_it_stands_under() -> None:
    two = sides(read_bytes("a.txt", wide(*COMPARED)), "zh")
    one, other = (
        understood(read_bytes("a.txt", wide(*COMPARED)), FORMS, Wish(year=year, form=FORM)) for year in (2020, 2021)
    )
    assert sorted(two) == [2020, 2021]
    assert one
    assert other
    texts_ = [markdown(item, "", year) for item, year in ((one, 2020), (other, 2021))]
    for text, own, others in zip(texts_, "前后", "后前", strict=True):
        said = text.split("\n", 1)[1].replace("比前一年", "")
        assert f"{own}一年全市" in said
        assert f"{own}年毕。" in said
        assert f"{own}一年再完。" in said
        assert f"{others}一年" not in said
        assert f"{others}年毕" not in said
        assert "（导入时分不清属于哪一年的文字：中间的话不知道是谁的）" in said
        assert "重复率" not in said
        assert "清单" not in said
        assert "77" not in said
    left = plain("".join(line.text for line in one.found.left))
    for text in ("重复率: 40%", "中间的话不知道是谁的", "问题清单", "内部检查", "无问题", "57", "77"):
        assert plain(text) in left
    assert one.found.left == other.found.left


def test_a_comparison_of_real_reports(reports: Path) -> None:
    file = next(reports.glob("004-*"))
    source = read_bytes(file.name, file.read_bytes())
    for year in (2023, 2024):
        item = understood(source, FORMS, Wish(year=year))
        assert item
        made = markdown(item, "", year)
        assert f"## 一、总体情况\n\n{year}年，我市坚持" in made or f"## 一、总体情况\n\n{year}年，我市以" in made
        assert made.endswith("均符合《政府信息公开信息处理费管理办法》规定。\n")
        for word in ("重复率", "差异分析", "勾稽问题", "生成时间", "分不清"):
            assert word not in made
        assert unsaid(item, year, *(line.text for line in item.source.lines)) == []
    file = next(reports.glob("001-*.pdf"))
    item = imported(file.name, file.read_bytes())
    assert markdown(item, "", 2024).startswith("# 淮安市人民政府2024 年政府信息公开工作年度报告\n")


def unsaid(item: Draft, year: int, *said: str) -> list[str]:
    """What of a source is neither in report.md, nor in a table, nor listed."""
    made = plain(markdown(item, "", year))
    tables = {plain(line.text) for lines in item.found.tables.values() for line in lines}
    left = plain("".join(line.text for line in item.found.left))
    return [t for t in said if plain(t) not in made and plain(t) not in left and plain(t) not in tables]


WORDS = st.sampled_from(
    [
        "我局",
        "公开",
        "第二十条",
        "信息",
        "规章",
        "3",
        "12件",
        "其他",
        "，",
        "、",
        "  ",
        "\t",
        "（一）",
        "一、",
        "年",
        "|",
    ]
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=9).map(lambda w: "".join(w).strip() + "。")
SHORT = st.sampled_from(["示例局", "2021年1月5日", "首页", "打印 关闭", "相关链接", "见下表", "来源：示例局", "图1"])
TABLES = st.lists(
    st.lists(st.sampled_from(["单位", "件数", "3", "县公安局", "", "甲|乙"]), min_size=2, max_size=4), max_size=4
)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=20, derandomize=True, deadline=None)
@given(data=st.data())
def test_nothing_is_lost_unsaid(kind: str, data: st.DataObject) -> None:
    form, values = seed()
    pieces: list[Piece] = []
    some = st.lists(SENTENCES | SHORT | TABLES, max_size=3)
    pieces += data.draw(some)
    if data.draw(st.booleans()):
        pieces.append(TITLE)
    tables = {heading: [[text for text, _, _ in row] for row in grid] for heading, grid in grids(form, values)}
    prose: list[Piece] = list(pieces)
    for section in form.sections:
        if data.draw(st.integers(0, 9)):
            pieces.append(section.heading)
        before, after = data.draw(some), data.draw(some)
        pieces += [*before, *([tables[section.heading]] if section.heading in tables else []), *after]
        prose += [*before, *after]
    item = imported(*KINDS[kind](pieces), form.id)
    said = [cell for p in prose for cell in ([p] if isinstance(p, str) else [c for row in p for c in row])]
    flat = plain(
        markdown(item, "", 2020)
        + "".join(line.text for lines in item.found.tables.values() for line in lines)
        + "".join(line.text for line in item.found.left)
    )
    assert [text for text in said if plain(text) not in flat] == []


def test_a_row_that_the_form_has_not_is_kept_below_its_table() -> None:
    """A local row stands in report.md, under its section, and in the draft as something to be done."""
    form, values = seed()
    made = grids(form, values)
    heading, grid = made[1]
    width = len(grid[-1]) - 1
    grid.insert(len(grid) - 1, [("（当地另统计）网上提交", 1, 1), *[(str(n + 3), 1, 1) for n in range(width)]])
    item = imported(*MAKERS["docx"](form, made))
    text = write.markdown(item, "示例市人民政府", 2020)
    kept = next(line for line in text.splitlines() if "网上提交" in line)
    assert kept.startswith("| ")
    assert "| 3 |" in kept
    assert text.index(heading.split("、")[1][:6]) < text.index("网上提交")
    assert "网上提交" in write.yaml(item, "jia", "示例市人民政府", 2020, texts("zh"))
    assert tally(item, values)[::2] == (198, ())
