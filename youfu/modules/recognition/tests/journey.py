"""What the journeys of the types for recipients share: somebody of the village worker's own village, and a month to live in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from youfu.kit import clock
from youfu.kit.errors import Refused
from youfu.kit.models import Application
from youfu.kit.workflow import deciding, publicity
from youfu.kit.workflow.deciding import Outside, Verdict
from youfu.modules.people.models import Person

TODAY = date(2026, 11, 2)


def settle(person: Person, cast: Any) -> Person:
    """Move somebody to the village where the village worker of the cast works."""
    person.household_region = cast.village.organisation.region
    person.save()
    return person


def verdict(application: Application, choice: Any = "approve", **more: Any) -> Verdict:
    """A verdict of somebody who sees the application as it stands."""
    application.refresh_from_db()
    return Verdict(choice, (application.position, application.round), **more)


def refusal(application: Application, by: Any, **more: Any) -> str:
    """Why it may not be approved at its open step."""
    try:
        deciding.decide(application, verdict=verdict(application, **more), by=by)
    except Refused as refused:
        return str(refused)
    raise AssertionError("it was approved")


def to_city(application: Application, cast: Any, on_day: Any) -> Application:
    """Walk from the town's step through the county to the step that the city decides."""
    deciding.decide(application, verdict=verdict(application), by=cast.town)
    if application.steps.filter(code="hospital").exists():
        record, outside = {"in_scope": "yes"}, Outside("市一院", "鉴字〔2026〕3号", clock.today())
        seen = verdict(application, record=record, outside=outside)
        deciding.decide(application, verdict=seen, by=cast.clerk)
    until = application.notices.get().until_day
    assert until is not None
    on_day(until + timedelta(days=1))
    application.refresh_from_db()
    publicity.conclude(application, by=cast.town)
    for by in (cast.clerk, cast.reviewer):
        deciding.decide(application, verdict=verdict(application), by=by)
    return application


def categories(person: Person) -> list[str]:
    return list(person.identitys.filter(valid__contains=clock.today()).values_list("category", flat=True))
