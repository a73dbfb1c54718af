"""Type 25: 优待证 for veterans, or for survivors 遗属. Made outside, its number recorded when it is handed out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Actor, Permission
from youfu.kit.models import Application
from youfu.kit.workflow import MAKER, ApplicationType, Ground, Paper, Step, register
from youfu.modules.entitlements.models import Entitlement
from youfu.modules.people import actions
from youfu.modules.people.models import Category, Person
from youfu.modules.recognition.applications import common
from youfu.rules.eligibility import person_data as rule
from youfu.rules.findings import Finding

KINDS = {"veteran": "退役军人优待证", "survivor": "烈士、因公牺牲军人、病故军人遗属优待证"}
VETERANS = {
    Category.DISABLED_MEMBER, Category.RED_ARMY, Category.WEST_ROUTE, Category.RED_ARMY_SCATTERED, Category.DEMOBILISED,
    Category.ILLNESS_VETERAN, Category.COMBAT_VETERAN, Category.NUCLEAR_TEST_VETERAN, Category.RURAL_VETERAN,
}  # fmt: skip
SURVIVORS = {Category.MARTYR_SURVIVOR, Category.DUTY_DEATH_SURVIVOR, Category.DECEASED_SURVIVOR}


class CardForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("证种"), choices=[("veteran", _("退役军人优待证")), ("survivor", _("烈士、因公牺牲军人、病故军人遗属优待证"))],
        help_text=_("两种都符合时选一种"),
    )  # fmt: skip
    expelled = forms.NullBooleanField(label=_("曾被开除军籍、除名"), required=False)
    barred = forms.NullBooleanField(label=_("在剥夺政治权利、服刑、羁押、通缉期间"), required=False)
    reissue = forms.BooleanField(label=_("遗失或损坏补领"), required=False)
    guardian = forms.CharField(label=_("监护人或代办人"), max_length=60, required=False)


class HandedForm(forms.Form):
    card_number = forms.CharField(label=_("优待证编号"), max_length=40)


def check(application: Application) -> list[Finding]:
    given, person = common.given(application), application.person
    today, kind = clock.today(), given["kind"]
    held = set(person.identitys.filter(valid__contains=today).values_list("category", flat=True))
    card = person.certificates.filter(kind=KINDS[kind], valid__contains=today).first()
    stopped = person.entitlements.filter(ended=Entitlement.Ended.SUSPENDED, continued_by=None).exists()
    facts = rule.Card(
        kind, person.services.exists() or bool(held & VETERANS), bool(held & SURVIVORS), given["expelled"], given["barred"],
        stopped, card.number if card and application.state != "approved" else "", given["reissue"],
        person.status == Person.Status.ALIVE,
    )  # fmt: skip
    return rule.check_card(facts)


def approve(application: Application, decided: common.Decided, by: Actor) -> str:
    kind, handed_on = KINDS[common.given(application)["kind"]], date.fromisoformat(decided["outside"]["on"])
    number = decided["card_number"].strip()
    actions.issue_certificate(application.person, kind=kind, number=number, on=handed_on, by=by)
    return _now("%(kind)s %(number)s 已于 %(day)s 发放本人。") % {
        "kind": kind,
        "number": number,
        "day": handed_on,
    }


def _elsewhere(code: str, title: Any, level: Any, **more: Any) -> Step:
    """A step outside the county's hands, recorded with its document by the county."""
    return Step(
        code, title, level, Permission.APPLICATIONS_EXAMINE, kind="outside", returns_to=(MAKER,), **more
    )


register(
    ApplicationType(
        code="veteran_card",
        number=25,
        title=_("申领优待证"),
        basis=(rule.CARD_RULES,),
        form=CardForm,
        steps=(
            common.TOWN,
            replace(common.EXAMINE, title=_("县级审核")),
            _elsewhere("city", _("市级审核"), "city"),
            _elsewhere("province", _("省级审核"), "province"),
            _elsewhere("received", _("证卡到县"), "county"),
            _elsewhere("handed", _("镇街道发放签收"), "county", records=("card_number",)),
        ),
        papers=(
            common.FORM,
            common.ID_CARD,
            Paper("photo", _("证件照"), note=_("352×440 像素，JPEG，20–50 KB，白底，不着制服")),
            Paper("identity", _("退役证件或遗属身份材料")),
            Paper("guardian", _("监护或委托证明"), when=lambda given: bool(given.get("guardian"))),
        ),
        grounds=(
            Ground("expelled", _("被开除军籍、除名"), rule.CARD_RULES),
            Ground("barred", _("在剥夺政治权利、服刑、羁押、通缉期间"), rule.CARD_RULES),
            Ground("not_filed", _("没有建档立卡或者身份不符"), rule.CARD_RULES),
        ),
        check=check,
        approve=approve,
        decides=HandedForm,
    )
)
