"""What lists applications: the to-do and its filters, the batch, the workbench and the person."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from youfu.kit.models import Application, AuditEvent
from youfu.kit.pages.todo import todos
from youfu.kit.workflow import actions, deciding, pausing
from youfu.kit.workflow.deciding import Verdict
from youfu.modules.recognition.pages.applications import batch, waiting
from youfu.modules.recognition.tests.applying import CLEANED, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def several(make_person: Any, cast: Any, apply_for: Any, on_day: Any) -> list[Application]:
    """Two who fulfil everything and one who is too young, all at the town."""
    on_day(date(2026, 11, 2))
    found = []
    for name, born in (("马一", 1966), ("马二", 1965), ("马三", 1970)):
        person = make_person(name, born=date(born, 10, 9))
        person.household_region = cast.village.organisation.region
        person.save()
        found.append(apply_for(person, "rural_veteran", CLEANED, by=cast.village))
    for row in found:
        row.refresh_from_db()
    return found


class TestList:
    def test_it_lists_what_waits_for_me(self, submitted: Application, cast: Any, on_day: Any) -> None:
        mine = {
            name: waiting.waiting(waiting.seen_by(getattr(cast, name)), getattr(cast, name)).count()
            for name in ("village", "town", "clerk", "leader", "stranger")
        }
        assert mine == {"village": 0, "town": 1, "clerk": 0, "leader": 0, "stranger": 0}
        on_day(date(2026, 11, 20))
        text = client_of(cast.town).get("/applications").content.decode()
        assert submitted.number in text
        assert "超期 4 天" in text
        assert submitted.number in client_of(cast.town).get("/applications?clock=overdue").content.decode()
        assert submitted.number not in client_of(cast.town).get("/applications?clock=soon").content.decode()

    def test_it_reads_a_page_at_once(
        self, several: list[Application], cast: Any, django_assert_max_num_queries: Any
    ) -> None:
        client = client_of(cast.town)
        with django_assert_max_num_queries(22):
            page = client.get("/applications?view=mine")
        assert len(page.context["lines"]) == 3

    def test_it_narrows(self, submitted: Application, cast: Any) -> None:
        client = client_of(cast.clerk)
        number, town = submitted.number, submitted.region.parent_id

        def listed(query: str) -> bool:
            return number in client.get(f"/applications?view=all&{query}").content.decode()

        assert listed(f"q={number}")
        assert listed("q=mayou")
        assert listed(f"town={town}")
        assert listed("type=rural_veteran&state=open")
        assert not listed("type=combat_veteran")
        assert not listed("state=approved")
        assert not listed("q=99-2026-00001")
        assert not listed("town=330483999000")

    def test_it_keeps_paused_ended_and_mine_apart(self, submitted: Application, cast: Any) -> None:
        def shown(user: Any, view: str) -> bool:
            return submitted.number in client_of(user).get(f"/applications?view={view}").content.decode()

        pausing.pause(submitted, awaits="material", text="等复函", by=cast.town)
        assert shown(cast.town, "paused")
        assert not shown(cast.town, "mine")
        submitted.refresh_from_db()
        pausing.resume(submitted, result="已到", by=cast.town)
        submitted.refresh_from_db()
        verdict = Verdict("return", (submitted.position, submitted.round), opinion="缺页")
        deciding.decide(submitted, verdict=verdict, by=cast.town)
        assert shown(cast.village, "returned")
        assert not shown(cast.town, "returned")
        assert any("退回补正" in str(item.title) for item in todos(cast.village))
        submitted.refresh_from_db()
        actions.withdraw(submitted, reason="放弃", by=cast.village)
        assert shown(cast.clerk, "ended")
        assert not shown(cast.clerk, "running")

    def test_it_leaves_out_what_i_handled_myself(self, veteran: Any, cast: Any, apply_for: Any) -> None:
        apply_for(veteran, "rural_veteran", CLEANED, by=cast.town)
        assert waiting.waiting_count(cast.town) == 0

    def test_it_exports_for_those_who_may(self, submitted: Application, cast: Any) -> None:
        url = "/applications?view=all&format=xlsx"
        book = load_workbook(io.BytesIO(client_of(cast.clerk).get(url).content))
        cells = [str(cell.value) for row in book.active.iter_rows() for cell in row]
        assert "马有田" in cells
        assert AuditEvent.objects.filter(action="applications.export").count() == 1
        assert client_of(cast.village).get(url).status_code == 403

    def test_it_hides_other_counties(self, submitted: Application, cast: Any) -> None:
        assert submitted.number not in client_of(cast.stranger).get("/applications?view=all").content.decode()
        assert client_of(cast.finance).get("/applications").status_code == 403


class TestBatch:
    URL = "/applications/batch?type=rural_veteran&step=town"

    def test_it_approves_those_without_a_failure(self, several: list[Application], cast: Any) -> None:
        client = client_of(cast.town)
        assert "须逐件登记" not in client.get("/applications/batch").content.decode()
        page = client.get(self.URL)
        assert page.context["ready"] == 2
        keys = [f"{row.pk}.{row.position}.{row.round}" for row in several]
        given = {"rows": keys, "opinion": "同意", "once": page.context["once"]}
        first, second = client.post(self.URL, given), client.post(self.URL, given)
        assert first["Location"] == second["Location"]
        text = client.get(first["Location"]).content.decode()
        assert text.count("已同意") == 2
        assert "年满 60 周岁" in text
        for row in several:
            row.refresh_from_db()
        assert [row.position for row in several] == [2, 2, 1]

    def test_it_goes_on_after_a_page(
        self, several: list[Application], cast: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(batch, "SHOWN", 2)
        client = client_of(cast.town)
        first = client.get(self.URL)
        second = client.get(f"{self.URL}&after={first.context['slice'].after}")
        shown = [line["row"].pk for page in (first, second) for line in page.context["lines"]]
        assert sorted(shown) == sorted(row.pk for row in several)

    def test_it_says_which_moved_on(self, several: list[Application], cast: Any) -> None:
        client = client_of(cast.town)
        first = several[0]
        key = f"{first.pk}.{first.position}.{first.round}"
        deciding.decide(first, verdict=Verdict("approve", (1, 1)), by=cast.town)
        answer = client.post(self.URL, {"rows": [key], "opinion": "同意"})
        assert "流转" in client.get(answer["Location"]).content.decode()

    def test_it_wants_a_choice(self, several: list[Application], cast: Any) -> None:
        assert client_of(cast.town).post(self.URL, {"opinion": "同意"}).status_code == 422
        assert client_of(cast.town).post(self.URL, {"rows": ["1.1"], "opinion": "同意"}).status_code == 422

    def test_it_reaches_nothing_next_door(self, several: list[Application], cast: Any) -> None:
        key = f"{several[0].pk}.1.1"
        answer = client_of(cast.stranger).post(self.URL, {"rows": [key], "opinion": "同意"})
        assert answer.status_code == 422
        assert client_of(cast.finance).get(self.URL).status_code == 403


class TestDesk:
    def test_it_tells_what_is_late(self, submitted: Application, cast: Any, on_day: Any) -> None:
        on_day(date(2026, 11, 13))
        assert any("两个工作日内到期" in str(item.title) for item in todos(cast.town))
        on_day(date(2026, 11, 30))
        late = next(item for item in todos(cast.town) if "超过办理时限" in str(item.title))
        assert late.state == "stop"
        assert submitted.number in client_of(cast.town).get(late.url).content.decode()

    def test_it_stands_on_the_persons_page(self, submitted: Application, cast: Any) -> None:
        text = client_of(cast.village).get(f"/people/{submitted.person_id}").content.decode()
        assert submitted.number in text
        assert f"/counter?person={submitted.person_id}" in text
        reviewer = client_of(cast.reviewer).get(f"/people/{submitted.person_id}").content.decode()
        assert submitted.number in reviewer
        assert "/counter?person=" not in reviewer
