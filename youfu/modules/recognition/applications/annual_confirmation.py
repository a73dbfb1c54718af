"""Type 26: 年度确认 on papers, for whoever cannot be visited, called or seen: abroad, outside the mainland, in hospital."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Actor
from youfu.kit.errors import Refused
from youfu.kit.models import Application
from youfu.kit.pages.fields import DayField
from youfu.kit.workflow import ApplicationType, Ground, Paper, register
from youfu.modules.people.models import Person
from youfu.modules.recognition.actions import confirming
from youfu.modules.recognition.applications import common, standing
from youfu.modules.recognition.models import Confirmation
from youfu.rules import confirmation as rule
from youfu.rules.eligibility import confirmation as conditions
from youfu.rules.findings import Finding

PLACES = {
    "abroad": _("国外"),
    "hmt": _("香港、澳门、台湾"),
    "elsewhere": _("国内外地"),
    "institution": _("医院或养老机构"),
}


class ConfirmationForm(forms.Form):
    place = forms.ChoiceField(label=_("现居地"), choices=list(PLACES.items()))
    proof_on = DayField(label=_("证明出具日期"))
    issuer = forms.CharField(
        label=_("出具单位"), max_length=80, help_text=_("使领馆、公证机构、医院、养老机构或居住地服务站")
    )
    contact = forms.CharField(label=_("联系方式"), max_length=80, required=False)


def waiting(application: Application) -> Confirmation | None:
    """The person's confirmation that has no result yet."""
    rows = Confirmation.objects.filter(
        person=application.person, campaign__closed_on=None, state__in=rule.OPEN
    )
    row: Confirmation | None = rows.select_related("campaign").first()
    return row


def check(application: Application) -> list[Finding]:
    given, row = common.given(application), waiting(application)
    facts = conditions.Facts(
        alive=application.person.status == Person.Status.ALIVE,
        due=row is not None or application.state == Application.State.APPROVED,
        opened_on=row.campaign.opens_on if row else None,
        proof_on=given["proof_on"],
        abroad=given["place"] in ("abroad", "hmt"),
        today=clock.today(),
    )
    return conditions.check(facts)


def approve(application: Application, decided: common.Decided, by: Actor) -> str:
    given, row = common.given(application), waiting(application)
    if row is None:
        raise Refused(_now("这个人现在没有待办的年度确认。"))
    note = f"{given['issuer']} {given['proof_on']}；{application.number}"
    confirming.record(row, result="confirmed", method=Confirmation.Method.PROOF, note=note, by=by)
    return _now("%(year)d 年度确认：凭证明确认在世且符合条件。") % {"year": row.campaign.year}


def _away(given: Any) -> bool:
    return given.get("place") in ("abroad", "hmt")


register(
    ApplicationType(
        code="annual_confirmation",
        number=26,
        title=_("年度确认（凭材料）"),
        basis=(conditions.ARTICLE_8,),
        form=ConfirmationForm,
        steps=(standing.EXAMINE, standing.REVIEW),
        papers=(
            Paper("life", _("生存证明"), note=_("本人近照或出具单位盖章")),
            Paper("residence", _("居住或居留证明"), when=_away),
            Paper("conditions", _("仍符合条件的说明"), required=False),
        ),
        grounds=(
            Ground("unproved", _("证明不能说明本人在世或者仍符合条件"), conditions.ARTICLE_8),
            common.OTHER,
        ),
        check=check,
        approve=approve,
    )
)
