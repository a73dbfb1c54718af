"""年度确认 and 到龄提醒 as pages."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from youfu.kit.models import Application, AuditEvent
from youfu.modules.people.models import Person, Service
from youfu.modules.recognition.actions import confirming
from youfu.modules.recognition.models import Campaign, Confirmation, Prompted

pytestmark = pytest.mark.django_db
Maker = Callable[..., Any]
SPAN = confirming.Span(date(2026, 3, 1), date(2026, 9, 30), "示例〔2026〕5号")


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def campaign(county: Any, cast: Any, make_entitled: Maker, on_day: Any) -> Campaign:
    """One in the village worker's own village, one elsewhere in the county."""
    on_day(date(2026, 3, 2))
    person = make_entitled("combat_allowance", "2026-01", name="马有田")
    Person.objects.filter(pk=person.pk).update(household_region=cast.village.organisation.region)
    other = make_entitled("combat_allowance", "2026-01", name="远处人")
    away = type(other.household_region).objects.filter(level="village", code__startswith="330483107").first()
    Person.objects.filter(pk=other.pk).update(household_region=away)
    return confirming.open_campaign(county, year=2026, span=SPAN, by=cast.clerk)


@pytest.fixture
def row(campaign: Campaign) -> Confirmation:
    return campaign.confirmations.get(person__name="马有田")


class TestCampaign:
    def test_it_is_opened_by_the_clerk(self, cast: Any, make_entitled: Maker, on_day: Any) -> None:
        on_day(date(2026, 3, 2))
        make_entitled("combat_allowance", "2026-01")
        given = {"year": 2026, "opens_on": "2026-03-01", "due_on": "2026-09-30", "basis": "示例〔2026〕5号"}
        response = client_of(cast.clerk).post("/confirmations/open", given)
        campaign = Campaign.objects.get()
        assert response["Location"] == f"/confirmations/campaigns/{campaign.pk}"
        assert campaign.people == 1
        again = client_of(cast.clerk).post("/confirmations/open", given)
        assert (again.status_code, "已经发起" in again.content.decode()) == (409, True)

    def test_it_shows_how_far_each_town_is(self, campaign: Campaign, row: Confirmation, cast: Any) -> None:
        confirming.record(row, result="confirmed", method="visit", by=cast.village)
        text = client_of(cast.clerk).get(f"/confirmations/campaigns/{campaign.pk}").content.decode()
        assert "乌镇" in text
        assert 'value="100"' in text
        assert 'value="0"' in text
        listed = client_of(cast.clerk).get("/confirmations/campaigns").content.decode()
        assert 'settled=yes">1</a> / <a href="/confirmations?view=all&amp;year=2026">2</a>' in listed

    def test_its_towns_are_taken_away_by_whoever_may(self, campaign: Campaign, cast: Any) -> None:
        where = f"/confirmations/campaigns/{campaign.pk}"
        answer = client_of(cast.clerk).get(where, {"format": "xlsx"})
        rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
        assert sum(row[1] == "1" for row in rows) == 2
        assert AuditEvent.objects.get(action="confirmation-campaign.export").changes["conditions"] == "2026"
        assert client_of(cast.leader).get(where, {"format": "xlsx"}).status_code == 403
        assert client_of(cast.stranger).get(where, {"format": "xlsx"}).status_code == 404

    def test_it_refuses_whoever_may_not_and_hides_from_a_stranger(
        self, campaign: Campaign, cast: Any
    ) -> None:
        assert client_of(cast.village).get("/confirmations/open").status_code == 403
        assert client_of(cast.stranger).get(f"/confirmations/campaigns/{campaign.pk}").status_code == 404


