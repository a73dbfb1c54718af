"""What the database refuses to anybody, in whatever way it is asked: posted money does not change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from youfu.modules.payments.actions import approve, compute, export_bank_file
from youfu.modules.payments.models import BankFile, Payout, Roll, RollPrice, RollTotal
from youfu.modules.people.models import Person
from youfu.rules.periods import parse_month

M = parse_month
Maker = Callable[..., Person]


def refused(sql: str, why: str) -> None:
    """The database refuses a statement, and the work around it is not lost."""
    connection.check_constraints()
    with pytest.raises(DatabaseError, match=why), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def draft(county: Any, cast: Any, make_entitled: Maker) -> Roll:
    make_entitled("illness_veteran_allowance", "2026-11")  # its standard is unverified
    roll: Roll = compute(county, month=M("2026-11"), by=cast.clerk)
    return roll


@pytest.fixture
def approved(cast: Any, draft: Roll) -> Roll:
    roll: Roll = approve(draft, acknowledge_unverified=True, by=cast.reviewer)
    return roll


@pytest.fixture
def paid(cast: Any, approved: Roll) -> BankFile:
    file: BankFile = export_bank_file(approved, by=cast.finance)
    return file


class TestLines:
    @pytest.mark.parametrize(
        "change",
        [
            "update {} set amount_fen = amount_fen + 1", "update {} set person_id = person_id + 1", "delete from {}",
            "truncate {}", "insert into {} select roll_id, person_id, 9, for_month, 1, 1, 1, null from {}",
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("table", ["payments_rollline", "payments_rollline_%s"])
    def test_it_seals_the_lines_of_an_approved_roll(self, approved: Roll, table: str, change: str) -> None:
        name = table % approved.pk if "%s" in table else table
        refused(change.replace("{}", name), "append-only")

    def test_it_does_not_drop_the_lines_of_an_approved_roll(self, approved: Roll) -> None:
        for function in ("payments_drop_partition", "payments_empty_partition"):
            refused(f"select {function}({approved.pk})", "is approved")

    def test_it_does_not_index_a_line_twice(self, draft: Roll) -> None:
        refused(f"insert into payments_rollline select * from payments_rollline_{draft.pk}", "duplicate key")

    def test_it_takes_no_line_of_nothing(self, draft: Roll) -> None:
        refused("update payments_rollline set amount_fen = 0", "line_differs")


class TestRoll:
    @pytest.mark.parametrize(
        "change",
        [
            "state = 'draft'", "state = 'draft', approved_by_id = null, approved_at = null, journal_id = null",
            "total_fen = total_fen + 1", "people = 2", "month = month - 1", "approved_at = now()", "journal_id = 1000000",
            "approved_by_id = (select id from organisations_user where username = 'leader')", "unverified = 0",
        ],
    )  # fmt: skip
    def test_it_keeps_an_approved_roll_as_it_was_approved(self, approved: Roll, change: str) -> None:
        refused(f"update payments_roll set {change}", "never changed|Invalid transition")

    @pytest.mark.parametrize("state", ["draft", "approved"])
    def test_it_never_goes_back_from_exported(self, paid: BankFile, state: str) -> None:
        refused(
            f"update payments_roll set state = '{state}'",
            "never changed|Invalid transition|approval_is_whole",
        )

    def test_it_never_skips_approval(self, draft: Roll) -> None:
        refused("update payments_roll set state = 'exported'", "Invalid transition")

    def test_it_deletes_no_approved_roll(self, approved: Roll) -> None:
        refused("delete from payments_rolltotal", "the roll is approved")
        refused("delete from payments_rollprice", "the roll is approved")
        refused("delete from payments_roll", "never deleted")

    def test_it_keeps_what_explains_an_approved_roll(self, approved: Roll) -> None:
        refused("update payments_rollprice set price = '{}'", "the roll is approved")
        refused("update payments_rolltotal set fen = 1", "the roll is approved")
        assert RollPrice.objects.count() == RollTotal.objects.count() == 1

    def test_it_tells_maker_and_checker_apart(self, draft: Roll) -> None:
        refused(
            "update payments_roll set state = 'approved', approved_by_id = computed_by_id, approved_at = now(),"
            " journal_id = 1, acknowledged = true",
            "roll_maker_is_not_checker",
        )

    def test_it_wants_an_approval_whole(self, cast: Any, draft: Roll) -> None:
        refused(
            f"update payments_roll set state = 'approved', approved_by_id = {cast.leader.pk}",
            "approval_is_whole",
        )

    def test_it_wants_unverified_standards_acknowledged(self, cast: Any, draft: Roll) -> None:
        refused(
            f"update payments_roll set state = 'approved', approved_by_id = {cast.leader.pk}, approved_at = now(),"
            " journal_id = 1",
            "roll_unverified_acknowledged",
        )

    def test_it_has_one_draft_at_a_time(self, county: Any, cast: Any, draft: Roll) -> None:
        with pytest.raises(IntegrityError, match="roll_one_draft"), transaction.atomic():
            Roll.objects.create(
                county=county, month=M("2026-12"), computed_by=cast.clerk, computed_at=draft.computed_at
            )


class TestBankFile:
    @pytest.mark.parametrize(
        "change",
        [
            "update payments_payout set amount_fen = 1",
            "delete from payments_payout",
            "truncate payments_payout",
        ],
    )
    def test_it_keeps_every_payout(self, paid: BankFile, change: str) -> None:
        refused(change, "append-only|Cannot update or delete")
        assert Payout.objects.get().amount_fen == 84400

    @pytest.mark.parametrize(
        "change", ["update payments_bankfile set digest = 'x'", "delete from payments_bankfile"]
    )
    def test_it_keeps_the_file_as_it_was_made(self, paid: BankFile, change: str) -> None:
        refused(change, "never changed")
