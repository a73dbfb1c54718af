"""Entering a disability rating: the one in force ends on the day the next begins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit.errors import Refused
from youfu.kit.models import AuditEvent
from youfu.modules.people.actions import Rating, rate_disability
from youfu.modules.people.models import Person

Maker = Callable[..., Person]


def story(person: Person) -> list[tuple[int, str, str]]:
    """(grade, first day, day after the last) of each rating, oldest first."""
    rows = person.disabilitys.order_by("valid")
    return [(d.grade, str(d.valid.lower), str(d.valid.upper or "")) for d in rows]


class TestRateDisability:
    def test_it_closes_the_old_and_opens_the_next(self, cast: Any, make_person: Maker) -> None:
        person = make_person()
        rate_disability(person, rating=Rating(8, "duty", "employed"), on=date(2012, 4, 11), by=cast.clerk)
        rate_disability(
            person,
            rating=Rating(7, "duty", "employed", basis="浙退役军人厅〔2026〕7号"),
            on=date(2026, 7, 10),
            by=cast.clerk,
        )
        assert story(person) == [(8, "2012-04-11", "2026-07-10"), (7, "2026-07-10", "")]
        assert person.disabilitys.get(grade=7).basis == "浙退役军人厅〔2026〕7号"
        assert AuditEvent.objects.latest("id").changes == {"on": "2026-07-10"}

    @pytest.mark.parametrize("on", [date(2012, 4, 10), date(2012, 4, 11)])
    def test_it_refuses_a_day_on_or_before_the_rating_in_force(
        self, cast: Any, make_person: Maker, on: date
    ) -> None:
        person = make_person()
        rate_disability(person, rating=Rating(8, "duty"), on=date(2012, 4, 11), by=cast.clerk)
        with pytest.raises(Refused, match="2012-04-11"):
            rate_disability(person, rating=Rating(7, "duty"), on=on, by=cast.clerk)
        assert story(person) == [(8, "2012-04-11", "")]

    def test_it_refuses_tomorrow(self, cast: Any, make_person: Maker, on_day: Any) -> None:
        on_day(date(2026, 7, 9))
        with pytest.raises(Refused, match="今天"):
            rate_disability(make_person(), rating=Rating(7, "duty"), on=date(2026, 7, 10), by=cast.clerk)

    @pytest.mark.parametrize(("grade", "cause"), [(0, "war"), (11, "war"), (7, "illness")])
    def test_it_refuses_a_grade_that_does_not_exist(
        self, cast: Any, make_person: Maker, grade: int, cause: str
    ) -> None:
        person = make_person()
        with pytest.raises(Refused, match="一级至六级"):
            rate_disability(person, rating=Rating(grade, cause), on=date(2026, 7, 10), by=cast.clerk)
        assert story(person) == []

    @pytest.mark.parametrize("who", ["stranger", "reviewer", "village", "finance"])
    def test_it_refuses_a_stranger_and_whoever_may_not(self, cast: Any, make_person: Maker, who: str) -> None:
        with pytest.raises(PermissionDenied):
            rate_disability(
                make_person(), rating=Rating(7, "duty"), on=date(2026, 7, 10), by=getattr(cast, who)
            )
