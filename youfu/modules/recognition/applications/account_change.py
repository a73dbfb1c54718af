"""Type 23: 变更发放账户, the number sealed and verified by a second person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Actor, Permission
from youfu.kit.crypto import blind_index
from youfu.kit.models import Application
from youfu.kit.pages.fields import DayField
from youfu.kit.workflow import ApplicationType, Ground, Paper, Step, register
from youfu.modules.people import actions
from youfu.modules.people.models import BankAccount, Person
from youfu.modules.recognition.applications import common
from youfu.rules import identifiers
from youfu.rules.eligibility import person_data as rule
from youfu.rules.findings import Finding


class AccountForm(forms.Form):
    bank = forms.CharField(label=_("开户银行"), max_length=60)
    holder = forms.CharField(label=_("户名"), max_length=60, help_text=_("应与身份证姓名一致"))
    number = forms.CharField(
        label=_("银行账号"), max_length=40, help_text=_("数字，可有空格"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    on = DayField(label=_("启用日期"))

    def clean_number(self) -> str:
        number = "".join(self.cleaned_data["number"].split())
        try:
            return identifiers.check_account(number)
        except identifiers.AccountProblem as problem:
            raise forms.ValidationError(problem.reason) from problem


def check(application: Application) -> list[Finding]:
    given, person = common.given(application), application.person
    others = BankAccount.objects.filter(
        number_index=blind_index(given["number"]), valid__contains=given["on"]
    )
    current = person.bankaccounts.order_by("valid").last()
    same = current is not None and bytes(current.number_index) == blind_index(given["number"])
    facts = rule.Account(
        given["number"], given["holder"], person.name, given["on"],
        None if current is None or (same and application.state == "approved") else current.valid.lower,
        list(others.exclude(person=person).values_list("person__name", flat=True)[:3]),
        person.status == Person.Status.ALIVE,
    )  # fmt: skip
    return rule.check_new_account(facts)


def approve(application: Application, decided: common.Decided, by: Actor) -> str:
    given = common.given(application)
    account = actions.change_account(application.person, **given, by=by)
    return _now("%(bank)s %(number)s 自 %(day)s 启用。") % {
        "bank": account.bank, "number": identifiers.mask_account(given["number"]), "day": given["on"]
    }  # fmt: skip


register(
    ApplicationType(
        code="account_change",
        number=23,
        title=_("变更发放账户"),
        basis=(rule.REAL_NAME,),
        form=AccountForm,
        steps=(Step("review", _("第二人核对"), "county", Permission.APPLICATIONS_REVIEW),),
        papers=(
            common.FORM,
            common.ID_CARD,
            Paper("bank_card", _("新账户复印件"), note=_("账号清晰可辨")),
            Paper("mandate", _("代领委托书"), required=False, note=_("户名不是本人时")),
        ),
        grounds=(Ground("account", _("账户不符合实名或者信息不一致"), rule.REAL_NAME), common.OTHER),
        check=check,
        approve=approve,
        secret=("number",),
        letters=(),
    )
)
