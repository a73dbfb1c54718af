"""Stopping a clock: while material is awaited, or a hospital, the city or the province works. Its result is recorded."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock
from youfu.kit.access import Actor, Permission
from youfu.kit.actions import action
from youfu.kit.errors import Refused, Stale
from youfu.kit.models.workflow import Application, ApplicationStep, Pause
from youfu.kit.workflow import calendar, holders, route
from youfu.kit.workflow.actions import moved, note


@action("application.pause", gettext_lazy("暂停计时"), Permission.APPLICATIONS_VIEW, record=("awaits",))
def pause(application: Application, *, awaits: str, text: str, by: Actor) -> Pause:
    """Stop the clock of the open step, saying what is awaited."""
    step = _step(application, by)
    if not text.strip():
        raise Refused(_("请写明等待什么。"))
    if awaits not in Pause.For.values:
        raise Refused(_("请选择等待的对象。"))
    moved(application, application.progress(application.steps.count()), "pause")
    application.save()
    calendar.stop(step, calendar.working_days(), clock.today())
    step.due_on = None
    step.save()
    note(application, "pause", step=step.title, order=step.order, opinion=text.strip(), by=by)
    return Pause.objects.create(
        application=application, awaits=awaits, note=text.strip(), since=clock.today()
    )


@action("application.resume", gettext_lazy("恢复计时"), Permission.APPLICATIONS_VIEW, record=("document",))
def resume(application: Application, *, result: str, document: str = "", by: Actor) -> Application:
    """Let the clock run again, recording what came of the waiting."""
    step = _step(application, by)
    waiting = application.pauses.filter(until=None).first()
    if waiting is None:
        raise Stale(_("这件申请没有暂停。"))
    if not result.strip() or (waiting.awaits != Pause.For.MATERIAL and not document.strip()):
        raise Refused(_("请登记结果，以及外单位的文书和文号。"))
    waiting.until, waiting.result, waiting.document = clock.today(), result.strip(), document.strip()
    waiting.save()
    moved(application, application.progress(application.steps.count()), "resume")
    application.save()
    calendar.start(step, calendar.working_days(), clock.today())
    step.save()
    opinion = f"{waiting.result} {waiting.document}".strip()
    note(application, "resume", step=step.title, order=step.order, opinion=opinion, by=by)
    return application


def _step(application: Application, by: Actor) -> ApplicationStep:
    step = route.current(application)
    if step is None or step.kind == "publicity":
        raise Stale(_("这一环节不能暂停计时。"))
    holders.demand_at(step, by)
    return step
