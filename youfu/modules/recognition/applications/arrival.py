"""Type 5: 外省（县）迁入. The county left pays to December, this one from January, and no month is paid twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Actor
from youfu.kit.models import Application
from youfu.kit.pages.fields import DayField, MonthField
from youfu.kit.workflow import ApplicationType, register
from youfu.modules.people import actions as people
from youfu.modules.people.models import Category, Cause, Person
from youfu.modules.recognition.applications import common, disabled, moves
from youfu.rules import periods, transfers
from youfu.rules.eligibility import transfers as rule
from youfu.rules.findings import Finding


class ArrivalForm(disabled.CareForm):
    for_person = True
    category = forms.ChoiceField(label=_("优抚类别"), choices=Category.choices)
    from_county: Any = forms.ModelChoiceField(
        moves.NONE, label=_("迁出县"), required=False, empty_label=_("外省")
    )
    from_place = forms.CharField(label=_("迁出地退役军人事务部门"), max_length=100)
    moved_on = DayField(label=_("户籍迁入日期"))
    paid_through = MonthField(label=_("迁出地已发至月份"))
    certificate = forms.CharField(label=_("证件编号（已换发的填新编号）"), max_length=40, required=False)
    grade = forms.TypedChoiceField(
        label=_("伤残等级"), choices=[("", "—"), *disabled.GRADES], coerce=int, empty_value=None, required=False,
    )  # fmt: skip
    cause = forms.ChoiceField(label=_("伤残性质"), choices=[("", "—"), *Cause.choices], required=False)
    rated_on = DayField(label=_("原评定日期"), required=False)
    enlisted_on = DayField(label=_("入伍时间"), required=False)
    service_years = forms.IntegerField(label=_("折算服役年限"), min_value=1, max_value=60, required=False)
    field_order = (
        "category", "from_county", "from_place", "moved_on", "paid_through", "certificate", "grade", "cause",
    )  # fmt: skip

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["employment"].required = False
        self.fields["from_county"].queryset = moves.counties(person)  # type: ignore[attr-defined]


def check(application: Application) -> list[Finding]:
    given, person = common.given(application), application.person
    priced = moves.priced(given)
    running = person.entitlements.filter(
        programme__code=priced.programme if priced else "", months__endswith=None
    )
    return rule.check_arrival(
        rule.ArrivalFacts(
            person.status != Person.Status.DEAD, running.filter(months__isempty=False).exists(), priced is not None,
            given["moved_on"], given["paid_through"], common.asked_on(application),
        )
    )  # fmt: skip


def approve(application: Application, decided: common.Decided, by: Actor) -> str:
    person, given = application.person, common.given(application)
    priced = moves.priced(given)
    assert priced is not None  # check() refuses it before
    day, category = moves.decided_on(decided), Category(given["category"])
    first = moves.due(transfers.between_counties(given["moved_on"], given["paid_through"]), decided, day)
    basis = f"{given['from_place']}迁入；{common.basis_of(application)}"[:200]
    people.move_in(person, region=person.household_region, on=given["moved_on"], basis=basis, by=by)
    common.recognise(application, category, day)
    if given["certificate"]:
        people.issue_certificate(
            person, kind=disabled.certificate_kind(category), number=given["certificate"], on=day, by=by
        )
    if priced.programme == disabled.PENSION:
        rated = people.Rating(
            given["grade"], given["cause"], given["employment"], bool(given["mental"]), basis
        )
        people.rate_disability(person, rating=rated, on=given["rated_on"] or given["moved_on"], by=by)
        disabled.settle(application, rated, first, day, by)
    else:
        common.award(application, priced, first, by)
    return _now("准予迁入，自 %(month)s 起由本县发放。") % {"month": periods.month_text(first)}


def foresee(application: Application) -> Sequence[Mapping[str, Any]]:
    given = common.given(application)
    priced = moves.priced(given)
    first = transfers.between_counties(given["moved_on"], given["paid_through"]).received_pays_from
    return common.foresee(application, priced, first) if priced else ()


register(
    ApplicationType(
        code="arrival",
        number=5,
        title=_("优抚对象关系迁入"),
        basis=(transfers.COUNTIES,),
        form=ArrivalForm,
        steps=(
            moves.EXAMINE,
            moves.JUDGED,
            replace(moves.CITY, when=lambda a: not moves.same_city(a, a.given.get("from_county"))),
            replace(moves.PROVINCE, when=lambda a: not a.given.get("from_county")),
        ),
        papers=(common.FORM, common.ID_CARD, common.HOUSEHOLD, moves.RELATION, common.BANK_CARD),
        grounds=moves.GROUNDS,
        check=check,
        approve=approve,
        decides=moves.DelayForm,
        foresee=foresee,
    )
)
