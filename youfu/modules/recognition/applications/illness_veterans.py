"""Type 10: 带病回乡退役军人认定和生活补助. A designated hospital examines, the city approves; both are recorded.
What the illness is stays sealed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Permission
from youfu.kit.models import Application
from youfu.kit.pages.fields import DayField
from youfu.kit.workflow import Ground, Paper, Step
from youfu.modules.people.models import Category
from youfu.modules.recognition.applications import common, veterans
from youfu.modules.recognition.applications.benefits import Benefit, Given, declare
from youfu.rules.eligibility import illness_veterans as rule
from youfu.rules.findings import Finding
from youfu.rules.pricing import Terms
from youfu.rules.programmes import title

TERMS = Terms("illness_veteran_allowance")
HOSPITAL = Step(
    "hospital",
    _("指定医院检查鉴定"),
    "county",
    Permission.APPLICATIONS_EXAMINE,
    kind="outside",
    records=("in_scope",),
)


class IllnessVeteranForm(veterans.ServiceForm):
    fell_ill_on = DayField(label=_("患病时间"), required=False)
    disease = forms.CharField(label=_("服役期间所患疾病"), max_length=200)
    army_hospital = forms.CharField(label=_("出具证明的军队医院"), max_length=120, required=False)


class HospitalForm(forms.Form):
    in_scope = forms.ChoiceField(
        label=_("专家组结论"), choices=[("yes", _("属于慢性病范围")), ("no", _("不属于慢性病范围"))]
    )


def findings(application: Application) -> list[Finding]:
    given, answer = common.given(application), common.recorded(application, "in_scope")
    return rule.check(
        rule.Facts(
            given["enlisted_on"], given["discharged_on"], given["fell_ill_on"], bool(given["army_hospital"]),
            None if answer is None else answer == "yes", veterans.grade_of(application.person),
            veterans.is_alive(application),
        )
    )  # fmt: skip


def notice(given: Given) -> list[tuple[Any, str]]:
    return [*veterans.published(given), (_("拟享受待遇"), title(TERMS.programme))]


declare(
    Benefit(
        category=lambda given: Category.ILLNESS_VETERAN,
        terms=lambda given: TERMS,
        findings=findings, notice=notice,
        keep=veterans.keep_service,
    ),
    code="illness_veteran",
    number=10,
    title=_("带病回乡退役军人认定和生活补助"),
    basis=(rule.DEFINITION, rule.ARTICLE),
    form=IllnessVeteranForm,
    steps=(common.TOWN, HOSPITAL, *common.LOCAL[1:], common.CITY),
    papers=(
        Paper("form", _("带病回乡退役军人审批表"), note=_("本人签名")), common.ID_CARD, common.HOUSEHOLD,
        common.DISCHARGE, Paper("army_hospital", _("军队医院证明"), note=_("服役期间病历和诊断证明")),
        Paper("exam", _("病情送检表和近期病历"), note=_("附近期照片")), common.BANK_CARD,
    ),
    grounds=(
        Ground("not_in_service", _("所患疾病不是服役期间发生"), rule.DEFINITION),
        Ground("no_proof", _("没有军队医院证明"), rule.DEFINITION),
        Ground("out_of_scope", _("指定医院鉴定病情不属于慢性病范围"), rule.DEFINITION),
        common.OTHER,
    ),
    decides=HospitalForm,
    secret=("disease", "fell_ill_on", "army_hospital"),
)  # fmt: skip
