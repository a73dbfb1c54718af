"""Runs `cases/*.yaml`. Every case says what it does ("it: …") and by which article; a failing one is named by both."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

from youfu.rules.arrears import classify, differences
from youfu.rules.money import yuan_to_fen
from youfu.rules.periods import Month, birthday, month_text, parse_month
from youfu.rules.pricing import Line, Price, Unpriceable
from youfu.rules.start import first_month, first_month_after_transfer, last_month, rural_first_month
from youfu.rules.tests.library import CASES, load, tariff, terms

PRICED = ("disability", "survivors", "allowances", "nursing", "regions", "exclusions")
ALL = (*PRICED, "years", "arrears", "starts")


def cases(*files: str) -> Any:
    found = [case for file in files for case in load(file)]
    return pytest.mark.parametrize("case", found, ids=lambda case: f"it {case['it']} [{case['article']}]")


def price(case: dict[str, Any], month: Month) -> Price:
    return tariff(case.get("tariff", "tongxiang")).price(terms(case["profile"]), month)


def fen(amounts: dict[str, str]) -> dict[str, int]:
    return {key: yuan_to_fen(amount) for key, amount in amounts.items()}


def only(result: Price) -> Line:
    (line,) = result.lines
    return line


class TestPrices:
    @cases(*PRICED)
    def test_it_pays_what_the_case_says(self, case: dict[str, Any]) -> None:
        month = parse_month(case["month"])
        if "refuses" in case:
            with pytest.raises(Unpriceable) as refusal:
                price(case, month)
            assert case["refuses"] in str(refusal.value)
            assert refusal.value.month == month
            return
        result = price(case, month)
        assert result.by_programme == fen(case["pays"])
        assert {e.programme: e.in_favour_of for e in result.excluded} == case.get("excluded", {})
        self.check_details(case, result)

    def check_details(self, case: dict[str, Any], result: Price) -> None:
        """What a case asks beyond the amount: it is looked at on the only line, or the only exclusion."""
        for key, read in {
            "region": lambda: only(result).region,
            "document": lambda: only(result).document_number,
            "verified": lambda: only(result).verified,
            "cites": lambda: only(result).article,
            "reason": lambda: result.excluded[0].reason,
        }.items():
            if key in case:
                assert read() == case[key]
        if "note" in case:
            assert case["note"] in only(result).note
        assert Price.from_json(result.to_json()) == result


class TestYears:
    @cases("years")
    def test_it_pays_the_year_to_the_fen(self, case: dict[str, Any]) -> None:
        first = parse_month(case["from"] if "from" in case else f"{case['year']}-01")
        last = parse_month(case["to"]) if "to" in case else first + 11
        paid = sum(price(case, month).total_fen for month in range(first, last + 1))
        assert paid == yuan_to_fen(case["total"])


class TestArrears:
    @cases("arrears")
    def test_it_posts_the_difference(self, case: dict[str, Any]) -> None:
        first, roll = parse_month(case["from"]), parse_month(case["roll"])
        posted_through = parse_month(case["posted_through"]) if "posted_through" in case else roll - 1
        last = parse_month(case["last"]) if "last" in case else roll
        posted = self.totals(case, case["posted"], range(first, posted_through + 1))
        lines = differences(self.totals(case, case["due"], range(first, last + 1)), posted)
        assert {month_text(month): amount for month, amount in lines} == fen(case["lines"])
        if "kinds" in case:
            kinds: dict[str, int] = defaultdict(int)
            for month, amount in lines:
                kinds[classify(roll, month, amount)] += amount
            assert kinds == fen(case["kinds"])

    def totals(self, case: dict[str, Any], name: str | None, months: range) -> dict[Month, int]:
        if name is None:
            return {}
        return {month: tariff(name).price(terms(case["profile"]), month).total_fen for month in months}


class TestStarts:
    @cases("starts")
    def test_it_opens_and_closes_in_the_right_month(self, case: dict[str, Any]) -> None:
        if "birthday" in case:
            assert birthday(case["born"], case["years"]) == case["birthday"]
        elif "died" in case:
            paid = case.get("pays_month_of_death", True)
            assert month_text(last_month(case["died"], pays_month_of_death=paid)) == case["last"]
        elif "moved" in case:
            assert month_text(first_month_after_transfer(case["moved"])) == case["first"]
        elif "born" in case:
            assert month_text(rural_first_month(case["approved"], case["born"])) == case["first"]
        else:
            assert month_text(first_month(case["approved"])) == case["first"]


class TestTheCases:
    def test_they_are_all_run(self) -> None:
        assert {path.stem for path in CASES.glob("*.yaml")} == {*ALL, "tariffs"}

    def test_they_are_at_least_a_hundred_and_each_names_its_article(self) -> None:
        every = [case for file in ALL for case in load(file)]
        assert len(every) >= 100
        assert all(case["article"] for case in every)

    def test_they_cover_every_programme_and_every_year(self) -> None:
        priced = [case for file in PRICED for case in load(file) if "pays" in case]
        paid = {programme for case in priced for programme in case["pays"]}
        assert paid >= {
            "disability_pension",
            "nursing_allowance",
            "survivor_pension",
            "red_army_allowance",
            "demobilised_allowance",
            "illness_veteran_allowance",
            "combat_allowance",
            "nuclear_test_allowance",
            "martyr_child_allowance",
            "rural_veteran_allowance",
        }
        assert {int(case["month"][:4]) for case in priced} >= set(range(2014, 2027))
