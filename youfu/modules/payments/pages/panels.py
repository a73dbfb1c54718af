"""What a person's page shows of payments: this month's amount and how it comes about, and what every roll held."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock
from youfu.kit.access import Permission, can
from youfu.kit.pages import Column, extend, panel, signed_in
from youfu.kit.templatetags.kit import local, money
from youfu.modules.organisations.models import Region
from youfu.modules.payments.models import Roll
from youfu.modules.payments.pages.balances import balance_of
from youfu.modules.payments.pages.words import formula, titles
from youfu.modules.payments.queries import compare
from youfu.modules.payments.queries.explain import Explanation, explain
from youfu.modules.people.models import Person
from youfu.modules.people.pages.life import Event
from youfu.rules import periods

KINDS = {"current": "", "arrears": "补发", "recovery": "扣回"}


def county_of(person: Person) -> Region | None:
    """The county that pays this person."""
    codes = [code for code in person.region_path.split("/") if code]
    return Region._default_manager.filter(pk__in=codes, level=Region.Level.COUNTY).first()


def explained(person: Person, request: HttpRequest) -> Explanation | None:
    """The explanation for the month in the address, or of the newest roll, or of this month; asked once per request."""
    kept = request.__dict__.setdefault("explained", {})
    if person.pk not in kept:
        county = county_of(person)
        kept[person.pk] = explain(person, _month(request, county), county) if county else None
    found: Explanation | None = kept[person.pk]
    return found


def _month(request: HttpRequest, county: Region | None) -> int:
    try:
        return periods.parse_month(request.GET.get("month", ""))
    except ValueError:
        last = Roll._default_manager.filter(county=county).order_by("-month").first()
        return last.month if last else periods.month_of(clock.today())


@panel("person", "pay", order=10, permission=Permission.PEOPLE_VIEW, template="payments/panels/pay.html")
def pay(person: Person, request: HttpRequest) -> dict[str, Any] | None:
    """The sum in the head of the file."""
    found = explained(person, request)
    return {"explained": found} if found and (found.lines or found.problem) else None


@panel("person", "side", order=10, permission=Permission.PEOPLE_VIEW, template="payments/panels/explain.html")
def made(person: Person, request: HttpRequest) -> dict[str, Any] | None:
    """本月金额如何得来."""
    found = explained(person, request)
    if found is None:
        return None
    names = titles()
    return {
        "explained": found,
        "lines": [{
            **line,
            "title": " ".join(filter(None, (_(KINDS[line["kind"]]) if KINDS[line["kind"]] else "", names[line["programme"]]))),
            "formula": formula(line),
            "url": reverse("standard", args=[line["rate_id"]]) if line.get("rate_id") else "",
            "late": line["kind"] != "current",
        } for line in found.lines],
        "once": [{**row, "title": names.get(row["programme"], row["programme"])} for row in found.once],
        "excluded": [{**row, "title": names.get(row["programme"], row["programme"])} for row in found.excluded],
        "roll_url": reverse("roll", args=[found.roll.pk])
        if found.roll and can(signed_in(request), Permission.ROLLS_VIEW) else "",
        "earlier": periods.month_text(found.month - 1),
        "later": periods.month_text(found.month + 1),
    }  # fmt: skip


@panel(
    "person", "benefits", order=50, permission=Permission.PEOPLE_VIEW, template="payments/panels/history.html"
)
def paid(person: Person, request: HttpRequest) -> dict[str, Any] | None:
    """Every roll that held something for this person, and the payouts made."""
    payouts = list(person.payouts.select_related("bank_file__roll", "account").order_by("-id"))
    return {
        "history": compare.history(person),
        "payouts": payouts,
        **balance_of(person),
        "roll_links": can(signed_in(request), Permission.ROLLS_VIEW),
    }


@panel("person", "timeline", order=50, permission=Permission.PEOPLE_VIEW, template="")
def timeline(person: Person, request: HttpRequest) -> dict[str, Any] | None:
    """The last year's rolls as events."""
    events = []
    for row in compare.history(person)[:12]:
        roll: Roll = row["roll"]
        file = getattr(roll, "bank_file", None)
        day: date = local(file.at if file else roll.approved_at or roll.computed_at).date()
        title = _("%(code)s 待遇%(state)s") % {"code": roll.code, "state": roll.get_state_display()}
        events.append(Event(day, "bank" if file else "yuan", title, "", "ok" if file else "", row["fen"]))
    return {"events": events}


def _last_amounts(people: Any) -> dict[int, int]:
    """This month's money of the newest approved roll, for a page of the people list."""
    last = Roll._default_manager.order_by("-month").first()
    if last is None:
        return {}
    rolls = Roll._default_manager.filter(county=last.county_id, month=last.month).values_list("pk", flat=True)
    return compare.sums([p.pk for p in people], list(rolls))


def _amount(person: Person, fen: dict[int, int]) -> int | None:
    return fen.get(person.pk)


extend(
    "people",
    Permission.PEOPLE_VIEW,
    columns=[
        Column(
            gettext_lazy("月待遇（元）"),
            lambda p, fen: money(_amount(p, fen)),
            css="num",
            plain=_amount,
            money=True,
            gather=_last_amounts,
        ),
    ],
)
