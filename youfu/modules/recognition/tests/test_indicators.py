"""Applications as numbers: each opens exactly the rows it counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.test import Client

from youfu.kit.indicators import INDICATORS
from youfu.kit.models import Application, Notice
from youfu.kit.workflow import deciding
from youfu.kit.workflow.deciding import Verdict
from youfu.modules.recognition.indicators import APPLICATIONS
from youfu.modules.recognition.tests.conftest import GIVEN


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def numbers(actor: Any) -> dict[str, int]:
    return {what: INDICATORS[f"applications.{what}"].compute(actor) for what in APPLICATIONS}


class TestApplications:
    def test_it_counts_what_the_list_shows(
        self,
        published: Notice,
        make_person: Any,
        apply_for: Callable[..., Application],
        decide_all: Callable[..., Any],
        cast: Any,
        on_day: Callable[[date], None],
    ) -> None:
        refused = apply_for(make_person("李国庆", born=date(1966, 5, 1)), "rural_veteran", GIVEN)
        ground = refused.declared["grounds"][0]["code"]
        verdict = Verdict("reject", (1, 1), "不属于规定范围", ground=ground)
        deciding.decide(refused, verdict=verdict, by=cast.town)
        apply_for(make_person("赵建军", born=date(1966, 5, 1)), "rural_veteran", GIVEN)
        on_day(date(2026, 12, 14))
        counted = numbers(cast.clerk)
        assert counted == {
            "received": 3,
            "decided": 1,
            "approved": 0,
            "refused": 1,
            "overdue": 2,
            "published": 1,
        }
        client = client_of(cast.clerk)
        for what, number in counted.items():
            page = client.get(INDICATORS[f"applications.{what}"].url)
            assert len(page.context["lines"]) == number, what
        assert set(numbers(cast.stranger).values()) == {0}

    def test_it_says_how_long_it_takes(
        self, published: Notice, decide_all: Callable[..., Any], cast: Any
    ) -> None:
        mean = INDICATORS["handling.days"]
        assert mean.compute(cast.clerk) == 0
        decide_all(published.application)
        assert mean.compute(cast.clerk) == 4
        assert client_of(cast.clerk).get("/reports").status_code == 200
        assert len(client_of(cast.clerk).get(mean.url).context["lines"]) == 1

    def test_it_begins_anew_every_year(
        self, published: Notice, cast: Any, on_day: Callable[[date], None]
    ) -> None:
        on_day(date(2027, 1, 4))
        assert numbers(cast.clerk)["received"] == 0
