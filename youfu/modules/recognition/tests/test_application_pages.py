"""The pages of applications: each opened, used, refused, and unknown to the next county."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from youfu.kit.errors import Refused
from youfu.kit.models import Application, AuditEvent, Decision
from youfu.kit.pages.todo import todos
from youfu.kit.workflow import TYPES, actions, deciding, pausing
from youfu.kit.workflow.deciding import Verdict
from youfu.kit.workflow.form import typed
from youfu.modules.recognition.actions import revealing
from youfu.modules.recognition.pages.applications import waiting

pytestmark = pytest.mark.django_db
GIVEN = {
    "enlisted_on": "1984-11-01",
    "discharged_on": "1988-01-15",
    "unit": "",
    "rural": "true",
    "conscript": "on",
}
CLEANED = {
    "enlisted_on": date(1984, 11, 1), "discharged_on": date(1988, 1, 15), "unit": "", "rural": True, "conscript": True,
}  # fmt: skip


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def veteran(make_person: Callable[..., Any], cast: Any, on_day: Any) -> Any:
    """Sixty this year, in the village of the cast's village worker."""
    on_day(date(2026, 11, 2))
    person = make_person("马有田", born=date(1966, 10, 9))
    person.household_region = cast.village.organisation.region
    person.save()
    return person


@pytest.fixture
def submitted(veteran: Any, cast: Any, apply_for: Any) -> Application:
    made: Application = apply_for(veteran, "rural_veteran", CLEANED, by=cast.village)
    made.refresh_from_db()
    return made


def press(client: Client, application: Application, verb: str = "decide", **given: Any) -> Any:
    application.refresh_from_db()
    seen = f"{application.position}.{application.round}"
    return client.post(reverse(f"application-{verb}", args=[application.pk]), {"seen": seen, **given})


class TestCounter:
    def test_it_finds_somebody_and_offers_what_does_not_run(self, submitted: Application, cast: Any) -> None:
        client = client_of(cast.village)
        found = client.post("/counter", {"q": "mayoutian"})
        assert found["Location"] == f"/counter?person={submitted.person_id}"
        page = client.get(found["Location"])
        assert [g["types"] for g in page.context["groups"] if not g["types"]] == []
        assert sum(len(g["types"]) for g in page.context["groups"]) == len(TYPES)
        text = page.content.decode()
        assert submitted.number in text
        assert reverse("application-new", args=[submitted.person_id, "rural_veteran"]) not in text
        assert reverse("application-new", args=[submitted.person_id, "combat_veteran"]) in text
        assert AuditEvent.objects.filter(action="viewed", target_id=str(submitted.person_id)).exists()

    def test_it_keeps_an_id_number_out_of_the_address(self, veteran: Any, cast: Any) -> None:
        client = client_of(cast.counter)
        number = str(veteran.id_number)
        assert number not in client.post("/counter", {"q": number})["Location"]
        nobody = client.post("/counter", {"q": "330499190001010015"})
        assert nobody.status_code == 200
        assert "没有找到" in nobody.content.decode()
        assert reverse("person-register") in nobody.content.decode()

    def test_it_is_closed_to_the_reviewer(self, cast: Any) -> None:
        assert client_of(cast.reviewer).get("/counter").status_code == 403

    def test_it_does_not_know_the_people_next_door(self, veteran: Any, cast: Any) -> None:
        client = client_of(cast.stranger)
        assert client.get(f"/counter?person={veteran.pk}").status_code == 404
        assert "没有找到" in client.get("/counter?q=mayoutian").content.decode()


class TestNewApplication:
    def test_it_leads_to_the_draft_once(self, veteran: Any, cast: Any) -> None:
        client = client_of(cast.village)
        url = reverse("application-new", args=[veteran.pk, "rural_veteran"])
        page = client.get(url)
        given = {**GIVEN, "once": page.context["once"]}
        first, second = client.post(url, given), client.post(url, given)
        made = Application.objects.get()
        assert first["Location"] == second["Location"] == reverse("application", args=[made.pk])
        assert (made.state, made.given["enlisted_on"]) == ("draft", "1984-11-01")

    def test_it_says_that_one_runs(self, submitted: Application, cast: Any) -> None:
        url = reverse("application-new", args=[submitted.person_id, "rural_veteran"])
        client = client_of(cast.village)
        assert submitted.number in client.get(url).content.decode()
        refused = client.post(url, GIVEN)
        assert refused.status_code == 422
        assert submitted.number in refused.content.decode()

    def test_it_marks_what_is_wrong(self, veteran: Any, cast: Any) -> None:
        url = reverse("application-new", args=[veteran.pk, "rural_veteran"])
        assert client_of(cast.village).post(url, {**GIVEN, "enlisted_on": "1984"}).status_code == 422
        assert not Application.objects.exists()

    def test_it_is_for_makers_on_this_side_of_the_border(self, veteran: Any, cast: Any) -> None:
        url = reverse("application-new", args=[veteran.pk, "rural_veteran"])
        assert client_of(cast.stranger).get(url).status_code == 404
        assert client_of(cast.reviewer).get(url).status_code == 403
        assert client_of(cast.village).get(url.replace("rural_veteran", "no_such_type")).status_code == 404


