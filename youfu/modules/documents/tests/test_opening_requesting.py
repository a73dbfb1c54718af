"""A request for information: registered, handled, answered on its clock; who asked is sealed."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from youfu.kit import clock, indicators
from youfu.kit.access import System
from youfu.kit.errors import Refused, Stale
from youfu.kit.models import AuditEvent
from youfu.kit.workflow.calendar import working_days
from youfu.modules.documents.actions import requesting
from youfu.modules.documents.actions.requesting import Answer
from youfu.modules.documents.models import InformationRequest
from youfu.modules.documents.tests.opening import client_of

ASKED = {
    "applicant_kind": "citizen", "applicant": "王小明", "contact": "桐乡市某路1号", "form": "",
    "wanted": "2025年优抚资金使用情况",
}  # fmt: skip
TODAY = date(2026, 11, 28)


@pytest.fixture
def register(county: Any, cast: Any, on_day: Any) -> Any:
    """Register a request as of a day."""

    def make(day: date = TODAY, by: Any = None) -> InformationRequest:
        on_day(day)
        made: InformationRequest = requesting.register(
            county, asked=ASKED, way="letter", received_on=day, by=by or cast.office
        )
        return made

    return make


class TestRegister:
    def test_it_is_due_in_twenty_working_days(self, register: Any) -> None:
        row = register(date(2026, 11, 2))
        assert (row.due_on, row.state, str(row.number)) == (date(2026, 11, 30), "received", "2026依申请0001")
        assert [step.verb for step in row.log.all()] == ["register"]

    def test_it_counts_over_the_spring_festival(self, register: Any) -> None:
        row = register(date(2026, 2, 9))
        assert working_days().between(row.received_on, row.due_on) == 20
        assert row.due_on > date(2026, 3, 9)

    def test_it_refuses_what_is_not_whole(self, county: Any, cast: Any, on_day: Any) -> None:
        on_day(TODAY)
        with pytest.raises(Refused, match="联系方式"):
            requesting.register(
                county, asked={**ASKED, "contact": " "}, way="letter", received_on=TODAY, by=cast.office
            )
        later = TODAY + timedelta(days=1)
        with pytest.raises(Refused, match="今天"):
            requesting.register(county, asked=ASKED, way="letter", received_on=later, by=cast.office)

    @pytest.mark.parametrize("who", ["stranger", "clerk", "town", "leader"])
    def test_it_is_the_offices(self, register: Any, cast: Any, who: str) -> None:
        with pytest.raises(PermissionDenied):
            register(by=getattr(cast, who))


class TestReceiveOnline:
    def test_it_comes_from_the_program_alone_and_counts_once(self, county: Any, cast: Any) -> None:
        given = {"asked": ASKED, "origin": "o", "once": "1", "code": "c"}
        for who in ("stranger", "clerk", "town"):
            with pytest.raises(PermissionDenied):
                requesting.receive_online(county, **given, by=getattr(cast, who))
        program = System("公众网上申请")
        first = requesting.receive_online(county, **given, by=program)
        assert requesting.receive_online(county, **given, by=program) == first
        assert (first.way, first.made_by, first.log.get().author) == ("web", None, program.label)


class TestSupplement:
    def test_it_starts_the_clock_anew(self, register: Any, cast: Any, on_day: Any) -> None:
        row = register(date(2026, 11, 2))
        on_day(date(2026, 11, 5))
        row = requesting.ask_supplement(row, what="请写明年份", until=date(2026, 11, 20), by=cast.office)
        assert (row.state, row.paused_on) == ("supplement", date(2026, 11, 5))
        on_day(date(2026, 11, 16))
        row = requesting.supplied(row, text="2025年", on=date(2026, 11, 16), by=cast.office)
        assert (row.state, row.due_on) == ("received", working_days().after(date(2026, 11, 16), 20))
        with pytest.raises(Refused, match="只能告知一次"):
            requesting.ask_supplement(row, what="再补", until=date(2026, 12, 20), by=cast.office)

    def test_it_is_asked_within_seven_working_days(self, register: Any, cast: Any, on_day: Any) -> None:
        row = register(date(2026, 11, 2))
        on_day(date(2026, 11, 12))
        with pytest.raises(Refused, match="7 个工作日"):
            requesting.ask_supplement(row, what="请写明年份", until=date(2026, 11, 20), by=cast.office)

    def test_it_ends_when_nothing_comes(self, register: Any, cast: Any, on_day: Any) -> None:
        row = register(date(2026, 11, 2))
        row = requesting.ask_supplement(row, what="请写明年份", until=date(2026, 11, 12), by=cast.office)
        unclear = Answer("unclear", "逾期未补正，不再办理。")
        with pytest.raises(Refused, match="补正期限过后"):
            requesting.draft(row, answer=unclear, by=cast.office)
        on_day(date(2026, 11, 13))
        with pytest.raises(Refused, match="逾期不补正"):
            requesting.draft(row, answer=Answer("given", "给"), by=cast.office)
        row = requesting.answer(requesting.draft(row, answer=unclear, by=cast.office), by=cast.leader)
        assert (row.state, row.outcome, row.paused_on) == ("answered", "unclear", None)

    def test_it_is_over_only_for_whoever_was_asked(self, register: Any, cast: Any) -> None:
        row = register()
        with pytest.raises(Refused, match="告知过补正"):
            requesting.draft(row, answer=Answer("unclear", "x"), by=cast.office)
        with pytest.raises(IntegrityError), transaction.atomic():
            InformationRequest.objects.filter(pk=row.pk).update(outcome="unclear", drafted_by=cast.office)

    def test_no_draft_outlives_it(self, register: Any, cast: Any, on_day: Any) -> None:
        row = requesting.draft(register(date(2026, 11, 2)), answer=Answer("given", "给"), by=cast.office)
        row = requesting.ask_supplement(row, what="请写明年份", until=date(2026, 11, 12), by=cast.office)
        assert InformationRequest.objects.drafted().count() == 0
        with pytest.raises(Refused, match="先拟写"):
            requesting.answer(row, by=cast.leader)
        with pytest.raises(IntegrityError), transaction.atomic():
            InformationRequest.objects.filter(pk=row.pk).update(drafted_by=cast.office)
        on_day(date(2026, 11, 13))
        requesting.draft(row, answer=Answer("unclear", "逾期未补正。"), by=cast.office)
        row = requesting.supplied(row, text="2025年", on=date(2026, 11, 13), by=cast.office)
        with pytest.raises(Refused, match="先拟写"):
            requesting.answer(row, by=cast.leader)


class TestConsult:
    def test_it_does_not_count(self, register: Any, cast: Any, on_day: Any) -> None:
        row = register(date(2026, 11, 2))
        on_day(date(2026, 11, 6))
        row = requesting.consult(row, whom="某单位", by=cast.office)
        assert row.paused_until == working_days().after(date(2026, 11, 6), 15)
        on_day(date(2026, 11, 27))
        row = requesting.consulted(row, text="不同意公开", on=date(2026, 11, 27), by=cast.office)
        left = working_days().between(date(2026, 11, 6), date(2026, 11, 30))
        assert row.due_on == working_days().after(date(2026, 11, 27), left)

    def test_it_does_not_heal_what_was_late(self, register: Any, cast: Any, on_day: Any) -> None:
        row = register(date(2026, 11, 2))
        on_day(date(2026, 12, 18))
        row = requesting.consult(row, whom="某单位", by=cast.office)
        assert list(InformationRequest.objects.overdue(clock.today())) == [row]
        row = requesting.consulted(row, text="同意", on=date(2026, 12, 18), by=cast.office)
        assert row.due_on == date(2026, 11, 30)
        assert list(InformationRequest.objects.overdue(clock.today())) == [row]

    def test_it_is_not_answered_meanwhile(self, register: Any, cast: Any) -> None:
        row = requesting.draft(register(), answer=Answer("given", "给"), by=cast.office)
        row = requesting.consult(row, whom="某单位", by=cast.office)
        page = client_of(cast.leader).get(reverse("information-request", args=[row.pk]))
        assert not {"签发答复", "退回重拟"} & {act["title"] for act in page.context["acts"]}
        assert "签发信息公开答复" not in client_of(cast.leader).get("/").content.decode()
        with pytest.raises(Stale, match="征求第三方意见"):
            requesting.draft(row, answer=Answer("given", "给"), by=cast.office)
        with pytest.raises(Refused, match="之后"):
            requesting.consulted(row, text="x", on=TODAY - timedelta(days=1), by=cast.office)


class TestExtend:
    def test_it_is_granted_once_by_a_leader(self, register: Any, cast: Any) -> None:
        row = register(date(2026, 11, 2))
        with pytest.raises(PermissionDenied):
            requesting.extend(row, why="材料多", by=cast.office)
        with pytest.raises(Refused, match="原因"):
            requesting.extend(row, why=" ", by=cast.leader)
        row = requesting.extend(row, why="材料多", by=cast.leader)
        assert row.due_on == working_days().after(date(2026, 11, 30), 20)
        with pytest.raises(Refused, match="一次"):
            requesting.extend(row, why="再延", by=cast.leader)
        with pytest.raises(DatabaseError), transaction.atomic():
            InformationRequest.objects.filter(pk=row.pk).update(extended_on=date(2026, 12, 1))

    def test_it_comes_before_the_end(self, register: Any, cast: Any, on_day: Any) -> None:
        row = register(date(2026, 11, 2))
        on_day(date(2026, 12, 1))
        with pytest.raises(Refused, match="已过"):
            requesting.extend(row, why="材料多", by=cast.leader)


class TestAnswer:
    def test_it_is_drafted_by_one_and_given_by_another(self, register: Any, cast: Any) -> None:
        row = requesting.assign(register(), handler=cast.clerk.organisation, by=cast.office)
        row = requesting.draft(row, answer=Answer("given", "见附件。"), by=cast.clerk)
        assert row.state == "received"
        row = requesting.answer(row, by=cast.leader)
        assert (row.state, row.answered_on, row.answered_by, row.drafted_by) == (
            "answered",
            TODAY,
            cast.leader,
            cast.clerk,
        )
        with pytest.raises(Stale):
            requesting.withdraw(row, why="x", by=cast.office)

    def test_it_is_never_given_by_whoever_drafted_it(self, register: Any, cast: Any, county: Any) -> None:
        row = requesting.assign(register(), handler=cast.leader.organisation, by=cast.office)
        row = requesting.draft(row, answer=Answer("given", "见附件。"), by=cast.leader)
        with pytest.raises(Refused, match="不同的人"):
            requesting.answer(row, by=cast.leader)
        with pytest.raises(IntegrityError), transaction.atomic():
            InformationRequest.objects.filter(pk=row.pk).update(
                state="answered", answered_on=TODAY, answered_by=cast.leader
            )

    def test_it_is_drafted_only_where_it_was_given_to(self, register: Any, cast: Any) -> None:
        row = register()
        with pytest.raises(PermissionDenied):
            requesting.draft(row, answer=Answer("given", "x"), by=cast.clerk)
        row = requesting.assign(row, handler=cast.finance.organisation, by=cast.office)
        with pytest.raises(PermissionDenied):
            requesting.draft(row, answer=Answer("given", "x"), by=cast.clerk)
        assert requesting.draft(row, answer=Answer("given", "x"), by=cast.finance).drafted_by == cast.finance

    @pytest.mark.parametrize("outcome", ["partly", "refused", "absent", "elsewhere", "repeated"])
    def test_it_names_its_ground(self, register: Any, cast: Any, outcome: str) -> None:
        row = register()
        with pytest.raises(Refused, match="条款"):
            requesting.draft(row, answer=Answer(outcome, "x"), by=cast.office)
        assert (
            requesting.draft(row, answer=Answer(outcome, "x", "第三十六条"), by=cast.office).ground
            == "第三十六条"
        )

    def test_it_bears_no_mark(self, register: Any, cast: Any) -> None:
        row = register()
        with pytest.raises(Refused, match="涉密"):
            requesting.draft(row, answer=Answer("given", "机密★1年\n见附件。"), by=cast.office)
        with pytest.raises(Refused, match="涉密"):
            requesting.extend(row, why="秘密★3年 材料多", by=cast.leader)

    def test_it_goes_back_to_be_drafted_anew(self, register: Any, cast: Any) -> None:
        row = requesting.draft(register(), answer=Answer("given", "x"), by=cast.office)
        with pytest.raises(Stale, match="退回重拟"):  # nobody writes over what a leader is reading
            requesting.draft(row, answer=Answer("given", "y"), by=cast.office)
        row = requesting.send_back(row, why="写清楚", by=cast.leader)
        with pytest.raises(Refused, match="先拟写"):
            requesting.answer(row, by=cast.leader)

    def test_it_stays_as_it_was_given(self, register: Any, cast: Any) -> None:
        row = requesting.draft(register(), answer=Answer("given", "x"), by=cast.office)
        requesting.answer(row, by=cast.leader)
        for change in ({"answer": "y"}, {"state": "received"}, {"wanted": "z"}):
            with pytest.raises(DatabaseError), transaction.atomic():
                InformationRequest.objects.filter(pk=row.pk).update(**change)

    def test_it_may_be_taken_back_by_the_applicant(self, register: Any, cast: Any) -> None:
        row = requesting.withdraw(register(), why="来电说明", by=cast.office)
        assert (row.state, row.withdrawn_on) == ("withdrawn", TODAY)
        with pytest.raises(IntegrityError), transaction.atomic():
            InformationRequest.objects.filter(pk=row.pk).update(withdrawn_on=None)


class TestPages:
    def test_it_hides_who_asked_until_a_purpose_is_said(self, register: Any, cast: Any) -> None:
        row = register()
        client = client_of(cast.clerk)
        for url in (reverse("information-requests"), reverse("information-request", args=[row.pk])):
            page = client.get(url).content.decode()
            assert "王小明" not in page
            assert "某路" not in page
        reveal = reverse("information-request-reveal", args=[row.pk])
        assert client.post(reveal, {"purpose": " "}).status_code == 422
        opened = client.post(reveal, {"purpose": "答复"})
        assert "王小明" in opened.content.decode()
        event = AuditEvent.objects.filter(action="revealed").latest("id")
        assert (event.reason, event.target_id) == ("答复", str(row.pk))
        assert "王小明" not in str(event.changes)
        assert client_of(cast.auditor).get(reveal).status_code == 403

    def test_it_writes_the_letter_to_the_applicant(self, register: Any, cast: Any) -> None:
        from docx import Document

        row = requesting.draft(
            register(), answer=Answer("refused", "涉及个人隐私。", "第十五条"), by=cast.office
        )
        url = reverse("information-request-letter", args=[row.pk])
        assert client_of(cast.office).get(url).status_code == 404  # nothing was answered yet
        assert not AuditEvent.objects.filter(action="revealed", target_id=str(row.pk)).exists()
        requesting.answer(row, by=cast.leader)
        text = "\n".join(
            p.text for p in Document(io.BytesIO(client_of(cast.office).get(url).content)).paragraphs
        )
        for said in ("王小明：", "涉及个人隐私。", "依据：第十五条。", "行政复议"):
            assert said in text
        assert AuditEvent.objects.filter(action="revealed", target_id=str(row.pk)).exists()
        assert client_of(cast.auditor).get(url).status_code == 403

    def test_it_walks_from_the_letter_to_the_answer(self, county: Any, cast: Any, on_day: Any) -> None:
        on_day(TODAY)
        office, clerk, leader = client_of(cast.office), client_of(cast.clerk), client_of(cast.leader)
        given = {**ASKED, "way": "counter", "received_on": "2026-11-26"}
        assert office.post(reverse("information-request-new"), given).status_code == 302
        row = InformationRequest.objects.get()

        def post(client: Client, verb: str, **values: Any) -> int:
            return client.post(reverse(f"information-request-{verb}", args=[row.pk]), values).status_code

        assert post(office, "assign", handler=cast.clerk.organisation_id) == 302
        assert "拟写信息公开答复" in clerk.get("/").content.decode()
        assert post(office, "ask", what="写明年份", until="2026-12-10") == 302
        assert post(office, "supplied", on="2026-11-28", text="2025年") == 302
        assert post(office, "consult", whom="某单位", until="") == 302
        assert post(office, "consulted", on="2026-11-28", text="同意") == 302
        assert post(leader, "extend", why="材料多") == 302
        assert post(clerk, "draft", outcome="given", text="见附件。", ground="") == 302
        assert "签发信息公开答复" in leader.get("/").content.decode()
        assert post(leader, "return", why="补一句") == 302
        assert post(clerk, "draft", outcome="given", text="见附件，共两份。", ground="") == 302
        assert post(clerk, "answer") == 403
        assert post(leader, "answer") == 302
        assert post(office, "withdraw", why="x") == 409
        page = clerk.get(reverse("information-request", args=[row.pk])).content.decode()
        for said in ("已答复", "见附件，共两份。", "延长答复期限"):
            assert said in page

    def test_it_does_not_exist_for_the_next_county(self, register: Any, cast: Any) -> None:
        row = register()
        client = client_of(cast.stranger)
        for name in ("information-request", "information-request-draft", "information-request-letter"):
            assert client.get(reverse(name, args=[row.pk])).status_code == 404
        assert client.get(reverse("information-requests")).context["lines"] == []
        assert client_of(cast.town).get(reverse("information-requests")).status_code == 403

    def test_it_lists_and_exports_by_condition(self, register: Any, cast: Any, on_day: Any) -> None:
        register(date(2026, 1, 5))
        on_day(date(2026, 11, 28))
        office = client_of(cast.office)
        url = reverse("information-requests")
        for query, found in (
            ("view=overdue", 1), ("view=running", 1), ("view=answered", 0), ("year=2026", 1), ("year=2025", 0),
            ("q=优抚资金", 1), ("q=2026依申请", 1), ("q=王小明", 0), ("way=letter", 1), ("way=x", 0), ("carried=2027", 0),
        ):  # fmt: skip
            assert len(office.get(f"{url}?{query}").context["lines"]) == found, query
        taken = office.get(f"{url}?format=xlsx")
        assert taken.status_code == 200
        with zipfile.ZipFile(io.BytesIO(b"".join(taken))) as book:
            said = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
        assert "优抚资金" in said
        assert "王小明" not in said
        assert client_of(cast.clerk).get(f"{url}?format=xlsx").status_code == 403


class TestNumbers:
    def test_it_counts_for_the_yearly_report(self, register: Any, cast: Any, on_day: Any) -> None:
        register(date(2025, 12, 30))
        requesting.withdraw(register(date(2025, 12, 26)), why="x", by=cast.office)
        later = register(date(2025, 12, 29))
        on_day(date(2026, 3, 2))
        requesting.withdraw(later, why="x", by=cast.office)  # still asked for when the year began
        register(date(2026, 1, 5))
        row = requesting.draft(register(TODAY), answer=Answer("given", "x"), by=cast.office)
        requesting.answer(row, by=cast.leader)
        numbers = {
            code.removeprefix("documents."): i.compute(cast.leader)
            for code, i in indicators.INDICATORS.items()
            if code.startswith("documents.requests")
        }
        expected = {"received": 2, "carried": 2, "answered": 1, "running": 2, "overdue": 2}
        assert {name: numbers[f"requests_{name}"] for name in expected} == expected
        assert numbers["requests_outcome.given"] == 1
        client = client_of(cast.leader)
        for code, indicator in list(indicators.INDICATORS.items()):
            if code.startswith("documents.requests"):
                page = client.get(indicator.url)
                assert len(page.context["lines"]) == indicator.compute(cast.leader), code
        assert clock.today() == TODAY
