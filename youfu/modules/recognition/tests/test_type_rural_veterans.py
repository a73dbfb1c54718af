"""Type 13 农村籍: folded years of a conscript who stayed on; foreseen, paid and kept on file; refused; a stranger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit.workflow import deciding
from youfu.modules.people.models import Person
from youfu.modules.recognition.applications.rural_veterans import RuralVeteranForm, foresee
from youfu.modules.recognition.tests import journey

pytestmark = pytest.mark.django_db
GIVEN = {
    "enlisted_on": date(1984, 11, 1), "discharged_on": date(1996, 12, 1), "unit": "某团", "discharge_number": "",
    "rural": True, "conscript": True, "conscript_until": date(1987, 11, 2),
}  # fmt: skip


@pytest.fixture(autouse=True)
def november(on_day: Callable[[date], None]) -> None:
    on_day(journey.TODAY)


@pytest.fixture
def veteran(make_person: Callable[..., Person], cast: Any) -> Person:
    return journey.settle(make_person("马有田", born=date(1966, 10, 9)), cast)


class TestJourney:
    def test_it_pays_the_years_of_a_conscript_alone(
        self, veteran: Person, apply_for: Callable[..., Any], decide_all: Callable[..., Any], cast: Any
    ) -> None:
        application = apply_for(veteran, "rural_veteran", GIVEN, by=cast.village)
        (month,) = foresee(application)
        decide_all(application)
        row = veteran.entitlements.get()
        assert (row.terms.service_years, row.first_month) == (4, "2026-11")
        assert "× 4 年" in month["note"]
        assert application.number in row.basis
        service = veteran.services.get()
        assert (service.folded_years, service.unit) == (4, "某团")
        assert journey.categories(veteran) == ["rural_veteran"]

    def test_it_keeps_one_service_of_one_enlistment(
        self, veteran: Person, apply_for: Callable[..., Any], decide_all: Callable[..., Any], cast: Any
    ) -> None:
        veteran.services.create(enlisted_on=date(1984, 11, 1), unit="某军")
        decide_all(apply_for(veteran, "rural_veteran", {**GIVEN, "unit": ""}, by=cast.village))
        service = veteran.services.get()
        assert (service.folded_years, service.unit, service.discharged_on) == (4, "某军", date(1996, 12, 1))

    def test_it_does_not_take_a_service_that_ends_before_it_begins(self) -> None:
        form = RuralVeteranForm(data={"enlisted_on": "1984-11-01", "discharged_on": "1984-11-01"})
        assert not form.is_valid()
        assert list(form.errors) == ["discharged_on"]

    def test_it_is_refused_by_the_check(
        self, veteran: Person, make_entitled: Callable[..., Person], apply_for: Callable[..., Any], cast: Any
    ) -> None:
        make_entitled("combat_allowance", "2026-01", person=veteran)
        application = apply_for(veteran, "rural_veteran", {**GIVEN, "rural": False}, by=cast.village)
        why = journey.refusal(application, cast.town)
        assert "退役时落户农村" in why
        assert "未享受国家定期抚恤补助" in why
        verdict = journey.verdict(application, "reject", opinion="退役时为城镇户口", ground="not_rural")
        assert "退役时没有落户农村" in deciding.decide(application, verdict=verdict, by=cast.town).outcome

    def test_it_is_nobody_elses(self, veteran: Person, apply_for: Callable[..., Any], cast: Any) -> None:
        application = apply_for(veteran, "rural_veteran", GIVEN, by=cast.village)
        with pytest.raises(PermissionDenied):
            deciding.decide(application, verdict=journey.verdict(application), by=cast.stranger)
