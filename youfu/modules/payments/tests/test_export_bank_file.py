"""The bank file: every positive balance once, the same file when asked again, nobody without an account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client

from youfu.kit.crypto import sm3
from youfu.kit.errors import Refused
from youfu.kit.models import AuditEvent, Journal
from youfu.modules.entitlements.actions import end
from youfu.modules.entitlements.models import Entitlement
from youfu.modules.payments.actions import approve, compute, export_bank_file
from youfu.modules.payments.models import BankFile, Payout, Roll
from youfu.modules.payments.queries.bank import Coverage, coverage, csv_bytes
from youfu.modules.people.actions import change_account
from youfu.modules.people.models import BankAccount, Person
from youfu.rules.periods import parse_month

M = parse_month
Maker = Callable[..., Person]


@pytest.fixture
def approved(county: Any, cast: Any) -> Callable[[str], Roll]:
    def run(month: str) -> Roll:
        roll = compute(county, month=M(month), by=cast.clerk)
        return approve(roll, acknowledge_unverified=True, by=cast.reviewer)

    return run


def balances() -> dict[int, int]:
    """Fen owed to each person: credits of PAYABLE (2) minus its debits."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select party, sum(case when credit = 2 then amount_fen else -amount_fen end)::bigint from kit_entry"
            " where 2 in (debit, credit) group by party"
        )
        return dict(cursor.fetchall())


