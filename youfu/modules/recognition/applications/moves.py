"""What the transfers of pension relations 关系转移 share: routes, whose fault a delay was, and who pays from when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Permission
from youfu.kit.models import Application
from youfu.kit.workflow import MAKER, Ground, Paper, Step
from youfu.modules.organisations.models import Region
from youfu.modules.people.models import Category, Person
from youfu.modules.recognition.applications import common, disabled, standing
from youfu.modules.recognition.sheets import CATEGORIES, terms_of
from youfu.rules import periods, transfers
from youfu.rules.eligibility import disability
from youfu.rules.pricing import Terms

NONE = Region.objects.none()  # the counties of nobody's province yet
MEANINGS = {meaning.category: meaning for meaning in CATEGORIES.values()}
BACK = (MAKER, "examine")
EXAMINE = Step("examine", _("县级经办"), "county", Permission.APPLICATIONS_EXAMINE)
REVIEW = Step("review", _("县级复核"), "county", Permission.APPLICATIONS_REVIEW, returns_to=BACK)
JUDGED = replace(REVIEW, records=("delay",))
CITY = replace(disabled.CITY, records=())
PROVINCE = replace(disabled.province(), title=_("省级审核"), records=())

RELATION = Paper("relation", _("抚恤补助关系证明和档案"), note=_("迁出地出具"))
MOVED = Paper("household_move", _("户口迁移证明"))
GROUNDS = (
    Ground("documents", _("档案材料不能证明身份和待遇"), transfers.COUNTIES),
    disabled.FORGED,
    common.OTHER,
)
LETTERS = ("acceptance", "correction", "decision", "refusal", "transfer")


class DelayField(forms.ChoiceField):
    """Whether months that passed are paid."""

    def __init__(self) -> None:
        choices = [
            ("none", _("没有耽误")), ("other", _("有耽误，非本人原因，照补")), ("own", _("本人原因耽误，不补发")),
        ]  # fmt: skip
        super().__init__(label=_("是否耽误"), choices=choices)


class DelayForm(forms.Form):
    delay = DelayField()


def counties(person: Person) -> Any:
    """The counties of the person's province."""
    province = person.household_region.path.split("/")[1]
    rows = Region.objects.current().filter(path__startswith=f"/{province}/", level=Region.Level.COUNTY)
    return rows.order_by("code")


def priced(given: Mapping[str, Any]) -> Terms | None:
    """What a category and the attributes given with it are priced by; None while one that it needs is missing."""
    meaning = MEANINGS[Category(given["category"])]
    missing = {
        disabled.PENSION: not disability.exists(given["grade"] or 0, given["cause"]),
        "rural_veteran_allowance": not given["service_years"],
        "demobilised_allowance": not given["enlisted_on"],
    }
    if missing.get(meaning.programme):
        return None
    return terms_of({**given, "employment": given["employment"] or None, "category": meaning})


def same_city(application: Application, county: str | None) -> bool:
    """Does that county (12-digit code) lie in the city of the one the application is handled in?"""
    other = Region.objects.filter(pk=county or "").first()
    return other is not None and other.path.split("/")[:3] == application.region_path.split("/")[:3]


def due(handover: transfers.Handover, decided: common.Decided, day: date) -> int:
    """The first month this county pays, as it was judged."""
    return transfers.first_due(handover, day, own_fault=decided.get("delay") == "own")


def decided_on(decided: common.Decided) -> date:
    """The day of the outside document, or today when nobody outside had to decide."""
    return disabled.decided_on(decided) if decided.get("outside") else clock.today()


def overpaid(application: Application) -> list[Mapping[str, Any]]:
    """Months posted beyond the last one this county pays: they will be recovered."""
    first = transfers.between_counties(common.given(application)["moved_on"]).received_pays_from
    fen = standing.posted_fen(application, first)
    return [{"title": _("应扣回"), "fen": -fen, "note": periods.month_text(first)}] if fen else []
