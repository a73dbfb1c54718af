"""一生记事: what happened in one life, from every row of the file that has a day, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from youfu.kit.templatetags.kit import grade, local
from youfu.modules.people.models import Person


@dataclass(frozen=True)
class Event:
    """One line of the timeline; `fen` is shown on the right when there is an amount."""

    on: date
    icon: str
    title: Any
    note: Any = ""
    state: str = ""
    fen: int | None = None


@dataclass(frozen=True)
class Chapter:
    """Events under one heading."""

    title: Any
    events: list[Event]


def events_of(person: Person) -> Iterator[Event]:
    """What the registers of the person know; upper modules add theirs through panels."""
    yield Event(person.born_on, "person", _("出生"))
    for service in person.services.all():
        if service.enlisted_on:
            yield Event(service.enlisted_on, "flag", _("入伍"), service.unit)
        if service.discharged_on:
            years = service.folded_years
            yield Event(
                service.discharged_on,
                "person",
                _("退出现役"),
                _("折算服役 %(n)d 年") % {"n": years} if years else "",
            )
    for disability in person.disabilitys.all():
        yield Event(
            disability.valid.lower,
            "shield",
            _("评定伤残等级：%(what)s")
            % {"what": f"{grade(disability.grade)}（{disability.get_cause_display()}）"},
        )
    for identity in person.identitys.all():
        yield Event(identity.valid.lower, "case", _("认定为%(what)s") % {"what": identity}, identity.basis)
    for account in person.bankaccounts.all():
        yield Event(account.valid.lower, "bank", _("启用发放账户"), str(account))
    for change in person.statuschanges.all():
        yield Event(change.on, "alert", change.get_status_display(), change.basis, "look")
    yield Event(local(person.filed_at).date(), "doc", _("建立档案"))


def chapters(events: list[Event]) -> list[Chapter]:
    """By year, newest first; the far past is gathered, as nobody looks for it by year."""
    ordered = sorted(events, key=lambda event: event.on, reverse=True)
    found: dict[str, list[Event]] = {}
    newest = ordered[0].on.year if ordered else 0
    for event in ordered:
        year = event.on.year
        if newest - year < 3:
            title = _("%(year)d 年") % {"year": year}
        else:
            title = _("%(from)d — %(to)d 年") % {"from": year // 10 * 10, "to": year // 10 * 10 + 9}
        found.setdefault(title, []).append(event)
    return [Chapter(title, rows) for title, rows in found.items()]
