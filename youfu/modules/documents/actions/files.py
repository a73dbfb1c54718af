"""Files of documents, replies, open items and requests: put in, taken out, never deleted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock
from youfu.kit.access import Actor, Permission, can, demand
from youfu.kit.actions import action
from youfu.kit.errors import Refused
from youfu.kit.workflow import files
from youfu.modules.documents.actions import door, searching
from youfu.modules.documents.actions.circulating import say
from youfu.modules.documents.actions.duplicates import refuse_same_file
from youfu.modules.documents.models import Attachment, Disclosure, InformationRequest, OfficialDocument, Reply
from youfu.rules.circulation import OPEN_TO_EDIT
from youfu.rules.secrecy import mark

Owner = OfficialDocument | Reply | Disclosure | InformationRequest
OWN: dict[type, tuple[str, Permission]] = {
    OfficialDocument: ("document", Permission.DOCUMENTS_HANDLE),
    Reply: ("reply", Permission.DOCUMENTS_ANSWER),
    Disclosure: ("disclosure", Permission.DISCLOSURES_EDIT),
    InformationRequest: ("request", Permission.DISCLOSURES_EDIT),
}
STAMPED = frozenset({"number", "issue", "issued"})  # when the stamped paper may be scanned
RECEIVED = frozenset({"propose", "instruct", "handle"})


@dataclass(frozen=True)
class Taken:
    """A file that passed the door and lies in the store; all of its row but whose it is."""

    name: str
    kind: str
    size: int
    pages: int | None
    digest: str
    text: str
    whole: bool


def take(file: Any) -> Taken:
    """Read an upload and store it; Refused with one sentence when it may not be kept. It takes seconds: lock nothing before."""
    found = door.examine(file)
    digest = files.keep(files.Accepted(found.kind, found.data, found.pages or 0))
    return Taken(found.name, found.kind, len(found.data), found.pages, digest, found.text, found.whole)


def attach(
    owner: Owner, *, file: Any, title: str = "", scan: bool = False, because: str = "", by: Actor
) -> Attachment:
    """Put a file in; whoever may change what it belongs to. Refused with one sentence when the file or the moment is wrong, or
    when it came with another received document (`because` says why it belongs to this one too)."""
    put, (_name, permission) = PUT[type(owner)], OWN[type(owner)]
    demand(by, permission, owner.region_path)
    if why := refusal(owner, scan=scan, by=by):
        raise Refused(why)  # before the file is read; the action asks again
    attachment: Attachment = put(owner, taken=take(file), title=title, scan=scan, because=because, by=by)
    return attachment


def put_in(owner: Owner, *, taken: Taken, title: str = "", scan: bool = False, by: Actor) -> Attachment:
    """Write the row of a file, inside the action that puts it in; Refused when it is there already."""
    name, _permission = OWN[type(owner)]
    present = Attachment.objects.filter(**{name: owner}, removed_at=None)
    if present.filter(digest=taken.digest).exists():
        raise _twice()
    try:
        with transaction.atomic():
            return Attachment.objects.create(
                **{name: owner}, title=title.strip() or taken.name.rpartition(".")[0][:120], name=taken.name,
                kind=taken.kind, size=taken.size, pages=taken.pages, digest=taken.digest, text=taken.text,
                read_whole=taken.whole, scan=scan, added_by_id=by.pk,
            )  # fmt: skip
    except IntegrityError:
        raise _twice() from None


def detach(attachment: Attachment, *, why: str, by: Actor) -> Attachment:
    """Take a file out, with the reason; the row and the file stay."""
    take = TAKEN[type(attachment.owner)]
    taken: Attachment = take(attachment, why=why, by=by)
    return taken


def may_change(owner: Owner, by: Actor, *, scan: bool = False) -> bool:
    """Whether to offer putting in and taking out; the actions ask again."""
    return can(by, OWN[type(owner)][1], owner.region_path) and not refusal(owner, scan=scan, by=by)


def refusal(owner: Owner, *, scan: bool = False, out: Attachment | None = None, by: Actor) -> str:
    """Why this actor may not put a file in now, or take this one out; "" when nothing speaks against it."""
    if isinstance(owner, Reply):
        return "" if owner.by_id == by.pk else _("回复的附件只能由回复人在回复时上传。")
    if isinstance(owner, Disclosure):
        return _reviewed(owner, out)
    if isinstance(owner, InformationRequest):
        return _("这件申请已经办结，附件不能再变动，请核对是否选错了申请。") if owner.ended else ""
    if owner.archived_on is not None:
        return _("文件已经归档，附件不能再变动。")
    checks = can(by, Permission.DOCUMENTS_CHECK, owner.region_path)
    mine = checks or owner.made_by_id == by.pk
    if owner.outgoing:
        if owner.state == "check" and not checks:
            return _("文件正在核稿，附件由核稿人变动；需要修改请联系办公室退回起草。")
        if owner.state in OPEN_TO_EDIT or (scan and owner.state in STAMPED):
            return "" if mine else _("附件由拟稿人和办公室变动，请联系他们。")
        return _("文件已送审，附件不能再变动；需要修改请先退回起草。")
    if owner.state not in RECEIVED:
        return _("文件已经办结，附件不能再变动；需要补充请先重新办理。")
    own = mine or (owner.handler_id is not None and owner.handler_id == getattr(by, "organisation_id", None))
    return "" if own else _("附件由办公室和承办科室变动，请联系他们。")


def _reviewed(item: Disclosure, out: Attachment | None) -> str:
    """What was handed in for review stays as the reviewer reads it; what is open may lose a file, not all there is to read."""
    if item.state not in (Disclosure.State.DRAFT, Disclosure.State.OPEN):
        return _("这条信息现在是“%(state)s”，附件不能再变动；待审查的请先退回，不公开的请先重新编制。") % {
            "state": item.get_state_display()
        }
    if item.state == Disclosure.State.DRAFT:
        return ""
    if out is None:
        return (
            _("有一份更正在等待审查，附件不能再变动，请先办完更正。") if item.correction is not None else ""
        )
    left = item.attachments.filter(removed_at=None, added_at__lte=item.files_as_of).exclude(pk=out.pk)
    if item.body.strip() or left.exists():
        return ""
    return _("这是公众能看到的唯一内容，不能单独撤下；请先更正补上正文，或撤下整条信息。")


def _attach(
    owner: Owner, *, taken: Taken, title: str = "", scan: bool = False, because: str = "", by: Actor
) -> Attachment:
    if why := refusal(owner, scan=scan, by=by):
        raise Refused(why)
    if found := mark(title):
        door.refuse_secret(_("附件名称"), found)
    row = put_in(owner, taken=taken, title=title, scan=scan, by=by)
    if isinstance(owner, OfficialDocument) and not owner.outgoing and not because.strip():
        refuse_same_file(row)
    _changed(row, _("上传附件《%(title)s》") % {"title": row.title}, by=by)
    return row


def _detach(attachment: Attachment, *, why: str, by: Actor) -> Attachment:
    if reason := refusal(attachment.owner, scan=attachment.scan, out=attachment, by=by):
        raise Refused(reason)
    if attachment.removed_at is not None:
        raise Refused(_("这个附件已经撤下，请刷新后查看。"))
    if not why.strip():
        raise Refused(_("请填写撤下原因。"))
    attachment.removed_at, attachment.removed_why = clock.now(), why.strip()
    attachment.save(update_fields=["removed_at", "removed_why"])
    _changed(attachment, _("撤下附件《%(title)s》") % {"title": attachment.title}, by=by)
    return attachment


def _changed(attachment: Attachment, what: str, *, by: Actor) -> None:
    """What a document's file changes besides: what search finds, and, while somebody checks, what was said (as for its text)."""
    document = attachment.document
    if document is None:
        return
    searching.index(document)
    if document.state == "check":
        say(document, "edit", step="check", text=what, by=by)


def _twice() -> Refused:
    return Refused(_("这个文件已经在附件里了，不用再传。"))


_IN, _OUT = gettext_lazy("上传附件"), gettext_lazy("撤下附件")
PUT: dict[type, Callable[..., Any]] = {
    model: action(f"{name}.file.add", _IN, permission, record=("title", "scan", "because"))(_attach)
    for model, (name, permission) in OWN.items()
}
TAKEN: dict[type, Callable[..., Any]] = {
    model: action(f"{name}.file.remove", _OUT, permission, record=("why",))(_detach)
    for model, (name, permission) in OWN.items()
}
