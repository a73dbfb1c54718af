"""Opening sealed fields for a stated purpose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit.errors import Refused
from youfu.kit.models import AuditEvent
from youfu.modules.people.actions import change_account, reveal
from youfu.modules.people.models import Person

Maker = Callable[..., Person]
ALL = ("id_number", "phone", "account")


def seen(person: Person) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action="revealed", target_id=str(person.pk)))


class TestReveal:
    def test_it_shows_what_was_asked_for_and_keeps_why(self, cast: Any, make_person: Maker) -> None:
        person = make_person()
        number, account = person.id_number, person.bankaccounts.get().number.reveal()
        shown = reveal(person, purpose=" 银行退票核对 ", fields=ALL, by=cast.clerk)
        assert shown == {"id_number": number, "phone": "13800000000", "account": account}
        (event,) = seen(person)
        assert (event.reason, event.actor_id) == ("银行退票核对", cast.clerk.pk)
        assert event.changes == {"fields": list(ALL)}
        assert str(number) not in str(event.__dict__)

    def test_it_shows_no_more_than_that(self, cast: Any, make_person: Maker) -> None:
        assert set(reveal(make_person(), purpose="核对", fields=("phone",), by=cast.clerk)) == {"phone"}

    def test_it_leaves_out_what_is_not_there(self, cast: Any, make_person: Maker) -> None:
        person = make_person(account=False)
        Person.objects.filter(pk=person.pk).update(phone=None)
        assert set(reveal(person, purpose="核对", fields=ALL, by=cast.clerk)) == {"id_number"}

    def test_it_shows_the_account_in_use_today(
        self, cast: Any, make_person: Maker, on_day: Callable[[date], None]
    ) -> None:
        person = make_person()
        change_account(
            person,
            bank="农行",
            number="6228480000000000018",
            holder="陈建国",
            on=date(2026, 12, 1),
            by=cast.clerk,
        )
        for day, ending in ((date(2026, 11, 30), False), (date(2026, 12, 1), True)):
            on_day(day)
            cast.clerk.__dict__.pop("_held", None)
            account = reveal(person, purpose="核对", fields=("account",), by=cast.clerk)["account"]
            assert (account == "6228480000000000018") is ending

    @pytest.mark.parametrize(
        ("purpose", "fields"), [("", ALL), ("  ", ALL), ("核对", ("address",)), ("核对", ("id_index",))]
    )
    def test_it_wants_a_purpose_and_a_known_field(
        self, cast: Any, make_person: Maker, purpose: str, fields: tuple[str, ...]
    ) -> None:
        person = make_person()
        with pytest.raises(Refused, match="查看事由"):
            reveal(person, purpose=purpose, fields=fields, by=cast.clerk)
        assert seen(person) == []

    @pytest.mark.parametrize("who", ["stranger", "village", "auditor", "finance", "leader", "sysadmin"])
    def test_it_refuses_a_stranger_and_whoever_may_not(self, cast: Any, make_person: Maker, who: str) -> None:
        person = make_person()
        with pytest.raises(PermissionDenied):
            reveal(person, purpose="核对", fields=ALL, by=getattr(cast, who))
        assert seen(person) == []

    def test_it_ends_at_the_border_of_a_town(self, cast: Any, make_person: Maker) -> None:
        wuzhen = cast.town.organisation.region_id[:9]
        assert reveal(make_person(village=wuzhen), purpose="核对", fields=("phone",), by=cast.town)
        with pytest.raises(PermissionDenied):
            reveal(make_person(village="330483102"), purpose="核对", fields=("phone",), by=cast.town)
