"""The engine where it is asked for something unusual: sent back, taken back, paused, decided in a batch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange

from youfu.kit.errors import Refused, Stale
from youfu.kit.models import Application, Decision
from youfu.kit.tests import sample as s
from youfu.kit.workflow import TYPES, actions, calendar, deciding, pausing, publicity
from youfu.kit.workflow.deciding import Verdict

pytestmark = pytest.mark.django_db
Step = Callable[..., Application]


class TestBack:
    def test_it_posts_the_notice_again_for_all_its_days(
        self, application: Application, step: Step, on_day: Any
    ) -> None:
        for _ in range(3):
            step()
        on_day(date(2026, 11, 9))
        step("return", opinion="入户核实", back_to="town")
        assert (application.position, application.round) == (1, 2)
        assert [one.state for one in application.steps.all()] == ["open", "waiting", "waiting", "waiting"]
        step(opinion="已核实")
        first, second = application.notices.order_by("id")
        assert (first.closed_on, second.from_day) == (date(2026, 11, 6), date(2026, 11, 9))
        assert second.until_day == date(2026, 11, 12)
        for _ in range(3):
            step()
        assert (application.state, application.outcome) == ("approved", "批准 40000")

    @pytest.mark.parametrize(("used", "due"), [(9, 18), (10, 17), (11, 16)])
    def test_it_has_the_days_that_are_left_and_is_late_at_once_when_more_are_spent(
        self, declare: Any, person: Any, apply_for: Any, cast: Any, on_day: Any, used: int, due: int
    ) -> None:
        """Of ten days from 2 November so many are used when the town decides; on the 17th it comes back to it."""
        declare(steps=(s.TOWN, s.EXAMINE))
        made = apply_for(person, "sample", s.GIVEN, cast.village)
        on_day({9: date(2026, 11, 13), 10: date(2026, 11, 16), 11: date(2026, 11, 17)}[used])
        deciding.decide(made, verdict=Verdict("approve", (1, 1), "属实"), by=cast.town)
        on_day(date(2026, 11, 17))
        back = Verdict("return", (2, 1), "入户核实", back_to="town")
        deciding.decide(made, verdict=back, by=cast.clerk)
        town, days = made.steps.get(code="town"), calendar.working_days()
        assert (town.used_days, town.due_on) == (used, date(2026, 11, due))
        assert calendar.step_clock(town, days).late is (used > 10)

    def test_it_goes_back_only_where_the_step_says(self, step: Step) -> None:
        with pytest.raises(Refused, match="不能退回"):
            step("return", opinion="重审", back_to="review")
        step(), step(), step()
        with pytest.raises(Refused, match="不能退回"):
            step("return", opinion="重新公示", back_to="publicity")

    def test_it_goes_back_to_nobody_who_is_not_named(
        self, declare: Any, person: Any, apply_for: Any, cast: Any
    ) -> None:
        declare(steps=(replace(s.TOWN, returns_to=()),))
        made = apply_for(person, "sample", s.GIVEN)
        with pytest.raises(Refused, match="不能退回"):
            deciding.decide(made, verdict=Verdict("return", (1, 1), "缺页"), by=cast.town)

    def test_it_may_be_handed_in_again_by_another_maker(
        self, application: Application, step: Step, cast: Any
    ) -> None:
        step("return", opinion="缺页")
        actions.revise(application, given=s.GIVEN | {"note": "已补"}, by=cast.counter)
        actions.submit(application, by=cast.counter)
        assert step().position == 2

    def test_it_is_not_corrected_by_who_sent_it_back(
        self, application: Application, step: Step, cast: Any
    ) -> None:
        step("return", opinion="缺页")
        for again in (
            lambda: actions.revise(application, given=s.GIVEN, by=cast.town),
            lambda: actions.submit(application, by=cast.town),
        ):
            with pytest.raises(Refused, match="不同人员"):
                again()

    def test_it_is_not_reviewed_by_who_typed_it_for_another(
        self, person: Any, declare: Any, limits: None, hand_in: Any, cast: Any
    ) -> None:
        declare()
        made = actions.draft(person, kind="sample", given=s.GIVEN, by=cast.town)
        hand_in(made)
        made = actions.submit(made, by=cast.village)
        with pytest.raises(Refused, match="不同人员"):
            deciding.decide(made, verdict=Verdict("approve", (1, 1)), by=cast.town)

    def test_it_keeps_its_steps_and_refuses_a_correction_that_needs_another(
        self, declare: Any, person: Any, county: Any, apply_for: Any, cast: Any
    ) -> None:
        band(county, 200000)
        declare(steps=(s.TOWN, s.SIGN))
        made = apply_for(person, "sample", s.GIVEN, cast.village)
        assert [one.code for one in made.steps.all()] == ["town"]
        deciding.decide(made, verdict=Verdict("return", (1, 1), "金额不符"), by=cast.town)
        actions.revise(made, given=s.GIVEN | {"amount": 200000}, by=cast.village)
        with pytest.raises(Refused, match="局长签批"):
            actions.submit(made, by=cast.village)
        actions.revise(made, given=s.GIVEN | {"amount": 199999}, by=cast.village)
        assert actions.submit(made, by=cast.village).state == "open"


def band(county: Any, fen: int) -> None:
    """An invented amount from which on the leader signs."""
    document = apps.get_model("standards.PolicyDocument").objects.create(
        title="示例", number="示例〔2020〕9号"
    )
    since = date(2020, 1, 1)
    apps.get_model("standards.Parameter").objects.create(
        code="sample.band", title="签批金额", region=county, value=fen, unit="分", valid=DateRange(since, None),
        document=document, confidence="sample", changes_from=since,
    )  # fmt: skip


class TestBands:
    @pytest.mark.parametrize(("amount", "steps"), [(199999, ["town"]), (200000, ["town", "sign"])])
    def test_it_asks_for_one_more_signature_from_an_amount_on(
        self, declare: Any, person: Any, county: Any, apply_for: Any, amount: int, steps: list[str]
    ) -> None:
        band(county, 200000)
        declare(steps=(s.TOWN, s.SIGN))
        made = apply_for(person, "sample", s.GIVEN | {"amount": amount})
        assert [one.code for one in made.steps.all()] == steps

    def test_it_asks_for_it_where_no_amount_was_laid_down_or_applied_for(
        self, declare: Any, person: Any, county: Any, apply_for: Any
    ) -> None:
        declare(steps=(s.TOWN, s.SIGN))
        assert apply_for(person, "sample", s.GIVEN).steps.count() == 2
        band(county, 200000)
        declare(code="other", number=98, steps=(s.TOWN, s.SIGN), amount=None)
        TYPES["other"] = TYPES["sample"]
        try:
            assert apply_for(person, "other", s.GIVEN).steps.count() == 2
        finally:
            del TYPES["other"]

    def test_it_leaves_out_what_the_application_does_not_need(
        self, declare: Any, person: Any, apply_for: Any
    ) -> None:
        declare(steps=(s.TOWN, replace(s.REVIEW, when=lambda application: False)))
        assert apply_for(person, "sample", s.GIVEN).steps.count() == 1


class TestWithdraw:
    def test_it_closes_what_runs(self, application: Application, step: Step, cast: Any) -> None:
        pausing.pause(application, awaits="material", text="等复函", by=cast.town)
        actions.withdraw(application, reason="本人放弃", by=cast.village)
        application.refresh_from_db()
        assert (application.state, application.paused, application.outcome) == (
            "withdrawn",
            False,
            "本人放弃",
        )
        pause = application.pauses.get()
        assert (pause.until, pause.result) == (date(2026, 11, 2), "申请已撤回")
        assert not application.steps.exclude(state="waiting").exists()

    def test_it_takes_down_the_notice(self, application: Application, step: Step, cast: Any) -> None:
        step()
        actions.withdraw(application, reason="本人放弃", by=cast.village)
        assert application.notices.get().closed_on == date(2026, 11, 2)
        with pytest.raises(Stale, match="不在公示"):
            publicity.conclude(application, by=cast.town)

    def test_it_needs_a_reason_and_ends_once(self, application: Application, cast: Any) -> None:
        with pytest.raises(Refused, match="撤回原因"):
            actions.withdraw(application, reason=" ", by=cast.village)
        actions.withdraw(application, reason="本人放弃", by=cast.village)
        with pytest.raises(Stale, match="已撤回"):
            actions.withdraw(application, reason="再撤", by=cast.village)

    def test_it_makes_room_for_the_next(self, application: Application, cast: Any, person: Any) -> None:
        actions.withdraw(application, reason="本人放弃", by=cast.village)
        again = actions.draft(person, kind="sample", given=s.GIVEN, by=cast.village)
        assert again.number == "99-2026-00002"
        actions.withdraw(again, reason="填错", by=cast.village)

    def test_it_refuses_a_stranger(self, application: Application, cast: Any) -> None:
        for who in (cast.stranger, cast.reviewer):
            with pytest.raises(PermissionDenied):
                actions.withdraw(application, reason="x", by=who)


class TestPause:
    def test_it_decides_nothing_meanwhile(self, application: Application, step: Step, cast: Any) -> None:
        pausing.pause(application, awaits="hospital", text="市一院鉴定", by=cast.town)
        for choice in ("approve", "return", "reject"):
            with pytest.raises(Stale, match="暂停计时中"):
                step(choice, opinion="x", ground="other")
        assert application.decisions.filter(verb=choice).count() == 0
        with pytest.raises(Stale):
            pausing.pause(application, awaits="hospital", text="再次", by=cast.town)
        with pytest.raises(Refused, match="外单位的文书"):
            pausing.resume(application, result="已出具", by=cast.town)
        pausing.resume(application, result="已出具", document="鉴〔2026〕7号", by=cast.town)
        assert application.decisions.latest("id").opinion == "已出具 鉴〔2026〕7号"
        with pytest.raises(Stale, match="没有暂停"):
            pausing.resume(application, result="x", document="x", by=cast.town)
        assert step().position == 2

    @pytest.mark.parametrize(("awaits", "text"), [("material", " "), ("nobody", "等")])
    def test_it_says_what_it_waits_for(
        self, application: Application, cast: Any, awaits: str, text: str
    ) -> None:
        with pytest.raises(Refused):
            pausing.pause(application, awaits=awaits, text=text, by=cast.town)

    def test_it_is_nobody_elses_clock_and_a_notice_has_none(
        self, application: Application, step: Step, cast: Any
    ) -> None:
        for who in (cast.stranger, cast.clerk, cast.village):
            with pytest.raises(PermissionDenied):
                pausing.pause(application, awaits="material", text="等", by=who)
        step()
        with pytest.raises(Stale, match="不能暂停"):
            pausing.pause(application, awaits="material", text="等", by=cast.town)


class TestMany:
    def test_it_decides_each_on_its_own(
        self, make_person: Any, declare: Any, apply_for: Any, cast: Any, application: Application
    ) -> None:
        declare(number=97)
        others = [apply_for(make_person(name), "sample", s.GIVEN, cast.counter) for name in ("甲", "乙")]
        place = cast.village.organisation.region
        for one in others:
            Application.objects.filter(pk=one.pk).update(region=place)
            one.steps.update(path=place.parent.path)
        foreign = apply_for(make_person("丙", village="330483101"), "sample", s.GIVEN, cast.counter)
        deciding.decide(others[0], verdict=Verdict("approve", (1, 1)), by=cast.town)
        rows = [foreign, *reversed(others), application]
        answers = deciding.decide_many(
            rows, verdicts={row.pk: Verdict("approve", (1, 1), "批量") for row in rows}, by=cast.clerk
        )
        assert answers[0][1] == "这一环节不由您办理。"
        answers = deciding.decide_many(
            rows[1:], verdicts={row.pk: Verdict("approve", (1, 1), "批量") for row in rows}, by=cast.town
        )
        assert [row for row, _why in answers] == rows[1:]
        whys = {row.pk: why for row, why in answers}
        assert whys[application.pk] == whys[others[1].pk] == ""
        assert "公示" in whys[others[0].pk]
        assert Decision.objects.filter(opinion="批量").count() == 2


class TestRemind:
    def test_it_is_a_supervisors_word(self, application: Application, cast: Any) -> None:
        deciding.remind(application, text="请加快", by=cast.leader)
        assert application.decisions.latest("id").verb == "remind"
        with pytest.raises(Refused, match="督办内容"):
            deciding.remind(application, text=" ", by=cast.leader)
        for who in (cast.clerk, cast.stranger):
            with pytest.raises(PermissionDenied):
                deciding.remind(application, text="快", by=who)
        actions.withdraw(application, reason="放弃", by=cast.village)
        with pytest.raises(Stale, match="没有在办"):
            deciding.remind(application, text="请加快", by=cast.leader)
