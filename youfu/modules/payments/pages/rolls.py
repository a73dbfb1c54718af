"""发放批次: the list, and what waits for whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Max, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Actor, Permission, can
from youfu.kit.pages import Column, Filter, ListPage, Nav, Tab, cells, panel, rows_of, signed_in
from youfu.kit.pages.columns import Rows
from youfu.kit.pages.todo import Todo, todo
from youfu.kit.templatetags.kit import moment, money, state
from youfu.modules.payments.models import Kind, Roll
from youfu.modules.payments.queries import compare
from youfu.rules import periods


def drafts(actor: Actor) -> int:
    """Rolls that wait for approval, for the badge of the rail."""
    return int(rows_of(Roll, actor, Permission.ROLLS_VIEW).filter(state=Roll.State.DRAFT).count())


def years(page: ListPage) -> list[tuple[str, str]]:
    year = clock.today().year
    return [(str(y), str(y)) for y in range(year + 1, year - 6, -1)]


class Rolls(ListPage):
    """发放批次: a month's roll each, newest first."""

    permission = Permission.ROLLS_VIEW
    route = "rolls"
    title = _("发放批次")
    nav = Nav("work", _("发放批次"), "yuan", 40, badge=drafts)
    model = Roll
    order = ("-month", "-number", "-id")
    export = Permission.ROLLS_EXPORT
    empty_title = _("还没有发放批次")
    empty_why = _("导入优抚对象后，由待遇经办人员按月计算批次，另一人审批后才入账。")
    columns = (
        Column(_("批次"), lambda r: cells.link(r.code, reverse("roll", args=[r.pk])), head=True, plain=lambda r: r.code),
        Column(_("状态"), lambda r: cells.tag(r.get_state_display(), state(r.state)), css="nb",
               plain=lambda r: r.get_state_display()),
        Column(_("人数"), lambda r: f"{r.people:,}", css="num", plain=lambda r: str(r.people)),
        Column(_("应发（元）"), lambda r: money(r.total_fen), css="num", plain=lambda r: r.total_fen, money=True),
        Column(_("未能计算"), lambda r: cells.mark(_now("%(n)d 类") % {"n": len(r.problems)}, "stop") if r.problems else "—",
               css="nb", plain=lambda r: str(len(r.problems) or "")),
        Column(_("经办"), lambda r: cells.two(r.computed_by.name, moment(r.computed_at)), css="nb",
               plain=lambda r: r.computed_by.name),
        Column(_("审批"), lambda r: cells.two(r.approved_by.name, moment(r.approved_at)) if r.approved_by else "—",
               css="nb", plain=lambda r: r.approved_by.name if r.approved_by else ""),
    )  # fmt: skip
    filters = (
        Filter(
            "year",
            _("年度"),
            lambda rows, v: rows.filter(month__gte=int(v) * 12, month__lt=int(v) * 12 + 12),
            years,
        ),
    )
    tabs = (
        Tab("all", _("全部"), lambda rows: rows),
        Tab("draft", _("待审批"), lambda rows: rows.filter(state=Roll.State.DRAFT)),
        Tab("approved", _("待出账"), lambda rows: rows.filter(state=Roll.State.APPROVED)),
        Tab("stopped", _("有未能计算的"), lambda rows: rows.exclude(problems=[])),
    )

    def base(self) -> Rows:
        return super().base().select_related("computed_by", "approved_by")

    def acts(self) -> list[dict[str, Any]]:
        debts = {"title": _("待收回"), "url": reverse("in-debt"), "icon": "undo"}
        if not self.may(Permission.ROLLS_COMPUTE):
            return [debts]
        return [
            debts,
            {"title": _("计算批次"), "url": reverse("roll-compute"), "icon": "yuan", "primary": True},
        ]


def latest(actor: Actor) -> Roll | None:
    """The newest roll this actor may see."""
    found: Roll | None = rows_of(Roll, actor, Permission.ROLLS_VIEW).order_by("-month", "-number").first()
    return found


@panel(
    "workbench", "side", order=10, permission=Permission.ROLLS_VIEW, template="payments/panels/current.html"
)
def current(thing: None, request: HttpRequest) -> dict[str, Any] | None:
    """The newest roll and where it stands, on the workbench."""
    roll = latest(signed_in(request))
    if roll is None:
        return None
    kinds = dict.fromkeys(Kind, 0)
    for total in roll.totals.all():
        kinds[Kind(total.kind)] += total.fen
    before = compare.rolls_before(roll).aggregate(fen=Sum("total_fen"))["fen"]
    return {
        "roll": roll,
        "change": roll.total_fen - before if before is not None else None,
        "arrears": kinds[Kind.ARREARS],
        "recovery": kinds[Kind.RECOVERY],
        "draft": roll.state == Roll.State.DRAFT,
        "exported": roll.state == Roll.State.EXPORTED,
    }


def paid_this_year(actor: Actor) -> Any:
    """Approved rolls of this year, for the indicator."""
    first = clock.today().year * 12
    rows = rows_of(Roll, actor, Permission.ROLLS_VIEW).exclude(state=Roll.State.DRAFT)
    return rows.filter(month__gte=first, month__lt=first + 12)


TOTAL = Sum("total_fen")


@todo(Permission.ROLLS_VIEW, order=10)
def waiting_rolls(actor: Actor) -> Iterator[Todo]:
    """A draft for its approver, an approved roll for whoever makes the bank file, the month that nobody computed yet."""
    rolls = rows_of(Roll, actor, Permission.ROLLS_VIEW)
    for roll in rolls.filter(state=Roll.State.DRAFT).select_related("computed_by"):
        yield from _about_draft(roll, actor)
    if can(actor, Permission.ROLLS_EXPORT):
        for roll in rolls.filter(state=Roll.State.APPROVED):
            note = _now("%(n)d 人，%(sum)s 元") % {"n": roll.people, "sum": money(roll.total_fen)}
            yield Todo(_now("%(code)s 批次已审批，待生成银行文件") % {"code": roll.code}, note,
                       reverse("roll-bank-file", args=[roll.pk]), _now("出账"), "now", "bank")  # fmt: skip
    last = rolls.aggregate(month=Max("month"))["month"]
    today = periods.month_of(clock.today())
    month = today if last is None else min(last + 1, today)  # a month that was left out comes first
    if can(actor, Permission.ROLLS_COMPUTE) and (last is None or last < today):
        yield Todo(_now("%(month)s 批次还没有计算") % {"month": periods.month_text(month)},
                   _now("先办完导入和变更，再计算"), reverse("roll-compute"), _now("计算"), "look", "yuan")  # fmt: skip


def _about_draft(roll: Roll, actor: Actor) -> Iterator[Todo]:
    url = reverse("roll", args=[roll.pk])
    note = _now("%(n)d 人，%(sum)s 元，%(who)s经办") % {
        "n": roll.people, "sum": money(roll.total_fen), "who": roll.computed_by.name}  # fmt: skip
    title = _now("%(code)s 批次待审批") % {"code": roll.code}
    if can(actor, Permission.ROLLS_APPROVE) and roll.computed_by_id != actor.pk:
        yield Todo(title, note, url, _now("审批"), "now", "yuan")
    else:
        yield Todo(title, note, url, _now("查看"), "info", "yuan")
    for problem in roll.problems:
        title = _now("%(n)d 人未能计算：%(why)s") % {"n": problem["people"], "why": problem["reason"]}
        yield Todo(title, roll.code, f"{url}#odd", _now("查看"), "stop", "alert")
