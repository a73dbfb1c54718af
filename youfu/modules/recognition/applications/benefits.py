"""A type that recognises a category and opens its monthly benefit: what it says of its own, and all that follows from it.

Two decisions where a step records `paid`: recognised is the approval itself, paid is what the county says beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Actor
from youfu.kit.errors import Refused
from youfu.kit.models import Application
from youfu.kit.workflow import ApplicationType, Publicity, register
from youfu.modules.people.models import Category
from youfu.modules.recognition.applications import common
from youfu.rules import periods
from youfu.rules.eligibility import veterans as rule
from youfu.rules.findings import Finding
from youfu.rules.pricing import Terms
from youfu.rules.programmes import title
from youfu.rules.start import first_month

Given = Mapping[str, Any]


def from_approval(application: Application, on: date) -> int:
    """The first month (index) by the general rule."""
    return first_month(on)


@dataclass(frozen=True)
class Benefit:
    """What a type says of its own, of what was filled in: which category, under which terms, what everybody may read, what is
    kept in the person's file; and what its rule finds. `first` gives the first month for a day of approval."""

    category: Callable[[Given], str]
    terms: Callable[[Given], Terms]
    findings: Callable[[Application], list[Finding]]
    notice: Callable[[Given], Sequence[tuple[Any, str]]]
    keep: Callable[[Application, Given], None]
    first: Callable[[Application, date], int] = from_approval

    def check(self, application: Application) -> list[Finding]:
        """What its rule finds, and what it would yield to."""
        return [
            *self.findings(application),
            *common.together(application, self.terms(common.given(application))),
        ]

    def content(self, application: Application) -> Sequence[tuple[Any, str]]:
        return self.notice(common.given(application))

    def foresee(self, application: Application) -> list[dict[str, Any]]:
        """What approval today would pay; nothing where only the identity can be recognised, or while a check fails."""
        found = self.findings(application)
        if rule.unpayable(found) or any(row.state == "fail" for row in found):
            return []
        terms = self.terms(common.given(application))
        return common.foresee(application, terms, self.first(application, clock.today()))

    def approve(self, application: Application, decided: common.Decided, by: Actor) -> str:
        """Recognise, keep what matters, and pay from the month the rule gives for the day of the last approval."""
        given, on = common.given(application), common.decided_on(decided)
        category, terms, first = self.category(given), self.terms(given), self.first(application, on)
        paid = is_paid(decided, self.findings(application))
        common.recognise(application, category, on)
        self.keep(application, given)
        said = {
            "what": Category(category).label,
            "benefit": title(terms.programme),
            "month": periods.month_text(first),
        }
        if not paid:
            return _now("认定为%(what)s，不享受%(benefit)s。") % said
        common.award(application, terms, first, by, on)
        return _now("认定为%(what)s，自 %(month)s 起发给%(benefit)s。") % (said | {"benefit": str(terms)})


class PaidForm(forms.Form):
    """The second of the two decisions: recognised 认定 is the approval itself, paid 享受待遇 is this."""

    paid = forms.ChoiceField(
        label=_("是否享受待遇"), choices=[("yes", _("认定并享受待遇")), ("no", _("只认定身份，不享受待遇"))]
    )


def is_paid(decided: common.Decided, findings: Sequence[Finding]) -> bool:
    """The county's second decision, where the type leaves one; paying against a condition that is not met is refused."""
    if decided.get("paid", "yes") != "yes":
        return False
    against = rule.unpayable(findings)
    if against:
        raise Refused(
            _now("不符合享受待遇的条件（%(what)s），只能认定身份。")
            % {"what": "、".join(row.title.removeprefix(rule.PAID) for row in against)}
        )
    return True


def declare(benefit: Benefit, **declared: Any) -> ApplicationType:
    """Register the type; its notice cites the first article of its basis."""
    decides = PaidForm if any("paid" in step.records for step in declared["steps"]) else None
    return register(
        ApplicationType(
            check=benefit.check, approve=benefit.approve, foresee=benefit.foresee,
            publicity=Publicity(benefit.content, declared["basis"][0]), **{"decides": decides, **declared},
        )
    )  # fmt: skip
