"""Themes: a contract of documented Views, strings complete in both languages, mistakes with file and line."""

import dataclasses
import re
from pathlib import Path

import pytest

from gongkai import views
from gongkai.pipeline import build, check
from gongkai.source import Scalar, parse
from gongkai.theme import bundled
from support import edit

BASE = bundled() / "base"


def strings(language: str) -> dict[str, str]:
    text = (BASE / f"strings.{language}.yaml").read_text(encoding="utf-8")
    return {k.text: v.text for k, v in parse(text, "x").root.entries if isinstance(v, Scalar)}


def test_strings_are_complete_in_both_languages() -> None:
    zh, en = strings("zh"), strings("en")
    plurals = {key for key in en if "#" in key}
    assert {key.partition("#")[0] for key in plurals} <= set(zh)
    assert set(zh) == set(en) - plurals
    for key in zh:
        assert set(re.findall(r"\{\w+\}", zh[key])) == set(re.findall(r"\{\w+\}", en[key])), key


def test_every_string_a_template_asks_for_exists_and_every_string_is_used() -> None:
    package = Path(views.__file__).parent
    asked = set()
    for file in [*BASE.rglob("*.html"), *package.rglob("*.py")]:
        asked |= set(re.findall(r"\b(?:t|pattern)\(f?[\"']([\w.{}-]+)[\"']", file.read_text(encoding="utf-8")))
        asked |= set(re.findall(r"theme\.text\(f?[\"']([\w.{}-]+)[\"']", file.read_text(encoding="utf-8")))
    known = strings("zh")
    fixed = {key for key in asked if "{" not in key}
    assert fixed <= set(known)
    families = {key.split("{")[0] for key in asked if "{" in key} | {"cell."}
    assert {key for key in known if key not in fixed and not key.startswith(tuple(families))} == set()


def test_templates_hold_no_words_of_their_own() -> None:
    for file in BASE.rglob("*.html"):
        assert not re.search(r"[\u4e00-\u9fff]", file.read_text(encoding="utf-8")), file


def test_nothing_inline_and_nothing_from_elsewhere(mini: Path) -> None:
    build(mini, mini / "site")
    for page in (mini / "site").rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        text = re.sub(r'<link rel="canonical"[^>]*>|<meta name="Url"[^>]*>', "", text)
        text = re.sub(r">[^<]*<", "><", text)  # what is read only, data blocks included, fetches nothing
        assert not re.search(r"<style|\sstyle=|\son\w+=|https?://|//cdn", text), page
        assert not re.search(r"<script(?![^>]*\ssrc=)(?![^>]*application/(?:ld[+])?json)", text), page
    css = (mini / "site/assets/base.css").read_text(encoding="utf-8")
    assert "url(" not in css
    assert "@import" not in css


@pytest.mark.parametrize("view", [*views.TEMPLATES.values(), views.SiteView], ids=lambda v: v.__name__)
def test_every_view_is_a_documented_frozen_dataclass(view: type) -> None:
    assert dataclasses.is_dataclass(view)
    assert view.__doc__
    assert "__slots__" in vars(view)
    guide = Path(__file__).parent.parent / "docs" / "themes.md"
    text = guide.read_text(encoding="utf-8")
    assert f"`{view.__name__}`" in text
    for field in dataclasses.fields(view):
        assert f"`{field.name}`" in text, (view.__name__, field.name)


def _own_theme(root: Path, name: str, template: str) -> None:
    folder = root / "themes/own"
    (folder / "templates").mkdir(parents=True)
    (folder / "theme.yaml").write_text("title: Own\nparent: base\n", encoding="utf-8")
    (folder / "templates" / name).write_text(template, encoding="utf-8")
    edit(root, "content/portal.yaml", "title: 示例门户", "title: 示例门户\ntheme: own")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("{{ page.titel }}", "titel"),
        ("{{ missing }}", "missing"),
        ("{{ t('no.such.text') }}", "no.such.text"),
        ("{{ 1 / 0 }}", "division"),
        ("{{ t('archive.title') }}", "{year}"),
        ("{{ t('archive.title', yaer=3) }}", "{year}"),
        ("{{ page.title|nofilter }}", "nofilter"),
        ("{% include 'nowhere.html' %}", "nowhere.html"),
    ],
)
def test_a_mistake_is_a_finding_with_file_and_line(mini: Path, body: str, reason: str) -> None:
    _own_theme(mini, "home.html", f'{{% extends "layout.html" %}}\n{{% block main %}}\n{body}\n{{% endblock %}}\n')
    built = build(mini, mini / "site")
    assert built.summary is None
    (found,) = built.findings
    assert (found.code, found.span.path, found.span.line) == (
        "template.error",
        "themes/own/templates/home.html",
        3,
    )
    assert reason in str(found.args["reason"])


def test_check_compiles_but_does_not_run(mini: Path) -> None:
    _own_theme(mini, "home.html", "{{ page.titel }}")
    assert check(mini).findings == ()


def test_an_author_cannot_smuggle_markup_in(mini: Path) -> None:
    edit(mini, "content/offices.yaml", "示例市人民政府", "'<script>alert(1)</script>'")
    edit(
        mini,
        "content/reports/jia/2023/report.md",
        "无。",
        "\\[点\\](javascript:alert(1)) <javascript:alert(1)> <img src=x onerror=alert(1)>",
    )
    built = build(mini, mini / "site")
    assert built.summary is not None
    for page in (mini / "site").rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        own = re.sub(r'<script src="[./\w]*assets/[\w-]+\.js"( defer)?></script>', "", text)
        own = re.sub(r'<script type="application/json" class="report-data"[^<>]*>\{[^<>]*\}</script>', "", own)
        own = own.replace('<script type="application/ld+json">', "")
        assert "<script" not in own
        assert "<img" not in text
        assert 'href="javascript' not in text
