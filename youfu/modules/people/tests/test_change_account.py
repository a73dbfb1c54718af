"""Changing where the money goes: the account in use is closed on the day the next begins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from youfu.kit.crypto import blind_index
from youfu.kit.errors import Refused
from youfu.kit.models import AuditEvent
from youfu.modules.people.actions import change_account
from youfu.modules.people.models import BankAccount, Person

Maker = Callable[..., Person]
NEW = "6228480000000000018"


def changed(person: Person, on: date, by: Any, number: str = NEW) -> BankAccount:
    account: BankAccount = change_account(
        person, bank="农业银行", number=number, holder="陈建国", on=on, by=by
    )
    return account


def story(person: Person) -> list[tuple[str, str]]:
    """(first day, day after the last) of each account, oldest first."""
    rows = person.bankaccounts.order_by("valid")
    return [(str(a.valid.lower), str(a.valid.upper or "")) for a in rows]


class TestChangeAccount:
    def test_it_closes_the_old_and_opens_the_new(self, cast: Any, make_person: Maker) -> None:
        person = make_person()
        account = changed(person, date(2026, 12, 1), cast.clerk)
        assert story(person) == [("2020-01-01", "2026-12-01"), ("2026-12-01", "")]
        assert bytes(BankAccount.objects.get(pk=account.pk).number_index) == blind_index(NEW)
        event = AuditEvent.objects.filter(action="people.change_account").get()
        assert event.changes == {"bank": "农业银行", "on": "2026-12-01"}

    def test_it_gives_the_first_account_to_who_had_none(self, cast: Any, make_person: Maker) -> None:
        person = make_person(account=False)
        changed(person, date(2026, 12, 1), cast.records)
        assert story(person) == [("2026-12-01", "")]

    def test_it_fills_in_after_an_account_that_was_closed(self, cast: Any, make_person: Maker) -> None:
        person = make_person()
        person.bankaccounts.update(valid=DateRange(date(2020, 1, 1), date(2026, 6, 1)))
        changed(person, date(2026, 9, 1), cast.clerk)
        assert story(person) == [("2020-01-01", "2026-06-01"), ("2026-09-01", "")]

    def test_it_shortens_an_account_that_would_have_ended_later(self, cast: Any, make_person: Maker) -> None:
        person = make_person()
        person.bankaccounts.update(valid=DateRange(date(2020, 1, 1), date(2026, 12, 1)))
        changed(person, date(2026, 9, 1), cast.clerk)
        assert story(person) == [("2020-01-01", "2026-09-01"), ("2026-09-01", "")]

    @pytest.mark.parametrize("on", [date(2019, 12, 31), date(2020, 1, 1)])
    def test_it_refuses_a_day_on_or_before_the_account_in_use(
        self, cast: Any, make_person: Maker, on: date
    ) -> None:
        person = make_person()
        with pytest.raises(Refused, match="更晚的启用日期"):
            changed(person, on, cast.clerk)
        assert story(person) == [("2020-01-01", "")]

    def test_it_changes_nothing_of_three_when_the_day_lies_before_the_last(
        self, cast: Any, make_person: Maker
    ) -> None:
        person = make_person()
        changed(person, date(2026, 12, 1), cast.clerk)
        with pytest.raises(Refused, match="更晚的启用日期"):
            changed(person, date(2026, 3, 1), cast.clerk, number="6228480000000000026")
        assert story(person) == [("2020-01-01", "2026-12-01"), ("2026-12-01", "")]

    @pytest.mark.parametrize("number", ["", "1234567", "6" * 31, "62284800O0000000018", "6.2E+18"])
    def test_it_refuses_what_is_no_number(self, cast: Any, make_person: Maker, number: str) -> None:
        person = make_person()
        with pytest.raises(Refused, match="8 至 30 位"):
            changed(person, date(2026, 12, 1), cast.clerk, number=number)

    @pytest.mark.parametrize("who", ["stranger", "reviewer", "finance", "village", "auditor"])
    def test_it_refuses_a_stranger_and_whoever_may_not(self, cast: Any, make_person: Maker, who: str) -> None:
        person = make_person()
        with pytest.raises(PermissionDenied):
            changed(person, date(2026, 12, 1), getattr(cast, who))
        assert story(person) == [("2020-01-01", "")]


class TestDatabase:
    def test_it_refuses_two_accounts_on_one_day(self, make_person: Maker) -> None:
        person = make_person()
        twin = person.bankaccounts.get()
        twin.pk, twin.valid = None, DateRange(date(2026, 1, 1), None)
        with pytest.raises(IntegrityError, match="account_one_at_a_time"), transaction.atomic():
            twin.save()
