"""The trail: what was done, seen and refused, kept by the database whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from youfu.kit import audit
from youfu.kit.access import System
from youfu.kit.models import AuditEvent, Denial
from youfu.kit.scope import Scope, acting


class TestRecord:
    def test_it_copies_what_it_needs_so_that_it_outlives_its_target(
        self, cast: Any, make_person: Callable[..., Any]
    ) -> None:
        person = make_person(account=False)
        audit.record(cast.clerk, "test.seen", target=person, changes={"month": 24322}, reason="核对")
        number = person.pk
        person.delete()
        event = AuditEvent.objects.get(action="test.seen")
        assert (event.target, event.target_id, event.reason) == ("陈建国", str(number), "核对")
        assert event.changes == {"month": 24322}

    def test_it_carries_the_request_and_the_job(self, cast: Any) -> None:
        with acting(cast.clerk, job_id=7) as scope:
            audit.record(cast.clerk, "test.job")
        event = AuditEvent.objects.get(action="test.job")
        assert (event.request_id, event.job_id) == (scope.request_id, 7)

    def test_it_names_the_system(self, db: None) -> None:
        audit.record(System("测试"), "test.system")
        event = AuditEvent.objects.get(action="test.system")
        assert (event.actor_id, event.actor) == (None, "系统（测试）")

    def test_it_goes_with_the_transaction_it_belongs_to(self, cast: Any) -> None:
        def fail() -> None:
            with acting(cast.clerk):
                audit.record(cast.clerk, "test.lost")
                raise RuntimeError

        with pytest.raises(RuntimeError):
            fail()
        assert not AuditEvent.objects.filter(action="test.lost").exists()


class TestViewed:
    def test_it_tells_looking_from_revealing(self, cast: Any, make_person: Callable[..., Any]) -> None:
        person = make_person()
        audit.viewed(cast.clerk, person)
        audit.viewed(cast.clerk, person, purpose="银行退票核对", fields=("account",))
        seen, revealed = AuditEvent.objects.filter(
            target_type="people.person", target_id=str(person.pk)
        ).order_by("id")
        assert (seen.action, seen.changes) == ("viewed", {"fields": []})
        assert (revealed.action, revealed.changes, revealed.reason) == (
            "revealed", {"fields": ["account"]}, "银行退票核对",
        )  # fmt: skip


class TestDeny:
    def test_it_keeps_who_was_refused_what(self, cast: Any) -> None:
        audit.deny(Scope(cast.town, "r1"), "GET", "/rolls/1?" + "x" * 900, "Http404: 没有")
        denial = Denial.objects.get()
        assert (denial.actor_id, denial.method, denial.why) == (cast.town.pk, "GET", "Http404: 没有")
        assert len(denial.path) == 500

    def test_it_is_not_lost_over_a_character_the_database_cannot_keep(self, cast: Any) -> None:
        audit.deny(Scope(cast.town, "r1"), "GET", "/people/\0", "Http404: \0")
        assert Denial.objects.get().path == "/people/�"


class TestDatabase:
    @pytest.mark.parametrize("table", ["kit_auditevent", "kit_denial"])
    @pytest.mark.parametrize("change", ["update {} set actor = 'x'", "delete from {}", "truncate {}"])
    def test_it_refuses_to_change_the_trail(self, cast: Any, table: str, change: str) -> None:
        audit.record(cast.clerk, "test.kept")
        audit.deny(Scope(cast.town, "r1"), "GET", "/", "why")
        with (
            pytest.raises(DatabaseError, match=r"append-only|Cannot update or delete"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change.format(table))
        assert AuditEvent.objects.filter(action="test.kept").count() == Denial.objects.count() == 1
