"""Type 1: 评定残疾等级, for who was wounded in service and never rated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Actor
from youfu.kit.models import Application
from youfu.kit.pages.fields import DayField
from youfu.kit.workflow import ApplicationType, Ground, Paper, Publicity, register
from youfu.modules.people import actions as people
from youfu.modules.people.models import Category, Cause, Person
from youfu.modules.recognition.applications import common, disabled
from youfu.rules import periods
from youfu.rules.eligibility import disability as rule
from youfu.rules.findings import Finding
from youfu.rules.start import first_month


class RatingForm(disabled.CareForm):
    category = forms.ChoiceField(label=_("人员类别"), choices=disabled.CATEGORIES)
    cause = forms.ChoiceField(label=_("申报的伤残性质"), choices=Cause.choices)
    injured_on = DayField(label=_("负伤或患病时间"))
    injury = forms.CharField(label=_("负伤经过和残情"), max_length=1000, widget=forms.Textarea)
    enlisted_on = DayField(label=_("入伍（参加工作）时间"), required=False)
    discharged_on = DayField(label=_("退役时间"), required=False)
    proof = forms.ChoiceField(
        label=_("致残依据"), required=False,
        choices=[("", _("没有")), ("file", _("档案记载")), ("medical", _("原始医疗证明"))],
    )  # fmt: skip
    field_order = ("category", "cause", "injured_on", "injury", "enlisted_on", "discharged_on", "proof")


def check(application: Application) -> list[Finding]:
    given, person = common.given(application), application.person
    return rule.check_rating(
        rule.RatingFacts(
            person.status == Person.Status.ALIVE,
            disabled.rating_now(application, clock.today()) is not None,
            given["category"] == Category.DISABLED_MEMBER,
            given["category"] == Category.DISABLED_OFFICIAL,
            given["cause"],
            given["injured_on"],
            given["enlisted_on"],
            given["discharged_on"],
            given["proof"],
            disabled.opinions(application),
        )
    )


def content(application: Application) -> Sequence[tuple[Any, str]]:
    """Category, when it happened, what is proposed; never the wound itself."""
    given = common.given(application)
    return [
        (_("人员类别"), str(Category(given["category"]).label)),
        (_("负伤时间"), periods.month_text(periods.month_of(given["injured_on"]))),
        (_("拟评定"), disabled.proposed(application)),
    ]


def approve(application: Application, decided: common.Decided, by: Actor) -> str:
    person, category = application.person, common.given(application)["category"]
    day, rated = disabled.decided_on(decided), disabled.rating(application, decided)
    common.recognise(application, category, day)
    people.rate_disability(person, rating=rated, on=day, by=by)
    people.issue_certificate(
        person, kind=disabled.certificate_kind(category), number=decided["certificate"], on=day, by=by
    )
    disabled.settle(application, rated, first_month(day), day, by)
    return disabled.outcome(rated, first_month(day))


register(
    ApplicationType(
        code="rating",
        number=1,
        title=_("评定残疾等级"),
        basis=(rule.RATED, rule.AUTHORITY, rule.MEASURES),
        form=RatingForm,
        steps=(
            common.TOWN,
            common.EXAMINE,
            disabled.HOSPITAL,
            disabled.REVIEW,
            disabled.PUBLICITY,
            disabled.CITY,
            disabled.province("certificate"),
        ),
        papers=(
            common.FORM,
            common.ID_CARD,
            replace(common.DISCHARGE, when=lambda given: given.get("category") == Category.DISABLED_MEMBER),
            Paper("proof", _("致残档案记载或原始医疗证明"), when=lambda given: bool(given.get("proof"))),
            disabled.OPINION,
            disabled.PHOTO,
            common.BANK_CARD,
        ),
        grounds=(
            Ground("cause", _("不属于因战、因公致残"), rule.RATED),
            Ground("scope", _("不属于本部门评定范围"), rule.MEASURES),
            Ground("degree", _("残情达不到评定标准"), rule.RATED),
            disabled.FORGED,
            common.OTHER,
        ),
        check=check,
        approve=approve,
        publicity=Publicity(content, rule.MEASURES),
        secret=("injury",),
        decides=disabled.DecidedForm,
        foresee=disabled.foreseen,
        letters=("acceptance", "correction", "referral", "publicity", "decision", "refusal", "certificate"),
    )
)
