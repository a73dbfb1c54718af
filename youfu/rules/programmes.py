"""The words of the regulations: what each programme and each dimension is called in Chinese.

The register of programmes is data and lives above; these are the codes the rules themselves speak of, and the words their
explanations use. An unknown code is shown as it is rather than refused: a county may add a programme of its own.
"""

from __future__ import annotations

from types import MappingProxyType

# messages: titles kept in the register in Chinese
TITLES = MappingProxyType(
    {
        "disability_pension": "残疾抚恤金",
        "nursing_allowance": "护理费",
        "survivor_pension": "定期抚恤金",
        "red_army_allowance": "在乡红军老战士生活补助",
        "demobilised_allowance": "在乡复员军人定期生活补助",
        "illness_veteran_allowance": "带病回乡退役军人生活补助",
        "combat_allowance": "参战退役人员生活补助",
        "nuclear_test_allowance": "参试退役人员生活补助",
        "martyr_child_allowance": "部分烈士老年子女生活补助",
        "rural_veteran_allowance": "农村籍退役士兵老年生活补助",
        "martyr_award": "烈士褒扬金",
        "death_gratuity": "一次性抚恤金",
        "funeral_subsidy": "丧葬补助费",
        "conscript_family_payment": "义务兵家庭优待金",
        "student_enlistment_award": "大学生入伍奖励金",
        "economic_subsidy": "自主就业退役士兵一次性经济补助",
        "hardship_aid": "优抚对象临时救助",
        "assistive_device": "残疾辅助器具配置",
        "medical_subsidy": "优抚对象医疗补助",
    }
)

# Not a regular benefit of its own but the companion of one: never what another programme gives way to as "any other".
# 护理费 goes with 残疾抚恤金 (军人抚恤优待条例 2024, article 34).
SUPPLEMENTS = frozenset({"nursing_allowance"})

_WORDS = MappingProxyType(
    {
        "war": "因战",
        "duty": "因公",
        "illness": "因病",
        "mental": "因精神障碍",
        "martyr": "烈士遗属",
        "duty_death": "因公牺牲军人遗属",
        "deceased": "病故军人遗属",
        "red_army": "在乡退伍红军老战士",
        "west_route": "在乡西路军红军老战士",
        "scattered": "红军失散人员",
        "resistance_war": "抗日战争时期入伍",
        "other": "其他时期入伍",
        "employed": "在职",
        "unemployed": "在乡",
        "urban": "城镇",
        "rural": "农村",
    }
)
_NUMERALS = "〇一二三四五六七八九十"


def title(programme: str) -> str:
    """The Chinese name of a programme, or its code when the rules do not know it."""
    return TITLES.get(programme, programme)


def word(code: str) -> str:
    """The Chinese word of a dimension's value: "war" → "因战"."""
    return _WORDS.get(code, code)


def grade_text(grade: int) -> str:
    """5 → "五级"."""
    return f"{_NUMERALS[grade]}级" if 0 < grade <= 10 else f"{grade}级"
