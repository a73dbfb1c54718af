"""年度确认, the campaigns: opening one for a year, and how far each town is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.db.models.functions import Substr
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Permission
from youfu.kit.errors import Refused
from youfu.kit.pages import (
    Column,
    DayField,
    DetailPage,
    Exported,
    FormPage,
    ListPage,
    Section,
    cells,
    rows_of,
)
from youfu.kit.pages.columns import Rows
from youfu.kit.templatetags.kit import full_day
from youfu.modules.organisations.models import Region
from youfu.modules.recognition.actions import confirming
from youfu.modules.recognition.models import Campaign, Confirmation
from youfu.rules import confirmation as rule


def done(row: Campaign, counts: dict[int, dict[str, int]]) -> Any:
    found = counts.get(row.pk, {"done": 0, "all": 0})
    return f"{found['done']:,} / {found['all']:,}"


def counted(rows: Sequence[Campaign]) -> dict[int, dict[str, int]]:
    """Per campaign: how many are due in all, and how many have a result."""
    found: dict[int, dict[str, int]] = {}
    for row in rows:
        states = row.confirmations.aggregate(
            all=Count("pk"), done=Count("pk", filter=~Q(state__in=rule.OPEN))
        )
        found[row.pk] = states
    return found


def done_cell(row: Campaign, counts: dict[int, dict[str, int]]) -> Any:
    """Both numbers, leading to those who have a result and to all."""
    everybody = f"{reverse('confirmations')}?view=all&year={row.year}"
    found = counts.get(row.pk, {"done": 0, "all": 0})
    return format_html(
        "{} / {}", cells.link(f"{found['done']:,}", f"{everybody}&settled=yes"), cells.link(f"{found['all']:,}", everybody)
    )  # fmt: skip


def how(row: Campaign) -> str:
    return _now("已结束") if row.closed_on else _now("进行中")


class Campaigns(ListPage):
    """历年年度确认."""

    permission = Permission.APPLICATIONS_VIEW
    route = "confirmation-campaigns"
    section = "confirmations"
    title = _("年度确认任务")
    model = Campaign
    order = ("-year", "pk")
    export = Permission.APPLICATIONS_EXPORT
    personal = False
    empty_title = _("还没有发起过年度确认")
    empty_why = _("条例第八条规定，领取定期抚恤补助的人员每年确认一次。")
    columns = (
        Column(_("年度"), lambda row: cells.link(row.year, reverse("confirmation-campaign", args=[row.pk])), head=True,
               plain=lambda row: str(row.year)),
        Column(_("开始"), lambda row: full_day(row.opens_on), css="nb", plain=lambda row: row.opens_on.isoformat()),
        Column(_("截止"), lambda row: full_day(row.due_on), css="nb", plain=lambda row: row.due_on.isoformat()),
        Column(_("已确认 / 应确认"), done_cell, gather=counted, plain=done),
        Column(_("依据"), lambda row: row.basis, css="opt", plain=lambda row: row.basis),
        Column(_("状态"), lambda row: cells.mark(how(row), "idle" if row.closed_on else "now"), plain=how),
    )  # fmt: skip

    def acts(self) -> Sequence[dict[str, Any]]:
        if not self.may(Permission.APPLICATIONS_EXAMINE):
            return ()
        return (
            {
                "title": _("发起年度确认"),
                "url": reverse("confirmation-open"),
                "icon": "plus",
                "primary": True,
            },
        )


class CampaignForm(forms.Form):
    year = forms.IntegerField(label=_("年度"), min_value=2020, max_value=2100)
    opens_on = DayField(label=_("开始日期"))
    due_on = DayField(label=_("截止日期"), help_text=_("条例没有规定期限，按本地文件填写"))
    basis = forms.CharField(label=_("依据"), max_length=200, help_text=_("部署文件名称和文号"))


class OpenCampaign(FormPage):
    """发起年度确认: everybody who draws in the month it opens is due."""

    permission = Permission.APPLICATIONS_EXAMINE
    section = "confirmations"
    title = _("发起年度确认")
    lead = _("发起后，开始当月在享定期待遇的人员全部列为待确认，分到各村社区办理。")
    said = _("年度确认已发起。")
    form_class = CampaignForm
    sections = (Section(_("年度和期限"), ("year", "opens_on", "due_on")), Section(_("依据"), ("basis",)))

    def initial(self) -> dict[str, Any]:
        return {"year": clock.today().year, "opens_on": clock.today()}

    def perform(self, form: forms.Form) -> Any:
        counties = rows_of(Region, self.actor, self.permission)
        county = counties.filter(level=Region.Level.COUNTY).first()
        if county is None:
            raise Refused(_now("您的授权不是县级，不能发起年度确认。"))
        given = form.cleaned_data
        span = confirming.Span(given["opens_on"], given["due_on"], given["basis"])
        return confirming.open_campaign(county, year=given["year"], span=span, by=self.actor)

    def success_url(self, result: Any) -> str:
        return (
            reverse("confirmation-campaign", args=[result.pk])
            if result
            else reverse("confirmation-campaigns")
        )


TOWNS = tuple(
    Column(title, plain, plain=plain)
    for title, plain in (
        (_("镇街道"), lambda town: town["name"]),
        (_("应确认"), lambda town: str(town["all"])),
        (_("有结果"), lambda town: str(town["done"])),
        (_("在世且符合条件"), lambda town: str(town["confirmed"])),
        (_("未完成"), lambda town: str(town["left"])),
    )
)


class CampaignPage(Exported, DetailPage):
    """One campaign: figures, and how far each town is. Every number opens its list."""

    permission = Permission.APPLICATIONS_VIEW
    section = "confirmations"
    route = "confirmation-campaign"
    export = Permission.APPLICATIONS_EXPORT
    personal = False
    title = _("年度确认进度")
    model = Campaign
    template_name = "recognition/confirming/campaign.html"

    def base(self) -> Rows:
        return super().base().select_related("county", "opened_by")

    def answer(self, status: int = 200, **more: Any) -> HttpResponse:
        if self.wanted_away:
            return self.hand_out(TOWNS, self.extra(None)["towns"], conditions=str(self.thing.year))
        return super().answer(status, **more)

    def extra(self, part: Any) -> dict[str, Any]:
        rows = rows_of(Confirmation, self.actor, self.permission).filter(campaign=self.thing)
        towns = list(self._towns(rows))
        sums = {name: sum(town[name] for town in towns) for name in ("all", "done", "confirmed", "left")}
        over = self.thing.due_on < clock.today()
        return {"towns": towns, "sums": sums, "over": over}

    def _towns(self, rows: Rows) -> Any:
        grouped = rows.order_by().annotate(town=Substr("person__household_region_id", 1, 9)).values("town")
        counts = grouped.annotate(
            all=Count("pk"), confirmed=Count("pk", filter=Q(state="confirmed")),
            left=Count("pk", filter=Q(state__in=rule.OPEN)),
        )  # fmt: skip
        names = dict(
            rows_of(Region, self.actor, self.permission)
            .filter(level=Region.Level.TOWN)
            .values_list("code", "name")
        )
        for row in sorted(counts, key=lambda row: row["town"]):
            code = f"{row['town']}000"
            finished = row["all"] - row["left"]
            percent = 100 * finished // row["all"] if row["all"] else 0
            yield {**row, "code": code, "name": names.get(code, code), "done": finished, "percent": percent}