class TestList:
    def test_it_shows_the_people_of_ones_own_place(self, campaign: Campaign, cast: Any) -> None:
        own = client_of(cast.village).get("/confirmations").content.decode()
        assert "马有田" in own
        assert "远处人" not in own
        assert "马有田" not in client_of(cast.stranger).get("/confirmations").content.decode()

    def test_it_keeps_overdue_ones_apart_and_exports(
        self, campaign: Campaign, cast: Any, on_day: Any
    ) -> None:
        clerk = client_of(cast.clerk)
        assert "马有田" not in clerk.get("/confirmations?view=overdue").content.decode()
        on_day(date(2026, 10, 1))
        assert "逾期未确认" in clerk.get("/confirmations?view=overdue").content.decode()
        assert clerk.get("/confirmations?view=overdue&format=xlsx").content[:2] == b"PK"
        assert client_of(cast.village).get("/confirmations?format=xlsx").status_code == 403

    @pytest.mark.parametrize(
        "query",
        [
            "town=330483107000",
            "q=马",
            "q=myt",
            "q=mayou",
            "method=visit",
            "state=due&view=all",
            "year=2026&view=all",
        ],
    )
    def test_it_narrows(self, campaign: Campaign, cast: Any, query: str) -> None:
        text = client_of(cast.clerk).get(f"/confirmations?{query}").content.decode()
        assert ("马有田" in text) is (query not in ("town=330483107000", "method=visit"))

    def test_it_reads_as_often_for_many_as_for_few(
        self, campaign: Campaign, cast: Any, make_entitled: Maker
    ) -> None:
        clerk = client_of(cast.clerk)
        clerk.get("/confirmations")
        with CaptureQueriesContext(
            connection,
        ) as few:
            clerk.get("/confirmations")
        for number in range(4):
            person = make_entitled("combat_allowance", "2026-01", name=f"人{number}")
            Confirmation.objects.create(campaign=campaign, person=person)
        with CaptureQueriesContext(connection) as many:
            clerk.get("/confirmations")
        assert len(many) <= len(few)


class TestRound:
    def test_it_takes_one_tap(self, row: Confirmation, cast: Any) -> None:
        village = client_of(cast.village)
        page = village.get("/confirmations/round").content.decode()
        assert "马有田" in page
        assert "远处人" not in page
        assert "0 / 1" in page
        answer = village.post(
            f"/confirmations/{row.pk}/confirm", {"method": "visit"}, headers={"HX-Request": "true"}
        )
        assert "点错了，撤销" in answer.content.decode()
        assert "1 / 1" in answer.content.decode()
        row.refresh_from_db()
        assert (row.state, row.method) == ("confirmed", "visit")
        assert "全部确认完毕" in village.get("/confirmations/round").content.decode()

    def test_it_works_without_scripts_and_once(self, row: Confirmation, cast: Any) -> None:
        village = client_of(cast.village)
        url = f"/confirmations/{row.pk}/confirm"
        assert village.post(url, {"method": "phone"})["Location"] == "/confirmations/round"
        assert village.post(url, {"method": "phone"}).status_code == 409

    def test_it_refuses_a_made_up_method(self, row: Confirmation, cast: Any) -> None:
        assert (
            client_of(cast.village).post(f"/confirmations/{row.pk}/confirm", {"method": "x"}).status_code
            == 422
        )

    def test_it_is_nobody_elses(self, campaign: Campaign, row: Confirmation, cast: Any) -> None:
        far = campaign.confirmations.get(person__name="远处人")
        assert (
            client_of(cast.village).post(f"/confirmations/{far.pk}/confirm", {"method": "visit"}).status_code
            == 404
        )
        assert (
            client_of(cast.stranger).post(f"/confirmations/{row.pk}/confirm", {"method": "visit"}).status_code
            == 404
        )
        assert (
            client_of(cast.reviewer).post(f"/confirmations/{row.pk}/confirm", {"method": "visit"}).status_code
            == 403
        )


