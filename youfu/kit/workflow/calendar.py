"""The bureau's calendar of working days and the clocks that run on it."""

from __future__ import annotations

from datetime import date, timedelta

from youfu.kit import clock
from youfu.kit.models.papers import CalendarYear, Holiday
from youfu.kit.models.workflow import ApplicationStep
from youfu.rules.working_days import Clock, WorkingDays


def working_days() -> WorkingDays:
    """The calendar as it stands. Two small readings; a page that shows many clocks reads it once and hands it on."""
    exceptions = dict(Holiday.objects.values_list("day", "works"))
    return WorkingDays(exceptions, frozenset(CalendarYear.objects.values_list("year", flat=True)))


def gaps(ahead: int = 30) -> list[int]:
    """Years that time limits reach into within so many days and that nobody announced: every page with clocks says so."""
    today = clock.today()
    return working_days().missing(today, today + timedelta(days=ahead))


def step_clock(step: ApplicationStep, calendar: WorkingDays, *, paused: bool = False) -> Clock:
    """How much of its time a step has used by today."""
    used = step.used_days
    if step.running_since is not None:
        used += calendar.between(step.running_since, clock.today())
    return Clock(step.days, used, step.due_on, paused)


def start(step: ApplicationStep, calendar: WorkingDays, day: date) -> None:
    """Let a step's clock run from a day on; what it used before still counts."""
    step.running_since = day
    step.due_on = None if step.days is None else calendar.after(day, max(0, step.days - step.used_days))


def stop(step: ApplicationStep, calendar: WorkingDays, day: date) -> None:
    """Stop a step's clock and keep what it used."""
    if step.running_since is not None:
        step.used_days += calendar.between(step.running_since, day)
    step.running_since = None
