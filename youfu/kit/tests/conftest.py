"""What tests of the engine share: the sample type, and an application of it on its way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from youfu.kit.models import Application
from youfu.kit.tests import sample as s
from youfu.kit.workflow import TYPES, deciding, publicity
from youfu.kit.workflow.deciding import Verdict

Step = Callable[..., Application]


@pytest.fixture
def declare(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Declare the sample type, or a variant of it, for this test."""
    return lambda **changes: monkeypatch.setitem(TYPES, "sample", s.sample(**changes))


@pytest.fixture
def person(make_person: Any, cast: Any, on_day: Any) -> Any:
    on_day(date(2026, 11, 2))
    found = make_person("马有田")
    found.household_region = cast.village.organisation.region
    found.save()
    return found


@pytest.fixture
def application(person: Any, declare: Any, apply_for: Any, cast: Any) -> Application:
    """Handed in by the village."""
    declare()
    made: Application = apply_for(person, "sample", s.GIVEN, cast.village)
    return made


@pytest.fixture
def step(application: Application, cast: Any, on_day: Any) -> Step:
    """Do the next step as whoever it belongs to; the notice is waited out."""

    def act(choice: Any = "approve", by: Any = None, **more: Any) -> Application:
        application.refresh_from_db()
        now = application.steps.get(order=application.position)
        who = by or {
            "town": cast.town,
            "publicity": cast.town,
            "review": cast.reviewer,
            "sign": cast.leader,
        }.get(now.code, cast.clerk)
        if now.kind == "publicity":
            on_day(date(2026, 11, 6) if application.round == 1 else date(2026, 12, 30))
            publicity.conclude(application, by=who)
        else:
            more.setdefault("record", {"granted_fen": 40000} if now.records else {})
            verdict = Verdict(choice, (application.position, application.round), **more)
            deciding.decide(application, verdict=verdict, by=who)
        application.refresh_from_db()
        return application

    return act
