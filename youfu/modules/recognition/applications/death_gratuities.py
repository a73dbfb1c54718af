"""Type 27: 烈士褒扬金 and 一次性抚恤金 after a death in service, both by the rule and paid to the relative who is named."""

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
from youfu.modules.people import actions as people
from youfu.modules.people.models import Person
from youfu.modules.recognition.applications import common, once
from youfu.modules.recognition.applications.veterans import choices
from youfu.rules import lump_sums as rule
from youfu.rules.figures import Computed
from youfu.rules.findings import Finding, finding

KINDS = (("martyr", _("烈士")), ("duty_death", _("因公牺牲")), ("deceased", _("病故")))


class GratuityForm(once.PayeeForm):
    kind = forms.ChoiceField(label=_("死亡性质"), choices=KINDS)
    died_on = DayField(label=_("死亡日期"))
    document = forms.CharField(label=_("评定或者确认文书和文号"), max_length=120)
    pay = YuanField(
        label=_("死亡时月基本工资（元）"),
        help_text=_("部队出具；追授更高军衔的按追授军衔。低于少尉的按少尉计"),
    )
    honours = forms.MultipleChoiceField(
        label=_("生前荣誉"),
        choices=choices(rule.HONOURS),
        required=False,
        help_text=_("只按最高一项增发"),
    )
    field_order = ("kind", "died_on", "document", "pay", "honours")


def death(given: common.Decided) -> rule.Death:
    return rule.Death(given["kind"], given["died_on"], given["pay"], given["honours"])


def computed(application: Application) -> dict[str, Computed]:
    """Programme code → sum."""
    given = common.given(application)
    sums = {}
    if given["kind"] == "martyr":
        sums["martyr_award"] = rule.martyr_award(once.book(application, given["died_on"]))
    return sums | {"death_gratuity": rule.gratuity(death(given), once.book(application, given["died_on"]))}


def check(application: Application) -> list[Finding]:
    given, person = common.given(application), application.person
    known = person.statuschanges.filter(status=Person.Status.DEAD).order_by("-id").first()
    sums = computed(application)
    return [
        finding(
            person.born_on <= given["died_on"] <= clock.today() and (known is None or known.on == given["died_on"]),
            _now("死亡日期与档案相符"), str(given["died_on"]), rule.GRATUITY,
        ),
        finding(
            not any(once.once_before(application, code) for code in sums), _now("没有发过"), "", rule.GRATUITY
        ),
        *(found for code, result in sums.items() for found in result.findings(_now("一次性待遇"), rule.GRATUITY)),
        *rule.honour_findings(death(given)),
        *once.payee_findings(given),
        finding(
            None, _now("领款人范围和协商"),
            _now("父母（抚养人）、配偶、子女；没有的，为兄弟姐妹。多名遗属须协商一致推举领款人"), rule.GRATUITY,
        ),
    ]  # fmt: skip


def approve(application: Application, decided: common.Decided, by: Actor) -> str:
    given, person = common.given(application), application.person
    sums = {code: result.fen or 0 for code, result in computed(application).items()}
    if person.status != Person.Status.DEAD:
        basis = f"{common.basis_of(application)}，{given['document']}"
        application.person = people.record_death(person, on=given["died_on"], basis=basis, by=by)
    said = [once.paid(once.pay(application, code, fen, by, key=str(person.pk))) for code, fen in sums.items()]
    return "".join(said)


def foresee(application: Application) -> list[dict[str, Any]]:
    sums = computed(application).values()
    return [row for result in sums for row in once.rows(_now("一次性抚恤金"), result)]


register(
    ApplicationType(
        code="death_gratuity",
        number=27,
        title=_("烈士褒扬金和一次性抚恤金"),
        basis=(rule.MARTYRS, rule.GRATUITY, rule.INCREASE),
        form=GratuityForm,
        steps=(once.EXAMINED, once.REVIEWED, once.SIGN),
        papers=(
            common.FORM,
            Paper("document", _("烈士评定、因公牺牲或者病故确认文书")),
            Paper("pay", _("部队出具的月基本工资证明")),
            Paper("agreement", _("遗属协商意见")),
            Paper("payee_id", _("领款人身份证和关系证明")),
        ),
        grounds=(Ground("kind", _("不属于一次性抚恤范围"), rule.GRATUITY), common.OTHER),
        check=check,
        approve=approve,
        secret=once.PAYEE_SECRET,
        foresee=foresee,
    )
)
