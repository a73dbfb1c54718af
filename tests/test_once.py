"""Twenty equal submissions at once have one effect; the others get the same answer or a sentence, never a broken page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from http.client import HTTPConnection
from pathlib import Path
from threading import Barrier
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings as current
from django.test import Client

from tests.browsing import work
from youfu.kit.models import AuditEvent, JobRun
from youfu.kit.models.ledger import Journal
from youfu.modules.entitlements.models import Entitlement
from youfu.modules.payments.actions import approve, compute
from youfu.modules.payments.models import BankFile, Payout, Roll
from youfu.modules.people.models import Person
from youfu.rules.periods import parse_month

pytestmark = pytest.mark.slow
TIMES = 20
MESSY = Path(__file__).parent / "data" / "recipients-messy.xlsx"
Maker = Callable[..., Person]


@dataclass(frozen=True)
class Answer:
    """Status, where it leads, and the words."""

    status: int
    place: str
    text: str


@dataclass
class Site:
    """The running site, and one signed-in user of it."""

    url: str
    client: Client

    def form(self, path: str) -> dict[str, str]:
        """What the form at an address carries along: its two tokens."""
        response = self.client.get(path)
        token = response.context.get("once", "")
        return {"csrfmiddlewaretoken": str(response.context["csrf_token"]), "once": token}

    def at_once(self, path: str, given: dict[str, str]) -> list[Answer]:
        """Send the same form twenty times, over twenty connections, in the same moment."""
        cookies = {name: morsel.value for name, morsel in self.client.cookies.items()}
        cookies.setdefault(current.CSRF_COOKIE_NAME, given["csrfmiddlewaretoken"])
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        ready = Barrier(TIMES)

        def send(_number: int) -> Answer:
            connection = HTTPConnection(urlsplit(self.url).netloc, timeout=60)
            ready.wait()
            connection.request("POST", path, urlencode(given), headers)
            response = connection.getresponse()
            body = response.read().decode(errors="replace")
            connection.close()
            return Answer(response.status, response.headers.get("Location", ""), body)

        with ThreadPoolExecutor(TIMES) as pool:
            return list(pool.map(send, range(TIMES)))


@pytest.fixture
def site(live_server: Any, cast: Any, settings: Any, tmp_path: Path, on_day: Any) -> Callable[[str], Site]:
    """A maker of signed-in users of the running site, in November 2026."""
    settings.FILES = tmp_path
    on_day(date(2026, 11, 23))

    def enter(name: str) -> Site:
        client = Client()
        client.force_login(getattr(cast, name), backend="django.contrib.auth.backends.ModelBackend")
        return Site(live_server.url, client)

    return enter


@pytest.fixture
def draft(site: Any, county: Any, cast: Any, make_entitled: Maker) -> Roll:
    make_entitled("combat_allowance", "2026-11")
    return compute(county, month=parse_month("2026-11"), by=cast.clerk)


def statuses(answers: list[Answer]) -> Counter[int]:
    return Counter(answer.status for answer in answers)


def done(action: str) -> int:
    return AuditEvent.objects.filter(action=action).count()


class TestCompute:
    def test_it_makes_one_roll(self, site: Any, make_entitled: Maker) -> None:
        make_entitled("combat_allowance", "2026-11")
        clerk = site("clerk")
        answers = clerk.at_once("/rolls/compute", clerk.form("/rolls/compute") | {"month": "2026-11"})
        roll = Roll.objects.get()
        assert {(a.status, a.place) for a in answers} == {(302, f"/rolls/{roll.pk}")}
        assert (done("roll.compute"), roll.lines) == (1, 1)

    def test_it_makes_one_roll_of_twenty_different_forms(self, site: Any, make_entitled: Maker) -> None:
        """Twenty windows, each with a form of its own: whoever comes later finds the draft of the first."""
        make_entitled("combat_allowance", "2026-11")
        clerk = site("clerk")
        given = clerk.form("/rolls/compute") | {"month": "2026-11", "once": ""}
        answers = clerk.at_once("/rolls/compute", given)
        assert statuses(answers)[302] >= 1
        assert set(statuses(answers)) <= {302, 409, 422}
        assert (Roll.objects.count(), Roll.objects.get().lines) == (1, 1)


class TestApprove:
    @pytest.mark.parametrize("token", [True, False], ids=["one form", "many windows"])
    def test_it_posts_once(self, site: Any, draft: Roll, token: bool) -> None:
        reviewer, path = site("reviewer"), f"/rolls/{draft.pk}/approve"
        given = reviewer.form(path) | {"acknowledge_unverified": "on"}
        answers = reviewer.at_once(path, given if token else given | {"once": ""})
        assert statuses(answers) == ({302: TIMES} if token else {302: 1, 409: TIMES - 1})
        assert all("已由朱国强审批" in a.text for a in answers if a.status == 409)
        assert Journal.objects.filter(kind=Journal.Kind.ROLL).count() == 1
        assert done("roll.approve") == 1


class TestBankFile:
    def test_it_pays_once(self, site: Any, draft: Roll, cast: Any) -> None:
        approve(draft, acknowledge_unverified=True, by=cast.reviewer)
        finance, path = site("finance"), f"/rolls/{draft.pk}/bank-file"
        answers = finance.at_once(path, finance.form(path) | {"format": "csv"})
        assert statuses(answers) == {200: TIMES}
        assert len({a.text for a in answers}) == 1
        assert (BankFile.objects.count(), Payout.objects.count()) == (1, 1)
        assert Journal.objects.filter(kind=Journal.Kind.PAYOUT).count() == 1


class TestImport:
    @pytest.mark.parametrize("token", [True, False], ids=["one form", "many windows"])
    def test_it_files_once(self, site: Any, token: bool) -> None:
        clerk = site("clerk")
        with MESSY.open("rb") as file:
            clerk.client.post("/import", {"file": file})
        work()
        path = f"/import/{JobRun.objects.get().pk}"
        given = clerk.form(path) | {
            "opening_from": "2026-01",
            "paid_through": "2026-10",
            "accept_valid": "on",
        }
        answers = clerk.at_once(path, given if token else given | {"once": ""})
        work()
        assert statuses(answers) == {302: TIMES}
        filings = JobRun.objects.filter(kind="recipients.file")
        assert {a.place for a in answers} == {f"/import/{run.pk}" for run in filings}
        assert sum(run.result["filed"] for run in filings) == Entitlement.objects.count() == 487
        assert filings.count() == 1 or not token
