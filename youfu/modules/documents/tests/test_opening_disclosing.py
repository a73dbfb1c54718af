"""An item of open information: made, checked, released by somebody else, corrected, withdrawn."""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from youfu.kit import clock
from youfu.kit.errors import Refused, Stale
from youfu.modules.documents.actions import disclosing
from youfu.modules.documents.models import Attachment, Disclosure, DisclosureVersion, OfficialDocument
from youfu.modules.documents.tests.opening import VALUES, file_of, make_item, open_item
from youfu.rules.identifiers import check_digit

ID = "33049919500501123"
ID += check_digit(ID)


class TestMake:
    def test_it_is_due_twenty_working_days_after_it_was_made(
        self, county: Any, cast: Any, on_day: Any
    ) -> None:
        on_day(date(2026, 11, 28))
        item = make_item(county, cast.office, made_on=date(2026, 11, 2))
        assert item.due_on == date(2026, 11, 30)
        assert (item.state, item.number) == ("draft", None)

    def test_it_counts_over_the_spring_festival(self, county: Any, cast: Any, on_day: Any) -> None:
        from youfu.kit.workflow.calendar import working_days

        on_day(date(2026, 2, 20))
        item = make_item(county, cast.office, made_on=date(2026, 2, 9))
        days = working_days()
        assert item.due_on is not None
        assert days.missing(item.made_on, item.due_on) == []
        assert days.between(item.made_on, item.due_on) == 20
        assert item.due_on > date(2026, 3, 9)  # a plain count of weekdays would end there

    def test_it_takes_a_document_over(self, issued: OfficialDocument, cast: Any) -> None:
        Attachment.objects.create(document=issued, **file_of("名单"), added_by=cast.clerk)
        Attachment.objects.create(
            document=issued,
            **file_of("旧稿", "1"),
            removed_at=clock.now(),
            removed_why="换了新稿",
            added_by=cast.clerk,
        )
        item = disclosing.make_from(issued, by=cast.office)
        assert (item.title, item.body, item.document_number) == (
            issued.title,
            issued.body,
            str(issued.number),
        )
        assert (item.made_on, item.category, item.document) == (issued.dated, "policy", issued)
        assert [(f.title, f.read_whole) for f in item.attachments.all()] == [("名单", True)]
        with pytest.raises(Refused, match="已经转为"):
            disclosing.make_from(issued, by=cast.office)

    def test_it_takes_over_only_what_was_issued(
        self, issued: OfficialDocument, county: Any, cast: Any
    ) -> None:
        draft = OfficialDocument.objects.create(
            direction="out", state="draft", region=county, title="稿", made_by=cast.clerk
        )
        with pytest.raises(Refused, match="印发"):
            disclosing.make_from(draft, by=cast.office)

    @pytest.mark.parametrize("who", ["stranger", "clerk", "leader", "town"])
    def test_it_is_the_offices(self, county: Any, cast: Any, who: str) -> None:
        with pytest.raises(PermissionDenied):
            disclosing.make(county, values=VALUES, by=getattr(cast, who))

    def test_it_refuses_what_bears_a_mark(self, county: Any, cast: Any) -> None:
        with pytest.raises(Refused, match="涉密"):
            make_item(county, cast.office, body="机密★3年\n关于……")

    def test_it_keeps_a_text_as_documents_do(self, county: Any, cast: Any) -> None:
        item = make_item(county, cast.office, body="一、范围\r\n全市\u202e。\r\n")
        assert item.body == "一、范围\n全市。"

    def test_it_refuses_a_day_to_come(self, county: Any, cast: Any) -> None:
        with pytest.raises(Refused, match="生成日期"):
            make_item(county, cast.office, made_on=clock.today() + timedelta(days=1))
        with pytest.raises(Refused, match="废止日期"):
            make_item(county, cast.office, valid_from=date(2026, 2, 1), valid_until=date(2026, 1, 1))


