"""Correcting somebody's particulars."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit.errors import Refused
from youfu.kit.models import AuditEvent
from youfu.modules.people.actions import update_person
from youfu.modules.people.models import Person

Maker = Callable[..., Person]


class TestUpdatePerson:
    def test_it_changes_what_a_clerk_may_change(self, cast: Any, make_person: Maker) -> None:
        person = make_person()
        update_person(
            person,
            changes={"address": "乌镇镇隆源路1号", "phone": "13900000001", "living_alone": True},
            by=cast.records,
        )
        person.refresh_from_db()
        assert (person.address, person.living_alone) == ("乌镇镇隆源路1号", True)
        assert person.phone.reveal() == "13900000001"

    def test_it_keeps_names_and_their_pinyin_together(self, cast: Any, make_person: Maker) -> None:
        person = make_person()
        update_person(person, changes={"name": "单建国"}, by=cast.clerk)
        person.refresh_from_db()
        assert (person.name, person.pinyin, person.initials) == ("单建国", "shanjianguo", "sjg")

    def test_it_keeps_what_was_before_and_names_nothing_personal_in_the_trail(
        self, cast: Any, make_person: Maker
    ) -> None:
        person = make_person()
        first = person.address
        update_person(person, changes={"address": "隆源路1号"}, by=cast.clerk)
        update_person(person, changes={"address": "隆源路2号"}, by=cast.clerk)
        kept = person.events.order_by("pgh_id").values_list("address", flat=True)  # type: ignore[attr-defined]
        assert list(kept) == [first, "隆源路1号"]
        assert "隆源路" not in str(list(AuditEvent.objects.values()))

    @pytest.mark.parametrize(
        "field", ["id_number", "id_index", "sex", "born_on", "status", "pinyin", "id", "nonsense"]
    )
    def test_it_refuses_what_needs_an_application(self, cast: Any, make_person: Maker, field: str) -> None:
        person = make_person()
        with pytest.raises(Refused, match=field):
            update_person(person, changes={"address": "别处", field: "1"}, by=cast.clerk)
        person.refresh_from_db()
        assert person.address == ""

    @pytest.mark.parametrize("who", ["stranger", "reviewer", "village", "finance", "auditor"])
    def test_it_refuses_a_stranger_and_whoever_may_not(self, cast: Any, make_person: Maker, who: str) -> None:
        person = make_person()
        with pytest.raises(PermissionDenied):
            update_person(person, changes={"address": "别处"}, by=getattr(cast, who))
        person.refresh_from_db()
        assert person.address == ""
