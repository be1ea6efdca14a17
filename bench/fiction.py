"""Writes a portal of fictional reports, the same for the same seed: for measuring, never for reading.

    python bench/fiction.py DIR --reports 1000 --seed 1

Every number is made so that the forms' rules hold, within a year and across years. Standard library only.
"""

import argparse
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import fiction_prose
from fiction_numbers import (
    APPLICANTS,
    FIRST_YEAR,
    FORM_2019,
    JUDGEMENTS,
    Dice,
    Numbers,
    Office,
    Row,
    Scale,
    form_of,
    make,
    published,
)

HEADERS_2019: Mapping[str, Row] = {
    "规章": ("本年新制作数量", "本年新公开数量", "对外公开总数量"),
    "规范性文件": ("本年新制作数量", "本年新公开数量", "对外公开总数量"),
    "行政许可": ("上一年项目数量", "本年增/减", "处理决定数量"),
    "其他管理服务": ("上一年项目数量", "本年增/减", "处理决定数量"),
    "行政处罚": ("上一年项目数量", "本年增/减", "处理决定数量"),
    "行政强制": ("上一年项目数量", "本年增/减", "处理决定数量"),
    "行政事业性收费": ("上一年项目数量", "本年增/减"),
}
HEADERS_2021: Mapping[str, Row] = {
    "规章": ("本年制发件数", "本年废止件数", "现行有效件数"),
    "行政规范性文件": ("本年制发件数", "本年废止件数", "现行有效件数"),
    "行政许可": ("本年处理决定数量",),
    "行政处罚": ("本年处理决定数量",),
    "行政强制": ("本年处理决定数量",),
    "行政事业性收费": ("本年收费金额（单位：万元）",),
}
PROCUREMENT = ("采购项目数量", "采购总金额")
FACTS = {
    "published_items": ("发布信息", "条"),
    "interpretations": ("政策解读", "篇"),
    "messages": ("办理留言", "件"),
    "consultations": ("征集意见", "次"),
    "trainings": ("业务培训", "场"),
    "processing_fee": ("信息处理费", "元"),
}


def _pad(key: str, width: int) -> str:
    taken = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in key)
    return key + " " * (width - taken)


def _header(numbers: Numbers, row: Row) -> str:
    if row[0] == "主动公开":
        headers = HEADERS_2019 if numbers.form == FORM_2019 else HEADERS_2021
        return " ".join(headers.get(row[1], ()))
    return " ".join((*(APPLICANTS if row[0] == "申请" else JUDGEMENTS), "总计"))


def report_yaml(office: Office, numbers: Numbers, day: date) -> str:
    """report.yaml, written as an official would write it."""
    lines = [
        f"# {office.name}{numbers.year}年政府信息公开工作年度报告。机关与数字均为虚构。",
        f"form: {numbers.form}",
        f"office: {office.id}",
        f"year: {numbers.year}",
        f"published: {day}",
        "",
        "tables:",
    ]
    table = group = header = ""
    for row, cells in numbers.rows.items():
        if row[0] != table:
            lines += [""] if table else []
            lines.append(f"  {row[0]}:")
            table, header = row[0], ""
        if (columns := _header(numbers, row)) and columns != header:
            lines.append(_pad("    #", 24) + columns)
            header = columns
        if len(row) > 2 and row[1] != group:
            lines.append(f"    {row[1]}:")
        group = row[1]
        text = ", ".join(map(str, cells))
        if row[-1] == "政府集中采购":
            text = "{" + ", ".join(f"{k}: {v}" for k, v in zip(PROCUREMENT, cells, strict=True)) + "}"
        elif len(cells) > 1:
            text = f"[{text}]"
        lines.append(_pad("  " * len(row) + row[-1] + ":", 24) + text)
    lines += ["", "# 正文里的其他数字，portal.yaml 的 facts 里统一登记"]
    lines.append("facts: {" + ", ".join(f"{k}: {v}" for k, v in numbers.facts.items()) + "}")
    if numbers.form == FORM_2019:
        lines += ["", "# 格式没有规定采购金额的单位，在此写明", "units:", "  主动公开.政府集中采购.采购总金额: 万元"]
    return "\n".join(lines) + "\n"


def portal_yaml(title: str, banner: str, description: str, contact: Mapping[str, str], more: Sequence[str] = ()) -> str:
    """portal.yaml; what nobody may invent is left empty. `more` are further lines."""
    lines = [
        "# 门户设置。留空的项目在页面上显示“待补充”；网站标识码、备案号不虚构。",
        f"title: {title}",
        "language: zh",
        f"banner: {banner}",
        f"description: {description}",
        "base_url:",
        f"{_pad('organizer: 示例市人民政府办公室', 38)}# 主办单位",
        f"{_pad('site_code:', 38)}# 政府网站标识码",
        f"{_pad('icp:', 38)}# ICP备案编号",
        f"{_pad('police:', 38)}# 公安机关备案标识",
        *more,
        "contact:",
        *(f"  {name}: {text}" for name, text in contact.items()),
        "",
        "# 报告在法定表格之外列出的数字，在此登记一次，各年才能比较",
        "facts:",
        *(f"  {fid}: {{key: {key}, unit: {unit}}}" for fid, (key, unit) in FACTS.items()),
    ]
    return "\n".join(lines) + "\n"