class TestEditApplication:
    def test_it_changes_a_draft_only(self, veteran: Any, cast: Any, limits: None, hand_in: Any) -> None:
        draft = actions.draft(veteran, kind="rural_veteran", given=CLEANED, by=cast.village)
        client, url = client_of(cast.village), reverse("application-edit", args=[draft.pk])
        assert 'value="1984-11-01"' in client.get(url).content.decode()
        assert client.post(url, {**GIVEN, "unit": "83 师"})["Location"] == reverse(
            "application", args=[draft.pk]
        )
        draft.refresh_from_db()
        assert draft.given["unit"] == "83 师"
        hand_in(draft)
        actions.submit(draft, by=cast.village)
        assert client.post(url, GIVEN).status_code == 409
        assert client_of(cast.stranger).get(url).status_code == 404

    def test_it_keeps_a_sealed_value_that_is_not_typed_again(self, veteran: Any, cast: Any) -> None:
        given = {
            "bank": "桐乡农商银行", "holder": veteran.name, "number": "6217000010001234567", "on": date(2026, 11, 2),
        }  # fmt: skip
        draft = actions.draft(veteran, kind="account_change", given=given, by=cast.village)
        client, url = client_of(cast.village), reverse("application-edit", args=[draft.pk])
        page = client.get(url).content.decode()
        assert "6217000010001234567" not in page
        shown = client.get(reverse("application", args=[draft.pk])).content.decode()
        assert "6217000010001234567" not in shown
        assert "6217***********4567" in shown
        typed_again = {"bank": "工商银行", "holder": veteran.name, "number": "", "on": "2026-11-02"}
        assert client.post(url, typed_again).status_code == 302
        draft.refresh_from_db()
        assert typed(draft)["number"] == "6217000010001234567"
        assert typed(draft)["bank"] == "工商银行"
        wrong = client.post(url, {**typed_again, "bank": ""})
        assert wrong.status_code == 422
        assert "6217000010001234567" not in wrong.content.decode()


class TestReviewPage:
    def test_it_shows_checks_steps_and_opinions(self, submitted: Application, cast: Any) -> None:
        page = client_of(cast.town).get(reverse("application", args=[submitted.pk]))
        text = page.content.decode()
        assert page.status_code == 200
        for part in (
            "年满 60 周岁",
            "符合",
            "镇街道初审",
            "剩 10 天",
            "意见记录",
            "1984-11-01",
            "经办、复核、审批须为不同人员",
        ):
            assert part in text
        assert AuditEvent.objects.filter(action="viewed", target=submitted.number).count() == 1

    def test_it_offers_the_decision_to_whom_it_waits_for(self, submitted: Application, cast: Any) -> None:
        url = reverse("application", args=[submitted.pk])
        offered = {
            name: "decide" in client_of(getattr(cast, name)).get(url).context["forms"]
            for name in ("village", "town", "clerk", "reviewer")
        }
        assert offered == {"village": False, "town": True, "clerk": False, "reviewer": False}

    def test_it_does_not_exist_next_door(self, submitted: Application, cast: Any) -> None:
        assert client_of(cast.stranger).get(reverse("application", args=[submitted.pk])).status_code == 404
        for verb in ("submit", "decide", "pause", "resume", "withdraw"):
            assert press(client_of(cast.stranger), submitted, verb).status_code == 404, verb

    def test_it_shows_no_way_to_approve_what_fails(
        self, veteran: Any, cast: Any, apply_for: Any, on_day: Any
    ) -> None:
        on_day(date(2026, 10, 8))
        young = apply_for(veteran, "rural_veteran", CLEANED, by=cast.village)
        page = client_of(cast.town).get(reverse("application", args=[young.pk])).content.decode()
        assert "有 1 项不符合，暂不能同意" in page
        refused = press(client_of(cast.town), young, choice="approve", opinion="同意")
        assert refused.status_code == 422
        assert "年满 60 周岁" in refused.content.decode()

    def test_it_opens_when_it_ended(self, submitted: Application, cast: Any, decide_all: Any) -> None:
        decide_all(submitted)
        text = client_of(cast.clerk).get(reverse("application", args=[submitted.pk])).content.decode()
        assert "已批准" in text
        submitted.refresh_from_db()
        assert submitted.outcome in text
        assert "自 2026-" in submitted.outcome


