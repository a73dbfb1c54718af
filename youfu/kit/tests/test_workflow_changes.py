"""The engine when the world changes behind an application: the person moves or dies, the declaration changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django import forms
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from youfu.kit.errors import Refused, Stale
from youfu.kit.models import Application, ApplicationStep
from youfu.kit.tests import sample as s
from youfu.kit.workflow import TYPES, actions, deciding, form, route
from youfu.kit.workflow.deciding import Verdict

pytestmark = pytest.mark.django_db
Step = Callable[..., Application]


RURAL = {
    "enlisted_on": date(1984, 11, 1),
    "discharged_on": date(1988, 1, 15),
    "rural": True,
    "conscript": True,
}


class TestPlace:
    def test_it_refuses_whoever_may_not_apply_for_that_person(
        self, person: Any, declare: Any, cast: Any
    ) -> None:
        declare()
        for who in (cast.stranger, cast.reviewer, cast.auditor):
            with pytest.raises(PermissionDenied):
                actions.draft(person, kind="sample", given=s.GIVEN, by=who)

    def test_it_refuses_a_place_outside_the_makers_reach(self, person: Any, declare: Any, cast: Any) -> None:
        away = cast.stranger.organisation.region
        declare(region=lambda person, given: away)
        with pytest.raises(PermissionDenied):
            actions.draft(person, kind="sample", given=s.GIVEN, by=cast.clerk)

    def test_it_is_made_by_those_whom_the_type_names(self, person: Any, declare: Any, cast: Any) -> None:
        from youfu.kit.access import Permission

        declare(make=Permission.APPLICATIONS_EXAMINE)
        with pytest.raises(PermissionDenied):
            actions.draft(person, kind="sample", given=s.GIVEN, by=cast.counter)
        assert actions.draft(person, kind="sample", given=s.GIVEN, by=cast.clerk).state == "draft"

    def test_it_is_handled_where_the_person_lives_when_it_is_handed_in(
        self, person: Any, declare: Any, limits: None, hand_in: Any, cast: Any
    ) -> None:
        declare()
        made = actions.draft(person, kind="sample", given=s.GIVEN, by=cast.counter)
        person.household_region = type(cast.village.organisation.region).objects.filter(
            code__startswith="330483101", level="village"
        )[0]
        person.save()
        hand_in(made)
        made = actions.submit(made, by=cast.counter)
        assert made.region == person.household_region
        assert made.steps.get(order=1).path == person.household_region.parent.path

    def test_it_stays_where_it_was_handed_in_and_asks_to_look(
        self, application: Application, step: Step, person: Any, cast: Any
    ) -> None:
        assert [f.state for f in actions.checks(application)] == ["pass"]
        person.household_region = cast.stranger.organisation.region
        person.save()
        application.refresh_from_db()
        found = actions.checks(application)[-1]
        assert (found.state, found.title) == ("look", "户籍仍在受理地")
        assert step().position == 2

    def test_it_is_not_approved_for_somebody_who_died_meanwhile(
        self, person: Any, apply_for: Any, cast: Any
    ) -> None:
        made = apply_for(person, "rural_veteran", RURAL, cast.village)
        person.status = "dead"
        person.save()
        with pytest.raises(Refused, match="申请人在世"):
            deciding.decide(made, verdict=Verdict("approve", (1, 1)), by=cast.town)


class TestChangedDeclaration:
    """A type changes by circular while applications run."""

    def test_it_leaves_steps_papers_and_grounds_as_they_were(
        self, application: Application, declare: Any, step: Step
    ) -> None:
        from youfu.kit.workflow import Ground, Paper

        declare(
            steps=(s.REVIEW,), papers=(Paper("new", "新材料"),), grounds=(Ground("new", "新情形", "新办法"),)
        )
        assert [p["code"] for p in actions.papers(application)] == ["form", "photo"]
        assert actions.missing(application) == []
        step(), step(), step()
        step("reject", opinion="不符合", ground="other")
        assert application.outcome == f"其他情形（{s.ARTICLE}）"

    def test_it_takes_the_declaration_of_the_day_it_is_handed_in(
        self, person: Any, declare: Any, limits: None, hand_in: Any, cast: Any
    ) -> None:
        from youfu.kit.workflow import Paper

        declare()
        made = actions.draft(person, kind="sample", given=s.GIVEN, by=cast.village)
        hand_in(made)
        declare(papers=(Paper("new", "新材料"),), steps=(s.REVIEW,))
        assert [p["code"] for p in actions.papers(made)] == ["new"]
        with pytest.raises(Refused, match="新材料"):
            actions.submit(made, by=cast.village)
        hand_in(made)
        assert [one.code for one in actions.submit(made, by=cast.village).steps.all()] == ["review"]

    def test_it_opens_and_can_be_ended_when_the_type_is_gone(
        self, application: Application, monkeypatch: pytest.MonkeyPatch, step: Step, cast: Any, person: Any
    ) -> None:
        monkeypatch.delitem(TYPES, "sample")
        assert form.cleaned(application)["amount"] == "500.00"
        assert len(actions.papers(application)) == 2
        assert actions.checks(application)[0].detail == "这类业务已停办，只能退回、不予批准或撤回"
        with pytest.raises(Refused, match="业务仍在受理"):
            step()
        for again in (
            lambda: actions.draft(person, kind="sample", given={}, by=cast.village),
            lambda: actions.revise(application, given={}, by=cast.village),
        ):
            with pytest.raises(Refused, match="现在不受理"):
                again()
        step("return", opinion="已停办")
        actions.withdraw(application, reason="停办", by=cast.village)
        assert application.decisions.latest("id").verb == "withdraw"

    def test_it_does_not_publish_what_is_published_no_more(
        self, application: Application, declare: Any, step: Step
    ) -> None:
        declare(publicity=None)
        with pytest.raises(Refused, match="不再公示"):
            step()
        assert step("return", opinion="x").state == "returned"

    def test_it_sends_back_what_a_changed_form_cannot_read(
        self, application: Application, declare: Any, step: Step
    ) -> None:
        class Renamed(s.SampleForm):
            day = forms.DateField(label="事发日期")

        def check(application: Application) -> list[Any]:
            return [form.cleaned(application)["day"].year]

        declare(form=Renamed, check=check)
        found = actions.checks(application)
        assert [(f.state, f.detail) for f in found] == [("fail", "须退回补正：事发日期")]
        with pytest.raises(Refused, match="申请表填写完整"):
            step()

    def test_it_goes_on_where_a_new_field_does_not_matter(
        self, application: Application, declare: Any, step: Step
    ) -> None:
        class Longer(s.SampleForm):
            extra = forms.CharField(label="新栏目")

        declare(form=Longer)
        assert form.cleaned(application)["extra"] is None
        assert form.empty(application) == ["新栏目"]
        assert step().position == 2

    def test_it_keeps_what_a_form_would_refuse_today(self, application: Application, declare: Any) -> None:
        class Stricter(s.SampleForm):
            kind = forms.TypedChoiceField(label="类别", choices=((1, "甲"),), coerce=int)

        declare(form=Stricter)
        application.refresh_from_db()
        assert form.cleaned(application) == {
            "amount": 50000, "since": date(2026, 10, 1), "note": "说明", "kind": 2, "secret": "不公开",
        }  # fmt: skip

    def test_it_does_not_hide_a_rule_that_is_broken(self, application: Application, declare: Any) -> None:
        def broken(application: Application) -> list[Any]:
            raise KeyError("x")

        declare(check=broken)
        with pytest.raises(KeyError):
            actions.checks(application)

    def test_it_says_that_a_permission_was_abolished(self, cast: Any) -> None:
        with pytest.raises(Refused, match="权限已取消"):
            route.owned(ApplicationStep(title="初审", permission="applications.gone", path="/"), cast.town)


class TestSubmit:
    def test_it_names_what_the_form_lacks(
        self, person: Any, declare: Any, limits: None, hand_in: Any, cast: Any
    ) -> None:
        declare()
        made = actions.draft(person, kind="sample", given={"note": "x"}, by=cast.village)
        with pytest.raises(Refused, match="申请金额、发生日期"):
            actions.submit(made, by=cast.village)

    def test_it_says_what_the_whole_form_objects_to(
        self, person: Any, declare: Any, limits: None, hand_in: Any, cast: Any
    ) -> None:
        class Whole(s.SampleForm):
            def clean(self) -> None:
                raise forms.ValidationError("金额与日期不符")

        declare(form=Whole)
        made = actions.draft(person, kind="sample", given=s.GIVEN, by=cast.village)
        hand_in(made)
        with pytest.raises(Refused, match="金额与日期不符"):
            actions.submit(made, by=cast.village)

    def test_it_asks_for_a_paper_only_where_it_is_needed(
        self, person: Any, declare: Any, limits: None, cast: Any
    ) -> None:
        declare()
        made = actions.draft(person, kind="sample", given=s.GIVEN | {"kind": 1}, by=cast.village)
        assert actions.missing(made) == ["申请表"]

    def test_it_is_handed_in_once(self, application: Application, cast: Any) -> None:
        with pytest.raises(Stale, match="办理中"):
            actions.submit(application, by=cast.village)
        with pytest.raises(Stale, match="已提交"):
            actions.revise(application, given=s.GIVEN, by=cast.village)

    def test_it_keeps_its_secret_sealed(self, application: Application) -> None:
        application.refresh_from_db()
        assert "secret" not in application.given
        assert form.typed(application)["secret"] == "不公开"

    def test_it_counts_on_after_ninety_nine_thousand(
        self, application: Application, make_person: Any, cast: Any
    ) -> None:
        for tail in ("99998", "99999"):
            Application.objects.bulk_create([copy_of(application, make_person(), f"99-2026-{tail}")])
        for expected in ("99-2026-100000", "99-2026-100001"):
            assert (
                actions.draft(make_person(), kind="sample", given=s.GIVEN, by=cast.counter).number == expected
            )

    def test_it_does_not_call_every_refusal_of_the_database_a_double(
        self, person: Any, declare: Any, cast: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        declare()
        monkeypatch.setattr(actions, "_number", lambda declared: "x" * 24)
        made = actions.draft(person, kind="sample", given=s.GIVEN, by=cast.village)
        actions.withdraw(made, reason="x", by=cast.village)
        with pytest.raises(IntegrityError, match="number"), transaction.atomic():
            actions.draft(person, kind="sample", given=s.GIVEN, by=cast.village)


def copy_of(application: Application, person: Any, number: str) -> Application:
    return Application(
        type="sample", title="示例", number=number, person=person, region=application.region,
        made_by=application.made_by, declared=application.declared,
    )  # fmt: skip
