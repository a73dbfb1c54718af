"""What the database itself refuses, whoever asks: each guard of the workflow by plain SQL."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from youfu.kit.models import Application
from youfu.kit.tests import sample as s
from youfu.kit.workflow import deciding, pausing, publicity
from youfu.kit.workflow.deciding import Verdict

pytestmark = pytest.mark.django_db
DECISION = (
    'insert into kit_decision (application_id, "order", round, step, verb, by_id, author, counts, opinion, paper_of, ground,'
    " record, back_to, at) select id, {order}, {round}, '', '{verb}', {by}, 'x', {counts}, '', '{paper_of}', null, '{{}}', '',"
    " now() from kit_application"
)


def refused(sql: str) -> str:
    """Run a statement that must fail; what the database said."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    return str(caught.value)


def decision(**given: Any) -> str:
    """What the database says to one more decision."""
    defaults = {"order": 1, "round": 1, "verb": "approve", "by": "null", "counts": "false", "paper_of": ""}
    return refused(DECISION.format(**defaults | given))


class TestApplication:
    @pytest.mark.parametrize(
        ("change", "guard"),
        [
            ("state = 'approved', position = 0, ended_on = now()", "not approved by every step"),
            ("state = 'draft', position = 0", "Invalid transition"),
            ("position = 0", "application_open_has_step"),
            ("ended_on = now()", "application_ended_has_day"),
            ("state = 'refused', position = 0", "application_ended_has_day"),
            ("paused = true, state = 'returned', position = 0", "application_paused_is_open"),
            ("given = '{}'", "Cannot update"),
            ("type = 'other'", "Cannot update"),
            ("number = '99-2026-00077'", "Cannot update"),
            ("person_id = person_id + 1", "Cannot update"),
            ("made_by_id = made_by_id + 1", "Cannot update"),
        ],
    )
    def test_it_is_not_changed_past_the_engine(
        self, application: Application, change: str, guard: str
    ) -> None:
        assert guard in refused(f"update kit_application set {change}")

    def test_it_is_never_deleted(self, application: Application) -> None:
        assert "Cannot delete" in refused("delete from kit_application")

    def test_it_runs_once_a_person_and_type(self, application: Application) -> None:
        copy = "type, title, person_id, region_id, state, position, round, paused, given, declared, findings, outcome"
        assert "application_one_running" in refused(
            f"insert into kit_application ({copy}, number, made_by_id, made_at)"
            f" select {copy}, 'x', made_by_id, now() from kit_application"
        )

    def test_it_does_not_come_back_from_its_end(self, application: Application, step: Any) -> None:
        step("reject", opinion="不符合", ground="other")
        assert "Invalid transition" in refused(
            "update kit_application set state = 'open', position = 1, ended_on = null"
        )


class TestSteps:
    @pytest.mark.parametrize(
        ("change", "guard"),
        [
            ("""state = 'done' where "order" = 1""", "is done by nobody"),
            ("""state = 'open' where "order" = 2""", "step_one_open"),
            ("used_days = -1", "step_clock_never_negative"),
            ("permission = 'applications.view'", "Cannot update"),
            ("records = '[]' where code = 'examine'", "Cannot update"),
            ("""returns_to = '["x"]'""", "Cannot update"),
            ("code = 'x'", "Cannot update"),
            ("""\"order\" = 7 where "order" = 4""", "Cannot update"),
        ],
    )
    def test_it_is_not_changed_past_the_engine(
        self, application: Application, change: str, guard: str
    ) -> None:
        assert guard in refused(f"update kit_applicationstep set {change}")

    def test_it_is_neither_deleted_nor_born_done(self, application: Application) -> None:
        assert "Cannot delete" in refused('delete from kit_applicationstep where "order" = 4')
        copy = "application_id, code, title, kind, level, permission, path, returns_to, records, used_days"
        assert "is done by nobody" in refused(
            f"insert into kit_applicationstep ({copy}, \"order\", state) select {copy}, 9, 'done' from kit_applicationstep"
            ' where "order" = 1'
        )

    def test_it_is_not_done_by_an_approval_of_an_earlier_round(
        self, application: Application, step: Any
    ) -> None:
        step(), step()
        step("return", opinion="重审", back_to="town")
        assert "is done by nobody" in refused(
            """update kit_applicationstep set state = 'done' where "order" = 1"""
        )


class TestDecisions:
    def test_it_is_decided_once_a_step_and_round(self, application: Application, step: Any) -> None:
        step()
        assert "decision_once_a_step_and_round" in decision()
        assert "decision_once_a_step_and_round" in decision(verb="return")

    def test_it_is_never_decided_by_one_person_on_two_steps(
        self, application: Application, cast: Any
    ) -> None:
        for order in (1, 2, 9):
            assert "decision_never_on_two_steps" in decision(order=order, by=cast.village.pk, counts="true")

    def test_it_has_a_ground_for_a_refusal_and_a_scan_for_paper(self, application: Application) -> None:
        assert "decision_refusal_has_ground" in decision(verb="reject")
        assert "decision_paper_is_scanned" in decision(paper_of="王镇长")

    def test_it_is_append_only(self, application: Application) -> None:
        for statement in ("update kit_decision set opinion = 'x'", "delete from kit_decision"):
            assert "Cannot" in refused(statement)


class TestClocksAndNotices:
    def test_it_pauses_once_at_a_time_and_ends_with_a_result(
        self, application: Application, cast: Any
    ) -> None:
        pausing.pause(application, awaits="material", text="等复函", by=cast.town)
        copy = "application_id, awaits, note, since, result, document"
        assert "pause_one_at_a_time" in refused(
            f"insert into kit_pause ({copy}) select {copy} from kit_pause"
        )
        assert "pause_ends_with_result" in refused("update kit_pause set until = since")
        assert "pause_ends_with_result" in refused("update kit_pause set until = since - 1, result = 'x'")

    def test_it_publishes_once_at_a_time_and_never_rewrites(
        self, application: Application, step: Any
    ) -> None:
        step()
        for change in ("title = 'x'", "content = '[]'", "from_day = from_day - 1", "path = '/'"):
            assert "Cannot update" in refused(f"update kit_notice set {change}")
        copy = 'application_id, "order", title, content, path, from_day'
        assert "notice_one_at_a_time" in refused(
            f"insert into kit_notice ({copy}) select {copy} from kit_notice"
        )
        assert "Cannot delete" in refused("delete from kit_notice")

    def test_it_answers_an_objection_wholly(self, application: Application, step: Any, cast: Any) -> None:
        step()
        notice = application.notices.get()
        publicity.object_to(notice, content="不实", on=date(2026, 11, 2), by=cast.town)
        assert "objection_answer_is_whole" in refused("update kit_objection set answer = 'x'")


class TestEffect:
    def test_it_has_no_effect_without_its_last_approval(
        self, application: Application, step: Any, cast: Any
    ) -> None:
        """The database refuses the end of an application whose last step nobody approved, even with every other one done."""
        for _ in range(3):
            step()
        assert "not approved by every step" in refused(
            "update kit_application set state = 'approved', position = 0, ended_on = now()"
        )
        verdict = Verdict("approve", (4, 1))
        deciding.decide(application, verdict=verdict, by=cast.reviewer)
        application.refresh_from_db()
        assert application.outcome.startswith("批准")
        assert s.ARTICLE in application.declared["basis"]
