"""What an application and its letters cite is linked to the policy library, with its state."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from youfu.kit import clock
from youfu.modules.recognition.pages.panels import cited, cited_by_letter, cited_in
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

    def test_it_shows_nothing_where_nothing_is_cited(self, policy: PolicyDocument) -> None:
        assert cited_in("依据有关规定") is None
