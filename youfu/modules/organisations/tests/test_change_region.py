"""Renaming a division, and merging one into another: by document, once, and nothing is forgotten."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit.errors import Refused, Stale
from youfu.kit.models import AuditEvent
from youfu.modules.organisations.actions import merge_region, rename_region
from youfu.modules.organisations.models import Region, RegionChange, User

DAY, PAPER = date(2026, 12, 1), "桐政〔2026〕9号"


def villages(county: Region) -> list[Region]:
    """Two villages of the same town."""
    town = Region.objects.under(county).filter(level=Region.Level.TOWN)[0]
    return list(town.children.order_by("code")[:2])


class TestRenameRegion:
    def test_it_keeps_the_old_name_and_the_paper(self, county: Region, cast: Any) -> None:
        village = villages(county)[0]
        old, path = village.name, village.path
        rename_region(village, name="新风村", effective_on=DAY, document=PAPER, by=cast.sysadmin)
        village.refresh_from_db()
        change = RegionChange.objects.get(region=village)
        assert (village.name, village.path) == ("新风村", path)
        assert (change.kind, change.old_name, change.effective_on, change.document) == (
            "rename",
            old,
            DAY,
            PAPER,
        )
        event = AuditEvent.objects.get(action="region.rename")
        assert event.changes == {"name": "新风村", "effective_on": "2026-12-01", "document": PAPER}

    def test_it_refuses_a_name_that_is_taken_beside_it(self, county: Region, cast: Any) -> None:
        first, second = villages(county)
        for name in (first.name, second.name):
            with pytest.raises(Refused):
                rename_region(first, name=name, effective_on=DAY, document=PAPER, by=cast.sysadmin)
        assert not RegionChange.objects.exists()

    @pytest.mark.parametrize("who", ["stranger", "clerk", "leader", "secadmin", "village"])
    def test_it_refuses_a_stranger_and_whoever_may_not(self, county: Region, cast: Any, who: str) -> None:
        with pytest.raises(PermissionDenied):
            rename_region(
                villages(county)[0], name="新风村", effective_on=DAY, document=PAPER, by=getattr(cast, who)
            )
        assert not RegionChange.objects.exists()


class TestMergeRegion:
    def test_it_ends_the_one_and_names_the_other(self, county: Region, cast: Any) -> None:
        old, new = villages(county)
        merge_region(old, into=new, effective_on=DAY, document=PAPER, by=cast.sysadmin)
        old.refresh_from_db()
        assert (old.ended_on, old.successor) == (DAY, new)
        assert old not in Region.objects.current()

    def test_it_keeps_its_staff_at_work(self, county: Region, cast: Any) -> None:
        old = cast.village.organisation.region
        new = Region.objects.current().filter(parent=old.parent, level="village").exclude(pk=old.pk)[0]
        merge_region(old, into=new, effective_on=DAY, document=PAPER, by=cast.sysadmin)
        worker = User.objects.get(pk=cast.village.pk)
        assert worker.organisation.region == new
        assert [(h.role, h.path) for h in worker.held()] == [("village_worker", new.path)]

    def test_it_is_done_once(self, county: Region, cast: Any) -> None:
        old, new = villages(county)
        merge_region(old, into=new, effective_on=DAY, document=PAPER, by=cast.sysadmin)
        for again in (
            lambda: merge_region(old, into=new, effective_on=DAY, document=PAPER, by=cast.sysadmin),
            lambda: rename_region(old, name="新风村", effective_on=DAY, document=PAPER, by=cast.sysadmin),
        ):
            with pytest.raises(Stale, match="已于 2026-12-01 撤销"):
                again()

    def test_it_refuses_another_level_itself_and_what_still_holds_others(
        self, county: Region, cast: Any
    ) -> None:
        village, other = villages(county)
        town = village.parent
        assert town
        for region, into in ((village, village), (village, town), (town, village), (town, county)):
            with pytest.raises(Refused):
                merge_region(region, into=into, effective_on=DAY, document=PAPER, by=cast.sysadmin)
        neighbour = Region.objects.under(county).filter(level=Region.Level.TOWN)[1]
        with pytest.raises(Refused, match="下级区划"):
            merge_region(town, into=neighbour, effective_on=DAY, document=PAPER, by=cast.sysadmin)
        assert not RegionChange.objects.exists()
        assert other.ended_on is None

    @pytest.mark.parametrize("who", ["stranger", "clerk", "leader", "secadmin", "village"])
    def test_it_refuses_a_stranger_and_whoever_may_not(self, county: Region, cast: Any, who: str) -> None:
        old, new = villages(county)
        with pytest.raises(PermissionDenied):
            merge_region(old, into=new, effective_on=DAY, document=PAPER, by=getattr(cast, who))
        old.refresh_from_db()
        assert old.ended_on is None
