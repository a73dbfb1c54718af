"""Transfer of pension relations 抚恤关系转移: in from the forces, in from elsewhere, out, and within the province."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from youfu.rules import transfers
from youfu.rules.eligibility.disability import exists, grade_text
from youfu.rules.findings import Finding, finding
from youfu.rules.periods import Month, month_of, month_text

DAYS_TO_APPLY = timedelta(days=60)  # 军人抚恤优待条例 (2024), article 30


@dataclass(frozen=True, slots=True)
class ForcesFacts:
    """A disabled veteran who comes from the forces; grade and cause as the forces rated them."""

    alive: bool
    rated: bool
    grade: int
    cause: str
    discharged_on: date
    applied_on: date


@dataclass(frozen=True, slots=True)
class ArrivalFacts:
    """Somebody whom another county paid up to a month. `draws` says whether the same programme runs here already, `priced`
    whether everything its amount depends on was given."""

    alive: bool
    draws: bool
    priced: bool
    moved_on: date
    paid_through: Month
    applied_on: date


@dataclass(frozen=True, slots=True)
class DepartureFacts:
    """Somebody who goes. `draws` says whether anything runs here (None: it is suspended), `elsewhere` whether the destination is
    not this county."""

    alive: bool
    draws: bool | None
    elsewhere: bool
    moved_on: date
    applied_on: date


def check_from_forces(facts: ForcesFacts) -> list[Finding]:
    """Late is not lost: a person looks at the reason."""
    last_day = facts.discharged_on + DAYS_TO_APPLY
    handover = transfers.from_forces(facts.discharged_on)
    in_time = facts.applied_on <= last_day
    real = exists(facts.grade, facts.cause)
    return [
        finding(facts.alive, "申请人在世", "" if facts.alive else "档案登记已去世或迁出", transfers.FORCES),
        finding(not facts.rated, "本县尚无伤残等级", "档案已有伤残等级" if facts.rated else "", transfers.FORCES),
        finding(
            real, "部队评定的等级和性质", grade_text(facts.grade, facts.cause) if real else "因病只评一级至六级",
            "军人抚恤优待条例（2024）第二十五条",
        ),
        finding(
            facts.discharged_on <= facts.applied_on, "已退出现役", f"{facts.discharged_on} 退役", transfers.FORCES,
        ),
        finding(
            True if in_time else None, "退役后 60 日内申请",
            f"应在 {last_day} 前申请" + ("" if in_time else f"，{facts.applied_on} 申请已逾期，请核实原因"),
            transfers.FORCES,
        ),
        _who_pays("部队", handover, transfers.FORCES),
    ]  # fmt: skip


def check_arrival(facts: ArrivalFacts) -> list[Finding]:
    """The old county's last month against what the rule says, and what was missed."""
    rule = transfers.between_counties(facts.moved_on)
    handover = transfers.between_counties(facts.moved_on, facts.paid_through)
    short = facts.paid_through < rule.left_pays_through
    late = handover.received_pays_from < month_of(facts.applied_on)
    return [
        finding(facts.alive, "申请人在世", "" if facts.alive else "档案登记已去世", transfers.COUNTIES),
        finding(not facts.draws, "本县没有发放同一待遇", "本县正在发放同一待遇" if facts.draws else "", transfers.COUNTIES),
        finding(
            facts.priced, "计发条件齐全", "" if facts.priced else "伤残须填等级、性质；农村籍须填服役年限", transfers.COUNTIES,
        ),
        finding(facts.moved_on <= facts.applied_on, "已迁入户籍", f"{facts.moved_on} 迁入", transfers.COUNTIES),
        finding(
            None if short else True, "迁出地已发至月份",
            f"已发至 {month_text(facts.paid_through)}"
            + (f"，到 {month_text(rule.left_pays_through)} 仍由迁出地发放，请去函" if short else ""), transfers.COUNTIES,
        ),
        finding(
            None if late else True, "没有中断",
            f"{month_text(handover.received_pays_from)} 起的月份已过，因本人原因中断的不补发，请核实" if late else "",
            transfers.OWN_FAULT,
        ),
        _who_pays("迁出地", handover, transfers.COUNTIES),
    ]  # fmt: skip


def check_departure(facts: DepartureFacts) -> list[Finding]:
    """What this county pays to December and no longer."""
    handover = transfers.between_counties(facts.moved_on)
    return [
        finding(facts.alive, "申请人在世", "" if facts.alive else "档案登记已去世或迁出", transfers.COUNTIES),
        finding(
            facts.draws, "在本县享受待遇",
            "待遇中止，请在转移证明中写明" if facts.draws is None else "" if facts.draws else "本系统没有在领的待遇",
            transfers.COUNTIES,
        ),
        finding(
            facts.elsewhere, "迁往外县", "" if facts.elsewhere else "县内迁移只更正户籍地，不转移抚恤关系", transfers.COUNTIES,
        ),
        finding(facts.moved_on <= facts.applied_on, "户籍已迁出", f"{facts.moved_on} 迁出", transfers.COUNTIES),
        _who_pays("本县", handover, transfers.COUNTIES, "迁入地"),
    ]  # fmt: skip


def _who_pays(left: str, handover: transfers.Handover, ground: str, received: str = "本县") -> Finding:
    last, first = month_text(handover.left_pays_through), month_text(handover.received_pays_from)
    return finding(True, "由谁发放", f"{left}发至 {last}，{received}自 {first} 起发放", ground)
