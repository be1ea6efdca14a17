"""The numbers of fictional reports: balanced by construction, carried from year to year, the same for the same seed."""

from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random

FIRST_YEAR = 2019
NEW_FORM = 2021
FORM_2019, FORM_2021, FORM_BRIEF = "cn-annual-2019", "cn-annual-2021", "cn-annual-2021-brief"

Row = tuple[str, ...]  # table, (group,) row: the form's keys
Cells = tuple[int | str, ...]  # money is text, as written

# Per thousand: who applies, and what comes of an application.
APPLICANTS = {"自然人": 878, "商业企业": 62, "科研机构": 5, "社会公益组织": 8, "法律服务机构": 35, "其他": 12}
OUTCOMES: Mapping[Row, int] = {
    ("予以公开",): 470,
    ("部分公开",): 120,
    ("不予公开", "国家秘密"): 2,
    ("不予公开", "法律法规禁止"): 10,
    ("不予公开", "三安全一稳定"): 2,
    ("不予公开", "第三方权益"): 8,
    ("不予公开", "内部事务信息"): 12,
    ("不予公开", "过程性信息"): 14,
    ("不予公开", "行政执法案卷"): 10,
    ("不予公开", "行政查询事项"): 34,
    ("无法提供", "不掌握"): 180,
    ("无法提供", "需另行制作"): 18,
    ("无法提供", "仍不明确"): 8,
    ("不予处理", "信访举报投诉"): 36,
    ("不予处理", "重复申请"): 18,
    ("不予处理", "公开出版物"): 2,
    ("不予处理", "大量反复申请"): 3,
    ("不予处理", "确认或重新出具"): 3,
    ("其他处理", "逾期不补正"): 24,
    ("其他处理", "逾期未缴费"): 4,
    ("其他处理", "其他"): 22,
}
JUDGEMENTS = {"结果维持": 52, "结果纠正": 14, "其他结果": 20, "尚未审结": 14}
CASES = {"行政复议": 60, "未经复议直接起诉": 16, "复议后起诉": 12}  # per thousand applications closed


@dataclass(frozen=True, slots=True)
class Scale:
    """What an office has to report in a usual year; 0 is never."""

    applications: int
    regulations: int = 0
    normative: int = 0
    catalogue: int = 0  # items of 行政许可 in its list of powers
    licences: int = 0
    penalties: int = 0
    coercion: int = 0
    fees: int = 0  # 万元
    purchases: int = 0
    published: int = 200
    messages: int = 20


@dataclass(frozen=True, slots=True)
class Office:
    """A fictional office; `topic` is what its prose is about, `contact` its entry in offices.yaml."""

    id: str
    name: str
    kind: str
    parent: str
    topic: str
    scale: Scale
    contact: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Numbers:
    """One report's numbers: rows in the order of the form, and the facts."""

    year: int
    form: str
    rows: Mapping[Row, Cells]
    facts: Mapping[str, int]

    def last(self, *row: str) -> int:
        """A row's last cell: its total, what is in force."""
        return int(self.rows[row][-1])


