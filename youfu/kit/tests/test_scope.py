"""Where transactions open, for whom, and what is left when they end."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from youfu.kit.access import System
from youfu.kit.errors import Refused, Stale
from youfu.kit.middleware import ScopeMiddleware
from youfu.kit.models import AuditEvent, Denial
from youfu.kit.scope import acting, current


def setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select current_setting(%s, true)", [name])
        return str(cursor.fetchone()[0] or "")


class TestActing:
    def test_it_tells_the_database_who_acts_and_where(self, cast: Any, county: Any) -> None:
        with acting(cast.clerk) as scope:
            assert json.loads(setting("youfu.scope")) == {"actor": cast.clerk.pk, "paths": [county.path]}
            assert setting("youfu.actor") == cast.clerk.label
            assert setting("youfu.request") == scope.request_id
            assert current() is scope
        assert current() is None

    def test_it_joins_the_outer_one_and_gives_it_back(self, cast: Any) -> None:
        with acting(cast.clerk, job_id=3) as outer:
            with acting(System("测试")) as inner:
                assert (inner.request_id, inner.job_id) == (outer.request_id, 3)
                assert setting("youfu.actor") == "系统（测试）"
            assert setting("youfu.actor") == cast.clerk.label
            with pytest.raises(RuntimeError), acting(System("测试")):
                raise RuntimeError
            assert setting("youfu.actor") == cast.clerk.label
            assert current() is outer

    @pytest.mark.django_db(transaction=True)
    def test_it_leaves_nothing_to_the_next_user_of_the_connection(self, cast: Any) -> None:
        with acting(cast.clerk):
            assert setting("youfu.actor")
        assert setting("youfu.actor") == setting("youfu.scope") == ""
        with pytest.raises(RuntimeError), acting(cast.clerk):
            raise RuntimeError
        assert setting("youfu.actor") == ""


@pytest.fixture
def ask(cast: Any) -> Callable[..., HttpResponse]:
    """Send a request of the town's reviewer through the middleware to a view that also writes something."""

    def run(view: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
        request = RequestFactory().get("/somewhere")
        request.user = cast.town

        def answer(request: HttpRequest) -> HttpResponse:
            AuditEvent.objects.create(actor="x", action="test.wrote")
            try:
                return view(request)
            except Exception as error:  # as Django's own handler does
                answered = middleware.process_exception(request, error)
                codes = {PermissionDenied: 403, Http404: 404}
                return answered or HttpResponse(status=codes.get(type(error), 500))

        middleware = ScopeMiddleware(answer)
        return middleware(request)

    return run


def wrote() -> bool:
    return AuditEvent.objects.filter(action="test.wrote").exists()


class TestScopeMiddleware:
    @pytest.mark.parametrize("status", [200, 204, 302, 304])
    def test_it_commits_what_succeeded(self, ask: Any, status: int) -> None:
        assert ask(lambda _: HttpResponse(status=status)).status_code == status
        assert wrote()
        assert not Denial.objects.exists()

    @pytest.mark.parametrize("status", [400, 403, 404, 409, 422, 500, 503])
    def test_it_rolls_back_what_did_not(self, ask: Any, status: int) -> None:
        assert ask(lambda _: HttpResponse(status=status)).status_code == status
        assert not wrote()

    @pytest.mark.parametrize(
        ("error", "status"), [(PermissionDenied("rolls.view"), 403), (Http404("x"), 404)]
    )
    def test_it_remembers_a_denial_that_outlives_the_rollback(
        self, ask: Any, cast: Any, error: Exception, status: int
    ) -> None:
        def view(_: HttpRequest) -> HttpResponse:
            raise error

        assert ask(view).status_code == status
        assert not wrote()
        denial = Denial.objects.get()
        assert (denial.actor_id, denial.method, denial.path) == (cast.town.pk, "GET", "/somewhere")
        assert type(error).__name__ in denial.why

    @pytest.mark.parametrize(
        ("error", "status"), [(Refused("请先核对。"), 422), (Stale("已有人办理。"), 409)]
    )
    def test_it_turns_a_refusal_into_a_page_and_undoes_the_rest(
        self, ask: Any, error: Exception, status: int
    ) -> None:
        def view(_: HttpRequest) -> HttpResponse:
            raise error

        answer = ask(view)
        assert (answer.status_code, wrote()) == (status, False)
        assert str(error) in answer.content.decode()
        assert not Denial.objects.exists()

    def test_it_undoes_what_a_defect_left(self, ask: Any) -> None:
        def view(_: HttpRequest) -> HttpResponse:
            raise ZeroDivisionError

        assert ask(view).status_code == 500
        assert not wrote()

    def test_it_opens_nothing_for_somebody_unknown(self, db: None) -> None:
        from django.contrib.auth.models import AnonymousUser

        request = RequestFactory().get("/")
        request.user = AnonymousUser()
        seen: list[Any] = []
        ScopeMiddleware(lambda _: seen.append(current()) or HttpResponse())(request)  # type: ignore[func-returns-value]
        assert seen == [None]

    def test_it_is_over_before_a_stream_is_read(self, ask: Any) -> None:
        """So a page must not read the database while it streams; this is what it would find."""
        found: list[Any] = []

        def body() -> Any:
            found.append(current())
            yield b""

        list(ask(lambda _: StreamingHttpResponse(body())))
        assert found == [None]
