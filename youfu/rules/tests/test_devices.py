"""Who gets an assistive device, and when it may be replaced."""

from __future__ import annotations

from datetime import date

import pytest

from youfu.rules.eligibility.devices import Device, check

TODAY = date(2026, 11, 16)
GIVEN = date(2023, 11, 16)


class TestCheck:
    @pytest.mark.parametrize(
        ("purpose", "previous", "rated", "years", "states"),
        [
            ("first", None, "5级", None, ["pass", "pass"]),
            ("first", GIVEN, "5级", None, ["pass", "fail"]),
            ("first", None, None, None, ["fail", "pass"]),
            ("repair", GIVEN, "5级", None, ["pass", "pass"]),
            ("repair", None, "5级", None, ["pass", "fail"]),
            ("replace", None, "5级", 3, ["pass", "fail"]),
            ("replace", GIVEN, "5级", None, ["pass", "pass", "look"]),
            ("replace", GIVEN, "5级", 3, ["pass", "pass", "pass"]),
            ("replace", GIVEN, "5级", 4, ["pass", "pass", "fail"]),
        ],
    )
    def test_it_gives_every_reason(
        self, purpose: str, previous: date | None, rated: str | None, years: int | None, states: list[str]
    ) -> None:
        found = check(Device("wheelchair", purpose, previous, rated, years, TODAY))
        assert [reason.state for reason in found] == states

    def test_it_names_the_figure_that_is_lacking(self) -> None:
        found = check(Device("wheelchair", "replace", GIVEN, "5级", None, TODAY))
        assert "assistive.years.wheelchair" in found[-1].detail
