"""The bank file: every positive balance, once, with counts, a control total and a digest that covers every line."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import crypto, ledger
from youfu.kit.access import Actor, Permission
from youfu.kit.actions import action
from youfu.kit.errors import Refused
from youfu.kit.ledger import Account, Journal
from youfu.modules.payments.models import BankFile, Roll
from youfu.modules.payments.queries.bank import csv_bytes

# What each person is owed up to this roll: credits of PAYABLE minus its debits. A negative balance waits to be offset; what a
# later roll accrued is paid by that roll's own file.
OWED = f"""
    select party, sum(case when credit = {Account.PAYABLE} then amount_fen else -amount_fen end)::bigint fen
    from kit_entry
    where debit = {Account.PAYABLE} or (credit = {Account.PAYABLE} and journal_id <= %(journal)s) group by party
"""
ACCOUNT = """
    select id from people_bankaccount a where a.person_id = o.party and a.valid @> %(day)s::date limit 1
"""


@action("roll.bank_file", gettext_lazy("生成银行文件"), Permission.ROLLS_EXPORT)
def export_bank_file(roll: Roll, *, by: Actor) -> BankFile:
    """Pay the balances of an approved roll. Asked again, it gives the same file and pays nobody twice.

    People without an account are held: their balance stays and is paid with the next file.
    """
    if roll.state == Roll.State.DRAFT:
        raise Refused(_("%(code)s 批次尚未审批，不能出账。") % {"code": roll.code})
    made = BankFile.objects.filter(roll=roll).first()
    if made:
        _demand_unchanged(made)
        return made
    if Roll.objects.filter(county=roll.county, state=Roll.State.APPROVED, id__lt=roll.pk).exists():
        raise Refused(_("还有更早的批次没有出账，请先为它生成银行文件。"))
    file = BankFile.objects.create(roll=roll, count=0, total_fen=0, held=0, digest="", by_id=by.pk)
    _pay_out(file, roll)
    file.journal_id = _post(file, roll, by)
    file.digest = crypto.sm3(csv_bytes(file))
    file.save()
    roll.state = Roll.State.EXPORTED
    roll.save(update_fields=["state"])
    return file


def _demand_unchanged(file: BankFile) -> None:
    """The file made again must be the file that was made: anything else means an account or amount was tampered with."""
    if crypto.sm3(csv_bytes(file)) != file.digest:
        raise Refused(_("重新生成的文件与首次出账的摘要不符：请停止发放并联系系统管理员核查。"))


def _pay_out(file: BankFile, roll: Roll) -> None:
    given: dict[str, int | date] = {
        "file": file.pk,
        "day": timezone.localdate(roll.approved_at),
        "journal": roll.journal_id or 0,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            f"create temp table owed on commit drop as select o.party, o.fen, ({ACCOUNT}) account_id"
            f" from ({OWED}) o where o.fen > 0",
            given,
        )
        cursor.execute(
            "insert into payments_payout (bank_file_id, person_id, account_id, amount_fen)"
            " select %(file)s, party, account_id, fen from owed where account_id is not null order by party",
            given,
        )
        cursor.execute(
            "select count(*), coalesce(sum(fen), 0)::bigint from owed where account_id is not null"
        )
        file.count, file.total_fen = cursor.fetchone()
        cursor.execute("select count(*) from owed where account_id is null")
        (file.held,) = cursor.fetchone()
        cursor.execute("drop table owed")


def _post(file: BankFile, roll: Roll, by: Actor) -> int | None:
    journal = ledger.post(
        Journal.Kind.PAYOUT,
        f"select {roll.month}, person_id, 0::smallint, {Account.PAYABLE}::smallint, {Account.BANK}::smallint, amount_fen"
        " from payments_payout where bank_file_id = %s",
        [file.pk],
        months=[roll.month],
        memo=f"{roll.code} 发放",
        by=by,
        path=roll.region_path,
    )
    return journal.pk if journal else None
