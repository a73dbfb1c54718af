"""发文: each step by its role, no step left out, nobody at two of them; what was said and each text stay."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from youfu.kit.errors import Refused, Stale
from youfu.modules.documents.actions import issuing, sending
from youfu.modules.documents.models import Number, OfficialDocument, Opinion, SearchText
from youfu.modules.documents.tests.sending import (
    TITLE,
    colleague,
    drafted,
    paper,
    series,
    walked,
)

pytestmark = pytest.mark.django_db


def waiting(user: Any) -> set[int]:
    return set(OfficialDocument.objects.waiting_for(user).values_list("pk", flat=True))


class TestDraft:
    def test_it_keeps_the_first_version_and_is_found(self, cast: Any) -> None:
        document = drafted(cast)
        assert (document.state, document.made_by, document.region_id) == ("draft", cast.clerk, "330483000000")
        assert document.versions.get().text["title"] == TITLE
        assert SearchText.objects.filter(document=document).exists()

    def test_it_takes_out_what_cannot_be_printed(self, cast: Any) -> None:
        document = drafted(
            cast, title="关于\n甲\x0b乙的\u202e通知", body="<script>1</script>\x00\r\n\r\n\r\n乙"
        )
        assert (document.title, document.body) == ("关于 甲 乙的通知", "<script>1</script>\n\n乙")

    @pytest.mark.parametrize("title", ["", " 　\u200b"])
    def test_it_asks_for_a_title(self, cast: Any, title: str) -> None:
        with pytest.raises(Refused, match="标题"):
            drafted(cast, title=title)

    @pytest.mark.parametrize(
        "given",
        [{"title": "机密★1年 关于某事的通知"}, {"body": "秘密★长期\n现通知如下。"}, {"note": "（绝密）"}],
    )
    def test_it_refuses_what_bears_the_mark_of_a_secret(self, cast: Any, given: dict[str, str]) -> None:
        with pytest.raises(Refused, match="密"):
            drafted(cast, **given)
        with pytest.raises(Refused, match="密"):
            sending.revise(drafted(cast), paper=paper(**given), by=cast.clerk)
        assert OfficialDocument.objects.count() == 1

    @pytest.mark.parametrize("who", ["stranger", "town", "counter", "auditor"])
    def test_it_is_for_the_bureaus_own_people(self, cast: Any, who: str) -> None:
        with pytest.raises(PermissionDenied):
            sending.draft(cast.clerk.organisation, paper=paper(), by=getattr(cast, who))

    def test_it_replaces_only_what_the_bureau_issued(self, cast: Any, received: Any) -> None:
        old = walked(cast)
        new = sending.draft(cast.clerk.organisation, paper=paper(), replaces=old, by=cast.clerk)
        assert new.replaces == old
        for other in (drafted(cast), sending.cancel(drafted(cast), why="不发了", by=cast.clerk), received()):
            with pytest.raises(Refused, match="替代"):
                sending.draft(cast.clerk.organisation, paper=paper(), replaces=other, by=cast.clerk)


class TestRevise:
    def test_it_keeps_each_text_once(self, cast: Any) -> None:
        document = drafted(cast)
        sending.revise(document, paper=paper(), by=cast.clerk)
        sending.revise(document, paper=paper(body="改了"), by=cast.clerk)
        assert [v.order for v in document.versions.all()] == [1, 2]

    def test_it_is_the_drafters_until_handed_in(self, cast: Any) -> None:
        with pytest.raises(Refused, match="拟稿人"):
            sending.revise(drafted(cast), paper=paper(body="改了"), by=cast.office)

    def test_it_is_the_checkers_then_and_counts_as_checking(self, cast: Any) -> None:
        document = walked(cast, "check")
        with pytest.raises(Refused, match="核稿人"):
            sending.revise(document, paper=paper(body="改了"), by=cast.clerk)
        sending.revise(document, paper=paper(body="核稿时改了"), by=cast.office)
        assert document.versions.count() == 2
        assert Opinion.objects.get(verb="edit").counts

    def test_it_is_refused_to_a_checker_who_drafted_whatever_they_change(self, cast: Any) -> None:
        document = sending.draft(cast.office.organisation, paper=paper(), by=cast.office)
        sending.submit(document, by=cast.office)
        with pytest.raises(Refused, match="不同的人"):
            sending.revise(document, paper=paper(copies=99), by=cast.office)

    def test_it_never_overwrites_what_the_editor_has_not_seen(self, cast: Any) -> None:
        document = walked(cast, "check")
        other = colleague("second", "documents", "财务科")
        sending.revise(document, paper=paper(body="金额改正"), seen=1, by=cast.office)
        with pytest.raises(Stale, match="周晓燕 刚改过这份文件，现为第 2 稿"):
            sending.revise(document, paper=paper(body="改逗号"), seen=1, by=other)
        document.refresh_from_db()
        assert document.body == "金额改正"
        sending.revise(document, paper=paper(body="金额改正，"), seen=2, by=other)

    def test_it_passes_only_the_text_that_was_seen(self, cast: Any) -> None:
        document = drafted(cast)
        sending.revise(document, paper=paper(body="改了"), by=cast.clerk)
        with pytest.raises(Stale, match="第 2 稿"):
            sending.submit(document, seen=1, by=cast.clerk)
        sending.submit(document, seen=2, by=cast.clerk)
        sending.revise(document, paper=paper(body="又改了"), by=colleague("second", "documents", "财务科"))
        with pytest.raises(Stale, match="第 3 稿"):
            sending.check(document, seen=2, by=cast.office)
        assert sending.check(document, seen=3, by=cast.office).state == "sign"

    def test_it_may_be_taken_over_by_the_section_that_drafts(self, cast: Any) -> None:
        document = sending.give_back(walked(cast, "sign"), why="补依据", by=cast.leader)
        other = colleague("second", "records", cast.clerk.organisation.name)
        sending.revise(document, paper=paper(body="补了依据"), by=other)
        document = sending.submit(document, by=other)
        assert [(o.verb, o.by) for o in document.opinions.filter(round=2)] == [
            ("edit", other),
            ("submit", other),
        ]
        with pytest.raises(Refused, match="请由拟稿人或"):
            sending.submit(drafted(cast), by=cast.finance)

    def test_it_counts_as_drafted_by_whoever_made_it_all_the_same(self, cast: Any) -> None:
        """The office's own draft is handed in by a colleague: who made it does not check it."""
        document = sending.draft(cast.office.organisation, paper=paper(), by=cast.office)
        document = sending.submit(document, by=colleague("second", "records", "办公室"))
        with pytest.raises(Refused, match="不同的人"):
            sending.check(document, by=cast.office)
        assert document.pk not in waiting(cast.office)

    @pytest.mark.parametrize("state", ["sign", "number", "issue", "issued"])
    def test_it_is_over_once_checked(self, cast: Any, state: str) -> None:
        document = walked(cast, state)
        with pytest.raises(Stale):
            sending.revise(document, paper=paper(body="改了"), by=cast.office)
        for change in ({"body": "改了"}, {"urgency": "extra"}):
            with pytest.raises(DatabaseError), transaction.atomic():
                OfficialDocument.objects.filter(pk=document.pk).update(**change)

    @pytest.mark.parametrize(
        "change",
        [
            {"signer": "别人"},
            {"dated": date(2020, 1, 1)},
            {"printed_on": None},
            {"copies": 1},
            {"series": None},
        ],
    )
    def test_the_database_keeps_what_was_issued(self, cast: Any, change: dict[str, Any]) -> None:
        with pytest.raises(DatabaseError), transaction.atomic():
            OfficialDocument.objects.filter(pk=walked(cast).pk).update(**change)

    def test_the_database_knows_the_states_of_each_direction(self, cast: Any, received: Any) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            received(state="draft")


