"""Time limits as data: laid down with a document, never guessed, and nothing to do with money."""

from __future__ import annotations

import csv
import io
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from youfu.kit.errors import Refused
from youfu.kit.models import AuditEvent
from youfu.kit.workflow.limits import limit
from youfu.modules.organisations.models import NATION
from youfu.modules.standards.actions import LimitRow, load_limits, set_limit
from youfu.modules.standards.models import Parameter
from youfu.modules.standards.queries import asked

CODE = "limit.rural_veteran.examine"
GIVEN = {
    "code": CODE, "region": "330483000000", "value": "20", "since": "2026-01-01", "document_title": "办事指南（测试）",
    "document_number": "测试〔2026〕1号", "source": "第三条", "confidence": "high",
}  # fmt: skip


def row(value: int, since: date, **more: Any) -> LimitRow:
    given = {
        "code": CODE,
        "title": "县级经办",
        "region": "330483000000",
        "document_title": "办事指南（测试）",
    }
    return LimitRow(**{**given, **more}, value=value, since=since)


def table(name: str) -> list[dict[str, str]]:
    """A shipped policy table as rows."""
    text = (files("youfu") / "policies" / name).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


class TestSetLimit:
    def test_it_closes_the_one_before(self, cast: Any, county: Any) -> None:
        set_limit(laid=row(20, date(2026, 1, 1)), by=cast.clerk)
        set_limit(laid=row(15, date(2026, 7, 1)), by=cast.clerk)
        assert [limit(CODE, county.path, date(2026, month, 1)).value for month in (6, 7)] == [20, 15]  # type: ignore[union-attr]
        assert limit(CODE, county.path, date(2025, 12, 31)) is None
        assert AuditEvent.objects.filter(action="standards.set_limit").count() == 2

    def test_it_fits_in_before_a_later_one(self, cast: Any) -> None:
        set_limit(laid=row(15, date(2026, 7, 1)), by=cast.clerk)
        earlier = set_limit(laid=row(20, date(2026, 1, 1)), by=cast.clerk)
        assert earlier.valid.upper == date(2026, 7, 1)

    def test_it_keeps_what_it_corrects(self, cast: Any, county: Any) -> None:
        wrong = set_limit(laid=row(20, date(2026, 1, 1)), by=cast.clerk)
        set_limit(laid=row(25, date(2026, 1, 1)), by=cast.clerk)
        wrong.refresh_from_db()
        assert wrong.superseded_at is not None
        assert limit(CODE, county.path, date(2026, 2, 1)).value == 25  # type: ignore[union-attr]

    def test_it_changes_nothing_the_second_time(self, cast: Any) -> None:
        first = set_limit(laid=row(20, date(2026, 1, 1)), by=cast.clerk)
        assert set_limit(laid=row(20, date(2026, 1, 1)), by=cast.clerk) == first

    def test_it_holds_for_the_nearest_region(self, cast: Any, county: Any) -> None:
        set_limit(laid=row(30, date(2026, 1, 1), region=NATION), by=cast.clerk)
        assert limit(CODE, county.path, date(2026, 2, 1)).value == 30  # type: ignore[union-attr]
        set_limit(laid=row(20, date(2026, 1, 1)), by=cast.clerk)
        assert limit(CODE, county.path, date(2026, 2, 1)).value == 20  # type: ignore[union-attr]

    @pytest.mark.parametrize(
        "wrong",
        [
            {"code": "examine"},
            {"code": "limit."},
            {"value": 0},
            {"value": 251},
            {"document_title": " "},
            {"region": "999999999999"},
            {"confidence": "sure"},
        ],
    )
    def test_it_refuses_nonsense_and_what_has_no_document(self, cast: Any, wrong: dict[str, Any]) -> None:
        given: dict[str, Any] = {"value": 20, "since": date(2026, 1, 1)} | wrong
        with pytest.raises(Refused):
            set_limit(laid=row(**given), by=cast.clerk)

    def test_it_refuses_a_stranger_and_who_may_only_look(self, cast: Any) -> None:
        for user in (cast.stranger, cast.reviewer, cast.sysadmin):
            with pytest.raises(PermissionDenied):
                set_limit(laid=row(20, date(2026, 1, 1)), by=user)


class TestShipped:
    def test_it_says_of_each_where_it_was_seen(self) -> None:
        for line in table("limits.csv"):
            assert line["source"], line
            assert line["document_title"], line
            assert line["confidence"] in ("high", "medium", "low"), line

    def test_it_limits_only_steps_that_a_type_declares(self, county: Any) -> None:
        asked_for = {line.code for line in asked(county.path, date(2026, 11, 23))}
        assert {line["code"] for line in table("limits.csv")} <= asked_for

    def test_it_is_loaded_once_and_leaves_what_a_county_entered(self, cast: Any) -> None:
        rows = table("limits.csv")
        known = Parameter.objects.standing().asked().count()
        assert known == len(rows)
        own = set_limit(laid=row(5, date(2026, 1, 1), code=rows[0]["code"], region=NATION), by=cast.clerk)
        assert load_limits(rows, by=cast.clerk) == 0
        own.refresh_from_db()
        assert own.superseded_at is None

    def test_it_refuses_a_stranger(self, cast: Any) -> None:
        with pytest.raises(PermissionDenied):
            load_limits([], by=cast.stranger)


class TestPage:
    def test_it_names_every_step_nobody_laid_down(self, cast: Any, county: Any) -> None:
        page = client_of(cast.clerk).get("/standards/limits")
        waiting = [line for line in asked(county.path, date(2026, 11, 23)) if line.row is None]
        assert waiting
        assert page.context["lines"] == waiting
        assert f"/standards/limits/set?code={waiting[0].code}" in page.content.decode()
        assert "待确认" in page.content.decode()
        assert "/standards/limits" in client_of(cast.clerk).get("/standards").content.decode()

    def test_it_takes_one_with_its_document(self, cast: Any, county: Any) -> None:
        client = client_of(cast.clerk)
        assert client.get("/standards/limits/set", {"code": CODE}).status_code == 200
        response = client.post(f"/standards/limits/set?code={CODE}", GIVEN, follow=True)
        assert "办理时限已登记" in response.content.decode()
        assert limit(CODE, county.path, date(2026, 2, 1)).value == 20  # type: ignore[union-attr]
        shown = client.get("/standards/limits", {"view": "all"}).content.decode()
        assert "测试〔2026〕1号" in shown

    def test_it_takes_one_for_all_types(self, cast: Any, county: Any) -> None:
        client_of(cast.clerk).post("/standards/limits/set", GIVEN | {"code": "limit.examine"})
        lines = asked(county.path, date(2026, 11, 23))
        assert all(line.row for line in lines if line.step.code == "examine")
        assert any(line.shared for line in lines)

    @pytest.mark.parametrize(
        "wrong", [{"value": "0"}, {"value": "x"}, {"document_title": ""}, {"code": "limit.no.such"}]
    )
    def test_it_refuses_what_is_incomplete(self, cast: Any, wrong: dict[str, str]) -> None:
        response = client_of(cast.clerk).post("/standards/limits/set", GIVEN | wrong)
        assert response.status_code == 422

    def test_it_lets_others_look_only(self, cast: Any) -> None:
        page = client_of(cast.reviewer).get("/standards/limits").content.decode()
        assert "limits/set" not in page
        for user in (cast.reviewer, cast.stranger):
            assert client_of(user).post("/standards/limits/set", GIVEN).status_code == 403
        assert client_of(cast.sysadmin).get("/standards/limits").status_code == 403
