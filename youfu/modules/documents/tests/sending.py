"""What tests of sending share: a drafted notice, and the way from there to wherever it is wanted."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from youfu.modules.documents.actions import issuing, sending
from youfu.modules.documents.actions.numbering import set_series
from youfu.modules.documents.actions.sending import Paper
from youfu.modules.documents.models import NumberSeries, OfficialDocument
from youfu.modules.organisations.models import Grant, Organisation, User

TITLE = "关于做好2026年度优抚对象资格年审工作的通知"
BODY = (
    "为确保抚恤补助资金安全、准确、及时发放，现就做好2026年度优抚对象资格年审工作通知如下。\n"
    "一、年审范围。凡在本县领取定期抚恤补助的优抚对象，均须参加年审。\n"
    "二、年审方式。以手机人脸核验为主。高龄、失能的，由服务站上门办理。\n"
    "三、时间安排。11月28日前回复，12月31日前完成。"
)
WAY = ("draft", "check", "sign", "number", "issue", "issued")


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(user: Any, name: str, *args: Any, **query: str) -> str:
    response = client_of(user).get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def series(cast: Any) -> NumberSeries:
    made: NumberSeries = set_series(
        cast.office.organisation.region, purpose="out", code="桐退役军人发", by=cast.office
    )
    return made


def paper(**given: Any) -> Paper:
    values = {"title": TITLE, "body": BODY, "main_to": "各镇（街道）退役军人服务站", "copy_to": "市财政局"}
    return Paper(**(values | given))


def drafted(cast: Any, **given: Any) -> OfficialDocument:
    """A notice of the clerk's section."""
    made: OfficialDocument = sending.draft(cast.clerk.organisation, paper=paper(**given), by=cast.clerk)
    return made


def colleague(name: str, role: str, office: str) -> User:
    """One more account in a section of the bureau."""
    home = section(office)
    user: User = User.objects.create(username=name, name=name, organisation=home)
    Grant.objects.create(
        user=user, role=role, region_id=home.region_id, valid=DateRange(date(2020, 1, 1), None)
    )
    return user


def section(name: str) -> Organisation:
    return Organisation.objects.get(region_id="330483000000", name=name)


def walked(cast: Any, to: str = "issued", **given: Any) -> OfficialDocument:
    """A notice that went as far as that, each step by whose it is, nobody asked to countersign."""
    document = drafted(cast, **given)
    steps = {
        "check": lambda d: sending.submit(d, by=cast.clerk),
        "sign": lambda d: sending.check(d, text="已核", by=cast.office),
        "number": lambda d: sending.sign(d, text="同意印发", by=cast.leader),
        "issue": lambda d: issuing.number(d, series=series(cast), by=cast.office),
        "issued": lambda d: issuing.issue(d, copies=30, by=cast.office),
    }
    for state in WAY[1 : WAY.index(to) + 1]:
        document = steps[state](document)
    return document
