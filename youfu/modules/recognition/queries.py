"""Reads of the workflow that several places need: what everybody may read, and applications by the colour of their clock."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from youfu.kit.models import ApplicationStep, Notice, Objection
from youfu.rules.working_days import WorkingDays

COLOURS = ("red", "amber", "green", "paused", "none")


def running_notices() -> Any:
    """Notices that run, for everybody. One that ended is taken down: its purpose is over (个人信息保护法 article 19)."""
    return Notice.objects.filter(closed_on=None).select_related(
        "application__person", "application__region__parent"
    )


def objections_to(notices: Any) -> Any:
    """Objections to notices that somebody may see."""
    return Objection.objects.filter(notice__in=notices).select_related("notice__application")


def in_colour(rows: Any, colour: str, day: date, days: WorkingDays) -> Any:
    """Running applications whose open step is red (late), amber (a fifth of its time left, at least two days), green, paused,
    or none (no time limit laid down). The same as rules.working_days.Clock, said to the database; on a day off after the day
    it was due, a step is late here already."""
    open_ones = ApplicationStep.objects.filter(state=ApplicationStep.State.OPEN)
    rows = rows.filter(state="open")
    if colour == "paused":
        return rows.filter(paused=True)
    rows = rows.filter(paused=False)
    if colour == "none":
        return rows.filter(steps__in=open_ones.filter(due_on=None))
    if colour == "red":
        return rows.filter(steps__in=open_ones.filter(due_on__lt=day))
    soon = Q(pk__in=[])
    for allowed in open_ones.exclude(days=None).order_by().values_list("days", flat=True).distinct():
        soon |= Q(days=allowed, due_on__lt=days.after(day, max(2, allowed // 5) + 1))
    near = open_ones.filter(due_on__gte=day)
    return rows.filter(steps__in=near.filter(soon) if colour == "amber" else near.exclude(soon))
