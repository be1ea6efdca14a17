"""Write docs/codes.md: every code and every rule of the bundled forms, from the texts themselves.

python docs/make_codes.py
"""

import re
from pathlib import Path

from gongkai.codes import CODES, NEVER, WAIVABLE
from gongkai.messages import Texts, bare, texts
from gongkai.portal_read import all_forms
from gongkai.spoken import spoken

HERE = Path(__file__).parent
CASES = HERE.parent / "tests" / "cases"
PAGE = HERE / "codes.md"

HEAD = """# 全部问题代码

由 `python docs/make_codes.py` 生成，不要手改。命令行里用 `gongkai explain 代码` 看同样的说明。

“可登载”是指原件如此时可以在 `waivers:` 里写明理由、照原文登载；
“级别可调”是指可以在 `portal.yaml` 的 `checks.severity` 里调整。
“例”是测试里的一处实际结果（示例市的虚构数据）。
"""


def example(code: str) -> str:
    """What the first case says that gives this code: place and text."""
    for file in sorted(CASES.glob("*.md")):
        match = re.search(rf"^\w+ {re.escape(code)} (\S+) (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
        if match:
            return f"`{match[1]}` {_cell(match[2])}"
    return ""


def _cell(text: str) -> str:
    return text.replace("|", "\\\\|").replace("<", "&lt;").replace("{{", "&#123;&#123;")


def entry(code: str, words: Texts) -> list[str]:
    """One code."""
    said = words.codes[code]
    severity = words.word(f"severity.{CODES[code]}")
    marks = [severity]
    if code in WAIVABLE:
        marks.append("可登载")
    if CODES[code] != "error":
        marks.append("级别只能调高" if code.startswith(NEVER) else "级别可调")
    if code.startswith(NEVER):
        marks.append("任何理由都不登载" if CODES[code] == "error" else "不能登载")
    shown = example(code)
    return [
        f"### {code}",
        "",
        f"{'、'.join(marks)}。{_cell(bare(said['message']))}",
        "",
        f"- 为什么：{_cell(said['why'])}",
        f"- 改法：{_cell(bare(said['help']))}",
        *([f"- 例：{shown}"] if shown else []),
        "",
    ]


def rules(words: Texts) -> list[str]:
    """The rules of the forms that come with gongkai; a variant's are its parent's."""
    lines = ["## 官方格式的规则（rule.broken）", ""]
    for form in all_forms(Path("nowhere")):
        if form.extends:
            continue
        lines += [
            f"### {form.id} {form.title}",
            "",
            "| 规则 | 级别 | 关系 | 依据或理由 | 例 |",
            "|---|---|---|---|---|",
        ]
        for rule in form.rules:
            basis = f"依据：{rule.clause}" if rule.clause else f"理由：{rule.reason}"
            level = words.word(f"severity.{rule.severity}")
            cells = (f"{rule.table}.{rule.id}", level, spoken(rule, form, words), basis, rule.example)
            lines.append(f"| {' | '.join(_cell(c) for c in cells)} |")
        lines.append("")
    return lines


def page() -> str:
    """The whole page."""
    words = texts("zh")
    lines = [HEAD]
    family = ""
    for code in CODES:
        if code.split(".", 1)[0] != family:
            family = code.split(".", 1)[0]
            lines += [f"## {family}", ""]
        lines += entry(code, words)
    return "\n".join(lines + rules(words))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
