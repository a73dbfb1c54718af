"""Type 8 三属: two decisions; the month of confirmation; the parameter nobody laid down; refused; a stranger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit.errors import Refused
from youfu.kit.workflow import deciding
from youfu.modules.people.models import Person
from youfu.modules.recognition.applications.survivors import LINE, foresee
from youfu.modules.recognition.tests import journey
from youfu.modules.standards.models import Parameter

pytestmark = pytest.mark.django_db
GIVEN = {
    "kind": "martyr", "deceased": "徐卫国", "relation": "parent", "certificate": "烈字第0012号", "holder": True,
    "income_fen": 80_000, "incapable": True, "studies": None, "disabled": None, "supported": None, "remarried": None,
    "supports": None,
}  # fmt: skip


@pytest.fixture(autouse=True)
def november(on_day: Callable[[date], None]) -> None:
    on_day(journey.TODAY)


@pytest.fixture
def mother(make_person: Callable[..., Person], cast: Any) -> Person:
    return journey.settle(make_person("沈秀英", born=date(1948, 2, 10)), cast)


@pytest.fixture
def line(limits: None, county: Any) -> Parameter:
    """An invented local average of 2,000 yuan a month."""
    like = Parameter.objects.filter(code="limit.town", region=county).get()
    return Parameter.objects.create(
        code=LINE, title=LINE, region=county, value=2_000, unit="yuan", valid=like.valid, document=like.document,
        confidence="sample", changes_from=like.changes_from,
    )  # fmt: skip


class TestJourney:
    def test_it_is_recognised_and_paid(
        self, mother: Person, apply_for: Callable[..., Any], decide_all: Callable[..., Any], line: Parameter
    ) -> None:
        application = apply_for(mother, "survivor", GIVEN)
        assert all(row["state"] == "pass" for row in application.findings)
        (month,) = foresee(application)
        decide_all(application, paid="yes")
        row = mother.entitlements.get()
        assert (row.programme.code, row.terms.kind, row.first_month) == (
            "survivor_pension",
            "martyr",
            "2026-11",
        )
        assert month["fen"] > 0
        assert application.number in row.basis
        assert journey.categories(mother) == ["martyr_survivor"]
        assert "徐卫国" not in str(application.notices.get().content)
        assert mother.certificates.get().kind == "烈士证明书"
        assert str(mother.familymembers.get()) == "徐卫国（烈士（本人为其父母））"

    def test_it_is_recognised_without_pay(
        self, mother: Person, apply_for: Callable[..., Any], decide_all: Callable[..., Any], line: Parameter
    ) -> None:
        rich = {**GIVEN, "kind": "deceased", "holder": False, "income_fen": 200_000, "incapable": False}
        application = apply_for(mother, "survivor", rich)
        assert foresee(application) == []
        with pytest.raises(Refused, match="只能认定身份"):
            decide_all(application, paid="yes")
        application = decide_all(application, paid="no")
        assert journey.categories(mother) == ["deceased_survivor"]
        assert not mother.entitlements.exists()
        assert not mother.certificates.exists()
        assert application.outcome == "认定为病故军人遗属，不享受定期抚恤金。"

    def test_it_leaves_to_a_person_what_nobody_laid_down(
        self, mother: Person, apply_for: Callable[..., Any]
    ) -> None:
        application = apply_for(mother, "survivor", {**GIVEN, "incapable": False})
        looks = [row["detail"] for row in application.findings if row["state"] == "look"]
        assert any("当地平均水平待确认" in text for text in looks)

    def test_it_pays_beside_a_pension_for_an_own_wound(
        self, mother: Person, make_entitled: Callable[..., Person], apply_for: Callable[..., Any]
    ) -> None:
        make_entitled(
            "disability_pension", "2020-01", person=mother, grade=6, cause="duty", employment="unemployed"
        )
        application = apply_for(mother, "survivor", GIVEN)
        assert "可以兼领" in application.findings[-1]["detail"]

    def test_it_is_refused_by_the_check(
        self, mother: Person, make_entitled: Callable[..., Person], apply_for: Callable[..., Any], cast: Any
    ) -> None:
        make_entitled("survivor_pension", "2020-01", person=mother, kind="martyr")
        assert "未重复享受" in journey.refusal(apply_for(mother, "survivor", GIVEN), cast.village)

    def test_it_is_nobody_elses(self, mother: Person, apply_for: Callable[..., Any], cast: Any) -> None:
        application = apply_for(mother, "survivor", GIVEN)
        with pytest.raises(PermissionDenied):
            deciding.decide(application, verdict=journey.verdict(application), by=cast.stranger)
