"""Lump sums after a death 死亡一次性待遇: 烈士褒扬金, 一次性抚恤金 with its increase for honours, 丧葬补助.

| sum | rule | source |
| --- | --- | --- |
| 烈士褒扬金 | 30 × national urban income per head of the year before | 烈士褒扬条例 |
| 一次性抚恤金 | 20 × that income (烈士, 因公牺牲) or 2 × (病故), and 40 months of own pay (少尉 or more) | 2024, article 15 |
| increase | of that, the highest honour only | article 16; before 2024-10-01 article 13 of the former text |
| 丧葬补助 | 6 months (三属; 参战, 参试 since 2024-10-01), 12 months (退役残疾军人, of illness) | articles 22, 32, 62 |

The multiples, months and shares are figures of the standards library for the day of death.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from youfu.rules.figures import Book, Computed, Part, computed, percent, plain
from youfu.rules.findings import Finding
from youfu.rules.money import fen_to_yuan, share
from youfu.rules.programmes import title

MARTYRS = "烈士褒扬条例"
GRATUITY = "军人抚恤优待条例（2024）第十五条"
INCREASE = "军人抚恤优待条例（2024）第十六条"
OLD_TEXT = "军人抚恤优待条例（2019）第十三条"
FUNERAL = MappingProxyType(
    {
        "survivor_pension": ("funeral_grant_months_survivor", "军人抚恤优待条例（2024）第二十二条"),
        "disability_pension": ("funeral_grant_months_disabled", "军人抚恤优待条例（2024）第三十二条"),
        "combat_allowance": ("funeral_grant_months_combat", "军人抚恤优待条例（2024）第六十二条"),
        "nuclear_test_allowance": ("funeral_grant_months_combat", "军人抚恤优待条例（2024）第六十二条"),
    }
)
REVISED = date(2024, 10, 1)  # the day 军人抚恤优待条例 (2024) took effect, article 64
INCOME = "national_urban_income"

# Honour → the increase it counts as, since 2024-10-01 and before; an honour that is not listed gave none.
SINCE = MappingProxyType(
    {
        "state_honour": "state_honour",
        "central_title": "central_title",
        "commission_title": "central_title",  # given by the commission alone or together
        "region_title": "combat_merit_1",
        "combat_merit_1": "combat_merit_1",
        "commendation_1": "combat_merit_1",
        "combat_merit_2": "combat_merit_2",
        "merit_1": "combat_merit_2",
        "commendation_2": "combat_merit_2",
        "combat_merit_3": "combat_merit_3",
        "merit_2": "combat_merit_3",
        "combat_merit_4": "combat_merit_4",
        "merit_3": "combat_merit_4",
    }
)
BEFORE = MappingProxyType({
    name: name for name in ("commission_title", "region_title", "merit_1", "merit_2", "merit_3")
})  # fmt: skip
# messages: choices of a form
HONOURS = MappingProxyType(
    {
        "state_honour": "勋章或者国家荣誉称号",
        "central_title": "党中央、国务院、中央军委荣誉称号",
        "commission_title": "中央军委授予的荣誉称号",
        "region_title": "中央军委授权的单位（军区级）授予的荣誉称号",
        "combat_merit_1": "一等战功",
        "combat_merit_2": "二等战功",
        "combat_merit_3": "三等战功",
        "combat_merit_4": "四等战功",
        "merit_1": "一等功",
        "merit_2": "二等功",
        "merit_3": "三等功",
        "commendation_1": "一级表彰",
        "commendation_2": "二级表彰",
    }
)


@dataclass(frozen=True, slots=True)
class Death:
    """Who died how: `kind` is martyr, duty_death or deceased 病故; own basic pay a month in fen; honours by code."""

    kind: str
    died_on: date
    monthly_pay_fen: int
    honours: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A regular benefit drawn in the month of death: programme code and fen of that month."""

    programme: str
    monthly_fen: int


def martyr_award(book: Book) -> Computed:
    """烈士褒扬金, by the figures of the day of death."""
    income, multiple = book.fen(INCOME), book.ratio("martyr_award_income_multiple")
    formula = f"{fen_to_yuan(income)} × {plain(multiple)}"
    return computed([Part("烈士褒扬金", formula, share(income, multiple), MARTYRS)], book)


