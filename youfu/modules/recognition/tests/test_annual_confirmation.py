"""Type 26: confirmed on papers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit.errors import Refused
from youfu.kit.workflow import actions
from youfu.modules.recognition.actions import confirming

pytestmark = pytest.mark.django_db
GIVEN = {"place": "abroad", "proof_on": date(2026, 4, 10), "issuer": "中国驻某国大使馆", "contact": ""}


@pytest.fixture
def person(county: Any, cast: Any, make_entitled: Callable[..., Any], on_day: Any) -> Any:
    on_day(date(2026, 4, 20))
    person = make_entitled("combat_allowance", "2026-01")
    span = confirming.Span(date(2026, 3, 1), date(2026, 9, 30), "示例〔2026〕5号")
    confirming.open_campaign(county, year=2026, span=span, by=cast.clerk)
    return person


class TestAnnualConfirmation:
    def test_it_confirms_by_proof(self, person: Any, apply_for: Any, decide_all: Any) -> None:
        application = apply_for(person, "annual_confirmation", GIVEN)
        assert application.findings[-1]["state"] == "look"
        decide_all(application)
        row = person.confirmations.get()
        assert (row.state, row.method) == ("confirmed", "proof")
        assert application.number in row.note

    @pytest.mark.parametrize("day", [date(2026, 2, 28), date(2026, 4, 21)])
    def test_it_refuses_a_proof_of_another_time(
        self, person: Any, apply_for: Any, decide_all: Any, day: date
    ) -> None:
        with pytest.raises(Refused, match="证明在本次确认期间出具"):
            decide_all(apply_for(person, "annual_confirmation", GIVEN | {"proof_on": day}))

    def test_it_refuses_who_has_a_result(
        self, person: Any, cast: Any, apply_for: Any, decide_all: Any
    ) -> None:
        confirming.record(person.confirmations.get(), result="confirmed", method="video", by=cast.counter)
        with pytest.raises(Refused, match="有待办的年度确认"):
            decide_all(apply_for(person, "annual_confirmation", GIVEN | {"place": "institution"}))

    def test_it_refuses_a_stranger(self, person: Any, cast: Any) -> None:
        with pytest.raises(PermissionDenied):
            actions.draft(person, kind="annual_confirmation", given=GIVEN, by=cast.stranger)
