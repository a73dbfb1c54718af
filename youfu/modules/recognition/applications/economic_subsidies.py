"""Type 17: 自主就业退役士兵一次性经济补助, once a person, by service and the county's figure on the day of discharge."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Actor
from youfu.kit.models import Application
from youfu.kit.pages.fields import DayField
from youfu.kit.workflow import ApplicationType, Ground, Paper, register
from youfu.modules.people.models import Person
from youfu.modules.recognition.applications import common, once
from youfu.rules import settling as rule
from youfu.rules.figures import Computed
from youfu.rules.findings import Finding, finding

PROGRAMME = "economic_subsidy"


class SubsidyForm(forms.Form):
    enlisted_on = DayField(label=_("入伍时间"))
    discharged_on = DayField(label=_("退役时间"))
    reported_on = DayField(label=_("报到日期"))
    self_employed = forms.BooleanField(
        label=_("安置方式为自主就业"), required=False, help_text=_("退役证或者安置介绍信所载")
    )


def computed(application: Application) -> Computed:
    given = common.given(application)
    months = rule.months_of_service(given["enlisted_on"], given["discharged_on"])
    return rule.economic_subsidy(max(0, months), once.book(application, given["discharged_on"]))


def check(application: Application) -> list[Finding]:
    given, person = common.given(application), application.person
    if given["discharged_on"] <= given["enlisted_on"]:
        return [finding(False, _now("服役起止时间"), _now("退役时间应在入伍时间之后"), rule.SUBSIDY)]
    return [
        finding(person.status == Person.Status.ALIVE, _now("申请人在世"), "", rule.SUBSIDY),
        once.account_finding(person),
        finding(given["self_employed"], _now("自主就业"), _now("其他安置方式不发经济补助"), rule.SUBSIDY),
        rule.reported_in_time(given["discharged_on"], given["reported_on"]),
        finding(not once.once_before(application, PROGRAMME), _now("没有领过经济补助"), "", rule.SUBSIDY),
        *computed(application).findings(_now("经济补助"), rule.SUBSIDY),
    ]


def approve(application: Application, decided: common.Decided, by: Actor) -> str:
    fen = computed(application).fen or 0
    return once.paid(once.pay(application, PROGRAMME, fen, by, key=str(application.person_id)))


register(
    ApplicationType(
        code="economic_subsidy",
        number=17,
        title=_("自主就业退役士兵一次性经济补助"),
        basis=(rule.SUBSIDY, rule.PROVINCE, rule.REPORTING),
        form=SubsidyForm,
        steps=(once.EXAMINED, once.REVIEWED),
        papers=(
            common.FORM,
            common.ID_CARD,
            common.DISCHARGE,
            Paper("letter", _("退役安置介绍信"), required=False),
            common.BANK_CARD,
        ),
        grounds=(
            Ground("mode", _("不属于自主就业"), rule.SUBSIDY),
            Ground("given_up", _("无正当理由逾期三十天以上不报到"), rule.REPORTING),
            common.OTHER,
        ),
        check=check,
        approve=approve,
        amount=lambda application: computed(application).fen,
        foresee=lambda application: once.rows(_now("经济补助"), computed(application)),
    )
)
