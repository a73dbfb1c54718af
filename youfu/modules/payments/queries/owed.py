"""What people are owed: credits of PAYABLE minus its debits, a sum over the ledger and nothing else."""

from __future__ import annotations

from datetime import date

from django.db import connection

from youfu.kit.ledger import Account
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


def unpromised(day: date) -> bool:
    """Would a bank file made today pay anybody, beyond what approved rolls without a file will pay?"""
    waiting = Roll.objects.filter(state=Roll.State.APPROVED).order_by("-journal_id").first()
    with connection.cursor() as cursor:
        cursor.execute(UNPROMISED, {"promised": (waiting.journal_id if waiting else 0) or 0, "day": day})
        return bool(cursor.fetchone()[0])
