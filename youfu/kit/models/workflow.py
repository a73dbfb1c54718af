"""Tables of the workflow: an application, the steps it was given at submission, what was decided, published and handed in.

Person and region are named as settings name the user model: the kit knows that there are such tables, not what they hold
(ADR 0011).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from youfu.kit import clock
from youfu.kit.access import Actor, Permission, RegionQuerySet, visible_paths
from youfu.kit.crypto import SealedField
from youfu.kit.models.audit import APPEND_ONLY
from youfu.rules.stepmachine import ENDED, TRANSITIONS, Progress

USER = settings.AUTH_USER_MODEL
PERSON, REGION = "people.Person", "organisations.Region"
RUNNING = ("draft", "open", "returned")


def moment() -> datetime:
    """The present moment by the one clock, asked when a row is made."""
    return clock.now()


class ApplicationQuerySet(RegionQuerySet["Application"]):
    """Applications, by the region they are handled in."""

    def visible_to(self, actor: Actor, permission: Permission) -> Self:
        """The filter everybody has, by region codes."""
        return self.within(visible_paths(actor, permission))

    def running(self) -> Self:
        return self.filter(state__in=RUNNING)


class OfApplicationQuerySet(RegionQuerySet[Any]):
    """What belongs to an application, by that application's region."""

    region_lookup = "application__region"


