"""Computing, approving and discarding a roll."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Permission
from youfu.kit.errors import Refused
from youfu.kit.pages import FormPage, MonthField, rows_of
from youfu.modules.organisations.models import Region
from youfu.modules.payments import actions
from youfu.modules.payments.models import Roll
from youfu.modules.payments.pages.words import unverified
from youfu.rules import periods


class ComputeForm(forms.Form):
    month = MonthField(label=_("发放月份"))


class Compute(FormPage):
    """计算批次: a draft of every difference; computing again refreshes it."""

    permission = Permission.ROLLS_COMPUTE
    section = "rolls"
    title = _("计算发放批次")
    submit = _("计算")
    lead = _("按当前资格和标准计算应发，减去已计金额，差额形成草稿；另一人审批后才入账。")
    form_class = ComputeForm
    template_name = "payments/compute.html"

    def initial(self) -> dict[str, Any]:
        try:
            return {"month": periods.parse_month(self.request.GET.get("month", ""))}
        except ValueError:
            return {"month": next_month(self)}

    def perform(self, form: forms.Form) -> Any:
        counties = rows_of(Region, self.actor, self.permission).filter(level=Region.Level.COUNTY)
        county = counties.first()
        if county is None:
            raise Refused(_now("您的授权不是县级，不能计算批次。"))
        roll = actions.compute(county, month=form.cleaned_data["month"], by=self.actor)
        if roll is None or not roll.pk:
            self.said = _now("%(month)s 没有新的差额，没有形成批次。") % {
                "month": periods.month_text(form.cleaned_data["month"])}  # fmt: skip
            return None
        self.said = _now("%(code)s 批次已计算，请核对后交由另一人审批。") % {"code": roll.code}
        return roll

    def success_url(self, result: Any) -> str:
        return reverse("roll", args=[result.pk]) if result else reverse("rolls")


def next_month(page: FormPage) -> int:
    """The month after the last roll; the open draft's own month; this month when there is none."""
    last = rows_of(Roll, page.actor, Permission.ROLLS_VIEW).order_by("-month", "-number").first()
    if last is None:
        return periods.month_of(clock.today())
    return int(last.month) if last.state == Roll.State.DRAFT else int(last.month) + 1


class OfRoll(FormPage, abstract=True):
    """A form about one roll."""

    model = Roll
    related = ("county", "computed_by")
    back = "roll"
    section = "rolls"


class ApproveForm(forms.Form):
    acknowledge_unverified = forms.BooleanField(
        label=_("已对照文件核对上列待核实标准，确认用于本批次"), required=False
    )

    def __init__(self, *args: Any, roll: Roll, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not roll.unverified:
            del self.fields["acknowledge_unverified"]


class Approve(OfRoll):
    """审批: the second pair of eyes; posts to the ledger."""

    permission = Permission.ROLLS_APPROVE
    title = _("审批发放批次")
    submit = _("审批通过并入账")
    lead = _("审批后记入台账，不能修改；有误只能在以后批次补发或扣回。")
    said = _("批次已审批并入账，可以生成银行文件。")
    form_class = ApproveForm
    template_name = "payments/approve.html"

    def form_kwargs(self) -> dict[str, Any]:
        return {"roll": self.thing}

    def extra(self) -> dict[str, Any]:
        return {"unverified": unverified(self.thing)}

    def perform(self, form: forms.Form) -> Any:
        known = form.cleaned_data.get("acknowledge_unverified", False)
        return actions.approve(self.thing, acknowledge_unverified=known, by=self.actor)


class DiscardForm(forms.Form):
    reason = forms.CharField(label=_("撤销原因"), max_length=200)


class Discard(OfRoll):
    """撤销草稿: nothing was posted, so nothing is taken back."""

    permission = Permission.ROLLS_COMPUTE
    title = _("撤销批次草稿")
    lead = _("草稿没有入账，撤销后可以重新计算任一月份。")
    said = _("批次草稿已撤销。")
    form_class = DiscardForm
    template_name = "payments/form.html"
    act = actions.discard

    def success_url(self, result: Any) -> str:
        return reverse("rolls")

    def cancel_url(self) -> str:
        return reverse("roll", args=[self.thing.pk])
