"""Posting to the ledger: append-only, balanced by construction, in bulk.

There is one way in (`post`) and every amount is a number of fen. What is owed, what was paid and what is to be recovered are
sums over entries; nothing else remembers them (ADR 0005).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from youfu.kit.access import Actor
from youfu.kit.models.ledger import Account, Journal
from youfu.kit.scope import current

__all__ = ["Account", "Journal", "post"]


def post(
    kind: Journal.Kind,
    source: str,
    params: Sequence[Any],
    *,
    months: Sequence[int],
    memo: str,
    by: Actor,
    path: str,
    reverses: int | None = None,
    empty: bool = False,
) -> Journal | None:
    """Post one journal from a SELECT and close it; None when the SELECT is empty, unless an `empty` one is wanted.

    `source` yields (for_month, party, subject, debit, credit, amount_fen). `months` are the month indexes it may yield;
    `reverses` is the number of the journal this one takes back, which the database allows once.
    """
    if not months:
        return None
    number = _number(source, params, months)
    parts = [_load(month, source, params, number) for month in sorted(set(months))]
    entries, total = sum(n for n, _fen in parts), sum(fen for _n, fen in parts)
    if not entries and not empty:
        return None
    scope = current()
    return Journal.objects.create(
        pk=number,
        kind=kind,
        path=path,
        first_month=min(months),
        last_month=max(months),
        entries=entries,
        total_fen=total,
        memo=memo,
        actor=by.label,
        request_id=scope.request_id if scope else "",
        reverses_id=reverses,
    )


def _number(source: str, params: Sequence[Any], months: Sequence[int]) -> int:
    """The number of a new journal, once it is sure that its entries keep to its months."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select exists (select from ({source}) s (for_month, party, subject, debit, credit, amount_fen)"
            " where for_month <> all(%s))",
            [*params, list(months)],
        )
        if cursor.fetchone()[0]:
            raise ValueError("entries outside the months of the journal")
        cursor.execute("select nextval(pg_get_serial_sequence('kit_journal', 'id'))")
        number: int = cursor.fetchone()[0]
    return number


def _load(month: int, source: str, params: Sequence[Any], journal: int) -> tuple[int, int]:
    """Write one month's entries; a month's first ones go into a table that is indexed and attached afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("select kit_entry_table(%s)", [month])
        table, fresh = cursor.fetchone()[0].rsplit(" ", 1)
        cursor.execute(
            f"with added as (insert into {table} (for_month, party, subject, debit, credit, amount_fen, journal_id)"
            f" select s.*, %s from ({source}) s (for_month, party, subject, debit, credit, amount_fen)"
            " where for_month = %s returning amount_fen)"
            " select count(*), coalesce(sum(amount_fen), 0)::bigint from added",
            [journal, *params, month],
        )
        entries, total = cursor.fetchone()
        if fresh == "fresh":
            cursor.execute("select kit_entry_attach(%s)", [month])
    return entries, total
