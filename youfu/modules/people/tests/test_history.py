"""What a row was before a change, and who changed it: kept by the database itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps

from youfu.modules.people.actions import update_person
from youfu.modules.people.models import Person


class TestHistory:
    def test_it_keeps_the_row_before_a_change_and_names_who_changed_it(
        self, cast: Any, make_person: Callable[..., Person]
    ) -> None:
        person = make_person("陈建国")
        before = person.address
        update_person(person, changes={"address": "乌镇镇民合村 3 组"}, by=cast.clerk)
        event = apps.get_model("people", "PersonEvent").objects.get(pgh_obj_id=person.pk)
        assert (event.address, event.pgh_label) == (before, "update")
        assert event.pgh_context.metadata["actor"] == cast.clerk.label

    def test_it_sees_a_change_made_behind_the_program(self, make_person: Callable[..., Person]) -> None:
        person = make_person("陈建国")
        Person.objects.filter(pk=person.pk).update(remarks="直接改库")
        assert apps.get_model("people", "PersonEvent").objects.filter(pgh_obj_id=person.pk).count() == 1
