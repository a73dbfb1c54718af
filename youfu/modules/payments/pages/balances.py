"""待收回: people who were paid more than they are due, with what is still to be recovered."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Permission
from youfu.kit.pages import Column, ListPage, Tab, cells
from youfu.kit.pages.columns import Rows
from youfu.kit.templatetags.kit import money
from youfu.modules.payments.pages.words import names_for
from youfu.modules.payments.queries import owed
from youfu.modules.people.models import Person


def fen(person: Person, known: dict[int, int]) -> int:
    return -known.get(person.pk, 0)


class InDebt(ListPage):
    """Months overpaid after a death, a stop found late, a reversal: the balance waits to be offset or collected."""

    permission = Permission.ROLLS_VIEW
    route = "in-debt"
    section = "rolls"
    title = _("待收回")
    lead = _("多发的部分先从以后的应发中抵扣；不再享受待遇的，须由本人或者家属退回。")
    model = Person
    order = ("pinyin", "id")
    export = Permission.ROLLS_EXPORT
    empty_title = _("没有待收回的金额")
    empty_why = _("去世、终止登记得晚或者冲销之后，多发的金额在这里。")
    columns = (
        Column(_("姓名"), lambda p: cells.link(p.name, f"{reverse('person', args=[p.pk])}?part=benefits"), head=True,
               plain=lambda p: p.name),
        Column(_("身份证"), lambda p: p.masked_id, css="nb mask", plain=lambda p: p.masked_id),
        Column(_("户籍地"), lambda p: p.household_region.name, plain=lambda p: p.household_region.name),
        Column(_("待收回（元）"), lambda p, known: money(fen(p, known)), css="num", plain=fen, money=True,
               gather=lambda rows: owed.balances([p.pk for p in rows])),
        Column(_("状态"), lambda p: p.get_status_display(), css="nb", plain=lambda p: p.get_status_display()),
    )  # fmt: skip
    tabs = (
        Tab("all", _("全部"), lambda rows: rows),
        Tab("dead", _("已去世"), lambda rows: rows.filter(status=Person.Status.DEAD)),
    )

    @cached_property
    def all_columns(self) -> list[Column]:
        return names_for(self, super().all_columns)

    def base(self) -> Rows:
        return super().base().filter(pk__in=owed.in_debt()).select_related("household_region")


def balance_of(person: Person) -> dict[str, Any]:
    """For the person's page: fen owed to them, or to be recovered from them."""
    known = owed.balances([person.pk]).get(person.pk, 0)
    return {"owed": max(0, known), "debt": max(0, -known)}
