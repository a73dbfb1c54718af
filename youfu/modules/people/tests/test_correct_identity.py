"""Correcting what a person is known by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit.errors import Refused
from youfu.kit.models import AuditEvent
from youfu.modules.people.actions import IdentityFacts, correct_identity
from youfu.modules.people.models import Person
from youfu.rules.identifiers import check_digit

Maker = Callable[..., Person]
BORN = date(1951, 6, 2)


def number(serial: str = "731") -> str:
    head = f"330499{BORN:%Y%m%d}{serial}"
    return head + check_digit(head)


def filed(make_person: Maker, *args: Any, **more: Any) -> Person:
    """As it is read from the table, sealed fields sealed."""
    return Person.objects.get(pk=make_person(*args, **more).pk)


class TestCorrectIdentity:
    def test_it_is_found_by_the_new_number_only(self, cast: Any, make_person: Maker) -> None:
        person = filed(make_person)
        old = person.id_number.reveal()
        correct_identity(
            person, facts=IdentityFacts(number(), "1", BORN), basis="24-2026-00001", by=cast.clerk
        )
        assert Person.objects.with_id(number()).get().born_on == BORN
        assert not Person.objects.with_id(old).exists()
        changes = AuditEvent.objects.filter(action="people.correct_identity").get().changes
        assert changes == {"basis": "24-2026-00001"}

    @pytest.mark.parametrize(
        "facts",
        [
            IdentityFacts(number()[:-1] + ("0" if number()[-1] != "0" else "1"), "1", BORN),
            IdentityFacts(number(), "2", BORN),
            IdentityFacts(number(), "1", date(1951, 6, 3)),
        ],
    )
    def test_it_refuses_what_does_not_agree(
        self, cast: Any, make_person: Maker, facts: IdentityFacts
    ) -> None:
        person = filed(make_person)
        before = person.id_number.reveal()
        with pytest.raises(Refused, match=r"请核对|请对照"):
            correct_identity(person, facts=facts, basis="申请", by=cast.clerk)
        person.refresh_from_db()
        assert person.id_number.reveal() == before

    def test_it_refuses_the_number_of_another_file(self, cast: Any, make_person: Maker) -> None:
        person, other = filed(make_person), filed(make_person, "王秀英", born=BORN)
        taken = IdentityFacts(other.id_number.reveal(), "1", BORN)
        with pytest.raises(Refused, match="另一份档案"):
            correct_identity(person, facts=taken, basis="申请", by=cast.clerk)

    @pytest.mark.parametrize("who", ["stranger", "village", "town", "reviewer"])
    def test_it_refuses_a_stranger_and_whoever_may_not(self, cast: Any, make_person: Maker, who: str) -> None:
        with pytest.raises(PermissionDenied):
            correct_identity(
                make_person(), facts=IdentityFacts(number(), "1", BORN), basis="申请", by=getattr(cast, who)
            )
