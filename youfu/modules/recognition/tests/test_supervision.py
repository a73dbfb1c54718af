"""督办: every number is what its list shows, and what is late can be asked for."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from youfu.kit import clock
from youfu.kit.models import Application, AuditEvent, Decision
from youfu.kit.workflow import calendar, deciding, pausing, publicity
from youfu.kit.workflow.deciding import Verdict
from youfu.modules.recognition.pages.applications import waiting
from youfu.modules.recognition.pages.applications.words import clock_words
from youfu.modules.recognition.queries import COLOURS, LATE, done_steps, in_colour
from youfu.modules.recognition.tests.conftest import GIVEN


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def five(
    make_person: Any, apply_for: Any, cast: Any, on_day: Callable[[date], None]
) -> dict[str, Application]:
    """One application of each colour on 2026-11-23 (Monday), ten working days a step; two of them in another town."""
    made = {}
    days = {
        "red": date(2026, 11, 2),
        "amber": date(2026, 11, 11),
        "green": date(2026, 11, 20),
        "paused": date(2026, 11, 19),
    }
    for n, (colour, day) in enumerate(days.items()):
        on_day(day)
        village = "330483100" if colour in ("red", "green") else "330483101"
        person = make_person(f"陈{colour}", born=date(1966, 5, 1), village=village)
        made[colour] = apply_for(person, "rural_veteran", GIVEN)
        if n == 3:
            pausing.pause(
                made[colour], awaits="material", text="等待复函", by=client_town(cast, made[colour])
            )
    person = make_person("陈none", born=date(1966, 5, 1))
    made["none"] = apply_for(person, "rural_veteran", GIVEN)
    made["none"].steps.filter(state="open").update(days=None, due_on=None)
    on_day(date(2026, 11, 23))
    return made


def client_town(cast: Any, application: Application) -> Any:
    """Somebody who holds the town's step there: the town account of 乌镇, else the program itself."""
    from youfu.kit.access import System

    inside = application.region_path.startswith(cast.town.organisation.region.path)
    return cast.town if inside else System("测试")


