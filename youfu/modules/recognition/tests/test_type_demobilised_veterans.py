"""Type 9 在乡复员: the city's approval, recorded by the county, opens the entitlement; refused; a stranger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit.errors import Refused
from youfu.kit.workflow import deciding
from youfu.modules.people.models import Person
from youfu.modules.recognition.applications.demobilised_veterans import foresee
from youfu.modules.recognition.tests import journey

pytestmark = pytest.mark.django_db
GIVEN = {
    "enlisted_on": date(1951, 2, 10), "discharged_on": date(1955, 4, 1), "unit": "志愿军某部", "discharge_number": "复字第7号",
    "period": "other", "evidence": "certificate", "demobilised": True, "at_home": True,
}  # fmt: skip


@pytest.fixture(autouse=True)
def november(on_day: Callable[[date], None]) -> None:
    on_day(journey.TODAY)


@pytest.fixture
def veteran(make_person: Callable[..., Person], cast: Any) -> Person:
    return journey.settle(make_person("吴金生", born=date(1933, 7, 1)), cast)


class TestJourney:
    def test_it_is_approved_by_the_city(
        self, veteran: Person, apply_for: Callable[..., Any], decide_all: Callable[..., Any]
    ) -> None:
        application = apply_for(veteran, "demobilised_veteran", GIVEN)
        assert [(s.code, s.kind) for s in application.steps.all()][-1] == ("city", "outside")
        (month,) = foresee(application)
        decide_all(application)
        row = veteran.entitlements.get()
        assert (row.programme.code, row.terms.period, row.first_month) == (
            "demobilised_allowance", "other", "2026-11"
        )  # fmt: skip
        assert application.number in row.basis
        assert month["fen"] is None or month["fen"] > 0
        assert journey.categories(veteran) == ["demobilised"]
        assert veteran.certificates.get().number == "复字第7号"

    def test_it_demands_the_document_of_the_city(
        self, veteran: Person, apply_for: Callable[..., Any], cast: Any, on_day: Any
    ) -> None:
        application = journey.to_city(apply_for(veteran, "demobilised_veteran", GIVEN), cast, on_day)
        assert "外单位办理" in journey.refusal(application, cast.clerk)
        assert not veteran.identitys.exists()

    def test_it_is_refused_by_the_check(
        self, veteran: Person, apply_for: Callable[..., Any], cast: Any
    ) -> None:
        late = {**GIVEN, "enlisted_on": date(1954, 11, 1)}
        application = apply_for(veteran, "demobilised_veteran", late)
        assert "1954 年 10 月 31 日以前入伍" in journey.refusal(application, cast.town)
        refused = deciding.decide(
            application,
            verdict=journey.verdict(application, "reject", opinion="入伍时间不符", ground="enlisted_late"),
            by=cast.town,
        )
        assert refused.state == "refused"
        assert "1954 年 10 月 31 日以后入伍" in refused.outcome
        with pytest.raises(Refused):
            deciding.decide(application, verdict=journey.verdict(application), by=cast.town)

    def test_it_is_nobody_elses(self, veteran: Person, apply_for: Callable[..., Any], cast: Any) -> None:
        application = apply_for(veteran, "demobilised_veteran", GIVEN)
        with pytest.raises(PermissionDenied):
            deciding.decide(application, verdict=journey.verdict(application), by=cast.stranger)
