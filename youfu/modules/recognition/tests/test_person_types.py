"""Types 23, 24 and 25: account, identity, veteran card."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit.errors import Refused
from youfu.kit.models import Application
from youfu.kit.workflow import actions
from youfu.modules.people.models import Person, Service
from youfu.rules.identifiers import check_digit

pytestmark = pytest.mark.django_db
Maker = Callable[..., Any]
TODAY = date(2026, 11, 16)
NUMBER = "6228480012345678901"


def id_of(born: date, serial: int = 731) -> str:
    head = f"330499{born:%Y%m%d}{serial:03d}"
    return head + check_digit(head)


@pytest.fixture
def person(make_person: Maker, on_day: Any) -> Any:
    on_day(TODAY)
    return Person.objects.get(pk=make_person("陈建国", born=date(1966, 10, 9)).pk)


class TestAccountChange:
    GIVEN = {"bank": "桐乡农商银行", "holder": "陈建国", "number": NUMBER, "on": date(2026, 12, 1)}

    def test_it_opens_the_account_after_a_second_look(
        self, person: Any, apply_for: Any, decide_all: Any, cast: Any
    ) -> None:
        application = apply_for(person, "account_change", self.GIVEN)
        kept = Application.objects.get(pk=application.pk)
        assert NUMBER not in str(kept.given)
        decide_all(application)
        old, new = person.bankaccounts.order_by("valid")
        assert (old.valid.upper, new.valid.lower) == (date(2026, 12, 1), date(2026, 12, 1))
        assert new.number.reveal() == NUMBER
        assert NUMBER not in application.outcome
        assert (
            application.decisions.filter(verb="approve").get().by_id
            == cast.reviewer.pk
            != application.made_by_id
        )

    def test_it_asks_to_look_when_somebody_else_uses_the_account(
        self, person: Any, make_person: Maker, apply_for: Any
    ) -> None:
        other = make_person("王秀英")
        theirs = other.bankaccounts.get().number.reveal()
        application = apply_for(person, "account_change", self.GIVEN | {"number": theirs, "holder": "王秀英"})
        assert [f["state"] for f in application.findings] == ["pass", "pass", "look", "look", "pass"]

    def test_it_refuses_a_day_before_the_account_in_use(
        self, person: Any, apply_for: Any, decide_all: Any
    ) -> None:
        application = apply_for(person, "account_change", self.GIVEN | {"on": date(2019, 1, 1)})
        with pytest.raises(Refused, match="启用日期"):
            decide_all(application)
        assert person.bankaccounts.count() == 1

    def test_it_refuses_a_stranger(self, person: Any, cast: Any) -> None:
        with pytest.raises(PermissionDenied):
            actions.draft(person, kind="account_change", given=self.GIVEN, by=cast.stranger)


class TestIdentityCorrection:
    BORN = date(1968, 3, 1)

    def given(self, **more: Any) -> dict[str, Any]:
        known = {
            "name": "陈建国",
            "id_number": id_of(self.BORN),
            "sex": "1",
            "born_on": self.BORN,
            "reason": "登记错误",
        }
        return known | more

    def test_it_corrects_and_keeps_what_was(self, person: Any, apply_for: Any, decide_all: Any) -> None:
        before = person.id_number.reveal()
        application = decide_all(apply_for(person, "identity_correction", self.given(name="陈建囯")))
        person.refresh_from_db()
        assert (person.id_number.reveal(), person.born_on) == (id_of(self.BORN), self.BORN)
        assert (person.name, Person.objects.with_id(id_of(self.BORN)).get()) == ("陈建囯", person)
        old = person._meta.apps.get_model("people.PersonEvent").objects.order_by("pgh_id").first()
        assert (old.id_number.reveal(), old.born_on) == (before, date(1966, 10, 9))
        assert before not in application.outcome

    def test_it_asks_to_look_at_benefits_that_began_with_an_age(
        self, person: Any, make_entitled: Maker, apply_for: Any
    ) -> None:
        make_entitled("rural_veteran_allowance", "2026-10", person=person, service_years=3)
        application = apply_for(person, "identity_correction", self.given())
        assert application.findings[-1]["state"] == "look"
        assert "2028-03-01" in application.findings[-1]["detail"]

    @pytest.mark.parametrize(
        ("wrong", "why"),
        [({"sex": "2"}, "性别"), ({"born_on": date(1968, 3, 2)}, "出生日期")],
    )
    def test_it_refuses_what_does_not_agree(
        self, person: Any, apply_for: Any, decide_all: Any, wrong: dict[str, Any], why: str
    ) -> None:
        application = apply_for(person, "identity_correction", self.given(**wrong))
        with pytest.raises(Refused, match=why):
            decide_all(application)

    def test_it_refuses_a_number_that_somebody_has(
        self, person: Any, make_person: Maker, apply_for: Any, decide_all: Any
    ) -> None:
        other = Person.objects.get(pk=make_person("王秀英", born=self.BORN).pk)
        taken = self.given(id_number=other.id_number.reveal())
        with pytest.raises(Refused, match="没有他人使用"):
            decide_all(apply_for(person, "identity_correction", taken))

    def test_it_refuses_a_stranger(self, person: Any, cast: Any) -> None:
        with pytest.raises(PermissionDenied):
            actions.draft(person, kind="identity_correction", given=self.given(), by=cast.stranger)


class TestVeteranCard:
    GIVEN = {"kind": "veteran", "expelled": False, "barred": False, "reissue": False, "guardian": ""}

    def test_it_ends_with_the_card_in_hand(self, person: Any, apply_for: Any, decide_all: Any) -> None:
        Service.objects.create(person=person, enlisted_on=date(1984, 11, 1), discharged_on=date(1988, 1, 15))
        application = apply_for(person, "veteran_card", self.GIVEN)
        assert [f["state"] for f in application.findings] == ["pass"] * 5
        decide_all(application, card_number="3304 0001 2345")
        card = person.certificates.get()
        assert (card.kind, card.number, card.valid.lower) == ("退役军人优待证", "3304 0001 2345", TODAY)

    def test_it_asks_to_look_when_the_file_does_not_know_the_service(
        self, person: Any, apply_for: Any
    ) -> None:
        application = apply_for(person, "veteran_card", self.GIVEN | {"kind": "survivor"})
        assert application.findings[1]["state"] == "look"

    @pytest.mark.parametrize(("name", "why"), [("expelled", "开除军籍"), ("barred", "剥夺政治权利")])
    def test_it_refuses_whom_the_rules_refuse(
        self, person: Any, apply_for: Any, decide_all: Any, name: str, why: str
    ) -> None:
        application = apply_for(person, "veteran_card", self.GIVEN | {name: True})
        with pytest.raises(Refused, match=why):
            decide_all(application, card_number="1")

    def test_it_refuses_a_second_card_but_reissues_a_lost_one(
        self, person: Any, apply_for: Any, decide_all: Any, on_day: Any
    ) -> None:
        decide_all(apply_for(person, "veteran_card", self.GIVEN), card_number="A1")
        on_day(date(2026, 11, 20))
        again = apply_for(person, "veteran_card", self.GIVEN)
        with pytest.raises(Refused, match="在用的同种优待证"):
            decide_all(again, card_number="A2")
        actions.withdraw(again, reason="选错", by=again.made_by)
        decide_all(apply_for(person, "veteran_card", self.GIVEN | {"reissue": True}), card_number="A2")
        assert [c.number for c in person.certificates.filter(valid__contains=date(2026, 11, 20))] == ["A2"]

    def test_it_refuses_a_stranger(self, person: Any, cast: Any) -> None:
        with pytest.raises(PermissionDenied):
            actions.draft(person, kind="veteran_card", given=self.GIVEN, by=cast.stranger)
