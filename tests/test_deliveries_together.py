"""Many hands on one document: twenty who deliver, sign, reply or take back at the same moment have one effect."""

from __future__ import annotations

from typing import Any

import pytest

from tests.test_together import refusals, somebody, together
from youfu.kit.errors import Stale
from youfu.modules.documents.actions.answering import reply, sign_for
from youfu.modules.documents.actions.chasing import chase
from youfu.modules.documents.actions.delivering import Recipients, deliver, forward, withdraw
from youfu.modules.documents.models import Delivery, Reminder, Reply
from youfu.modules.documents.tests.delivering import due, issued, send, villages_of
from youfu.modules.organisations.models import Region

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def document(county: Any, cast: Any) -> Any:
    return issued(county, cast)


@pytest.fixture
def row(document: Any, cast: Any) -> Delivery:
    (made,) = send(document, cast, cast.town.organisation, wants="reply")
    return made


def test_it_delivers_once(document: Any, cast: Any) -> None:
    to = Recipients([cast.town.organisation, cast.village.organisation])
    results = together(20, lambda _: deliver(document, to=to, by=somebody("office")))
    assert sorted(results) == [0] * 19 + [2]
    assert Delivery.objects.count() == 2


def test_it_signs_and_replies_once(row: Delivery) -> None:
    signed = together(20, lambda _: sign_for(row, by=somebody("town")))
    assert len({done.signed_at for done in signed}) == 1
    replies = together(20, lambda _: reply(row, text="已办", by=somebody("town")))
    assert len({done.pk for done in replies}) == Reply.objects.count() == 1


def test_it_forwards_once(row: Delivery, cast: Any) -> None:
    sign_for(row, by=cast.town)
    below = villages_of(cast.town)[:5]
    results = together(20, lambda _: forward(row, to=below, by=somebody("town")))
    assert sorted(results) == [0] * 19 + [5]
    assert row.forwarded.count() == 5


def test_it_takes_back_what_is_forwarded_in_the_same_moment(row: Delivery, document: Any, cast: Any) -> None:
    sign_for(row, by=cast.town)
    below = villages_of(cast.town)

    def act(which: int) -> Any:
        if which == 0:
            return withdraw(document, why="有误", by=somebody("office"))
        return forward(row, to=[below[which]], by=somebody("town"))

    together(12, act)
    assert not Delivery.objects.filter(withdrawn_at=None).exists()


def test_it_is_withdrawn_once(row: Delivery, document: Any) -> None:
    results = together(20, lambda _: withdraw(document, why="有误", by=somebody("office")))
    assert refusals(results) == [Stale] * 19
    assert document.opinions.count() == 1


def test_it_reminds_once_when_two_nights_meet(row: Delivery, county: Any) -> None:
    from datetime import timedelta

    from youfu.kit import clock

    due(clock.today() - timedelta(days=3), row)
    results = together(4, lambda _: chase(Region.objects.get(pk=county.pk), by=somebody("office")))
    assert sorted(results) == [0, 0, 0, 1]
    assert Reminder.objects.count() == 1
