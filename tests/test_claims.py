"""Prose against tables: sentences as reports write them, over the numbers of an office that does not exist."""

import re
import tempfile
import time
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authored import portal, report_md, write
from gongkai.claims_read import sentences
from gongkai.claims_text import CITED, passages
from gongkai.claims_words import claiming
from gongkai.finding import Finding
from gongkai.pipeline import build, check
from gongkai.portal_read import all_forms

FORM = next(f for f in all_forms(Path("nowhere")) if f.id == "cn-annual-2021")
_TWO = [[1, 0, 11], [8, 26, 66], [44722], [3985], [88], ["961.6213"]]
_REVIEWS = [[3, 1, 1, 2, 7], [2, 0, 0, 1, 3], [1, 0, 1, 0, 2]]


def _row(person: int, firm: int = 0) -> list[object]:
    return [person, firm, 0, 0, 0, 0, person + firm]


# received 100, carried in 4, granted 38, partial 20, refused 10, unavailable 20, not processed 7, other 3: closed 98;
# carried out 6. Reviews 7 (3 upheld, 1 corrected, 1 other, 2 pending); lawsuits 3 + 2. The year before: received 80.
NOW = [
    *_TWO,
    _row(90, 10),
    _row(4),
    _row(28, 10),
    *map(_row, (20, 0, 3, 0, 2, 0, 0, 0, 5, 15, 3, 2, 4, 3, 0, 0, 0, 1, 0, 2)),
    _row(88, 10),
    _row(6),
    *_REVIEWS,
]
BEFORE = [
    *([[1, 0, 10], [9, 16, 84], *_TWO[2:]]),
    _row(80),
    _row(5),
    _row(30),
    *map(_row, (20, 0, 3, 0, 2, 0, 0, 0, 5, 11, 3, 0, 4, 3, 0, 0, 0, 0, 0, 0)),
    _row(81),
    _row(4),
    *_REVIEWS,
]

