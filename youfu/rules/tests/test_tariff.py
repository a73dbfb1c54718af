from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from youfu.rules.arrears import differences
from youfu.rules.periods import parse_month
from youfu.rules.pricing import NATIONAL, Exclusion, Line, Parameter, Price, Rate, Tariff, Terms, Unpriceable
from youfu.rules.tests.library import exclusions, tariff

MONTH = parse_month("2026-11")
SINCE = date(2026, 1, 1)
COUNTY = "330483000000"
RATE = Rate(
    id=7,
    programme="combat_allowance",
    region=NATIONAL,
    unit="yuan_per_month",
    amount_fen=90900,
    start=SINCE,
    document_number="甲",
)
NURSING = replace(
    RATE, programme="nursing_allowance", unit="ratio", amount_fen=0, ratio=Decimal("0.5"), base="average_wage"
)
WAGE = Parameter(code="average_wage", region=COUNTY, value_fen=800000, start=SINCE, confidence="high")


def made_of(
    *rates: Rate, parameters: tuple[Parameter, ...] = (), rules: tuple[Exclusion, ...] = ()
) -> Tariff:
    return Tariff(rates, parameters, rules, (COUNTY, NATIONAL), {"combat_allowance": "第六十二条"})


def refusal(tariff: Tariff, *profile: Terms) -> Unpriceable:
    with pytest.raises(Unpriceable) as caught:
        tariff.price(profile, MONTH)
    return caught.value


class TestTariff:
    def test_it_refuses_regions_that_do_not_end_with_the_nation(self) -> None:
        with pytest.raises(ValueError, match="nation"):
            Tariff((), (), (), (COUNTY,), {})

    def test_it_prices_nobody_at_nothing(self) -> None:
        assert made_of(RATE).price((), MONTH) == Price(())

    def test_it_prefers_the_more_specific_rate_of_a_region(self) -> None:
        special = replace(RATE, id=8, kind="special", amount_fen=99999)
        assert (
            made_of(RATE, special).price((Terms("combat_allowance", kind="special"),), MONTH).lines[0].rate_id
            == 8
        )
        assert (
            made_of(RATE, special).price((Terms("combat_allowance", kind="usual"),), MONTH).lines[0].rate_id
            == 7
        )

    def test_it_falls_back_on_a_general_rate_when_the_special_one_has_ended(self) -> None:
        ended = replace(RATE, id=8, kind="special", amount_fen=99999, start=date(2025, 1, 1), end=SINCE)
        assert (
            made_of(RATE, ended).price((Terms("combat_allowance", kind="special"),), MONTH).lines[0].rate_id
            == 7
        )

    def test_it_cites_the_article_of_the_rate_before_that_of_the_programme(self) -> None:
        general = made_of(RATE).price((Terms("combat_allowance"),), MONTH).lines[0]
        special = made_of(replace(RATE, article="第三条")).price((Terms("combat_allowance"),), MONTH).lines[0]
        assert (general.article, special.article) == ("第六十二条", "第三条")

    def test_it_refuses_a_rate_that_was_entered_twice(self) -> None:
        error = refusal(
            made_of(
                RATE,
                replace(RATE, id=8, document_number="", document_title="乙"),
                replace(RATE, id=9, document_number=""),
            ),
            Terms("combat_allowance"),
        )
        assert error.reason == "同时有 3 条标准执行（甲、乙、第9号），请先更正"
        assert error.programme == "combat_allowance"

    def test_it_refuses_two_rates_that_are_equally_specific(self) -> None:
        by_kind, by_period = replace(RATE, kind="x"), replace(RATE, period="y")
        error = refusal(made_of(by_kind, by_period), Terms("combat_allowance", kind="x", period="y"))
        assert "同时有 2 条标准执行" in error.reason

    def test_it_refuses_a_unit_it_does_not_know(self) -> None:
        assert (
            "yuan_per_week"
            in refusal(made_of(replace(RATE, unit="yuan_per_week")), Terms("combat_allowance")).reason
        )

    def test_it_refuses_the_same_programme_twice(self) -> None:
        error = refusal(made_of(RATE), Terms("combat_allowance"), Terms("combat_allowance", kind="x"))
        assert "两条资格" in error.reason

    def test_it_says_whom_when_and_why(self) -> None:
        error = refusal(
            made_of(RATE), Terms("disability_pension", grade=5, cause="war", employment="employed")
        )
        assert str(error) == "残疾抚恤金（五级 因战 在职） 2026-11：没有执行中的标准，请先录入标准再计算"

    def test_it_names_unknown_words_as_they_are(self) -> None:
        assert (
            str(Terms("tea_money", grade=12, kind="green", service_years=3))
            == "tea_money（12级 green 服役3年）"
        )
        assert str(Terms("combat_allowance")) == "参战退役人员生活补助"

    def test_it_refuses_exclusions_that_contradict_each_other(self) -> None:
        other = replace(RATE, id=8, programme="nuclear_test_allowance")
        rules = (
            Exclusion("combat_allowance", "nuclear_test_allowance", "yields", "", SINCE),
            Exclusion("nuclear_test_allowance", "combat_allowance", "yields", "", SINCE),
        )
        error = refusal(
            made_of(RATE, other, rules=rules), Terms("nuclear_test_allowance"), Terms("combat_allowance")
        )
        assert (
            error.reason == "不得兼领的规定互相矛盾（参战退役人员生活补助、参试退役人员生活补助），请先更正"
        )


