"""What can happen to a portal, its cache and its site between two builds: steps that a test takes at random.

Each step is given two numbers, by which it chooses among what there is; where there is nothing to choose it does
nothing. So a list of steps shrinks well: any part of it is a list of steps.
"""

import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from gongkai import pipeline
from gongkai.readings import Readings
from support import TODAY
from warm_portal import SETTINGS, report, write

T = TypeVar("T")
CACHE = ".gongkai"


@dataclass
class World:
    """A portal, the site that is built of it again and again, and earlier copies of that site."""

    home: Path
    root: Path
    site: Path
    today: date = TODAY
    old: list[Path] = field(default_factory=list)
    count: int = 0

    def memory(self) -> Readings:
        """What earlier builds have left, as another process would find it."""
        return pipeline.remembered(self.root)

    def number(self) -> int:
        """A number that was not given before."""
        self.count += 1
        return self.count

    def files(self, *under: str) -> list[str]:
        """What people have written, below some folders."""
        found = (p for part in under for p in sorted((self.root / part).rglob("*")))
        return [p.relative_to(self.root).as_posix() for p in found if p.is_file() and p.name != "urls.txt"]

    def reports(self) -> list[Path]:
        """The folders of the reports."""
        return sorted(p.parent for p in (self.root / "content/reports").glob("*/*/report.yaml"))

    def text(self, path: str) -> str:
        """A file's text, '' where there is none."""
        file = self.root / path
        return file.read_text(encoding="utf-8") if file.is_file() else ""

    def change(self, path: str, old: str, new: str) -> bool:
        """Replace a text where it first stands; False where it does not."""
        text = self.text(path)
        if old not in text:
            return False
        write(self.root, path, text.replace(old, new, 1))
        return True


Step = Callable[[World, int, int], None]
STEPS: dict[str, Step] = {}


def step(function: Step) -> Step:
    STEPS[function.__name__.strip("_")] = function
    return function


def pick(items: Sequence[T], number: int) -> T | None:
    return items[number % len(items)] if items else None


def toggle(world: World, path: str, pairs: Sequence[tuple[str, str]], number: int) -> None:
    """Replace one text by another, or back."""
    old, new = pairs[number % len(pairs)]
    if not world.change(path, old, new):
        world.change(path, new, old)


def in_report(world: World, number: int, name: str) -> str:
    folder = pick(world.reports(), number)
    return f"{folder.relative_to(world.root).as_posix()}/{name}" if folder else ""


@step
def nothing(world: World, a: int, b: int) -> None:
    """Build again."""


@step
def another_day(world: World, _a: int, b: int) -> None:
    """Waivers may have come to their end."""
    world.today = date(2027 - b % 3, 1, 1)


