"""What the tests of the application pages share: a client, what is filled in, and a press of one of the page's buttons."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from youfu.kit.models import Application

GIVEN = {
    "enlisted_on": "1984-11-01",
    "discharged_on": "1988-01-15",
    "unit": "",
    "rural": "true",
    "conscript": "on",
}
CLEANED = {
    "enlisted_on": date(1984, 11, 1), "discharged_on": date(1988, 1, 15), "unit": "", "rural": True, "conscript": True,
}  # fmt: skip


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def press(client: Client, application: Application, verb: str = "decide", **given: Any) -> Any:
    application.refresh_from_db()
    seen = f"{application.position}.{application.round}"
    return client.post(reverse(f"application-{verb}", args=[application.pk]), {"seen": seen, **given})
