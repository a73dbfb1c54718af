"""Type 11 参战: from the counter to the entitlement; recognised without pay; refused; a stranger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit.errors import Refused
from youfu.kit.workflow import actions, deciding
from youfu.modules.people.models import Person
from youfu.modules.recognition.applications.combat_veterans import foresee
from youfu.modules.recognition.tests import journey

pytestmark = pytest.mark.django_db
GIVEN = {
    "enlisted_on": date(1977, 12, 20), "discharged_on": date(1982, 1, 10), "unit": "某部", "discharge_number": "退字第0042号",
    "lives": "rural", "in_difficulty": None, "operation": "12", "evidence": "archive",
}  # fmt: skip


@pytest.fixture(autouse=True)
def november(on_day: Callable[[date], None]) -> None:
    on_day(journey.TODAY)


@pytest.fixture
def veteran(make_person: Callable[..., Person], cast: Any) -> Person:
    return journey.settle(make_person("沈阿荣", born=date(1958, 3, 2)), cast)


class TestJourney:
    def test_it_is_recognised_and_paid(
        self, veteran: Person, apply_for: Callable[..., Any], decide_all: Callable[..., Any]
    ) -> None:
        application = apply_for(veteran, "combat_veteran", GIVEN)
        assert [step.code for step in application.steps.all()] == [
            "village", "town", "publicity", "examine", "review"
        ]  # fmt: skip
        assert [row["fen"] for row in foresee(application)] == [104_000]
        decide_all(application, paid="yes")
        assert application.state == "approved"
        row = veteran.entitlements.get()
        assert (row.programme.code, row.first_month) == ("combat_allowance", "2026-11")
        assert application.number in row.basis
        assert journey.categories(veteran) == ["combat_veteran"]
        assert veteran.services.get().unit == "某部"
        assert veteran.certificates.get().number == "退字第0042号"

    def test_it_publishes_no_number(
        self, veteran: Person, apply_for: Callable[..., Any], decide_all: Callable[..., Any]
    ) -> None:
        application = decide_all(apply_for(veteran, "combat_veteran", GIVEN), paid="yes")
        published = dict(application.notices.get().content)
        assert published["参战类别"] == "中越边境自卫还击作战"
        assert published["入伍时间"] == "1977-12"
        assert "退字第0042号" not in str(published)

    def test_it_records_the_identity_alone(
        self, veteran: Person, apply_for: Callable[..., Any], decide_all: Callable[..., Any]
    ) -> None:
        decide_all(apply_for(veteran, "combat_veteran", {**GIVEN, "lives": "urban_employed"}), paid="no")
        assert journey.categories(veteran) == ["combat_veteran"]
        assert not veteran.entitlements.exists()

    def test_it_never_pays_against_a_condition(
        self, veteran: Person, apply_for: Callable[..., Any], decide_all: Callable[..., Any]
    ) -> None:
        application = apply_for(veteran, "combat_veteran", {**GIVEN, "lives": "urban_employed"})
        with pytest.raises(Refused, match=r"只能认定身份"):
            decide_all(application, paid="yes")
        assert not veteran.identitys.exists()
        application.refresh_from_db()
        assert application.state == "open"

    def test_it_asks_for_proof_of_need_in_town(self, veteran: Person, apply_for: Callable[..., Any]) -> None:
        in_town = apply_for(veteran, "combat_veteran", {**GIVEN, "lives": "urban_idle"})
        assert in_town.files.filter(paper="living").exists()

    def test_it_is_refused_by_the_check(
        self, make_entitled: Callable[..., Person], veteran: Person, apply_for: Callable[..., Any], cast: Any
    ) -> None:
        make_entitled("combat_allowance", "2026-01", person=veteran)
        application = apply_for(veteran, "combat_veteran", GIVEN)
        assert "未重复享受" in journey.refusal(application, cast.village)

    def test_it_is_nobody_elses(self, veteran: Person, apply_for: Callable[..., Any], cast: Any) -> None:
        application = apply_for(veteran, "combat_veteran", GIVEN)
        for outsider in (cast.stranger, cast.town):
            with pytest.raises(PermissionDenied):
                deciding.decide(application, verdict=journey.verdict(application), by=outsider)
        with pytest.raises(PermissionDenied):
            actions.withdraw(application, reason="不办了", by=cast.stranger)
