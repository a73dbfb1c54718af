"""`youfu verify` finds what somebody with the keys of the database changed behind the guards' back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from youfu.kit.models import SealCheck
from youfu.modules.entitlements.actions import suspend
from youfu.modules.entitlements.models import Entitlement
from youfu.modules.payments.actions import approve, compute, export_bank_file
from youfu.modules.payments.models import BankFile, Roll
from youfu.modules.payments.queries.integrity import check
from youfu.modules.people.models import BankAccount, Person
from youfu.modules.standards.actions import load
from youfu.rules.periods import parse_month

M = parse_month
Maker = Callable[..., Person]


def tamper(*statements: str) -> None:
    """As the owner of the tables, who can switch the guards off."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        for statement in statements:
            table = re.findall(r"(?:update|into|from) (\w+)", statement)[0]
            cursor.execute(
                "select relid::regclass::text from pg_partition_tree(%s) union select %s", [table, table]
            )
            for (part,) in cursor.fetchall():
                cursor.execute(f"alter table {part} disable trigger user")
            cursor.execute(statement)
            assert cursor.rowcount != 0, statement
            connection.check_constraints()


def found() -> set[str]:
    return {finding["check"] for finding in check()}


@pytest.fixture
def paid(county: Any, cast: Any, make_entitled: Maker) -> BankFile:
    """Two people, October and November paid; 参战 1040.00 and 带病回乡 844.00 a month."""
    make_entitled("combat_allowance", "2026-10")
    make_entitled("illness_veteran_allowance", "2026-10", name="王红军")
    for month in ("2026-10", "2026-11"):
        roll = compute(county, month=M(month), by=cast.clerk)
        approve(roll, acknowledge_unverified=True, by=cast.reviewer)
        file = export_bank_file(roll, by=cast.finance)
    assert check() == []
    return BankFile.objects.get(pk=file.pk)


SWAP = "update {table} set amount_fen = 188400 - amount_fen where {where}"


