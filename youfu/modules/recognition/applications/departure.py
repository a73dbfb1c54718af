"""Types 6 and 7: 跨省迁出 and 省内迁移. This county pays to December; what was posted beyond is recovered by the next roll."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Actor, Permission
from youfu.kit.models import Application
from youfu.kit.pages.fields import DayField
from youfu.kit.workflow import ApplicationType, Step, register
from youfu.modules.entitlements.models import Entitlement
from youfu.modules.people import actions as people
from youfu.modules.people.models import Person
from youfu.modules.recognition.applications import common, moves
from youfu.rules import periods, transfers
from youfu.rules.eligibility import transfers as rule
from youfu.rules.findings import Finding


class DepartureForm(forms.Form):
    to_place = forms.CharField(label=_("迁入地退役军人事务部门"), max_length=100)
    to_phone = forms.CharField(label=_("迁入地联系电话"), max_length=40, required=False)
    moved_on = DayField(label=_("户籍迁出日期"))
    reason = forms.CharField(label=_("迁移原因"), max_length=200, required=False)


class WithinForm(DepartureForm):
    for_person = True
    to_county: Any = forms.ModelChoiceField(moves.NONE, label=_("迁入县（市、区）"))
    field_order = ("to_county",)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_county"].queryset = moves.counties(person)  # type: ignore[attr-defined]


def check(application: Application) -> list[Finding]:
    given, person = common.given(application), application.person
    month = periods.month_of(given["moved_on"])
    county = given.get("to_county")
    return rule.check_departure(
        rule.DepartureFacts(
            person.status == Person.Status.ALIVE,
            draws(person, month),
            county is None or county != common.county_of(application),
            given["moved_on"],
            common.asked_on(application),
        )
    )


def draws(person: Person, month: int) -> bool | None:
    """Whether anything is paid here in a month; None when it is suspended."""
    if person.entitlements.in_force(month).exists():
        return True
    return None if person.entitlements.filter(ended=Entitlement.Ended.SUSPENDED).exists() else False


def approve(application: Application, decided: common.Decided, by: Actor) -> str:
    given = common.given(application)
    last = transfers.between_counties(given["moved_on"]).left_pays_through
    basis = f"迁往{given['to_place']}；{common.basis_of(application)}"[:200]
    people.move_out(application.person, on=given["moved_on"], last_month=last, basis=basis, by=by)
    return _now("准予迁出，本县发至 %(month)s，次月起由%(place)s发放。") % {
        "month": periods.month_text(last), "place": given["to_place"]
    }  # fmt: skip


def elsewhere(application: Application) -> bool:
    """A move within the same city shortens the route."""
    return not moves.same_city(application, application.given.get("to_county"))


def _declare(code: str, number: int, title: Any, form: type[forms.Form], steps: tuple[Step, ...]) -> None:
    register(
        ApplicationType(
            code=code,
            number=number,
            title=title,
            basis=(transfers.COUNTIES,),
            form=form,
            steps=(moves.EXAMINE, moves.REVIEW, *steps),
            papers=(common.FORM, common.ID_CARD, moves.MOVED),
            grounds=moves.GROUNDS,
            check=check,
            approve=approve,
            foresee=moves.overpaid,
            letters=moves.LETTERS,
        )
    )


RECEIVING = Step(
    "receiving",
    _("迁入县接收"),
    "county",
    Permission.APPLICATIONS_EXAMINE,
    kind="outside",
    returns_to=moves.BACK,
)
RECEIVING_CITY = replace(moves.CITY, code="receiving_city", title=_("迁入市审核"), when=elsewhere)

_declare("departure", 6, _("抚恤补助关系跨省迁出"), DepartureForm, (moves.CITY, moves.PROVINCE))
_declare(
    "within_province", 7, _("抚恤补助关系省内迁移"), WithinForm,
    (replace(moves.CITY, when=elsewhere), RECEIVING, RECEIVING_CITY),
)  # fmt: skip
