"""What the workbench says of deliveries: what waits for an office, what the bureau has to chase, what was reported upwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from youfu.kit import clock
from youfu.kit.access import Actor, Permission, can
from youfu.kit.pages import rows_of
from youfu.kit.pages.todo import Todo, todo
from youfu.modules.documents.models import Delivery
from youfu.modules.documents.pages.delivering.inbox import BOUND, own, recent


def _count(rows: Any) -> int:
    """Bounded, so that it costs the same in an office that is far behind."""
    return int(rows.order_by().values("pk")[:BOUND].count())


@todo(Permission.DOCUMENTS_ANSWER, order=8)
def waiting(actor: Actor) -> Iterator[Todo]:
    """For one's own office: late first; then to sign for, then to answer; and what is not to be followed any more."""
    rows, today, inbox = own(actor), clock.today(), reverse("deliveries")
    if late := _count(rows.overdue(today)):
        yield Todo(
            _("%(n)d 份文件超期未办") % {"n": late}, _("签收、回复后即从这里消失"),
            f"{inbox}?view=todo&state=overdue", _("办理"), "stop", "doc",
        )  # fmt: skip
    rows = rows.exclude(due_on__lt=today)
    if unsigned := _count(rows.unsigned()):
        yield Todo(
            _("%(n)d 份文件待签收") % {"n": unsigned}, _("单位当班的人签收即可"), f"{inbox}?view=sign&state=running", _("签收"),
            "now", "doc",
        )  # fmt: skip
    if unanswered := _count(rows.unanswered().filter(signed_at__isnull=False)):
        yield Todo(
            _("%(n)d 份文件待回复") % {"n": unanswered}, _("填写回执后提交"), f"{inbox}?view=reply&state=running", _("回复"),
            "look", "doc",
        )  # fmt: skip
    if withdrawn := _count(own(actor).withdrawn_since(recent())):
        yield Todo(
            _("%(n)d 份文件最近被撤回") % {"n": withdrawn}, _("不要再据此办理"), f"{inbox}?view=all&counted=withdrawn",
            _("查看"), "look", "undo",
        )  # fmt: skip


@todo(Permission.DOCUMENTS_ISSUE, order=9)
def to_chase(actor: Actor) -> Iterator[Todo]:
    """For the office: what is late anywhere."""
    late = _count(rows_of(Delivery, actor, Permission.DOCUMENTS_ISSUE).overdue(clock.today()))
    if late:
        yield Todo(
            _("%(n)d 件次超期未签收、未回复") % {"n": late}, _("催办，或者电话询问"), reverse("chasing"), _("催办"),
            "stop", "bell",
        )  # fmt: skip


@todo(Permission.DOCUMENTS_ANSWER, order=10)
def reported(actor: Actor) -> Iterator[Todo]:
    """Escalation: for the leader all of the county, for a town those of its villages. The office chases them."""
    if can(actor, Permission.DOCUMENTS_ISSUE):
        return
    leads = can(actor, Permission.DOCUMENTS_SIGN)
    if not leads and can(actor, Permission.DOCUMENTS_VIEW):
        return
    rows = rows_of(Delivery, actor, Permission.DOCUMENTS_ANSWER).escalated()
    office = getattr(actor, "organisation_id", None)
    if not leads:
        rows = rows.filter(organisation__parent=office)
    if number := _count(rows):
        below = f"{reverse('deliveries')}?view=area&counted=escalated&under={office}"
        url = f"{reverse('chasing')}?view=escalated" if leads else below
        yield Todo(
            _("%(n)d 件文件长期超期，已上报") % {"n": number},
            _("请过问未办的单位"),
            url,
            _("查看"),
            "stop",
            "flag",
        )
