"""烈士遗属、因公牺牲军人遗属、病故军人遗属 (三属): who is one, and who of them draws the regular pension 定期抚恤金.

军人抚恤优待条例 (2024), article 19: parents (who raised the deceased) and the spouse without capacity to work and without
means, or with an income below the local average; children under 18, or older without means because they study or are
disabled; siblings under 18, or older without means because they study, whom the deceased supported. Article 20: a spouse who
married again while going on supporting the deceased's parents or siblings.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from youfu.rules.eligibility import veterans
from youfu.rules.findings import Finding, finding
from youfu.rules.money import fen_to_yuan
from youfu.rules.periods import age_on

ARTICLE_19, ARTICLE_20 = "军人抚恤优待条例（2024）第十九条", "军人抚恤优待条例（2024）第二十条"
GROWN = 18  # 周岁
# messages: choices of forms
KINDS = MappingProxyType({"martyr": "烈士遗属", "duty_death": "因公牺牲军人遗属", "deceased": "病故军人遗属"})
# messages: choices of forms
RELATIONS = MappingProxyType(
    {"parent": "父母（抚养人）", "spouse": "配偶", "child": "子女", "sibling": "兄弟姐妹"}
)
# What makes somebody's death one of the three, and is kept in the file of whoever holds it.
CERTIFICATES = MappingProxyType(
    {"martyr": "烈士证明书", "duty_death": "军人因公牺牲证明书", "deceased": "军人病故证明书"}
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the file and the form say. `income_fen` a month, `line_fen` the local average (None while nobody laid it down);
    `supports` means: married again and going on supporting the deceased's parents or siblings."""

    kind: str
    relation: str
    certificate: str
    born_on: date
    alive: bool
    today: date
    incapable: bool | None = None
    income_fen: int | None = None
    line_fen: int | None = None
    studies: bool | None = None
    disabled: bool | None = None
    supported: bool | None = None
    remarried: bool | None = None
    supports: bool | None = None


def every(*conditions: bool | None) -> bool | None:
    """All of them; not known while none fails and one is not known."""
    return False if False in conditions else None if None in conditions else True


def either(*conditions: bool | None) -> bool | None:
    """Any of them; not known while none holds and one is not known."""
    return True if True in conditions else None if None in conditions else False


def check(facts: Facts) -> list[Finding]:
    """Every condition of recognition, then every condition of the pension."""
    paper = CERTIFICATES.get(facts.kind, "证明书")
    said = f"{KINDS.get(facts.kind, facts.kind)}，{RELATIONS.get(facts.relation, facts.relation)}"
    return [
        veterans.alive(facts.alive, ARTICLE_19),
        finding(facts.kind in KINDS and facts.relation in RELATIONS, "属于三属范围", said, ARTICLE_19),
        finding(
            True if facts.certificate else None, f"有{paper}",
            facts.certificate or "没有写明证书字号，请核对材料", ARTICLE_19,
        ),
        *veterans.of_pay(_pay(facts)),
    ]  # fmt: skip


def _pay(facts: Facts) -> list[Finding]:
    if facts.relation in ("parent", "spouse"):
        found = [
            finding(
                _means(facts), "无劳动能力、无生活费来源，或收入低于当地平均水平", _income(facts), ARTICLE_19
            )
        ]
        return (
            [*found, _remarriage(facts)]
            if facts.relation == "spouse" and facts.remarried is not False
            else found
        )
    age = age_on(facts.born_on, facts.today)
    reasons = either(facts.studies, facts.disabled) if facts.relation == "child" else facts.studies
    no_means = None if facts.income_fen is None else facts.income_fen == 0
    because = "上学或残疾" if facts.relation == "child" else "上学"
    found = [
        finding(
            age < GROWN or every(reasons, no_means), f"未满 {GROWN} 周岁，或因{because}无生活费来源",
            f"{age} 周岁" + ("" if age < GROWN else f"；{_income(facts)}"), ARTICLE_19,
        )
    ]  # fmt: skip
    if facts.relation == "sibling":
        said = {True: "申请表填报", False: "申请表填报未由其供养", None: "申请表没有写明"}[facts.supported]
        found.append(finding(facts.supported, "由该军人生前供养", said, ARTICLE_19))
    return found


def _means(facts: Facts) -> bool | None:
    """An income below the line; who cannot work but has more than that is for a person to judge."""
    if facts.income_fen is None:
        return None
    if facts.income_fen == 0:
        return True
    below = None if facts.line_fen is None else facts.income_fen < facts.line_fen
    return None if below is False and facts.incapable is not False else below


def _income(facts: Facts) -> str:
    if facts.income_fen is None:
        return "申请表没有写明收入"
    said = f"每月收入 {fen_to_yuan(facts.income_fen)} 元"
    if facts.relation not in ("parent", "spouse"):
        return said
    line = (
        "当地平均水平待确认" if facts.line_fen is None else f"当地平均水平 {fen_to_yuan(facts.line_fen)} 元"
    )
    return (
        f"{said}，{line}，"
        + {True: "无劳动能力", False: "有劳动能力", None: "劳动能力没有写明"}[facts.incapable]
    )


def _remarriage(facts: Facts) -> Finding:
    said = "申请表没有写明是否再婚" if facts.remarried is None else "已再婚"
    if facts.remarried:
        said += {
            True: "，继续赡养、抚养",
            False: "，没有继续赡养、抚养",
            None: "，是否继续赡养、抚养没有写明",
        }[facts.supports]
    met = facts.supports if facts.remarried else None
    return finding(met, "再婚后继续赡养烈士等的父母，或抚养其兄弟姐妹", said, ARTICLE_20)
