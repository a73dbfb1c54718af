"""Who owes the bureau: listed, counted on the person's page, and gone once it is offset."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from youfu.modules.entitlements.actions import OneOffAward, award_once
from youfu.modules.payments.actions import approve, compute, export_bank_file
from youfu.modules.payments.queries import owed
from youfu.modules.payments.queries.owed import balances, in_debt
from youfu.modules.people.actions import record_death
from youfu.modules.people.models import Person
from youfu.rules.periods import parse_month

M = parse_month


@pytest.fixture
def dead(make_entitled: Callable[..., Person], county: Any, cast: Any, on_day: Any) -> Person:
    """Paid through October, died in August; the next roll finds out."""
    on_day(date(2026, 11, 16))
    person = make_entitled("combat_allowance", "2026-06", name="陈建国")
    make_entitled("illness_veteran_allowance", "2026-06", name="王红军")
    run(county, cast, "2026-10")
    record_death(person, on=date(2026, 8, 20), basis="公安比对", by=cast.clerk)
    run(county, cast, "2026-11")
    return person


def run(county: Any, cast: Any, month: str) -> None:
    roll = compute(county, month=M(month), by=cast.clerk)
    approve(roll, acknowledge_unverified=True, by=cast.reviewer)
    export_bank_file(roll, by=cast.finance)


class TestInDebt:
    def test_it_lists_who_was_overpaid(self, dead: Person, client: Client, cast: Any) -> None:
        assert in_debt() == [dead.pk]
        assert balances([dead.pk]) == {dead.pk: -208000}
        client.force_login(cast.finance)
        page = client.get("/in-debt").content.decode()
        assert "陈建国" in page
        assert "2,080.00" in page
        assert "王红军" not in page
        assert "陈建国" in client.get("/in-debt", {"view": "dead"}).content.decode()
        assert client.get("/in-debt", {"format": "xlsx"}).status_code == 200

    def test_it_sums_all_at_once_for_the_workbook(
        self, dead: Person, make_entitled: Any, county: Any, client: Client, cast: Any, monkeypatch: Any
    ) -> None:
        other = make_entitled("combat_allowance", "2026-06", name="李国强")
        run(county, cast, "2026-12")
        record_death(other, on=date(2026, 8, 20), basis="公安比对", by=cast.clerk)
        run(county, cast, "2027-01")
        asked: list[list[int]] = []

        def counted(keys: list[int]) -> dict[int, int]:
            asked.append(sorted(keys))
            return balances(keys)

        monkeypatch.setattr(owed, "balances", counted)
        client.force_login(cast.finance)
        answer = client.get("/in-debt", {"format": "xlsx"})
        lines = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
        assert asked == [sorted([dead.pk, other.pk])]
        assert 2080.0 in [cell for line in lines for cell in line]

    def test_a_name_leads_to_the_file_of_whoever_may_open_it(
        self, dead: Person, client: Client, cast: Any
    ) -> None:
        for user, leads in ((cast.finance, False), (cast.clerk, True)):
            client.force_login(user)
            assert (f"/people/{dead.pk}" in client.get("/in-debt").content.decode()) is leads

    def test_it_says_so_on_the_page_of_the_person(self, dead: Person, client: Client, cast: Any) -> None:
        client.force_login(cast.clerk)
        assert "待收回 2,080.00 元" in client.get(f"/people/{dead.pk}", {"part": "benefits"}).content.decode()

    def test_it_says_what_waits_to_be_paid(
        self, make_person: Any, county: Any, client: Client, cast: Any
    ) -> None:
        person = make_person()
        award_once(person, award=OneOffAward("hardship_aid", 100000, "测试"), county=county, by=cast.clerk)
        client.force_login(cast.clerk)
        assert (
            "待发放 1,000.00 元" in client.get(f"/people/{person.pk}", {"part": "benefits"}).content.decode()
        )

    def test_it_shows_a_stranger_nobody(self, dead: Person, client: Client, cast: Any) -> None:
        client.force_login(cast.stranger)
        assert "陈建国" not in client.get("/in-debt").content.decode()
