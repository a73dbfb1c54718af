"""带病回乡退役军人: fell ill in service, short of a disability rating, proved by a hospital of the forces.

Source: 军人抚恤优待条例 (2019), article 53; the allowance: 军人抚恤优待条例 (2024), article 62. Whether the illness is within
the scope of chronic diseases is for the experts of a designated hospital to say, never for this rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from youfu.rules.eligibility import demobilised_veterans, veterans
from youfu.rules.findings import Finding, finding
from youfu.rules.programmes import grade_text

ARTICLE = veterans.REGULATION
DEFINITION = "军人抚恤优待条例（2019）第五十三条"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the file and the form say. `in_scope` is the designated hospital's answer, None before it is recorded; `grade` that of
    a disability rating in force."""

    enlisted_on: date
    discharged_on: date
    fell_ill_on: date | None
    army_hospital: bool
    in_scope: bool | None
    grade: int | None
    alive: bool


def check(facts: Facts) -> list[Finding]:
    """Every condition of recognition, which is also that of the allowance. The illness itself is never named."""
    fell_ill = facts.fell_ill_on
    in_service = None if fell_ill is None else facts.enlisted_on <= fell_ill <= facts.discharged_on
    rated = (
        f"现有{grade_text(facts.grade)}残疾，请核对患病与致残是否同一情形"
        if facts.grade
        else "本系统无残疾等级"
    )
    asked = {True: "属于慢性病范围", False: "不属于慢性病范围", None: "等待指定医院检查鉴定"}[facts.in_scope]
    return [
        veterans.alive(facts.alive, ARTICLE),
        veterans.in_order(facts.enlisted_on, facts.discharged_on, DEFINITION),
        finding(
            facts.enlisted_on > demobilised_veterans.LAST_ENLISTMENT, "不属于在乡复员军人",
            f"{facts.enlisted_on} 入伍；{demobilised_veterans.LAST_ENLISTMENT} 以前入伍的按在乡复员军人认定", DEFINITION,
        ),
        finding(in_service, "服役期间患病", "患病时间见密封材料" if fell_ill else "申请表没有写明患病时间", DEFINITION),
        finding(facts.army_hospital, "有军队医院证明", "" if facts.army_hospital else "没有军队医院证明", DEFINITION),
        finding(None if facts.grade else True, "未达到评定残疾等级条件", rated, DEFINITION),
        finding(facts.in_scope, "病情属于慢性病范围", asked, DEFINITION),
    ]  # fmt: skip
