"""Making an application, handing it in, taking it back. What is decided about it is in deciding.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock
from youfu.kit.access import Actor, Permission
from youfu.kit.actions import action
from youfu.kit.errors import Refused, Stale
from youfu.kit.models.workflow import Application, Decision
from youfu.kit.workflow import form, route
from youfu.kit.workflow.declare import TYPES, ApplicationType, Paper
from youfu.rules.findings import Finding
from youfu.rules.stepmachine import Illegal, Progress, Verb, advance


@action(
    "application.draft", gettext_lazy("登记申请"), Permission.APPLICATIONS_MAKE, record=("kind",), lock=False
)
def draft(person: Any, *, kind: str, given: Mapping[str, Any], by: Actor) -> Application:
    """Begin an application for a person on file. A second one of the same type while one runs is refused by the database."""
    declared = TYPES[kind]
    application = Application(
        type=kind,
        title=str(declared.title),
        number=_number(declared),
        person=person,
        region=_region(declared, person, given),
        declared=_snapshot(declared),
        made_by_id=by.pk,
    )
    form.keep(application, declared, given)
    try:
        with transaction.atomic():
            application.save()
    except IntegrityError as error:
        running = Application.objects.running().filter(person_id=person.pk, type=kind).first()
        raise Refused(
            _("%(name)s已有一件“%(title)s”在办（%(number)s），请先办结或撤回。")
            % {"name": person, "title": declared.title, "number": running or "—"}
        ) from error
    return application


def _number(declared: ApplicationType) -> str:
    """受理编号: type, year and a running number of that year, such as 13-2026-00042; gaps are possible, doubles are not."""
    year = clock.today().year
    head = f"{declared.prefix}-{year}-"
    last = Application.objects.filter(number__startswith=head).aggregate(last=models.Max("number"))["last"]
    return f"{head}{int(last.rsplit('-', 1)[1]) + 1 if last else 1:05d}"


def _region(declared: ApplicationType, person: Any, given: Mapping[str, Any]) -> Any:
    return declared.region(person, given) if declared.region else person.household_region


def _snapshot(declared: ApplicationType) -> dict[str, Any]:
    """What the application keeps of its declaration, so that a later change of it leaves this one as it was."""
    return {
        "basis": list(declared.basis),
        "papers": [
            {"code": p.code, "title": str(p.title), "note": str(p.note), "required": p.required}
            for p in declared.papers
        ],
        "grounds": [{"code": g.code, "title": str(g.title), "clause": g.clause} for g in declared.grounds],
        "publicity": bool(declared.publicity),
    }


@action("application.revise", gettext_lazy("修改申请"), Permission.APPLICATIONS_MAKE)
def revise(application: Application, *, given: Mapping[str, Any], by: Actor) -> Application:
    """Change what was filled in while it has not been handed in, or after it came back for correction."""
    if application.state not in (Application.State.DRAFT, Application.State.RETURNED):
        raise Stale(_("这件申请已提交，不能再修改。"))
    form.keep(application, TYPES[application.type], given)
    application.save(update_fields=["given", "sealed"])
    return application


@action("application.submit", gettext_lazy("提交申请"), Permission.APPLICATIONS_MAKE)
def submit(application: Application, *, opinion: str = "", by: Actor) -> Application:
    """Hand it in, or hand it in again. Missing papers are named; its steps are copied from the declaration the first time."""
    lacking = missing(application)
    if lacking:
        raise Refused(_("还缺材料：%(papers)s。") % {"papers": "、".join(lacking)})
    declared = TYPES[application.type]
    application.findings = [asdict(found) for found in checks(application)]
    if declared.amount:
        application.applied_fen = declared.amount(application)
    steps = list(application.steps.all()) or route.lay(application, declared)
    progress = moved(application, application.progress(len(steps)), "submit")
    if application.submitted_on is None:
        application.submitted_on = clock.today()
    application.save()
    note(application, "submit", step=str(_("受理")), order=0, opinion=opinion, by=by)
    route.enter(application, progress)
    return application


@action("application.withdraw", gettext_lazy("撤回申请"), Permission.APPLICATIONS_MAKE, record=("reason",))
def withdraw(application: Application, *, reason: str, by: Actor) -> Application:
    """Take it back at the applicant's wish; what was decided stays on record."""
    order, step = application.position, route.current(application)
    progress = moved(application, application.progress(max(1, application.steps.count())), "withdraw")
    route.leave(application, step)
    application.ended_on, application.outcome = clock.today(), reason
    application.notices.filter(closed_on=None).update(closed_on=clock.today())
    application.pauses.filter(until=None).update(until=clock.today(), result=str(_("申请已撤回")))
    application.save()
    note(application, "withdraw", step=step.title if step else "", order=order, opinion=reason, by=by)
    route.enter(application, progress)
    return application


def missing(application: Application) -> list[str]:
    """Titles of required papers that nobody has handed in."""
    held = set(application.files.filter(removed_at=None).values_list("paper", flat=True))
    return [p["title"] for p in papers(application) if p["required"] and p["code"] not in held]


def papers(application: Application) -> Sequence[dict[str, Any]]:
    """The evidence catalogue as it was declared when this application began, for what was filled in."""
    needed: dict[str, Paper] = {p.code: p for p in TYPES[application.type].papers}
    given = form.cleaned(application)
    return [
        paper
        for paper in application.declared["papers"]
        if not (known := needed.get(paper["code"])) or known.when is None or known.when(given)
    ]


def checks(application: Application) -> list[Finding]:
    """Every reason for and against, as the records stand now."""
    return list(TYPES[application.type].check(application))


def moved(application: Application, now: Progress, verb: Verb, *, back_to: int = 0) -> Progress:
    """Move the application as the step machine says; what it refuses is said as a sentence."""
    try:
        after = advance(now, verb, back_to=back_to)
    except Illegal as illegal:
        state = _("暂停计时中") if application.paused else application.get_state_display()
        raise Stale(_("这件申请%(state)s，不能这样办理，请刷新后查看。") % {"state": state}) from illegal
    application.state, application.position = after.state, after.position
    application.round, application.paused = after.round, after.paused
    return after


def note(application: Application, verb: str, *, step: str, order: int, by: Actor, **more: Any) -> Decision:
    """Write down who did what. The database refuses a second decision of one person on another step."""
    counts = verb in ("submit", "approve", "return", "reject") and by.pk is not None
    try:
        with transaction.atomic():
            return Decision.objects.create(
                application=application, order=order, round=application.round, step=step, verb=verb, by_id=by.pk,
                author=by.label, counts=more.pop("counts", counts), **more,
            )  # fmt: skip
    except IntegrityError as error:
        if "decision_never_on_two_steps" in str(error):
            raise Refused(
                _("经办、复核、审批须为不同人员：您已在本件的其他环节办理过，请由他人办理。")
            ) from error
        raise Stale(_("这一环节已有人办理，请刷新后查看。")) from error
