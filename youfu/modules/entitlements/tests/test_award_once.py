"""One-off benefits: owed the moment they are awarded, never twice for the same thing, taken back once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import InternalError, ProgrammingError, connection, transaction

from youfu.kit.access import System
from youfu.kit.errors import Refused, Stale
from youfu.kit.models import AuditEvent, Journal
from youfu.modules.entitlements.actions import OneOffAward, award_once, reverse_once
from youfu.modules.entitlements.models import OneOff
from youfu.modules.people.actions import record_death
from youfu.modules.people.models import Person
from youfu.rules.periods import parse_month

AID = OneOffAward("hardship_aid", 300000, "优抚对象临时救助申请 18-2026-00001", "18-2026-00001")


@pytest.fixture
def person(make_person: Callable[..., Person], on_day: Any) -> Person:
    on_day(date(2026, 11, 20))
    return make_person()


def entries() -> list[tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select for_month, party, subject, debit, credit, amount_fen from kit_entry order by journal_id"
        )
        return cursor.fetchall()


class TestAwardOnce:
    def test_it_posts_what_is_owed_this_month(self, person: Person, county: Any, cast: Any) -> None:
        row = award_once(person, award=AID, county=county, by=cast.clerk)
        assert entries() == [(parse_month("2026-11"), person.pk, 17, 1, 2, 300000)]
        journal = Journal.objects.get(pk=row.journal_id)
        assert (journal.kind, journal.total_fen) == ("once", 300000)
        assert row.payee == person
        assert AuditEvent.objects.latest("id").action == "entitlement.award_once"

    def test_it_owes_it_to_the_payee(
        self, person: Person, county: Any, cast: Any, make_person: Callable[..., Person]
    ) -> None:
        record_death(person, on=date(2026, 11, 1), basis="死亡证明", by=cast.clerk)
        widow = make_person("王秀英")
        funeral = OneOffAward("funeral_subsidy", 500000, "丧葬补助", payee=widow)
        with pytest.raises(Refused, match="领款人"):
            award_once(person, award=OneOffAward("funeral_subsidy", 1, "丧葬"), county=county, by=cast.clerk)
        row = award_once(person, award=funeral, county=county, by=cast.clerk)
        assert (row.person, row.payee) == (person, widow)
        assert entries()[0][1] == widow.pk

    @pytest.mark.parametrize(("programme", "fen"), [("disability_pension", 100), ("hardship_aid", 0)])
    def test_it_refuses_what_is_paid_monthly_and_no_amount(
        self, person: Person, county: Any, cast: Any, programme: str, fen: int
    ) -> None:
        with pytest.raises(Refused, match="请核对"):
            award_once(person, award=OneOffAward(programme, fen, "测试"), county=county, by=cast.clerk)

    def test_it_pays_once_for_the_same_thing(self, person: Person, county: Any, cast: Any) -> None:
        yearly = OneOffAward("conscript_family_payment", 100, "测试", key="2026/户")
        first = award_once(person, award=yearly, county=county, by=cast.clerk)
        with pytest.raises(Refused, match="已经发过"), transaction.atomic():
            award_once(person, award=yearly, county=county, by=cast.clerk)
        reverse_once(first, basis="退回入伍", by=cast.clerk)
        award_once(person, award=yearly, county=county, by=cast.clerk)
        assert OneOff.objects.standing().count() == 1

    def test_it_refuses_a_stranger(self, person: Person, county: Any, cast: Any) -> None:
        with pytest.raises(PermissionDenied):
            award_once(person, award=AID, county=county, by=cast.stranger)
        assert not OneOff.objects.exists()

    def test_it_is_never_changed(self, person: Person, county: Any) -> None:
        row = award_once(person, award=AID, county=county, by=System("18-2026-00001"))
        for change in ({"amount_fen": 1}, {"stands": True, "basis": "别的"}):
            with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
                OneOff.objects.filter(pk=row.pk).update(**change)
        with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
            row.delete()


class TestReverseOnce:
    def test_it_posts_the_opposite_once(self, person: Person, county: Any, cast: Any) -> None:
        row = award_once(person, award=AID, county=county, by=cast.clerk)
        back = reverse_once(row, basis="核查不符合条件", by=cast.clerk)
        assert (back.amount_fen, back.reverses_id, back.stands) == (-300000, row.pk, False)
        journal = Journal.objects.get(pk=back.journal_id)
        assert (journal.kind, journal.reverses_id) == ("reversal", row.journal_id)
        assert [entry[-1] for entry in entries()] == [300000, -300000]
        with pytest.raises(Stale, match="已经冲销"):
            reverse_once(row, basis="再次", by=cast.clerk)
        with pytest.raises(Stale, match="已经冲销"):
            reverse_once(back, basis="再次", by=cast.clerk)

    def test_it_wants_a_ground(self, person: Person, county: Any, cast: Any) -> None:
        row = award_once(person, award=AID, county=county, by=cast.clerk)
        with pytest.raises(Refused, match="依据"):
            reverse_once(row, basis=" ", by=cast.clerk)

    def test_it_refuses_a_stranger(self, person: Person, county: Any, cast: Any) -> None:
        row = award_once(person, award=AID, county=county, by=cast.clerk)
        with pytest.raises(PermissionDenied):
            reverse_once(row, basis="测试", by=cast.stranger)