class Application(models.Model):
    """One application 申请: whose, of which type, what was given, and where it stands. One running one a person and type."""

    class State(models.TextChoices):
        DRAFT = "draft", _("未提交")
        OPEN = "open", _("办理中")
        RETURNED = "returned", _("待补正")
        APPROVED = "approved", _("已批准")
        REFUSED = "refused", _("不予批准")
        WITHDRAWN = "withdrawn", _("已撤回")

    type = models.CharField(_("业务类型"), max_length=40)
    title = models.CharField(_("事项"), max_length=80)
    number = models.CharField(_("受理编号"), max_length=24, unique=True)
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="applications", verbose_name=_("申请人"))
    region = models.ForeignKey(REGION, models.PROTECT, related_name="+", verbose_name=_("受理区划"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)
    position = models.SmallIntegerField(default=0)
    round = models.SmallIntegerField(_("轮次"), default=0)
    paused = models.BooleanField(_("暂停"), default=False)
    given = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    sealed = SealedField(null=True)
    declared = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    applied_fen = models.BigIntegerField(_("申请金额（分）"), null=True)
    granted_fen = models.BigIntegerField(_("批准金额（分）"), null=True)
    outcome = models.CharField(_("结果"), max_length=500, blank=True)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("受理人"))
    made_at = models.DateTimeField(_("登记时间"), auto_now_add=True)
    submitted_on = models.DateField(_("提交日期"), null=True)
    ended_on = models.DateField(_("办结日期"), null=True)

    objects = ApplicationQuerySet.as_manager()
    locked_after = "person"

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("person", "type"),
                name="application_one_running",
                condition=Q(state__in=RUNNING),
            ),
            models.CheckConstraint(
                name="application_open_has_step",
                condition=Q(state="open", position__gt=0) | (~Q(state="open") & Q(position=0)),
            ),
            models.CheckConstraint(
                name="application_ended_has_day",
                condition=Q(state__in=tuple(sorted(ENDED)), ended_on__isnull=False)
                | (~Q(state__in=tuple(sorted(ENDED))) & Q(ended_on=None)),
            ),
            models.CheckConstraint(
                name="application_paused_is_open", condition=Q(paused=False) | Q(state="open")
            ),
        )
        indexes = (
            models.Index(fields=("region", "-id"), name="application_region"),
            models.Index(fields=("type", "state", "-id"), name="application_type"),
            models.Index(fields=("region", "id"), condition=Q(state__in=RUNNING), name="application_running"),
            # A to-do list of thousands is read from this and from step_todo alone, without the rows themselves.
            models.Index(
                fields=("region", "id"),
                include=("position",),
                condition=Q(state="open", paused=False),
                name="application_open",
            ),
        )
        triggers = [
            pgtrigger.FSM(
                name="state_by_table",
                field="state",
                transitions=sorted({(a, b) for (a, _verb), to in TRANSITIONS.items() for b in to if a != b}),
            ),
            pgtrigger.Trigger(
                name="approved_by_every_step",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__state="approved") & ~pgtrigger.Q(old__state="approved"),
                func="""
                    IF NOT EXISTS (SELECT FROM kit_applicationstep WHERE application_id = NEW.id)
                       OR EXISTS (SELECT FROM kit_applicationstep WHERE application_id = NEW.id AND state <> 'done') THEN
                        RAISE EXCEPTION 'application % is not approved by every step', NEW.id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(
                name="given_stays_once_handed_in",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state NOT IN ('draft', 'returned') AND OLD.given IS DISTINCT FROM NEW.given"
                ),
            ),
            pgtrigger.ReadOnly(
                name="identity_stays", fields=["type", "number", "person", "made_by", "made_at"]
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def region_path(self) -> str:
        return str(self.region.path)

    def progress(self, steps: int) -> Progress:
        """Where it stands, as the step machine knows it."""
        return Progress(steps, self.state, self.position, self.round, self.paused)  # type: ignore[arg-type]


class ApplicationStep(models.Model):
    """A step as it was declared when the application was submitted, with its own clock.

    `used_days` are working days used up to `running_since`, the day from which the clock runs (empty while it does not).
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("未到")
        OPEN = "open", _("办理中")
        DONE = "done", _("已办")

    application = models.ForeignKey(Application, models.PROTECT, related_name="steps")
    order = models.SmallIntegerField()
    code = models.CharField(max_length=30)
    title = models.CharField(_("环节"), max_length=60)
    kind = models.CharField(max_length=10)
    level = models.CharField(max_length=10)
    permission = models.CharField(max_length=40)
    path = models.CharField(max_length=200, db_collation="C")
    days = models.SmallIntegerField(_("时限（工作日）"), null=True)
    returns_to = models.JSONField(default=list)
    records = models.JSONField(default=list)
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.WAITING)
    opened_on = models.DateField(_("开始"), null=True)
    running_since = models.DateField(null=True)
    used_days = models.SmallIntegerField(_("已用工作日"), default=0)
    due_on = models.DateField(_("应办结日期"), null=True)
    closed_on = models.DateField(_("办结日期"), null=True)

    objects = OfApplicationQuerySet.as_manager()

    class Meta:
        ordering = ("application", "order")
        constraints = (
            models.UniqueConstraint(fields=("application", "order"), name="step_order_unique"),
            models.UniqueConstraint(fields=("application",), condition=Q(state="open"), name="step_one_open"),
            models.CheckConstraint(name="step_clock_never_negative", condition=Q(used_days__gte=0)),
        )
        indexes = (
            models.Index(
                fields=("permission", "path", "application"),
                include=("kind", "due_on"),
                condition=Q(state="open"),
                name="step_todo",
            ),
        )
        triggers = [
            pgtrigger.Trigger(
                name="done_by_an_approval",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__state="done"),
                func="""
                    IF (TG_OP = 'INSERT' OR OLD.state <> 'done') AND NOT EXISTS (
                        SELECT FROM kit_decision d JOIN kit_application a ON a.id = d.application_id
                        WHERE d.application_id = NEW.application_id AND d."order" = NEW."order"
                          AND d.round = a.round AND d.verb = 'approve'
                    ) THEN
                        RAISE EXCEPTION 'step % of application % is done by nobody', NEW."order", NEW.application_id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.ReadOnly(
                name="copy_stays",
                fields=[
                    "application",
                    "order",
                    "code",
                    "title",
                    "kind",
                    "level",
                    "permission",
                    "returns_to",
                    "records",
                ],
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def region_path(self) -> str:
        return self.path


class Decision(models.Model):
    """What somebody did with an application at a step: append-only, the opinion is the author's own.

    `counts` marks the acts that four eyes are about: who made it or handed it in, or decided at one step, decides at no other,
    which the exclusion constraint says. What an outside body decided is recorded, not decided, and does not count.
    """

    class Verb(models.TextChoices):
        DRAFT = "draft", _("登记")
        REVISE = "revise", _("修改")
        SUBMIT = "submit", _("提交")
        APPROVE = "approve", _("同意")
        RETURN = "return", _("退回补正")
        REJECT = "reject", _("不予批准")
        WITHDRAW = "withdraw", _("撤回")
        PAUSE = "pause", _("暂停计时")
        RESUME = "resume", _("恢复计时")
        REMIND = "remind", _("督办")

    application = models.ForeignKey(Application, models.PROTECT, related_name="decisions")
    order = models.SmallIntegerField()
    round = models.SmallIntegerField()
    step = models.CharField(_("环节"), max_length=60)
    verb = models.CharField(_("意见"), max_length=10, choices=Verb)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("办理人"))
    author = models.CharField(_("办理人"), max_length=200)
    counts = models.BooleanField(default=True)
    opinion = models.CharField(_("意见内容"), max_length=1000, blank=True)
    paper_of = models.CharField(_("纸质意见作者"), max_length=60, blank=True)
    paper = models.ForeignKey("kit.EvidenceFile", models.PROTECT, null=True, related_name="+")
    ground = models.JSONField(null=True)
    record = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    outside = models.JSONField(null=True)  # body, document, date of a decision taken elsewhere
    back_to = models.CharField(max_length=30, blank=True)
    used_days = models.SmallIntegerField(_("用时（工作日）"), null=True)
    at = models.DateTimeField(_("时间"), default=moment)

    objects = OfApplicationQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("application", "round", "order"),
                condition=Q(verb__in=("approve", "return", "reject")),
                name="decision_once_a_step_and_round",
            ),
            ExclusionConstraint(
                name="decision_never_on_two_steps",
                expressions=[
                    ("application", RangeOperators.EQUAL),
                    ("by", RangeOperators.EQUAL),
                    ("order", RangeOperators.NOT_EQUAL),
                ],
                condition=Q(counts=True),
            ),
            models.CheckConstraint(
                name="decision_paper_is_scanned", condition=Q(paper_of="") | Q(paper__isnull=False)
            ),
            models.CheckConstraint(
                name="decision_refusal_has_ground", condition=~Q(verb="reject") | Q(ground__isnull=False)
            ),
        )
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.step} {self.get_verb_display()}"


class Pause(models.Model):
    """A time that does not count: while material is awaited, or an outside body works. Its result is recorded at the end."""

    class For(models.TextChoices):
        MATERIAL = "material", _("等待补充材料")
        HOSPITAL = "hospital", _("医疗机构鉴定")
        CITY = "city", _("市级办理")
        PROVINCE = "province", _("省级办理")
        OTHER = "other", _("其他单位办理")

    application = models.ForeignKey(Application, models.PROTECT, related_name="pauses")
    awaits = models.CharField(_("等待"), max_length=10, choices=For)
    note = models.CharField(_("说明"), max_length=300)
    since = models.DateField(_("自"))
    until = models.DateField(_("至"), null=True)
    result = models.CharField(_("结果"), max_length=300, blank=True)
    document = models.CharField(_("文书和文号"), max_length=120, blank=True)

    objects = OfApplicationQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("application",), condition=Q(until=None), name="pause_one_at_a_time"
            ),
            models.CheckConstraint(
                name="pause_ends_with_result",
                condition=Q(until=None) | (~Q(result="") & Q(until__gte=models.F("since"))),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_awaits_display()} {self.since}"

    @property
    def region_path(self) -> str:
        return self.application.region_path
