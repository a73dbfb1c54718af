"""Statistics: every number is a link to exactly the rows it counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client

from youfu.modules.people.models import Person


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


class TestReports:
    def test_it_links_each_number_to_as_many_rows(
        self, cast: Any, make_entitled: Callable[..., Person]
    ) -> None:
        make_entitled("combat_allowance", "2026-11")
        make_entitled("rural_veteran_allowance", "2026-11", name="王志强", service_years=3)
        client = client_of(cast.clerk)
        rows = [row for _title, rows in client.get("/reports").context["groups"] for row in rows]
        counted = {row["indicator"].code: row["value"] for row in rows}
        assert counted["recipients.combat_allowance"] == counted["recipients.rural_veteran_allowance"] == 1
        for row in rows:
            response = client.get(row["indicator"].url)
            assert response.status_code == 200
            if not row["indicator"].money and row["value"] <= 25:
                assert len(response.context["lines"]) == row["value"], row["indicator"].code

    def test_it_counts_only_ones_own_region(self, cast: Any, make_entitled: Callable[..., Person]) -> None:
        make_entitled("combat_allowance", "2026-11", name="外镇人")
        rows = [
            row for _title, rows in client_of(cast.town).get("/reports").context["groups"] for row in rows
        ]
        inside = Person.objects.filter(
            household_region__path__startswith=cast.town.organisation.region.path
        ).count()
        assert next(r["value"] for r in rows if r["indicator"].code == "people.filed") == inside
