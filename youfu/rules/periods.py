"""Days and months, and the ranges between them.

A month is an integer, the *month index*: year × 12 + (month − 1). November 2026 is 2026 × 12 + 10 = 24322. Months
therefore add, subtract and compare as numbers do, in Python and in SQL alike. Every range is half-open: the start belongs
to it, the end does not, and an end of None means "until further notice".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Protocol

Month = int  # year * 12 + (month - 1)

_MONTH_TEXT = re.compile(r"([0-9]{4})-([0-9]{2})")


class Dated(Protocol):
    """Anything in force from `start` (included) to `end` (excluded; None = until further notice)."""

    @property
    def start(self) -> date: ...

    @property
    def end(self) -> date | None: ...


def covers(row: Dated, day: date) -> bool:
    """Is this row in force on that day?"""
    return row.start <= day and (row.end is None or day < row.end)


@dataclass(frozen=True, slots=True)
class DateRange:
    """The days from `start` up to but not including `end`. ValueError when that is no day at all."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise ValueError(f"a range must end after it starts: {self.start} .. {self.end}")

    def contains(self, day: date) -> bool:
        return covers(self, day)

    def overlaps(self, other: Dated) -> bool:
        """Do the two share a day? Ranges that only touch do not."""
        return (self.end is None or other.start < self.end) and (other.end is None or self.start < other.end)


def month_of(day: date) -> Month:
    """The month a day lies in."""
    return day.year * 12 + day.month - 1


def parse_month(text: str) -> Month:
    """ "2026-11" → 24322. ValueError for anything else, so that a command line cannot be misread."""
    match = _MONTH_TEXT.fullmatch(text)
    if match is None:
        raise ValueError(f"a month is written like 2026-11, not {text!r}")
    return month_of(date(int(match[1]), int(match[2]), 1))


def month_text(month: Month) -> str:
    """24322 → "2026-11"."""
    return f"{month // 12:04d}-{number(month):02d}"


def first_day(month: Month) -> date:
    """The day on which standards are looked up: a rate in force on the first pays the whole month."""
    return date(month // 12, number(month), 1)


def number(month: Month) -> int:
    """Which month of its year, 1 to 12."""
    return month % 12 + 1


def birthday(birth: date, years: int) -> date:
    """The day on which someone reaches an age.

    An age is reached on the birthday itself, the sense in which the pension rules say 年满60周岁 (criminal law counts
    from the day after; that is another rule). Who was born on 29 February has it on 1 March in common years.
    """
    try:
        return birth.replace(year=birth.year + years)
    except ValueError:  # 29 February
        return date(birth.year + years, 3, 1)


def age_on(birth: date, day: date) -> int:
    """Full years 周岁 on that day; negative before birth."""
    years = day.year - birth.year
    return years if birthday(birth, years) <= day else years - 1
