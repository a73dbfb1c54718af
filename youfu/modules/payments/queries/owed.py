"""What people are owed: credits of PAYABLE minus its debits, a sum over the ledger and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection
from django.db.models import Max, QuerySet

from youfu.kit.ledger import Account
from youfu.modules.entitlements.models import OneOff
from youfu.modules.payments.models import Roll

# Somebody with an account is owed money that the bank file of no approved roll is going to pay.
UNPROMISED = f"""
    select exists (
        select from (
            select party, sum(case when credit = {Account.PAYABLE} then amount_fen else -amount_fen end) owed,
                   sum(amount_fen) filter (where credit = {Account.PAYABLE} and journal_id > %(promised)s) later
            from kit_entry where {Account.PAYABLE} in (debit, credit) group by party
        ) p
        where owed > 0 and later > 0 and exists (
            select from people_bankaccount a where a.person_id = p.party and a.valid @> %(day)s::date)
    )
"""

BALANCES = f"""
    select party, sum(case when credit = {Account.PAYABLE} then amount_fen else -amount_fen end)::bigint
    from kit_entry where {Account.PAYABLE} in (debit, credit) {{among}} group by party
"""


def balances(people: Sequence[int]) -> dict[int, int]:
    """Person id → fen: above zero is owed to them, below zero is to be recovered; who has no entry is not in it."""
    with connection.cursor() as cursor:
        cursor.execute(BALANCES.format(among="and party = any(%s)"), [list(people)])
        return dict(cursor.fetchall())


def in_debt() -> list[int]:
    """Ids of people from whom money is to be recovered."""
    with connection.cursor() as cursor:
        cursor.execute(f"select party from ({BALANCES.format(among='')}) b (party, fen) where fen < 0")
        return [party for (party,) in cursor.fetchall()]


def unpromised(day: date) -> bool:
    """Would a bank file made today pay anybody, beyond what approved rolls without a file will pay?"""
    waiting = Roll.objects.filter(state=Roll.State.APPROVED).order_by("-journal_id").first()
    with connection.cursor() as cursor:
        cursor.execute(UNPROMISED, {"promised": (waiting.journal_id if waiting else 0) or 0, "day": day})
        return bool(cursor.fetchone()[0])


def paid_beside(roll: Roll) -> QuerySet[OneOff]:
    """One-off benefits and their reversals that this roll's bank file settles: posted after the roll before it was approved."""
    before = Roll.objects.filter(county_id=roll.county_id).exclude(state=Roll.State.DRAFT)
    rows = OneOff.objects.filter(county_id=roll.county_id)
    if roll.journal_id is not None:
        before, rows = (
            before.filter(journal_id__lt=roll.journal_id),
            rows.filter(journal_id__lt=roll.journal_id),
        )
    return rows.filter(journal_id__gt=before.aggregate(last=Max("journal_id"))["last"] or 0)
