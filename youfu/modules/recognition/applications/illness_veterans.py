"""Type 10: 带病回乡退役军人认定和生活补助. A designated hospital examines, the city approves; both are recorded.
What the illness is stays sealed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Actor, Permission
from youfu.kit.models import Application
from youfu.kit.pages.fields import DayField
from youfu.kit.workflow import ApplicationType, Ground, Paper, Publicity, Step, register
from youfu.modules.people.models import Category
from youfu.modules.recognition.applications import common, veterans
from youfu.rules import periods
from youfu.rules.eligibility import illness_veterans as rule
from youfu.rules.findings import Finding
from youfu.rules.pricing import Terms
from youfu.rules.programmes import title
from youfu.rules.start import first_month

HOSPITAL = Step(
    "hospital",
    _("指定医院检查鉴定"),
    "county",
    Permission.APPLICATIONS_EXAMINE,
    kind="outside",
    records=("in_scope",),
)
TERMS = Terms("illness_veteran_allowance")


class IllnessVeteranForm(veterans.ServiceForm):
    fell_ill_on = DayField(label=_("患病时间"), required=False)
    disease = forms.CharField(label=_("服役期间所患疾病"), max_length=200)
    army_hospital = forms.CharField(label=_("出具证明的军队医院"), max_length=120, required=False)


class HospitalForm(forms.Form):
    in_scope = forms.ChoiceField(
        label=_("专家组结论"), choices=[("yes", _("属于慢性病范围")), ("no", _("不属于慢性病范围"))]
    )


def facts(application: Application) -> rule.Facts:
    given = common.given(application)
    answer = common.recorded(application, "in_scope")
    return rule.Facts(
        given["enlisted_on"], given["discharged_on"], given["fell_ill_on"], bool(given["army_hospital"]),
        None if answer is None else answer == "yes", veterans.grade_of(application.person), veterans.is_alive(application),
    )  # fmt: skip


def check(application: Application) -> list[Finding]:
    return [*rule.check(facts(application)), *common.together(application, TERMS)]


def content(application: Application) -> Sequence[tuple[Any, str]]:
    return [*veterans.published(application), (_("拟享受待遇"), title(TERMS.programme))]


def foresee(application: Application) -> Sequence[dict[str, Any]]:
    return common.foresee(application, TERMS, first_month(clock.today()))


def approve(application: Application, decided: common.Decided, by: Actor) -> str:
    on = common.decided_on(decided)
    first = first_month(on)
    common.recognise(application, Category.ILLNESS_VETERAN, on)
    veterans.keep_service(application)
    common.award(application, TERMS, first, by, on)
    return _now("认定为带病回乡退役军人，自 %(month)s 起发给生活补助。") % {
        "month": periods.month_text(first)
    }


register(
    ApplicationType(
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
        check=check,
        approve=approve,
        foresee=foresee,
        decides=HospitalForm,
        secret=("disease", "fell_ill_on", "army_hospital"),
        publicity=Publicity(content, rule.DEFINITION),
    )
)  # fmt: skip
