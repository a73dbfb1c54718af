"""What stopping and resuming comes to in money: the next roll posts the difference, nothing else has to be told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from youfu.kit.workflow import actions as workflow
from youfu.modules.payments.actions import approve, compute
from youfu.modules.payments.models import RollLine
from youfu.modules.payments.queries.integrity import check
from youfu.modules.recognition.actions import confirming
from youfu.rules.periods import parse_month as m

pytestmark = pytest.mark.django_db
GIVEN = {"programme": "", "event_on": None, "document_name": ""}


def rolled(county: Any, cast: Any, month: str) -> int:
    """What the roll of a month posts for the one person there is, in fen."""
    roll = compute(county, month=m(month), by=cast.clerk)
    if roll.pk is None:
        return 0
    fen = sum(RollLine.objects.filter(roll=roll).values_list("amount_fen", flat=True))
    approve(roll, acknowledge_unverified=True, by=cast.reviewer)
    return int(fen)


@pytest.fixture
def person(make_entitled: Callable[..., Any], on_day: Any) -> Any:
    on_day(date(2026, 11, 16))
    return make_entitled("combat_allowance", "2026-09")


class TestFalseClaim:
    def test_it_recovers_every_month_that_was_posted(
        self, person: Any, county: Any, cast: Any, apply_for: Any, decide_all: Any
    ) -> None:
        paid = rolled(county, cast, "2026-11")
        assert paid > 0
        application = apply_for(
            person, "cancel", GIVEN | {"cause": "false_claim", "from_month": m("2026-09")}
        )
        assert any(f"{paid / 100:,.2f}" in found["detail"] for found in application.findings)
        decide_all(application)
        assert f"{paid / 100:,.2f}" in application.outcome
        assert rolled(county, cast, "2026-12") == -paid
        assert check() == []


class TestLateConfirmation:
    @pytest.mark.parametrize(("own_fault", "months"), [(False, 3), (True, 1)])
    def test_it_pays_the_gap_or_not_as_the_rule_says(
        self, person: Any, county: Any, cast: Any, apply_for: Any, decide_all: Any, hand_in: Any, on_day: Any,
        own_fault: bool, months: int,
    ) -> None:  # fmt: skip
        on_day(date(2026, 9, 1))
        span = confirming.Span(date(2026, 9, 1), date(2026, 10, 31), "示例〔2026〕5号")
        row = confirming.open_campaign(county, year=2026, span=span, by=cast.clerk).confirmations.get()
        on_day(date(2026, 11, 2))
        confirming.remind(row, how="电话", by=cast.town)
        application = confirming.propose(row, from_month=m("2026-11"), by=cast.town)
        decide_all(workflow.submit(application, by=cast.town))
        september_and_october = rolled(county, cast, "2026-11")
        a_month = september_and_october // 2
        on_day(date(2027, 1, 8))
        confirming.record(row, result="confirmed", method="visit", by=cast.counter)
        first = "2027-01" if own_fault else "2026-11"
        given = GIVEN | {
            "cause": "confirmed",
            "from_month": m(first),
            "event_on": date(2027, 1, 8),
            "own_fault": own_fault,
        }
        decide_all(apply_for(person, "resume", given))
        assert rolled(county, cast, "2027-01") == months * a_month
