"""Type 24: 更正个人资料 that a clerk may not correct alone: ID number, sex, birth date, and the name that goes with them."""

from __future__ import annotations

from typing import Any, Literal

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Actor
from youfu.kit.models import Application
from youfu.kit.pages.fields import DayField
from youfu.kit.workflow import ApplicationType, Ground, Paper, register
from youfu.modules.people import actions
from youfu.modules.people.models import Person
from youfu.modules.recognition.applications import common, standing
from youfu.rules import identifiers
from youfu.rules.eligibility import person_data as rule
from youfu.rules.findings import Finding

SEX: dict[str, Literal["male", "female"]] = {Person.Sex.MALE: "male", Person.Sex.FEMALE: "female"}


class CorrectionForm(forms.Form):
    """What it should be; filled in whole, also where nothing changes."""

    for_person = True
    name = forms.CharField(label=_("姓名"), max_length=60)
    id_number = forms.CharField(
        label=_("身份证号"), max_length=18, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    sex = forms.ChoiceField(label=_("性别"), choices=Person.Sex.choices)
    born_on = DayField(label=_("出生日期"))
    reason = forms.CharField(label=_("更正原因"), max_length=200)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        known = {"name": person.name, "sex": person.sex, "born_on": person.born_on}
        super().__init__(*args, **{**kwargs, "initial": {**known, **(kwargs.get("initial") or {})}})

    def clean_id_number(self) -> str:
        try:
            return identifiers.check_id(self.cleaned_data["id_number"]).number
        except identifiers.IdProblem as problem:
            raise forms.ValidationError(problem.reason) from problem


def check(application: Application) -> list[Finding]:
    given, person = common.given(application), application.person
    other = Person.objects.with_id(given["id_number"]).exclude(pk=person.pk).first()
    drawn = [row.programme.code for row in common.drawn(person)]
    facts = rule.Correction(
        given["id_number"], SEX[given["sex"]], given["born_on"], person.born_on, other.name if other else "", drawn,
        clock.today(),
    )  # fmt: skip
    return rule.check_correction(facts)


def approve(application: Application, decided: common.Decided, by: Actor) -> str:
    given, person = common.given(application), application.person
    right = actions.IdentityFacts(given["id_number"], given["sex"], given["born_on"])
    before = person.masked_id
    person = actions.correct_identity(person, facts=right, basis=common.basis_of(application), by=by)
    if given["name"] != person.name:
        actions.update_person(person, changes={"name": given["name"]}, by=by)
    return _now("身份信息已更正：%(before)s 改为 %(after)s，出生日期 %(day)s。") % {
        "before": before, "after": identifiers.mask_id(given["id_number"]), "day": given["born_on"]
    }  # fmt: skip


register(
    ApplicationType(
        code="identity_correction",
        number=24,
        title=_("更正个人资料"),
        basis=(rule.ID_LAW, rule.ID_FORMAT),
        form=CorrectionForm,
        steps=(standing.EXAMINE, standing.REVIEW),
        papers=(
            common.FORM,
            common.ID_CARD,
            common.HOUSEHOLD,
            Paper("police", _("公安机关更正证明"), note=_("写明更正前后的内容")),
        ),
        grounds=(Ground("unproved", _("公安机关证明与申请不符"), rule.ID_LAW), common.OTHER),
        check=check,
        approve=approve,
        secret=("id_number",),
    )
)
