"""Delivering 传达: to whom a document goes, what they are asked, forwarding it down, and taking all of it back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from youfu.kit import clock
from youfu.kit.access import Actor, Permission, can
from youfu.kit.actions import action
from youfu.kit.errors import Refused, Stale
from youfu.modules.documents.actions.circulating import move, say
from youfu.modules.documents.models import Delivery, OfficialDocument
from youfu.modules.organisations.models import Organisation, User
from youfu.rules import reply_form
from youfu.rules.reply_form import ReplyForm

Wants = Delivery.Wants
State = OfficialDocument.State
# An outgoing document once it is issued; one that was received once the leader has instructed, or once it is done.
DELIVERABLE = frozenset({State.ISSUED, State.HANDLE, State.DONE})


@dataclass(frozen=True)
class Recipients:
    """Who gets a document, what is wanted of them (sign, reply) and until which day; no day, no clock."""

    organisations: Sequence[Organisation] = ()
    users: Sequence[User] = ()
    wants: str = Wants.SIGN
    due_on: date | None = None

    def __str__(self) -> str:
        with override(None):
            return (
                f"{len(self.organisations)} 个单位、{len(self.users)} 人，{Wants(self.wants).label}"  # untranslated: the trail
                f"，{self.due_on or '—'}"
            )


@action("documents.deliver", gettext_lazy("传达文件"), Permission.DOCUMENTS_ISSUE, record=("to",))
def deliver(document: OfficialDocument, *, to: Recipients, by: Actor) -> int:
    """Deliver to all of these at once; whoever has it already is left alone. Returns how many are new."""
    if document.state not in DELIVERABLE:
        raise Refused(
            _("这份文件现在是“%(state)s”，发文印发后、收文批办后才能传达。")
            % {"state": document.get_state_display()}
        )
    _refuse_nonsense(document, to)
    known = set(document.deliveries.filter(withdrawn_at=None).values_list("organisation_id", "user_id"))
    wanted = [(o.pk, None) for o in to.organisations] + [(u.organisation_id, u.pk) for u in to.users]
    new = [key for key in dict.fromkeys(wanted) if key not in known]
    _insert(document, new, to=to, by=by)
    return len(new)


def _refuse_nonsense(document: OfficialDocument, to: Recipients) -> None:
    if not to.organisations and not to.users:
        raise Refused(_("请至少选择一个收文单位或一个人。"))
    if to.wants not in Wants.values:
        raise Refused(_("请选择要求：签收，或者签收并回复。"))
    if to.due_on is not None and to.due_on < clock.today():
        raise Refused(_("期限 %(day)s 已经过去，请改为今天以后的日期。") % {"day": to.due_on})
    places = Organisation.objects.filter(pk__in={o.pk for o in to.organisations})
    outside = places.exclude(region__path__startswith=document.region_path).first()
    if outside is not None:
        raise Refused(_("%(name)s 不在本辖区，不能传达到那里，请重新选择。") % {"name": outside})
    for user in to.users:
        inside = user.region_path.startswith(document.region_path)
        if not inside or not can(user, Permission.DOCUMENTS_ANSWER, user.region_path):
            raise Refused(_("%(name)s 不能签收文件，请改选其他人或者其所在单位。") % {"name": user.name})


def _insert(
    document: OfficialDocument,
    keys: Iterable[tuple[int, int | None]],
    *,
    to: Recipients,
    by: Actor,
    parent: Delivery | None = None,
    words: str = "",
) -> None:  # fmt: skip
    """One statement for all. Nobody else delivers the document meanwhile: both hold its row (`Delivery.locked_after`)."""
    at = clock.now()
    Delivery.objects.bulk_create(
        Delivery(
            document=document, organisation_id=organisation, user_id=user, wants=to.wants, due_on=to.due_on,
            delivered_by_id=by.pk, delivered_at=at, parent=parent, words=words,
        )
        for organisation, user in keys
    )  # fmt: skip


@action("documents.forward", gettext_lazy("转发文件"), Permission.DOCUMENTS_ANSWER, record=("due_on",))
def forward(
    delivery: Delivery, *, to: Sequence[Organisation], words: str = "", due_on: date | None = None, by: Actor
) -> int:
    """Pass it down to bodies under one's own (a town to its villages), due no later than oneself. Returns how many are new."""
    belongs(delivery, by)
    if delivery.user_id is not None:
        raise Refused(_("送给个人的文件不能转发；需要下级办理的，请办公室直接传达给下级。"))
    if delivery.signed_at is None:
        raise Refused(_("请先签收，再转发下级。"))
    below = set(delivery.organisation.children.values_list("pk", flat=True))
    if not to or any(o.pk not in below for o in to):
        raise Refused(_("请在本单位的下级中至少选择一个。"))
    if delivery.due_on is not None:
        due_on = due_on or delivery.due_on
        if due_on > delivery.due_on:
            raise Refused(_("期限不能晚于本单位的期限 %(day)s，请提前。") % {"day": delivery.due_on})
    recipients = Recipients(organisations=to, wants=delivery.wants, due_on=due_on)
    if due_on is not None and due_on < clock.today() and due_on != delivery.due_on:
        raise Refused(_("期限 %(day)s 已经过去，请改为今天以后的日期。") % {"day": due_on})
    having = Delivery.objects.filter(document=delivery.document_id, user=None, withdrawn_at=None)
    known = set(having.values_list("organisation_id", flat=True))
    new = [(pk, None) for pk in dict.fromkeys(o.pk for o in to) if pk not in known]
    _insert(delivery.document, new, to=recipients, by=by, parent=delivery, words=words.strip())
    return len(new)


