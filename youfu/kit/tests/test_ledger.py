"""The ledger: posted once, balanced by construction, never changed."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from youfu.kit.access import System
from youfu.kit.ledger import Account, Journal, post
from youfu.kit.models import Entry
from youfu.kit.scope import acting

NOVEMBER = 2026 * 12 + 10
BY = System("测试")


def posted(*amounts: int, month: int = NOVEMBER, **more: Any) -> Journal | None:
    """Post one entry a party: 1 gets the first amount (fen), 2 the second, …"""
    rows = ", ".join(f"({month}, {party}, 6, 1, 2, {fen})" for party, fen in enumerate(amounts, start=1))
    source = f"select * from (values {rows}) v" if rows else "select 1, 1, 1, 1, 2, 1 where false"
    given: dict[str, Any] = {"months": [month], "memo": "测试", "by": BY, "path": "/"} | more
    return post(Journal.Kind.ROLL, source, [], **given)


def refused(sql: str, why: str) -> None:
    with pytest.raises(DatabaseError, match=why), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def journal(db: None) -> Journal:
    made = posted(104000, 84400)
    assert made
    return made


class TestPost:
    def test_it_writes_the_entries_and_closes_the_journal_over_them(self, journal: Journal) -> None:
        assert (journal.entries, journal.total_fen) == (2, 188400)
        assert (journal.first_month, journal.last_month) == (NOVEMBER, NOVEMBER)
        entries = Entry.objects.filter(journal_id=journal.pk).order_by("party")
        assert [(e.party, e.debit, e.credit, e.amount_fen) for e in entries] == [
            (1, Account.EXPENSE, Account.PAYABLE, 104000), (2, Account.EXPENSE, Account.PAYABLE, 84400),
        ]  # fmt: skip

    def test_it_posts_nothing_from_nothing(self, db: None) -> None:
        assert posted() is None
        assert posted(1, months=[]) is None
        assert not Journal.objects.exists()

    def test_it_carries_the_request(self, db: None) -> None:
        with acting(BY) as scope:
            journal = posted(1)
        assert journal
        assert (journal.request_id, journal.actor) == (scope.request_id, "系统（测试）")

    def test_it_makes_a_table_for_each_month_once(self, db: None) -> None:
        for month in (NOVEMBER, NOVEMBER + 1, NOVEMBER):
            assert posted(1, month=month)
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from pg_partition_tree('kit_entry') where isleaf")
            assert cursor.fetchone()[0] == 2

    @pytest.mark.parametrize("amounts", [(0,), (1, 0)])
    def test_it_refuses_a_movement_of_nothing(self, db: None, amounts: tuple[int, ...]) -> None:
        with pytest.raises(IntegrityError, match="entry_moves_money"), transaction.atomic():
            posted(*amounts)
        assert not Entry.objects.exists()

    def test_it_refuses_a_movement_within_one_account(self, db: None) -> None:
        source = f"select {NOVEMBER}, 1, 6, 2, 2, 100"
        with pytest.raises(IntegrityError, match="entry_moves_money"), transaction.atomic():
            post(Journal.Kind.ROLL, source, [], months=[NOVEMBER], memo="", by=BY, path="/")

    def test_it_refuses_a_month_it_was_not_told_of(self, db: None) -> None:
        with pytest.raises(ValueError, match="outside the months"):
            posted(1, month=NOVEMBER, months=[NOVEMBER + 1])
        assert not Entry.objects.exists()

    @pytest.mark.django_db(transaction=True)
    def test_it_makes_a_month_once_for_two_at_once(self) -> None:
        def one(_: int) -> int:
            try:
                with transaction.atomic():
                    made = posted(1)
                    assert made
                    time.sleep(0.2)
                return made.pk
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            assert len(set(pool.map(one, range(4)))) == 4
        assert Entry.objects.count() == 4


class TestDatabase:
    @pytest.mark.parametrize("change", ["total_fen = 1", "entries = 1", "memo = ''", "last_month = 1"])
    def test_it_changes_no_journal(self, journal: Journal, change: str) -> None:
        refused(f"update kit_journal set {change}", "Cannot update")

    def test_it_deletes_no_journal(self, journal: Journal) -> None:
        connection.check_constraints()
        refused("delete from kit_journal", "Cannot update or delete")
        refused("truncate kit_journal cascade", "append-only")

    @pytest.mark.parametrize("table", ["kit_entry", "kit_entry_2026_11"])
    @pytest.mark.parametrize(
        "change", ["update {} set amount_fen = 1", "update {} set party = 3", "delete from {}", "truncate {}"]
    )
    def test_it_changes_no_entry_by_whatever_table_it_is_asked(
        self, journal: Journal, table: str, change: str
    ) -> None:
        refused(change.format(table), "append-only")
        assert Entry.objects.count() == 2

    @pytest.mark.parametrize("table", ["kit_entry", "kit_entry_2026_11"])
    def test_it_adds_nothing_to_a_closed_journal(self, journal: Journal, table: str) -> None:
        refused(
            f"insert into {table} (for_month, party, subject, journal_id, debit, credit, amount_fen)"
            f" values ({NOVEMBER}, 9, 6, {journal.pk}, 1, 2, 100)",
            "the journal is closed",
        )

    def test_it_moves_no_entry_to_another_month(self, journal: Journal) -> None:
        posted(1, month=NOVEMBER + 1)
        refused(
            f"update kit_entry set for_month = {NOVEMBER + 1} where for_month = {NOVEMBER}", "append-only"
        )

    @pytest.mark.parametrize(("entries", "total"), [(1, 188400), (2, 188401), (0, 0), (3, 188400)])
    def test_it_closes_no_journal_over_a_wrong_count_or_sum(
        self, journal: Journal, entries: int, total: int
    ) -> None:
        refused(
            "insert into kit_entry (for_month, party, subject, journal_id, debit, credit, amount_fen) values"
            f" ({NOVEMBER}, 1, 6, 777, 1, 2, 104000), ({NOVEMBER}, 2, 6, 777, 1, 2, 84400);"
            "insert into kit_journal (id, kind, path, first_month, last_month, entries, total_fen, memo, actor, at,"
            f" request_id) values (777, 'roll', '/', {NOVEMBER}, {NOVEMBER}, {entries}, {total}, '', '', now(), '')",
            "journal 777 has 2 entries of 188400 fen",
        )

    def test_it_reverses_a_journal_once(self, journal: Journal) -> None:
        for number, why in ((801, ""), (802, "reverses_id")):
            sql = (
                "insert into kit_entry (for_month, party, subject, journal_id, debit, credit, amount_fen)"
                f" values ({NOVEMBER}, 1, 6, {number}, 1, 2, -104000);"
                "insert into kit_journal (id, kind, path, first_month, last_month, entries, total_fen, memo, actor, at,"
                f" request_id, reverses_id) values ({number}, 'reversal', '/', {NOVEMBER}, {NOVEMBER}, 1, -104000, '', '',"
                f" now(), '', {journal.pk})"
            )
            if why:
                refused(sql, why)
            else:
                with connection.cursor() as cursor:
                    cursor.execute(sql)
