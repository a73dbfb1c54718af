"""Does it all add up? Checks that a stranger could repeat, each with what was found and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from youfu.kit import crypto
from youfu.kit.errors import Refused
from youfu.kit.ledger import Account, Journal
from youfu.kit.models import SealCheck
from youfu.modules.payments.models import BankFile, Roll
from youfu.modules.payments.queries.accrual import Accrual
from youfu.modules.payments.queries.bank import csv_bytes
from youfu.modules.payments.queries.settled import settled, unchanged_until
from youfu.modules.standards.queries import tariff
from youfu.rules import periods
from youfu.rules.money import fen_to_yuan

Finding = dict[str, Any]
ACCOUNTS = {
    Journal.Kind.OPENING: (Account.EXPENSE, Account.OUTSIDE),
    Journal.Kind.ROLL: (Account.EXPENSE, Account.PAYABLE),
    Journal.Kind.ONCE: (Account.EXPENSE, Account.PAYABLE),
    Journal.Kind.PAYOUT: (Account.PAYABLE, Account.BANK),
}
# What a roll and a bank file list, and what their journals hold: the same, person by person and fen by fen.
LISTED = """
    select r.id, count(*) from {listed} l full join {posted} e using (journal, for_month, person, programme)
    join payments_roll r on {of_roll} where l.fen is distinct from e.fen group by r.id order by r.id
"""
POSTED = """
    (select journal_id journal, for_month, party person, subject programme, amount_fen fen from kit_entry
     where journal_id in (select journal_id from {papers}))
"""
LINES = LISTED.format(
    listed="(select r.journal_id journal, l.for_month, l.person_id person, l.programme_id programme, l.amount_fen fen"
    " from payments_rollline l join payments_roll r on r.id = l.roll_id where r.state <> 'draft')",
    posted=POSTED.format(papers="payments_roll"),
    of_roll="r.journal_id = journal",
)
PAYOUTS = LISTED.format(
    listed="(select b.journal_id journal, r.month for_month, p.person_id person, 0::smallint programme, p.amount_fen fen"
    " from payments_payout p join payments_bankfile b on b.id = p.bank_file_id join payments_roll r on r.id = b.roll_id)",
    posted=POSTED.format(papers="payments_bankfile"),
    of_roll="r.id = (select roll_id from payments_bankfile b where b.journal_id = journal)",
)


# Every one-off and its reversal is the entry of its journal, and every such journal belongs to one.
ONCE = """
    select coalesce(j.id, o.journal_id) from entitlements_oneoff o
    full join (select * from kit_journal where kind in ('once', 'reversal')) j on j.id = o.journal_id
    left join kit_entry e on e.journal_id = j.id and e.for_month = o.month and e.party = o.payee_id
        and e.subject = o.programme_id
    where o.id is null or (e.amount_fen, e.debit, e.credit) is distinct from (o.amount_fen, 1::smallint, 2::smallint)
    order by 1
"""


def check() -> list[Finding]:
    """Everything that does not add up, as {"check", "what", "detail"}; empty when all is well."""
    with (
        transaction.atomic()
    ):  # the recomputation works in temporary tables that live as long as a transaction
        return [
            *_seal(), *_journals(), *_accounts(), *_strays(), *_rolls(), *_totals(), *_posted(), *_once(),
            *_bank_files(), *_recomputed(),
        ]  # fmt: skip


def _found(check: str, what: str, detail: str) -> Finding:
    return {"check": check, "what": what, "detail": detail}


def _rows(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _seal() -> Iterator[Finding]:
    """The key file opens what the database sealed."""
    for seal in SealCheck.objects.all():
        try:
            seal.word.reveal()
        except Refused as refused:
            yield _found("seal", _("密钥"), str(refused))


def _journals() -> Iterator[Finding]:
    """Every journal has the entries and the sum it was closed with, and moves nothing within one account."""
    for number, entries, total, real, sum_ in _rows(
        "select j.id, j.entries, j.total_fen, coalesce(e.n, 0), coalesce(e.fen, 0) from kit_journal j left join"
        " (select journal_id, count(*) n, sum(amount_fen) fen from kit_entry group by journal_id) e on e.journal_id = j.id"
        " where (j.entries, j.total_fen) is distinct from (coalesce(e.n, 0), coalesce(e.fen, 0)::bigint)"
    ):
        yield _found(
            "journal", _("凭证 %(n)s") % {"n": number}, _("应有 %(a)s 笔 %(b)s 元，实有 %(c)s 笔 %(d)s 元")
            % {"a": entries, "b": fen_to_yuan(total), "c": real, "d": fen_to_yuan(int(sum_))},
        )  # fmt: skip


def _accounts() -> Iterator[Finding]:
    """A journal moves money only between the accounts of its kind."""
    known = ", ".join(f"('{kind}', {debit}, {credit})" for kind, (debit, credit) in ACCOUNTS.items())
    for number, count in _rows(
        "select e.journal_id, count(*) from kit_entry e join kit_journal j on j.id = e.journal_id"
        f" where j.kind <> 'reversal' and (j.kind, e.debit, e.credit) not in ({known}) group by 1 order by 1"
    ):
        yield _found("accounts", _("凭证 %(n)s") % {"n": number}, _("%(c)s 笔分录的科目不对") % {"c": count})


def _strays() -> Iterator[Finding]:
    """Entries belong to a journal and to a person on file."""
    for number, count in _rows(
        "select journal_id, count(*) from kit_entry e where not exists"
        " (select from kit_journal j where j.id = e.journal_id) group by 1"
    ):
        yield _found("stray", _("凭证 %(n)s") % {"n": number}, _("%(c)s 笔分录没有凭证") % {"c": count})
    for (party,) in _rows(
        "select distinct party from kit_entry e where not exists (select from people_person p where p.id = e.party) limit 20"
    ):
        yield _found("stray", _("人员 %(n)s") % {"n": party}, _("分录所指人员不在档案中"))


def _rolls() -> Iterator[Finding]:
    """A posted roll's lines, totals and journal say the same."""
    for code, lines, total, real, sum_, journal in _rows(
        "select r.id, r.lines, r.total_fen, count(l.*), coalesce(sum(l.amount_fen), 0)::bigint, j.total_fen"
        " from payments_roll r left join payments_rollline l on l.roll_id = r.id left join kit_journal j on j.id = r.journal_id"
        " where r.state <> 'draft' group by r.id, r.lines, r.total_fen, j.total_fen"
    ):
        if (lines, total) != (real, sum_) or total != journal:
            roll = Roll.objects.get(pk=code)
            yield _found("roll", roll.code, _("批次合计 %(a)s、明细 %(b)s、凭证 %(c)s 元不一致") % {
                "a": fen_to_yuan(total), "b": fen_to_yuan(sum_), "c": fen_to_yuan(journal or 0)})  # fmt: skip


