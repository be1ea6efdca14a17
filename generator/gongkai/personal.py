"""Numbers that name a person, found in a text: identity, bank card, mobile, passport and plate numbers.

A number counts only where its own arithmetic holds (GB 11643 for identity numbers, Luhn for cards) or its shape leaves
no doubt, and never inside a longer run of digits or letters: dates, landlines, counts, codes and addresses must pass.
What is found is told by its mask alone, for the logs of a check are often public.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

Kind = Literal["id", "bank-card", "mobile", "passport", "plate"]


class Hit(NamedTuple):
    """A number found: its kind, where it stands in the text, itself without separators, and its mask."""

    kind: Kind
    start: int
    end: int
    number: str
    masked: str


_D = "0-9０-９"
_GAP = r"[ \u00a0\u2000-\u200a\u202f\u3000\-\u2010-\u2015\u2212－]"
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"  # what copying from web pages leaves inside numbers
_UNSEEN = dict.fromkeys(map(ord, _INVISIBLE))
_L = "A-HJ-NP-ZＡ-ＨＪ-ＮＰ-Ｚ"  # plates have neither I nor O
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
# One pass decides for nearly every text: a run long enough for a number, a province before a capital, or a passport.
_ANY = re.compile(
    f"[{_D}EGDSPegdsp{_PROVINCES}](?:(?<=[{_D}])(?:(?:{_GAP}|[.．])?[{_D}]){{10}}|(?<=[{_PROVINCES}])[A-ZＡ-Ｚ]|[A-Za-z]?[{_D}]{{7}})"
)
# What may stand within a number that readers see whole: marks and references of Markdown, escapes of YAML.
_MARKS = "*_~`[]\\"
_MARK = re.compile(
    r"&(?:#[xX]?[0-9A-Fa-f]{1,7}|[A-Za-z]{2,31});|\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|\n[ \t]*)"
    rf"|\]\([^()\n]*\)|[{re.escape(_MARKS)}]"
)
_MARKED = re.compile(rf"[{_D}](?:[*_~`\[\]\\]|&[#A-Za-z])|&#?\w{{1,31}};[{_D}]|\\[xuU][0-9A-Fa-f]{{2}}")
_APART = f"(?<![{_D}A-Za-z])"
_ENDS = f"(?![{_D}A-Za-z])"
_ID = re.compile(
    f"{_APART}(?:[{_D}]{{6}}{_GAP}?[{_D}]{{4}}{_GAP}?[{_D}]{{4}}{_GAP}?[{_D}]{{3}}[{_D}XxＸｘ]"
    f"|[{_D}]{{4}}(?P<gap>{_GAP})(?:[{_D}]{{4}}(?P=gap)){{3}}[{_D}][{_D}XxＸｘ]"
    f"|[{_D}]{{6}}{_GAP}?[{_D}]{{6}}{_GAP}?[{_D}]{{3}}){_ENDS}"
)
_CARD = re.compile(
    f"{_APART}(?:[{_D}]{{16,19}}|[{_D}]{{4}}(?P<gap>{_GAP})(?:[{_D}]{{4}}(?P=gap)){{2}}[{_D}]{{4}}(?:(?P=gap)[{_D}]{{1,3}})?"
    f"|[{_D}]{{6}}{_GAP}[{_D}]{{10,13}}){_ENDS}"
)
_MOBILE = re.compile(
    f"(?:(?<![{_D}A-Za-z+＋])|(?<=[Tt]el)|(?<=TEL)|(?<=[Pp]hone)|(?<=[Mm]obile))(?:[+＋]?86{_GAP}?|0086{_GAP}?|[(（][+＋]?86[)）]{_GAP}?)?"
    f"[1１][3-9３-９](?:[{_D}]{{9}}|[{_D}](?P<gap>{_GAP}|[.．])[{_D}]{{4}}(?P=gap)[{_D}]{{4}}"
    f"|[{_D}]{{2}}(?P<gap2>{_GAP})[{_D}]{{3}}(?P=gap2)[{_D}]{{4}}|[{_D}]{{5}}{_GAP}[{_D}]{{4}}"
    f"|[{_D}]{{2}}(?P<gap3>{_GAP})[{_D}]{{4}}(?P=gap3)[{_D}]{{3}}|[{_D}]{_GAP}[{_D}]{{8}}){_ENDS}"
)
_PASSPORT = re.compile(f"{_APART}(?:[EGDSPegdsp][{_D}]{{8}}|[DSPEdspe][A-Za-z][{_D}]{{7}}){_ENDS}")
_PLATE = re.compile(
    f"[{_PROVINCES}][{_L}][·•・．. \\-－]?"
    f"(?:[DFＤＦ][{_L}{_D}][{_D}]{{4}}|[{_D}]{{5}}[DFＤＦ]|[{_L}{_D}]{{4}}[{_L}{_D}警学挂港澳领])"
    f"{_ENDS}(?!-[{_D}])"
)
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"')\u2e80-\uffef]+", re.IGNORECASE)
# What names another sort of number right before it, or makes it an amount right after it.
_OTHER = re.compile(
    r"(?:索引号|文号|受理号|案号|流水号|订单号|单号|合同号|编号|编码|备案号?|网安备|信用代码|机构代码|标识码|代码|识别号|税号|注册号|许可证号?|ISBN|ISSN|DOI)"
    r"(?:为|是)?[^\w]{0,4}$",
    re.IGNORECASE,
)
# A telephone all the same: `手机号编码`, but not `电话受理编号`, which numbers what came in by telephone.
_NAMED_PHONE = re.compile(
    r"(?:电话|手机|移动号|联系方式|tel|phone|mobile)"
    r"(?:(?!受理|办件|工单|案件|诉求|登记|订单|交易|流水|回执|备案|订购|合同|来电|热线|单号)[^\s,，。；;、:：]){0,6}[:：]?[^\w]{0,4}$",
    re.IGNORECASE,
)
# `京B12345号` is a licence, unless a vehicle is spoken of before it or follows.
_VEHICLE_BEFORE = re.compile(
    r"(?:车牌|车号|号牌|牌照|牌号|驾驶|驾车|车辆|机动车|用车|公车|轿车|客车|货车|摩托车|挂车|面包车|越野车|商务车)[^，。；;\n]{0,12}$"
)
_VEHICLE_AFTER = re.compile(r"号(?:[^，,。；;、\n]{0,6}(?:车(?![间站务管主])|摩托)|牌)")
_AMOUNT = re.compile(
    r"[ \t\u3000]{0,2}(?:万|亿)?(?:元|件|条|次|人|个|份|吨|户|平方|立方|字节|千瓦|度(?!假)|公里|亩|公斤|米|%|％)"
)
_DECIMAL = re.compile(rf"(?:^|[^A-Za-z])[.．]$|[{_D}][-–—－]$|[¥￥$]\s?$")
_PHONE = re.compile(r"电话|手机|联系|拨打|致电|来电|号码|热线|微信|短信|tel|phone|mobile|cell", re.IGNORECASE)
_IDENTITY = re.compile("身份证|身份号|证件号|出生")
_IDENTITY_LABEL = re.compile(r"(?:身份证|身份号|证件号)[^,，。；;、\n]{0,12}$")
_ACCOUNT = re.compile(r"卡|账号|帐号|账户|帐户|card|account", re.IGNORECASE)
_REGIONS = frozenset((*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66)))
_REGIONS |= {71, 81, 82, 83}  # with the residence permits of people from Hong Kong, Macao and Taiwan
_FILES_SINCE = 2019  # younger people hardly stand in what offices publish; files of these years do, without end
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def personal(text: str) -> list[Hit]:
    """Every personal number in a text, in order, none overlapping another; signs that nobody sees part no number."""
    if not any(sign in text for sign in _INVISIBLE):
        return _found(text)
    kept = [i for i, sign in enumerate(text) if sign not in _INVISIBLE]
    seen = _found("".join(text[i] for i in kept))
    return [hit._replace(start=kept[hit.start], end=kept[hit.end - 1] + 1) for hit in seen]


def parted(text: str) -> list[Hit]:
    """The numbers in a source that are whole only when the marks, references and escapes within them are read.

    Whether they are read depends on the format: `138_1` shows its sign in Markdown, `**` shows in YAML.
    """
    hits: list[Hit] = []
    if not _MARKED.search(text) or not _ANY.search(_read(text)):
        return hits
    end = -1
    while match := _MARKED.search(text, end + 1):
        start = text.rfind("\n", 0, match.start()) + 1
        end = text.find("\n", match.end())
        while end > 0 and text[end - 1] == "\\":  # the line goes on
            end = text.find("\n", end + 1)
        end = len(text) if end < 0 else end
        signs = _signs(text, start, end)
        for hit in personal("".join(char for char, _, _ in signs)):
            first, last = signs[hit.start][1], signs[hit.end - 1][2]
            if last - first > hit.end - hit.start:
                hits.append(hit._replace(start=first, end=last))
    return hits


def _read(text: str) -> str:
    """All that readers see of a source: what holds no number in it holds none in any stretch of it."""
    if any(sign in text for sign in ("&", "\\", "](")):
        text = _MARK.sub(_shown, text)
    for sign in _MARKS:
        text = text.replace(sign, "")
    return text.translate(_UNSEEN) if any(sign in text for sign in _INVISIBLE) else text


def _shown(match: re.Match[str]) -> str:
    """What readers see of a mark, a reference or an escape."""
    written = match[0]
    if written[0] == "&":
        return html.unescape(written)
    if written[1:2] in tuple("xuU") and len(written) > 2:
        code = int(f"0x{written[2:]}", 0)
        return chr(code) if code < 0x110000 else ""
    return ""


def _signs(text: str, start: int, end: int) -> list[tuple[str, int, int]]:
    """The characters of a stretch that readers see, each with the place of what is written for it."""
    out: list[tuple[str, int, int]] = []
    for match in _MARK.finditer(text, start, end):
        out += [(text[i], i, i + 1) for i in range(start, match.start())]
        start = match.end()
        out += [(char, match.start(), start) for char in _shown(match)]
    return out + [(text[i], i, i + 1) for i in range(start, end)]


def _found(text: str) -> list[Hit]:
    hits: list[Hit] = []
    for start, end in _lines(text):
        found: list[Hit] = []
        taken = bytearray(end - start)  # what an address or another number holds already
        for match in _URL.finditer(text, start, end):
            taken[match.start() - start : match.end() - start] = b"\1" * len(match[0])
        for kind, pattern, holds in _KINDS:
            for match in pattern.finditer(text, start, end):
                first, last = match.span()
                if any(taken[first - start : last - start]):
                    continue
                number = _plain(match[0])
                if holds(number, text, match):
                    number = number[-11:] if kind == "mobile" else number
                    found.append(Hit(kind, first, last, number, mask(kind, number)))
                    taken[first - start : last - start] = b"\1" * (last - first)
        hits += sorted(found, key=lambda h: h.start)
    return hits


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """The lines that may hold a number; no number runs over the end of one."""
    end = 0
    while match := _ANY.search(text, end):
        end = text.find("\n", match.end())
        end = len(text) if end < 0 else end
        yield text.rfind("\n", 0, match.start()) + 1, end


def mask(kind: Kind, number: str) -> str:
    """The official way to write a number that must not be told."""
    if kind == "bank-card":
        return "****" + number[-4:]
    head, tail = {"id": (3, 4), "mobile": (3, 4), "passport": (1, 4), "plate": (2, 2)}[kind]
    return number[:head] + "*" * (len(number) - head - tail) + number[-tail:]


@lru_cache(maxsize=1 << 14)
def veiled(text: str) -> str:
    """The text with the middle of every number in it starred out; its length stays, so that columns do."""
    out: list[str] = []
    last = 0
    for hit in sorted((*personal(text), *parted(text)), key=lambda h: h.start):
        if hit.start < last:
            continue
        signs = [place for char, *place in _signs(text, hit.start, hit.end) if char.isalnum()][-len(hit.number) :]
        tail = len(hit.masked.rsplit("*", 1)[1])
        hidden = signs[len(hit.masked.split("*", 1)[0]) : len(signs) - tail]
        for first, end in hidden:
            out += [text[last:first], "*" * (end - first)]
            last = end
    return "".join([*out, text[last:]])


def is_about_phones(text: str) -> bool:
    """Whether a text speaks of telephones at all."""
    return _PHONE.search(text) is not None


def same(text: str) -> str:
    """A number as it is compared with those an office publishes: no separators, no country code."""
    number = _plain(text).upper()
    return number[-11:] if re.fullmatch(r"(?:00)?86\d{11}", number) else number


def _plain(written: str) -> str:
    return re.sub(r"[^\w]|_", "", unicodedata.normalize("NFKC", written)).upper()


def _is_id(number: str, text: str, match: re.Match[str]) -> bool:
    """The checksum lets one in eleven pass, and files are numbered by region, day and serial, eighteen digits too."""
    if int(number[:2]) not in _REGIONS:
        return False
    if len(number) == 15:
        return _is_old_id(number, text, match)
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(w * int(d) for w, d in zip(_WEIGHTS, number, strict=False))
    if not 1880 <= born.year <= 2099 or number[17] != "10X98765432"[total % 11]:
        return False
    if born.year >= _FILES_SINCE and not _IDENTITY.search(text):
        return False
    before = text[max(0, match.start() - 12) : match.start()]
    return born.year < 2000 or _IDENTITY.search(before) is not None or not _named_otherwise(text, match)


def _is_old_id(number: str, text: str, match: re.Match[str]) -> bool:
    """Fifteen digits have no checksum, and files are numbered by region, day and serial: the text must say what it is.

    A word before it in the clause, or one anywhere (a table's head) where its year is not one of today's files.
    """
    try:
        date(1900 + int(number[6:8]), int(number[8:10]), int(number[10:12]))
    except ValueError:
        return False
    if _IDENTITY_LABEL.search(text, max(0, match.start() - 20), match.start()):
        return True
    return int(number[6:8]) >= 30 and "身份证" in text and not _named_otherwise(text, match)


def _is_card(number: str, text: str, match: re.Match[str]) -> bool:
    """Luhn's sum lets one in ten pass, and region codes begin like cards: 62 is Gansu, 4 and 5 are eleven provinces."""
    size = {"4": (16, 19), "5": (16,), "6": (16, 17, 18, 19)}.get(number[0], ())
    if len(number) not in size or number[:2] not in (
        "62",
        *(f"4{n}" for n in range(10)),
        *(f"5{n}" for n in range(1, 6)),
    ):
        return False
    if len(set(number)) < 4 or _named_otherwise(text, match):
        return False
    doubtful = number[0] != "6" or number[6:8] in ("19", "20")
    if doubtful and match["gap"] is None and not _ACCOUNT.search(text[max(0, match.start() - 16) : match.start()]):
        return False
    digits = [int(d) for d in reversed(number)]
    return sum(d if i % 2 == 0 else d * 2 - 9 * (d > 4) for i, d in enumerate(digits)) % 10 == 0


def _is_mobile(_number: str, text: str, match: re.Match[str]) -> bool:
    start, end = match.span()
    before, after = text[max(0, start - 24) : start], text[end : end + 6]
    about = _PHONE.search(before) is not None
    if _DECIMAL.search(before) or re.match(f"[.．][{_D}]", after):
        return False
    if _named_otherwise(text, match) and not _NAMED_PHONE.search(before):
        return False
    if _AMOUNT.match(after) and not about:
        return False
    groups = re.findall(f"[{_D}]+", match[0])
    if len(groups) == 1 or len(groups[-1]) == 11 or match[0][0] in "+＋(（":
        return True
    if re.search(rf"[{_D}]{_GAP}$", before) or re.match(rf"{_GAP}[{_D}]", after):  # a row of a table
        return False
    dashed = re.search(r"[\s.．]", match[0]) is None and len(groups[-1]) == 4
    return dashed or any(g[0] in "0０" for g in groups[1:]) or about


def _is_passport(number: str, text: str, match: re.Match[str]) -> bool:  # noqa: ARG001
    around = text[max(0, match.start() - 14) : match.start()] + " " + text[match.end() : match.end() + 10]
    return "护照" in around or "passport" in around.lower()


def _is_plate(number: str, text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 1) : match.start()]
    if number[0] == "新" and before in tuple("更最创全革刷重崭"):
        return False
    if text.startswith("号", match.end()):
        talk = text[max(0, match.start() - 20) : match.start()]
        if not (_VEHICLE_BEFORE.search(talk) or _VEHICLE_AFTER.match(text, match.end())):
            return False
    new = len(number) == 8
    return sum(c.isdigit() for c in number[2:]) >= (4 if new else 3) and not _named_otherwise(text, match)


def _named_otherwise(text: str, match: re.Match[str]) -> bool:
    return _OTHER.search(text, max(0, match.start() - 12), match.start()) is not None


_KINDS: tuple[tuple[Kind, re.Pattern[str], Callable[[str, str, re.Match[str]], bool]], ...] = (
    ("id", _ID, _is_id),
    ("bank-card", _CARD, _is_card),
    ("mobile", _MOBILE, _is_mobile),
    ("passport", _PASSPORT, _is_passport),
    ("plate", _PLATE, _is_plate),
)
