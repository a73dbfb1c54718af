"""Type 12: 参试退役人员认定和生活补助."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from youfu.kit.models import Application
from youfu.kit.workflow import Ground, Paper
from youfu.modules.people.models import Category
from youfu.modules.recognition.applications import common, veterans
from youfu.modules.recognition.applications.benefits import Benefit, Given, declare
from youfu.rules.eligibility import nuclear_test_veterans as rule
from youfu.rules.eligibility.veterans import NOTICE
from youfu.rules.findings import Finding
from youfu.rules.pricing import Terms


class NuclearTestVeteranForm(veterans.LivingForm):
    kind = forms.ChoiceField(label=_("参试类别"), choices=veterans.choices(rule.KINDS))
    evidence = veterans.evidence_field()


def findings(application: Application) -> list[Finding]:
    given, person = common.given(application), application.person
    return rule.check(
        rule.Facts(
            given["kind"], given["evidence"], given["enlisted_on"], given["discharged_on"],
            veterans.is_alive(application), given["lives"] or None, given["in_difficulty"],
            veterans.grade_of(person), common.held(person, Category.ILLNESS_VETERAN) is not None,
        )
    )  # fmt: skip


def notice(given: Given) -> list[tuple[Any, str]]:
    return [*veterans.published(given), (_("参试类别"), rule.KINDS[given["kind"]])]


declare(
    Benefit(
        category=lambda given: Category.NUCLEAR_TEST_VETERAN,
        terms=lambda given: Terms("nuclear_test_allowance"),
        findings=findings, notice=notice,
        keep=veterans.keep_service,
    ),
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
)  # fmt: skip
