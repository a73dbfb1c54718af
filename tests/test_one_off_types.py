"""Applications for money that is paid once: from the counter to the bank file, and what must not be paid."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit.errors import Refused
from youfu.kit.models import Application
from youfu.kit.workflow import TYPES, actions
from youfu.modules.entitlements.models import OneOff
from youfu.modules.payments.queries.integrity import check
from youfu.modules.people.models import Person
from youfu.rules.periods import parse_month

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


def titles(application: Application, state: str) -> str:
    return "、".join(found["title"] for found in application.findings if found["state"] == state)


class TestHardshipAid:
    GIVEN = {"reason": "illness", "story": "因病住院，家庭困难", "amount": 500000, "low_income": True}

    def test_it_pays_what_was_approved_not_what_was_asked(
        self, make_person: Maker, apply_for: Any, decide_all: Any, pay: Any
    ) -> None:
        person = make_person()
        application = decide_all(apply_for(person, "hardship_aid", self.GIVEN), granted_fen=300000)
        assert (application.applied_fen, application.granted_fen) == (500000, 300000)
        assert application.outcome == "申请 5,000.00 元，批准 3,000.00 元，随下一份银行文件发放。"
        file = pay("2026-11")
        assert [(p.person, p.amount_fen) for p in file.payouts.all()] == [(person, 300000)]
        assert check() == []
        assert "困难" not in str(application.given)

    @pytest.mark.parametrize(("band", "signed"), [(4000, True), (6000, False), (None, True)])
    def test_it_is_signed_by_the_leader_above_the_band(
        self, make_person: Maker, apply_for: Any, lay_down: Any, band: int | None, signed: bool
    ) -> None:
        if band:
            lay_down(band__hardship_aid=band)
        application = apply_for(make_person(), "hardship_aid", self.GIVEN)
        assert application.steps.filter(code="sign").exists() is signed

    def test_it_refuses_more_than_the_ceiling(
        self, make_person: Maker, apply_for: Any, decide_all: Any, lay_down: Any
    ) -> None:
        lay_down(hardship__ceiling=4000)
        application = apply_for(make_person(), "hardship_aid", self.GIVEN)
        with pytest.raises(Refused, match="不超过单次上限"):
            decide_all(application, granted_fen=300000)
        assert not OneOff.objects.exists()

    def test_it_refuses_to_grant_more_than_was_asked(
        self, make_person: Maker, apply_for: Any, decide_all: Any
    ) -> None:
        with pytest.raises(Refused, match="不能高于申请金额"):
            decide_all(apply_for(make_person(), "hardship_aid", self.GIVEN), granted_fen=500001)

    def test_it_says_that_the_money_waits_for_an_account(self, make_person: Maker, apply_for: Any) -> None:
        application = apply_for(make_person(account=False), "hardship_aid", self.GIVEN)
        assert "发放账户已登记" in titles(application, "look")

    def test_it_says_that_no_ceiling_was_laid_down(self, make_person: Maker, apply_for: Any) -> None:
        application = apply_for(make_person(), "hardship_aid", self.GIVEN)
        assert "不超过单次上限" in titles(application, "look")

    def test_the_command_says_what_is_paid_beside_the_roll(
        self, make_person: Maker, apply_for: Any, decide_all: Any, county: Any, cast: Any
    ) -> None:
        from youfu.config.commands.roll import _sentences, summary
        from youfu.modules.payments.actions import compute

        decide_all(apply_for(make_person(), "hardship_aid", self.GIVEN), granted_fen=300000)
        roll = compute(county, month=parse_month("2026-11"), by=cast.clerk)
        result = summary(roll)
        assert result["once"] == {"n": 1, "fen": 300000}
        assert "另有一次性待遇 1 笔 3,000.00 元" in "".join(_sentences(roll, result))


class TestDeath:
    @pytest.fixture
    def widow(self, make_person: Maker) -> Person:
        return make_person("王秀英")

    @pytest.fixture
    def given(self, widow: Person) -> dict[str, Any]:
        return {
            "died_on": date(2026, 8, 20), "cause": "illness", "proof": "桐死证〔2026〕12号", "payee_name": "王秀英",
            "payee_id": number_of(widow), "payee_relation": "配偶", "payee_bank": "农行", "payee_account": NUMBER,
        }  # fmt: skip

    def test_it_pays_the_funeral_and_leaves_overpaid_months_to_recover(
        self, make_entitled: Maker, widow: Person, given: Any, apply_for: Any, decide_all: Any, pay: Any
    ) -> None:
        person = make_entitled("combat_allowance", "2026-06")
        pay("2026-10")
        application = decide_all(apply_for(person, "death", given))
        person.refresh_from_db()
        assert (person.status, person.entitlements.get().last_month) == ("dead", "2026-08")
        assert "6,240.00 元，付给王秀英" in application.outcome
        assert NUMBER not in str(application.given)
        file = pay("2026-11")
        assert [(p.person, p.amount_fen, p.account.number.reveal()) for p in file.payouts.all()] == [
            (widow, 624000, NUMBER)
        ]
        assert (
            file.roll.total_fen == -208000
        )  # September and October: a balance of the dead, not of the widow
        assert check() == []

    def test_it_pays_the_funeral_of_a_death_recorded_before(
        self, make_entitled: Maker, given: Any, apply_for: Any, decide_all: Any, cast: Any
    ) -> None:
        from youfu.modules.people.actions import record_death

        person = make_entitled("survivor_pension", "2026-06", kind="martyr")
        record_death(person, on=date(2026, 8, 20), basis="公安比对", by=cast.clerk)
        decide_all(apply_for(person, "death", given))
        assert OneOff.objects.get().amount_fen == 6 * 348800
        again = apply_for(person, "death", given)
        assert "没有发过丧葬补助" in titles(again, "fail")

    def test_it_only_records_where_nothing_is_due(
        self, make_person: Maker, apply_for: Any, decide_all: Any
    ) -> None:
        person = make_person()
        given = {"died_on": date(2026, 11, 2), "cause": "other", "proof": "死证1号"}
        assert "没有丧葬补助" in decide_all(apply_for(person, "death", given)).outcome
        person.refresh_from_db()
        assert person.status == "dead"

    @pytest.mark.parametrize(
        ("changed", "why"),
        [
            ({"payee_id": "", "payee_account": ""}, "领款人已建档"),
            ({"payee_name": "王秀珍"}, "领款人姓名"),
            ({"died_on": date(2026, 12, 1)}, "去世日期合理"),
        ],
    )
    def test_it_refuses_what_cannot_be(
        self, make_entitled: Maker, given: Any, apply_for: Any, decide_all: Any, changed: Any, why: str
    ) -> None:
        application = apply_for(make_entitled("combat_allowance", "2026-06"), "death", given | changed)
        with pytest.raises(Refused, match=why):
            decide_all(application)
        assert not OneOff.objects.exists()


class TestDeathGratuity:
    def test_it_pays_both_sums_to_the_relative(
        self, make_person: Maker, apply_for: Any, decide_all: Any, lay_down: Any, pay: Any
    ) -> None:
        lay_down(national_urban_income=54188, gratuity__second_lieutenant_pay=6000)
        father, son = make_person("陈大山"), make_person("陈小军", born=date(2003, 2, 1))
        given = {
            "kind": "martyr", "died_on": date(2026, 7, 1), "document": "烈士通知书〔2026〕1号", "pay": 800000,
            "honours": ["merit_3", "merit_2"], "payee_name": "陈大山", "payee_id": number_of(father),
            "payee_relation": "父亲", "payee_bank": "", "payee_account": "",
        }  # fmt: skip
        decide_all(apply_for(son, "death_gratuity", given))
        sums = dict(OneOff.objects.values_list("programme__code", "amount_fen"))
        gratuity = 20 * 5418800 + 40 * 800000
        assert sums == {"martyr_award": 30 * 5418800, "death_gratuity": gratuity + gratuity * 15 // 100}
        son.refresh_from_db()
        assert son.status == "dead"
        file = pay("2026-11")
        assert [(p.person, p.amount_fen) for p in file.payouts.all()] == [(father, sum(sums.values()))]

    def test_it_waits_for_what_was_never_entered(self, make_person: Maker, apply_for: Any) -> None:
        given = {
            "kind": "deceased",
            "died_on": date(2026, 7, 1),
            "document": "病故通知",
            "pay": 800000,
            "honours": [],
        }
        application = apply_for(make_person(), "death_gratuity", given)
        assert "待确认" in titles(application, "fail")
        assert "gratuity.second_lieutenant_pay" in str(application.findings)
        assert "上一年度全国城镇居民人均可支配收入" in str(application.findings)


STRANGERS = {
    "hardship_aid": TestHardshipAid.GIVEN,
    "death": {"died_on": date(2026, 11, 2), "cause": "other", "proof": "死证1号"},
    "death_gratuity": {
        "kind": "deceased", "died_on": date(2026, 7, 1), "document": "病故通知", "pay": 800000, "honours": [],
    },
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
