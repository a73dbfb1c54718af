"""Type 8 三属: two decisions, the month of confirmation, the figure that nobody laid down."""

from __future__ import annotations

from typing import Any

import pytest

from youfu.kit.errors import Refused
from youfu.modules.people.models import Person
from youfu.modules.recognition.applications.survivors import LINE
from youfu.modules.recognition.tests import journey
from youfu.modules.standards.models import Parameter

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(limits: None, county: Any) -> Parameter:
    """An invented local average of 2,000 yuan a month."""
    like = Parameter.objects.filter(code="limit.town", region=county).get()
    return Parameter.objects.create(
        code=LINE, title=LINE, region=county, value=2_000, unit="yuan", valid=like.valid, document=like.document,
        confidence="sample", changes_from=like.changes_from,
    )  # fmt: skip


class TestSurvivor(journey.Journeys):
    kind, category, programme = "survivor", "martyr_survivor", "survivor_pension"
    given = {
        "kind": "martyr", "deceased": "徐卫国", "relation": "parent", "certificate": "烈字第12号", "holder": True,
        "income_fen": 80_000, "incapable": True, "studies": None, "disabled": None, "supported": None, "remarried": None,
        "supports": None,
    }  # fmt: skip
    records, terms, route = {"paid": "yes"}, {"kind": "martyr"}, "village town publicity examine review"

    def test_it_keeps_the_certificate_and_the_deceased_on_file(
        self, person: Person, apply_for: Any, decide_all: Any, line: Parameter
    ) -> None:
        application = apply_for(person, self.kind, self.given)
        assert all(row["state"] == "pass" for row in application.findings)
        decide_all(application, paid="yes")
        assert person.certificates.get().kind == "烈士证明书"
        assert str(person.familymembers.get()) == "徐卫国（烈士（本人为其父母））"
        assert "徐卫国" not in str(application.notices.get().content)

    def test_it_is_recognised_without_pay(
        self, person: Person, apply_for: Any, decide_all: Any, line: Parameter
    ) -> None:
        rich = {**self.given, "kind": "deceased", "holder": False, "income_fen": 200_000, "incapable": False}
        application = apply_for(person, self.kind, rich)
        with pytest.raises(Refused, match="只能认定身份"):
            decide_all(application, paid="yes")
        assert decide_all(application, paid="no").outcome == "认定为病故军人遗属，不享受定期抚恤金。"
        assert journey.categories(person) == ["deceased_survivor"]
        assert not person.entitlements.exists()
        assert not person.certificates.exists()

    def test_it_leaves_to_a_person_what_nobody_laid_down(self, person: Person, apply_for: Any) -> None:
        application = apply_for(person, self.kind, {**self.given, "incapable": False})
        looks = [row["detail"] for row in application.findings if row["state"] == "look"]
        assert any("当地平均水平待确认" in text for text in looks)

    def test_it_is_paid_beside_a_pension_for_an_own_wound(
        self, person: Person, make_entitled: Any, apply_for: Any
    ) -> None:
        wound = {"grade": 6, "cause": "duty", "employment": "unemployed"}
        make_entitled("disability_pension", "2020-01", person=person, **wound)
        application = apply_for(person, self.kind, self.given)
        assert "可以兼领" in application.findings[-1]["detail"]
