"""Type 20: 优抚对象医疗补助, a share of what is left of a bill up to the yearly cap; each bill once. Reversed by an action."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Actor
from youfu.kit.models import Application
from youfu.kit.pages.fields import DayField, YuanField
from youfu.kit.workflow import ApplicationType, Ground, Paper, register
from youfu.modules.people.models import Category, Person
from youfu.modules.recognition.applications import common, once
from youfu.modules.recognition.applications.veterans import choices
from youfu.rules import medical as rule
from youfu.rules.figures import INSURANCES, MEDICAL, Computed
from youfu.rules.findings import Finding, finding

PROGRAMME = "medical_subsidy"
CODES: dict[str, str] = {
    Category.MARTYR_SURVIVOR: "survivor", Category.DUTY_DEATH_SURVIVOR: "survivor",
    Category.DECEASED_SURVIVOR: "survivor", Category.DEMOBILISED: "demobilised",
    Category.ILLNESS_VETERAN: "illness_veteran", Category.COMBAT_VETERAN: "combat",
    Category.NUCLEAR_TEST_VETERAN: "nuclear_test",
}  # fmt: skip
AMOUNTS = ("total", "in_scope", "insured", "serious", "discount", "other_aid")


class BillForm(forms.Form):
    who = forms.ChoiceField(label=_("优抚类别"), choices=choices(MEDICAL))
    insurance = forms.ChoiceField(label=_("医保方式"), choices=choices(INSURANCES))
    hospital = forms.CharField(label=_("医疗机构"), max_length=60)
    invoice = forms.CharField(label=_("票据号"), max_length=40)
    admitted_on = DayField(label=_("入院或者就诊日期"))
    settled_on = DayField(label=_("结算日期"))
    disease = forms.CharField(label=_("病种"), max_length=60)
    total = YuanField(label=_("总费用（元）"))
    in_scope = YuanField(label=_("政策范围内费用（元）"))
    insured = YuanField(label=_("医保支付（元）"))
    serious = YuanField(label=_("大病保险支付（元）"), initial="0")
    discount = YuanField(label=_("医院减免（元）"), initial="0")
    other_aid = YuanField(label=_("医疗救助等（元）"), initial="0")


def bill(given: common.Decided) -> rule.Bill:
    return rule.Bill(**{f"{name}_fen": given[name] for name in AMOUNTS})


def held(person: Person) -> list[str]:
    """The categories the person is paid by, as the figures name them: a disabled one by grade."""
    now = clock.today()
    rating = person.disabilitys.filter(valid__contains=now).first()
    found = [f"disabled_{rating.grade}"] if rating else []
    for row in person.identitys.filter(valid__contains=now):
        if not row.category.startswith("disabled"):
            found.append(CODES.get(row.category, "other"))
    return found


def key(given: common.Decided) -> str:
    return f"{given['settled_on'].year}/{given['hospital']}/{given['invoice']}"


def computed(application: Application) -> Computed:
    given = common.given(application)
    head = f"{given['settled_on'].year}/"
    year = [row.amount_fen for row in once.once_before(application, PROGRAMME) if row.key.startswith(head)]
    book = once.book(application, given["settled_on"])
    return rule.subsidy(given["who"], given["insurance"], bill(given), sum(year), book)


def check(application: Application) -> list[Finding]:
    given, codes = common.given(application), held(application.person)
    return [
        finding(
            given["who"] in codes, _now("属于所填优抚类别"), "、".join(MEDICAL[code] for code in codes), rule.ARTICLE
        ),
        finding(
            given["admitted_on"] <= given["settled_on"] <= clock.today(), _now("就诊和结算日期合理"),
            f"{given['admitted_on']} — {given['settled_on']}", rule.ARTICLE,
        ),
        *rule.check(bill(given)),
        once.account_finding(application.person),
        *computed(application).findings(_now("医疗补助"), rule.ARTICLE),
    ]  # fmt: skip


def approve(application: Application, decided: common.Decided, by: Actor) -> str:
    fen = computed(application).fen or 0
    if not fen:
        return _now("已达年度封顶，本次不再补助。")
    return once.paid(once.pay(application, PROGRAMME, fen, by, key=key(common.given(application))))


def foresee(application: Application) -> list[dict[str, Any]]:
    return once.rows(_now("医疗补助"), computed(application))


register(
    ApplicationType(
        code="medical_subsidy",
        number=20,
        title=_("优抚对象医疗补助"),
        basis=(rule.ARTICLE,),
        form=BillForm,
        steps=(common.TOWN, *once.COUNTY),
        papers=(common.FORM, common.ID_CARD, Paper("bill", _("医疗费用结算单和票据")), common.BANK_CARD),
        grounds=(Ground("scope", _("不属于补助范围的费用"), rule.ARTICLE), common.OTHER),
        check=check,
        approve=approve,
        amount=lambda application: computed(application).fen,
        secret=("disease",),
        foresee=foresee,
        reversible=True,
    )
)
