from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youfu.rules.periods import (
    DateRange,
    age_on,
    birthday,
    first_day,
    month_of,
    month_text,
    number,
    parse_month,
)

days = st.dates(date(1850, 1, 1), date(2150, 12, 31))


class TestMonths:
    def test_it_is_the_index_that_sql_knows(self) -> None:
        assert month_of(date(2026, 11, 30)) == 2026 * 12 + 10 == 24322

    def test_it_counts_its_months_from_one(self) -> None:
        assert [number(parse_month("2026-01")), number(parse_month("2026-12"))] == [1, 12]

    @given(days)
    def test_it_survives_being_written_and_read(self, day: date) -> None:
        assert parse_month(month_text(month_of(day))) == month_of(day)
        assert first_day(month_of(day)) == day.replace(day=1)

    @pytest.mark.parametrize(
        "text",
        ["2026-13", "2026-00", "2026-1", "2026/11", "202611", "2026-11-01", "", " 2026-11", "二〇二六"],
    )
    def test_it_refuses_what_is_not_a_month(self, text: str) -> None:
        with pytest.raises(ValueError):
            parse_month(text)


class TestAges:
    def test_it_is_reached_on_the_birthday(self) -> None:
        birth = date(1966, 8, 14)
        assert age_on(birth, date(2026, 8, 13)) == 59
        assert age_on(birth, date(2026, 8, 14)) == 60

    def test_it_is_reached_on_the_first_of_march_by_those_born_on_a_leap_day(self) -> None:
        birth = date(1964, 2, 29)
        assert birthday(birth, 60) == date(2024, 2, 29)
        assert birthday(birth, 61) == date(2025, 3, 1)
        assert (age_on(birth, date(2025, 2, 28)), age_on(birth, date(2025, 3, 1))) == (60, 61)

    @given(days, days)
    def test_it_is_the_last_birthday_that_has_been(self, birth: date, day: date) -> None:
        age = age_on(birth, day)
        assert birthday(birth, age) <= day < birthday(birth, age + 1)


class TestDateRange:
    def test_it_is_half_open(self) -> None:
        year = DateRange(date(2026, 1, 1), date(2027, 1, 1))
        assert year.contains(date(2026, 1, 1))
        assert not year.contains(date(2027, 1, 1))
        assert not year.contains(date(2025, 12, 31))

    def test_it_runs_on_without_an_end(self) -> None:
        assert DateRange(date(2026, 1, 1)).contains(date(2150, 1, 1))

    def test_it_does_not_overlap_what_it_only_touches(self) -> None:
        first, second = DateRange(date(2025, 1, 1), date(2026, 1, 1)), DateRange(date(2026, 1, 1))
        assert not first.overlaps(second)
        assert not second.overlaps(first)
        assert second.overlaps(DateRange(date(2030, 1, 1)))

    def test_it_refuses_to_end_before_it_starts(self) -> None:
        with pytest.raises(ValueError, match="must end after"):
            DateRange(date(2026, 1, 1), date(2026, 1, 1))

    @given(days, days, days, days, days)
    def test_it_overlaps_what_it_shares_a_day_with(
        self, a: date, b: date, c: date, d: date, day: date
    ) -> None:
        if a != b and c != d:
            one, other = DateRange(*sorted((a, b))), DateRange(*sorted((c, d)))
            assert one.overlaps(other) == other.overlaps(one)
            if one.contains(day) and other.contains(day):
                assert one.overlaps(other)
