"""公示, as staff keep it: objections registered and answered, days laid down, the notice concluded."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from youfu.kit import clock
from youfu.kit.models import Application, AuditEvent, Notice


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


class TestConclude:
    def test_it_is_gone_when_it_ended(self, published: Notice, cast: Any, on_day: Any) -> None:
        on_day(date(2026, 11, 27))
        client = client_of(cast.town)
        client.post(f"/applications/{published.application_id}/notice/conclude")
        page = Client().get(f"/notices/{published.pk}")
        assert page.status_code == 410
        assert "王" not in page.content.decode()
        assert Client().get("/notices").context["lines"] == []


class TestPanel:
    def page(self, published: Notice, user: Any) -> str:
        return client_of(user).get(f"/applications/{published.application_id}").content.decode()

    def test_it_offers_what_may_be_done(self, published: Notice, cast: Any, on_day: Any) -> None:
        own = self.page(published, cast.town)
        assert f"/notices/{published.pk}/object" in own
        assert "notice/conclude" not in own
        assert "/object" not in self.page(published, cast.auditor)
        on_day(date(2026, 11, 27))
        assert "notice/conclude" in self.page(published, cast.town)
        assert "notice/conclude" not in self.page(published, cast.clerk)


class TestObjection:
    @pytest.fixture
    def objection(self, published: Notice, cast: Any) -> Any:
        given = {"on": "2026-11-23", "content": "服役年限不实", "who": "张三 13800000000"}
        answered = client_of(cast.village).post(f"/notices/{published.pk}/object", given)
        assert answered.status_code == 302
        return published.objections.get()

    def test_it_is_kept_with_its_author_sealed(self, objection: Any) -> None:
        assert objection.who.reveal() == "张三 13800000000"
        assert "张三" not in str(type(objection).objects.values_list("who").get())

    def test_it_names_its_author_to_whoever_answers_and_keeps_that_on_record(
        self, published: Notice, objection: Any, cast: Any
    ) -> None:
        assert (
            "张三"
            not in client_of(cast.town).get(f"/applications/{published.application_id}").content.decode()
        )
        assert "张三" in client_of(cast.town).get(f"/objections/{objection.pk}/answer").content.decode()
        shown = AuditEvent.objects.get(action="revealed", target_type="kit.objection")
        assert (shown.actor_id, shown.changes) == (cast.town.pk, {"fields": ["who"]})

    def test_it_holds_the_notice_up_until_it_is_answered(
        self, published: Notice, objection: Any, cast: Any, on_day: Any
    ) -> None:
        on_day(date(2026, 11, 27))
        client = client_of(cast.town)
        end = f"/applications/{published.application_id}/notice/conclude"
        assert client.post(end).status_code == 422
        answer = f"/objections/{objection.pk}/answer"
        assert client.get(answer).status_code == 200
        assert client.post(answer, {"text": ""}).status_code == 422
        assert client.post(answer, {"text": "已核对档案"}).status_code == 302
        assert client.post(answer, {"text": "再答"}).status_code == 409
        assert client.post(end).status_code == 302
        assert Application.objects.get(pk=published.application_id).position == 3

    @pytest.mark.parametrize("wrong", [{"on": "2026-11-22"}, {"on": "2026-11-24"}, {"content": " "}])
    def test_it_refuses_what_cannot_be(self, published: Notice, cast: Any, wrong: dict[str, str]) -> None:
        given = {"on": "2026-11-23", "content": "不实"} | wrong
        assert client_of(cast.town).post(f"/notices/{published.pk}/object", given).status_code == 422
        assert not published.objections.exists()

    def test_it_does_not_exist_for_a_county_next_door(
        self, published: Notice, objection: Any, cast: Any
    ) -> None:
        client = client_of(cast.stranger)
        pk = published.application_id
        for url in (
            f"/notices/{published.pk}/object",
            f"/objections/{objection.pk}/answer",
            f"/applications/{pk}/notice/days",
        ):
            assert client.get(url).status_code == 404, url
            assert client.post(url, {}).status_code == 404, url
        assert client.post(f"/applications/{pk}/notice/conclude").status_code == 404

    def test_it_is_nobody_elses_step(self, published: Notice, objection: Any, cast: Any) -> None:
        for user in (cast.clerk, cast.leader, cast.village):
            client = client_of(user)
            assert client.get(f"/objections/{objection.pk}/answer").status_code == 403
            assert client.get(f"/applications/{published.application_id}/notice/days").status_code == 403
            assert client.post(f"/applications/{published.application_id}/notice/conclude").status_code == 403
        assert client_of(cast.auditor).get(f"/notices/{published.pk}/object").status_code == 403
        assert client_of(cast.sysadmin).get(f"/objections/{objection.pk}/answer").status_code == 403


class TestDays:
    @pytest.fixture
    def endless(self, published: Notice) -> Notice:
        """A notice whose days nobody laid down."""
        Notice.objects.filter(pk=published.pk).update(until_day=None)
        published.application.steps.filter(order=published.order).update(days=None, due_on=None)
        published.refresh_from_db()
        return published

    def test_it_is_public_without_an_end(self, endless: Notice) -> None:
        assert "截止日期另行公布" in Client().get(f"/notices/{endless.pk}").content.decode()
        assert "期限另行公布" in Client().get("/notices").content.decode()

    def test_it_lays_days_down_with_their_ground(self, endless: Notice, cast: Any) -> None:
        client, url = client_of(cast.town), f"/applications/{endless.application_id}/notice/days"
        assert client.get(url).status_code == 200
        for wrong in ({"days": "0", "basis": "x"}, {"days": "5", "basis": " "}, {"days": "91", "basis": "x"}):
            assert client.post(url, wrong).status_code == 422
        assert client.post(url, {"days": "5", "basis": "示例〔2026〕2号"}).status_code == 302
        endless.refresh_from_db()
        assert endless.until_day == clock.today() + timedelta(days=7)
        assert client.post(url, {"days": "6", "basis": "示例"}).status_code == 409
