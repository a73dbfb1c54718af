"""公示, as everybody reads it: masked, without a sign-in, gone when it ended."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client

from youfu.kit.models import Notice
from youfu.kit.workflow import TYPES, deciding
from youfu.kit.workflow.deciding import Verdict
from youfu.modules.organisations.models import Locality
from youfu.modules.recognition.pages.boards.notices import public
from youfu.modules.recognition.tests.conftest import GIVEN


class TestNotices:
    def test_it_is_read_by_nobody_in_particular(self, published: Notice) -> None:
        client = Client()
        page = client.get("/notices")
        assert page.status_code == 200
        assert "王*明" in page.content.decode()
        assert "max-age=60" in page["Cache-Control"]
        assert "public" in page["Cache-Control"]
        assert not client.cookies
        assert 'class="rail"' not in page.content.decode()

    def test_it_is_found_by_item_and_place_never_by_name(self, published: Notice) -> None:
        for wanted, found in (("农村籍", 1), ("乌镇", 1), ("王建明", 0), ("王", 0), ("高桥", 0)):
            assert len(Client().get("/notices", {"q": wanted}).context["lines"]) == found, wanted

    def test_it_only_reads(self, published: Notice) -> None:
        assert Client().post("/notices").status_code == 405
        assert Client().post(f"/notices/{published.pk}").status_code == 405

    def test_it_bears_nonsense(self, published: Notice) -> None:
        for given in ({"q": "\x00"}, {"q": "x" * 500}, {"after": "x"}, {"after": "99999999"}):
            assert Client().get("/notices", given).status_code == 200

    def test_it_shows_the_newest_first_and_goes_on(
        self, published: Notice, make_person: Any, apply_for: Any, cast: Any, on_day: Any
    ) -> None:
        on_day(date(2026, 11, 24))
        later = apply_for(make_person("李国庆", born=date(1966, 5, 1)), "rural_veteran", GIVEN)
        deciding.decide(later, verdict=Verdict("approve", (1, 1), "属实"), by=cast.town)
        shown = [line["name"] for line in Client().get("/notices").context["lines"]]
        assert shown == ["李*庆", "王*明"]


class TestNotice:
    def test_it_says_what_a_neighbour_needs_and_no_more(self, published: Notice, county: Any) -> None:
        Locality.objects.update_or_create(region=county, defaults={"phone": "0573-88888888"})
        text = Client().get(f"/notices/{published.pk}").content.decode()
        for said in (
            "王*明",
            "乌镇",
            "2026-11-23 至 2026-11-26",
            "3 个工作日",
            "折算服役年限",
            "0573-88888888",
        ):
            assert said in text
        person = published.application.person
        for hidden in (
            person.name,
            person.id_number.reveal(),
            str(person.phone),
            person.household_region.name,
        ):
            assert hidden not in text

    def test_it_strikes_out_long_numbers_whatever_a_type_publishes(self, published: Notice) -> None:
        published.content = [["账号", "6230 5800 0012 3456"], ["入伍时间", "1986-11"]]
        assert public(published)["lines"] == [("账号", "******"), ("入伍时间", "1986-11")]

    def test_it_tells_nobody_whether_there_was_one(self, db: None, cast: Any) -> None:
        assert Client().get("/notices/99999999").status_code == 410

    def test_it_publishes_no_secret_field_of_any_type(self) -> None:
        for declared in TYPES.values():
            if declared.publicity:
                names = declared.publicity.content.__code__.co_consts
                assert not set(declared.secret) & set(names), declared.code
