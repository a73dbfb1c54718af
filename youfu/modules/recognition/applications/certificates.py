"""Type 3: 残疾证换证、补证、变更. A forged certificate is refused with its ground; type 21 stops what it drew."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Actor, Permission
from youfu.kit.models import Application
from youfu.kit.workflow import MAKER, ApplicationType, Ground, Paper, Step, register
from youfu.modules.people import actions as people
from youfu.modules.people.models import Certificate, Person
from youfu.modules.recognition.applications import common, disabled
from youfu.rules.eligibility import certificates as rule
from youfu.rules.findings import Finding


class CertificateForm(forms.Form):
    kind = forms.ChoiceField(label=_("办理事项"), choices=[(k, _(v.title)) for k, v in rule.KINDS.items()])
    category = forms.ChoiceField(label=_("证件类别"), choices=disabled.CATEGORIES)
    old_number = forms.CharField(label=_("原证编号"), max_length=40)
    genuine = forms.NullBooleanField(label=_("已与发证机关核对，原证真实"), required=False)
    reason = forms.CharField(label=_("说明"), max_length=300, required=False)


class IssuedForm(forms.Form):
    certificate = forms.CharField(label=_("新证编号（不变的填原编号）"), max_length=40)


def held(application: Application) -> Certificate | None:
    """The certificate of this kind that the file says is in use."""
    kind = disabled.certificate_kind(common.given(application)["category"])
    rows = application.person.certificates.filter(kind=kind, valid__contains=clock.today())
    row: Certificate | None = rows.first()
    return row


def check(application: Application) -> list[Finding]:
    given, person, row = common.given(application), application.person, held(application)
    return rule.check(
        rule.Facts(
            person.status == Person.Status.ALIVE,
            disabled.rating_now(application, clock.today()) is not None,
            row is not None,
            row is not None and row.number == given["old_number"].strip(),
            given["genuine"],
            given["kind"],
        )
    )


def approve(application: Application, decided: common.Decided, by: Actor) -> str:
    kind = disabled.certificate_kind(common.given(application)["category"])
    issued = people.issue_certificate(
        application.person, kind=kind, number=decided["certificate"], on=disabled.decided_on(decided), by=by
    )
    return _now("已办结，证件编号 %(number)s。") % {"number": issued.number}


def wants(proof: str) -> Any:
    """Whether a kind of request asks for this proof, or for the old certificate."""
    return lambda given: bool(kind := rule.KINDS.get(given.get("kind", ""))) and getattr(kind, proof)


register(
    ApplicationType(
        code="certificate",
        number=3,
        title=_("残疾证换证、补证、变更"),
        basis=(rule.MEASURES,),
        form=CertificateForm,
        steps=(
            Step("examine", _("县级经办"), "county", Permission.APPLICATIONS_EXAMINE),
            Step(
                "review", _("县级复核"), "county", Permission.APPLICATIONS_REVIEW, returns_to=(MAKER, "examine")
            ),
            Step("city", _("市级审核"), "city", Permission.APPLICATIONS_EXAMINE, kind="outside"),
            Step(
                "province", _("省级换发"), "province", Permission.APPLICATIONS_EXAMINE, kind="outside",
                records=("certificate",), returns_to=(MAKER, "examine"),
            ),
        ),
        papers=(
            common.FORM,
            common.ID_CARD,
            disabled.PHOTO,
            Paper("certificate", _("原残疾证件"), note=_("原件"), when=wants("hands_in_old")),
            Paper("proof", _("遗失声明或公安机关变更证明"), when=wants("proof")),
        ),
        grounds=(
            disabled.FORGED,
            Ground("no_reason", _("不符合换证、补证、变更情形"), rule.MEASURES),
            common.OTHER,
        ),
        check=check,
        approve=approve,
        decides=IssuedForm,
        letters=("acceptance", "correction", "decision", "refusal", "certificate"),
    )
)  # fmt: skip
