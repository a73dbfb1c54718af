"""Type 12: 参试退役人员认定和生活补助."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Actor
from youfu.kit.models import Application
from youfu.kit.workflow import ApplicationType, Ground, Paper, Publicity, register
from youfu.modules.people.models import Category
from youfu.modules.recognition.applications import common, veterans
from youfu.rules import periods
from youfu.rules.eligibility import nuclear_test_veterans as rule
from youfu.rules.eligibility.veterans import NOTICE
from youfu.rules.findings import Finding
from youfu.rules.pricing import Terms
from youfu.rules.start import first_month

TERMS = Terms("nuclear_test_allowance")


class NuclearTestVeteranForm(veterans.LivingForm):
    kind = forms.ChoiceField(label=_("参试类别"), choices=veterans.choices(rule.KINDS))
    evidence = veterans.evidence_field()


def facts(application: Application) -> rule.Facts:
    given, person = common.given(application), application.person
    return rule.Facts(
        given["kind"], given["evidence"], given["enlisted_on"], given["discharged_on"],
        veterans.is_alive(application), given["lives"] or None, given["in_difficulty"],
        veterans.grade_of(person), common.held(person, Category.ILLNESS_VETERAN) is not None,
    )  # fmt: skip


def check(application: Application) -> list[Finding]:
    return [*rule.check(facts(application)), *common.together(application, TERMS)]


def content(application: Application) -> Sequence[tuple[Any, str]]:
    return [*veterans.published(application), (_("参试类别"), rule.KINDS[facts(application).kind])]


def foresee(application: Application) -> Sequence[dict[str, Any]]:
    return veterans.foresee(application, TERMS, rule.check(facts(application)))


def approve(application: Application, decided: common.Decided, by: Actor) -> str:
    paid = veterans.is_paid(decided, rule.check(facts(application)))
    common.recognise(application, Category.NUCLEAR_TEST_VETERAN)
    veterans.keep_service(application)
    if not paid:
        return _now("认定为参试退役人员，不享受生活补助。")
    first = first_month(clock.today())
    common.award(application, TERMS, first, by)
    return _now("认定为参试退役人员，自 %(month)s 起发给生活补助。") % {"month": periods.month_text(first)}


register(
    ApplicationType(
        code="nuclear_test_veteran",
        number=12,
        title=_("参试退役人员认定和生活补助"),
        basis=(rule.ARTICLE, NOTICE),
        form=NuclearTestVeteranForm,
        steps=veterans.WITH_PAY,
        papers=(
            Paper("form", _("参加核试验军队退役人员登记审核表"), note=_("本人签名")), common.ID_CARD, common.HOUSEHOLD,
            common.DISCHARGE, Paper("proof", _("参试经历证明材料"), note=_("档案摘抄、证件或书面证明")),
            Paper("health", _("参核体检登记表"), required=False), veterans.LIVING, common.BANK_CARD,
        ),
        grounds=(
            Ground("kind", _("不属于规定的参试范围"), NOTICE),
            Ground("unproved", _("参试经历没有证明材料，或者查无此事"), NOTICE),
            common.OTHER,
        ),
        check=check,
        approve=approve,
        foresee=foresee,
        decides=veterans.PaidForm,
        publicity=Publicity(content, NOTICE),
    )
)  # fmt: skip
