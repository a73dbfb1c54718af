"""Type 2: 调整残疾等级, when the condition of somebody rated has changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Actor
from youfu.kit.models import Application
from youfu.kit.workflow import ApplicationType, Ground, Paper, Publicity, register
from youfu.modules.entitlements.models import Entitlement
from youfu.modules.people import actions as people
from youfu.modules.people.models import Disability, Person
from youfu.modules.recognition.applications import common, disabled
from youfu.rules.eligibility import disability as rule
from youfu.rules.findings import Finding
from youfu.rules.start import first_month


class ReratingForm(disabled.CareForm):
    for_person = True
    change = forms.CharField(label=_("残情变化情况"), max_length=1000, widget=forms.Textarea)
    field_order = ("change", "employment", "mental", "in_hospital")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        """Employment as it was at the last rating, unless it has changed."""
        super().__init__(*args, **kwargs)
        last = person.disabilitys.order_by("-valid").first()
        if last:
            self.fields["employment"].initial, self.fields["mental"].initial = last.employment, last.mental


def rating(application: Application) -> Disability | None:
    return disabled.rating_now(application, common.asked_on(application))


def check(application: Application) -> list[Finding]:
    rated, person = rating(application), application.person
    rows = person.entitlements.filter(programme__code=disabled.PENSION, months__isempty=False)
    last = rows.order_by("months").last()
    return rule.check_rerating(
        rule.ReratingFacts(
            person.status == Person.Status.ALIVE,
            rated is not None,
            rated.valid.lower if rated else None,
            last is not None and last.ended == Entitlement.Ended.SUSPENDED,
            common.asked_on(application),
            disabled.opinions(application),
        )
    )


def content(application: Application) -> Sequence[tuple[Any, str]]:
    """From which grade to which; never the condition itself."""
    rated = rating(application)
    return [
        (_("原评定"), rule.grade_text(rated.grade, rated.cause) if rated else ""),
        (_("拟调整为"), disabled.proposed(application)),
    ]


def approve(application: Application, decided: common.Decided, by: Actor) -> str:
    day, rated = disabled.decided_on(decided), disabled.rating(application, decided)
    people.rate_disability(application.person, rating=rated, on=day, by=by)
    disabled.settle(application, rated, first_month(day), day, by)
    return disabled.outcome(rated, first_month(day))


register(
    ApplicationType(
        code="rerating",
        number=2,
        title=_("调整残疾等级"),
        basis=(rule.AGAIN, rule.AUTHORITY, rule.MEASURES),
        form=ReratingForm,
        steps=(
            common.TOWN,
            common.EXAMINE,
            disabled.HOSPITAL,
            disabled.REVIEW,
            disabled.PUBLICITY,
            disabled.CITY,
            disabled.province(),
        ),
        papers=(
            common.FORM,
            common.ID_CARD,
            disabled.CERTIFICATE,
            Paper("medical", _("近期就诊病历和检查报告")),
            disabled.OPINION,
        ),
        grounds=(
            Ground("year", _("距上次评定不满一年"), rule.AGAIN),
            Ground("degree", _("残情与原等级相符，不予调整"), rule.RATED),
            Ground("cause", _("加重的残情与原致残原因无关"), rule.MEASURES),
            disabled.FORGED,
            common.OTHER,
        ),
        check=check,
        approve=approve,
        publicity=Publicity(content, rule.MEASURES),
        secret=("change",),
        decides=disabled.DecidedForm,
        foresee=disabled.foreseen,
        letters=("acceptance", "correction", "referral", "publicity", "decision", "refusal", "certificate"),
    )
)
