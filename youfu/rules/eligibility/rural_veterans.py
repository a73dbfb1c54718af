"""60周岁以上农村籍退役士兵 (军人抚恤优待条例 2024, article 62; 民发〔2011〕110号, 民办发〔2011〕11号)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from youfu.rules.findings import Finding, finding
from youfu.rules.periods import age_on, birthday
from youfu.rules.start import RURAL_AGE

ARTICLE = "军人抚恤优待条例（2024）第六十二条"
SCOPE = "民发〔2011〕110号"
YEARS = "民办发〔2011〕11号"
FIRST_ENLISTMENT = date(1954, 11, 1)
BEFORE_ENLISTMENT = date(2011, 11, 1)  # the day 退役士兵安置条例 took effect


@dataclass(frozen=True, slots=True)
class Facts:
    """What the file and the form say. `others` are titles of regular benefits that are drawn now; `conscript_until` is the day
    on which the service as a conscript ended for one who stayed on as a sergeant, None for one who left with it."""

    born_on: date
    enlisted_on: date
    discharged_on: date
    rural_at_discharge: bool | None
    conscript: bool
    others: Sequence[str]
    alive: bool
    today: date
    conscript_until: date | None = None

    @property
    def counted_until(self) -> date:
        """The end of the service that counts: only years as a conscript are folded."""
        return self.conscript_until or self.discharged_on


def folded_years(start: date, end: date) -> int:
    """Years of conscript service 折算服役年限 (民办发〔2011〕11号): full years from day to day, what is over counts as one year.

    ValueError when the service does not end after it began.
    """
    if end <= start:
        raise ValueError(f"service must end after it began: {start} .. {end}")
    years = age_on(start, end)
    return years if birthday(start, years) == end else years + 1


def check(facts: Facts) -> list[Finding]:
    """Every condition of the allowance."""
    turned = birthday(facts.born_on, RURAL_AGE)
    others = "、".join(facts.others)
    return [
        finding(facts.alive, "申请人在世", "" if facts.alive else "档案登记已去世", ARTICLE),
        finding(
            turned <= facts.today, "年满 60 周岁",
            f"{facts.born_on} 出生，{turned} 满 {RURAL_AGE} 周岁", ARTICLE,
        ),
        finding(
            FIRST_ENLISTMENT <= facts.enlisted_on < BEFORE_ENLISTMENT, "入伍时间在规定区间",
            f"{facts.enlisted_on} 入伍，应在 {FIRST_ENLISTMENT} 之后、{BEFORE_ENLISTMENT} 之前", SCOPE,
        ),
        finding(
            facts.rural_at_discharge, "退役时落户农村",
            "申请表填报" if facts.rural_at_discharge is not None else "档案和申请表都没有写明，请核对户籍材料", SCOPE,
        ),
        finding(facts.conscript, "以义务兵身份服役", "" if facts.conscript else "直招士官、军官不在范围内", SCOPE),
        finding(
            not facts.others, "未享受国家定期抚恤补助",
            f"现享受{others}" if others else "本系统无在领记录", SCOPE,
        ),
        *_service(facts),
    ]  # fmt: skip


def _service(facts: Facts) -> list[Finding]:
    start, end = facts.enlisted_on, facts.counted_until
    if not start < end <= facts.discharged_on:
        return [
            finding(False, "服役起止时间", "退役时间应在入伍时间之后，义务兵服役截止时间应在两者之间", YEARS)
        ]
    years = folded_years(start, end)
    return [finding(True, "折算服役年限", f"{start} 至 {end}，不满一年按一年计，折算 {years} 年", YEARS)]
