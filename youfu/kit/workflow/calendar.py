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
    """How much of its time a step has used by today, and whether the day it was due is over.

    Of a notice the last working day does not count yet: it still runs all that day, and the next one is there to conclude it on.
    """
    today = clock.today()
    days = 0 if step.running_since is None else calendar.between(step.running_since, today)
    used = step.used_days + (max(0, days - 1) if step.kind == "publicity" else days)
    return Clock(step.days, used, step.due_on, paused, step.due_on is not None and step.due_on < today)


def spent(step: ApplicationStep, calendar: WorkingDays, day: date) -> int:
    """Working days a step has used when its clock stops on a day; of a notice those it has run to the end."""
    if step.running_since is None:
        return step.used_days
    until = day - timedelta(days=1) if step.kind == "publicity" else day
    return step.used_days + calendar.between(step.running_since, until)


def start(step: ApplicationStep, calendar: WorkingDays, day: date) -> None:
    """Let a step's clock run from a day on; what it used before still counts: a step that used more than its days is late from
    that day on. A notice is due to be concluded on the working day after its last one."""
    step.running_since = day
    if step.days is None:
        step.due_on = None
        return
    left = step.days - step.used_days
    ahead = left + 1 if step.kind == "publicity" else left
    step.due_on = calendar.after(day, ahead) if left >= 0 else day - timedelta(days=1)


def stop(step: ApplicationStep, calendar: WorkingDays, day: date) -> None:
    """Stop a step's clock and keep what it used."""
    step.used_days = spent(step, calendar, day)
    step.running_since = None
