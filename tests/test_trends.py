"""Trends: series with gaps and breaks, never a line across different measures; their drawing; the year's table."""

import re
import shutil
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai import pipeline
from gongkai.archive_view import contained
from gongkai.charts import BOTTOM, HEIGHT, STEPS, TOP, WIDTH, draw, grouped, nice_step, ticks
from gongkai.form import Form
from gongkai.form_read import read_forms
from gongkai.options import Office
from gongkai.portal import Portal
from gongkai.portal_read import bundled_forms
from gongkai.theme import load
from gongkai.trends import Curve, Point, Trend, _made, _trend, trends
from gongkai.trends_view import chart_views
from support import REPOSITORY, copy_site, edit

REPORT = "content/reports/jia/2023/report.yaml"
CHART = Path(__file__).parent / "golden" / "chart.html"


def read(root: Path) -> Portal:
    return pipeline.check(root).portal


def of(root: Path, office: str = "jia") -> dict[str, Trend]:
    portal = read(root)
    return {t.id: t for t in trends(portal.of_office(office), portal.options.facts)}


@pytest.fixture(scope="module")
def demo() -> Portal:
    return read(REPOSITORY / "generator" / "gongkai" / "demo")


def official() -> dict[str, Form]:
    forms, wrong = read_forms(bundled_forms())
    assert wrong == []
    return {fid: form for fid, form in forms.items() if form is not None}


# ---------- series


def test_a_series_has_a_point_for_every_year(mini: Path) -> None:
    cases = of(mini)["cases"]
    assert cases.years == (2022, 2023)
    assert [list(row) for row in cases.rows] == [[4, 3], [1, 1]]
    assert cases.curves[0].points[1].cell == "cases.received.total"
    assert cases.breaks == ()


def test_a_group_of_rows_is_the_sum_of_its_cells(mini: Path) -> None:
    edit(mini, REPORT, "法律禁止: [0, 0, 0]", "法律禁止: [0, 5, 5]")
    assert list(of(mini)["outcomes"].rows[1]) == [1, 6]


def test_a_sum_leads_to_the_section_of_its_parts_and_to_no_cell(mini: Path) -> None:
    outcomes = of(mini)["outcomes"]
    refused = outcomes.curves[1]
    assert (refused.points[1].cell, refused.points[1].parts) == ("cases", 2)
    assert refused.sums == (("国家秘密", "法律禁止"),)
    assert outcomes.curves[0].points[1].parts == 1


def test_a_sum_that_a_cell_of_the_form_holds_is_that_cell(mini: Path) -> None:
    form = "content/forms/mini.yaml"
    edit(mini, form, "cells: cases.granted.total, archive: true}", "cells: [cases.granted.person, cases.granted.firm]}")
    granted = of(mini)["outcomes"].curves[0]
    assert (granted.points[1].cell, granted.points[1].parts, granted.sums) == ("cases.granted.total", 1, ())
    edit(mini, form, "cells: [cases.granted.person, cases.granted.firm]", "cells: [cases.granted.person]")
    assert of(mini)["outcomes"].curves[0].points[1].cell == "cases.granted.person"


def test_the_total_of_a_stack_is_the_cell_that_holds_it_where_one_does(mini: Path) -> None:
    form = "content/forms/mini.yaml"
    assert [p and (p.cell, p.value) for p in of(mini)["outcomes"].wholes] == [("cases.total.total", 3)] * 2
    edit(mini, form, "cells: cases.refused.total}", "cells: cases.refused.secret.total}")
    found = of(mini)["outcomes"]
    assert (list(found.totals), found.wholes) == ([3, 3], (None, None))  # no cell by a rule of the form, though equal


def test_a_blank_cell_is_a_gap_and_not_zero(mini: Path) -> None:
    edit(mini, REPORT, "国家秘密: [1, 0, 1]", "国家秘密: [~, ~, ~]")
    edit(mini, REPORT, "法律禁止: [0, 0, 0]", "法律禁止: [~, ~, ~]")
    outcomes = of(mini)["outcomes"]
    assert [list(row) for row in outcomes.rows] == [[2, 2], [1, None]]
    assert list(outcomes.totals) == [3, None]
    assert outcomes.curves[1].points[1].written is None


