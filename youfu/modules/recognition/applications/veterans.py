"""What the types for veterans share: their service and how they live on the form, and what is kept of it in the person's file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.models import Application
from youfu.kit.pages.fields import DayField
from youfu.kit.workflow import Paper
from youfu.modules.people.models import Certificate, Person, Service
from youfu.modules.recognition.applications import common
from youfu.modules.recognition.applications.benefits import Given
from youfu.rules import periods
from youfu.rules.eligibility import veterans as rule

DISCHARGE_PAPER = "退役证件"  # a kind of certificate, as the file stores it
OPINION = replace(common.EXAMINE, records=("paid",))
WITH_PAY = (common.VILLAGE, common.TOWN, common.PUBLICITY, OPINION, replace(common.REVIEW, records=("paid",)))


LIVING = Paper(
    "living", _("无工作单位和家庭生活困难证明"), when=lambda given: given.get("lives") == "urban_idle"
)


def choices(words: Mapping[str, str]) -> list[tuple[str, Any]]:
    """A table of words as choices, in the language of the page."""
    return [(code, _(word)) for code, word in words.items()]


def lives_field() -> forms.ChoiceField:
    """Where the applicant lives and works."""
    return forms.ChoiceField(
        label=_("居住和就业"), choices=[("", _("未填写")), *choices(rule.LIVES)], required=False
    )


def evidence_field() -> forms.ChoiceField:
    """What the recognition rests on 身份认定依据."""
    return forms.ChoiceField(label=_("身份认定依据"), choices=choices(rule.EVIDENCE))


class ServiceForm(forms.Form):
    """A period in the forces."""

    enlisted_on = DayField(label=_("入伍时间"))
    discharged_on = DayField(label=_("退役时间"))
    unit = forms.CharField(label=_("服役部队"), max_length=120, required=False)
    discharge_number = forms.CharField(label=_("退役证件号"), max_length=40, required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        begun, over = given.get("enlisted_on"), given.get("discharged_on")
        if begun and over and over <= begun:
            self.add_error("discharged_on", _("退役时间应在入伍时间之后"))
        return given


class LivingForm(ServiceForm):
    """The same, and how the applicant lives: what the allowance depends on beside recognition."""

    lives = lives_field()
    in_difficulty = forms.NullBooleanField(label=_("家庭生活困难"), required=False)


def grade_of(person: Person) -> int | None:
    """The grade of the disability rating in force, or None."""
    rating = person.disabilitys.filter(valid__contains=clock.today()).first()
    return rating.grade if rating else None


def is_alive(application: Application) -> bool:
    return bool(application.person.status == Person.Status.ALIVE)


def published(given: Given) -> list[tuple[Any, str]]:
    """The service, by month, as everybody may read it."""
    return [
        (_("入伍时间"), periods.month_text(periods.month_of(given["enlisted_on"]))),
        (_("退役时间"), periods.month_text(periods.month_of(given["discharged_on"]))),
    ]


def keep_service(application: Application, given: Given, folded_years: int | None = None) -> None:
    """Enter the service, and the discharge paper if its number was given, into the person's file."""
    person = application.person
    values: dict[str, Any] = {
        "discharged_on": given["discharged_on"], "unit": given.get("unit"), "folded_years": folded_years
    }  # fmt: skip
    Service.objects.update_or_create(
        person=person, enlisted_on=given["enlisted_on"], defaults={k: v for k, v in values.items() if v}
    )
    if given.get("discharge_number"):
        keep_certificate(person, DISCHARGE_PAPER, given["discharge_number"], given["discharged_on"])


def keep_certificate(person: Person, kind: str, number: str, since: date) -> None:
    """Enter a certificate that was shown, once."""
    Certificate.objects.get_or_create(
        person=person, kind=kind, number=number, defaults={"valid": DateRange(since, None)}
    )
