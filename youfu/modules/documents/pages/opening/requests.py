"""依申请公开: what somebody asked for, how far it is, and by when it is answered. Who asked is sealed."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Permission
from youfu.kit.pages import Column, DetailPage, Filter, ListPage, Part, Tab, cells
from youfu.kit.pages.columns import Rows
from youfu.kit.templatetags.kit import full_day
from youfu.kit.workflow.calendar import working_days
from youfu.modules.documents.models import InformationRequest, RequestStep
from youfu.modules.documents.pages.opening.items import years
from youfu.modules.documents.pages.receiving.words import time_left
from youfu.rules.working_days import Clock

State, Verb = InformationRequest.State, RequestStep.Verb
STATES = {"received": "now", "supplement": "idle", "consult": "idle", "answered": "ok", "withdrawn": "idle"}
SEALED = "••••••"


def due_cell(row: InformationRequest) -> Any:
    """The last day; red when it is over, grey while the clock stands."""
    if row.state == State.ANSWERED:
        return cells.mark(
            full_day(row.due_on), "ok" if row.answered_on and row.answered_on <= row.due_on else "look"
        )
    if row.state == State.WITHDRAWN:
        return cells.mark(full_day(row.due_on), "idle")
    if row.due_on < (row.paused_on or clock.today()):
        return cells.mark(full_day(row.due_on), "stop")
    return cells.mark(full_day(row.due_on), "idle" if row.paused_on else "now")


class InformationRequests(ListPage):
    """依申请公开: the register of requests."""

    permission = Permission.DISCLOSURES_VIEW
    export = Permission.DOCUMENTS_EXPORT
    route = "information-requests"
    section = "disclosures"
    title = _("依申请公开")
    model = InformationRequest
    order = ("-id",)
    empty_title = _("没有信息公开申请")
    empty_why = _("公众在网站上提交的申请会自动登记，当面、信函和传真收到的由办公室登记。")
    lead = _("自收到之日起 20 个工作日内答复，经批准可延长一次 20 个工作日；申请人姓名和联系方式加密保存。")
    columns = (
        Column(_("编号"), lambda r: cells.link(r.number, reverse("information-request", args=[r.pk])), head=True,
               css="nb", plain=lambda r: str(r.number)),
        Column(_("所需信息"), lambda r: r.wanted[:60] + ("…" if len(r.wanted) > 60 else ""), plain=lambda r: r.wanted),
        Column(_("申请人"), lambda r: cells.small(r.get_applicant_kind_display(), SEALED), css="nb opt",
               plain=lambda r: f"{r.get_applicant_kind_display()} {SEALED}"),
        Column(_("收到"), lambda r: cells.small(full_day(r.received_on), r.get_way_display()), css="nb opt",
               plain=lambda r: f"{full_day(r.received_on)} {r.get_way_display()}"),
        Column(_("承办"), lambda r: r.handler or cells.DASH, css="opt", plain=lambda r: str(r.handler or "")),
        Column(_("答复期限"), due_cell, css="nb", plain=lambda r: full_day(r.due_on)),
        Column(_("答复"), lambda r: r.get_outcome_display() if r.state == State.ANSWERED else cells.DASH, css="opt",
               plain=lambda r: r.get_outcome_display() if r.state == State.ANSWERED else ""),
        Column(_("状态"), lambda r: cells.tag(r.get_state_display(), STATES[r.state]), css="nb",
               plain=lambda r: r.get_state_display()),
    )  # fmt: skip
    filters = (
        Filter("q", _("编号或所需信息"), lambda rows, v: rows.filter(Q(wanted__icontains=v) | Q(number__text__icontains=v)),
               kind="search"),
        Filter("way", _("收到方式"), lambda rows, v: rows.filter(way=v), lambda page: InformationRequest.Way.choices),
        Filter("year", _("收到年度"), lambda rows, v: rows.received_in(int(v)), years),
        Filter("outcome", _("答复"), lambda rows, v: rows.filter(state=State.ANSWERED, outcome=v),
               lambda page: InformationRequest.Outcome.choices),
        Filter("answered", _("答复年度"), lambda rows, v: rows.filter(answered_on__year=int(v)), years),
        Filter("carried", "", lambda rows, v: rows.carried_into(int(v)), years, kind="hidden"),
    )  # fmt: skip
    tabs = (
        Tab("all", _("全部"), lambda rows: rows),
        Tab("running", _("办理中"), lambda rows: rows.running()),
        Tab("overdue", _("超期"), lambda rows: rows.overdue(clock.today())),
        Tab("drafted", _("待签发"), lambda rows: rows.drafted()),
        Tab("answered", _("已答复"), lambda rows: rows.filter(state=State.ANSWERED)),
    )

    def base(self) -> Rows:
        return super().base().select_related("number", "handler")

    def acts(self) -> list[dict[str, Any]]:
        found = [{"title": _("政务公开目录"), "url": reverse("disclosures"), "icon": "back"}]
        if self.may(Permission.DISCLOSURES_EDIT):
            found.append(
                {
                    "title": _("登记申请"),
                    "url": reverse("information-request-new"),
                    "icon": "plus",
                    "primary": True,
                }
            )
        return found


class InformationRequestPage(DetailPage):
    """One request: what is wanted, its clock, what was done, the answer as it will be sent."""

    permission = Permission.DISCLOSURES_VIEW
    section = "disclosures"
    page_name = "information-request"
    model = InformationRequest
    template_name = "documents/opening/request.html"
    records_views = True

    def base(self) -> Rows:
        return (
            super()
            .base()
            .select_related("number", "region", "handler", "drafted_by", "answered_by", "made_by")
        )

    def extra(self, part: Part | None) -> dict[str, Any]:
        return context(self.thing, self)


def context(row: InformationRequest, page: Any) -> dict[str, Any]:
    """What the page of a request shows; also used when its sealed fields were opened."""
    running = clock_of(row)
    files = row.attachments.filter(removed_at=None).order_by("id")
    return {
        "title": str(row.number),
        "request_row": row,
        "clock": running,
        "time": time_left(running) if running else "",
        "log": row.log.all(),
        "state_word": STATES[row.state],
        "files": files,
        "acts": acts(row, page),
        "may_detach": not row.ended and page.may(Permission.DISCLOSURES_EDIT, row.region_path),
        "may_reveal": page.may(Permission.DOCUMENTS_HANDLE, row.region_path),
    }


def clock_of(row: InformationRequest) -> Clock | None:
    """The days that are left of those allowed; None when the request has ended."""
    if row.ended:
        return None
    days, day = working_days(), row.paused_on or clock.today()
    allowed = days.between(row.received_on, row.due_on)
    left = days.between(day, row.due_on) if day <= row.due_on else -days.between(row.due_on, day)
    return Clock(allowed, allowed - left, row.due_on, paused=row.paused_on is not None, late=day > row.due_on)


def acts(row: InformationRequest, page: Any) -> list[dict[str, Any]]:
    """What this actor may do with the request now; the first is the next step."""
    path = row.region_path
    edit, judge = page.may(Permission.DISCLOSURES_EDIT, path), page.may(Permission.DISCLOSURES_RELEASE, path)
    own_office = row.handler_id is not None and getattr(page.actor, "organisation_id", None) == row.handler_id
    handle = edit or (own_office and page.may(Permission.DOCUMENTS_HANDLE, path))
    received, drafted = row.state == State.RECEIVED, row.drafted_by_id is not None
    asked = any(step.verb == Verb.ASK for step in row.log.all())
    open_ = not row.ended
    offered = (
        (
            judge and open_ and drafted and row.drafted_by_id != page.actor.pk,
            "answer",
            _("签发答复"),
            "check",
        ),
        (judge and open_ and drafted, "return", _("退回重拟"), "undo"),
        (edit and row.state == State.SUPPLEMENT, "supplied", _("登记补正"), "check"),
        (edit and row.state == State.CONSULT, "consulted", _("登记第三方意见"), "check"),
        (
            handle and not drafted and (received or row.state == State.SUPPLEMENT),
            "draft",
            _("拟写答复"),
            "pen",
        ),
        (edit and open_, "assign", _("交办"), "send"),
        (edit and received and not asked, "ask", _("告知补正"), "letter"),
        (edit and received, "consult", _("征求第三方意见"), "people"),
        (judge and received and row.extended_on is None, "extend", _("延长期限"), "clock"),
        (edit and open_, "withdraw", _("申请人撤回"), "cross"),
        (edit and open_, "file", _("加附件"), "clip"),
    )
    return [
        {"title": title, "url": reverse(f"information-request-{name}", args=[row.pk]), "icon": icon}
        for offer, name, title, icon in offered
        if offer
    ]
