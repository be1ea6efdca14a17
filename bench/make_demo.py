"""Makes the demo portal that comes with gongkai: a fictional city with six offices and five years of reports.

    python bench/make_demo.py [FOLDER]

Numbers are made by the same rules as for the benchmark; what each office says of each year is in bench/demo/.
"""

import sys
from dataclasses import replace
from pathlib import Path

import fiction_prose as prose
from fiction import offices_yaml, portal_yaml, report_yaml, write
from fiction_numbers import FORM_BRIEF, NEW_FORM, Dice, Numbers, Office, Scale, form_of, make, published

HERE = Path(__file__).parent
TARGET = HERE.parent / "generator" / "gongkai" / "demo"
SEED = 14  # chosen for the numbers to suit what the offices say: no 制发 of nought where a text speaks of it
YEARS = range(2019, 2024)
BRIEF = ("town", 2021)  # an office that printed the 2021 form with （六） in one line
MISPRINT = ("town", 2019)  # an office that published a table with a wrong number, and says so
MISPRINTED = ("申请", "无法提供", "不掌握")
WAIVER = """
# 已经公开的报告不改字：原件的错处照登，在页面上说明
waivers:
  - code: rule.broken
    cell: 申请.无法提供.不掌握.总计
    printed: [0≠1, 2≠1]
    reason: 原件此格印作 0，应为 1；2020年5月已在镇政务公开栏张贴更正说明
    by: 示例镇人民政府
"""
PARTS = ("主动公开", "依申请", "管理", "平台", "监督", "问题", "改进")
PAGES = {
    "pages/guide.md": "pages/guide.md",
    "pages/rules.md": "pages/rules.md",
    "pages/content.md": "pages/content.md",
    "pages/natural-resources-guide.md": "offices/natural-resources/pages/guide.md",
}
BANNER = "演示数据：示例市及其机关、数字均为虚构"
PLATFORM = ("theme: gov", "platform: {guide: guide, rules: rules, content: content}")
ABOUT = "演示门户：虚构的示例市及其部门、区、乡镇、街道的政府信息公开工作年度报告，可按年度、机关查阅，可下载数据。"
SCOPE = {
    "city": (
        "第二部分所列行政许可、行政处罚、行政强制、行政事业性收费等为市级行政机关汇总数；规章、规范性文件"
        "和第三、第四部分的数据，限于以市政府、市政府办公室名义制发和办理的，不含各区、各部门。"
    ),
    "district": (
        "第二部分所列行政许可、行政处罚、行政强制、行政事业性收费等为区级行政机关汇总数；规范性文件"
        "和第三、第四部分的数据，限于以区政府、区政府办公室名义制发和办理的，不含各部门和乡镇、街道。"
    ),
}


def _office(number: int, oid: str, name: str, kind: str, parent: str, scale: Scale) -> Office:
    contact = (
        ("address", f"示例市示例路{number}号"),
        ("postcode", "000000"),
        ("telephone", "000-00000000"),
        ("email", f"{oid}@shili.example"),
        ("hours", "工作日 9:00至12:00，13:30至17:00"),
    )
    return Office(oid, name, kind, parent, oid, scale, contact)


# Scale: applications, 规章, 规范性文件, catalogue, 许可, 处罚, 强制, 收费 in 万元, purchases, published, messages
OFFICES = (
    _office(
        1,
        "city",
        "示例市人民政府",
        "government",
        "",
        Scale(460, 2, 12, 318, 41_000, 15_200, 1180, 9400, 420, 5200, 940),
    ),
    _office(2, "education", "示例市教育局", "department", "city", Scale(38, 0, 4, 11, 260, 5, 0, 310, 46, 620, 130)),
    _office(
        3,
        "natural-resources",
        "示例市自然资源局",
        "department",
        "city",
        Scale(168, 0, 5, 34, 2600, 62, 9, 1500, 38, 880, 210),
    ),
    _office(
        4,
        "district",
        "示例区人民政府",
        "government",
        "city",
        Scale(124, 0, 7, 196, 9800, 3100, 260, 2050, 170, 2700, 380),
    ),
    _office(5, "town", "示例镇人民政府", "town", "district", Scale(4, 0, 0, 5, 86, 0, 0, 0, 9, 260, 18)),
    _office(6, "subdistrict", "示例街道办事处", "subdistrict", "district", Scale(7, 0, 0, 0, 0, 0, 0, 0, 12, 230, 34)),
)


def scale_of(office: Office, year: int) -> Scale:
    """Since 2021 a town and a subdistrict have powers of enforcement; applications grow a little everywhere."""
    scale = replace(office.scale, applications=office.scale.applications * (100 + 6 * (year - 2019)) // 100)
    if year < NEW_FORM:
        return scale
    return replace(scale, penalties={"town": 12, "subdistrict": 140}.get(office.id, scale.penalties))


def texts(oid: str) -> dict[int, dict[str, str]]:
    """What an office says: year → part → paragraphs."""
    found: dict[int, dict[str, str]] = {}
    for of_year in f"\n{(HERE / 'demo' / f'{oid}.md').read_text(encoding='utf-8')}".split("\n# ")[1:]:
        year, *parts = of_year.split("\n## ")
        found[int(year)] = {title: text.strip() for title, text in (part.split("\n", 1) for part in parts)}
    return found


def report_md(office: Office, numbers: Numbers, before: Numbers | None, said: dict[str, str], turn: int) -> str:
    """What the office says, after the sentences that follow from its numbers."""
    if tuple(said) != PARTS:
        raise ValueError(f"{office.id} {numbers.year}: {tuple(said)}")
    proactive, applied, *others, problems, improvements = said.values()
    counted = prose.applied(office, numbers, before, turn) + prose.reviewed(numbers)
    opening = prose.preamble(office, numbers.year, turn) + SCOPE.get(office.id, "")
    overview = (proactive, f"{counted}\n\n{applied}", *others)
    return prose.assemble(office, numbers.year, opening, overview, (problems, improvements, prose.fee(numbers, turn)))


def misprinted(numbers: Numbers) -> Numbers:
    """The numbers with a total left at nought, as the office printed them."""
    return replace(numbers, rows={**numbers.rows, MISPRINTED: (*numbers.rows[MISPRINTED][:-1], 0)})


def main() -> None:
    """Write the demo's content folder."""
    content = (Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET) / "content"
    contact = dict(OFFICES[0].contact)
    write(content / "portal.yaml", portal_yaml("示例市政府信息公开年度报告", BANNER, ABOUT, contact, PLATFORM))
    write(content / "offices.yaml", offices_yaml(OFFICES))
    for source, target in PAGES.items():
        write(content / target, (HERE / "demo" / source).read_text(encoding="utf-8"))
    for turn, office in enumerate(OFFICES):
        said = texts(office.id)
        before: Numbers | None = None
        for year in YEARS:
            dice = Dice(SEED, office.id, year)
            form = FORM_BRIEF if (office.id, year) == BRIEF else form_of(year)
            numbers = make(scale_of(office, year), year, form, before, dice)
            folder = content / "reports" / office.id / str(year)
            wrong = (office.id, year) == MISPRINT
            text = report_yaml(office, misprinted(numbers) if wrong else numbers, published(office, year, dice))
            write(folder / "report.yaml", text + WAIVER if wrong else text)
            write(folder / "report.md", report_md(office, numbers, before, said[year], turn + year))
            before = numbers
    print(f"{len(OFFICES) * len(YEARS)} reports in {content}")


if __name__ == "__main__":
    main()
