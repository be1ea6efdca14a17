"""The prose of fictional reports: sentences that follow from the numbers, and frames that differ from year to year."""

from collections.abc import Sequence
from string import Template

from fiction_numbers import FIRST_YEAR, FORM_2019, FORM_2021, NEW_FORM, Numbers, Office

SECTIONS = (
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
)
OVERVIEW = ("主动公开情况", "依申请公开情况", "政府信息管理情况", "政府信息公开平台建设情况", "监督保障情况")
_ORDER = "一二三四五"
MANY = 20  # from so many on, shares in per cent say something


def self_of(office: Office) -> str:
    """How an office speaks of itself: a government is no 局."""
    if office.kind == "government":
        return "市政府" if office.name.endswith("市人民政府") else "区政府"
    return {"town": "我镇", "subdistrict": "我街道"}.get(office.kind, "我局")


def turned(frames: Sequence[str], year: int, shift: int, count: int) -> list[str]:
    """So many frames; the years next to this one take others."""
    start = shift * 3 + (year - FIRST_YEAR) * count
    return [frames[(start + i) % len(frames)] for i in range(count)]


def preamble(office: Office, year: int, turn: int) -> str:
    """The legal basis, the statistics period, where the report is, and whom to ask."""
    desk = office.name + ("办公室" if office.kind == "government" else "")
    given = dict(office.contact)
    address = "，".join(f"{label}：{given[key]}" for key, label in CONTACT.items() if key in given)
    return Template(OPENINGS[turn % len(OPENINGS)]).substitute(
        name=office.name,
        desk=desk,
        ask=f"请与{desk}联系" + (f"（{address}）" if address else ""),
        year=year,
        period=f"统计期限自{year}年1月1日起至{year}年12月31日止",
        act="《中华人民共和国政府信息公开条例》（以下简称《条例》）",
        notice="《中华人民共和国政府信息公开工作年度报告格式》"
        if year >= NEW_FORM
        else "《关于政府信息公开工作年度报告有关事项的通知》",
    )


CONTACT = {"address": "地址", "postcode": "邮编", "telephone": "电话"}
OPENINGS = (
    (
        "根据${act}和${notice}的要求，编制本报告。报告所列数据的${period}。"
        "报告电子版可在本站查阅、下载。对报告内容如有疑问，${ask}。"
    ),
    (
        "本报告由${desk}依照${act}第五十条的规定编制，${period}。"
        "公众可在本站“年度报告”栏目查阅全文并下载数据；如需了解详情，${ask}。"
    ),
    ("现依照${act}的规定，公布${name}${year}年政府信息公开工作年度报告。各项数据的${period}。如有疑问，${ask}。"),
)
RECEIVED = (  # the first two read well of nought carried over, too
    (
        "${year}年，${me}新收政府信息公开申请{{申请.本年新收.总计}}件，上年结转{{申请.上年结转.总计}}件；"
        "全年办结{{申请.总计.总计}}件，结转下年度继续办理{{申请.结转下年度.总计}}件。"
    ),
    (
        "全年新收政府信息公开申请{{申请.本年新收.总计}}件，${me}办结{{申请.总计.总计}}件；"
        "上年结转的为{{申请.上年结转.总计}}件，转入下年度办理的为{{申请.结转下年度.总计}}件。"
    ),
    (
        "全年收到政府信息公开申请{{申请.本年新收.总计}}件，连同上年结转的{{申请.上年结转.总计}}件，"
        "${me}共办结{{申请.总计.总计}}件，{{申请.结转下年度.总计}}件按期限结转下年度办理。"
    ),
    (
        "${me}依法办理政府信息公开申请，本年度新收{{申请.本年新收.总计}}件、办结{{申请.总计.总计}}件"
        "（含上年结转{{申请.上年结转.总计}}件），尚在办理期限内的{{申请.结转下年度.总计}}件转入下年度。"
    ),
)
COMPARED = (
    "新收数量比上年的{{上年.申请.本年新收.总计}}件${word}{{绝对值(申请.本年新收.总计 - 上年.申请.本年新收.总计)}}件",
    "与上年新收{{上年.申请.本年新收.总计}}件相比，${word}了{{绝对值(申请.本年新收.总计 - 上年.申请.本年新收.总计)}}件",
)
SHARE = "{{百分比(绝对值(申请.本年新收.总计 - 上年.申请.本年新收.总计) / 上年.申请.本年新收.总计, 1)}}"
CLOSED = (
    (
        "从申请人看，自然人提出{{申请.本年新收.自然人}}件，商业企业提出{{申请.本年新收.商业企业}}件。"
        "从办理结果看，予以公开{{申请.予以公开.总计}}件，占{{百分比(申请.予以公开.总计 / 申请.总计.总计, 1)}}；"
        "部分公开{{申请.部分公开.总计}}件，占{{百分比(申请.部分公开.总计 / 申请.总计.总计, 1)}}；"
        "因本机关不掌握而无法提供{{申请.无法提供.不掌握.总计}}件。"
    ),
    (
        "办结的申请中，予以公开和部分公开合计{{申请.予以公开.总计 + 申请.部分公开.总计}}件，"
        "占{{百分比((申请.予以公开.总计 + 申请.部分公开.总计) / 申请.总计.总计, 1)}}；"
        "本机关不掌握的{{申请.无法提供.不掌握.总计}}件，已告知申请人；信访举报投诉类{{申请.不予处理.信访举报投诉.总计}}件，"
        "告知通过相应渠道提出。"
    ),
    (
        "自然人的申请占{{百分比(申请.本年新收.自然人 / 申请.本年新收.总计, 1)}}，"
        "其余由法人或其他组织提出。全年予以公开{{申请.予以公开.总计}}件，部分公开{{申请.部分公开.总计}}件，"
        "属于行政查询事项的{{申请.不予公开.行政查询事项.总计}}件，重复申请{{申请.不予处理.重复申请.总计}}件。"
    ),
)


