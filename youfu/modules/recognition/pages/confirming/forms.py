"""年度确认, one person: record what was found, remind, propose a suspension, take a result back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Permission
from youfu.kit.pages import DayField, FormPage, MonthField, rows_of
from youfu.modules.recognition.actions import confirming
from youfu.modules.recognition.models import Confirmation
from youfu.modules.recognition.pages.confirming.rows import drawn, late, place, whose
from youfu.rules import confirmation as rule
from youfu.rules import periods

AREA = forms.Textarea(attrs={"rows": 3})
RESULTS = [(code, title) for code, title in Confirmation.State.choices if code in rule.RESULTS]


class OfConfirmation(FormPage, abstract=True):
    """A form about one person's confirmation; it leads back to the list."""

    back = "confirmation-record"
    permission = Permission.APPLICATIONS_MAKE
    section = "confirmations"
    template_name = "recognition/confirming/form.html"

    def target_rows(self) -> Any:
        return whose(rows_of(Confirmation, self.actor, self.permission)).select_related("application")

    def cancel_url(self) -> str:
        return reverse("confirmations")

    def extra(self) -> dict[str, Any]:
        row = self.thing
        after = {event for state, event in rule.TRANSITIONS if state == row.state}
        steps = {
            "deceased": (_("登记去世"), reverse("person-death", args=[row.person_id])),
            "moved": (_("办理迁出"), reverse("application-new", args=[row.person_id, "departure"])),
            "ineligible": (_("办理停发"), reverse("application-new", args=[row.person_id, "stop"])),
        }
        suspended = row.person.entitlements.filter(ended="suspended", continued_by=None).exists()
        if row.state == "confirmed" and suspended:
            steps["confirmed"] = (_("办理恢复"), reverse("application-new", args=[row.person_id, "resume"]))
        return {
            "drawn": drawn(row), "place": place(row), "late": late(row), "events": after, "next": steps.get(row.state),
            "closed": "record" not in after, "person": row.person,
        }  # fmt: skip


class RecordForm(forms.Form):
    result = forms.ChoiceField(label=_("结果"), choices=RESULTS, widget=forms.RadioSelect)
    method = forms.ChoiceField(label=_("方式"), choices=Confirmation.Method.choices, widget=forms.RadioSelect)
    on = DayField(label=_("确认日期"))
    note = forms.CharField(
        label=_("情况说明"), max_length=300, required=False, widget=AREA,
        help_text=_("结果不是在世且符合条件的，写明得知的时间和来源"),
    )  # fmt: skip


class Record(OfConfirmation):
    """登记年度确认."""

    title = _("登记年度确认")
    said = _("年度确认结果已登记。")
    submit = _("登记结果")
    form_class = RecordForm
    act = confirming.record

    def initial(self) -> dict[str, Any]:
        return {"result": "confirmed", "method": "visit", "on": clock.today()}


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("原因"), max_length=300, widget=AREA)


class Reopen(OfConfirmation):
    """撤销结果: what was entered by mistake."""

    title = _("撤销年度确认结果")
    lead = _("撤销后这个人重新列为待确认，原结果留在修改记录里。")
    said = _("结果已撤销，重新列为待确认。")
    form_class = ReasonForm
    act = confirming.reopen


class RemindForm(forms.Form):
    how = forms.CharField(
        label=_("催办情况"), max_length=300, widget=AREA, help_text=_("何时、以什么方式通知了谁")
    )


class RemindConfirmation(OfConfirmation):
    """登记催办: only who is overdue."""

    title = _("登记催办")
    lead = _("催办后仍不办理的，才可以提出中止建议。")
    said = _("催办已登记。")
    form_class = RemindForm
    act = confirming.remind


class ProposeForm(forms.Form):
    from_month = MonthField(label=_("建议自何月起中止"))


class Propose(OfConfirmation):
    """提出中止建议: drafts an application that the county examines and decides."""

    title = _("提出中止建议")
    lead = _("生成一件中止待遇申请，由县级经办、复核和签发后才生效；在此之前照常发放。")
    submit = _("生成中止申请")
    said = _("已生成中止待遇申请，核对后提交。")
    form_class = ProposeForm
    act = confirming.propose

    def initial(self) -> dict[str, Any]:
        return {"from_month": periods.month_of(clock.today()) + 1}

    def success_url(self, result: Any) -> str:
        return reverse("application", args=[result.pk])
