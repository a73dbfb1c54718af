"""Runs `cases/eligibility/*.yaml` of the categories of people: every reason a check gives, by title, and by which article.

A file holds `facts`, those of somebody who passes, and `cases`, each changing some of them by `with`. `fails` and `looks` are all
titles that do not pass; `unpaid` says that the allowance, not the category, is refused.
"""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youfu.rules.eligibility import survivors, veterans
from youfu.rules.eligibility.rural_veterans import folded_years
from youfu.rules.findings import finding
from youfu.rules.periods import birthday
from youfu.rules.pricing import Excluded
from youfu.rules.tests.library import load

NOUNS = (
    "combat_veterans", "nuclear_test_veterans", "demobilised_veterans", "illness_veterans", "martyr_children",
    "rural_veterans", "survivors",
)  # fmt: skip
CASES = [(noun, case) for noun in NOUNS for case in load(f"eligibility/{noun}")["cases"]]


def check(noun: str, changes: dict[str, Any]) -> Any:
    rule = import_module(f"youfu.rules.eligibility.{noun}")
    return rule.check(rule.Facts(**{**load(f"eligibility/{noun}")["facts"], **changes}))


class TestCases:
    @pytest.mark.parametrize(
        ("noun", "case"), CASES, ids=[f"{noun}: it {case['it']} [{case['article']}]" for noun, case in CASES]
    )
    def test_it_gives_every_reason(self, noun: str, case: dict[str, Any]) -> None:
        found = check(noun, case.get("with", {}))
        assert [row.title for row in found if row.state == "fail"] == case["fails"]
        assert [row.title for row in found if row.state == "look"] == case["looks"]
        assert bool(veterans.unpayable(found)) is case.get("unpaid", False)
        assert all(row.ground for row in found)

    @pytest.mark.parametrize("noun", NOUNS)
    def test_it_has_cases_that_pass_that_fail_and_that_ask(self, noun: str) -> None:
        cases = load(f"eligibility/{noun}")["cases"]
        assert any(not case["fails"] and not case["looks"] for case in cases)
        assert any(case["fails"] for case in cases)
        assert any(case["looks"] for case in cases)
        assert all(case["article"] for case in cases)

    @pytest.mark.parametrize("noun", NOUNS)
    def test_it_never_passes_the_dead(self, noun: str) -> None:
        assert "申请人在世" in [row.title for row in check(noun, {"alive": False}) if row.state == "fail"]


class TestPay:
    @given(st.lists(st.tuples(st.sampled_from([True, False, None]), st.text(min_size=1)), max_size=6))
    def test_it_never_speaks_against_recognition(self, rows: list[tuple[bool | None, str]]) -> None:
        found = veterans.of_pay(finding(ok, title, "", "条例") for ok, title in rows)
        assert all(row.state != "fail" for row in found)
        assert len(veterans.unpayable(found)) == sum(ok is False for ok, _title in rows)


def browser_years(start: date, end: date) -> int:
    """What a provincial system computes in the browser, days ignored; here to be told apart, never to be used."""
    if start.year == end.year:
        return 1
    return end.year - start.year + (end.month > start.month)


class TestFoldedYears:
    @pytest.mark.parametrize("case", load("eligibility/folded_years"), ids=lambda case: f"it {case['it']}")
    def test_it_counts_from_day_to_day(self, case: dict[str, Any]) -> None:
        assert folded_years(case["from"], case["to"]) == case["years"]
        assert browser_years(case["from"], case["to"]) == case["browser"]
        assert case["article"]

    @given(st.dates(date(1954, 11, 1), date(2011, 10, 31)), st.integers(1, 30 * 366))
    def test_it_differs_from_the_browser_only_by_the_days(self, start: date, days: int) -> None:
        end = start + timedelta(days=days)
        years = folded_years(start, end)
        assert years >= 1
        assert birthday(start, years - 1) < end <= birthday(start, years)
        if (start.month, start.day) != (2, 29):
            over = end.year > start.year and end.month == start.month and end.day > start.day
            assert years == browser_years(start, end) + over

    def test_it_refuses_a_service_that_does_not_end_after_it_began(self) -> None:
        with pytest.raises(ValueError, match="must end"):
            folded_years(date(1980, 1, 1), date(1980, 1, 1))


class TestUnknowns:
    @given(st.lists(st.sampled_from([True, False, None]), min_size=1, max_size=4))
    def test_it_answers_only_what_no_answer_could_change(self, known: list[bool | None]) -> None:
        guesses = [[True, False] if value is None else [value] for value in known]
        for rule, plain in ((survivors.every, all), (survivors.either, any)):
            answers = {plain(guess) for guess in product(*guesses)}
            assert rule(*known) is (answers.pop() if len(answers) == 1 else None)


class TestTogether:
    def test_it_passes_when_nothing_is_drawn(self) -> None:
        (row,) = veterans.together("combat_allowance", [], [])
        assert (row.state, row.detail) == ("pass", "本系统无在领记录")

    def test_it_refuses_the_same_benefit_twice(self) -> None:
        (row,) = veterans.together("combat_allowance", ["combat_allowance"], [])
        assert (row.state, row.title) == ("fail", "未重复享受")

    def test_it_says_what_it_yields_to(self) -> None:
        excluded = Excluded("combat_allowance", 104_000, "就高发给一项。", "口径", "disability_pension")
        (row,) = veterans.together("combat_allowance", ["disability_pension"], [excluded])
        assert (row.state, row.ground) == ("look", "口径")
        assert row.detail.endswith("批准后只发残疾抚恤金")

    def test_it_asks_when_there_is_no_price(self) -> None:
        (row,) = veterans.together("combat_allowance", ["nursing_allowance"], "没有执行中的标准")
        assert row.state == "look"
        assert "没有执行中的标准" in row.detail

    def test_it_says_what_is_paid_beside_it(self) -> None:
        (row,) = veterans.together("combat_allowance", ["survivor_pension"], [])
        assert (row.state, row.detail) == ("pass", "现享受定期抚恤金，可以兼领")
