"""Throwing a draft away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from youfu.kit.errors import Stale
from youfu.kit.models import AuditEvent, Journal
from youfu.modules.payments.actions import approve, compute, discard
from youfu.modules.payments.models import Roll, RollPrice, RollTotal
from youfu.modules.people.models import Person
from youfu.rules.periods import parse_month

Maker = Callable[..., Person]


@pytest.fixture
def draft(county: Any, cast: Any, make_entitled: Maker) -> Roll:
    make_entitled("combat_allowance", "2026-10")
    roll: Roll = compute(county, month=parse_month("2026-11"), by=cast.clerk)
    return roll


def has_table(roll: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass(%s) is not null", [f"payments_rollline_{roll}"])
        return bool(cursor.fetchone()[0])


class TestDiscard:
    def test_it_leaves_nothing_but_the_trail(self, cast: Any, draft: Roll) -> None:
        number = draft.pk
        discard(draft, reason="试算", by=cast.clerk)
        assert not any(model.objects.exists() for model in (Roll, RollPrice, RollTotal, Journal))
        assert not has_table(number)
        event = AuditEvent.objects.latest("id")
        assert (event.action, event.changes, event.target) == ("roll.discard", {"reason": "试算"}, "2026-11")

    def test_it_refuses_an_approved_roll(self, cast: Any, draft: Roll) -> None:
        approve(draft, acknowledge_unverified=True, by=cast.reviewer)
        with pytest.raises(Stale, match="不能撤销"):
            discard(draft, reason="试算", by=cast.clerk)
        assert has_table(draft.pk)

    def test_it_happens_once(self, cast: Any, draft: Roll) -> None:
        copy = Roll.objects.get()
        discard(draft, reason="试算", by=cast.clerk)
        with pytest.raises(Stale, match="已不存在"):
            discard(copy, reason="试算", by=cast.clerk)

    @pytest.mark.parametrize("who", ["stranger", "reviewer", "finance", "auditor"])
    def test_it_refuses_a_stranger_and_whoever_may_not(self, cast: Any, draft: Roll, who: str) -> None:
        with pytest.raises(PermissionDenied):
            discard(draft, reason="试算", by=getattr(cast, who))
        assert Roll.objects.filter(pk=draft.pk).exists()
