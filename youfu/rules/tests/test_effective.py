from __future__ import annotations

from datetime import date

import pytest

from youfu.rules.effective import Ambiguous, NotInForce, by_key, in_force
from youfu.rules.periods import DateRange

OLD = DateRange(date(2014, 10, 1), date(2024, 10, 1))
NEW = DateRange(date(2024, 10, 1))
ROWS = by_key([NEW, OLD], lambda _: "rate")


class TestInForce:
    def test_it_finds_the_row_of_the_day(self) -> None:
        assert in_force(ROWS, "rate", date(2024, 9, 30)) is OLD
        assert in_force(ROWS, "rate", date(2024, 10, 1)) is NEW

    def test_it_refuses_a_day_before_the_first(self) -> None:
        with pytest.raises(NotInForce) as refusal:
            in_force(ROWS, "rate", date(2014, 9, 30))
        assert (refusal.value.key, refusal.value.on) == ("rate", date(2014, 9, 30))

    def test_it_refuses_a_key_it_does_not_know(self) -> None:
        with pytest.raises(NotInForce):
            in_force(ROWS, "wage", date(2026, 1, 1))

    def test_it_refuses_to_choose_between_two(self) -> None:
        rows = by_key([OLD, DateRange(date(2020, 1, 1))], lambda _: "rate")
        with pytest.raises(Ambiguous) as refusal:
            in_force(rows, "rate", date(2021, 1, 1))
        assert len(refusal.value.rows) == 2
