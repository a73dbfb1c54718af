"""Type 9 在乡复员: the city's approval, recorded by the county, opens the entitlement."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from youfu.modules.people.models import Person
from youfu.modules.recognition.tests import journey

pytestmark = pytest.mark.django_db


class TestDemobilisedVeteran(journey.Journeys):
    kind, category, programme = "demobilised_veteran", "demobilised", "demobilised_allowance"
    born = date(1933, 7, 1)
    given = {
        "enlisted_on": date(1951, 2, 10), "discharged_on": date(1955, 4, 1), "unit": "志愿军某部",
        "discharge_number": "复字第7号", "period": "other", "evidence": "certificate", "demobilised": True, "at_home": True,
    }  # fmt: skip
    terms, route = {"period": "other"}, "town publicity examine review city"
    wrong, why = {"enlisted_on": date(1954, 11, 1)}, "1954 年 10 月 31 日以前入伍"

    def test_it_demands_the_document_of_the_city(
        self, person: Person, apply_for: Any, cast: Any, on_day: Any
    ) -> None:
        application = journey.to_city(apply_for(person, self.kind, self.given), cast, on_day)
        assert "外单位办理" in journey.refusal(application, cast.clerk)
        assert not person.identitys.exists()

    def test_it_counts_from_the_day_of_the_city(
        self, person: Person, apply_for: Any, decide_all: Any
    ) -> None:
        decide_all(apply_for(person, self.kind, self.given), dated=date(2026, 9, 30))
        row = person.entitlements.get()
        assert (row.first_month, row.approved_on) == ("2026-09", date(2026, 9, 30))
        assert person.certificates.get().number == "复字第7号"
