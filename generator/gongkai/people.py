"""Whether the author that a document names is a person, by the hundred-odd surnames that nearly everybody bears.

Programs and computers sign documents too (`Administrator`, `WPS 用户`, `python-docx`), and so do offices: these are
nobody's personal data. A name in Latin letters counts only where a surname in pinyin stands at its head or end.
"""

import re

_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧肖程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎闫余潘杜戴夏钟汪田任姜范方石姚谭廖"
    "邹熊金陆郝孔白崔康毛邱丘秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂焦向柳邢路岳齐沿"
    "梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚"
)
_DOUBLE = ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "司徒", "令狐", "夏侯", "端木")
_NOT = re.compile(
    r"[局办府会厅处科部院校室所站委队团县市区镇乡村省]$|用户|公司|中心|大学|中学|小学|街道|政府|单位|电脑|软件|系统|管理员|作者|未知|匿名|本地|办公|打印|扫描|文秘"
)
_PINYIN = re.compile(
    "(?:wang|li|zhang|liu|chen|yang|zhao|huang|zhou|wu|xu|sun|hu|zhu|gao|lin|guo|luo|liang|song|zheng|xie|tang|feng|dong|"
    "xiao|cheng|cao|yuan|deng|peng|lyu|jiang|cai|jia|ding|wei|xue|ye|yan|pan|dai|xia|zhong|tian|fan|fang|yao|tan|liao|"
    "zou|xiong|jin|lu|hao|kong|bai|cui|kang|mao|qiu|qin|gu|hou|shao|meng|long|duan|lei|qian|yin|qiao|he|lai|gong)"
)


def is_person(name: str) -> bool:
    """Whether a name is a person's."""
    text = re.sub(r"[\s·]+", " ", name).strip()
    joined = text.replace(" ", "")
    if re.fullmatch(r"[\u4e00-\u9fff]{2,4}", joined):
        surname = joined[:2] if joined.startswith(_DOUBLE) else joined[0]
        known = len(surname) == 2 or surname in _SURNAMES
        return known and 1 <= len(joined) - len(surname) <= 2 and _NOT.search(joined) is None
    words = text.lower().split(" ")
    latin = len(words) in (2, 3) and all(re.fullmatch(r"[a-z]{2,12}", w) for w in words)
    return latin and any(_PINYIN.fullmatch(w) for w in (words[0], words[-1]))


def initial(name: str) -> str:
    """A name of which only the beginning is told."""
    return name[:1] + "**"