def applied(office: Office, numbers: Numbers, before: Numbers | None, turn: int) -> str:
    """What the numbers of table 3 say, each of them cited."""
    carried = numbers.last("申请", "上年结转") and numbers.last("申请", "结转下年度")
    text = RECEIVED[turn % (len(RECEIVED) if carried else 2)]
    new = numbers.last("申请", "本年新收")
    old = before.last("申请", "本年新收") if before else -1
    if old == new:
        text += "新收数量与上年（{{上年.申请.本年新收.总计}}件）持平。"
    elif old >= 0:
        text += COMPARED[turn % len(COMPARED)]
        text += f"，{'增' if new > old else '降'}幅{SHARE}。" if old >= MANY else "。"
    closed = numbers.last("申请", "总计")
    if closed >= MANY and new:
        text += CLOSED[turn % len(CLOSED)]
    elif closed:
        text += "办结的申请中，予以公开{{申请.予以公开.总计}}件，部分公开{{申请.部分公开.总计}}件。"
    word = "增加" if new > old else "减少"
    return Template(text).substitute(me=self_of(office), year=numbers.year, word=word)


def reviewed(numbers: Numbers) -> str:
    """What the numbers of table 4 say."""
    reviews = numbers.last("复议诉讼", "行政复议")
    suits = numbers.last("复议诉讼", "未经复议直接起诉") + numbers.last("复议诉讼", "复议后起诉")
    if not reviews + suits:
        return "全年未发生因政府信息公开引起的行政复议、行政诉讼。"
    text = "因政府信息公开被申请行政复议{{复议诉讼.行政复议.总计}}件"
    text += "（其中结果纠正{{复议诉讼.行政复议.结果纠正}}件）" if numbers.rows["复议诉讼", "行政复议"][1] else ""
    if suits:
        return text + "，被提起行政诉讼{{复议诉讼.未经复议直接起诉.总计 + 复议诉讼.复议后起诉.总计}}件。"
    return text + "，未被提起行政诉讼。"


def managed(numbers: Numbers) -> str:
    """What the numbers of table 2 say of normative documents."""
    if numbers.form == FORM_2019:
        return "制发规范性文件{{主动公开.规范性文件.新制作}}件，累计对外公开{{主动公开.规范性文件.公开总数}}件。"
    return (
        "制发行政规范性文件{{主动公开.行政规范性文件.制发}}件，废止{{主动公开.行政规范性文件.废止}}件，"
        "现行有效{{主动公开.行政规范性文件.现行有效}}件。"
    )


def fee(numbers: Numbers, turn: int) -> str:
    """The fee, which the 2021 form wants in section six; nothing is due there in the 2019 form."""
    if numbers.form == FORM_2019:
        return ("无其他需要报告的事项。", "无。")[turn % 2]
    rule = "《政府信息公开信息处理费管理办法》"
    if numbers.facts["信息处理费"]:
        return (
            f"依照{rule}，本年度收取政府信息公开信息处理费{{{{信息处理费}}}}元。",
            f"本年度按件计收信息处理费{{{{信息处理费}}}}元，收费依据为{rule}，所收费用全部上缴国库。",
        )[turn % 2]
    if numbers.form == FORM_2021 and numbers.last("申请", "其他处理", "逾期未缴费"):
        unpaid = "{{申请.其他处理.逾期未缴费.总计}}"
        return f"依照{rule}发出收费通知后，申请人逾期未缴费的{unpaid}件不再处理；本年度实际收取信息处理费0元。"
    return (
        f"本年度没有依照{rule}发出收费通知，收取信息处理费0元。",
        "本年度提供政府信息未收取信息处理费。无其他需要报告的事项。",
    )[turn % 2]


