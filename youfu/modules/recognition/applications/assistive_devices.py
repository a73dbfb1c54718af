"""Type 19: 残疾辅助器具配置, repair and replacement. No money: the county examines, the city grants, both are on record."""

from __future__ import annotations

from typing import Any

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
from youfu.rules.eligibility import devices as rule
from youfu.rules.figures import ITEMS
from youfu.rules.findings import Finding

CODE = "assistive_device"
PURPOSES = (("first", _("初次配置")), ("repair", _("维修")), ("replace", _("更换")))


class DeviceForm(forms.Form):
    item = forms.ChoiceField(label=_("器具"), choices=choices(ITEMS))
    quantity = forms.IntegerField(label=_("数量"), min_value=1, max_value=9, initial=1)
    purpose = forms.ChoiceField(label=_("类别"), choices=PURPOSES)
    previous_on = DayField(label=_("上次配置日期"), required=False, help_text=_("系统里有记录的以记录为准"))
    reason = forms.CharField(label=_("申请理由"), max_length=200)


def previous(application: Application) -> Any:
    """The day the same item was last granted through the system, else the day the form says."""
    given = common.given(application)
    rows = Application.objects.filter(person=application.person, type=CODE, state="approved").exclude(
        pk=application.pk
    )
    days = [row.ended_on for row in rows.exclude(given__purpose="repair").filter(given__item=given["item"])]
    return max((day for day in days if day), default=given["previous_on"])


def check(application: Application) -> list[Finding]:
    given = common.given(application)
    rated = application.person.disabilitys.filter(valid__contains=clock.today()).first()
    book, code = once.book(application), f"assistive.years.{given['item']}"
    years = int(book.ratio(code)) if book.knows(code) else None
    return rule.check(
        rule.Device(
            given["item"], given["purpose"], previous(application), str(rated) if rated else None, years, clock.today()
        )
    )  # fmt: skip


def approve(application: Application, decided: common.Decided, by: Actor) -> str:
    given, outside = common.given(application), decided["outside"]
    return _now("%(purpose)s%(item)s %(n)d 件，%(body)s %(document)s。") % {
        "purpose": dict(PURPOSES)[given["purpose"]], "item": ITEMS[given["item"]], "n": given["quantity"],
        "body": outside["body"], "document": outside["document"],
    }  # fmt: skip


def foresee(application: Application) -> list[dict[str, Any]]:
    return [{"title": _now("辅助器具"), "fen": 0, "note": _now("配发实物，不发现金")}]


register(
    ApplicationType(
        code=CODE,
        number=19,
        title=_("残疾辅助器具配置"),
        basis=(rule.ARTICLE,),
        form=DeviceForm,
        steps=(common.TOWN, *once.COUNTY, common.CITY),
        papers=(
            common.FORM,
            common.ID_CARD,
            Paper("certificate", _("残疾证件")),
            Paper(
                "previous", _("原器具照片或者损坏证明"), when=lambda given: given.get("purpose") != "first"
            ),
        ),
        grounds=(
            Ground("not_needed", _("与伤残部位不符或者不需要"), rule.ARTICLE),
            Ground("too_early", _("未到使用年限"), rule.ARTICLE),
            common.OTHER,
        ),
        check=check,
        approve=approve,
        letters=("acceptance", "correction", "decision", "refusal"),
        foresee=foresee,
    )
)
