"""The types for recipients through their pages: the form is typed, what is checked and foreseen is shown, the county decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from youfu.kit.models import Application
from youfu.kit.workflow.form import cleaned
from youfu.modules.people.models import Person
from youfu.modules.recognition.tests import journey

pytestmark = pytest.mark.django_db
SERVED = {
    "enlisted_on": "1978-03-01",
    "discharged_on": "1983-01-10",
    "unit": "某部",
    "discharge_number": "退字第7号",
}
LIVES = {"lives": "rural", "in_difficulty": "unknown", "evidence": "archive"}
TYPED: dict[str, dict[str, str]] = {
    "survivor": {
        "kind": "martyr", "deceased": "徐卫国", "relation": "parent", "certificate": "烈字第12号", "income_fen": "800.50",
        "incapable": "true", "studies": "unknown", "disabled": "unknown", "supported": "unknown", "remarried": "unknown",
        "supports": "unknown",
    },
    "demobilised_veteran": {
        **SERVED, "enlisted_on": "1951-02-10", "discharged_on": "1955-04-01", "period": "other", "evidence": "certificate",
        "demobilised": "true", "at_home": "true",
    },
    "illness_veteran": {**SERVED, "fell_ill_on": "1981-06-20", "disease": "慢性肾炎", "army_hospital": "某军医院"},
    "combat_veteran": {**SERVED, **LIVES, "operation": "12"},
    "nuclear_test_veteran": {**SERVED, **LIVES, "kind": "uranium"},
    "rural_veteran": {**SERVED, "rural": "true", "conscript": "on"},
    "martyr_child": {
        "of": "martyr", "parent": "陆志高", "relation": "father", "document": "烈字第31号", "drew_as_child": "false",
        "lives": "rural",
    },
}  # fmt: skip


@pytest.fixture(autouse=True)
def november(on_day: Callable[[date], None], limits: None) -> None:
    on_day(journey.TODAY)


@pytest.fixture
def person(make_person: Callable[..., Person], cast: Any) -> Person:
    return journey.settle(make_person("沈阿荣", born=date(1933, 3, 2)), cast)


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


class TestPages:
    @pytest.mark.parametrize("kind", TYPED)
    def test_it_is_typed_and_shown_with_its_checks(self, kind: str, person: Person, cast: Any) -> None:
        client = client_of(cast.counter)
        form = client.get(f"/people/{person.pk}/apply/{kind}")
        assert form.status_code == 200
        given = {**TYPED[kind], "once": form.context["once"]}
        answered = client.post(f"/people/{person.pk}/apply/{kind}", given)
        assert answered.status_code == 302, answered.context and answered.context["form"].errors
        application = Application.objects.get(person=person, type=kind)
        values = cleaned(application)
        assert values.get("enlisted_on") == (
            date.fromisoformat(TYPED[kind]["enlisted_on"]) if "enlisted_on" in TYPED[kind] else None
        )
        page = client.get(f"/applications/{application.pk}").content.decode()
        assert "申请人在世" in page
        assert "通过后的待遇" in page
        assert "慢性肾炎" not in page

    def test_it_asks_the_county_whether_it_is_paid(
        self, person: Person, cast: Any, apply_for: Callable[..., Any], decide_all: Callable[..., Any]
    ) -> None:
        given = {
            "enlisted_on": date(1978, 3, 1), "discharged_on": date(1983, 1, 10), "lives": "urban_employed", "operation": "12",
            "evidence": "archive",
        }  # fmt: skip
        application = apply_for(person, "combat_veteran", given)
        with pytest.raises(KeyError, match="paid"):
            decide_all(application)
        client = client_of(cast.clerk)
        page = client.get(f"/applications/{application.pk}").content.decode()
        assert "认定并享受待遇" in page
        assert "只能认定身份，不能享受待遇" in page
        assert "通过后的待遇" not in page
