"""What tests of delivering share: an issued document past the steps that lead to it, and who signs for whom."""

from __future__ import annotations

from datetime import date
from typing import Any

import pgtrigger
from django.test import Client

from youfu.kit.scope import acting
from youfu.modules.documents.actions.delivering import Recipients, deliver, set_reply_form
from youfu.modules.documents.actions.numbering import give, series_of
from youfu.modules.documents.models import Delivery, OfficialDocument
from youfu.modules.organisations.models import Organisation
from youfu.rules.reply_form import declare

SECTIONS = ("优抚褒扬科", "财务科")
FORM = (
    {"title": "慰问人数", "kind": "number", "required": True, "summed": True},
    {"title": "慰问金", "kind": "yuan", "summed": True},
    {"title": "方式", "kind": "choice", "choices": ["上门", "电话"]},
)


def issued(county: Any, cast: Any, title: str = "关于做好春节走访慰问工作的通知", **given: Any) -> Any:
    """A document that was numbered and issued."""
    values: dict[str, Any] = {
        "direction": "out", "state": "issued", "region": county, "title": title, "made_by": cast.clerk,
        "office": cast.clerk.organisation, "dated": date(2026, 11, 20), "printed_on": date(2026, 11, 20),
        "ended_on": date(2026, 11, 20), "body": "一、走访对象。\n二、时间安排。",
    } | given  # fmt: skip
    if "number" not in values:
        with acting(cast.office):
            values["number"] = give(series_of(county, "out", "桐退役军人发"), by=cast.office)
    return OfficialDocument.objects.create(**values)


def send(document: Any, cast: Any, *to: Any, form: Any = None, several: bool = False, **given: Any) -> Any:
    """Deliver to these (organisations, or users by name); returns the deliveries in order."""
    if form:
        set_reply_form(document, form=declare(form, several=several), by=cast.office)
    places = [one for one in to if isinstance(one, Organisation)]
    people = [one for one in to if not isinstance(one, Organisation)]
    deliver(document, to=Recipients(places, people, **given), by=cast.office)
    return list(Delivery.objects.filter(document=document).order_by("pk"))


def due(day: date, *rows: Delivery) -> None:
    """As if these had been due on another day from the start, which no action can say afterwards."""
    with pgtrigger.ignore("documents.Delivery:delivery_stays"):
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(due_on=day)


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def villages_of(town: Any) -> list[Any]:
    return list(town.organisation.children.order_by("pk"))
