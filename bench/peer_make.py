"""Turns a portal into a site for a peer: its configuration under bench/peers, with contents made from the portal.

    python bench/peer_make.py PORTAL FOLDER PEER…

Each PEER (hugo, hugo-toml, eleventy, mkdocs) gets a site in a folder of its name. Reports, offices and portal.yaml go
over as they are; for hugo-toml the numbers of the reports become TOML. No peer knows forms or can bind a citation to a
number, so both are done here, before the clock runs.
"""

import json
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path

import yaml

from gongkai import pipeline, theme
from gongkai.form import Form
from gongkai.portal import Portal
from gongkai.report import Report
from peer_forms import Data, form_data, form_markup, prose

HERE = Path(__file__).parent / "peers"
UNTAKEN = shutil.ignore_patterns("node_modules", "__pycache__", "package*.json")
Place = Callable[[str], str]
Front = Mapping[str, object]


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _json(path: Path, data: object) -> None:
    _write(path, json.dumps(data, ensure_ascii=False, indent=1) + "\n")


def _toml_value(value: object) -> str:
    """A number, text, date, list or mapping on one line; TOML has no null, and so no blank cells."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_toml_value(k)} = {_toml_value(v)}" for k, v in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(_toml_value, value)) + "]"
    if isinstance(value, (str, int, float)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, date):
        return value.isoformat()
    raise ValueError(f"no TOML for {value!r}")


def toml(data: Mapping[str, object], path: Sequence[str] = ()) -> str:
    """A mapping as TOML: values first, then each table under its header."""
    below = {key: value for key, value in data.items() if isinstance(value, Mapping)}
    lines = [f"{_toml_value(key)} = {_toml_value(value)}" for key, value in data.items() if key not in below]
    text = "".join(f"{line}\n" for line in lines)
    for key, value in below.items():
        here = (*path, key)
        text += f"\n[{'.'.join(map(_toml_value, here))}]\n{toml(value, here)}"
    return text


def _page_yaml(path: Path, front: Front, lines: Sequence[str] = ()) -> None:
    """A content file; JSON is YAML too."""
    head = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in front.items()]
    _write(path, "\n".join(["---", *head, "---", *lines]) + "\n")


def _page_toml(path: Path, front: Front, lines: Sequence[str] = ()) -> None:
    head = [f"{name} = {_toml_value(value)}" for name, value in front.items()]
    _write(path, "\n".join(["+++", *head, "+++", *lines]) + "\n")


def _forms(portal: Portal, folder: Path, made: Callable[[Form], Data]) -> None:
    for form in portal.forms.values():
        _json(folder / "forms" / f"{form.id}.json", made(form))
    facts = [{"id": fid, "key": f.key, "unit": f.unit or ""} for fid, f in portal.options.facts.items()]
    _json(folder / "facts.json", facts)


def _copied(root: Path, reports: Iterable[Report], folder: Path) -> None:
    """portal.yaml, offices.yaml and the reports' numbers as they were written."""
    for name in ("portal.yaml", "offices.yaml"):
        _write(folder / name, (root / "content" / name).read_text(encoding="utf-8"))
    for report in reports:
        text = (root / report.path).read_text(encoding="utf-8")
        _write(folder / "reports" / report.office / f"{report.year}.yaml", text)


def _to_toml(folder: Path) -> None:
    """Each report's numbers as TOML instead."""
    for file in folder.glob("*/*.yaml"):
        _write(file.with_suffix(".toml"), toml(yaml.load(file.read_bytes(), yaml.CSafeLoader)))
        file.unlink()


def _lines(portal: Portal, root: Path, report: Report, place: Place) -> list[str]:
    text = (root / report.prose_path).read_text(encoding="utf-8")
    return list(prose(report, portal, text, place))


def _hugo_place(table: str) -> str:
    return f'{{{{< table "{table}" >}}}}' if table else "{{< facts >}}"


