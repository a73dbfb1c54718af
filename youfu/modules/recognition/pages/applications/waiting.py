"""What waits for whom: the to-do of a person, read from the open steps; every page that lists applications begins here."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from youfu.kit import clock
from youfu.kit.access import ROLES, Actor, Permission
from youfu.kit.models import Application, ApplicationStep, Decision, Notice, Objection
from youfu.kit.pages import rows_of
from youfu.kit.workflow import calendar, holders
from youfu.modules.recognition.queries.boards import FAR

SOON = 2  # working days
VILLAGE_DEPTH = 6  # slashes in the path of a village: province, city, county, town, village
STEPS = "applications."  # every step is decided with one of these permissions
NOW = ("code", "title", "kind", "permission", "path", "records", "due_on")
RETURNED = (Application.State.DRAFT, Application.State.RETURNED)


def seen_by(actor: Actor) -> Any:
    """Applications this actor may look at."""
    return rows_of(Application, actor, Permission.APPLICATIONS_VIEW)


def with_step(rows: Any) -> Any:
    """Each application with what its open step says, as now_…; it has one open step at most, so no row comes twice.

    They are annotations because each filter on a relation to many would join the table of steps once more.
    """
    if "due" in rows.query.annotations:
        return rows
    return rows.annotate(
        now=FilteredRelation("steps", condition=Q(steps__state=ApplicationStep.State.OPEN)),
        due=Coalesce(F("now__due_on"), Value(FAR)),
        **{f"now_{name}": F(f"now__{name}") for name in NOW},
    )


def waiting(rows: Any, actor: Actor) -> Any:
    """Those whose open step this actor may decide: holds its permission there, and did nothing at another step of it.

    A notice waits for somebody only when its days are over, were never laid down, or an objection has no answer yet.
    """
    today = clock.today()
    # Two lists of ids, each read once, instead of a question for every row.
    acted = rows_of(Decision, actor, Permission.APPLICATIONS_VIEW).filter(by_id=actor.pk, counts=True)
    elsewhere = acted.filter(application__state=Application.State.OPEN)
    elsewhere = elsewhere.exclude(order=F("application__position")).values("application_id")
    unanswered = Objection._base_manager.filter(notice__closed_on=None, answered_on=None).values(
        "notice__application_id"
    )
    rows = with_step(rows).filter(_may(actor), state=Application.State.OPEN, paused=False)
    over = rows_of(Notice, actor, Permission.APPLICATIONS_VIEW).filter(closed_on=None, until_day__lt=today)
    late = Q(now_due_on=None) | Q(pk__in=over.values("application_id")) | Q(pk__in=unanswered)
    return rows.filter(
        (Q(now_kind="review") & ~Q(pk__in=elsewhere))
        | Q(now_kind="outside")  # recorded, not decided: four eyes are not about it
        | (Q(now_kind="publicity") & late)
    )


def _may(actor: Actor) -> Q:
    inside = Q(pk__in=[])
    for held in actor.held():
        permissions = (
            [str(p) for p in ROLES[held.role].permissions if p.startswith(STEPS)]
            if held.role in ROLES
            else []
        )
        inside |= Q(now_permission__in=permissions, now_path__startswith=held.path)
        if Permission.APPLICATIONS_TOWN in permissions:
            inside |= _for_the_village() & Q(now_path__startswith=held.path)
    return inside


def _for_the_village() -> Q:
    """Opinions of villages in which nobody has an account: the town enters them (`youfu.kit.workflow.holders`)."""
    above = Q(pk__in=[])
    for path in (held := holders.paths(Permission.APPLICATIONS_VILLAGE)):
        if path.count("/") < VILLAGE_DEPTH:  # a role held for a whole town or county
            above |= Q(now_path__startswith=path)
    open_ones = Q(now_permission=Permission.APPLICATIONS_VILLAGE, now_kind="review")
    return open_ones & ~Q(now_path__in=held) & ~above


def decides(actor: Actor) -> bool:
    """Whether this actor decides anything at all; whoever only makes or looks has no to-do of steps."""
    acting = {
        Permission.APPLICATIONS_VILLAGE, Permission.APPLICATIONS_TOWN, Permission.APPLICATIONS_EXAMINE,
        Permission.APPLICATIONS_REVIEW, Permission.APPLICATIONS_SIGN,
    }  # fmt: skip
    return any(held.role in ROLES and acting & ROLES[held.role].permissions for held in actor.held())


def overdue(rows: Any) -> Any:
    """Late at the open step, the clock running."""
    return with_step(rows).filter(now_due_on__lt=clock.today())


def soon(rows: Any) -> Any:
    """Due within the next two working days, not late."""
    today = clock.today()
    return with_step(rows).filter(now_due_on__range=(today, calendar.working_days().after(today, SOON)))


def asked() -> Any:
    """What a supervisor asked for 督办 at the step an outer application is at."""
    return Decision._base_manager.filter(
        application=OuterRef("pk"), verb=Decision.Verb.REMIND, order=OuterRef("position"), round=OuterRef("round")
    )  # fmt: skip


def reminded(rows: Any) -> Any:
    """Those a supervisor asked for since they came to the step they are at."""
    return rows.filter(Exists(asked()), position__gt=0)


def given_back(rows: Any, actor: Actor) -> Any:
    """Those this actor made that wait to be handed in, the first time or again."""
    return rows.filter(state__in=RETURNED, made_by_id=actor.pk)


def waiting_count(actor: Actor) -> int:
    """What the rail shows; bounded, so that it costs the same in a county that is far behind."""
    return int(waiting(seen_by(actor), actor).values("pk")[:1000].count()) if decides(actor) else 0


def groups(actor: Actor) -> list[dict[str, Any]]:
    """The to-do by type and step: [{type, title, now_code, now_title, now_kind, records, n}], the largest first."""
    rows = waiting(seen_by(actor), actor).order_by()
    return list(
        rows.values("type", "title", "now_code", "now_title", "now_kind", "now_records")
        .annotate(n=Count("pk"))
        .order_by("-n", "type", "now_code")
    )
