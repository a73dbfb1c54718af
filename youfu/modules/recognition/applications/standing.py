"""What types 21 share: suspending, stopping, cancelling and resuming what is drawn (军人抚恤优待条例 2024 art. 8, 58, 59)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Permission
from youfu.kit.ledger import Account
from youfu.kit.models import Application
from youfu.kit.models.ledger import Entry
from youfu.kit.pages.fields import DayField, MonthField
from youfu.kit.templatetags.kit import said
from youfu.kit.workflow import MAKER, Ground, Paper, Step
from youfu.modules.entitlements.models import Entitlement
from youfu.modules.people.models import Person
from youfu.modules.recognition.applications import common
from youfu.rules import periods
from youfu.rules.eligibility import standing as rule
from youfu.rules.findings import Finding

CANCELLING = "cancel"
TITLES = {
    "imprisoned": _("被判处有期徒刑"), "rights": _("被剥夺政治权利"), "wanted": _("被通缉"),
    "unconfirmed": _("催办后仍未办理年度确认"), "doubtful": _("疑似不再符合条件，待核查"),
    "conditions": _("不再符合享受条件"), "waived": _("本人书面放弃"), "death_or_life": _("被判处死刑、无期徒刑"),
    "expelled": _("被开除军籍"), "false_claim": _("弄虚作假骗取待遇"), "served": _("刑期已满"),
    "rights_restored": _("政治权利已恢复"), "not_wanted": _("通缉已撤销"), "confirmed": _("已补办年度确认"),
    "cleared": _("经核查符合条件"),
}  # fmt: skip


def by_province(application: Application) -> bool:
    """Whether the law leaves the decision to the province (article 59)."""
    return application.given.get("cause") in rule.BY_PROVINCE


EXAMINE = Step("examine", _("县级经办"), "county", Permission.APPLICATIONS_EXAMINE)
REVIEW = Step(
    "review", _("县级复核"), "county", Permission.APPLICATIONS_REVIEW, returns_to=(MAKER, "examine")
)
PROVINCE = Step(
    "province", _("省级决定"), "province", Permission.APPLICATIONS_EXAMINE, kind="outside",
    returns_to=(MAKER, "examine"), when=by_province,
)  # fmt: skip
SIGN = Step("sign", _("局领导签发"), "county", Permission.APPLICATIONS_SIGN, returns_to=(MAKER, "examine"))

DOCUMENT = Paper(
    "document", _("判决书、通缉令、处分决定或核查材料"),
    when=lambda given: given.get("cause") not in ("unconfirmed", "waived"),
)  # fmt: skip
WAIVER = Paper("waiver", _("本人书面声明"), when=lambda given: given.get("cause") == "waived")
GROUNDS = (Ground("unproved", _("事由没有证明材料，或者查无此事"), rule.ARTICLE_8), common.OTHER)


class StandingForm(forms.Form):
    """Which benefits, why, from which month. Subclasses name their verb."""

    for_person = True
    verb: ClassVar[str]
    programme = forms.ChoiceField(label=_("待遇项目"), required=False, help_text=_("不选为全部"))
    cause = forms.ChoiceField(label=_("事由"))
    from_month = MonthField(label=_("自何月起"))
    event_on = DayField(label=_("文书日期"), required=False)
    document_name = forms.CharField(label=_("文书名称和文号"), max_length=120, required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = person.entitlements.values_list("programme__code", "programme__title").distinct()
        titles = [(code, said(title)) for code, title in held.order_by("programme__code")]
        self.fields["programme"].choices = [("", _("全部")), *titles]  # type: ignore[attr-defined]
        self.fields["cause"].choices = [(code, TITLES[code]) for code in rule.CAUSES[self.verb]]  # type: ignore[attr-defined]


def rows_of(application: Application) -> Sequence[Entitlement]:
    """The person's benefits that the application is about."""
    rows = application.person.entitlements.select_related("programme", "person")
    code = common.given(application).get("programme")
    return list(rows.filter(programme__code=code) if code else rows)


def reached(application: Application, month: int) -> list[tuple[Entitlement, int]]:
    """The rows that run in a month or later, each with its own first month that changes."""
    return [
        (row, max(month, row.months.lower))
        for row in rows_of(application)
        if not row.months.isempty and (row.months.upper is None or row.months.upper > month)
    ]


def suspended(application: Application) -> list[Entitlement]:
    """Suspended benefits that nobody resumed."""
    resumed = set(
        Entitlement.objects.filter(continues__person=application.person).values_list(
            "continues_id", flat=True
        )
    )
    return [
        row
        for row in rows_of(application)
        if row.ended == Entitlement.Ended.SUSPENDED and row.pk not in resumed
    ]


def posted_fen(application: Application, month: int) -> int:
    """What was posted for a month and later, in fen: what will have to be recovered."""
    entries = Entry.objects.filter(
        Q(debit=Account.EXPENSE), party=application.person_id, for_month__gte=month,
        subject__in={row.programme_id for row in rows_of(application)},
    )  # fmt: skip
    return int(entries.aggregate(fen=Sum("amount_fen"))["fen"] or 0)


def span(row: Entitlement) -> rule.Drawn:
    lower = 0 if row.months.isempty else row.months.lower
    return rule.Drawn(str(row.programme), lower, row.months.upper)


def facts(application: Application, verb: str, **more: Any) -> rule.Facts:
    given, person = common.given(application), application.person
    ended = Application.objects.filter(person=person, type=CANCELLING, state="approved").exclude(
        pk=application.pk
    )
    return rule.Facts(
        verb, given["cause"], given["from_month"], given.get("event_on"), common.asked_on(application),
        person.status == Person.Status.ALIVE, [span(row) for row, _first in reached(application, given["from_month"])],
        [span(row) for row in suspended(application)], ended.exists(),
        0 if verb == "resume" else posted_fen(application, given["from_month"]), **more,
    )  # fmt: skip


def check_as(verb: str) -> Any:
    def check(application: Application) -> list[Finding]:
        return rule.check(facts(application, verb))

    return check


def foresee(application: Application) -> list[Mapping[str, Any]]:
    """What approval would take back."""
    month = common.given(application)["from_month"]
    fen = posted_fen(application, month)
    return [{"title": _("应扣回"), "fen": -fen, "note": periods.month_text(month)}] if fen else []


def basis_of(application: Application) -> str:
    """The application, and the provincial document when there is one."""
    province = application.decisions.filter(outside__isnull=False, verb="approve").order_by("id").last()
    outside = (
        f"；{province.outside['body']} {province.outside['document']}"
        if province and province.outside
        else ""
    )
    return (common.basis_of(application) + outside)[:200]
