"""Two sums that localities pay once to who goes into the forces or comes back: 大学生入伍奖励金, 自主就业一次性经济补助."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from youfu.rules.figures import LOCAL, Book, Computed, Part, computed
from youfu.rules.findings import Finding, finding
from youfu.rules.money import fen_to_yuan, share
from youfu.rules.periods import age_on, birthday

ENLISTING = "征兵工作条例（2023）"
SUBSIDY = "退役军人安置条例（2024）第二十三条"
REPORTING = "退役军人安置条例（2024）第五十一条"
PROVINCE = "浙江省军人军属权益保障条例第二十条"
# messages: choices of a form
LEVELS = {"bachelor": "本科毕业生", "college": "专科毕业生", "enrolled": "在校生"}
REPORT_WITHIN = (
    30  # days after the approved discharge, and as many again before it counts as given up (article 51)
)
TWO_YEARS = 24


def student_award(level: str, book: Book) -> Computed:
    """A fixed sum by education: bachelor, college or enrolled."""
    code = f"student_award.{level}"
    fen = book.fen(code)
    return computed([Part(LEVELS[level], fen_to_yuan(fen), fen, ENLISTING)], book)


def months_of_service(enlisted_on: date, discharged_on: date) -> int:
    """Full months from day to day."""
    years = age_on(enlisted_on, discharged_on)
    since = birthday(enlisted_on, years)
    months = (discharged_on.year - since.year) * 12 + discharged_on.month - since.month
    return years * 12 + months - (discharged_on.day < since.day)


def economic_subsidy(months: int, book: Book) -> Computed:
    """By the year of service, each month a twelfth; where a county lays down only a sum for two years, for two years exactly."""
    if months == TWO_YEARS and book.knows("economic.fixed"):
        fen = book.fen("economic.fixed")
        return computed([Part("服役两年定额", fen_to_yuan(fen), fen, SUBSIDY)], book)
    yearly = book.fen("economic.year")
    formula = f"{fen_to_yuan(yearly)} × {months} ÷ 12"
    title = LOCAL["economic.year"].removeprefix("一次性经济补助-")
    return computed([Part(title, formula, share(yearly, Decimal(months) / 12), SUBSIDY)], book)


def reported_in_time(discharged_on: date, reported_on: date) -> Finding:
    """Within 30 days; more than 30 days late without reason is giving it up (退役军人安置条例 article 51)."""
    due = discharged_on + timedelta(days=REPORT_WITHIN)
    detail = f"{discharged_on} 退役，应在 {due} 前报到，{reported_on} 报到"
    late = (reported_on - due).days
    if reported_on < discharged_on:
        return finding(False, "报到日期在退役之后", detail, REPORTING)
    if late > REPORT_WITHIN:
        return finding(
            None, "超过期限三十天以上报到", f"{detail}；无正当理由的视为放弃安置待遇，请核实原因", REPORTING
        )
    return finding(True if late <= 0 else None, "按时报到", detail, REPORTING)
