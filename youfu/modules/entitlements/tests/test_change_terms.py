"""Changing what an entitlement is priced by 变更待遇条件, for example a re-rating 调残."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit.errors import Refused, Stale
from youfu.modules.entitlements.actions import change_terms, end, resume, suspend
from youfu.modules.entitlements.models import Entitlement
from youfu.modules.people.actions import record_death
from youfu.modules.people.models import Person
from youfu.rules.periods import parse_month
from youfu.rules.pricing import Terms

M = parse_month
Maker = Callable[..., Person]
SEVEN = Terms("disability_pension", grade=7, cause="war")


@pytest.fixture
def row(make_entitled: Maker) -> Entitlement:
    return Entitlement.objects.get(
        person=make_entitled("disability_pension", "2026-01", grade=8, cause="war")
    )


def raised(row: Entitlement, month: str, by: Any) -> Entitlement:
    return change_terms(row, terms=SEVEN, from_month=M(month), basis="调残", by=by)


def story(row: Entitlement) -> list[tuple[str, str, int | None, str]]:
    """(first month, last month, grade, why it ended) of a person's rows, oldest first."""
    rows = Entitlement.objects.filter(person=row.person).select_related("terms").order_by("pk")
    return [(r.first_month, r.last_month, r.terms.grade, r.ended) for r in rows]


class TestChangeTerms:
    def test_it_closes_the_row_and_opens_the_next(self, cast: Any, row: Entitlement) -> None:
        after = raised(row, "2026-06", cast.clerk)
        assert story(row) == [("2026-01", "2026-05", 8, "changed"), ("2026-06", "", 7, "")]
        assert after.continues == row

    def test_it_replaces_a_row_from_its_first_month(self, cast: Any, row: Entitlement) -> None:
        raised(row, "2026-01", cast.clerk)
        assert story(row) == [("", "", 8, "changed"), ("2026-01", "", 7, "")]

    def test_it_refuses_a_month_before_the_first(self, cast: Any, row: Entitlement) -> None:
        with pytest.raises(Refused, match="早于起发月份"):
            raised(row, "2025-12", cast.clerk)
        assert story(row) == [("2026-01", "", 8, "")]

    def test_it_refuses_what_ended_before(self, cast: Any, row: Entitlement) -> None:
        end(row, last_month=M("2026-05"), reason="cancelled", basis="测试", by=cast.clerk)
        with pytest.raises(Stale, match="2026-05"):
            raised(row, "2026-06", cast.clerk)

    def test_it_does_not_bring_the_dead_back_to_the_roll(self, cast: Any, row: Entitlement) -> None:
        record_death(row.person, on=date(2026, 9, 2), basis="死亡证明", by=cast.clerk)
        raised(row, "2026-06", cast.clerk)
        assert story(row) == [("2026-01", "2026-05", 8, "changed"), ("2026-06", "2026-09", 7, "death")]

    def test_it_does_not_lift_a_suspension(self, cast: Any, row: Entitlement) -> None:
        suspend(row, from_month=M("2026-09"), basis="服刑", by=cast.clerk)
        after = raised(row, "2026-06", cast.clerk)
        assert story(row)[1:] == [("2026-06", "2026-08", 7, "suspended")]
        assert resume(after, from_month=M("2026-12"), basis="刑满", by=cast.clerk).terms.grade == 7

    def test_it_changes_the_months_before_a_suspension_that_is_over(
        self, cast: Any, row: Entitlement
    ) -> None:
        suspend(row, from_month=M("2026-09"), basis="服刑", by=cast.clerk)
        resumed = resume(row, from_month=M("2026-11"), basis="刑满", by=cast.clerk)
        after = raised(row, "2026-06", cast.clerk)
        assert story(row) == [
            ("2026-01", "2026-05", 8, "changed"), ("2026-11", "", 8, ""), ("2026-06", "2026-08", 7, "suspended"),
        ]  # fmt: skip
        resumed.refresh_from_db()
        assert resumed.continues == after

    @pytest.mark.parametrize("who", ["stranger", "reviewer", "records", "town"])
    def test_it_refuses_a_stranger_and_whoever_may_not(self, cast: Any, row: Entitlement, who: str) -> None:
        with pytest.raises(PermissionDenied):
            raised(row, "2026-06", getattr(cast, who))
        assert story(row) == [("2026-01", "", 8, "")]
