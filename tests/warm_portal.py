"""A small fictional portal in which nearly everything that a page can depend on is there, and how two sites compare."""

import json
import random
import shutil
from itertools import product
from pathlib import Path

from support import HERE

OFFICES = {
    "shi": "name: 示例市人民政府, kind: government",
    "jiao": "name: 示例市交通运输局, kind: department, parent: shi",
    "zhen": "name: 示例镇人民政府, kind: town, parent: qu, predecessor: xiang",
    "qu": "name: 示例区人民政府, kind: government, parent: shi",  # no reports: only somebody's parent
    "xiang": "name: 示例乡人民政府, kind: town, until: 2019",
}
REPORTS = [(o, y) for o in ("shi", "jiao", "zhen") for y in (2020, 2021, 2022, 2023) if (o, y) != ("zhen", 2020)]
# The choices of each line of portal.yaml, the first of them at the beginning; '' is no such line.
SETTINGS = {
    "title": ("示例门户", "示例市公开"),
    "language": ("", "en"),
    "base_url": ("https://example.org/warm/", "", "http://example.com/"),
    "description": ("", "一句话。"),
    "banner": ("", "示例，均为虚构。"),
    "organizer": ("示例市人民政府", ""),
    "site_code": ("'0000000000'", "'1111111111'"),
    "icp": ("无", ""),
    "police": ("无",),
    "utc_offset": ("", "'+09:00'"),
    "licence": ("", "{name: CC-BY-4.0, url: 'https://example.org/licence'}"),
    "platform": ("{guide: guide, rules: rules, content: content}", "{guide: rules, rules: rules}"),
    "contact": ("{address: 示例路1号, telephone: '000'}", "{address: 示例路2号}"),
    "foot_links": ("", "[{text: 示例网, url: 'https://example.net/', image: favicon.svg}]"),
    "theme": ("own", "base", "gov"),
    "theme_options": ("", "{width: wide}", "{ink: '#333333'}", "{main: '#003300'}"),
    "downloads": ("", "[csv]"),
    "checks": (
        "{severity: {cases.carry-over: notice}}",
        "{severity: {text.repeated: 'off'}}",
        "{severity: {text: error}}",
        "{repeated: 0.2}",
        "{jump: 2}",
        "{jump: 0, repeated: 0}",
        "{contacts: ['13800138000']}",
    ),
    "facts": (
        "{items: {key: 发布信息, unit: 条}, visits: {key: 来访, label: 接待来访, unit: 次}}",
        "{items: {key: 发布信息, label: 公开信息, unit: 条}, visits: {key: 来访, label: 接待来访, unit: 次}}",
        "{visits: {key: 来访, label: 接待来访, unit: 人次}, items: {key: 发布信息, unit: 条}}",
        "{items: {key: 发布信息}, visits: {key: 来访}, calls: {key: 来电}}",
        "{items: {key: 信息, unit: 条}, visits: {key: 来访}}",
    ),
}
_FORM_2020 = """\
id: older
extends: mini
title: 旧报告
report_title: '{office}{year}年旧报告'
from: 2018
to: 2021
changes:
  - {table: cases, remove: law}
  - {table: cases, replace: received, row: {key: 新收, label: 一、新收到的}}
"""
_COMMON = """\
我们坚持以公开为常态、不公开为例外的工作原则，围绕群众关心的事项主动发布权威信息，及时回应社会关切。
认真办理每一件公开申请，规范受理登记、审核、答复、送达各个环节的工作流程，切实保障申请人的合法权益。
不断完善信息公开平台建设，统一栏目设置和检索方式，方便群众随时查找所需要的各类政务信息。
"""
_WHO = ("机关各处室", "所属事业单位", "基层服务窗口", "信息公开专班", "各业务科室", "政务服务大厅")
_DID = (
    "定期梳理本单位",
    "集中清理多年积压的",
    "按季度通报督促落实",
    "组织业务骨干讲解",
    "逐条核对并更新",
    "面向企业群众宣传",
)
_WHAT = (
    "惠企政策文件目录",
    "重大项目审批结果",
    "道路养护施工安排",
    "学校招生入学办法",
    "公共租赁住房分配",
    "安全生产检查情况",
)
_FAVICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>\n'
_PAGE = """\
{% extends "layout.html" %}
{% block main %}
<h1>{{ page.title }}</h1>
<p>{{ t("own.note") }}</p>
{{ page.body|html }}
{% endblock %}
"""
WHY, BY = "当年公布的原文如此。", "示例市人民政府"


