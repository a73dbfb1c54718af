from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youfu.rules.arrears import apply_balance, classify, differences
from youfu.rules.periods import parse_month

NOVEMBER = parse_month("2026-11")
ledgers = st.dictionaries(st.integers(24300, 24330), st.integers(-(10**6), 10**6))


class TestDifferences:
    def test_it_lists_the_months_that_differ_earliest_first(self) -> None:
        assert differences({3: 100, 1: 100, 2: 100}, {1: 100, 2: 80}) == [(2, 20), (3, 100)]

    def test_it_takes_back_what_is_no_longer_due(self) -> None:
        assert differences({}, {1: 100}) == [(1, -100)]

    @given(ledgers, ledgers)
    def test_it_brings_what_was_posted_to_what_is_due(
        self, due: dict[int, int], posted: dict[int, int]
    ) -> None:
        lines = differences(due, posted)
        assert sum(fen for _, fen in lines) == sum(due.values()) - sum(posted.values())
        assert all(fen for _, fen in lines)
        after = {month: posted.get(month, 0) + fen for month, fen in lines}
        assert differences(due, {**posted, **after}) == []


class TestClassify:
    @pytest.mark.parametrize(
        ("month", "fen", "kind"),
        [
            (NOVEMBER, 1, "current"),
            (NOVEMBER, -1, "recovery"),
            (NOVEMBER - 1, 1, "arrears"),
            (NOVEMBER - 1, -1, "recovery"),
        ],
    )
    def test_it_names_a_difference(self, month: int, fen: int, kind: str) -> None:
        assert classify(NOVEMBER, month, fen) == kind

    def test_it_refuses_a_month_to_come(self) -> None:
        with pytest.raises(ValueError, match="2026-12 is not due"):
            classify(NOVEMBER, NOVEMBER + 1, 1)

    def test_it_refuses_nothing(self) -> None:
        with pytest.raises(ValueError):
            classify(NOVEMBER, NOVEMBER, 0)


class TestApplyBalance:
    def test_it_pays_out_what_is_positive(self) -> None:
        assert apply_balance(500, 104000) == (104500, 0)

    def test_it_lets_a_debt_wait_and_offsets_it(self) -> None:
        assert apply_balance(0, -208000) == (0, -208000)
        assert apply_balance(-208000, 104000) == (0, -104000)
        assert apply_balance(-104000, 104000) == (0, 0)
        assert apply_balance(-1, 104000) == (103999, 0)

    @given(st.lists(st.integers(-(10**6), 10**6)))
    def test_it_loses_nothing_over_any_number_of_rolls(self, movements: list[int]) -> None:
        paid = carried = 0
        for movement in movements:
            payout, carried = apply_balance(carried, movement)
            assert payout >= 0 >= carried
            paid += payout
        assert paid + carried == sum(movements)
