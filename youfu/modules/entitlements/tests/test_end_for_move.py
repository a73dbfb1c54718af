"""Who moves away is paid through the month that was recorded with the move."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from youfu.modules.entitlements.actions import suspend
from youfu.modules.people.actions import move_out
from youfu.modules.people.models import Person
from youfu.rules.periods import parse_month

M = parse_month


class TestEndForMove:
    def test_it_ends_every_running_row_and_no_other(
        self, cast: Any, make_entitled: Callable[..., Person], on_day: Any
    ) -> None:
        on_day(date(2026, 11, 23))
        person = make_entitled("combat_allowance", "2026-01")
        suspend(person.entitlements.get(), from_month=M("2026-05"), basis="测试", by=cast.clerk)
        make_entitled("disability_pension", "2026-01", person=person, grade=8, cause="war")
        move_out(person, on=date(2026, 11, 3), last_month=M("2026-12"), basis="迁往上饶市", by=cast.clerk)
        ends = {row.programme.code: (row.last_month, row.ended) for row in person.entitlements.all()}
        assert ends == {
            "combat_allowance": ("2026-04", "suspended"), "disability_pension": ("2026-12", "moved"),
        }  # fmt: skip
