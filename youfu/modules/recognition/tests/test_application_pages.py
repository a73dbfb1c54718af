"""The counter, the form and the review page: opened, used, refused, and unknown to the next county."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from youfu.kit.errors import Refused
from youfu.kit.models import Application, AuditEvent
from youfu.kit.workflow import TYPES, actions
from youfu.kit.workflow.form import typed
from youfu.modules.recognition.actions import revealing
from youfu.modules.recognition.tests.applying import CLEANED, GIVEN, client_of, press

pytestmark = pytest.mark.django_db


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