class TestRecord:
    def test_it_leads_on_to_what_follows(self, row: Confirmation, cast: Any) -> None:
        clerk = client_of(cast.clerk)
        given = {"result": "deceased", "method": "phone", "on": "2026-03-02", "note": ""}
        assert clerk.post(f"/confirmations/{row.pk}", given).status_code == 422
        assert clerk.post(f"/confirmations/{row.pk}", given | {"note": "家属告知"}).status_code == 302
        text = clerk.get(f"/confirmations/{row.pk}").content.decode()
        assert f"/people/{row.person_id}/death" in text

    def test_it_takes_a_result_back(self, row: Confirmation, cast: Any) -> None:
        confirming.record(row, result="confirmed", method="visit", by=cast.village)
        village = client_of(cast.village)
        assert village.post(f"/confirmations/{row.pk}/reopen", {"reason": "点错了人"}).status_code == 302
        row.refresh_from_db()
        assert row.state == "due"

    def test_it_goes_from_reminder_to_a_proposed_suspension(
        self, row: Confirmation, cast: Any, on_day: Any
    ) -> None:
        on_day(date(2026, 10, 12))
        town = client_of(cast.town)
        assert f"/confirmations/{row.pk}/remind" in town.get(f"/confirmations/{row.pk}").content.decode()
        town.post(f"/confirmations/{row.pk}/remind", {"how": "电话通知本人"})
        assert f"/confirmations/{row.pk}/propose" in town.get(f"/confirmations/{row.pk}").content.decode()
        answer = town.post(f"/confirmations/{row.pk}/propose", {"from_month": "2026-11"})
        application = Application.objects.get(type="suspend")
        assert answer["Location"] == f"/applications/{application.pk}"
        assert town.get(f"/applications/{application.pk}").status_code == 200

    @pytest.mark.parametrize("page", ["", "/reopen", "/remind", "/propose"])
    def test_it_hides_from_a_stranger(self, row: Confirmation, cast: Any, page: str) -> None:
        assert client_of(cast.stranger).get(f"/confirmations/{row.pk}{page}").status_code == 404
        assert client_of(cast.finance).get(f"/confirmations/{row.pk}{page}").status_code == 403


class TestPrompts:
    @pytest.fixture
    def person(self, make_person: Maker, cast: Any, on_day: Any) -> Any:
        on_day(date(2026, 11, 16))
        person = make_person("马有田", born=date(1966, 12, 10))
        Service.objects.create(person=person, enlisted_on=date(1984, 11, 1), discharged_on=date(1988, 1, 15))
        Person.objects.filter(pk=person.pk).update(household_region=cast.village.organisation.region)
        return person

    def test_it_lists_who_should_be_told_and_what_comes_next(self, person: Any, cast: Any) -> None:
        text = client_of(cast.village).get("/prompts").content.decode()
        assert "2026-12-10" in text
        assert f"/people/{person.pk}/apply/rural_veteran" in text
        assert "马有田" not in client_of(cast.stranger).get("/prompts").content.decode()

    def test_it_is_off_the_list_once_told(self, person: Any, cast: Any) -> None:
        village = client_of(cast.village)
        assert village.get(f"/people/{person.pk}/told?rule=rural_60").status_code == 200
        assert village.get(f"/people/{person.pk}/told?rule=x").status_code == 404
        village.post(f"/people/{person.pk}/told", {"rule": "rural_60", "note": "电话告知本人"})
        assert Prompted.objects.get().reached_on == date(2026, 12, 10)
        assert "马有田" not in village.get("/prompts").content.decode()

    def test_it_refuses_a_stranger(self, person: Any, cast: Any) -> None:
        assert client_of(cast.stranger).get(f"/people/{person.pk}/told").status_code == 404
        assert client_of(cast.finance).get("/prompts").status_code == 403

    def test_it_waits_on_the_workbench(self, person: Any, campaign: Campaign, cast: Any, on_day: Any) -> None:
        on_day(date(2026, 11, 16))
        text = client_of(cast.village).get("/").content.decode()
        assert "农村籍满 60 周岁：1 人" in text
        assert "年度确认逾期 1 人" in text
