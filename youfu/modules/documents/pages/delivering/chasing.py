"""催办清单: what is not finished across all documents, the latest first. 送达总览: documents with how many have done what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Permission
from youfu.kit.pages import Column, Filter, ListPage, Tab, cells, rows_of
from youfu.kit.pages.columns import Choices, Rows
from youfu.kit.templatetags.kit import day, full_day
from youfu.modules.documents.actions.chasing import patience
from youfu.modules.documents.models import Delivery, OfficialDocument
from youfu.modules.documents.pages.delivering import words
from youfu.modules.documents.pages.delivering.inbox import STATES, clocks, in_town, shown, towns
from youfu.modules.organisations.queries import county

VIEW = Permission.DOCUMENTS_VIEW
FAR = date(9999, 12, 31)  # without a last day: after all others


def matching(rows: Rows, text: str) -> Rows:
    """By document or by recipient."""
    return rows.filter(
        Q(document__title__contains=text) | Q(document__number__text__contains=text)
        | Q(organisation__name__contains=text) | Q(user__name=text)
    )  # fmt: skip


def document_cell(row: Delivery) -> SafeString:
    url = reverse("delivery-matrix", args=[row.document_id])
    return cells.link(row.document.title, url)


def due_cell(row: Delivery, clocks: words.Clocks) -> Any:
    """The last day, in red once it is over."""
    if row.due_on is not None and row.due_on < clocks.today:
        return cells.mark(f"{day(row.due_on)}", "stop")
    return words.due_text(row, clocks)


def remind_cell(row: Delivery) -> SafeString:
    url = f"{reverse('document-remind', args=[row.document_id])}?only={row.pk}"
    return cells.link(_("催办"), url)


class Chasing(ListPage):
    """催办清单."""

    permission = VIEW
    export = Permission.DOCUMENTS_EXPORT
    route = "chasing"
    section = "deliveries"
    title = _("催办清单")
    lead = _("各份文件中还没有签收或回复的，超期最久的在前。")
    model = Delivery
    order = ("due", "pk")
    template_name = "documents/delivering/chasing.html"
    empty_title = _("没有要催办的")
    empty_why = _("送出的文件都已签收、回复，或者还没有到期。")
    tabs = (
        Tab("overdue", _("超期"), lambda rows: rows.filter(due_on__lt=clock.today())),
        Tab("running", _("未到期"), lambda rows: rows.exclude(due_on__lt=clock.today())),
        Tab("escalated", _("已上报"), lambda rows: rows.escalated()),
        Tab("all", _("全部"), lambda rows: rows),
    )
    columns = (
        Column(_("收文单位"), words.whose, head=True, plain=words.whose),
        Column(_("文件"), document_cell, plain=lambda d: d.document.title),
        Column(_("文号"), lambda d: words.label(d.document), css="opt nb", plain=lambda d: d.document.label),
        Column(_("要求"), lambda d: d.get_wants_display(), css="opt nb", plain=lambda d: d.get_wants_display()),
        Column(_("期限"), due_cell, css="nb", plain=lambda d, _clocks: full_day(d.due_on), gather=clocks),
        Column(_("已催办"), lambda d: d.reminded or "", css="num", plain=lambda d: d.reminded),
        Column(_("上报"), lambda d: day(d.escalated_at) if d.escalated_at else "", css="nb opt",
               plain=lambda d: words.at(d.escalated_at)),
        Column(_("状态"), words.standing_cell, css="nb", plain=words.plain_standing, gather=clocks),
    )  # fmt: skip
    filters = (
        Filter("q", _("文件、文号、单位"), matching, kind="search"),
        Filter("town", _("镇街道"), in_town, towns, everything=_("全部")),
        Filter("state", _("状态"), lambda rows, v: STATES[v][1](rows),
               lambda page: [(code, STATES[code][0]) for code in ("unread", "unsigned", "unanswered")],
               everything=_("全部")),
        Filter("document", "", lambda rows, v: rows.filter(document=words.key_of(v) or 0), kind="hidden"),
    )  # fmt: skip

    def base(self) -> Rows:
        rows = shown(super().base().waiting())
        return rows.annotate(due=Coalesce(F("due_on"), Value(FAR)))

    @cached_property
    def all_columns(self) -> list[Column]:
        """Whoever may remind has the word at the end of each line."""
        act = Column(_("操作"), remind_cell, css="nb")
        return [*self.columns, act] if self.may(Permission.DOCUMENTS_ISSUE) else list(self.columns)

    def acts(self) -> Sequence[dict[str, Any]]:
        return ({"title": _("送达总览"), "url": reverse("delivery-overview"), "icon": "chart"},)

    def empty_acts(self) -> Sequence[dict[str, Any]]:
        return ()

    def extra(self) -> dict[str, Any]:
        return {"patience": patience(county().path), "may_figures": self.may(Permission.STANDARDS_VIEW)}


def number(name: str) -> Callable[[Any], Any]:
    """One number of the tally; nothing for a document that went to nobody."""
    return lambda row: row.tally[name] if row.tally else ""


def share(done: str, of: str) -> Callable[[Any], Any]:
    """12 / 232, a dash when nothing was asked."""

    def cell(row: Any) -> Any:
        tally = row.tally
        if not tally or not tally[of]:
            return cells.DASH
        return f"{tally[done]} / {tally[of]}"

    return cell


def title_of(row: OfficialDocument) -> SafeString:
    return cells.link(row.title, reverse("delivery-matrix", args=[row.pk]))


def state_of(row: Any) -> SafeString:
    """How far it is, as a word."""
    tally = row.tally
    if row.state == OfficialDocument.State.WITHDRAWN or (tally and tally["withdrawn"] == tally["delivered"]):
        return cells.mark(_("已撤回"), "idle")
    if not tally:
        return cells.mark(_("未传达"), "idle")
    if tally["overdue"]:
        return cells.mark(_("%(n)d 个超期") % {"n": tally["overdue"]}, "stop")
    if tally["waiting"]:
        return cells.mark(_("%(n)d 个未完成") % {"n": tally["waiting"]}, "look")
    return cells.mark(_("全部完成"), "ok")


def years(page: ListPage) -> Choices:
    found = rows_of(OfficialDocument, page.actor, page.permission).exclude(printed_on=None).order_by()
    return [(str(d.year), str(d.year)) for d in found.dates("printed_on", "year", order="DESC")]


OVERVIEW = {"sent": lambda rows: rows.issued().filter(printed_on__year=clock.today().year)}


class Overview(ListPage):
    """送达总览: the documents that went out, with how many got, read, signed for and answered each."""

    permission = VIEW
    export = Permission.DOCUMENTS_EXPORT
    route = "delivery-overview"
    section = "deliveries"
    title = _("送达总览")
    lead = _("每份文件送给了多少单位，多少已读、签收、回复，多少超期；点标题看逐个单位。")
    model = OfficialDocument
    order = ("-id",)
    empty_title = _("没有这样的文件")
    empty_why = _("发文印发、收文批办以后传达出去的文件列在这里。")
    tabs = (
        Tab("open", _("未完成"), lambda rows: rows.unfinished()),
        Tab("overdue", _("有超期"), lambda rows: rows.overdue(clock.today())),
        Tab("all", _("全部"), lambda rows: rows),
    )
    columns = (
        Column(_("标题"), title_of, head=True, plain=lambda d: d.title),
        Column(_("文号"), words.label, css="nb", plain=words.label),
        Column(_("印发（收文）"), lambda d: day(d.printed_on or d.received_on), css="nb opt",
               plain=lambda d: full_day(d.printed_on or d.received_on)),
        Column(_("送达"), number("delivered"), css="num", plain=number("delivered")),
        Column(_("已读"), share("opened", "delivered"), css="num opt", plain=number("opened")),
        Column(_("已签收"), share("signed", "delivered"), css="num", plain=number("signed")),
        Column(_("要回复"), number("asked"), css="num opt", plain=number("asked")),
        Column(_("已回复"), share("replied", "asked"), css="num", plain=number("replied")),
        Column(_("超期"), lambda d: (d.tally or {}).get("overdue") or "", css="num", plain=number("overdue")),
        Column(_("状态"), state_of, css="nb", plain=number("waiting")),
    )  # fmt: skip
    filters = (
        Filter(
            "q", _("标题、文号"),
            lambda rows, text: rows.filter(Q(title__contains=text) | Q(number__text__contains=text)
                                           | Q(sender_number__contains=text)), kind="search",
        ),
        Filter("way", _("收发"), lambda rows, v: rows.filter(direction=v),
               lambda page: OfficialDocument.Direction.choices, everything=_("全部")),
        Filter("year", _("印发年份"), lambda rows, v: rows.filter(printed_on__year=int(v)), years, everything=_("全部")),
        Filter("counted", "", lambda rows, v: OVERVIEW[v](rows), lambda page: [(c, c) for c in OVERVIEW],
               kind="hidden"),
    )  # fmt: skip

    def base(self) -> Rows:
        rows = super().base().issued() | super().base().delivered()
        rows = rows.select_related("number").defer("body", "reply_form")
        return rows.with_tally(clock.today())

    def acts(self) -> Sequence[dict[str, Any]]:
        return ({"title": _("催办清单"), "url": reverse("chasing"), "icon": "bell"},)

    def empty_acts(self) -> Sequence[dict[str, Any]]:
        return ()
