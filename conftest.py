"""What every test that needs a county may ask for: the register, the fixed cast of people who work there, and recipients.

The register (regions, programmes, standards, accounts) is loaded once a run; each test's own changes are rolled back.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings as examples

if TYPE_CHECKING:
    from youfu.modules.organisations.models import Region, User
    from youfu.modules.people.models import Person

# A slow machine is no counterexample. CI always tries the same examples; at a desk they differ from run to run.
examples.register_profile("desk", deadline=None)
examples.register_profile("ci", deadline=None, derandomize=True)
examples.load_profile("ci" if os.environ.get("CI") else "desk")

DATA = Path(__file__).parent / "tests" / "data"
TONGXIANG, HAINING = "330483000000", "330481000000"
PASSWORD = "youfu-demo-2026"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Found the county once for all tests of this process."""
    from django.contrib.auth.hashers import make_password
    from django.db.backends.postgresql.psycopg_any import DateRange

    from youfu.config.commands.init import establish
    from youfu.config.demo.accounts import open_demo_accounts
    from youfu.modules.organisations.models import Grant, Organisation, Region, User

    with django_db_blocker.unblock():
        open_demo_accounts(establish(TONGXIANG))
        next_door = Region.objects.get(pk=HAINING)
        station = Organisation.objects.create(kind="station", name="海宁市退役军人服务站", region=next_door)
        stranger = User.objects.create(
            username="stranger", name="外县经办", organisation=station, password=make_password(PASSWORD)
        )
        for role in ("benefits_clerk", "records"):
            Grant.objects.create(
                user=stranger, role=role, region=next_door, valid=DateRange(date(2020, 1, 1), None)
            )


@pytest.fixture(autouse=True)
def speak_chinese() -> None:
    """Begin every test in the first language; a page asked for in English leaves its thread in English."""
    from django.utils import translation

    translation.activate("zh-hans")


@dataclass(frozen=True)
class Cast:
    """The people of every test: one account a role, and the stranger, who may do everything a clerk may, in the next county."""

    village: User
    town: User
    counter: User
    clerk: User
    reviewer: User
    leader: User
    finance: User
    records: User
    office: User
    auditor: User
    sysadmin: User
    secadmin: User
    stranger: User


@pytest.fixture
def cast(db: None) -> Cast:
    from youfu.modules.organisations.models import User

    users = {u.username: u for u in User.objects.select_related("organisation__region")}
    return Cast(**{name: users[name] for name in Cast.__dataclass_fields__})


@pytest.fixture
def county(db: None) -> Region:
    """桐乡市."""
    from youfu.modules.organisations.models import Region

    return Region.objects.get(pk=TONGXIANG)


