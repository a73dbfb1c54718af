"""Type 22: 去世登记和丧葬补助. The death is recorded, even late; what was paid beyond it becomes a balance to recover, and the
funeral subsidy goes to the payee who is named."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Actor
from youfu.kit.models import Application
from youfu.kit.pages.fields import DayField
from youfu.kit.workflow import ApplicationType, Ground, Paper, register
from youfu.modules.people import actions as people
from youfu.modules.people.models import Person
from youfu.modules.recognition.applications import common, once
from youfu.modules.standards.queries import tariff
from youfu.rules import lump_sums as rule
from youfu.rules import periods
from youfu.rules.figures import Computed
from youfu.rules.findings import Finding, finding
from youfu.rules.pricing import Unpriceable

ARTICLE = "军人抚恤优待条例（2024）第二十二条、第三十二条、第六十二条"
CAUSES = (("illness", _("因病")), ("wound", _("因旧伤复发")), ("other", _("其他")))


class DeathForm(once.PayeeForm):
    died_on = DayField(label=_("去世日期"))
    cause = forms.ChoiceField(label=_("去世原因"), choices=CAUSES)
    proof = forms.CharField(label=_("死亡证明编号"), max_length=60)
    field_order = ("died_on", "cause", "proof")


def drawn(application: Application, month: int) -> list[rule.Drawn]:
    """What was drawn in the month of death, as the standards price it. Unpriceable when a standard is missing."""
    held = application.person.entitlements.in_force(month).select_related("terms", "programme")
    profile = tuple(row.terms.priced(row.programme.code) for row in held)
    price = tariff(common.county_of(application)).price(profile, month)
    return [rule.Drawn(code, fen) for code, fen in price.by_programme.items() if fen]


def computed(application: Application) -> tuple[list[rule.Drawn], Computed]:
    given = common.given(application)
    rows = drawn(application, periods.month_of(given["died_on"]))
    book = once.book(application, given["died_on"])
    return rows, rule.funeral(rows, given["died_on"], given["cause"], book)


def check(application: Application) -> list[Finding]:
    given, person = common.given(application), application.person
    known = person.statuschanges.filter(status=Person.Status.DEAD).order_by("-id").first()
    findings = [
        finding(person.born_on <= given["died_on"] <= clock.today(), _now("去世日期合理"), str(given["died_on"]), ARTICLE),
        finding(
            known is None or known.on == given["died_on"], _now("与已登记的去世日期一致"),
            _now("已登记 %(day)s") % {"day": known.on} if known else _now("批准时登记"), ARTICLE,
        ),
        finding(
            not once.once_before(application, "funeral_subsidy"), _now("没有发过丧葬补助"), "", ARTICLE,
        ),
    ]  # fmt: skip
    try:
        rows, result = computed(application)
    except Unpriceable as problem:
        return [*findings, finding(False, _now("去世当月待遇"), str(problem), ARTICLE)]
    findings += rule.funeral_findings(rows, given["died_on"], given["cause"], result)
    return findings + (once.payee_findings(given) if result.fen else [])


def foresee(application: Application) -> list[dict[str, Any]]:
    try:
        return once.rows(_now("丧葬补助"), computed(application)[1])
    except Unpriceable as problem:
        return [{"title": _now("丧葬补助"), "fen": None, "note": str(problem)}]


def approve(application: Application, decided: common.Decided, by: Actor) -> str:
    given, person = common.given(application), application.person
    fen = computed(application)[1].fen or 0
    if person.status != Person.Status.DEAD:
        basis = f"{common.basis_of(application)}，{given['proof']}"
        application.person = people.record_death(person, on=given["died_on"], basis=basis, by=by)
    said = _now("登记 %(day)s 去世。") % {"day": given["died_on"]}
    if not fen:
        return said + _now("没有丧葬补助。")
    return said + once.paid(once.pay(application, "funeral_subsidy", fen, by, key=str(person.pk)))


register(
    ApplicationType(
        code="death",
        number=22,
        title=_("去世登记和丧葬补助"),
        basis=(ARTICLE,),
        form=DeathForm,
        steps=(common.TOWN, *once.COUNTY),
        papers=(
            common.FORM,
            Paper("death", _("死亡证明或者火化证明")),
            Paper("payee_id", _("领款人身份证和关系证明"), when=lambda given: bool(given.get("payee_id"))),
        ),
        grounds=(Ground("proof", _("死亡证明材料不符"), ARTICLE), common.OTHER),
        check=check,
        approve=approve,
        secret=once.PAYEE_SECRET,
        foresee=foresee,
    )
)
