"""`gongkai new`: an empty portal, the demo, the next year's report."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gongkai.cli import main
from gongkai.pipeline import build, check
from support import edit


def run(*args: str) -> Result:
    return CliRunner().invoke(main, list(args))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "portal"
    assert run("new", str(folder), "--demo").exit_code == 0
    return folder


def test_the_demo_builds_without_errors_or_warnings(demo: Path) -> None:
    built = build(demo, demo / "site")
    assert built.summary is not None
    assert {str(f.severity) for f in built.findings if not f.waived} <= {"notice"}
    portal = built.portal
    assert len(portal.offices) == 6
    assert portal.years() == [2023, 2022, 2021, 2020, 2019]
    assert len(portal.reports) == 30
    assert {r.form.id for r in portal.reports} == {"cn-annual-2019", "cn-annual-2021", "cn-annual-2021-brief"}
    assert all(r.narratives and r.published for r in portal.reports)


def test_the_demo_is_plainly_fictional(demo: Path) -> None:
    checked = check(demo)
    assert "虚构" in (checked.portal.options.banner or "")
    assert all("示例" in office.name for office in checked.portal.offices.values())
    build(demo, demo / "site")
    for page in (demo / "site").rglob("*.html"):
        assert "虚构" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_empty_portal_builds(tmp_path: Path, lang: str) -> None:
    made = run("new", str(tmp_path / "own"), "--lang", lang)
    assert made.exit_code == 0
    built = build(tmp_path / "own", tmp_path / "own/site")
    assert built.summary is not None
    assert [f.code for f in built.findings] == ["portal.unset"]  # one, with a list of all that is to be filled in
    page = (tmp_path / "own/site/index.html").read_text(encoding="utf-8")
    assert f'lang="{"en" if lang == "en" else "zh-CN"}"' in page
    if lang == "en":
        assert not re.search(r"[\u4e00-\u9fff]", page + made.stdout)


def test_a_new_theme_builds_as_its_parent_and_is_listed_with_its_options(tmp_path: Path) -> None:
    root = tmp_path / "own"
    run("new", str(root))
    assert run("theme", "new", "ours", "--parent", "plain", "--root", str(root)).exit_code == 0
    edit(root, "content/portal.yaml", "theme: gov", "theme: plain\ntheme_options: {serif: no, width: ''}")
    build(root, root / "before")
    edit(root, "content/portal.yaml", "theme: plain", "theme: ours")
    built = build(root, root / "site")
    assert built.summary is not None
    assert {f.code for f in built.findings} == {"portal.unset"}
    own = (root / "site/assets/ours.css").read_text(encoding="utf-8")
    assert not re.sub(r"/\*.*?\*/", "", own, flags=re.DOTALL).strip()  # nothing looks different yet
    link = '<link rel="stylesheet" href="assets/ours.css">\n'
    before = (root / "before/index.html").read_text(encoding="utf-8")
    assert (root / "site/index.html").read_text(encoding="utf-8").replace(link, "") == before
    page = (root / "site/index.html").read_text(encoding="utf-8")
    assert '<body class="page-home width-narrow">' in page
    sheets = re.findall(r'stylesheet" href="([^"]+)', page)
    assert sheets[0] == "assets/options.css"
    assert sheets[-2:] == ["assets/plain.css", "assets/ours.css"]
    settings = root / "themes/ours/theme.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("# options:\n#   accent", "options:\n  accent"), encoding="utf-8")
    assert build(root, root / "site").summary is not None
    css = (root / "site/assets/options.css").read_text(encoding="utf-8")
    assert css == ":root {\n  --option-ink: #111111;\n  --option-accent: #0b4a8f;\n}\n"
    listed = run("theme", "list", "--root", str(root)).stdout
    assert all(name in listed for name in ("base", "gov", "plain", "ours", "accent: #0b4a8f"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("theme list --root nowhere", "不是门户"),
        ("theme new", "用法：gongkai theme new"),
        ("new", "用法：gongkai new"),
    ],
)
def test_a_command_that_lacks_something_says_so_in_chinese(words: str, said: str) -> None:
    result = run(*words.split())
    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize(("words", "said"), [("plain", "已经存在"), ("Ours", "小写字母"), ("ours --parent gvo", "gov")])
def test_a_theme_that_cannot_be_made(tmp_path: Path, words: str, said: str) -> None:
    run("new", str(tmp_path / "own"))
    result = run("theme", "new", *words.split(), "--root", str(tmp_path / "own"))
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (tmp_path / "own/themes").exists()


def test_nothing_that_is_there_is_touched(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")
    result = run("new", str(tmp_path))
    assert result.exit_code == 2
    assert [p.name for p in tmp_path.iterdir()] == ["letter.txt"]


def test_next_years_report_in_the_demo(demo: Path) -> None:
    made = run("new", "report", "education", "2024", "--root", str(demo))
    assert made.exit_code == 0, made.output
    assert "上年结转" in made.stdout
    folder = demo / "content/reports/education/2024"
    text = (folder / "report.yaml").read_text(encoding="utf-8")
    before = check(demo).portal.report("education", 2023)
    assert before is not None
    first = before.form.index["applications.carried_out.person"]
    carried = ", ".join(str(n) for n in before.values[first : first + 7])
    assert f"上年结转:           [{carried}]" in text
    checked = check(demo)
    assert not checked.blocked
    drafts = [f for f in checked.findings if f.draft]
    assert {f.code for f in drafts} == {"cell.blank", "report.unset", "section.missing"}
    assert run("new", "report", "education", "2024", "--root", str(demo)).exit_code == 2
    headings = re.findall(r"^## (.+)$", (folder / "report.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[0] == "一、总体情况"
    assert len(headings) == 6


def test_carry_over_in_the_2019_form(tmp_path: Path) -> None:
    """Items of last year plus last year's change: what the form's own rule computes, no more."""
    demo = tmp_path / "portal"
    assert run("new", str(demo), "--demo").exit_code == 0
    for year in (2020, 2021, 2022, 2023):
        for name in ("report.yaml", "report.md"):
            (demo / f"content/reports/town/{year}" / name).unlink()
        (demo / f"content/reports/town/{year}").rmdir()
    assert run("new", "report", "town", "2020", "--root", str(demo)).exit_code == 0
    portal = check(demo).portal
    one, two = portal.report("town", 2019), portal.report("town", 2020)
    assert one is not None
    assert two is not None
    assert two.form.id == "cn-annual-2019"
    items, change = (one.form.index[f"proactive.licensing.{c}"] for c in ("last_year", "change"))
    assert two.numbers[items] == one.numbers[items] + one.numbers[change]
    assert two.values[change] is None


def test_a_variant_is_kept_while_it_is_in_force(mini: Path) -> None:
    form = mini / "content/forms/mini-two.yaml"
    form.write_text("id: mini-two\nextends: mini\nchanges:\n  - {table: cases, remove: law}\n", encoding="utf-8")
    edit(mini, "content/reports/jia/2023/report.yaml", "form: mini", "form: mini-two")
    edit(mini, "content/reports/jia/2023/report.yaml", "      法律禁止: [0, 0, 0]\n", "")
    assert check(mini).findings == ()
    assert run("new", "report", "jia", "2024", "--root", str(mini)).exit_code == 0
    text = (mini / "content/reports/jia/2024/report.yaml").read_text(encoding="utf-8")
    assert "form: mini-two" in text
    assert "上年结转:           [1, 0, 1]" in text
    assert "units:\n  收费.行政收费.金额: 万元" in text


@pytest.mark.parametrize(
    ("office", "year", "said"),
    [("jiaa", "2024", "jia"), ("jia", "24", "四位"), ("jia", "2040", "2040")],
)
def test_what_cannot_be_made_is_said(mini: Path, office: str, year: str, said: str) -> None:
    result = run("new", "report", office, year, "--root", str(mini))
    if year != "2040":
        assert result.exit_code == 2
        assert said in result.stderr
    else:  # the 2021 form is in force then
        assert result.exit_code == 0
        assert "cn-annual-2021" in result.stdout
