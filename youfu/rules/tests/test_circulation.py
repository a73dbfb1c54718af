"""Where a document may go: what each verb does, and that none leads out of the table."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youfu.rules.circulation import CHANGES, ENDED, TRANSITIONS, Illegal, Progress, State, Verb, advance

STATES: tuple[State, ...] = get_args(State)
VERBS: tuple[Verb, ...] = get_args(Verb)


class TestAdvance:
    def test_it_sends_a_document_through_every_step(self) -> None:
        now, passed = Progress("draft"), []
        for verb in ("submit", "pass", "sign", "number", "issue", "withdraw"):
            now = advance(now, verb)
            passed.append(now.state)
        assert passed == ["check", "sign", "number", "issue", "issued", "withdrawn"]

    def test_it_is_countersigned_while_a_section_is_still_asked(self) -> None:
        first = advance(Progress("check", asked=2), "pass")
        assert first == Progress("countersign", asked=2)
        assert advance(Progress("countersign", asked=1), "pass").state == "countersign"
        assert advance(Progress("countersign", asked=0), "pass").state == "sign"

    @pytest.mark.parametrize("state", ["check", "countersign", "sign", "number"])
    def test_it_begins_anew_in_the_next_round_when_returned(self, state: State) -> None:
        assert advance(Progress(state, round=2, asked=3), "return") == Progress("draft", round=3)

    def test_it_is_done_with_an_instruction_nobody_has_to_act_on(self) -> None:
        assert advance(Progress("instruct"), "instruct").state == "handle"
        assert advance(Progress("instruct"), "instruct", handled=False).state == "done"

    @given(
        st.sampled_from(STATES), st.sampled_from(VERBS), st.integers(1, 5), st.integers(0, 3), st.booleans()
    )
    def test_it_goes_where_the_table_says_or_nowhere(
        self, state: State, verb: Verb, turn: int, asked: int, handled: bool
    ) -> None:
        now = Progress(state, turn, asked)
        if (state, verb) not in TRANSITIONS:
            with pytest.raises(Illegal, match=verb):
                advance(now, verb, handled=handled)
            return
        then = advance(now, verb, handled=handled)
        assert then.state in TRANSITIONS[state, verb]
        assert then.state == state or (state, then.state) in CHANGES
        assert then.round == turn + (verb == "return")

    def test_it_leaves_an_end_only_to_withdraw_or_to_reopen(self) -> None:
        assert {verb for state, verb in TRANSITIONS if state in ENDED} == {"withdraw", "reopen"}
