"""The way in, and the workbench."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from youfu.modules.organisations.models import User
from youfu.modules.payments.actions import compute
from youfu.modules.people.models import Person
from youfu.rules.periods import parse_month

PASSWORD = "youfu-demo-2026"


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


class TestSignIn:
    def test_it_leads_to_the_page_that_was_asked_for(self, cast: Any) -> None:
        client = Client()
        asked = client.get("/people")
        response = client.post(
            asked["Location"], {"username": "clerk", "password": PASSWORD, "next": "/people"}
        )
        assert response["Location"] == "/people"

    def test_it_does_not_lead_elsewhere(self, cast: Any) -> None:
        given = {"username": "clerk", "password": PASSWORD, "next": "https://example.org/"}
        assert Client().post("/sign-in", given)["Location"] == "/"

    def test_it_refuses_and_locks(self, cast: Any) -> None:
        client = Client()
        for _attempt in range(4):
            response = client.post("/sign-in", {"username": "clerk", "password": "wrong"})
            assert "用户名或密码不对" in response.content.decode()
        locked = client.post("/sign-in", {"username": "clerk", "password": "wrong"})
        assert locked.status_code == 429
        assert "已锁定" in locked.content.decode()
        assert client.post("/sign-in", {"username": "clerk", "password": PASSWORD}).status_code == 429

    def test_it_shows_demo_accounts_only_in_a_demo(self, db: None, settings: Any) -> None:
        settings.DEMO = {}
        assert "演示账号" not in Client().get("/sign-in").content.decode()

    def test_it_ends_with_the_sign_out(self, cast: Any) -> None:
        client = client_of(cast.clerk)
        assert client.get("/sign-out").status_code == 405
        client.post("/sign-out")
        assert client.get("/").status_code == 302


class TestWorkbench:
    def test_it_puts_what_waits_first(
        self, cast: Any, county: Any, make_entitled: Callable[..., Person]
    ) -> None:
        make_entitled("combat_allowance", "2026-11")
        roll = compute(county, month=parse_month("2026-11"), by=cast.clerk)
        items = client_of(cast.reviewer).get("/").context["waiting"]
        assert (items[0].url, items[0].state) == (f"/rolls/{roll.pk}", "now")
        mine = client_of(cast.clerk).get("/").context["waiting"]
        assert [i.state for i in mine if i.url == f"/rolls/{roll.pk}"] == ["info"]

    def test_it_links_every_number_to_its_rows(self, cast: Any, make_person: Callable[..., Person]) -> None:
        make_person()
        client = client_of(cast.clerk)
        for figure, value in client.get("/").context["figures"]:
            assert client.get(figure.url).status_code == 200
            if not figure.money and figure.code.startswith("people."):
                assert len(client.get(figure.url).context["lines"]) == value

    def test_it_shows_the_village_only_its_own(self, cast: Any, make_person: Callable[..., Person]) -> None:
        make_person(village="330483101")
        shown = {figure.code: value for figure, value in client_of(cast.village).get("/").context["figures"]}
        assert shown["people.filed"] == 0
        assert "payments.year" not in shown


class TestSwitches:
    @pytest.mark.parametrize(
        ("given", "mark"),
        [({"size": "large"}, 'data-size="large"'), ({"size": "huge"}, 'data-size="normal"')],
    )
    def test_it_keeps_the_size_and_the_page(self, cast: Any, given: dict[str, str], mark: str) -> None:
        client = client_of(cast.clerk)
        response = client.post("/size", given | {"next": "/people?view=all"})
        assert response["Location"] == "/people?view=all"
        assert mark in client.get("/people").content.decode()

    @pytest.mark.parametrize(
        ("language", "mark"), [("en", '<html lang="en"'), ("zh-hans", '<html lang="zh-CN"')]
    )
    def test_it_keeps_the_language(self, cast: Any, language: str, mark: str) -> None:
        client = client_of(cast.clerk)
        client.post("/language", {"language": language, "next": "/"})
        assert mark in client.get("/").content.decode()

    def test_it_ignores_a_language_that_is_not_ours(self, cast: Any) -> None:
        assert not Client().post("/language", {"language": "xx", "next": "/"}).cookies


class TestPassword:
    def test_it_is_changed_with_the_old_one(self, cast: Any) -> None:
        client = client_of(cast.clerk)
        new = "一百零八级台阶-winter"
        given = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
        assert client.post("/password", given | {"old_password": "wrong"}).status_code == 422
        assert client.post("/password", given).status_code == 302
        assert User.objects.get(pk=cast.clerk.pk).check_password(new)
        assert client.get("/").status_code == 200

    def test_it_refuses_a_weak_one(self, cast: Any) -> None:
        given = {"old_password": PASSWORD, "new_password1": "12345", "new_password2": "12345"}
        assert client_of(cast.clerk).post("/password", given).status_code == 422


class TestHealth:
    def test_it_answers_without_a_session(self, db: None) -> None:
        assert Client().get("/healthz").json() == {"ok": True}


class TestErrorPages:
    def test_it_says_what_to_do_next(self, cast: Any) -> None:
        client = client_of(cast.office)
        missing, closed = client.get("/nothing-here"), client.get("/people")
        assert (missing.status_code, closed.status_code) == (404, 403)
        assert "从列表重新查找" in missing.content.decode()
        assert "安全管理员" in closed.content.decode()

    def test_it_bears_nobody(self, db: None) -> None:
        assert Client().get("/nothing-here").status_code == 404

    def test_it_carries_no_inline_script_or_style(self, cast: Any) -> None:
        response = client_of(cast.clerk).get("/people")
        text = response.content.decode()
        assert " style=" not in text
        assert " onclick=" not in text
        assert "'unsafe-inline'" not in response["Content-Security-Policy"]
