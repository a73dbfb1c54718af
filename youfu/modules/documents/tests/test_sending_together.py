"""Numbers under many hands: a thousand attempts at once, some of which come to nothing, never share or skip one."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections, transaction

from youfu.kit.errors import Refused
from youfu.kit.scope import acting
from youfu.modules.documents.actions import issuing
from youfu.modules.documents.actions.numbering import give, series_of
from youfu.modules.documents.models import Number, OfficialDocument
from youfu.modules.documents.tests.sending import series as out_series
from youfu.modules.documents.tests.sending import walked
from youfu.modules.organisations.models import Region, User

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
HANDS, EACH = 20, 50


class Nothing(Exception):
    """The transaction that asked for a number comes to nothing."""


def together(act: Any) -> list[Any]:
    """Every hand does it EACH times, on a connection of its own, all at the same moment."""
    gate = threading.Barrier(HANDS)

    def one(hand: int) -> list[Any]:
        try:
            gate.wait(60)
            return [act(hand, n) for n in range(EACH)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(HANDS) as pool:
        return [result for results in pool.map(one, range(HANDS)) for result in results]


class TestThousandAtOnce:
    def test_it_never_shares_or_skips_a_number(self, cast: Any, county: Any) -> None:
        series = series_of(county, "in")

        def take(hand: int, n: int) -> int:
            try:
                with transaction.atomic():
                    number = give(series, year=2026, by=cast.office)
                    if (hand + n) % 7 == 0:
                        raise Nothing
                    return number.serial
            except Nothing:
                return 0

        taken = together(take)
        kept = sorted(serial for serial in taken if serial)
        assert len(taken) == 1000
        assert 0 < taken.count(0) < 200
        assert kept == list(range(1, len(kept) + 1))
        assert (
            list(Number.objects.filter(series=series).order_by("serial").values_list("serial", flat=True))
            == kept
        )

    def test_it_makes_a_series_once(self, cast: Any) -> None:
        def take(hand: int, n: int) -> str:
            with acting(cast.office):
                return give(
                    series_of(Region.objects.get(pk="330483000000"), "request"), year=2026, by=cast.office
                ).text

        assert len(set(together(take))) == HANDS * EACH

    def test_it_numbers_one_document_once(self, cast: Any) -> None:
        document = walked(cast, "number")
        own = out_series(cast)

        def number(hand: int, n: int) -> Any:
            office = User.objects.select_related("organisation__region").get(username="office")
            try:
                return issuing.number(OfficialDocument.objects.get(pk=document.pk), series=own, by=office)
            except Refused as refusal:
                return refusal

        results = together(number)
        assert sum(isinstance(result, OfficialDocument) for result in results) == 1
        assert Number.objects.count() == 1
