"""Type 12 参试: recognised and paid; recognised alone when a rating pays already; refused; a stranger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit.errors import Refused
from youfu.kit.workflow import deciding
from youfu.modules.people.models import Disability, Person
from youfu.modules.recognition.applications.nuclear_test_veterans import foresee
from youfu.modules.recognition.tests import journey

pytestmark = pytest.mark.django_db
GIVEN = {
    "enlisted_on": date(1966, 3, 1), "discharged_on": date(1971, 2, 20), "unit": "", "discharge_number": "",
    "lives": "urban_idle", "in_difficulty": True, "kind": "unit_8023", "evidence": "archive",
}  # fmt: skip


@pytest.fixture(autouse=True)
def november(on_day: Callable[[date], None]) -> None:
    on_day(journey.TODAY)


@pytest.fixture
def veteran(make_person: Callable[..., Person], cast: Any) -> Person:
    return journey.settle(make_person("钟根法", born=date(1946, 5, 1)), cast)


class TestJourney:
    def test_it_is_recognised_and_paid(
        self, veteran: Person, apply_for: Callable[..., Any], decide_all: Callable[..., Any]
    ) -> None:
        application = apply_for(veteran, "nuclear_test_veteran", GIVEN)
        assert [row["fen"] for row in foresee(application)] == [104_000]
        decide_all(application, paid="yes")
        row = veteran.entitlements.get()
        assert (row.programme.code, row.first_month) == ("nuclear_test_allowance", "2026-11")
        assert application.number in row.basis
        assert journey.categories(veteran) == ["nuclear_test_veteran"]
        assert dict(application.notices.get().content)["参试类别"] == "原8023部队"

    def test_it_is_recognised_alone_when_rated(
        self, veteran: Person, apply_for: Callable[..., Any], decide_all: Callable[..., Any]
    ) -> None:
        Disability.objects.create(person=veteran, grade=6, cause="illness", valid=(date(2000, 1, 1), None))
        application = apply_for(veteran, "nuclear_test_veteran", GIVEN)
        with pytest.raises(Refused, match="不符合评定残疾等级条件"):
            decide_all(application, paid="yes")
        decide_all(application, paid="no")
        assert journey.categories(veteran) == ["nuclear_test_veteran"]
        assert not veteran.entitlements.exists()

    def test_it_says_what_it_yields_to(
        self, veteran: Person, make_entitled: Callable[..., Person], apply_for: Callable[..., Any]
    ) -> None:
        make_entitled("combat_allowance", "2026-01", person=veteran)
        application = apply_for(veteran, "nuclear_test_veteran", GIVEN)
        (row,) = [row for row in application.findings if row["title"] == "与在领待遇的关系"]
        assert (row["state"], row["ground"][:9]) == ("look", "参战参试为同一项生")
        assert "参战退役人员生活补助" in row["detail"]

    def test_it_is_refused_by_the_check(
        self, veteran: Person, apply_for: Callable[..., Any], cast: Any
    ) -> None:
        application = apply_for(veteran, "nuclear_test_veteran", GIVEN)
        Person.objects.filter(pk=veteran.pk).update(status=Person.Status.DEAD)
        assert "申请人在世" in journey.refusal(application, cast.village)

    def test_it_is_nobody_elses(self, veteran: Person, apply_for: Callable[..., Any], cast: Any) -> None:
        application = apply_for(veteran, "nuclear_test_veteran", GIVEN)
        with pytest.raises(PermissionDenied):
            deciding.decide(application, verdict=journey.verdict(application), by=cast.stranger)
