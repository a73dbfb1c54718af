"""Deciding: what a decision must hold, what it may not, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from youfu.kit.errors import Refused, Stale
from youfu.kit.models import Application, AuditEvent, EvidenceFile
from youfu.kit.tests import sample as s
from youfu.kit.workflow import actions, deciding
from youfu.kit.workflow.deciding import Outside, Verdict

pytestmark = pytest.mark.django_db
Step = Callable[..., Application]


RURAL = {
    "enlisted_on": date(1984, 11, 1),
    "discharged_on": date(1988, 1, 15),
    "rural": True,
    "conscript": True,
}


class TestDecide:
    def test_it_rejects_with_a_ground_and_says_it(self, application: Application, step: Step) -> None:
        with pytest.raises(Refused, match="情形和依据"):
            step("reject", opinion="不符合", ground="nothing")
        step("reject", opinion="不符合", ground="other")
        assert (application.state, application.outcome) == ("refused", f"其他情形（{s.ARTICLE}）")
        assert application.ended_on == date(2026, 11, 2)
        with pytest.raises(Stale, match="不予批准"):
            deciding.decide(application, verdict=Verdict("approve", (1, 1)), by=object_of(application))

    def test_it_takes_an_opinion_on_paper_with_its_scan(self, application: Application, step: Step) -> None:
        scan = application.files.earliest("id")
        for wrong in ({"paper_of": "王镇长"}, {"paper": scan}):
            with pytest.raises(Refused, match="扫描件"):
                step("reject", opinion="不符合", ground="other", **wrong)
        other = EvidenceFile.objects.get(pk=scan.pk)
        other.removed_at = "2026-11-02T00:00:00Z"
        with pytest.raises(Refused, match="不是本件"):
            step("reject", opinion="不符合", ground="other", paper_of="王镇长", paper=other)
        step("reject", opinion="不符合", ground="other", paper_of="王镇长", paper=scan)
        written = application.decisions.latest("id")
        assert (written.paper_of, written.paper, written.author) == ("王镇长", scan, "姚建明（town）")

    @pytest.mark.parametrize("choice", ["withdraw", "submit", "pause", ""])
    def test_it_knows_three_choices(self, step: Step, choice: str) -> None:
        with pytest.raises(Refused, match="请选择"):
            step(choice, opinion="x")

    def test_it_wants_a_word_for_a_no_and_a_bounded_one(self, step: Step) -> None:
        with pytest.raises(Refused, match="请写明"):
            step("return")
        with pytest.raises(Refused, match="1000"):
            step("return", opinion="字" * 1001)

    def test_it_wants_what_the_step_records_and_keeps_nothing_else(
        self, application: Application, step: Step
    ) -> None:
        step(record={"granted_fen": 1, "grade": 1}), step()
        assert application.decisions.get(verb="approve", order=1).record == {}
        with pytest.raises(Refused, match="应登记"):
            step(record={"granted_fen": None})
        with pytest.raises(Refused, match="高于申请金额"):
            step(record={"granted_fen": 50001})
        step("return", opinion="缺页", record={"granted_fen": 9})
        assert application.granted_fen is None

    def test_it_has_no_step_that_decides_at_a_notice(
        self, application: Application, step: Step, cast: Any
    ) -> None:
        step()
        with pytest.raises(Refused, match="公示环节不作审批"):
            deciding.decide(application, verdict=Verdict("approve", (2, 1)), by=cast.town)

    def test_it_records_what_was_decided_elsewhere_and_counts_no_eyes(
        self, declare: Any, person: Any, apply_for: Any, cast: Any
    ) -> None:
        declare(steps=(s.TOWN, s.HOSPITAL, s.EXAMINE, s.REVIEW))
        made = apply_for(person, "sample", s.GIVEN, cast.village)
        deciding.decide(made, verdict=Verdict("approve", (1, 1)), by=cast.town)
        with pytest.raises(Refused, match="外单位办理"):
            deciding.decide(made, verdict=Verdict("approve", (2, 1)), by=cast.clerk)
        there = Outside("市第一医院", "鉴〔2026〕7号", date(2026, 11, 1))
        deciding.decide(made, verdict=Verdict("approve", (2, 1), outside=there), by=cast.clerk)
        deciding.decide(made, verdict=Verdict("approve", (3, 1), record={"granted_fen": 1}), by=cast.clerk)
        deciding.decide(made, verdict=Verdict("approve", (4, 1)), by=cast.reviewer)
        made.refresh_from_db()
        assert made.outcome == "批准 1 鉴〔2026〕7号"
        assert made.decisions.get(order=2).outside["on"] == "2026-11-01"

    def test_it_rolls_back_when_the_effect_is_refused(
        self, declare: Any, person: Any, apply_for: Any, cast: Any
    ) -> None:
        def refuse(*_: Any) -> str:
            raise Refused("不能发放")

        declare(steps=(s.TOWN,), approve=refuse)
        made = apply_for(person, "sample", s.GIVEN, cast.village)
        with pytest.raises(Refused, match="不能发放"):
            deciding.decide(made, verdict=Verdict("approve", (1, 1)), by=cast.town)
        made.refresh_from_db()
        assert (made.state, made.steps.get().state) == ("open", "open")
        assert not made.decisions.filter(verb="approve").exists()

    def test_it_says_what_the_database_refuses_and_hides_no_defect(
        self, application: Application, step: Step, cast: Any
    ) -> None:
        step()
        written: dict[str, Any] = {"step": "镇街道初审", "order": 1, "counts": False}
        with pytest.raises(Stale, match="已有人办理"), transaction.atomic():
            actions.note(application, "approve", by=cast.clerk, **written)
        with pytest.raises(IntegrityError, match="decision_paper_is_scanned"), transaction.atomic():
            actions.note(application, "remind", paper_of="王镇长", by=cast.clerk, **written)

    def test_it_leaves_a_trail_without_what_was_said(self, step: Step) -> None:
        step(opinion="家庭困难属实")
        events = AuditEvent.objects.filter(action__startswith="application.").order_by("id")
        assert [(e.action, e.changes) for e in events] == [
            ("application.draft", {"kind": "sample"}),
            ("application.submit", {}),
            ("application.decide", {"verdict": "approve 1/1"}),
        ]

    def test_it_writes_its_records_in_chinese_whoever_reads_in_english(
        self, person: Any, limits: None, hand_in: Any, cast: Any
    ) -> None:
        with translation.override("en"):
            made = actions.draft(person, kind="rural_veteran", given=RURAL, by=cast.village)
            hand_in(made)
            actions.submit(made, by=cast.village)
        assert (made.title, made.declared["papers"][1]["title"]) == ("农村籍退役士兵老年生活补助", "身份证")
        assert [one.title for one in made.steps.all()] == ["镇街道初审", "公示", "县级经办", "县级复核"]
        assert made.decisions.latest("id").step == "受理"


def object_of(application: Application) -> Any:
    """Whoever decided last."""
    decision = application.decisions.latest("id")
    return decision.by
