"""Computing a roll: accrue the difference between what is due as known now and what was posted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from youfu.kit.errors import Refused
from youfu.modules.entitlements.actions import change_terms, end, suspend
from youfu.modules.entitlements.models import Entitlement
from youfu.modules.payments.actions import approve, compute, discard
from youfu.modules.payments.models import Kind, Roll, RollLine
from youfu.modules.people.models import Person
from youfu.modules.standards.actions import end_rate, load
from youfu.modules.standards.models import Rate
from youfu.rules.periods import first_day, month_text, parse_month
from youfu.rules.pricing import Terms

M = parse_month
Maker = Callable[..., Person]


def lines(roll: Roll) -> list[tuple[str, str, int]]:
    """(kind, month, fen) of every line, oldest first."""
    rows = RollLine.objects.filter(roll=roll).order_by("for_month", "programme")
    return [(Kind(r.kind).name.lower(), month_text(r.for_month), r.amount_fen) for r in rows]


def paid(county: Any, cast: Any, month: str) -> Roll:
    roll = compute(county, month=M(month), by=cast.clerk)
    return approve(roll, acknowledge_unverified=True, by=cast.reviewer)


class TestCompute:
    def test_it_pays_the_month_once(self, county: Any, cast: Any, make_entitled: Maker) -> None:
        make_entitled("combat_allowance", "2026-11")
        assert lines(paid(county, cast, "2026-11")) == [("current", "2026-11", 104000)]  # 浙江 12480 元/年
        again = compute(county, month=M("2026-11"), by=cast.clerk)
        assert (again.pk, again.lines, again.total_fen) == (None, 0, 0)

    def test_it_selects_nobody_from_an_empty_county(self, county: Any, cast: Any) -> None:
        roll = compute(county, month=M("2026-11"), by=cast.clerk)
        assert (roll.pk, roll.people, roll.lines) == (None, 0, 0)

    def test_it_refreshes_the_draft_of_the_same_month(
        self, county: Any, cast: Any, make_entitled: Maker
    ) -> None:
        make_entitled("combat_allowance", "2026-11")
        first = compute(county, month=M("2026-11"), by=cast.clerk)
        make_entitled("illness_veteran_allowance", "2026-11", name="王红军")
        second = compute(county, month=M("2026-11"), by=cast.clerk)
        assert (second.pk, second.people) == (first.pk, 2)

    def test_it_refuses_a_later_month_while_a_draft_waits(
        self, county: Any, cast: Any, make_entitled: Maker
    ) -> None:
        make_entitled("combat_allowance", "2026-11")
        roll = compute(county, month=M("2026-11"), by=cast.clerk)
        with pytest.raises(Refused, match="2026-11 批次尚未审批"):
            compute(county, month=M("2026-12"), by=cast.clerk)
        discard(roll, reason="试算", by=cast.clerk)
        assert compute(county, month=M("2026-12"), by=cast.clerk).lines == 2

    def test_it_refuses_a_month_before_an_approved_one(
        self, county: Any, cast: Any, make_entitled: Maker
    ) -> None:
        make_entitled("combat_allowance", "2026-11")
        paid(county, cast, "2026-11")
        with pytest.raises(Refused, match="下一批次"):
            compute(county, month=M("2026-10"), by=cast.clerk)

    def test_it_pays_months_nobody_rolled_as_arrears(
        self, county: Any, cast: Any, make_entitled: Maker
    ) -> None:
        make_entitled("illness_veteran_allowance", "2026-09")
        roll = paid(county, cast, "2026-11")
        assert lines(roll) == [
            ("arrears", "2026-09", 84400), ("arrears", "2026-10", 84400), ("current", "2026-11", 84400),
        ]  # fmt: skip

    def test_it_refuses_a_reviewer_and_a_stranger(self, county: Any, cast: Any) -> None:
        for who in (cast.reviewer, cast.stranger, cast.town, cast.auditor):
            with pytest.raises(PermissionDenied):
                compute(county, month=M("2026-11"), by=who)


class TestLateChanges:
    def test_it_recovers_what_a_late_death_overpaid(
        self, county: Any, cast: Any, make_entitled: Maker
    ) -> None:
        from datetime import date

        from youfu.modules.people.actions import record_death

        person = make_entitled("combat_allowance", "2026-09")
        paid(county, cast, "2026-10")
        record_death(person, on=date(2026, 9, 20), basis="死亡证明", by=cast.clerk)
        assert lines(paid(county, cast, "2026-11")) == [("recovery", "2026-10", -104000)]

    def test_it_takes_back_everything_of_an_entitlement_withdrawn(
        self, county: Any, cast: Any, make_entitled: Maker
    ) -> None:
        person = make_entitled("combat_allowance", "2026-10")
        paid(county, cast, "2026-11")
        row = Entitlement.objects.get(person=person)
        end(row, last_month=M("2026-09"), reason="cancelled", basis="测试", by=cast.clerk)
        roll = paid(county, cast, "2026-12")
        assert lines(roll) == [("recovery", "2026-10", -104000), ("recovery", "2026-11", -104000)]

    def test_it_pays_a_grade_raised_back_dated(self, county: Any, cast: Any, make_entitled: Maker) -> None:
        person = make_entitled("disability_pension", "2026-09", grade=8, cause="war")
        before = paid(county, cast, "2026-10")
        row = Entitlement.objects.get(person=person)
        raised = Terms("disability_pension", grade=7, cause="war")
        change_terms(row, terms=raised, from_month=M("2026-10"), basis="调残", by=cast.clerk)
        after = paid(county, cast, "2026-11")
        old = RollLine.objects.get(roll=before, for_month=M("2026-10")).due_fen
        new = RollLine.objects.get(roll=after, for_month=M("2026-11")).due_fen
        assert lines(after) == [("arrears", "2026-10", new - old), ("current", "2026-11", new)]

    def test_it_pays_nothing_between_suspension_and_resumption(
        self, county: Any, cast: Any, make_entitled: Maker
    ) -> None:
        from youfu.modules.entitlements.actions import resume

        person = make_entitled("combat_allowance", "2026-08")
        row = Entitlement.objects.get(person=person)
        suspend(row, from_month=M("2026-09"), basis="测试", by=cast.clerk)
        row.refresh_from_db()
        resume(row, from_month=M("2026-11"), basis="测试", by=cast.clerk)
        assert [month for _, month, _ in lines(paid(county, cast, "2026-11"))] == ["2026-08", "2026-11"]

    def test_it_pays_the_difference_of_a_rise(
        self, county: Any, cast: Any, make_entitled: Maker, sample_rise: list[dict[str, str]]
    ) -> None:
        make_entitled("illness_veteran_allowance", "2026-07")
        paid(county, cast, "2026-09")
        load(sample_rise, origin="测试", by=cast.clerk)
        roll = paid(county, cast, "2026-10")
        assert lines(roll) == [
            ("arrears", "2026-08", 87020 - 84400), ("arrears", "2026-09", 87020 - 84400), ("current", "2026-10", 87020),
        ]  # fmt: skip
        assert any(c["before"] == "844.00" and c["amount"] == "870.20" for c in roll.changes)


class TestStopped:
    def test_it_stops_only_the_profile_without_a_rate(
        self, county: Any, cast: Any, make_entitled: Maker
    ) -> None:
        make_entitled("illness_veteran_allowance", "2026-10")
        make_entitled("combat_allowance", "2026-10", name="王红军")
        paid(county, cast, "2026-10")
        rate = Rate.objects.on(first_day(M("2026-11"))).get(programme__code="illness_veteran_allowance")
        end_rate(rate, last_day=first_day(M("2026-10")), by=cast.clerk)
        roll = compute(county, month=M("2026-11"), by=cast.clerk)
        assert lines(roll) == [("current", "2026-11", 104000)]
        assert [(p["month"], p["programme"], p["people"]) for p in roll.problems] == [
            ("2026-11", "illness_veteran_allowance", 1)
        ]
        assert "带病回乡" in roll.problems[0]["reason"]


class TestExclusion:
    def test_it_pays_the_higher_and_lists_the_other(
        self, county: Any, cast: Any, make_entitled: Maker
    ) -> None:
        from youfu.modules.payments.queries.explain import explain

        person = make_entitled("combat_allowance", "2026-11")
        make_entitled("disability_pension", "2026-11", person=person, grade=10, cause="duty")
        paid(county, cast, "2026-11")
        why = explain(person, M("2026-11"), county)
        assert [line["programme"] for line in why.lines] == ["combat_allowance"]
        assert [e["programme"] for e in why.excluded] == ["disability_pension"]
        assert why.excluded[0]["basis"]
        assert why.excluded[0]["reason"]
