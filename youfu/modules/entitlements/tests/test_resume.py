"""Resuming 恢复 a suspended entitlement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit.errors import Refused, Stale
from youfu.modules.entitlements.actions import end, resume, suspend
from youfu.modules.entitlements.models import Entitlement
from youfu.modules.people.actions import record_death
from youfu.modules.people.models import Person
from youfu.rules.periods import parse_month

M = parse_month
Maker = Callable[..., Person]


@pytest.fixture
def row(cast: Any, make_entitled: Maker) -> Entitlement:
    """Paid from January to August, suspended from September."""
    row = Entitlement.objects.get(person=make_entitled("disability_pension", "2026-01", grade=7, cause="war"))
    suspend(row, from_month=M("2026-09"), basis="服刑", by=cast.clerk)
    row.refresh_from_db()
    return row


class TestResume:
    def test_it_opens_the_next_row_with_the_same_terms(self, cast: Any, row: Entitlement) -> None:
        after = resume(row, from_month=M("2026-12"), basis="刑满", by=cast.clerk)
        assert (after.first_month, after.last_month, after.terms_id) == ("2026-12", "", row.terms_id)
        assert after.continues == row

    def test_it_may_go_on_without_a_gap(self, cast: Any, row: Entitlement) -> None:
        assert resume(row, from_month=M("2026-09"), basis="误停", by=cast.clerk).first_month == "2026-09"

    def test_it_keeps_the_months_that_were_closed_before_the_books_opened(
        self, cast: Any, row: Entitlement
    ) -> None:
        Entitlement.objects.filter(pk=row.pk).update(closed_before=M("2026-01"))
        assert resume(row, from_month=M("2026-12"), basis="刑满", by=cast.clerk).closed_before == M("2026-01")

    def test_it_refuses_a_month_before_the_suspension(self, cast: Any, row: Entitlement) -> None:
        with pytest.raises(Refused, match="不能早于中止月份"):
            resume(row, from_month=M("2026-08"), basis="刑满", by=cast.clerk)

    def test_it_happens_once(self, cast: Any, row: Entitlement) -> None:
        resume(row, from_month=M("2026-12"), basis="刑满", by=cast.clerk)
        with pytest.raises(Stale, match="已经恢复"):
            resume(row, from_month=M("2027-01"), basis="刑满", by=cast.clerk)
        assert Entitlement.objects.filter(person=row.person).count() == 2

    def test_it_refuses_what_was_ended_for_good(self, cast: Any, make_entitled: Maker) -> None:
        row = Entitlement.objects.get(person=make_entitled("combat_allowance", "2026-01"))
        with pytest.raises(Refused, match="只有中止"):
            resume(row, from_month=M("2026-12"), basis="测试", by=cast.clerk)
        end(row, last_month=M("2026-06"), reason="cancelled", basis="测试", by=cast.clerk)
        with pytest.raises(Refused, match="只有中止"):
            resume(row, from_month=M("2026-12"), basis="测试", by=cast.clerk)

    def test_it_refuses_to_pay_somebody_who_died_while_suspended(self, cast: Any, row: Entitlement) -> None:
        record_death(row.person, on=date(2026, 10, 5), basis="死亡证明", by=cast.clerk)
        with pytest.raises(Refused, match="去世"):
            resume(row, from_month=M("2026-09"), basis="误停", by=cast.clerk)

    @pytest.mark.parametrize("who", ["stranger", "reviewer", "records", "village"])
    def test_it_refuses_a_stranger_and_whoever_may_not(self, cast: Any, row: Entitlement, who: str) -> None:
        with pytest.raises(PermissionDenied):
            resume(row, from_month=M("2026-12"), basis="刑满", by=getattr(cast, who))
        assert not hasattr(row, "continued_by")