class TestSubmit:
    def test_it_names_the_metadata_that_are_missing(self, county: Any, cast: Any) -> None:
        item = make_item(county, cast.office, subject="", issuer="")
        with pytest.raises(Refused, match="主题分类、发布机构"):
            disclosing.submit(item, by=cast.office)

    def test_it_asks_for_the_ground(self, county: Any, cast: Any) -> None:
        item = make_item(county, cast.office, mode="none")
        with pytest.raises(Refused, match="第十四条至第十六条"):
            disclosing.submit(item, by=cast.office)

    def test_it_lets_an_empty_document_number_pass(self, county: Any, cast: Any) -> None:
        assert (
            disclosing.submit(make_item(county, cast.office, document_number=""), by=cast.office).state
            == "check"
        )

    def test_it_wants_something_to_read(self, county: Any, cast: Any) -> None:
        with pytest.raises(Refused, match="正文或附件"):
            disclosing.submit(make_item(county, cast.office, body=" "), by=cast.office)

    def test_it_stays_as_it_is_afterwards(self, county: Any, cast: Any) -> None:
        item = disclosing.submit(make_item(county, cast.office), by=cast.office)
        with pytest.raises(Stale, match="待审查"):
            disclosing.edit(item, values={"title": "别的"}, by=cast.office)
        item = disclosing.send_back(item, why="缺附件", by=cast.leader)
        assert (item.state, item.returned_why) == ("draft", "缺附件")
        assert disclosing.edit(item, values={"title": "别的"}, by=cast.office).title == "别的"


class TestRelease:
    def test_it_gives_the_number_and_opens(self, county: Any, cast: Any) -> None:
        item = open_item(county, cast)
        assert item.state == "open"
        assert str(item.number) == f"330483/{clock.today().year}-000001"
        assert item.released_by == cast.leader

    def test_it_is_somebody_elses(self, county: Any, cast: Any, on_day: Any) -> None:
        item = disclosing.submit(make_item(county, cast.office), by=cast.office)
        with pytest.raises(PermissionDenied):
            disclosing.release(item, by=cast.office)
        with pytest.raises(IntegrityError), transaction.atomic():
            Disclosure.objects.filter(pk=item.pk).update(released_by=cast.office)

    def test_it_is_refused_to_its_maker_whatever_role_they_hold(self, county: Any, both: Any) -> None:
        item = disclosing.submit(make_item(county, both), by=both)
        with pytest.raises(Refused, match="不同的人"):
            disclosing.release(item, by=both)

    def test_it_is_refused_to_whoever_wrote_or_handed_it_in(self, county: Any, cast: Any, both: Any) -> None:
        item = disclosing.edit(make_item(county, cast.office), values={"body": "改写。"}, by=both)
        item = disclosing.submit(item, by=both)
        assert not Disclosure.objects.waiting_for(both).exists()
        with pytest.raises(Refused, match="不同的人"):
            disclosing.release(item, by=both)
        with pytest.raises(IntegrityError), transaction.atomic():
            Disclosure.objects.filter(pk=item.pk).update(released_by=both)
        item = disclosing.submit(disclosing.send_back(item, why="x", by=both), by=cast.office)
        assert disclosing.release(item, by=both).state == "open"

    @pytest.mark.parametrize(
        ("field", "where"),
        [("title", "名称"), ("summary", "内容概述"), ("body", "正文"), ("keywords", "关键词"), ("subject", "主题分类"),
         ("carrier", "载体类型"), ("format", "信息格式"), ("language", "语种")],
    )  # fmt: skip
    def test_it_stops_at_an_id_number(self, county: Any, cast: Any, field: str, where: str) -> None:
        item = disclosing.submit(make_item(county, cast.office, **{field: f"张某 {ID}"}), by=cast.office)
        with pytest.raises(Refused, match=where) as refusal:
            disclosing.release(item, by=cast.leader)
        assert ID not in str(refusal.value)
        item.refresh_from_db()
        assert (item.state, item.number) == ("check", None)

    def test_it_stops_at_what_a_file_says(self, county: Any, cast: Any) -> None:
        item = make_item(county, cast.office)
        Attachment.objects.create(
            disclosure=item, **file_of("名单", text="电话 13800001234"), added_by=cast.office
        )
        disclosing.submit(item, by=cast.office)
        with pytest.raises(Refused, match="附件“名单”"):
            disclosing.release(item, looked=True, by=cast.leader)

    def test_it_looks_through_a_long_file_in_no_time(self, county: Any, cast: Any) -> None:
        item, text = make_item(county, cast.office), "名单2026-11-28、" * 15_000
        Attachment.objects.create(disclosure=item, **file_of("名单", text=text), added_by=cast.office)
        begun = time.process_time()
        assert disclosing.found_in(item) == []
        assert time.process_time() - begun < 2  # a look back to the beginning for each day takes six

    def test_it_stops_at_a_mark_in_a_file(self, county: Any, cast: Any) -> None:
        item = make_item(county, cast.office)
        Attachment.objects.create(
            disclosure=item, **file_of("材料", text="秘密★1年\n内容"), added_by=cast.office
        )
        disclosing.submit(item, by=cast.office)
        with pytest.raises(Refused, match="密级标志"):
            disclosing.release(item, by=cast.leader)

    @pytest.mark.parametrize("text", ["", "只有封面有文字。"])
    def test_it_wants_a_human_for_what_was_not_read_whole(self, county: Any, cast: Any, text: str) -> None:
        item = make_item(county, cast.office)
        Attachment.objects.create(
            disclosure=item, **file_of("扫描件", text=text, whole=False), added_by=cast.office
        )
        disclosing.submit(item, by=cast.office)
        with pytest.raises(Refused, match="勾选"):
            disclosing.release(item, by=cast.leader)
        assert disclosing.release(item, looked=True, by=cast.leader).checked_files

    def test_it_keeps_what_is_not_to_be_opened(self, county: Any, cast: Any) -> None:
        item = make_item(county, cast.office, mode="none", ground="政府信息公开条例第十六条第一款")
        item = disclosing.release(disclosing.submit(item, by=cast.office), by=cast.leader)
        assert (item.state, item.number, item.due_on) == ("kept", None, None)
        item = disclosing.reconsider(item, by=cast.office)
        assert (item.state, item.released_by) == ("draft", None)


