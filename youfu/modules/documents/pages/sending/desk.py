"""What waits for somebody of the documents that are being sent, for the workbench: each step with the age of the oldest."""

from __future__ import annotations

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from youfu.kit import clock
from youfu.kit.access import Actor, Permission
from youfu.kit.pages import rows_of
from youfu.kit.pages.todo import Todo, todo
from youfu.modules.documents.models import OfficialDocument

# State: title, what is done, icon.
WAITING = {
    "check": (lazy("%(n)d 份公文待核稿"), lazy("核稿"), "eye"),
    "countersign": (lazy("%(n)d 份公文待会签"), lazy("会签"), "pen"),
    "sign": (lazy("%(n)d 份公文待签发"), lazy("签发"), "pen"),
    "number": (lazy("%(n)d 份公文待编号"), lazy("编号"), "doc"),
    "issue": (lazy("%(n)d 份公文待印发"), lazy("印发"), "print"),
    "draft": (lazy("%(n)d 份公文草稿未提交"), lazy("继续"), "doc"),
}
OLD = 3  # days after which it is pressing


@todo(Permission.DOCUMENTS_VIEW, order=20)
def steps(actor: Actor) -> list[Todo]:
    """One line for each step that waits for this actor; returned drafts apart."""
    rows = rows_of(OfficialDocument, actor, Permission.DOCUMENTS_VIEW).waiting_for(actor)
    counted = {
        row["state"]: row
        for row in rows.with_since().order_by().values("state").annotate(n=Count("pk"), first=Min("since"))
    }
    url = f"{reverse('documents')}?view=mine&state="
    found = []
    for state, (title, act, icon) in WAITING.items():
        if row := counted.get(state):
            days = (clock.today() - localtime(row["first"]).date()).days
            note = _("最久的已等 %(n)d 天") % {"n": days} if days else _("今天到的")
            pressing = "now" if days >= OLD and state != "draft" else "look"
            found.append(Todo(str(title) % {"n": row["n"]}, note, url + state, str(act), pressing, icon))
    return found
