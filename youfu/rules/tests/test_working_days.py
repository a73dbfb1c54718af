"""Runs `cases/clocks/working_days.yaml`, and tries what must hold of every calendar."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youfu.rules.tests.library import load
from youfu.rules.working_days import Clock, WorkingDays

FILE = load("clocks/working_days")
KNOWN = FILE["calendar"]
CALENDAR = WorkingDays(
    dict.fromkeys(KNOWN["free"], False) | dict.fromkeys(KNOWN["worked"], True), frozenset(KNOWN["years"])
)
days = st.dates(date(2025, 6, 1), date(2027, 6, 1))


@pytest.mark.parametrize("case", FILE["cases"], ids=[f"it {case['it']}" for case in FILE["cases"]])
class TestCases:
    def test_it(self, case: dict[str, Any]) -> None:
        assert case["article"]
        begun, used = case["from"], 0
        for stopped, resumed in case.get("pauses", ()):
            used += CALENDAR.between(begun, stopped)
            begun = resumed
        due = CALENDAR.after(begun, case["days"] - used)
        assert (due, used) == (case["due"], case.get("used", 0))
        assert CALENDAR.missing(case["from"], due) == case.get("missing", [])


class TestWorkingDays:
    @given(days, st.integers(0, 60))
    def test_it_ends_on_a_working_day_after_exactly_so_many(self, start: date, number: int) -> None:
        end = CALENDAR.after(start, number)
        assert CALENDAR.between(start, end) == number
        assert number == 0 or CALENDAR.works(end)

    @given(days, days, days)
    def test_it_adds_up_wherever_it_is_cut(self, a: date, b: date, c: date) -> None:
        first, middle, last = sorted((a, b, c))
        assert CALENDAR.between(first, last) == CALENDAR.between(first, middle) + CALENDAR.between(
            middle, last
        )

    @given(days, days)
    def test_it_is_never_negative(self, start: date, end: date) -> None:
        assert CALENDAR.between(start, end) >= 0
        assert start <= end or CALENDAR.between(start, end) == 0

    def test_it_refuses_a_negative_period(self) -> None:
        with pytest.raises(ValueError):
            CALENDAR.after(date(2026, 11, 2), -1)


class TestClock:
    @pytest.mark.parametrize(
        ("allowed", "used", "late", "paused", "left", "colour"),
        [
            (10, 0, False, False, 10, "ok"),
            (10, 7, False, False, 3, "ok"),
            (10, 8, False, False, 2, "look"),
            (10, 10, False, False, 0, "look"),
            (10, 10, True, False, 0, "stop"),  # on a day off after the last one
            (10, 11, True, False, -1, "stop"),
            (60, 48, False, False, 12, "look"),
            (60, 47, False, False, 13, "ok"),
            (10, 11, True, True, -1, "idle"),
            (None, 3, False, False, None, "idle"),
        ],
    )
    def test_it_shows_how_much_is_left(
        self, allowed: int | None, used: int, late: bool, paused: bool, left: int | None, colour: str
    ) -> None:
        clock = Clock(allowed, used, date(2026, 11, 2) + timedelta(days=1), paused, late)
        assert (clock.left, clock.colour) == (left, colour)