def write(root: Path, path: str, text: str) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")


def make(root: Path) -> Path:
    """The portal as it is before the first step: without errors, with everything."""
    shutil.copytree(HERE / "sites/mini/content/forms", root / "content/forms")
    write(root, "content/forms/older.yaml", _FORM_2020)
    write(root, "content/portal.yaml", "".join(f"{k}: {v[0]}\n" for k, v in SETTINGS.items() if v[0]))
    write(root, "content/offices.yaml", "".join(f"{oid}: {{{text}}}\n" for oid, text in OFFICES.items()))
    for office, year in REPORTS:
        report(root, office, year)
    _beside(root)
    _theme(root)
    return root


def numbers(office: str, year: int, form: str) -> str:
    """Tables in which every rule holds, within the year and across years."""
    seed = len(office) + sum(map(ord, office)) % 7

    def column(n: int) -> list[int]:
        before, left = ((seed + y + n) % 3 if y > 2019 else 0 for y in (year - 1, year))
        received = 4 + (seed * year + n) % 5
        total = received + before - left
        law = [] if form == "older" else [0]
        return [received, before, total - 1, 1, *law, total, left]

    keys = ["新收", "上年结转", "予以公开", "国家秘密", *([] if form == "older" else ["法律禁止"]), "总计", "结转下年"]
    rows = zip(keys, column(0), column(1), strict=True)
    lines = {key: f"{key}: [{one}, {two}, {one + two}]" for key, one, two in rows}
    refused = ["    不予公开:", *(f"      {lines[key]}" for key in keys[3:-2])]
    order = [*(f"    {lines[key]}" for key in keys[:3]), *refused, *(f"    {lines[key]}" for key in keys[-2:])]
    money = ["  收费:", f"    行政收费: {{项数: 2, 金额: {2000 + year}.5}}", f"    项目: -{seed}"]
    return "\n".join(["tables:", "  申请:", *order, *money])


def report(root: Path, office: str, year: int) -> None:
    """One report's two files."""
    form = "older" if year < 2022 else "mini"
    folder = f"content/reports/{office}/{year}"
    head = [f"form: {form}", f"office: {office}", f"year: {year}", f"published: {year + 1}-03-{10 + len(office)}"]
    draft = ["draft: true"] if (office, year) == ("zhen", 2023) else []
    facts = f"发布信息: {year - 2000}" + (
        f", 来访: {3000 if year == 2022 else 10 + year % 10}" if office != "zhen" else ""
    )
    lines = [*head, *draft, numbers(office, year, form), f"facts: {{{facts}}}", "units: {收费.行政收费.金额: 万元}"]
    write(root, f"{folder}/report.yaml", "\n".join([*lines, *_waivers(office, year), ""]))
    write(root, f"{folder}/report.md", prose(office, year))
    if year == 2022:
        write(root, f"{folder}/attachments/原件.csv", "".join(f"项目{n},{n}\n" for n in range(90)))


def _waivers(office: str, year: int) -> list[str]:
    having = {("shi", 2022): ("text.repeated", "number.jump"), ("zhen", 2022): ("text.office", "text.repeated")}
    codes = having.get((office, year), ())
    until = {"text.office": ", until: 2026-06-01"}
    lines = [f"  - {{code: {code}, reason: {WHY}, by: {BY}{until.get(code, '')}}}" for code in codes]
    return ["waivers:", *lines] if codes else []


