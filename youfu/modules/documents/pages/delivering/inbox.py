"""文件传达, the inbox: what was delivered to one's own office and oneself; for a town also what its villages got."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Actor, Permission
from youfu.kit.pages import Column, Filter, ListPage, Nav, Tab, cells, rows_of
from youfu.kit.pages.columns import Choices, Rows
from youfu.kit.templatetags.kit import day, full_day
from youfu.modules.documents.models import Delivery, OfficialDocument
from youfu.modules.documents.pages.delivering import words
from youfu.modules.organisations.models import Region

READ = Permission.DOCUMENTS_READ
BOUND = 1000


def own(actor: Actor) -> Any:
    """Deliveries for the actor's own office, or for the actor by name."""
    return rows_of(Delivery, actor, READ).of(actor)


def waiting_count(actor: Actor) -> int:
    """What the rail shows; bounded, so that it costs the same in an office that is far behind."""
    return int(own(actor).waiting().order_by().values("pk")[:BOUND].count())


def found(rows: Rows, text: str) -> Rows:
    """By title, number or sender."""
    return rows.filter(
        Q(document__title__contains=text) | Q(document__number__text__contains=text)
        | Q(document__sender__contains=text) | Q(document__sender_number__contains=text)
    )  # fmt: skip


def in_town(rows: Rows, code: str) -> Rows:
    return rows.filter(organisation__region__path__contains=f"/{code}/")


def towns(page: ListPage) -> Choices:
    """The towns this person sees more of than one."""
    regions = rows_of(Region, page.actor, page.permission).current().filter(level=Region.Level.TOWN)
    return list(regions.order_by("code").values_list("code", "name"))


def recent() -> date:
    """What was taken back since then is still news."""
    return clock.today() - timedelta(days=7)


COUNTED = {
    "sent": lambda rows: rows.sent_in(clock.today().year),
    "judged": lambda rows: rows.judged(clock.today()),
    "overdue": lambda rows: rows.overdue(clock.today()),
    "unanswered": lambda rows: rows.unanswered(),
    "escalated": lambda rows: rows.escalated(),
    "withdrawn": lambda rows: rows.withdrawn_since(recent()),
}
STATES: dict[str, Any] = {
    "unread": (_("未读"), lambda rows: rows.unsigned().filter(opened_at=None)),
    "unsigned": (_("未签收"), lambda rows: rows.unsigned()),
    "unanswered": (_("未回复"), lambda rows: rows.unanswered()),
    "overdue": (_("超期"), lambda rows: rows.overdue(clock.today())),
    "running": (_("未到期"), lambda rows: rows.exclude(due_on__lt=clock.today())),
    "finished": (_("已办结"), lambda rows: rows.finished()),
    "withdrawn": (_("已撤回"), lambda rows: rows.filter(withdrawn_at__isnull=False)),
}


def states(page: ListPage) -> Choices:
    return [(code, title) for code, (title, _narrow) in STATES.items()]


def kinds(page: ListPage) -> Choices:
    return OfficialDocument.Kind.choices


def clocks(rows: Sequence[Any]) -> words.Clocks:
    return words.Clocks()


def title_cell(row: Delivery) -> SafeString:
    """The title, with its urgency."""
    urgent = row.document.urgency != "normal"
    note = row.document.get_urgency_display() if urgent else ""
    return cells.link(row.document.title, reverse("delivery", args=[row.pk]), note)


def sender(row: Delivery) -> str:
    """Who passed it here: the town that forwarded it, or whoever made the document."""
    if row.parent is not None:
        return words.short(row.parent.organisation)
    return row.document.sender or str(row.document.office or row.document.region)


def shown(rows: Rows) -> Rows:
    """With what a line shows."""
    return rows.select_related(
        "document__number", "document__office", "document__region", "organisation__region", "user",
        "parent__organisation",
    ).defer("document__body", "document__reply_form")  # fmt: skip


