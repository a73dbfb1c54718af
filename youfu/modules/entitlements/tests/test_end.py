"""Ending an entitlement: after a month, from its first month, earlier than said before, and with a death."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit.errors import Stale
from youfu.kit.models import AuditEvent
from youfu.modules.entitlements.actions import end, suspend
from youfu.modules.entitlements.models import Entitlement
from youfu.modules.people.actions import record_death
from youfu.modules.people.models import Person
from youfu.rules.periods import parse_month

M = parse_month
Maker = Callable[..., Person]


def cancelled(row: Entitlement, last: str, by: Any) -> Entitlement:
    end(row, last_month=M(last), reason="cancelled", basis="桐退〔2026〕7号", by=by)
    row.refresh_from_db()
    return row


class TestEnd:
    def test_it_closes_the_row_after_the_last_month(self, cast: Any, make_entitled: Maker) -> None:
        row = Entitlement.objects.get(person=make_entitled("combat_allowance", "2026-01"))
        cancelled(row, "2026-11", cast.clerk)
        assert (row.first_month, row.last_month, row.ended) == ("2026-01", "2026-11", "cancelled")
        event = AuditEvent.objects.latest("id")
        assert event.changes == {
            "last_month": M("2026-11"),
            "reason": "cancelled",
            "basis": "桐退〔2026〕7号",
        }

    @pytest.mark.parametrize("last", ["2025-12", "2025-01"])
    def test_it_takes_the_row_back_when_it_ends_before_its_first_month(
        self, cast: Any, make_entitled: Maker, last: str
    ) -> None:
        row = Entitlement.objects.get(person=make_entitled("combat_allowance", "2026-01"))
        cancelled(row, last, cast.clerk)
        assert row.months.isempty
        assert (row.first_month, row.last_month) == ("", "")

    def test_it_brings_an_end_forward_and_refuses_to_put_it_back(
        self, cast: Any, make_entitled: Maker
    ) -> None:
        row = Entitlement.objects.get(person=make_entitled("combat_allowance", "2026-01"))
        cancelled(row, "2026-11", cast.clerk)
        cancelled(row, "2026-05", cast.clerk)
        assert row.last_month == "2026-05"
        for later in ("2026-05", "2026-08"):
            with pytest.raises(Stale, match="2026-05"):
                cancelled(row, later, cast.clerk)

    def test_it_says_that_a_row_taken_back_cannot_end_again(self, cast: Any, make_entitled: Maker) -> None:
        row = Entitlement.objects.get(person=make_entitled("combat_allowance", "2026-01"))
        cancelled(row, "2025-12", cast.clerk)
        with pytest.raises(Stale, match="取消"):
            cancelled(row, "2026-03", cast.clerk)

    @pytest.mark.parametrize("who", ["stranger", "reviewer", "records", "village"])
    def test_it_refuses_a_stranger_and_whoever_may_not(
        self, cast: Any, make_entitled: Maker, who: str
    ) -> None:
        row = Entitlement.objects.get(person=make_entitled("combat_allowance", "2026-01"))
        with pytest.raises(PermissionDenied):
            cancelled(row, "2026-11", getattr(cast, who))
        row.refresh_from_db()
        assert row.months.upper is None


class TestEndForDeath:
    """The answer to people.record_death."""

    def test_it_pays_the_month_of_death_and_no_later_one(self, cast: Any, make_entitled: Maker) -> None:
        person = make_entitled("combat_allowance", "2026-01")
        make_entitled("survivor_pension", "2026-03", person=person, kind="martyr")
        record_death(person, on=date(2026, 9, 1), basis="死亡证明", by=cast.clerk)
        rows = Entitlement.objects.filter(person=person)
        assert {(r.last_month, r.ended, r.ended_basis) for r in rows} == {("2026-09", "death", "死亡证明")}

    def test_it_leaves_what_ended_before_as_it_was(self, cast: Any, make_entitled: Maker) -> None:
        person = make_entitled("combat_allowance", "2026-01")
        cancelled(Entitlement.objects.get(person=person), "2026-05", cast.clerk)
        record_death(person, on=date(2026, 9, 1), basis="死亡证明", by=cast.clerk)
        assert Entitlement.objects.get(person=person).ended == "cancelled"

    def test_it_brings_forward_an_end_that_lay_after_the_death(self, cast: Any, make_entitled: Maker) -> None:
        person = make_entitled("combat_allowance", "2026-01")
        suspend(Entitlement.objects.get(person=person), from_month=M("2026-11"), basis="测试", by=cast.clerk)
        record_death(person, on=date(2026, 9, 1), basis="死亡证明", by=cast.clerk)
        row = Entitlement.objects.get(person=person)
        assert (row.last_month, row.ended) == ("2026-09", "death")

    def test_it_takes_back_what_begins_after_the_death(self, cast: Any, make_entitled: Maker) -> None:
        person = make_entitled("combat_allowance", "2026-11")
        record_death(person, on=date(2026, 8, 31), basis="死亡证明", by=cast.clerk)
        assert Entitlement.objects.get(person=person).months.isempty

    def test_it_is_not_disturbed_by_a_row_taken_back_before(self, cast: Any, make_entitled: Maker) -> None:
        person = make_entitled("combat_allowance", "2026-01")
        cancelled(Entitlement.objects.get(person=person), "2025-12", cast.clerk)
        record_death(person, on=date(2026, 9, 1), basis="死亡证明", by=cast.clerk)
        assert Entitlement.objects.get(person=person).ended == "cancelled"

    def test_it_names_the_system_and_the_clerk_in_the_trail(self, cast: Any, make_entitled: Maker) -> None:
        person = make_entitled("combat_allowance", "2026-01")
        record_death(person, on=date(2026, 9, 1), basis="死亡证明", by=cast.clerk)
        event = AuditEvent.objects.filter(action="entitlement.end").latest("id")
        assert event.actor_id is None
        assert "系统" in event.actor
        assert cast.clerk.username in event.actor
