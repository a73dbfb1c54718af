"""What tests of documents share: a received document, an issued one, one that was delivered somewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client

from youfu.kit import clock
from youfu.modules.documents.models import Delivery, OfficialDocument
from youfu.modules.organisations.models import Grant, User


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Any) -> Path:
    """Files of a test lie in a folder of its own."""
    settings.FILES = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def stranger_office(cast: Any) -> User:
    """Who checks, numbers and signs in the next county: only the region keeps them out here."""
    region = cast.stranger.organisation.region
    user = User.objects.create(
        username="stranger_office", name="外县文书", organisation=cast.stranger.organisation
    )
    for role in ("documents", "bureau_leader"):
        Grant.objects.create(user=user, role=role, region=region, valid=DateRange(date(2020, 1, 1), None))
    return user


@pytest.fixture
def received(county: Any, cast: Any) -> Callable[..., OfficialDocument]:
    """A maker of received documents, past all checks of the action: received("关于…", state="handle", …)."""
    from youfu.modules.documents.actions.numbering import give, series_of
    from youfu.modules.documents.actions.searching import index

    def make(title: str = "关于开展走访的通知", **given: Any) -> OfficialDocument:
        given = {
            "sender": "嘉兴市退役军人事务局",
            "received_on": date(2026, 11, 2),
            "state": "propose",
        } | given
        if given["state"] == "handle":
            given.setdefault("handler", cast.clerk.organisation)
        if given["state"] in ("done", "returned"):
            given.setdefault("ended_on", date(2026, 11, 20))
        number = give(series_of(county, "in"), by=cast.office)
        row: OfficialDocument = OfficialDocument.objects.create(
            direction="in", region=county, title=title, number=number, made_by=cast.office, **given
        )
        index(row)
        return row

    return make


@pytest.fixture
def signed(client: Client) -> Callable[[Any], Client]:
    def sign(who: Any) -> Client:
        client.force_login(who)
        return client

    return sign


@pytest.fixture
def drafted(county: Any, cast: Any) -> OfficialDocument:
    """A draft of the clerk's."""
    row: OfficialDocument = OfficialDocument.objects.create(
        direction="out", state="draft", region=county, title="关于做好年审工作的通知", made_by=cast.clerk,
        office=cast.clerk.organisation,
    )  # fmt: skip
    return row


@pytest.fixture
def handed_down(cast: Any) -> Callable[..., Delivery]:
    """Deliver a document to somebody's office, past all checks of the action."""

    def make(document: OfficialDocument, to: Any, **given: Any) -> Delivery:
        row: Delivery = Delivery.objects.create(
            document=document, organisation=to.organisation, delivered_by=cast.office, **given
        )
        return row

    return make


@pytest.fixture
def both(county: Any, cast: Any) -> Any:
    """The leader, who works in the office too."""
    Grant.objects.create(
        user=cast.leader, role="documents", region=county, valid=DateRange(date(2020, 1, 1), None)
    )
    return User.objects.get(pk=cast.leader.pk)


@pytest.fixture
def issued(county: Any, cast: Any) -> OfficialDocument:
    """A notice that was issued today, past all steps that lead there."""
    from youfu.modules.documents.actions.numbering import give, set_series

    series, day = set_series(county, purpose="out", code="桐退役军人发", by=cast.office), clock.today()
    row: OfficialDocument = OfficialDocument.objects.create(
        direction="out", state="issued", region=county, kind="notice", title="关于做好年审工作的通知", body="一、范围\n全市。",
        series=series, number=give(series, by=cast.office), dated=day, printed_on=day, signer="徐卫东", made_by=cast.clerk,
        ended_on=day,
    )  # fmt: skip
    return row
