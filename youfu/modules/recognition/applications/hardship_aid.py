"""Type 18: 优抚对象临时救助. The amount applied for and the amount approved are kept apart; above a band the leader signs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Actor
from youfu.kit.models import Application
from youfu.kit.pages.fields import YuanField
from youfu.kit.workflow import ApplicationType, Ground, Paper, Publicity, register
from youfu.modules.people.models import Person
from youfu.modules.recognition.applications import common, once
from youfu.rules.findings import Finding, finding
from youfu.rules.money import fen_to_yuan

ARTICLE = "军人抚恤优待条例（2024）"
CEILING = "hardship.ceiling"
REASONS = (
    ("illness", _("重大疾病")), ("accident", _("意外事故")), ("disaster", _("自然灾害、火灾")),
    ("study", _("子女就学")), ("other", _("其他突发困难")),
)  # fmt: skip


class AidForm(forms.Form):
    reason = forms.ChoiceField(label=_("困难原因"), choices=REASONS)
    story = forms.CharField(label=_("困难情况"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}))
    amount = YuanField(label=_("申请金额（元）"))
    low_income = forms.BooleanField(label=_("低保或者低收入家庭"), required=False)


class AidDecision(forms.Form):
    granted_fen = YuanField(label=_("批准金额（元）"))


def check(application: Application) -> list[Finding]:
    given, person = common.given(application), application.person
    categories = [str(row) for row in person.identitys.all()]
    earlier = once.once_before(application, "hardship_aid")
    book = once.book(application)
    ceiling = book.fen(CEILING) if book.knows(CEILING) else None
    return [
        finding(person.status == Person.Status.ALIVE, _now("申请人在世"), "", ARTICLE),
        once.account_finding(person),
        finding(bool(categories) or None, _now("属于优抚对象"), "、".join(categories), ARTICLE),
        finding(given["amount"] > 0, _now("申请金额"), fen_to_yuan(given["amount"]), ARTICLE),
        finding(
            None if ceiling is None else given["amount"] <= ceiling, _now("不超过单次上限"),
            _now("待确认：政策标准库没有登记单次上限（代码 %(code)s）") % {"code": CEILING}
            if ceiling is None else fen_to_yuan(ceiling), ARTICLE,
        ),
        finding(
            None if earlier else True, _now("此前没有救助"),
            "；".join(f"{row.at:%Y-%m-%d} {fen_to_yuan(row.amount_fen)}" for row in earlier), ARTICLE,
        ),
    ]  # fmt: skip


def amount(application: Application) -> int | None:
    fen: int = common.given(application)["amount"]
    return fen


def content(application: Application) -> list[tuple[Any, str]]:
    return [(_("申请金额（元）"), fen_to_yuan(common.given(application)["amount"]))]


def foresee(application: Application) -> list[dict[str, Any]]:
    fen = application.granted_fen if application.granted_fen is not None else amount(application)
    note = _now("批准金额") if application.granted_fen is not None else _now("申请金额，以批准金额为准")
    return [{"title": _now("临时救助"), "fen": fen, "note": note}]


def approve(application: Application, decided: common.Decided, by: Actor) -> str:
    row = once.pay(application, "hardship_aid", decided["granted_fen"], by)
    return _now("申请 %(asked)s 元，批准 %(yuan)s 元，随下一份银行文件发放。") % {
        "asked": fen_to_yuan(application.applied_fen or 0), "yuan": fen_to_yuan(row.amount_fen)
    }  # fmt: skip


register(
    ApplicationType(
        code="hardship_aid",
        number=18,
        title=_("优抚对象临时救助"),
        basis=(ARTICLE,),
        form=AidForm,
        decides=AidDecision,
        steps=(
            common.TOWN,
            common.PUBLICITY,
            replace(common.EXAMINE, records=("granted_fen",)),
            common.REVIEW,
            replace(once.SIGN, above="band.hardship_aid"),
        ),
        papers=(common.FORM, common.ID_CARD, Paper("proof", _("困难证明材料")), common.BANK_CARD),
        grounds=(Ground("no_hardship", _("不符合临时救助条件"), ARTICLE), common.OTHER),
        check=check,
        approve=approve,
        amount=amount,
        publicity=Publicity(content),
        secret=("story",),
        foresee=foresee,
    )
)
