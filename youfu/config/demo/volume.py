"""The people around the stories: as many and as mixed as in a small county, the same every time."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from youfu.config.demo.invent import Row, approved, recipient, served
from youfu.rules import periods

PEOPLE = 1500
SEED = 330499
SURNAMES = "沈陈朱王姚张徐吴钱陆俞周金李高许顾施曹潘屠范蒋冯褚杨马曾单仇"
MEN = "国建根阿金水永福荣祥明德兴林松泉法富坤良荣华志伟强军勇平清发生宝"
WOMEN = "美珍雪芬秀兰月英阿玲凤娥彩琴惠芳玉梅素珠金仙水花丽娟红琴巧云菊"
BANKS = ("桐乡农商银行", "中国农业银行", "中国邮政储蓄银行", "中国工商银行")
GRADES = "一二三四五六七八九十"
# Category, share in a thousand, and the years in which such people were born.
MIX = (
    ("60周岁以上农村籍退役士兵", 655, (1940, 1964)),
    ("参战退役人员", 85, (1955, 1967)),
    ("带病回乡退役军人", 80, (1942, 1976)),
    ("残疾军人", 95, (1938, 1998)),
    ("伤残民兵民工", 5, (1940, 1975)),
    ("部分烈士老年子女", 30, (1934, 1956)),
    ("烈士遗属", 10, (1936, 1975)),
    ("因公牺牲军人遗属", 8, (1938, 1980)),
    ("病故军人遗属", 12, (1938, 1980)),
    ("参试退役人员", 11, (1940, 1962)),
    ("在乡复员军人", 9, (1925, 1935)),
)
FAMILY = {"部分烈士老年子女", "烈士遗属", "因公牺牲军人遗属", "病故军人遗属"}
DISABLED = {"残疾军人", "伤残民兵民工"}


def volume(places: Sequence[tuple[str, str]], people: int = PEOPLE) -> Iterator[Row]:
    """Rows of the recipients' sheet for (town, village) names, in payment since before the year 2026."""
    chance, where = random.Random(SEED), random.Random(SEED)  # two: people do not depend on the places
    used: Counter[tuple[date, bool]] = Counter()
    shares = [share for _category, share, _years in MIX]
    for category, _share, (first, last) in chance.choices(MIX, shares, k=people):
        born = date(first, 1, 1) + timedelta(days=chance.randrange((last - first + 1) * 365))
        man = category not in FAMILY or chance.random() < 0.25
        used[born, man] += 1
        sequence = 300 + 2 * used[born, man] + man
        name = chance.choice(SURNAMES) + "".join(
            chance.sample(MEN if man else WOMEN, chance.choice((1, 2, 2)))
        )
        row = recipient(name, born, sequence, where.choice(places), category) | {"bank": chance.choice(BANKS)}
        yield _history(_particulars(row, chance), born, chance)


def _particulars(row: Row, chance: random.Random) -> Row:
    """What differs between people of a category."""
    extra: Row = {"living_alone": "是" if chance.random() < 0.04 else "否"}
    if row["category"] in FAMILY or chance.random() < 0.1:
        extra["household"] = chance.choice(("农村", "城镇"))
    if row["category"] in DISABLED:
        grade = chance.choices(range(1, 11), (1, 1, 2, 3, 8, 10, 15, 25, 20, 15))[0]
        causes = ("因战", "因公", "因病") if grade <= 6 else ("因战", "因公")
        extra |= {"grade": f"{GRADES[grade - 1]}级", "cause": chance.choice(causes)}
        extra |= {
            "employment": chance.choice(("在职", "在乡")),
            "certificate": f"军浙D{chance.randrange(10**6):06d}",
        }
    return row | extra


def _history(row: Row, born: date, chance: random.Random) -> Row:
    """Service and approval, in an order that could have been."""
    category = row["category"]
    if category in FAMILY:
        return approved(row, _between(chance, max(born.year + 20, 1996), 2023))
    enlisted = date(
        born.year + chance.choice((18, 19, 20)), chance.choice((1, 3, 11, 12)), chance.randrange(1, 29)
    )
    if category == "参战退役人员":
        enlisted = enlisted.replace(year=min(max(enlisted.year, 1976), 1986))
    if category == "在乡复员军人":
        enlisted = enlisted.replace(year=min(born.year + 17, 1953))
    discharged = enlisted + timedelta(days=chance.randrange(2 * 365, 6 * 365))
    row = served(row, enlisted, discharged)
    if category == "60周岁以上农村籍退役士兵":
        sixty = max(periods.birthday(born, 60), date(2011, 8, 1))
        return approved(row, sixty + timedelta(days=chance.randrange(5, 150)), born)
    return approved(row, _between(chance, max(discharged.year + 2, 1996), 2023))


def _between(chance: random.Random, first: int, last: int) -> date:
    return date(chance.randint(min(first, last), last), chance.randint(1, 12), chance.randint(1, 28))
