"""Type 13: 60周岁以上农村籍退役士兵老年生活补助."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.models import Application
from youfu.kit.pages.fields import DayField
from youfu.kit.workflow import Ground
from youfu.modules.people.models import Category
from youfu.modules.recognition.applications import common, veterans
from youfu.modules.recognition.applications.benefits import Benefit, Given, declare
from youfu.rules.eligibility import rural_veterans as rule
from youfu.rules.findings import Finding
from youfu.rules.pricing import Terms
from youfu.rules.start import rural_first_month


class RuralVeteranForm(veterans.ServiceForm):
    rural = forms.NullBooleanField(label=_("退役时落户农村"), required=False)
    conscript = forms.BooleanField(label=_("以义务兵身份服役"), required=False, initial=True)
    conscript_until = DayField(
        label=_("义务兵服役截止"), required=False, help_text=_("转为士官的填写，其他人不填")
    )


def findings(application: Application) -> list[Finding]:
    given, person = common.given(application), application.person
    return rule.check(
        rule.Facts(
            person.born_on, given["enlisted_on"], given["discharged_on"], given["rural"], given["conscript"],
            common.titles(common.drawn(person)), veterans.is_alive(application), clock.today(), given["conscript_until"],
        )
    )  # fmt: skip


def years(given: Given) -> int | None:
    """折算服役年限; None while the days are not in order, which the check says."""
    start, end = given["enlisted_on"], given["conscript_until"] or given["discharged_on"]
    return rule.folded_years(start, end) if start < end else None


def notice(given: Given) -> list[tuple[Any, str]]:
    return [*veterans.published(given), (_("折算服役年限"), str(years(given)))]


declare(
    Benefit(
        category=lambda given: Category.RURAL_VETERAN,
        terms=lambda given: Terms("rural_veteran_allowance", service_years=years(given)),
        findings=findings, notice=notice,
        keep=lambda application, given: veterans.keep_service(application, given, years(given)),
        first=lambda application, on: rural_first_month(on, application.person.born_on),
    ),
    code="rural_veteran",
    number=13,
    title=_("农村籍退役士兵老年生活补助"),
    basis=(rule.ARTICLE, rule.SCOPE, rule.YEARS),
    form=RuralVeteranForm,
    steps=common.LOCAL,
    papers=(common.FORM, common.ID_CARD, common.HOUSEHOLD, common.DISCHARGE, common.BANK_CARD),
    grounds=(
        Ground("age", _("未满 60 周岁"), rule.ARTICLE),
        Ground("enlistment", _("入伍时间不在规定区间"), rule.SCOPE),
        Ground("not_rural", _("退役时没有落户农村"), rule.SCOPE),
        Ground("not_conscript", _("没有义务兵服役经历"), rule.SCOPE),
        Ground("draws_other", _("已享受国家定期抚恤补助"), rule.SCOPE),
        common.OTHER,
    ),
)  # fmt: skip
