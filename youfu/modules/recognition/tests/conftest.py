"""Fixtures of recognition's tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from youfu.kit.models import Application, Notice
from youfu.kit.workflow import deciding
from youfu.kit.workflow.deciding import Verdict
from youfu.modules.recognition.tests import applying

GIVEN = {
    "enlisted_on": date(1986, 11, 1),
    "discharged_on": date(1990, 3, 1),
    "rural": True,
    "conscript": True,
}


@pytest.fixture
def published(make_person: Any, apply_for: Any, cast: Any, on_day: Any) -> Notice:
    """A notice of 2026-11-23 with three working days."""
    on_day(date(2026, 11, 23))
    person = make_person("王建明", born=date(1966, 5, 1), village="330483100")
    person.household_region = cast.village.organisation.region
    person.save()
    application = apply_for(person, "rural_veteran", GIVEN)
    deciding.decide(application, verdict=Verdict("approve", (1, 1), "属实"), by=cast.town)
    return Notice.objects.get(application=application)


@pytest.fixture
def veteran(make_person: Callable[..., Any], cast: Any, on_day: Any) -> Any:
    """Sixty this year, in the village of the cast's village worker."""
    on_day(date(2026, 11, 2))
    person = make_person("马有田", born=date(1966, 10, 9))
    person.household_region = cast.village.organisation.region
    person.save()
    return person


@pytest.fixture
def submitted(veteran: Any, cast: Any, apply_for: Any) -> Application:
    made: Application = apply_for(veteran, "rural_veteran", applying.CLEANED, by=cast.village)
    made.refresh_from_db()
    return made
