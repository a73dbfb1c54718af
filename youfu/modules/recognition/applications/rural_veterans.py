"""Type 13: 60周岁以上农村籍退役士兵老年生活补助."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Actor
from youfu.kit.models import Application
from youfu.kit.pages.fields import DayField
from youfu.kit.workflow import ApplicationType, Ground, Publicity, register
from youfu.modules.people.models import Category
from youfu.modules.recognition.applications import common, veterans
from youfu.rules import periods
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


def facts(application: Application) -> rule.Facts:
    given, person = common.given(application), application.person
    return rule.Facts(
        person.born_on, given["enlisted_on"], given["discharged_on"], given["rural"], given["conscript"],
        common.titles(common.drawn(person)), veterans.is_alive(application), clock.today(), given["conscript_until"],
    )  # fmt: skip


def check(application: Application) -> list[Finding]:
    return rule.check(facts(application))


def content(application: Application) -> Sequence[tuple[Any, str]]:
    years = terms(facts(application)).service_years
    return [*veterans.published(application), (_("折算服役年限"), str(years))]


def terms(known: rule.Facts) -> Terms:
    years = rule.folded_years(known.enlisted_on, known.counted_until)
    return Terms("rural_veteran_allowance", service_years=years)


def foresee(application: Application) -> Sequence[dict[str, Any]]:
    known = facts(application)
    if not known.enlisted_on < known.counted_until:
        return []
    return common.foresee(application, terms(known), rural_first_month(clock.today(), known.born_on))


def approve(application: Application, decided: common.Decided, by: Actor) -> str:
    known = facts(application)
    first = rural_first_month(clock.today(), known.born_on)
    common.recognise(application, Category.RURAL_VETERAN)
    veterans.keep_service(application, terms(known).service_years)
    common.award(application, terms(known), first, by)
    return _now("认定为60周岁以上农村籍退役士兵，折算 %(years)d 年，自 %(month)s 起发。") % {
        "years": terms(known).service_years, "month": periods.month_text(first)
    }  # fmt: skip


register(
    ApplicationType(
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
        check=check,
        approve=approve,
        foresee=foresee,
        publicity=Publicity(content, "民办发〔2011〕11号"),
    )
)
