"""The forms of the office: to whom a document goes and what they fill, and saved groups of recipients."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from youfu.kit import clock
from youfu.modules.documents.actions.answering import reply
from youfu.modules.documents.actions.grouping import make_group
from youfu.modules.documents.models import Delivery, RecipientGroup
from youfu.modules.documents.tests.delivering import FORM, client_of, issued, send, villages_of


@pytest.fixture
def document(county: Any, cast: Any) -> Any:
    return issued(county, cast)


@pytest.fixture
def row(document: Any, cast: Any) -> Delivery:
    due = clock.today() + timedelta(days=10)
    (made,) = send(document, cast, cast.town.organisation, form=FORM, wants="reply", due_on=due)
    return made


class TestTooMuch:
    def test_it_records_no_reply_without_its_file(self, row: Delivery, cast: Any, settings: Any) -> None:
        settings.UPLOAD_MOST = 1000
        scan = SimpleUploadedFile("a.pdf", b"%PDF-" * 1000)
        given = {"text": "已办结", "r0-c1": "3", "file": scan}
        answer = client_of(cast.town).post(reverse("delivery-reply", args=[row.pk]), given)
        assert answer.status_code == 422
        assert "文件没有收进来" in answer.content.decode()
        assert "已办结" in answer.content.decode()
        row.refresh_from_db()
        assert (row.replied_at, row.replies.count()) == (None, 0)


class TestDeliver:
    def post(self, cast: Any, document: Any, **given: Any) -> Any:
        values = {"wants": "sign", "days": "5"} | {f"kind-{n}": "number" for n in range(8)} | given
        return client_of(cast.office).post(reverse("document-deliver", args=[document.pk]), values)

    def test_it_understands_a_tick_for_a_lot(self, document: Any, county: Any, cast: Any) -> None:
        town = cast.town.organisation
        make_group(county, name="试点", organisations=[cast.finance.organisation], by=cast.office)
        group = RecipientGroup.objects.get()
        answer = self.post(
            cast, document, lots=["towns", f"under:{town.pk}", f"group:{group.pk}"], bodies=[cast.office.organisation_id],
            people="陈雨婷、reviewer",
        )  # fmt: skip
        assert answer.status_code == 302
        rows = document.deliveries.all()
        assert rows.count() == 11 + len(villages_of(cast.town)) + 2 + 2
        assert {r.user for r in rows if r.user} == {cast.clerk, cast.reviewer}
        assert rows.first().due_on > clock.today()

    def test_it_declares_the_reply_form(self, document: Any, cast: Any) -> None:
        answer = self.post(
            cast, document, lots=["towns"], wants="reply", several="on",
            **{"title-0": "人数", "summed-0": "on", "title-2": "方式", "kind-2": "choice", "choices-2": "上门、电话"},
        )  # fmt: skip
        assert answer.status_code == 302
        document.refresh_from_db()
        assert document.reply_form["several"] is True
        assert [c["title"] for c in document.reply_form["columns"]] == ["人数", "方式"]

    @pytest.mark.parametrize(
        ("given", "sentence"),
        [
            ({}, "至少选择一个"),
            ({"lots": ["towns"], "days": "0"}, "1"),
            ({"people": "查无此人"}, "查无此人"),
            ({"lots": ["towns"], "title-0": "人数"}, "签收并回复"),
            ({"lots": ["towns"], "wants": "reply", "title-0": "x", "title-1": "x"}, "不能同名"),
            ({"lots": ["towns"], "wants": "reply", "title-0": "x", "kind-0": "choice"}, "至少两个选项"),
            ({"lots": ["towns"], "wants": "reply", "title-0": "x", "kind-0": "text", "summed-0": "on"}, "只有数字和金额"),
            ({"bodies": ["999999"]}, "999999"),
        ],
    )  # fmt: skip
    def test_it_says_what_to_correct(
        self, document: Any, cast: Any, given: dict[str, Any], sentence: str
    ) -> None:
        answer = self.post(cast, document, **given)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert not document.deliveries.exists()

    def test_it_shows_who_has_it(self, row: Delivery, cast: Any) -> None:
        url = reverse("document-deliver", args=[row.document_id])
        text = client_of(cast.office).get(url).content.decode()
        assert "已送达" in text
        assert "慰问人数" in text
        reply(row, rows=[{"c1": "1"}], by=cast.town)
        assert "回执表不能再改" in client_of(cast.office).get(url).content.decode()


class TestGroups:
    def test_it_is_made_changed_and_deleted(self, cast: Any) -> None:
        client = client_of(cast.office)
        key = cast.town.organisation_id
        assert client.post(reverse("group-new"), {"name": "试点", "bodies": [key]}).status_code == 302
        group = RecipientGroup.objects.get()
        url = reverse("group-edit", args=[group.pk])
        assert f'value="{key}" data-lots="towns group:{group.pk}" checked' in client.get(url).content.decode()
        assert client.post(url, {"name": "全部镇", "lots": ["towns"]}).status_code == 302
        assert group.organisations.count() == 11
        assert "全部镇" in client.get(reverse("groups"), {"q": "全部"}).content.decode()
        assert client.post(url, {"name": "空"}).status_code == 422
        assert client.post(reverse("group-delete", args=[group.pk]), {}).status_code == 302
        assert not RecipientGroup.objects.exists()
