"""Months served, the award for students who enlist, the subsidy for who comes back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from youfu.rules.conscripts import months_served
from youfu.rules.figures import Book
from youfu.rules.settling import economic_subsidy, months_of_service, reported_in_time, student_award


def book(**figures: str) -> Book:
    return Book({code.replace("__", "."): Decimal(value) for code, value in figures.items()})


class TestMonthsServed:
    @pytest.mark.parametrize(
        ("year", "left", "months"),
        [
            (2024, None, 0), (2025, None, 4), (2026, None, 12), (2027, None, 8), (2028, None, 0),
            (2026, date(2026, 5, 1), 4), (2026, date(2026, 5, 2), 5), (2027, date(2026, 12, 31), 0),
        ],
    )  # fmt: skip
    def test_it_counts_the_months_of_two_years(self, year: int, left: date | None, months: int) -> None:
        assert months_served(year, date(2025, 9, 1), left) == months


class TestStudentAward:
    def test_it_is_the_sum_of_the_level(self) -> None:
        known = book(student_award__bachelor="6000", student_award__college="4000")
        assert [student_award(level, known).fen for level in ("bachelor", "college")] == [600000, 400000]
        assert student_award("enrolled", known).lacking == ("student_award.enrolled",)


class TestEconomicSubsidy:
    @pytest.mark.parametrize(
        ("start", "end", "months"),
        [
            (date(2024, 9, 1), date(2026, 9, 1), 24), (date(2024, 9, 1), date(2026, 8, 31), 23),
            (date(2024, 9, 15), date(2029, 12, 14), 62), (date(2024, 9, 15), date(2029, 12, 15), 63),
        ],
    )  # fmt: skip
    def test_it_counts_full_months(self, start: date, end: date, months: int) -> None:
        assert months_of_service(start, end) == months

    def test_it_pays_a_fixed_sum_for_two_years(self) -> None:
        known = book(economic__fixed="30273")
        assert economic_subsidy(24, known).fen == 3027300
        assert economic_subsidy(60, known).lacking == ("economic.year",)

    def test_it_pays_by_the_year_and_month(self) -> None:
        assert economic_subsidy(30, book(economic__year="10000")).fen == 2500000


class TestReportedInTime:
    @pytest.mark.parametrize(
        ("day", "state"),
        [
            (date(2026, 8, 31), "fail"), (date(2026, 10, 1), "pass"), (date(2026, 10, 2), "look"),
            (date(2026, 11, 1), "look"),
        ],
    )  # fmt: skip
    def test_it_says_how_late(self, day: date, state: str) -> None:
        assert reported_in_time(date(2026, 9, 1), day).state == state

    def test_it_names_what_counts_as_given_up(self) -> None:
        assert "放弃" in reported_in_time(date(2026, 9, 1), date(2026, 11, 1)).detail