class TestRatios:
    def test_it_takes_the_nearest_wage(self) -> None:
        wages = (WAGE, replace(WAGE, region=NATIONAL, value_fen=100))
        line = made_of(NURSING, parameters=wages).price((Terms("nursing_allowance"),), MONTH).lines[0]
        assert (line.amount_fen, line.rate_fen, line.quantity) == (400000, 800000, Decimal("0.5"))

    @pytest.mark.parametrize(
        ("rate", "wage", "weakest"),
        [
            ("high", "high", "high"),
            ("high", "low", "low"),
            ("sample", "medium", "sample"),
            ("medium", "high", "medium"),
        ],
    )
    def test_it_is_as_certain_as_its_weakest_part(self, rate: str, wage: str, weakest: str) -> None:
        tariff = made_of(replace(NURSING, confidence=rate), parameters=(replace(WAGE, confidence=wage),))
        line = tariff.price((Terms("nursing_allowance"),), MONTH).lines[0]
        assert (line.confidence, line.verified) == (weakest, weakest == "high")

    def test_it_refuses_a_wage_that_was_entered_twice(self) -> None:
        assert (
            "多个数值"
            in refusal(made_of(NURSING, parameters=(WAGE, WAGE)), Terms("nursing_allowance")).reason
        )

    def test_it_refuses_a_ratio_without_a_number(self) -> None:
        assert (
            "没有填写比例"
            in refusal(
                made_of(replace(NURSING, ratio=None), parameters=(WAGE,)), Terms("nursing_allowance")
            ).reason
        )

    @pytest.mark.parametrize("base", [None, "tea_price"])
    def test_it_refuses_a_base_nobody_knows(self, base: str | None) -> None:
        assert (
            f"参数“{base or ''}”"
            in refusal(
                made_of(replace(NURSING, base=base), parameters=(WAGE,)), Terms("nursing_allowance")
            ).reason
        )

    @pytest.mark.parametrize(("ratio", "text"), [("0.50", "× 50%"), ("0.125", "× 12.5%"), ("1", "× 100%")])
    def test_it_writes_the_share_as_people_do(self, ratio: str, text: str) -> None:
        tariff = made_of(replace(NURSING, ratio=Decimal(ratio)), parameters=(WAGE,))
        assert tariff.price((Terms("nursing_allowance"),), MONTH).lines[0].note.endswith(text)


