"""Filing a workbook: all or nothing, once, never against the register, with the months already paid as openings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from openpyxl import load_workbook

from youfu.kit.errors import Refused
from youfu.kit.models import AuditEvent, Entry, Journal
from youfu.kit.sheets.writing import refused_workbook
from youfu.modules.entitlements.actions import change_terms, end, suspend
from youfu.modules.entitlements.models import SETTLED, Entitlement
from youfu.modules.organisations.models import Region
from youfu.modules.people.actions import change_account, record_death, update_person
from youfu.modules.people.models import (
    BankAccount,
    Certificate,
    Disability,
    Identity,
    Person,
    Service,
    StatusChange,
)
from youfu.modules.recognition.actions import Filed, file_recipients
from youfu.modules.recognition.tests.books import book, number_of, row
from youfu.rules.periods import parse_month
from youfu.rules.pricing import Terms

M = parse_month
COMBAT: dict[str, Any] = {"对象类别": "参战退役人员", "伤残等级": None, "伤残性质": None, "属别": None}
FACTS = (Person, Identity, Service, Disability, Certificate, BankAccount, Entitlement, StatusChange, Journal)


@pytest.fixture
def filed(county: Region, cast: Any, tmp_path: Path) -> Callable[..., Filed]:
    """File rows as the clerk does: openings from 2026-01, paid through 2026-10."""

    def run(*rows: dict[str, Any], **more: Any) -> Filed:
        given = {"opening_from": M("2026-01"), "paid_through": M("2026-10"), "by": cast.clerk} | more
        result: Filed = file_recipients(county, path=book(tmp_path, *rows), **given)
        return result

    return run


Filer = Callable[..., Filed]


def counts() -> list[int]:
    return [model.objects.count() for model in FACTS]


def codes(result: Filed) -> list[tuple[int, str, str]]:
    return [(p.row, p.column_title, p.code) for p in result.checked.problems]


class TestFileRecipients:
    def test_it_files_everything_a_row_says(self, county: Region, cast: Any, filed: Filer) -> None:
        result = filed(row())
        person = Person.objects.get()
        assert result.to_json() | {"refused": []} == {
            "rows": 1, "accepted": 1, "unchanged": 0, "filed": 1, "refused_rows": 0, "refused": [],
        }  # fmt: skip
        assert (person.name, person.sex, person.born_on, person.household) == (
            "蒋跃进", "1", date(1959, 6, 29), "rural",
        )  # fmt: skip
        assert (person.id_number.reveal(), person.phone.reveal()) == (number_of(1), "18600008561")
        assert (person.pinyin, person.initials) == ("jiangyuejin", "jyj")
        assert person.household_region.name.startswith("民合")
        assert [(i.category, i.valid.lower) for i in person.identitys.all()] == [
            ("disabled_member", date(2020, 3, 6))
        ]
        disability, service = person.disabilitys.get(), person.services.get()
        assert (disability.grade, disability.cause, disability.employment) == (7, "war", "unemployed")
        assert (service.enlisted_on, service.discharged_on) == (date(1978, 3, 1), date(1981, 12, 14))
        assert person.certificates.get().number == "军浙F693365"
        account = person.bankaccounts.get()
        assert (account.number.reveal(), account.holder) == ("6290040061034000001", "蒋跃进")
        right = person.entitlements.get()
        assert (right.first_month, right.last_month, right.closed_before) == ("2020-04", "", M("2026-01"))
        assert (right.revision, right.county, right.approved_on) == (SETTLED, county, date(2020, 3, 6))

    def test_it_posts_the_months_already_paid_as_openings(self, filed: Filer) -> None:
        filed(row())
        entries = Entry.objects.order_by("for_month")
        assert [e.for_month for e in entries] == list(range(M("2026-01"), M("2026-10") + 1))
        assert {(e.debit, e.credit) for e in entries} == {(1, 4)}
        year = sum(e.amount_fen for e in entries)
        assert Journal.objects.get().total_fen == year > 0

    def test_it_opens_only_from_the_first_month_of_a_benefit(self, filed: Filer) -> None:
        filed(
            row(批准时间="2026-07-20", 起发年月="2026-08"), row(3, 批准时间="2026-10-20", 起发年月="2026-11")
        )
        assert sorted(Entry.objects.values_list("for_month", flat=True)) == [
            M("2026-08"),
            M("2026-09"),
            M("2026-10"),
        ]

    def test_it_changes_nothing_the_second_time_and_says_so(self, filed: Filer) -> None:
        filed(row(), row(3))
        before = counts()
        again = filed(row(), row(3))
        assert (len(again.checked.new), len(again.checked.unchanged), codes(again)) == (0, 2, [])
        assert counts() == before

    def test_it_files_all_or_nothing(self, filed: Filer) -> None:
        result = filed(row(), row(3, 伤残等级="十一级"))
        assert result.filed == []
        assert sum(counts()) == 0

    def test_it_files_the_good_rows_when_told_to(self, filed: Filer) -> None:
        result = filed(row(), row(3, 伤残等级="十一级"), accept_valid=True)
        assert len(result.filed) == Person.objects.count() == 1
        assert [code[:2] for code in codes(result)] == [(4, "伤残等级")]
        event = AuditEvent.objects.get(action="recipients.file")
        assert event.changes == {
            "opening_from": M("2026-01"),
            "paid_through": M("2026-10"),
            "accept_valid": True,
        }

    def test_it_takes_back_the_refused_rows_once_corrected(
        self, county: Region, cast: Any, filed: Filer, tmp_path: Path
    ) -> None:
        result = filed(row(), row(3, 伤残等级="十一级"), row(5, 性别="女"), accept_valid=True)
        returned = tmp_path / "returned.xlsx"
        assert refused_workbook(result.checked.table, result.checked.problems, returned) == 2
        workbook = load_workbook(returned)
        sheet = workbook.active
        head = next(r for r in sheet.iter_rows() if any(c.value and "伤残等级" in str(c.value) for c in r))
        column = {str(c.value).strip("* "): c.column for c in head}
        sheet.cell(head[0].row + 1, column["伤残等级"]).value = "八级"
        sheet.cell(head[0].row + 2, column["性别"]).value = "男"
        workbook.save(returned)
        again = file_recipients(
            county, path=returned, opening_from=M("2026-01"), paid_through=M("2026-10"), by=cast.clerk
        )
        assert (codes(again), len(again.filed), Person.objects.count()) == ([], 2, 3)
        assert sorted(Disability.objects.values_list("grade", flat=True)) == [7, 7, 8]

    def test_it_files_two_benefits_of_one_person_into_one_file(self, filed: Filer) -> None:
        result = filed(row(), row(**COMBAT))
        person = Person.objects.get()
        assert len(result.filed) == person.entitlements.count() == person.identitys.count() == 2
        assert [model.objects.count() for model in (Service, Disability, Certificate, BankAccount)] == [
            1,
            1,
            1,
            1,
        ]

    def test_it_adds_a_benefit_to_somebody_on_file(self, filed: Filer) -> None:
        filed(row())
        result = filed(row(), row(**COMBAT))
        assert (len(result.checked.new), len(result.checked.unchanged)) == (1, 1)
        person = Person.objects.get()
        assert person.entitlements.count() == person.identitys.count() == 2
        assert person.bankaccounts.count() == 1
        assert person.entitlements.get(programme__code="combat_allowance").revision != SETTLED

    def test_it_may_open_no_month_at_all(self, filed: Filer) -> None:
        filed(row(), opening_from=M("2026-11"), paid_through=M("2026-10"))
        assert Entitlement.objects.get().closed_before == M("2026-11")
        assert not Entry.objects.exists()

    def test_it_refuses_months_in_the_wrong_order(self, filed: Filer) -> None:
        with pytest.raises(Refused, match="晚于已发至"):
            filed(row(), opening_from=M("2026-12"), paid_through=M("2026-10"))

    def test_it_files_nobody_when_a_month_cannot_be_priced(self, filed: Filer) -> None:
        with pytest.raises(Refused, match="没有执行中的标准"):
            filed(row(起发年月="2014-01"), opening_from=M("2014-08"), paid_through=M("2014-11"))
        assert sum(counts()) == 0

    @pytest.mark.parametrize("who", ["stranger", "reviewer", "records", "town", "auditor", "sysadmin"])
    def test_it_refuses_a_stranger_and_whoever_may_not(self, cast: Any, filed: Filer, who: str) -> None:
        with pytest.raises(PermissionDenied):
            filed(row(), by=getattr(cast, who))
        assert sum(counts()) == 0


class TestAgainstTheRegister:
    """A row never overwrites what is on file: it says the same, or it is refused."""

    @pytest.mark.parametrize(
        ("given", "column", "code"),
        [
            ({"姓名": "蒋跃"}, "姓名", "name_conflict"), ({"伤残等级": "六级"}, "对象类别", "terms_conflict"),
            ({"起发年月": "2020-05"}, "起发年月", "first_month_conflict"),
            ({"银行账号": "6228480000000000018"}, "银行账号", "account_conflict"),
        ],
    )  # fmt: skip
    def test_it_names_what_differs(self, filed: Filer, given: dict[str, Any], column: str, code: str) -> None:
        filed(row())
        before = counts()
        assert codes(filed(row(**given), accept_valid=True)) == [(3, column, code)]
        assert counts() == before

    def test_it_leaves_out_what_the_row_does_not_say(self, filed: Filer) -> None:
        filed(row())
        assert len(filed(row(银行账号=None, 开户银行=None)).checked.unchanged) == 1

    def test_it_goes_by_the_register_after_a_change(self, cast: Any, filed: Filer) -> None:
        filed(row())
        person = Person.objects.get()
        change_account(
            person,
            bank="农行",
            number="6228480000000000018",
            holder="蒋跃进",
            on=date(2026, 12, 1),
            by=cast.clerk,
        )
        update_person(person, changes={"name": "蒋越进"}, by=cast.clerk)
        raised = Terms("disability_pension", grade=6, cause="war", employment="unemployed")
        change_terms(
            person.entitlements.get(), terms=raised, from_month=M("2026-11"), basis="调残", by=cast.clerk
        )
        assert {code for *_, code in codes(filed(row()))} == {
            "name_conflict",
            "terms_conflict",
            "account_conflict",
        }
        now = row(姓名="蒋越进", 伤残等级="六级", 银行账号="6228480000000000018")
        assert len(filed(now).checked.unchanged) == 1

    def test_it_does_not_revive_what_ended(self, cast: Any, filed: Filer) -> None:
        filed(row(), row(3))
        rights = list(Entitlement.objects.order_by("person"))
        end(rights[0], last_month=M("2026-10"), reason="cancelled", basis="测试", by=cast.clerk)
        suspend(rights[1], from_month=M("2026-11"), basis="测试", by=cast.clerk)
        assert len(filed(row(), row(3)).checked.unchanged) == 2
        assert Entitlement.objects.count() == 2

    def test_it_does_not_give_again_what_was_taken_back(self, cast: Any, filed: Filer) -> None:
        filed(row())
        end(
            Entitlement.objects.get(),
            last_month=M("2020-03"),
            reason="cancelled",
            basis="测试",
            by=cast.clerk,
        )
        assert codes(filed(row())) == [(3, "起发年月", "taken_back")]

    def test_it_knows_a_row_that_was_replaced_from_its_first_month(self, cast: Any, filed: Filer) -> None:
        filed(row())
        raised = Terms("disability_pension", grade=6, cause="war", employment="unemployed")
        change_terms(
            Entitlement.objects.get(), terms=raised, from_month=M("2020-04"), basis="更正", by=cast.clerk
        )
        assert len(filed(row(伤残等级="六级")).checked.unchanged) == 1

    def test_it_gives_the_dead_nothing_new(self, cast: Any, filed: Filer) -> None:
        filed(row())
        record_death(Person.objects.get(), on=date(2026, 9, 1), basis="证明", by=cast.clerk)
        assert len(filed(row()).checked.unchanged) == 1
        assert codes(filed(row(), row(**COMBAT))) == [(4, "状态", "not_alive")]
