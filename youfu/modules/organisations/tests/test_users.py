"""Accounts and grants: opening one and giving it a right are different hands."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange

from youfu.kit.access import Permission, can
from youfu.kit.errors import Refused
from youfu.kit.models import AuditEvent
from youfu.modules.organisations import actions
from youfu.modules.organisations.models import Grant, Organisation, Region, User

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Cast


@pytest.fixture
def bureau(county: Region) -> Organisation:
    return Organisation.objects.get(region=county, kind=Organisation.Kind.BUREAU)


@pytest.fixture
def newcomer(bureau: Organisation, cast: Cast) -> User:
    return actions.open_account(bureau, username="newcomer", name="张新", by=cast.sysadmin)[0]


class TestOpenAccount:
    def test_it_gives_a_password_that_works_once_told_and_no_rights(
        self, bureau: Organisation, cast: Cast
    ) -> None:
        user, password = actions.open_account(bureau, username="newcomer", name="张新", by=cast.sysadmin)
        assert user.check_password(password)
        assert len(password) >= 12
        assert list(user.held()) == []

    def test_it_is_in_the_trail_without_the_password(self, bureau: Organisation, cast: Cast) -> None:
        _user, password = actions.open_account(bureau, username="newcomer", name="张新", by=cast.sysadmin)
        event = AuditEvent.objects.filter(action="user.open").first()
        assert event
        assert event.actor_id == cast.sysadmin.pk
        assert event.changes == {"username": "newcomer", "name": "张新"}
        assert password not in str(event.changes)

    def test_it_refuses_a_taken_name(self, bureau: Organisation, cast: Cast) -> None:
        with pytest.raises(Refused, match="clerk"):
            actions.open_account(bureau, username="clerk", name="另一人", by=cast.sysadmin)

    def test_it_refuses_the_clerk_and_the_security_administrator(
        self, bureau: Organisation, cast: Cast
    ) -> None:
        for user in (cast.clerk, cast.secadmin):
            with pytest.raises(PermissionDenied):
                actions.open_account(bureau, username="newcomer", name="张新", by=user)

    def test_it_refuses_an_administrator_in_another_county(self, cast: Cast) -> None:
        elsewhere = cast.stranger.organisation
        with pytest.raises(PermissionDenied):
            actions.open_account(elsewhere, username="newcomer", name="张新", by=cast.sysadmin)


class TestCloseAccount:
    def test_it_takes_every_right_away(self, cast: Cast) -> None:
        actions.close_account(cast.clerk, by=cast.sysadmin)
        assert not can(User.objects.get(pk=cast.clerk.pk), Permission.SITE_USE)

    def test_it_refuses_ones_own(self, cast: Cast) -> None:
        with pytest.raises(Refused, match="自己"):
            actions.close_account(cast.sysadmin, by=cast.sysadmin)


class TestResetPassword:
    def test_it_replaces_the_old_one(self, cast: Cast) -> None:
        password = actions.reset_password(cast.clerk, by=cast.sysadmin)
        user = User.objects.get(pk=cast.clerk.pk)
        assert user.check_password(password)
        assert not user.check_password("youfu-demo-2026")

    def test_it_refuses_the_security_administrator(self, cast: Cast) -> None:
        with pytest.raises(PermissionDenied):
            actions.reset_password(cast.clerk, by=cast.secadmin)


class TestGiveGrant:
    def test_it_lets_the_holder_act_in_the_region_and_below_only(self, newcomer: User, cast: Cast) -> None:
        town = Region.objects.get(pk="330483100000")
        actions.give_grant(newcomer, role="town_reviewer", region=town, by=cast.secadmin)
        user = User.objects.get(pk=newcomer.pk)
        assert can(user, Permission.PEOPLE_VIEW, f"{town.path}330483100214/")
        assert not can(user, Permission.PEOPLE_VIEW, town.path.replace("330483100000", "330483101000"))
        assert not can(user, Permission.PEOPLE_EDIT, town.path)

    def test_it_counts_from_its_first_day_to_the_day_before_its_end(
        self, newcomer: User, county: Region, cast: Cast, on_day: Callable[[date], None]
    ) -> None:
        actions.give_grant(
            newcomer,
            role="records",
            region=county,
            start=date(2026, 3, 1),
            end=date(2026, 4, 1),
            by=cast.secadmin,
        )
        held = []
        for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)):
            on_day(day)
            held.append(can(User.objects.get(pk=newcomer.pk), Permission.PEOPLE_VIEW))
        assert held == [False, True, True, False]

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ("benefits_clerk", "benefits_reviewer"),
            ("benefits_clerk", "bureau_leader"),
            ("benefits_clerk", "finance"),
            ("system_administrator", "security_administrator"),
            ("auditor", "system_administrator"),
            ("records", "system_administrator"),
        ],
    )
    def test_it_refuses_incompatible_roles_in_either_order(
        self, newcomer: User, county: Region, cast: Cast, first: str, second: str
    ) -> None:
        for held, wanted in ((first, second), (second, first)):
            Grant.objects.filter(user=newcomer).delete()
            actions.give_grant(newcomer, role=held, region=county, by=cast.secadmin)
            with pytest.raises(Refused):
                actions.give_grant(newcomer, role=wanted, region=county, by=cast.secadmin)

    def test_it_refuses_a_role_to_oneself(self, county: Region, cast: Cast) -> None:
        with pytest.raises(Refused, match="自己"):
            actions.give_grant(cast.secadmin, role="auditor", region=county, by=cast.secadmin)

    def test_it_refuses_the_same_role_twice(self, county: Region, cast: Cast) -> None:
        with pytest.raises(Refused, match="已有"):
            actions.give_grant(cast.records, role="records", region=county, by=cast.secadmin)

    def test_it_refuses_the_system_administrator(self, newcomer: User, county: Region, cast: Cast) -> None:
        with pytest.raises(PermissionDenied):
            actions.give_grant(newcomer, role="records", region=county, by=cast.sysadmin)


class TestWithdrawGrant:
    def test_it_ends_the_right_today(self, cast: Cast) -> None:
        grant = Grant.objects.get(user=cast.clerk)
        grant.valid = DateRange(date(2020, 1, 1), None)
        grant.save()
        actions.withdraw_grant(grant, by=cast.secadmin)
        assert not can(User.objects.get(pk=cast.clerk.pk), Permission.PEOPLE_VIEW)

    def test_it_refuses_whoever_may_not_grant(self, cast: Cast) -> None:
        with pytest.raises(PermissionDenied):
            actions.withdraw_grant(Grant.objects.get(user=cast.clerk), by=cast.sysadmin)