class Deliveries(ListPage):
    """文件传达."""

    permission = READ
    export = Permission.DOCUMENTS_EXPORT
    route = "deliveries"
    title = _("文件传达")
    nav = Nav("daily", _("文件传达"), "doc", 20, badge=waiting_count)
    model = Delivery
    order = ("-id",)
    empty_title = _("这里没有文件")
    empty_why = _("送到本单位或本人的文件列在这里；办结的在“已完成”。")
    columns = (
        Column(_("标题"), title_cell, head=True, plain=lambda d: d.document.title),
        Column(_("文号"), lambda d: words.label(d.document), css="nb opt", plain=lambda d: d.document.label),
        Column(_("来自"), sender, css="opt", plain=sender),
        Column(_("收文单位"), words.whose, css="opt", plain=words.whose),
        Column(_("送达"), lambda d: day(d.delivered_at), css="nb opt", plain=lambda d: words.at(d.delivered_at)),
        Column(_("期限"), words.due_text, css="nb", plain=lambda d, _clocks: full_day(d.due_on), gather=clocks),
        Column(_("阅读"), lambda d: day(d.opened_at), css="nb opt", plain=lambda d: words.at(d.opened_at)),
        Column(_("签收"), lambda d: day(d.signed_at), css="nb opt", plain=lambda d: words.at(d.signed_at)),
        Column(_("回复"), lambda d: day(d.replied_at), css="nb opt", plain=lambda d: words.at(d.replied_at)),
        Column(_("状态"), words.standing_cell, css="nb", plain=words.plain_standing, gather=clocks),
    )  # fmt: skip
    filters = (
        Filter("q", _("标题、文号、来文单位"), found, kind="search"),
        Filter("state", _("状态"), lambda rows, v: STATES[v][1](rows), states, everything=_("全部")),
        Filter("kind", _("文种"), lambda rows, v: rows.filter(document__kind=v), kinds, everything=_("全部")),
        Filter("town", _("镇街道"), in_town, towns, everything=_("全部")),
        Filter("under", "", lambda rows, v: rows.filter(organisation__parent=words.key_of(v) or 0), kind="hidden"),
        Filter("counted", "", lambda rows, v: COUNTED[v](rows), lambda page: [(c, c) for c in COUNTED], kind="hidden"),
    )  # fmt: skip

    @cached_property
    def tabs(self) -> Sequence[Tab]:  # type: ignore[override]
        """One's own; and what lies below, for whoever sees more than one's own office."""

        def mine(narrow: Any) -> Any:
            return lambda rows: narrow(rows.of(self.actor))

        own_tabs = [
            Tab("todo", _("待办"), mine(lambda rows: rows.waiting())),
            Tab("sign", _("待签收"), mine(lambda rows: rows.unsigned())),
            Tab("reply", _("待回复"), mine(lambda rows: rows.unanswered().filter(signed_at__isnull=False))),
            Tab("done", _("已完成"), mine(lambda rows: rows.finished())),
            Tab("all", _("全部"), mine(lambda rows: rows)),
        ]
        return [*own_tabs, Tab("area", _("辖区"), lambda rows: rows)] if self.sees_more else own_tabs

    @cached_property
    def sees_more(self) -> bool:
        """Does anything but one's own village lie in one's region?"""
        regions: Iterable[str] = (
            rows_of(Region, self.actor, self.permission).order_by().values_list("level", flat=True)[:2]
        )
        return list(regions) != ["village"]

    def base(self) -> Rows:
        return shown(super().base())

    def acts(self) -> Sequence[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        if self.may(Permission.DOCUMENTS_ISSUE):
            found.append({"title": _("收文分组"), "url": reverse("groups"), "icon": "people"})
        if self.may(Permission.DOCUMENTS_VIEW):
            found.append({"title": _("送达总览"), "url": reverse("delivery-overview"), "icon": "chart"})
            found.append({"title": _("催办清单"), "url": reverse("chasing"), "icon": "bell"})
        return found

    def empty_acts(self) -> Sequence[dict[str, Any]]:
        return ()
