"""Type 11 参战: recognised and paid, or recognised alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from youfu.kit.errors import Refused
from youfu.modules.people.models import Person
from youfu.modules.recognition.tests import journey

pytestmark = pytest.mark.django_db


class TestCombatVeteran(journey.Journeys):
    kind, category, programme = "combat_veteran", "combat_veteran", "combat_allowance"
    given = {
        "enlisted_on": date(1977, 12, 20), "discharged_on": date(1982, 1, 10), "unit": "某部", "discharge_number": "退字第42号",
        "lives": "rural", "in_difficulty": None, "operation": "12", "evidence": "archive",
    }  # fmt: skip
    records, route = {"paid": "yes"}, "village town publicity examine review"
    in_town = {**given, "lives": "urban_employed"}

    def test_it_keeps_the_service_on_file(self, person: Person, apply_for: Any, decide_all: Any) -> None:
        application = decide_all(apply_for(person, self.kind, self.given), paid="yes")
        assert person.services.get().unit == "某部"
        assert person.certificates.get().number == "退字第42号"
        assert dict(application.notices.get().content)["参战类别"] == "中越边境自卫还击作战"

    def test_it_records_the_identity_alone(self, person: Person, apply_for: Any, decide_all: Any) -> None:
        application = apply_for(person, self.kind, self.in_town)
        assert journey.foreseen(application) == []
        with pytest.raises(Refused, match="只能认定身份"):
            decide_all(application, paid="yes")
        assert not person.identitys.exists()
        decide_all(application, paid="no")
        assert application.outcome == "认定为参战退役人员，不享受参战退役人员生活补助。"
        assert journey.categories(person) == [self.category]
        assert not person.entitlements.exists()