WRONG = [  # sentence, code, the words that are pointed at
    ("全年共收到政府信息公开申请101件。", "claim.number", "101"),
    ("2024年，全市新收政府信息公开申请 110 件，上年结转 4 件。", "claim.number", "110"),
    ("2024年，我市各级行政机关共受理政府信息公\n开申请\n1,104件。", "claim.number", "1,104"),
    ("全年共受理申请484件，均按时答复。", "claim.number", "484"),
    ("受理信息公开申请484件。", "claim.number", "484"),
    ("收到申请60件。", "claim.number", "60"),
    ("全年办理依申请公开１１件。", "claim.number", "１１"),
    ("收到政府信息公开申请**99**件，均依法办理。", "claim.number", "99"),
    ("全年新收申请100件，上年结转5件，办结98件，结转下年度继续办理6件。", "claim.number", "5"),
    ("全年收到申请100件，办结97件，结转下年度6件。", "claim.number", "97"),
    ("受理申请100件，答复98件（含上年度结转申请4件，另有7件顺延到下年度答复）。", "claim.number", "7"),
    ("其中，予以公开39件、部分公开20件、不予公开10件。", "claim.number", "39"),
    ("其中，予以公开38件、部分公开21件、不予公开10件、无法提供20件。", "claim.number", "21"),
    ("办结的申请中，不予公开决定12件。", "claim.number", "12"),
    ("无法提供的22件，不予处理的7件，其他处理（含申请人主动撤回申请）3件。", "claim.number", "22"),
    ("作其他处理（含申请人主动撤回申请）4件。", "claim.number", "4"),
    ("因政府信息公开被申请行政复议8件，被提起行政诉讼5件。", "claim.number", "8"),
    ("全市全年备案政府信息依申请公开领域行政复议案件7件，行政诉讼案件6件。", "claim.number", "6"),
    ("政府信息公开行政复议7件，其中结果维持4件，结果纠正1件，其他结果1件，尚未审结2件。", "claim.number", "4"),
    ("政府信息公开行政诉讼5件，其中结果维持4件，尚未审结1件。", "claim.number", "4"),
    ("全市共办理行政许可44822件，行政处罚3985件，行政强制88件。", "claim.number", "44822"),
    ("作出行政处罚处理决定3986件。", "claim.number", "3986"),
    ("全年行政事业性收费金额961.7万元。", "claim.number", "961.7"),
    ("全年行政事业性收费96.2万元。", "claim.number", "96.2"),
    ("制发行政规范性文件9件，废止26件，现行有效66件。", "claim.number", "9"),
    ("制发行政规范性文件8件，废止25件，现行有效66件。", "claim.number", "25"),
    ("制定政府规章2部。", "claim.number", "2"),
    ("- 新收申请101件\n- 办结98件", "claim.number", "101"),
    ("| 项目 | 数 |\n|---|---|\n| 申请 | 新收申请101件 |", "claim.number", "101"),
    ("新收政府信息公开申请100件，予以公开38件，占48.78%。", "claim.share", "48.78"),
    ("予以公开38件，占办结总数的28.8%。", "claim.share", "28.8"),
    ("不予公开10件，占本年度办结申请总数的20.4%。", "claim.share", "20.4"),
    ("收到政府信息公开申请100件，予以公开38件，占办结总数的38.0%。", "claim.share", "38.0"),
    ("办结政府信息公开申请98件，予以公开38件，占新收申请的38.8%。", "claim.share", "38.8"),
    ("部分公开20件，占比达30.4%。", "claim.share", "30.4"),
    ("予以公开{{申请.予以公开.总计}}件，占办结总数的28.8%。", "claim.share", "28.8"),
    ("政府信息公开行政复议方面，共8件，其中结果维持3件，结果纠正1件，其他结果1件，尚未审结2件。", "claim.split", "8"),
    ("收到政府信息公开申请100件，其中网上60件、信函41件。", "claim.split", "100"),
    ("收到公民、法人和其他组织政府信息公开申请100件，其中自然人90件、法人和其他组织12件。", "claim.split", "100"),
    ("收到政府信息公开申请100件，其中自然人90件、法人和其他组织12件。", "claim.number", "12"),
    ("收到政府信息公开申请100件（自然人90件，法人或其他组织12件）。", "claim.number", "12"),
    ("收到政府信息公开申请100件，其中自然人89件、商业企业10件。", "claim.number", "89"),
    ("接到咨询30件，其中来电20件、来信11件。", "claim.split", "30"),
    ("接到咨询30件（来电20件、来信5件、来访4件）。", "claim.split", "30"),
    ("全年收到的政府信息公开申请全部办结。", "claim.done", "全部办结"),
    ("全年收到的申请\n全部办\n结。", "claim.done", "全部办"),
    ("本年度未收到政府信息公开申请。", "claim.done", "未收到政府信息公开申请"),
    ("被申请行政复议的案件均获维持。", "claim.done", "均获维持"),
    ("行政复议无一被纠正。", "claim.done", "无一被纠正"),
    ("2024年全年未接到信息公开申请；各栏目发布文稿44篇。", "claim.done", "未接到信息公开申请"),
    ("没有因政府信息公开申请行政复议、提起行政诉讼的情况。", "claim.done", "没有因政府信息公开申请行政复议"),
    ("依申请公开的12件已全部答复办结，办结率100%。", "claim.done", "办结率100%"),
    ("全年收到政府信息公开申请100件，上年结转4件，均已全部办结。", "claim.done", "均已全部办结"),
    (
        "全年收到政府信息公开申请100件，加上上年结转4件，均在法定期限内答复，办结率100%。",
        "claim.done",
        "办结率100%",
    ),
    (
        "收到政府信息公开申请100件，其中自然人90件、法人或其他组织10件，上年结转4件，均已全部办结。",
        "claim.done",
        "均已全部办结",
    ),
    ("上年结转4件，新收政府信息公开申请100件，全部办结。", "claim.done", "全部办结"),
    ("收到政府信息公开申请{{申请.本年新收.总计}}件，上年结转4件，已全部办结。", "claim.done", "已全部办结"),
    ("收到的政府信息公开申请均按时答复，办结率达100%。", "claim.done", "办结率达100%"),
    ("全年共收到和办理依申请公开9件，全部为自然人申请。", "claim.number", "9"),
    ("共受理公民、法人和其他组织提出的政府信息公开申请5件。", "claim.number", "5"),
    ("新受理政府信息公开申请100件，办结98件，转下一年办理0件。", "claim.number", "0"),
    (
        "全年未发生因政府信息公开引起的行政复议、行政诉讼。",
        "claim.done",
        "未发生因政府信息公开引起的行政复议、行政诉讼",
    ),
    ("新收政府信息公开申请100件，同比增长20%。", "claim.change", "20"),
    ("新收政府信息公开申请100件，同比下降25%。", "claim.change", "25"),
    ("新收政府信息公开申请100件（含信函申请9件），比上年增加了30件。", "claim.change", "30"),
    ("新收政府信息公开申请100件，较2023年增长26.6%。", "claim.change", "26.6"),
    ("新收政府信息公开申请100件，与2023年度相比，下降25%。", "claim.change", "25"),
    ("全年新收申请数量较上年减少25.0%。", "claim.change", "25.0"),
]