class TestCheck:
    def test_it_finds_a_wrong_amount(self, paid: BankFile) -> None:
        tamper(
            "update kit_entry set amount_fen = amount_fen + 1 where debit = 1 and for_month = 24321 and subject = 6"
        )
        assert found() == {"journal", "lines", "recomputation"}

    def test_it_finds_amounts_exchanged_between_two_people(self, paid: BankFile) -> None:
        tamper(SWAP.format(table="kit_entry", where="debit = 1 and for_month = 24321"))
        assert found() == {"lines", "recomputation"}

    def test_it_finds_entries_and_lines_changed_alike(self, paid: BankFile) -> None:
        tamper(
            SWAP.format(table="kit_entry", where="debit = 1 and for_month = 24321"),
            SWAP.format(table="payments_rollline", where="for_month = 24321"),
        )
        assert found() == {"totals", "recomputation"}

    def test_it_still_finds_them_after_standards_changed_for_later_months(
        self, cast: Any, paid: BankFile, sample_rise: list[dict[str, str]]
    ) -> None:
        tamper(SWAP.format(table="kit_entry", where="debit = 1 and for_month = 24321"))
        rows = [row | {"effective_from": "2026-12-01"} for row in sample_rise]
        load(rows, origin="测试", by=cast.clerk)
        assert found() == {"lines", "recomputation"}

    def test_it_takes_pending_work_for_no_fault(
        self, cast: Any, paid: BankFile, sample_rise: list[dict[str, str]]
    ) -> None:
        suspend(Entitlement.objects.all()[0], from_month=M("2026-11"), basis="测试", by=cast.clerk)
        load(sample_rise, origin="测试", by=cast.clerk)
        assert check() == []

    def test_it_finds_an_entry_slipped_into_a_closed_journal(self, paid: BankFile) -> None:
        tamper(
            "insert into kit_entry (for_month, party, subject, journal_id, debit, credit, amount_fen)"
            " select for_month, party, 9, journal_id, debit, credit, 100 from kit_entry where debit = 1 limit 1"
        )
        assert found() == {"journal", "lines", "recomputation"}

    def test_it_finds_an_entry_without_a_journal(self, paid: BankFile) -> None:
        tamper(
            "insert into kit_entry (for_month, party, subject, journal_id, debit, credit, amount_fen)"
            " select for_month, party, subject, 999999, 2, 3, 100 from kit_entry where debit = 1 limit 1"
        )
        assert found() == {"stray"}

    def test_it_finds_an_entry_of_nobody(self, paid: BankFile) -> None:
        tamper(
            "update kit_entry set party = 999999 where debit = 2 and for_month = 24321 and amount_fen = 84400"
        )
        assert found() == {"stray", "payouts"}

    def test_it_finds_a_deleted_entry(self, paid: BankFile) -> None:
        tamper("delete from kit_entry where debit = 1 and for_month = 24322 and subject = 6")
        assert found() == {"journal", "lines", "recomputation"}

    def test_it_finds_money_moved_to_another_account(self, paid: BankFile) -> None:
        tamper("update kit_entry set credit = 4 where debit = 1 and for_month = 24321")
        assert found() == {"accounts"}

    def test_it_finds_payments_exchanged_between_two_people(self, paid: BankFile) -> None:
        tamper(SWAP.format(table="kit_entry", where="debit = 2 and for_month = 24322"))
        assert found() == {"payouts"}

    def test_it_finds_a_changed_payout(self, paid: BankFile) -> None:
        tamper("update payments_payout set amount_fen = amount_fen + 1")
        assert found() == {"bank_file", "payouts"}

    def test_it_finds_a_changed_control_total(self, paid: BankFile) -> None:
        tamper("update kit_journal set total_fen = total_fen + 1 where kind = 'payout'")
        assert found() == {"journal"}

    @pytest.mark.parametrize("number", ["6228480000000000018", b"\x01" + b"x" * 40])
    def test_it_finds_a_changed_account_number(self, paid: BankFile, number: Any) -> None:
        account = BankAccount.objects.all()[0]
        account.number = number
        account.save()
        assert found() == {"bank_file"}

    @pytest.mark.parametrize("change", ["holder = '别人'", "bank = '别的银行'"])
    def test_it_finds_a_changed_holder_or_bank(self, paid: BankFile, change: str) -> None:
        tamper(f"update people_bankaccount set {change}")
        assert found() == {"bank_file"}

    def test_it_finds_a_changed_roll_line(self, paid: BankFile) -> None:
        tamper(f"update payments_rollline set amount_fen = amount_fen + 1 where roll_id = {paid.roll_id}")
        assert found() == {"roll", "lines", "totals"}

    def test_it_finds_lines_exchanged_between_two_people(self, paid: BankFile) -> None:
        tamper(SWAP.format(table="payments_rollline", where=f"roll_id = {paid.roll_id}"))
        assert found() == {"lines", "totals"}

    def test_it_finds_a_changed_roll(self, paid: BankFile) -> None:
        tamper("update payments_roll set total_fen = total_fen + 1")
        assert found() == {"roll"}
        assert {finding["what"] for finding in check()} == {"2026-10", "2026-11"}

    def test_it_finds_a_changed_total_of_a_programme(self, paid: BankFile) -> None:
        tamper(f"update payments_rolltotal set people = people + 1 where roll_id = {paid.roll_id}")
        assert [(f["check"], f["what"]) for f in check()] == [("totals", "2026-11")]

    def test_it_finds_an_entitlement_changed_without_its_revision(self, paid: BankFile) -> None:
        tamper(
            f"update entitlements_entitlement set months = int4range({M('2026-11')}, null) where programme_id = 6"
        )
        assert found() == {"recomputation"}

    def test_it_finds_an_amount_changed_in_the_register(self, paid: BankFile) -> None:
        tamper("update standards_rate set amount_fen = amount_fen + 1200 where programme_id = 6")
        assert found() == {"recomputation"}

    def test_it_finds_a_key_file_of_another_database(self, paid: BankFile) -> None:
        word = bytearray(SealCheck.objects.get().word.data)
        word[-1] ^= 1
        SealCheck.objects.update(word=bytes(word))
        assert found() == {"seal"}

    def test_it_finds_nothing_before_the_first_roll(
        self, county: Any, cast: Any, make_entitled: Maker
    ) -> None:
        make_entitled("combat_allowance", "2026-10")
        compute(county, month=M("2026-10"), by=cast.clerk)
        assert Roll.objects.count() == 1
        assert check() == []
