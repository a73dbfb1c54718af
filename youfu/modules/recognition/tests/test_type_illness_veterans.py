"""Type 10 带病回乡: hospital and city are recorded, the illness stays sealed; refused; a stranger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit import clock
from youfu.kit.errors import Refused
from youfu.kit.models import Application
from youfu.kit.workflow import deciding
from youfu.kit.workflow.deciding import Outside
from youfu.modules.people.models import Person
from youfu.modules.recognition.applications.illness_veterans import foresee
from youfu.modules.recognition.tests import journey

pytestmark = pytest.mark.django_db
GIVEN = {
    "enlisted_on": date(1978, 3, 1), "discharged_on": date(1983, 1, 10), "unit": "", "discharge_number": "",
    "fell_ill_on": date(1981, 6, 20), "disease": "慢性肾炎", "army_hospital": "某军医院",
}  # fmt: skip


@pytest.fixture(autouse=True)
def november(on_day: Callable[[date], None]) -> None:
    on_day(journey.TODAY)


@pytest.fixture
def veteran(make_person: Callable[..., Person], cast: Any) -> Person:
    return journey.settle(make_person("朱阿祥", born=date(1959, 9, 9)), cast)


def at_hospital(application: Application, cast: Any, answer: str) -> None:
    """The town's opinion, then what the designated hospital answered."""
    deciding.decide(application, verdict=journey.verdict(application), by=cast.town)
    outside = Outside("桐乡市第一人民医院", "鉴字〔2026〕3号", clock.today())
    seen = journey.verdict(application, record={"in_scope": answer}, outside=outside)
    deciding.decide(application, verdict=seen, by=cast.clerk)


class TestJourney:
    def test_it_is_approved_by_the_city(
        self, veteran: Person, apply_for: Callable[..., Any], decide_all: Callable[..., Any]
    ) -> None:
        application = apply_for(veteran, "illness_veteran", GIVEN)
        assert [step.code for step in application.steps.all()] == [
            "town", "hospital", "publicity", "examine", "review", "city"
        ]  # fmt: skip
        (month,) = foresee(application)
        decide_all(application, in_scope="yes")
        row = veteran.entitlements.get()
        assert (row.programme.code, row.first_month) == ("illness_veteran_allowance", "2026-11")
        assert month["fen"] > 0
        assert application.number in row.basis
        assert journey.categories(veteran) == ["illness_veteran"]
        assert veteran.services.get().discharged_on == date(1983, 1, 10)

    def test_it_names_the_illness_nowhere(
        self, veteran: Person, apply_for: Callable[..., Any], decide_all: Callable[..., Any]
    ) -> None:
        application = decide_all(apply_for(veteran, "illness_veteran", GIVEN), in_scope="yes")
        open_text = f"{application.given} {application.findings} {application.outcome}"
        open_text += str(application.notices.values_list("content"))
        open_text += str(application.decisions.values_list("opinion", "record"))
        assert "肾" not in open_text
        assert "1981" not in open_text
        assert "某军医院" not in open_text

    def test_it_stops_at_what_the_hospital_denies(
        self, veteran: Person, apply_for: Callable[..., Any], cast: Any, on_day: Any, decide_all: Any
    ) -> None:
        application = apply_for(veteran, "illness_veteran", GIVEN)
        at_hospital(application, cast, "no")
        with pytest.raises(Refused, match="病情属于慢性病范围"):
            decide_all(application)
        assert not veteran.identitys.exists()

    def test_it_is_refused_by_the_check(
        self, veteran: Person, apply_for: Callable[..., Any], cast: Any
    ) -> None:
        after = {**GIVEN, "fell_ill_on": date(1990, 1, 1), "army_hospital": ""}
        why = journey.refusal(apply_for(veteran, "illness_veteran", after), cast.town)
        assert "服役期间患病" in why
        assert "有军队医院证明" in why

    def test_it_is_nobody_elses(self, veteran: Person, apply_for: Callable[..., Any], cast: Any) -> None:
        application = apply_for(veteran, "illness_veteran", GIVEN)
        with pytest.raises(PermissionDenied):
            deciding.decide(application, verdict=journey.verdict(application), by=cast.stranger)