def test_not_applicable_counts_for_nothing_beside_numbers_and_is_no_number_alone(mini: Path) -> None:
    edit(mini, REPORT, "法律禁止: [0, 0, 0]", "法律禁止: [/, /, /]")
    edit(mini, REPORT, "金额: 2926.8311", "金额: /")
    found = of(mini)
    assert list(found["outcomes"].rows[1]) == [1, 1]
    assert "fees" not in found  # one year is left, and nothing to compare


def test_a_year_without_a_report_is_a_gap(mini: Path) -> None:
    (mini / "content/reports/jia/2023").rename(mini / "content/reports/jia/2025")
    edit(mini, "content/reports/jia/2025/report.yaml", "year: 2023", "year: 2025")
    cases = of(mini)["cases"]
    assert cases.years == (2022, 2023, 2024, 2025)
    assert list(cases.rows[0]) == [4, None, None, 3]
    drawing = draw(cases, "{year}")
    assert drawing is not None
    assert drawing.strokes[0].path.count("M") == 2  # the line is broken
    assert "L" not in drawing.strokes[0].path
    assert [gap.text for gap in drawing.gaps] == ["–", "–"]


def test_numbers_in_another_unit_are_not_drawn_on_the_same_axis(mini: Path) -> None:
    edit(mini, "content/reports/jia/2022/report.yaml", "金额: 万元", "金额: 元")
    assert "fees" not in of(mini)
    portal = read(mini)
    assert [p.unit for p in trends_of(portal)["fees"].curves[0].points] == ["元", "万元"]


def trends_of(portal: Portal) -> dict[str, Trend]:
    """Also what is not worth a chart."""
    reports = sorted(portal.of_office("jia"), key=lambda r: r.year)
    return {cid: _trend(cid, reports) for cid in ("cases", "fees")}


def test_facts_of_two_years_make_a_chart_and_of_one_year_none(mini: Path) -> None:
    assert list(of(mini)["facts-items"].rows[0]) == [12, 12]
    edit(mini, REPORT, "facts: {发布信息: 12}\n", "")
    assert "facts-items" not in of(mini)


def test_a_draft_is_not_drawn(mini: Path) -> None:
    edit(mini, REPORT, "year: 2023", "year: 2023\ndraft: true")
    assert of(mini) == {}


# ---------- forms


def test_the_line_breaks_where_the_form_counts_something_else(demo: Portal) -> None:
    found = {t.id: t for t in trends(demo.of_office("city"), demo.options.facts)}
    normative = found["normative"]
    assert normative.breaks == (2021,)
    assert {c.id: [v is not None for v in row] for c, row in zip(normative.curves, normative.rows, strict=True)} == {
        "normative_in_force": [False, False, True, True, True],
        "normative_public": [True, True, False, False, False],
    }
    drawing = draw(normative, "{year}年起")
    assert drawing is not None
    assert [b.text for b in drawing.breaks] == ["2021年起"]
    assert all(stroke.path.count("M") == 1 for stroke in drawing.strokes)
    assert found["applications"].breaks == ()
    assert all(v is not None for row in found["applications"].rows for v in row)


def test_the_same_series_in_two_forms_is_the_same_measure() -> None:
    forms = official()
    seen: dict[str, tuple[str, set[str]]] = {}
    for form in forms.values():
        for chart in form.trends:
            for series in chart.series:
                cells = [form.cells[i] for i in series.cells]
                columns = {f"{cell.table}.{cell.row.id.split('.')[0]}.{cell.column.id}" for cell in cells}
                label, known = seen.setdefault(series.id, (series.label, columns))
                assert (label, known) == (series.label, columns), series.id
    ids = {sid: columns for sid, (_, columns) in seen.items()}
    assert ids["normative_public"] == {"proactive.normative.public_total"}
    assert ids["normative_in_force"] == {"proactive.normative.in_force"}


def test_a_variant_inherits_the_charts() -> None:
    forms = official()
    brief, whole = forms["cn-annual-2021-brief"], forms["cn-annual-2021"]
    assert [c.id for c in brief.trends] == [c.id for c in whole.trends]
    others = [next(s for c in f.trends for s in c.series if s.id == "other_outcomes") for f in (brief, whole)]
    assert [len(s.cells) for s in others] == [1, 3]


