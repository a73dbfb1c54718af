"""What letters say of a county."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit.errors import Refused
from youfu.kit.models import AuditEvent
from youfu.modules.organisations.actions import update_locality
from youfu.modules.organisations.models import Locality, Region
from youfu.modules.organisations.queries import locality


class TestUpdateLocality:
    def test_it_invents_nothing(self, county: Region) -> None:
        known = locality(county)
        assert known.name == "桐乡市退役军人事务局"
        assert {known.phone, known.prefix, known.court, known.fonds} == {""}

    def test_it_lays_down_what_letters_say(self, county: Region, cast: Any) -> None:
        update_locality(county, values={"prefix": " 桐退役优 ", "phone": "0573-1"}, by=cast.sysadmin)
        update_locality(county, values={"phone": "0573-2"}, by=cast.sysadmin)
        known = locality(county)
        assert (known.prefix, known.phone) == ("桐退役优", "0573-2")
        assert Locality.objects.count() == 1
        said = AuditEvent.objects.filter(action="locality.update").exclude(changes={})
        assert said.latest("id").changes == {"phone": ["0573-1", "0573-2"]}

    @pytest.mark.parametrize(
        "values", [{"postcode": "3145"}, {"prefix": "桐退役优〔2026〕"}, {"mayor": "某某"}]
    )
    def test_it_refuses_what_makes_no_sense(self, county: Region, cast: Any, values: dict[str, str]) -> None:
        with pytest.raises(Refused):
            update_locality(county, values=values, by=cast.sysadmin)
        assert not Locality.objects.exists()

    def test_it_is_a_countys(self, county: Region, cast: Any) -> None:
        town = Region.objects.filter(parent=county).first()
        with pytest.raises(Refused, match="县级"):
            update_locality(town, values={"phone": "1"}, by=cast.sysadmin)

    def test_it_refuses_those_who_keep_no_divisions(self, county: Region, cast: Any) -> None:
        for user in (cast.clerk, cast.leader, cast.stranger):
            with pytest.raises(PermissionDenied):
                update_locality(county, values={"phone": "1"}, by=user)
