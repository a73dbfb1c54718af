"""Deciding: approve, return, reject, at the step that is open and by somebody who decided at no other.

The last approval and what it does are one transaction. What a hospital, the city or the province decided is recorded with body,
document and day, never pretended.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock
from youfu.kit.access import Actor, Permission, System, demand
from youfu.kit.actions import action
from youfu.kit.errors import Refused, Stale
from youfu.kit.models.papers import EvidenceFile
from youfu.kit.models.workflow import Application, ApplicationStep, Decision
from youfu.kit.workflow import calendar, route
from youfu.kit.workflow.actions import checks, moved, note
from youfu.kit.workflow.declare import MAKER, TYPES
from youfu.rules.findings import failed

Choice = Literal["approve", "return", "reject"]


@dataclass(frozen=True)
class Outside:
    """A decision taken elsewhere: which body, the document and its number, and the day it bears."""

    body: str
    document: str
    on: date

    def kept(self) -> dict[str, str]:
        """As it is stored; the day as text."""
        return asdict(self) | {"on": self.on.isoformat()}


@dataclass(frozen=True)
class Verdict:
    """What somebody decides. `seen` is (step order, round) as the page showed it; `paper_of` names the author of an opinion
    on paper, whose scan is `paper`; `record` is what this level must write down (grade, cause, granted_fen, …)."""

    choice: Choice
    seen: tuple[int, int]
    opinion: str = ""
    back_to: str = MAKER
    ground: str = ""
    record: Mapping[str, Any] = field(default_factory=dict)
    paper_of: str = ""
    paper: EvidenceFile | None = None
    outside: Outside | None = None


@action("application.decide", gettext_lazy("办理申请"), Permission.APPLICATIONS_VIEW)
def decide(application: Application, *, verdict: Verdict, by: Actor) -> Application:
    """Decide at the open step. Whoever was faster leaves a sentence, not a lost update; the last approval does its effect."""
    step = _at(application, verdict)
    demand(by, Permission(step.permission), step.path)
    _refuse_incomplete(application, step, verdict)
    order = application.position
    now = application.progress(application.steps.count())
    back_to = _order_of(application, step, verdict)
    ground = _ground(application, verdict)
    written = note(
        application, verdict.choice, step=step.title, order=order, by=by, counts=step.kind == "review" and by.pk is not None,
        opinion=verdict.opinion.strip(), ground=ground, record=dict(verdict.record),
        back_to=verdict.back_to if verdict.choice == "return" else "",
        paper_of=verdict.paper_of, paper=verdict.paper, outside=verdict.outside.kept() if verdict.outside else None,
        used_days=calendar.step_clock(step, calendar.working_days()).used,
    )  # fmt: skip
    progress = moved(application, now, verdict.choice, back_to=back_to)
    route.leave(application, step, done=verdict.choice == "approve")
    if "granted_fen" in verdict.record:
        application.granted_fen = verdict.record["granted_fen"]
    _end(application, written)
    application.save()
    route.enter(application, progress)
    return application


def decide_many(
    applications: Iterable[Application], *, verdicts: Mapping[int, Verdict], by: Actor
) -> list[tuple[Application, str]]:
    """Decide many, each with its own check and on its own: (application, sentence why not), an empty one when done."""
    answers = []
    for application in applications:
        try:
            with transaction.atomic():
                decide(application, verdict=verdicts[application.pk], by=by)
        except Refused as refusal:
            answers.append((application, str(refusal)))
        else:
            answers.append((application, ""))
    return answers


def _at(application: Application, verdict: Verdict) -> ApplicationStep:
    """The open step, if it is still the one the page showed."""
    step = route.current(application)
    if step is None or (application.position, application.round) != verdict.seen:
        where = step.title if step else application.get_state_display()
        raise Stale(_("本件已流转到“%(where)s”，请刷新后查看。") % {"where": where})
    return step


def _refuse_incomplete(application: Application, step: ApplicationStep, verdict: Verdict) -> None:
    if step.kind == "publicity":
        raise Refused(_("公示环节不作审批：公示期满、异议答复后自动转下一环节。"))
    if step.kind == "outside" and not verdict.outside:
        raise Refused(_("这一环节由外单位办理，请登记办理单位、文书文号和日期。"))
    if verdict.choice != "approve" and not verdict.opinion.strip():
        raise Refused(_("请写明需要补正的内容或不予批准的理由。"))
    if verdict.choice != "approve":
        return
    lacking = [name for name in step.records if verdict.record.get(name) in (None, "")]
    if lacking:
        raise Refused(_("请填写本环节应登记的内容。"))
    problems = failed(checks(application))
    if problems:
        raise Refused(
            _("有 %(n)d 项不符合：%(what)s。请退回补正或不予批准。")
            % {"n": len(problems), "what": "、".join(p.title for p in problems)}
        )
    granted = verdict.record.get("granted_fen")
    if granted is not None and application.applied_fen is not None and granted > application.applied_fen:
        raise Refused(_("批准金额不能高于申请金额。"))


def _order_of(application: Application, step: ApplicationStep, verdict: Verdict) -> int:
    """Where a return goes, as a step number; 0 is whoever made the application."""
    if verdict.choice != "return" or verdict.back_to == MAKER:
        return 0
    target = application.steps.filter(code=verdict.back_to, order__lt=step.order).first()
    if target is None or verdict.back_to not in step.returns_to:
        raise Refused(_("不能退回到所选的环节，请重新选择。"))
    return int(target.order)


def _ground(application: Application, verdict: Verdict) -> dict[str, str] | None:
    if verdict.choice != "reject":
        return None
    for ground in application.declared["grounds"]:
        if ground["code"] == verdict.ground:
            return dict(ground)
    raise Refused(_("不予批准须选择情形和依据条款。"))


def _end(application: Application, written: Decision) -> None:
    """The effect of the last approval; the reason of a refusal."""
    if application.state == Application.State.APPROVED:
        decided: dict[str, Any] = {}
        for row in application.decisions.filter(verb="approve").order_by("id"):
            decided |= row.record
        if written.outside:
            decided |= {"outside": written.outside}
        by = System(f"{application.number} {written.author}")
        application.ended_on = clock.today()
        application.findings = [asdict(found) for found in checks(application)]
        application.outcome = TYPES[application.type].approve(application, decided, by)[:500]
    elif application.state == Application.State.REFUSED and written.ground:
        application.ended_on = clock.today()
        application.outcome = f"{written.ground['title']}（{written.ground['clause']}）"[:500]


@action("application.remind", gettext_lazy("督办"), Permission.APPLICATIONS_SUPERVISE)
def remind(application: Application, *, text: str, by: Actor) -> Decision:
    """A supervisor asks for an application to be moved on; whoever it waits for sees it first on the to-do list."""
    step = route.current(application)
    if step is None:
        raise Stale(_("这件申请没有在办环节。"))
    return note(application, "remind", step=step.title, order=step.order, opinion=text.strip(), by=by)