SILENT = [
    "全年共收到政府信息公开申请100件，同比增长25%。",
    "全年共收办政府信息公开申请104件，办结98件，结转下年度6件。",
    "2024年，全市共受理政府信息公开申请 100 件，答复 98 件（含上年度结转申请 4 件，另有 6 件顺延到下年度答复）。",
    (
        "政府信息公开行政复议7件，其中结果维持3件，结果纠正1件，其他结果1件，尚未审结2件；政府信息公开行政诉讼5件，其中结果维持3件，"
        "其他结果1件，尚未审结1件。"
    ),
    "未经复议直接起诉3件，其中结果维持2件，尚未审结1件。复议后起诉2件，其中结果维持1件，其他结果1件。",
    "办理政府信息公开申请100件，办结98件，结转下一年办理6件，行政复议7件，复议后起诉2件。",
    (
        "全市全年共收办政府信息公开申请案件104件（市政府34件、市各有关部门30件、示例县20件、某县20件），同比增长22.35%，其中，自然人申请94件，"
        "法人或其他组织申请10件；予以公开38件、部分公开20件、不予公开10件、无法提供20件、不予处理7件、作其他处理（含申请人主动撤回申请）3件、"
        "转下年度办理6件。"
    ),
    "其中自然人94件，企业10件，办结98件，结转下年办理6件。",
    "共收到申请100件，其中自然人90件，企业10件，办结98件，结转下年办理6件。",
    "通过网络申请60件，占60.00%；通过信函申请30件，占30.00%；通过当面申请10件，占10.00%。",
    (
        "完成政府信息公开答复98件，包括上年结转信息公开申请4件。其中，予以公开答复38件，占38.78%；"
        "部分公开20，占20.41%；不予公开10件，"
        "占10.20%；无法提供的20件，占20.41%；不予处理的7件，占7.14%；其他处理3件，占3.06%。"
    ),
    "收到政府信息公开申请100件，予以公开38件，占办结总数的38.7%，占办理总数的38%，占申请总数的38.8%。",
    "收到政府信息公开申请100件，予以公开38件，占新收申请的38%，部分公开20件，占办结申请的20.4%。",
    "新收政府信息公开申请100件，比2023年增长25%，较2022年增长26.6%。",
    "收到政府信息公开申请100件，其中网上60件、信函44件。收到政府信息公开申请100件，其中网上60件、信函30件。",
    "收到政府信息公开申请100件，其中自然人90件、法人和其他组织10件（商业企业10件、科研机构0件）。",
    "收到政府信息公开申请100件，上年结转4件，其中自然人94件、法人或者其他组织10件。",
    "公民、法人和其他组织申请政府信息公开100件，公民法人和其他组织申请100件，依法保护自然人、法人或其他组织。",
    "政府信息公开申请予以公开38件，其中自然人28件、法人和其他组织10件；不予公开10件，均为自然人。",
    "市教育局收到政府信息公开申请12件，其中自然人11件、法人和其他组织1件。",
    "为商业企业办理登记300件，服务科研机构20家，惠及自然人5件。",
    "自然人的申请占90%，予以公开占38.8%。",
    "2023年共收到政府信息公开申请80件，办结81件。",
    "上年收到政府信息公开申请80件。",
    "近三年累计收到政府信息公开申请500件。",
    "计划明年办理申请120件。",
    "上半年收到政府信息公开申请45件。",
    "市教育局收到政府信息公开申请12件，示例县收到申请30件。",
    "市政府办公室收到政府信息公开申请34件。",
    "其中通过网络收到申请60件，信函收到申请30件。",
    "收到公众意见建议35件，办理留言33件，办结33件。",
    "12345热线受理诉求3000件，办结2990件，收到来信12件。",
    "办理全国人大建议3件、政协提案4件，全部办结。",
    "主动公开规范性文件5件，公开行政许可信息200条、行政处罚20件。",
    "审查规范性文件40件，修改规范性文件3件，印发政策文件11件。",
    "制定规章制度3件，印发方案2份。",
    "组织行政复议应诉培训3场，办理行政复议案件200件。",
    "全年收到政府信息公开申请100件，上年结转4件已全部办结。",
    "全年收到政府信息公开申请100件，办结98件，上年结转4件，全部办结。",
    "政府信息公开申请上年结转4件，均已办结。",
    "收到政府信息公开申请100件，办结98件；上年结转4件，已全部办结。",
    "收到政府信息公开申请100件，上年结转4件，均在法定期限内答复。",
    "收到政府信息公开申请100件，6件仍在办理，到答复时限的，办结率100%。",
    "收到政府信息公开申请100件，在法定期限内，均已办结。",
    "收到申请100余件，办结近90件，约30件予以公开。",
    "予以公开和部分公开合计58件，行政复议、行政诉讼共12件。",
    "予以公开、部分公开58件。",
    "予以公开（含部分公开）58件。",
    "答复时限由20个工作日缩短为15个工作日。",
    "收到申请3-5件的单位有12家。",
    "第3件申请涉及征地。",
    "除结转下年度的6件外，收到的申请全部办结。",
    "到期应答复的申请全部办结，均在法定期限内予以答复。",
    "网民留言全部办结，办结率100%。",
    "复议维持率提高5个百分点，公开申请同比增长1倍。",
    "发布信息14万余条，同比增长6.7%。",
    "行政事业性收费961.62万元，约合0.09亿元。",
    "行政事业性收费9616213元。",
    "现行有效行政规范性文件66件，同比下降21.43%。",
    "收到`申请999件`，见[新收申请999件](../2023/report.md)。".replace("新收申请999件", "原文"),
    "新收申请{{申请.本年新收.总计}}件，同比增长{{百分比(申请.本年新收.总计 / 上年.申请.本年新收.总计 - 1, 1)}}。",
    "征集意见30条，举办培训12场，其中市级8场、县级3场。",
    "接到咨询30件，其中来电20件、来信5件。",
    "接到咨询30件（其中来电20件、来信5件、来访4件）。",
    "共12场，其中市级8场，县级5场。",
    # as found in published reports, the numbers changed
    "主动公开市政府规章13件（含新制定5件，修改4件，废止4件），主动公开市政府行政规范性文件42件，人事任免文件106件。",
    "共收到依申请公开100件，上年结转4件，法定期限内予以答复98件，结转下年6件。",
    "承办建议提案48件，人大建议11件（主办10件、会办1件），政协提案37件（主办24件、会办13件）。",
    "全年办理政府信息公开申请104件，其中自然人94件，法人及其他组织10件；予以公开或部分公开58件，不予公开10件，无法提供等其他情况28件。",
    "办理书记县长信箱或领导信箱（网上信访）112件、12345政务服务热线8391件、人大代表建议123件、政协提案151件。",
    "共受理县长信箱有效信件163件，共办理12345热线47件，已全部办结，回复率和满意率均达100%。",
    "新受理政府信息公开申请100件，办结98件，上年结转政府信息公开申请4件，转下一年办理6件。",
    "全年共收到“领导信箱”来信158件，政务服务热线共收到19357件，办结率和回复率均达100%。",
    "新收政府信息公开申请100宗，其中4宗申请人已主动撤销申请，6宗仍在法定办理期限内，其余90宗均已在法定期限内答复。",
    "处理因政府信息公开申请有关行政复议7件。",
    "发生政府信息公开行政复议案件7件，为其他结果。",
    "未收到行政许可申请，未收到通过信函提出的申请。",
    "没有因政府信息公开行政复议被纠正的问题引发舆情。",
    "按时办结率100%，申请均在法定期限内全部办结。",
    "收到政府信息公开申请100件，正在办理6件，延期答复3件，不予受理2件，转其他机关办理1件。",
    "重点领域信息公开申请30件，办结28件；涉及征地的申请20件，办结18件。",
    "全市办理行政复议案件200件，其中维持100件，纠正20件。",
    "收到群众公开申请100件，公民申请90件。",
    "予以公开38件、部分公开20件，占59.2%。不予公开10件，占征地类申请的80%，占全市的3%。",
    "收到政府信息公开申请100件、办结98件，同比增长25%。",
    "收到政府信息公开申请100件，上年结转4件，其中予以公开38件、部分公开20件、不予公开10件、无法提供20件、不予处理7件、其他处理3件、结转6件。",
    "收到政府信息公开申请100件，其中予以公开38件、部分公开20件、不予公开10件、无法提供20件、不予处理7件、其他处理3件、结转6件。",
    "未发生因行政复议、行政诉讼败诉的情况，未发生行政复议被纠正的情形。",
    "公示双公示信息50件，其中行政许可20件、行政处罚30件。",
    "市教育局收到申请12件，予以公开10件、不予公开2件；某区收到申请30件，予以公开20件，结转下年度1件。",
    "全市收到政府信息公开申请100件，其中市教育局收到12件，予以公开10件。",
    "市政府办公室收到申请34件，其中予以公开10件，部分公开4件。",
    "通过网络收到申请60件，予以公开20件。上年收到申请80件，予以公开30件。",
    "受理申请100件，办理申请98件。",
    "全年收到政府信息公开申请100件，受理申请96件，不予受理4件。",
    "收到政府信息公开申请100件，依法受理95件、补正5件。",
    "受理低保申请484件，收到补贴申请60件，收到许可申请60件，收到行政复议申请60件，受理救助申请60件。",
    "低保方面，受理申请484件。救助补助发放工作中，收到申请60件，办结50件。",
    "市教育局受理申请12件，网上受理申请30件，正在办理申请6件，受理申请人电话咨询40件。",
    "低保窗口办理救助申请300件，办结290件，行政许可申请全部办结。",
    "全市收到行政复议案件200件，办理行政复议案件190件。",
    "全年政府信息公开申请中，答复准确率100%，规范性文件解读率达100%。",
]

