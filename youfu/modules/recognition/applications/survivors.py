"""Type 8: 三属认定和定期抚恤金, two decisions: recognised as a survivor, and paid from the month eligibility is confirmed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.models import Application
from youfu.kit.pages.fields import YuanField
from youfu.kit.workflow import Ground, Paper
from youfu.kit.workflow.limits import limit
from youfu.modules.people.models import FamilyMember
from youfu.modules.recognition.applications import common, veterans
from youfu.modules.recognition.applications.benefits import Benefit, Given, declare
from youfu.rules import masking
from youfu.rules.eligibility import survivors as rule
from youfu.rules.findings import Finding
from youfu.rules.pricing import Terms

LINE = (
    "survivor.income_line"  # 当地居民平均生活水平, fen a month: a local figure, to be confirmed while absent
)
ASKED = ("studies", "disabled", "supported", "remarried", "supports", "incapable", "income_fen")


class SurvivorForm(forms.Form):
    kind = forms.ChoiceField(label=_("三属类别"), choices=veterans.choices(rule.KINDS))
    deceased = forms.CharField(label=_("牺牲、病故军人姓名"), max_length=60)
    relation = forms.ChoiceField(label=_("本人是牺牲、病故军人的"), choices=veterans.choices(rule.RELATIONS))
    certificate = forms.CharField(label=_("证明书字号"), max_length=40, required=False)
    holder = forms.BooleanField(label=_("本人为持证人"), required=False)
    income_fen = YuanField(label=_("每月收入（元）"), required=False)
    incapable = forms.NullBooleanField(label=_("无劳动能力"), required=False)
    studies = forms.NullBooleanField(label=_("在校就读"), required=False)
    disabled = forms.NullBooleanField(label=_("本人残疾"), required=False)
    supported = forms.NullBooleanField(label=_("由该军人生前供养"), required=False)
    remarried = forms.NullBooleanField(label=_("配偶已再婚"), required=False)
    supports = forms.NullBooleanField(label=_("再婚后继续赡养、抚养"), required=False)


def findings(application: Application) -> list[Finding]:
    given, today = common.given(application), clock.today()
    line = limit(LINE, application.region_path, today)
    return rule.check(
        rule.Facts(
            given["kind"], given["relation"], given["certificate"], application.person.born_on,
            veterans.is_alive(application), today, line_fen=line.value if line else None,
            **{name: given[name] for name in ASKED},
        )
    )  # fmt: skip


def notice(given: Given) -> list[tuple[Any, str]]:
    return [
        (_("三属类别"), rule.KINDS[given["kind"]]), (_("牺牲、病故军人姓名"), masking.name(given["deceased"])),
        (_("与牺牲、病故军人关系"), rule.RELATIONS[given["relation"]]),
    ]  # fmt: skip


def keep(application: Application, given: Given) -> None:
    person, kind = application.person, given["kind"]
    relation = f"{rule.KINDS[kind][:-2]}（本人为其{rule.RELATIONS[given['relation']].partition('（')[0]}）"
    FamilyMember.objects.get_or_create(person=person, name=given["deceased"], relation=relation)
    if given["holder"] and given["certificate"]:
        veterans.keep_certificate(person, rule.CERTIFICATES[kind], given["certificate"], clock.today())


declare(
    Benefit(
        category=lambda given: f"{given['kind']}_survivor",
        terms=lambda given: Terms("survivor_pension", kind=given["kind"]),
        findings=findings, notice=notice,
        keep=keep,
    ),
    code="survivor",
    number=8,
    title=_("三属认定和定期抚恤金"),
    basis=(rule.ARTICLE_19, rule.ARTICLE_20),
    form=SurvivorForm,
    steps=veterans.WITH_PAY,
    papers=(
        Paper("form", _("领取定期抚恤金审批表"), note=_("本人或监护人签名")), common.ID_CARD, common.HOUSEHOLD,
        Paper("certificate", _("烈士、因公牺牲或病故军人证明书")), Paper("kin", _("与牺牲、病故军人的关系证明")),
        Paper("means", _("劳动能力、收入、就读或残疾证明"), required=False), common.BANK_CARD,
    ),
    grounds=(
        Ground("not_survivor", _("不属于三属范围"), rule.ARTICLE_19),
        Ground("unproved", _("与牺牲、病故军人的关系没有证明材料"), rule.ARTICLE_19),
        common.OTHER,
    ),
)  # fmt: skip
