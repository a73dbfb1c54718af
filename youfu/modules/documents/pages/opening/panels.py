"""What a document's page shows of opening: its open item and the policy document it became; what waits for whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Actor, Permission, can
from youfu.kit.pages import FormPage, panel, rows_of, signed_in
from youfu.kit.pages.todo import Todo, todo
from youfu.kit.templatetags.kit import full_day
from youfu.modules.documents.actions import policies
from youfu.modules.documents.models import Disclosure, InformationRequest, OfficialDocument
from youfu.modules.standards.models import PolicyDocument

SOON = 3  # days before the last one


@panel(
    "document",
    "side",
    order=30,
    permission=Permission.DISCLOSURES_VIEW,
    template="documents/opening/document_panel.html",
)
def opening_panel(document: OfficialDocument, request: HttpRequest) -> dict[str, Any] | None:
    """Whether a document is open to the public, and whether it stands in the policy library."""
    actor = signed_in(request)
    item = (
        rows_of(Disclosure, actor, Permission.DISCLOSURES_VIEW)
        .filter(document=document)
        .order_by("-id")
        .first()
    )
    issued = document.outgoing and document.state == OfficialDocument.State.ISSUED
    path = document.region_path
    given = {
        "document": document,
        "item": item,
        "may_disclose": issued
        and can(actor, Permission.DISCLOSURES_EDIT, path)
        and (item is None or item.state == Disclosure.State.WITHDRAWN),
        "may_adopt": document.policy_id is None
        and document.state in policies.FINISHED
        and can(actor, Permission.STANDARDS_LOAD, path),
    }
    shown = item or document.policy_id or given["may_disclose"] or given["may_adopt"]
    return given if shown else None


@panel(
    "policy-document",
    "side",
    order=10,
    permission=Permission.DOCUMENTS_VIEW,
    template="documents/opening/originals.html",
)
def originals(policy: PolicyDocument, request: HttpRequest) -> dict[str, Any] | None:
    """The documents in this system a policy document was made from: the originals."""
    found = rows_of(OfficialDocument, signed_in(request), Permission.DOCUMENTS_VIEW).filter(policy=policy)
    rows = list(found.select_related("number").order_by("id"))
    return {"rows": rows} if rows else None


class Adopt(FormPage):
    """收入政策文件库: rates and letters can cite it by link then."""

    model = OfficialDocument
    related = ("number", "region", "policy")
    permission = Permission.STANDARDS_LOAD
    section = "standards"
    title = _("收入政策文件库")
    submit = _("收入政策文件库")
    said = _("已收入政策文件库。")
    lead = _("按文号查找；库里已有同一文号的，直接关联，不重复登记。")
    act = policies.adopt

    def cancel_url(self) -> str:
        return reverse("policy-documents")

    def success_url(self, result: Any) -> str:
        return reverse("policy-document", args=[result.pk])


@todo(Permission.DISCLOSURES_VIEW, order=60)
def disclosures_waiting(actor: Actor) -> Iterator[Todo]:
    """Items to be reviewed, for whoever releases; items that were sent back or are late, for whoever prepares them."""
    today = clock.today()
    if can(actor, Permission.DISCLOSURES_RELEASE):
        rows = rows_of(Disclosure, actor, Permission.DISCLOSURES_RELEASE).waiting_for(actor)
        for item in rows.order_by("due_on", "id")[:10]:
            correcting = item.state == Disclosure.State.OPEN
            yield Todo(
                _now("审查更正：%(title)s") % {"title": item.title} if correcting
                else _now("审查公开信息：%(title)s") % {"title": item.title},
                _note(item.due_on), reverse("disclosure", args=[item.pk]), _("审查"),
                _state(None if correcting else item.due_on), "eye",
            )  # fmt: skip
    if can(actor, Permission.DISCLOSURES_EDIT):
        for item in rows_of(Disclosure, actor, Permission.DISCLOSURES_EDIT).outlived()[:10]:
            yield Todo(
                _now("来源公文已撤回，公开信息还在网站上：%(title)s") % {"title": item.title}, "",
                reverse("disclosure", args=[item.pk]), _("去办理"), "stop", "eye",
            )  # fmt: skip
        rows = rows_of(Disclosure, actor, Permission.DISCLOSURES_EDIT).filter(state="draft")
        soon = today.fromordinal(today.toordinal() + SOON)
        due = rows.exclude(returned_why="") | rows.filter(mode="active", due_on__lte=soon)
        for item in due.order_by("due_on", "id")[:10]:
            yield Todo(
                _now("公开信息待送审：%(title)s") % {"title": item.title},
                (item.returned_why and _now("审查退回：%(why)s") % {"why": item.returned_why}) or _note(item.due_on),
                reverse("disclosure", args=[item.pk]), _("去办理"), _state(item.due_on), "eye",
            )  # fmt: skip


@todo(Permission.DISCLOSURES_VIEW, order=61)
def requests_waiting(actor: Actor) -> Iterator[Todo]:
    """Requests for information: to be given to a section, to be drafted there, to be signed; late ones first."""
    rows = rows_of(InformationRequest, actor, Permission.DISCLOSURES_VIEW).running().select_related("number")
    rows = rows.order_by("due_on", "id")
    if can(actor, Permission.DISCLOSURES_RELEASE):
        for row in rows.drafted().exclude(drafted_by_id=actor.pk)[:10]:
            yield _request(row, _now("签发信息公开答复：%(number)s") % {"number": row.number}, _now("签发"))
    if can(actor, Permission.DISCLOSURES_EDIT):
        for row in rows.filter(handler=None, drafted_by=None)[:10]:
            yield _request(row, _now("信息公开申请待交办：%(number)s") % {"number": row.number}, _now("交办"))
        late = rows.filter(paused_until__lt=clock.today())
        for row in late[:10]:
            yield _request(
                row, _now("补正或征求意见已到期：%(number)s") % {"number": row.number}, _now("去办理")
            )
    office = getattr(actor, "organisation_id", None)
    if office is not None and can(actor, Permission.DOCUMENTS_HANDLE):
        for row in rows.filter(handler_id=office, drafted_by=None, state="received")[:10]:
            yield _request(row, _now("拟写信息公开答复：%(number)s") % {"number": row.number}, _now("拟写"))


def _request(row: InformationRequest, title: str, act: str) -> Todo:
    due = None if row.paused_on else row.due_on
    return Todo(
        title, _note(row.due_on), reverse("information-request", args=[row.pk]), act, _state(due), "letter"
    )


def _note(due: Any) -> str:
    return _now("期限 %(day)s") % {"day": full_day(due)} if due else ""


def _state(due: Any) -> str:
    """Red when the day is over, otherwise something to do now."""
    return "stop" if due is not None and due < clock.today() else "now"
