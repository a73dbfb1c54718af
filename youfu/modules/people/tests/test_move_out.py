"""Moving away and moving in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit.errors import Refused
from youfu.kit.models import AuditEvent
from youfu.modules.organisations.models import Region
from youfu.modules.people.actions import move_in, move_out, record_death
from youfu.modules.people.models import Person
from youfu.rules.periods import parse_month

Maker = Callable[..., Person]
NOVEMBER = date(2026, 11, 23)
DECEMBER = parse_month("2026-12")


@pytest.fixture(autouse=True)
def today(on_day: Callable[[date], None]) -> None:
    on_day(NOVEMBER)


def gone(person: Person, by: Any, on: date = date(2026, 11, 3), last: int = DECEMBER) -> None:
    move_out(person, on=on, last_month=last, basis="迁往江西省上饶市", by=by)
    person.refresh_from_db()


class TestMoveOut:
    def test_it_keeps_the_day_and_the_last_month(self, cast: Any, make_person: Maker) -> None:
        person = make_person()
        gone(person, cast.clerk)
        change = person.statuschanges.get()
        assert (person.status, change.status, change.on) == ("moved", "moved", date(2026, 11, 3))
        event = AuditEvent.objects.filter(action="people.move_out").get()
        assert event.changes == {"on": "2026-11-03", "last_month": DECEMBER, "basis": "迁往江西省上饶市"}

    def test_it_happens_once(self, cast: Any, make_person: Maker) -> None:
        person = make_person()
        gone(person, cast.clerk)
        with pytest.raises(Refused, match="“迁出”"):
            gone(person, cast.clerk)

    @pytest.mark.parametrize(
        ("on", "last"), [(date(2026, 11, 24), DECEMBER), (date(2026, 11, 3), parse_month("2026-10"))]
    )
    def test_it_refuses_a_day_to_come_and_a_last_month_before_it(
        self, cast: Any, make_person: Maker, on: date, last: int
    ) -> None:
        person = make_person()
        with pytest.raises(Refused, match="请核对"):
            gone(person, cast.clerk, on, last)
        assert not person.statuschanges.exists()

    @pytest.mark.parametrize("who", ["stranger", "reviewer", "village"])
    def test_it_refuses_a_stranger_and_whoever_may_not(self, cast: Any, make_person: Maker, who: str) -> None:
        with pytest.raises(PermissionDenied):
            gone(make_person(), getattr(cast, who))


class TestMoveIn:
    def test_it_takes_back_who_had_moved(self, cast: Any, make_person: Maker) -> None:
        person = make_person()
        gone(person, cast.clerk)
        home = Region.objects.filter(code__startswith="330483107", level="village")[0]
        move_in(person, region=home, on=NOVEMBER, basis="迁回", by=cast.clerk)
        person.refresh_from_db()
        assert (person.status, person.household_region) == ("alive", home)
        assert [c.status for c in person.statuschanges.all()] == ["alive", "moved"]

    def test_it_refuses_another_county_the_dead_and_tomorrow(self, cast: Any, make_person: Maker) -> None:
        person = make_person()
        elsewhere = Region.objects.get(pk="330481000000")
        with pytest.raises(PermissionDenied):
            move_in(person, region=elsewhere, on=NOVEMBER, basis="迁入", by=cast.clerk)
        with pytest.raises(Refused, match="今天"):
            move_in(
                person, region=person.household_region, on=date(2026, 11, 24), basis="迁入", by=cast.clerk
            )
        record_death(person, on=date(2026, 9, 1), basis="证明", by=cast.clerk)
        with pytest.raises(Refused, match="去世"):
            move_in(person, region=person.household_region, on=NOVEMBER, basis="迁入", by=cast.clerk)

    @pytest.mark.parametrize("who", ["stranger", "reviewer", "village"])
    def test_it_refuses_a_stranger_and_whoever_may_not(self, cast: Any, make_person: Maker, who: str) -> None:
        person = make_person()
        with pytest.raises(PermissionDenied):
            move_in(person, region=person.household_region, on=NOVEMBER, basis="迁入", by=getattr(cast, who))
