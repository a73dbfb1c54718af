"""Registering somebody who has no file yet: one number, one file, and nothing said about files of other places."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from youfu.kit.errors import Refused, Stale
from youfu.kit.models import AuditEvent
from youfu.modules.organisations.models import Region
from youfu.modules.people.actions import NewPerson, register
from youfu.modules.people.models import Person
from youfu.rules.identifiers import check_digit

pytestmark = pytest.mark.django_db
Maker = Callable[..., Person]


def number(sequence: int = 17, born: str = "19661009") -> str:
    head = f"330499{born}{sequence:03d}"
    return head + check_digit(head)


@pytest.fixture
def village(cast: Any) -> Region:
    place: Region = cast.village.organisation.region
    return place


@pytest.fixture
def elsewhere(cast: Any) -> Region:
    """A village of the next county."""
    code = cast.stranger.organisation.region.pk[:6]
    return Region.objects.filter(code__startswith=code, level="village").order_by("code")[0]


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


class TestRegister:
    def test_it_reads_sex_and_birth_date_from_the_number(self, cast: Any, village: Region) -> None:
        facts = NewPerson(f" {number()[:6]} {number()[6:]} ", "马 有田", village, "138-0000-0000", "rural")
        person = register(facts=facts, by=cast.village)
        assert (person.name, person.sex, person.born_on) == ("马有田", "1", date(1966, 10, 9))
        assert (person.id_number.reveal(), person.phone.reveal()) == (number(), "13800000000")
        assert (person.pinyin, person.initials, person.household) == ("mayoutian", "myt", "rural")
        assert Person.objects.with_id(number()).get() == person
        event = AuditEvent.objects.get(action="people.register")
        assert (event.target_id, event.changes, event.path) == (str(person.pk), {}, village.path)

    def test_it_takes_a_woman_and_an_account(self, cast: Any, village: Region) -> None:
        facts = NewPerson(
            number(18), "王秀英", village, bank="桐乡农商银行", account="6228 4800 0000 0000 018"
        )
        person = register(facts=facts, by=cast.counter)
        account = person.bankaccounts.get()
        assert (person.sex, person.phone, account.holder) == ("2", None, "王秀英")
        assert account.number.reveal() == "6228480000000000018"

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"id_number": "330499196610090171"}, "校验位"),
            ({"id_number": number(born="20990101")}, "今天之后"),
            ({"id_number": "330499661009017"}, "18位"),
            ({"name": " "}, "姓名"),
            ({"phone": "13x"}, "电话"),
            ({"bank": "农业银行", "account": "12"}, "8至30位"),
            ({"bank": "农业银行"}, "开户银行和账号"),
            ({"account": "6228480000000000018"}, "开户银行和账号"),
        ],
    )
    def test_it_refuses_what_cannot_be(
        self, cast: Any, village: Region, change: dict[str, str], sentence: str
    ) -> None:
        facts: dict[str, Any] = {"id_number": number(), "name": "马有田", "region": village} | change
        with pytest.raises(Refused, match=sentence):
            register(facts=NewPerson(**facts), by=cast.village)
        assert not Person.objects.exists()

    def test_it_says_that_somebody_is_on_file(self, cast: Any, village: Region) -> None:
        register(facts=NewPerson(number(), "马有田", village), by=cast.village)
        with pytest.raises(Stale, match="马有田已建档"):
            register(facts=NewPerson(number(), "马有田", village), by=cast.counter)

    def test_it_says_nothing_of_a_file_elsewhere(self, cast: Any, village: Region, elsewhere: Region) -> None:
        register(facts=NewPerson(number(), "马有田", elsewhere), by=cast.stranger)
        with pytest.raises(Refused, match=r"^此人已在其他辖区建档，请联系县局。$"):
            register(facts=NewPerson(number(), "马有地", village), by=cast.village)

    def test_it_refuses_a_stranger_and_whoever_may_not(self, cast: Any, village: Region) -> None:
        for who in (cast.stranger, cast.reviewer, cast.finance, cast.records):
            with pytest.raises(PermissionDenied):
                register(facts=NewPerson(number(), "马有田", village), by=who)

    def test_it_refuses_a_village_worker_in_the_next_village(self, cast: Any, village: Region) -> None:
        next_door = Region.objects.filter(parent=village.parent, level="village").exclude(pk=village.pk)[0]
        with pytest.raises(PermissionDenied):
            register(facts=NewPerson(number(), "马有田", next_door), by=cast.village)


class TestPage:
    URL = "/people/register"

    def form(self, client: Client, village: Region, **given: str) -> dict[str, str]:
        once = client.get(self.URL).context["once"]
        return {"once": once, "name": "马有田", "id_number": number(), "region": village.pk} | given

    def test_it_knows_the_village_of_a_station(self, cast: Any, village: Region) -> None:
        response = client_of(cast.village).get(self.URL)
        assert response.context["form"].initial == {"region": village.pk}
        assert f"{village.parent} {village.name}" in response.content.decode()

    def test_it_files_once_when_pressed_twice(self, cast: Any, village: Region) -> None:
        client = client_of(cast.village)
        given = self.form(client, village)
        first, second = client.post(self.URL, given), client.post(self.URL, given)
        person = Person.objects.get()
        assert first["Location"] == second["Location"] == f"/people/{person.pk}"
        assert AuditEvent.objects.filter(action="people.register").count() == 1

    def test_it_leads_to_the_file_there_is(self, cast: Any, village: Region) -> None:
        known = register(facts=NewPerson(number(), "马有田", village), by=cast.village)
        client = client_of(cast.counter)
        response = client.post(self.URL, self.form(client, village, name="马友田"), follow=True)
        assert response.redirect_chain == [(f"/people/{known.pk}", 302)]
        assert "此人已建档" in response.content.decode()

    def test_it_gives_nothing_away_about_other_counties(
        self, cast: Any, village: Region, elsewhere: Region
    ) -> None:
        register(facts=NewPerson(number(), "章有福", elsewhere), by=cast.stranger)
        client = client_of(cast.village)
        response = client.post(self.URL, self.form(client, village))
        text = response.content.decode()
        assert (response.status_code, "此人已在其他辖区建档，请联系县局。" in text) == (422, True)
        assert "章有福" not in text
        assert elsewhere.name not in text

    def test_it_says_under_the_number_what_is_wrong_with_it(self, cast: Any, village: Region) -> None:
        client = client_of(cast.village)
        response = client.post(self.URL, self.form(client, village, id_number=number()[:-1] + "5"))
        assert response.status_code == 422
        assert "校验位" in response.context["form"].errors["id_number"][0]

    def test_it_offers_no_village_of_another_place(
        self, cast: Any, village: Region, elsewhere: Region
    ) -> None:
        client = client_of(cast.village)
        assert client.post(self.URL, self.form(client, elsewhere)).status_code == 422
        assert not Person.objects.exists()

    def test_it_is_closed_to_others(self, cast: Any) -> None:
        assert client_of(cast.reviewer).get(self.URL).status_code == 403
