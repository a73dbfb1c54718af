"""The fixed, named people of the demo county: between them they show every programme and every difficulty.

| who | what they show |
| --- | --- |
| 沈国良 | 残疾五级因战 and 参战: the higher is paid, the other listed with its reason |
| 陆阿毛 | 残疾十级因公 and 参战: here the allowance is the higher one |
| 冯水林 | 带病回乡 and 农村籍: the rural allowance yields to any other |
| 姚建国 | 农村籍, reached 60 this month: first paid this month |
| 徐美珍 | 烈士遗属, lives alone |
| 吴雪芬 | 因公牺牲军人遗属 |
| 单秀兰 | 病故军人遗属; the surname is read Shan; her account was changed this month |
| 蒋月英 | 部分烈士老年子女 |
| 章金荣 | 在乡复员军人 who joined in the war of resistance |
| 屠永福 | 残疾八级 raised to seven, approved late: back pay |
| 钱阿大 | died three months ago, recorded only now: what was overpaid is recovered |
| 周根宝 | 参战, no bank account: the money waits |
| 朱振华 | 残疾一级 with 护理费, but the county's average wage is not entered: his payment stops and says why |
| 俞志明 | 参战, suspended from this month |
| 陈德兴 | 参试退役人员 |
| 欧阳慧 | 伤残人民警察, in work; a compound surname |
| 盛福妹 | 红军失散人员 |
"""

from __future__ import annotations

from datetime import date, timedelta

from youfu.config.demo.invent import Row, approved, recipient, served
from youfu.rules import periods

MINHE, HONGQIAO = ("乌镇镇", "民合村村委会"), ("乌镇镇", "虹桥村村委会")
PUYUAN, CHONGFU, SHIMEN = ("濮院镇", "永安社区居委会"), ("崇福镇", "城郊村村委会"), ("石门镇", "桂花村村委会")
COMBAT, RURAL = "参战退役人员", "60周岁以上农村籍退役士兵"


def stories(today: date) -> list[Row]:
    """Rows of the recipients' sheet; several for somebody with several programmes."""
    return [*_veterans(), *_several(), *_families(), _just_sixty(today)]


def _disabled(row: Row, grade: str, cause: str, employment: str) -> Row:
    return row | {
        "grade": grade,
        "cause": cause,
        "employment": employment,
        "certificate": f"军浙D{row['id_number'][8:14]}",
    }


def _several() -> list[Row]:
    """People with two programmes: what is paid, and what gives way."""
    war = (date(1979, 1, 10), date(1983, 1, 15))
    shen = recipient("沈国良", date(1960, 4, 12), 11, MINHE, "残疾军人")
    lu = recipient("陆阿毛", date(1961, 9, 3), 13, CHONGFU, "残疾军人")
    feng = recipient("冯水林", date(1956, 2, 20), 15, SHIMEN, "带病回乡退役军人")
    rural = (date(1975, 1, 5), date(1979, 3, 20))
    return [
        approved(_disabled(served(shen, *war), "五级", "因战", "在乡"), date(1984, 6, 5)),
        approved(served(shen | {"category": COMBAT}, *war), date(2008, 3, 12)),
        approved(_disabled(served(lu, *war), "十级", "因公", "在职"), date(2016, 11, 8)),
        approved(served(lu | {"category": COMBAT}, *war), date(2008, 3, 12)),
        approved(served(feng, *rural), date(1998, 5, 18)),
        approved(served(feng | {"category": RURAL}, *rural), date(2016, 2, 25), date(1956, 2, 20)),
    ]


def _veterans() -> list[Row]:
    """One programme each."""
    tu = recipient("屠永福", date(1968, 7, 21), 17, PUYUAN, "残疾军人")
    zhu = recipient("朱振华", date(1959, 12, 2), 19, MINHE, "残疾军人")
    zhou = recipient("周根宝", date(1958, 3, 30), 21, HONGQIAO, COMBAT) | {"bank": None, "account": None}
    qian = recipient("钱阿大", date(1946, 10, 14), 23, MINHE, "带病回乡退役军人")
    yu = recipient("俞志明", date(1962, 6, 6), 25, CHONGFU, COMBAT)
    chen = recipient("陈德兴", date(1950, 8, 17), 27, SHIMEN, "参试退役人员")
    ouyang = recipient("欧阳慧", date(1979, 5, 9), 12, ("梧桐街道", "庆丰社区居委会"), "伤残人民警察") | {
        "household": "城镇"
    }
    zhang = recipient("章金荣", date(1927, 1, 28), 29, PUYUAN, "在乡复员军人")
    return [
        approved(
            _disabled(served(tu, date(1987, 3, 1), date(1990, 12, 1)), "八级", "因公", "在职"),
            date(2012, 4, 11),
        ),
        approved(
            _disabled(served(zhu, date(1978, 12, 20), date(1981, 5, 1)), "一级", "因战", "在乡"),
            date(1981, 9, 1),
        ),
        approved(served(zhou, date(1977, 1, 8), date(1981, 1, 10)), date(2007, 12, 20)),
        approved(served(qian, date(1965, 8, 1), date(1970, 2, 10)), date(1995, 7, 3)),
        approved(served(yu, date(1984, 10, 1), date(1988, 12, 5)), date(2009, 1, 16)),
        approved(served(chen, date(1968, 4, 1), date(1973, 3, 10)), date(2007, 12, 20)),
        approved(_disabled(ouyang, "六级", "因公", "在职"), date(2015, 9, 23)),
        approved(served(zhang, date(1944, 6, 1), date(1952, 4, 15)), date(1979, 10, 8)),
    ]


def _families() -> list[Row]:
    xu = recipient("徐美珍", date(1938, 11, 5), 14, MINHE, "烈士遗属") | {"living_alone": "是"}
    wu = recipient("吴雪芬", date(1971, 3, 17), 16, PUYUAN, "因公牺牲军人遗属") | {"household": "城镇"}
    shan = recipient("单秀兰", date(1949, 6, 29), 18, CHONGFU, "病故军人遗属")
    jiang = recipient("蒋月英", date(1951, 9, 9), 20, SHIMEN, "部分烈士老年子女")
    sheng = recipient("盛福妹", date(1920, 2, 11), 22, HONGQIAO, "红军失散人员") | {"living_alone": "是"}
    return [
        approved(xu, date(1979, 8, 1)),
        approved(wu, date(2011, 5, 26)),
        approved(shan, date(2003, 10, 15)),
        approved(jiang, date(2012, 1, 9)),
        approved(sheng, date(1986, 12, 3)),
    ]


def _just_sixty(today: date) -> Row:
    """姚建国, born sixty years before the first of this month."""
    born = periods.first_day(periods.month_of(today) - 60 * 12)
    row = served(
        recipient("姚建国", born, 31, MINHE, RURAL), date(born.year + 19, 11, 1), date(born.year + 23, 3, 10)
    )
    return approved(row, periods.first_day(periods.month_of(today)) - timedelta(days=20), born)
