"""What the database refuses of a file 一人一档, and what it keeps of every change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from youfu.modules.people.models import Certificate, Disability, Identity, Person, Service

Maker = Callable[..., Person]
FIRST = DateRange(date(2020, 1, 1), date(2026, 7, 1))
INSIDE, AFTER = DateRange(date(2026, 6, 30), None), DateRange(date(2026, 7, 1), None)


def refused(make: Callable[[], Any], why: str) -> None:
    with pytest.raises(IntegrityError, match=why), transaction.atomic():
        make()


class TestOneFile:
    def test_it_keeps_one_file_for_one_number(self, make_person: Maker) -> None:
        person = make_person(account=False)
        twin = Person.objects.get(pk=person.pk)
        twin.pk = None
        refused(twin.save, "person_id_unique")

    def test_it_keeps_a_person_with_an_account(self, make_person: Maker) -> None:
        from django.db.models import ProtectedError

        with pytest.raises(ProtectedError):
            make_person().delete()


class TestIdentity:
    def hold(self, person: Person, valid: DateRange, category: str = "combat_veteran") -> Identity:
        return Identity.objects.create(person=person, category=category, valid=valid)

    def test_it_is_held_once_at_a_time_and_beside_others(self, make_person: Maker) -> None:
        person = make_person()
        self.hold(person, FIRST)
        refused(lambda: self.hold(person, INSIDE), "identity_once_at_a_time")
        self.hold(person, INSIDE, "rural_veteran")
        self.hold(person, AFTER)
        self.hold(make_person(), FIRST)


class TestDisability:
    def rate(self, person: Person, valid: DateRange = FIRST, **more: Any) -> Disability:
        return Disability.objects.create(person=person, valid=valid, **{"grade": 7, "cause": "war"} | more)

    def test_it_is_one_rating_at_a_time(self, make_person: Maker) -> None:
        person = make_person()
        self.rate(person)
        refused(lambda: self.rate(person, INSIDE, grade=6), "disability_one_at_a_time")
        self.rate(person, AFTER, grade=6)

    @pytest.mark.parametrize(
        ("more", "why"),
        [({"grade": 0}, "disability_grade"), ({"grade": 11}, "disability_grade"),
         ({"grade": 7, "cause": "illness"}, "disability_illness_1_to_6")],
    )  # fmt: skip
    def test_it_knows_ten_grades_and_six_of_illness(
        self, make_person: Maker, more: dict[str, Any], why: str
    ) -> None:
        person = make_person()
        refused(lambda: self.rate(person, **more), why)
        self.rate(person, grade=6, cause="illness")


class TestService:
    @pytest.mark.parametrize(
        ("more", "why"),
        [
            ({"enlisted_on": date(1980, 1, 1), "discharged_on": date(1980, 1, 1)}, "service_dates_in_order"),
            ({"folded_years": 0}, "service_years_in_range"), ({"folded_years": 61}, "service_years_in_range"),
        ],
    )  # fmt: skip
    def test_it_ends_after_it_begins(self, make_person: Maker, more: dict[str, Any], why: str) -> None:
        person = make_person()
        refused(lambda: Service.objects.create(person=person, **more), why)
        Service.objects.create(person=person, enlisted_on=date(1980, 1, 1), folded_years=3)


class TestCertificate:
    def test_it_is_listed_once(self, make_person: Maker) -> None:
        person = make_person()
        Certificate.objects.create(person=person, kind="伤残证", number="桐1", valid=FIRST)
        refused(
            lambda: Certificate.objects.create(person=person, kind="伤残证", number="桐1", valid=AFTER),
            "certificate_unique",
        )


class TestHistory:
    def test_it_keeps_what_was_before_even_past_the_program(self, make_person: Maker) -> None:
        person = make_person()
        name = person.name
        with connection.cursor() as cursor:
            cursor.execute("update people_person set name = '改名' where id = %s", [person.pk])
            cursor.execute("delete from people_bankaccount where person_id = %s", [person.pk])
        assert [e.name for e in person.events.all()] == [name]  # type: ignore[attr-defined]
        gone = person.bankaccounts.model.pgh_event_model.objects.get(person=person)  # type: ignore[attr-defined]
        assert gone.pgh_label == "delete"