def offices_yaml(offices: Sequence[Office]) -> str:
    """offices.yaml."""
    lines = ["# 公开机关，均为虚构。左边的代号用在网址里，永远不改。"]
    for office in offices:
        lines += [f"{office.id}:", f"  name: {office.name}", f"  kind: {office.kind}"]
        lines += [f"  parent: {office.parent}"] if office.parent else []
        lines += ["  contact:", *(f"    {k}: {v}" for k, v in office.contact)] if office.contact else []
    return "\n".join(lines) + "\n"


def write(path: Path, text: str) -> None:
    """Write a file with its folders; LF on every system."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


_DIGITS = "零一二三四五六七八九"
# Scale: applications, 规章, 规范性文件, catalogue, 许可, 处罚, 强制, 收费 in 万元, purchases, published, messages
DISTRICT = (
    ("government", "人民政府", "government", Scale(120, 0, 5, 180, 9000, 2600, 300, 1800, 160, 2600, 300)),
    ("education", "教育局", "department", Scale(14, 0, 2, 12, 180, 4, 0, 260, 40, 420, 60)),
    ("finance", "财政局", "department", Scale(9, 0, 2, 4, 30, 6, 0, 0, 14, 260, 20)),
    ("land", "自然资源局", "department", Scale(60, 0, 1, 26, 1400, 40, 6, 700, 22, 520, 70)),
    ("health", "卫生健康局", "department", Scale(8, 0, 2, 22, 900, 120, 8, 40, 60, 480, 50)),
    ("transport", "交通运输局", "department", Scale(6, 0, 1, 28, 1600, 700, 40, 0, 30, 300, 40)),
    ("market", "市场监督管理局", "department", Scale(22, 0, 1, 30, 5200, 900, 60, 0, 18, 380, 90)),
    ("town", "示例镇人民政府", "town", Scale(3, 0, 0, 5, 60, 0, 0, 0, 9, 240, 16)),
    ("subdistrict", "示例街道办事处", "subdistrict", Scale(5, 0, 0, 4, 40, 30, 0, 0, 8, 210, 22)),
)


def offices_of(count: int) -> list[Office]:
    """The city, then one district after the other."""
    city = Scale(480, 2, 10, 320, 42_000, 15_000, 1200, 9000, 420, 5200, 900)
    found = [Office("city", "示例市人民政府", "government", "", "government", city)]
    number = 0
    while len(found) < count:
        number += 1
        tens, ones = divmod(number, 10)
        word = ("" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens % 10]}十") + (_DIGITS[ones] if ones else "")
        if number > 99:
            word = "".join(_DIGITS[int(d)] for d in str(number))
        head = f"district{number:02}"
        for topic, name, kind, scale in DISTRICT[: count - len(found)]:
            parent = "city" if topic == "government" else f"{head}-government"
            found.append(Office(f"{head}-{topic}", f"示例市示例{word}区{name}", kind, parent, topic, scale))
    return found


REPEATS = ("checks: {repeated: 1}  # 虚构文字由少数句式拼成，彼此确实重复：照样比较，不报告",)


def write_portal(root: Path, reports: int, seed: int, years: int) -> None:
    """A complete portal with so many reports."""
    content = root / "content"
    offices = offices_of(-(-reports // years))
    contact = {"address": "示例市示例路1号", "telephone": "000-00000000"}
    banner = "测试数据：机关、数字和文字均为虚构"
    about = "供测试用的虚构报告。"
    write(content / "portal.yaml", portal_yaml("示例市政府信息公开年度报告", banner, about, contact, REPEATS))
    write(content / "offices.yaml", offices_yaml(offices))
    for at, office in enumerate(offices):
        before: Numbers | None = None
        for year in range(FIRST_YEAR, FIRST_YEAR + min(years, reports - at * years)):
            dice = Dice(seed, office.id, year)
            numbers = make(office.scale, year, form_of(year), before, dice)
            folder = content / "reports" / office.id / str(year)
            write(folder / "report.yaml", report_yaml(office, numbers, published(office, year, dice)))
            write(folder / "report.md", fiction_prose.report(office, numbers, before, at + seed))
            before = numbers


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Write a portal of fictional reports.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--years", type=int, default=5, help="years of each office, from 2019 on")
    given = parser.parse_args()
    write_portal(given.folder, given.reports, given.seed, given.years)
    print(f"{given.reports} reports in {given.folder}")


if __name__ == "__main__":
    main()
