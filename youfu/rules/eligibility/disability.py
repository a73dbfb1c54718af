"""Disability rating 评残, re-rating 调残 and the nursing allowance that follows (军人抚恤优待条例 2024, articles 24–30, 34)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from youfu.rules.findings import Finding, finding
from youfu.rules.periods import Month, birthday, month_of

RATED = "军人抚恤优待条例（2024）第二十五条"
AUTHORITY = "军人抚恤优待条例（2024）第二十八条"
AGAIN = "军人抚恤优待条例（2024）第二十九条"
NURSING = "军人抚恤优待条例（2024）第三十四条"
MEASURES = "伤残抚恤管理办法（2020）"
MENTAL_SINCE = month_of(date(2024, 10, 1))  # article 34, item 4 took effect
OFFICIALS_UNTIL = date(2020, 2, 1)  # officials injured later are insured against accidents at work
CAUSES = {"war": "因战", "duty": "因公", "illness": "因病"}
NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a level proposed: who, grade 1–10 and cause."""

    who: str
    grade: int
    cause: str


@dataclass(frozen=True, slots=True)
class RatingFacts:
    """What file, form and levels say of a first rating. `official` are officials of state bodies, `soldier` members of the
    forces; `proof` is what was found: "file" 档案记载, "medical" 原始医疗证明 or "" nothing."""

    alive: bool
    rated: bool
    soldier: bool
    official: bool
    cause: str
    injured_on: date
    enlisted_on: date | None
    discharged_on: date | None
    proof: str
    opinions: Sequence[Opinion] = ()


@dataclass(frozen=True, slots=True)
class ReratingFacts:
    """What file, form and levels say of a re-rating. `rated_on` is the day of the rating in force, None when it is not known."""

    alive: bool
    rated: bool
    rated_on: date | None
    suspended: bool
    applied_on: date
    opinions: Sequence[Opinion] = ()


def grade_text(grade: int, cause: str) -> str:
    """(7, "duty") → 七级因公."""
    return f"{NUMERALS[grade - 1]}级{CAUSES[cause]}"


def exists(grade: int, cause: str) -> bool:
    """Is there such a rating? Grades 1 to 10; illness 1 to 6 only (article 25)."""
    return cause in CAUSES and 1 <= grade <= (6 if cause == "illness" else 10)


def check_rating(facts: RatingFacts) -> list[Finding]:
    """Every condition of a first rating."""
    during = _during_service(facts)
    return [
        finding(facts.alive, "申请人在世", "" if facts.alive else "档案登记已去世或迁出", RATED),
        finding(not facts.rated, "尚未评定残疾等级", "档案已有伤残等级，应申请调整" if facts.rated else "", AGAIN),
        finding(
            None if facts.cause == "illness" else True, "致残性质",
            "因病致残限义务兵和初级军士，等级为一级至六级，请核对衔级" if facts.cause == "illness"
            else CAUSES[facts.cause], RATED,
        ),
        finding(
            during, "负伤时间在服役期间",
            f"{facts.injured_on} 负伤" + ("，没有登记服役起止" if facts.soldier and during is None else ""), RATED,
        ),
        finding(
            True if facts.proof else None, "有档案记载或原始医疗证明",
            {"file": "档案记载", "medical": "原始医疗证明"}.get(facts.proof, "没有提供，请核对"), MEASURES,
        ),
        finding(
            None if facts.official and facts.injured_on >= OFFICIALS_UNTIL else True, "属于评定范围",
            "2020年2月1日以后负伤的国家机关工作人员适用工伤保险，请核对" if facts.official else "", MEASURES,
        ),
        *agreement(facts.opinions),
    ]  # fmt: skip


def _during_service(facts: RatingFacts) -> bool | None:
    if not facts.soldier:
        return True
    if facts.enlisted_on is None or facts.discharged_on is None:
        return None
    return facts.enlisted_on <= facts.injured_on <= facts.discharged_on


def check_rerating(facts: ReratingFacts) -> list[Finding]:
    """Every condition of a re-rating; article 29 wants a year between the last rating and the application."""
    due = birthday(facts.rated_on, 1) if facts.rated_on else None
    return [
        finding(facts.alive, "申请人在世", "" if facts.alive else "档案登记已去世或迁出", RATED),
        finding(facts.rated, "已评定残疾等级", "" if facts.rated else "档案没有伤残等级，应申请评定", AGAIN),
        finding(
            due <= facts.applied_on if due else None, "距上次评定满一年",
            f"上次评定 {facts.rated_on}，{due} 起可以申请" if due else "上次评定日期没有登记，请核对", AGAIN,
        ),
        finding(
            not facts.suspended, "残疾抚恤金没有中止",
            "待遇中止期间不变更计发条件，恢复后再办理" if facts.suspended else "", "军人抚恤优待条例（2024）第五十九条",
        ),
        *agreement(facts.opinions),
    ]  # fmt: skip


def agreement(opinions: Sequence[Opinion]) -> list[Finding]:
    """Do the levels agree? Where they differ a person has to look; the last one, the province's, counts."""
    if not opinions:
        return []
    said = "；".join(f"{o.who}{grade_text(o.grade, o.cause)}" for o in opinions)
    same = len({(o.grade, o.cause) for o in opinions}) == 1
    return [finding(True if same else None, "各级评定意见一致", said, AUTHORITY)]


def nursing_cause(grade: int, cause: str, *, mental: bool = False, in_hospital: bool = False) -> str | None:
    """The cause by which a nursing allowance 护理费 is priced, None when there is none.

    It goes with grades 1–4, and 5–6 from a mental disorder; not while living in a hospital for the entitled 优抚医院集中收治.
    """
    if in_hospital:
        return None
    if grade <= 4:
        return cause
    return "mental" if mental and grade <= 6 else None


def nursing_from(first: Month, cause: str) -> Month:
    """The first month of a nursing allowance that goes with a rating paid from `first`."""
    return max(first, MENTAL_SINCE) if cause == "mental" else first
