"""在乡复员军人: enlisted by 1954-10-31 and demobilised to their home; the amount depends on the war they enlisted in.

Source: the definition and the two rates in the yearly notices (抗日战争时期入伍, 其他时期入伍).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from youfu.rules.eligibility import veterans
from youfu.rules.findings import Finding, finding
from youfu.rules.programmes import word

NOTICE = "调整部分优抚对象等人员抚恤和生活补助标准的通知（在乡复员军人范围）"
LAST_ENLISTMENT = date(1954, 10, 31)  # 含当日; from the next day on men served as conscripts
# 日本签署投降书. The notices name no day for the end of 抗日战争时期, so a doubt is for a person, never a refusal.
END_OF_WAR = date(1945, 9, 2)
PERIODS = ("resistance_war", "other")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the file and the form say. `at_home` 在乡: given no post on leaving the forces, living at home; None when unknown."""

    enlisted_on: date
    discharged_on: date
    period: str
    evidence: str
    demobilised: bool | None
    at_home: bool | None
    alive: bool


def check(facts: Facts) -> list[Finding]:
    """Every condition of recognition, which is also that of the allowance."""
    in_war = facts.enlisted_on <= END_OF_WAR
    said = word(facts.period) if facts.period in PERIODS else facts.period
    return [
        veterans.alive(facts.alive, NOTICE),
        veterans.in_order(facts.enlisted_on, facts.discharged_on, NOTICE),
        finding(
            facts.enlisted_on <= LAST_ENLISTMENT, "1954 年 10 月 31 日以前入伍",
            f"{facts.enlisted_on} 入伍，含 {LAST_ENLISTMENT} 当日", NOTICE,
        ),
        finding(
            True if facts.period == PERIODS[not in_war] else None, "入伍时期与入伍时间一致",
            f"{facts.enlisted_on} 入伍，填报为{said}", NOTICE,
        ),
        finding(
            facts.demobilised, "办理复员手续离队",
            "复员证件" if facts.demobilised else "没有复员证件的记载，请核对档案", NOTICE,
        ),
        finding(facts.at_home, "在乡，未由政府安排工作", "" if facts.at_home is not None else "申请表没有写明", NOTICE),
        veterans.proved(facts.evidence, "复员军人身份有据可查", NOTICE),
    ]  # fmt: skip
