"""年度确认 on papers (军人抚恤优待条例 2024 article 8): what a proof of life has to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from youfu.rules.findings import Finding, finding

ARTICLE_8 = "军人抚恤优待条例（2024）第八条"


@dataclass(frozen=True, slots=True)
class Facts:
    """Whether a confirmation is due, since when (None: none is), and the day and kind of the proof."""

    alive: bool
    due: bool
    opened_on: date | None
    proof_on: date
    abroad: bool
    today: date


def check(facts: Facts) -> list[Finding]:
    """Every condition."""
    since = facts.opened_on
    found = [
        finding(facts.alive, "对象在世", "" if facts.alive else "档案登记已去世", ARTICLE_8),
        finding(facts.due, "有待办的年度确认", "" if facts.due else "本年度不需要确认，或者已经有结果", ARTICLE_8),
        finding(
            facts.proof_on <= facts.today and (since is None or facts.proof_on >= since), "证明在本次确认期间出具",
            f"证明日期 {facts.proof_on}" + (f"，本次自 {since} 起" if since else ""), ARTICLE_8,
        ),
    ]  # fmt: skip
    if facts.abroad:
        found.append(finding(None, "境外居住", "请核对国籍和居留身份，丧失中国国籍的不再享受", ARTICLE_8))
    return found
