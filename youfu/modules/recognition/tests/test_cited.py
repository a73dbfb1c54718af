"""What an application and its letters cite is linked to the policy library, with its state."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from youfu.kit import clock
from youfu.kit.workflow import deciding, letters
from youfu.kit.workflow.deciding import Verdict
from youfu.modules.recognition.pages.panels import cited, cited_by_letter, cited_in
from youfu.modules.recognition.tests.applying import client_of
from youfu.modules.standards.actions import repeal
from youfu.modules.standards.models import PolicyDocument


@pytest.fixture
def policy(db: None) -> PolicyDocument:
    return PolicyDocument.objects.create(title="认定办法（示例）", number="示例〔2026〕7号")


class TestCited:
    def test_it_finds_what_the_grounds_name(self, policy: PolicyDocument, rf: Any) -> None:
        declared = {"basis": ["《认定办法》（示例[2026]7号）"], "grounds": [{"clause": "第三条"}]}
        application: Any = SimpleNamespace(declared=declared, outcome="")
        assert cited(application, rf.get("/")) == {"documents": [policy]}
        letter: Any = SimpleNamespace(text="依据：示例〔2026〕7号第三条。")
        assert cited_by_letter(letter, rf.get("/")) == {"documents": [policy]}

    def test_it_shows_that_one_was_repealed(self, policy: PolicyDocument, cast: Any) -> None:
        repeal(policy, on=clock.today(), why="示例", by=cast.clerk)
        found = cited_in("示例〔2026〕7号")
        assert found is not None
        assert not found["documents"][0].in_force

    def test_it_takes_no_part_of_a_longer_number(self, policy: PolicyDocument) -> None:
        assert cited_in("依据浙示例〔2026〕7号") is None

    def test_it_shows_nothing_where_nothing_is_cited(self, policy: PolicyDocument) -> None:
        assert cited_in("依据有关规定") is None


class TestShipped:
    """What is loaded on a new site, cited by what ships with it."""

    @pytest.fixture
    def regulation(self, db: None) -> PolicyDocument:
        return PolicyDocument.objects.get(title="军人抚恤优待条例(2024年修订)")

    def test_it_links_what_an_application_rests_on(
        self, submitted: Any, regulation: PolicyDocument, cast: Any
    ) -> None:
        where = reverse("application", args=[submitted.pk])
        page = client_of(cast.clerk).get(where).content.decode()
        assert reverse("policy-document", args=[regulation.pk]) in page
        assert client_of(cast.stranger).get(where).status_code == 404

    def test_it_links_what_a_refusal_cites(
        self, submitted: Any, regulation: PolicyDocument, cast: Any
    ) -> None:
        ground = submitted.declared["grounds"][0]
        verdict = Verdict("reject", (1, 1), "入伍时间不在规定区间", ground=ground["code"])
        deciding.decide(submitted, verdict=verdict, by=cast.town)
        submitted.refresh_from_db()
        letter = letters.make(submitted, kind="refusal", by=cast.clerk)
        where = reverse("letter", args=[letter.pk])
        page = client_of(cast.clerk).get(where).content.decode()
        assert "引用的政策文件" in page
        assert reverse("policy-document", args=[regulation.pk]) in page
        assert client_of(cast.stranger).get(where).status_code == 404

    def test_it_keeps_remarks_out_of_numbers(self, db: None) -> None:
        for number in PolicyDocument.objects.values_list("number", flat=True):
            assert not any(sign in number for sign in "(（;；")
