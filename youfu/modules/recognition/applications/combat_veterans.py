"""Type 11: 参战退役人员认定和生活补助."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from youfu.kit.models import Application
from youfu.kit.workflow import Ground, Paper
from youfu.modules.people.models import Category
from youfu.modules.recognition.applications import common, veterans
from youfu.modules.recognition.applications.benefits import Benefit, Given, declare
from youfu.rules.eligibility import combat_veterans as rule
from youfu.rules.eligibility.veterans import NOTICE
from youfu.rules.findings import Finding
from youfu.rules.pricing import Terms


class CombatVeteranForm(veterans.LivingForm):
    operation = forms.ChoiceField(label=_("参战类别"), choices=veterans.choices(rule.OPERATIONS))
    evidence = veterans.evidence_field()


def findings(application: Application) -> list[Finding]:
    given = common.given(application)
    return rule.check(
        rule.Facts(
            given["operation"], given["evidence"], given["enlisted_on"], given["discharged_on"],
            veterans.is_alive(application), given["lives"] or None, given["in_difficulty"],
        )
    )  # fmt: skip


def notice(given: Given) -> list[tuple[Any, str]]:
    return [*veterans.published(given), (_("参战类别"), rule.OPERATIONS[given["operation"]])]


declare(
    Benefit(
        category=lambda given: Category.COMBAT_VETERAN,
        terms=lambda given: Terms("combat_allowance"),
        findings=findings, notice=notice,
        keep=veterans.keep_service,
    ),
    code="combat_veteran",
    number=11,
    title=_("参战退役人员认定和生活补助"),
    basis=(rule.ARTICLE, NOTICE),
    form=CombatVeteranForm,
    steps=veterans.WITH_PAY,
    papers=(
        Paper("form", _("参战退役人员登记审核表"), note=_("本人签名")), common.ID_CARD, common.HOUSEHOLD,
        common.DISCHARGE, Paper("proof", _("参战经历证明材料"), note=_("档案摘抄、证件或书面证明")),
        veterans.LIVING,
        common.BANK_CARD,
    ),
    grounds=(
        Ground("operation", _("不属于规定的参战范围"), NOTICE),
        Ground("unproved", _("参战经历没有证明材料，或者查无此事"), NOTICE),
        common.OTHER,
    ),
)  # fmt: skip
