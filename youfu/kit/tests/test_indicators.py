"""Indicators: a number for each, counted over what they may see, that opens its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db.models import Sum
from django.test import Client

from youfu.kit.access import Permission
from youfu.kit.indicators import INDICATORS, Indicator, register, visible


@pytest.fixture(autouse=True)
def declared() -> Iterator[None]:
    kept = dict(INDICATORS)
    yield
    INDICATORS.clear()
    INDICATORS.update(kept)


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


class TestIndicator:
    def test_it_counts_what_its_reader_may_see(self, cast: Any, make_person: Callable[..., Any]) -> None:
        make_person("近处", village=cast.town.organisation.region_id[:9])
        make_person("远处", village="330483102")
        filed = INDICATORS["people.filed"]
        assert {who: filed.compute(getattr(cast, who)) for who in ("clerk", "town", "stranger")} == {
            "clerk": 2, "town": 1, "stranger": 0,
        }  # fmt: skip

    def test_it_sums_as_well_as_counts_and_of_nothing_is_zero(
        self, cast: Any, make_person: Callable[..., Any]
    ) -> None:
        people = type(make_person()).objects
        years = Indicator(
            "test.years", "年", "年", Permission.PEOPLE_VIEW, lambda actor: people.visible_to(actor, Permission.PEOPLE_VIEW),
            ("people", ""), value=Sum("born_on__year"),
        )  # fmt: skip
        assert years.compute(cast.clerk) == 1950
        assert years.compute(cast.stranger) == 0

    def test_it_opens_the_rows_it_counted(self, cast: Any, make_person: Callable[..., Any]) -> None:
        make_person("无账户", account=False)
        make_person("有账户")
        indicator = INDICATORS["people.no_account"]
        page = client_of(cast.clerk).get(indicator.url)
        assert indicator.compute(cast.clerk) == 1
        assert "无账户" in page.content.decode()
        assert "有账户" not in page.content.decode()

    @pytest.mark.parametrize("code", sorted(INDICATORS))
    def test_it_leads_to_a_page_that_its_reader_may_open(self, cast: Any, code: str) -> None:
        indicator = INDICATORS[code]
        readers = [cast.clerk, cast.reviewer, cast.auditor, cast.finance]
        for reader in readers:
            if indicator in visible(reader):
                assert client_of(reader).get(indicator.url).status_code == 200, (code, reader)

    def test_it_is_shown_only_to_whoever_may(self, cast: Any) -> None:
        assert "payments.year" in {i.code for i in visible(cast.finance)}
        assert "payments.year" not in {i.code for i in visible(cast.village)}
        assert visible(cast.secadmin) == []

    def test_it_is_declared_once(self) -> None:
        with pytest.raises(ValueError, match="declared twice"):
            register(INDICATORS["people.filed"])
