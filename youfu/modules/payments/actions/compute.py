"""Compute a month's roll: a draft of every difference between what is due as known now and what was posted."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db import connection
from django.db.models import Max, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock
from youfu.kit.access import Actor, Permission
from youfu.kit.actions import action
from youfu.kit.errors import Refused
from youfu.modules.organisations.models import Region
from youfu.modules.payments.models import Kind, Roll, RollPrice, RollTotal
from youfu.modules.payments.queries.accrual import Accrual
from youfu.modules.payments.queries.changes import changed_standards
from youfu.modules.payments.queries.owed import unpromised
from youfu.modules.payments.queries.settled import (
    Since,
    latest_entitlements,
    latest_opening,
    latest_standards,
    settled,
    unchanged_until,
)
from youfu.modules.standards.queries import tariff
from youfu.rules import periods
from youfu.rules.pricing import Price

REGISTERS = "entitlements_entitlement, standards_rate, standards_parameter, standards_exclusion"
DIRTY = "select person_id from accrual_dirty"


@action("roll.compute", gettext_lazy("计算发放批次"), Permission.ROLLS_COMPUTE, record=("month",))
def compute(county: Region, *, month: int, by: Actor) -> Roll:
    """Draft the roll of a month (index) for a county, or refresh its draft.

    When nothing differs and nobody waits for money, the roll returned was not kept (its pk is None) and has no lines; one
    without lines is kept when somebody is owed what no earlier roll will pay, such as a one-off benefit. Refused while an
    earlier roll waits for approval, and when a later month was already approved.
    """
    _refuse_out_of_order(county, month)
    freeze_registers()
    since = settled(county)
    roll = _draft(county, month, since, by)
    accrual = Accrual(county.pk, tariff(county), lambda m, prices: _keep(roll, m, prices))
    for earlier in _months_before(county, month, since):
        _collect(roll, earlier, accrual.difference(*earlier))
    _collect(roll, (month, None), accrual.difference(month))
    roll.problems = [{**asdict(s), "month": periods.month_text(s.month)} for s in accrual.stopped]
    _summarise(roll)
    if not roll.lines and not unpromised(clock.today()):
        _drop(roll)
    return roll


def _refuse_out_of_order(county: Region, month: int) -> None:
    """The draft is locked here: while somebody approves or discards it, we wait and then find it gone."""
    waiting = (
        Roll.objects.select_for_update(of=("self",)).filter(county=county, state=Roll.State.DRAFT).first()
    )
    if waiting and waiting.month != month:
        raise Refused(_("%(code)s 批次尚未审批，请先审批或撤销，再计算 %(month)s。") % {
            "code": waiting.code, "month": periods.month_text(month)})  # fmt: skip
    later = Roll.objects.filter(county=county, month__gt=month).order_by("month").first()
    if later:
        raise Refused(_("%(code)s 批次已审批，%(month)s 的差额会在下一批次中补发或扣回。") % {
            "code": later.code, "month": periods.month_text(month)})  # fmt: skip


def freeze_registers() -> None:
    """Wait for writers in flight and hold new ones until we are done: the revisions we note are then exact.

    A county's month fits into this much memory, so that nothing is sorted or hashed on disk.
    """
    with connection.cursor() as cursor:
        cursor.execute("set local work_mem = '256MB'; set local maintenance_work_mem = '256MB'")
        cursor.execute(f"lock table {REGISTERS} in share mode")


def _draft(county: Region, month: int, since: Since, by: Actor) -> Roll:
    """The empty draft: a new roll, or the waiting one emptied."""
    roll = Roll.objects.filter(county=county, month=month, state=Roll.State.DRAFT).first()
    if roll:
        roll.prices.all().delete()
        roll.totals.all().delete()
    else:
        number = Roll.objects.filter(county=county, month=month).aggregate(n=Max("number"))["n"] or 0
        roll = Roll(county=county, month=month, number=number + 1)
    roll.computed_by_id, roll.computed_at = by.pk, clock.now()
    roll.entitlement_revision, roll.standards_revision = latest_entitlements(), latest_standards()
    roll.last_opening = latest_opening(county)
    roll.changes = changed_standards(since.standards_revision)
    roll.save()
    with connection.cursor() as cursor:
        cursor.execute("select payments_empty_partition(%s)", [roll.pk])
    return roll


def _months_before(county: Region, month: int, since: Since) -> list[tuple[int, str | None]]:
    """Earlier months to look at again: for everybody where standards changed or nobody rolled, else for changed people."""
    everybody_from = unchanged_until(since)
    first, dirty = _first_open_month(county), False
    if first is not None and first < month:
        dirty = _note_dirty(county, since)
    if first is None:
        return []
    return [
        (m, None if m >= everybody_from else DIRTY)
        for m in range(first, month)
        if m >= everybody_from or dirty
    ]


def _first_open_month(county: Region) -> int | None:
    """The first month this system answers for, or ever posted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select least((select min(greatest(lower(months), closed_before)) from entitlements_entitlement"
            " where county_id = %s), (select min(first_month) from kit_journal))",
            [county.pk],
        )
        first: int | None = cursor.fetchone()[0]
        return first


def _note_dirty(county: Region, since: Since) -> bool:
    """Lay out the people whose entitlements changed since the last roll; are there any?"""
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists accrual_dirty")
        cursor.execute(
            "create temp table accrual_dirty on commit drop as select distinct person_id from entitlements_entitlement"
            " where revision > %s and revision > 0 and county_id = %s",
            [since.entitlement_revision, county.pk],
        )
        cursor.execute("analyze accrual_dirty")
        cursor.execute("select exists (select from accrual_dirty)")
        return bool(cursor.fetchone()[0])


def _keep(roll: Roll, month: int, prices: list[Price]) -> list[int | None]:
    rows = RollPrice.objects.bulk_create(
        RollPrice(roll=roll, for_month=month, price=price.to_json()) for price in prices
    )
    return [row.pk for row in rows]


def _collect(roll: Roll, part: tuple[int, str | None], differences: str) -> None:
    """Write one month's differences into the roll's own table."""
    month = part[0]
    late = f"case when amount_fen < 0 then {Kind.RECOVERY} else {Kind.ARREARS} end"
    kind = (
        late
        if month < roll.month
        else f"case when amount_fen < 0 then {Kind.RECOVERY} else {Kind.CURRENT} end"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into payments_rollline_{roll.pk} (roll_id, person_id, programme_id, for_month, kind, amount_fen,"
            f" due_fen, price_id) select {roll.pk}, person_id, programme_id, {month}, {kind}, amount_fen, due_fen, price_id"
            f" from ({differences}) d"
        )


def _summarise(roll: Roll) -> None:
    """Index the lines and write down what they add up to."""
    with connection.cursor() as cursor:
        cursor.execute("select payments_index_partition(%s)", [roll.pk])
        cursor.execute(
            "select programme_id, kind, count(distinct person_id), sum(amount_fen)::bigint, count(*)"
            " from payments_rollline where roll_id = %s group by programme_id, kind order by 1, 2",
            [roll.pk],
        )
        rows: list[Any] = cursor.fetchall()
        cursor.execute(
            "select count(distinct person_id) from payments_rollline where roll_id = %s", [roll.pk]
        )
        (roll.people,) = cursor.fetchone()
    RollTotal.objects.bulk_create(
        RollTotal(roll=roll, programme_id=number, kind=kind, people=people, fen=fen)
        for number, kind, people, fen, _n in rows
    )
    roll.lines = sum(row[4] for row in rows)
    roll.total_fen = roll.totals.aggregate(total=Sum("fen"))["total"] or 0
    roll.unverified = len({
        line["rate_id"]
        for price in roll.prices.values_list("price", flat=True)
        for line in price["lines"]
        if not line["verified"]
    })  # fmt: skip
    roll.save()


def _drop(roll: Roll) -> None:
    """Nothing differs: leave no trace but what the caller is told."""
    with connection.cursor() as cursor:
        cursor.execute("select payments_drop_partition(%s)", [roll.pk])
    roll.delete()