class TestCorrect:
    def test_it_keeps_number_and_earlier_text(self, county: Any, cast: Any) -> None:
        item = open_item(county, cast)
        number = item.number_id
        item = disclosing.correct(item, values={"body": "改后的正文。"}, why="数字有误", by=cast.office)
        assert item.body == VALUES["body"]  # not before somebody released it
        item = disclosing.release_correction(item, by=cast.leader)
        assert (item.body, item.number_id, item.state) == ("改后的正文。", number, "open")
        version = item.versions.get()
        assert (version.text["body"], version.why, version.by) == (VALUES["body"], "数字有误", cast.office)
        assert version.released_by == cast.leader

    def test_it_reads_a_day_back_as_a_day(self, county: Any, cast: Any) -> None:
        item = open_item(county, cast)
        item = disclosing.correct(item, values={"valid_from": date(2026, 3, 1)}, why="补充", by=cast.office)
        item = disclosing.release_correction(item, by=cast.leader)
        item.refresh_from_db()
        assert item.valid_from == date(2026, 3, 1)

    def test_it_lets_nobody_release_their_own(self, county: Any, cast: Any, both: Any) -> None:
        item = disclosing.correct(open_item(county, cast), values={"title": "甲"}, why="x", by=cast.office)
        with pytest.raises(PermissionDenied):
            disclosing.release_correction(item, by=cast.office)
        item = disclosing.drop_correction(item, why="x", by=cast.office)
        item = disclosing.correct(item, values={"title": "甲"}, why="x", by=both)
        assert not Disclosure.objects.waiting_for(both).exists()
        with pytest.raises(Refused, match="不同的人"):
            disclosing.release_correction(item, by=both)
        with pytest.raises(IntegrityError), transaction.atomic():
            DisclosureVersion.objects.create(
                disclosure=item, order=1, text={}, why="x", by=cast.office, released_by=cast.office
            )

    @pytest.mark.parametrize(
        ("values", "said"),
        [
            ({"valid_from": date(2026, 5, 1), "valid_until": date(2026, 1, 1)}, "废止日期"),
            ({"made_on": date(2199, 1, 1)}, "生成日期"),
            ({"title": "机密★一年 关于"}, "涉密"),
            ({"body": "机密★一年\n关于"}, "涉密"),
        ],
    )
    def test_it_passes_the_checks_of_an_edit(
        self, county: Any, cast: Any, values: dict[str, Any], said: str
    ) -> None:
        item = open_item(county, cast)
        with pytest.raises(Refused, match=said):
            disclosing.correct(item, values=values, why="x", by=cast.office)
        item.refresh_from_db()
        assert item.correction is None
        with pytest.raises(Refused, match="涉密"):
            disclosing.correct(item, values={"title": "甲"}, why="机密★一年", by=cast.office)

    def test_it_takes_a_line_break_for_no_change(self, county: Any, cast: Any) -> None:
        item = open_item(county, cast)
        with pytest.raises(Refused, match="没有改动"):
            disclosing.correct(
                item, values={"body": item.body.replace("\n", "\r\n")}, why="x", by=cast.office
            )

    def test_it_is_checked_like_a_release(self, county: Any, cast: Any) -> None:
        item = disclosing.correct(
            open_item(county, cast), values={"body": f"证号 {ID}"}, why="x", by=cast.office
        )
        with pytest.raises(Refused, match="正文"):
            disclosing.release_correction(item, by=cast.leader)

    def test_it_is_dropped_by_who_may(self, county: Any, cast: Any) -> None:
        item = disclosing.correct(open_item(county, cast), values={"title": "甲"}, why="x", by=cast.office)
        with pytest.raises(PermissionDenied):
            disclosing.drop_correction(item, why="不改了", by=cast.clerk)
        assert disclosing.drop_correction(item, why="不改了", by=cast.office).correction is None
        with pytest.raises(Stale):
            disclosing.drop_correction(item, why="不改了", by=cast.leader)

    def test_it_wants_a_change_and_a_reason(self, county: Any, cast: Any) -> None:
        item = open_item(county, cast)
        with pytest.raises(Refused, match="没有改动"):
            disclosing.correct(item, values={"title": item.title}, why="x", by=cast.office)
        with pytest.raises(Refused, match="原因"):
            disclosing.correct(item, values={"title": "甲"}, why=" ", by=cast.office)

    def test_the_database_keeps_an_open_text(self, county: Any, cast: Any) -> None:
        item = open_item(county, cast)
        for change in ({"title": "别的"}, {"number": None}, {"state": "draft"}, {"document_number": "x"}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Disclosure.objects.filter(pk=item.pk).update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            item.delete()


class TestWithdraw:
    def test_it_keeps_the_number(self, county: Any, cast: Any) -> None:
        item = open_item(county, cast)
        number = str(item.number)
        item = disclosing.withdraw(item, why="内容过期", by=cast.office)
        assert (item.state, str(item.number), item.withdrawn_why) == ("withdrawn", number, "内容过期")
        assert str(open_item(county, cast).number) == number[:-1] + "2"  # never used again
        with pytest.raises(Stale):
            disclosing.withdraw(item, why="再撤", by=cast.office)

    def test_its_reason_names_nobody(self, county: Any, cast: Any) -> None:
        with pytest.raises(Refused, match="不要写"):
            disclosing.withdraw(open_item(county, cast), why=f"误公开 {ID}", by=cast.office)

    def test_it_takes_a_waiting_correction_along(self, county: Any, cast: Any) -> None:
        item = disclosing.correct(open_item(county, cast), values={"title": "甲"}, why="x", by=cast.office)
        assert disclosing.withdraw(item, why="撤", by=cast.office).title == VALUES["title"]