MARKED = [
    "全年共收到政府信息公开申请101件{{另计}}。",
    "全年共收到政府信息公开申请101{{另计}}件。",
    "全年共收到政府信息公开申请101件，均已答复{{另计：按立案口径}}。",
    "全年共收到政府信息公开申请101件，均已答复。{{另计：按立案口径}}",
    "全年收到的政府信息公开申请全部办结{{other count: due ones}}。",
    "新收政府信息公开申请100件，同比增长20%{{另计}}。",
    "| 项目 | 数 |\n|---|---|\n| 申请 | 新收申请101件{{另计}} |",
]
USELESS = [
    "全年共收到政府信息公开申请100件{{另计}}。",
    "全年共收到政府信息公开申请100件{{另计}}，都已登记。",
    "{{另计}}",
    "#### 小标题{{另计}}",
]


def _claims(root: Path, paragraphs: Sequence[str]) -> list[tuple[int, Finding]]:
    """The findings, each with the number of its paragraph."""
    portal(root)
    write(root, FORM, 2023, BEFORE)
    file = write(root, FORM, 2024, NOW)
    text = report_md(FORM).replace("正文。", "### （一）依申请公开情况\n\n" + "\n\n".join(paragraphs), 1)
    file.with_name("report.md").write_text(text, encoding="utf-8")
    lines = text.split("\n")
    starts = []
    at = 0
    for paragraph in paragraphs:
        first = paragraph.split("\n", maxsplit=1)[0]
        at = lines.index(first, at)
        starts.append(at + 1)
        at += 1
    found = [f for f in check(root).findings if f.code.startswith(("claim.", "cite.", "rule."))]
    return [(max(i for i, s in enumerate(starts) if s <= f.span.line), f) for f in found]