class TestVerbs:
    def test_it_names_missing_papers_and_submits(
        self, veteran: Any, cast: Any, limits: None, hand_in: Any
    ) -> None:
        draft = actions.draft(veteran, kind="rural_veteran", given=CLEANED, by=cast.village)
        client = client_of(cast.village)
        page = client.get(reverse("application", args=[draft.pk])).content.decode()
        assert "还缺材料" in page
        refused = press(client, draft, "submit")
        assert refused.status_code == 422
        assert "户口簿" in refused.content.decode()
        hand_in(draft)
        assert press(client, draft, "submit", opinion="原件已核验").status_code == 302
        draft.refresh_from_db()
        assert (draft.state, draft.decisions.get(verb="submit").opinion) == ("open", "原件已核验")
        assert press(client_of(cast.reviewer), draft, "submit").status_code == 403

    def test_it_approves_once_however_often_it_is_pressed(self, submitted: Application, cast: Any) -> None:
        client = client_of(cast.town)
        page = client.get(reverse("application", args=[submitted.pk]))
        given = {
            "seen": f"{submitted.position}.{submitted.round}", "choice": "approve", "opinion": "属实",
            "once": page.context["tokens"]["decide"],
        }  # fmt: skip
        url = reverse("application-decide", args=[submitted.pk])
        assert client.post(url, given)["Location"] == client.post(url, given)["Location"]
        assert Decision.objects.filter(application=submitted, verb="approve").count() == 1
        late = client.post(url, {**given, "once": ""})
        assert late.status_code == 409
        assert "公示" in late.content.decode()

    def test_it_returns_with_words_and_refuses_with_a_ground(self, submitted: Application, cast: Any) -> None:
        client = client_of(cast.town)
        assert press(client, submitted, choice="return", back_to="maker").status_code == 422
        assert press(client, submitted, choice="reject", opinion="不符").status_code == 422
        assert press(client, submitted).status_code == 422
        assert (
            press(client, submitted, choice="return", back_to="maker", opinion="退役证缺第二页").status_code
            == 302
        )
        submitted.refresh_from_db()
        assert submitted.state == "returned"
        page = client_of(cast.village).get(reverse("application", args=[submitted.pk])).content.decode()
        assert "退役证缺第二页" in page
        assert press(client_of(cast.village), submitted, "submit").status_code == 302
        given = {"choice": "reject", "opinion": "已享受", "ground": "draws_other"}
        assert press(client, submitted, **given).status_code == 302
        submitted.refresh_from_db()
        assert (submitted.state, "民发〔2011〕110号" in submitted.outcome) == ("refused", True)

    def test_it_is_refused_to_who_lost_the_role(self, submitted: Application, cast: Any) -> None:
        client = client_of(cast.town)
        client.get(reverse("application", args=[submitted.pk]))
        cast.town.grants.all().delete()
        assert press(client, submitted, choice="approve").status_code == 403
        assert not submitted.decisions.filter(verb="approve").exists()

    def test_it_takes_a_paper_opinion_with_its_scan(self, submitted: Application, cast: Any) -> None:
        client = client_of(cast.town)
        assert press(client, submitted, choice="approve", paper_of="王站长").status_code == 422
        scan = submitted.files.get(paper="form")
        given: dict[str, Any] = {
            "choice": "approve",
            "opinion": "同意",
            "paper_of": "王站长",
            "paper": scan.pk,
        }
        assert press(client, submitted, **given).status_code == 302
        text = client.get(reverse("application", args=[submitted.pk])).content.decode()
        assert "扫描件，王站长 签署" in text

    def test_it_stops_the_clock_and_lets_it_run(self, submitted: Application, cast: Any) -> None:
        client = client_of(cast.town)
        assert press(client, submitted, "pause", awaits="province", text="等待部队复函").status_code == 302
        text = client.get(reverse("application", args=[submitted.pk])).content.decode()
        assert "等待部队复函" in text
        assert "计时暂停" in text
        assert press(client, submitted, "resume", result="复函属实").status_code == 422
        assert (
            press(client, submitted, "resume", result="复函属实", document="函〔2026〕3号").status_code == 302
        )
        submitted.refresh_from_db()
        assert not submitted.paused
        assert press(client_of(cast.clerk), submitted, "pause", awaits="other", text="x").status_code == 403

    def test_it_is_withdrawn_with_a_reason(self, submitted: Application, cast: Any) -> None:
        client = client_of(cast.village)
        assert press(client, submitted, "withdraw").status_code == 422
        assert press(client, submitted, "withdraw", reason="本人放弃").status_code == 302
        submitted.refresh_from_db()
        assert (submitted.state, submitted.outcome) == ("withdrawn", "本人放弃")
        assert press(client_of(cast.town), submitted, "withdraw", reason="再来").status_code == 409
        assert press(client_of(cast.reviewer), submitted, "withdraw", reason="x").status_code == 403

    def test_it_reminds(self, submitted: Application, cast: Any) -> None:
        assert press(client_of(cast.town), submitted, "remind", text="请尽快").status_code == 403
        assert press(client_of(cast.leader), submitted, "remind", text="请尽快").status_code == 302
        assert any("督办" in str(item.title) for item in todos(cast.town))
        listed = client_of(cast.town).get("/applications?view=mine&clock=reminded").content.decode()
        assert submitted.number in listed

    def test_it_leads_from_its_address_to_the_page(self, submitted: Application, cast: Any) -> None:
        url = reverse("application-decide", args=[submitted.pk])
        assert client_of(cast.town).get(url)["Location"] == reverse("application", args=[submitted.pk])