class TestColours:
    def test_it_agrees_with_the_clock_of_each(self, five: dict[str, Application]) -> None:
        days = calendar.working_days()
        state = {"red": "stop", "amber": "look", "green": "ok", "paused": "idle", "none": "idle"}
        for colour, application in five.items():
            application.refresh_from_db()
            step = application.steps.get(state="open")
            assert calendar.step_clock(step, days, paused=application.paused).colour == state[colour], colour
            found = in_colour(Application.objects.all(), colour, clock.today(), days)
            assert [row.pk for row in found] == [application.pk], colour

    def test_it_changes_from_day_to_day_as_the_clock_does(
        self, five: dict[str, Application], on_day: Callable[[date], None]
    ) -> None:
        days, application = calendar.working_days(), five["green"]
        word = {"stop": "red", "look": "amber", "ok": "green"}
        step = application.steps.get(state="open")
        for n in range(30):
            on_day(date(2026, 11, 23) + timedelta(days=n))
            colour = word[calendar.step_clock(step, days).colour]
            rows = in_colour(Application.objects.filter(pk=application.pk), colour, clock.today(), days)
            assert rows.count() == 1, clock.today()

    def test_it_is_late_on_the_day_off_after_its_last_day_in_colour_words_list_and_count(
        self, five: dict[str, Application], on_day: Callable[[date], None]
    ) -> None:
        days, application = calendar.working_days(), five["green"]
        step, friday = application.steps.get(state="open"), date(2026, 12, 4)
        assert days.works(friday)
        assert not days.works(friday + timedelta(days=1))
        step.due_on = friday
        step.save()
        for day, late in ((friday, False), (friday + timedelta(days=1), True)):
            on_day(day)
            time = calendar.step_clock(step, days)
            assert (time.late, time.colour == "stop") == (late, late)
            assert ("超期" in clock_words(time)) is late
            mine = Application.objects.filter(pk=application.pk)
            assert in_colour(mine, "red", day, days).exists() is late
            assert waiting.overdue(mine).exists() is late

    def test_it_stays_late_when_paused_and_resumed_and_approved_on_one_day(
        self, five: dict[str, Application], cast: Any
    ) -> None:
        """Ten working days were over on the 16th, fifteen are used on the 23rd."""
        late, days = five["red"], calendar.working_days()
        mine = Application.objects.filter(pk=late.pk)
        pausing.pause(late, awaits="material", text="等待复函", by=cast.town)
        pausing.resume(late, result="复函已到", by=cast.town)
        step = late.steps.get(state="open")
        assert (step.used_days, step.running_since, step.due_on) == (15, clock.today(), date(2026, 11, 22))
        time = calendar.step_clock(step, days)
        assert (time.colour, time.left, clock_words(time)) == ("stop", -5, "超期 5 天")
        assert in_colour(mine, "red", clock.today(), days).exists()
        assert waiting.overdue(mine).exists()
        deciding.decide(late, verdict=Verdict("approve", (1, 1), "属实"), by=cast.town)
        assert done_steps(2026).filter(LATE, pk=step.pk).exists()

    def test_a_notice_ended_on_the_first_day_it_may_is_not_late(
        self, five: dict[str, Application], cast: Any, on_day: Callable[[date], None]
    ) -> None:
        """Its days are 24, 25 and 26 November; on the 27th it can be concluded, and is only late afterwards."""
        made = five["red"]
        deciding.decide(made, verdict=Verdict("approve", (1, 1), "属实"), by=client_town(cast, made))
        step, days = made.steps.get(code="publicity"), calendar.working_days()
        assert (made.notices.get().until_day, step.due_on) == (date(2026, 11, 26), date(2026, 11, 27))
        said = {}
        for day in (24, 26, 27, 28, 30):
            on_day(date(2026, 11, day))
            said[day] = clock_words(calendar.step_clock(step, days))
        assert said == {24: "剩 3 天", 26: "剩 1 天", 27: "今天到期", 28: "已超期", 30: "超期 1 天"}
        on_day(date(2026, 11, 27))
        publicity.conclude(made, by=client_town(cast, made))
        step.refresh_from_db()
        assert step.used_days == 3
        assert not done_steps(2026).filter(LATE, pk=step.pk).exists()

    def test_it_looks_at_the_open_step_only(
        self, five: dict[str, Application], cast: Any, make_person: Any
    ) -> None:
        late = five["red"]
        deciding.decide(late, verdict=Verdict("approve", (1, 1), "属实"), by=client_town(cast, late))
        late.steps.filter(code="publicity").update(days=20, due_on=date(2026, 12, 21))
        days = calendar.working_days()
        found = {
            colour: in_colour(Application.objects.filter(pk=late.pk), colour, clock.today(), days).count()
            for colour in COLOURS
        }
        assert found == {"red": 0, "amber": 0, "green": 1, "paused": 0, "none": 0}


