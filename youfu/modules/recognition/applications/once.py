"""What the types of one-off benefits 一次性待遇 share: figures of the library, the payee, posting the sum once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Actor, Permission
from youfu.kit.crypto import blind_index
from youfu.kit.models import Application
from youfu.kit.workflow import MAKER, Step
from youfu.modules.entitlements import actions as entitlements
from youfu.modules.entitlements.models import OneOff
from youfu.modules.people import actions as people
from youfu.modules.people.models import Person
from youfu.modules.recognition.applications import common
from youfu.modules.standards.models import Parameter
from youfu.rules import identifiers
from youfu.rules.figures import Book, Computed
from youfu.rules.findings import Finding, finding
from youfu.rules.money import fen_to_yuan

NATION = "000000000000"
REAL_NAME = "人民币银行结算账户管理办法"
SIGN = Step(
    "sign", _("负责人签批"), "county", Permission.APPLICATIONS_SIGN, returns_to=(MAKER, "examine", "review")
)
COUNTY = (common.EXAMINE, common.REVIEW)
EXAMINED = replace(common.EXAMINE, returns_to=(MAKER,))  # where no town step comes before
REVIEWED = replace(common.REVIEW, returns_to=(MAKER, "examine"))
PAYEE_SECRET = ("payee_id", "payee_account")


class IdField(forms.CharField):
    """A citizen's number, checked."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        super().__init__(max_length=18, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return identifiers.check_id(text).number
        except identifiers.IdProblem as problem:
            raise forms.ValidationError(problem.reason) from problem


class PayeeForm(forms.Form):
    """Who is paid instead of the person, and where to; an account that differs from the one on file is opened at approval."""

    payee_name = forms.CharField(label=_("领款人姓名"), max_length=60, required=False)
    payee_id = IdField(label=_("领款人身份证号"), required=False)
    payee_relation = forms.CharField(label=_("与本人关系"), max_length=20, required=False)
    payee_bank = forms.CharField(label=_("开户银行"), max_length=60, required=False)
    payee_account = forms.CharField(
        label=_("银行账号"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_payee_account(self) -> str:
        number = "".join(self.cleaned_data["payee_account"].split())
        try:
            return identifiers.check_account(number) if number else ""
        except identifiers.AccountProblem as problem:
            raise forms.ValidationError(problem.reason) from problem


def book(application: Application, day: date | None = None) -> Book:
    """The figures in force on a day (today) where the application is handled: of the nearest division that has one."""
    chain = [NATION, *(code for code in application.region_path.split("/") if code)]
    rows = Parameter.objects.on(day or clock.today()).filter(region__in=chain)
    found = sorted(rows.values_list("code", "region", "value"), key=lambda row: chain.index(row[1]))
    return Book({code: Decimal(value) for code, _region, value in found})


def payee_of(given: common.Decided) -> Person | None:
    """The payee's own file, if there is one."""
    number = given.get("payee_id")
    found: Person | None = Person.objects.with_id(number).first() if number else None
    return found


def payee_findings(given: common.Decided) -> list[Finding]:
    """The payee is on file under the name given and alive, and it is known where the money goes."""
    payee, ground = payee_of(given), REAL_NAME
    if payee is None:
        return [
            finding(
                False,
                _now("领款人已建档"),
                _now("请填写领款人身份证号；没有档案的，先登记人员再办理"),
                ground,
            )
        ]
    account = payee.bankaccounts.filter(valid__contains=clock.today()).exists()
    return [
        finding(
            payee.name == given.get("payee_name"), _now("领款人姓名与档案相符"), str(given.get("payee_name")), ground
        ),
        finding(payee.status != Person.Status.DEAD, _now("领款人在世"), "", ground),
        finding(
            bool(given.get("payee_account")) or account, _now("领款账户已知"),
            _now("用申请表所填账户") if given.get("payee_account") else _now("用领款人档案中的账户"), ground,
        ),
    ]  # fmt: skip


def account_finding(person: Person) -> Finding:
    """Is it known where the money goes? Without an account it is held until there is one."""
    known = person.bankaccounts.filter(valid__contains=clock.today()).exists()
    why = "" if known else _now("没有发放账户：批准后金额暂挂，登记账户后随下一份银行文件发出")
    return finding(known or None, _now("发放账户已登记"), why, REAL_NAME)


def once_before(application: Application, programme: str) -> list[OneOff]:
    """What the person was already awarded of a programme, reversed ones aside."""
    rows = application.person.oneoffs.standing().filter(programme__code=programme)
    return list(rows.exclude(application=application.number))


def pay(application: Application, programme: str, fen: int, by: Actor, key: str = "") -> OneOff:
    """Award the sum to the person or to the payee named in the form, whose account is opened first where it is a new one."""
    given = common.given(application)
    payee = payee_of(given)
    if payee and given.get("payee_account"):
        _open_account(payee, given, by)
    award = entitlements.OneOffAward(
        programme, fen, common.basis_of(application), application.number, payee, key
    )
    row: OneOff = entitlements.award_once(
        application.person, award=award, county=common.county_of(application), by=by
    )
    return row


def _open_account(payee: Person, given: common.Decided, by: Actor) -> None:
    now = payee.bankaccounts.filter(valid__contains=clock.today()).first()
    if now and bytes(now.number_index) == blind_index(given["payee_account"]):
        return
    people.change_account(
        payee, bank=given["payee_bank"] or _now("未填写"), number=given["payee_account"], holder=payee.name,
        on=clock.today(), by=by,
    )  # fmt: skip


def rows(title: str, result: Computed) -> list[dict[str, Any]]:
    """What approval would pay, as the application page shows it."""
    if result.fen is None:
        return [{"title": title, "fen": None, "note": _now("待确认：有参数没有登记")}]
    return [
        {"title": part.title, "fen": part.fen, "note": f"{part.formula}（{part.ground}）"}
        for part in result.parts
    ]


def paid(row: OneOff) -> str:
    """One sentence about what was awarded."""
    return _now("%(what)s %(yuan)s 元，付给%(who)s，随下一份银行文件发放。") % {
        "what": row.programme, "yuan": fen_to_yuan(row.amount_fen), "who": row.payee.name
    }  # fmt: skip