class TestWay:
    def test_it_reaches_the_public_step_by_step(self, cast: Any, on_day: Any) -> None:
        on_day(date(2026, 11, 20))
        document = walked(cast)
        document.refresh_from_db()
        assert (document.state, str(document.number), document.signer, document.dated, document.printed_on) == (
            "issued", "桐退役军人发〔2026〕1号", "徐卫东", date(2026, 11, 20), date(2026, 11, 20),
        )  # fmt: skip
        assert [(o.step, o.verb) for o in document.opinions.all()] == [
            ("draft", "submit"), ("check", "pass"), ("sign", "sign"), ("number", "number"), ("issue", "issue"),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("given", "what"), [({"body": ""}, "正文"), ({"main_to": ""}, "主送"), ({"body": "", "main_to": ""}, "主送、正文")]
    )  # fmt: skip
    def test_it_says_what_lacks(self, cast: Any, given: dict[str, str], what: str) -> None:
        with pytest.raises(Refused, match=what):
            sending.submit(drafted(cast, **given), by=cast.clerk)

    def test_it_asks_nobody_to_be_named_in_a_proclamation(self, cast: Any) -> None:
        assert sending.submit(drafted(cast, kind="proclamation", main_to=""), by=cast.clerk).state == "check"

    def test_it_is_handed_in_by_its_drafter(self, cast: Any) -> None:
        with pytest.raises(Refused, match="拟稿人"):
            sending.submit(drafted(cast), by=cast.finance)

    @pytest.mark.parametrize(
        ("state", "act", "who"),
        [
            ("check", sending.check, ("clerk", "leader", "stranger", "town")),
            ("sign", sending.sign, ("clerk", "office", "stranger", "town")),
            ("number", issuing.number, ("clerk", "leader", "stranger", "town")),
            ("issue", issuing.issue, ("clerk", "leader", "stranger", "town")),
        ],
    )
    def test_it_belongs_to_its_role(
        self, cast: Any, state: str, act: Any, who: tuple[str, ...], stranger_office: Any
    ) -> None:
        document = walked(cast, state)
        for user in (*(getattr(cast, name) for name in who), stranger_office):
            with pytest.raises(PermissionDenied):
                act(document, by=user)

    @pytest.mark.parametrize("state", ["draft", "check", "sign", "number", "issue", "issued"])
    def test_it_says_that_the_step_moved_on(self, cast: Any, state: str) -> None:
        document = walked(cast, state)
        acts = {
            "draft": lambda: sending.submit(document, by=cast.clerk),
            "check": lambda: sending.check(document, by=cast.office),
            "sign": lambda: sending.sign(document, by=cast.leader),
            "number": lambda: issuing.number(document, by=cast.office),
            "issue": lambda: issuing.issue(document, by=cast.office),
        }
        for step, act in acts.items():
            if step != state:
                with pytest.raises(Stale, match="请刷新"):
                    act()

    def test_it_waits_for_those_whose_step_it_is(self, cast: Any) -> None:
        people = (cast.clerk, cast.office, cast.leader, cast.finance, cast.stranger)
        order = {
            "draft": cast.clerk, "check": cast.office, "sign": cast.leader, "number": cast.office, "issue": cast.office,
        }  # fmt: skip
        for state, whose in order.items():
            document = walked(cast, state)
            assert [user for user in people if document.pk in waiting(user)] == [whose]


