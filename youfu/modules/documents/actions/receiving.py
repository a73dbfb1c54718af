"""Receiving 收文: registered, proposed, instructed, handled, finished (党政机关公文处理工作条例, article 24)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock
from youfu.kit.access import Actor, Permission, can, demand
from youfu.kit.actions import action
from youfu.kit.errors import Refused
from youfu.modules.documents.actions import door
from youfu.modules.documents.actions.circulating import move, say
from youfu.modules.documents.actions.duplicates import refuse_same_file, refuse_same_paper
from youfu.modules.documents.actions.files import put_in, take
from youfu.modules.documents.actions.numbering import give, series_of
from youfu.modules.documents.actions.searching import index
from youfu.modules.documents.models import NumberSeries, OfficialDocument
from youfu.modules.organisations.models import Organisation, Region
from youfu.rules import numbering
from youfu.rules.secrecy import mark

State = OfficialDocument.State
LONGEST_YEARS = 5


@dataclass(frozen=True)
class Incoming:
    """What the register says of a document that arrived; `files` are uploads, `scans` those of the paper itself."""

    title: str
    sender: str
    received_on: date
    sender_number: str = ""
    kind: str = OfficialDocument.Kind.NOTICE
    urgency: str = OfficialDocument.Urgency.NORMAL
    copies: int = 1
    dated: date | None = None
    due_on: date | None = None
    secrecy: str = ""
    body: str = ""
    series: NumberSeries | None = None
    files: Sequence[Any] = field(default_factory=tuple)
    scans: Sequence[Any] = field(default_factory=tuple)
    other_because: str = ""  # why it is another one than the earlier it looks like


def register(county: Region, *, incoming: Incoming, by: Actor) -> OfficialDocument:
    """Enter a document in the register under the next receipt number; Refused when secret, wrong, or there already.

    Its files are read first, which may take seconds each; nobody waits meanwhile.
    """
    _check(incoming)
    scans, files = ([take(file) for file in given] for given in (incoming.scans, incoming.files))
    document: OfficialDocument = enter(county, incoming=replace(incoming, scans=scans, files=files), by=by)
    return document


@action("incoming.register", gettext_lazy("登记收文"), Permission.DOCUMENTS_ISSUE)
def enter(county: Region, *, incoming: Incoming, by: Actor) -> OfficialDocument:
    """What :func:`register` does once the files are read. Those who register at the same moment wait for each other, whatever
    series they number by: the county is locked, and the second sees what the first has entered."""
    sender_number = numbering.tidy(incoming.sender_number)
    if not incoming.other_because.strip():
        refuse_same_paper(
            county,
            title=incoming.title,
            sender=incoming.sender,
            number=sender_number,
            on=incoming.received_on,
        )
    document = OfficialDocument.objects.create(
        direction="in", state=State.PROPOSE, region=county, made_by_id=by.pk,
        number=give(incoming.series or series_of(county, NumberSeries.Purpose.IN), by=by),
        title=incoming.title.strip(), sender=incoming.sender.strip(), sender_number=sender_number,
        received_on=incoming.received_on, kind=incoming.kind, urgency=incoming.urgency, copies=incoming.copies,
        dated=incoming.dated, due_on=incoming.due_on, body=incoming.body.strip(),
    )  # fmt: skip
    say(document, "register", step=State.PROPOSE, text=incoming.other_because, by=by)
    for scan, files in ((True, incoming.scans), (False, incoming.files)):
        for taken in files:
            row = put_in(document, taken=taken, title=_("正文扫描件") if scan else "", scan=scan, by=by)
            if not incoming.other_because.strip():
                refuse_same_file(row)
    index(document)
    return document


def _check(incoming: Incoming) -> None:
    """What is wrong with an entry whatever else is registered."""
    if incoming.secrecy:
        raise Refused(_("登记为涉密的文件不得进入本系统，请按保密规定在涉密渠道登记、办理。"))
    for place, text in (
        (_("标题"), incoming.title),
        (_("来文字号"), incoming.sender_number),
        (_("内容提要"), incoming.body),
    ):
        if found := mark(text):
            door.refuse_secret(place, found)
    if incoming.received_on > clock.today():
        raise Refused(_("收文日期不能晚于今天。"))
    if incoming.dated and incoming.dated > incoming.received_on:
        raise Refused(_("成文日期不能晚于收文日期，请核对。"))
    if incoming.due_on and incoming.due_on < incoming.received_on:
        raise Refused(_("办理期限不能早于收文日期。"))
    _not_never(incoming.due_on, incoming.received_on)
    if incoming.series and incoming.series.purpose != NumberSeries.Purpose.IN:
        raise Refused(_("请选择收文号序列。"))


@action("incoming.send_back", gettext_lazy("初审退回来文单位"), Permission.DOCUMENTS_ISSUE)
def send_back(document: OfficialDocument, *, why: str, by: Actor) -> OfficialDocument:
    """Not for this bureau, or not as it should be: back to the sender, with the reason 初审. The receipt number stays."""
    _need(why, _("请填写退回原因。"))
    return _step(document, "send_back", text=why, by=by)


@action("incoming.propose", gettext_lazy("拟办"), Permission.DOCUMENTS_ISSUE)
def propose(
    document: OfficialDocument,
    *,
    text: str,
    handler: Organisation | None = None,
    due_on: date | None = None,
    by: Actor,
) -> OfficialDocument:
    """The office says how it might be handled, by whom and until when; the leader decides."""
    _need(text, _("请填写拟办意见。"))
    _assign(document, handler, due_on)
    return _step(document, "propose", text=text, by=by)


@action("incoming.instruct", gettext_lazy("批办"), Permission.DOCUMENTS_SIGN)
def instruct(
    document: OfficialDocument,
    *,
    text: str,
    handler: Organisation | None,
    due_on: date | None = None,
    by: Actor,
) -> OfficialDocument:
    """The leader's instruction names who handles it, and until when; nobody: it was read, and that is the end."""
    _need(text, _("请填写批办意见。"))
    if handler is None:
        document.handler = document.due_on = None
        document.save(update_fields=["handler", "due_on"])
    else:
        _assign(document, handler, due_on)
    return _step(document, "instruct", text=text, handled=handler is not None, by=by)


