"""Type 15: 义务兵家庭优待金, once a household and year, by the county's formula. The person is who draws it for the family."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Actor
from youfu.kit.crypto import blind_index
from youfu.kit.models import Application
from youfu.kit.pages.fields import DayField
from youfu.kit.workflow import ApplicationType, Ground, Paper, register
from youfu.modules.people.models import Person
from youfu.modules.recognition.applications import common, once
from youfu.modules.recognition.applications.veterans import choices
from youfu.rules import conscripts as rule
from youfu.rules.figures import Computed
from youfu.rules.findings import Finding, finding

PROGRAMME = "conscript_family_payment"
RECRUITING = "征兵工作条例（2023）第六十二条"


class FamilyForm(forms.Form):
    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)
    conscript_name = forms.CharField(label=_("义务兵姓名"), max_length=60)
    conscript_id = once.IdField(label=_("义务兵身份证号"))
    relation = forms.CharField(label=_("申请人与义务兵关系"), max_length=20)
    enlisted_on = DayField(label=_("批准入伍日期"))
    left_on = DayField(label=_("退役或者转改军士日期"), required=False)
    enlisted_here = forms.BooleanField(label=_("由本县批准入伍"), required=False, initial=True)
    area = forms.ChoiceField(
        label=_("艰苦地区"), choices=[("", _("无")), *choices(rule.AREAS)], required=False
    )
    college = forms.BooleanField(label=_("大专以上学历"), required=False)
    merit = forms.ChoiceField(
        label=_("当年立功受奖"), choices=[("", _("无")), *choices(rule.MERITS)], required=False
    )


def months(given: common.Decided) -> int:
    return rule.months_served(given["year"], given["enlisted_on"], given.get("left_on"))


def computed(application: Application) -> Computed:
    given = common.given(application)
    served = rule.Conscript(max(1, months(given)), given["area"], given["college"], given["merit"])
    book = once.book(application, min(clock.today(), date(given["year"], 12, 31)))
    return rule.payment(served, book)


def check(application: Application) -> list[Finding]:
    given, person = common.given(application), application.person
    head = f"{given['year']}/"
    earlier = [row for row in once.once_before(application, PROGRAMME) if row.key.startswith(head)]
    return [
        finding(person.status == Person.Status.ALIVE, _now("申请人在世"), "", rule.ARTICLE),
        once.account_finding(person),
        finding(given["year"] <= clock.today().year, _now("年度已到"), str(given["year"]), rule.ARTICLE),
        finding(
            given["enlisted_here"], _now("由本县批准入伍"), _now("优待金由批准入伍地的县发放"), RECRUITING
        ),
        finding(
            months(given) > 0, _now("当年在服义务兵役"),
            _now("%(day)s 入伍，当年服役 %(n)d 个月") % {"day": given["enlisted_on"], "n": months(given)}, rule.ARTICLE,
        ),
        finding(
            not earlier, _now("本户当年没有发过优待金"), "、".join(row.application for row in earlier), rule.ARTICLE
        ),
        *computed(application).findings(_now("优待金"), rule.ARTICLE),
    ]  # fmt: skip


def approve(application: Application, decided: common.Decided, by: Actor) -> str:
    given = common.given(application)
    key = f"{given['year']}/{blind_index(given['conscript_id']).hex()}"
    return once.paid(once.pay(application, PROGRAMME, computed(application).fen or 0, by, key=key))


register(
    ApplicationType(
        code="conscript_family",
        number=15,
        title=_("义务兵家庭优待金"),
        basis=(rule.ARTICLE, rule.PROVINCE, RECRUITING),
        form=FamilyForm,
        steps=(common.TOWN, *once.COUNTY),
        papers=(
            common.FORM,
            common.ID_CARD,
            common.HOUSEHOLD,
            Paper("enlisted", _("应征公民入伍批准书")),
            Paper("merit", _("立功受奖证明"), when=lambda given: bool(given.get("merit"))),
            common.BANK_CARD,
        ),
        grounds=(Ground("not_serving", _("当年不在服义务兵役"), rule.ARTICLE), common.OTHER),
        check=check,
        approve=approve,
        amount=lambda application: computed(application).fen,
        secret=("conscript_id",),
        foresee=lambda application: once.rows(_now("优待金"), computed(application)),
    )
)
