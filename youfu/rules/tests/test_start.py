from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youfu.rules.effective import Ambiguous, NotInForce
from youfu.rules.periods import age_on, first_day, month_of
from youfu.rules.start import START_RULES, StartRule, first_month, rural_first_month


class TestFirstMonth:
    def test_it_refuses_a_day_without_a_rule(self) -> None:
        with pytest.raises(NotInForce):
            first_month(date(2020, 1, 1), START_RULES[1:])

    def test_it_refuses_two_rules_for_one_day(self) -> None:
        with pytest.raises(Ambiguous):
            first_month(
                date(2026, 1, 1), (*START_RULES, StartRule("month_after", date(2025, 1, 1), None, ""))
            )

    def test_it_refuses_a_rule_it_does_not_know(self) -> None:
        with pytest.raises(ValueError, match="next_decade"):
            StartRule("next_decade", date(2025, 1, 1), None, "")

    @given(st.dates(date(2011, 1, 1), date(2040, 1, 1)), st.dates(date(1930, 1, 1), date(1990, 1, 1)))
    def test_it_never_pays_a_rural_veteran_under_60(self, approved: date, birth: date) -> None:
        month = rural_first_month(approved, birth)
        assert age_on(birth, first_day(month + 1)) >= 60
        assert month >= month_of(approved)
