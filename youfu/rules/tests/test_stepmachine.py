"""The step machine: what each verb does, and what no sequence of verbs can reach."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youfu.rules.findings import Finding, failed, finding
from youfu.rules.stepmachine import ENDED, TRANSITIONS, Illegal, Progress, Verb, advance

VERBS: tuple[Verb, ...] = get_args(Verb)
SEQUENCES = 10_000
Move = tuple[Verb, int]
moves = st.tuples(st.sampled_from(VERBS), st.integers(-1, 6))


def walk(steps: int, sequence: Iterable[Move]) -> Progress:
    """Try every move, skip the impossible ones, and watch what must hold after each."""
    now, passed = Progress(steps), set[int]()
    decided: set[tuple[int, int]] = set()
    for verb, back_to in sequence:
        try:
            after = advance(now, verb, back_to=back_to)
        except Illegal:
            continue
        assert now.state not in ENDED, "nothing moves after the end"
        assert verb in ("resume", "withdraw") or not now.paused, "nothing is decided while the clock stands"
        if verb in ("approve", "return", "reject"):
            assert (now.round, now.position) not in decided, "a step decides once a round"
            decided.add((now.round, now.position))
        if verb == "approve":
            passed.add(now.position)
        if after.position <= now.position:
            passed -= set(range(after.position, steps + 1)) if after.state != "approved" else set()
        _holds(after, passed)
        assert after.round >= now.round
        now = after
    return now


def _holds(now: Progress, passed: set[int]) -> None:
    """Exactly one step is open while it is open, none otherwise; approved is what every step approved in the last pass."""
    assert (1 <= now.position <= now.steps) == (now.state == "open")
    assert now.state == "open" or now.position == 0
    assert not now.paused or now.state == "open"
    if now.state == "approved":
        assert passed == set(range(1, now.steps + 1))
    if now.state == "open":
        assert passed >= set(range(1, now.position)), "no step was jumped over"


class TestAnySequence:
    def test_it_holds_for_ten_thousand(self) -> None:
        dice = random.Random(20261123)
        ends = dict.fromkeys(("draft", "open", "returned", *ENDED), 0)
        for _ in range(SEQUENCES):
            weights = [dice.randrange(1, 8) for _ in VERBS]
            sequence = [
                (verb, dice.randrange(-1, 7))
                for verb in dice.choices(VERBS, weights, k=dice.randrange(1, 40))
            ]
            ends[walk(dice.randrange(1, 7), sequence).state] += 1
        assert all(ends.values()), f"the dice reached not every state: {ends}"

    @given(st.integers(1, 6), st.lists(moves, max_size=40))
    def test_it_holds_for_whatever_is_tried(self, steps: int, sequence: list[Move]) -> None:
        walk(steps, sequence)


class TestAdvance:
    def test_it_passes_its_steps_in_order(self) -> None:
        now = advance(Progress(3), "submit")
        for position in (2, 3):
            now = advance(now, "approve")
            assert (now.state, now.position, now.round) == ("open", position, 1)
        assert advance(now, "approve") == Progress(3, "approved", 0, 1)

    def test_it_goes_back_to_an_earlier_step_in_a_new_round(self) -> None:
        assert advance(Progress(4, "open", 4, 1), "return", back_to=2) == Progress(4, "open", 2, 2)

    def test_it_goes_back_to_whoever_made_it(self) -> None:
        back = advance(Progress(4, "open", 4, 1), "return")
        assert back == Progress(4, "returned", 0, 1)
        assert advance(back, "submit") == Progress(4, "open", 1, 2)

    @pytest.mark.parametrize("back_to", [-1, 3, 4])
    def test_it_refuses_a_return_that_does_not_go_back(self, back_to: int) -> None:
        with pytest.raises(Illegal, match="earlier step"):
            advance(Progress(4, "open", 3, 1), "return", back_to=back_to)

    def test_it_stands_still_while_paused(self) -> None:
        paused = advance(Progress(2, "open", 1, 1), "pause")
        for verb in ("approve", "return", "reject", "submit", "pause"):
            with pytest.raises(Illegal):
                advance(paused, verb)
        assert advance(paused, "resume") == Progress(2, "open", 1, 1)
        assert advance(paused, "withdraw") == Progress(2, "withdrawn", 0, 1)

    def test_it_resumes_only_what_is_paused(self) -> None:
        with pytest.raises(Illegal, match="already"):
            advance(Progress(2, "open", 1, 1), "resume")

    def test_it_knows_no_way_out_of_an_end(self) -> None:
        assert not {state for state, _verb in TRANSITIONS} & ENDED

    def test_it_needs_a_step(self) -> None:
        with pytest.raises(ValueError, match="at least one step"):
            Progress(0)


class TestFinding:
    def test_it_is_met_not_met_or_for_a_person_to_look_at(self) -> None:
        found = [finding(ok, "年龄", "", "条例第一条") for ok in (True, False, None)]
        assert [f.state for f in found] == ["pass", "fail", "look"]
        assert failed(found) == [found[1]]

    def test_it_needs_a_ground(self) -> None:
        with pytest.raises(ValueError, match="legal ground"):
            Finding("pass", "年龄", "", "")