class TestBoard:
    def test_it_counts_what_its_lists_show(self, five: dict[str, Application], cast: Any) -> None:
        client = client_of(cast.leader)
        page = client.get("/supervision")
        assert [n for _title, _state, n, _url in page.context["whole"]] == [1, 1, 1, 1, 1]
        links = [(n, url) for _title, _state, n, url in page.context["whole"]]
        for _title, _code, lines in (*page.context["places"], *page.context["kinds"]):
            assert sum(line.total for line in lines) == 5
            links += [(n, url) for line in lines for _state, n, url in line.cells() if n]
        assert len(links) > 15
        for number, url in links:
            assert len(client.get(url).context["lines"]) == number, url

    def test_it_lists_what_is_late_and_lets_it_be_taken_away(
        self, five: dict[str, Application], cast: Any
    ) -> None:
        client = client_of(cast.leader)
        page = client.get("/supervision")
        assert [row.pk for row, _cells in page.context["lines"]] == [five["red"].pk]
        assert f"/supervision/{five['red'].pk}/remind" in page.content.decode()
        sheet = load_workbook(io.BytesIO(client.get("/supervision", {"format": "xlsx"}).content)).active
        assert five["red"].number in {cell.value for row in sheet.iter_rows() for cell in row}
        assert AuditEvent.objects.filter(action="supervision.export").count() == 1

    def test_it_says_what_steps_took_this_year(self, five: dict[str, Application], cast: Any) -> None:
        late = five["red"]
        deciding.decide(late, verdict=Verdict("approve", (1, 1), "属实"), by=client_town(cast, late))
        client = client_of(cast.leader)
        (row,) = client.get("/supervision").context["used"]
        assert (row["code"], row["n"], row["over"], row["median"]) == ("town", 1, 1, 15.0)
        for url in (row["done_url"], row["late_url"]):
            assert [a.pk for a, _cells in client.get(url).context["lines"]] == [late.pk]

    def test_it_warns_of_a_year_nobody_announced(self, cast: Any, on_day: Callable[[date], None]) -> None:
        on_day(date(2026, 12, 15))
        text = client_of(cast.leader).get("/supervision").content.decode()
        assert "2027 年的放假安排还没有登记" in text
        assert "没有超期的申请" in text

    @pytest.mark.parametrize(
        "query", ["colour=x", "town=9", "type=x", "step=x&view=running", "done=x&late=y"]
    )
    def test_it_bears_nonsense(self, cast: Any, query: str) -> None:
        client = client_of(cast.leader)
        assert client.get(f"/supervision?{query}").status_code == 200
        assert client.get(f"/applications?{query}").status_code == 200

    def test_it_is_the_supervisors(self, cast: Any) -> None:
        for user in (cast.clerk, cast.town, cast.stranger, cast.sysadmin):
            assert client_of(user).get("/supervision").status_code == 403

    def test_it_reads_as_little_for_many_as_for_few(
        self, five: dict[str, Application], cast: Any, django_assert_max_num_queries: Any
    ) -> None:
        client = client_of(cast.leader)
        with django_assert_max_num_queries(60):
            client.get("/supervision")


class TestRemind:
    def test_it_asks_and_comes_back(self, five: dict[str, Application], cast: Any) -> None:
        client, late = client_of(cast.leader), five["red"]
        url = f"/supervision/{late.pk}/remind"
        assert late.number in client.get(url).content.decode()
        assert client.post(url, {"text": "请本周内办结"}, follow=True).redirect_chain[-1][0] == "/supervision"
        assert Decision.objects.get(application=late, verb="remind").opinion == "请本周内办结"
        assert client.get("/supervision").context["lines"][0][0].reminders == 1

    def test_it_refuses_nothing_said_and_what_is_over(self, five: dict[str, Application], cast: Any) -> None:
        client, late = client_of(cast.leader), five["red"]
        assert client.post(f"/supervision/{late.pk}/remind", {"text": ""}).status_code == 422
        from youfu.kit.workflow import actions

        actions.withdraw(late, reason="本人撤回", by=cast.counter)
        assert client.post(f"/supervision/{late.pk}/remind", {"text": "快"}).status_code == 409

    def test_it_is_nobody_elses(self, five: dict[str, Application], cast: Any) -> None:
        for user in (cast.clerk, cast.town, cast.stranger):
            assert client_of(user).get(f"/supervision/{five['red'].pk}/remind").status_code == 403
        assert client_of(cast.leader).get("/supervision/99999999/remind").status_code == 404


class TestEscalation:
    def test_it_waits_on_the_workbench_of_the_leader(self, five: dict[str, Application], cast: Any) -> None:
        assert "1 件申请已超期" in client_of(cast.leader).get("/").content.decode()
        assert "件申请已超期" not in client_of(cast.auditor).get("/").content.decode()

    def test_it_says_nothing_when_nothing_is_late(self, cast: Any) -> None:
        assert "件申请已超期" not in client_of(cast.leader).get("/").content.decode()

    def test_it_knows_every_colour(self) -> None:
        assert COLOURS == ("red", "amber", "green", "paused", "none")
