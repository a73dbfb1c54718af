"""参试退役人员: who served in 原8023部队, took part in other nuclear tests, or mined uranium for the forces.

Source: the definition in the yearly notices: as for 参战, and qualifying neither for a disability rating nor as 带病回乡, which
then pays. 军人抚恤优待条例 (2024), article 61. Recognised are all who took part; the allowance is a second decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from youfu.rules.eligibility import veterans
from youfu.rules.findings import Finding, finding
from youfu.rules.programmes import grade_text

ARTICLE = "军人抚恤优待条例（2024）第六十一条"
# messages: choices of a form
KINDS = MappingProxyType(
    {"unit_8023": "原8023部队", "other_test": "其他参加核试验部队", "uranium": "从事铀矿开采的部队"}
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the file and the form say. `kind` is a code of KINDS, `evidence` and `lives` keys of veterans.py; `grade` is that of a
    disability rating in force, None without one."""

    kind: str
    evidence: str
    enlisted_on: date
    discharged_on: date
    alive: bool
    lives: str | None
    in_difficulty: bool | None
    grade: int | None
    illness_veteran: bool


def check(facts: Facts) -> list[Finding]:
    """Every condition of recognition, then every condition of the allowance."""
    rated = f"已评定{grade_text(facts.grade)}残疾，按残疾抚恤金享受" if facts.grade else "本系统无残疾等级"
    ill = "已认定带病回乡，按带病回乡生活补助享受" if facts.illness_veteran else "本系统无带病回乡认定"
    return [
        veterans.alive(facts.alive, ARTICLE),
        veterans.in_order(facts.enlisted_on, facts.discharged_on, veterans.NOTICE),
        finding(
            facts.kind in KINDS, "参加核试验或铀矿开采", KINDS.get(facts.kind, facts.kind), veterans.NOTICE
        ),
        veterans.proved(facts.evidence, "参试经历有据可查", veterans.NOTICE),
        *veterans.of_pay(
            [
                veterans.livelihood(facts.lives, facts.in_difficulty, veterans.NOTICE),
                finding(facts.grade is None, "不符合评定残疾等级条件", rated, veterans.NOTICE),
                finding(not facts.illness_veteran, "不符合带病回乡条件", ill, veterans.NOTICE),
            ]
        ),
    ]
