"""Figures that no national text gives: a locality's formulas, shares and ceilings, by code, and what they are called.

They are data of the standards library. A computation takes what it needs from a `Book`; what was never entered makes the sum
unknown and is named, so that somebody enters it with its document. Nothing is assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from youfu.rules.findings import Finding
from youfu.rules.money import fen_to_yuan, yuan_to_fen

# messages: choices of a form
INSURANCES = MappingProxyType({"employee": "职工医保", "resident": "居民医保", "none": "未参保"})
# messages: choices of a form
MEDICAL = MappingProxyType(
    {
        "disabled_1": "残疾军人1级",
        "disabled_2": "残疾军人2级",
        "disabled_3": "残疾军人3级",
        "disabled_4": "残疾军人4级",
        "disabled_5": "残疾军人5级",
        "disabled_6": "残疾军人6级",
        "disabled_7": "残疾军人7级",
        "disabled_8": "残疾军人8级",
        "disabled_9": "残疾军人9级",
        "disabled_10": "残疾军人10级",
        "survivor": "三属",
        "demobilised": "在乡复员军人",
        "illness_veteran": "带病回乡退役军人",
        "combat": "参战退役人员",
        "nuclear_test": "参试退役人员",
        "other": "其他优抚对象",
    }
)
# messages: choices of a form
ITEMS = MappingProxyType(
    {
        "prosthesis": "假肢",
        "orthosis": "矫形器",
        "wheelchair": "轮椅",
        "hearing_aid": "助听器",
        "crutch": "拐杖",
        "artificial_eye": "义眼",
        "other": "其他辅助器具",
    }
)
# Code → what the standards file calls it (category 地方参数). Shares and multiples are ratios, amounts are yuan.
LOCAL = MappingProxyType(
    {
        "survivor.income_line": "定期抚恤金-当地居民每月平均收入",
        "gratuity.second_lieutenant_pay": "少尉军官月基本工资",
        "conscript.fixed": "义务兵家庭优待金-每年定额",
        "conscript.basis": "义务兵家庭优待金-计算基数",
        "conscript.share": "义务兵家庭优待金-占基数的比例",
        "conscript.tibet": "义务兵家庭优待金-进藏服役倍数",
        "conscript.xinjiang": "义务兵家庭优待金-进疆服役倍数",
        "conscript.college": "义务兵家庭优待金-大专以上学历倍数",
        "conscript.merit_1": "义务兵家庭优待金-一等功增发比例",
        "conscript.merit_2": "义务兵家庭优待金-二等功增发比例",
        "conscript.merit_3": "义务兵家庭优待金-三等功增发比例",
        "conscript.excellent": "义务兵家庭优待金-优秀士兵增发比例",
        "conscript.whole_year_months": "义务兵家庭优待金-当年服役满几个月按全年计发",
        "student_award.bachelor": "大学生入伍奖励金-本科毕业生",
        "student_award.college": "大学生入伍奖励金-专科毕业生",
        "student_award.enrolled": "大学生入伍奖励金-在校生",
        "economic.fixed": "一次性经济补助-服役两年定额",
        "economic.year": "一次性经济补助-每服役一年",
        "hardship.ceiling": "临时救助-单次上限",
        "band.hardship_aid": "临时救助-须负责人签批的金额",
        "delivery.escalation": "文件传达-超期几个工作日上报",
        **{f"assistive.years.{code}": f"辅助器具使用年限-{title}" for code, title in ITEMS.items()},
        **{
            f"medical.percent.{who}_{how}": f"医疗补助比例-{MEDICAL[who]}-{INSURANCES[how]}"
            for who in MEDICAL
            for how in INSURANCES
        },
        **{f"medical.cap.{who}": f"医疗补助年度封顶-{title}" for who, title in MEDICAL.items()},
    }
)

# What the standards of the nation call those that the sums ask for.
NATIONAL = MappingProxyType(
    {
        "national_urban_income": "上一年度全国城镇居民人均可支配收入",
        "martyr_award_income_multiple": "烈士褒扬金收入倍数",
        "death_gratuity_income_multiple_martyr": "一次性抚恤金收入倍数（烈士、因公牺牲）",
        "death_gratuity_pay_months_martyr": "一次性抚恤金基本工资月数（烈士、因公牺牲）",
        "death_gratuity_income_multiple_deceased": "一次性抚恤金收入倍数（病故）",
        "death_gratuity_pay_months_deceased": "一次性抚恤金基本工资月数（病故）",
    }
)
_RATIOS = ("conscript.", "medical.percent.", "assistive.years.", "delivery.")
_NOT_RATIOS = ("conscript.fixed", "conscript.basis")


def unit_of(code: str) -> str:
    """ "yuan" for an amount, "ratio" for a share (0.45), a multiple (2.5) or a number of days, months or years."""
    return "ratio" if code.startswith(_RATIOS) and code not in _NOT_RATIOS else "yuan"


@dataclass(frozen=True, slots=True)
class Part:
    """One summand: what it is, how it comes about, fen, and its ground."""

    title: str
    formula: str
    fen: int
    ground: str


@dataclass
class Book:
    """The figures in force on the day that counts, by code. `lacking` are the codes asked for in vain."""

    figures: Mapping[str, Decimal]
    lacking: list[str] = field(default_factory=list)

    def ratio(self, code: str) -> Decimal:
        """A share, multiple or number; 0 when it was never entered, which is then noted."""
        found = self.figures.get(code)
        if found is None and code not in self.lacking:
            self.lacking.append(code)
        return found or Decimal(0)

    def fen(self, code: str) -> int:
        """An amount of yuan, in fen."""
        return yuan_to_fen(self.ratio(code).quantize(Decimal("0.01")))

    def knows(self, code: str) -> bool:
        return code in self.figures


@dataclass(frozen=True, slots=True)
class Computed:
    """A sum with its summands; unknown (None) while a figure is lacking."""

    parts: tuple[Part, ...]
    lacking: tuple[str, ...] = ()

    @property
    def fen(self) -> int | None:
        return None if self.lacking else sum(part.fen for part in self.parts)

    def findings(self, title: str, ground: str) -> list[Finding]:
        """How it comes about, or which figures have to be entered first; it may not be approved before."""
        if self.lacking:
            return [
                Finding(
                    "fail", f"{title}：待确认",
                    f"政策标准库没有登记“{(LOCAL | NATIONAL).get(code, code)}”（代码 {code}），请凭文件登记后再办", ground,
                )
                for code in self.lacking
            ]  # fmt: skip
        return [
            Finding("pass", f"{title}：{p.title}", f"{p.formula} = {fen_to_yuan(p.fen)} 元", p.ground)
            for p in self.parts
        ]


def computed(parts: list[Part], book: Book) -> Computed:
    """The parts, with what the book could not tell."""
    return Computed(tuple(parts), tuple(book.lacking))


def plain(number: Decimal) -> str:
    """2.5000 → "2.5"; 30 → "30"."""
    return f"{number.normalize():f}"


def percent(ratio: Decimal) -> str:
    """0.4000 → "40%"."""
    return f"{plain(ratio * 100)}%"
