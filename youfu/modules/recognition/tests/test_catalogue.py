"""业务目录: what is declared, for everybody inside to read."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client

from youfu.kit.workflow import TYPES
from youfu.modules.recognition.pages.boards.catalogue import declared, describe, laid_down
from youfu.modules.standards.actions import LimitRow, set_limit


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


class TestDescribe:
    def test_it_tells_a_limit_from_none(self, db: None) -> None:
        told = describe(TYPES["rural_veteran"], {"limit.rural_veteran.publicity": 3, "limit.town": 10})
        days = {step["code"]: step["working_days"] for step in told["steps"]}
        assert (days["publicity"], days["town"], days["examine"]) == (3, 10, None)
        assert (told["publicity"], told["publicity_days"]) == (True, 3)

    def test_it_knows_what_is_not_published(self, db: None) -> None:
        silent = next(kind for kind in declared() if not any(s.kind == "publicity" for s in kind.steps))
        assert describe(silent, {})["publicity"] is False

    def test_it_shows_what_the_county_laid_down(self, cast: Any, county: Any) -> None:
        laid = LimitRow(
            "limit.rural_veteran.review", "复核", county.pk, 5, date(2020, 1, 1), "办事指南（测试）"
        )
        set_limit(laid=laid, by=cast.clerk)
        assert laid_down()["limit.rural_veteran.review"] == 5


class TestPage:
    def test_it_lists_every_type_for_everybody(self, cast: Any) -> None:
        for user in (cast.office, cast.stranger, cast.secadmin):
            page = client_of(user).get("/application-types")
            assert len(page.context["types"]) == len(TYPES)

    def test_it_opens_each(self, cast: Any) -> None:
        client = client_of(cast.clerk)
        for kind in declared():
            text = client.get("/application-types", {"type": kind.code}).content.decode()
            assert str(kind.title) in text
            assert all(str(ground.title) in text for ground in kind.grounds)

    def test_it_leads_to_the_form_of_a_limit_that_is_missing(self, cast: Any) -> None:
        link = "limits/set?code=limit.rural_veteran.examine"
        for user, offered in ((cast.clerk, True), (cast.reviewer, False)):
            text = client_of(user).get("/application-types", {"type": "rural_veteran"}).content.decode()
            assert "待确认" in text
            assert (link in text) is offered

    def test_it_knows_no_other_type(self, cast: Any) -> None:
        assert client_of(cast.clerk).get("/application-types", {"type": "no_such"}).status_code == 404
