"""Approve a roll: the second pair of eyes, and the moment money becomes owed."""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock, ledger
from youfu.kit.access import Actor, Permission
from youfu.kit.actions import action
from youfu.kit.errors import Refused, Stale
from youfu.kit.ledger import Account, Journal
from youfu.modules.payments.actions.compute import freeze_registers
from youfu.modules.payments.models import Roll
from youfu.modules.payments.queries.settled import latest_entitlements, latest_standards


class Unacknowledged(Refused):
    """The approver has not said that the unverified standards were checked; the command line adds how to say it."""


@action(
    "roll.approve", gettext_lazy("审批发放批次"), Permission.ROLLS_APPROVE, record=("acknowledge_unverified",)
)
def approve(roll: Roll, *, acknowledge_unverified: bool = False, by: Actor) -> Roll:
    """Post a draft to the ledger. Its maker cannot, unverified standards must be acknowledged, and it must still be true."""
    _refuse(roll, acknowledge_unverified, by)
    with connection.cursor() as cursor:
        cursor.execute("select distinct for_month from payments_rollline where roll_id = %s", [roll.pk])
        months = sorted(month for (month,) in cursor.fetchall()) or [roll.month]
    journal = ledger.post(
        Journal.Kind.ROLL,
        f"select for_month, person_id, programme_id, {Account.EXPENSE}::smallint, {Account.PAYABLE}::smallint, amount_fen"
        " from payments_rollline where roll_id = %s",
        [roll.pk],
        months=months,
        memo=f"{roll.code} 应计",
        by=by,
        path=roll.region_path,
        empty=not roll.lines,  # a roll that only pays what is owed already still has its place in the ledger
    )
    if journal is None or (journal.entries, journal.total_fen) != (roll.lines, roll.total_fen):
        raise Stale(_("批次明细与合计不符，请重新计算后再审批。"))
    with connection.cursor() as cursor:
        cursor.execute("select payments_seal_partition(%s)", [roll.pk])
    roll.state, roll.journal_id = Roll.State.APPROVED, journal.pk
    roll.approved_by_id, roll.approved_at, roll.acknowledged = by.pk, clock.now(), acknowledge_unverified
    roll.save()
    return roll


def _refuse(roll: Roll, acknowledged: bool, by: Actor) -> None:
    if roll.state != Roll.State.DRAFT:
        raise Stale(_("%(code)s 批次已由%(who)s审批。") % {"code": roll.code, "who": roll.approved_by})
    if roll.computed_by_id == by.pk:
        raise Refused(_("这一批次由您计算，须由另一人审批。"))
    if roll.unverified and not acknowledged:
        raise Unacknowledged(
            _("本批次用到 %(n)s 条待核实标准：请对照文件核对并确认后，再审批。") % {"n": roll.unverified}
        )
    freeze_registers()
    if latest_entitlements() > roll.entitlement_revision or latest_standards() > roll.standards_revision:
        raise Stale(_("计算之后，待遇资格或标准又有变动：请经办重新计算本批次后再审批。"))


@action("roll.discard", gettext_lazy("撤销发放批次草稿"), Permission.ROLLS_COMPUTE, record=("reason",))
def discard(roll: Roll, *, reason: str, by: Actor) -> None:
    """Throw a draft away; nothing was posted, so nothing has to be taken back."""
    if roll.state != Roll.State.DRAFT:
        raise Stale(_("%(code)s 批次已审批，不能撤销。") % {"code": roll.code})
    with connection.cursor() as cursor:
        cursor.execute("select payments_drop_partition(%s)", [roll.pk])
    roll.delete()
