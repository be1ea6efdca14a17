"""MkDocs hooks: the numbers of each report in its tables, and lists of reports and offices for the templates."""

import json
import re
from collections import defaultdict
from html import escape
from pathlib import Path
from typing import Any

import yaml

DATA = Path("data")
KINDS = {"government": "人民政府", "department": "政府部门", "town": "乡镇", "subdistrict": "街道"}
_PLACE = re.compile(r"<p>\[\[(?:table (\w+)|facts)\]\]</p>")


def _yaml(path: Path) -> Any:
    return yaml.load(path.read_bytes(), yaml.CSafeLoader)


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


PORTAL, OFFICES, FACTS = _yaml(DATA / "portal.yaml"), _yaml(DATA / "offices.yaml"), _json(DATA / "facts.json")
FORMS = {path.stem: _json(path) for path in (DATA / "forms").glob("*.json")}


def _cell(value: Any) -> str:
    if value is None:
        return 'blank">（未填）</td>'
    if value == 0:
        return 'zero">0</td>'
    sort = "na" if value == "/" else "negative" if value < 0 else ""
    return f'{sort}">{value}</td>'


def _values(tables: Any, group: Any) -> list[Any]:
    row = tables
    for key in group["keys"]:
        row = row[key]
    if isinstance(row, list):
        return row
    return [row[column] for column in group["columns"]] if isinstance(row, dict) else [row]


def _row(row: Any, tables: Any) -> str:
    lines = [f"<tr>{row['headers']}"]
    for group in row["groups"]:
        lines += [start + _cell(value) for start, value in zip(group["cells"], _values(tables, group), strict=True)]
    return "\n".join((*lines, "</tr>"))


def _table(table: Any, tables: Any) -> str:
    caption = table["caption"]
    lines = [f'<div class="scroll" role="region" aria-label="{caption}" tabindex="0">', '<table class="legal">']
    lines.append(f"<caption>{caption}</caption>")
    for block in table["blocks"]:
        lines += [block["head"], *(_row(row, tables) for row in block["rows"]), "</tbody>"]
    return "\n".join((*lines, "</table>", "</div>"))


_FACT = '<tr><th scope="row">{key}</th><td id="facts.{id}" class="n">{value}</td><td>{unit}</td></tr>'


def _facts(stated: Any) -> str:
    rows = [_FACT.format(**fact, value=stated[fact["key"]]) for fact in FACTS if fact["key"] in stated]
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("项目", "数量", "单位"))
    head = f'<table class="facts">\n<caption>正文所列其他数据</caption>\n<thead><tr>{heads}</tr></thead>\n<tbody>'
    return "\n".join((head, *rows, "</tbody>", "</table>"))


def on_page_content(html: str, page: Any, **_: Any) -> str:
    """A report's numbers, put where its prose has a place for a table."""
    meta = page.meta
    if "form" not in meta:
        return html
    report = _yaml(DATA / "reports" / meta["office"] / f"{meta['year']}.yaml")
    layout = FORMS[meta["form"]]["tables"]

    def shown(match: re.Match[str]) -> str:
        return _table(layout[match[1]], report["tables"]) if match[1] else _facts(report["facts"])

    return _PLACE.sub(shown, html)


def _office_rows(by_office: Any) -> str:
    rows = []
    for oid, office in OFFICES.items():
        name, kind = escape(office["name"]), KINDS[office["kind"]]
        years = "\n".join(f'<a href="/{page.url}">{page.meta["year"]}</a>' for page in by_office[oid])
        head = f'<th scope="row"><a href="/offices/{oid}/">{name}</a></th>'
        rows.append(f"<tr>{head}<td>{kind}</td><td>\n{years}\n</td></tr>")
    return "\n".join(rows)


def on_env(env: Any, files: Any, **_: Any) -> Any:
    """What the templates know of the whole portal; all pages have been read by now."""
    pages = [file.page for file in files.documentation_pages() if "form" in file.page.meta]
    pages.sort(key=lambda page: page.meta["weight"])
    by_year, by_office, below = defaultdict(list), defaultdict(list), defaultdict(list)
    for page in pages:
        by_year[page.meta["year"]].append(page)
        by_office[page.meta["office"]].append(page)
    for oid, office in OFFICES.items():
        below[office.get("parent")].append(oid)
    env.globals |= {
        "portal": PORTAL,
        "offices": OFFICES,
        "forms": FORMS,
        "kinds": KINDS,
        "years": sorted(by_year, reverse=True),
        "newest": sorted(pages, key=lambda page: page.meta["published"], reverse=True)[:12],
        "by_year": by_year,
        "by_office": by_office,
        "below": below,
        "urls": {page.url for page in pages},
        "office_rows": _office_rows(by_office),
    }
    return env
