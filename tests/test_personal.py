"""The personal data gate: every number is found, none is told, and no document makes it stumble."""

import io
import re
import zipfile
import zlib
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import assume, given
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject
from stdnum import luhn
from stdnum.cn import ric

from gongkai import documents
from gongkai.checks.personal import veil
from gongkai.cli import main
from gongkai.documents import Unread
from gongkai.finding import CODES, Finding, Related, Span, finding
from gongkai.people import is_person
from gongkai.personal import _INVISIBLE, _REGIONS, parted, personal, same, veiled
from support import SHARED, copy_site, edit, findings, short

ID, CARD, MOBILE = "11010519491231002X", "6222021234567890128", "13800001234"
FOLDER = "content/reports/jia/2023/attachments"
CHINESE = st.text(st.sampled_from("申请人住本市路号办理，。、：（）“”事项\n"), max_size=12)
FULL = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


@st.composite
def identities(draw: st.DrawFn) -> str:
    born = draw(st.dates(date(1930, 1, 1), date(2018, 12, 31)))
    region = draw(st.sampled_from(sorted(_REGIONS)))
    head = f"{region}{draw(st.integers(0, 9999)):04}{born:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return head + ric.calc_check_digit(head + "0")


@st.composite
def cards(draw: st.DrawFn) -> str:
    size = draw(st.integers(16, 19))
    body = "62" + draw(st.text("0123456789", min_size=size - 3, max_size=size - 3))
    return body + luhn.calc_check_digit(body)


MOBILES = st.from_regex(r"\A1[3-9][0-9]{9}\Z")


@given(CHINESE, identities(), CHINESE)
def test_every_identity_number_is_found(before: str, number: str, after: str) -> None:
    for written in (
        number,
        number.lower(),
        number.translate(FULL),
        f"{number[:6]} {number[6:14]} {number[14:]}",
        " ".join(re.findall(".{1,4}", number)),
    ):
        (hit,) = personal(before + written + after)
        assert (hit.kind, hit.number, hit.start) == ("id", number, len(before))
        assert number[6:14] not in hit.masked
        assert hit.masked == number[:3] + "*" * 11 + number[14:]


@given(CHINESE, st.one_of(identities(), cards(), MOBILES), st.sampled_from(_INVISIBLE), st.integers(1, 10), CHINESE)
def test_signs_that_nobody_sees_part_no_number(before: str, number: str, sign: str, place: int, after: str) -> None:
    text = before + number + "，" + after
    hidden = before + number[:place] + sign + number[place:] + "，" + after
    assert [h[3:] for h in personal(hidden)] == [h[3:] for h in personal(text)]
    assert len(veiled(hidden)) == len(hidden)
    assert veiled(hidden).replace(sign, "") == veiled(text)


@given(identities(), st.integers(0, 17), st.integers(1, 9))
def test_a_slip_of_one_digit_is_no_identity_number(number: str, place: int, plus: int) -> None:
    digit = "0123456789X".index(number[place])
    wrong = number[:place] + str((digit + plus) % 10) + number[place + 1 :]
    if wrong != number and ric.calc_check_digit(wrong) != wrong[-1]:
        assert [h for h in personal(wrong) if h.kind == "id"] == []


@given(CHINESE, cards(), CHINESE)
def test_every_card_is_found(before: str, number: str, after: str) -> None:
    assume(len(set(number)) >= 4 and number[6:8] not in ("19", "20"))
    grouped = " ".join(re.findall(".{1,4}", number))
    for written in (number, number.translate(FULL), grouped, grouped.replace(" ", "-")):
        (hit,) = personal(before + written + after)
        assert (hit.kind, hit.number, hit.masked) == ("bank-card", number, "****" + number[-4:])


@given(CHINESE, MOBILES, CHINESE)
def test_every_mobile_is_found(before: str, number: str, after: str) -> None:
    parts = (number[:3], number[3:7], number[7:])
    for written in (number, number.translate(FULL), "-".join(parts), "+86 " + number, "电话 " + " ".join(parts)):
        if after[:1] in "人件号" and after:
            after = "，" + after
        (hit,) = personal(before + written + after)
        assert (hit.kind, hit.number, hit.masked) == ("mobile", number, f"{number[:3]}****{number[7:]}")
        shown = veiled(before + written + after)
        assert len(shown) == len(before + written + after)
        assert personal(shown) == []


PARTS = ("**", "~~", "`", "\\", "&shy;", "&#8203;", "[")


