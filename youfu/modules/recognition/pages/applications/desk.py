"""What other pages show of applications: the workbench's to-do, the person's file."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from youfu.kit import clock
from youfu.kit.access import Actor, Permission, can
from youfu.kit.pages import panel, signed_in
from youfu.kit.pages.todo import Todo, todo
from youfu.kit.templatetags.kit import local, said
from youfu.kit.workflow import calendar
from youfu.modules.people.models import Person
from youfu.modules.people.pages.life import Event
from youfu.modules.recognition.pages.applications import waiting, words

SHOWN = 6


# Which count, title, note, filter of the list, state, icon: the most pressing first.
ENTRIES = (
    ("asked", lazy("%(n)d 件申请被督办"), lazy("请优先办理并写明进展"), "&clock=reminded", "stop", "bell"),
    ("late", lazy("%(n)d 件申请已超过办理时限"), lazy("超期不会自动通过，须逐件办理"), "&clock=overdue", "stop", "clock"),
    ("soon", lazy("%(n)d 件申请两个工作日内到期"), lazy("到期当日仍可办理"), "&clock=soon", "now", "clock"),
    ("all", lazy("%(n)d 件申请待我办理"), lazy("按到期先后排列"), "", "look", "case"),
)  # fmt: skip


@todo(Permission.APPLICATIONS_VIEW, order=5)
def steps(actor: Actor) -> list[Todo]:
    """What waits for a decision of mine: asked for, late, due soon, and all."""
    if not waiting.decides(actor):
        return []
    today = clock.today()
    until = calendar.working_days().after(today, waiting.SOON)
    rows = waiting.waiting(waiting.seen_by(actor), actor).order_by()
    n = rows.aggregate(
        all=Count("pk"),
        late=Count("pk", filter=Q(now_due_on__lt=today)),
        soon=Count("pk", filter=Q(now_due_on__range=(today, until))),
        asked=Count("pk", filter=Q(Exists(waiting.asked()))),
    )
    mine = f"{reverse('applications')}?view=mine"
    return [
        Todo(str(title) % {"n": n[key]}, note, f"{mine}{narrow}", _("办理"), state, icon)
        for key, title, note, narrow, state, icon in ENTRIES
        if n[key]
    ]


@todo(Permission.APPLICATIONS_MAKE, order=6)
def given_back(actor: Actor) -> list[Todo]:
    """What I made: returned to me, or begun and never handed in."""
    rows = waiting.given_back(waiting.seen_by(actor), actor)
    n = rows.aggregate(
        back=Count("pk", filter=Q(state="returned")), draft=Count("pk", filter=Q(state="draft"))
    )
    url = f"{reverse('applications')}?view=returned"
    found = []
    if n["back"]:
        title = _("%(n)d 件申请退回补正") % {"n": n["back"]}
        found.append(
            Todo(title, _("补齐后再次提交，时限重新计算"), f"{url}&state=returned", _("补正"), "now", "undo")
        )
    if n["draft"]:
        title = _("%(n)d 件申请登记后未提交") % {"n": n["draft"]}
        found.append(Todo(title, _("上传材料后提交"), f"{url}&state=draft", _("继续"), "look", "pen"))
    return found


@panel(
    "person",
    "side",
    order=5,
    permission=Permission.APPLICATIONS_VIEW,
    template="recognition/panels/applications.html",
)
def applications(person: Person, request: HttpRequest) -> dict[str, Any] | None:
    """此人的申请, and the way to the counter."""
    actor = signed_in(request)
    rows = waiting.seen_by(actor).filter(person=person).prefetch_related("steps").order_by("-id")[: SHOWN + 1]
    makes = can(actor, Permission.APPLICATIONS_MAKE, person.region_path)
    if not rows and not makes:
        return None
    return {
        "rows": [(row, words.step_cell(row)) for row in rows[:SHOWN]],
        "more": len(rows) > SHOWN,
        "counter": f"{reverse('counter')}?person={person.pk}" if makes else "",
    }


@panel("person", "timeline", order=20, permission=Permission.APPLICATIONS_VIEW, template="")
def timeline(person: Person, request: HttpRequest) -> dict[str, Any]:
    """Applications as events: begun, and how they ended."""
    states = {"approved": "ok", "refused": "stop"}
    events = []
    for row in waiting.seen_by(signed_in(request)).filter(person=person):
        title = said(row.title)
        begun = row.submitted_on or local(row.made_at).date()
        events.append(Event(begun, "case", _("申请%(what)s") % {"what": title}, row.number))
        if row.ended_on:
            how = _("%(what)s：%(state)s") % {"what": title, "state": row.get_state_display()}
            events.append(Event(row.ended_on, "case", how, row.outcome, states.get(row.state, "")))
    return {"events": events}