def assemble(office: Office, year: int, opening: str, overview: Sequence[str], rest: Sequence[str]) -> str:
    """report.md: the opening, five parts of section one, then problems, improvements, and other matters."""
    lines = [f"# {office.name}{year}年政府信息公开工作年度报告", "", opening, "", "## 一、总体情况", ""]
    for number, title, text in zip(_ORDER, OVERVIEW, overview, strict=True):
        lines += [f"### （{number}）{title}", "", text, ""]
    for heading in SECTIONS:
        lines += [f"## {heading}", ""]
    problems, improvements, other = rest
    lines += ["## 五、存在的主要问题及改进情况", "", "### （一）存在的主要问题", "", problems, ""]
    lines += ["### （二）改进情况", "", improvements, "", "## 六、其他需要报告的事项", "", other]
    return "\n".join(lines) + "\n"


TOPICS = {
    "government": ("重大建设项目", "财政资金使用", "民生实事项目", "营商环境", "公共资源交易", "社会救助", "城市更新"),
    "education": ("义务教育招生", "学前教育", "教师招聘", "学生资助", "校外培训治理", "校园安全", "课后服务"),
    "finance": ("预决算", "政府采购", "惠企补贴", "专项资金分配", "政府债务", "国有资产", "绩效评价"),
    "land": ("征地补偿", "国土空间规划", "不动产登记", "土地出让", "地质灾害防治", "矿业权", "耕地保护"),
    "health": ("公共卫生服务", "医疗机构执业", "疫苗接种", "托育服务", "家庭医生签约", "职业健康", "医疗收费"),
    "transport": ("农村公路建设", "公交线网调整", "客货运输许可", "路政执法", "超限治理", "出租汽车管理", "水上安全"),
    "market": ("食品安全抽检", "经营主体登记", "特种设备安全", "消费维权", "价格监管", "知识产权保护", "质量监督"),
    "town": ("惠农补贴", "农村低保", "宅基地审批", "人居环境整治", "高标准农田建设", "防汛抗旱", "危房改造"),
    "subdistrict": ("社区服务", "老旧小区改造", "养老助残", "垃圾分类", "综合执法", "就业援助", "公租房申请"),
}
PROACTIVE = (
    "围绕$a、$b等群众关心的事项，$me按照公开目录逐项发布依据、条件、流程和结果，做到应公开尽公开。",
    "$a方面的政策在印发后二十个工作日内全部公开，并同步发布简明问答，方便群众按图索骥。",
    "$me把$a和$b列为年度公开重点，明确责任科室、公开时限和公开方式，按季度核对完成情况。",
    "针对$a办理中咨询较多的环节，$me整理常见问题，用流程图、短视频等形式作出说明。",
    "对涉及群众切身利益的$a事项，决策前公开草案和说明，征集意见后公开采纳情况及理由。",
    "$a和$b工作的年度安排、进展和完成情况，按项目向社会公布，接受群众监督。",
    "在$a集中办理期间，$me每周更新进度，线上线下同步公示，减少群众往返和重复咨询。",
    "推动$a信息由“分散发布”改为“专题集成”，把政策、办事入口和咨询电话放在同一页面。",
)
ANSWERED = (
    "收到申请后当日登记、三日内分办，对表述不清的申请先电话沟通，再一次性告知补正内容。",
    "答复书统一格式，写明事实、依据和救济途径，复杂申请由法制机构会同业务科室共同研究。",
    "对同类申请较多的事项开展分析，能够转为主动公开的，整理后在专栏集中公布。",
    "坚持区分处理，能够去除敏感内容后提供的，不简单作不予公开决定。",
    "开通当面、信函和网络三种申请渠道，在服务窗口放置申请表样和填写说明。",
    "对不属于本机关掌握的信息，尽量告知掌握该信息的机关名称和联系方式。",
)
KEPT = (
    "严格执行公开属性源头认定，公文起草时同步确定主动公开、依申请公开或者不予公开，并说明理由。",
    "落实“先审查、后公开”，发布前由拟稿人、科室负责人和分管负责人三级把关，防止个人信息泄露。",
    "对历年文件逐件核对，更新有效性标注，失效、废止文件保留原文并在显著位置注明。",
    "修订主动公开基本目录，删除已划出的职责事项，补充$a、$b等新增内容。",
    "统一文件发布格式，标题、文号、成文日期、发布机关等要素齐全，便于检索和引用。",
    "建立发布台账，对错别字、失效链接和过期公示实行发现一处、整改一处、举一反三。",
)
PLATFORM = (
    "优化政府信息公开专栏，按照指南、制度、法定主动公开内容和年报四个部分统一设置。",
    "在服务大厅设立政务公开专区，提供查询终端、纸质文件和现场解答，$a材料可以免费复印。",
    "规范政务新媒体运营，停办更新不及时、功能相近的账号，集中力量办好主要账号。",
    "改进站内检索，标题、文号和正文均可查找，$a类文件可以按年份、主题筛选。",
    "开展网站适老化和无障碍改造，增加大字版和语音朗读，方便老年人、残疾人获取信息。",
    "将专栏数据按开放格式提供下载，重要表格除图片外同时提供可编辑文本。",
)
WATCHED = (
    "主要负责人听取政务公开工作汇报，分管负责人定期调度，配备专职人员负责日常发布。",
    "把政务公开纳入年度考核内容，对栏目更新、答复时限、解读质量逐项评分并通报结果。",
    "组织《条例》和依申请公开案例培训{{业务培训}}场，新任公开工作人员全部参加。",
    "邀请服务对象代表参加政务公开座谈，对查找是否方便、解读是否易懂当面评议。",
    "每季度对照清单开展自查，对发现的问题书面交办，并在下一季度复核整改情况。",
    "设立监督电话和意见邮箱，对群众反映的公开不及时、不准确问题及时核实回复。",
)
JUDGED = (
    "工作考核、社会评议和责任追究结果：年度考核结果已经通报，社会评议总体满意，未发生责任追究情形。",
    "工作考核结果纳入综合绩效评价；社会评议采取网上问卷方式，意见已逐条办理；全年没有需要责任追究的情形。",
    "对所属单位开展工作考核并公布结果，委托第三方开展社会评议，本年度责任追究结果为零。",
)
PROBLEMS = (
    "$a信息更新还不够及时",
    "政策解读以文字为主，形式比较单一",
    "基层工作人员变动较多，业务熟练程度不够",
    "$a与$b分属不同栏目，群众查找不便",
    "依申请公开答复的说理性有待加强",
    "公开内容与群众关心的$a结合不够紧密",
    "对网民留言的分析利用不够，主动回应偏少",
    "部分历史文件尚未完成数字化，检索不便",
)
MEASURES = (
    "对$a信息实行发布时限提醒，逾期未更新的由办公室督办",
    "丰富解读形式，重要政策配发图解和问答",
    "建立岗位交接清单和轮训制度，以案例带动能力提升",
    "整合栏目设置，把$a、$b集中到专题页面",
    "完善答复文书模板，增加事实认定和理由说明",
    "按月梳理群众咨询，把$a中的高频问题转为主动公开",
    "将留言办理情况纳入月度通报，共性问题统一答复",
    "分批扫描、校核历史文件，完成一批、上线一批",
)