@given(CHINESE, st.one_of(identities(), cards(), MOBILES), st.sampled_from(PARTS), st.integers(1, 10), CHINESE)
def test_what_marks_part_is_found_and_veiled(before: str, number: str, mark: str, place: int, after: str) -> None:
    text = before + number + "，" + after
    written = before + number[:place] + mark + number[place:] + "，" + after
    assert [h[3:] for h in parted(written)] == [h[3:] for h in personal(text)]
    if mark != "**":  # which is what numbers are veiled with
        assert veiled(written).replace(mark, "") == veiled(text)
    assert len(veiled(written)) == len(written)


def test_references_and_escapes_are_veiled() -> None:
    assert veiled("手机138&#48;0001234") == "手机138*****" + "***1234"
    assert veiled("手机138\\u00300001234") == "手机138******" + "***1234"
    assert veiled("手机138&nope;0001234**") == "手机138&nope;0001234**"
    assert veiled("\\UFFFFFFFF38") == "\\UFFFFFFFF38"


@given(st.text(st.sampled_from("0123456789*_&#;\\u[]()x38`~ \n"), max_size=60))
def test_any_marked_text_can_be_veiled(text: str) -> None:
    assert len(veiled(text)) == len(text)


@given(st.text(st.sampled_from("0123456789XEeA -.,/元年月日：豫新京电护照\n０１"), max_size=60))
def test_any_text_can_be_veiled(text: str) -> None:
    shown = veiled(text)
    assert len(shown) == len(text)
    assert all(hit.number not in shown for hit in personal(text))


@pytest.mark.parametrize(
    "text",
    [
        "0375-2931234", "0375-29312345", "400-800-1234", "邮编467000", "2021年01月29日",
        "2021012915300012", "20210129153000", "￥13800001234", "410403-13800001234",
        "11410403MB0123456X", "12410403745799999X", "收到3985758件", "96171.6万元", "138.00001234", "0.13800001234",
        "13800001234元", "13800001234.56",
        "1380000123", "138000012345", "A13800001234", "13800001234a", "110105194912310021",
        "https://a.example/t20210129_13800001234.html?x=11010519491231002X", "6222021234567890127", "4104030001",
        "订单号：13800001234", "E12345678", "新A12345x", "豫A1234", "豫ABCDEF", "豫A12345-1", "135 4521 4656",
        "1 1010519491231002", "138****1234", "豫公网安备41040302000123号", "978-7-5000-0000-0", "ISBN 9787500000000",
        "138.4521.4656", "135 45214656", "135-20210129", "1354-5214-656", "1.3800.0012.34",
        "豫A-1234", "粤B-2-20040001", "豫I12345", "110105491231002", "160101199001010014",
        "0000000000000000", "13 800 001 234", "1,380,000,1234", "P020210129612345678901.pdf", "mmexport1612345678901",
    ],
)  # fmt: skip
def test_what_is_nobodys_passes(text: str) -> None:
    assert personal(text) == []


@pytest.mark.parametrize(
    "text",
    ["1,张某,13800001234,467000", "13800001234,13800001234", "1 13800001234 467000", "13800001234/0375-2931234",
     "8613800001234", "拨打13800001234人工服务", "见https://a.example/b电话13800001234",
     "13800001234@mail.example",
     "tel:13800001234", "Tel.13800001234", "13800001234。", "（86）138-0000-1234", "138 0000 1234", "手机:1380000 1234",
     "2024-01-02 13800001234", "a_13800001234_b", "13800001234、13900001234", "电话：138-0000-1234转8001",
     "手机138 00001234", "138-00001234", "电话：138.0000.1234", "Tel13800001234", "TEL13800001234",
     "138\u20110000\u20111234", "138−0000−1234", "手机1380 0001 234"],
)  # fmt: skip
def test_telephones_as_they_are_written(text: str) -> None:
    assert personal(text)
    assert {h.number for h in personal(text)} <= {MOBILE, "13900001234"}
    assert len(personal(text)) == max(1, text.count("001234"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("手机号编码：13800001234", 1), ("手机号编号13800001234", 1), ("联系电话编号为13800001234", 1),
        ("Phone编号: 13800001234", 1), ("手机（编号）：13800001234", 1), ("手机号码代码13800001234", 1),
        ("申请人编号13800001234", 0), ("编号：13800001234", 0), ("电话受理编号：13800001234", 0),
        ("热线工单编号13800001234", 0), ("请留手机，编号13800001234", 0),
        ("电话办件流水号：13800001234", 0), ("手机订单号：13800001234", 0),
    ],
)  # fmt: skip
def test_a_telephone_that_is_called_a_number(text: str, found: int) -> None:
    assert len(personal(text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("车牌京B12345号", 1), ("驾驶京B12345号小型轿车", 1), ("由京B12345号车运送", 1), ("京B12345号牌", 1),
        ("车号为京BD12345号", 1), ("京B12345、京B12346", 2), ("京B12345号摩托车", 1),
        ("京B12345号", 0), ("许可证京B12345号", 0), ("《准运证》京B12345号，由市局核发", 0), ("京B12345号车间备案", 0),
        ("公车改革后，京B12345号文件", 0),
    ],
)  # fmt: skip
def test_a_plate_followed_by_hao_is_a_licence_unless_a_vehicle_is_meant(text: str, found: int) -> None:
    assert [h.kind for h in personal(text)] == ["plate"] * found


