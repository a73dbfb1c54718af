"""Type 14 部分烈士老年子女: recognised and paid; refused who drew the pension as a child; a stranger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit.workflow import deciding
from youfu.modules.people.models import Person
from youfu.modules.recognition.applications.martyr_children import foresee
from youfu.modules.recognition.tests import journey

pytestmark = pytest.mark.django_db
GIVEN = {
    "of": "martyr", "parent": "陆志高", "relation": "father", "document": "烈字第0031号", "drew_as_child": False, "lives": "rural"
}  # fmt: skip


@pytest.fixture(autouse=True)
def november(on_day: Callable[[date], None]) -> None:
    on_day(journey.TODAY)


@pytest.fixture
def veteran(make_person: Callable[..., Person], cast: Any) -> Person:
    return journey.settle(make_person("陆念祖", born=date(1947, 8, 15)), cast)


class TestJourney:
    def test_it_is_recognised_and_paid(
        self, veteran: Person, apply_for: Callable[..., Any], decide_all: Callable[..., Any]
    ) -> None:
        application = apply_for(veteran, "martyr_child", GIVEN)
        (month,) = foresee(application)
        decide_all(application)
        row = veteran.entitlements.get()
        assert (row.programme.code, row.first_month) == ("martyr_child_allowance", "2026-11")
        assert month["fen"] > 0
        assert application.number in row.basis
        assert journey.categories(veteran) == ["martyr_child"]
        relative = veteran.familymembers.get()
        assert (relative.name, relative.relation) == ("陆志高", "父亲")

    def test_it_needs_no_second_opinion_of_the_village_that_made_it(
        self, veteran: Person, apply_for: Callable[..., Any], cast: Any
    ) -> None:
        application = apply_for(veteran, "martyr_child", GIVEN, by=cast.village)
        assert application.steps.first().code == "town"

    def test_it_is_refused_by_the_check(
        self, veteran: Person, apply_for: Callable[..., Any], cast: Any
    ) -> None:
        application = apply_for(veteran, "martyr_child", {**GIVEN, "drew_as_child": True})
        assert "18 周岁前未享受过定期抚恤金" in journey.refusal(application, cast.village)
        verdict = journey.verdict(application, "reject", opinion="已核对档案", ground="drew")
        assert deciding.decide(application, verdict=verdict, by=cast.village).state == "refused"

    def test_it_is_nobody_elses(self, veteran: Person, apply_for: Callable[..., Any], cast: Any) -> None:
        application = apply_for(veteran, "martyr_child", GIVEN)
        with pytest.raises(PermissionDenied):
            deciding.decide(application, verdict=journey.verdict(application), by=cast.stranger)
