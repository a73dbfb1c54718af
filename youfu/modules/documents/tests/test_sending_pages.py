"""Pages of sending: what each role sees and may do there, the editor without a script, refusals beside their form."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.urls import reverse

from youfu.kit import clock
from youfu.kit.models import AuditEvent
from youfu.kit.pages.todo import todos
from youfu.modules.documents.actions import circulating, issuing, sending
from youfu.modules.documents.actions.circulating import newest
from youfu.modules.documents.models import NumberSeries, OfficialDocument
from youfu.modules.documents.pages.sending import boxes, desk  # desk declares what waits
from youfu.modules.documents.tests.sending import (
    TITLE,
    client_of,
    colleague,
    drafted,
    page,
    paper,
    section,
    series,
    walked,
)
from youfu.modules.organisations.models import User

pytestmark = pytest.mark.django_db


def step(user: Any, document: OfficialDocument, **given: Any) -> Any:
    seen = f"{document.state}.{document.round}.{newest(document)}"
    given = {"seen": seen, "text": ""} | given
    return client_of(user).post(reverse("document-step", args=[document.pk]), given)


class TestList:
    def test_it_begins_with_what_waits_for_me(self, cast: Any) -> None:
        walked(cast, "sign", title="关于等局长签的通知")
        walked(cast, "check", title="关于等办公室核的通知")
        assert "关于等局长签的通知" in page(cast.leader, "documents")
        assert "关于等办公室核的通知" not in page(cast.leader, "documents")
        assert "关于等办公室核的通知" in page(cast.auditor, "documents")  # nothing waits there: what runs

    @pytest.mark.parametrize(
        ("view", "state"), [("running", "sign"), ("issued", "issued"), ("all", "issued"), ("mine", "draft")]
    )
    def test_it_has_a_view_for_each_part(self, cast: Any, view: str, state: str) -> None:
        walked(cast, state)
        who = cast.clerk if view == "mine" else cast.auditor
        assert TITLE in page(who, "documents", view=view)
        assert TITLE not in page(who, "documents", view="ended")

    def test_it_shows_what_came_to_nothing(self, cast: Any) -> None:
        sending.cancel(walked(cast, "issue"), why="重复", by=cast.office)
        text = page(cast.clerk, "documents", view="ended")
        assert "<s>桐退役军人发〔" in text

    @pytest.mark.parametrize(
        ("query", "found"),
        [({"q": "资格年审"}, True), ({"q": "桐退役军人发 1号"}, True), ({"q": "没有这样的"}, False), ({"q": "年"}, True),
         ({"kind": "notice"}, True), ({"kind": "letter"}, False), ({"state": "issued"}, True), ({"year": "1999"}, False)],
    )  # fmt: skip
    def test_it_is_narrowed(self, cast: Any, query: dict[str, str], found: bool) -> None:
        walked(cast)
        assert (f">{TITLE}<" in page(cast.clerk, "documents", view="all", **query)) is found

    def test_it_is_narrowed_to_a_section_and_a_year(self, cast: Any) -> None:
        document = walked(cast)
        assert document.number is not None
        of = {"office": str(cast.clerk.organisation_id), "year": str(document.number.year)}
        assert f">{TITLE}<" in page(cast.clerk, "documents", view="all", **of)
        assert f">{TITLE}<" not in page(cast.clerk, "documents", view="all", office=str(section("财务科").pk))

    def test_it_is_taken_away_by_those_who_may(self, cast: Any) -> None:
        walked(cast)
        url = reverse("documents") + "?view=all&format=xlsx"
        assert client_of(cast.office).get(url).status_code == 200
        assert client_of(cast.clerk).get(url).status_code == 403

    def test_it_is_empty_in_the_next_county(self, cast: Any) -> None:
        walked(cast)
        assert TITLE not in page(cast.stranger, "documents", view="all")

    @pytest.mark.parametrize("who", ["town", "village", "counter", "sysadmin"])
    def test_it_is_the_bureaus(self, cast: Any, who: str) -> None:
        assert client_of(getattr(cast, who)).get(reverse("documents")).status_code == 403


class TestDocument:
    @pytest.mark.parametrize(
        ("state", "who", "says"),
        [
            ("draft", "clerk", "可以提交核稿"), ("check", "office", "等办公室核稿"), ("sign", "leader", "等局领导签发"),
            ("number", "office", "等办公室编发文字号"), ("issue", "office", "等办公室印发"), ("issued", "clerk", "共印 30 份"),
        ],
    )  # fmt: skip
    def test_it_says_where_it_stands_and_offers_the_next_step(
        self, cast: Any, state: str, who: str, says: str
    ) -> None:
        document = walked(cast, state)
        text = page(getattr(cast, who), "document", document.pk)
        assert says in text
        assert ('id="step"' in text) is (state != "issued")
        assert 'id="step"' not in page(cast.auditor, "document", document.pk)

    def test_it_says_what_a_draft_lacks(self, cast: Any) -> None:
        assert "还缺主送、正文" in page(cast.clerk, "document", drafted(cast, body="", main_to="").pk)

    def test_it_shows_the_paper_with_html_as_text(self, cast: Any) -> None:
        document = drafted(cast, body="<script>alert(1)</script>\n一、范围。<q>甲\n| <q> |", copy_to="<q>")
        text = page(cast.clerk, "document", document.pk)
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
        assert "<script>alert" not in text
        assert "<q>" not in text

    def test_it_says_whom_it_waits_for_when_countersigned(self, cast: Any) -> None:
        document = sending.check(walked(cast, "check"), ask=[section("财务科")], by=cast.office)
        assert "等财务科会签" in page(cast.clerk, "document", document.pk)
        assert 'id="step"' in page(cast.finance, "document", document.pk)

    def test_it_tells_who_acted_before_that_another_must(self, cast: Any) -> None:
        document = sending.draft(cast.office.organisation, paper=paper(), by=cast.office)
        sending.submit(document, by=cast.office)
        assert "须由他人办理" in page(cast.office, "document", document.pk)

    def test_it_strikes_out_a_number_that_came_to_nothing(self, cast: Any) -> None:
        document = sending.cancel(walked(cast, "issue"), why="与上级文件重复", by=cast.office)
        text = page(cast.clerk, "document", document.pk)
        assert "<s>桐退役军人发〔" in text
        assert "作废：与上级文件重复" in text

    def test_it_points_to_what_replaces_it(self, cast: Any) -> None:
        old = walked(cast)
        assert f"replaces={old.pk}" in page(cast.clerk, "document", old.pk)
        new = sending.draft(cast.clerk.organisation, paper=paper(), replaces=old, by=cast.clerk)
        assert reverse("document", args=[new.pk]) not in page(
            cast.clerk, "document", old.pk
        )  # not issued yet
        assert str(old.number) in page(cast.clerk, "document", new.pk)
        issued = walked(cast)
        OfficialDocument.objects.filter(pk=issued.pk).update(replaces=old)
        assert reverse("document", args=[issued.pk]) in page(cast.clerk, "document", old.pk)

    def test_it_does_not_exist_elsewhere(self, cast: Any) -> None:
        document = walked(cast)
        for name in ("document", "document-versions", "document-docx", "document-edit", "document-step"):
            assert client_of(cast.stranger).get(reverse(name, args=[document.pk])).status_code == 404
            assert client_of(cast.town).get(reverse(name, args=[document.pk])).status_code == 403

    def test_it_says_in_the_files_name_that_it_no_longer_holds(self, cast: Any) -> None:
        document = sending.cancel(walked(cast, "issue"), why="重复", by=cast.office)
        response = client_of(cast.clerk).get(reverse("document-docx", args=[document.pk]))
        assert quote("作废-") in response["Content-Disposition"]

    def test_it_gives_the_word_file_and_records_it(self, cast: Any) -> None:
        document = walked(cast)
        response = client_of(cast.clerk).get(reverse("document-docx", args=[document.pk]))
        assert response.content.startswith(b"PK")
        assert "attachment" in response["Content-Disposition"]
        assert AuditEvent.objects.filter(action="viewed", target_id=str(document.pk)).exists()


class TestStep:
    def test_it_walks_the_whole_way_from_the_page(self, cast: Any) -> None:
        document, own = drafted(cast), series(cast)
        steps = (
            (cast.clerk, {"ask": [section("财务科").pk]}), (cast.office, {"choice": "approve", "text": "已核"}),
            (cast.finance, {"choice": "approve"}), (cast.leader, {"choice": "approve", "text": "同意印发"}),
            (cast.office, {"choice": "approve", "series": own.pk}), (cast.office, {"copies": "30"}),
        )  # fmt: skip
        for who, given in steps:
            document.refresh_from_db()
            assert step(who, document, **given).status_code == 302
        document.refresh_from_db()
        assert (document.state, document.copies, str(document.number)[-2:]) == ("issued", 30, "1号")

    def test_it_asks_for_a_choice_and_for_the_reason_of_a_return(self, cast: Any) -> None:
        document = walked(cast, "check")
        assert "请选择同意或退回修改" in step(cast.office, document).content.decode()
        answer = step(cast.office, document, choice="return", text=" ")
        assert answer.status_code == 422
        assert "请写明退回的原因" in answer.content.decode()
        assert step(cast.office, document, choice="return", text="补依据").status_code == 302
        assert "退回修改（第 2 轮）：补依据" in page(cast.clerk, "document", document.pk)

    def test_it_returns_without_a_series(self, cast: Any) -> None:
        assert step(cast.office, walked(cast, "number"), choice="return", text="重签").status_code == 302

    def test_it_says_that_the_step_moved_on_and_gives_back_what_was_typed(self, cast: Any) -> None:
        document = walked(cast, "sign")
        answer = step(cast.office, document, seen="check.1.1", choice="approve", text="金额已核对")
        assert answer.status_code == 409
        assert "已转到“待签发”" in answer.content.decode()
        assert "金额已核对" in answer.content.decode()
        answer = step(cast.office, walked(cast), seen="check.1.1", choice="return", text="请补依据")
        assert answer.status_code == 409
        assert "请补依据" in answer.content.decode()

    def test_it_passes_only_the_text_that_was_shown(self, cast: Any) -> None:
        document = walked(cast, "check")
        seen = f"check.1.{newest(document)}"
        sending.revise(document, paper=paper(body="改了金额"), by=colleague("second", "documents", "财务科"))
        answer = step(cast.office, document, seen=seen, choice="approve", text="同意")
        assert answer.status_code == 409
        assert "刚改过这份文件，现为第 2 稿" in answer.content.decode()
        assert "同意</textarea>" in answer.content.decode()

    def test_it_offers_only_the_return_to_who_acted_before(self, cast: Any) -> None:
        document = sending.draft(cast.office.organisation, paper=paper(), by=cast.office)
        document = sending.submit(document, by=cast.office)
        text = page(cast.office, "document", document.pk)
        assert ('id="step_back"' in text, 'id="step_pass"' in text) == (True, False)
        assert step(cast.office, document, choice="approve").status_code == 422
        assert step(cast.office, document, choice="return", text="重拟").status_code == 302

    def test_it_lets_the_office_take_back_the_question(self, cast: Any) -> None:
        document = sending.check(walked(cast, "check"), ask=[section("财务科")], by=cast.office)
        assert 'id="step_back"' in page(cast.office, "document", document.pk)
        assert 'id="step"' not in page(cast.leader, "document", document.pk)
        assert step(cast.office, document, choice="return", text="无人会签").status_code == 302

    def test_it_offers_only_sections_that_can_answer(self, cast: Any) -> None:
        form = boxes.step_form(walked(cast, "check"), cast.office, only_return=False)
        fields: Any = form.fields
        assert section("财务科") in fields["ask"].queryset
        assert not {section("办公室"), cast.leader.organisation} & set(fields["ask"].queryset)

    def test_it_leads_from_the_error_to_the_choice(self, cast: Any) -> None:
        text = step(cast.office, walked(cast, "check")).content.decode()
        assert 'href="#step_choice"' in text
        assert '<fieldset id="step_choice"' in text

    def test_it_is_refused_to_others(self, cast: Any) -> None:
        document = walked(cast, "sign")
        assert step(cast.clerk, document, choice="approve").status_code == 403
        assert step(cast.stranger, document, choice="approve").status_code == 404

    def test_it_cancels_with_the_reason(self, cast: Any) -> None:
        url = reverse("document-cancel", args=[drafted(cast).pk])
        assert client_of(cast.clerk).post(url, {"why": ""}).status_code == 422
        assert client_of(cast.finance).post(url, {"why": "不发了"}).status_code == 403
        assert client_of(cast.clerk).post(url, {"why": "不发了"}).status_code == 302

    def test_it_says_that_what_was_taken_back_no_longer_holds(self, cast: Any) -> None:
        document = walked(cast)
        circulating.say(document, "withdraw", step="issued", text="有误", by=cast.office)
        circulating.move(document, "withdraw")
        assert "撤回，不再有效：有误" in page(cast.clerk, "document", document.pk)


class TestNumbers:
    def test_it_lists_every_number_with_what_came_to_nothing(self, cast: Any) -> None:
        sending.cancel(walked(cast, "issue"), why="重复", by=cast.office)
        walked(cast)
        text = page(cast.clerk, "numbers")
        assert text.index("2号") < text.index("1号</s>")
        assert "重复" in text
        assert "1号</s>" not in page(cast.clerk, "numbers", void="no")
        assert "1号</s>" in page(
            cast.clerk, "numbers", void="yes", series=str(NumberSeries.objects.get(purpose="out").pk)
        )
        assert "桐退役军人发" not in page(cast.stranger, "numbers").partition("<tbody")[2]

    def test_it_is_set_up_changed_and_closed_by_the_office(self, cast: Any) -> None:
        office = client_of(cast.office)
        office.post(reverse("series-new"), {"purpose": "out", "code": "桐退役军人函", "template": ""})
        row = NumberSeries.objects.get(code="桐退役军人函")
        assert "桐退役军人函〔" in page(cast.office, "series")
        assert (
            office.post(reverse("series-new"), {"purpose": "out", "code": "", "template": ""}).status_code
            == 422
        )
        assert office.post(reverse("series-edit", args=[row.pk]), {"template": "{year}"}).status_code == 422
        assert (
            office.post(
                reverse("series-edit", args=[row.pk]), {"template": "{code}{year}-{serial}"}
            ).status_code
            == 302
        )
        assert office.get(reverse("series-close", args=[row.pk])).status_code == 200
        office.post(reverse("series-close", args=[row.pk]), {})
        row.refresh_from_db()
        assert (row.template, row.closed_on is not None) == ("{code}{year}-{serial}", True)
        assert "已停用" in page(cast.office, "series")

    @pytest.mark.parametrize("name", ["series-edit", "series-close"])
    def test_it_is_out_of_reach_for_others(self, cast: Any, name: str, stranger_office: Any) -> None:
        row = series(cast)
        assert client_of(stranger_office).get(reverse(name, args=[row.pk])).status_code == 404
        assert (
            client_of(stranger_office).post(reverse(name, args=[row.pk]), {"template": "x"}).status_code
            == 404
        )
        for who in (cast.clerk, cast.leader, cast.town, cast.stranger):
            assert client_of(who).get(reverse(name, args=[row.pk])).status_code == 403
            assert client_of(who).get(reverse("series")).status_code == 403


class TestTodo:
    @pytest.mark.parametrize(
        ("state", "who", "says"),
        [("draft", "clerk", "草稿未提交"), ("check", "office", "待核稿"), ("sign", "leader", "待签发"),
         ("number", "office", "待编号"), ("issue", "office", "待印发")],
    )  # fmt: skip
    def test_it_says_what_waits_with_its_age(self, cast: Any, state: str, who: str, says: str) -> None:
        walked(cast, state)
        (found,) = [item for item in todos(getattr(cast, who)) if says in str(item.title)]
        assert str(found.note) == "今天到的"
        assert f"state={state}" in found.url
        assert not [item for item in todos(cast.stranger) if says in str(item.title)]

    def test_it_grows_pressing(self, cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        walked(cast, "sign")
        later = clock.now() + timedelta(days=desk.OLD + 1)
        monkeypatch.setattr(clock, "now", lambda: later)
        (found,) = [item for item in todos(cast.leader) if "待签发" in str(item.title)]
        assert (str(found.note), found.state) == ("最久的已等 4 天", "now")

    def test_it_counts_days_by_the_calendar(self, cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        evening = clock.now().replace(hour=17, minute=0)
        monkeypatch.setattr("youfu.kit.models.workflow.clock.now", lambda: evening)
        walked(cast, "sign")
        monkeypatch.setattr(clock, "now", lambda: evening + timedelta(hours=16))
        (found,) = [item for item in todos(cast.leader) if "待签发" in str(item.title)]
        assert str(found.note) == "最久的已等 1 天"

    def test_it_waits_as_long_as_it_has_stood_there(self, cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """Another section answers on the fourth day: the one that has not is no better off for it."""
        colleague("second", "records", "办公室")
        begun = clock.now()
        monkeypatch.setattr(clock, "now", lambda: begun)
        asked = [section("财务科"), section("办公室")]
        document = sending.check(walked(cast, "check"), ask=asked, by=cast.office)
        monkeypatch.setattr(clock, "now", lambda: begun + timedelta(days=4))
        sending.countersign(document, by=User.objects.get(username="second"))
        (found,) = [item for item in todos(cast.finance) if "待会签" in str(item.title)]
        assert (str(found.note), found.state) == ("最久的已等 4 天", "now")

    def test_it_counts_on_the_rail(self, cast: Any) -> None:
        issuing.number(walked(cast, "number"), series=series(cast), by=cast.office)
        assert '<data value="1">' in page(cast.office, "documents")
