"""Rolls as pages: computed by one, approved by another, paid once; and every line says why."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from youfu.kit.models import AuditEvent
from youfu.modules.entitlements.actions import change_terms, end
from youfu.modules.payments.actions import approve, compute
from youfu.modules.payments.models import BankFile, Roll
from youfu.modules.people.models import Person
from youfu.rules.periods import parse_month
from youfu.rules.pricing import Terms

Maker = Callable[..., Person]


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def draft(county: Any, cast: Any, make_entitled: Maker) -> Roll:
    make_entitled("combat_allowance", "2026-11", name="陈建国")
    make_entitled(
        "disability_pension", "2026-11", name="王志强", grade=7, cause="war", employment="unemployed"
    )
    return compute(county, month=parse_month("2026-11"), by=cast.clerk)


@pytest.fixture
def approved(draft: Roll, cast: Any) -> Roll:
    return approve(draft, acknowledge_unverified=True, by=cast.reviewer)


class TestCompute:
    def test_it_makes_one_draft_however_often_it_is_sent(self, cast: Any, make_entitled: Maker) -> None:
        make_entitled("combat_allowance", "2026-11")
        client = client_of(cast.clerk)
        once = client.get("/rolls/compute").context["once"]
        answers = {
            client.post("/rolls/compute", {"month": "2026-11", "once": once})["Location"] for _ in range(3)
        }
        roll = Roll.objects.get()
        assert answers == {f"/rolls/{roll.pk}"}
        assert AuditEvent.objects.filter(action="roll.compute").count() == 1

    def test_it_says_when_there_is_no_difference(self, cast: Any, county: Any) -> None:
        response = client_of(cast.clerk).post("/rolls/compute", {"month": "2026-11"}, follow=True)
        assert "没有新的差额" in response.content.decode()
        assert not Roll.objects.exists()

    @pytest.mark.parametrize("month", ["", "2026-13", "November", "99999"])
    def test_it_refuses_what_is_no_month(self, cast: Any, month: str) -> None:
        assert client_of(cast.clerk).post("/rolls/compute", {"month": month}).status_code == 422

    def test_it_refuses_a_later_month_while_a_draft_waits(self, cast: Any, draft: Roll) -> None:
        response = client_of(cast.clerk).post("/rolls/compute", {"month": "2026-12"})
        assert response.status_code == 422
        assert "2026-11 批次尚未审批" in response.content.decode()


class TestTodo:
    def test_it_names_the_month_that_was_left_out_as_the_form_does(
        self, cast: Any, approved: Roll, on_day: Any
    ) -> None:
        on_day(date(2027, 1, 20))
        client = client_of(cast.clerk)
        assert "2026-12 批次还没有计算" in client.get("/").content.decode()
        assert client.get("/rolls/compute").context["form"].initial["month"] == parse_month("2026-12")
        on_day(date(2026, 11, 20))
        assert "批次还没有计算" not in client.get("/").content.decode()


class TestRollPage:
    def test_it_shows_totals_and_the_why_of_each_line(self, cast: Any, draft: Roll) -> None:
        text = client_of(cast.reviewer).get(f"/rolls/{draft.pk}").content.decode()
        assert "参战退役人员生活补助" in text
        assert "12,480.00 元/年 ÷ 12" in text
        assert "用到的待核实标准" in text
        assert f"/rolls/{draft.pk}/approve" in text

    def test_it_does_not_offer_its_maker_the_approval(self, cast: Any, draft: Roll) -> None:
        text = client_of(cast.clerk).get(f"/rolls/{draft.pk}").content.decode()
        assert f"/rolls/{draft.pk}/approve" not in text
        assert "须由另一人审批" in text

    def test_it_compares_with_the_month_before(
        self, cast: Any, county: Any, approved: Roll, make_entitled: Maker
    ) -> None:
        make_entitled("combat_allowance", "2026-12", name="新增人")
        roll = compute(county, month=parse_month("2026-12"), by=cast.clerk)
        response = client_of(cast.reviewer).get(f"/rolls/{roll.pk}")
        assert response.context["compared"].added == (1, 104000)
        assert response.context["compared"].stopped == (0, 0)
        bridge = response.context["bridge"]
        assert (bridge["total"], bridge["change"]) == (roll.total_fen, 104000)
        added = client_of(cast.reviewer).get(f"/rolls/{roll.pk}", {"only": "added"})
        assert [row["person"].name for row in added.context["people"]] == ["新增人"]

    def test_every_step_from_the_month_before_opens_its_people(
        self, cast: Any, county: Any, approved: Roll
    ) -> None:
        gone, changed = (Person.objects.get(name=name) for name in ("陈建国", "王志强"))
        end(
            gone.entitlements.get(),
            last_month=parse_month("2026-11"),
            reason="changed",
            basis="测试",
            by=cast.clerk,
        )
        raised = Terms("disability_pension", grade=6, cause="war", employment="unemployed")
        change_terms(
            changed.entitlements.get(), terms=raised, from_month=parse_month("2026-12"), basis="测试", by=cast.clerk
        )  # fmt: skip
        roll = compute(county, month=parse_month("2026-12"), by=cast.clerk)
        client, where = client_of(cast.reviewer), f"/rolls/{roll.pk}"
        text = client.get(where).content.decode()
        for only, name, fen in (("stopped", "陈建国", -104000), ("changed", "王志强", None)):
            assert f"?only={only}#lines" in text
            (row,) = client.get(where, {"only": only}).context["people"]
            assert row["person"].name == name
            assert fen is None or row["change"] == fen

    def test_a_programmes_number_opens_its_people(self, cast: Any, draft: Roll) -> None:
        client, where = client_of(cast.reviewer), f"/rolls/{draft.pk}"
        assert "?programme=combat_allowance#lines" in client.get(where).content.decode()
        shown = client.get(where, {"programme": "combat_allowance"}).context["people"]
        assert [row["person"].name for row in shown] == ["陈建国"]
        for unknown in ("unknown", "\x00", "combat_allowance' or 1=1"):
            assert not client.get(where, {"programme": unknown}).context["people"]

    def test_a_programme_is_shown_and_kept(self, cast: Any, draft: Roll) -> None:
        answer = client_of(cast.reviewer).get(f"/rolls/{draft.pk}", {"programme": "combat_allowance"})
        lines = answer.content.decode().partition('id="lines"')[2]
        assert '<span class="chip">参战退役人员生活补助</span>' in lines
        assert '<input type="hidden" name="programme" value="combat_allowance">' in lines
        assert "?programme=combat_allowance&amp;only=arrears#lines" in lines

    def test_it_takes_away_what_was_stopped_and_nothing_else(
        self, cast: Any, county: Any, approved: Roll, make_entitled: Maker
    ) -> None:
        gone = make_entitled("combat_allowance", "2026-10", name="李卫国")  # December holds back pay as well
        approve(
            compute(county, month=parse_month("2026-12"), by=cast.clerk),
            acknowledge_unverified=True,
            by=cast.reviewer,
        )
        end(
            gone.entitlements.get(),
            last_month=parse_month("2026-12"),
            reason="changed",
            basis="测试",
            by=cast.clerk,
        )
        roll = compute(county, month=parse_month("2027-01"), by=cast.clerk)
        client, where = client_of(cast.finance), f"/rolls/{roll.pk}"
        answer = client.get(where, {"only": "stopped", "format": "xlsx"})
        rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
        assert [(row[0], row[1], row[4]) for row in rows[2:-1]] == [
            ("2026-12", "李卫国", "参战退役人员生活补助")
        ]
        for programme, names in (("combat_allowance", ["李卫国"]), ("disability_pension", [])):
            shown = client.get(where, {"only": "stopped", "programme": programme}).context["people"]
            assert [row["person"].name for row in shown] == names

    def test_its_lines_are_taken_away_masked_and_recorded(self, cast: Any, draft: Roll) -> None:
        where = f"/rolls/{draft.pk}"
        assert "format=xlsx" in client_of(cast.finance).get(where).content.decode()
        answer = client_of(cast.finance).get(where, {"format": "xlsx", "q": "wzq"})
        rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
        person = Person.objects.get(name="王志强")
        (line,) = [row for row in rows if row[1] == "王志强"]
        assert line[2] == person.masked_id
        assert Decimal(str(line[-1])) == Decimal(draft.roll_lines.get(person=person).amount_fen) / 100
        assert "陈建国" not in str(rows)
        assert AuditEvent.objects.get(action="roll.export").changes["conditions"] == "q"
        for who, status in ((cast.leader, 403), (cast.stranger, 404)):
            assert client_of(who).get(where, {"format": "xlsx"}).status_code == status

    def test_it_compares_a_second_roll_of_the_month_with_nothing(
        self, cast: Any, county: Any, approved: Roll, make_entitled: Maker
    ) -> None:
        december = compute(county, month=parse_month("2026-12"), by=cast.clerk)
        approve(december, acknowledge_unverified=True, by=cast.reviewer)
        make_entitled("combat_allowance", "2026-12", name="补报人")
        second = compute(county, month=parse_month("2026-12"), by=cast.clerk)
        response = client_of(cast.reviewer).get(f"/rolls/{second.pk}")
        assert (second.number, response.context["compared"]) == (2, None)
        assert [row["before"] for row in response.context["programmes"]] == [None]

    def test_it_compares_month_with_month_and_leaves_back_pay_out(
        self, cast: Any, county: Any, approved: Roll, make_entitled: Maker
    ) -> None:
        person = Person.objects.get(name="陈建国")
        make_entitled("survivor_pension", "2026-10", person=person, kind="martyr")
        roll = compute(county, month=parse_month("2026-12"), by=cast.clerk)
        response = client_of(cast.reviewer).get(f"/rolls/{roll.pk}")
        row = next(row for row in response.context["people"] if row["person"] == person)
        month = row["fen"] - 104000  # three months of the pension, two of them back pay
        assert (row["before"], row["change"] * 3) == (104000, month)

    def test_it_searches_its_lines_and_swaps_only_them(self, cast: Any, draft: Roll) -> None:
        headers = {"HX-Request": "true", "HX-Target": "lines"}
        response = client_of(cast.reviewer).get(f"/rolls/{draft.pk}", {"q": "wzq"}, headers=headers)
        text = response.content.decode()
        assert "王志强" in text
        assert "陈建国" not in text
        assert "<html" not in text

    def test_it_lists_people_without_an_account(
        self, cast: Any, county: Any, make_person: Maker, make_entitled: Maker
    ) -> None:
        make_entitled("combat_allowance", "2026-11", person=make_person("无账户", account=False))
        roll = compute(county, month=parse_month("2026-11"), by=cast.clerk)
        response = client_of(cast.reviewer).get(f"/rolls/{roll.pk}", {"only": "noaccount"})
        assert [row["person"].name for row in response.context["people"]] == ["无账户"]

    def test_it_does_not_exist_next_door(self, cast: Any, draft: Roll) -> None:
        assert client_of(cast.stranger).get(f"/rolls/{draft.pk}").status_code == 404


class TestApprove:
    def test_it_asks_for_the_unverified_standards_first(self, cast: Any, draft: Roll) -> None:
        client, url = client_of(cast.reviewer), f"/rolls/{draft.pk}/approve"
        response = client.post(url, {})
        assert response.status_code == 422
        assert "待核实标准" in response.content.decode()
        assert client.post(url, {"acknowledge_unverified": "on"}).status_code == 302
        assert Roll.objects.get().state == "approved"

    def test_it_is_stale_the_second_time(self, cast: Any, approved: Roll) -> None:
        response = client_of(cast.leader).post(
            f"/rolls/{approved.pk}/approve", {"acknowledge_unverified": "on"}
        )
        assert response.status_code == 409


class TestDiscard:
    def test_it_throws_a_draft_away(self, cast: Any, draft: Roll) -> None:
        assert client_of(cast.clerk).post(f"/rolls/{draft.pk}/discard", {"reason": "重算"}).status_code == 302
        assert not Roll.objects.exists()


class TestBankFile:
    def test_it_is_made_once_and_given_again(self, cast: Any, approved: Roll) -> None:
        client, url = client_of(cast.finance), f"/rolls/{approved.pk}/bank-file"
        assert client.post(url, {"format": ""}).status_code == 302
        first, second = client.post(url, {"format": "csv"}), client.post(url, {"format": "csv"})
        assert first.content == second.content
        assert first.content.startswith("\ufeff序号,".encode())
        assert client.post(url, {"format": "xlsx"}).content.startswith(b"PK")
        assert BankFile.objects.count() == 1
        assert AuditEvent.objects.filter(action="roll.bank_file", actor_id=cast.finance.pk).count() == 4

    def test_it_refuses_a_draft(self, cast: Any, draft: Roll) -> None:
        response = client_of(cast.finance).post(f"/rolls/{draft.pk}/bank-file", {"format": "csv"})
        assert response.status_code == 422
        assert "尚未审批" in response.content.decode()

    def test_it_is_closed_to_the_reviewer(self, cast: Any, approved: Roll) -> None:
        assert client_of(cast.reviewer).post(f"/rolls/{approved.pk}/bank-file", {}).status_code == 403
