"""Pages of delivering, for each role: the inbox, one delivery, the matrix, chasing, the overview, replies, groups."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from youfu.kit import clock
from youfu.kit.access import Permission as P
from youfu.kit.access import can
from youfu.kit.models import AuditEvent
from youfu.kit.pages.panels import shown
from youfu.modules.documents.actions.answering import reply, sign_for
from youfu.modules.documents.actions.chasing import remind
from youfu.modules.documents.actions.delivering import withdraw
from youfu.modules.documents.actions.grouping import make_group
from youfu.modules.documents.models import Delivery, Reminder, Reply
from youfu.modules.documents.pages import delivering as delivering  # declares the panel
from youfu.modules.documents.tests.delivering import FORM, client_of, due, issued, send, villages_of

ROLES = ("village", "town", "counter", "clerk", "leader", "office", "auditor", "sysadmin", "stranger")
PAGES: dict[str, tuple[P, str]] = {
    "deliveries": (P.DOCUMENTS_READ, ""),
    "delivery": (P.DOCUMENTS_READ, "delivery"),
    "delivery-overview": (P.DOCUMENTS_VIEW, ""),
    "chasing": (P.DOCUMENTS_VIEW, ""),
    "delivery-matrix": (P.DOCUMENTS_VIEW, "document"),
    "document-replies": (P.DOCUMENTS_VIEW, "document"),
    "document-deliver": (P.DOCUMENTS_ISSUE, "document"),
    "document-remind": (P.DOCUMENTS_ISSUE, "document"),
    "document-withdraw": (P.DOCUMENTS_ISSUE, "document"),
    "groups": (P.DOCUMENTS_ISSUE, ""),
    "group-new": (P.DOCUMENTS_ISSUE, ""),
    "group-edit": (P.DOCUMENTS_ISSUE, "group"),
    "group-delete": (P.DOCUMENTS_ISSUE, "group"),
}
POSTS = ("delivery-sign", "delivery-reply", "delivery-forward", "delivery-remind")


@pytest.fixture
def document(county: Any, cast: Any) -> Any:
    return issued(county, cast)


@pytest.fixture
def row(document: Any, cast: Any) -> Delivery:
    day = clock.today() + timedelta(days=10)
    (made,) = send(document, cast, cast.town.organisation, form=FORM, wants="reply", due_on=day)
    return made


@pytest.fixture
def late(row: Delivery) -> Delivery:
    due(clock.today() - timedelta(days=7), row)
    row.refresh_from_db()
    return row


class TestWho:
    @pytest.mark.parametrize("role", ROLES)
    def test_it_opens_for_those_who_may_and_there_only(
        self, role: str, cast: Any, county: Any, row: Delivery
    ) -> None:
        group = make_group(county, name="试点", organisations=[cast.town.organisation], by=cast.office)
        things: dict[str, Any] = {"delivery": row, "document": row.document, "group": group}
        user = getattr(cast, role)
        client = client_of(user)
        for name, (permission, kind) in PAGES.items():
            thing = things.get(kind)
            expected = 200
            if not can(user, permission):
                expected = 403
            elif thing is not None and not can(user, permission, thing.region_path):
                expected = 404
            url = reverse(name, args=[thing.pk] if thing is not None else [])
            assert client.get(url).status_code == expected, (role, name)
        for name in POSTS:
            expected = 403 if not can(user, P.DOCUMENTS_ANSWER) else 302
            if expected == 302 and not can(user, P.DOCUMENTS_ANSWER, row.region_path):
                expected = 404
            assert client.get(reverse(name, args=[row.pk])).status_code == expected, (role, name)

    def test_a_strangers_form_finds_nothing(self, row: Delivery, cast: Any) -> None:
        for name in POSTS:
            assert client_of(cast.stranger).post(reverse(name, args=[row.pk]), {}).status_code == 404


class TestInbox:
    def test_it_shows_what_waits_for_ones_own_office(self, row: Delivery, cast: Any) -> None:
        text = client_of(cast.town).get(reverse("deliveries")).content.decode()
        assert row.document.title in text
        assert '<data value="1">1</data>' in text
        assert row.document.title not in client_of(cast.village).get(reverse("deliveries")).content.decode()
        assert row.document.title not in client_of(cast.office).get(reverse("deliveries")).content.decode()

    def test_it_moves_on_from_tab_to_tab(self, row: Delivery, cast: Any) -> None:
        client = client_of(cast.town)

        def tabs() -> list[str]:
            url = reverse("deliveries")
            views = ("sign", "reply", "done", "all")
            return [v for v in views if row.document.title in client.get(url, {"view": v}).content.decode()]

        assert tabs() == ["sign", "all"]
        sign_for(row, by=cast.town)
        assert tabs() == ["reply", "all"]
        reply(row, rows=[{"c1": "1"}], by=cast.town)
        assert tabs() == ["done", "all"]

    def test_a_town_sees_its_villages_and_a_village_only_itself(
        self, document: Any, row: Delivery, cast: Any
    ) -> None:
        send(document, cast, *villages_of(cast.town)[:2])
        text = client_of(cast.town).get(reverse("deliveries"), {"view": "area"}).content.decode()
        assert "共 3 条" in text
        assert "view=area" not in client_of(cast.village).get(reverse("deliveries")).content.decode()

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"q": "走访"}, True), ({"q": "桐退役"}, True), ({"q": "没有"}, False), ({"state": "unread"}, True),
            ({"state": "finished"}, False), ({"kind": "notice"}, True), ({"kind": "letter"}, False), ({"state": "x"}, False),
            ({"counted": "unanswered"}, True), ({"counted": "overdue"}, False),
        ],
    )  # fmt: skip
    def test_it_is_searched_and_filtered(
        self, row: Delivery, cast: Any, query: dict[str, str], found: bool
    ) -> None:
        text = client_of(cast.town).get(reverse("deliveries"), {"view": "all", **query}).content.decode()
        assert (row.document.title in text) == found

    def test_it_is_taken_away(self, row: Delivery, cast: Any) -> None:
        answer = client_of(cast.town).get(reverse("deliveries"), {"view": "all", "format": "xlsx"})
        values = [c.value for r in openpyxl.load_workbook(io.BytesIO(answer.content)).active for c in r]
        assert row.document.title in values
        assert AuditEvent.objects.latest("pk").action == "deliveries.export"
        assert client_of(cast.village).get(reverse("deliveries"), {"format": "xlsx"}).status_code == 403


class TestOneDelivery:
    def test_it_records_the_first_look_of_the_recipients_people_only(self, row: Delivery, cast: Any) -> None:
        url = reverse("delivery", args=[row.pk])
        for who in (cast.office, cast.leader, cast.auditor):
            assert client_of(who).get(url).status_code == 200
        row.refresh_from_db()
        assert row.opened_at is None
        client_of(cast.town).get(url)
        row.refresh_from_db()
        first = row.opened_at
        assert row.opened_by == cast.town
        client_of(cast.town).get(url)
        row.refresh_from_db()
        assert row.opened_at == first
        assert AuditEvent.objects.filter(action="documents.open").count() == 1

    def test_it_is_signed_and_answered_and_passed_on(self, row: Delivery, cast: Any) -> None:
        client = client_of(cast.town)
        page = client.get(reverse("delivery", args=[row.pk])).content.decode()
        assert "一、走访对象。" in page
        assert "慰问人数" in page
        assert client.post(reverse("delivery-sign", args=[row.pk]), {}).status_code == 302
        answer = client.post(
            reverse("delivery-reply", args=[row.pk]), {"r0-c1": "12", "r0-c2": "600.5", "text": "已办"}
        )
        assert answer.status_code == 302
        assert Reply.objects.get().rows == [{"c1": 12, "c2": 60050, "c3": None}]
        answer = client.post(reverse("delivery-forward", args=[row.pk]), {"every": "on", "words": "请办"})
        assert answer.status_code == 302
        assert row.forwarded.count() == len(villages_of(cast.town))
        page = client.get(reverse("delivery", args=[row.pk])).content.decode()
        assert "催办 " in page
        assert client.post(reverse("delivery-remind", args=[row.pk]), {"words": "快"}).status_code == 302
        assert Reminder.objects.count() == row.forwarded.count()

    def test_it_says_at_the_cell_what_is_wrong(self, row: Delivery, cast: Any) -> None:
        answer = client_of(cast.town).post(
            reverse("delivery-reply", args=[row.pk]), {"r0-c1": "三", "text": "写好的话"}
        )
        text = answer.content.decode()
        assert answer.status_code == 422
        assert "要填整数" in text
        assert "写好的话" in text
        assert not Reply.objects.exists()

    def test_it_shows_more_rows_without_sending(self, county: Any, cast: Any) -> None:
        (row,) = send(
            issued(county, cast, "多行"), cast, cast.town.organisation, form=FORM, several=True, wants="reply"
        )
        client = client_of(cast.town)
        assert 'name="r2-c1"' in client.get(reverse("delivery", args=[row.pk])).content.decode()
        given = {"r0-c1": "5", "r2-c1": "7", "more": "1", "text": "半"}
        text = client.post(reverse("delivery-reply", args=[row.pk]), given).content.decode()
        assert 'name="r5-c1"' in text
        assert not Reply.objects.exists()
        del given["more"]
        client.post(reverse("delivery-reply", args=[row.pk]), given)
        assert [r["c1"] for r in Reply.objects.get().rows] == [5, 7]

    def test_it_refuses_a_colleague_from_above_with_a_sentence(self, row: Delivery, cast: Any) -> None:
        answer = client_of(cast.office).post(reverse("delivery-sign", args=[row.pk]), {})
        assert answer.status_code == 422
        assert "只能由收文的单位" in answer.content.decode()

    def test_it_shows_what_was_taken_back_without_what_it_said(
        self, row: Delivery, county: Any, cast: Any
    ) -> None:
        new = issued(county, cast, "重新印发的通知")
        (instead,) = send(new, cast, cast.town.organisation)
        withdraw(row.document, why="附件 2 金额有误", replacement=new, by=cast.office)
        text = client_of(cast.town).get(reverse("delivery", args=[row.pk])).content.decode()
        assert "附件 2 金额有误" in text
        assert reverse("delivery", args=[instead.pk]) in text
        assert "一、走访对象。" not in text
        assert reverse("delivery-sign", args=[row.pk]) not in text

    def test_it_escapes_what_others_wrote(self, county: Any, cast: Any) -> None:
        (row,) = send(
            issued(county, cast, "<b>标题</b>", body="<script>alert(1)</script>"),
            cast,
            cast.town.organisation,
        )
        text = client_of(cast.town).get(reverse("delivery", args=[row.pk])).content.decode()
        assert "<b>标题" not in text
        assert "<script>alert" not in text


class TestMatrix:
    def test_it_shows_each_recipient_and_where_it_stands(
        self, document: Any, row: Delivery, cast: Any
    ) -> None:
        send(document, cast, *villages_of(cast.town)[:2], due_on=clock.today() + timedelta(days=10))
        sign_for(row, by=cast.town)
        url = reverse("delivery-matrix", args=[document.pk])
        text = client_of(cast.office).get(url).content.decode()
        assert text.count('<th scope="row"') == 3
        assert "3 个收文单位和个人" in text
        assert "未回复" in text
        text = client_of(cast.office).get(url, {"show": "open", "town": "330483999000"}).content.decode()
        assert '<th scope="row"' not in text
        assert 'name="only"' not in client_of(cast.clerk).get(url).content.decode()

    def test_it_reddens_what_is_late(self, late: Delivery, cast: Any) -> None:
        text = (
            client_of(cast.leader).get(reverse("delivery-matrix", args=[late.document_id])).content.decode()
        )
        assert '<tr data-state="stop">' in text
        assert "超期" in text

    def test_it_reminds_one_and_all(self, document: Any, row: Delivery, cast: Any) -> None:
        client = client_of(cast.office)
        url = reverse("document-remind", args=[document.pk])
        assert client.post(url, {"only": row.pk}).status_code == 302
        assert client.post(url, {"words": "请抓紧"}).status_code == 302
        assert [r.words for r in Reminder.objects.order_by("pk")] == ["请尽快办理。", "请抓紧"]
        assert "请抓紧" in client_of(cast.town).get(reverse("delivery", args=[row.pk])).content.decode()

    def test_it_stands_on_the_documents_page(self, document: Any, row: Delivery, cast: Any, rf: Any) -> None:
        from django.template.loader import render_to_string

        for who, number in ((cast.office, 1), (cast.clerk, 1), (cast.stranger, 0), (cast.town, 0)):
            request = rf.get("/", {"show": "open"})
            request.user = who
            panels = [p for p in shown("document", "main", document, request) if "delivering" in p.template]
            assert len(panels) == number
            for panel in panels:
                text = render_to_string(panel.template, {"given": panel.given}, request=request)
                assert (f'{reverse("document-deliver", args=[document.pk])}"' in text) == (who == cast.office)

    def test_it_sums_up_villages_in_the_panel_when_there_are_many(
        self, document: Any, cast: Any, county: Any, rf: Any
    ) -> None:
        from django.template.loader import render_to_string

        from youfu.modules.organisations.models import Organisation

        send(
            document, cast, *Organisation.objects.filter(kind="station", region__path__startswith=county.path)
        )
        request = rf.get("/")
        request.user = cast.office
        (panel,) = (p for p in shown("document", "main", document, request) if "delivering" in p.template)
        text = render_to_string(panel.template, {"given": panel.given}, request=request)
        assert text.count('<th scope="row"') == 22


class TestChasing:
    def test_it_lists_what_is_late_across_documents(self, late: Delivery, county: Any, cast: Any) -> None:
        send(issued(county, cast, "没有期限的"), cast, cast.village.organisation)
        client = client_of(cast.office)
        text = client.get(reverse("chasing")).content.decode()
        assert late.document.title in text
        assert "没有期限的" not in text
        assert "时限待确认" in text
        text = client.get(reverse("chasing"), {"view": "all"}).content.decode()
        assert text.index(late.document.title) < text.index("没有期限的")
        remind(late.document, by=cast.office)
        sign_for(late, by=cast.town)
        assert "未回复" in client.get(reverse("chasing")).content.decode()
        reply(late, rows=[{"c1": "1"}], by=cast.town)
        assert late.document.title not in client.get(reverse("chasing")).content.decode()

    def test_it_is_taken_away(self, late: Delivery, cast: Any) -> None:
        answer = client_of(cast.leader).get(reverse("chasing"), {"format": "xlsx"})
        values = [c.value for r in openpyxl.load_workbook(io.BytesIO(answer.content)).active for c in r]
        assert "未读，超期" in values
        assert client_of(cast.clerk).get(reverse("chasing"), {"format": "xlsx"}).status_code == 403

    def test_the_overview_counts(self, late: Delivery, county: Any, cast: Any) -> None:
        issued(county, cast, "没有送的")
        client = client_of(cast.clerk)
        text = client.get(reverse("delivery-overview")).content.decode()
        assert "0 / 1" in text
        assert "1 个超期" in text
        assert "没有送的" not in text
        assert "没有送的" in client.get(reverse("delivery-overview"), {"view": "all"}).content.decode()
        answer = client_of(cast.office).get(reverse("delivery-overview"), {"view": "all", "format": "xlsx"})
        assert (
            openpyxl.load_workbook(io.BytesIO(answer.content)).active.max_row == 5
        )  # title, heads, two, and who took it away


class TestReplies:
    @pytest.fixture
    def summed(self, document: Any, cast: Any, row: Delivery) -> Any:
        send(document, cast, cast.village.organisation, cast.finance.organisation, wants="reply")
        village = Delivery.objects.get(organisation=cast.village.organisation)
        reply(row, rows=[{"c1": "12", "c2": "600.50"}], by=cast.town)
        reply(village, text="先报", rows=[{"c1": "99"}], by=cast.village)
        reply(village, text="更正", rows=[{"c1": "3", "c2": "0.50"}], by=cast.village)
        return document

    def test_it_is_one_table_with_sums_and_who_is_missing(self, summed: Any, cast: Any) -> None:
        text = client_of(cast.clerk).get(reverse("document-replies", args=[summed.pk])).content.decode()
        assert '<td class="num">15</td>' in text
        assert '<td class="num">601.00</td>' in text
        assert "1 个未回复" in text
        assert "财务科" in text
        assert "先报" not in text

    def test_it_is_taken_away_with_its_sums(self, summed: Any, cast: Any) -> None:
        url = reverse("document-replies", args=[summed.pk])
        answer = client_of(cast.office).get(url, {"format": "xlsx"})
        rows = [[c.value for c in r] for r in openpyxl.load_workbook(io.BytesIO(answer.content)).active]
        assert rows[-1][:3] == ["合计", 15, 601]
        assert AuditEvent.objects.latest("pk").action == "documents.replies.export"
        assert client_of(cast.clerk).get(url, {"format": "xlsx"}).status_code == 403
        assert client_of(cast.stranger).get(url, {"format": "xlsx"}).status_code == 404


class TestAtAGlance:
    def test_it_begins_with_whatever_is_still_to_do(self, row: Delivery, cast: Any) -> None:
        """Signed for, but not answered: it is on the first tab; answered, it is not."""
        client, title = client_of(cast.town), row.document.title
        sign_for(row, by=cast.town)
        assert title in client.get("/deliveries").content.decode()
        assert title not in client.get("/deliveries?view=sign").content.decode()
        Delivery.objects.filter(pk=row.pk).update(replied_at=clock.now())
        assert title not in client.get("/deliveries").content.decode()
        assert row.document.title not in client_of(cast.stranger).get("/deliveries").content.decode()

    def test_it_offers_to_withdraw_once_though_nobody_got_it_yet(self, document: Any, cast: Any) -> None:
        where, link = (
            reverse("document", args=[document.pk]),
            reverse("document-withdraw", args=[document.pk]),
        )
        assert client_of(cast.office).get(where).content.decode().count(link) == 1
        assert link not in client_of(cast.clerk).get(where).content.decode()
        withdraw(document, why="有误", by=cast.office)
        assert link not in client_of(cast.office).get(where).content.decode()

    def test_it_says_once_when_all_were_reached_at_once(self, row: Delivery, cast: Any) -> None:
        where = reverse("document", args=[row.document_id])
        assert "<th>收到</th>" not in client_of(cast.office).get(where).content.decode()
        whole = client_of(cast.office).get(reverse("delivery-matrix", args=[row.document_id]))
        assert "<th>收到</th>" in whole.content.decode()