class TestOutsideStep:
    GIVEN = {
        "enlisted_on": date(1984, 11, 1), "discharged_on": date(1988, 1, 15), "unit": "", "fell_ill_on": date(1987, 1, 1),
        "disease": "矽肺", "army_hospital": "一一七医院",
    }  # fmt: skip

    @pytest.fixture
    def examined(self, veteran: Any, cast: Any, apply_for: Any) -> Application:
        made: Application = apply_for(veteran, "illness_veteran", self.GIVEN, by=cast.village)
        deciding.decide(made, verdict=Verdict("approve", (1, 1)), by=cast.town)
        return made

    def test_it_records_body_document_and_day(self, examined: Application, cast: Any) -> None:
        client = client_of(cast.clerk)
        given: dict[str, Any] = {"choice": "approve", "opinion": "属于慢性病范围", "r-in_scope": "yes"}
        assert press(client, examined, **given).status_code == 422
        given = {**given, "body": "市一院", "document": "鉴字〔2026〕3号", "on": "2026-11-02"}
        assert press(client, examined, **{**given, "on": "2026-12-02"}).status_code == 422
        assert press(client, examined, **{**given, "r-in_scope": ""}).status_code == 422
        assert press(client, examined, **given).status_code == 302
        text = client.get(reverse("application", args=[examined.pk])).content.decode()
        assert "市一院，鉴字〔2026〕3号" in text
        assert "属于慢性病范围" in text

    def test_it_shows_no_sealed_word(self, examined: Application, cast: Any) -> None:
        text = client_of(cast.clerk).get(reverse("application", args=[examined.pk])).content.decode()
        assert "矽肺" not in text
        assert "一一七医院" not in text
        assert "******" in text


class TestReveal:
    def test_it_opens_for_a_purpose_and_is_in_the_trail(self, veteran: Any, cast: Any) -> None:
        given = {
            "bank": "桐乡农商银行", "holder": veteran.name, "number": "6217000010001234567", "on": date(2026, 11, 2),
        }  # fmt: skip
        draft = actions.draft(veteran, kind="account_change", given=given, by=cast.counter)
        client = client_of(cast.clerk)
        assert press(client, draft, "reveal", purpose="其他").status_code == 422
        shown = press(client, draft, "reveal", purpose="核对发放账户")
        assert "6217000010001234567" in shown.content.decode()
        assert shown["Refresh"].startswith("60;")
        event = AuditEvent.objects.get(action="revealed", target=draft.number)
        assert (event.reason, event.changes) == ("核对发放账户", {"fields": ["number"]})
        with pytest.raises(Refused):
            revealing.reveal(draft, purpose=" ", by=cast.clerk)

    def test_it_stays_shut_for_others(self, submitted: Application, cast: Any) -> None:
        assert press(client_of(cast.village), submitted, "reveal", purpose="办理审核").status_code == 403
        assert press(client_of(cast.stranger), submitted, "reveal", purpose="办理审核").status_code == 404


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
    @pytest.fixture
    def several(self, make_person: Any, cast: Any, apply_for: Any, on_day: Any) -> list[Application]:
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