def _totals() -> Iterator[Finding]:
    """What the approver read of a posted roll, by programme and kind, is what its lines add up to."""
    for (number,) in _rows(
        "select distinct roll_id from (select roll_id, programme_id, kind, count(distinct person_id) people,"
        " sum(amount_fen)::bigint fen from payments_rollline group by 1, 2, 3) l"
        " full join payments_rolltotal t using (roll_id, programme_id, kind) join payments_roll r on r.id = roll_id"
        " where r.state <> 'draft' and (l.people, l.fen) is distinct from (t.people, t.fen) order by 1"
    ):
        yield _found("totals", Roll.objects.get(pk=number).code, _("按待遇的合计与明细不一致"))


def _posted() -> Iterator[Finding]:
    """Every line of a posted roll, and every payout of a bank file, is an entry of its journal, and nothing else is."""
    for check, sql in (("lines", LINES), ("payouts", PAYOUTS)):
        for number, count in _rows(sql):
            yield _found(
                check, Roll.objects.get(pk=number).code, _("%(c)s 笔明细与分录不一致") % {"c": count}
            )


def _once() -> Iterator[Finding]:
    """One-off benefits say what the ledger says."""
    for (number,) in _rows(ONCE):
        yield _found("once", _("凭证 %(n)s") % {"n": number}, _("一次性待遇与分录不一致"))


def _bank_files() -> Iterator[Finding]:
    """A bank file made again has the digest it had, and paid what its journal says."""
    for file in BankFile.objects.select_related("roll__county"):
        try:
            digest = crypto.sm3(csv_bytes(file))
        except Refused:  # an account or ID number that no longer opens
            digest = ""
        if digest != file.digest:
            yield _found("bank_file", file.roll.code, _("重新生成的银行文件与首次出账的摘要不符"))
    for code, total, paid in _rows(
        "select b.roll_id, b.total_fen, coalesce(sum(p.amount_fen), 0)::bigint from payments_bankfile b"
        " left join payments_payout p on p.bank_file_id = b.id group by b.id, b.roll_id, b.total_fen"
        " having b.total_fen <> coalesce(sum(p.amount_fen), 0)"
    ):
        yield _found("bank_file", str(Roll.objects.get(pk=code)), _("合计 %(a)s 元，明细 %(b)s 元") % {
            "a": fen_to_yuan(total), "b": fen_to_yuan(paid)})  # fmt: skip


def _recomputed() -> Iterator[Finding]:
    """What was accrued for each month is what the rules say, recomputed for everybody from nothing.

    People whose entitlements changed after the last roll, months whose standards changed after it, and months that nobody rolled
    for all, wait for the next roll: that is work to do, not a fault, and they are left out.
    """
    last = Roll.objects.exclude(state=Roll.State.DRAFT).order_by("-id").first()
    if not last:
        return
    accrual = Accrual(last.county_id, tariff(last.county), lambda _m, prices: [None] * len(prices))
    pending = "select person_id from entitlements_entitlement where revision > %s"
    for (month,) in _rows(
        f"select distinct for_month from kit_entry where debit = {Account.EXPENSE} and for_month < %s order by 1",
        unchanged_until(settled(last.county)),
    ):
        for person, due, amount in _rows(
            f"select person_id, due_fen, amount_fen from ({accrual.difference(month)}) d"
            f" where person_id not in ({pending}) order by person_id limit 20",
            last.entitlement_revision,
        ):
            yield _found(
                "recomputation", _("人员 %(n)s %(m)s") % {"n": person, "m": periods.month_text(month)},
                _("应计 %(a)s 元，账上 %(b)s 元") % {"a": fen_to_yuan(due), "b": fen_to_yuan(due - amount)},
            )  # fmt: skip
