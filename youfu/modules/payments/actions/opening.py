"""Open the books: months that were paid outside the system are posted as such, so that later differences are right."""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext_lazy

from youfu.kit import ledger
from youfu.kit.access import Actor, Permission
from youfu.kit.actions import action
from youfu.kit.errors import Refused
from youfu.kit.ledger import Account, Journal
from youfu.modules.organisations.models import Region
from youfu.modules.payments.actions.compute import freeze_registers
from youfu.modules.payments.models import Opening
from youfu.modules.payments.queries.accrual import Accrual
from youfu.modules.payments.queries.settled import latest_standards
from youfu.modules.standards.queries import tariff

PEOPLE = "select person_id from opening_claim"
# What an earlier opening posted and no roll has touched: a person filed in two workbooks ends as if it had been one.
OUTSIDE_ONLY = f"""
    select from kit_entry e where e.for_month = %(month)s and e.party = d.person_id and e.subject = d.programme_id
    and e.debit = {Account.EXPENSE} having bool_and(e.credit = {Account.OUTSIDE})
"""


@action(
    "payments.open",
    gettext_lazy("登记期初"),
    Permission.RECIPIENTS_IMPORT,
    record=("first_month", "last_month"),
)
def open_books(
    county: Region, *, claims: list[tuple[int, int]], first_month: int, last_month: int, by: Actor
) -> Journal | None:
    """Post what was due from the first to the last month (indexes, inclusive) as paid outside the system.

    `claims` are pairs of person id and programme number: what else these people are owed is left to the next roll.
    A profile without a rate is refused here: an opening that guesses would make every later difference wrong.
    Without a month to open nothing is posted; the next roll is still told from which month on to look at these people.
    """
    if not claims:
        return None
    freeze_registers()
    _lay_out(county, claims, range(first_month, last_month + 1))
    journal = ledger.post(
        Journal.Kind.OPENING,
        f"select for_month, person_id, programme_id, {Account.EXPENSE}::smallint, {Account.OUTSIDE}::smallint, amount_fen"
        " from opening_line",
        [],
        months=range(first_month, last_month + 1),
        memo="期初：系统外已付",
        by=by,
        path=county.path,
    )
    Opening.objects.create(
        county=county,
        first_month=first_month,
        last_month=last_month,
        standards_revision=latest_standards(),
        journal_id=journal.pk if journal else None,
    )
    return journal


def _lay_out(county: Region, claims: list[tuple[int, int]], months: range) -> None:
    """The temporary table opening_line: what is to be posted, month by month."""
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists opening_claim, opening_line")
        cursor.execute(
            "create temp table opening_claim on commit drop as"
            " select unnest(%s::bigint[]) person_id, unnest(%s::smallint[]) programme_id",
            [[person for person, _programme in claims], [programme for _person, programme in claims]],
        )
        # The planner knows nothing of rows filed in this same transaction; without it ten months take a minute.
        cursor.execute("analyze opening_claim; analyze entitlements_entitlement")
        cursor.execute(
            "create temp table opening_line (for_month int, person_id bigint, programme_id smallint, amount_fen bigint)"
            " on commit drop"
        )
    accrual = Accrual(county.pk, tariff(county), lambda _m, prices: [None] * len(prices))
    for month in months:
        differences = accrual.difference(month, PEOPLE)
        with connection.cursor() as cursor:
            cursor.execute(
                f"insert into opening_line select {month}, person_id, programme_id, amount_fen"
                f" from ({differences}) d where (person_id, programme_id) in (select person_id, programme_id from opening_claim)"
                f" or exists ({OUTSIDE_ONLY % {'month': month}})"
            )
    if accrual.stopped:
        raise Refused(accrual.stopped[0].reason)
