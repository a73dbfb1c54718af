"""The first and the last month of a benefit.

| event | rule | source |
| --- | --- | --- |
| approved on or after 2024-10-01 | the month of approval | 军人抚恤优待条例 (2024), articles 19 and 27 |
| approved before | the month after approval | 伤残抚恤管理办法 (2020), article 23 |
| rural veteran 农村籍 | not before the month of reaching 60 | 军人抚恤优待条例 (2024), article 62 |
| discharged from the army with a disability | January after the discharge | 军人抚恤优待条例 (2024), article 30 |
| moved to another county | old county to December, new from January | 烈士褒扬条例, article 22; 伤残抚恤管理办法, article 23 |
| death | the regulation does not say whether the month of death is paid: a parameter | — |
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from youfu.rules.effective import by_key, in_force
from youfu.rules.periods import Month, birthday, month_of

RURAL_AGE = 60  # 周岁


@dataclass(frozen=True, slots=True)
class StartRule:
    """Which month an approval opens: `rule` is "month_of_approval" or "month_after", for approvals in [start, end)."""

    rule: str
    start: date
    end: date | None
    basis: str

    def __post_init__(self) -> None:
        if self.rule not in _MONTHS_LATER:
            raise ValueError(f"no such start rule: {self.rule!r}")


_MONTHS_LATER = {"month_of_approval": 0, "month_after": 1}

START_RULES = (
    StartRule("month_after", date.min, date(2024, 10, 1), "伤残抚恤管理办法（2020）第二十三条"),
    StartRule("month_of_approval", date(2024, 10, 1), None, "军人抚恤优待条例（2024）第十九条、第二十七条"),
)


def first_month(approved_on: date, rule_rows: Iterable[StartRule] = START_RULES) -> Month:
    """The first month paid for an approval of that day, under the rule in force on that day.

    Raises NotInForce or Ambiguous (`rules.effective`) when there is not exactly one such rule.
    """
    rows = by_key(rule_rows, lambda _: "first month")
    return month_of(approved_on) + _MONTHS_LATER[in_force(rows, "first month", approved_on).rule]


def rural_first_month(approved_on: date, birth: date, rule_rows: Iterable[StartRule] = START_RULES) -> Month:
    """The same for 农村籍退役士兵, but never before the month in which they reach 60."""
    return max(first_month(approved_on, rule_rows), month_of(birthday(birth, RURAL_AGE)))


def last_month(died_on: date, *, pays_month_of_death: bool = True) -> Month:
    """The last month paid to someone who died that day. What was paid beyond it is a difference to be recovered."""
    return month_of(died_on) if pays_month_of_death else month_of(died_on) - 1


def first_month_after_transfer(moved_on: date) -> Month:
    """The first month the receiving county pays: January after the move (or after discharge from the army). The month
    before it, December, is the last one paid by the county left behind (or by the army)."""
    return month_of(date(moved_on.year + 1, 1, 1))
