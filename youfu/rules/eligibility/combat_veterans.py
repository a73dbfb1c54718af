"""参战退役人员: who fought in one of the operations that count; the allowance is for those in the countryside or without means.

Source: the definition in the yearly notices (居住在农村，或者城镇无工作单位且家庭生活困难); 军人抚恤优待条例 (2024),
article 61. The list of operations is that of the register of combat veterans.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from youfu.rules.eligibility import veterans
from youfu.rules.findings import Finding, finding

ARTICLE = "军人抚恤优待条例（2024）第六十一条"
# messages: choices of a form
OPERATIONS = MappingProxyType(
    {
        "01": "一江山岛战斗", "02": "川甘青滇藏平叛作战", "03": "炮击金门", "04": "中缅边境勘界警卫作战",
        "05": "中印边境自卫反击作战",
        "06": "八六海战", "07": "崇武以东海战", "08": "援越抗美作战", "09": "援老抗美作战", "10": "珍宝岛自卫反击作战",
        "11": "西沙自卫反击作战", "12": "中越边境自卫还击作战", "13": "老山、者阴山对越防御作战", "14": "南沙自卫反击作战",
        "15": "须由中央军委有关部门认定的其他作战行动", "16": "其他",
    }
)  # fmt: skip
UNLISTED = frozenset({"15", "16"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What the file and the form say. `operation` is a code of OPERATIONS, `evidence` and `lives` keys of veterans.py."""

    operation: str
    evidence: str
    enlisted_on: date
    discharged_on: date
    alive: bool
    lives: str | None
    in_difficulty: bool | None


def check(facts: Facts) -> list[Finding]:
    """Every condition of recognition, then every condition of the allowance."""
    name = OPERATIONS.get(facts.operation, facts.operation)
    listed = facts.operation in OPERATIONS and facts.operation not in UNLISTED
    outside = "，请核对军队有关部门的认定文书" if facts.operation in UNLISTED else ""
    return [
        veterans.alive(facts.alive, ARTICLE),
        veterans.in_order(facts.enlisted_on, facts.discharged_on, veterans.NOTICE),
        finding(
            listed or (None if facts.operation in UNLISTED else False),
            "参加规定的作战行动",
            name + outside,
            veterans.NOTICE,
        ),
        veterans.proved(facts.evidence, "参战经历有据可查", veterans.NOTICE),
        *veterans.of_pay([veterans.livelihood(facts.lives, facts.in_difficulty, veterans.NOTICE)]),
    ]
