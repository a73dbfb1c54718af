"""公示: a notice that runs its working days in public. Objections are received and answered before the next step opens."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock
from youfu.kit.access import Actor, Permission
from youfu.kit.actions import action
from youfu.kit.errors import Refused, Stale
from youfu.kit.models.papers import Notice, Objection
from youfu.kit.models.workflow import Application, ApplicationStep
from youfu.kit.workflow import calendar, route
from youfu.kit.workflow.actions import moved, note, recorded


@action("notice.object", gettext_lazy("登记公示异议"), Permission.APPLICATIONS_VIEW)
def object_to(notice: Notice, *, content: str, who: str = "", on: date, by: Actor) -> Objection:
    """Register an objection that reached the bureau or a station while a notice runs."""
    if notice.closed_on is not None:
        raise Stale(_("这项公示已结束。"))
    if not notice.from_day <= on <= clock.today():
        raise Refused(_("收到日期应在公示开始之后、今天之前。"))
    if not content.strip():
        raise Refused(_("请写明反映内容。"))
    return Objection.objects.create(
        notice=notice, received_on=on, content=content.strip(), who=who.strip() or None
    )


@action("notice.answer", gettext_lazy("答复公示异议"), Permission.APPLICATIONS_VIEW)
def answer(objection: Objection, *, text: str, by: Actor) -> Objection:
    """Answer an objection; only then may the next step open."""
    _may_conclude(objection.notice.application, by)
    if objection.answer:
        raise Stale(_("这条异议已答复。"))
    if not text.strip():
        raise Refused(_("请写明核实情况和答复。"))
    objection.answer, objection.answered_on, objection.answered_by_id = text.strip(), clock.today(), by.pk
    objection.save()
    return objection


@action(
    "notice.lay_down", gettext_lazy("确定公示期限"), Permission.APPLICATIONS_VIEW, record=("days", "basis")
)
def lay_down(application: Application, *, days: int, basis: str, by: Actor) -> Notice:
    """Say how many working days a notice runs, where the standards library lays none down; the document is named."""
    step = _may_conclude(application, by)
    notice = _open(application)
    if notice.until_day is not None:
        raise Stale(_("公示期限已确定为 %(day)s 止。") % {"day": notice.until_day})
    if not 1 <= days <= 90 or not basis.strip():
        raise Refused(_("请填写 1 至 90 个工作日，并写明依据。"))
    step.days, step.used_days = days, 0
    calendar.start(step, calendar.working_days(), clock.today())  # nobody could know its end before
    step.save()
    notice.until_day = route.last_day(step, clock.today())
    notice.save()
    return notice


@action("notice.conclude", gettext_lazy("结束公示"), Permission.APPLICATIONS_VIEW)
def conclude(application: Application, *, by: Actor) -> Application:
    """Open the step after a notice, when its days have passed and every objection was answered. It approves nothing."""
    step = _may_conclude(application, by)
    notice = _open(application)
    if notice.until_day is None:
        raise Refused(_("本事项的公示天数还没有登记：请先确定公示期限。"))
    if clock.today() <= notice.until_day:
        raise Refused(_("公示到 %(day)s 为止，期满后才能转下一环节。") % {"day": notice.until_day})
    open_ones = notice.objections.filter(answered_on=None).count()
    if open_ones:
        raise Refused(_("还有 %(n)d 条异议没有答复。") % {"n": open_ones})
    received = notice.objections.count()
    with recorded():
        ended = _("公示期满，收到异议 %(n)d 件，均已答复。") % {"n": received}
        text = ended if received else _("公示期满，无异议。")
    used = calendar.spent(step, calendar.working_days(), clock.today())
    note(
        application, "approve", step=step.title, order=step.order, opinion=text, counts=False, used_days=used, by=by
    )  # fmt: skip
    progress = moved(application, application.progress(application.steps.count()), "approve")
    notice.closed_on = clock.today()
    notice.save()
    route.leave(application, step, done=True)
    application.save()
    route.enter(application, progress)
    return application


def _may_conclude(application: Application, by: Actor) -> ApplicationStep:
    step = route.current(application)
    if step is None or step.kind != "publicity":
        raise Stale(_("这件申请现在不在公示环节。"))
    route.owned(step, by)
    return step


def _open(application: Application) -> Notice:
    """The notice that runs; locked, so that no objection arrives while it is being concluded."""
    notice: Notice = application.notices.select_for_update(of=("self",)).get(closed_on=None)
    return notice


def due(day: date) -> QuerySet[Application]:
    """Applications whose notice has run its days with no objection unanswered: the nightly job concludes them."""
    unanswered = Objection.objects.filter(notice=OuterRef("pk"), answered_on=None)
    ended = Notice.objects.filter(~Exists(unanswered), closed_on=None, until_day__lt=day)
    return Application.objects.filter(state=Application.State.OPEN, notices__in=ended)
