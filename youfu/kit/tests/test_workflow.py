"""The engine: one road through it, and everything that must not be possible on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from youfu.kit.errors import Refused, Stale
from youfu.kit.models import Application, Decision
from youfu.kit.workflow import actions, deciding, pausing, publicity
from youfu.kit.workflow.deciding import Verdict

pytestmark = pytest.mark.django_db
GIVEN = {
    "enlisted_on": date(1984, 11, 1),
    "discharged_on": date(1988, 1, 15),
    "unit": "",
    "rural": True,
    "conscript": True,
}


@pytest.fixture
def veteran(make_person: Callable[..., Any]) -> Any:
    """Sixty this year, in 民合村 of 乌镇镇, where the village worker of the cast works."""
    return make_person("马有田", born=date(1966, 10, 9), village="330483100")


@pytest.fixture
def place(veteran: Any, cast: Any) -> Any:
    veteran.household_region = cast.village.organisation.region
    veteran.save()
    return veteran


@pytest.fixture
def drafted(place: Any, cast: Any, limits: None, on_day: Any) -> Application:
    on_day(date(2026, 11, 2))
    return actions.draft(place, kind="rural_veteran", given=GIVEN, by=cast.village)


@pytest.fixture
def submitted(drafted: Application, hand_in: Any, cast: Any) -> Application:
    hand_in(drafted)
    return actions.submit(drafted, by=cast.village)


def at(application: Application, choice: Any = "approve", **more: Any) -> Verdict:
    application.refresh_from_db()
    return Verdict(choice, (application.position, application.round), **more)


class TestRoad:
    def test_it_pays_what_was_applied_for(self, submitted: Application, cast: Any, on_day: Any) -> None:
        deciding.decide(submitted, verdict=at(submitted, opinion="属实"), by=cast.town)
        submitted.refresh_from_db()
        notice = submitted.notices.get()
        assert notice.from_day == date(2026, 11, 2)
        assert notice.until_day == date(2026, 11, 5)
        on_day(date(2026, 11, 6))
        publicity.conclude(submitted, by=cast.town)
        deciding.decide(submitted, verdict=at(submitted), by=cast.clerk)
        deciding.decide(submitted, verdict=at(submitted), by=cast.reviewer)
        submitted.refresh_from_db()
        assert submitted.state == "approved"
        row = submitted.person.entitlements.get()
        assert (row.terms.service_years, row.first_month) == (4, "2026-11")
        assert submitted.number in row.basis

    def test_it_names_what_is_missing(self, drafted: Application, cast: Any) -> None:
        with pytest.raises(Refused, match=r"身份证.*户口簿"):
            actions.submit(drafted, by=cast.village)

    def test_it_comes_back_and_goes_on(self, submitted: Application, cast: Any) -> None:
        back = at(submitted, "return", opinion="退役证缺第二页")
        deciding.decide(submitted, verdict=back, by=cast.town)
        submitted.refresh_from_db()
        assert submitted.state == "returned"
        submitted.refresh_from_db()
        actions.submit(submitted, by=cast.village)
        submitted.refresh_from_db()
        assert (submitted.state, submitted.position, submitted.round) == ("open", 1, 2)
        deciding.decide(submitted, verdict=at(submitted), by=cast.town)

    def test_it_does_not_approve_what_fails(
        self, place: Any, cast: Any, limits: None, hand_in: Any, on_day: Any
    ) -> None:
        on_day(date(2026, 10, 8))
        young = actions.draft(place, kind="rural_veteran", given=GIVEN, by=cast.village)
        hand_in(young)
        actions.submit(young, by=cast.village)
        with pytest.raises(Refused, match="年满 60 周岁"):
            deciding.decide(young, verdict=at(young), by=cast.town)


class TestFourEyes:
    def test_it_refuses_the_maker(self, place: Any, cast: Any, limits: None, hand_in: Any) -> None:
        own = actions.draft(place, kind="rural_veteran", given=GIVEN, by=cast.town)
        hand_in(own)
        actions.submit(own, by=cast.town)
        with pytest.raises(Refused, match="不同人员"):
            deciding.decide(own, verdict=at(own), by=cast.town)

    def test_it_stands_in_the_database(self, submitted: Application, cast: Any) -> None:
        with pytest.raises(IntegrityError, match="decision_never_on_two_steps"), transaction.atomic():
            Decision.objects.create(
                application=submitted,
                order=3,
                round=1,
                step="县级经办",
                verb="approve",
                by=cast.village,
                author="x",
            )

    def test_it_is_not_approved_behind_the_back_of_a_step(self, submitted: Application) -> None:
        with pytest.raises(IntegrityError, match="not approved by every step"), transaction.atomic():
            Application.objects.filter(pk=submitted.pk).update(
                state="approved", position=0, ended_on=date(2026, 11, 3)
            )


class TestOnce:
    def test_it_has_one_running_of_a_type(self, drafted: Application, place: Any, cast: Any) -> None:
        with pytest.raises(Refused, match=drafted.number):
            actions.draft(place, kind="rural_veteran", given=GIVEN, by=cast.village)

    def test_it_says_that_the_step_moved_on(self, submitted: Application, cast: Any) -> None:
        verdict = at(submitted)
        deciding.decide(submitted, verdict=verdict, by=cast.town)
        with pytest.raises(Stale, match="公示"):
            deciding.decide(submitted, verdict=verdict, by=cast.town)

    def test_it_is_nobody_elses_step(self, submitted: Application, cast: Any) -> None:
        for stranger in (cast.clerk, cast.stranger, cast.village):
            with pytest.raises(PermissionDenied):
                deciding.decide(submitted, verdict=at(submitted), by=stranger)


class TestClock:
    def test_it_stands_still_while_paused(self, submitted: Application, cast: Any, on_day: Any) -> None:
        on_day(date(2026, 11, 4))
        pausing.pause(submitted, awaits="material", text="等待部队复函", by=cast.town)
        on_day(date(2026, 11, 18))
        submitted.refresh_from_db()
        pausing.resume(submitted, result="复函已到", by=cast.town)
        step = submitted.steps.get(order=1)
        assert (step.used_days, step.due_on) == (2, date(2026, 11, 30))

    def test_it_waits_for_an_answer_to_an_objection(
        self, submitted: Application, cast: Any, on_day: Any
    ) -> None:
        deciding.decide(submitted, verdict=at(submitted), by=cast.town)
        notice = submitted.notices.get()
        objection = publicity.object_to(notice, content="服役年限不实", on=date(2026, 11, 2), by=cast.town)
        on_day(date(2026, 11, 9))
        submitted.refresh_from_db()
        with pytest.raises(Refused, match="1 条异议"):
            publicity.conclude(submitted, by=cast.town)
        publicity.answer(objection, text="已核对档案，属实", by=cast.town)
        publicity.conclude(submitted, by=cast.town)
        submitted.refresh_from_db()
        assert submitted.position == 3
