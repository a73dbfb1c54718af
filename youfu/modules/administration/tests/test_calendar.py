"""The calendar of working days: what the library knows, what a bureau enters, and the clocks that follow."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from youfu.kit.errors import Refused
from youfu.kit.models import Application, AuditEvent, CalendarYear, Holiday
from youfu.kit.workflow import calendar
from youfu.modules.administration.actions import announce, seed, set_day


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


class TestSeed:
    def test_it_knows_the_years_2004_to_2026(self, db: None) -> None:
        assert calendar.working_days().years == frozenset(range(2004, 2027))

    @pytest.mark.parametrize(
        ("day", "works"),
        [
            (date(2020, 1, 31), False),  # the Spring Festival that was made longer
            (date(2024, 2, 4), True),  # a Sunday made up
            (date(2025, 1, 26), True),
            (date(2025, 1, 28), False),
            (date(2026, 2, 14), True),
            (date(2026, 2, 16), False),
            (date(2026, 2, 23), False),
            (date(2026, 2, 24), True),
            (date(2026, 2, 28), True),
            (date(2026, 11, 21), False),  # an ordinary Saturday
            (date(2026, 11, 23), True),
        ],
    )
    def test_it_has_the_make_up_days_right(self, db: None, day: date, works: bool) -> None:
        assert calendar.working_days().works(day) is works

    def test_it_counts_over_a_spring_festival(self, db: None) -> None:
        assert calendar.working_days().after(date(2026, 2, 13), 2) == date(2026, 2, 24)

    def test_it_does_nothing_twice_and_leaves_what_a_bureau_changed(self, cast: Any) -> None:
        set_day(day=date(2026, 2, 24), works=False, name="春节（本地延长）", by=cast.clerk)
        assert seed(by=cast.clerk) == 0
        assert not calendar.working_days().works(date(2026, 2, 24))

    def test_it_refuses_a_stranger(self, cast: Any) -> None:
        with pytest.raises(PermissionDenied):
            seed(by=cast.stranger)


class TestSetDay:
    def test_it_makes_a_day_off_worked_and_plain_again(self, cast: Any) -> None:
        day = date(2026, 12, 24)
        set_day(day=day, works=False, name="测试", by=cast.clerk)
        assert not calendar.working_days().works(day)
        set_day(day=day, works=None, by=cast.clerk)
        assert calendar.working_days().works(day)
        set_day(day=date(2026, 12, 26), works=True, name="测试调休", by=cast.clerk)
        assert calendar.working_days().works(date(2026, 12, 26))
        assert AuditEvent.objects.filter(action="calendar.set_day").count() == 3

    def test_it_sets_the_clocks_that_run(
        self, cast: Any, make_person: Any, apply_for: Any, on_day: Any
    ) -> None:
        on_day(date(2026, 11, 23))
        given = {
            "enlisted_on": date(1986, 11, 1),
            "discharged_on": date(1990, 3, 1),
            "rural": True,
            "conscript": True,
        }
        step = apply_for(make_person(), "rural_veteran", given).steps.get(order=1)
        assert step.due_on == date(2026, 12, 7)
        assert set_day(day=date(2026, 11, 25), works=False, name="测试", by=cast.clerk) == 1
        step.refresh_from_db()
        assert step.due_on == date(2026, 12, 8)
        assert Application.objects.count() == 1

    @pytest.mark.parametrize(
        ("day", "works", "name"),
        [
            (date(2026, 11, 23), True, "上班"),  # a Monday is worked anyway
            (date(2026, 11, 22), False, "休息"),  # a Sunday is off anyway
            (date(2026, 11, 23), False, " "),
            (date(2026, 11, 23), None, ""),  # nothing to undo
            (date(2003, 5, 1), False, "劳动节"),
            (date(2036, 5, 1), False, "劳动节"),
        ],
    )
    def test_it_refuses_what_changes_nothing(
        self, cast: Any, on_day: Any, day: date, works: bool | None, name: str
    ) -> None:
        on_day(date(2026, 11, 23))
        with pytest.raises(Refused):
            set_day(day=day, works=works, name=name, by=cast.clerk)

    def test_it_refuses_a_stranger_and_who_may_only_look(self, cast: Any) -> None:
        for user in (cast.stranger, cast.reviewer):
            with pytest.raises(PermissionDenied):
                set_day(day=date(2026, 12, 24), works=False, name="测试", by=user)


class TestAnnounce:
    def test_it_closes_a_gap(self, cast: Any, on_day: Any) -> None:
        on_day(date(2026, 12, 10))
        assert calendar.gaps() == [2027]
        set_day(day=date(2027, 1, 1), works=False, name="元旦", by=cast.clerk)
        announce(year=2027, document="测试〔2026〕7号", by=cast.clerk)
        assert calendar.gaps() == []

    @pytest.mark.parametrize(("year", "document"), [(2027, " "), (2027, "测试"), (2099, "测试")])
    def test_it_refuses_a_year_without_days_or_document(
        self, cast: Any, on_day: Any, year: int, document: str
    ) -> None:
        on_day(date(2026, 12, 10))
        with pytest.raises(Refused):
            announce(year=year, document=document, by=cast.clerk)

    def test_it_refuses_a_stranger(self, cast: Any) -> None:
        with pytest.raises(PermissionDenied):
            announce(year=2026, document="测试", by=cast.stranger)


class TestPage:
    def test_it_shows_the_year_to_everybody(self, cast: Any) -> None:
        page = client_of(cast.finance).get("/calendar", {"year": "2026"})
        text = page.content.decode()
        assert page.context["worked"] == sum(
            calendar.working_days().works(date.fromordinal(n))
            for n in range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal())
        )
        assert "春节" in text
        assert "calendar/day" not in text

    def test_it_warns_before_a_year_begins(self, cast: Any, on_day: Any) -> None:
        on_day(date(2026, 12, 10))
        client = client_of(cast.clerk)
        for url in ("/calendar", "/"):
            assert "2027 年的放假安排还没有登记" in client.get(url).content.decode()
        on_day(date(2026, 11, 1))
        assert "放假安排还没有登记" not in client.get("/").content.decode()

    def test_it_takes_a_day_and_a_year(self, cast: Any, on_day: Any) -> None:
        on_day(date(2026, 12, 10))
        client = client_of(cast.clerk)
        assert client.get("/calendar/day", {"day": "2027-01-01"}).context["form"].initial["change"] == "off"
        given = {"day": "2027-01-01", "change": "off", "name": "元旦"}
        assert "已修改" in client.post("/calendar/day", given, follow=True).content.decode()
        year = {"year": "2027", "document": "测试〔2026〕7号"}
        assert "测试〔2026〕7号" in client.post("/calendar/year", year, follow=True).content.decode()
        assert Holiday.objects.get(pk=date(2027, 1, 1)).name == "元旦"
        assert CalendarYear.objects.filter(year=2027).exists()

    @pytest.mark.parametrize("wrong", [{"day": "x"}, {"change": "?"}, {"day": "2026-11-22"}])
    def test_it_refuses_nonsense(self, cast: Any, wrong: dict[str, str]) -> None:
        given = {"day": "2026-12-24", "change": "off", "name": "测试"}
        assert client_of(cast.clerk).post("/calendar/day", given | wrong).status_code == 422

    @pytest.mark.parametrize("year", ["²²²²", "9" * 5000])
    def test_it_begins_the_form_with_the_next_year(self, cast: Any, on_day: Any, year: str) -> None:
        on_day(date(2026, 11, 16))
        page = client_of(cast.clerk).get("/calendar/year", {"year": year})
        assert page.context["form"].initial == {"year": 2027}

    @pytest.mark.parametrize("year", ["1999", "x", "2999", "²", "²²²²", "9" * 5000])
    def test_it_knows_no_other_year(self, cast: Any, year: str) -> None:
        assert client_of(cast.clerk).get("/calendar", {"year": year}).status_code == 404

    def test_it_is_closed_to_a_county_next_door(self, cast: Any) -> None:
        given = {"day": "2026-12-24", "change": "off", "name": "测试"}
        assert client_of(cast.stranger).post("/calendar/day", given).status_code == 403
        assert client_of(cast.reviewer).post("/calendar/day", given).status_code == 403
