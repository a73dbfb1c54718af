"""Type 14 部分烈士老年子女."""

from __future__ import annotations

from typing import Any

import pytest

from youfu.modules.people.models import Person
from youfu.modules.recognition.tests import journey

pytestmark = pytest.mark.django_db


class TestMartyrChild(journey.Journeys):
    kind, category, programme = "martyr_child", "martyr_child", "martyr_child_allowance"
    given = {
        "of": "martyr", "parent": "陆志高", "relation": "father", "document": "烈字第31号", "drew_as_child": False,
        "lives": "rural",
    }  # fmt: skip
    route = "village town publicity examine review"
    wrong, why = {"drew_as_child": True}, "18 周岁前未享受过定期抚恤金"

    def test_it_keeps_the_parent_on_file(self, person: Person, apply_for: Any, decide_all: Any) -> None:
        application = decide_all(apply_for(person, self.kind, self.given))
        assert str(person.familymembers.get()) == "陆志高（父亲）"
        assert "陆志高" not in str(application.notices.get().content)

    def test_it_needs_no_second_opinion_of_the_village_that_made_it(
        self, person: Person, apply_for: Any, cast: Any
    ) -> None:
        application = apply_for(person, self.kind, self.given, by=cast.village)
        assert application.steps.first().code == "town"
