"""补助审核: every application, what waits for me first, the most pressing on top."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Permission
from youfu.kit.models import Application
from youfu.kit.pages import Column, Filter, ListPage, Nav, Tab, rows_of
from youfu.kit.pages.columns import Choices, Rows
from youfu.kit.templatetags.kit import day, said
from youfu.kit.workflow import TYPES
from youfu.modules.organisations.models import Region
from youfu.modules.people.models import Person
from youfu.modules.recognition.pages.applications import waiting, words
from youfu.modules.recognition.queries.boards import FAR

NUMBER = re.compile(r"\d{2}-")


def found(rows: Rows, text: str) -> Rows:
    """By number, or by whose they are: name, pinyin or ID number."""
    if NUMBER.match(text):
        return rows.filter(number__startswith=text)
    people = Person._default_manager.matching(text).filter(pk=OuterRef("person_id"))
    return rows.filter(Exists(people))


def towns(page: ListPage) -> Choices:
    regions = rows_of(Region, page.actor, page.permission).current().filter(level=Region.Level.TOWN)
    return list(regions.values_list("code", "name"))


def types(page: Any) -> Choices:
    return [(t.code, t.title) for t in sorted(TYPES.values(), key=lambda t: t.number)]


def by_clock(rows: Rows, value: str) -> Rows:
    narrow = {"overdue": waiting.overdue, "soon": waiting.soon, "reminded": waiting.reminded}
    return narrow[value](rows)


def everything(rows: Rows) -> Rows:
    return rows


class Applications(ListPage):
    """补助审核."""

    permission = Permission.APPLICATIONS_VIEW
    export = Permission.APPLICATIONS_EXPORT
    route = "applications"
    title = _("补助审核")
    nav = Nav("work", _("补助审核"), "case", 10, badge=waiting.waiting_count)
    model = Application
    order = ("due", "-id")
    template_name = "recognition/applications.html"
    empty_title = _("这里没有申请")
    empty_why = _("申请由服务窗口、村社区和镇街道受理后提交；轮到您办理的会列在“待我办理”。")
    columns = (
        Column(_("申请人"), words.name_cell, head=True, plain=lambda a: a.person.name),
        Column(_("事项"), lambda a: said(a.title), plain=lambda a: a.title),
        Column(_("镇街道、村社区"), words.place_cell, css="nb opt", plain=words.plain_place),
        Column(_("受理"), lambda a: day(a.submitted_on), css="nb opt", plain=lambda a: a.submitted_on),
        Column(_("环节"), words.step_cell, css="nb", plain=words.plain_step),
        Column(_("时限"), words.time_cell, css="nb", plain=words.plain_due, gather=words.clocks),
    )  # fmt: skip
    filters = (
        Filter("q", _("姓名、拼音、身份证号、受理编号"), found, kind="search"),
        Filter("type", _("事项"), lambda rows, code: rows.filter(type=code), types, everything=_("全部")),
        Filter("state", _("状态"), lambda rows, code: rows.filter(state=code), lambda page: Application.State.choices),
        Filter("town", _("镇街道"), lambda rows, code: rows.in_region(code), towns, everything=_("全部")),
        Filter(
            "clock", _("时限"), by_clock,
            lambda page: [("overdue", _("已超期")), ("soon", _("两日内到期")), ("reminded", _("被督办"))],
        ),
    )  # fmt: skip
    tabs = tuple(
        Tab(code, title, everything)
        for code, title in (
            ("mine", _("待我办理")), ("running", _("在办")), ("returned", _("待我提交、补正")), ("paused", _("已暂停")),
            ("ended", _("已办结")), ("all", _("全部")),
        )
    )  # fmt: skip

    @cached_property
    def tab(self) -> Tab | None:
        """Whoever decides nothing begins with what runs."""
        wanted = self.request.GET.get("view", "" if waiting.decides(self.actor) else "running")
        return next((t for t in self.tabs if t.code == wanted), self.tabs[0])

    def base(self) -> Rows:
        rows: Any = super().base()
        rows = rows.select_related("person", "region__parent").defer(
            "declared", "given", "sealed", "findings"
        )
        rows = rows.prefetch_related("steps")
        code = self.tab.code if self.tab else ""
        if code == "mine":
            return waiting.waiting(rows, self.actor)
        if code in ("running", "paused"):
            rows = waiting.with_step(rows.running())
            return rows.filter(paused=True) if code == "paused" else rows
        if code == "ended":
            rows = rows.filter(ended_on__isnull=False)
        elif code == "returned":
            rows = waiting.given_back(rows, self.actor)
        if "clock" in self.given:
            return waiting.with_step(rows)
        return rows.annotate(due=Value(FAR))  # newest first

    def acts(self) -> list[dict[str, Any]]:
        acts: list[dict[str, Any]] = []
        if waiting.decides(self.actor):
            acts.append({"title": _("批量办理"), "url": reverse("application-batch"), "icon": "check"})
        if self.may(Permission.APPLICATIONS_MAKE):
            acts.append({"title": _("受理申请"), "url": reverse("counter"), "icon": "plus", "primary": True})
        return acts
