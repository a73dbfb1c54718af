"""The journey of every type that recognises and pays: `Journeys` is inherited by a class that names its type and its case."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit import clock
from youfu.kit.errors import Refused
from youfu.kit.models import Application
from youfu.kit.workflow import TYPES, deciding, publicity
from youfu.kit.workflow.deciding import Outside, Verdict
from youfu.modules.people.models import Person

TODAY = date(2026, 11, 2)


def settle(person: Person, cast: Any) -> Person:
    """Move somebody to the village where the village worker of the cast works."""
    person.household_region = cast.village.organisation.region
    person.save()
    return person


def verdict(application: Application, choice: Any = "approve", **more: Any) -> Verdict:
    """A verdict of somebody who sees the application as it stands."""
    application.refresh_from_db()
    return Verdict(choice, (application.position, application.round), **more)


def refusal(application: Application, by: Any, **more: Any) -> str:
    """Why it may not be approved at its open step."""
    try:
        deciding.decide(application, verdict=verdict(application, **more), by=by)
    except Refused as refused:
        return str(refused)
    raise AssertionError("it was approved")


def to_city(application: Application, cast: Any, on_day: Any) -> Application:
    """Walk from the town's step through the county to the step that the city decides."""
    deciding.decide(application, verdict=verdict(application), by=cast.town)
    if application.steps.filter(code="hospital").exists():
        record, outside = {"in_scope": "yes"}, Outside("市一院", "鉴字〔2026〕3号", clock.today())
        seen = verdict(application, record=record, outside=outside)
        deciding.decide(application, verdict=seen, by=cast.clerk)
    until = application.notices.get().until_day
    assert until is not None
    on_day(until + timedelta(days=1))
    application.refresh_from_db()
    publicity.conclude(application, by=cast.town)
    for by in (cast.clerk, cast.reviewer):
        deciding.decide(application, verdict=verdict(application), by=by)
    return application


def foreseen(application: Application) -> list[Any]:
    """The sums its type foresees, in fen."""
    foresee = TYPES[application.type].foresee
    assert foresee is not None
    return [row["fen"] for row in foresee(application)]


def categories(person: Person) -> list[str]:
    return list(person.identitys.filter(valid__contains=clock.today()).values_list("category", flat=True))


class Journeys:
    """From the counter to the entitlement; refused by its check; nobody else's. `wrong` changes the case so that it fails
    (without it the applicant dies), and `why` is the title of the reason."""

    kind: ClassVar[str]
    given: ClassVar[dict[str, Any]]
    programme: ClassVar[str]
    category: ClassVar[str]
    route: ClassVar[str]
    wrong: ClassVar[dict[str, Any]] = {}
    why: ClassVar[str] = "申请人在世"
    records: ClassVar[dict[str, Any]] = {}
    terms: ClassVar[dict[str, Any]] = {}
    born: ClassVar[date] = date(1946, 5, 1)

    @pytest.fixture(autouse=True)
    def november(self, on_day: Any) -> None:
        on_day(TODAY)

    @pytest.fixture
    def person(self, make_person: Any, cast: Any) -> Person:
        return settle(make_person("沈阿荣", born=self.born), cast)

    def first(self, cast: Any, application: Application) -> Any:
        """Who holds the first step."""
        return {"village": cast.village, "town": cast.town}[application.steps.get(order=1).code]

    def test_it_is_recognised_and_paid(self, person: Person, apply_for: Any, decide_all: Any) -> None:
        application = apply_for(person, self.kind, self.given)
        assert " ".join(step.code for step in application.steps.all()) == self.route
        (month,) = foreseen(application)
        assert month > 0
        decide_all(application, **self.records)
        row = person.entitlements.get()
        assert (row.programme.code, row.first_month) == (self.programme, "2026-11")
        assert {name: getattr(row.terms, name) for name in self.terms} == self.terms
        assert application.number in row.basis
        assert application.number in person.identitys.get().basis
        assert categories(person) == [self.category]
        assert person.name not in str(application.notices.get().content)

    def test_it_is_refused_by_its_check(self, person: Person, apply_for: Any, cast: Any) -> None:
        application = apply_for(person, self.kind, {**self.given, **self.wrong})
        if not self.wrong:
            Person.objects.filter(pk=person.pk).update(status=Person.Status.DEAD)
        by = self.first(cast, application)
        assert self.why in refusal(application, by)
        assert foreseen(application) == []
        no = verdict(application, "reject", opinion="已核对材料", ground="other")
        assert deciding.decide(application, verdict=no, by=by).state == "refused"
        assert not person.identitys.exists()

    def test_it_is_not_paid_twice(
        self, person: Person, apply_for: Any, make_entitled: Any, cast: Any
    ) -> None:
        make_entitled(self.programme, "2026-01", person=person, **self.terms)
        application = apply_for(person, self.kind, self.given)
        assert "未重复享受" in refusal(application, self.first(cast, application))

    def test_it_is_nobody_elses(self, person: Person, apply_for: Any, cast: Any) -> None:
        application = apply_for(person, self.kind, self.given)
        for outsider in (cast.stranger, cast.reviewer):
            with pytest.raises(PermissionDenied):
                deciding.decide(application, verdict=verdict(application), by=outsider)
