"""Approving a roll: by another, with open eyes, once, and only while it is still true."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit.errors import Refused, Stale
from youfu.kit.models import AuditEvent, Entry, Journal
from youfu.modules.entitlements.actions import suspend
from youfu.modules.entitlements.models import Entitlement
from youfu.modules.payments.actions import approve, compute
from youfu.modules.payments.models import Roll, RollLine
from youfu.modules.people.models import Person
from youfu.modules.standards.actions import load_exclusions
from youfu.modules.standards.tests.test_load_exclusions import RULE
from youfu.rules.periods import parse_month

M = parse_month
Maker = Callable[..., Person]


@pytest.fixture
def draft(county: Any, cast: Any, make_entitled: Maker) -> Roll:
    make_entitled("combat_allowance", "2026-10")
    make_entitled("illness_veteran_allowance", "2026-11", name="王红军")
    roll: Roll = compute(county, month=M("2026-11"), by=cast.clerk)
    return roll


def nothing_posted(roll: Roll) -> bool:
    return Roll.objects.get(pk=roll.pk).state == "draft" and not Journal.objects.exists()


class TestApprove:
    def test_it_posts_every_line_and_says_who_approved(self, cast: Any, draft: Roll) -> None:
        roll = approve(draft, acknowledge_unverified=True, by=cast.reviewer)
        journal = Journal.objects.get(pk=roll.journal_id)
        assert (journal.kind, journal.entries, journal.total_fen) == ("roll", 3, 104000 * 2 + 84400)
        posted = set(
            Entry.objects.filter(journal_id=journal.pk).values_list("for_month", "party", "amount_fen")
        )
        assert posted == set(
            RollLine.objects.filter(roll=roll).values_list("for_month", "person", "amount_fen")
        )
        assert (roll.state, roll.approved_by, roll.acknowledged) == ("approved", cast.reviewer, True)
        event = AuditEvent.objects.latest("id")
        assert (event.action, event.actor_id) == ("roll.approve", cast.reviewer.pk)
        assert event.changes == {"acknowledge_unverified": True}

    def test_it_lets_the_leader_approve_too(self, cast: Any, draft: Roll) -> None:
        assert approve(draft, acknowledge_unverified=True, by=cast.leader).approved_by == cast.leader

    def test_it_refuses_its_maker_even_with_the_right_to_approve(
        self, cast: Any, draft: Roll, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        Roll.objects.filter(pk=draft.pk).update(computed_by=cast.reviewer)
        with pytest.raises(Refused, match="另一人"):
            approve(draft, acknowledge_unverified=True, by=cast.reviewer)
        assert nothing_posted(draft)

    def test_it_wants_unverified_standards_acknowledged(self, cast: Any, draft: Roll) -> None:
        assert draft.unverified == 1
        with pytest.raises(Refused, match="1 条待核实标准"):
            approve(draft, by=cast.reviewer)
        assert nothing_posted(draft)

    def test_it_happens_once(self, cast: Any, draft: Roll) -> None:
        approve(draft, acknowledge_unverified=True, by=cast.reviewer)
        with pytest.raises(Stale, match="已由朱国强审批"):
            approve(draft, acknowledge_unverified=True, by=cast.leader)
        assert Journal.objects.count() == 1

    def test_it_is_stale_after_an_entitlement_changed(self, cast: Any, draft: Roll) -> None:
        row = Entitlement.objects.filter(programme__code="combat_allowance").get()
        suspend(row, from_month=M("2026-11"), basis="测试", by=cast.clerk)
        with pytest.raises(Stale, match="重新计算"):
            approve(draft, acknowledge_unverified=True, by=cast.reviewer)
        assert nothing_posted(draft)

    def test_it_is_stale_after_a_rule_changed(self, cast: Any, draft: Roll) -> None:
        load_exclusions([RULE], by=cast.clerk)
        with pytest.raises(Stale, match="重新计算"):
            approve(draft, acknowledge_unverified=True, by=cast.reviewer)

    def test_it_refuses_a_draft_whose_lines_do_not_add_up(self, cast: Any, draft: Roll) -> None:
        RollLine.objects.filter(roll=draft, for_month=M("2026-10")).update(amount_fen=1)
        with pytest.raises(Stale, match="明细与合计不符"):
            approve(draft, acknowledge_unverified=True, by=cast.reviewer)
        assert nothing_posted(draft)
        assert not Entry.objects.exists()

    def test_it_says_when_the_draft_is_gone(self, county: Any, cast: Any, draft: Roll) -> None:
        gone = Roll(pk=draft.pk + 1000, county=county, month=M("2026-11"))
        with pytest.raises(Stale, match="已不存在"):
            approve(gone, acknowledge_unverified=True, by=cast.reviewer)

    @pytest.mark.parametrize("who", ["stranger", "clerk", "finance", "auditor", "town"])
    def test_it_refuses_a_stranger_and_whoever_may_not(self, cast: Any, draft: Roll, who: str) -> None:
        with pytest.raises(PermissionDenied):
            approve(draft, acknowledge_unverified=True, by=getattr(cast, who))
        assert nothing_posted(draft)