# ---------- geometry

numbers = st.integers(-(10**12), 10**12)


@settings(deadline=None)
@given(st.lists(numbers, min_size=1, max_size=12))
def test_ticks_cover_the_values_evenly_with_zero(values: list[int]) -> None:
    found = ticks(values)
    steps = {b - a for a, b in pairwise(found)}
    assert len(steps) == 1
    assert str(steps.pop()).rstrip("0") in ("1", "2", "5")
    assert found[0] <= min(0, *values, 0)
    assert found[-1] >= max(0, *values, 0)
    assert 0 in found
    assert 2 <= len(found) <= STEPS + 2


@settings(deadline=None)
@given(st.integers(1, 10**15))
def test_a_step_is_the_smallest_nice_one(span: int) -> None:
    step = nice_step(span)
    assert step * STEPS >= span
    smaller = {"1": step // 2, "2": step // 2, "5": step * 2 // 5}[str(step)[0]]
    assert step == 1 or smaller * STEPS < span


values_ = st.one_of(st.none(), st.integers(0, 10**7), st.decimals(0, 10**6, places=4))


@settings(deadline=None)
@given(
    st.sampled_from(["line", "bars", "stacked"]),
    st.lists(st.lists(values_, min_size=6, max_size=6), min_size=1, max_size=8),
)
def test_a_drawing_stays_in_its_box(kind: str, rows: list[list[int | Decimal | None]]) -> None:
    years = tuple(range(2019, 2025))
    curves = tuple(
        Curve(
            f"s{n}", f"系列{n}", f"系列{n}", tuple(Point(y, v, "a.b", "", v) for y, v in zip(years, row, strict=True))
        )
        for n, row in enumerate(rows)
    )
    trend = _made("x", "x", kind, years, curves, ())
    drawing = draw(trend, "")
    assert drawing == draw(trend, "")
    if drawing is None:
        assert not any(v for row in rows for v in row)
        return
    assert 0 < drawing.left < drawing.right <= WIDTH
    for stroke in drawing.strokes:
        points = re.findall(r"[ML](-?\d+),(-?\d+)", stroke.path + stroke.dots)
        assert all(drawing.left <= int(x) <= drawing.right and TOP <= int(y) <= HEIGHT - BOTTOM for x, y in points)
        assert all(0 < name.y <= HEIGHT for name in stroke.name)
    tops = sorted(stroke.name[0].y for stroke in drawing.strokes if stroke.name)
    assert all(b - a >= 15 for a, b in pairwise(tops))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1,000"),
        (-57000, "-57,000"),
        (Decimal("2926.8300"), "2,926.8300"),
        (Decimal("-0.5"), "-0.5"),
    ],
)
def test_thousands_are_set_apart_and_places_kept(value: int | Decimal, text: str) -> None:
    assert grouped(value) == text


# ---------- pages


def test_the_sentence_says_first_last_and_greatest(demo: Portal) -> None:
    theme, _ = load("base", "zh", REPOSITORY)
    assert theme is not None
    views = {c.id: c for c in chart_views("city", demo.of_office("city"), "offices/city/index.html", demo, theme)}
    summary = views["applications"].summary
    assert summary.startswith("新收申请：2019年447件，2023年561件，最高为2022年616件。")
    assert "2021年起改用新格式" in views["normative"].notes[0]
    assert views["fees"].notes == ("2021年以前的格式没有这项数据。",)
    assert views["fee_items"].notes == ("2020年以后的格式不再列这项数据。",)
    number = views["applications"].rows[0].numbers[0]
    assert (number.text, number.href) == ("447", "../../reports/2019/city/index.html#applications.received.total")


