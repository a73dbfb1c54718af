"""Fill the demo county: its people come in through the same import as anybody's, and last month is paid the same way."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from django.conf import settings

from youfu.config.demo.applications import apply_all
from youfu.config.demo.documents import circulate
from youfu.config.demo.invent import Row
from youfu.config.demo.messy import write_messy
from youfu.config.demo.stories import stories
from youfu.config.demo.volume import volume
from youfu.kit import clock
from youfu.kit.access import System
from youfu.kit.errors import Refused
from youfu.kit.scope import acting
from youfu.kit.sheets.writing import write_workbook
from youfu.modules.entitlements import actions as entitlements
from youfu.modules.entitlements.models import Entitlement
from youfu.modules.organisations.models import Region, User
from youfu.modules.payments import actions as payments
from youfu.modules.people import actions as people
from youfu.modules.people.models import Person
from youfu.modules.recognition.actions import file_recipients
from youfu.modules.recognition.sheets import RECIPIENTS
from youfu.rules import periods
from youfu.rules.pricing import Terms

TITLE = "桐乡市优抚对象花名册（试用，人物均为虚构）"


def folder() -> Path:
    """Where the demo's workbooks lie, for the user to look at and to try."""
    place: Path = settings.HOME / "demo"
    place.mkdir(parents=True, exist_ok=True)
    return place


def seed(county: Region) -> int:
    """Make the people, pay last month, and let a few things happen since; all or nothing. Returns how many people."""
    today = clock.today()
    write_messy(folder() / "messy.xlsx")
    with acting(System("youfu demo")):
        _file(county, [*stories(today), *volume(_places(county))], today)
        _pay_last_month(county, periods.month_of(today) - 1)
        _happen(county, today)
        apply_all(county, today)
        circulate(county, today)
    return Person.objects.count()


def _places(county: Region) -> list[tuple[str, str]]:
    villages = (
        Region.objects.current().under(county).filter(level=Region.Level.VILLAGE).select_related("parent")
    )
    return [(str(village.parent), village.name) for village in villages.order_by("code")]


def _user(name: str) -> User:
    return User.objects.select_related("organisation__region").get(username=name)


def _file(county: Region, rows: list[Row], today: date) -> None:
    """Write the workbook and import it: paid elsewhere up to the month before last."""
    book = folder() / "recipients.xlsx"
    write_workbook(
        book, TITLE, RECIPIENTS.columns, ({"number": n, **row} for n, row in enumerate(rows, start=1))
    )
    paid_through = periods.month_of(today) - 2
    clerk = _user("clerk")
    with acting(clerk):
        filed = file_recipients(
            county, path=book, opening_from=paid_through // 12 * 12, paid_through=paid_through, by=clerk
        )
    if filed.checked.problems:
        raise Refused(filed.checked.problems[0].reason)


def _pay_last_month(county: Region, month: int) -> None:
    clerk, reviewer, finance = _user("clerk"), _user("reviewer"), _user("finance")
    with acting(clerk):
        roll = payments.compute(county, month=month, by=clerk)
    with acting(reviewer):
        roll = payments.approve(roll, acknowledge_unverified=True, by=reviewer)
    with acting(finance):
        payments.export_bank_file(roll, by=finance)


def _happen(county: Region, today: date) -> None:
    """What the clerks learnt since last month's roll; the next one settles it."""
    clerk, month = _user("clerk"), periods.month_of(today)
    with acting(clerk):
        people.record_death(
            _person("钱阿大"),
            on=periods.first_day(month - 3) + timedelta(days=11),
            basis="殡葬信息比对",
            by=clerk,
        )
        people.rate_disability(
            _person("屠永福"), on=periods.first_day(month - 4), by=clerk,
            rating=people.Rating(7, "duty", "employed", basis="伤残等级调整批复"),
        )  # fmt: skip
        entitlements.change_terms(
            _held("屠永福"), terms=Terms("disability_pension", grade=7, cause="duty", employment="employed"),
            from_month=month - 4, basis="伤残等级调整批复", by=clerk,
        )  # fmt: skip
        entitlements.suspend(
            _held("俞志明"), from_month=month, basis="服刑期间中止（军人抚恤优待条例第五十九条）", by=clerk
        )
        nursing = entitlements.Award(
            Terms("nursing_allowance", grade=1, cause="war"), month, periods.first_day(month), "护理费审批表"
        )
        entitlements.grant(_person("朱振华"), award=nursing, county=county, by=clerk)
        people.change_account(
            _person("单秀兰"), bank="中国农业银行", number="6299194906299000018", holder="单秀兰",
            on=periods.first_day(month), by=clerk,
        )  # fmt: skip


def _person(name: str) -> Person:
    """Somebody from the stories; they were filed first, so of two with the same name the first is meant."""
    return Person.objects.filter(name=name).select_related("household_region").order_by("id")[0]


def _held(name: str) -> Entitlement:
    return (
        Entitlement.objects.filter(person=_person(name))
        .select_related("person__household_region", "programme")
        .get()
    )
