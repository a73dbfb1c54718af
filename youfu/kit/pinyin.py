"""Names as people search for them: full pinyin and initials. pypinyin reads surnames as common words, so those are our own."""

from __future__ import annotations

from functools import lru_cache

COMPOUND = {
    "万俟": "mo qi", "尉迟": "yu chi", "长孙": "zhang sun", "澹台": "tan tai", "令狐": "ling hu", "宇文": "yu wen",
    "单于": "chan yu", "欧阳": "ou yang", "司马": "si ma", "上官": "shang guan", "诸葛": "zhu ge", "司徒": "si tu",
    "皇甫": "huang fu", "慕容": "mu rong", "夏侯": "xia hou", "东方": "dong fang", "公孙": "gong sun", "端木": "duan mu",
}  # fmt: skip
SINGLE = {
    "单": "shan", "仇": "qiu", "区": "ou", "解": "xie", "曾": "zeng", "查": "zha", "朴": "piao", "任": "ren", "华": "hua",
    "盖": "ge", "翟": "zhai", "折": "she", "种": "chong", "黑": "he", "繁": "po", "员": "yun", "乐": "yue", "缪": "miao",
    "纪": "ji", "宁": "ning", "教": "jiao", "覃": "qin", "召": "shao", "尹": "yin", "谌": "chen", "晁": "chao", "秘": "bi",
    "冼": "xian", "尉": "wei", "卜": "bu", "柏": "bai", "车": "che", "晟": "cheng", "燕": "yan", "那": "na", "逄": "pang",
    "重": "chong", "祭": "zhai", "眭": "sui", "牟": "mou", "褚": "chu", "阚": "kan", "郗": "xi", "佘": "she", "洗": "xian",
}  # fmt: skip


@lru_cache(maxsize=50_000)
def pinyin_of(name: str) -> tuple[str, str]:
    """单建国 → ("shanjianguo", "sjg"); what is not a Chinese character keeps its letters, lower case."""
    from pypinyin import Style, lazy_pinyin  # a quarter of a second that most commands need not spend

    name = name.replace("·", "").replace(" ", "")
    if name[:2] in COMPOUND:
        head, rest = COMPOUND[name[:2]].split(), name[2:]
    elif name[:1] in SINGLE:
        head, rest = [SINGLE[name[:1]]], name[1:]
    else:
        head, rest = [], name
    syllables = [s.lower() for s in (*head, *lazy_pinyin(rest, style=Style.NORMAL)) if s]
    return "".join(syllables)[:120], "".join(s[0] for s in syllables)[:30]