class TestFourEyes:
    def test_it_is_not_checked_by_its_drafter(self, cast: Any) -> None:
        document = sending.draft(cast.office.organisation, paper=paper(), by=cast.office)
        sending.submit(document, by=cast.office)
        with pytest.raises(Refused, match="不同的人"):
            sending.check(document, by=cast.office)
        assert document.pk not in waiting(cast.office)

    def test_it_is_not_signed_by_its_drafter(self, cast: Any) -> None:
        document = sending.draft(cast.leader.organisation, paper=paper(), by=cast.leader)
        sending.submit(document, by=cast.leader)
        document = sending.check(document, by=cast.office)
        with pytest.raises(Refused, match="不同的人"):
            sending.sign(document, by=cast.leader)

    def test_the_database_says_so_itself(self, cast: Any) -> None:
        document = walked(cast, "sign")
        with pytest.raises(IntegrityError), transaction.atomic():
            Opinion.objects.create(
                document=document, step="sign", round=1, verb="sign", by=cast.clerk, author="x", counts=True
            )


class TestGiveBack:
    @pytest.mark.parametrize(
        ("state", "who"), [("check", "office"), ("sign", "leader"), ("number", "office")]
    )
    def test_it_begins_a_new_round_with_the_reason(self, cast: Any, state: str, who: str) -> None:
        document = sending.give_back(walked(cast, state), why="请补充依据", by=getattr(cast, who))
        assert (document.state, document.round, document.signer, document.dated) == ("draft", 2, "", None)
        last = document.opinions.last()
        assert last is not None
        assert (last.step, last.round, last.verb, last.text) == (state, 1, "return", "请补充依据")

    def test_it_asks_for_the_reason_and_the_role(self, cast: Any) -> None:
        document = walked(cast, "sign")
        with pytest.raises(Refused, match="原因"):
            sending.give_back(document, why=" ", by=cast.leader)
        for who in (cast.office, cast.clerk, cast.stranger):
            with pytest.raises(PermissionDenied):
                sending.give_back(document, why="x", by=who)
        with pytest.raises(Stale):
            sending.give_back(walked(cast, "issue"), why="x", by=cast.office)


class TestCancel:
    @pytest.mark.parametrize("state", ["draft", "check", "sign"])
    def test_it_is_the_drafters_until_signed(self, cast: Any, state: str) -> None:
        assert sending.cancel(walked(cast, state), why="不发了", by=cast.clerk).state == "cancelled"
        with pytest.raises(PermissionDenied):
            sending.cancel(walked(cast, "issue"), why="不发了", by=cast.clerk)

    def test_it_keeps_the_number_struck_out(self, cast: Any) -> None:
        document = sending.cancel(walked(cast, "issue"), why="与上级文件重复", by=cast.office)
        number = Number.objects.get(document=document)
        assert (number.void_why, document.ended_on is not None) == ("与上级文件重复", True)
        assert str(walked(cast).number).endswith("2号")

    def test_it_asks_for_the_reason_and_comes_too_late_when_issued(self, cast: Any) -> None:
        with pytest.raises(Refused, match="原因"):
            sending.cancel(drafted(cast), why="", by=cast.clerk)
        with pytest.raises(Stale):
            sending.cancel(walked(cast), why="x", by=cast.office)
        with pytest.raises(PermissionDenied):
            sending.cancel(drafted(cast), why="x", by=cast.stranger)


class TestNumberAndIssue:
    def test_it_needs_a_series_of_the_bureau(self, cast: Any, county: Any) -> None:
        document = walked(cast, "number")
        with pytest.raises(Refused, match="代字"):
            issuing.number(document, by=cast.office)
        other = series(cast)
        other.purpose = "in"
        with pytest.raises(Refused, match="代字"):
            issuing.number(document, series=other, by=cast.office)

    def test_it_takes_the_series_the_drafter_chose(self, cast: Any) -> None:
        document = walked(cast, "number", series=series(cast))
        assert str(issuing.number(document, by=cast.office).number).startswith("桐退役军人发〔")

    def test_it_is_printed_at_least_once(self, cast: Any) -> None:
        with pytest.raises(Refused, match="份数"):
            issuing.issue(walked(cast, "issue"), copies=0, by=cast.office)
