"""Entering a certificate: one of a kind in use at a time, a number never twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit.errors import Refused
from youfu.modules.people.actions import issue_certificate
from youfu.modules.people.models import Person

Maker = Callable[..., Person]


def issued(person: Person, number: str, on: date, by: Any) -> None:
    issue_certificate(person, kind="残疾军人", number=number, on=on, by=by)


def story(person: Person) -> list[tuple[str, str, str]]:
    rows = person.certificates.order_by("valid")
    return [(c.number, str(c.valid.lower), str(c.valid.upper or "")) for c in rows]


class TestIssueCertificate:
    def test_it_ends_the_one_in_use(self, cast: Any, make_person: Maker) -> None:
        person = make_person()
        issued(person, "军浙D000001", date(2012, 4, 11), cast.clerk)
        issued(person, " 军浙D000002 ", date(2026, 7, 10), cast.clerk)
        assert story(person) == [
            ("军浙D000001", "2012-04-11", "2026-07-10"),
            ("军浙D000002", "2026-07-10", ""),
        ]

    def test_it_leaves_one_that_keeps_its_number(self, cast: Any, make_person: Maker) -> None:
        person = make_person()
        issued(person, "军浙D000001", date(2012, 4, 11), cast.clerk)
        issued(person, "军浙D000001", date(2026, 7, 10), cast.clerk)
        assert story(person) == [("军浙D000001", "2012-04-11", "")]

    def test_it_refuses_a_number_that_ended_and_none_at_all(self, cast: Any, make_person: Maker) -> None:
        person = make_person()
        issued(person, "军浙D000001", date(2012, 4, 11), cast.clerk)
        issued(person, "军浙D000002", date(2026, 7, 10), cast.clerk)
        with pytest.raises(Refused, match="已经停用"):
            issued(person, "军浙D000001", date(2026, 8, 1), cast.clerk)
        with pytest.raises(Refused, match="证书编号"):
            issued(person, " ", date(2026, 8, 1), cast.clerk)

    @pytest.mark.parametrize("who", ["stranger", "reviewer", "village"])
    def test_it_refuses_a_stranger_and_whoever_may_not(self, cast: Any, make_person: Maker, who: str) -> None:
        with pytest.raises(PermissionDenied):
            issued(make_person(), "军浙D000001", date(2026, 7, 10), getattr(cast, who))
