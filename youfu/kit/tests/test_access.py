"""Who may do what, where: the single question, the single filter and the single fetch."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.http import Http404

from youfu.kit.access import (
    INCOMPATIBLE,
    ROLES,
    Held,
    Permission,
    System,
    can,
    conflicts,
    demand,
    get_visible,
    visible_paths,
)

ADMINISTRATORS = {"system_administrator", "security_administrator"}


@dataclass
class Somebody:
    """An actor with roles of our choice."""

    roles: tuple[Held, ...] = ()
    pk: int = 1
    label: str = "某人"

    def held(self) -> Iterable[Held]:
        return self.roles


class TestCan:
    clerk = Somebody((Held("benefits_clerk", "/33/3304/"),))

    @pytest.mark.parametrize("path", ["/33/3304/", "/33/3304/330483/", "/33/3304/330483/100/"])
    def test_it_holds_inside_the_region(self, path: str) -> None:
        assert can(self.clerk, Permission.ROLLS_COMPUTE, path)
        demand(self.clerk, Permission.ROLLS_COMPUTE, path)

    @pytest.mark.parametrize("path", ["/", "/33/", "/33/33041/", "/33/3305/", "/34/3304/", "", "33/3304/"])
    def test_it_ends_at_the_border(self, path: str) -> None:
        assert not can(self.clerk, Permission.ROLLS_COMPUTE, path)
        with pytest.raises(PermissionDenied):
            demand(self.clerk, Permission.ROLLS_COMPUTE, path)

    def test_it_asks_for_anywhere_when_there_is_no_place(self) -> None:
        assert can(self.clerk, Permission.ROLLS_COMPUTE)
        assert not can(self.clerk, Permission.ROLLS_APPROVE)

    def test_it_knows_nobody_without_a_role_and_no_unknown_role(self) -> None:
        assert not can(Somebody(), Permission.SITE_USE)
        assert visible_paths(Somebody((Held("emperor", "/"),)), Permission.SITE_USE) == ()

    def test_it_adds_up_roles_in_different_places(self) -> None:
        both = Somebody((Held("benefits_clerk", "/33/3304/"), Held("finance", "/33/3305/")))
        assert set(visible_paths(both, Permission.ROLLS_EXPORT)) == {"/33/3304/", "/33/3305/"}
        assert visible_paths(both, Permission.ROLLS_COMPUTE) == ("/33/3304/",)

    def test_it_lets_the_system_do_everything_under_its_own_name(self) -> None:
        system = System("年度确认")
        assert can(system, Permission.GRANTS_EDIT, "/99/")
        assert (system.pk, system.label) == (None, "系统（年度确认）")


class TestVisibleTo:
    def test_it_shows_each_their_own_region(self, cast: Any, make_person: Callable[..., Any]) -> None:
        wuzhen = cast.town.organisation.region_id[:9]
        near, far = make_person("近处", village=wuzhen), make_person("远处", village="330483102")
        people = type(near).objects
        seen = {
            who: set(
                people.visible_to(getattr(cast, who), Permission.PEOPLE_VIEW).values_list("pk", flat=True)
            )
            for who in ("clerk", "town", "stranger", "finance", "secadmin")
        }
        assert seen == {
            "clerk": {near.pk, far.pk}, "town": {near.pk}, "stranger": set(), "finance": set(), "secadmin": set(),
        }  # fmt: skip

    def test_it_shows_nobody_without_a_grant_and_everybody_to_the_nation(
        self, make_person: Callable[..., Any]
    ) -> None:
        people = type(make_person()).objects
        assert not people.visible_to(Somebody(), Permission.PEOPLE_VIEW).exists()
        national = Somebody((Held("auditor", "/"),))
        assert people.visible_to(national, Permission.PEOPLE_VIEW).count() == people.count() == 1

    def test_it_shows_divisions_only_from_the_granted_one_down(self, cast: Any, county: Any) -> None:
        regions = type(county).objects
        mine = regions.visible_to(cast.town, Permission.SITE_USE)
        assert set(mine.values_list("level", flat=True)) == {"town", "village"}
        assert not regions.visible_to(Somebody(), Permission.SITE_USE).exists()


class TestGetVisible:
    def test_it_finds_inside(self, cast: Any, make_person: Callable[..., Any]) -> None:
        person = make_person()
        found = get_visible(type(person).objects.all(), cast.clerk, Permission.PEOPLE_VIEW, pk=person.pk)
        assert found == person

    def test_it_does_not_tell_outside_from_nowhere(self, cast: Any, make_person: Callable[..., Any]) -> None:
        person = make_person()
        for pk in (person.pk, person.pk + 1000, "nonsense"):
            with pytest.raises(Http404):
                get_visible(type(person).objects.all(), cast.stranger, Permission.PEOPLE_VIEW, pk=pk)

    def test_it_denies_whoever_holds_the_permission_nowhere(
        self, cast: Any, make_person: Callable[..., Any]
    ) -> None:
        person = make_person()
        with pytest.raises(PermissionDenied):
            get_visible(type(person).objects.all(), cast.finance, Permission.PEOPLE_VIEW, pk=person.pk)


class TestRoles:
    def test_it_gives_every_role_the_site_and_every_permission_to_somebody(self) -> None:
        assert all(Permission.SITE_USE in role.permissions for role in ROLES.values())
        assert {p for role in ROLES.values() for p in role.permissions} == set(Permission)

    def test_it_keeps_making_checking_and_paying_apart(self) -> None:
        for role in ROLES.values():
            assert not {Permission.ROLLS_COMPUTE, Permission.ROLLS_APPROVE} <= role.permissions, role.code
            assert not {Permission.ROLLS_APPROVE, Permission.ROLLS_EXPORT} <= role.permissions, role.code
            assert not {Permission.USERS_EDIT, Permission.GRANTS_EDIT} <= role.permissions, role.code

    @pytest.mark.parametrize("code", sorted(ADMINISTRATORS))
    def test_it_shows_no_person_to_an_administrator(self, code: str) -> None:
        personal = {
            p for p in Permission if p.split(".")[0] in ("people", "recipients", "entitlements", "rolls")
        }
        assert not ROLES[code].permissions & personal


class TestConflicts:
    @pytest.mark.parametrize("pair", sorted(map(sorted, INCOMPATIBLE)))
    def test_it_refuses_each_incompatible_pair_in_both_orders(self, pair: list[str]) -> None:
        first, second = pair
        assert conflicts({first}, second)
        assert conflicts({second}, first)

    def test_it_refuses_an_administrator_any_business(self) -> None:
        for code in set(ROLES) - ADMINISTRATORS:
            for administrator in ADMINISTRATORS:
                assert conflicts({administrator}, code), (administrator, code)

    def test_it_allows_what_goes_together(self) -> None:
        assert conflicts(set(), "benefits_clerk") == []
        assert conflicts({"benefits_clerk"}, "records") == []
        assert conflicts({"benefits_clerk"}, "benefits_clerk") == []


class TestGrants:
    def grants(self, user: Any, **valid: date | None) -> Any:
        region = user.organisation.region
        return user.grants.create(
            role="documents", region=region, valid=DateRange(valid.get("start"), valid.get("end"))
        )

    @pytest.mark.parametrize(
        ("start", "end", "holds"),
        [
            (date(2026, 11, 10), None, True), (date(2026, 11, 11), None, False),
            (date(2026, 1, 1), date(2026, 11, 11), True), (date(2026, 1, 1), date(2026, 11, 10), False),
        ],
    )  # fmt: skip
    def test_it_holds_from_its_first_day_up_to_its_last(
        self, cast: Any, on_day: Callable[[date], None], start: date, end: date | None, holds: bool
    ) -> None:
        on_day(date(2026, 11, 10))
        cast.village.grants.all().delete()
        self.grants(cast.village, start=start, end=end)
        user = type(cast.village).objects.get(pk=cast.village.pk)
        assert can(user, Permission.REPORTS_VIEW) is holds

    def test_it_is_nothing_to_a_closed_account(self, cast: Any) -> None:
        type(cast.clerk).objects.filter(pk=cast.clerk.pk).update(is_active=False)
        assert not can(type(cast.clerk).objects.get(pk=cast.clerk.pk), Permission.SITE_USE)

    def test_it_is_given_once_at_a_time_by_the_database(self, cast: Any) -> None:
        self.grants(cast.village, start=date(2026, 1, 1), end=date(2026, 7, 1))
        with pytest.raises(IntegrityError, match="grant_once_at_a_time"), transaction.atomic():
            self.grants(cast.village, start=date(2026, 6, 30), end=None)
        self.grants(cast.village, start=date(2026, 7, 1), end=None)