def prose(office: str, year: int) -> str:
    """Half of it stands in others too; shi's of 2022 is that of 2021, and zhen's is jiao's. 2021 has no titles."""
    copied = {("shi", 2022): "shi2021", ("zhen", 2022): "jiao2022"}
    dice = random.Random(copied.get((office, year), f"{office}{year}"))  # noqa: S311
    own = [f"{who}{did}{what}。" for who, did, what in dice.sample(list(product(_WHO, _DID, _WHAT)), 12)]
    kind = "旧报告" if year < 2022 else "小报告"
    name = OFFICES[office].split(",")[0].removeprefix("name: ")
    top = f"# {name}{year}年{kind}\n\n" if year != 2021 else ""
    top += "本报告由示例市交通运输局编制。\n\n" if (office, year) == ("zhen", 2022) else ""
    cites = ["发布{{发布信息}}条，新收{{申请.新收.总计}}件"]
    cites += ["上年新收{{上年.申请.新收.总计}}件"] if year > 2021 else []
    cites += ["前年新收{{上年.上年.申请.新收.总计}}件"] if (office, year) == ("jiao", 2023) else []
    links = ["见[指南](../../../pages/guide.md)。"] if year == 2023 else []
    links += ["见[原件](attachments/原件.csv)。"] if year == 2022 else []
    links += ["并见[市政府报告](../../shi/2023/report.md#facts.items)。"] if (office, year) == ("jiao", 2023) else []
    text = f"{_COMMON}\n{''.join(own)}\n"
    above = f"{top}## 一、总体情况\n\n### （一）公开\n\n{'，'.join(cites)}。\n"
    return f"{above}\n{text}\n### （二）其他\n\n{''.join(links) or '无。'}\n"


def _beside(root: Path) -> None:
    """Pages, a redirect, static files."""
    write(
        root,
        "content/pages/guide.md",
        "# 公开指南\n\n见[市政府](../reports/shi/2023/report.md#cases.received.total)。\n\n## 怎样申请\n\n写信。\n",
    )
    write(
        root,
        "content/pages/rules.md",
        "---\norder: 2\nupdated: 2024-01-05\n---\n# 公开制度\n\n见[表](../static/files/tab.csv)。\n",
    )
    write(
        root,
        "content/pages/content.md",
        "# 法定主动公开内容\n\n见[交通局](../offices/jiao)和[2021年](../reports/2021)。\n",
    )
    write(root, "content/offices/jiao/pages/notice.md", "# 交通局须知\n\n见[指南](../../../pages/guide.md#part.1)。\n")
    write(root, "content/redirects.yaml", "pages/old/index.html: pages/guide/index.html\n")
    write(root, "content/static/favicon.svg", _FAVICON)
    write(root, "content/static/files/tab.csv", "甲,1\n")
    write(root, "content/static/CNAME", "example.org\n")


def _theme(root: Path) -> None:
    """A theme of the portal's own, a child of one that comes with gongkai."""
    write(root, "themes/own/theme.yaml", "title: 自己的\nparent: plain\n")
    write(root, "themes/own/strings.zh.yaml", "own.note: 自己的话\n")
    write(root, "themes/own/strings.en.yaml", "own.note: own words\n")
    write(root, "themes/own/assets/own.css", "h1 { color: #111111; }\n")
    write(root, "themes/own/templates/page.html", _PAGE)


def tree(folder: Path) -> dict[str, bytes | str]:
    """Every file by its path; a link says where it leads."""
    every = (p for p in sorted(folder.rglob("*")) if p.is_symlink() or p.is_file())
    return {p.relative_to(folder).as_posix(): f"→ {p.readlink()}" if p.is_symlink() else p.read_bytes() for p in every}


def differences(one: dict[str, bytes | str], two: dict[str, bytes | str]) -> dict[str, object]:
    """What two trees do not have alike, short enough to be read; the manifest only where nothing else differs."""
    found: dict[str, object] = {}
    for path in sorted(one.keys() | two.keys()):
        a, b = one.get(path), two.get(path)
        if a != b:
            found[path] = _first(a, b) if isinstance(a, bytes) and isinstance(b, bytes) else (type(a), type(b))
    if len(found) > 1:
        found.pop("data/manifest.json", None)
    return found


def _first(one: bytes, two: bytes) -> str:
    """Where two files begin to differ."""
    at = next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    around = slice(max(0, at - 60), at + 60)
    return json.dumps([one[around].decode(errors="replace"), two[around].decode(errors="replace")], ensure_ascii=False)
