"""The search index: whatever a page says is found, and an edit touches its year alone."""

import gzip
import json
import re
import shutil
import unicodedata
from base64 import b64decode
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

import gongkai
from gongkai.pipeline import build
from gongkai.search.postings import posting, varints
from gongkai.search.texts import plain
from gongkai.search.variants import folding
from gongkai.search.words import bucket, folded, named, numbers, terms
from support import REPOSITORY, edit

DEMO = Path(gongkai.__file__).parent / "demo"
QUERIES = (
    *("依申请公开", "新媒体", "公开", "行政复议", "诉讼", "公室", "区政", "务公", "申请人", "政府信息公开平台建设"),
    *("第五十条", "000000", "民经", "网民留言", "降幅", "上缴国库", "一案一评", "不存在的词语", "2023", "561"),
)


def cut(text: str) -> set[str]:
    """What a text is found by."""
    found = terms(text)
    return {*named(numbers(found)).values(), *found.words}


def data(file: Path) -> Any:
    """What a file of the index hands to the page's script."""
    call = re.fullmatch(r'gongkai\.put\("([^"]+)",(.*)\);\n', file.read_text(encoding="utf-8"), re.DOTALL)
    assert call is not None
    assert file.as_posix().endswith(f"search/{call[1]}.js")
    return json.loads(call[2])


def gaps(text: str) -> list[int]:
    numbers, gap, shift, before = [], 0, 0, -1
    for byte in b64decode(text + "=" * (-len(text) % 4)):
        gap |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            before += gap + 1
            numbers.append(before)
            gap = shift = 0
    return numbers


def held(text: str | None, count: int) -> set[int]:
    if text is None:
        return set()
    return set(range(count)) - set(gaps(text[1:])) if text.startswith("!") else set(gaps(text))


def entry(site: Path, year: dict[str, Any], term: str) -> str | None:
    shard = data(site / f"search/{year['y']}/p{bucket(term.lstrip('=-#~'), year['p'])}.js")
    return dict(line.split(" ") for line in shard.split("\n") if line).get(term)


def found(site: Path, query: str) -> set[tuple[int, str]]:
    """(year, office) of the reports whose texts hold the query, by way of the index."""
    manifest = data(site / "search/manifest.js")
    reports = set()
    for year in manifest["years"]:
        owners = [r for r, units in enumerate(year["u"]) for _ in range(units)]
        units = set(range(len(owners)))
        for term in cut(query):
            units &= held(entry(site, year, term), len(owners))
        texts = [unit for i in range(len(year["c"])) for unit in data(site / f"search/{year['y']}/t{i}.js")]
        assert len(texts) == len(owners)
        for unit in units:
            if any(folded(query) in folded(f"{heading}\n{text}") for _, heading, text in texts[unit]):
                reports.add((year["y"], manifest["offices"][year["r"][owners[unit]]][0]))
    return reports


