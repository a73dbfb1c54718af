"""An application type for tests of the engine alone: it opens nothing and pays nothing."""

from __future__ import annotations

from typing import Any

from django import forms

from youfu.kit.access import Actor, Permission
from youfu.kit.models import Application
from youfu.kit.pages.fields import DayField, YuanField
from youfu.kit.workflow import MAKER, ApplicationType, Ground, Paper, Publicity, Step
from youfu.kit.workflow.form import cleaned
from youfu.rules.findings import Finding, finding

ARTICLE = "示例办法第一条"
TOWN = Step("town", "镇街道初审", "town", Permission.APPLICATIONS_TOWN)
NOTICE = Step("publicity", "公示", "town", Permission.APPLICATIONS_TOWN, kind="publicity")
EXAMINE = Step(
    "examine",
    "县级经办",
    "county",
    Permission.APPLICATIONS_EXAMINE,
    returns_to=(MAKER, "town"),
    records=("granted_fen",),
)
HOSPITAL = Step("hospital", "医疗鉴定", "county", Permission.APPLICATIONS_EXAMINE, kind="outside")
REVIEW = Step(
    "review", "县级复核", "county", Permission.APPLICATIONS_REVIEW, returns_to=(MAKER, "town", "examine")
)
SIGN = Step("sign", "局长签批", "county", Permission.APPLICATIONS_SIGN, returns_to=(), above="sample.band")


class SampleForm(forms.Form):
    amount = YuanField(label="申请金额")
    since = DayField(label="发生日期")
    note = forms.CharField(label="说明", required=False)
    kind = forms.TypedChoiceField(label="类别", choices=((1, "甲"), (2, "乙")), coerce=int, required=False)
    secret = forms.CharField(label="病情", required=False)


GIVEN: dict[str, Any] = {
    "amount": 50000,
    "since": "2026-10-01",
    "note": "说明",
    "kind": 2,
    "secret": "不公开",
}


def check(application: Application) -> list[Finding]:
    given = cleaned(application)
    return [finding(given["amount"] <= 100_000_00, "金额", str(given["since"].year), ARTICLE)]


def approve(application: Application, decided: Any, by: Actor) -> str:
    return f"批准 {decided.get('granted_fen')} {decided.get('outside', {}).get('document', '')}".strip()


def sample(**changes: Any) -> ApplicationType:
    """The type, or a variant of it; put it into TYPES for the time of a test."""
    declared: dict[str, Any] = {
        "code": "sample",
        "number": 99,
        "title": "示例事项",
        "basis": (ARTICLE,),
        "form": SampleForm,
        "steps": (TOWN, NOTICE, EXAMINE, REVIEW),
        "papers": (Paper("form", "申请表"), Paper("photo", "照片", when=lambda given: given["kind"] == 2)),
        "grounds": (Ground("other", "其他情形", ARTICLE),),
        "check": check,
        "approve": approve,
        "amount": lambda application: cleaned(application)["amount"],
        "publicity": Publicity(lambda application: [("金额", "500.00 元")], ARTICLE),
        "secret": ("secret",),
    }
    return ApplicationType(**declared | changes)
