"""The list of one-off benefits, what the person's page shows of them, and the form that reverses one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from youfu.kit.indicators import INDICATORS
from youfu.kit.models import AuditEvent
from youfu.modules.entitlements.actions import OneOffAward, award_once
from youfu.modules.entitlements.models import OneOff
from youfu.modules.people.models import Person

BILL = "优抚对象医疗补助申请 20-2026-00001"


@pytest.fixture
def paid(make_person: Callable[..., Person], county: Any, cast: Any, on_day: Any) -> OneOff:
    on_day(date(2026, 11, 16))
    award = OneOffAward("medical_subsidy", 150000, BILL, "20-2026-00001", key="2026/A")
    row: OneOff = award_once(make_person(), award=award, county=county, by=cast.clerk)
    return row


def page(client: Client, who: Any, url: str, **given: Any) -> str:
    client.force_login(who)
    return client.get(url, given).content.decode()


class TestOneOffs:
    def test_it_lists_what_was_paid_once(self, paid: OneOff, client: Client, cast: Any) -> None:
        text = page(client, cast.finance, "/one-offs")
        assert BILL in text
        assert "1,500.00" in text

    @pytest.mark.parametrize(
        ("given", "shown"),
        [
            ({"programme": "medical_subsidy"}, True), ({"programme": "hardship_aid"}, False), ({"year": "2026"}, True),
            ({"year": "2025"}, False), ({"view": "year"}, True), ({"view": "reversed"}, False), ({"view": "stands"}, True),
        ],
    )  # fmt: skip
    def test_it_narrows(
        self, paid: OneOff, client: Client, cast: Any, given: dict[str, str], shown: bool
    ) -> None:
        assert (BILL in page(client, cast.finance, "/one-offs", **given)) is shown

    def test_it_is_taken_away_as_a_workbook(self, paid: OneOff, client: Client, cast: Any) -> None:
        client.force_login(cast.finance)
        answer = client.get("/one-offs", {"format": "xlsx"})
        assert answer["Content-Type"].endswith("spreadsheetml.sheet")
        assert AuditEvent.objects.latest("id").action == "one-offs.export"

    def test_it_counts_for_the_year_and_opens_its_list(self, paid: OneOff, client: Client, cast: Any) -> None:
        year = INDICATORS["one_offs.year"]
        assert year.compute(cast.finance) == 150000
        assert BILL in page(client, cast.finance, year.url)

    def test_it_is_shown_on_the_page_of_the_person(self, paid: OneOff, client: Client, cast: Any) -> None:
        text = page(client, cast.clerk, f"/people/{paid.person_id}", part="benefits")
        assert BILL in text
        assert f"/one-offs/{paid.pk}/reverse" in text
        assert f"/one-offs/{paid.pk}/reverse" not in page(
            client, cast.reviewer, f"/people/{paid.person_id}", part="benefits"
        )


class TestReverseOneOff:
    def test_it_reverses_once_and_says_so(self, paid: OneOff, client: Client, cast: Any) -> None:
        url = f"/one-offs/{paid.pk}/reverse"
        assert "1,500.00" in page(client, cast.clerk, url)
        answer = client.post(url, {"basis": "医院冲账 2026-77"})
        assert answer["Location"] == f"/people/{paid.person_id}?part=benefits"
        assert OneOff.objects.get(reverses=paid).basis == "医院冲账 2026-77"
        assert client.post(url, {"basis": "再次"}).status_code == 409
        text = page(client, cast.clerk, "/one-offs")
        assert "已冲销" in text
        assert INDICATORS["one_offs.year"].compute(cast.finance) == 0

    def test_it_is_not_found_for_a_stranger(self, paid: OneOff, client: Client, cast: Any) -> None:
        client.force_login(cast.stranger)
        assert client.post(f"/one-offs/{paid.pk}/reverse", {"basis": "测试"}).status_code == 404
        assert OneOff.objects.standing().exists()
