"""What the types share: steps of the usual routes, papers everybody needs, and the two things approval does: recognise a category
and open an entitlement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
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
from youfu.modules.standards.queries import tariff
from youfu.rules import periods
from youfu.rules.eligibility import veterans
from youfu.rules.findings import Finding
from youfu.rules.pricing import Price, Tariff, Terms, Unpriceable
from youfu.rules.programmes import title


def _not_made_there(application: Application) -> bool:
    """Whoever made it in the village gave the village's opinion when handing it in; nobody else can give it elsewhere."""
    return bool(
        application.region.level == Region.Level.VILLAGE
        and application.made_by.organisation.region_id != application.region_id
    )


VILLAGE = Step(
    "village", _("村（社区）意见"), "village", Permission.APPLICATIONS_VILLAGE, when=_not_made_there
)
TOWN = Step("town", _("镇街道初审"), "town", Permission.APPLICATIONS_TOWN)
PUBLICITY = Step("publicity", _("公示"), "town", Permission.APPLICATIONS_TOWN, kind="publicity")
EXAMINE = Step(
    "examine", _("县级经办"), "county", Permission.APPLICATIONS_EXAMINE, returns_to=(MAKER, "town")
)
REVIEW = Step(
    "review", _("县级复核"), "county", Permission.APPLICATIONS_REVIEW, returns_to=(MAKER, "town", "examine")
)
CITY = Step(
    "city",
    _("市级审批"),
    "city",
    Permission.APPLICATIONS_EXAMINE,
    kind="outside",
    returns_to=(MAKER, "examine"),
)
LOCAL = (TOWN, PUBLICITY, EXAMINE, REVIEW)

FORM = Paper("form", _("申请审批表"), note=_("本人签名"))
ID_CARD = Paper("id_card", _("身份证"), note=_("正反两面"))
HOUSEHOLD = Paper("household", _("户口簿"))
BANK_CARD = Paper("bank_card", _("发放账户复印件"), required=False)
DISCHARGE = Paper("discharge", _("退役证件或档案"))

Decided = Mapping[str, Any]

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


def held(person: Person, category: str) -> Identity | None:
    """The category the person holds today, or None."""
    row: Identity | None = person.identitys.filter(category=category, valid__contains=clock.today()).first()
    return row


def basis_of(application: Application) -> str:
    """What a recognition or entitlement cites, and what "why" shows: the application, by its number."""
    return f"{application.title}申请 {application.number}"


def recognise(application: Application, category: str, start: date | None = None) -> Identity:
    """Enter the category into the person's file, unless it is held already."""
    day = start or clock.today()
    already: Identity | None = application.person.identitys.filter(
        category=category, valid__contains=day
    ).first()
    if already:
        return already
    return Identity.objects.create(
        person=application.person, category=category, valid=DateRange(day, None), basis=basis_of(application)
    )


def withdraw_categories(application: Application, on: date) -> None:
    """End every category the person holds, from a day on."""
    for row in application.person.identitys.filter(valid__overlap=DateRange(on, None)):
        row.valid = DateRange(row.valid.lower, max(on, row.valid.lower + timedelta(days=1)))
        row.basis = f"{row.basis}；{basis_of(application)}"[:200].lstrip("；")
        row.save()


def decided_on(decided: Decided) -> date:
    """The day of the last approval: the day the document from outside bears, else today."""
    outside = decided.get("outside")
    return date.fromisoformat(str(outside["on"])) if outside else clock.today()


def award(
    application: Application, terms: Terms, first_month: int, by: Actor, on: date | None = None
) -> Entitlement:
    """Open the entitlement that was applied for, approved `on` a day (today); months already past are posted by the next roll."""
    granted = entitlements.Award(terms, first_month, on or clock.today(), basis_of(application))
    row: Entitlement = entitlements.grant(
        application.person, award=granted, county=county_of(application), by=by
    )
    return row


