"""A one-off benefit is paid once by the next bank file, and no roll takes it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from youfu.modules.entitlements.actions import OneOffAward, award_once, reverse_once
from youfu.modules.payments.actions import approve, compute, export_bank_file
from youfu.modules.payments.models import BankFile, Roll
from youfu.modules.payments.queries.explain import explain
from youfu.modules.payments.queries.integrity import check
from youfu.modules.payments.queries.owed import paid_beside
from youfu.modules.people.actions import change_account
from youfu.modules.people.models import Person
from youfu.rules.periods import parse_month

M = parse_month
Maker = Callable[..., Person]
AID = OneOffAward("hardship_aid", 300000, "优抚对象临时救助申请 18-2026-00001", "18-2026-00001")


@pytest.fixture
def run(county: Any, cast: Any) -> Callable[[str], BankFile]:
    """Compute, approve and pay a month."""

    def pay(month: str) -> BankFile:
        roll = compute(county, month=M(month), by=cast.clerk)
        approve(roll, acknowledge_unverified=True, by=cast.reviewer)
        return export_bank_file(roll, by=cast.finance)

    return pay


@pytest.fixture
def november(on_day: Any) -> None:
    on_day(date(2026, 11, 20))


@pytest.mark.usefixtures("november")
class TestOneOff:
    def test_it_is_paid_once_and_not_taken_back_by_the_next_roll(
        self, county: Any, cast: Any, make_entitled: Maker, run: Any, on_day: Any
    ) -> None:
        person = make_entitled("combat_allowance", "2026-10")
        award_once(person, award=AID, county=county, by=cast.clerk)
        assert run("2026-11").total_fen == 208000 + 300000
        assert compute(county, month=M("2026-11"), by=cast.clerk).pk is None
        on_day(date(2026, 12, 20))
        second = run("2026-12")
        assert (second.total_fen, second.roll.total_fen) == (104000, 104000)
        assert check() == []

    def test_it_waits_for_the_next_file_when_the_roll_was_approved_before(
        self, county: Any, cast: Any, make_entitled: Maker, run: Any
    ) -> None:
        person = make_entitled("combat_allowance", "2026-11")
        roll = compute(county, month=M("2026-11"), by=cast.clerk)
        approve(roll, acknowledge_unverified=True, by=cast.reviewer)
        award_once(person, award=AID, county=county, by=cast.clerk)
        assert export_bank_file(roll, by=cast.finance).total_fen == 104000
        assert run("2026-11").total_fen == 300000
        assert check() == []

    def test_it_keeps_a_roll_without_lines_to_pay_it(
        self, county: Any, cast: Any, make_person: Maker, run: Any, client: Client
    ) -> None:
        person = make_person()
        award_once(person, award=AID, county=county, by=cast.clerk)
        file = run("2026-11")
        assert (file.roll.lines, file.count, file.total_fen) == (0, 1, 300000)
        assert check() == []
        client.force_login(cast.reviewer)
        page = client.get(f"/rolls/{file.roll_id}").content.decode()
        assert "一次性待遇 1 笔，3,000.00 元" in page
        assert compute(county, month=M("2026-12"), by=cast.clerk).pk is None

    def test_it_keeps_none_while_an_approved_roll_is_going_to_pay(
        self, county: Any, cast: Any, make_person: Maker
    ) -> None:
        award_once(make_person(), award=AID, county=county, by=cast.clerk)
        approve(compute(county, month=M("2026-11"), by=cast.clerk), by=cast.reviewer)
        assert compute(county, month=M("2026-11"), by=cast.clerk).pk is None

    def test_it_keeps_none_for_who_has_no_account(
        self, county: Any, cast: Any, make_person: Maker, run: Any
    ) -> None:
        person = make_person(account=False)
        award_once(person, award=AID, county=county, by=cast.clerk)
        assert compute(county, month=M("2026-11"), by=cast.clerk).pk is None
        account = {"bank": "农行", "number": "6228480000000000018", "holder": "陈建国"}
        change_account(person, on=date(2026, 11, 1), by=cast.clerk, **account)
        assert run("2026-11").total_fen == 300000

    def test_it_is_named_on_the_roll_that_pays_it_and_on_no_other(
        self, county: Any, cast: Any, make_entitled: Maker, run: Any
    ) -> None:
        person = make_entitled("combat_allowance", "2026-10")
        first = run("2026-10").roll
        row = award_once(person, award=AID, county=county, by=cast.clerk)
        second = run("2026-11").roll
        reverse_once(row, basis="核查", by=cast.clerk)
        draft = compute(county, month=M("2026-12"), by=cast.clerk)
        sums = [[once.amount_fen for once in paid_beside(roll)] for roll in (first, second, draft)]
        assert sums == [[], [300000], [-300000]]

    def test_it_is_offset_when_it_was_reversed(
        self, county: Any, cast: Any, make_entitled: Maker, run: Any
    ) -> None:
        person = make_entitled("combat_allowance", "2026-10")
        row = award_once(person, award=AID, county=county, by=cast.clerk)
        run("2026-10")
        reverse_once(row, basis="核查不符合条件", by=cast.clerk)
        assert (run("2026-11").total_fen, Roll.objects.get(month=M("2026-11")).total_fen) == (0, 104000)
        assert check() == []

    def test_it_is_explained_with_its_basis(self, county: Any, cast: Any, make_entitled: Maker) -> None:
        person = make_entitled("combat_allowance", "2026-11")
        award_once(person, award=AID, county=county, by=cast.clerk)
        told = explain(person, M("2026-11"), county).to_json()
        assert told["total_fen"] == 104000
        assert [(row["programme"], row["amount_fen"], row["basis"]) for row in told["once"]] == [
            ("hardship_aid", 300000, AID.basis)
        ]
        assert "once" not in explain(person, M("2026-12"), county).to_json()

    def test_it_is_shown_on_the_page_of_the_person(
        self, county: Any, cast: Any, make_entitled: Maker, client: Client
    ) -> None:
        person = make_entitled("combat_allowance", "2026-11")
        award_once(person, award=AID, county=county, by=cast.clerk)
        client.force_login(cast.clerk)
        page = client.get(f"/people/{person.pk}", {"month": "2026-11"}).content.decode()
        assert AID.basis in page
        assert "3,000.00" in page

    def test_verify_finds_one_that_the_ledger_does_not_know(
        self, county: Any, cast: Any, make_person: Maker
    ) -> None:
        row = award_once(make_person(), award=AID, county=county, by=cast.clerk)
        connection.check_constraints()
        with connection.cursor() as cursor:
            cursor.execute("alter table entitlements_oneoff disable trigger user")
            cursor.execute("update entitlements_oneoff set amount_fen = 1 where id = %s", [row.pk])
        assert {found["check"] for found in check()} == {"once"}
