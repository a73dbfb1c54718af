"""Working days 工作日 and the clock that runs on them.

The day on which a period begins does not count (民法典 article 201); it ends on its last working day. What is a working day is
data: weekends and statutory holidays are off, make-up days 调休 are on, and a year without an announced calendar is a gap
that is shown, never guessed silently.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

Colour = Literal["ok", "look", "stop", "idle"]
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkingDays:
    """The calendar: days that differ from an ordinary week (True = worked), and the years it was announced for."""

    exceptions: Mapping[date, bool]
    years: frozenset[int] = field(default_factory=frozenset)

    def works(self, day: date) -> bool:
        """Is this a working day? Monday to Friday unless the calendar says otherwise."""
        return self.exceptions.get(day, day.weekday() < 5)

    def after(self, day: date, days: int) -> date:
        """The day on which `days` working days have passed, `day` itself not counted; day itself for 0."""
        if days < 0:
            raise ValueError("a period is not negative")
        while days:
            day += ONE_DAY
            days -= self.works(day)
        return day

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; 0 when the end is not later."""
        return sum(self.works(start + ONE_DAY * n) for n in range(1, (end - start).days + 1))

    def missing(self, start: date, end: date) -> list[int]:
        """Years between the two days for which no calendar was announced."""
        return [year for year in range(start.year, end.year + 1) if year not in self.years]


@dataclass(frozen=True, slots=True)
class Clock:
    """A step's time: working days allowed (None = not laid down), used, left, the day it is due, and whether that day is over.

    A period ends at the end of its last working day (民法典 article 203), so a step is late from the day after, be that a day
    off; `left` becomes negative on the next working day.
    """

    allowed: int | None
    used: int
    due_on: date | None
    paused: bool = False
    late: bool = False

    @property
    def left(self) -> int | None:
        return None if self.allowed is None else self.allowed - self.used

    @property
    def colour(self) -> Colour:
        """Green; amber in the last fifth (at least two days); red when late; grey while paused or when no time is laid down."""
        if self.left is None or self.allowed is None or self.paused:
            return "idle"
        if self.late:
            return "stop"
        return "look" if self.left <= max(2, self.allowed // 5) else "ok"
