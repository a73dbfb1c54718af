"""Type 9: 在乡复员军人认定和定期生活补助. The city approves; the county records its document."""

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
from youfu.rules.eligibility import demobilised_veterans as rule
from youfu.rules.findings import Finding
from youfu.rules.pricing import Terms
from youfu.rules.programmes import word
from youfu.rules.start import first_month


class DemobilisedVeteranForm(veterans.ServiceForm):
    period = forms.ChoiceField(label=_("入伍时期"), choices=[(code, word(code)) for code in rule.PERIODS])
    evidence = veterans.evidence_field()
    demobilised = forms.NullBooleanField(label=_("办理复员手续离队"), required=False)
    at_home = forms.NullBooleanField(label=_("在乡，未由政府安排工作"), required=False)


def facts(application: Application) -> rule.Facts:
    given = common.given(application)
    return rule.Facts(
        given["enlisted_on"], given["discharged_on"], given["period"], given["evidence"], given["demobilised"],
        given["at_home"], veterans.is_alive(application),
    )  # fmt: skip


def terms(application: Application) -> Terms:
    return Terms("demobilised_allowance", period=facts(application).period)


def check(application: Application) -> list[Finding]:
    return [*rule.check(facts(application)), *common.together(application, terms(application))]


def content(application: Application) -> Sequence[tuple[Any, str]]:
    return [*veterans.published(application), (_("入伍时期"), word(facts(application).period))]


def foresee(application: Application) -> Sequence[dict[str, Any]]:
    return common.foresee(application, terms(application), first_month(clock.today()))


def approve(application: Application, decided: common.Decided, by: Actor) -> str:
    on = common.decided_on(decided)
    first = first_month(on)
    common.recognise(application, Category.DEMOBILISED, on)
    veterans.keep_service(application)
    common.award(application, terms(application), first, by, on)
    return _now("认定为在乡复员军人（%(period)s），自 %(month)s 起发给定期生活补助。") % {
        "period": word(facts(application).period), "month": periods.month_text(first)
    }  # fmt: skip


register(
    ApplicationType(
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
        check=check,
        approve=approve,
        foresee=foresee,
        publicity=Publicity(content, rule.NOTICE),
    )
)  # fmt: skip