def serial(head: str) -> str:
    """Eighteen digits with a right check digit."""
    return head + ric.calc_check_digit(head + "0")


def test_numbers_of_files_are_not_people() -> None:
    child = serial("41040320210129001")
    assert personal(f"收件{child}。") == []
    assert [h.kind for h in personal(f"身份证号码{child}。")] == ["id"]
    young = serial("41040320050129001")
    assert personal(f"受理号：{young}") == []
    assert [h.kind for h in personal(f"张某{young}，身份证编号：{young}")] == ["id", "id"]
    for head in ("410403202100012", "62010220210129001"):
        number = head + luhn.calc_check_digit(head)
        assert personal(f"收件{number}") == []
        assert [h.kind for h in personal(f"银行卡{number}")] == ["bank-card"]


@given(CHINESE, st.dates(date(1900, 1, 1), date(1999, 12, 31)), st.integers(0, 999), CHINESE)
def test_old_identity_numbers_where_the_text_says_so(before: str, born: date, number: int, after: str) -> None:
    old = f"410403{born:%y%m%d}{number:03}"
    for written in (old, old.translate(FULL), f"{old[:6]} {old[6:12]} {old[12:]}"):
        (hit,) = personal(f"{before}身份证号码：{written}{after}")
        assert (hit.kind, hit.number) == ("id", old)
        assert old[6:11] not in hit.masked
        assert [h for h in personal(before + written + after) if h.kind == "id"] == []


@pytest.mark.parametrize("number", ["410403991301001", "410403750230001", "160403750129001", "4104037501290011"])
def test_fifteen_digits_without_a_day_or_a_place(number: str) -> None:
    assert personal(f"身份证号码{number}。") == []


def test_fifteen_digits_below_a_head() -> None:
    assert [h.kind for h in personal("姓名,身份证号\n张某,410403750129001")] == ["id"]
    assert personal("凭身份证领取。\n收件410403210129001") == []  # region, day, serial: a file
    assert personal("凭身份证领取。\n纳税人识别号：410403750129001") == []
    assert personal("收件410403750129001") == []


def test_numbers_are_compared_without_their_dress() -> None:
    assert {same(t) for t in ("138 0000 1234", "+86-138-0000-1234", "008613800001234", "１３８００００１２３４")} == {
        MOBILE
    }


@pytest.mark.parametrize("name", ["张三", "欧阳某某", "李 小明", "Zhang San", "san zhang"])
def test_people(name: str) -> None:
    assert is_person(name)


@pytest.mark.parametrize(
    "name",
    ["", "admin", "Administrator", "微软用户", "Windows 用户", "python-docx", "示例市政府", "李村街道",
     "王庄乡", "办公室", "Microsoft Office User",
     "lenovo", "WPS_1612345678", "系统管理员", "高新区", "文秘科", "Apache POI", "张家口市", "USER-20210101"],
)  # fmt: skip
def test_not_people(name: str) -> None:
    assert not is_person(name)


# ---- documents, made here


