"""What the types share: steps of the usual routes, papers everybody needs, and the two things approval does: recognise a category
and open an entitlement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Actor, Permission
from youfu.kit.errors import Refused
from youfu.kit.models import Application
from youfu.kit.workflow import MAKER, Ground, Paper, Step
from youfu.kit.workflow.form import cleaned
from youfu.modules.entitlements import actions as entitlements
from youfu.modules.entitlements.models import Entitlement
from youfu.modules.organisations.models import Region
from youfu.modules.people.models import Identity, Person
from youfu.rules import periods
from youfu.rules.pricing import Terms

TOWN = Step("town", _("镇街道初审"), "town", Permission.APPLICATIONS_TOWN)
PUBLICITY = Step("publicity", _("公示"), "town", Permission.APPLICATIONS_TOWN, kind="publicity")
EXAMINE = Step(
    "examine", _("县级经办"), "county", Permission.APPLICATIONS_EXAMINE, returns_to=(MAKER, "town")
)
REVIEW = Step(
    "review", _("县级复核"), "county", Permission.APPLICATIONS_REVIEW, returns_to=(MAKER, "town", "examine")
)
LOCAL = (TOWN, PUBLICITY, EXAMINE, REVIEW)

FORM = Paper("form", _("申请审批表"), note=_("本人签名"))
ID_CARD = Paper("id_card", _("身份证"), note=_("正反两面"))
HOUSEHOLD = Paper("household", _("户口簿"))
BANK_CARD = Paper("bank_card", _("发放账户复印件"), required=False)
DISCHARGE = Paper("discharge", _("退役证件或档案"))

OTHER = Ground("other", _("其他不符合规定的情形"), "军人抚恤优待条例（2024）")


def county_of(application: Application) -> Region:
    """The county an application is handled in."""
    codes = [code for code in application.region_path.split("/") if code]
    county: Region | None = Region.objects.filter(pk__in=codes, level=Region.Level.COUNTY).first()
    if county is None:
        raise Refused(str(_("受理区划不在任何县内，请先更正户籍地。")))
    return county


def drawn(person: Person) -> list[Entitlement]:
    """Entitlements that run this month."""
    month = periods.month_of(clock.today())
    return list(person.entitlements.in_force(month).select_related("programme", "terms"))


def titles(rows: list[Entitlement]) -> list[str]:
    return [str(row.programme) for row in rows]


def basis_of(application: Application) -> str:
    """What a recognition or entitlement cites, and what "why" shows: the application, by its number."""
    return f"{application.title}申请 {application.number}"


def recognise(application: Application, category: str, start: date | None = None) -> Identity:
    """Enter the category into the person's file, unless it is held already."""
    day = start or clock.today()
    held = application.person.identitys.filter(category=category, valid__contains=day).first()
    if held:
        return held
    return Identity.objects.create(
        person=application.person, category=category, valid=DateRange(day, None), basis=basis_of(application)
    )


def award(application: Application, terms: Terms, first_month: int, by: Actor) -> Entitlement:
    """Open the entitlement that was applied for; months already past are posted by the next roll."""
    granted = entitlements.Award(terms, first_month, clock.today(), basis_of(application))
    row: Entitlement = entitlements.grant(
        application.person, award=granted, county=county_of(application), by=by
    )
    return row


def given(application: Application) -> dict[str, Any]:
    """What was filled in, as values."""
    return cleaned(application)


Decided = Mapping[str, Any]
