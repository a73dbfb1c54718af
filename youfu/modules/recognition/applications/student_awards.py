"""Type 16: 大学生入伍奖励金, once a person, by education."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Actor
from youfu.kit.models import Application
from youfu.kit.pages.fields import DayField
from youfu.kit.workflow import ApplicationType, Ground, Paper, register
from youfu.modules.recognition.applications import common, once
from youfu.modules.recognition.applications.veterans import choices
from youfu.rules import settling as rule
from youfu.rules.figures import Computed
from youfu.rules.findings import Finding, finding

PROGRAMME = "student_enlistment_award"


class StudentForm(once.PayeeForm):
    level = forms.ChoiceField(label=_("学业情况"), choices=choices(rule.LEVELS))
    school = forms.CharField(label=_("学校"), max_length=80)
    enlisted_on = DayField(label=_("批准入伍日期"))
    enlisted_here = forms.BooleanField(label=_("由本县批准入伍"), required=False, initial=True)
    returned = forms.BooleanField(label=_("已被部队退回"), required=False)
    field_order = ("level", "school", "enlisted_on", "enlisted_here", "returned")


def computed(application: Application) -> Computed:
    """By the sum in force on the day of enlistment."""
    given = common.given(application)
    return rule.student_award(given["level"], once.book(application, given["enlisted_on"]))


def check(application: Application) -> list[Finding]:
    given = common.given(application)
    return [
        finding(
            given["enlisted_on"] <= clock.today(), _now("已批准入伍"), str(given["enlisted_on"]), rule.ENLISTING
        ),
        finding(given["enlisted_here"], _now("由本县批准入伍"), "", rule.ENLISTING),
        finding(
            not given["returned"], _now("没有被退回"), _now("被退回的不享受并退还"), "征兵工作条例（2023）第五十六条"
        ),
        finding(not once.once_before(application, PROGRAMME), _now("没有领过奖励金"), "", rule.ENLISTING),
        *computed(application).findings(_now("奖励金"), rule.ENLISTING),
        *(once.payee_findings(given)
            if given.get("payee_id")
            else [once.account_finding(application.person)]),
    ]  # fmt: skip


def approve(application: Application, decided: common.Decided, by: Actor) -> str:
    fen = computed(application).fen or 0
    return once.paid(once.pay(application, PROGRAMME, fen, by, key=str(application.person_id)))


register(
    ApplicationType(
        code="student_award",
        number=16,
        title=_("大学生入伍奖励金"),
        basis=(rule.ENLISTING,),
        form=StudentForm,
        steps=(once.EXAMINED, once.REVIEWED),
        papers=(
            common.FORM,
            common.ID_CARD,
            Paper("enlisted", _("应征公民入伍批准书")),
            Paper("school", _("毕业证书或者学籍证明")),
            common.BANK_CARD,
        ),
        grounds=(Ground("not_student", _("不符合大学生入伍奖励条件"), rule.ENLISTING), common.OTHER),
        check=check,
        approve=approve,
        amount=lambda application: computed(application).fen,
        secret=once.PAYEE_SECRET,
        foresee=lambda application: once.rows(_now("奖励金"), computed(application)),
    )
)
