"""Divisions as pages: found, renamed and merged by document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from youfu.modules.organisations.models import Region
from youfu.modules.people.models import Person

BY = {"effective_on": "2026-12-01", "document": "桐政发〔2026〕9号"}


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def villages(county: Any) -> list[Region]:
    """Two villages of one town."""
    town = Region.objects.under(county).filter(level="town").first()
    return list(Region.objects.filter(parent=town).order_by("code")[:2])


def listed(response: Any) -> list[Region]:
    return [row for row, _cells in response.context["lines"]]


class TestRegions:
    def test_it_lists_the_countys_own_towns_and_villages(self, cast: Any, county: Any) -> None:
        response = client_of(cast.sysadmin).get("/regions")
        assert all(
            r.path.startswith(county.path) and r.level in ("town", "village") for r in listed(response)
        )
        assert len(listed(response)) == 25
        assert 'href="/regions"' in client_of(cast.sysadmin).get("/").content.decode()

    def test_it_finds_by_name_code_and_town(self, cast: Any, villages: list[Region]) -> None:
        client, one = client_of(cast.sysadmin), villages[0]
        assert one in listed(client.get("/regions", {"q": one.name[:2]}))
        assert listed(client.get("/regions", {"q": one.pk})) == [one]
        inside = listed(client.get("/regions", {"town": str(one.parent_id), "level": "village"}))
        assert {r.parent_id for r in inside} == {one.parent_id}

    def test_it_is_closed_to_all_but_the_system_administrator(
        self, cast: Any, villages: list[Region]
    ) -> None:
        for user in (cast.clerk, cast.secadmin, cast.stranger):
            assert client_of(user).get("/regions").status_code == 403
            assert client_of(user).get(f"/regions/{villages[0].pk}").status_code == 403

    @pytest.mark.parametrize("code", ["330481100000", "330483000000", "000000000000", "x", "330483999999"])
    def test_it_shows_no_division_of_others_and_none_above(self, cast: Any, code: str) -> None:
        for page in ("", "/rename", "/merge"):
            assert client_of(cast.sysadmin).get(f"/regions/{code}{page}").status_code == 404


class TestRename:
    def test_it_keeps_the_old_name(self, cast: Any, villages: list[Region]) -> None:
        client, one = client_of(cast.sysadmin), villages[0]
        response = client.post(f"/regions/{one.pk}/rename", BY | {"name": "新风村村委会"}, follow=True)
        text = response.content.decode()
        assert all(word in text for word in ("新风村村委会", one.name, "桐政发〔2026〕9号", "已更名"))
        assert listed(client.get("/regions", {"view": "changed"}))[0].name == "新风村村委会"

    @pytest.mark.parametrize("wrong", ["", "same", "sister"])
    def test_it_refuses_no_name_the_same_and_a_sisters(
        self, cast: Any, villages: list[Region], wrong: str
    ) -> None:
        one, sister = villages
        name = {"same": one.name, "sister": sister.name}.get(wrong, wrong)
        response = client_of(cast.sysadmin).post(f"/regions/{one.pk}/rename", BY | {"name": name})
        assert response.status_code == 422
        assert not one.changes.exists()

    def test_it_asks_for_the_document(self, cast: Any, villages: list[Region]) -> None:
        given = BY | {"name": "新风村村委会", "document": ""}
        assert client_of(cast.sysadmin).post(f"/regions/{villages[0].pk}/rename", given).status_code == 422


class TestMerge:
    def test_it_ends_one_and_takes_its_people_along(
        self, cast: Any, villages: list[Region], make_person: Callable[..., Person]
    ) -> None:
        one, other = villages
        person = make_person()
        Person.objects.filter(pk=person.pk).update(household_region=one)
        client = client_of(cast.sysadmin)
        response = client.post(f"/regions/{one.pk}/merge", BY | {"into": other.pk}, follow=True)
        assert f"2026-12-01 并入{other.name}" in response.content.decode()
        assert "/rename" not in response.content.decode()
        person.refresh_from_db()
        assert person.household_region == other
        assert one not in listed(client.get("/regions", {"q": one.pk}))
        assert listed(client.get("/regions", {"view": "ended"})) == [one]
        again = client.post(f"/regions/{one.pk}/merge", BY | {"into": other.pk})
        assert again.status_code == 409

    @pytest.mark.parametrize("into", ["", "itself", "town", "330481100000", "x"])
    def test_it_refuses_another_level_and_itself(self, cast: Any, villages: list[Region], into: str) -> None:
        one = villages[0]
        code = {"itself": one.pk, "town": one.parent_id}.get(into, into)
        response = client_of(cast.sysadmin).post(f"/regions/{one.pk}/merge", BY | {"into": code})
        assert response.status_code == 422
        one.refresh_from_db()
        assert one.ended_on is None

    def test_it_refuses_a_town_with_villages(self, cast: Any, villages: list[Region]) -> None:
        town = villages[0].parent
        assert town
        into = Region.objects.filter(parent=town.parent, level="town").exclude(pk=town.pk).first()
        assert into
        response = client_of(cast.sysadmin).post(f"/regions/{town.pk}/merge", BY | {"into": into.pk})
        assert response.status_code == 422
        assert "请先处理其下级区划" in response.content.decode()