@step
def a_number(world: World, a: int, b: int) -> None:
    """Rules break, or a value is no number, or it is left out."""
    path = in_report(world, a, "report.yaml")
    numbers = list(re.finditer(r"(?<=[\[ ])\d+(?=[,\]])", world.text(path)))
    found = pick(numbers, b // 4)
    if found:
        new = (str(int(found[0]) + 1), "~", "1000000", "一")[b % 4]
        text = world.text(path)
        write(world.root, path, text[: found.start()] + new + text[found.end() :])


@step
def numbers_that_agree(world: World, a: int, b: int) -> None:
    """One more request, received and granted: all rules still hold."""
    path = in_report(world, a, "report.yaml")
    text = world.text(path)
    for key in ("新收", "予以公开", "总计"):
        text = re.sub(
            rf"( {key}: \[)(\d+)(, \d+, )(\d+)\]",
            lambda m: f"{m[1]}{int(m[2]) + 1 + b}{m[3]}{int(m[4]) + 1 + b}]",
            text,
            count=1,
        )
    write(world.root, path, text)


@step
def fields_of_a_report(world: World, a: int, b: int) -> None:
    path = in_report(world, a, "report.yaml")
    pairs = [
        ("-03-", "-02-"),
        ("published:", "# published:"),
        ("form: mini", "form: mini\ndraft: true"),
        ("draft: true", "draft: false"),
        ("金额: 万元", "金额: 元"),
        ("facts: {", "facts: {来电: 3, "),
        ("来访: ", "来访: 90"),
        ("waivers:", "# waivers:"),
        ("当年公布", "往年公布"),
        ("text.repeated", "text.states"),
        ("by: 示例市人民政府}", "by: 示例市人民政府, until: 2025-06-01}"),
        ("form: older", "form: mini"),
        ("units:", "as_printed: {申请.新收: 收到}\nunits:"),
        ("发布信息: 2", "发布信息: ~ #"),
        ("# TODO\n", ""),
        ("form: ", "\n\nform: "),
    ]
    toggle(world, path, pairs, b)


@step
def prose_of_a_report(world: World, a: int, b: int) -> None:
    path = in_report(world, a, "report.md")
    pairs = [
        ("## 一", "\n\n## 一"),
        ("认真办理每一件公开申请", "高度重视各类公开申请"),
        ("我们坚持以公开为常态、不公开为例外的工作原则", "一切都可以公开并且也都应当公开给大家看"),
        ("### （二）其他", "### （二）附件"),
        ("年小报告\n", "年的小报告\n"),
        ("{{申请.新收.总计}}", "{{申请.予以公开.总计}}"),
        ("{{申请.新收.总计}}件", "7件"),
        ("{{上年.", "{{上年.上年."),
        ("{{申请.新收.总计}}", "{{申请.没有.总计}}"),
        ("无。", "我局见[制度](../../../pages/rules.md)。"),
        ("无。", "见[邻居](../../jiao/2022/report.md#part.1.1)。"),
        ("由示例市交通运输局", "由示例区人民政府"),
        ("## 一、总体情况", "## 一、概述"),
        ("\n## 一", "\n另有🌸。\n\n## 一"),
    ]
    toggle(world, path, pairs, b)


@step
def a_new_report(world: World, a: int, b: int) -> None:
    office = ("shi", "jiao", "zhen")[a % 3]
    if not (world.root / f"content/reports/{office}/{2024 - b % 6}").exists():
        report(world.root, office, 2024 - b % 6)


@step
def a_report_goes(world: World, a: int, b: int) -> None:
    """With a redirect, or (an error) without."""
    folder = pick(world.reports(), a)
    if folder:
        shutil.rmtree(folder)
        if b % 4 < 3:
            old, new = (
                f"reports/{folder.name}/{folder.parent.name}/index.html",
                f"offices/{folder.parent.name}/index.html",
            )
            redirects = {old: new}
            if not list((world.root / "content/reports").glob(f"*/{folder.name}/report.yaml")):
                redirects[f"reports/{folder.name}/index.html"] = "reports/index.html"
            redirected(world, redirects)


def redirected(world: World, moved: dict[str, str]) -> None:
    lines = {line.split(": ")[0]: line for line in world.text("content/redirects.yaml").splitlines()}
    lines |= {old: f"{old}: {new}" for old, new in moved.items()}
    write(world.root, "content/redirects.yaml", "".join(f"{line}\n" for line in lines.values()))


@step
def a_year_is_renamed(world: World, a: int, b: int) -> None:
    """A folder moves to another year, and its file says so; also its old number may stay (an error)."""
    folder = pick(world.reports(), a)
    target = folder.with_name(str(2024 - b % 6)) if folder else None
    if folder is None or target is None or target.exists():
        return
    folder.rename(target)
    path = target.relative_to(world.root).as_posix()
    if b % 7 < 6:
        world.change(f"{path}/report.yaml", f"year: {folder.name}", f"year: {target.name}")
        world.change(f"{path}/report.md", f"{folder.name}年", f"{target.name}年")
    moved = {f"reports/{y}/{folder.parent.name}/index.html": y for y in (folder.name,)}
    redirected(world, dict.fromkeys(moved, f"reports/{target.name}/{folder.parent.name}/index.html"))
    if not list((world.root / "content/reports").glob(f"*/{folder.name}/report.yaml")):
        redirected(world, {f"reports/{folder.name}/index.html": "reports/index.html"})


@step
def an_office_is_renamed(world: World, a: int, _b: int) -> None:
    """Its id: folders, files, links, and redirects from all its addresses."""
    every = [p for p in sorted((world.root / "content/reports").iterdir()) if p.is_dir()]
    old = pick(every, a)
    if old is None or not list(old.glob("*/report.yaml")):
        return
    new = f"{old.name[:4]}{world.number()}"
    pages = {f"offices/{old.name}/index.html": f"offices/{new}/index.html"}
    pages |= {f"reports/{y.name}/{old.name}/index.html": f"reports/{y.name}/{new}/index.html" for y in old.iterdir()}
    own = world.root / f"content/offices/{old.name}"
    for page in own.glob("pages/*.md"):
        pages[f"offices/{old.name}/{page.stem}/index.html"] = f"offices/{new}/{page.stem}/index.html"
    old.rename(old.with_name(new))
    if own.is_dir():
        own.rename(own.with_name(new))
    for path in world.files("content"):
        if path.endswith((".md", "report.yaml", "offices.yaml")):
            text = world.text(path)
            changed = text.replace(f"office: {old.name}\n", f"office: {new}\n").replace(f"/{old.name}/", f"/{new}/")
            changed = changed.replace(f"offices/{old.name})", f"offices/{new})").replace(f": {old.name},", f": {new},")
            changed = re.sub(
                rf"^{old.name}: |(?<=parent: ){old.name}(?=[,}}])",
                lambda m: m[0].replace(old.name, new),
                changed,
                flags=re.MULTILINE,
            )
            if changed != text:
                write(world.root, path, changed)
    redirected(world, pages)


@step
def an_office(world: World, a: int, b: int) -> None:
    """One line of offices.yaml."""
    lines = world.text("content/offices.yaml").splitlines()
    at = a % len(lines)
    changes: list[Callable[[str], str]] = [
        lambda line: line.replace("name: 示例", "name: 新示例", 1),
        lambda line: line.replace("kind: department", "kind: institution").replace("kind: town", "kind: subdistrict"),
        lambda line: re.sub(r", parent: \w+", "", line) if "parent" in line else line.replace("}", ", parent: qu}", 1),
        lambda line: (
            line.replace("}", ", note: 一句话}", 1) if "note" not in line else line.replace("一句话", "另一句话")
        ),
        lambda line: line.replace("}", ", since: 1999}", 1) if "since" not in line else line.replace("1999", "2001"),
        lambda line: line.replace("}", ", contact: {telephone: '13800138000'}}", 1) if "contact" not in line else line,
        lambda line: line.replace("predecessor: xiang", "predecessor: qu"),
    ]
    lines[at] = changes[b % len(changes)](lines[at])
    write(world.root, "content/offices.yaml", "".join(f"{line}\n" for line in lines))


@step
def offices_in_another_order(world: World, a: int, b: int) -> None:
    """Their order, one more, or one that has not reported fewer."""
    lines = world.text("content/offices.yaml").splitlines()
    if b % 4 == 3:
        lines.insert(a % (len(lines) + 1), f"new{world.number()}: {{name: 示例新机关, kind: other, parent: shi}}")
    elif b % 4 == 2:
        lines = [line for line in lines if not line.startswith(("xiang", "new", "qu"))]
        write(
            world.root,
            "content/offices.yaml",
            re.sub(r", (predecessor: xiang|parent: qu)", "", "\n".join(lines)) + "\n",
        )
        return
    else:
        lines = lines[1 + a % 3 :] + lines[: 1 + a % 3]
    write(world.root, "content/offices.yaml", "".join(f"{line}\n" for line in lines))


@step
def a_setting(world: World, a: int, b: int) -> None:
    """One line of portal.yaml; with a small number all others are as at first."""
    key = list(SETTINGS)[a % len(SETTINGS)]
    value = SETTINGS[key][b % len(SETTINGS[key])]
    chosen = {key: value, **({} if b > 20 else {k: v[0] for k, v in SETTINGS.items() if k != key})}
    lines = {line.split(": ")[0]: line.split(": ", 1)[1] for line in world.text("content/portal.yaml").splitlines()}
    lines |= chosen
    write(world.root, "content/portal.yaml", "".join(f"{k}: {lines[k]}\n" for k in SETTINGS if lines.get(k)))


@step
def a_form(world: World, a: int, b: int) -> None:
    pairs = [
        ("label: 一、本年新收", "label: 一、收到"),
        ("key: 自然人", "key: 自然人, label: 个人"),
        ("archive: true}\n  - id: outcomes", "archive: false}\n  - id: outcomes"),
        ("title: 办理结果", "title: 结果"),
        ("kind: stacked", "kind: bars"),
        ("severity: warning, reason: 上年结转", "severity: error, reason: 上年结转"),
        ("total = person + firm", "total >= person + firm"),
        ("basis: 测试用", "basis: 为了测试"),
        ("title: 收费情况", "title: 收费"),
        ("report_title: '{office}{year}年小报告'", "report_title: '{office}{year}年度小报告'"),
        ("to: 2030", "to: 2022"),
        ("text: 我局", "text: 我们"),
        ("clause: 测试条例第一条", "clause: 测试条例第二条"),
        ("words: [新收, 收到]", "words: [收到]"),
        ("# 最小", "# 很小"),
        ("unit: open", "unit: 万元"),
        ("id: mini\n", "id: mini\nnonsense: 1\n"),
    ]
    older = [("title: 旧报告", "title: 老报告"), ("label: 一、新收到的", "label: 一、新的"), ("to: 2021", "to: 2022")]
    if a % 4 == 3:
        toggle(world, "content/forms/older.yaml", older, b)
    else:
        toggle(world, "content/forms/mini.yaml", pairs, b)


@step
def a_theme(world: World, a: int, b: int) -> None:
    own = world.root / "themes/own"
    actions: list[Callable[[], object]] = [
        lambda: toggle(world, "themes/own/templates/page.html", [("<h1>", "<h1 class='x'>")], 0),
        lambda: toggle(world, "themes/own/strings.zh.yaml", [("自己的话", "别人的话")], 0),
        lambda: toggle(world, "themes/own/strings.zh.yaml", [("\n", "\nnav.reports: 全部年报\n")], 0),
        lambda: toggle(world, "themes/own/strings.zh.yaml", [("\n", "\ncell.blank: 空着\nreport.facts: 别的数\n")], 0),
        lambda: toggle(world, "themes/own/assets/own.css", [("#111111", "#222222")], 0),
        lambda: write(world.root, f"themes/own/assets/more{a}.css", "p { margin: 0; }\n"),
        lambda: write(
            world.root, "themes/own/assets/icon.svg", f"<svg xmlns='http://www.w3.org/2000/svg'><!-- {b} --></svg>\n"
        ),
        lambda: shutil.rmtree(own / "assets", ignore_errors=True),
        lambda: toggle(world, "themes/own/theme.yaml", [("parent: plain", "parent: gov")], 0),
        lambda: toggle(world, "themes/own/theme.yaml", [("parent: plain", "parent: base")], 0),
        lambda: write(world.root, "themes/own/templates/table.html", _table()),
        lambda: toggle(world, "themes/own/templates/page.html", [("{{ page.title }}", "{{ page.nothing }}")], 0),
        lambda: toggle(world, "themes/own/templates/page.html", [("{% block main %}", "{% block main")], 0),
        lambda: (own / "templates/table.html").unlink(missing_ok=True),
    ]
    if own.is_dir():
        actions[(a + b) % len(actions)]()


def _table() -> str:
    from gongkai.theme import bundled

    return (bundled() / "base/templates/table.html").read_text(encoding="utf-8") + "<!-- own -->\n"


@step
def pages(world: World, a: int, b: int) -> None:
    actions: list[Callable[[], object]] = [
        lambda: toggle(world, "content/pages/rules.md", [("order: 2", "order: -2")], 0),
        lambda: toggle(world, "content/pages/rules.md", [("order: 2", "order: 2\ntitle: 制度")], 0),
        lambda: toggle(world, "content/pages/rules.md", [("2024-01-05", "2024-01-06")], 0),
        lambda: toggle(world, "content/pages/guide.md", [("写信", "写信或者来访")], 0),
        lambda: toggle(world, "content/pages/guide.md", [("## 怎样申请\n", "## 先看这里\n\n## 怎样申请\n")], 0),
        lambda: toggle(world, "content/pages/guide.md", [("\n## 怎样申请", "")], 0),
        lambda: toggle(world, "content/pages/guide.md", [("# 公开指南", "# 信息公开指南")], 0),
        lambda: write(
            world.root, f"content/pages/more{a}.md", f"# 更多{a}\n\n见[某报告](../reports/zhen/2021/report.md)。\n"
        ),
        lambda: write(world.root, f"content/offices/shi/pages/own{a}.md", "# 本机关\n\n无。\n"),
        lambda: toggle(world, "content/redirects.yaml", [("pages/old/", "pages/older/")], 0),
        lambda: toggle(world, "content/redirects.yaml", [(": pages/guide/", ": pages/rules/")], 0),
        lambda: toggle(world, "content/redirects.yaml", [(": pages/guide/", ": pages/gone/")], 0),
    ]
    actions[(a + b) % len(actions)]()
