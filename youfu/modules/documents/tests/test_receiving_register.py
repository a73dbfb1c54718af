"""Receiving: the register, its duplicates, and the way from the proposal to the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from youfu.kit import clock
from youfu.kit.errors import Refused, Stale
from youfu.kit.tests.papers import Upload, pdf, picture
from youfu.modules.documents.actions import archiving, receiving
from youfu.modules.documents.actions.duplicates import Duplicate
from youfu.modules.documents.actions.files import attach
from youfu.modules.documents.actions.receiving import Incoming, register
from youfu.modules.documents.models import OfficialDocument, Opinion
from youfu.modules.organisations.models import Organisation
from youfu.rules.numbering import names_agency, tidy

Received = Callable[..., OfficialDocument]


def entry(**given: Any) -> Incoming:
    known: dict[str, Any] = {
        "title": "关于做好2026年烈士纪念日活动的通知", "sender": "浙江省退役军人事务厅",
        "sender_number": "浙退役军人厅发〔2026〕12号",
        "received_on": clock.today(),
    }  # fmt: skip
    return Incoming(**known | given)


class TestNumbers:
    @pytest.mark.parametrize(
        ("typed", "tidied"),
        [
            ("浙退役军人发[2026]第012号", "浙退役军人发〔2026〕12号"), ("浙退役军人发（2026）12", "浙退役军人发〔2026〕12号"),
            ("浙退役军人发 〔2026〕 12 号", "浙退役军人发〔2026〕12号"),
            ("浙退役军人发【２０２６】１２号", "浙退役军人发〔2026〕12号"),
            ("浙退役军人函2026年第3号", "浙退役军人函〔2026〕3号"), ("退役军人部令第12号", "退役军人部令第12号"), ("", ""),
        ],
    )  # fmt: skip
    def test_it_writes_one_number_one_way(self, typed: str, tidied: str) -> None:
        assert tidy(typed) == tidied

    def test_it_knows_a_number_that_names_nobody(self) -> None:
        assert names_agency("浙退役军人发〔2026〕12号")
        assert not names_agency("12号")
        assert not names_agency("〔2026〕12号")


class TestRegister:
    def test_it_gives_the_next_receipt_number(self, county: Any, cast: Any) -> None:
        year = clock.today().year
        first = register(county, incoming=entry(), by=cast.office)
        second = register(county, incoming=entry(sender_number="浙退役军人厅发[2026]第13号"), by=cast.office)
        assert [str(d.number) for d in (first, second)] == [f"{year}收0001", f"{year}收0002"]
        assert (first.state, second.sender_number) == ("propose", "浙退役军人厅发〔2026〕13号")
        assert first.opinions.get().verb == "register"
        assert "烈士纪念日" in first.search.text

    def test_it_keeps_the_scans_and_the_files(self, county: Any, cast: Any) -> None:
        scans, files = (
            [Upload(picture(), "1.jpg"), Upload(picture("PNG"), "2.png")],
            [Upload(pdf(2), "附件.pdf")],
        )
        document = register(county, incoming=entry(scans=scans, files=files), by=cast.office)
        assert [(a.scan, a.name) for a in document.attachments.all()] == [
            (True, "1.jpg"), (True, "2.jpg"), (False, "附件.pdf"),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"secrecy": "secret"}, "不得进入本系统"),
            ({"title": "【机密】关于某事的通知"}, "标题有密级标志“机密”"),
            ({"body": "秘密★1年\n内容"}, "内容提要有密级标志"),
            ({"received_on": date(2999, 1, 1)}, "不能晚于今天"),
            ({"due_on": date(2000, 1, 1)}, "不能早于收文日期"),
            ({"due_on": date(9999, 12, 31)}, "最长 5 年"),
            ({"dated": date(2999, 1, 1)}, "不能晚于收文日期"),
        ],
    )
    def test_it_refuses(self, county: Any, cast: Any, given: dict[str, Any], words: str) -> None:
        with pytest.raises(Refused, match=words):
            register(county, incoming=entry(**given), by=cast.office)
        assert not OfficialDocument.objects.exists()

    def test_it_is_the_offices(self, county: Any, cast: Any) -> None:
        for who in (cast.clerk, cast.leader, cast.town, cast.stranger):
            with pytest.raises(PermissionDenied):
                register(county, incoming=entry(), by=who)

    def test_it_uses_up_no_number_when_it_refuses(self, county: Any, cast: Any) -> None:
        register(county, incoming=entry(), by=cast.office)
        with pytest.raises(Refused):
            register(county, incoming=entry(), by=cast.office)
        last = register(county, incoming=entry(sender_number="浙退役军人厅发〔2026〕14号"), by=cast.office)
        assert last.number
        assert last.number.serial == 2


class TestDuplicates:
    @pytest.mark.parametrize("typed", ["浙退役军人厅发[2026]12号", "浙退役军人厅发（2026）第 012 号"])
    def test_it_knows_a_number_however_it_is_typed(self, county: Any, cast: Any, typed: str) -> None:
        first = register(county, incoming=entry(), by=cast.office)
        again = entry(sender_number=typed, sender="嘉兴市退役军人事务局", title="转发")
        with pytest.raises(Duplicate, match="已登记为") as refusal:
            register(county, incoming=again, by=cast.office)
        assert refusal.value.earlier == first

    def test_it_tells_two_senders_apart_whose_numbers_name_nobody(self, county: Any, cast: Any) -> None:
        register(county, incoming=entry(sender_number="第3号"), by=cast.office)
        assert register(county, incoming=entry(sender_number="第3号", sender="别的单位"), by=cast.office)
        with pytest.raises(Duplicate):
            register(county, incoming=entry(sender_number="第３号"), by=cast.office)

    def test_it_knows_a_paper_without_number_by_its_title(self, county: Any, cast: Any) -> None:
        register(county, incoming=entry(sender_number=""), by=cast.office)
        with pytest.raises(Duplicate, match="同名文件"):
            register(county, incoming=entry(sender_number=""), by=cast.office)
        long_ago = clock.today() - timedelta(days=400)
        OfficialDocument.objects.update(received_on=long_ago)
        assert register(county, incoming=entry(sender_number=""), by=cast.office)

    def test_it_knows_a_file_by_its_digest(self, county: Any, cast: Any) -> None:
        first = register(county, incoming=entry(files=[Upload(pdf(2), "a.pdf")]), by=cast.office)
        again = entry(sender_number="甲发〔2026〕1号", files=[Upload(pdf(2), "另一个名字.pdf")])
        with pytest.raises(Duplicate, match="同一个文件") as refusal:
            register(county, incoming=again, by=cast.office)
        assert refusal.value.earlier == first

    @pytest.mark.parametrize("number", ["", "第3号"])
    def test_it_knows_a_sender_however_it_is_typed(self, county: Any, cast: Any, number: str) -> None:
        register(county, incoming=entry(sender_number=number, sender="民政局（桐乡）"), by=cast.office)
        with pytest.raises(Duplicate):
            register(county, incoming=entry(sender_number=number, sender="民政局 (桐乡)"), by=cast.office)

    def test_it_knows_a_file_that_is_added_later(
        self, received: Received, drafted: OfficialDocument, cast: Any
    ) -> None:
        first, second = received("甲"), received("乙")
        attach(first, file=Upload(pdf(2), "a.pdf"), by=cast.office)
        with pytest.raises(Duplicate, match="同一个文件已随") as refusal:
            attach(second, file=Upload(pdf(2), "b.pdf"), by=cast.office)
        assert refusal.value.earlier == first
        assert attach(second, file=Upload(pdf(2), "b.pdf"), because="两文共用的附件", by=cast.office)
        assert attach(drafted, file=Upload(pdf(2), "c.pdf"), by=cast.clerk)

    def test_it_registers_another_one_with_a_reason(self, county: Any, cast: Any) -> None:
        register(county, incoming=entry(), by=cast.office)
        other = register(county, incoming=entry(other_because="更正后重新印发"), by=cast.office)
        assert other.opinions.get().text == "更正后重新印发"

    def test_it_lets_one_come_back_that_was_returned(self, county: Any, cast: Any) -> None:
        receiving.send_back(register(county, incoming=entry(), by=cast.office), why="缺附件", by=cast.office)
        assert register(county, incoming=entry(), by=cast.office)


class TestWay:
    def test_it_goes_from_the_office_to_the_leader_to_the_section(self, county: Any, cast: Any) -> None:
        section, due = cast.clerk.organisation, clock.today() + timedelta(days=10)
        document = register(county, incoming=entry(), by=cast.office)
        document = receiving.propose(document, text="请优抚科办理", handler=section, by=cast.office)
        document = receiving.instruct(document, text="同意", handler=section, due_on=due, by=cast.leader)
        assert (document.state, document.handler, document.due_on) == ("handle", section, due)
        receiving.report(document, text="已布置各镇", by=cast.clerk)
        document = receiving.finish(document, text="活动已办", by=cast.clerk)
        assert (document.state, document.ended_on) == ("done", clock.today())
        said = list(Opinion.objects.filter(document=document).values_list("step", "verb", "text"))
        assert said == [
            ("propose", "register", ""), ("propose", "propose", "请优抚科办理"), ("instruct", "instruct", "同意"),
            ("handle", "report", "已布置各镇"), ("handle", "finish", "活动已办"),
        ]  # fmt: skip

    def test_it_may_be_for_information_only(self, received: Received, cast: Any) -> None:
        assert receiving.finish(received(), text="阅存", by=cast.office).state == "done"
        read = receiving.instruct(received(state="instruct"), text="阅", handler=None, by=cast.leader)
        assert (read.state, read.handler) == ("done", None)
        with pytest.raises(Refused, match="阅存由办公室"):
            receiving.finish(received(), text="阅存", by=cast.clerk)

    def test_it_is_given_to_another_section_by_the_office_or_the_leader(
        self, received: Received, cast: Any
    ) -> None:
        due = clock.today() + timedelta(days=5)
        document = received(state="handle", handler=cast.finance.organisation)
        for who in (cast.clerk, cast.finance, cast.auditor):
            with pytest.raises(PermissionDenied):
                receiving.reassign(document, why="x", handler=cast.clerk.organisation, by=who)
        with pytest.raises(Refused, match="请填写改派"):
            receiving.reassign(document, why=" ", handler=cast.clerk.organisation, by=cast.leader)
        document = receiving.reassign(
            document, why="选错科室", handler=cast.clerk.organisation, by=cast.leader
        )
        assert (document.state, document.handler, document.due_on) == (
            "handle",
            cast.clerk.organisation,
            None,
        )
        with pytest.raises(Refused, match="都没有变化"):
            receiving.reassign(document, why="x", handler=cast.clerk.organisation, by=cast.office)
        document = receiving.reassign(
            document, why="补期限", handler=cast.clerk.organisation, due_on=due, by=cast.office
        )
        assert document.due_on == due
        assert [o.text for o in document.opinions.filter(verb="reassign")] == [
            "选错科室（财务科 未定期限 → 优抚褒扬科 未定期限）",
            f"补期限（优抚褒扬科 未定期限 → 优抚褒扬科 {due}）",
        ]
        assert receiving.finish(document, text="办好了", by=cast.clerk).state == "done"
        with pytest.raises(Stale):
            receiving.reassign(document, why="x", handler=cast.finance.organisation, by=cast.office)

    def test_it_is_given_to_nobody_who_cannot_handle_it(
        self, received: Received, county: Any, cast: Any
    ) -> None:
        empty = Organisation.objects.create(kind="section", name="没有人的科室", region=county)
        for wrong in (empty, Organisation.objects.get(kind="bureau", region=county)):
            with pytest.raises(Refused, match="还没有能办理文件的人员"):
                receiving.instruct(received(state="instruct"), text="办", handler=wrong, by=cast.leader)
        finance = cast.finance.organisation
        assert receiving.handlers(county).filter(pk=finance.pk).exists()
        finance.users.update(is_active=False)
        assert not receiving.handlers(county).filter(pk=finance.pk).exists()

    def test_it_takes_the_day_as_it_is_given(self, received: Received, cast: Any) -> None:
        document = received(state="instruct", due_on=clock.today() + timedelta(days=9))
        section = cast.clerk.organisation
        assert receiving.instruct(document, text="办", handler=section, by=cast.leader).due_on is None
        late = received(state="done", handler=section, due_on=date(2026, 11, 3))
        assert receiving.reopen(late, why="补报", handler=section, by=cast.office).due_on is None

    def test_it_goes_back_to_the_sender_with_a_reason(self, received: Received, cast: Any) -> None:
        with pytest.raises(Refused, match="退回原因"):
            receiving.send_back(received(), why=" ", by=cast.office)
        document = receiving.send_back(received(), why="不属我局职责", by=cast.office)
        assert (document.state, document.number.void_at) == ("returned", None)

    def test_it_is_handled_by_its_section_alone(self, received: Received, cast: Any) -> None:
        document = received(state="handle", handler=cast.clerk.organisation)
        for verb in (receiving.report, receiving.finish):
            with pytest.raises(Refused, match="承办，请由该科室"):
                verb(document, text="办了", by=cast.finance)
            with pytest.raises(PermissionDenied):
                verb(document, text="办了", by=cast.town)
            with pytest.raises(PermissionDenied):
                verb(document, text="办了", by=cast.stranger)

    def test_each_step_is_for_its_own(self, received: Received, cast: Any) -> None:
        section = cast.clerk.organisation
        with pytest.raises(PermissionDenied):
            receiving.propose(received(), text="x", by=cast.clerk)
        with pytest.raises(PermissionDenied):
            receiving.instruct(received(state="instruct"), text="x", handler=section, by=cast.office)
        with pytest.raises(PermissionDenied):
            receiving.reopen(received(state="done"), why="x", handler=section, by=cast.clerk)

    def test_it_says_when_somebody_was_faster(self, received: Received, cast: Any) -> None:
        document = received()
        receiving.propose(document, text="请阅", by=cast.office)
        with pytest.raises(Stale, match="待批办"):
            receiving.propose(document, text="请阅", by=cast.office)

    def test_it_refuses_a_section_elsewhere_and_a_day_that_is_over(
        self, received: Received, cast: Any
    ) -> None:
        elsewhere = Organisation.objects.get(name="海宁市退役军人服务站")
        with pytest.raises(Refused, match="本局的科室"):
            receiving.propose(received(), text="x", handler=elsewhere, by=cast.office)
        with pytest.raises(Refused, match="不能早于今天"):
            receiving.propose(received(), text="x", due_on=date(2020, 1, 1), by=cast.office)
        with pytest.raises(Refused, match="最长 5 年"):
            receiving.propose(received(), text="x", due_on=date(9999, 12, 31), by=cast.office)

    def test_it_wants_words(self, received: Received, cast: Any) -> None:
        with pytest.raises(Refused, match="拟办意见"):
            receiving.propose(received(), text="", by=cast.office)
        with pytest.raises(Refused, match="批办意见"):
            receiving.instruct(received(state="instruct"), text="", handler=None, by=cast.leader)

    def test_it_is_reopened_with_a_reason(self, received: Received, cast: Any) -> None:
        document = received(state="done")
        again = receiving.reopen(
            document, why="上级要求补报", handler=cast.clerk.organisation, by=cast.office
        )
        assert (again.state, again.ended_on) == ("handle", None)

    def test_it_leaves_a_sent_document_alone(self, drafted: OfficialDocument, cast: Any) -> None:
        with pytest.raises(Refused, match="本局发文"):
            receiving.propose(drafted, text="x", by=cast.office)


class TestDatabase:
    """It refuses what the program would not do."""

    @pytest.mark.parametrize(
        ("given", "rule"),
        [
            ({"state": "handle", "handler": None}, "document_in_handling_has_handler"),
            ({"due_on": date(2026, 11, 1)}, "document_due_after_receipt"),
            ({"state": "draft"}, "document_goes_one_way"),
        ],
    )
    def test_it_refuses(self, received: Received, given: dict[str, Any], rule: str) -> None:
        with pytest.raises(DatabaseError, match=rule), transaction.atomic():
            received(**given)

    def test_it_refuses_a_sent_one_among_the_received(
        self, drafted: OfficialDocument, county: Any, cast: Any
    ) -> None:
        with pytest.raises(DatabaseError, match="document_goes_one_way"), transaction.atomic():
            OfficialDocument.objects.create(
                direction="out", state="propose", region=county, title="x", made_by=cast.clerk
            )


class TestFileAway:
    def test_it_counts_items_by_retention_and_year(self, received: Received, cast: Any) -> None:
        def filed(retention: str, on: date) -> str:
            document = received(state="done", ended_on=on)
            return str(archiving.file_away(document, retention=retention, by=cast.office).archive_number)

        last, this = date(2025, 5, 1), date(2026, 5, 1)
        given = [
            filed(*what) for what in (("30", last), ("30", last), ("all", last), ("10", last), ("30", this))
        ]
        assert given == ["D30-2025-0001", "D30-2025-0002", "Y-2025-0001", "D10-2025-0001", "D30-2026-0001"]

    @pytest.mark.parametrize("state", ["propose", "handle", "returned"])
    def test_it_refuses_what_has_not_ended(self, received: Received, cast: Any, state: str) -> None:
        with pytest.raises(Refused, match="还没有办结"):
            archiving.file_away(received(state=state), retention="10", by=cast.office)

    def test_it_refuses_no_period_and_a_second_time(self, received: Received, cast: Any) -> None:
        document = received(state="done")
        with pytest.raises(Refused, match="保管期限"):
            archiving.file_away(document, retention="", by=cast.office)
        archiving.file_away(document, retention="10", by=cast.office)
        with pytest.raises(Refused, match="已经归档，件号 D10"):
            archiving.file_away(document, retention="30", by=cast.office)

    def test_it_is_the_offices(self, received: Received, cast: Any) -> None:
        for who in (cast.clerk, cast.stranger):
            with pytest.raises(PermissionDenied):
                archiving.file_away(received(state="done"), retention="10", by=who)

    def test_it_files_several_in_the_order_given(self, received: Received, county: Any, cast: Any) -> None:
        first, second = received(state="done"), received(state="done")
        given = {"documents": [second, first], "retention": "10"}
        for who in (cast.clerk, cast.stranger):
            with pytest.raises(PermissionDenied):
                archiving.file_many(county, **given, by=who)
        filed = archiving.file_many(county, **given, by=cast.office)
        assert [str(d.archive_number) for d in filed] == ["D10-2026-0001", "D10-2026-0002"]
        assert [d.pk for d in filed] == [second.pk, first.pk]

    def test_what_was_filed_stays(self, received: Received, cast: Any) -> None:
        document = archiving.file_away(received(state="done"), retention="30", by=cast.office)
        with pytest.raises(Refused, match="已经归档"):
            receiving.reopen(document, why="x", handler=cast.clerk.organisation, by=cast.office)
        with pytest.raises(Refused, match="已经归档"):
            attach(document, file=Upload(pdf(), "a.pdf"), by=cast.office)
        document.title = "别的"
        with pytest.raises(DatabaseError, match="filed_stays"), transaction.atomic():
            document.save()

    def test_the_database_takes_no_file_for_what_was_filed(self, received: Received, cast: Any) -> None:
        document = received()
        row = attach(document, file=Upload(pdf(), "a.pdf"), by=cast.office)
        ended = receiving.finish(document, text="阅存", by=cast.office)
        archiving.file_away(ended, retention="30", by=cast.office)
        row.removed_why = "x"
        with pytest.raises(DatabaseError, match="is filed"), transaction.atomic():
            row.save()
