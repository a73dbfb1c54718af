"""Fixtures for tests of the whole system. The server and the data folder come from youfu/config/tests/plugin.py."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tests import document_pages
from youfu.config.tests.plugin import NO_CHROMIUM

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUMS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Path of the Chromium on this machine; the tests that need one are skipped, and said to be, without it."""
    chosen = os.environ.get("YOUFU_CHROMIUM")
    for name in (chosen,) if chosen else CHROMIUMS:
        if found := shutil.which(name):
            return found
    pytest.skip(NO_CHROMIUM)


@pytest.fixture(scope="session")
def chromium(chromium_path: str) -> Iterator[Browser]:
    """A headless browser for the run; make a fresh context of it in each test."""
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread; Django would take that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=options)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def _campaign(county: Any, by: Any) -> Any:
    """This month's campaign of the yearly confirmation, with whoever draws."""
    from datetime import date

    from youfu.kit import clock
    from youfu.modules.recognition.actions import confirming

    today = clock.today()
    span = confirming.Span(date(today.year, today.month, 1), date(today.year, 12, 31), "示例〔2026〕1号")
    return confirming.open_campaign(county, year=today.year, span=span, by=by)


@pytest.fixture
def things(county: Any, cast: Any, make_entitled: Callable[..., Any]) -> dict[str, Any]:
    """One of everything that an address may name, all in 桐乡市."""
    from youfu.kit.models import JobRun
    from youfu.modules.entitlements.actions import OneOffAward, award_once
    from youfu.modules.payments.actions import compute
    from youfu.modules.standards.models import Rate
    from youfu.rules.periods import parse_month

    person = make_entitled("combat_allowance", "2026-11")
    roll = compute(county, month=parse_month("2026-11"), by=cast.clerk)
    job = JobRun.objects.create(
        kind="recipients.check", title="检查优抚对象花名册", path=county.path, by=cast.clerk
    )
    application = _application(person, cast.counter)
    campaign = _campaign(county, cast.clerk)
    return {
        "campaign": campaign,
        "confirmation": campaign.confirmations.get(),
        "application": application,
        "evidence": application.files.get(),
        "letter": application.letters.get(),
        "person": person,
        "entitlement": person.entitlements.get(),
        "one_off": award_once(
            person, award=OneOffAward("hardship_aid", 100000, "示例"), county=county, by=cast.clerk
        ),
        "roll": roll,
        "job": job,
        "user": cast.leader,
        "grant": cast.leader.grants.get(),
        "region": person.household_region,
        "rate": Rate.objects.standing().first(),
        **document_pages.things(county, cast),
    }


@pytest.fixture
def lay_down(county: Any) -> Callable[..., None]:
    """Enter invented figures for the county: lay_down(hardship__ceiling=4000)."""
    from datetime import date

    from django.db.backends.postgresql.psycopg_any import DateRange

    from youfu.modules.standards.models import Parameter, PolicyDocument

    document = PolicyDocument.objects.create(title="地方参数（示例）", number="示例〔2020〕2号")

    def lay(**figures: Any) -> None:
        for code, value in figures.items():
            Parameter.objects.create(
                code=code.replace("__", "."), title=code, region=county, value=value, unit="yuan", document=document,
                valid=DateRange(date(2020, 1, 1), None), confidence="sample", changes_from=date(2020, 1, 1),
            )  # fmt: skip

    return lay


@pytest.fixture
def pay(county: Any, cast: Any) -> Callable[[str], Any]:
    """Compute, approve and pay a month; gives its bank file."""
    from youfu.modules.payments.actions import approve, compute, export_bank_file
    from youfu.rules.periods import parse_month

    def run(month: str) -> Any:
        roll = compute(county, month=parse_month(month), by=cast.clerk)
        approve(roll, acknowledge_unverified=True, by=cast.reviewer)
        return export_bank_file(roll, by=cast.finance)

    return run


def _application(person: Any, by: Any) -> Any:
    """An application with a paper and a letter."""
    from youfu.kit.tests.papers import Upload, picture
    from youfu.kit.workflow import actions, evidence, letters

    given = {
        "enlisted_on": date(1968, 3, 1),
        "discharged_on": date(1972, 2, 1),
        "rural": True,
        "conscript": True,
    }
    application = actions.draft(person, kind="rural_veteran", given=given, by=by)
    evidence.add(application, paper="id_card", file=Upload(picture()), by=by)
    letters.make(application, kind="correction", by=by)
    return application