def test_the_table_behind_a_stack_has_its_total_or_says_that_there_is_none(mini: Path) -> None:
    edit(mini, REPORT, "国家秘密: [1, 0, 1]", "国家秘密: [~, ~, ~]")
    edit(mini, REPORT, "法律禁止: [0, 0, 0]", "法律禁止: [~, ~, ~]")
    theme, _ = load("base", "zh", REPOSITORY)
    assert theme is not None
    portal = read(mini)
    views = {c.id: c for c in chart_views("jia", portal.of_office("jia"), "offices/jia/index.html", portal, theme)}
    totals = [row.total for row in views["outcomes"].rows]
    assert [t and (t.text, t.state, t.href.partition("#")[2]) for t in totals] == [
        ("3", "", "cases.total.total"),
        ("（不完整）", "blank", ""),
    ]
    assert views["outcomes"].notes == ("有的项目未填或者不适用、合计不完整，图中未画的年份：2023。",)
    assert [row.total for row in views["cases"].rows] == [None, None]
    refused = views["outcomes"].rows[0].numbers[1]
    assert (refused.text, refused.parts, refused.href) == ("1", 2, "../../reports/2022/jia/index.html#cases")
    assert views["outcomes"].sums.endswith("不予公开＝国家秘密＋法律禁止。")
    assert views["cases"].sums == ""


def test_a_total_that_no_cell_holds_is_marked_and_its_parts_named(demo: Portal) -> None:
    theme, _ = load("base", "zh", REPOSITORY)
    assert theme is not None
    views = {c.id: c for c in chart_views("city", demo.of_office("city"), "offices/city/index.html", demo, theme)}
    total = views["lawsuits"].rows[0].total
    assert total is not None
    assert (total.href, total.parts) == ("", 8)
    assert "合计＝结果维持＋结果纠正＋其他结果＋尚未审结。" in views["lawsuits"].sums
    assert views["reviews"].sums == ""


def test_a_number_is_said_in_the_unit_of_its_own_form(demo: Portal) -> None:
    theme, _ = load("base", "zh", REPOSITORY)
    assert theme is not None
    views = {c.id: c for c in chart_views("city", demo.of_office("city"), "offices/city/index.html", demo, theme)}
    assert views["normative"].summary == (
        "行政规范性文件现行有效件数：2021年85件，2023年91件。 规范性文件对外公开总数量：2019年122，2020年135。"
    )


def test_a_missing_day_of_publication_is_said(mini: Path) -> None:
    report = mini / REPORT
    report.write_text(re.sub(r"published: .*\n", "", report.read_text(encoding="utf-8")), encoding="utf-8")
    assert '<td class="day"><span class="unset">待补充</span></td>' in built(mini)


def test_an_office_leads_to_the_comparison_with_itself_chosen(mini: Path) -> None:
    built(mini)
    assert 'href="../../compare/index.html?office=jia"' in (mini / "site/offices/jia/index.html").read_text("utf-8")


def test_one_report_alone_is_not_compared(mini: Path) -> None:
    shutil.rmtree(mini / "content/reports/jia/2022")
    assert "to-compare" not in built(mini)
    page = (mini / "site/compare/index.html").read_text(encoding="utf-8")
    assert "本站目前只有一份报告" in page
    assert "<select" not in page
    assert "compare.js" not in page


def chart_html(root: Path) -> str:
    """One chart as the built page has it."""
    pipeline.build(root, root / "site")
    page = (root / "site/offices/jia/index.html").read_text(encoding="utf-8")
    return page[
        page.index('<figure class="chart stacked"') : page.index("</figure>", page.index('id="chart-outcomes"')) + 10
    ]


def test_a_chart_is_drawn_as_before(mini: Path) -> None:
    assert chart_html(mini) == CHART.read_text(encoding="utf-8"), "python tests/refresh.py"


def test_every_number_leads_to_its_cell(mini: Path) -> None:
    pipeline.build(mini, mini / "site")
    for page in ("offices/jia/index.html", "reports/2023/index.html"):
        home = (mini / "site" / page).parent
        text = (mini / "site" / page).read_text(encoding="utf-8")
        found = re.findall(r'<td class="n[^"]*"><a href="([^"#]+)#([^"]+)">', text)
        assert found, page
        for href, anchor in found:
            assert f'id="{anchor}"' in (home / href).read_text(encoding="utf-8"), (page, href, anchor)


