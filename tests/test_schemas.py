"""The JSON Schemas agree with the reader: what it accepts they accept, and common slips they refuse."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from referencing import Registry
from referencing.jsonschema import DRAFT7

from authored import report_yaml
from gongkai.cli import main
from gongkai.form import Form
from gongkai.json_schemas import report_file, schemas
from gongkai.portal_read import all_forms
from support import HERE, REPOSITORY, copy_site, edit, findings

FORMS = {form.id: form for form in all_forms(Path("nowhere"))}
MADE = schemas(list(FORMS.values()), {}, [], [])


def validator(made: Mapping[str, Any], name: str) -> Draft7Validator:
    registry: Registry[Any] = Registry().with_resources((n, DRAFT7.create_resource(s)) for n, s in made.items())
    Draft7Validator.check_schema(made[name])
    return Draft7Validator(made[name], registry=registry)


def wrong(made: Mapping[str, Any], name: str, text: str) -> list[str]:
    """What an editor would underline. Dates stay texts, as in YAML 1.2, which editors speak."""

    class Loader(yaml.SafeLoader):
        yaml_implicit_resolvers = {  # noqa: RUF012
            k: [(tag, pattern) for tag, pattern in v if tag != "tag:yaml.org,2002:timestamp"]
            for k, v in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }

    value = yaml.load(text, Loader)  # noqa: S506
    return [f"{list(e.absolute_path)}: {e.message}" for e in validator(made, name).iter_errors(value)]


def written(root: Path) -> dict[str, Any]:
    result = CliRunner().invoke(main, ["schema", "--root", str(root), "--output", str(root / "schemas")])
    assert result.exit_code == 0, result.output
    return {f.name: json.loads(f.read_text(encoding="utf-8")) for f in (root / "schemas").iterdir()}


@pytest.mark.parametrize("site", ["mini", "school"])
def test_the_tiny_sites_are_right(site: str, tmp_path: Path) -> None:
    root = copy_site(site, tmp_path / "site")
    made = written(root)
    content = root / "content"
    for kind, files in {
        "portal.schema.json": [content / "portal.yaml"],
        "offices.schema.json": [content / "offices.yaml"],
        "form.schema.json": sorted((content / "forms").glob("*.yaml")),
        "report.schema.json": sorted(content.glob("reports/*/*/report.yaml")),
    }.items():
        assert files
        for file in files:
            assert wrong(made, kind, file.read_text(encoding="utf-8")) == [], file


@pytest.mark.parametrize("folder", ["content", "generator/gongkai/demo/content"])
def test_the_seed_and_the_demo_are_right(folder: str, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(REPOSITORY / folder, tmp_path / "content")
    made = written(tmp_path)
    for file in sorted((tmp_path / "content").glob("reports/*/*/report.yaml")):
        assert wrong(made, "report.schema.json", file.read_text(encoding="utf-8")) == [], file
    assert wrong(made, "portal.schema.json", (tmp_path / "content/portal.yaml").read_text(encoding="utf-8")) == []
    assert wrong(made, "offices.schema.json", (tmp_path / "content/offices.yaml").read_text(encoding="utf-8")) == []


def test_the_bundled_forms_are_right() -> None:
    for file in sorted((REPOSITORY / "generator/gongkai/forms").glob("*.yaml")):
        assert wrong(MADE, "form.schema.json", file.read_text(encoding="utf-8")) == [], file


@settings(max_examples=20)
@given(st.sampled_from(sorted(FORMS)), st.data())
def test_any_report_of_numbers_is_right(name: str, data: st.DataObject) -> None:
    form: Form = FORMS[name]
    cell = st.one_of(st.integers(0, 10**7), st.none(), st.just("/"))
    rows = [
        data.draw(st.lists(cell, min_size=len(block.columns), max_size=len(block.columns)))
        for table in form.tables
        for block, _, _ in table.rows()
    ]
    assert wrong(MADE, report_file(form), report_yaml(form, "o", 2021, rows)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("新收: [2, 1, 3]", "新收: ['2', 1, 3]"),
        ("新收: [2, 1, 3]", "新收: {总计: 3, 企业: 1, 自然人: 2}"),
        ("行政收费: {项数: 2, 金额: 2926.8311}", "行政收费: [2, '2926.8311']"),
        ("项目: -5", "项目: [-5]"),
        ("项目: -5", "项目: '-5'"),
        ("    总计: [2, 1, 3]\n", ""),
        ("year: 2023", "year: '2023'"),
        ("published: 2024-03-20", "published: 2024-03-20 09:30\nkeywords: 2023\ndraft: false"),
        ("facts: {发布信息: 12}", "facts: {发布信息: '12'}"),
    ],
)
def test_every_way_of_writing_that_is_read_is_right(old: str, new: str, tmp_path: Path) -> None:
    root = copy_site("mini", tmp_path / "site")
    edit(root, "content/reports/jia/2023/report.yaml", old, new)
    assert findings(root) == ()
    text = (root / "content/reports/jia/2023/report.yaml").read_text(encoding="utf-8")
    assert wrong(written(root), "report.schema.json", text) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("新收: [2, 1, 3]", "新收: [2, 1]"),
        ("新收: [2, 1, 3]", "新收: ['2件', 1, 3]"),
        ("新收: [2, 1, 3]", "新收: {自然人: 2}"),
        ("金额: 2926.8311", "金额: '2,926.8311'"),
        ("year: 2023", "year: 二〇二三"),
        ("新收: [2, 1, 3]", "新受: [2, 1, 3]"),
        ("新收: [2, 1, 3]", "新收: [2, 一, 3]"),
        ("新收: [2, 1, 3]", "新收: [2, -1, 3]"),
        ("新收: [2, 1, 3]", "新收: [2, 1.5, 3]"),
        ("国家秘密: [1, 0, 1]", "国家机密: [1, 0, 1]"),
        ("form: mini", "form: minni"),
        ("facts: {发布信息: 12}", "facts: {发布消息: 12}"),
        ("office: jia", "office: yi"),
        ("published: 2024-03-20", "published: 二〇二四年"),
        ("units:", "unit:"),
    ],
)
def test_common_slips_are_refused(old: str, new: str, tmp_path: Path) -> None:
    made = written(copy_site("mini", tmp_path / "site"))
    text = (HERE / "sites/mini/content/reports/jia/2023/report.yaml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    assert wrong(made, "report.schema.json", text) == []
    assert wrong(made, "report.schema.json", text.replace(old, new))


def test_rows_show_their_printed_label_columns_and_units() -> None:
    table = MADE["report.cn-annual-2021.schema.json"]["properties"]["tables"]["properties"]["申请"]
    row = table["properties"]["不予公开"]["properties"]["国家秘密"]
    assert row["title"] == "1.属于国家秘密"
    assert row["description"].startswith("自然人 (件) | 商业企业 (件)")
    assert "description" in MADE["portal.schema.json"]["properties"]["base_url"]


def test_a_new_portal_has_schemas_and_its_files_name_them(tmp_path: Path) -> None:
    root = tmp_path / "p"
    assert CliRunner().invoke(main, ["new", str(root)]).exit_code == 0
    offices = root / "content/offices.yaml"
    offices.write_text("jia: {name: 示例县, kind: government}\n", encoding="utf-8")
    assert CliRunner().invoke(main, ["new", "report", "jia", "2023", "--root", str(root)]).exit_code == 0
    for file in (root / "content/portal.yaml", root / "content/reports/jia/2023/report.yaml"):
        first = file.read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith("# yaml-language-server: $schema=")
        assert (file.parent / first.split("=", 1)[1]).resolve().is_file()
    report = json.loads((root / "schemas/report.cn-annual-2021.schema.json").read_text(encoding="utf-8"))
    assert report["properties"]["office"] == {"enum": ["jia"]}  # registered after the schemas were made
