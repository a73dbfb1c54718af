"""The answer to region.merge: people of a merged division belong to its successor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.modules.organisations.actions import merge_region
from youfu.modules.people.models import Person

Maker = Callable[..., Person]


class TestMovePeople:
    def test_it_moves_household_and_residence(self, cast: Any, make_person: Maker) -> None:
        person, other = make_person(village="330483100"), make_person(village="330483102")
        old, new = person.household_region, other.household_region
        Person.objects.filter(pk=other.pk).update(residence_region=old)
        merge_region(
            old, into=new, effective_on=date(2026, 12, 1), document="桐政〔2026〕9号", by=cast.sysadmin
        )
        person.refresh_from_db()
        other.refresh_from_db()
        assert person.household_region == other.household_region == other.residence_region == new
        assert person.region_path == new.path

    def test_it_moves_nobody_when_the_merger_is_refused(self, cast: Any, make_person: Maker) -> None:
        person, other = make_person(village="330483100"), make_person(village="330483102")
        with pytest.raises(PermissionDenied):
            merge_region(
                person.household_region, into=other.household_region, effective_on=date(2026, 12, 1),
                document="桐政〔2026〕9号", by=cast.clerk,
            )  # fmt: skip
        person.refresh_from_db()
        assert person.household_region != other.household_region
