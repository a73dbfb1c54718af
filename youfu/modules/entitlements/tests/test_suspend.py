"""Suspending 中止 an entitlement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit.errors import Refused, Stale
from youfu.modules.entitlements.actions import cancel_suspended, end, resume, suspend
from youfu.modules.entitlements.models import Entitlement
from youfu.modules.people.models import Person
from youfu.rules.periods import parse_month

M = parse_month
Maker = Callable[..., Person]


@pytest.fixture
def row(make_entitled: Maker) -> Entitlement:
    return Entitlement.objects.get(person=make_entitled("combat_allowance", "2026-01"))


class TestSuspend:
    def test_it_stops_before_the_month(self, cast: Any, row: Entitlement) -> None:
        suspend(row, from_month=M("2026-09"), basis="服刑", by=cast.clerk)
        row.refresh_from_db()
        assert (row.last_month, row.ended, row.ended_basis) == ("2026-08", "suspended", "服刑")

    def test_it_may_stop_from_the_very_first_month(self, cast: Any, row: Entitlement) -> None:
        suspend(row, from_month=M("2026-01"), basis="服刑", by=cast.clerk)
        row.refresh_from_db()
        assert row.months.isempty

    def test_it_refuses_a_month_before_the_first(self, cast: Any, row: Entitlement) -> None:
        with pytest.raises(Refused, match="早于起发月份"):
            suspend(row, from_month=M("2025-12"), basis="服刑", by=cast.clerk)

    @pytest.mark.parametrize("last", ["2026-06", "2025-12"])
    def test_it_refuses_what_has_ended(self, cast: Any, row: Entitlement, last: str) -> None:
        end(row, last_month=M(last), reason="cancelled", basis="测试", by=cast.clerk)
        with pytest.raises(Stale):
            suspend(row, from_month=M("2026-09"), basis="服刑", by=cast.clerk)

    @pytest.mark.parametrize("who", ["stranger", "reviewer", "finance", "town"])
    def test_it_refuses_a_stranger_and_whoever_may_not(self, cast: Any, row: Entitlement, who: str) -> None:
        with pytest.raises(PermissionDenied):
            suspend(row, from_month=M("2026-09"), basis="服刑", by=getattr(cast, who))
        row.refresh_from_db()
        assert row.months.upper is None


class TestCancelSuspended:
    def test_it_is_final_and_changes_no_month(self, cast: Any, row: Entitlement) -> None:
        suspend(row, from_month=M("2026-09"), basis="服刑", by=cast.clerk)
        cancel_suspended(row, basis="改判无期徒刑", by=cast.clerk)
        row.refresh_from_db()
        assert (row.last_month, row.ended, row.ended_basis) == ("2026-08", "cancelled", "改判无期徒刑")
        with pytest.raises(Refused, match="只有中止"):
            resume(row, from_month=M("2026-12"), basis="刑满", by=cast.clerk)

    def test_it_refuses_what_runs_or_was_resumed(self, cast: Any, row: Entitlement) -> None:
        with pytest.raises(Stale, match="没有中止"):
            cancel_suspended(row, basis="判决", by=cast.clerk)
        suspend(row, from_month=M("2026-09"), basis="服刑", by=cast.clerk)
        resume(row, from_month=M("2026-11"), basis="刑满", by=cast.clerk)
        with pytest.raises(Stale, match="已经恢复"):
            cancel_suspended(row, basis="判决", by=cast.clerk)

    @pytest.mark.parametrize("who", ["stranger", "reviewer", "town"])
    def test_it_refuses_a_stranger_and_whoever_may_not(self, cast: Any, row: Entitlement, who: str) -> None:
        suspend(row, from_month=M("2026-09"), basis="服刑", by=cast.clerk)
        with pytest.raises(PermissionDenied):
            cancel_suspended(row, basis="判决", by=getattr(cast, who))
