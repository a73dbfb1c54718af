"""What ratings and transfers of pension relations make the next roll pay, to the month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from youfu.kit.workflow import TYPES
from youfu.modules.payments.actions import approve, compute
from youfu.modules.payments.models import Kind, Roll, RollLine
from youfu.modules.payments.queries.explain import explain
from youfu.modules.payments.queries.integrity import check
from youfu.modules.people.actions import Rating, rate_disability
from youfu.rules.periods import month_text, parse_month

M = parse_month
RERATING = {"change": "左膝活动受限加重", "employment": "employed", "mental": False, "in_hospital": False}


@pytest.fixture
def pay(county: Any, cast: Any, on_day: Callable[[date], None]) -> Callable[[str], Roll]:
    def paid(month: str) -> Roll:
        on_day(date(int(month[:4]), int(month[5:]), 25))
        roll = compute(county, month=M(month), by=cast.clerk)
        return approve(roll, acknowledge_unverified=True, by=cast.reviewer) if roll.pk else roll

    return paid


def lines(roll: Roll) -> list[tuple[str, str, int]]:
    """(kind, month, fen) of every line, oldest first; a roll with nothing to pay has none."""
    if not roll.pk:
        return []
    rows = RollLine.objects.filter(roll=roll).order_by("for_month", "programme")
    return [(Kind(r.kind).name.lower(), month_text(r.for_month), r.amount_fen) for r in rows]


@pytest.fixture
def rated(make_entitled: Callable[..., Any], cast: Any) -> Any:
    person = make_entitled("disability_pension", "2026-06", grade=8, cause="duty", employment="employed")
    rate_disability(person, rating=Rating(8, "duty", "employed"), on=date(2012, 4, 11), by=cast.clerk)
    return person


class TestRerating:
    def test_it_pays_the_months_since_the_document_of_the_province(
        self, rated: Any, county: Any, pay: Any, apply_for: Any, decide_all: Any, on_day: Any
    ) -> None:
        assert [amount for _, _, amount in lines(pay("2026-10"))] == [188_500] * 5
        on_day(date(2026, 10, 26))
        application = apply_for(rated, "rerating", RERATING)
        decide_all(application, dated=date(2026, 8, 20), grade=7, cause="duty")
        assert "自 2026-08 起" in application.outcome
        assert lines(pay("2026-11")) == [
            ("arrears", "2026-08", 103_300), ("arrears", "2026-09", 103_300), ("arrears", "2026-10", 103_300),
            ("current", "2026-11", 291_800),
        ]  # fmt: skip
        why = explain(rated, M("2026-11"), county)
        assert why.total_fen == 3 * 103_300 + 291_800
        assert application.number in str(why)
        assert check() == []

    def test_it_takes_back_what_a_lower_grade_was_not_due(
        self, rated: Any, pay: Any, apply_for: Any, decide_all: Any, on_day: Any
    ) -> None:
        pay("2026-10")
        on_day(date(2026, 10, 26))
        decide_all(apply_for(rated, "rerating", RERATING), dated=date(2026, 9, 1), grade=9, cause="duty")
        kinds = [(kind, month, amount < 0) for kind, month, amount in lines(pay("2026-11"))]
        assert kinds == [
            ("recovery", "2026-09", True), ("recovery", "2026-10", True), ("current", "2026-11", False),
        ]  # fmt: skip

    def test_it_waits_a_month_for_a_document_under_the_old_measures(
        self, make_entitled: Any, cast: Any, apply_for: Any, decide_all: Any, on_day: Any
    ) -> None:
        on_day(date(2024, 9, 25))
        person = make_entitled("disability_pension", "2024-01", grade=8, cause="duty", employment="employed")
        rate_disability(person, rating=Rating(8, "duty", "employed"), on=date(2012, 4, 11), by=cast.clerk)
        decide_all(apply_for(person, "rerating", RERATING), dated=date(2024, 9, 20), grade=7, cause="duty")
        rows = person.entitlements.order_by("months").values_list("terms__grade", "months")
        assert [(grade, month_text(months.lower)) for grade, months in rows] == [
            (8, "2024-01"), (7, "2024-10"),
        ]  # fmt: skip


class TestDeparture:
    def test_it_stops_after_december_and_recovers_what_was_posted_since(
        self, make_entitled: Any, pay: Any, apply_for: Any, decide_all: Any, on_day: Any
    ) -> None:
        person = make_entitled("combat_allowance", "2025-11")
        assert len(lines(pay("2026-02"))) == 4
        on_day(date(2026, 3, 2))
        given = {"to_place": "上饶市广信区退役军人事务局", "moved_on": date(2025, 11, 20)}
        application = apply_for(person, "departure", given)
        foresee = TYPES["departure"].foresee
        assert foresee is not None
        assert [row["fen"] for row in foresee(application)] == [-208_000]
        decide_all(application)
        assert "本县发至 2025-12" in application.outcome
        assert lines(pay("2026-03")) == [
            ("recovery", "2026-01", -104_000), ("recovery", "2026-02", -104_000),
        ]  # fmt: skip

    def test_it_pays_to_december_who_leaves_before(
        self, make_entitled: Any, pay: Any, apply_for: Any, decide_all: Any, on_day: Any
    ) -> None:
        person = make_entitled("combat_allowance", "2026-10")
        on_day(date(2026, 10, 26))
        given = {
            "to_place": "海宁市退役军人事务局",
            "to_county": "330481000000",
            "moved_on": date(2026, 10, 20),
        }
        decide_all(apply_for(person, "within_province", given))
        assert [month for _, month, _ in lines(pay("2026-12"))] == ["2026-10", "2026-11", "2026-12"]
        assert lines(pay("2027-01")) == []


class TestArrival:
    def test_it_pays_nothing_before_january(
        self, make_person: Any, pay: Any, apply_for: Any, decide_all: Any, on_day: Any
    ) -> None:
        on_day(date(2026, 10, 26))
        given = {
            "category": "combat_veteran", "from_place": "上饶市广信区退役军人事务局", "moved_on": date(2026, 9, 1),
            "paid_through": M("2026-09"),
        }  # fmt: skip
        decide_all(apply_for(make_person("程有根"), "arrival", given), delay="none")
        assert lines(pay("2026-12")) == []
        assert lines(pay("2027-01")) == [("current", "2027-01", 104_000)]

    def test_it_pays_from_january_who_left_the_forces(
        self, make_person: Any, pay: Any, apply_for: Any, decide_all: Any, on_day: Any
    ) -> None:
        on_day(date(2026, 10, 26))
        given = {
            "grade": 8, "cause": "duty", "rated_on": date(2025, 5, 8), "document": "军伤残〔2025〕31号",
            "discharged_on": date(2026, 9, 1), "employment": "employed",
        }  # fmt: skip
        person = make_person("丁海峰", born=date(1990, 3, 3))
        decide_all(
            apply_for(person, "from_forces", given), grade=8, cause="duty", certificate="军浙D1", delay="none"
        )
        assert lines(pay("2026-12")) == []
        assert [line[:2] for line in lines(pay("2027-01"))] == [("current", "2027-01")]