def test_what_contradicts_the_table_is_found_at_its_number(tmp_path: Path) -> None:
    found = _claims(tmp_path, [sentence for sentence, _, _ in WRONG])
    text = (tmp_path / "content/reports/office/2024/report.md").read_text(encoding="utf-8").split("\n")
    got = [(WRONG[i][0], f.code, text[f.span.line - 1][f.span.column - 1 :][: len(WRONG[i][2])]) for i, f in found]
    assert got == WRONG
    assert all(str(f.severity) == "warning" for _, f in found)


def test_what_may_well_be_right_is_left_alone(tmp_path: Path) -> None:
    assert [(SILENT[i], f.code, f.args) for i, f in _claims(tmp_path, SILENT)] == []


@given(st.lists(st.sampled_from(range(len(WRONG))), min_size=1, max_size=3, unique=True), st.data())
@settings(max_examples=30)
def test_a_cited_number_never_disagrees(picked: list[int], data: st.DataObject) -> None:
    """Every number of a wrong sentence replaced by a citation, whatever it cites: nothing to say about numbers."""
    cited = st.sampled_from(["申请.本年新收.总计", "申请.总计.总计", "复议诉讼.行政复议.总计", "主动公开.规章.制发"])
    sentences = [
        re.sub(r"[\d１,.]*[\d１](?=\**\s*(?:件|部|宗|%|万元))", lambda _: "{{" + data.draw(cited) + "}}", WRONG[i][0])
        for i in picked
        if WRONG[i][1] != "claim.done"
    ]
    with tempfile.TemporaryDirectory() as folder:
        assert [f.code for _, f in _claims(Path(folder), [*sentences, "正文。"])] == []


