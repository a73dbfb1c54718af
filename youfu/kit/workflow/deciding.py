"""Deciding: approve, return, reject, at the step that is open and by somebody who decided at no other.

The last approval and what it does are one transaction. What a hospital, the city or the province decided is recorded with body,
document and day, never pretended.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal, get_args

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youfu.kit import clock
from youfu.kit.access import Actor, Permission, System
from youfu.kit.actions import action
from youfu.kit.errors import Refused, Stale
from youfu.kit.models.papers import EvidenceFile
from youfu.kit.models.workflow import Application, ApplicationStep, Decision
from youfu.kit.workflow import calendar, holders, route
from youfu.kit.workflow.actions import checks, moved, note, recorded
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

    def __str__(self) -> str:
        """What the trail keeps: no opinion, no names."""
        return f"{self.choice} {self.seen[0]}/{self.seen[1]}"


@action("application.decide", gettext_lazy("办理申请"), Permission.APPLICATIONS_VIEW, record=("verdict",))
def decide(application: Application, *, verdict: Verdict, by: Actor) -> Application:
    """Decide at the open step. Whoever was faster leaves a sentence, not a lost update; the last approval does its effect."""
    step = _at(application, verdict)
    if holders.demand_at(step, by) and not (verdict.paper and verdict.paper_of.strip()):
        raise Refused(_("这个村社区没有账号：请上传村社区签章的纸质意见，写明由谁签署，由镇街道录入。"))
    _refuse_incomplete(application, step, verdict)
    order = application.position
    now = application.progress(application.steps.count())
    back_to = _order_of(application, step, verdict)
    ground = _ground(application, verdict)
    record = {name: verdict.record[name] for name in step.records if name in verdict.record}
    written = note(
        application, verdict.choice, step=step.title, order=order, by=by, counts=step.kind == "review" and by.pk is not None,
        opinion=verdict.opinion.strip(), ground=ground, record=record,
        back_to=verdict.back_to if verdict.choice == "return" else "",
        paper_of=verdict.paper_of.strip(), paper=verdict.paper, outside=verdict.outside.kept() if verdict.outside else None,
        used_days=calendar.step_clock(step, calendar.working_days()).used,
    )  # fmt: skip
    progress = moved(application, now, verdict.choice, back_to=back_to)
    route.leave(application, step, done=verdict.choice == "approve")
    if verdict.choice == "approve" and "granted_fen" in record:
        application.granted_fen = record["granted_fen"]
    with recorded():
        _end(application, written)
    application.save()
    route.enter(application, progress)
    return application


def decide_many(
    applications: Iterable[Application], *, verdicts: Mapping[int, Verdict], by: Actor
) -> list[tuple[Application, str]]:
    """Decide many, each with its own check and on its own: (application, sentence why not), an empty one when done.

    They are taken in one order for everybody, so that two batches over the same applications wait for each other.
    """
    given = list(applications)
    answers: dict[int, str] = {}
    for application in sorted(given, key=lambda one: (one.person_id, one.pk)):
        try:
            with transaction.atomic():
                decide(application, verdict=verdicts[application.pk], by=by)
        except Refused as refusal:
            answers[application.pk] = str(refusal)
        except PermissionDenied:
            answers[application.pk] = _("这一环节不由您办理。")
        else:
            answers[application.pk] = ""
    return [(application, answers[application.pk]) for application in given]


def _at(application: Application, verdict: Verdict) -> ApplicationStep:
    """The open step, if it is still the one the page showed."""
    step = route.current(application)
    if step is None or (application.position, application.round) != verdict.seen:
        where = step.title if step else application.get_state_display()
        raise Stale(_("本件已流转到“%(where)s”，请刷新后查看。") % {"where": where})
    return step


def _refuse_incomplete(application: Application, step: ApplicationStep, verdict: Verdict) -> None:
    if verdict.choice not in get_args(Choice):
        raise Refused(_("请选择同意、退回补正或不予批准。"))
    if step.kind == "publicity":
        raise Refused(_("公示环节不作审批：公示期满、异议答复后自动转下一环节。"))
    if step.kind == "outside" and not verdict.outside:
        raise Refused(_("这一环节由外单位办理，请登记办理单位、文书文号和日期。"))
    if verdict.choice != "approve" and not verdict.opinion.strip():
        raise Refused(_("请写明需要补正的内容或不予批准的理由。"))
    _refuse_unscanned(application, verdict)
    if verdict.choice == "approve":
        _refuse_unfounded(application, step, verdict)


def _refuse_unscanned(application: Application, verdict: Verdict) -> None:
    """An opinion given on paper comes with its author and its scan, among the papers of this application."""
    paper = verdict.paper
    if bool(verdict.paper_of.strip()) != (paper is not None):
        raise Refused(_("纸质意见须写明作者并附扫描件。"))
    if paper is not None and (paper.application_id != application.pk or paper.removed_at):
        raise Refused(_("所选扫描件不是本件的材料，请重新选择。"))


def _refuse_unfounded(application: Application, step: ApplicationStep, verdict: Verdict) -> None:
    lacking = [name for name in step.records if verdict.record.get(name) in (None, "")]
    if lacking:
        raise Refused(_("请填写本环节应登记的内容。"))
    problems = failed(checks(application))
    if problems:
        raise Refused(
            _("有 %(n)d 项不符合：%(what)s。请退回补正或不予批准。")
            % {"n": len(problems), "what": "、".join(p.title for p in problems)}
        )
    granted = verdict.record.get("granted_fen") if "granted_fen" in step.records else None
    if granted is not None and application.applied_fen is not None and granted > application.applied_fen:
        raise Refused(_("批准金额不能高于申请金额。"))


def _order_of(application: Application, step: ApplicationStep, verdict: Verdict) -> int:
    """Where a return goes, as a step number; 0 is whoever made the application."""
    if verdict.choice != "return" or (verdict.back_to == MAKER and MAKER in step.returns_to):
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
    """The effect of the last approval; the reason of a refusal.

    `decided` is what the levels wrote down, a later one over an earlier one, as JSON keeps it, and under "outside" the last
    document from elsewhere.
    """
    if application.state == Application.State.APPROVED:
        decided: dict[str, Any] = {}
        for row in application.decisions.filter(verb="approve").order_by("id"):
            decided |= row.record | ({"outside": row.outside} if row.outside else {})
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
    if not text.strip():
        raise Refused(_("请写明督办内容。"))
    return note(application, "remind", step=step.title, order=step.order, opinion=text.strip(), by=by)
