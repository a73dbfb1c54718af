"""The words of the standards files: which category and subcategory means which programme or parameter.

Patterns are matched from the beginning of the subcategory, spaces and full-width forms aside; the first that fits wins.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from youfu.rules.figures import LOCAL


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a category with a subcategory means.

    `codes` are the programmes, or the one parameter; `dims` hold for all its rows, `words` (word, dimension, value) only where
    the word stands in the subcategory; `graded` rows name grade and cause; `ratio` rows may be a share of a local figure.
    """

    category: str
    pattern: str
    codes: tuple[str, ...]
    dims: tuple[tuple[str, str], ...] = ()
    words: tuple[tuple[str, str, str], ...] = ()
    graded: bool = False
    ratio: bool = False
    title: str = ""
    increment: bool = False


CAUSES = MappingProxyType({"因战": "war", "因公": "duty", "因病": "illness", "因精神障碍": "mental"})

_RESIDENCE = (("城镇", "residence", "urban"), ("农村", "residence", "rural"))
_EMPLOYMENT = (
    ("有工作单位", "employment", "employed"),
    ("在职", "employment", "employed"),
    ("在乡", "employment", "unemployed"),
    ("无工作单位", "employment", "unemployed"),
)
_SURVIVORS = (("烈士遗属", "martyr"), ("因公牺牲军人遗属", "duty_death"), ("病故军人遗属", "deceased"))
_RED = (
    ("在乡退伍红军老战士", "red_army"),
    ("在乡西路军红军老战士", "west_route"),
    ("红军失散人员", "scattered"),
)
_PERIODS = (("抗日", "period", "resistance_war"), ("其他时期", "period", "other"))

PROGRAMMES: tuple[Meaning, ...] = (
    Meaning("残疾抚恤金", "", ("disability_pension",), words=_EMPLOYMENT, graded=True),
    Meaning("护理费", "", ("nursing_allowance",), graded=True, ratio=True),
    # "城乡统一" since 2016-10-01: one amount for any residence; the two earlier years have two.
    *(
        Meaning("定期抚恤金(三属)", rf"{word}(\(城乡统一\)|$)", ("survivor_pension",), (("kind", kind),))
        for word, kind in _SURVIVORS
    ),
    *(
        Meaning(
            "定期抚恤金(三属)", rf"{word}-(城镇|农村)$", ("survivor_pension",), (("kind", kind),), _RESIDENCE
        )
        for word, kind in _SURVIVORS
    ),
    *(
        Meaning("定期生活补助(三红)", rf"{word}$", ("red_army_allowance",), (("kind", kind),))
        for word, kind in _RED
    ),
    Meaning("定期生活补助", r"带病回乡", ("illness_veteran_allowance",)),
    # One amount for both in every notice seen.
    Meaning(
        "定期生活补助",
        r"参战参试|参战和参加核试验|参战和参核",
        ("combat_allowance", "nuclear_test_allowance"),
    ),
    Meaning("定期生活补助", r"参战", ("combat_allowance",)),
    Meaning("定期生活补助", r"参试|参加核试验|参核", ("nuclear_test_allowance",)),
    Meaning("定期生活补助", r"(部分)?烈士(老年)?子女", ("martyr_child_allowance",)),
    Meaning("老年生活补助", r"60周岁以上农村籍", ("rural_veteran_allowance",)),
    Meaning("在乡复员军人", r".*(抗日战争时期|其他时期)入伍$", ("demobilised_allowance",), words=_PERIODS),
    Meaning("在乡复员军人", r"(在乡复员军人)?$", ("demobilised_allowance",)),
)


def _named(category: str, *entries: tuple[str, str, str]) -> list[Meaning]:
    """Parameters of one category: (pattern, code, title)."""
    return [Meaning(category, pattern, (code,), title=title) for pattern, code, title in entries]


