"""Applications by a county's own figures, and devices: from the counter to the bank file, and what must not be paid."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange

from youfu.kit.errors import Refused
from youfu.kit.models import Application
from youfu.kit.workflow import TYPES, actions
from youfu.modules.entitlements.actions import reverse_once
from youfu.modules.entitlements.models import OneOff
from youfu.modules.payments.queries.integrity import check
from youfu.modules.people.models import Disability, Identity, Person
from youfu.rules.identifiers import check_digit

pytestmark = pytest.mark.django_db
Maker = Callable[..., Any]
TODAY = date(2026, 11, 16)
NUMBER = "6228480012345678901"


@pytest.fixture(autouse=True)
def today(on_day: Any) -> None:
    on_day(TODAY)


def number_of(person: Person) -> str:
    person.refresh_from_db()
    return person.id_number.reveal()


def id_of(born: date, serial: int = 731) -> str:
    head = f"330499{born:%Y%m%d}{serial:03d}"
    return head + check_digit(head)


def titles(application: Application, state: str) -> str:
    return "、".join(found["title"] for found in application.findings if found["state"] == state)


class TestConscriptFamily:
    @pytest.fixture
    def given(self, make_person: Maker) -> dict[str, Any]:
        return {
            "year": 2026, "conscript_name": "陈小军", "conscript_id": id_of(date(2005, 3, 2)), "relation": "父亲",
            "enlisted_on": date(2025, 9, 1), "left_on": None, "enlisted_here": True, "area": "", "college": True,
            "merit": "",
        }  # fmt: skip

    @pytest.fixture
    def formula(self, lay_down: Any) -> None:
        lay_down(conscript__fixed=20000, conscript__college="1.3")

    def test_it_pays_the_formula_of_the_county(
        self, make_person: Maker, given: Any, formula: None, apply_for: Any, decide_all: Any, pay: Any
    ) -> None:
        person = make_person()
        application = decide_all(apply_for(person, "conscript_family", given))
        assert application.applied_fen == 2600000
        assert given["conscript_id"] not in str(application.given)
        assert pay("2026-11").total_fen == 2600000
        assert check() == []

    def test_it_pays_a_household_once_a_year(
        self, make_person: Maker, given: Any, formula: None, apply_for: Any, decide_all: Any
    ) -> None:
        father, mother = make_person(), make_person("王秀英")
        decide_all(apply_for(father, "conscript_family", given))
        with pytest.raises(Refused, match="当年没有发过"):
            decide_all(apply_for(father, "conscript_family", given))
        with pytest.raises(Refused, match="已经发过一次"):
            decide_all(apply_for(mother, "conscript_family", given))
        assert OneOff.objects.count() == 1

    def test_it_waits_for_the_formula(self, make_person: Maker, given: Any, apply_for: Any) -> None:
        application = apply_for(make_person(), "conscript_family", given)
        assert "优待金：待确认" in titles(application, "fail")
        assert "conscript.share" in str(application.findings)

    @pytest.mark.parametrize(
        ("changed", "why"),
        [({"year": 2024}, "当年在服义务兵役"), ({"enlisted_here": False}, "由本县批准"), ({"year": 2027}, "年度已到")],
    )  # fmt: skip
    def test_it_refuses_what_is_not_this_county_and_year(
        self, make_person: Maker, given: Any, formula: None, apply_for: Any, changed: Any, why: str
    ) -> None:
        application = apply_for(make_person(), "conscript_family", given | changed)
        assert why in titles(application, "fail")


class TestStudentAward:
    GIVEN = {
        "level": "bachelor", "school": "浙江大学", "enlisted_on": date(2026, 9, 1), "enlisted_here": True, "returned": False,
        "payee_name": "", "payee_id": "", "payee_relation": "", "payee_bank": "", "payee_account": "",
    }  # fmt: skip

    def test_it_pays_once(
        self, make_person: Maker, apply_for: Any, decide_all: Any, lay_down: Any, pay: Any
    ) -> None:
        lay_down(student_award__bachelor=6000)
        person = make_person()
        decide_all(apply_for(person, "student_award", self.GIVEN))
        assert pay("2026-11").total_fen == 600000
        assert "没有领过" in titles(apply_for(person, "student_award", self.GIVEN), "fail")

    def test_it_pays_the_parent_who_is_named(
        self, make_person: Maker, apply_for: Any, decide_all: Any, lay_down: Any
    ) -> None:
        lay_down(student_award__bachelor=6000)
        mother = make_person("王秀英")
        payee = {"payee_name": "王秀英", "payee_id": number_of(mother)}
        decide_all(apply_for(make_person(), "student_award", self.GIVEN | payee))
        assert OneOff.objects.get().payee == mother

    def test_it_refuses_who_was_sent_back(self, make_person: Maker, apply_for: Any, lay_down: Any) -> None:
        lay_down(student_award__bachelor=6000)
        application = apply_for(make_person(), "student_award", self.GIVEN | {"returned": True})
        assert "没有被退回" in titles(application, "fail")


class TestEconomicSubsidy:
    GIVEN = {
        "enlisted_on": date(2024, 9, 1), "discharged_on": date(2026, 9, 1), "reported_on": date(2026, 9, 20),
        "self_employed": True,
    }  # fmt: skip

    def test_it_pays_by_service(
        self, make_person: Maker, apply_for: Any, decide_all: Any, lay_down: Any, pay: Any
    ) -> None:
        lay_down(economic__year=15000)
        decide_all(apply_for(make_person(), "economic_subsidy", self.GIVEN))
        assert pay("2026-11").total_fen == 3000000

    @pytest.mark.parametrize(
        ("changed", "state", "why"),
        [
            ({"self_employed": False}, "fail", "自主就业"), ({"reported_on": date(2026, 11, 10)}, "look", "三十天以上"),
            ({"discharged_on": date(2024, 8, 1)}, "fail", "服役起止时间"),
        ],
    )  # fmt: skip
    def test_it_says_what_does_not_fit(
        self, make_person: Maker, apply_for: Any, lay_down: Any, changed: Any, state: str, why: str
    ) -> None:
        lay_down(economic__year=15000)
        assert why in titles(apply_for(make_person(), "economic_subsidy", self.GIVEN | changed), state)


class TestAssistiveDevice:
    GIVEN = {
        "item": "prosthesis",
        "quantity": 1,
        "purpose": "first",
        "previous_on": None,
        "reason": "行走不便",
    }

    @pytest.fixture
    def rated(self, make_person: Maker) -> Person:
        person = make_person()
        Disability.objects.create(
            person=person, grade=5, cause="war", valid=DateRange(date(2020, 1, 1), None)
        )
        return person

    def test_it_records_what_the_city_granted(self, rated: Person, apply_for: Any, decide_all: Any) -> None:
        application = decide_all(apply_for(rated, "assistive_device", self.GIVEN))
        assert application.outcome == "初次配置假肢 1 件，市级审批 浙示〔2026〕1号。"
        assert not OneOff.objects.exists()
        again = apply_for(rated, "assistive_device", self.GIVEN)
        assert "首次配置" in titles(again, "fail")

    def test_it_replaces_when_the_years_are_over(
        self, rated: Person, apply_for: Any, decide_all: Any, lay_down: Any
    ) -> None:
        given = self.GIVEN | {"purpose": "replace", "previous_on": date(2023, 11, 20)}
        application = apply_for(rated, "assistive_device", given)
        assert "已到使用年限" in titles(application, "look")
        lay_down(assistive__years__prosthesis=3)
        with pytest.raises(Refused, match="使用年限"):
            decide_all(application)

    def test_it_wants_a_rating(self, make_person: Maker, apply_for: Any) -> None:
        assert "伤残等级" in titles(apply_for(make_person(), "assistive_device", self.GIVEN), "fail")


class TestMedicalSubsidy:
    GIVEN = {
        "who": "combat", "insurance": "resident", "hospital": "桐乡市第一人民医院", "invoice": "A001",
        "admitted_on": date(2026, 10, 1), "settled_on": date(2026, 10, 9), "disease": "高血压", "total": 1000000,
        "in_scope": 800000, "insured": 500000, "serious": 0, "discount": 0, "other_aid": 0,
    }  # fmt: skip

    @pytest.fixture
    def veteran(self, make_person: Maker, lay_down: Any) -> Person:
        lay_down(medical__percent__combat_resident="0.5", medical__cap__combat=2500)
        person = make_person()
        Identity.objects.create(
            person=person, category="combat_veteran", valid=DateRange(date(2020, 1, 1), None)
        )
        return person

    def test_it_pays_the_share_up_to_the_cap(
        self, veteran: Person, apply_for: Any, decide_all: Any, pay: Any
    ) -> None:
        first = decide_all(apply_for(veteran, "medical_subsidy", self.GIVEN))
        assert "高血压" not in str(first.given)
        decide_all(apply_for(veteran, "medical_subsidy", self.GIVEN | {"invoice": "A002"}))
        assert sorted(OneOff.objects.values_list("amount_fen", flat=True)) == [100000, 150000]
        third = decide_all(apply_for(veteran, "medical_subsidy", self.GIVEN | {"invoice": "A003"}))
        assert "封顶" in third.outcome
        assert pay("2026-11").total_fen == 250000
        assert check() == []

    def test_it_frees_the_cap_when_it_is_reversed(
        self, veteran: Person, apply_for: Any, decide_all: Any, cast: Any
    ) -> None:
        decide_all(apply_for(veteran, "medical_subsidy", self.GIVEN))
        reverse_once(OneOff.objects.get(), basis="医院冲账", by=cast.clerk)
        decide_all(apply_for(veteran, "medical_subsidy", self.GIVEN))
        assert OneOff.objects.standing().get().amount_fen == 150000

    def test_it_pays_a_bill_once(self, veteran: Person, apply_for: Any, decide_all: Any) -> None:
        small = self.GIVEN | {"in_scope": 600000}
        decide_all(apply_for(veteran, "medical_subsidy", small))
        with pytest.raises(Refused, match="已经发过一次"):
            decide_all(apply_for(veteran, "medical_subsidy", small))

    def test_it_refuses_a_category_not_held(self, veteran: Person, apply_for: Any) -> None:
        application = apply_for(veteran, "medical_subsidy", self.GIVEN | {"who": "disabled_1"})
        assert "属于所填优抚类别" in titles(application, "fail")
        assert "medical.percent.disabled_1_resident" in str(application.findings)


STRANGERS = {
    "conscript_family": {
        "year": 2026, "conscript_name": "陈小军", "conscript_id": id_of(date(2005, 3, 2)), "relation": "父亲",
        "enlisted_on": date(2025, 9, 1), "enlisted_here": True,
    },
    "student_award": TestStudentAward.GIVEN,
    "economic_subsidy": TestEconomicSubsidy.GIVEN,
    "assistive_device": TestAssistiveDevice.GIVEN,
    "medical_subsidy": TestMedicalSubsidy.GIVEN,
}  # fmt: skip


@pytest.mark.parametrize("kind", STRANGERS)
class TestEveryOne:
    def test_it_refuses_a_stranger(self, make_person: Maker, cast: Any, kind: str) -> None:
        with pytest.raises(PermissionDenied):
            actions.draft(make_person(), kind=kind, given=STRANGERS[kind], by=cast.stranger)

    def test_it_foresees_what_approval_would_pay(self, make_person: Maker, apply_for: Any, kind: str) -> None:
        application = apply_for(make_person(), kind, STRANGERS[kind])
        foresee = TYPES[kind].foresee
        assert foresee is not None
        assert all({"title", "fen", "note"} <= set(row) for row in foresee(application))