class Dice:
    """Chance that falls alike everywhere: of the module `random`, only random() is promised never to change."""

    def __init__(self, *key: object) -> None:
        self._next = Random("/".join(map(str, key))).random

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self._next() * (high - low + 1))

    def near(self, usual: int) -> int:
        """About as many as usual; nought stays nought."""
        swing = max(usual // 4, min(usual, 3))
        return usual + self.whole(0, swing) - self.whole(0, swing)

    def spread(self, total: int, weights: Sequence[int]) -> list[int]:
        """So many things put into boxes."""
        edges = list(accumulate(weights))
        found = [0] * len(edges)
        for _ in range(total):
            found[bisect(edges, self.whole(0, edges[-1] - 1))] += 1
        return found


def make(scale: Scale, year: int, form: str, before: Numbers | None, dice: Dice) -> Numbers:
    """One report's numbers, going on from last year's."""
    rows: dict[Row, Cells] = {}
    old = form == FORM_2019
    proactive = _proactive_2019(scale, before, dice) if old else _proactive_2021(scale, before, dice)
    rows |= {("主动公开", name): cells for name, cells in proactive.items()}
    applied = _applications(scale.applications, form, before, dice)
    rows |= {("申请", *row): (*cells, sum(cells)) for row, cells in applied.items()}
    closed = sum(applied["总计",])
    for case, share in CASES.items():
        outcomes = dice.spread((dice.near(closed * share) + 500) // 1000, list(JUDGEMENTS.values()))
        rows["复议诉讼", case] = (*outcomes, sum(outcomes))
    facts = {
        "发布信息": dice.near(scale.published),
        "政策解读": dice.near(1 + scale.published // 40),
        "办理留言": dice.near(scale.messages),
        "征集意见": dice.near(1 + scale.normative),
        "业务培训": dice.whole(1, 4),
    }
    if not old:  # 100 元 an item from the eleventh on: whole hundreds
        facts["信息处理费"] = 100 * dice.near(scale.applications // 60)
    return Numbers(year, form, rows, facts)


def _proactive_2019(scale: Scale, before: Numbers | None, dice: Dice) -> dict[str, Cells]:
    rows: dict[str, Cells] = {}
    for name, usual in (("规章", scale.regulations), ("规范性文件", scale.normative)):
        made = dice.near(usual)
        total = before.last("主动公开", name) if before else usual * 9
        rows[name] = (made, made, total + made)
    size = scale.catalogue
    for name, items, decisions in (
        ("行政许可", size, scale.licences),
        ("其他管理服务", size // 2, scale.licences // 2),
        ("行政处罚", size * 2 if scale.penalties else 0, scale.penalties),
        ("行政强制", size // 5 if scale.coercion else 0, scale.coercion),
        ("行政事业性收费", min(size, 6) if scale.fees else 0, -1),
    ):
        earlier = before.rows["主动公开", name] if before else (dice.near(items), 0)
        count = int(earlier[0]) + int(earlier[1])
        change = dice.whole(-(min(count, items) // 12), items // 10)
        rows[name] = (count, change) if decisions < 0 else (count, change, dice.near(decisions))
    purchases = dice.near(scale.purchases)
    rows["政府集中采购"] = (purchases, _money(dice.whole(180_000, 560_000) * purchases, 4))
    return rows


def _proactive_2021(scale: Scale, before: Numbers | None, dice: Dice) -> dict[str, Cells]:
    rows: dict[str, Cells] = {}
    for name, old_name, usual in (
        ("规章", "规章", scale.regulations),
        ("行政规范性文件", "规范性文件", scale.normative),
    ):
        in_force = usual * 9
        if before and before.form == FORM_2019:  # 对外公开总数量 counts the repealed ones too
            in_force = before.last("主动公开", old_name) * 3 // 5
        elif before:
            in_force = before.last("主动公开", name)
        issued, repealed = dice.near(usual), min(in_force, dice.whole(0, usual))
        rows[name] = (issued, repealed, in_force + issued - repealed)
    for name, usual in (("行政许可", scale.licences), ("行政处罚", scale.penalties), ("行政强制", scale.coercion)):
        rows[name] = (dice.near(usual),)
    rows["行政事业性收费"] = (_money(dice.near(scale.fees * 100), 2),)
    return rows


def _money(smallest: int, places: int) -> str:
    whole, rest = divmod(smallest, 10**places)
    return f"{whole}.{rest:0{places}}" if smallest else "0"


def _applications(usual: int, form: str, before: Numbers | None, dice: Dice) -> dict[Row, tuple[int, ...]]:
    """Columns without their total: carried over from last year's report, every column balanced."""
    weights = list(APPLICANTS.values())
    received = dice.spread(dice.near(usual), weights)
    if before:
        carried_in = [int(cell) for cell in before.rows["申请", "结转下年度"][:-1]]
    else:
        carried_in = dice.spread(usual // 25, weights)
    opened = [a + b for a, b in zip(received, carried_in, strict=True)]
    carried_out = [dice.spread(count, (94, 6))[1] for count in opened]
    closed = [a - b for a, b in zip(opened, carried_out, strict=True)]
    columns = [dice.spread(count, list(OUTCOMES.values())) for count in closed]
    rows: dict[Row, tuple[int, ...]] = {("本年新收",): tuple(received), ("上年结转",): tuple(carried_in)}
    for row, cells in zip(OUTCOMES, zip(*columns, strict=True), strict=True):
        if form != FORM_2021 and row[0] == "其他处理":  # one line in these forms
            so_far = rows.get(row[:1], (0,) * len(cells))
            rows[row[:1]] = tuple(a + b for a, b in zip(so_far, cells, strict=True))
        else:
            rows[row] = cells
    return rows | {("总计",): tuple(closed), ("结转下年度",): tuple(carried_out)}


def published(office: Office, year: int, dice: Dice) -> date:
    """A working day within the limits of 条例 第四十九条: a government by 31 March, others by 31 January."""
    month, first, last = (3, 4, 27) if office.kind == "government" else (1, 6, 19)
    day = date(year + 1, month, dice.whole(first, last))
    return day - timedelta(days=max(0, day.weekday() - 4))


def form_of(year: int) -> str:
    """The form in force."""
    return FORM_2019 if year < NEW_FORM else FORM_2021
