"""Who pays which month when somebody entitled moves 关系转移: those left behind to December, those who receive from January.

| move | left behind pays | received pays | source |
| --- | --- | --- | --- |
| discharged from the forces | the forces, to December of that year | from January | 军人抚恤优待条例 (2024), article 30 |
| to another county | the old one, to December of that year | from January | 伤残抚恤管理办法, art. 23; 烈士褒扬条例, art. 22 |
| the old one paid longer | to the month paid up to 已发至月份 | from the next month | no month is paid twice |
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from youfu.rules.periods import Month, month_of
from youfu.rules.start import first_month_after_transfer

FORCES = "军人抚恤优待条例（2024）第三十条"
COUNTIES = "伤残抚恤管理办法（2020）第二十三条、烈士褒扬条例第二十二条"
OWN_FAULT = "伤残抚恤管理办法（2020）第二十三条"


@dataclass(frozen=True, slots=True)
class Handover:
    """The last month (index) paid by those left behind, and the first one paid by those who receive."""

    left_pays_through: Month
    received_pays_from: Month


def from_forces(discharged_on: date) -> Handover:
    """The forces pay the whole year of discharge."""
    first = first_month_after_transfer(discharged_on)
    return Handover(first - 1, first)


def between_counties(moved_on: date, paid_through: Month | None = None) -> Handover:
    """The county left pays the whole year of the move. `paid_through` is the month it says it has paid up to: what it paid beyond
    December is not paid again; where it paid less, the rest of the year remains its own to pay."""
    first = first_month_after_transfer(moved_on)
    if paid_through is not None:
        first = max(first, paid_through + 1)
    return Handover(first - 1, first)


def first_due(handover: Handover, approved_on: date, *, own_fault: bool) -> Month:
    """The first month the receiving county pays: months that passed before the approval are paid too, unless it was for reasons
    of the applicant's own that nobody asked in time."""
    first = handover.received_pays_from
    return max(first, month_of(approved_on)) if own_fault else first
