"""What is done to an application from its page: submit, decide, pause, resume, withdraw, remind."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from youfu.kit.models import Application, Decision
from youfu.kit.pages.todo import todos
from youfu.kit.workflow import actions, deciding
from youfu.kit.workflow.deciding import Verdict
from youfu.modules.recognition.tests.applying import CLEANED, client_of, press

pytestmark = pytest.mark.django_db


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

    def test_it_is_not_handed_in_by_who_returned_it(self, submitted: Application, cast: Any) -> None:
        client = client_of(cast.town)
        press(client, submitted, choice="return", back_to="maker", opinion="缺页")
        assert "submit" not in client.get(reverse("application", args=[submitted.pk])).context["forms"]
        refused = press(client, submitted, "submit")
        assert refused.status_code == 422
        assert "须为不同人员" in refused.content.decode()

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
