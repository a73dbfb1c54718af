"""部分烈士（含错杀后被平反人员）老年子女: sixty, in the countryside or in town without a job, never drew the pension as a child.

Source: 烈士褒扬条例 (2024), article 21; the definition in the yearly notices.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from youfu.rules.eligibility import veterans
from youfu.rules.findings import Finding, finding
from youfu.rules.periods import birthday

ARTICLE = "烈士褒扬条例（2024）第二十一条"
NOTICE = "调整部分优抚对象等人员抚恤和生活补助标准的通知（部分烈士老年子女范围）"
AGE = 60  # 周岁
CHILD = 18
# messages: choices of a form
OF = MappingProxyType({"martyr": "烈士子女", "rehabilitated": "错杀后被平反人员子女"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What the file and the form say. `of` is a code of OF, `document` the number of the paper that made the parent a martyr or
    restored them; `drew_as_child` None when the papers do not say."""

    born_on: date
    of: str
    document: str
    drew_as_child: bool | None
    lives: str | None
    alive: bool
    today: date


def check(facts: Facts) -> list[Finding]:
    """Every condition of the allowance."""
    turned = birthday(facts.born_on, AGE)
    lives = None if facts.lives is None else facts.lives != "urban_employed"
    drew = {True: "享受过，不符合", False: "未享受过", None: "档案和申请表都没有写明，请核对"}[
        facts.drew_as_child
    ]
    return [
        veterans.alive(facts.alive, ARTICLE),
        finding(turned <= facts.today, "年满 60 周岁", f"{facts.born_on} 出生，{turned} 满 {AGE} 周岁", NOTICE),
        finding(facts.of in OF, "烈士子女或平反人员子女", OF.get(facts.of, facts.of), NOTICE),
        finding(
            True if facts.document else None, "批准烈士或平反的文书",
            facts.document or "没有写明字号，请核对材料", ARTICLE,
        ),
        finding(
            None if facts.drew_as_child is None else not facts.drew_as_child,
            f"{CHILD} 周岁前未享受过定期抚恤金", drew, NOTICE,
        ),
        finding(
            lives, "居住在农村，或城镇无工作单位",
            veterans.LIVES.get(facts.lives or "", "申请表没有写明居住和就业情况"), NOTICE,
        ),
    ]  # fmt: skip
