"""Ending a rate that nothing follows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit.errors import Refused
from youfu.modules.standards.actions import end_rate, load
from youfu.modules.standards.models import Rate
from youfu.modules.standards.tests.test_load import HERE, row, standing


@pytest.fixture
def rate(cast: Any) -> Rate:
    load([row("900", "2026-01-01")], origin="测试", by=cast.clerk)
    return Rate.objects.get(region=HERE)


class TestEndRate:
    def test_it_ends_after_its_last_day(self, cast: Any, rate: Rate) -> None:
        before = rate.revision
        end_rate(rate, last_day=date(2026, 10, 31), by=cast.clerk)
        rate.refresh_from_db()
        assert standing() == [("2026-01-01", "2026-11-01", 90000)]
        assert (rate.changes_from, rate.revision > before) == (date(2026, 11, 1), True)

    def test_it_may_be_brought_forward(self, cast: Any, rate: Rate) -> None:
        end_rate(rate, last_day=date(2026, 10, 31), by=cast.clerk)
        end_rate(rate, last_day=date(2026, 3, 31), by=cast.clerk)
        assert standing() == [("2026-01-01", "2026-04-01", 90000)]

    @pytest.mark.parametrize("last", [date(2025, 12, 31), date(2026, 10, 31), date(2027, 1, 31)])
    def test_it_refuses_a_day_outside_the_period(self, cast: Any, rate: Rate, last: date) -> None:
        end_rate(rate, last_day=date(2026, 10, 31), by=cast.clerk)
        with pytest.raises(Refused, match="执行期间之内"):
            end_rate(rate, last_day=last, by=cast.clerk)

    def test_it_refuses_a_row_that_was_corrected(self, cast: Any, rate: Rate) -> None:
        load([row("910", "2026-01-01")], origin="测试", by=cast.clerk)
        with pytest.raises(Refused, match="执行期间之内"):
            end_rate(rate, last_day=date(2026, 3, 31), by=cast.clerk)

    @pytest.mark.parametrize("who", ["stranger", "reviewer", "finance", "village"])
    def test_it_refuses_a_stranger_and_whoever_may_not(self, cast: Any, rate: Rate, who: str) -> None:
        with pytest.raises(PermissionDenied):
            end_rate(rate, last_day=date(2026, 10, 31), by=getattr(cast, who))
        assert standing() == [("2026-01-01", "", 90000)]
