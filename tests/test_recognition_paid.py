"""A recognition dated back is posted by the next roll on its own, "why" names its application, and cancelling takes it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from youfu.modules.payments.actions import approve, compute
from youfu.modules.payments.models import Kind, Roll, RollLine
from youfu.modules.payments.queries.explain import explain
from youfu.modules.payments.queries.integrity import check
from youfu.rules.periods import month_text, parse_month

M = parse_month
ILLNESS = {
    "enlisted_on": date(1978, 3, 1), "discharged_on": date(1983, 1, 10), "unit": "", "discharge_number": "",
    "fell_ill_on": date(1981, 6, 20), "disease": "慢性肾炎", "army_hospital": "某军医院",
}  # fmt: skip


@pytest.fixture
def pay(county: Any, cast: Any, on_day: Callable[[date], None]) -> Callable[[str], Roll]:
    def paid(month: str) -> Roll:
        on_day(date(int(month[:4]), int(month[5:]), 25))
        roll = compute(county, month=M(month), by=cast.clerk)
        return approve(roll, acknowledge_unverified=True, by=cast.reviewer) if roll.pk else roll

    return paid


@pytest.fixture
def recognised(make_person: Any, apply_for: Any, decide_all: Any, on_day: Any) -> tuple[Any, Any]:
    """An illness veteran whom the city approved in August, which reached the county in November; and the application."""
    on_day(date(2026, 11, 2))
    person = make_person("朱阿祥", born=date(1959, 9, 9))
    application = apply_for(person, "illness_veteran", ILLNESS)
    decide_all(application, in_scope="yes", dated=date(2026, 8, 20))
    return person, application


def lines(roll: Roll) -> list[tuple[str, str, int]]:
    """(kind, month, fen) of every line, oldest first."""
    rows = RollLine.objects.filter(roll=roll).order_by("for_month")
    return [(Kind(row.kind).name.lower(), month_text(row.for_month), row.amount_fen) for row in rows]


class TestDatedBack:
    def test_it_is_paid_from_the_month_the_city_approved(self, recognised: Any, pay: Any) -> None:
        person, _application = recognised
        assert person.entitlements.get().approved_on == date(2026, 8, 20)
        assert person.identitys.get().valid.lower == date(2026, 8, 20)
        assert lines(pay("2026-11")) == [
            ("arrears", "2026-08", 84_400), ("arrears", "2026-09", 84_400), ("arrears", "2026-10", 84_400),
            ("current", "2026-11", 84_400),
        ]  # fmt: skip
        assert pay("2026-11").pk is None
        assert lines(pay("2026-12")) == [("current", "2026-12", 84_400)]

    def test_its_why_names_the_application(
        self, recognised: Any, pay: Any, county: Any, cast: Any, client: Any
    ) -> None:
        person, application = recognised
        foreseen = explain(person, M("2026-11"), county)
        assert application.number in foreseen.lines[0]["basis"]
        pay("2026-11")
        why = explain(person, M("2026-11"), county)
        assert len(why.lines) == 4
        assert all(application.number in line["basis"] for line in why.lines)
        client.force_login(cast.clerk)
        page = client.get(f"/people/{person.pk}?month=2026-11").content.decode()
        assert f"认定依据：带病回乡退役军人认定和生活补助申请 {application.number}" in page

    def test_it_is_taken_back_when_cancelled(
        self, recognised: Any, pay: Any, county: Any, apply_for: Any, decide_all: Any, on_day: Any
    ) -> None:
        person, application = recognised
        pay("2026-11")
        on_day(date(2026, 12, 1))
        cancelling = {
            "programme": "", "cause": "false_claim", "from_month": M("2026-08"), "event_on": date(2026, 11, 30),
            "document_name": "桐退役〔2026〕9号",
        }  # fmt: skip
        ended = decide_all(apply_for(person, "cancel", cancelling))
        assert ended.state == "approved"
        assert lines(pay("2026-12")) == [
            ("recovery", month, -84_400) for month in ("2026-08", "2026-09", "2026-10", "2026-11")
        ]
        why = explain(person, M("2026-12"), county)
        assert all(
            ended.number in line["basis"] and application.number in line["basis"] for line in why.lines
        )
        assert not person.identitys.filter(valid__contains=date(2026, 12, 31)).exists()
        assert check() == []

    def test_it_pays_nothing_of_what_was_withdrawn(
        self, make_person: Any, apply_for: Any, cast: Any, pay: Any, on_day: Any
    ) -> None:
        from youfu.kit.workflow import actions

        on_day(date(2026, 11, 2))
        application = apply_for(make_person(), "illness_veteran", ILLNESS)
        actions.withdraw(application, reason="本人放弃", by=cast.counter)
        assert pay("2026-11").pk is None
        assert not application.person.identitys.exists()
