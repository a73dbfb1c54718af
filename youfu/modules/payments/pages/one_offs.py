"""一次性待遇: the list of what was paid once, and the form that reverses one."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Actor, Permission, can
from youfu.kit.pages import Column, Filter, FormPage, ListPage, Nav, Tab, cells, panel, rows_of, signed_in
from youfu.kit.pages.columns import Rows
from youfu.kit.templatetags.kit import moment, money, said
from youfu.modules.entitlements import actions
from youfu.modules.entitlements.models import OneOff
from youfu.modules.payments.pages.words import names_for
from youfu.modules.people.models import Person
from youfu.modules.standards.models import Programme
from youfu.rules import periods

TOTAL = Sum("amount_fen")


def years(page: ListPage) -> list[tuple[str, str]]:
    year = clock.today().year
    return [(str(y), str(y)) for y in range(year, year - 6, -1)]


def programmes(page: ListPage) -> list[tuple[str, Any]]:
    return [(p.code, said(p.title)) for p in Programme._default_manager.filter(regular=False)]


def in_year(rows: Rows, year: str) -> Rows:
    return rows.filter(month__gte=int(year) * 12, month__lt=int(year) * 12 + 12)


def how(row: OneOff) -> tuple[str, str]:
    """The state in words, and the word of its tag."""
    if row.reverses_id:
        return _now("冲销"), "idle"
    return (_now("有效"), "ok") if row.stands else (_now("已冲销"), "look")


class OneOffs(ListPage):
    """一次性待遇: every award and reversal, newest first."""

    permission = Permission.ROLLS_VIEW
    route = "one-offs"
    section = "one-offs"
    title = _("一次性待遇")
    nav = Nav("work", _("一次性待遇"), "yuan", 42)
    model = OneOff
    order = ("-id",)
    export = Permission.ROLLS_EXPORT
    empty_title = _("还没有一次性待遇")
    empty_why = _("优待金、临时救助、医疗补助、丧葬补助等申请批准后在这里，随下一份银行文件发放。")
    columns = (
        Column(_("姓名"), lambda r: cells.link(r.person.name, f"{reverse('person', args=[r.person_id])}?part=benefits"),
               head=True, plain=lambda r: r.person.name),
        Column(_("项目"), lambda r: said(r.programme), plain=lambda r: str(r.programme)),
        Column(_("金额（元）"), lambda r: money(r.amount_fen), css="num", plain=lambda r: r.amount_fen, money=True),
        Column(_("领款人"), lambda r: r.payee.name, css="nb", plain=lambda r: r.payee.name),
        Column(_("记账月份"), lambda r: periods.month_text(r.month), css="nb", plain=lambda r: periods.month_text(r.month)),
        Column(_("依据"), lambda r: r.basis, plain=lambda r: r.basis),
        Column(_("经办"), lambda r: cells.two(r.actor, moment(r.at)), plain=lambda r: r.actor),
        Column(_("状态"), lambda r: cells.tag(*how(r)), css="nb", plain=lambda r: how(r)[0]),
    )  # fmt: skip
    filters = (
        Filter("year", _("年度"), in_year, years),
        Filter("programme", _("项目"), lambda rows, v: rows.filter(programme__code=v), programmes, everything=_("全部")),
    )  # fmt: skip
    tabs = (
        Tab("all", _("全部"), lambda rows: rows),
        Tab("year", _("今年"), lambda rows: in_year(rows, str(clock.today().year))),
        Tab("stands", _("有效"), lambda rows: rows.standing()),
        Tab("reversed", _("冲销"), lambda rows: rows.filter(reverses__isnull=False)),
    )

    @cached_property
    def all_columns(self) -> list[Column]:
        return names_for(self, super().all_columns)

    def base(self) -> Rows:
        return super().base().select_related("person", "payee", "programme")


class ReverseForm(forms.Form):
    basis = forms.CharField(
        label=_("冲销依据"), max_length=200, help_text=_("例如医院冲账单号、核查结论和文号")
    )


class ReverseOneOff(FormPage):
    """冲销一次性待遇: the opposite is posted; what was paid already becomes a balance to recover."""

    model = OneOff
    related = ("person__household_region__parent", "payee", "programme")
    permission = Permission.ENTITLEMENTS_EDIT
    section = "one-offs"
    title = _("冲销一次性待遇")
    lead = _("按原金额记一笔反向的账，只能冲销一次；已经发出的，从以后的应发中抵扣或者收回。")
    said = _("一次性待遇已冲销。")
    form_class = ReverseForm
    template_name = "payments/one_off_form.html"
    act = actions.reverse_once

    def success_url(self, result: Any) -> str:
        return f"{reverse('person', args=[self.thing.person_id])}?part=benefits"


@panel(
    "person",
    "benefits",
    order=20,
    permission=Permission.PEOPLE_VIEW,
    template="payments/panels/one_offs.html",
)
def one_offs(person: Person, request: HttpRequest) -> dict[str, Any] | None:
    """一次性待遇 of a person, with what may be reversed."""
    rows = list(person.oneoffs.select_related("programme", "payee"))
    if not rows:
        return None
    return {
        "rows": [{"row": row, "state": how(row), "month": periods.month_text(row.month)} for row in rows],
        "can_edit": can(signed_in(request), Permission.ENTITLEMENTS_EDIT, person.region_path),
    }


def this_year(actor: Actor) -> Any:
    """Awards less reversals of this year, for the indicator."""
    return in_year(rows_of(OneOff, actor, Permission.ROLLS_VIEW), str(clock.today().year))
