"""Open data: what is built is what the data package, the JSON Schema and the data page say it is."""

import csv
import hashlib
import io
import json
import re
import shutil
import tracemalloc
import warnings
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from gongkai import pipeline
from gongkai.artifact import Artifact
from gongkai.downloads import content
from gongkai.downloads.data import Ending, joined
from gongkai.downloads.tidy import harmless
from gongkai.staging import Staging
from support import REPOSITORY, copy_site, edit


def built(root: Path) -> Path:
    site = root / "site"
    assert pipeline.build(root, site).summary is not None
    return site


def validated(package: Path) -> list[str]:
    """What the Frictionless library says against a package."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library's own
        from frictionless import system, validate

        with system.use_context(trusted=False):
            report = validate(str(package))
    return [f"{task.name} {error.type}: {error.message}" for task in report.tasks for error in task.errors] + [
        error.message for error in report.errors
    ]


def rows(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")))


def seed(target: Path) -> Path:
    shutil.copytree(REPOSITORY / "content", target / "content")
    return target


@pytest.fixture(params=["mini", "school", "seed"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    name = request.param
    return built(seed(tmp_path) if name == "seed" else copy_site(name, tmp_path / name))


def test_the_data_package_is_valid_and_complete(site: Path) -> None:
    package = site / "data/datapackage.json"
    assert validated(package) == []
    told = json.loads(package.read_text(encoding="utf-8"))
    named = {resource["path"] for resource in told["resources"]}
    assert named == {file.name for file in (site / "data").glob("*.csv")}
    for resource in told["resources"]:
        data = (site / "data" / resource["path"]).read_bytes()
        assert (resource["bytes"], resource["hash"]) == (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")
        assert all(field["description"] for field in resource["schema"]["fields"])
    assert "licenses" not in told


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("jia,示例市人民政府,2022,mini,cases,received", "yi,示例市人民政府,2022,mini,cases,received", "foreign-key"),
        ("total,总计,3,,number", "total,总计,三,,number", "type-error"),
        ("total,总计,3,,number", "total,总计,3,,numbr", "constraint-error"),
        (",firm,企业", ",person,企业", "primary-key"),
    ],
)
def test_a_damaged_package_is_found(mini: Path, old: str, new: str, kind: str) -> None:
    file = built(mini) / "data/2022.csv"
    text = file.read_bytes().decode()
    assert old in text
    file.write_bytes(text.replace(old, new, 1).encode())
    assert any(kind in error for error in validated(file.parent / "datapackage.json"))


def test_years_add_up_to_the_whole_and_to_the_reports(site: Path) -> None:
    data = site / "data"
    years = sorted((f for f in data.glob("2*.csv")), reverse=True)
    every = [row for file in years for row in rows(file)]
    assert rows(data / "reports.csv") == every
    assert len(every) > 15
    assert {tuple(r.items()) for r in every} == {
        tuple(r.items()) for f in site.glob("reports/*/*/*.csv") for r in rows(f)
    }
    objects = [o for file in years for o in json.loads(file.with_suffix(".json").read_bytes())]
    assert json.loads((data / "reports.json").read_bytes()) == objects
    alone = {f.name: json.loads(f.read_bytes()) for f in site.glob("reports/*/*/*.json")}
    assert {f"{o['office']}-{o['year']}.json": o for o in objects} == alone


def test_csv_and_json_say_the_same(site: Path) -> None:
    for file in site.glob("reports/*/*/*.json"):
        said = json.loads(file.read_bytes(), parse_float=str, parse_int=str)
        facts = [{**f, "table": "facts", "row": f["id"], "column": "value"} for f in said["facts"]]
        names = ("table", "row", "column", "value", "unit", "state")
        one = [tuple(c[n] or "" for n in names) for c in said["cells"] + facts]
        assert one == [tuple(r[n] for n in names) for r in rows(file.with_suffix(".csv"))]


def test_every_json_file_is_as_its_schema_says(site: Path) -> None:
    schema = json.loads((site / "data/report.schema.json").read_bytes())
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    found = [json.loads(f.read_bytes()) for f in site.glob("reports/*/*/*.json")]
    found += json.loads((site / "data/reports.json").read_bytes())
    assert len(found) > 1
    assert [e.message for one in found for e in validator.iter_errors(one)] == []


def damage(one: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """Each a slip that the schema has to find."""
    cell = one["cells"][0]
    for changed in ({"state": "numbr"}, {"value": "2"}, {"state": "blank"}, {"value": None}, {"more": 1}):
        yield one | {"cells": [cell | changed]}
    yield {name: value for name, value in one.items() if name != "sections"}
    yield one | {"content_sha256": "0"}
    yield one | {"published": "2024年"}


def test_the_schema_refuses_slips(mini: Path) -> None:
    site = built(mini)
    validator = Draft202012Validator(json.loads((site / "data/report.schema.json").read_bytes()))
    one = json.loads((site / "reports/2023/jia/jia-2023.json").read_bytes())
    assert all(list(validator.iter_errors(bad)) for bad in damage(one))


@pytest.mark.parametrize("text", ["=1+1", "+SUM(A1)", "-2+3", "@x", "\t=1", "\r=1", "＝1", "－", "-", "+a"])
def test_formulas_are_neutralised(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "-57", "-57.30", "+5", "-5.2%", "1.属于国家秘密", "a=b", "'x", "（一）"])
def test_numbers_and_plain_texts_stay(text: str) -> None:
    assert harmless(text) == text


def test_a_formula_in_a_name_is_neutral_in_csv_and_exact_in_json(mini: Path) -> None:
    name = '=HYPERLINK("http://x.example/","点")'
    edit(mini, "content/offices.yaml", "示例市人民政府", f"'{name}'")
    site = built(mini)
    assert {row["office_name"] for row in rows(site / "data/reports.csv")} == {f"'{name}"}
    assert rows(site / "data/offices.csv")[0]["office_name"] == f"'{name}"
    assert {r["value"] for r in rows(site / "data/2023.csv")} > {"-5", "2926.8311", "0"}
    assert json.loads((site / "data/reports.json").read_bytes())[0]["office_name"] == name


def test_decimal_places_are_kept(mini: Path) -> None:
    edit(mini, "content/reports/jia/2023/report.yaml", "金额: 2926.8311", "金额: 2926.8300")
    site = built(mini)
    (row,) = (r for r in rows(site / "data/2023.csv") if r["value"].startswith("2926"))
    assert row["value"] == "2926.8300"
    said = json.loads((site / "reports/2023/jia/jia-2023.json").read_bytes(), parse_float=Decimal)
    assert "2926.8300" in {str(c["value"]) for c in said["cells"]}


def test_the_content_hash_is_of_values_and_prose_alone(mini: Path) -> None:
    def hashes() -> list[str]:
        files = [(built(mini) / f"reports/{y}/jia/jia-{y}.json").read_bytes() for y in (2022, 2023)]
        for data in files:
            said, made = content.of_json(data)
            assert said == made
        return [content.of_json(data)[0] for data in files]

    first = hashes()
    edit(mini, "content/portal.yaml", "title: 示例门户", "title: 改名\ntheme: gov")
    assert hashes() == first
    edit(mini, "content/reports/jia/2023/report.md", "无。", "没有收费。")
    second = hashes()
    assert (second[0] == first[0], second[1] == first[1]) == (True, False)
    edit(mini, "content/reports/jia/2023/report.yaml", "金额: 2926.8311", "金额: 2926.83110")
    assert hashes()[1] != second[1]


def test_the_hash_can_be_recomputed_as_documented(mini: Path) -> None:
    """The very lines of docs/data.md."""
    page = (REPOSITORY / "docs/data.md").read_text(encoding="utf-8")
    (code,) = (
        block
        for block in re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
        if "content_sha256" in block
    )
    file = built(mini) / "reports/2023/jia/jia-2023.json"
    exec(code, {"FILE": str(file)})  # noqa: S102


def page_of(site: Path) -> str:
    return (site / "data/index.html").read_text(encoding="utf-8")


def test_the_data_page_tells_sizes_and_links_every_file(site: Path) -> None:
    links = re.findall(
        r'<th scope="row"><a href="([^"]+)">\1</a></th><td>[^<]+</td><td class="n">([^<]*)</td>', page_of(site)
    )
    assert {name for name, _ in links} == {f.name for f in (site / "data").iterdir()} - {"index.html"}
    for name, size in links:
        if name != "manifest.json":
            number, unit = re.fullmatch(r"([\d.]+) ?(\w+)", size).groups()
            real = (site / "data" / name).stat().st_size
            assert abs(float(number) * {"KB": 1e3, "kB": 1e3, "MB": 1e6}[unit] - real) <= max(1000, real * 0.06)
    assert '="data/index.html"' in (site / "index.html").read_text(encoding="utf-8")


def test_a_licence_is_said_only_where_one_is_stated(mini: Path) -> None:
    site = built(mini)
    assert "本站没有写明使用许可" in page_of(site)
    assert "licen" not in (site / "data/datapackage.json").read_text(encoding="utf-8")
    licence = "licence: {name: CC-BY-4.0, url: 'https://creativecommons.org/licenses/by/4.0/'}"
    edit(mini, "content/portal.yaml", "title: 示例门户", f"title: 示例门户\n{licence}")
    site = built(mini)
    assert '<a rel="license" href="https://creativecommons.org/licenses/by/4.0/">CC-BY-4.0</a>' in page_of(site)
    told = json.loads((site / "data/datapackage.json").read_bytes())
    path = "https://creativecommons.org/licenses/by/4.0/"
    assert told["licenses"] == [{"name": "CC-BY-4.0", "title": "CC-BY-4.0", "path": path}]
    assert validated(site / "data/datapackage.json") == []
    assert {block["license"] for block in blocks(site)} == {path}


def blocks(site: Path) -> list[dict[str, Any]]:
    """The data blocks of all pages."""
    texts = (f.read_text(encoding="utf-8") for f in sorted(site.rglob("*.html")))
    found = [
        m for text in texts for m in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    ]
    return [json.loads(text) for text in found]


def test_data_blocks_say_what_is_stated(mini: Path) -> None:
    edit(mini, "content/portal.yaml", "title: 示例门户", "title: '</script><b>&'\ndescription: '<!--<script>'")
    found = blocks(built(mini))
    assert [b["@type"] for b in found] == ["Dataset", "Report", "Report"]
    assert found[0]["name"].startswith("</script><b>&")
    assert found[0]["url"] == "https://example.org/mini/data/"
    assert found[1]["temporalCoverage"] == "2022"
    endings = [file["contentUrl"].rpartition(".")[2] for file in found[1]["encoding"]]
    assert endings == ["csv", "json"]
    edit(mini, "content/portal.yaml", "base_url: https://example.org/mini/\n", "")
    edit(mini, "content/portal.yaml", "organizer: 示例市人民政府\n", "")
    bare = blocks(built(mini))
    assert not any(name in block for block in bare for name in ("url", "encoding", "distribution", "publisher"))


def test_a_portal_without_reports_has_data_files_all_the_same(mini: Path) -> None:
    shutil.rmtree(mini / "content/reports")
    site = built(mini)
    assert json.loads((site / "data/reports.json").read_bytes()) == []
    assert rows(site / "data/reports.csv") == []
    assert validated(site / "data/datapackage.json") == []
    assert "pandas" not in page_of(site)


def test_the_original_is_told_apart_from_our_own_files(mini: Path) -> None:
    folder = mini / "content/reports/jia/2023/attachments"
    folder.mkdir()
    names = ("original.txt", "yuanjian-2.txt", "原件（盖章）.txt", "originally.txt", "附件.txt")
    for name in names:
        (folder / name).write_text("x", encoding="utf-8")
    text = (built(mini) / "reports/2023/jia/index.html").read_text(encoding="utf-8")
    marked = re.findall(r"attachments/[^>]*>([^<]*)</a>", text)
    assert sorted(marked) == sorted([*(f"原件：{name}" for name in names[:3]), *names[3:]])


def test_large_files_do_not_pass_through_memory(tmp_path: Path) -> None:
    """Records joined by year, and years joined to all: each piece once, in order, and the size known before."""
    staging = Staging(tmp_path / "site", tmp_path / "staging", {})
    ending = Ending("csv", b"head|", b",", b"]", 5, 2)
    sizes: dict[str, int] = {}
    for i in range(1000):
        body = bytes([65 + i % 26]) * 10_000
        sizes[f"{i}.csv"] = staging.put(Artifact(f"{i}.csv", b"head|" + body + b"no")).size
    tracemalloc.start()
    joined_ = joined("year.csv", ending, sizes, staging.parts, years=False)
    year = staging.put(joined_)
    whole = staging.put(joined("all.csv", ending, {"year.csv": year.size}, staging.parts, years=True))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000
    expected = b"head|" + b",".join(bytes([65 + i % 26]) * 10_000 for i in range(1000)) + b"]"
    assert joined_.size == year.size == len(expected)
    assert b"".join(staging.parts("year.csv")) == b"".join(staging.parts("all.csv")) == expected
    assert year.sha256 == whole.sha256 == hashlib.sha256(expected).hexdigest()
