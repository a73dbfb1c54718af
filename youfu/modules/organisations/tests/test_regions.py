"""Divisions and the county's bodies: loading, founding, and finding what staff mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit.access import System
from youfu.kit.errors import Refused
from youfu.modules.organisations.actions import establish_county, load_regions
from youfu.modules.organisations.models import Organisation, Region
from youfu.modules.organisations.queries import RegionIndex, find
from youfu.modules.organisations.queries import county as the_county
from youfu.rules.naming import AmbiguousName, UnknownName

if TYPE_CHECKING:
    from conftest import Cast

KEYBOARD = System("test")
WUZHEN, MINHE = "330483100000", "330483100214"


def rows(*lines: str) -> list[dict[str, str]]:
    return [dict(zip(("code", "name", "level", "parent"), line.split(","), strict=True)) for line in lines]


class TestLoadRegions:
    def test_it_loaded_the_whole_country_and_every_village_of_the_county(self, county: Region) -> None:
        inside = Region.objects.under(county)
        assert inside.filter(level=Region.Level.TOWN).count() == 11
        assert inside.filter(level=Region.Level.VILLAGE).count() == 221
        assert Region.objects.filter(level=Region.Level.PROVINCE).count() == 31

    def test_it_gives_every_region_the_path_of_its_parent_and_itself(self, county: Region) -> None:
        assert Region.objects.get(pk="000000000000").path == "/"
        assert county.path == "/330000000000/330400000000/330483000000/"
        assert Region.objects.get(pk=MINHE).path == f"{county.path}{WUZHEN}/{MINHE}/"

    def test_it_changes_nothing_the_second_time(self, county: Region) -> None:
        again = rows("330000000000,别的名字,province,", "990000000000,试验省,province,")
        assert load_regions(again, by=KEYBOARD) == 1
        assert Region.objects.get(pk="330000000000").name == "浙江省"

    def test_it_refuses_a_row_before_its_parent(self, county: Region) -> None:
        with pytest.raises(Refused, match="990100000000"):
            load_regions(rows("990100000000,试验市,city,990000000000"), by=KEYBOARD)

    def test_it_refuses_whoever_may_not_edit_regions(self, cast: Cast) -> None:
        with pytest.raises(PermissionDenied):
            load_regions([], by=cast.clerk)


class TestEstablishCounty:
    def test_it_made_the_bureau_its_sections_and_a_station_for_each_town_and_village(
        self, county: Region
    ) -> None:
        bureau = Organisation.objects.get(region=county, kind=Organisation.Kind.BUREAU)
        assert str(bureau) == "桐乡市退役军人事务局"
        sections = {o.name for o in bureau.children.filter(kind=Organisation.Kind.SECTION)}
        assert sections == {"办公室", "优抚褒扬科", "移交安置科", "财务科"}
        station = Organisation.objects.get(region_id=MINHE)
        assert str(station) == "民合村退役军人服务站"
        above = Organisation.objects.get(children=station)
        assert str(above) == "乌镇镇退役军人服务站"
        assert str(above.parent) == "桐乡市退役军人服务中心"

    def test_it_adds_only_what_is_missing(self, county: Region) -> None:
        Organisation.objects.filter(kind=Organisation.Kind.BUREAU).exclude(region=county).update(
            kind="centre"
        )
        before = Organisation.objects.count()
        Organisation.objects.get(region_id="330483104201").delete()
        establish_county(county, by=KEYBOARD)
        assert Organisation.objects.count() == before

    def test_it_refuses_a_second_county(self, county: Region) -> None:
        with pytest.raises(Refused, match="一套数据只放一个县"):
            establish_county(Region.objects.get(pk="330482000000"), by=KEYBOARD)

    def test_it_refuses_what_is_no_county(self, county: Region) -> None:
        with pytest.raises(Refused, match="不是县级区划"):
            establish_county(Region.objects.get(pk="330400000000"), by=KEYBOARD)

    def test_it_refuses_whoever_may_not_edit_regions(self, county: Region, cast: Cast) -> None:
        with pytest.raises(PermissionDenied):
            establish_county(county, by=cast.clerk)


class TestCounty:
    def test_it_is_the_one_the_database_was_founded_for(self, county: Region) -> None:
        assert the_county() == county


class TestFind:
    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("濮院", "濮院镇"),
            ("乌镇", "乌镇镇"),
            ("梧桐", "梧桐街道"),
            ("民合村", "民合村村委会"),
            ("乌镇 民合村", "民合村村委会"),
            ("乌镇镇　民合", "民合村村委会"),
            ("桐乡市", "桐乡市"),
            ("330483101", "濮院镇"),
            (MINHE, "民合村村委会"),
        ],
    )
    def test_it_finds_what_staff_mean(self, county: Region, text: str, name: str) -> None:
        assert find(text, county).name == name

    @pytest.mark.parametrize("text", ["长安镇", "乌镇 不存在村", "330481000000", "", "   "])
    def test_it_refuses_what_is_not_in_the_county(self, county: Region, text: str) -> None:
        with pytest.raises(Refused, match="本县没有"):
            find(text, county)

    def test_it_names_every_candidate_of_an_ambiguous_name(self, county: Region) -> None:
        _twins(county)
        with pytest.raises(Refused, match=r"乌镇镇同名村.*濮院镇同名村"):
            find("同名村", county)


def _twins(county: Region) -> None:
    for town in (WUZHEN, "330483101000"):
        code = f"{town[:9]}998"
        path = f"{county.path}{town}/{code}/"
        Region.objects.create(code=code, name="同名村村委会", level="village", parent_id=town, path=path)


class TestRegionIndex:
    def test_it_finds_towns_and_the_villages_inside_them(self, county: Region) -> None:
        places = RegionIndex(county)
        town = places.town("乌镇")
        assert town.pk == WUZHEN
        assert places.village("民合", town).pk == MINHE

    def test_it_does_not_find_a_village_in_another_town(self, county: Region) -> None:
        places = RegionIndex(county)
        with pytest.raises(UnknownName):
            places.village("民合村", places.town("濮院"))
        assert places.anywhere("民合村") == Region.objects.get(pk=MINHE)

    def test_it_does_not_guess_between_villages_of_one_name(self, county: Region) -> None:
        _twins(county)
        Region.objects.create(
            code="330483100997",
            name="同名村",
            level="village",
            parent_id=WUZHEN,
            path=f"{county.path}{WUZHEN}/330483100997/",
        )
        places = RegionIndex(county)
        assert places.anywhere("同名") is None
        with pytest.raises(AmbiguousName):
            places.village("同名", places.town("乌镇"))
