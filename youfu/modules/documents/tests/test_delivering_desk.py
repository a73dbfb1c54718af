"""The workbench and the figures: what waits for whom, and that each number is the number of its list."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from youfu.kit import clock
from youfu.kit.indicators import INDICATORS
from youfu.kit.pages.todo import todos
from youfu.modules.documents.actions.answering import sign_for
from youfu.modules.documents.models import Delivery
from youfu.modules.documents.pages import delivering as delivering  # declares what is to do
from youfu.modules.documents.tests.delivering import client_of, due, issued, send, villages_of

CODES = ("documents.sent", "deliveries.year", "deliveries.overdue", "deliveries.unanswered")


@pytest.fixture
def rows(county: Any, cast: Any) -> list[Delivery]:
    """Three of one document, one of them late and reported upwards."""
    soon = clock.today() + timedelta(days=9)
    document = issued(county, cast, printed_on=clock.today())
    village = villages_of(cast.town)[1]
    made: list[Delivery] = send(
        document, cast, cast.town.organisation, cast.village.organisation, village, wants="reply", due_on=soon
    )
    due(clock.today() - timedelta(days=9), made[1])
    Delivery.objects.filter(pk=made[1].pk).update(escalated_at=clock.now())
    return made


def titles(actor: Any) -> list[str]:
    return [
        str(item.title) for item in todos(actor) if "文件" in str(item.title) or "件次" in str(item.title)
    ]


class TestTodo:
    def test_it_waits_for_the_office_it_is_for(self, rows: list[Delivery], cast: Any) -> None:
        assert titles(cast.town) == ["1 件文件长期超期，已上报", "1 份文件待签收"]
        sign_for(rows[0], by=cast.town)
        assert "1 份文件待回复" in titles(cast.town)
        assert titles(cast.village) == ["1 份文件超期未办"]

    def test_it_tells_the_office_and_the_leader(self, rows: list[Delivery], cast: Any) -> None:
        assert titles(cast.office) == ["1 件次超期未签收、未回复"]
        assert titles(cast.leader) == ["1 件文件长期超期，已上报"]
        for other in (cast.clerk, cast.stranger, cast.auditor):
            assert titles(other) == []

    def test_every_line_leads_to_a_page(self, rows: list[Delivery], cast: Any) -> None:
        for who in (cast.town, cast.village, cast.office, cast.leader):
            for item in todos(who):
                assert client_of(who).get(item.url).status_code == 200


class TestIndicators:
    @pytest.mark.parametrize("role", ["office", "leader", "town"])
    def test_it_shows_the_rows_it_counted(self, rows: list[Delivery], cast: Any, role: str) -> None:
        user = getattr(cast, role)
        sign_for(rows[0], by=cast.town)
        for code in CODES:
            if role == "town" and code == "documents.sent":
                continue
            number = INDICATORS[code].compute(user)
            text = client_of(user).get(INDICATORS[code].url).content.decode()
            found = re.search(r"共 ([\d,]+) 条", text)
            assert found, code
            assert int(found[1]) == number > 0, code

    def test_it_tells_the_share_signed_in_time(self, rows: list[Delivery], cast: Any) -> None:
        share = INDICATORS["deliveries.in_time"]
        year = clock.today().replace(month=12, day=31)
        due(year, rows[0], rows[2])
        assert share.compute(cast.office) == 0
        sign_for(rows[0], by=cast.town)
        assert share.compute(cast.office) == 50
        assert share.compute(cast.stranger) == 0
