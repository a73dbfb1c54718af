"""Standing, the yearly confirmation and a person's status: cases from the articles, and their tables under random events."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youfu.rules import confirmation, life
from youfu.rules.confirmation import GapRule, Illegal, move, resumes_from
from youfu.rules.eligibility import standing
from youfu.rules.periods import month_text, parse_month
from youfu.rules.tests.library import load

STATES, EVENTS = get_args(confirmation.State), get_args(confirmation.Event)
RESULTS = [None, *sorted(confirmation.RESULTS)]


def cases(name: str) -> Any:
    found = load(f"eligibility/{name}")
    return pytest.mark.parametrize("case", found, ids=lambda case: f"it {case['it']} [{case['article']}]")


def drawn(rows: list[list[str]]) -> list[standing.Drawn]:
    return [standing.Drawn("残疾抚恤金", parse_month(first), parse_month(end)) for first, end in rows]


class TestStanding:
    @cases("standing")
    def test_it_finds_what_the_case_says(self, case: dict[str, Any]) -> None:
        running = [standing.Drawn("残疾抚恤金", parse_month("2025-01"))]
        facts = standing.Facts(
            case["verb"], case["cause"], parse_month(case["month"]), case.get("event"), date(2026, 11, 16),
            case.get("alive", True), drawn(case["drawn"]) if "drawn" in case else running, drawn(case.get("suspended", [])),
            case.get("cancelled", False), case.get("posted", 0),
            parse_month(case["earliest"]) if "earliest" in case else None,
        )  # fmt: skip
        found = standing.check(facts)
        assert [f.title for f in found if f.state == "fail"] == case.get("fails", [])
        assert [f.title for f in found if f.state == "look"] == case.get("looks", [])
        assert all(f.ground for f in found)
        assert any("10,000.00" in f.detail for f in found) is ("posted" in case)

    def test_it_knows_the_ground_of_every_cause(self) -> None:
        assert {c for causes in standing.CAUSES.values() for c in causes} >= standing.BY_PROVINCE
        with pytest.raises(KeyError):
            standing.check(standing.Facts("stop", "wanted", 1, None, date(2026, 1, 1), True, []))


class TestGap:
    @cases("gaps")
    def test_it_resumes_in_the_month_the_case_says(self, case: dict[str, Any]) -> None:
        rules = (GapRule(case.get("rule", "lost"), date.min, None, "规定"),)
        month = resumes_from(
            parse_month(case["suspended"]), case["confirmed"], own_fault=case["own_fault"], rules=rules
        )
        assert month_text(month) == case["resumes"]


class TestConfirmationTable:
    @given(st.lists(st.tuples(st.sampled_from(EVENTS), st.sampled_from(RESULTS)), max_size=30))
    def test_it_never_leaves_the_table_and_never_suspends_without_reminder_and_proposal(
        self, events: Any
    ) -> None:
        state: Any = "due"
        since = ["due"]
        for event, result in events:
            try:
                after = move(state, event, result)
            except Illegal:
                continue
            assert after == state or (state, after) in confirmation.pairs()
            since = ["due"] if after == "due" else [*since, after]
            if after == "suspended":
                assert since[-2] == "proposed"
                assert {"reminded", "not_found"} & set(since)
            state = after
        assert state in STATES

    def test_it_reaches_every_state_and_leaves_each(self) -> None:
        assert {after for _before, after in confirmation.pairs()} == set(STATES)
        assert {before for before, _after in confirmation.pairs()} == set(STATES)

    @pytest.mark.parametrize(("state", "event", "result"), [
        ("due", "propose", None), ("due", "record", None), ("confirmed", "record", "confirmed"), ("due", "suspend", None),
        ("suspended", "reopen", None), ("proposed", "record", "not_found"),
    ])  # fmt: skip
    def test_it_refuses_what_the_table_does_not_know(self, state: Any, event: Any, result: Any) -> None:
        with pytest.raises(Illegal):
            move(state, event, result)


class TestLife:
    @given(st.lists(st.sampled_from(get_args(life.Event)), max_size=20))
    def test_it_follows_the_table(self, events: list[Any]) -> None:
        status: Any = "alive"
        for event in events:
            try:
                after = life.change(status, event)
            except life.Illegal:
                continue
            assert (status, after) in life.pairs()
            assert (status, after) != ("dead", "moved")
            status = after
