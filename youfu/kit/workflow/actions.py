"""Making an application, handing it in, taking it back. What is decided about it is in deciding.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Length
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock
from youfu.kit.access import Actor, Permission, demand
from youfu.kit.actions import action
from youfu.kit.errors import Refused, Stale
from youfu.kit.models.workflow import Application, Decision
from youfu.kit.workflow import form, route
from youfu.kit.workflow.declare import TYPES, ApplicationType, Paper
from youfu.rules.findings import Finding, finding
from youfu.rules.stepmachine import Illegal, Progress, Verb, advance

OPINION = 1000  # characters


@action(
    "application.draft", gettext_lazy("登记申请"), Permission.APPLICATIONS_MAKE, record=("kind",), lock=False
)
def draft(person: Any, *, kind: str, given: Mapping[str, Any], by: Actor) -> Application:
    """Begin an application for a person on file. A second one of the same type while one runs is refused by the database."""
    declared = _declared(kind)
    region = declared.region(person, given) if declared.region else person.household_region
    demand(by, declared.make, region.path)
    with recorded():
        application = Application(
            type=kind, title=str(declared.title), number=_number(declared), person=person, region=region,
            declared=_snapshot(declared), made_by_id=by.pk,
        )  # fmt: skip
    form.keep(application, declared, given)
    try:
        with transaction.atomic():
            application.save()
    except IntegrityError as error:
        if "application_one_running" not in str(error):
            raise
        running = Application.objects.running().filter(person_id=person.pk, type=kind).first()
        raise Refused(
            _("%(name)s已有一件“%(title)s”在办（%(number)s），请先办结或撤回。")
            % {"name": person, "title": declared.title, "number": running or "—"}
        ) from error
    note(application, "draft", step="", order=0, by=by)
    return application


def _declared(kind: str) -> ApplicationType:
    if kind not in TYPES:
        raise Refused(_("这类业务现在不受理。"))
    return TYPES[kind]


def _number(declared: ApplicationType) -> str:
    """受理编号: type, year and a running number of that year, such as 13-2026-00042. Whoever asks at the same moment waits."""
    head = f"{declared.prefix}-{clock.today().year}-"
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('youfu.application'), hashtext(%s))", [head])
    given = Application.objects.filter(number__startswith=head).order_by(Length("number").desc(), "-number")
    last = given.values_list("number", flat=True).first()
    return f"{head}{int(last.removeprefix(head)) + 1 if last else 1:05d}"


def recorded() -> Any:
    """What goes into the records is written in the bureau's language, whatever the page was read in."""
    return translation.override(settings.LANGUAGE_CODE)


def _snapshot(declared: ApplicationType) -> dict[str, Any]:
    """What the application keeps of its declaration, so that a later change of it leaves this one as it was."""
    return {
        "basis": list(declared.basis),
        "papers": [
            {"code": p.code, "title": str(p.title), "note": str(p.note), "required": p.required}
            for p in declared.papers
        ],
        "grounds": [{"code": g.code, "title": str(g.title), "clause": g.clause} for g in declared.grounds],
        "steps": [step.code for step in declared.steps],
        "publicity": bool(declared.publicity),
    }


@action("application.revise", gettext_lazy("修改申请"), Permission.APPLICATIONS_MAKE)
def revise(application: Application, *, given: Mapping[str, Any], by: Actor) -> Application:
    """Change what was filled in while it has not been handed in, or after it came back for correction.

    Whoever changes it has made it, too: they decide at none of its steps.
    """
    declared = _declared(application.type)
    demand(by, declared.make, application.region_path)
    if application.state not in (Application.State.DRAFT, Application.State.RETURNED):
        raise Stale(_("这件申请已提交，不能再修改。"))
    form.keep(application, declared, given)
    application.save(update_fields=["given", "sealed"])
    if not application.decisions.filter(order=0, round=application.round, by_id=by.pk).exists():
        note(application, "revise", step="", order=0, by=by)
    return application


