"""Who reaches an age or a day: each line of the table on its days, and the window of births against the rule itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youfu.rules import prompts
from youfu.rules.periods import birthday
from youfu.rules.prompts import Facts, births, due, window

TODAY = date(2026, 11, 16)
SERVED = ((date(1984, 11, 1), date(1988, 1, 15)),)
CHILD = frozenset({"martyr_survivor"})


def codes(facts: Facts, today: date = TODAY) -> list[str]:
    return [found.prompt.code for found in due(facts, today)]


class TestRural:
    @pytest.mark.parametrize(
        ("born", "found"),
        [
            (date(1966, 12, 17), ["rural_60"]),  # in 31 days
            (date(1966, 12, 18), []),
            (date(1966, 11, 16), ["rural_60"]),
            (date(1965, 11, 15), ["rural_60"]),  # a year and a day ago
            (date(1965, 11, 14), []),
        ],
    )
    def test_it_speaks_up_a_month_ahead_and_keeps_on_for_a_year(self, born: date, found: list[str]) -> None:
        assert codes(Facts(born, services=SERVED, rural=True)) == found

    @pytest.mark.parametrize(
        "other",
        [
            {"draws": True},
            {"rural": False},
            {"services": ()},
            {"services": ((date(2011, 11, 1), date(2013, 12, 1)),)},
            {"services": ((date(1954, 10, 31), date(1958, 12, 1)),)},
            {"services": ((date(1984, 11, 1), None),)},
        ],
    )
    def test_it_is_silent_about_whom_the_allowance_is_not_for(self, other: dict[str, object]) -> None:
        known: dict[str, object] = {"services": SERVED, "rural": True} | other
        assert codes(Facts(date(1966, 11, 20), **known)) == []  # type: ignore[arg-type]


class TestSurvivors:
    def test_it_names_both_ages_of_those_who_draw(self) -> None:
        assert codes(Facts(date(2008, 12, 1), CHILD, draws=True)) == ["survivor_18"]
        assert codes(Facts(date(2004, 12, 1), CHILD, draws=True)) == ["survivor_22"]
        assert codes(Facts(date(2008, 12, 1), CHILD, draws=False)) == []
        assert codes(Facts(date(2008, 12, 1), frozenset({"combat_veteran"}), draws=True)) == []


class TestDays:
    def test_it_names_what_ends(self) -> None:
        facts = Facts(
            date(1950, 1, 1), certificates=(("残疾军人证", date(2026, 12, 1)), ("在学证明", date(2026, 9, 1))),
            rating_ends=date(2026, 11, 30),
        )  # fmt: skip
        found = due(facts, TODAY)
        assert [(f.prompt.code, f.on) for f in found] == [
            ("certificate", date(2026, 12, 1)), ("school_end", date(2026, 9, 1)), ("recheck", date(2026, 11, 30)),
        ]  # fmt: skip

    def test_it_has_a_ground_and_a_next_step_for_each(self) -> None:
        assert all(p.ground and p.advice and p.kind for p in prompts.PROMPTS)
        assert len(prompts.BY_CODE) == len(prompts.PROMPTS)


class TestBirths:
    @given(
        st.dates(date(2004, 1, 1), date(2060, 12, 31)),
        st.sampled_from([p for p in prompts.PROMPTS if p.age]),
        st.integers(-3, 3),
        st.booleans(),
    )
    def test_it_holds_exactly_the_births_whose_age_falls_into_the_window(
        self, today: date, prompt: prompts.Prompt, shift: int, upper: bool
    ) -> None:
        first, last = window(prompt, today)
        born = births(prompt, today)[upper] + timedelta(days=shift)
        assert prompt.age is not None
        inside = births(prompt, today)[0] <= born <= births(prompt, today)[1]
        assert inside is (first <= birthday(born, prompt.age) <= last)