def zipped(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return out.getvalue()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CORE = (
    '<cp:coreProperties xmlns:cp="urn:cp" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:creator>{creator}</dc:creator><cp:lastModifiedBy>李四</cp:lastModifiedBy></cp:coreProperties>"
)


def docx(*runs: str, creator: str = "张三") -> bytes:
    texts = "".join(f"<w:r><w:t>{run}</w:t></w:r>" for run in runs)
    body = f"<w:document {W}><w:body><w:p>{texts}</w:p></w:body></w:document>"
    return zipped({"word/document.xml": body, "docProps/core.xml": CORE.format(creator=creator)})


def xlsx(head: str = "联系电话") -> bytes:
    cells = '<c t="s"><v>0</v></c><c><v>13700001234</v></c><c><v>2024</v></c>'
    sheet = f"<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>"
    shared = (
        f"<sst><si><r><t>{ID[:6]}</t></r><r><t>{ID[6:]}</t></r></si><si><t>{CARD}</t></si><si><t>{head}</t></si></sst>"
    )
    return zipped({"xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": shared})


def pdf(*pages: str, info: dict[str, str] | None = None, password: str = "") -> bytes:
    writer = PdfWriter()
    for text in pages:
        page = writer.add_blank_page(300, 100)
        stream = StreamObject()
        stream.set_data(f"BT /F1 12 Tf 20 50 Td ({text}) Tj ET".encode())
        page[NameObject("/Contents")] = writer._add_object(stream)  # noqa: SLF001
        font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
        made = DictionaryObject({NameObject(k): NameObject(v) for k, v in font.items()})
        fonts = DictionaryObject({NameObject("/F1"): made})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    if info:
        writer.add_metadata(info)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.fixture
def mini(tmp_path: Path) -> Path:
    return copy_site("mini", tmp_path / "site")


def attach(root: Path, name: str, data: bytes) -> None:
    (root / FOLDER).mkdir(parents=True, exist_ok=True)
    (root / FOLDER / name).write_bytes(data)


def test_a_word_document(mini: Path) -> None:
    attach(mini, "a.docx", docx("身份证", ID[:9], ID[9:], "，电话", MOBILE))
    at = f"{FOLDER}/a.docx:0:0"
    assert short(findings(mini)) == [
        f"warning personal.author {at}", f"error personal.id {at}", f"error personal.mobile {at}",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "author",
    [f"张三{MOBILE}", f"张三（手机：{MOBILE}）", f"{MOBILE} 张三", f"Zhang San {MOBILE}", f"李四；张三 电话{MOBILE}"],
)
def test_an_author_with_a_number(mini: Path, author: str) -> None:
    attach(mini, "a.docx", docx("无", creator=author))
    attach(mini, "b.pdf", pdf("none", info={"/Author": author}))
    core = CORE.format(creator=author).replace("李四", "")
    attach(mini, "c.xlsx", zipped({"xl/worksheets/sheet1.xml": "<row/>", "docProps/core.xml": core}))
    found = findings(mini)
    assert [s.rsplit("/", 1)[1] for s in short(found) if "personal.author" in s] == [
        f"{n}:0:0" for n in ("a.docx", "b.pdf", "c.xlsx")
    ]
    assert [(f.span.path[-6:], f.args["part"]) for f in found if f.code == "personal.mobile"] == [
        ("a.docx", "where.properties"), ("/b.pdf", "where.properties"), ("c.xlsx", "where.properties")
    ]  # fmt: skip


@pytest.mark.parametrize("author", [MOBILE, f"办公室{MOBILE}", f"USER-{MOBILE}"])
def test_a_number_alone_names_no_author(mini: Path, author: str) -> None:
    attach(mini, "b.pdf", pdf("none", info={"/Author": author}))
    assert [f.code for f in findings(mini)] == ["personal.mobile"]


def test_an_author_with_a_landline_or_a_date_is_no_number(mini: Path) -> None:
    attach(mini, "b.pdf", pdf("none", info={"/Author": "办公室 0375-2931234 20210129"}))
    assert findings(mini) == ()


def test_a_clean_document_is_silence(mini: Path) -> None:
    clean = CORE.format(creator="Administrator").replace("李四", "示例市人民政府办公室")
    attach(mini, "a.docx", zipped({"word/document.xml": f"<w:p {W}><w:t>无</w:t></w:p>", "docProps/core.xml": clean}))
    attach(mini, "b.pdf", pdf("none", info={"/Author": "Administrator"}))
    attach(mini, "c.png", b"\x89PNG 13800001234 ")
    assert findings(mini) == ()


def test_a_spreadsheet_and_one_inside_a_document(mini: Path) -> None:
    attach(mini, "a.xlsx", xlsx())
    attach(mini, "b.docx", zipped({"word/embeddings/t.xlsx": xlsx()}))
    found = [s.split(" ", 2) for s in short(findings(mini))]
    for name in ("a.xlsx", "b.docx"):
        codes = {code for _, code, at in found if at == f"{FOLDER}/{name}:0:0"}
        assert codes == {"personal.id", "personal.bank-card", "personal.mobile"}


def test_a_budget_in_a_spreadsheet_is_no_telephone(mini: Path) -> None:
    attach(mini, "a.xlsx", xlsx("合计（元）"))
    assert {f.code for f in findings(mini)} == {"personal.id", "personal.bank-card"}


def test_many_numbers_of_a_sheet_are_one_finding(mini: Path) -> None:
    cells = "".join(f"<c><v>1380000{n:04}</v></c>" for n in range(1000, 1500))
    attach(mini, "a.xlsx", zipped({"xl/worksheets/sheet1.xml": f"<row>{cells}</row>"}))
    (one,) = findings(mini)
    assert one.args["count"] == 500
    assert one.args["masked"] == ("138****1000", "138****1001", "138****1002")


def test_a_pdf(mini: Path) -> None:
    attach(mini, "a.pdf", pdf("none", f"call {MOBILE}", info={"/Author": "Zhang San", "/Title": ID}))
    found = {(f.code, str(f.args.get("part")), f.args.get("name")) for f in findings(mini)}
    assert found == {
        ("personal.author", "None", None),
        ("personal.mobile", "where.page", "2"),
        ("personal.id", "where.properties", ""),
    }


def bomb() -> bytes:
    return zipped({"word/document.xml": b" " * 30_000_000})


LAUGHS = "<!DOCTYPE l [<!ENTITY a '13800001234'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]><w:p>&b;</w:p>"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("bomb.docx", bomb(), "hostile"),
        ("laughs.docx", zipped({"word/document.xml": LAUGHS}), "hostile"),
        ("laughs16.docx", zipped({"word/document.xml": LAUGHS.encode("utf-16")}), "hostile"),
        ("deep.docx", zipped({"word/document.xml": "<a>" * 5000}), "hostile"),
        ("many.docx", zipped({f"{n}.xml": "" for n in range(6000)}), "large"),
        ("cut.docx", docx("无")[:-60], "damaged"),
        ("text.docx", zipped({"word/document.xml": "<a"}), "damaged"),
        ("other.docx", zipped({"a.bin": "hello"}), "damaged"),
        ("closed.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "encrypted"),
        ("cut.pdf", pdf("none")[:200], "damaged"),
        ("noise.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 50, "damaged"),
        ("closed.pdf", pdf(MOBILE, password=MOBILE), "encrypted"),
        ("scan.pdf", pdf(""), "scan"),
        ("old.doc", b"x", "format"),
        ("all.zip", b"x", "format"),
        ("plan.dwg", b"x", "format"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_a_notice(mini: Path, name: str, data: bytes, reason: str) -> None:
    attach(mini, name, data)
    (one,) = findings(mini)
    assert (one.code, one.args["reason"]) == ("personal.unread", f"unread.{reason}")


def test_a_huge_file_is_not_opened(mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "LARGEST", 10)
    attach(mini, "a.pdf", pdf(MOBILE))
    assert [f.args["reason"] for f in findings(mini)] == ["unread.large"]


def test_forms_that_call_each_other_come_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of ten forms draws the next twenty times: 20**10 strings, unless somebody looks at the clock."""
    from gongkai.documents import pdf as module

    monkeypatch.setattr(module, "_SECONDS", 0.5)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<<>>/XObject<</X 5 0 R>>>>>>",
    ]  # fmt: skip
    draw = zlib.compress(b"/X Do " * 20)
    head = b"<</Length %d/Filter/FlateDecode" % len(draw)
    objects.append(head + b">>stream\n" + draw + b"\nendstream")
    objects += [
        head + b"/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<<>>/XObject<</X %d 0 R>>>>>>stream\n" % (n + 1)
        + draw + b"\nendstream" for n in range(5, 15)
    ]  # fmt: skip
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, o) for n, o in enumerate(objects, 1))
    with pytest.raises(Unread, match="large"):
        module.read(b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R/Size 16>>\nstartxref\n0\n%%EOF")


# ---- what is told


def crowded(root: Path) -> None:
    """A portal with every number there is, in every place."""
    edit(
        root,
        "content/reports/jia/2023/report.md",
        "无。",
        f"{ID} {CARD}，电话{MOBILE}，护照E12345678，豫A12345\n\n### （五）{MOBILE}",
    )
    edit(root, "content/reports/jia/2023/report.yaml", "新收: [2, 1, 3]", f"新收: [{MOBILE}, {ID}, 电话{MOBILE}]")
    edit(root, "content/pages/guide.md", "示例。", f"[{MOBILE}](attachments/{MOBILE}.pdf)")
    attach(root, f"张某{MOBILE}.docx", docx(ID, creator="王五"))
    (root / f"content/{ID}.txt").write_text("", encoding="utf-8")


@pytest.mark.parametrize("style", ["full", "concise", "json", "github"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_output_holds_a_number(mini: Path, style: str, language: str) -> None:
    crowded(mini)
    result = CliRunner().invoke(main, ["check", "--lang", language, "--root", str(mini), "--format", style])
    assert result.exit_code == 1
    assert "138****1234" in result.output
    for number in (ID, CARD, MOBILE, "E12345678", "豫A12345", "王五", "李四", ID[:17], "1380000123"):
        assert number not in result.output


def test_other_families_are_veiled() -> None:
    one = finding(
        "cell.text", Span(f"a/{MOBILE}.md", 1, 1), Related("first", Span(MOBILE), ID), text=MOBILE, known=(ID, 3)
    )
    (shown,) = veil([one])
    assert MOBILE not in repr(shown)
    assert ID not in repr(shown)
    plain: Finding = finding("cell.text", Span("a.md", 1, 1), text="二")
    assert veil([plain])[0] is plain


def test_unreadable_options_do_not_accuse_the_telephone(mini: Path) -> None:
    edit(
        mini, "content/offices.yaml", "kind: government", "kind: government, contact: {telephone: '13800001234'}, x: 1"
    )
    assert short(findings(mini)) == ["error option.unknown content/offices.yaml:1:77"]


BAD_OPTIONS = "titel: 门户\nchecks: {contacts: ['139 0000 1234', 豫A12345]}\ncontact: {telephone: 137-0000-1234}\n"
TALK = "电话13900001234、137-0000-1234，公车豫A·12345，申请人手机13800001234，豫B12345。"


@pytest.mark.parametrize("options", [BAD_OPTIONS, BAD_OPTIONS + "a: [\n", "# " + BAD_OPTIONS.replace("\n", "\n# ")])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_unreadable_options_hide_no_strangers_number(mini: Path, options: str, encoding: str) -> None:
    """What stands in portal.yaml may be allowed there; every other number is found in the same round."""
    (mini / "content/portal.yaml").write_bytes(options.encode(encoding))
    edit(mini, "content/reports/jia/2023/report.md", "无。", TALK)
    personal_ = [f.args["masked"] for f in findings(mini) if f.code.startswith("personal.")]
    assert personal_ == [("138****1234",), ("豫B***45",)]


def test_without_options_the_offices_telephone_is_known(mini: Path) -> None:
    (mini / "content/portal.yaml").unlink()
    telephone = "kind: government, contact: {telephone: '13800001234'}"
    edit(mini, "content/offices.yaml", "kind: government", telephone)
    edit(mini, "content/reports/jia/2023/report.md", "无。", f"电话{MOBILE}，申请人13900001234。")
    personal_ = [f.args["masked"] for f in findings(mini) if f.code.startswith("personal.")]
    assert personal_ == [("139****1234",)]


def test_real_texts_hold_nobodys_numbers() -> None:
    folder = SHARED / "reports"
    if not folder.is_dir():
        pytest.skip("no real texts here")
    for file in folder.glob("*.txt"):
        assert personal(file.read_text(encoding="utf-8")) == [], file.name


def test_every_code_of_the_family_is_known() -> None:
    assert sum(code.startswith("personal.") for code in CODES) == 8


def test_a_page_is_read_as_its_readers_see_it(mini: Path) -> None:
    """Marks within a number and character references do not hide it."""
    attach(mini, "a.html", f"<p>手机<b>{MOBILE[:3]}</b>{MOBILE[3:]}</p><a href='tel:'>无</a>".encode())
    attach(mini, "b.html", f"<p>手机&#{ord(MOBILE[0])};{MOBILE[1:]}</p>".encode())
    attach(mini, "c.html", f"<p>手机{MOBILE[:3]}<wbr>{MOBILE[3:]}</p><p>{MOBILE[:3]}</p><p>{MOBILE[3:]}</p>".encode())
    assert [f.code for f in findings(mini)] == ["personal.mobile"] * 3
