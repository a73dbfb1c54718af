"""Many hands on one application: a hundred decisions at once have one outcome, and nobody waits for ever."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from tests.test_together import refusals, somebody, together
from youfu.kit.access import System
from youfu.kit.errors import Refused, Stale
from youfu.kit.models import Application, Decision, Objection
from youfu.kit.scope import acting
from youfu.kit.workflow import actions, deciding, publicity
from youfu.kit.workflow.deciding import Verdict
from youfu.modules.organisations.actions import close_account, withdraw_grant
from youfu.modules.people.actions import record_death
from youfu.modules.people.models import Person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
GIVEN = {
    "enlisted_on": date(1984, 11, 1),
    "discharged_on": date(1988, 1, 15),
    "rural": True,
    "conscript": True,
}
Maker = Callable[..., Person]


@pytest.fixture
def veteran(make_person: Maker, cast: Any, on_day: Any) -> Person:
    on_day(date(2026, 11, 2))
    person = make_person("马有田", born=date(1966, 10, 9))
    person.household_region = cast.village.organisation.region
    person.save()
    return person


@pytest.fixture
def application(veteran: Person, apply_for: Any, cast: Any) -> Application:
    """Handed in by the village, on the town's desk."""
    made: Application = apply_for(veteran, "rural_veteran", GIVEN, cast.village)
    return made


@pytest.fixture
def last_step(application: Application, cast: Any, on_day: Any) -> Application:
    """One approval away from its effect."""
    deciding.decide(application, verdict=Verdict("approve", (1, 1)), by=cast.town)
    on_day(date(2026, 11, 6))
    publicity.conclude(application, by=cast.town)
    deciding.decide(application, verdict=Verdict("approve", (3, 1)), by=cast.clerk)
    return application


class TestHundred:
    def test_it_has_one_outcome(self, last_step: Application) -> None:
        """A third approve, a third refuse, a third send back, all as they saw the same page."""
        choices: tuple[Any, ...] = ("approve", "reject", "return")

        def press(which: int) -> Any:
            verdict = Verdict(choices[which % 3], (4, 1), "意见", ground="other")
            return deciding.decide(last_step, verdict=verdict, by=somebody("reviewer"))

        results = together(100, press)
        assert refusals(results) == [Stale] * 99
        last_step.refresh_from_db()
        written = Decision.objects.filter(application=last_step, order=4)
        assert written.count() == 1
        outcome = {"approve": "approved", "reject": "refused", "return": "returned"}[written.get().verb]
        assert last_step.state == outcome
        assert last_step.person.entitlements.count() == (outcome == "approved")

    def test_it_is_approved_once_with_one_effect(self, last_step: Application) -> None:
        verdict = Verdict("approve", (4, 1), "同意")
        results = together(
            100, lambda _: deciding.decide(last_step, verdict=verdict, by=somebody("reviewer"))
        )
        assert refusals(results) == [Stale] * 99
        assert all("已批准" in str(r) for r in results if isinstance(r, Refused))
        assert last_step.person.entitlements.count() == 1
        assert last_step.person.identitys.count() == 1


class TestMaking:
    def test_it_is_made_once(self, veteran: Person) -> None:
        results = together(
            20, lambda n: actions.draft(veteran, kind="rural_veteran", given=GIVEN, by=somebody("counter"))
        )
        assert refusals(results) == [Refused] * 19
        assert Application.objects.count() == 1

    def test_it_never_gives_a_number_twice(self, make_person: Maker) -> None:
        people = [make_person() for _ in range(20)]
        made = together(
            20, lambda n: actions.draft(people[n], kind="rural_veteran", given=GIVEN, by=somebody("counter"))
        )
        assert refusals(made) == []
        assert sorted(one.number for one in made) == [f"13-2026-{n:05d}" for n in range(1, 21)]

    def test_it_is_handed_in_once(self, veteran: Person, limits: None, hand_in: Any, cast: Any) -> None:
        made = actions.draft(veteran, kind="rural_veteran", given=GIVEN, by=cast.village)
        hand_in(made)
        results = together(20, lambda _: actions.submit(made, by=somebody("village")))
        assert refusals(results) == [Stale] * 19
        assert (made.steps.count(), made.decisions.filter(verb="submit").count()) == (4, 1)


class TestCrossing:
    """Two different things at the same moment: each waits its turn, none is half done."""

    def test_it_records_a_death_beside_the_approval(self, last_step: Application) -> None:
        """Both lock the person first, so neither waits for the other in a circle."""

        def act(which: int) -> Any:
            if which % 2:
                verdict = Verdict("approve", (4, 1))
                return deciding.decide(last_step, verdict=verdict, by=somebody("reviewer"))
            return record_death(last_step.person, on=date(2026, 11, 3), basis="证明", by=somebody("clerk"))

        results = together(8, act)
        last_step.refresh_from_db()
        assert last_step.person.status == "dead"
        assert sum(not isinstance(r, Refused) for r in results[::2]) == 1
        rows = last_step.person.entitlements.all()
        assert (last_step.state == "approved") == (len(rows) == 1)

    def test_it_decides_two_batches_in_opposite_order(
        self, make_person: Maker, apply_for: Any, cast: Any, on_day: Any
    ) -> None:
        on_day(date(2026, 11, 2))
        place = cast.village.organisation.region
        made = []
        for _ in range(6):
            person = make_person(born=date(1966, 10, 9))
            Person.objects.filter(pk=person.pk).update(household_region=place)
            person.refresh_from_db()
            made.append(apply_for(person, "rural_veteran", GIVEN, cast.village))
        verdicts = {one.pk: Verdict("approve", (1, 1), "批量") for one in made}
        ways = (made, made[::-1])

        def act(which: int) -> Any:
            with acting(somebody("town")):
                return deciding.decide_many(ways[which % 2], verdicts=verdicts, by=somebody("town"))

        done = [answer for answers in together(6, act) for answer in answers if not answer[1]]
        assert sorted(one.pk for one, _why in done) == sorted(verdicts)

    def test_it_does_not_conclude_over_an_objection_that_is_being_entered(
        self, application: Application, cast: Any, on_day: Any
    ) -> None:
        deciding.decide(application, verdict=Verdict("approve", (1, 1)), by=cast.town)
        notice = application.notices.get()
        on_day(date(2026, 11, 6))
        with ThreadPoolExecutor(1) as pool:
            with acting(cast.town):
                publicity.object_to(notice, content="服役年限不实", on=date(2026, 11, 3), by=cast.town)
                waiting = pool.submit(
                    together, 1, lambda _: publicity.conclude(application, by=System("每晚"))
                )
                time.sleep(0.5)
                assert not waiting.done()
            (answer,) = waiting.result(30)
        assert isinstance(answer, Refused)
        assert "1 条异议没有答复" in str(answer)
        assert Objection.objects.get().notice.closed_on is None


class TestRoleLost:
    """A reviewer opens the page, loses the role, and presses."""

    def test_it_refuses_who_no_longer_holds_the_role(self, application: Application, cast: Any) -> None:
        withdraw_grant(cast.town.grants.get(), by=cast.secadmin)
        with pytest.raises(PermissionDenied):
            deciding.decide(application, verdict=Verdict("approve", (1, 1)), by=somebody("town"))
        application.refresh_from_db()
        assert application.position == 1

    def test_it_refuses_whose_account_was_closed(self, application: Application, cast: Any) -> None:
        close_account(cast.town, by=cast.sysadmin)
        with pytest.raises(PermissionDenied):
            deciding.decide(application, verdict=Verdict("approve", (1, 1)), by=somebody("town"))
        assert not application.decisions.filter(verb="approve").exists()
