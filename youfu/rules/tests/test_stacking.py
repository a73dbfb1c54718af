from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youfu.rules.stacking import Circular, Exclusion, GivesWay, settle

SINCE = date(2011, 8, 1)
CODES = ["a", "b", "c", "d", "e"]


def rule(yields: str, to: str, mode: str = "yields", basis: str = "ground") -> Exclusion:
    return Exclusion(yields, to, mode, basis, SINCE)


def losers(amounts: dict[str, int], *rules: Exclusion) -> dict[str, str]:
    return {loser: given.winner for loser, given in settle(amounts, rules).items()}


class TestSettle:
    def test_it_takes_nothing_away_without_a_rule(self) -> None:
        assert losers({"a": 1, "b": 2}) == {}

    def test_it_ignores_a_rule_about_a_benefit_nobody_has(self) -> None:
        assert losers({"a": 1}, rule("a", "b"), rule("b", "a", "higher"), rule("c", "*")) == {}

    def test_it_lets_the_named_one_give_way_whatever_the_amounts(self) -> None:
        assert losers({"a": 9, "b": 1}, rule("a", "b")) == {"a": "b"}

    def test_it_pays_the_higher_either_way_round(self) -> None:
        assert losers({"a": 9, "b": 1}, rule("a", "b", "higher")) == {"b": "a"}
        assert losers({"a": 1, "b": 9}, rule("a", "b", "higher")) == {"a": "b"}

    def test_it_lets_the_named_one_give_way_on_a_tie(self) -> None:
        assert losers({"a": 5, "b": 5}, rule("a", "b", "higher")) == {"a": "b"}

    def test_it_pays_again_what_gave_way_to_something_unpaid(self) -> None:
        assert losers({"a": 1, "b": 1, "c": 1}, rule("a", "b"), rule("b", "c")) == {"b": "c"}

    def test_it_resolves_a_longer_chain_from_its_end(self) -> None:
        chain = [rule("a", "b"), rule("b", "c"), rule("c", "d")]
        assert losers({"a": 1, "b": 1, "c": 1, "d": 1}, *chain) == {"a": "b", "c": "d"}

    def test_it_cites_the_named_rule_before_any_other(self) -> None:
        found = settle({"a": 1, "b": 1, "z": 1}, [rule("z", "*", basis="any"), rule("z", "b", basis="named")])
        assert (found["z"].winner, found["z"].exclusion.basis) == ("b", "named")

    def test_it_does_not_let_anything_give_way_to_a_supplement(self) -> None:
        assert losers({"a": 1, "nursing_allowance": 9}, rule("a", "*")) == {}

    def test_it_refuses_rules_that_go_in_a_circle(self) -> None:
        with pytest.raises(Circular) as refusal:
            settle({"a": 1, "b": 1, "c": 1}, [rule("a", "b"), rule("b", "a")])
        assert refusal.value.programmes == ("a", "b")

    @given(st.data())
    def test_it_does_not_depend_on_the_order_of_anything(self, data: st.DataObject) -> None:
        amounts = data.draw(st.dictionaries(st.sampled_from(CODES), st.integers(0, 3), min_size=1))
        pairs = [(x, y) for x in CODES for y in (*CODES, "*") if x != y]
        drawn = st.builds(
            lambda pair, mode: rule(pair[0], pair[1], mode),
            st.sampled_from(pairs),
            st.sampled_from(["yields", "higher"]),
        )
        rules = data.draw(st.lists(drawn, max_size=6))
        shuffled = data.draw(st.permutations(rules))
        turned = dict(data.draw(st.permutations(list(amounts.items()))))
        found = outcome(amounts, rules)
        assert outcome(turned, shuffled) == found
        if isinstance(found, dict):
            assert all(given.winner in amounts and given.winner not in found for given in found.values())


def outcome(amounts: dict[str, int], rules: list[Exclusion]) -> dict[str, GivesWay] | tuple[str, ...]:
    """What is settled, or the programmes that go in a circle."""
    try:
        return settle(amounts, rules)
    except Circular as circle:
        return circle.programmes


class TestExclusion:
    def test_it_refuses_a_mode_it_does_not_know(self) -> None:
        with pytest.raises(ValueError, match="mode"):
            rule("a", "b", "maybe")

    def test_it_refuses_to_give_way_to_itself(self) -> None:
        with pytest.raises(ValueError, match="itself"):
            rule("a", "a")