def _hugo_content(portal: Portal, root: Path, content: Path, page: Callable[..., None]) -> None:
    page(content / "reports" / "_index.md", {"title": "公开年报"})
    page(content / "offices" / "_index.md", {"title": "公开机关"})
    page(content / "_index.md", {"title": portal.options.title, "linkTitle": "首页"})
    for at, year in enumerate(portal.years(), 1):
        front: Data = {"title": f"{year}年度报告", "weight": at, "outputs": ["html", "csv", "json"]}
        page(content / "reports" / str(year) / "_index.md", front | {"params": {"year": year}})
    for at, (oid, office) in enumerate(portal.offices.items(), 1):
        params = {"office": oid, "kind": office.kind, "parent": office.parent or ""}
        front = {"title": office.name, "weight": at, "params": params}
        page(content / "offices" / oid / "_index.md", front)
    for at, report in enumerate(portal.published(), 1):
        front = {"title": report.title, "date": report.published, "weight": at, "offices": [report.office]}
        front |= {"params": {"office": report.office, "year": report.year, "form": report.form.id}}
        path = content / "reports" / str(report.year) / f"{report.office}.md"
        page(path, front, _lines(portal, root, report, _hugo_place))


def _hugo(portal: Portal, root: Path, site: Path, *, in_toml: bool = False) -> None:
    shutil.copytree(HERE / "hugo", site)
    _forms(portal, site / "data", form_data)
    _copied(root, portal.published(), site / "data")
    if in_toml:
        _to_toml(site / "data" / "reports")
    _hugo_content(portal, root, site / "content", _page_toml if in_toml else _page_yaml)
    shutil.copytree(theme.bundled() / "base" / "assets", site / "static" / "assets")


def _place(table: str) -> str:
    return f"[[table {table}]]" if table else "[[facts]]"


def _reports(portal: Portal, root: Path, content: Path, more: Front) -> None:
    """The reports' pages for Eleventy and MkDocs."""
    for at, report in enumerate(portal.published()):
        front: Data = {"title": report.title, "published": str(report.published), "weight": at, **more}
        front |= {"office": report.office, "year": report.year, "form": report.form.id}
        path = content / "reports" / str(report.year) / f"{report.office}.md"
        _page_yaml(path, front, _lines(portal, root, report, _place))


def _eleventy(portal: Portal, root: Path, site: Path) -> None:
    home = HERE / "eleventy"
    shutil.copytree(home, site, ignore=UNTAKEN)
    (site / "node_modules").symlink_to(home / "node_modules")
    shutil.copyfile(home / "package.json", site / "package.json")
    _forms(portal, site / "data", form_markup)
    _copied(root, portal.published(), site / "data")
    _reports(portal, root, site / "content", {"layout": "report.11ty.js"})
    shutil.copytree(theme.bundled() / "base" / "assets", site / "assets")


def _mkdocs(portal: Portal, root: Path, site: Path) -> None:
    shutil.copytree(HERE / "mkdocs", site, ignore=UNTAKEN)
    _forms(portal, site / "data", form_markup)
    _copied(root, portal.published(), site / "data")
    content = site / "docs"
    _page_yaml(content / "index.md", {"title": portal.options.title, "template": "home.html"})
    _page_yaml(content / "reports" / "index.md", {"title": "公开年报", "template": "reports.html"})
    _page_yaml(content / "offices" / "index.md", {"title": "公开机关", "template": "offices.html"})
    for year in portal.years():
        front: Data = {"title": f"{year}年度报告", "template": "year.html", "year": year}
        _page_yaml(content / "reports" / str(year) / "index.md", front)
    for oid, office in portal.offices.items():
        _page_yaml(
            content / "offices" / oid / "index.md", {"title": office.name, "template": "office.html", "office": oid}
        )
    _reports(portal, root, content, {"template": "report.html"})
    shutil.copytree(theme.bundled() / "base" / "assets", site / "docs" / "assets")


MAKERS: Mapping[str, Callable[[Portal, Path, Path], None]] = {
    "hugo": _hugo,
    "hugo-toml": partial(_hugo, in_toml=True),
    "eleventy": _eleventy,
    "mkdocs": _mkdocs,
}


def prepare(peers: Sequence[str], root: Path, folder: Path) -> None:
    """Make the sites anew, each in a folder of its name."""
    checked = pipeline.check(root)
    if checked.blocked:
        raise ValueError(f"{root}: the portal has errors")
    for peer in peers:
        shutil.rmtree(folder / peer, ignore_errors=True)
        MAKERS[peer](checked.portal, root, folder / peer)


if __name__ == "__main__":
    prepare(sys.argv[3:], Path(sys.argv[1]), Path(sys.argv[2]))
