"""Reads of the workflow that several places need: what everybody may read, and applications by the colour of their clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q

from youfu.kit import clock
from youfu.kit.models import ApplicationStep, Decision, Notice, Objection
from youfu.kit.workflow import calendar, holders
from youfu.rules.working_days import WorkingDays

FAR = date(9999, 12, 31)  # steps without a time limit come last
FEW = 3  # accounts
COLOURS = ("red", "amber", "green", "paused", "none")


def running_notices() -> Any:
    """Notices that run, for everybody. One that ended is taken down: its purpose is over (个人信息保护法 article 19)."""
    return Notice.objects.filter(closed_on=None).select_related(
        "application__person", "application__region__parent"
    )


def objections_to(notices: Any) -> Any:
    """Objections to notices that somebody may see."""
    return Objection.objects.filter(notice__in=notices).select_related("notice__application")


def at_step(rows: Any) -> Any:
    """Applications with their open step as `at`; there is one at most."""
    if "at" in rows.query._filtered_relations:
        return rows
    return rows.annotate(at=FilteredRelation("steps", condition=Q(steps__state=ApplicationStep.State.OPEN)))


def in_colour(rows: Any, colour: str, day: date, days: WorkingDays) -> Any:
    """Applications in hand whose open step is red (late), amber (a fifth of its time left, at least two days), green, paused, or
    none (no time limit laid down).

    The same as rules.working_days.Clock, said to the database.
    """
    where = Q(state="open", paused=colour == "paused")
    if colour == "none":
        where &= Q(at__due_on=None)
    elif colour == "red":
        where &= Q(at__due_on__lt=day)
    elif colour in ("amber", "green"):
        where &= _by_time_left(colour, day, days)
    return at_step(rows).filter(where)  # one condition, or each would look at a step of its own


def _by_time_left(colour: str, day: date, days: WorkingDays) -> Q:
    """What is not late, on this or that side of the last fifth of its time; time limits are few."""
    found = Q(pk__in=[])
    limits = ApplicationStep.objects.filter(state=ApplicationStep.State.OPEN, days__isnull=False).order_by()
    for allowed in limits.values_list("days", flat=True).distinct():
        near = max(2, allowed // 5)
        first = days.after(day, near + 1) if allowed > near else FAR  # due on this day or later: green
        due = (
            {"at__due_on__gte": first}
            if colour == "green"
            else {"at__due_on__gte": day, "at__due_on__lt": first}
        )
        found |= Q(at__days=allowed, **due)
    return found


def done_steps(year: int) -> Any:
    """Steps that were done in a year, with the working days each used."""
    return ApplicationStep.objects.filter(state=ApplicationStep.State.DONE, closed_on__year=year)


LATE = Q(closed_on__gt=F("due_on"))  # done after the day it was due


def _this_year(day: str, *states: str) -> Callable[[Any], Any]:
    """Applications whose `day` lies in this year, in one of the states (any when none is named)."""

    def narrow(rows: Any) -> Any:
        rows = rows.filter(**{f"{day}__year": clock.today().year})
        return rows.filter(state__in=states) if states else rows

    return narrow


def _late(rows: Any) -> Any:
    return in_colour(rows, "red", clock.today(), calendar.working_days())


def _nobodys(rows: Any) -> Any:
    """Those whose open step no account could act at, or only such as acted at another step of it already: four eyes leave nobody.

    The second is asked where few could act; where many can, somebody is left.
    """
    rows = at_step(rows).filter(state="open")
    held = holders.able(rows.order_by().values_list("at__permission", "at__path").distinct())
    without: dict[str, list[str]] = defaultdict(list)
    for (permission, path), who in held.items():
        if not who:
            without[permission].append(path)
    found = Q(pk__in=_used_up(rows, {place: who for place, who in held.items() if 0 < len(who) <= FEW}))
    for permission, paths in without.items():
        found |= Q(at__permission=permission, at__path__in=paths)
    return rows.filter(found)


def _used_up(rows: Any, few: Mapping[holders.Place, holders.Accounts]) -> list[int]:
    """Of applications at these places, those at which each of the accounts that could act counts as having acted elsewhere.

    Seldom does somebody act at one step who holds what another asks for, so hardly any row is read.
    """
    accounts: dict[str, set[Any]] = defaultdict(set)
    for (permission, _path), who in few.items():
        accounts[permission].update(who)
    theirs = Q(pk__in=[])
    for permission, holding in accounts.items():
        theirs |= Q(application__steps__permission=permission, by__in=holding)
    acted: dict[tuple[int, holders.Place], set[Any]] = defaultdict(set)
    elsewhere = Decision.objects.filter(
        theirs, counts=True, application__in=rows.order_by().values("pk"), application__steps__kind="review",
        application__steps__state=ApplicationStep.State.OPEN,
    ).exclude(order=F("application__position")).order_by()  # fmt: skip
    for pk, permission, path, account in elsewhere.values_list(
        "application_id", "application__steps__permission", "application__steps__path", "by_id"
    ):
        acted[pk, (permission, path)].add(account)
    return [pk for (pk, place), who in acted.items() if place in few and few[place] <= who]


def _published(rows: Any) -> Any:
    return rows.filter(Exists(Notice.objects.filter(application=OuterRef("pk"), closed_on=None)))


# What indicators count, and the list of applications shows: one function for both.
COUNTED: dict[str, Callable[[Any], Any]] = {
    "received": _this_year("submitted_on"),
    "decided": _this_year("ended_on", "approved", "refused"),
    "approved": _this_year("ended_on", "approved"),
    "refused": _this_year("ended_on", "refused"),
    "overdue": _late,
    "published": _published,
    "nobodys": _nobodys,
}
