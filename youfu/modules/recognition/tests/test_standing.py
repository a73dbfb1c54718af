"""Types 21, 211, 212 and 213: suspend, stop, cancel and resume, each walked to its effect."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit.errors import Refused
from youfu.kit.workflow import actions, deciding
from youfu.kit.workflow.deciding import Verdict
from youfu.modules.people.models import Category
from youfu.modules.recognition.applications import common
from youfu.rules.periods import parse_month as m

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 16)


@pytest.fixture
def person(make_entitled: Callable[..., Any], on_day: Any) -> Any:
    """In 民合村, drawing for combat since January and for rural service since March."""
    on_day(TODAY)
    person = make_entitled("combat_allowance", "2026-01")
    return make_entitled("rural_veteran_allowance", "2026-03", person=person, service_years=4)


def given(cause: str, month: str, **more: Any) -> dict[str, Any]:
    return {
        "programme": "", "cause": cause, "from_month": m(month), "event_on": date(2026, 9, 10), "document_name": "刑初12号",
        **more,
    }  # fmt: skip


def story(person: Any) -> list[tuple[str, str, str, str]]:
    rows = person.entitlements.order_by("programme__code", "pk").select_related("programme")
    return [(r.programme.code.split("_")[0], r.first_month, r.last_month, r.ended) for r in rows]


class TestSuspend:
    def test_it_waits_for_the_province_and_then_stops_paying(
        self, person: Any, apply_for: Any, decide_all: Any
    ) -> None:
        application = apply_for(person, "suspend", given("imprisoned", "2026-09"))
        assert list(application.steps.values_list("code", flat=True)) == [
            "examine",
            "review",
            "province",
            "sign",
        ]
        decide_all(application)
        assert application.state == "approved"
        assert story(person) == [
            ("combat", "2026-01", "2026-08", "suspended"), ("rural", "2026-03", "2026-08", "suspended"),
        ]  # fmt: skip
        assert "浙示〔2026〕1号" in person.entitlements.first().ended_basis

    def test_it_is_the_countys_to_decide_when_nobody_confirmed(
        self, person: Any, apply_for: Any, decide_all: Any
    ) -> None:
        application = apply_for(
            person, "suspend", given("unconfirmed", "2026-12", programme="combat_allowance")
        )
        assert "province" not in application.steps.values_list("code", flat=True)
        decide_all(application)
        assert story(person)[0] == ("combat", "2026-01", "2026-11", "suspended")
        assert story(person)[1] == ("rural", "2026-03", "", "")

    def test_it_refuses_months_before_the_judgement(
        self, person: Any, apply_for: Any, decide_all: Any
    ) -> None:
        application = apply_for(person, "suspend", given("imprisoned", "2026-08"))
        with pytest.raises(Refused, match="起始月份不早于事由发生"):
            decide_all(application)
        assert story(person)[0][2:] == ("", "")

    def test_it_refuses_a_stranger(self, person: Any, apply_for: Any, cast: Any) -> None:
        with pytest.raises(PermissionDenied):
            actions.draft(person, kind="suspend", given=given("wanted", "2026-09"), by=cast.stranger)
        application = apply_for(person, "suspend", given("wanted", "2026-09"))
        with pytest.raises(PermissionDenied):
            deciding.decide(application, verdict=Verdict("approve", (1, 1)), by=cast.stranger)

    def test_it_names_the_judgement_that_is_missing(self, person: Any, cast: Any, limits: None) -> None:
        draft = actions.draft(person, kind="suspend", given=given("rights", "2026-09"), by=cast.counter)
        with pytest.raises(Refused, match="判决书"):
            actions.submit(draft, by=cast.counter)


class TestStop:
    def test_it_ends_one_benefit(self, person: Any, apply_for: Any, decide_all: Any) -> None:
        asked = given("waived", "2026-12", programme="rural_veteran_allowance", event_on=date(2026, 11, 10))
        decide_all(apply_for(person, "stop", asked))
        assert story(person) == [("combat", "2026-01", "", ""), ("rural", "2026-03", "2026-11", "cancelled")]

    def test_it_refuses_who_draws_nothing(
        self, make_person: Callable[..., Any], apply_for: Any, decide_all: Any
    ) -> None:
        application = apply_for(make_person("李四"), "stop", given("conditions", "2026-12"))
        with pytest.raises(Refused, match="有在享待遇"):
            decide_all(application)

    def test_it_refuses_a_stranger(self, person: Any, cast: Any) -> None:
        with pytest.raises(PermissionDenied):
            actions.draft(person, kind="stop", given=given("waived", "2026-12"), by=cast.stranger)


class TestCancel:
    def test_it_takes_back_every_month_from_the_first_wrong_one(
        self, person: Any, apply_for: Any, decide_all: Any
    ) -> None:
        application = apply_for(person, "cancel", given("false_claim", "2026-01", event_on=None))
        common.recognise(application, Category.COMBAT_VETERAN, date(2026, 1, 5))
        assert "province" not in application.steps.values_list("code", flat=True)
        decide_all(application)
        assert story(person) == [("combat", "", "", "cancelled"), ("rural", "", "", "cancelled")]
        assert person.identitys.get().valid.upper == TODAY

    def test_it_still_shows_the_file(
        self, person: Any, apply_for: Any, decide_all: Any, client: Any, cast: Any
    ) -> None:
        decide_all(apply_for(person, "cancel", given("false_claim", "2026-01", event_on=None)))
        client.force_login(cast.clerk, backend="django.contrib.auth.backends.ModelBackend")
        text = client.get(f"/people/{person.pk}?part=benefits").content.decode()
        assert "取消" in text
        assert "在享" not in text.split("待遇资格")[-1]
        assert client.get(f"/people/{person.pk}?part=overview").status_code == 200

    def test_it_leaves_nothing_to_resume(self, person: Any, apply_for: Any, decide_all: Any) -> None:
        decide_all(apply_for(person, "suspend", given("imprisoned", "2026-09", programme="combat_allowance")))
        decide_all(apply_for(person, "cancel", given("death_or_life", "2026-10")))
        assert story(person) == [
            ("combat", "2026-01", "2026-08", "cancelled"), ("rural", "2026-03", "2026-09", "cancelled"),
        ]  # fmt: skip
        again = apply_for(person, "resume", given("served", "2026-12", own_fault=None))
        with pytest.raises(Refused, match="资格没有被取消"):
            decide_all(again)

    def test_it_refuses_a_stranger(self, person: Any, cast: Any) -> None:
        with pytest.raises(PermissionDenied):
            actions.draft(person, kind="cancel", given=given("expelled", "2026-12"), by=cast.stranger)


class TestResume:
    @pytest.fixture
    def suspended(self, person: Any, apply_for: Any, decide_all: Any) -> Any:
        decide_all(
            apply_for(person, "suspend", given("unconfirmed", "2026-09", programme="combat_allowance"))
        )
        return person

    def test_it_is_not_retroactive(self, suspended: Any, apply_for: Any, decide_all: Any) -> None:
        early = given("cleared", "2026-09", own_fault=None)
        with pytest.raises(Refused, match="恢复月份符合规定"):
            decide_all(apply_for(suspended, "resume", early))
        running = suspended.applications.running().get()
        actions.withdraw(running, reason="月份填错", by=running.made_by)
        decide_all(apply_for(suspended, "resume", early | {"from_month": m("2026-11")}))
        assert story(suspended)[:2] == [
            ("combat", "2026-01", "2026-08", "suspended"), ("combat", "2026-11", "", ""),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("own_fault", "month", "fits"),
        [(True, "2026-09", False), (True, "2026-11", True), (False, "2026-09", True)],
    )
    def test_it_restores_months_that_were_not_lost_by_ones_own_fault(
        self, suspended: Any, apply_for: Any, decide_all: Any, own_fault: bool, month: str, fits: bool
    ) -> None:
        application = apply_for(suspended, "resume", given("confirmed", month, own_fault=own_fault))
        if fits:
            decide_all(application)
            assert story(suspended)[1] == ("combat", month, "", "")
        else:
            with pytest.raises(Refused, match="恢复月份符合规定"):
                decide_all(application)

    def test_it_refuses_a_stranger(self, suspended: Any, cast: Any) -> None:
        with pytest.raises(PermissionDenied):
            actions.draft(suspended, kind="resume", given=given("served", "2026-12"), by=cast.stranger)
