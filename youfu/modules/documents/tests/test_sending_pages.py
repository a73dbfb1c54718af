"""Pages of sending: what each role sees and may do there, the editor without a script, refusals beside their form."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from youfu.kit import clock
from youfu.kit.models import AuditEvent
from youfu.kit.pages.todo import todos
from youfu.modules.documents.actions import circulating, issuing, sending
from youfu.modules.documents.models import NumberSeries, OfficialDocument
from youfu.modules.documents.pages.sending import desk  # declares what waits
from youfu.modules.documents.tests.sending import (
    BODY,
    TITLE,
    client_of,
    drafted,
    paper,
    section,
    series,
    walked,
)

pytestmark = pytest.mark.django_db


def page(user: Any, name: str, *args: Any, **query: str) -> str:
    response = client_of(user).get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def typed(**given: Any) -> dict[str, Any]:
    return {
        "title": TITLE, "body": BODY, "kind": "notice", "urgency": "normal", "copies": "1", "main_to": "各镇", "copy_to": "",
        "note": "", "series": "",
    } | given  # fmt: skip


def step(user: Any, document: OfficialDocument, **given: Any) -> Any:
    given = {"seen": f"{document.state}.{document.round}", "text": ""} | given
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
        assert reverse("document", args=[new.pk]) in page(cast.clerk, "document", old.pk)
        assert str(old.number) in page(cast.clerk, "document", new.pk)

    def test_it_does_not_exist_elsewhere(self, cast: Any) -> None:
        document = walked(cast)
        for name in ("document", "document-versions", "document-docx", "document-edit", "document-step"):
            assert client_of(cast.stranger).get(reverse(name, args=[document.pk])).status_code == 404
            assert client_of(cast.town).get(reverse(name, args=[document.pk])).status_code == 403

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

    def test_it_says_that_the_step_moved_on(self, cast: Any) -> None:
        document = walked(cast, "sign")
        answer = step(cast.office, document, seen="check.1", choice="approve")
        assert answer.status_code == 409
        assert "已转到“待签发”" in answer.content.decode()

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


class TestEditor:
    def test_it_makes_a_draft(self, cast: Any) -> None:
        answer = client_of(cast.clerk).post(reverse("document-new"), typed())
        document = OfficialDocument.objects.get()
        assert answer["Location"] == reverse("document", args=[document.pk])
        assert (document.title, document.office) == (TITLE, cast.clerk.organisation)

    def test_it_numbers_anew_and_previews_without_a_script_and_saves_nothing(self, cast: Any) -> None:
        answer = client_of(cast.clerk).post(reverse("document-new"), typed(body="一、甲\n三、乙", tidy="1"))
        assert "一、甲\n二、乙" in answer.content.decode()
        answer = client_of(cast.clerk).post(reverse("document-new"), typed(body="一、甲\n三、乙", look="1"))
        assert "第 2 行编号是“三、”，按顺序应为“二、”" in answer.content.decode()
        assert not OfficialDocument.objects.exists()

    def test_it_previews_a_piece_for_those_who_draft(self, cast: Any) -> None:
        url = reverse("document-preview")
        text = client_of(cast.clerk).post(url, typed(title="<b>", copies="x", kind="report")).content.decode()
        assert "&lt;b&gt;" in text
        assert "签发人" in text
        assert "<html" not in text
        assert client_of(cast.clerk).get(url).status_code == 405
        assert client_of(cast.town).post(url, typed()).status_code == 403

    @pytest.mark.parametrize("kind", ["notice", "letter", "request", "report"])
    def test_it_begins_with_a_sample(self, cast: Any, kind: str) -> None:
        text = page(cast.clerk, "document-new", sample=kind)
        assert "〔事项〕" in text
        assert "处请看一眼" not in text

    @pytest.mark.parametrize(
        ("given", "says"),
        [({"title": ""}, "有 1 处需要改正"), ({"copies": "0"}, "有 1 处需要改正"), ({"kind": "x"}, "有 1 处需要改正"),
         ({"body": "机密★1年\n甲"}, "不得存储、处理涉密文件"), ({"body": "字" * 60_001}, "有 1 处需要改正")],
    )  # fmt: skip
    def test_it_shows_a_refusal_on_the_form(self, cast: Any, given: dict[str, str], says: str) -> None:
        answer = client_of(cast.clerk).post(reverse("document-new"), typed(**given))
        assert answer.status_code == 422
        assert says in answer.content.decode()

    def test_it_begins_a_replacement_with_the_text_of_the_old_one(self, cast: Any) -> None:
        old = walked(cast)
        url = f"{reverse('document-new')}?replaces={old.pk}"
        assert "年审范围" in client_of(cast.clerk).get(url).content.decode()
        client_of(cast.clerk).post(url, typed())
        assert OfficialDocument.objects.get(replaces=old).state == "draft"
        for wrong in ("0", "x", str(drafted(cast).pk)):
            assert client_of(cast.clerk).get(f"{reverse('document-new')}?replaces={wrong}").status_code == 404
        assert client_of(cast.stranger).get(url).status_code == 404

    def test_it_changes_a_draft_and_what_is_being_checked(self, cast: Any) -> None:
        document = drafted(cast)
        url = reverse("document-edit", args=[document.pk])
        assert "年审范围" in client_of(cast.clerk).get(url).content.decode()
        assert client_of(cast.clerk).post(url, typed(body="改了")).status_code == 302
        assert client_of(cast.office).get(url).status_code == 422
        sending.submit(document, by=cast.clerk)
        assert client_of(cast.clerk).get(url).status_code == 422
        assert client_of(cast.office).post(url, typed(body="又改了")).status_code == 302
        sending.check(document, by=cast.office)
        assert client_of(cast.office).get(url).status_code == 409

    @pytest.mark.parametrize("who", ["town", "auditor", "sysadmin"])
    def test_it_is_for_those_who_draft(self, cast: Any, who: str) -> None:
        assert client_of(getattr(cast, who)).get(reverse("document-new")).status_code == 403


class TestVersions:
    def test_it_marks_what_was_changed(self, cast: Any) -> None:
        document = drafted(cast, body="应于11月底前报送。")
        assert "只有一稿" in page(cast.clerk, "document-versions", document.pk)
        sending.revise(
            document, paper=paper(body="应于12月底前报送。", kind="letter", title="<b>"), by=cast.clerk
        )
        text = page(cast.auditor, "document-versions", document.pk)
        assert "<del>1</del>" in text
        assert "<ins>2</ins>" in text
        assert "&lt;b&gt;" in text

    def test_it_compares_any_two(self, cast: Any) -> None:
        document = drafted(cast, body="甲乙丙丁戊")
        for body in ("甲乙丙丁己", "甲乙丙丁庚"):
            sending.revise(document, paper=paper(body=body), by=cast.clerk)
        text = page(cast.clerk, "document-versions", document.pk, a="1", b="3")
        assert "<del>戊</del>" in text
        assert "<ins>庚</ins>" in text
        assert "<del>己</del>" in page(cast.clerk, "document-versions", document.pk, a="x", b="9")


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
    def test_it_is_out_of_reach_for_others(self, cast: Any, name: str) -> None:
        row = series(cast)
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

    def test_it_counts_on_the_rail(self, cast: Any) -> None:
        issuing.number(walked(cast, "number"), series=series(cast), by=cast.office)
        assert '<data value="1">' in page(cast.office, "documents")