class TestJson:
    def test_it_writes_what_the_explanation_shows(self) -> None:
        written = made_of(RATE).price((Terms("combat_allowance"),), MONTH).to_json()["lines"][0]
        assert written == {
            "programme": "combat_allowance",
            "rate_id": 7,
            "rate": "909.00",
            "unit": "yuan_per_month",
            "quantity": 1,
            "amount_fen": 90900,
            "document_title": "",
            "document_number": "甲",
            "article": "第六十二条",
            "verified": False,
            "confidence": "low",
            "region": NATIONAL,
            "note": "每月 909.00 元",
        }

    def test_it_reads_back_what_it_wrote(self) -> None:
        rates = (
            RATE,
            NURSING,
            replace(RATE, id=9, programme="rural_veteran_allowance", unit="yuan_per_service_year_month"),
        )
        profile = (
            Terms("combat_allowance"),
            Terms("nursing_allowance"),
            Terms("rural_veteran_allowance", service_years=4),
        )
        price = made_of(*rates, parameters=(WAGE,), rules=exclusions()).price(profile, MONTH)
        assert len(price.lines) == 2
        assert len(price.excluded) == 1
        assert Price.from_json(json.loads(json.dumps(price.to_json()))) == price
        assert Line.from_json(price.lines[0].to_json()) == price.lines[0]


CHOICES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "disability_pension": st.builds(
        lambda g, c: {"grade": g, "cause": c}, st.integers(1, 6), st.sampled_from(["war", "duty", "illness"])
    ),
    "nursing_allowance": st.builds(lambda g: {"grade": g, "cause": "war"}, st.integers(1, 4)),
    "survivor_pension": st.builds(
        lambda k: {"kind": k}, st.sampled_from(["martyr", "duty_death", "deceased"])
    ),
    "demobilised_allowance": st.builds(lambda p: {"period": p}, st.sampled_from(["resistance_war", "other"])),
    "rural_veteran_allowance": st.builds(lambda y: {"service_years": y}, st.integers(1, 30)),
    **{
        code: st.just({})
        for code in (
            "illness_veteran_allowance",
            "combat_allowance",
            "nuclear_test_allowance",
            "martyr_child_allowance",
        )
    },
}


@st.composite
def profiles(draw: st.DrawFn) -> tuple[Terms, ...]:
    codes = draw(st.lists(st.sampled_from(sorted(CHOICES)), unique=True, min_size=1))
    return tuple(Terms(code, **draw(CHOICES[code])) for code in codes)


class TestEveryProfile:
    @given(profiles(), st.data(), st.integers(parse_month("2026-01"), parse_month("2028-12")))
    def test_it_does_not_depend_on_the_order_of_its_terms(
        self, profile: tuple[Terms, ...], data: st.DataObject, month: int
    ) -> None:
        shuffled = tuple(data.draw(st.permutations(profile)))
        assert tariff("after_rise").price(shuffled, month) == tariff("after_rise").price(profile, month)

    @given(profiles(), st.integers(parse_month("2026-01"), parse_month("2028-12")))
    def test_it_accounts_for_every_programme_once(self, profile: tuple[Terms, ...], month: int) -> None:
        price = tariff("tongxiang").price(profile, month)
        named = [line.programme for line in price.lines] + [excluded.programme for excluded in price.excluded]
        assert sorted(named) == sorted(terms.programme for terms in profile)
        assert price.total_fen == sum(price.by_programme.values()) > 0

    @given(profiles())
    def test_it_pays_a_year_of_each_annual_amount_exactly(self, profile: tuple[Terms, ...]) -> None:
        for terms in profile:
            months = range(parse_month("2027-01"), parse_month("2028-01"))
            lines = [tariff("after_rise").price((terms,), month).lines[0] for month in months]
            yearly = 1 if lines[0].unit == "yuan_per_year" else 12
            if lines[0].unit != "ratio":
                assert (
                    sum(line.amount_fen for line in lines)
                    == lines[0].rate_fen * int(lines[0].quantity) * yearly
                )

    @settings(max_examples=50)
    @given(profiles(), st.integers(0, 11))
    def test_it_brings_what_was_posted_to_what_is_due(self, profile: tuple[Terms, ...], rolled: int) -> None:
        first = parse_month("2026-01")
        due = {
            month: tariff("after_rise").price(profile, month).total_fen for month in range(first, first + 12)
        }
        posted = {
            month: tariff("tongxiang").price(profile, month).total_fen
            for month in range(first, first + rolled)
        }
        after = dict(posted)
        for month, fen in differences(due, posted):
            after[month] = after.get(month, 0) + fen
        assert after == due
        assert differences(due, after) == []