def gratuity(death: Death, book: Book) -> Computed:
    """一次性抚恤金, with the increase for the highest honour."""
    kind = "deceased" if death.kind == "deceased" else "martyr"
    ground = GRATUITY if death.died_on >= REVISED else OLD_TEXT
    income, multiple = book.fen(INCOME), book.ratio(f"death_gratuity_income_multiple_{kind}")
    months, floor = (
        book.ratio(f"death_gratuity_pay_months_{kind}"),
        book.fen("gratuity.second_lieutenant_pay"),
    )
    pay = max(death.monthly_pay_fen, floor)
    parts = [
        Part("收入倍数部分", f"{fen_to_yuan(income)} × {plain(multiple)}", share(income, multiple), ground),
        Part(
            "本人基本工资部分" if pay == death.monthly_pay_fen else "基本工资部分（按少尉标准）",
            f"{fen_to_yuan(pay)} × {plain(months)}", share(pay, months), ground,
        ),
    ]  # fmt: skip
    found = highest(death, book)
    if found:
        honour, rate = found
        base = sum(part.fen for part in parts)
        parts.append(
            Part(
                f"增发（{HONOURS[honour]}）", f"{fen_to_yuan(base)} × {percent(rate)}", share(base, rate),
                INCREASE if death.died_on >= REVISED else OLD_TEXT,
            )
        )  # fmt: skip
    return computed(parts, book)


def highest(death: Death, book: Book) -> tuple[str, Decimal] | None:
    """The honour that counts and its share: of several only the highest one; None when none gives an increase."""
    table = SINCE if death.died_on >= REVISED else BEFORE
    rates = [(book.ratio(f"death_gratuity_increase_{table[h]}"), h) for h in death.honours if h in table]
    if not rates:
        return None
    rate, honour = max(rates)
    return honour, rate


def honour_findings(death: Death) -> list[Finding]:
    """Honours for which the text in force on the day of death names no increase: somebody has to look."""
    table = SINCE if death.died_on >= REVISED else BEFORE
    return [
        Finding("look", f"荣誉不在增发范围：{HONOURS[honour]}", "牺牲、病故时的规定没有列出这项荣誉，未计增发",
                INCREASE if death.died_on >= REVISED else OLD_TEXT)
        for honour in death.honours
        if honour not in table
    ]  # fmt: skip


def funeral(drawn: Iterable[Drawn], died_on: date, cause: str, book: Book) -> Computed:
    """丧葬补助 for what was drawn in the month of death; of several claims the highest. `cause` is illness, wound or other."""
    claims = [row for row in drawn if _claims(row, died_on, cause)]
    parts = []
    for row in claims:
        code, ground = FUNERAL[row.programme]
        months = book.ratio(code)
        parts.append(
            Part(
                title(row.programme), f"{fen_to_yuan(row.monthly_fen)} × {plain(months)} 个月",
                share(row.monthly_fen, months), ground,
            )
        )  # fmt: skip
    return computed([max(parts, key=lambda part: part.fen)] if parts else [], book)


def _claims(row: Drawn, died_on: date, cause: str) -> bool:
    """参战 and 参试 only for deaths since 2024-10-01; 残疾军人 only when they died of illness."""
    if row.programme == "disability_pension":
        return cause == "illness"
    if row.programme in ("combat_allowance", "nuclear_test_allowance"):
        return died_on >= REVISED
    return row.programme in FUNERAL


def funeral_findings(drawn: Sequence[Drawn], died_on: date, cause: str, result: Computed) -> list[Finding]:
    """Is there a claim, how much, and what a person has to look at."""
    ground = "军人抚恤优待条例（2024）第二十二条、第三十二条、第六十二条"
    if cause == "wound" and any(row.programme == "disability_pension" for row in drawn):
        return [
            Finding("look", "因旧伤复发死亡", "按因公牺牲办理一次性抚恤金和遗属定期抚恤金，不发 12 个月丧葬补助",
                    "军人抚恤优待条例（2024）第三十二条"),
            *result.findings("丧葬补助", ground),
        ]  # fmt: skip
    if not result.parts and not result.lacking:
        return [Finding("look", "没有丧葬补助", "去世当月没有可据以计发丧葬补助的定期待遇", ground)]
    several = sum(_claims(row, died_on, cause) for row in drawn) > 1
    note = [Finding("look", "有多项丧葬补助", "只按最高的一项计发，请核对", ground)] if several else []
    return [*result.findings("丧葬补助", ground), *note]
