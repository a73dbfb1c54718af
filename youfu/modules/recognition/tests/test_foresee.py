"""What an approval would pay is foreseen to the fen, with what would give way and what would be paid back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from youfu.kit.models import Application
from youfu.modules.people.models import Person
from youfu.modules.recognition.applications import common
from youfu.rules.periods import parse_month
from youfu.rules.pricing import Terms

pytestmark = pytest.mark.django_db
COMBAT, RURAL = Terms("combat_allowance"), Terms("rural_veteran_allowance", service_years=4)


def of(person: Person) -> Application:
    return Application(person=person, region=person.household_region)


@pytest.fixture(autouse=True)
def november(on_day: Callable[[date], None]) -> None:
    on_day(date(2026, 11, 20))


class TestForesee:
    def test_it_prices_this_month_and_the_months_before(self, make_person: Callable[..., Person]) -> None:
        month, arrears = common.foresee(of(make_person()), COMBAT, parse_month("2026-08"))
        assert (month["title"], month["fen"]) == ("参战退役人员生活补助", 104_000)
        assert "浙退役军人厅发〔2023〕53号" in month["note"]
        assert (arrears["title"], arrears["fen"]) == ("补发", 3 * 104_000)
        assert arrears["note"] == "2026-08 — 2026-10"

    def test_it_promises_no_arrears_from_this_month_on(self, make_person: Callable[..., Person]) -> None:
        for first in ("2026-11", "2027-01"):
            (month,) = common.foresee(of(make_person()), COMBAT, parse_month(first))
            assert month["fen"] == 104_000

    def test_it_shows_what_gives_way(self, make_entitled: Callable[..., Person]) -> None:
        rural = make_entitled("rural_veteran_allowance", "2026-01", service_years=4)
        own, other = common.foresee(of(rural), COMBAT, parse_month("2026-11"))
        assert own["fen"] == 104_000
        assert (other["title"], other["fen"] < 0) == ("农村籍退役士兵老年生活补助", True)

    def test_it_pays_nothing_that_gives_way_itself(self, make_entitled: Callable[..., Person]) -> None:
        own, arrears = common.foresee(
            of(make_entitled("combat_allowance", "2026-01")), RURAL, parse_month("2026-09")
        )
        assert (own["fen"], arrears["fen"]) == (0, 0)
        assert "不得同时领取" in own["note"]

    def test_it_shows_the_difference_of_a_changed_grade(self, make_entitled: Callable[..., Person]) -> None:
        person = make_entitled(
            "disability_pension", "2025-01", grade=6, cause="duty", employment="unemployed"
        )
        better = Terms("disability_pension", grade=5, cause="duty", employment="unemployed")
        month, arrears = common.foresee(of(person), better, parse_month("2026-09"))
        (before, *_rest) = common.foresee(
            of(person), Terms("disability_pension", grade=6, cause="duty"), parse_month("2026-11")
        )
        assert month["fen"] > before["fen"]
        assert arrears["fen"] > 0

    def test_it_says_what_cannot_be_priced(self, make_person: Callable[..., Person]) -> None:
        (row,) = common.foresee(of(make_person()), Terms("rural_veteran_allowance"), parse_month("2026-11"))
        assert row["fen"] is None
        assert "折算服役年限" in row["note"]