@action("application.submit", gettext_lazy("提交申请"), Permission.APPLICATIONS_MAKE)
def submit(application: Application, *, opinion: str = "", by: Actor) -> Application:
    """Hand it in, or hand it in again. Missing papers are named; its steps are copied from the declaration the first time."""
    declared = _declared(application.type)
    progress = moved(application, application.progress(max(1, application.steps.count())), "submit")
    if application.submitted_on is None:
        _place(application, declared)
    demand(by, declared.make, application.region_path)
    _refuse_incomplete(application)
    with recorded():
        application.findings = [asdict(found) for found in checks(application)]
    if declared.amount:
        application.applied_fen = declared.amount(application)
    with recorded():
        route.lay(application, declared)
    application.submitted_on = application.submitted_on or clock.today()
    application.save()
    with recorded():
        note(application, "submit", step=_("受理"), order=0, opinion=opinion.strip(), by=by)
    route.enter(application, progress)
    return application


def _place(application: Application, declared: ApplicationType) -> None:
    """Where it is handled and by which declaration are settled when it is first handed in, not when somebody began to type."""
    person = application.person
    application.region = (
        declared.region(person, form.cleaned(application)) if declared.region else person.household_region
    )
    with recorded():
        application.declared = _snapshot(declared)


def _refuse_incomplete(application: Application) -> None:
    if unread := form.refused(application):
        raise Refused(_("申请表还需补充或更正：%(fields)s。") % {"fields": "、".join(unread)})
    if lacking := missing(application):
        raise Refused(_("还缺材料：%(papers)s。") % {"papers": "、".join(lacking)})


@action("application.withdraw", gettext_lazy("撤回申请"), Permission.APPLICATIONS_MAKE, record=("reason",))
def withdraw(application: Application, *, reason: str, by: Actor) -> Application:
    """Take it back at the applicant's wish; what was decided stays on record."""
    if not reason.strip():
        raise Refused(_("请写明撤回原因。"))
    order, step = application.position, route.current(application)
    progress = moved(application, application.progress(max(1, application.steps.count())), "withdraw")
    route.leave(application, step)
    application.ended_on, application.outcome = clock.today(), reason.strip()[:500]
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
    """The evidence catalogue as it was declared when this application was handed in, for what was filled in."""
    declared = TYPES.get(application.type)
    if declared is None:
        return list(application.declared["papers"])
    kept = application.declared if application.submitted_on else _snapshot(declared)
    needed: dict[str, Paper] = {p.code: p for p in declared.papers}
    given = form.cleaned(application)
    return [
        paper
        for paper in kept["papers"]
        if not (known := needed.get(paper["code"])) or known.when is None or known.when(given)
    ]


def checks(application: Application) -> list[Finding]:
    """Every reason for and against, as the records stand now.

    An application whose type is no longer declared, or whose form was changed so that its rule cannot read it, says so as a
    reason against: it may still be returned, refused or withdrawn.
    """
    declared, ground = TYPES.get(application.type), "、".join(application.declared.get("basis", ())) or "—"
    if declared is None:
        return [finding(False, _("业务仍在受理"), _("这类业务已停办，只能退回、不予批准或撤回"), ground)]
    try:
        found = list(declared.check(application))
    except (KeyError, TypeError, ValueError, AttributeError):
        if not (labels := form.empty(application)):
            raise
        return [
            finding(
                False, _("申请表填写完整"), _("须退回补正：%(what)s") % {"what": "、".join(labels)}, ground
            )
        ]
    return found + _moved_away(application, declared, ground)


def _moved_away(application: Application, declared: ApplicationType, ground: str) -> list[Finding]:
    """Somebody who moved to another county while the application ran: a person has to look."""
    here, home = (
        route.at_level(path, "county") for path in (application.region_path, application.person.region_path)
    )
    if declared.region or here == home:
        return []
    detail = _("受理后户籍地变更为%(place)s") % {"place": application.person.household_region}
    return [finding(None, _("户籍仍在受理地"), detail, ground)]


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
    counts = verb in ("draft", "revise", "submit", "approve", "return", "reject") and by.pk is not None
    if len(more.get("opinion", "")) > OPINION:
        raise Refused(_("意见最多 %(n)d 字。") % {"n": OPINION})
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
        if "decision_once_a_step_and_round" in str(error):
            raise Stale(_("这一环节已有人办理，请刷新后查看。")) from error
        raise
