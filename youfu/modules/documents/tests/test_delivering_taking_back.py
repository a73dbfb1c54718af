"""Taking back: all of a document or one delivery of it, for a reason; what may follow, and what a merged division leaves open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from youfu.kit import clock
from youfu.kit.access import Permission
from youfu.kit.errors import Refused, Stale
from youfu.kit.pages.todo import todos
from youfu.modules.documents.actions.answering import reply, sign_for
from youfu.modules.documents.actions.archiving import file_away
from youfu.modules.documents.actions.delivering import (
    Recipients,
    deliver,
    forward,
    set_reply_form,
    take_back,
    withdraw,
)
from youfu.modules.documents.models import Delivery
from youfu.modules.documents.pages import delivering as delivering  # declares what is to do
from youfu.modules.documents.tests.delivering import FORM, client_of, issued, send, villages_of
from youfu.modules.organisations.actions import merge_region
from youfu.rules.reply_form import declare


@pytest.fixture
def document(county: Any, cast: Any) -> Any:
    return issued(county, cast)


@pytest.fixture
def row(document: Any, cast: Any) -> Delivery:
    (made,) = send(document, cast, cast.town.organisation, wants="reply")
    return made


class TestOne:
    def test_it_is_taken_from_one_and_from_those_below_it(
        self, row: Delivery, document: Any, cast: Any
    ) -> None:
        send(document, cast, cast.finance)
        forward(sign_for(row, by=cast.town), to=villages_of(cast.town)[:2], by=cast.town)
        assert take_back(row, why=" 送错了 ", by=cast.office) == 3
        assert {d.user for d in document.deliveries.filter(withdrawn_at=None)} == {cast.finance}
        row.refresh_from_db()
        assert (row.withdrawn_why, row.signed_at is not None) == ("送错了", True)
        document.refresh_from_db()
        assert document.state == "issued"
        with pytest.raises(Stale, match="已从"):
            take_back(row, why="再一次", by=cast.office)

    def test_it_wants_a_reason(self, row: Delivery, cast: Any) -> None:
        with pytest.raises(Refused, match="原因"):
            take_back(row, why=" ", by=cast.office)

    @pytest.mark.parametrize("who", ["clerk", "town", "stranger"])
    def test_it_is_the_offices(self, row: Delivery, cast: Any, who: str) -> None:
        with pytest.raises(PermissionDenied):
            take_back(row, why="送错了", by=getattr(cast, who))

    def test_it_is_offered_on_its_line(self, row: Delivery, document: Any, cast: Any) -> None:
        matrix = reverse("delivery-matrix", args=[document.pk])
        url = reverse("delivery-withdraw", args=[row.pk])
        assert f'href="{url}"' in client_of(cast.office).get(matrix).content.decode()
        assert url not in client_of(cast.clerk).get(matrix).content.decode()
        assert "从乌镇镇撤回" in client_of(cast.office).get(url).content.decode()
        assert client_of(cast.clerk).post(url, {"why": "错"}).status_code == 403
        assert client_of(cast.stranger).post(url, {"why": "错"}).status_code in (403, 404)
        answer = client_of(cast.office).post(url, {"why": "附件传错"})
        assert (answer.status_code, answer["Location"]) == (302, matrix)
        text = client_of(cast.office).get(matrix).content.decode()
        assert url not in text
        assert "已全部撤回" in text
        assert "附件传错" in client_of(cast.town).get(reverse("delivery", args=[row.pk])).content.decode()

    def test_it_may_be_delivered_again(self, row: Delivery, document: Any, cast: Any) -> None:
        take_back(row, why="附件传错", by=cast.office)
        page = client_of(cast.office).get(reverse("document-deliver", args=[document.pk])).content.decode()
        assert "已送达</small>" not in page
        assert deliver(document, to=Recipients([cast.town.organisation]), by=cast.office) == 1
        assert deliver(document, to=Recipients([cast.town.organisation]), by=cast.office) == 0
        text = client_of(cast.office).get(reverse("delivery-matrix", args=[document.pk])).content.decode()
        assert "2 个收文单位和个人，1 个已撤回，" in text
        old = client_of(cast.town).get(reverse("delivery", args=[row.pk])).content.decode()
        assert reverse("delivery", args=[document.deliveries.get(withdrawn_at=None).pk]) in old

    def test_its_answer_does_not_count_any_more(self, document: Any, cast: Any) -> None:
        town, village = send(
            document, cast, cast.town.organisation, cast.village.organisation, form=FORM, wants="reply"
        )
        reply(town, rows=[{"c1": "12"}], by=cast.town)
        reply(village, rows=[{"c1": "3"}], by=cast.village)
        url = reverse("document-replies", args=[document.pk])
        take_back(village, why="不在范围", by=cast.office)
        assert (
            '<td class="num">12</td>' in client_of(cast.clerk).get(url).content.decode().split("<tfoot>")[1]
        )
        withdraw(document, why="全部作废", by=cast.office)
        assert (
            '<td class="num">15</td>' in client_of(cast.clerk).get(url).content.decode().split("<tfoot>")[1]
        )

    def test_the_database_keeps_it_as_it_was(self, row: Delivery, cast: Any) -> None:
        rows = Delivery.objects.filter(pk=row.pk)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(withdrawn_at=clock.now())
        take_back(row, why="附件传错", by=cast.office)
        now = clock.now()
        for values in (
            {"opened_at": now, "opened_by": cast.town},
            {"withdrawn_at": None, "withdrawn_why": ""},
            {"withdrawn_why": "别的"},
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.update(**values)


class TestNews:
    def test_its_recipients_are_told(self, row: Delivery, document: Any, cast: Any) -> None:
        def told(who: Any) -> list[Any]:
            return [item for item in todos(who) if "撤回" in str(item.title)]

        assert told(cast.town) == []
        withdraw(document, why="有误", by=cast.office)
        (item,) = told(cast.town)
        assert str(item.title) == "1 份文件最近被撤回"
        assert "共 1 条" in client_of(cast.town).get(item.url).content.decode()
        assert told(cast.village) == []


class TestReplacement:
    def test_it_is_chosen_on_the_page(self, document: Any, county: Any, cast: Any) -> None:
        new, url = issued(county, cast, "重新印发"), reverse("document-withdraw", args=[document.pk])
        assert "重新印发" in client_of(cast.office).get(url).content.decode()
        answer = client_of(cast.office).post(url, {"why": "有误", "replacement": new.pk})
        assert answer.status_code == 302
        new.refresh_from_db()
        assert new.replaces == document

    def test_one_that_was_drafted_for_it_is_proposed(self, document: Any, county: Any, cast: Any) -> None:
        new, url = (
            issued(county, cast, "重新印发", replaces=document),
            reverse("document-withdraw", args=[document.pk]),
        )
        assert f'value="{new.pk}" selected' in client_of(cast.office).get(url).content.decode()
        assert client_of(cast.office).post(url, {"why": "有误", "replacement": new.pk}).status_code == 302

    def test_a_strangers_form_finds_nothing(self, document: Any, cast: Any) -> None:
        url = reverse("document-withdraw", args=[document.pk])
        assert client_of(cast.clerk).post(url, {"why": "有误"}).status_code == 403
        assert client_of(cast.stranger).post(url, {"why": "有误"}).status_code in (403, 404)
        document.refresh_from_db()
        assert document.state == "issued"


class TestFiled:
    @pytest.fixture
    def filed(self, document: Any, row: Delivery, cast: Any) -> Any:
        return file_away(document, retention="10", by=cast.office)

    def test_it_stays_issued(self, filed: Any, row: Delivery, cast: Any) -> None:
        with pytest.raises(Refused, match="已归档，不能再撤回；内容有误的，请另发一份替代文件"):
            withdraw(filed, why="有误", by=cast.office)
        link = reverse("document-withdraw", args=[filed.pk])
        for name in ("document", "delivery-matrix"):
            assert link not in client_of(cast.office).get(reverse(name, args=[filed.pk])).content.decode()
        assert client_of(cast.office).post(link, {"why": "有误"}).status_code == 422
        assert take_back(row, why="送错了", by=cast.office) == 1

    def test_it_keeps_its_reply_form(self, filed: Any, cast: Any) -> None:
        with pytest.raises(Refused, match="已归档"):
            set_reply_form(filed, form=declare(FORM), by=cast.office)

    def test_it_takes_the_place_of_nothing(self, filed: Any, county: Any, cast: Any) -> None:
        wrong = issued(county, cast, "有误的")
        with pytest.raises(Refused, match="已归档"), transaction.atomic():
            withdraw(wrong, why="有误", replacement=filed, by=cast.office)
        page = client_of(cast.office).get(reverse("document-withdraw", args=[wrong.pk])).content.decode()
        assert filed.title not in page

    def test_what_came_in_is_taken_back_though_filed(self, received: Callable[..., Any], cast: Any) -> None:
        document = received(state="done")
        send(document, cast, cast.town.organisation)
        file_away(document, retention="10", by=cast.office)
        withdraw(document, why="错传", by=cast.office)
        assert not document.deliveries.filter(withdrawn_at=None).exists()


class TestMerged:
    def test_what_nobody_can_sign_for_is_taken_back(self, document: Any, county: Any, cast: Any) -> None:
        one, other = villages_of(cast.town)[1:3]
        rows = send(document, cast, cast.village.organisation, cast.village, one, other)
        by_name = next(r for r in rows if r.user)
        merge_region(
            cast.village.organisation.region, into=one.region, effective_on=date(2026, 11, 1), document="示例〔2026〕1号",
            by=cast.sysadmin,
        )  # fmt: skip
        gone = document.deliveries.exclude(withdrawn_at=None)
        assert [(d.organisation, d.user) for d in gone] == [(cast.village.organisation, None)]
        assert "已并入" in gone.get().withdrawn_why
        moved = type(cast.village).objects.get(pk=cast.village.pk)
        assert client_of(moved).get(reverse("delivery", args=[by_name.pk])).status_code == 200
        assert sign_for(by_name, by=moved).signed_by == moved
        assert (
            not Delivery.objects.visible_to(cast.stranger, Permission.DOCUMENTS_READ)
            .filter(pk=by_name.pk)
            .exists()
        )
