"""Type 12 参试: recognised and paid, or recognised alone where a rating pays already."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from youfu.kit.errors import Refused
from youfu.modules.people.models import Disability, Person
from youfu.modules.recognition.tests import journey

pytestmark = pytest.mark.django_db


class TestNuclearTestVeteran(journey.Journeys):
    kind, category, programme = "nuclear_test_veteran", "nuclear_test_veteran", "nuclear_test_allowance"
    given = {
        "enlisted_on": date(1966, 3, 1), "discharged_on": date(1971, 2, 20), "unit": "", "discharge_number": "",
        "lives": "urban_idle", "in_difficulty": True, "kind": "unit_8023", "evidence": "archive",
    }  # fmt: skip
    records, route = {"paid": "yes"}, "village town publicity examine review"

    def test_it_is_recognised_alone_when_rated(self, person: Person, apply_for: Any, decide_all: Any) -> None:
        Disability.objects.create(person=person, grade=6, cause="illness", valid=(date(2000, 1, 1), None))
        application = apply_for(person, self.kind, self.given)
        with pytest.raises(Refused, match="不符合评定残疾等级条件"):
            decide_all(application, paid="yes")
        decide_all(application, paid="no")
        assert journey.categories(person) == [self.category]
        assert not person.entitlements.exists()

    def test_it_says_what_it_yields_to(self, person: Person, make_entitled: Any, apply_for: Any) -> None:
        make_entitled("combat_allowance", "2026-01", person=person)
        application = apply_for(person, self.kind, self.given)
        (row,) = [row for row in application.findings if row["title"] == "与在领待遇的关系"]
        assert (row["state"], row["ground"][:9]) == ("look", "参战参试为同一项生")
        assert "只发参战退役人员生活补助" in row["detail"]