def asked_on(application: Application) -> date:
    """The day it was handed in; today while it was not."""
    return application.submitted_on or clock.today()


def given(application: Application) -> dict[str, Any]:
    """What was filled in, as values."""
    return cleaned(application)


def foresee(application: Application, terms: Terms, first_month: int) -> list[dict[str, Any]]:
    """What approving these terms from a month (index) on would pay, beside what the person draws already.

    Rows of {"title", "fen", "note"}: the month's amount first (fen; None when it cannot be priced, and `note` says why; 0 when
    it gives way), then what would give way to it (below zero), then what the months before this one come to, as one sum. The
    programme's own entitlement, if one runs, counts as replaced: a re-rating shows its difference.
    """
    now = periods.month_of(clock.today())
    rows = list(application.person.entitlements.select_related("programme", "terms"))
    book = tariff(county_of(application))
    try:
        before, after = (_priced(book, rows, max(now, first_month), new) for new in (None, terms))
        arrears = sum(_gain(book, rows, terms, month) for month in range(first_month, now))
    except Unpriceable as missing:
        return [{"title": title(terms.programme), "fen": None, "note": str(missing)}]
    return [*_month_rows(terms.programme, before, after), *_arrears_row(first_month, now, arrears)]


def recorded(application: Application, name: str) -> Any:
    """What the steps wrote down last under a name, such as a hospital's answer; None when nobody did."""
    rows = application.decisions.filter(verb="approve", record__has_key=name).order_by("-id")
    found = rows.values_list("record", flat=True).first()
    return found[name] if found else None


def together(application: Application, terms: Terms) -> list[Finding]:
    """What the benefit would yield to and what would yield to it, by the table of exclusions; drawing it already is a refusal."""
    rows = drawn(application.person)
    codes = [row.programme.code for row in rows]
    if not rows or terms.programme in codes:
        return veterans.together(terms.programme, codes, ())
    book = tariff(county_of(application))
    try:
        excluded = _priced(book, rows, periods.month_of(clock.today()), terms).excluded
    except Unpriceable as missing:
        return veterans.together(terms.programme, codes, str(missing))
    return veterans.together(terms.programme, codes, excluded)


def _priced(book: Tariff, rows: Sequence[Entitlement], month: int, new: Terms | None) -> Price:
    """What the person is due in a month, with or without the new terms."""
    profile = [
        row.terms.priced(row.programme.code)
        for row in rows
        if month in row.months and not (new and row.programme.code == new.programme)
    ]
    return book.price((*profile, *([new] if new else [])), month)


def _gain(book: Tariff, rows: Sequence[Entitlement], terms: Terms, month: int) -> int:
    """What a month already past would be paid back (or recovered); nothing when it was settled before this system."""
    same = [r for r in rows if r.programme.code == terms.programme and month in r.months]
    if any(row.closed_before and month < row.closed_before for row in same):
        return 0
    return _priced(book, rows, month, terms).total_fen - _priced(book, rows, month, None).total_fen


def _month_rows(programme: str, before: Price, after: Price) -> list[dict[str, Any]]:
    own = [
        {"title": title(line.programme), "fen": line.amount_fen, "note": f"{line.note}（{line.document_number or line.article}）"}
        for line in after.lines if line.programme == programme
    ]  # fmt: skip
    own += [
        {"title": title(e.programme), "fen": 0, "note": e.reason}
        for e in after.excluded
        if e.programme == programme
    ]
    paid = before.by_programme
    return own + [
        {"title": title(e.programme), "fen": -paid[e.programme], "note": e.reason}
        for e in after.excluded if e.programme in paid and e.programme != programme
    ]  # fmt: skip


def _arrears_row(first_month: int, now: int, fen: int) -> list[dict[str, Any]]:
    if first_month >= now:
        return []
    span = f"{periods.month_text(first_month)} — {periods.month_text(now - 1)}"
    return [{"title": str(_("补发") if fen >= 0 else _("扣回")), "fen": fen, "note": span}]
