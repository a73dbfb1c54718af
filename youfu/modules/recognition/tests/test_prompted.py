"""Whom the prompts name: the database selects exactly those whom the rule names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from youfu.kit.workflow.declare import TYPES
from youfu.modules.people.models import Certificate, Disability, Identity, Person, Service
from youfu.modules.recognition import applications
from youfu.modules.recognition.actions import confirming
from youfu.modules.recognition.queries.prompted import prompt_facts, prompted
from youfu.rules.prompts import PROMPTS, due

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 16)


@pytest.fixture
def people(make_person: Callable[..., Any], make_entitled: Callable[..., Any], on_day: Any) -> dict[str, Any]:
    on_day(TODAY)
    made = {name: make_person(name, born=born) for name, born in {
        "将满六十": date(1966, 12, 10), "已满六十": date(1966, 1, 10), "还早": date(1967, 5, 1), "在领": date(1966, 11, 20),
        "城镇": date(1966, 11, 20), "遗属": date(2008, 11, 30), "证件": date(1950, 1, 1), "换过证": date(1950, 1, 2),
        "复查": date(1950, 1, 3), "已调残": date(1950, 1, 4), "在学": date(2005, 1, 1),
    }.items()}  # fmt: skip
    for name in ("将满六十", "已满六十", "还早", "在领", "城镇"):
        Service.objects.create(
            person=made[name], enlisted_on=date(1984, 11, 1), discharged_on=date(1988, 1, 15)
        )
    Person.objects.filter(pk=made["城镇"].pk).update(household="urban")
    make_entitled("combat_allowance", "2026-01", person=made["在领"])
    Identity.objects.create(
        person=made["遗属"], category="martyr_survivor", valid=DateRange(date(2020, 1, 1), None)
    )
    make_entitled("survivor_pension", "2026-01", person=made["遗属"], kind="martyr")
    paper(made["证件"], "残疾军人证", date(2026, 12, 1))
    paper(made["换过证"], "残疾军人证", date(2026, 10, 1))
    paper(made["换过证"], "残疾军人证", None, start=date(2026, 10, 1))
    paper(made["在学"], "在学证明", date(2026, 9, 1))
    rated(made["复查"], date(2025, 1, 1), date(2026, 12, 1))
    rated(made["已调残"], date(2025, 1, 1), date(2026, 10, 1))
    rated(made["已调残"], date(2026, 10, 1), None)
    return made


def paper(person: Any, kind: str, end: date | None, start: date = date(2016, 1, 1)) -> None:
    Certificate.objects.create(person=person, kind=kind, number=f"{start}", valid=DateRange(start, end))


def rated(person: Any, start: date, end: date | None) -> None:
    Disability.objects.create(person=person, grade=7, cause="war", valid=DateRange(start, end))


def named(code: str) -> list[str]:
    return sorted(prompted(Person.objects.all(), code).values_list("name", flat=True))


class TestPrompted:
    def test_it_names_those_whom_the_table_means(self, people: dict[str, Any]) -> None:
        assert {p.code: named(p.code) for p in PROMPTS} == {
            "survivor_18": ["遗属"], "survivor_22": [], "rural_60": ["将满六十", "已满六十"], "certificate": ["证件"],
            "school_end": ["在学"], "recheck": ["复查"],
        }  # fmt: skip

    def test_it_agrees_with_the_rule_about_everybody(self, people: dict[str, Any]) -> None:
        for person in Person.objects.all():
            by_rule = {found.prompt.code for found in due(prompt_facts(person), TODAY)}
            assert by_rule == {p.code for p in PROMPTS if person.name in named(p.code)}, person.name

    def test_it_is_silent_once_somebody_was_told(self, people: dict[str, Any], cast: Any) -> None:
        day = date(2026, 12, 10)
        confirming.told(people["将满六十"], rule="rural_60", reached_on=day, by=cast.counter)
        assert named("rural_60") == ["已满六十"]

    def test_it_leads_to_a_declared_type(self) -> None:
        assert applications
        assert {p.kind for p in PROMPTS} <= set(TYPES)