def test_a_mark_takes_a_claim_back(tmp_path: Path) -> None:
    assert [(MARKED[i], f.code, f.args) for i, f in _claims(tmp_path, MARKED)] == []


def test_a_mark_for_nothing_is_told(tmp_path: Path) -> None:
    assert [(i, f.code) for i, f in _claims(tmp_path, USELESS)] == [(i, "claim.mark") for i in range(len(USELESS))]


@pytest.mark.parametrize("mark", ["{{另计}}", "{{另计：按立案口径}}", " {{other count}}"])
def test_a_mark_leaves_no_trace_on_the_page(mark: str, tmp_path: Path) -> None:
    """The page with marks and the page without are the same bytes; nothing gets into the search either."""
    texts = [
        "收到申请101件{}，**办结**97件{}。",
        "收到申请101件，\n办结97件{}\n（另有3件）。",
        "- 新收申请101件{}",
        "| 项目 |\n|---|\n| 新收申请101件{} |",
        "Received 101{} in all{}.",
    ]
    sites = []
    for name, shown in (("with", mark), ("without", "")):
        root = tmp_path / name
        portal(root)
        file = write(root, FORM, 2024, NOW)
        prose = "\n\n".join(t.replace("{}", shown) for t in texts)
        file.with_name("report.md").write_text(report_md(FORM).replace("正文。", prose, 1), encoding="utf-8")
        assert build(root, root / "site").summary is not None
        files = sorted(p for p in (root / "site").rglob("*") if p.is_file())
        sites.append({p.relative_to(root / "site"): p.read_bytes() for p in files})
    assert sites[0] == sites[1]


_WORDS = "信息公开 政府信息 申请 收到 办结 没有 未发生 行政复议 其中 同比增长 占 件 的 上年 2024年 市教育局"
_SIGNS = ("、", "，", "。", "（", "）", "3", "１", "%", "{{", "}}", "{{另计}}", "`", "[", "](", "|", "- ", "#", "***")
_PIECES = (*_WORDS.split(), *_SIGNS, " ", "\n", "\n\n")


@given(st.lists(st.sampled_from(_PIECES), max_size=60))
@settings(max_examples=200)
def test_any_text_is_read_and_every_place_is_right(pieces: list[str]) -> None:
    source = "".join(pieces)
    assert FORM.claims is not None
    for passage in passages(source, lambda _: True):
        for at, char in enumerate(passage.text):
            there = source[passage.origin(at)]
            assert char in (there, "\n", " ", CITED) or unicodedata.normalize("NFKC", there) == char or there in "()"
        for sentence in sentences(passage, FORM.claims, 2024, "示例市"):
            for mention in sentence.mentions:
                assert sentence.start <= mention.start < mention.end <= sentence.end


def test_overlapping_filling_words_cost_no_time() -> None:
    assert FORM.claims is not None
    for text in ("收到" + "信息公开" * 5000 + "3", "没有" + "因政府信息公开申请" * 3000, "3件（" * 3000, "{{" * 5000):
        started = time.process_time()
        for passage in passages(text, claiming(FORM.claims)):
            list(sentences(passage, FORM.claims, 2024, "示例市"))
        assert time.process_time() - started < 1