def _increments(category: str) -> list[Meaning]:
    """Yearly increments 年度提标增量: what a notice adds to the local amount of the year before."""
    entries = (
        ("烈士遗属$", "survivor_pension_martyr", "烈士遗属"),
        ("因公牺牲军人遗属$", "survivor_pension_duty_death", "因公牺牲军人遗属"),
        ("病故军人遗属$", "survivor_pension_deceased", "病故军人遗属"),
        ("红军失散人员$", "red_army_allowance_scattered", "红军失散人员"),
        ("在乡老?复员军人", "demobilised_allowance", "在乡复员军人"),
        ("带病回乡", "illness_veteran_allowance", "带病回乡退役军人"),
        ("参战", "combat_allowance", "参战参试退役人员"),
        ("烈士(老年)?子女$", "martyr_child_allowance", "烈士老年子女"),
        ("60周岁以上农村籍", "rural_veteran_allowance", "60周岁以上农村籍退役士兵"),
    )
    return [
        Meaning(category, pattern, (f"increment_{code}",), title=f"年度提标增量：{title}", increment=True)
        for pattern, code, title in entries
    ]


PARAMETERS: tuple[Meaning, ...] = (
    *_named(
        "parameter",
        ("全国城镇居民人均可支配收入", "national_urban_income", "上一年度全国城镇居民人均可支配收入"),
        (
            "(当地)?(上一年度)?城镇单位就业人员月平均工资",
            "average_wage",
            "当地上一年度城镇单位就业人员月平均工资",
        ),
        ("(当地)?月最低工资标准", "minimum_wage", "当地月最低工资标准"),
        ("(当地)?(上一年度)?城镇居民人均可支配收入", "urban_income", "当地上一年度城镇居民人均可支配收入"),
        ("(当地)?(上一年度)?农村居民人均可支配收入", "rural_income", "当地上一年度农村居民人均可支配收入"),
    ),
    *_increments("年度提标增量"),
    *_increments("年度提标增量(加在当地上年标准上)"),
    # 烈士褒扬条例 (2024) 烈士褒扬金; 军人抚恤优待条例 (2024) articles 15, 16, 22, 32, 62
    *_named(
        "烈士褒扬金",
        ("multipleof", "martyr_award_income_multiple", "烈士褒扬金：全国城镇居民人均可支配收入的倍数"),
    ),
    *_named(
        "一次性抚恤金",
        (
            "烈士/因公牺牲-income",
            "death_gratuity_income_multiple_martyr",
            "一次性抚恤金（烈士、因公牺牲）：收入倍数",
        ),
        (
            "烈士/因公牺牲-months",
            "death_gratuity_pay_months_martyr",
            "一次性抚恤金（烈士、因公牺牲）：本人基本工资月数",
        ),
        ("病故-income", "death_gratuity_income_multiple_deceased", "一次性抚恤金（病故）：收入倍数"),
        ("病故-months", "death_gratuity_pay_months_deceased", "一次性抚恤金（病故）：本人基本工资月数"),
    ),
    *_named(
        "一次性抚恤金增发",
        ("勋章", "death_gratuity_increase_state_honour", "一次性抚恤金增发：勋章或国家荣誉称号"),
        ("党中央", "death_gratuity_increase_central_title", "一次性抚恤金增发：党中央国务院中央军委荣誉称号"),
        ("中央军委", "death_gratuity_increase_commission_title", "一次性抚恤金增发：中央军委荣誉称号"),
        ("军区级", "death_gratuity_increase_region_title", "一次性抚恤金增发：军区级单位荣誉称号"),
        ("一等战功", "death_gratuity_increase_combat_merit_1", "一次性抚恤金增发：一等战功、一级表彰"),
        (
            "二等战功",
            "death_gratuity_increase_combat_merit_2",
            "一次性抚恤金增发：二等战功、一等功、二级表彰",
        ),
        ("三等战功", "death_gratuity_increase_combat_merit_3", "一次性抚恤金增发：三等战功、二等功"),
        ("四等战功", "death_gratuity_increase_combat_merit_4", "一次性抚恤金增发：四等战功、三等功"),
        ("一等功$", "death_gratuity_increase_merit_1", "一次性抚恤金增发：一等功"),
        ("二等功$", "death_gratuity_increase_merit_2", "一次性抚恤金增发：二等功"),
        ("三等功$", "death_gratuity_increase_merit_3", "一次性抚恤金增发：三等功"),
    ),
    *_named(
        "丧葬补助",
        ("享受定期抚恤金的三属", "funeral_grant_months_survivor", "丧葬补助（三属）：定期抚恤金月数"),
        ("享受定期生活补助的参战", "funeral_grant_months_combat", "丧葬补助（参战、参试）：定期生活补助月数"),
        ("退出现役残疾军人", "funeral_grant_months_disabled", "丧葬补助（残疾军人）：残疾抚恤金月数"),
    ),
    # 退役军人安置条例 (2024) articles 22, 75
    *_named(
        "一次性退役金", ("自主就业", "discharge_grant", "一次性退役金（自主就业，部队发放）：每服役一年")
    ),
    *_named(
        "一次性退役金增发",
        ("勋章", "discharge_grant_increase_honour", "一次性退役金增发：勋章、荣誉称号"),
        ("荣誉称号/一等功", "discharge_grant_increase_merit_1", "一次性退役金增发：荣誉称号、一等功"),
        ("一等战功", "discharge_grant_increase_combat_merit_1", "一次性退役金增发：一等战功、一级表彰"),
        (
            "二等战功",
            "discharge_grant_increase_combat_merit_2",
            "一次性退役金增发：二等战功、一等功、二级表彰",
        ),
        ("三等战功", "discharge_grant_increase_combat_merit_3", "一次性退役金增发：三等战功、二等功"),
        ("四等战功", "discharge_grant_increase_combat_merit_4", "一次性退役金增发：四等战功、三等功"),
        ("二等功$", "discharge_grant_increase_merit_2", "一次性退役金增发：二等功"),
        ("三等功$", "discharge_grant_increase_merit_3", "一次性退役金增发：三等功"),
    ),
    *_named(
        "待安排工作期间生活补助",
        ("multipleof", "waiting_allowance_wage_multiple", "待安排工作期间生活补助：月最低工资的倍数"),
    ),
    *_named(
        "逾期未上岗生活费",
        ("floor", "late_posting_wage_share", "逾期未上岗生活费：本单位同等条件人员平均工资的比例"),
    ),
    *_named(
        "税收扣减限额(3年)",
        ("个体经营.*国家基准$", "tax_deduction_self_employed", "税收扣减限额：个体经营每户（国家基准）"),
        ("个体经营.*上限$", "tax_deduction_self_employed_ceiling", "税收扣减限额：个体经营每户（上浮上限）"),
        ("企业招用.*国家基准$", "tax_deduction_employer", "税收扣减限额：企业招用每人（国家基准）"),
        ("企业招用.*上限$", "tax_deduction_employer_ceiling", "税收扣减限额：企业招用每人（上浮上限）"),
    ),
    *_named(
        "服兵役高校学生国家教育资助上限",
        ("本专科生$", "student_aid_undergraduate_ceiling", "服兵役高校学生国家教育资助上限：本专科生"),
        ("研究生$", "student_aid_graduate_ceiling", "服兵役高校学生国家教育资助上限：研究生"),
    ),
    # What each locality lays down itself (youfu.rules.figures), under the very words it is asked for by.
    *_named("地方参数", *((f"{title}$", code, title) for code, title in LOCAL.items())),
)

