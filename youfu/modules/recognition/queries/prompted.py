"""Whom the prompts 到龄提醒 name: the rule's conditions as WHERE clauses, and the facts the rule itself asks for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from youfu.kit import clock
from youfu.modules.entitlements.models import Entitlement
from youfu.modules.people.models import Certificate, Disability, Identity, Person, Service
from youfu.modules.recognition.models import Prompted
from youfu.rules import periods, prompts


def prompted(people: Any, code: str) -> Any:
    """The living whom a prompt of rules/prompts.py names today and whom nobody told yet: the rule's conditions as one WHERE."""
    prompt, today = prompts.BY_CODE[code], clock.today()
    first, last = prompts.window(prompt, today)
    told = Prompted._base_manager.filter(person=OuterRef("pk"), rule=code, reached_on__range=(first, last))
    rows = people.filter(~Exists(told), status=Person.Status.ALIVE)
    if prompt.age:
        rows = rows.filter(born_on__range=prompts.births(prompt, today))
    return rows.filter(*_CONDITIONS[prompt.of](today, (first, last)))


def _draws(today: date) -> Any:
    month = periods.month_of(today)
    return Exists(
        Entitlement._base_manager.filter(
            person=OuterRef("pk"), programme__regular=True, months__contains=month
        )
    )


def _survivor(today: date, days: tuple[date, date]) -> list[Any]:
    held = Identity._base_manager.filter(
        person=OuterRef("pk"), category__in=prompts.SURVIVORS, valid__contains=today
    )
    return [Exists(held), _draws(today)]


def _rural(today: date, days: tuple[date, date]) -> list[Any]:
    served = Service._base_manager.filter(
        person=OuterRef("pk"), enlisted_on__gte=prompts.FIRST_ENLISTMENT, enlisted_on__lt=prompts.BEFORE_ENLISTMENT,
        discharged_on__isnull=False,
    )  # fmt: skip
    return [~Q(household=Person.Household.URBAN), Exists(served), ~_draws(today)]


def _ends(model: Any, days: tuple[date, date], **same: Any) -> Any:
    """Rows that end inside the window and that no later one of their kind replaced."""
    later = model._base_manager.filter(
        person=OuterRef("person"), valid__startswith__gte=OuterRef("ends"),
        **{name: OuterRef(name) for name in same.pop("kind_by", ())},
    )  # fmt: skip
    rows = model._base_manager.filter(person=OuterRef("pk")).annotate(ends=F("valid__endswith"))
    return rows.filter(~Exists(later), ends__range=days, **same)


def _certificate(today: date, days: tuple[date, date]) -> list[Any]:
    return [Exists(_ends(Certificate, days, kind_by=("kind",)).exclude(kind=prompts.STUDENT_PROOF))]


def _study(today: date, days: tuple[date, date]) -> list[Any]:
    return [Exists(_ends(Certificate, days, kind_by=("kind",)).filter(kind=prompts.STUDENT_PROOF))]


def _rating(today: date, days: tuple[date, date]) -> list[Any]:
    return [Exists(_ends(Disability, days))]


_CONDITIONS = {
    "survivor": _survivor, "rural": _rural, "certificate": _certificate, "study": _study, "rating": _rating,
}  # fmt: skip


def prompt_facts(person: Person) -> prompts.Facts:
    """What the rule wants to know; reads what was prefetched."""
    today = clock.today()
    month = periods.month_of(today)
    ends = [
        c for c in person.certificates.all() if c.valid.upper and not _replaced(c, person.certificates.all())
    ]
    ratings = [
        d for d in person.disabilitys.all() if d.valid.upper and not _replaced(d, person.disabilitys.all())
    ]
    return prompts.Facts(
        person.born_on,
        frozenset(row.category for row in person.identitys.all() if today in row.valid),
        any(row.programme.regular and month in row.months for row in person.entitlements.all()),
        {"rural": True, "urban": False}.get(person.household),
        [(row.enlisted_on, row.discharged_on) for row in person.services.all()],
        [(row.kind, row.valid.upper) for row in ends],
        max((row.valid.upper for row in ratings), default=None),
    )


def _replaced(row: Any, others: Iterable[Any]) -> bool:
    kind = getattr(row, "kind", None)
    return any(
        o.valid.lower is not None and o.valid.lower >= row.valid.upper and getattr(o, "kind", None) == kind
        for o in others
    )
