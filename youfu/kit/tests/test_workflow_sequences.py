"""Random sequences of everything that can be done with an application, by anybody, through the database."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from youfu.kit.errors import Refused
from youfu.kit.models import Application, ApplicationStep, CalendarYear, Holiday
from youfu.kit.tests import sample as s
from youfu.kit.workflow import TYPES, actions, calendar, deciding, pausing, publicity
from youfu.kit.workflow.deciding import Verdict
from youfu.rules.stepmachine import ENDED
from youfu.rules.working_days import WorkingDays

SEQUENCES, LENGTH = 60, 120
START = date(2026, 11, 2)
WORDS = (
    *["submit"] * 2, "revise", *["approve"] * 12, "return", "back", "reject", "withdraw", "pause", *["resume"] * 2,
    *["conclude"] * 3, "lay", "late",
)  # fmt: skip


class Tried:
    """One application, and everything that may be tried with it."""

    def __init__(self, application: Application, cast: Any, dice: random.Random) -> None:
        self.application, self.dice, self.effects = application, dice, 0
        self.right = {
            "town": cast.town,
            "publicity": cast.town,
            "examine": cast.clerk,
            "review": cast.reviewer,
        }
        self.people = (
            cast.village,
            cast.counter,
            cast.town,
            cast.clerk,
            cast.reviewer,
            cast.leader,
            cast.stranger,
        )

    def attempt(self, word: str) -> str:
        """Try one thing as somebody; what came of it."""
        step = self.application.steps.filter(order=self.application.position).first()
        by = self.dice.choice(self.people)
        if self.dice.random() < 0.6:
            by = self.right[step.code] if step else self.people[0]
        try:
            self._do(word, by)
        except PermissionDenied:
            return "denied"
        except Refused:
            return "refused"
        return word

    def _do(self, word: str, by: Any) -> None:
        a = self.application
        seen = (a.position - (word == "late"), a.round)
        record = {"granted_fen": self.dice.choice((None, 1, 1, 1, 60000))}
        if word in ("approve", "return", "back", "reject", "late"):
            choice: Any = {"back": "return", "late": "approve"}.get(word, word)
            back_to = self.dice.choice(("town", "examine", "maker")) if word == "back" else "maker"
            verdict = Verdict(choice, seen, "意见", back_to=back_to, ground="other", record=record)
            deciding.decide(a, verdict=verdict, by=by)
        elif word == "pause":
            pausing.pause(a, awaits="material", text="等", by=by)
        elif word == "resume":
            pausing.resume(a, result="到", by=by)
        elif word == "conclude":
            publicity.conclude(a, by=by)
        elif word == "lay":
            publicity.lay_down(a, days=2, basis="示例", by=by)
        elif word == "submit":
            actions.submit(a, by=by)
        elif word == "revise":
            actions.revise(a, given=s.GIVEN | {"amount": self.dice.randrange(1, 90000)}, by=by)
        else:
            actions.withdraw(a, reason="放弃", by=by)

    def holds(self) -> None:
        """What must be true whatever was tried."""
        a = self.application
        a.refresh_from_db()
        steps = list(a.steps.all())
        open_ones = [step.order for step in steps if step.state == "open"]
        assert open_ones == ([a.position] if a.state == "open" else [])
        assert all(step.used_days >= 0 for step in steps)
        assert a.notices.filter(closed_on=None).count() <= 1
        people: dict[Any, set[int]] = {}
        for row in a.decisions.filter(counts=True):
            people.setdefault(row.by_id, set()).add(row.order)
        assert all(len(orders) == 1 for orders in people.values()), "nobody on two steps"
        assert (self.effects == 1) == (a.state == "approved")
        if a.state == "approved":
            assert {step.state for step in steps} == {"done"}
            last = {row.order: row for row in a.decisions.filter(verb__in=("approve", "return"))}
            assert {row.verb for row in last.values()} == {"approve"}
            assert len(last) == len(steps)


@pytest.mark.slow
@pytest.mark.django_db
class TestAnySequence:
    @pytest.mark.parametrize("seed", range(SEQUENCES))
    def test_it_holds_through_the_database(
        self, seed: int, cast: Any, make_person: Any, limits: None, hand_in: Any, on_day: Any,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        dice = random.Random(seed)
        effects: list[int] = []
        steps = (s.TOWN, s.NOTICE, s.EXAMINE, s.REVIEW) if seed % 3 else (s.TOWN, s.EXAMINE, s.REVIEW)

        def approve(application: Application, decided: Any, by: Any) -> str:
            effects.append(application.pk)
            return "批准"

        monkeypatch.setitem(TYPES, "sample", s.sample(approve=approve, steps=steps))
        on_day(START)
        person = make_person()
        person.household_region = cast.village.organisation.region
        person.save()
        application = actions.draft(person, kind="sample", given=s.GIVEN, by=cast.village)
        hand_in(application)
        tried = Tried(actions.submit(application, by=cast.village), cast, dice)
        day = START
        for _ in range(LENGTH):
            word = dice.choice(WORDS)
            rare = (
                word in ("withdraw", "reject") and dice.random() < 0.85
            )  # or hardly any would get to the end
            tried.attempt("back" if rare else word)
            tried.effects = len(effects)
            tried.holds()
            day += timedelta(days=dice.randrange(0, 4))
            on_day(day)
            if tried.application.state in ENDED:
                break


@pytest.fixture
def busy_year(db: None) -> Callable[[], WorkingDays]:
    Holiday.objects.update_or_create(day=date(2026, 11, 3), defaults={"works": False, "name": "示例"})
    CalendarYear.objects.get_or_create(year=2026, defaults={"document": "示例"})
    return calendar.working_days


class TestClock:
    @given(
        st.integers(0, 40) | st.none(),
        st.lists(st.tuples(st.sampled_from(("start", "stop")), st.integers(-3, 20)), max_size=12),
        st.sets(st.integers(0, 60)),
    )
    def test_it_is_never_negative_and_never_runs_backwards(
        self, days: int | None, moves: list[tuple[str, int]], off: set[int]
    ) -> None:
        known = WorkingDays({START + timedelta(days=n): False for n in off}, frozenset({2026}))
        step, day = ApplicationStep(days=days), START
        for move, passed in moves:
            before = step.used_days
            day += timedelta(days=passed)  # a clock set back on the server included
            if move == "start":
                calendar.start(step, known, day)
            else:
                calendar.stop(step, known, day)
            assert step.used_days >= before >= 0
            assert (step.due_on is None) == (step.days is None) or move == "stop"
            if step.running_since and step.due_on and step.days is not None:
                assert (step.due_on < step.running_since) == (step.used_days > step.days), "late at once"

    def test_it_reads_the_bureaus_calendar(self, busy_year: Callable[[], WorkingDays], on_day: Any) -> None:
        step = ApplicationStep(days=2)
        calendar.start(step, busy_year(), START)
        assert step.due_on == date(2026, 11, 5)
        on_day(date(2026, 11, 6))
        assert calendar.step_clock(step, busy_year()).left == -1
        assert calendar.step_clock(step, busy_year()).colour == "stop"
        assert busy_year().missing(START, date(2031, 1, 1))[-1] == 2031
