"""Type 14: 部分烈士（含错杀后被平反人员）老年子女生活补助."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.models import Application
from youfu.kit.workflow import Ground, Paper
from youfu.modules.people.models import Category, FamilyMember
from youfu.modules.recognition.applications import common, veterans
from youfu.modules.recognition.applications.benefits import Benefit, Given, declare
from youfu.rules import masking
from youfu.rules.eligibility import martyr_children as rule
from youfu.rules.findings import Finding
from youfu.rules.pricing import Terms

# messages: choices of a form, kept in the family as they are
PARENTS = {"father": "父亲", "mother": "母亲"}


class MartyrChildForm(forms.Form):
    of = forms.ChoiceField(label=_("身份类别"), choices=veterans.choices(rule.OF))
    parent = forms.CharField(label=_("烈士或平反人员姓名"), max_length=60)
    relation = forms.ChoiceField(label=_("与烈士关系"), choices=veterans.choices(PARENTS))
    document = forms.CharField(label=_("烈士证明书或平反文书字号"), max_length=80, required=False)
    drew_as_child = forms.NullBooleanField(label=_("18 周岁前享受过定期抚恤金"), required=False)
    lives = veterans.lives_field()


def findings(application: Application) -> list[Finding]:
    given = common.given(application)
    return rule.check(
        rule.Facts(
            application.person.born_on, given["of"], given["document"], given["drew_as_child"], given["lives"] or None,
            veterans.is_alive(application), clock.today(),
        )
    )  # fmt: skip


def notice(given: Given) -> list[tuple[Any, str]]:
    return [(_("身份类别"), rule.OF[given["of"]]), (_("烈士或平反人员姓名"), masking.name(given["parent"]))]


def keep(application: Application, given: Given) -> None:
    FamilyMember.objects.get_or_create(
        person=application.person, name=given["parent"], relation=PARENTS[given["relation"]]
    )


declare(
    Benefit(
        category=lambda given: Category.MARTYR_CHILD,
        terms=lambda given: Terms("martyr_child_allowance"),
        findings=findings, notice=notice,
        keep=keep,
    ),
    code="martyr_child",
    number=14,
    title=_("部分烈士老年子女生活补助"),
    basis=(rule.ARTICLE, rule.NOTICE),
    form=MartyrChildForm,
    steps=(common.VILLAGE, *common.LOCAL),
    papers=(
        common.FORM, common.ID_CARD, common.HOUSEHOLD, Paper("martyr", _("烈士证明书或平反文书")),
        Paper("kin", _("与烈士的亲子关系证明"), note=_("户籍、档案或村（社区）证明")),
        Paper(
            "no_job", _("无工作单位证明"), when=lambda given: given.get("lives") == "urban_idle"
        ),
        common.BANK_CARD,
    ),
    grounds=(
        Ground("age", _("未满 60 周岁"), rule.NOTICE),
        Ground("drew", _("18 周岁前享受过定期抚恤金"), rule.NOTICE),
        Ground("scope", _("不属于规定范围的烈士老年子女"), rule.NOTICE),
        common.OTHER,
    ),
)  # fmt: skip