def report(office: Office, numbers: Numbers, before: Numbers | None, shift: int) -> str:
    """A whole report.md from frames; `shift` tells offices apart."""
    year, me = numbers.year, self_of(office)
    topics = TOPICS[office.topic]
    used = shift + year

    def say(frames: Sequence[str], count: int, joint: str = "") -> str:
        nonlocal used
        texts = []
        for frame in turned(frames, year, shift, count):
            used += 2
            a, b = topics[used % len(topics)], topics[(used + 3) % len(topics)]
            texts.append(Template(frame).substitute(me=me, a=a, b=b))
        if not joint:
            return "".join(texts)
        return joint.join(f"{word}是{text}" for word, text in zip(_ORDER, texts, strict=False)) + "。"

    counted = (
        "{{year}}年发布信息{{发布信息}}条，政策解读{{政策解读}}篇，办理留言{{办理留言}}件。".replace(
            "{{year}}", str(year)
        ),
        "全年累计发布各类信息{{发布信息}}条，其中政策解读{{政策解读}}篇；公开征集意见{{征集意见}}次。",
    )[(shift + year) % 2]
    decided = "作出行政许可处理决定{{主动公开.行政许可.处理决定}}件，有关结果依法公示。"
    overview = (
        counted + decided + say(PROACTIVE, 3),
        applied(office, numbers, before, shift + year) + reviewed(numbers) + say(ANSWERED, 2),
        managed(numbers) + say(KEPT, 3),
        say(PLATFORM, 3),
        say(WATCHED, 2) + (turned(JUDGED, year, shift, 1)[0] if office.kind in ("government", "town") else ""),
    )
    rest = (
        f"{year}年，{me}政府信息公开工作仍有不足：" + say(PROBLEMS, 3, "；"),
        "针对上述问题，已经采取并将继续落实以下措施：" + say(MEASURES, 3, "；"),
        fee(numbers, shift + year),
    )
    return assemble(office, year, preamble(office, year, shift + year), overview, rest)