@pytest.fixture
def on_day(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Set the bureau's calendar day."""
    from youfu.kit import clock

    return lambda day: monkeypatch.setattr(clock, "today", lambda: day)


@pytest.fixture
def make_person(county: Region) -> Callable[..., Person]:
    """A maker of invented people (area prefix 330499), each with a valid number and an account."""
    from django.db.backends.postgresql.psycopg_any import DateRange

    from youfu.kit.crypto import blind_index
    from youfu.kit.pinyin import pinyin_of
    from youfu.modules.organisations.models import Region
    from youfu.modules.people.models import BankAccount, Person
    from youfu.rules.identifiers import check_digit

    serial = iter(range(101, 999, 2))

    def make(
        name: str = "陈建国", born: date = date(1950, 5, 1), village: str = "330483100", account: bool = True
    ) -> Person:
        head = f"330499{born:%Y%m%d}{next(serial):03d}"
        number = head + check_digit(head)
        region = Region.objects.filter(code__startswith=village, level="village").order_by("code")[0]
        pinyin, initials = pinyin_of(name)
        person = Person.objects.create(
            id_number=number, id_index=blind_index(number), name=name, pinyin=pinyin, initials=initials, sex="1",
            born_on=born, household_region=region, phone="13800000000",
        )  # fmt: skip
        if account:
            digits = "62" + number[:17].replace("X", "0")
            BankAccount.objects.create(
                person=person, bank="桐乡农商银行", number=digits, number_index=blind_index(digits), holder=name,
                valid=DateRange(date(2020, 1, 1), None),
            )  # fmt: skip
        return person

    return make


@pytest.fixture
def make_entitled(make_person: Callable[..., Person], county: Region, cast: Cast) -> Callable[..., Person]:
    """A maker of people with one entitlement: make_entitled("combat_allowance", "2026-01", grade=…)."""
    from youfu.modules.entitlements.actions import Award, grant
    from youfu.rules.periods import parse_month
    from youfu.rules.pricing import Terms

    def make(
        programme: str, first: str, *, name: str = "陈建国", person: Person | None = None, **dims: Any
    ) -> Person:
        person = person or make_person(name)
        award = Award(Terms(programme, **dims), parse_month(first), date(2025, 12, 1), "测试〔2025〕1号")
        grant(person, award=award, county=county, by=cast.clerk)
        return person

    return make


@pytest.fixture
def sample_rise() -> list[dict[str, str]]:
    """The invented rise of 2026-08-01, as rows."""
    import csv

    with (DATA / "standards-sample-rise.csv").open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


LIMITS = {"limit.town": 10, "limit.publicity": 3, "limit.examine": 10, "limit.review": 5}


@pytest.fixture
def limits(county: Region) -> None:
    """Invented time limits in working days for the usual steps; the shipped library lays hardly any down."""
    from django.db.backends.postgresql.psycopg_any import DateRange

    from youfu.modules.standards.models import Parameter, PolicyDocument

    document = PolicyDocument.objects.create(title="优抚事项服务指南（示例）", number="示例〔2020〕1号")
    since = date(2020, 1, 1)
    Parameter.objects.bulk_create(
        Parameter(
            code=code, title=code, region=county, value=days, unit="工作日", valid=DateRange(since, None),
            document=document, confidence="sample", changes_from=since,
        )
        for code, days in LIMITS.items()
    )  # fmt: skip


@pytest.fixture
def hand_in(cast: Cast) -> Callable[[Any], None]:
    """Put every paper the catalogue asks for into an application."""
    from youfu.kit.models import EvidenceFile
    from youfu.kit.workflow.actions import papers

    def give(application: Any) -> None:
        held = EvidenceFile.objects.filter(person=application.person).count()
        EvidenceFile.objects.bulk_create(
            EvidenceFile(
                application=application, person=application.person, paper=paper["code"], title=paper["title"],
                item=number, name="a.jpg", kind="image/jpeg", size=1, digest=f"{number:064d}", added_by=cast.village,
            )
            for number, paper in enumerate(papers(application), start=held + 1)
        )  # fmt: skip

    return give


@pytest.fixture
def apply_for(cast: Cast, limits: None, hand_in: Callable[[Any], None]) -> Callable[..., Any]:
    """Make an application at the county's counter, with all its papers, and hand it in."""
    from youfu.kit.workflow import actions

    def apply(person: Person, kind: str, given: dict[str, Any], by: User | None = None) -> Any:
        application = actions.draft(person, kind=kind, given=given, by=by or cast.counter)
        hand_in(application)
        return actions.submit(application, by=by or cast.counter)

    return apply


@pytest.fixture
def decide_all(cast: Cast, on_day: Callable[[date], None]) -> Callable[..., Any]:
    """Walk an application through every step to its approval, each by whom it belongs to, notices waited out.

    `records` is what every deciding step writes down; outside steps record a document of the day, or one `dated` before.
    """
    from datetime import timedelta

    from youfu.kit import clock
    from youfu.kit.workflow import deciding, publicity
    from youfu.kit.workflow.deciding import Outside, Verdict

    who = {
        "applications.village": cast.village, "applications.town": cast.town, "applications.examine": cast.clerk,
        "applications.review": cast.reviewer, "applications.sign": cast.leader,
    }  # fmt: skip

    def walk(application: Any, dated: date | None = None, **records: Any) -> Any:
        application.refresh_from_db()
        while application.state == "open":
            step = application.steps.get(order=application.position)
            by = who[step.permission]
            if step.kind == "publicity":
                until = application.notices.get(order=step.order, closed_on=None).until_day
                on_day(until + timedelta(days=1))
                publicity.conclude(application, by=by)
            else:
                document = Outside(step.title, "浙示〔2026〕1号", dated or clock.today())
                outside = document if step.kind == "outside" else None
                record = {name: records[name] for name in step.records}
                seen = (application.position, application.round)
                verdict = Verdict("approve", seen, "同意", record=record, outside=outside)
                deciding.decide(application, verdict=verdict, by=by)
            application.refresh_from_db()
        return application

    return walk
