"""The route of one application: its steps laid at submission, entered and left, each with its clock."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from youfu.kit import clock
from youfu.kit.access import Actor, Permission, demand
from youfu.kit.errors import Refused
from youfu.kit.models.papers import Notice
from youfu.kit.models.workflow import Application, ApplicationStep
from youfu.kit.workflow import calendar
from youfu.kit.workflow.declare import TYPES, ApplicationType, Step
from youfu.kit.workflow.limits import limit
from youfu.rules.stepmachine import Progress

LEVELS = ("province", "city", "county", "town", "village")


def lay(application: Application, declared: ApplicationType) -> list[ApplicationStep]:
    """Copy the steps of the declaration that this application needs, each with the time limit in force today.

    Handed in again, it keeps the steps it has; corrected so that it would need another one (a higher amount, say), it is
    refused: it has to be withdrawn and applied for anew.
    """
    path = application.region_path
    wanted = [step for step in declared.steps if _needed(application, step)]
    laid = list(application.steps.all())
    if laid:
        known = {step.code for step in laid}
        fresh = [s for s in wanted if s.code in application.declared["steps"] and s.code not in known]
        if fresh:
            raise Refused(
                _("修改后的内容还须经“%(steps)s”办理，请撤回本件后重新申请。")
                % {"steps": "、".join(str(step.title) for step in fresh)}
            )
        return laid
    return ApplicationStep.objects.bulk_create(
        ApplicationStep(
            application=application,
            order=order,
            code=step.code,
            title=str(step.title),
            kind=step.kind,
            level=step.level,
            permission=step.permission,
            path=at_level(path, "county" if step.kind == "outside" else step.level),
            days=allowed(declared.code, step.code, path),
            returns_to=list(step.returns_to),
            records=list(step.records),
        )
        for order, step in enumerate(wanted, start=1)
    )


def _needed(application: Application, step: Step) -> bool:
    if step.when and not step.when(application):
        return False
    if not step.above:
        return True
    band = limit(step.above, application.region_path, clock.today())
    return band is None or application.applied_fen is None or application.applied_fen >= band.value


def allowed(kind: str, step: str, path: str) -> int | None:
    """Working days a step may take, or None when nobody ever laid it down."""
    day = clock.today()
    found = limit(f"limit.{kind}.{step}", path, day) or limit(f"limit.{step}", path, day)
    return found.value if found else None


def at_level(path: str, level: str) -> str:
    """The part of a region path down to a level: who decides there holds a grant at or above it. A path that ends higher is
    taken as it is."""
    codes = [code for code in path.split("/") if code]
    return "/" + "".join(f"{code}/" for code in codes[: LEVELS.index(level) + 1])


def current(application: Application) -> ApplicationStep | None:
    """The step that is open."""
    return application.steps.filter(order=application.position).first() if application.position else None


def owned(step: ApplicationStep, by: Actor) -> None:
    """Refuse whoever may not act at a step. A step keeps the name of its permission; one that exists no more is nobody's."""
    if step.permission not in Permission.__members__.values():
        raise Refused(_("“%(step)s”环节的权限已取消，请撤回本件后重新申请。") % {"step": step.title})
    demand(by, Permission(step.permission), step.path)


def leave(application: Application, step: ApplicationStep | None, *, done: bool = False) -> int | None:
    """Close a step and stop its clock; returns the working days it used in all."""
    if step is None:
        return None
    day = clock.today()
    calendar.stop(step, calendar.working_days(), day)
    step.state = ApplicationStep.State.DONE if done else ApplicationStep.State.WAITING
    step.closed_on, step.due_on = day, step.due_on if done else None
    step.save()
    return step.used_days


def enter(application: Application, progress: Progress) -> ApplicationStep | None:
    """Open the step the application stands at; the ones after it wait again. A publicity step posts its notice."""
    if not progress.position:
        return None
    application.steps.filter(order__gt=progress.position).update(
        state=ApplicationStep.State.WAITING, closed_on=None, due_on=None
    )
    step: ApplicationStep = application.steps.get(order=progress.position)
    step.state, step.closed_on = ApplicationStep.State.OPEN, None
    step.opened_on = step.opened_on or clock.today()
    if step.kind == "publicity":
        step.used_days = (
            0  # a notice posted again runs all its days again; each run is kept with its decision
        )
    calendar.start(step, calendar.working_days(), clock.today())
    step.save()
    if step.kind == "publicity":
        publish(application, step)
    return step


def publish(application: Application, step: ApplicationStep) -> Notice:
    """Post the notice, with what the type says everybody may read."""
    declared = TYPES.get(application.type)
    if declared is None or declared.publicity is None:
        raise Refused(_("这类业务已不再公示，不能转入公示环节：请退回、不予批准或撤回。"))
    return Notice.objects.create(
        application=application,
        order=step.order,
        title=application.title,
        content=[[str(name), str(value)] for name, value in declared.publicity.content(application)],
        path=at_level(application.region_path, "county"),
        from_day=clock.today(),
        until_day=last_day(step, clock.today()),
    )


def last_day(step: ApplicationStep, begun: date) -> date | None:
    """The last day of a notice posted on a day, on which it still runs; None while nobody said how long."""
    return None if step.days is None else calendar.working_days().after(begun, step.days)
