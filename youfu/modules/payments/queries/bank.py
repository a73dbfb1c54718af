"""The bank file's fixed layout, made the same every time from the payouts that were recorded."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

from youfu.rules.money import plain_yuan

if TYPE_CHECKING:
    from youfu.modules.payments.models import BankFile

COVERAGE = """
    with rolled as (select distinct person_id from payments_rollline where roll_id = %(roll)s),
         paid as (select person_id from payments_payout where bank_file_id = %(file)s)
    select (select count(*) from rolled),
           (select count(*) from rolled where person_id not in (select person_id from paid)),
           (select count(*) from paid where person_id not in (select person_id from rolled))
"""
COLUMNS = ("序号", "户名", "账号", "开户银行", "金额", "身份证号")


@dataclass(frozen=True)
class Coverage:
    """How the people of a roll and of its bank file differ: not paid for want of an account or because of a debt, and paid
    from before."""

    roll: int
    paid: int
    unpaid: int
    earlier: int


def coverage(file: BankFile) -> Coverage:
    """Why a file has more or fewer people than its roll: roll - unpaid = paid - earlier, who is in both."""
    with connection.cursor() as cursor:
        cursor.execute(COVERAGE, {"roll": file.roll_id, "file": file.pk})
        rolled, unpaid, earlier = cursor.fetchone()
    return Coverage(rolled, file.count, unpaid, earlier)


def stem(file: BankFile) -> str:
    """What its files are called, wherever they come from: bank-330483000000-2026-11."""
    return f"bank-{file.roll.county_id}-{file.roll.code}"


def lines(file: BankFile) -> Iterator[tuple[int, str, str, str, int, str]]:
    """(number, holder, account, bank, fen, masked ID) in the order the payouts were made."""
    payouts = file.payouts.select_related("account", "person").order_by("id")
    for number, payout in enumerate(payouts.iterator(chunk_size=5000), start=1):
        account = payout.account
        yield (
            number, account.holder, account.number.reveal(), account.bank, payout.amount_fen, payout.person.masked_id
        )  # fmt: skip


def csv_bytes(file: BankFile) -> bytes:
    """UTF-8 CSV: one heading, one line a payment, and a closing line with count and control total."""
    out = io.StringIO()
    out.write(",".join(COLUMNS) + "\r\n")
    for number, holder, account, bank, fen, masked in lines(file):
        out.write(f'{number},"{_text(holder)}","{account}","{_text(bank)}",{plain_yuan(fen)},"{masked}"\r\n')
    out.write(f'合计,{file.count},"","",{plain_yuan(file.total_fen)},""\r\n')
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _text(value: str) -> str:
    """Quoted for CSV, and never a formula."""
    value = value.replace('"', '""')
    return "'" + value if value[:1] in "=+-@\t\r" else value
