"""Type 10 带病回乡: hospital and city are recorded; what the illness is stays sealed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from youfu.kit import clock
from youfu.kit.errors import Refused
from youfu.kit.workflow import deciding
from youfu.kit.workflow.deciding import Outside
from youfu.modules.people.models import Person
from youfu.modules.recognition.tests import journey

pytestmark = pytest.mark.django_db


class TestIllnessVeteran(journey.Journeys):
    kind, category, programme = "illness_veteran", "illness_veteran", "illness_veteran_allowance"
    given = {
        "enlisted_on": date(1968, 3, 1), "discharged_on": date(1973, 1, 10), "unit": "", "discharge_number": "",
        "fell_ill_on": date(1971, 6, 20), "disease": "慢性肾炎", "army_hospital": "某军医院",
    }  # fmt: skip
    records, route = {"in_scope": "yes"}, "town hospital publicity examine review city"
    wrong, why = {"fell_ill_on": date(1990, 1, 1), "army_hospital": ""}, "服役期间患病、有军队医院证明"

    def test_it_names_the_illness_nowhere(self, person: Person, apply_for: Any, decide_all: Any) -> None:
        application = decide_all(apply_for(person, self.kind, self.given), in_scope="yes")
        open_text = f"{application.given} {application.findings} {application.outcome}"
        open_text += str(application.notices.values_list("content"))
        open_text += str(application.decisions.values_list("opinion", "record"))
        assert not any(word in open_text for word in ("肾", "1971", "某军医院"))

    def test_it_stops_at_what_the_hospital_denies(
        self, person: Person, apply_for: Any, cast: Any, decide_all: Any
    ) -> None:
        application = apply_for(person, self.kind, self.given)
        deciding.decide(application, verdict=journey.verdict(application), by=cast.town)
        outside = Outside("桐乡市第一人民医院", "鉴字〔2026〕3号", clock.today())
        no = journey.verdict(application, record={"in_scope": "no"}, outside=outside)
        deciding.decide(application, verdict=no, by=cast.clerk)
        with pytest.raises(Refused, match="病情属于慢性病范围"):
            decide_all(application)
        assert not person.identitys.exists()
