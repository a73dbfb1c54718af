"""Type 4: 退役军人伤残关系迁入. The forces pay the year of discharge, this county from January (军人抚恤优待条例 art. 30)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Actor
from youfu.kit.models import Application
from youfu.kit.pages.fields import DayField
from youfu.kit.workflow import ApplicationType, Ground, Paper, register
from youfu.modules.people import actions as people
from youfu.modules.people.models import Category, Cause, Person
from youfu.modules.recognition.applications import common, disabled, moves
from youfu.rules import transfers
from youfu.rules.eligibility import disability
from youfu.rules.eligibility import transfers as rule
from youfu.rules.findings import Finding


class FromForcesForm(disabled.CareForm):
    grade = forms.TypedChoiceField(label=_("部队评定的等级"), choices=disabled.GRADES, coerce=int)
    cause = forms.ChoiceField(label=_("部队评定的性质"), choices=Cause.choices)
    rated_on = DayField(label=_("部队评定日期"))
    document = forms.CharField(label=_("部队评定文书和文号"), max_length=120)
    discharged_on = DayField(label=_("退役时间"))
    field_order = ("grade", "cause", "rated_on", "document", "discharged_on")


class ForcesDecidedForm(disabled.DecidedForm):
    delay = moves.DelayField()


def check(application: Application) -> list[Finding]:
    given, person = common.given(application), application.person
    army = disability.Opinion(str(_("部队")), given["grade"], given["cause"])
    return [
        *rule.check_from_forces(
            rule.ForcesFacts(
                person.status == Person.Status.ALIVE,
                disabled.rating_now(application, clock.today()) is not None,
                given["grade"],
                given["cause"],
                given["discharged_on"],
                common.asked_on(application),
            )
        ),
        *disability.agreement([army, *disabled.opinions(application)]),
    ]


def approve(application: Application, decided: common.Decided, by: Actor) -> str:
    person, given = application.person, common.given(application)
    day, rated = disabled.decided_on(decided), disabled.rating(application, decided)
    first = moves.due(transfers.from_forces(given["discharged_on"]), decided, day)
    common.recognise(application, Category.DISABLED_MEMBER, day)
    people.rate_disability(person, rating=rated, on=given["rated_on"], by=by)
    people.issue_certificate(
        person,
        kind=disabled.certificate_kind(Category.DISABLED_MEMBER),
        number=decided["certificate"],
        on=day,
        by=by,
    )
    disabled.settle(application, rated, first, day, by)
    return disabled.outcome(rated, first)


def foresee(application: Application) -> list[Mapping[str, Any]]:
    given = common.given(application)
    rated = people.Rating(given["grade"], given["cause"], given["employment"], bool(given["mental"]))
    if not disability.exists(rated.grade, rated.cause):
        return []
    first = transfers.from_forces(given["discharged_on"]).received_pays_from
    return disabled.foresee(application, rated, first)


register(
    ApplicationType(
        code="from_forces",
        number=4,
        title=_("退役军人伤残抚恤关系迁入"),
        basis=(transfers.FORCES, disability.AUTHORITY),
        form=FromForcesForm,
        steps=(
            moves.EXAMINE,
            replace(disabled.REVIEW, records=(*disabled.GRADED, "delay")),
            disabled.CITY,
            disabled.province("certificate"),
        ),
        papers=(
            common.FORM,
            common.ID_CARD,
            common.HOUSEHOLD,
            common.DISCHARGE,
            disabled.CERTIFICATE,
            Paper("rating_file", _("部队评定残疾等级档案")),
            common.BANK_CARD,
        ),
        grounds=(Ground("file", _("部队评定档案不齐或不符"), disability.AUTHORITY), *moves.GROUNDS[1:]),
        check=check,
        approve=approve,
        decides=ForcesDecidedForm,
        foresee=foresee,
        letters=(*moves.LETTERS[:4], "certificate"),
    )
)