class TestExportBankFile:
    def test_it_pays_every_balance_and_leaves_none(
        self, cast: Any, make_entitled: Maker, approved: Callable[[str], Roll]
    ) -> None:
        people = [make_entitled("combat_allowance", "2026-10", name=name) for name in ("陈建国", "王红军")]
        file = export_bank_file(approved("2026-11"), by=cast.finance)
        assert (file.count, file.total_fen, file.held) == (2, 4 * 104000, 0)
        assert list(file.payouts.values_list("person", "amount_fen")) == [(p.pk, 208000) for p in people]
        assert set(balances().values()) == {0}
        assert file.roll.state == "exported"
        assert AuditEvent.objects.latest("id").action == "roll.bank_file"

    def test_it_gives_the_same_file_again_and_pays_nobody_twice(
        self, cast: Any, make_entitled: Maker, approved: Callable[[str], Roll]
    ) -> None:
        make_entitled("combat_allowance", "2026-11")
        roll = approved("2026-11")
        first = export_bank_file(roll, by=cast.finance)
        again = export_bank_file(roll, by=cast.clerk)
        assert (again.pk, again.digest, csv_bytes(again)) == (first.pk, first.digest, csv_bytes(first))
        assert sm3(csv_bytes(first)) == first.digest
        assert Journal.objects.filter(kind="payout").count() == Payout.objects.count() == 1

    def test_it_says_why_it_has_fewer_people_than_the_roll(
        self, client: Client, cast: Any, make_entitled: Maker, approved: Callable[[str], Roll]
    ) -> None:
        make_entitled("combat_allowance", "2026-11")
        ended = make_entitled("combat_allowance", "2026-10", name="王红军")
        export_bank_file(approved("2026-11"), by=cast.finance)
        end(
            ended.entitlements.get(), last_month=M("2026-10"), reason="cancelled", basis="复核", by=cast.clerk
        )
        file = export_bank_file(approved("2026-12"), by=cast.finance)
        assert coverage(file) == Coverage(roll=2, paid=1, unpaid=1, earlier=0)
        client.force_login(cast.finance)
        where = f"/rolls/{file.roll_id}"
        assert f"{where}?only=unpaid#lines" in client.get(f"{where}/bank-file").content.decode()
        (row,) = client.get(where, {"only": "unpaid"}).context["people"]
        assert not file.payouts.filter(person=row["person"]).exists()

    def test_it_pays_who_waited_for_an_account_beside_the_roll(
        self, cast: Any, make_entitled: Maker, make_person: Maker, approved: Callable[[str], Roll]
    ) -> None:
        make_entitled("combat_allowance", "2026-11")
        person = make_entitled("combat_allowance", "2026-11", person=make_person("王红军", account=False))
        assert coverage(export_bank_file(approved("2026-11"), by=cast.finance)).unpaid == 1
        end(person.entitlements.get(), last_month=M("2026-11"), reason="moved", basis="迁出", by=cast.clerk)
        change_account(
            person,
            bank="桐乡农商银行",
            number="6200000000001",
            holder="王红军",
            on=date(2020, 1, 1),
            by=cast.clerk,
        )
        file = export_bank_file(approved("2026-12"), by=cast.finance)
        assert coverage(file) == Coverage(roll=1, paid=2, unpaid=0, earlier=1)

    def test_it_writes_a_fixed_layout_with_count_and_control_total(
        self, cast: Any, make_entitled: Maker, approved: Callable[[str], Roll]
    ) -> None:
        person = make_entitled("combat_allowance", "2026-11")
        person.refresh_from_db()
        text = csv_bytes(export_bank_file(approved("2026-11"), by=cast.finance)).decode("utf-8-sig")
        number = person.bankaccounts.get().number.reveal()
        assert text.split("\r\n") == [
            "序号,户名,账号,开户银行,金额,身份证号",
            f'1,"陈建国","{number}","桐乡农商银行",1040.00,"{person.masked_id}"',
            '合计,1,"","",1040.00,""',
            "",
        ]
        assert person.id_number.reveal() not in text

    @pytest.mark.parametrize("holder", ["=1+1", "+86", "-x", "@sum", '陈"建国'])
    def test_it_never_writes_a_formula_or_breaks_a_line(
        self, cast: Any, make_entitled: Maker, approved: Callable[[str], Roll], holder: str
    ) -> None:
        person = make_entitled("combat_allowance", "2026-11")
        BankAccount.objects.filter(person=person).update(holder=holder)
        text = csv_bytes(export_bank_file(approved("2026-11"), by=cast.finance)).decode("utf-8-sig")
        cell = text.split("\r\n")[1].split(",")[1].strip('"')
        assert cell == ("'" + holder if holder[0] in "=+-@" else holder.replace('"', '""'))

    def test_it_holds_who_has_no_account_and_pays_them_next_time(
        self, cast: Any, make_person: Maker, make_entitled: Maker, approved: Callable[[str], Roll]
    ) -> None:
        person = make_person("周建华", account=False)
        make_entitled("combat_allowance", "2026-10", person=person)
        make_entitled("illness_veteran_allowance", "2026-10", name="王红军")
        first = export_bank_file(approved("2026-10"), by=cast.finance)
        assert (first.count, first.held) == (1, 1)
        change_account(
            person,
            bank="农行",
            number="6228480000000000018",
            holder="周建华",
            on=date(2026, 1, 1),
            by=cast.clerk,
        )
        second = export_bank_file(approved("2026-11"), by=cast.finance)
        assert second.payouts.get(person=person).amount_fen == 208000

    def test_it_offsets_what_is_to_be_recovered(
        self, cast: Any, make_entitled: Maker, approved: Callable[[str], Roll]
    ) -> None:
        person = make_entitled("combat_allowance", "2026-10")
        make_entitled("survivor_pension", "2026-10", person=person, kind="martyr")
        first = export_bank_file(approved("2026-10"), by=cast.finance)
        pension = first.total_fen - 104000
        row = Entitlement.objects.get(person=person, programme__code="combat_allowance")
        end(row, last_month=M("2026-09"), reason="cancelled", basis="测试", by=cast.clerk)
        second = export_bank_file(approved("2026-11"), by=cast.finance)
        assert second.total_fen == pension - 104000
        assert balances() == {person.pk: 0}

    def test_it_pays_nothing_to_a_negative_balance(
        self, cast: Any, make_entitled: Maker, approved: Callable[[str], Roll]
    ) -> None:
        person = make_entitled("combat_allowance", "2026-10")
        export_bank_file(approved("2026-10"), by=cast.finance)
        row = Entitlement.objects.get(person=person)
        end(row, last_month=M("2026-09"), reason="cancelled", basis="测试", by=cast.clerk)
        file = export_bank_file(approved("2026-11"), by=cast.finance)
        assert (file.count, file.total_fen, file.journal_id) == (0, 0, None)
        assert balances() == {person.pk: -104000}

    def test_it_wants_the_roll_approved(self, county: Any, cast: Any, make_entitled: Maker) -> None:
        make_entitled("combat_allowance", "2026-11")
        draft = compute(county, month=M("2026-11"), by=cast.clerk)
        with pytest.raises(Refused, match="尚未审批"):
            export_bank_file(draft, by=cast.finance)

    def test_it_wants_earlier_rolls_paid_first(
        self, cast: Any, make_entitled: Maker, approved: Callable[[str], Roll]
    ) -> None:
        make_entitled("combat_allowance", "2026-10")
        early, late = approved("2026-10"), approved("2026-11")
        with pytest.raises(Refused, match="更早的批次"):
            export_bank_file(late, by=cast.finance)
        assert [export_bank_file(roll, by=cast.finance).total_fen for roll in (early, late)] == [
            104000,
            104000,
        ]

    def test_it_stops_when_an_account_was_tampered_with(
        self, cast: Any, make_entitled: Maker, approved: Callable[[str], Roll]
    ) -> None:
        person = make_entitled("combat_allowance", "2026-11")
        roll = approved("2026-11")
        export_bank_file(roll, by=cast.finance)
        account = person.bankaccounts.get()
        account.number = "6228480000000000018"
        account.save()
        with pytest.raises(Refused, match="停止发放"):
            export_bank_file(roll, by=cast.finance)

    def test_it_keeps_paying_to_the_account_of_the_time_after_it_changed(
        self, cast: Any, make_entitled: Maker, approved: Callable[[str], Roll]
    ) -> None:
        person = make_entitled("combat_allowance", "2026-11")
        roll = approved("2026-11")
        first = export_bank_file(roll, by=cast.finance)
        change_account(
            person,
            bank="农行",
            number="6228480000000000018",
            holder="陈建国",
            on=date(2026, 2, 1),
            by=cast.clerk,
        )
        assert export_bank_file(roll, by=cast.finance).digest == first.digest

    @pytest.mark.parametrize("who", ["stranger", "reviewer", "leader", "records", "auditor", "town"])
    def test_it_refuses_a_stranger_and_whoever_may_not(
        self, cast: Any, make_entitled: Maker, approved: Callable[[str], Roll], who: str
    ) -> None:
        make_entitled("combat_allowance", "2026-11")
        with pytest.raises(PermissionDenied):
            export_bank_file(approved("2026-11"), by=getattr(cast, who))
        assert not BankFile.objects.exists()