def truth(site: Path, query: str) -> set[tuple[int, str]]:
    """The same, by reading the prose of every page."""
    reports = set()
    for page in site.glob("reports/*/*/index.html"):
        tree = LexborHTMLParser(page.read_text(encoding="utf-8"))
        for table in tree.css("article table"):
            table.decompose()
        blocks = tree.css(
            "article section > p:not(.note), article section > h3, article section li, section blockquote"
        )
        whole = [node for node in blocks if node.parent and node.parent.attributes.get("id") != "downloads"]
        if any(folded(query) in folded(" ".join(node.text().split())) for node in whole):
            reports.add((int(page.parent.parent.name), page.parent.name))
    return reports


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo portal and its site, made once."""
    root = tmp_path_factory.mktemp("demo")
    shutil.copytree(DEMO, root, dirs_exist_ok=True)
    assert build(root, root / "site").summary is not None
    return root


def index(site: Path) -> dict[str, bytes]:
    return {f.relative_to(site).as_posix(): f.read_bytes() for f in sorted((site / "search").rglob("*.js"))}


@pytest.mark.parametrize("query", QUERIES)
def test_every_substring_is_found_and_nothing_else(demo: Path, query: str) -> None:
    assert found(demo / "site", query) == truth(demo / "site", query)


def test_the_queries_are_worth_asking(demo: Path) -> None:
    counts = {query: len(truth(demo / "site", query)) for query in QUERIES}
    assert counts["公开"] == 30
    assert counts["不存在的词语"] == 0
    assert sum(0 < count < 30 for count in counts.values()) >= 6, counts


def test_two_builds_are_the_same(demo: Path) -> None:
    build(demo, demo / "again")
    assert index(demo / "again") == index(demo / "site")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [("report.md", "推动公共企事业单位信息公开", "推动供水供气单位信息公开"), ("report.yaml", "49564", "49565")],
)
def test_an_edit_touches_its_year_and_the_manifest(tmp_path: Path, file: str, old: str, new: str) -> None:
    shutil.copytree(DEMO, tmp_path, dirs_exist_ok=True)
    build(tmp_path, tmp_path / "site")
    before = index(tmp_path / "site")
    edit(tmp_path, f"content/reports/city/2023/{file}", old, new)
    assert build(tmp_path, tmp_path / "site").summary is not None
    after = index(tmp_path / "site")
    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    assert "search/manifest.js" in changed
    assert any(path.startswith("search/2023/") for path in changed)
    assert all(path.startswith(("search/2023/", "search/manifest.js")) for path in changed)


def cell(site: Path, number: str) -> list[tuple[int, str, str]]:
    """(year, office, cell id) of an exact number."""
    manifest = data(site / "search/manifest.js")
    cells = [f"{row[0]}.{column[0]}" for row in manifest["rows"] for column in manifest["columns"][row[5]]]
    places = []
    for year in manifest["years"]:
        for place in gaps(entry(site, year, f"={number}") or ""):
            report, number_ = divmod(place, len(cells))
            places.append((year["y"], manifest["offices"][year["r"][report]][0], cells[number_]))
    return places


def test_exact_numbers_lead_to_their_cells(demo: Path) -> None:
    assert (2023, "city", "proactive.fees.amount") in cell(demo / "site", "10188.28")
    assert cell(demo / "site", "49564") == [(2023, "city", "proactive.licensing.decisions")]
    assert cell(demo / "site", "49") == []
    assert cell(demo / "site", "10188") == []


def test_names_of_charts_lead_to_their_cells(demo: Path) -> None:
    manifest = data(demo / "site/search/manifest.js")
    cells = [f"{row[0]}.{column[0]}" for row in manifest["rows"] for column in manifest["columns"][row[5]]]
    ways = {name: [[cells[i] for i in way] for way in ways] for name, _, _, _, ways in manifest["measures"]}
    assert ways["新收申请"] == [["applications.received.total"]]
    assert ways["行政诉讼结果纠正"] == [["reviews.direct.corrected", "reviews.after_review.corrected"]]
    (refused,) = ways["不予公开"]
    assert len(refused) == 8
    assert all(cell.startswith("applications.refused.") and cell.endswith(".total") for cell in refused)


def test_whole_numbers_lead_to_those_with_places(demo: Path) -> None:
    manifest = data(demo / "site/search/manifest.js")
    years = [year["y"] for year in manifest["years"] if entry(demo / "site", year, "~10188")]
    assert years == [2023]
    assert not any(entry(demo / "site", year, "~49564") for year in manifest["years"])


def test_numbers_keep_their_digits_and_units(tmp_path: Path) -> None:
    build(REPOSITORY, tmp_path)
    assert cell(tmp_path, "2926.8311") == [(2020, "weidong", "proactive.procurement.amount")]
    manifest = data(tmp_path / "search/manifest.js")
    values = data(tmp_path / "search/2020/v0.js")
    row = next(i for i, row in enumerate(manifest["rows"]) if row[0] == "proactive.procurement")
    assert [column[0] for column in values[str(row)]] == [131, "2926.8311\t万元"]
    row = next(i for i, row in enumerate(manifest["rows"]) if row[0] == "proactive.licensing")
    assert values[str(row)] == [[208], [37], [80]]


def test_a_row_is_one_through_the_forms(demo: Path) -> None:
    manifest = data(demo / "site/search/manifest.js")
    rows = {row[0]: row for row in manifest["rows"]}
    assert len(rows) == len(manifest["rows"])
    assert rows["proactive.normative"][3:5] == ["行政规范性文件", ["规范性文件"]]
    assert {c[0] for c in manifest["columns"][rows["proactive.licensing"][5]]} == {"decisions", "last_year", "change"}
    assert rows["facts"][3] == "正文所列其他数据"


def test_headings_are_known_as_such(demo: Path) -> None:
    manifest = data(demo / "site/search/manifest.js")
    assert manifest["headings"][0] == "一、总体情况"
    for year in manifest["years"]:
        texts = [unit for i in range(len(year["c"])) for unit in data(demo / f"site/search/{year['y']}/t{i}.js")]
        for term in ("新媒", "监督", "教育"):
            headed = {i for i, unit in enumerate(texts) if any(term in heading for _, heading, _ in unit)}
            assert held(entry(demo / "site", year, f"#{term}"), len(texts)) == headed


def test_tables_and_facts_have_their_section(demo: Path) -> None:
    manifest = data(demo / "site/search/manifest.js")
    assert manifest["sections"]["applications"] == "applications"
    assert {row[0].split(".")[0] for row in manifest["rows"]} == set(manifest["sections"])


def test_traditional_characters_stand_for_what_is_there(demo: Path) -> None:
    variants = data(demo / "site/search/manifest.js")["variants"]
    plain = dict(zip(variants[::2], variants[1::2], strict=True))
    assert "".join(plain[c] for c in "處罰請開網") == "处罚请开网"
    written = "".join(page.read_text(encoding="utf-8") for page in (demo / "site/search").rglob("*.js"))
    assert not set(plain) & set(re.sub(r'"variants":"[^"]*"', "", written))
    assert set(plain.values()) <= set(written)


def test_a_traditional_character_that_is_used_stands_for_itself() -> None:
    assert folding({"后", "後"}) == ""
    assert folding({"后"}) == "後后"
    assert folding({"乾"}) == ""
    assert folding({"干"}).startswith("乾干")


def test_the_search_page_is_light(demo: Path) -> None:
    tree = LexborHTMLParser((demo / "site/search/index.html").read_text(encoding="utf-8"))
    linked = [a.attributes.get("href") or a.attributes.get("src") for a in tree.css("link[rel=stylesheet], script")]
    files = [demo / "site/search" / str(address) for address in linked]
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) < 30_000


def test_a_draft_is_not_found(mini: Path) -> None:
    edit(mini, "content/reports/jia/2023/report.yaml", "year: 2023", "year: 2023\ndraft: true")
    build(mini, mini / "site")
    assert not (mini / "site/search/2023").exists()
    assert [year["y"] for year in data(mini / "site/search/manifest.js")["years"]] == [2022]


def test_without_scripts_the_page_is_an_index(demo: Path) -> None:
    page = demo / "site/search/index.html"
    tree = LexborHTMLParser(page.read_text(encoding="utf-8"))
    links = [str(a.attributes["href"]) for a in tree.css("#search-index a")]
    assert "../reports/2023/city/index.html#proactive.licensing.decisions" in links
    assert "../reports/2019/index.html" in links
    assert "../offices/town/index.html" in links
    for link in links:
        path, _, anchor = link.partition("#")
        target = page.parent / path
        assert target.is_file(), link
        assert not anchor or f'id="{anchor}"' in target.read_text(encoding="utf-8"), link


def test_the_menu_leads_to_the_search(mini: Path) -> None:
    build(mini, mini / "site")
    assert 'href="search/index.html"' in (mini / "site/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("依申请公开", ["依申", "申请", "请公", "公开"]),
        ("第20条规定", ["20", "条规", "规定"]),
        ("２０２０年度，２９２６．８３１１万元", ["2020", "年度", "2926.8311", "万元"]),
        ("Open Data 3.0，A4纸", ["open", "data", "3.0", "a4"]),
        ("二〇二〇", ["二〇", "〇二", "二〇"]),
        ("école_x", ["école", "x"]),
        ("无", []),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    assert cut(text) == set(expected)


@given(
    st.text(
        st.one_of(st.characters(), st.sampled_from("公开年度，。：（）《》.,; ２0a9〇〡\U00020000\u0301x")), max_size=40
    )
)
def test_terms_of_any_text(text: str) -> None:
    cjk = "\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    one = rf"(?![{cjk}])[^\W_]"
    expected = set()
    for run in re.finditer(rf"([{cjk}]+)|((?:{one})+(?:\.(?:{one})+)*)", unicodedata.normalize("NFKC", text).lower()):
        expected |= {a + b for a, b in pairwise(run[1])} if run[1] else {run[2]}
    assert cut(text) == expected


def both(code: Callable[[list[int]], str], numbers: list[int]) -> list[int]:
    return gaps(code(numbers))


def test_postings() -> None:
    assert both(varints, [0, 1, 130, 20000]) == [0, 1, 130, 20000]
    assert posting([0, 1, 2], 3) == "!"
    assert held(posting([0, 1, 3], 4), 4) == {0, 1, 3}
    assert held(posting([3], 4), 4) == {3}


def test_plain_text() -> None:
    assert plain("<p>依<strong>申请</strong>公开</p>\n<p>&lt;3&amp;</p><br>x") == "依申请公开 <3& x"