def test_offices_are_summed_only_where_none_is_within_another(mini: Path) -> None:
    edit(
        mini,
        "content/offices.yaml",
        "kind: government}",
        "kind: government}\nyi: {name: 示例区人民政府, kind: government}",
    )
    other = mini / "content/reports/yi"
    copy_report(mini, other)
    page = built(mini)
    assert "合计（2个机关）" in page
    assert re.search(r"<tfoot>.*<td class=\"n\">6</td>", page)
    edit(mini, REPORT.replace("jia", "yi"), "收费.行政收费.金额: 万元", "收费.行政收费.金额: 元")
    assert re.search(
        r"<td class=\"n absent\"></td><td class=\"absent\"></td></tr></tfoot>", built(mini)
    )  # money in two units
    edit(
        mini,
        "content/offices.yaml",
        "示例区人民政府, kind: government",
        "示例区人民政府, kind: government, parent: jia",
    )
    page = built(mini)
    assert "<tfoot>" not in page
    assert "示例区人民政府的上级机关示例市人民政府也在表中" in page


def copy_report(root: Path, target: Path) -> None:
    shutil.copytree(root / "content/reports/jia/2023", target / "2023")
    edit(root, f"{target.relative_to(root).as_posix()}/2023/report.yaml", "office: jia", "office: yi")


def built(root: Path) -> str:
    assert pipeline.build(root, root / "site").summary is not None
    return (root / "site/reports/2023/index.html").read_text(encoding="utf-8")


def test_a_circle_of_offices_ends() -> None:
    offices = {
        "a": Office(name="a", kind="other", parent="b"),
        "b": Office(name="b", kind="other", parent="a"),
        "c": Office(name="c", kind="other", parent="x"),
    }
    assert contained(["a"], offices) is None
    assert contained(["c", "a"], offices) is None
    assert contained(["c", "a", "b"], offices) == ("a", "b")


def test_without_anything_to_compare_there_is_no_comparison(mini: Path) -> None:
    form = mini / "content/forms/mini.yaml"
    text = form.read_text(encoding="utf-8")
    form.write_text(text[: text.index("\ntrends:") + 1], encoding="utf-8")
    for year in ("2022", "2023"):
        edit(mini, REPORT.replace("2023", year), "facts: {发布信息: 12}\n", "")
        edit(mini, f"content/reports/jia/{year}/report.md", "发布{{发布信息}}条，", "")
    built(mini)
    assert not (mini / "site/compare").exists()
    assert "示例市人民政府" in (mini / "site/reports/2023/index.html").read_text(encoding="utf-8")


def test_compare_knows_what_other_forms_add_up(tmp_path: Path) -> None:
    root = copy_site("mini", tmp_path / "x")
    built(root)
    page = (root / "site/compare/index.html").read_text(encoding="utf-8")
    assert 'value="refused" data-unit="" data-cells="cases.refused.secret.total+cases.refused.law.total"' in page


def trend_of(kind: str, values: list[int | None]) -> Trend:
    years = tuple(range(2010, 2010 + len(values)))
    points = tuple(Point(y, v, "a.b.c", "", v) for y, v in zip(years, values, strict=True))
    return _made("x", "x", kind, years, (Curve("x", "x", "x", points),), ())


def texts(kind: str, values: list[int | None]) -> list[str]:
    drawing = draw(trend_of(kind, values), "")
    assert drawing is not None
    return [label.text for label in drawing.values]


def test_numbers_that_would_run_together_are_thinned_out() -> None:
    assert texts("bars", [5, 6, 7]) == ["5", "6", "7"]
    assert texts("bars", [*([10_000] * 6), 90_000, *([10_000] * 5)]) == ["90,000", "10,000"]
    assert texts("bars", [90_000, *([50_000] * 10), 40_000]) == ["90,000"]  # the last would lie over higher bars


def test_a_number_stands_below_its_point_in_a_valley() -> None:
    line, bars = draw(trend_of("line", [40, 20, 40]), ""), draw(trend_of("bars", [40, 20, 40]), "")
    assert line is not None
    assert bars is not None
    assert line.values[1].y > bars.values[1].y


def test_below_zero_a_bar_hangs_down() -> None:
    drawing = draw(trend_of("bars", [4, -4]), "")
    assert drawing is not None
    assert TOP < drawing.zero < HEIGHT - BOTTOM
    tops = [int(y) for y in re.findall(r"M\d+,(\d+)", drawing.strokes[0].path)]
    assert tops[0] < drawing.zero == tops[1]
