"""年度确认, the list: who is due, overdue, confirmed, by year, place and method."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Actor, Permission
from youfu.kit.pages import Column, Filter, ListPage, Nav, Tab, cells, rows_of
from youfu.kit.pages.columns import Choices, Rows
from youfu.kit.templatetags.kit import full_day, place_name, said
from youfu.modules.people.pages.people import towns, villages
from youfu.modules.recognition.models import Campaign, Confirmation
from youfu.rules import confirmation as rule
from youfu.rules import periods

MARKS = {
    "due": "look", "reminded": "stop", "proposed": "stop", "suspended": "idle", "confirmed": "ok", "deceased": "idle",
    "moved": "idle", "not_found": "look", "ineligible": "idle",
}  # fmt: skip


def seen_by(actor: Actor) -> Any:
    """Confirmations this actor may look at."""
    return rows_of(Confirmation, actor, Permission.APPLICATIONS_VIEW)


def whose(rows: Rows) -> Rows:
    """With what a line shows of the person."""
    related = rows.select_related("campaign", "by", "person__household_region__parent")
    return related.prefetch_related("person__entitlements__programme")


def drawn(row: Confirmation) -> list[str]:
    """Titles of what the person draws this month."""
    month = periods.month_of(clock.today())
    return [
        said(e.programme) for e in row.person.entitlements.all() if month in e.months and e.programme.regular
    ]


def place(row: Confirmation) -> str:
    region = row.person.household_region
    return f"{region.parent.name if region.parent else ''}{place_name(region.name)}"


def person_cell(row: Confirmation) -> Any:
    age = periods.age_on(row.person.born_on, clock.today())
    note = f"{row.person.get_sex_display()} {age}"
    return cells.link(row.person.name, reverse("person", args=[row.person_id]), note)


def late(row: Confirmation) -> bool:
    return row.state in rule.OPEN and row.campaign.due_on < clock.today()


def state_cell(row: Confirmation) -> Any:
    text = row.get_state_display()
    if row.state == "due" and late(row):
        return cells.mark(_now("逾期未确认"), "stop")
    return cells.mark(text, MARKS[row.state])


def act_cell(row: Confirmation) -> Any:
    return cells.link(_now("办理"), reverse("confirmation-record", args=[row.pk]))


def _in_place(rows: Rows, code: str) -> Rows:
    return rows.filter(person__household_region__path__contains=f"/{code}/")


def _settled(rows: Rows, value: str) -> Rows:
    """With a result, or without one yet."""
    return rows.exclude(state__in=rule.OPEN) if value == "yes" else rows.filter(state__in=rule.OPEN)


def years(page: ListPage) -> Choices:
    found = (
        rows_of(Confirmation, page.actor, page.permission).order_by().values_list("campaign__year", flat=True)
    )
    return [(str(year), str(year)) for year in sorted(set(found.distinct()), reverse=True)]


def named(rows: Rows, text: str) -> Rows:
    """By the beginning of a name, its pinyin or its initials."""
    if text.isascii():
        found = rows.filter(person__pinyin__startswith=text.lower())
        return found | rows.filter(person__initials__startswith=text.lower())
    return rows.filter(person__name__startswith=text)


class Confirmations(ListPage):
    """年度确认."""

    permission = Permission.APPLICATIONS_VIEW
    route = "confirmations"
    title = _("年度确认")
    nav = Nav("work", _("年度确认"), "sync", 26)
    model = Confirmation
    order = ("pk",)
    export = Permission.APPLICATIONS_EXPORT
    empty_title = _("没有要确认的人员")
    empty_why = _("年度确认由县级经办发起，发起后本辖区在享待遇的人员列在这里。")
    tabs = (
        Tab("open", _("待确认"), lambda rows: rows.waiting()),
        Tab("overdue", _("逾期"), lambda rows: rows.overdue()),
        Tab("confirmed", _("已确认"), lambda rows: rows.current().filter(state="confirmed")),
        Tab(
            "other", _("其他结果"), lambda rows: rows.current().filter(state__in=rule.RESULTS - {"confirmed"})
        ),
        Tab("all", _("历年"), lambda rows: rows),
    )
    columns = (
        Column(_("姓名"), person_cell, plain=lambda row: row.person.name, head=True),
        Column(_("待遇"), lambda row: "、".join(drawn(row)) or cells.DASH, plain=lambda row: "、".join(drawn(row))),
        Column(_("户籍地"), place, plain=place),
        Column(_("方式"), lambda row: row.get_method_display() or cells.DASH, plain=lambda row: row.get_method_display()),
        Column(_("确认日期"), lambda row: full_day(row.found_on), css="nb opt",
               plain=lambda row: str(row.found_on or "")),
        Column(_("情况"), lambda row: row.note or cells.DASH, css="opt", plain=lambda row: row.note),
        Column(_("年度"), lambda row: row.campaign.year, css="opt", plain=lambda row: row.campaign.year),
        Column(_("状态"), state_cell, plain=lambda row: row.get_state_display()),
        Column(_("操作"), act_cell),
    )  # fmt: skip
    filters = (
        Filter("town", _("镇街道"), _in_place, towns, everything=_("全部")),
        Filter("village", _("村社区"), _in_place, villages, everything=_("全部")),
        Filter("method", _("方式"), lambda rows, v: rows.filter(method=v), lambda page: Confirmation.Method.choices),
        Filter("state", _("状态"), lambda rows, v: rows.filter(state=v), lambda page: Confirmation.State.choices),
        Filter("year", _("年度"), lambda rows, v: rows.filter(campaign__year=int(v)), years),
        Filter("settled", _("结果"), _settled, lambda page: [("yes", _("有结果")), ("no", _("未完成"))], kind="hidden"),
        Filter("q", _("姓名或拼音"), named, kind="search"),
    )  # fmt: skip

    def base(self) -> Rows:
        return whose(super().base())

    def acts(self) -> Sequence[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        if self.may(Permission.APPLICATIONS_EXAMINE) or self.may(Permission.APPLICATIONS_SUPERVISE):
            found.append(
                {"title": _("历年任务和进度"), "url": reverse("confirmation-campaigns"), "icon": "chart"}
            )
        if self.may(Permission.APPLICATIONS_MAKE):
            url = reverse("confirmation-round")
            found.append({"title": _("逐人确认"), "url": url, "icon": "check", "primary": True})
        return found

    def empty_acts(self) -> Sequence[dict[str, Any]]:
        running = rows_of(Campaign, self.actor, self.permission).filter(closed_on=None).exists()
        if running or not self.may(Permission.APPLICATIONS_EXAMINE):
            return ()
        return ({"title": _("发起年度确认"), "url": reverse("confirmation-open"), "icon": "plus"},)
