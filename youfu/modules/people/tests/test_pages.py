"""The list of people, the file, and the forms that change it."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from youfu.kit.models import AuditEvent
from youfu.kit.pages import keyset
from youfu.modules.people.actions import record_death
from youfu.modules.people.models import Person
from youfu.modules.people.pages import People

Maker = Callable[..., Person]


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def fresh(person: Person) -> Person:
    """As the register has it: sealed."""
    return Person.objects.get(pk=person.pk)


def names(response: Any) -> list[str]:
    return [row.name for row, _cells in response.context["lines"]]


class TestPeople:
    @pytest.fixture(autouse=True)
    def people(self, make_person: Maker) -> None:
        make_person("陈建国")
        make_person("陈桂芳", born=date(1966, 12, 20))
        make_person("王秀英", village="330483101", account=False)

    @pytest.mark.parametrize("text", ["陈建", "chenjianguo", "cjg", "CJG"])
    def test_it_finds_by_name_and_pinyin(self, cast: Any, text: str) -> None:
        assert names(client_of(cast.clerk).get("/people", {"q": text})) == ["陈建国"]

    def test_it_finds_by_the_whole_number_and_never_shows_it(self, cast: Any) -> None:
        number = Person.objects.get(name="王秀英").id_number.reveal()
        response = client_of(cast.clerk).get(
            "/people", {"q": number}, headers={"HX-Request": "true", "HX-Target": "table"}
        )
        assert names(response) == ["王秀英"]
        assert number not in response.content.decode()
        assert response["HX-Push-Url"] == "false"

    def test_a_search_finds_the_dead_too_unless_a_view_was_chosen(
        self, cast: Any, make_person: Maker
    ) -> None:
        person = make_person("陈福妹")
        record_death(person, on=date(2026, 8, 20), basis="公安比对", by=cast.clerk)
        client = client_of(cast.clerk)
        assert "陈福妹" in client.get("/people", {"q": "陈福妹"}).content.decode()
        assert f"/people/{person.pk}" not in client.get("/people").content.decode()
        narrowed = client.get("/people", {"q": "陈福妹", "view": "filed"}).content.decode()
        assert f"/people/{person.pk}" not in narrowed

    def test_it_shows_only_ones_own_region(self, cast: Any) -> None:
        assert names(client_of(cast.stranger).get("/people")) == []
        town = cast.town.organisation.region.path
        shown = names(client_of(cast.town).get("/people"))
        assert shown == [
            p.name for p in Person.objects.order_by("pinyin", "id") if p.region_path.startswith(town)
        ]

    def test_it_narrows_by_view_place_and_programme(
        self, cast: Any, on_day: Any, make_entitled: Maker
    ) -> None:
        on_day(date(2026, 11, 28))
        client = client_of(cast.clerk)
        assert names(client.get("/people", {"view": "noaccount"})) == ["王秀英"]
        assert names(client.get("/people", {"view": "sixty"})) == ["陈桂芳"]
        assert names(client.get("/people", {"town": "330483101000"})) == ["王秀英"]
        make_entitled("combat_allowance", "2026-11", name="李卫东")
        assert names(client.get("/people", {"programme": "combat_allowance"})) == ["李卫东"]

    @pytest.mark.parametrize("given", [{"town": "999"}, {"sex": "9"}, {"category": "x"}, {"programme": "x"}])
    def test_it_selects_nobody_for_an_unknown_condition(self, cast: Any, given: dict[str, str]) -> None:
        response = client_of(cast.clerk).get("/people", given)
        assert names(response) == []
        assert "清除条件" in response.content.decode()

    def test_it_counts_what_one_may_see_and_says_when_there_are_more(
        self, cast: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def shown(user: Any, **given: str) -> tuple[str, bool]:
            response = client_of(user).get("/people", given)
            return response.context[
                "total"
            ], f"共 {response.context['total']} 条" in response.content.decode()

        monkeypatch.setattr(People, "size", 1)
        assert shown(cast.clerk) == ("3", True)
        assert shown(cast.clerk, town="330483101000") == ("1", True)
        assert shown(cast.stranger) == ("0", False)
        monkeypatch.setattr(keyset, "_reckoned", lambda rows: (keyset.DEAR + 1, keyset.BOUND))
        monkeypatch.setattr(keyset, "NEAR", 2)
        assert shown(cast.clerk) == ("3", True)  # nothing narrows the list: what is looked at is counted
        assert shown(cast.clerk, view="all") == shown(cast.clerk, sex="1") == ("2+", True)
        assert shown(cast.clerk, town="330483101000") == ("1", True)
        assert shown(cast.stranger) == ("0", False)

    def test_it_answers_htmx_with_the_table_alone(self, cast: Any) -> None:
        headers = {"HX-Request": "true", "HX-Target": "table"}
        text = client_of(cast.clerk).get("/people", headers=headers).content.decode()
        assert "陈建国" in text
        assert "<html" not in text

    def test_it_is_taken_away_masked_and_recorded(self, cast: Any) -> None:
        response = client_of(cast.clerk).get("/people", {"format": "xlsx"})
        cells = [
            str(c.value)
            for row in load_workbook(io.BytesIO(response.content)).active.iter_rows()
            for c in row
        ]
        person = Person.objects.get(name="陈建国")
        assert person.masked_id in cells
        assert person.id_number.reveal() not in cells
        assert AuditEvent.objects.filter(action="people.export", actor_id=cast.clerk.pk).count() == 1

    def test_it_is_not_taken_away_by_those_who_may_only_look(self, cast: Any) -> None:
        client = client_of(cast.reviewer)
        assert "format=xlsx" not in client.get("/people").content.decode()
        assert client.get("/people", {"format": "xlsx"}).status_code == 403


class TestPersonPage:
    PARTS = ("overview", "service", "disability", "benefits", "family", "accounts", "log")

    def test_it_shows_every_part_masked_and_records_the_look(self, cast: Any, make_entitled: Maker) -> None:
        person = fresh(
            make_entitled("disability_pension", "2026-01", grade=7, cause="war", employment="unemployed")
        )
        client = client_of(cast.clerk)
        for part in self.PARTS:
            text = client.get(f"/people/{person.pk}", {"part": part}).content.decode()
            assert person.name in text
            assert person.id_number.reveal() not in text
            assert "13800000000" not in text
        assert AuditEvent.objects.filter(action="viewed", target_id=str(person.pk)).count() == len(self.PARTS)

    def test_it_explains_the_amount(self, cast: Any, make_entitled: Maker) -> None:
        person = make_entitled("combat_allowance", "2026-01")
        text = client_of(cast.clerk).get(f"/people/{person.pk}", {"month": "2026-11"}).content.decode()
        assert "1,040.00" in text
        assert "12,480.00 元/年 ÷ 12" in text

    def test_it_says_when_an_amount_is_missing(self, cast: Any, make_person: Maker) -> None:
        person = make_person(account=False)
        assert "没有发放账户" in client_of(cast.clerk).get(f"/people/{person.pk}").content.decode()


class TestReveal:
    def test_it_shows_a_number_for_a_purpose(self, cast: Any, make_person: Maker) -> None:
        person = fresh(make_person())
        given = {"fields_wanted": ["id_number"], "purpose": "核对身份", "detail": "窗口"}
        response = client_of(cast.clerk).post(f"/people/{person.pk}/reveal", given)
        assert person.id_number.reveal() in response.content.decode()
        assert "13800000000" not in response.content.decode()
        assert response["Refresh"].startswith("60;")
        event = AuditEvent.objects.get(action="revealed")
        assert (event.reason, event.changes) == ("核对身份：窗口", {"fields": ["id_number"]})

    @pytest.mark.parametrize(
        "given", [{}, {"fields_wanted": ["id_number"], "purpose": "其他"}, {"purpose": "走访联系"}]
    )
    def test_it_shows_nothing_without_one(self, cast: Any, make_person: Maker, given: dict[str, Any]) -> None:
        person = fresh(make_person())
        response = client_of(cast.clerk).post(f"/people/{person.pk}/reveal", given)
        assert response.status_code == 422
        assert person.id_number.reveal() not in response.content.decode()
        assert not AuditEvent.objects.filter(action="revealed").exists()

    def test_it_is_closed_to_who_may_only_look(self, cast: Any, make_person: Maker) -> None:
        person = fresh(make_person())
        given = {"fields_wanted": ["id_number"], "purpose": "核对身份"}
        assert client_of(cast.leader).post(f"/people/{person.pk}/reveal", given).status_code == 403
        assert client_of(cast.stranger).post(f"/people/{person.pk}/reveal", given).status_code == 404


class TestChanges:
    def test_it_changes_the_account_once_however_often_it_is_sent(
        self, cast: Any, make_person: Maker
    ) -> None:
        person, client = make_person(), client_of(cast.clerk)
        url = f"/people/{person.pk}/account"
        once = client.get(url).context["once"]
        given = {
            "bank": "桐乡农商银行",
            "holder": person.name,
            "number": "6228 4800 1234 5678",
            "on": "2026-11-01",
            "once": once,
        }
        first, second = client.post(url, given), client.post(url, given)
        assert (first.status_code, second.status_code) == (302, 302)
        assert first["Location"] == second["Location"]
        assert person.bankaccounts.count() == 2

    def test_it_says_a_refusal_on_the_form(self, cast: Any, make_person: Maker) -> None:
        person = make_person()
        response = client_of(cast.clerk).post(
            f"/people/{person.pk}/death", {"on": "1940-01-01", "basis": "死亡证明"}
        )
        assert response.status_code == 422
        assert "去世日期应在出生之后" in response.content.decode()
        assert Person.objects.get(pk=person.pk).status == "alive"

    def test_it_records_a_death(self, cast: Any, make_person: Maker) -> None:
        person = make_person()
        response = client_of(cast.clerk).post(
            f"/people/{person.pk}/death", {"on": "2026-11-02", "basis": "死亡证明"}, follow=True
        )
        assert response.status_code == 200
        assert Person.objects.get(pk=person.pk).status == "dead"

    def test_it_corrects_only_what_was_changed(self, cast: Any, make_person: Maker) -> None:
        person, client = make_person(), client_of(cast.clerk)
        url = f"/people/{person.pk}/correct"
        given = {"name": "陈建囯", "household_region": person.household_region_id, "address": "一组"}
        assert client.post(url, given).status_code == 302
        after = Person.objects.get(pk=person.pk)
        assert (after.name, after.address, after.phone.reveal()) == ("陈建囯", "一组", "13800000000")
