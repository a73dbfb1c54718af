"""停发、中止、恢复、取消: stopping, suspending, resuming and cancelling what is drawn.

| verb | when | source |
| --- | --- | --- |
| suspend | imprisoned, deprived of political rights, wanted; the province decides | 军人抚恤优待条例 (2024) article 59 |
| suspend | not confirmed this year, after a reminder; a county decision | 军人抚恤优待条例 (2024) article 8 |
| cancel | death or life sentence, expelled from the forces; the province decides | article 59 |
| cancel | false claims: what was paid from the first wrong month on is recovered | article 58 |
| stop | the conditions are no longer met, or the person gives it up | article 8; 烈士褒扬条例 article 23 |
| resume | the reason has ended and the person asks; months before that are not paid | article 59 |
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from youfu.rules.findings import Finding, finding
from youfu.rules.periods import Month, month_of, month_text

ARTICLE_8 = "军人抚恤优待条例（2024）第八条"
ARTICLE_58 = "军人抚恤优待条例（2024）第五十八条"
ARTICLE_59 = "军人抚恤优待条例（2024）第五十九条"
MARTYRS_23 = "烈士褒扬条例（2024）第二十三条"

# Cause → the article it rests on, by verb.
CAUSES: dict[str, dict[str, str]] = {
    "suspend": {
        "imprisoned": ARTICLE_59, "rights": ARTICLE_59, "wanted": ARTICLE_59, "unconfirmed": ARTICLE_8, "doubtful": ARTICLE_8,
    },
    "stop": {"conditions": MARTYRS_23, "unconfirmed": ARTICLE_8, "waived": ARTICLE_8},
    "cancel": {"death_or_life": ARTICLE_59, "expelled": ARTICLE_59, "false_claim": ARTICLE_58},
    "resume": {"served": ARTICLE_59, "rights_restored": ARTICLE_59, "not_wanted": ARTICLE_59, "confirmed": ARTICLE_8,
               "cleared": ARTICLE_8},
}  # fmt: skip
BY_PROVINCE = frozenset({"imprisoned", "rights", "wanted", "death_or_life", "expelled"})


@dataclass(frozen=True, slots=True)
class Drawn:
    """One benefit: its title, its first month and the one after its last (None = runs on), both month indexes."""

    title: str
    first: Month
    end: Month | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is asked for, and what the records say. `month` is the first month that changes; `event_on` the day of the judgement,
    the notice or the decision; `asked_on` the day of the application. `posted_fen` was posted for `month` and later. `earliest`
    is the first month a resumption may pay."""

    verb: str
    cause: str
    month: Month
    event_on: date | None
    asked_on: date
    alive: bool
    drawn: Sequence[Drawn]
    suspended: Sequence[Drawn] = ()
    cancelled: bool = False
    posted_fen: int = 0
    earliest: Month | None = None


def check(facts: Facts) -> list[Finding]:
    """Every condition of the verb asked for. KeyError for a cause that the verb does not know."""
    ground = CAUSES[facts.verb][facts.cause]
    found = [
        finding(facts.alive, "对象在世", "" if facts.alive else "已去世，应登记去世，由系统终止待遇", ground)
    ]
    found += _resume(facts, ground) if facts.verb == "resume" else _close(facts, ground)
    return found


def _close(facts: Facts, ground: str) -> Iterator[Finding]:
    reached = [row for row in facts.drawn if row.end is None or row.end > facts.month]
    held = [*reached, *(facts.suspended if facts.verb == "cancel" else ())]
    titles = "、".join(row.title for row in held)
    yield finding(bool(held), "有在享待遇", titles or "所填月份起没有在享的待遇", ground)
    if facts.verb != "cancel" or facts.cause != "false_claim":
        event = facts.event_on
        yield finding(
            None if event is None else facts.month >= month_of(event), "起始月份不早于事由发生",
            f"事由 {event}，自 {month_text(facts.month)} 起" if event else "没有填写文书日期", ground,
        )  # fmt: skip
    if facts.cause in BY_PROVINCE:
        yield finding(
            True, "由省级退役军人工作主管部门决定", "本县报请省级决定，决定文书登记后生效", ARTICLE_59
        )
    if facts.posted_fen:
        yield finding(
            True, "已计发月份列为扣回",
            f"{month_text(facts.month)} 起已计发 {facts.posted_fen / 100:,.2f} 元，批准后列为扣回", ground,
        )  # fmt: skip
    if facts.cause == "doubtful":
        yield finding(None, "疑似情形是否属实", "请核对部门比对结果和本人说明", ground)


def _resume(facts: Facts, ground: str) -> Iterator[Finding]:
    titles = "、".join(row.title for row in facts.suspended)
    yield finding(bool(facts.suspended), "有中止的待遇", titles or "没有可以恢复的待遇", ground)
    yield finding(
        not facts.cancelled,
        "资格没有被取消",
        "" if not facts.cancelled else "资格已取消，不能恢复",
        ARTICLE_59,
    )
    earliest = month_of(facts.asked_on) if facts.earliest is None else facts.earliest
    yield finding(
        facts.month >= earliest, "恢复月份符合规定",
        f"自 {month_text(facts.month)} 起，最早可自 {month_text(earliest)} 起", ground,
    )  # fmt: skip
    event = facts.event_on
    yield finding(
        None if event is None else event <= facts.asked_on, "中止情形已消失",
        f"文书日期 {event}" if event else "没有填写文书日期，请核对材料", ground,
    )  # fmt: skip
