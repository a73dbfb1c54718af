"""What the types about the disabled share: levels that each record grade and cause, and what a rating changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Actor, Permission
from youfu.kit.errors import Refused
from youfu.kit.models import Application
from youfu.kit.workflow import MAKER, Ground, Paper, Step
from youfu.kit.workflow.actions import recorded
from youfu.modules.entitlements import actions as entitlements
from youfu.modules.entitlements.models import Entitlement
from youfu.modules.people import actions as people
from youfu.modules.people.models import Category, Cause, Disability, Employment
from youfu.modules.recognition.applications import common
from youfu.rules import periods
from youfu.rules.eligibility import disability as rule
from youfu.rules.pricing import Terms
from youfu.rules.start import first_month

PENSION, NURSING = "disability_pension", "nursing_allowance"
GRADED = ("grade", "cause")
GRADES = list(enumerate((
    _("一级"), _("二级"), _("三级"), _("四级"), _("五级"), _("六级"), _("七级"), _("八级"), _("九级"), _("十级"),
), start=1))  # fmt: skip
CATEGORIES = [(c.value, c.label) for c in Category if c.value.startswith("disabled_")]
LETTERS = ("acceptance", "correction", "decision", "refusal")

HOSPITAL = Step(
    "hospital", _("医疗机构残疾情况鉴定"), "county", Permission.APPLICATIONS_EXAMINE, kind="outside", records=GRADED,
    returns_to=(MAKER, "examine"),
)  # fmt: skip
REVIEW = Step(
    "review",
    _("县级审核"),
    "county",
    Permission.APPLICATIONS_REVIEW,
    records=GRADED,
    returns_to=(MAKER, "examine"),
)
PUBLICITY = Step("publicity", _("公示"), "county", Permission.APPLICATIONS_EXAMINE, kind="publicity")
CITY = Step(
    "city", _("市级审核"), "city", Permission.APPLICATIONS_EXAMINE, kind="outside", records=GRADED,
    returns_to=(MAKER, "examine"),
)  # fmt: skip

CERTIFICATE = Paper("certificate", _("残疾证件"), note=_("原件"))
OPINION = Paper("opinion", _("残疾情况鉴定意见"), required=False, note=_("医疗机构鉴定后补入"))
PHOTO = Paper("photo", _("近期免冠照片"))
FORGED = Ground("forged", _("证件或材料系伪造，另行取消待遇并追回"), "军人抚恤优待条例（2024）第五十八条")


def province(*more: str) -> Step:
    """The province decides; its record is what counts."""
    return Step(
        "province", _("省级审批"), "province", Permission.APPLICATIONS_EXAMINE, kind="outside", records=(*GRADED, *more),
        returns_to=(MAKER, "examine"),
    )  # fmt: skip


class DecidedForm(forms.Form):
    """What a level records: grade and cause, and the certificate where one is issued."""

    grade = forms.TypedChoiceField(label=_("伤残等级"), choices=GRADES, coerce=int)
    cause = forms.ChoiceField(label=_("伤残性质"), choices=Cause.choices)
    certificate = forms.CharField(label=_("残疾证编号"), max_length=40)


class CareForm(forms.Form):
    """What amounts depend on beside grade and cause."""

    employment = forms.ChoiceField(label=_("属别"), choices=Employment.choices)
    mental = forms.BooleanField(label=_("因精神障碍评定"), required=False)
    in_hospital = forms.BooleanField(label=_("在优抚医院集中收治"), required=False)


def certificate_kind(category: str) -> str:
    """What certificates of a category are called in the register, whatever language the page is read in."""
    with recorded():
        return str(Category(category).label)


def rating_now(application: Application, day: date) -> Disability | None:
    """The rating in force on a day."""
    row: Disability | None = application.person.disabilitys.filter(valid__contains=day).first()
    return row


def opinions(application: Application) -> list[rule.Opinion]:
    """Grade and cause as each level recorded them; of a level that was asked twice, its last word."""
    rows = application.decisions.filter(verb="approve", record__has_key="grade").order_by("id")
    said = {row.step: rule.Opinion(row.step, row.record["grade"], row.record["cause"]) for row in rows}
    return list(said.values())


def proposed(application: Application) -> str:
    """The latest opinion, as it is published; empty before there is one."""
    said = opinions(application)
    return rule.grade_text(said[-1].grade, said[-1].cause) if said else ""


def decided_on(decided: common.Decided) -> date:
    """The day of the last outside document: what was decided counts from there, however late it is recorded here."""
    return date.fromisoformat(str(decided["outside"]["on"]))


def decided_basis(application: Application, decided: common.Decided) -> str:
    """The application and the document of the province."""
    return f"{common.basis_of(application)}；{decided['outside']['body']} {decided['outside']['document']}"[
        :200
    ]


def rating(application: Application, decided: common.Decided) -> people.Rating:
    """The rating as the province recorded it. Refused when there is no such rating, for example grade 7 from illness."""
    grade, cause, given = decided["grade"], decided["cause"], common.given(application)
    if not rule.exists(grade, cause):
        raise Refused(
            _now("没有“%(rating)s”：因病只评一级至六级，请核对。") % {"rating": rule.grade_text(grade, cause)}
        )
    basis = decided_basis(application, decided)
    return people.Rating(grade, cause, given["employment"], bool(given.get("mental")), basis)


def terms(rated: people.Rating, *, in_hospital: bool) -> dict[str, Terms | None]:
    """What the rated draw: the pension, and the nursing allowance or None."""
    nursing = rule.nursing_cause(rated.grade, rated.cause, mental=rated.mental, in_hospital=in_hospital)
    return {
        PENSION: Terms(PENSION, grade=rated.grade, cause=rated.cause, employment=rated.employment or None),
        NURSING: Terms(NURSING, grade=rated.grade, cause=nursing) if nursing else None,
    }  # fmt: skip


def settle(
    application: Application, rated: people.Rating, from_month: int, approved_on: date, by: Actor
) -> None:
    """Let pension and nursing allowance follow a rating from a month (index) on; the next roll posts the difference."""
    drawn = terms(rated, in_hospital=bool(common.given(application).get("in_hospital")))
    for programme, wanted in drawn.items():
        first = rule.nursing_from(from_month, wanted.cause or "") if wanted else from_month
        rows, later = _running(application, programme, from_month), first > from_month
        for row in rows:
            _change(row, None if later else wanted, max(from_month, row.months.lower), rated.basis, by)
        if wanted and (later or not rows):
            award = entitlements.Award(wanted, first, approved_on, rated.basis)
            entitlements.grant(application.person, award=award, county=common.county_of(application), by=by)


def _running(application: Application, programme: str, month: int) -> list[Entitlement]:
    rows = application.person.entitlements.filter(programme__code=programme, months__isempty=False)
    later = rows.filter(Q(months__endswith=None) | Q(months__endswith__gt=month))
    return list(later.select_related("programme", "terms", "person").order_by("months"))


def _change(row: Entitlement, wanted: Terms | None, month: int, basis: str, by: Actor) -> None:
    if wanted is None:
        entitlements.end(row, last_month=month - 1, reason=Entitlement.Ended.CHANGED, basis=basis, by=by)
    elif row.terms.priced(row.programme.code) != wanted:
        entitlements.change_terms(row, terms=wanted, from_month=month, basis=basis, by=by)


def foresee(application: Application, rated: people.Rating, from_month: int) -> list[Mapping[str, Any]]:
    """What pension and nursing allowance would come to."""
    drawn = terms(rated, in_hospital=bool(common.given(application).get("in_hospital")))
    return [
        row for wanted in drawn.values() if wanted for row in common.foresee(application, wanted, from_month)
    ]


def foreseen(application: Application) -> list[Mapping[str, Any]]:
    """What the latest opinion would pay if it were approved today; nothing before anybody has given one."""
    said = opinions(application)
    if not said or not rule.exists(said[-1].grade, said[-1].cause):
        return []
    given = common.given(application)
    rated = people.Rating(said[-1].grade, said[-1].cause, given["employment"], bool(given.get("mental")))
    return foresee(application, rated, first_month(clock.today()))


def outcome(rated: people.Rating, from_month: int) -> str:
    """One sentence of what was decided."""
    return _now("评定为%(rating)s，自 %(month)s 起发放。") % {
        "rating": rule.grade_text(rated.grade, rated.cause), "month": periods.month_text(from_month)
    }  # fmt: skip
