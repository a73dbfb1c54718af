"""年度确认: campaigns and their rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, transaction

from youfu.kit.errors import Refused, Stale
from youfu.kit.workflow import actions as workflow
from youfu.modules.people.models import Person
from youfu.modules.recognition.actions import confirming
from youfu.modules.recognition.models import Campaign, Confirmation, Prompted
from youfu.rules.periods import parse_month as m

pytestmark = pytest.mark.django_db
Maker = Callable[..., Any]
SPAN = confirming.Span(date(2026, 3, 1), date(2026, 9, 30), "桐退役军人〔2026〕5号（示例）")


@pytest.fixture
def campaign(county: Any, cast: Any, make_entitled: Maker, make_person: Maker, on_day: Any) -> Campaign:
    """Due: one who draws. Not due: one who draws nothing, one who begins later, one who died."""
    on_day(date(2026, 3, 2))
    person = make_entitled("combat_allowance", "2026-01", name="马有田")
    Person.objects.filter(pk=person.pk).update(household_region=cast.village.organisation.region)
    make_person("无待遇")
    make_entitled("combat_allowance", "2026-04", name="后起发")
    gone = make_entitled("combat_allowance", "2026-01", name="已去世")
    Person.objects.filter(pk=gone.pk).update(status="dead")
    return confirming.open_campaign(county, year=2026, span=SPAN, by=cast.clerk)


@pytest.fixture
def row(campaign: Campaign) -> Confirmation:
    return campaign.confirmations.get()


class TestOpen:
    def test_it_is_due_for_everybody_who_draws(self, campaign: Campaign) -> None:
        assert campaign.people == 1
        assert [(c.person.name, c.state) for c in campaign.confirmations.all()] == [("马有田", "due")]

    def test_it_happens_once_a_year(self, campaign: Campaign, county: Any, cast: Any) -> None:
        with pytest.raises(Stale, match="2026 年度确认已经发起"):
            confirming.open_campaign(county, year=2026, span=SPAN, by=cast.clerk)

    def test_it_closes_the_one_before(self, campaign: Campaign, county: Any, cast: Any, on_day: Any) -> None:
        on_day(date(2027, 3, 1))
        span = confirming.Span(date(2027, 3, 1), date(2027, 9, 30), "示例〔2027〕1号")
        confirming.open_campaign(county, year=2027, span=span, by=cast.clerk)
        campaign.refresh_from_db()
        assert campaign.closed_on == date(2027, 3, 1)

    @pytest.mark.parametrize("who", ["stranger", "village", "town", "reviewer"])
    def test_it_refuses_a_stranger_and_whoever_may_not(self, county: Any, cast: Any, who: str) -> None:
        with pytest.raises(PermissionDenied):
            confirming.open_campaign(county, year=2026, span=SPAN, by=getattr(cast, who))

    def test_it_refuses_days_in_the_wrong_order(self, county: Any, cast: Any) -> None:
        with pytest.raises(Refused, match="截止日期"):
            confirming.open_campaign(
                county,
                year=2026,
                span=confirming.Span(date(2026, 9, 1), date(2026, 3, 1), "x"),
                by=cast.clerk,
            )


class TestRecord:
    def test_it_takes_one_tap(self, row: Confirmation, cast: Any) -> None:
        confirming.record(row, result="confirmed", method="visit", by=cast.village)
        row.refresh_from_db()
        assert (row.state, row.method, row.found_on, row.by) == (
            "confirmed", "visit", date(2026, 3, 2), cast.village,
        )  # fmt: skip

    def test_it_wants_to_know_more_about_anything_else(self, row: Confirmation, cast: Any) -> None:
        with pytest.raises(Refused, match="请写明情况"):
            confirming.record(row, result="deceased", method="visit", by=cast.village)
        confirming.record(row, result="deceased", method="phone", note="家属告知 2 月去世", by=cast.village)
        row.refresh_from_db()
        assert row.state == "deceased"

    def test_it_is_not_recorded_twice(self, row: Confirmation, cast: Any) -> None:
        confirming.record(row, result="confirmed", method="visit", by=cast.village)
        with pytest.raises(Stale, match="在世且符合条件"):
            confirming.record(row, result="confirmed", method="phone", by=cast.village)

    def test_it_is_taken_back_with_a_reason(self, row: Confirmation, cast: Any) -> None:
        confirming.record(row, result="confirmed", method="visit", by=cast.village)
        with pytest.raises(Refused, match="撤销原因"):
            confirming.reopen(row, reason=" ", by=cast.village)
        confirming.reopen(row, reason="点错了人", by=cast.village)
        row.refresh_from_db()
        assert (row.state, row.method) == ("due", "")
        events = Confirmation._meta.apps.get_model("recognition.ConfirmationEvent").objects
        assert list(events.order_by("pgh_id").values_list("state", flat=True)) == ["due", "confirmed"]

    def test_it_refuses_a_day_before_the_campaign(self, row: Confirmation, cast: Any) -> None:
        with pytest.raises(Refused, match="确认日期"):
            confirming.record(row, result="confirmed", method="visit", on=date(2026, 2, 27), by=cast.village)

    @pytest.mark.parametrize("who", ["stranger", "reviewer", "finance"])
    def test_it_refuses_a_stranger_and_whoever_may_not(self, row: Confirmation, cast: Any, who: str) -> None:
        for act in (
            lambda by: confirming.record(row, result="confirmed", method="visit", by=by),
            lambda by: confirming.reopen(row, reason="x", by=by),
            lambda by: confirming.remind(row, how="电话", by=by),
            lambda by: confirming.propose(row, from_month=m("2026-12"), by=by),
        ):
            with pytest.raises(PermissionDenied):
                act(getattr(cast, who))


class TestOverdue:
    @pytest.fixture
    def overdue(self, row: Confirmation, on_day: Any) -> Confirmation:
        on_day(date(2026, 10, 12))
        return row

    def test_it_is_counted_once_its_last_day_passed(self, row: Confirmation, on_day: Any) -> None:
        on_day(date(2026, 9, 30))
        assert not Confirmation.objects.all().overdue().exists()
        on_day(date(2026, 10, 1))
        assert Confirmation.objects.all().overdue().get() == row

    def test_it_is_reminded_of_before_anything_is_proposed(self, overdue: Confirmation, cast: Any) -> None:
        with pytest.raises(Stale, match="待确认"):
            confirming.propose(overdue, from_month=m("2026-11"), by=cast.town)
        confirming.remind(overdue, how="电话通知本人和儿子", by=cast.town)
        application = confirming.propose(overdue, from_month=m("2026-11"), by=cast.town)
        overdue.refresh_from_db()
        assert (overdue.state, overdue.application) == ("proposed", application)
        assert application.state == "draft"
        assert overdue.person.entitlements.get().ended == "", "nothing is stopped by itself"

    def test_it_refuses_to_remind_before_the_last_day(self, row: Confirmation, cast: Any) -> None:
        with pytest.raises(Refused, match="逾期后"):
            confirming.remind(row, how="电话", by=cast.town)

    def test_it_stops_paying_when_people_decided_and_pays_the_gap_when_it_was_not_their_fault(
        self,
        overdue: Confirmation,
        cast: Any,
        limits: None,
        hand_in: Any,
        decide_all: Any,
        apply_for: Any,
        on_day: Any,
    ) -> None:
        confirming.remind(overdue, how="电话", by=cast.town)
        application = confirming.propose(overdue, from_month=m("2026-11"), by=cast.town)
        decide_all(workflow.submit(application, by=cast.town))
        overdue.refresh_from_db()
        assert overdue.state == "suspended"
        assert overdue.person.entitlements.get().last_month == "2026-10"
        on_day(date(2027, 1, 8))
        confirming.record(overdue, result="confirmed", method="video", by=cast.village)
        given = {
            "programme": "", "cause": "confirmed", "from_month": m("2026-11"), "event_on": date(2027, 1, 8),
            "document_name": "", "own_fault": False,
        }  # fmt: skip
        decide_all(apply_for(overdue.person, "resume", given))
        assert [e.first_month for e in overdue.person.entitlements.order_by("pk")] == ["2026-01", "2026-11"]

    def test_it_is_a_reminder_again_when_the_proposal_is_withdrawn(
        self, overdue: Confirmation, cast: Any
    ) -> None:
        confirming.remind(overdue, how="电话", by=cast.town)
        application = confirming.propose(overdue, from_month=m("2026-11"), by=cast.town)
        workflow.withdraw(application, reason="本人已到场", by=cast.town)
        overdue.refresh_from_db()
        assert (overdue.state, overdue.application) == ("reminded", None)


class TestDatabase:
    def test_it_refuses_a_move_that_the_table_does_not_know(self, row: Confirmation) -> None:
        with pytest.raises(ProgrammingError, match="Invalid transition"), transaction.atomic():
            Confirmation.objects.filter(pk=row.pk).update(state="suspended")
        with pytest.raises(ProgrammingError, match="Invalid transition"), transaction.atomic():
            Person.objects.filter(status="dead").update(status="moved")

    def test_it_refuses_a_row_that_does_not_begin_due(self, campaign: Campaign, make_person: Maker) -> None:
        with pytest.raises(IntegrityError, match="begins due"), transaction.atomic():
            Confirmation.objects.create(
                campaign=campaign,
                person=make_person("李四"),
                state="confirmed",
                method="visit",
                found_on=date(2026, 3, 2),
            )


class TestTold:
    def test_it_is_told_once(self, make_person: Maker, cast: Any) -> None:
        person = make_person()
        day = date(2026, 12, 1)
        confirming.told(person, rule="rural_60", reached_on=day, note="电话告知", by=cast.counter)
        assert Prompted.objects.get().note == "电话告知"
        with pytest.raises(Stale, match="已经登记"):
            confirming.told(person, rule="rural_60", reached_on=day, by=cast.counter)

    def test_it_refuses_an_unknown_rule_and_a_stranger(self, make_person: Maker, cast: Any) -> None:
        person = make_person()
        with pytest.raises(Refused, match="没有这一项"):
            confirming.told(person, rule="x", reached_on=date(2026, 12, 1), by=cast.counter)
        with pytest.raises(PermissionDenied):
            confirming.told(person, rule="rural_60", reached_on=date(2026, 12, 1), by=cast.stranger)
