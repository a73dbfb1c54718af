"""Type 13 农村籍: the folded years of a conscript, also of one who stayed on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from youfu.modules.people.models import Person
from youfu.modules.recognition.applications.rural_veterans import RuralVeteranForm
from youfu.modules.recognition.tests import journey

pytestmark = pytest.mark.django_db


class TestRuralVeteran(journey.Journeys):
    kind, category, programme = "rural_veteran", "rural_veteran", "rural_veteran_allowance"
    born, terms = date(1966, 10, 9), {"service_years": 4}
    given = {
        "enlisted_on": date(1984, 11, 1), "discharged_on": date(1996, 12, 1), "unit": "", "discharge_number": "",
        "rural": True, "conscript": True, "conscript_until": date(1987, 11, 2),
    }  # fmt: skip
    route = "town publicity examine review"
    wrong, why = {"rural": False}, "退役时落户农村"

    def test_it_keeps_one_service_of_one_enlistment(
        self, person: Person, apply_for: Any, decide_all: Any
    ) -> None:
        person.services.create(enlisted_on=date(1984, 11, 1), unit="某军")
        decide_all(apply_for(person, self.kind, self.given))
        service = person.services.get()
        assert (service.folded_years, service.unit, service.discharged_on) == (4, "某军", date(1996, 12, 1))

    def test_it_gives_way_to_any_other_benefit(
        self, person: Person, make_entitled: Any, apply_for: Any, cast: Any
    ) -> None:
        make_entitled("combat_allowance", "2026-01", person=person)
        application = apply_for(person, self.kind, self.given)
        assert "未享受国家定期抚恤补助" in journey.refusal(application, cast.town)

    def test_it_does_not_take_a_service_that_ends_before_it_begins(self) -> None:
        form = RuralVeteranForm(data={"enlisted_on": "1984-11-01", "discharged_on": "1984-11-01"})
        assert not form.is_valid()
        assert list(form.errors) == ["discharged_on"]
