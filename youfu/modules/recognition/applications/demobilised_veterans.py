"""Type 9: 在乡复员军人认定和定期生活补助. The city approves; the county records its document."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from youfu.kit.models import Application
from youfu.kit.workflow import Ground, Paper
from youfu.modules.people.models import Category
from youfu.modules.recognition.applications import common, veterans
from youfu.modules.recognition.applications.benefits import Benefit, Given, declare
from youfu.rules.eligibility import demobilised_veterans as rule
from youfu.rules.findings import Finding
from youfu.rules.pricing import Terms
from youfu.rules.programmes import word


class DemobilisedVeteranForm(veterans.ServiceForm):
    period = forms.ChoiceField(
        label=_("入伍时期"), choices=veterans.choices({code: word(code) for code in rule.PERIODS})
    )
    evidence = veterans.evidence_field()
    demobilised = forms.NullBooleanField(label=_("办理复员手续离队"), required=False)
    at_home = forms.NullBooleanField(label=_("在乡，未由政府安排工作"), required=False)


def findings(application: Application) -> list[Finding]:
    given = common.given(application)
    return rule.check(
        rule.Facts(
            given["enlisted_on"], given["discharged_on"], given["period"], given["evidence"], given["demobilised"],
            given["at_home"], veterans.is_alive(application),
        )
    )  # fmt: skip


def notice(given: Given) -> list[tuple[Any, str]]:
    return [*veterans.published(given), (_("入伍时期"), word(given["period"]))]


declare(
    Benefit(
        category=lambda given: Category.DEMOBILISED,
        terms=lambda given: Terms("demobilised_allowance", period=given["period"]),
        findings=findings, notice=notice,
        keep=veterans.keep_service,
    ),
    code="demobilised_veteran",
    number=9,
    title=_("在乡复员军人认定和定期生活补助"),
    basis=(rule.NOTICE,),
    form=DemobilisedVeteranForm,
    steps=(*common.LOCAL, common.CITY),
    papers=(
        Paper("form", _("在乡复员军人审批表"), note=_("本人签名")), common.ID_CARD, common.HOUSEHOLD,
        Paper("discharge", _("复员证件或档案")), common.BANK_CARD,
    ),
    grounds=(
        Ground("enlisted_late", _("1954 年 10 月 31 日以后入伍"), rule.NOTICE),
        Ground("not_demobilised", _("没有办理复员手续，或者已由政府安排工作"), rule.NOTICE),
        Ground("unproved", _("复员军人身份没有证明材料"), rule.NOTICE),
        common.OTHER,
    ),
)  # fmt: skip