# GB/T 2260: the first two digits of a province's code, its Chinese name, the ending of its full name, its English name.
_PROVINCES = """
11 北京 市 Beijing|12 天津 市 Tianjin|13 河北 省 Hebei|14 山西 省 Shanxi|15 内蒙古 自治区 Inner Mongolia|21 辽宁 省 Liaoning
22 吉林 省 Jilin|23 黑龙江 省 Heilongjiang|31 上海 市 Shanghai|32 江苏 省 Jiangsu|33 浙江 省 Zhejiang|34 安徽 省 Anhui
35 福建 省 Fujian|36 江西 省 Jiangxi|37 山东 省 Shandong|41 河南 省 Henan|42 湖北 省 Hubei|43 湖南 省 Hunan
44 广东 省 Guangdong|45 广西 壮族自治区 Guangxi|46 海南 省 Hainan|50 重庆 市 Chongqing|51 四川 省 Sichuan
52 贵州 省 Guizhou|53 云南 省 Yunnan|54 西藏 自治区 Tibet|61 陕西 省 Shaanxi|62 甘肃 省 Gansu|63 青海 省 Qinghai
64 宁夏 回族自治区 Ningxia|65 新疆 维吾尔自治区 Xinjiang
"""


def _province_codes() -> dict[str, str]:
    codes: dict[str, str] = {}
    for entry in _PROVINCES.replace("\n", "|").strip("|").split("|"):
        digits, name, ending, english = entry.split(" ", 3)
        for written in (name, name + ending, english):
            codes[written] = digits + "0" * 10
    return codes


PROVINCES = MappingProxyType(_province_codes())
