"""What the tests of opening begin with."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client

from youfu.kit import clock
from youfu.modules.documents.actions import disclosing
from youfu.modules.documents.models import Disclosure

VALUES: dict[str, Any] = {
    "title": "优抚对象年度确认办法", "body": "一、范围\n全市优抚对象。", "category": "policy", "issuer": "桐乡市退役军人事务局",
    "subject": "民政、扶贫、救灾／优抚安置", "made_on": date(2026, 1, 5), "document_number": "桐退役军人发〔2026〕12号",
}  # fmt: skip


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def make_item(county: Any, by: Any, **changes: Any) -> Disclosure:
    """An item being prepared."""
    values = {**VALUES, "made_on": min(VALUES["made_on"], clock.today()), **changes}
    made: Disclosure = disclosing.make(county, values=values, by=by)
    return made


def open_item(county: Any, cast: Any, **changes: Any) -> Disclosure:
    """An item everybody may read."""
    item = disclosing.submit(make_item(county, cast.office, **changes), by=cast.office)
    opened: Disclosure = disclosing.release(item, by=cast.leader)
    return opened


def file_of(title: str, digit: str = "0", text: str = "没有号码。", *, whole: bool = True) -> dict[str, Any]:
    """The columns of a file that is kept somewhere; `whole`: all that stands in it was read."""
    return {
        "title": title, "name": f"{title}.pdf", "kind": "application/pdf", "size": 1000, "pages": 1, "digest": digit * 64,
        "text": text, "read_whole": whole,
    }  # fmt: skip