def belongs(delivery: Delivery, by: Actor) -> None:
    """Refused unless the delivery is this actor's own and still stands."""
    if not delivery.is_for(by):
        whose = delivery.user or delivery.organisation
        raise Refused(_("这份文件送给%(who)s，只能由收文的单位或本人办理。") % {"who": whose})
    if delivery.withdrawn_at is not None:
        raise Refused(_("这份文件已被发文单位撤回，不用再办理。"))


@action("documents.reply_form", gettext_lazy("设定回执表"), Permission.DOCUMENTS_ISSUE)
def set_reply_form(document: OfficialDocument, *, form: ReplyForm | None, by: Actor) -> OfficialDocument:
    """Declare what recipients fill, once for all of them; not once somebody is asked to, who may be filling it at this moment."""
    kept = reply_form.to_json(form)
    if kept == (document.reply_form or []):
        return document
    if document.archived_on is not None:
        raise Refused(_("文件已归档，回执表不能再改；需要填报的，请另发一份文件。"))
    if document.deliveries.all().asked().exists():
        raise Refused(_("已要求单位回复，回执表不能再改；需要另报内容的，请另发一份文件。"))
    document.reply_form = kept
    document.save(update_fields=["reply_form"])
    return document


@action(
    "documents.withdraw", gettext_lazy("撤回文件"), Permission.DOCUMENTS_ISSUE, record=("why",), lock=False
)
def withdraw(
    document: OfficialDocument, *, why: str, replacement: OfficialDocument | None = None, by: Actor
) -> OfficialDocument:
    """Take a document back from everybody, with the reason; recipients see that, and what takes its place, but no longer what
    it said. Times and replies stay. A filed one of ours stays as it is; one delivery of it may still be taken back."""
    document, by_what = _both(document, replacement)
    why = _reason(why)
    if document.outgoing:
        if document.archived_on is not None:
            raise Refused(_("文件已归档，不能再撤回；内容有误的，请另发一份替代文件。"))
        move(document, "withdraw")
    elif not document.deliveries.filter(withdrawn_at=None).exists():
        raise Refused(_("这份文件没有传达出去，不用撤回。"))
    if by_what is not None:
        _replace(document, by_what)
    say(document, "withdraw", step=State.ISSUED if document.outgoing else document.state, text=why, by=by)
    document.deliveries.filter(withdrawn_at=None).update(withdrawn_at=clock.now(), withdrawn_why=why)
    return document


@action(
    "documents.take_back", gettext_lazy("撤回一个单位的文件"), Permission.DOCUMENTS_ISSUE, record=("why",)
)
def take_back(delivery: Delivery, *, why: str, by: Actor) -> int:
    """Take it back from one recipient, and from whomever that one passed it on to; all others keep it, and the document stays as
    it is, filed or not. Returns from how many."""
    why = _reason(why)
    if delivery.withdrawn_at is not None:
        raise Stale(
            _("这份文件已从%(who)s撤回，请刷新后查看。") % {"who": delivery.user or delivery.organisation}
        )
    keys = below = [delivery.pk]
    while below := list(Delivery.objects.filter(parent__in=below).values_list("pk", flat=True)):
        keys = keys + below
    rows = Delivery.objects.filter(pk__in=keys, withdrawn_at=None)
    return rows.update(withdrawn_at=clock.now(), withdrawn_why=why)


def _reason(why: str) -> str:
    if not why.strip():
        raise Refused(_("请写明撤回的原因，收文单位会看到。"))
    return why.strip()


def _both(
    document: OfficialDocument, replacement: OfficialDocument | None
) -> tuple[OfficialDocument, OfficialDocument | None]:
    """Both rows locked and as they are now, in the order of their keys, as whoever holds several documents takes them."""
    keys = [one.pk for one in (document, replacement) if one is not None]
    rows = OfficialDocument.objects.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",))
    found = {row.pk: row for row in rows}
    return found[document.pk], found[replacement.pk] if replacement is not None else None


def _replace(document: OfficialDocument, by_what: OfficialDocument) -> None:
    if by_what.pk == document.pk or by_what.region_id != document.region_id or not by_what.outgoing:
        raise Refused(_("替代文件应当是本局的另一份发文，请重新选择。"))
    if by_what.state in (State.WITHDRAWN, State.CANCELLED):
        raise Refused(_("替代文件已撤回或作废，请另选一份。"))
    if by_what.replaces_id not in (None, document.pk):
        raise Refused(_("所选文件已是另一份文件的替代文件，请另选一份。"))
    if by_what.replaces_id is None:
        if by_what.archived_on is not None:
            raise Refused(_("所选文件已归档，不能再改为替代文件，请另选一份。"))
        by_what.replaces = document
        by_what.save(update_fields=["replaces"])