@action("incoming.report", gettext_lazy("承办进展"), Permission.DOCUMENTS_HANDLE)
def report(document: OfficialDocument, *, text: str, by: Actor) -> OfficialDocument:
    """The section says how far it is."""
    _need(text, _("请填写办理进展。"))
    _own(document, by)
    return _step(document, "report", text=text, by=by)


@action("incoming.reassign", gettext_lazy("改派承办科室、期限"), Permission.DOCUMENTS_VIEW)
def reassign(
    document: OfficialDocument, *, why: str, handler: Organisation, due_on: date | None = None, by: Actor
) -> OfficialDocument:
    """While it is handled: another section, another day, or both, with the reason; by the office or the leader. What was laid
    down before stays in the opinion."""
    if not may_reassign(document, by):
        demand(by, Permission.DOCUMENTS_ISSUE, document.region_path)
    _need(why, _("请填写改派、改期的原因。"))
    if (handler.pk, due_on) == (document.handler_id, document.due_on):
        raise Refused(_("承办科室和办理期限都没有变化，请改选科室或期限。"))
    before = _task(document)
    _assign(document, handler, due_on)
    return _step(document, "reassign", text=f"{why.strip()}（{before} → {_task(document)}）", by=by)


def may_reassign(document: OfficialDocument, by: Actor) -> bool:
    """Whether to offer it to this actor; `reassign` asks again."""
    either = (Permission.DOCUMENTS_ISSUE, Permission.DOCUMENTS_SIGN)
    return any(can(by, permission, document.region_path) for permission in either)


@action("incoming.finish", gettext_lazy("办结"), Permission.DOCUMENTS_HANDLE)
def finish(document: OfficialDocument, *, text: str, by: Actor) -> OfficialDocument:
    """The section says what came of it; or the office, before anybody was asked: for information only 阅存."""
    _need(text, _("请填写办理结果。"))
    if document.state == State.PROPOSE:
        _office(by, document)
    else:
        _own(document, by)
    return _step(document, "finish", text=text, by=by)


@action("incoming.reopen", gettext_lazy("重新办理"), Permission.DOCUMENTS_ISSUE)
def reopen(
    document: OfficialDocument, *, why: str, handler: Organisation, due_on: date | None = None, by: Actor
) -> OfficialDocument:
    """Something is still to do: back to a section, with the reason."""
    _need(why, _("请填写重新办理的原因。"))
    if document.archived_on is not None:
        raise Refused(_("文件已经归档，不能重新办理；有新情况请登记新的文件。"))
    _assign(document, handler, due_on)
    return _step(document, "reopen", text=why, by=by)


def _step(
    document: OfficialDocument, verb: Any, *, text: str, handled: bool = True, by: Actor
) -> OfficialDocument:
    """Go on, and keep what was said; Refused for a document of the other direction."""
    if document.outgoing:
        raise Refused(_("这是本局发文，不按收文办理。"))
    step = document.state
    move(document, verb, handled=handled)
    say(document, verb, step=step, text=text, by=by)
    return document


def _need(text: str, sentence: str) -> None:
    if not text.strip():
        raise Refused(sentence)


def _task(document: OfficialDocument) -> str:
    """Whose it is, and until when."""
    day = document.due_on.isoformat() if document.due_on else _("未定期限")
    return f"{document.handler or _('未定科室')} {day}"


def _assign(document: OfficialDocument, handler: Organisation | None, due_on: date | None) -> None:
    """Name the section and the day (None: none); the section is one of this county in which somebody can handle documents."""
    if handler is not None and handler.region_id != document.region_id:
        raise Refused(_("承办单位应是本局的科室或中心。"))
    if handler is not None and not handlers(document.region).filter(pk=handler.pk).exists():
        raise Refused(
            _("%(who)s还没有能办理文件的人员，请选择其他科室，或先为该科室开户授权。") % {"who": handler}
        )
    if due_on is not None and due_on < clock.today():
        raise Refused(_("办理期限不能早于今天。"))
    _not_never(due_on, clock.today())
    document.handler, document.due_on = handler, due_on
    document.save(update_fields=["handler", "due_on"])


def handlers(county: Region) -> QuerySet[Organisation]:
    """The sections and centres of a county that a document can be given to."""
    return (
        Organisation.objects.filter(region=county).exclude(kind="bureau").staffed(Permission.DOCUMENTS_HANDLE)
    )


def _not_never(due_on: date | None, since: date) -> None:
    """A day that never comes is no day to be done by; working days until then would be counted one by one."""
    if due_on is not None and due_on.year > since.year + LONGEST_YEARS:
        raise Refused(_("办理期限最长 %(n)d 年；没有期限的请不要填写。") % {"n": LONGEST_YEARS})


def _own(document: OfficialDocument, by: Actor) -> None:
    if document.handler_id is None or document.handler_id != getattr(by, "organisation_id", None):
        raise Refused(
            _("这份文件由%(who)s承办，请由该科室的人员办理。") % {"who": document.handler or _("其他科室")}
        )


def _office(by: Actor, document: OfficialDocument) -> None:
    if not can(by, Permission.DOCUMENTS_ISSUE, document.region_path):
        raise Refused(_("阅存由办公室办理，请联系办公室。"))
