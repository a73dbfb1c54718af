"""Recording a death."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit.errors import Refused
from youfu.kit.models import AuditEvent
from youfu.modules.people.actions import record_death
from youfu.modules.people.models import Person, StatusChange

Maker = Callable[..., Person]


class TestRecordDeath:
    def test_it_keeps_the_day_and_the_ground(self, cast: Any, make_person: Maker) -> None:
        person = make_person()
        record_death(person, on=date(2026, 9, 20), basis="死亡医学证明", by=cast.clerk)
        person.refresh_from_db()
        change = person.statuschanges.get()
        assert (person.status, change.status, change.on, change.basis) == (
            "dead", "dead", date(2026, 9, 20), "死亡医学证明",
        )  # fmt: skip
        event = AuditEvent.objects.filter(action="people.record_death").get()
        assert event.changes == {"on": "2026-09-20", "basis": "死亡医学证明"}

    def test_it_happens_once(self, cast: Any, make_person: Maker) -> None:
        person = make_person()
        record_death(person, on=date(2026, 9, 20), basis="证明", by=cast.clerk)
        with pytest.raises(Refused, match="已登记去世"):
            record_death(person, on=date(2026, 9, 21), basis="证明", by=cast.clerk)
        assert StatusChange.objects.count() == 1

    @pytest.mark.parametrize(("on", "fits"), [
        (date(2026, 11, 23), True), (date(2026, 11, 24), False), (date(1950, 5, 1), True), (date(1950, 4, 30), False),
    ])  # fmt: skip
    def test_it_wants_a_day_between_birth_and_today(
        self, cast: Any, make_person: Maker, on_day: Callable[[date], None], on: date, fits: bool
    ) -> None:
        person = make_person(born=date(1950, 5, 1))
        on_day(date(2026, 11, 23))
        if fits:
            record_death(person, on=on, basis="证明", by=cast.clerk)
        else:
            with pytest.raises(Refused, match="请核对"):
                record_death(person, on=on, basis="证明", by=cast.clerk)
        assert StatusChange.objects.filter(person=person).exists() is fits

    @pytest.mark.parametrize("who", ["stranger", "reviewer", "village", "finance", "secadmin"])
    def test_it_refuses_a_stranger_and_whoever_may_not(self, cast: Any, make_person: Maker, who: str) -> None:
        person = make_person()
        with pytest.raises(PermissionDenied):
            record_death(person, on=date(2026, 9, 20), basis="证明", by=getattr(cast, who))
        person.refresh_from_db()
        assert person.status == "alive"
