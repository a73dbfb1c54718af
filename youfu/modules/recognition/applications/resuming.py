"""Type 213: resume 恢复 what was suspended. Not retroactive, but for a late confirmation that was not the person's own fault."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Actor
from youfu.kit.models import Application
from youfu.kit.workflow import ApplicationType, Ground, Paper, register
from youfu.modules.entitlements import actions
from youfu.modules.recognition.applications import common, standing
from youfu.rules import confirmation, periods
from youfu.rules.eligibility import standing as rule
from youfu.rules.findings import Finding, finding

LATE = "confirmed"


class ResumeForm(standing.StandingForm):
    verb = "resume"
    own_fault = forms.NullBooleanField(
        label=_("因本人原因逾期"),
        required=False,
        help_text=_("补办年度确认时填写：本人原因造成中断的月份不补发"),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("cause") == LATE and given.get("own_fault") is None:
            self.add_error("own_fault", _("补办年度确认须写明逾期是否因本人原因"))
        return given


def earliest(application: Application) -> int | None:
    """The first month a resumption may pay; None leaves it to the day of the application."""
    given = common.given(application)
    since = [row.months.upper for row in standing.suspended(application) if row.months.upper is not None]
    if given["cause"] != LATE or not since:
        return None
    return confirmation.resumes_from(min(since), common.asked_on(application), own_fault=given["own_fault"])


def check(application: Application) -> list[Finding]:
    found = rule.check(standing.facts(application, "resume", earliest=earliest(application)))
    if common.given(application)["cause"] == LATE:
        lost = common.given(application)["own_fault"]
        why = _now("因本人原因中断的月份不补发") if lost else _now("非本人原因中断的月份补发")
        found.append(finding(True, _now("中断月份"), why, confirmation.GAP_RULES[0].basis))
    return found


def approve(application: Application, decided: common.Decided, by: Actor) -> str:
    month = common.given(application)["from_month"]
    rows = standing.suspended(application)
    for row in rows:
        first = max(month, row.months.upper or month)
        actions.resume(row, from_month=first, basis=standing.basis_of(application), by=by)
    titles = "、".join(dict.fromkeys(str(row.programme) for row in rows))
    return _now("%(what)s自 %(month)s 起恢复。") % {"what": titles, "month": periods.month_text(month)}


register(
    ApplicationType(
        code="resume",
        number=213,
        title=_("恢复待遇"),
        basis=(rule.ARTICLE_59, rule.ARTICLE_8, confirmation.GAP_RULES[0].basis),
        form=ResumeForm,
        steps=(standing.EXAMINE, standing.REVIEW),
        papers=(
            common.FORM,
            Paper(
                "ended", _("刑满释放、恢复权利或核查结论证明"), when=lambda given: given.get("cause") != LATE
            ),
        ),
        grounds=(Ground("goes_on", _("中止情形没有消失"), rule.ARTICLE_59), *standing.GROUNDS),
        check=check,
        approve=approve,
    )
)
