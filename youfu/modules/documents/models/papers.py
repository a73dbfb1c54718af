"""The document itself, sent or received; its versions, what was said at each step, and who is asked to countersign."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from youfu.kit.models.audit import APPEND_ONLY
from youfu.kit.models.workflow import moment
from youfu.modules.documents.models.numbering import USER, Number
from youfu.modules.documents.queries import OfDocumentQuerySet, OfficialDocumentQuerySet
from youfu.rules.circulation import CHANGES, ENDED, INCOMING, OPEN_TO_EDIT

ORGANISATION, REGION = "organisations.Organisation", "organisations.Region"


class OfficialDocument(models.Model):
    """A document 公文: one the bureau sends 发文 or one it received 收文. Never a secret one.

    `body` is its text in the light markup of `youfu.rules.official_text`. Where it may go from here is a table
    (`youfu.rules.circulation`), which the database repeats.
    """

    class Direction(models.TextChoices):
        OUT = "out", _("发文")
        IN = "in", _("收文")

    class Kind(models.TextChoices):
        """The 15 kinds 文种 of 党政机关公文处理工作条例, article 8."""

        RESOLUTION = "resolution", _("决议")
        DECISION = "decision", _("决定")
        ORDER = "order", _("命令（令）")
        COMMUNIQUE = "communique", _("公报")
        PROCLAMATION = "proclamation", _("公告")
        CIRCULAR = "circular", _("通告")
        OPINION = "opinion", _("意见")
        NOTICE = "notice", _("通知")
        BULLETIN = "bulletin", _("通报")
        REPORT = "report", _("报告")
        REQUEST = "request", _("请示")
        REPLY = "reply", _("批复")
        MOTION = "motion", _("议案")
        LETTER = "letter", _("函")
        MINUTES = "minutes", _("纪要")

    class Urgency(models.TextChoices):
        NORMAL = "normal", _("平件")
        URGENT = "urgent", _("加急")
        EXTRA = "extra", _("特急")

    class Retention(models.TextChoices):
        TEN = "10", _("10年")
        THIRTY = "30", _("30年")
        ALL = "all", _("永久")

    class State(models.TextChoices):
        DRAFT = "draft", _("起草中")
        CHECK = "check", _("待核稿")
        COUNTERSIGN = "countersign", _("会签中")
        SIGN = "sign", _("待签发")
        NUMBER = "number", _("待编号")
        ISSUE = "issue", _("待印发")
        ISSUED = "issued", _("已印发")
        WITHDRAWN = "withdrawn", _("已撤回")
        CANCELLED = "cancelled", _("已作废")
        PROPOSE = "propose", _("待拟办")
        INSTRUCT = "instruct", _("待批办")
        HANDLE = "handle", _("承办中")
        DONE = "done", _("已办结")
        RETURNED = "returned", _("已退回来文单位")

    direction = models.CharField(_("收发"), max_length=3, choices=Direction)
    state = models.CharField(_("状态"), max_length=12, choices=State)
    round = models.SmallIntegerField(_("轮次"), default=1)
    region = models.ForeignKey(REGION, models.PROTECT, related_name="+", verbose_name=_("区划"))
    kind = models.CharField(_("文种"), max_length=14, choices=Kind, default=Kind.NOTICE)
    urgency = models.CharField(_("紧急程度"), max_length=8, choices=Urgency, default=Urgency.NORMAL)
    title = models.CharField(_("标题"), max_length=200)
    body = models.TextField(_("正文"), blank=True)
    main_to = models.CharField(_("主送"), max_length=500, blank=True)
    copy_to = models.CharField(_("抄送"), max_length=500, blank=True)
    note = models.CharField(_("附注"), max_length=200, blank=True)
    # Of a document the bureau sends.
    office = models.ForeignKey(
        ORGANISATION, models.PROTECT, null=True, related_name="+", verbose_name=_("起草科室")
    )
    series = models.ForeignKey(
        "documents.NumberSeries", models.PROTECT, null=True, related_name="+", verbose_name=_("发文代字")
    )
    number = models.OneToOneField(
        Number, models.PROTECT, null=True, related_name="document", verbose_name=_("编号")
    )
    signer = models.CharField(_("签发人"), max_length=60, blank=True)
    dated = models.DateField(_("成文日期"), null=True)
    printed_on = models.DateField(_("印发日期"), null=True)
    copies = models.PositiveIntegerField(_("份数"), default=1)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="replaced_by", verbose_name=_("替代文件")
    )
    # Of a document it received; `number` is then the receipt number 收文号.
    sender = models.CharField(_("来文单位"), max_length=120, blank=True)
    sender_number = models.CharField(_("来文字号"), max_length=80, blank=True)
    received_on = models.DateField(_("收文日期"), null=True)
    handler = models.ForeignKey(
        ORGANISATION, models.PROTECT, null=True, related_name="+", verbose_name=_("承办科室")
    )
    due_on = models.DateField(_("办理期限"), null=True)
    # What recipients answer: columns of a table, declared once (see Reply). Empty: a receipt in words.
    reply_form = models.JSONField(_("回执表"), default=list)
    policy = models.ForeignKey(
        "standards.PolicyDocument",
        models.PROTECT,
        null=True,
        related_name="originals",
        verbose_name=_("政策文件"),
    )
    retention = models.CharField(_("保管期限"), max_length=3, blank=True, choices=Retention)
    archive_number = models.OneToOneField(
        Number, models.PROTECT, null=True, related_name="archived", verbose_name=_("归档件号")
    )
    archived_on = models.DateField(_("归档日期"), null=True)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("拟稿（登记）人"))
    made_at = models.DateTimeField(_("拟稿（登记）时间"), default=moment)
    ended_on = models.DateField(_("办结（印发）日期"), null=True)

    objects = OfficialDocumentQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="document_issued_has_number",
                condition=~Q(state__in=("issue", "issued", "withdrawn"))
                | Q(number__isnull=False, dated__isnull=False, direction="out"),
            ),
            models.CheckConstraint(
                name="document_received_is_registered",
                condition=Q(direction="out")
                | (~Q(sender="") & Q(received_on__isnull=False, number__isnull=False)),
            ),
            models.CheckConstraint(
                name="document_goes_one_way",
                condition=Q(direction="in", state__in=tuple(sorted(INCOMING)))
                | (Q(direction="out") & ~Q(state__in=tuple(sorted(INCOMING)))),
            ),
            models.CheckConstraint(
                name="document_in_handling_has_handler",
                condition=~Q(state="handle") | Q(handler__isnull=False),
            ),
            models.CheckConstraint(
                name="document_due_after_receipt",
                condition=Q(due_on=None) | Q(received_on=None) | Q(due_on__gte=F("received_on")),
            ),
            models.CheckConstraint(
                name="document_archived_is_whole",
                condition=Q(archived_on=None, archive_number=None)
                | (Q(archived_on__isnull=False, archive_number__isnull=False) & ~Q(retention="")),
            ),
            models.CheckConstraint(
                name="document_ended_has_day",
                condition=Q(state__in=tuple(sorted(ENDED)), ended_on__isnull=False)
                | (~Q(state__in=tuple(sorted(ENDED))) & Q(ended_on=None)),
            ),
        )
        indexes = (
            models.Index(fields=("region", "direction", "-id"), name="document_region"),
            models.Index(fields=("state", "-id"), name="document_state"),
            models.Index(
                fields=("sender_number",), condition=~Q(sender_number=""), name="document_sender_number"
            ),
        )
        triggers = [
            pgtrigger.FSM(name="state_by_table", field="state", transitions=sorted(CHANGES)),
            pgtrigger.Protect(
                name="text_stays_once_passed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.direction = 'out' AND OLD.state NOT IN ("
                    + ", ".join(f"'{state}'" for state in sorted(OPEN_TO_EDIT))
                    + ") AND (OLD.title, OLD.body, OLD.main_to, OLD.copy_to, OLD.note, OLD.kind, OLD.urgency)"
                    " IS DISTINCT FROM"
                    " (NEW.title, NEW.body, NEW.main_to, NEW.copy_to, NEW.note, NEW.kind, NEW.urgency)"
                ),
            ),
            pgtrigger.Protect(
                name="issued_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state IN ('issued', 'withdrawn')"
                    " AND (OLD.signer, OLD.dated, OLD.printed_on, OLD.copies, OLD.series_id, OLD.office_id)"
                    " IS DISTINCT FROM"
                    " (NEW.signer, NEW.dated, NEW.printed_on, NEW.copies, NEW.series_id, NEW.office_id)"
                ),
            ),
            pgtrigger.Trigger(
                name="signed_after_all_agreed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.state = 'sign' AND OLD.state <> 'sign'"),
                func="""
                    IF EXISTS (
                        SELECT FROM documents_consultation
                        WHERE document_id = NEW.id AND round = NEW.round AND answered_at IS NULL
                    ) THEN
                        RAISE EXCEPTION 'a section has not countersigned yet' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(
                name="number_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.number_id IS NOT NULL AND OLD.number_id IS DISTINCT FROM NEW.number_id"
                ),
            ),
            pgtrigger.Trigger(
                name="reply_form_stays_once_asked",  # a reply carries no mark of the form it was made for
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.reply_form IS DISTINCT FROM NEW.reply_form"),
                func="""
                    IF EXISTS (
                        SELECT FROM documents_delivery WHERE document_id = OLD.id AND wants = 'reply'
                            AND (withdrawn_at IS NULL OR replied_at IS NOT NULL)
                    ) THEN
                        RAISE EXCEPTION 'replies to document % are asked for', OLD.id USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.ReadOnly(name="identity_stays", fields=["direction", "region", "made_by", "made_at"]),
            pgtrigger.Protect(
                name="filed_stays",  # only what it became in the library of policies may still be said
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.archived_on IS NOT NULL"
                    " AND (to_jsonb(OLD.*) - 'policy_id') IS DISTINCT FROM (to_jsonb(NEW.*) - 'policy_id')"
                ),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def region_path(self) -> str:
        return str(self.region.path)

    @property
    def outgoing(self) -> bool:
        return self.direction == self.Direction.OUT

    @property
    def label(self) -> str:
        """The number people know it by: ours when we sent it, the sender's when we received it."""
        own = str(self.number) if self.number_id else ""
        return own if self.outgoing else self.sender_number or own


class Version(models.Model):
    """The text as it stood after somebody changed it 稿: append-only, so that any two can be compared."""

    document = models.ForeignKey(OfficialDocument, models.PROTECT, related_name="versions")
    order = models.SmallIntegerField(_("稿次"))
    text = models.JSONField()  # title, kind, urgency, main_to, copy_to, note, body
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("修改人"))
    at = models.DateTimeField(_("时间"), default=moment)

    objects = OfDocumentQuerySet.as_manager()

    class Meta:
        ordering = ("document", "order")
        constraints = (models.UniqueConstraint(fields=("document", "order"), name="version_order_unique"),)
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.document} {self.order}"


class Opinion(models.Model):
    """What somebody did with a document at a step, and said 意见: append-only, the words are the author's own.

    `step` is the state the document was in. Of an outgoing one nobody acts at two of drafting, checking, countersigning and
    signing (`counts`), whatever the program does: the exclusion constraint says so, and the trigger counts whoever made the
    document as one who drafted it, though somebody else of the section may have handed it in.
    """

    document = models.ForeignKey(OfficialDocument, models.PROTECT, related_name="opinions")
    step = models.CharField(_("环节"), max_length=12, choices=OfficialDocument.State)
    round = models.SmallIntegerField(_("轮次"))
    verb = models.CharField(_("办理"), max_length=12)
    text = models.CharField(_("意见"), max_length=1000, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("办理人"))
    author = models.CharField(_("办理人"), max_length=200)
    organisation = models.ForeignKey(
        ORGANISATION, models.PROTECT, null=True, related_name="+", verbose_name=_("办理单位")
    )
    counts = models.BooleanField(default=False)
    at = models.DateTimeField(_("时间"), default=moment)

    objects = OfDocumentQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = (
            ExclusionConstraint(
                name="opinion_never_at_two_steps",
                expressions=[
                    ("document", RangeOperators.EQUAL),
                    ("by", RangeOperators.EQUAL),
                    ("step", RangeOperators.NOT_EQUAL),
                ],
                condition=Q(counts=True),
            ),
        )
        triggers = [
            *APPEND_ONLY,
            pgtrigger.Trigger(
                name="maker_has_drafted",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("NEW.counts AND NEW.step <> 'draft'"),
                func="""
                    IF EXISTS (
                        SELECT FROM documents_officialdocument WHERE id = NEW.document_id AND made_by_id = NEW.by_id
                    ) THEN
                        RAISE EXCEPTION 'opinion_never_at_two_steps' USING ERRCODE = 'exclusion_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.author}"

    @property
    def region_path(self) -> str:
        return self.document.region_path


class Consultation(models.Model):
    """Somebody else's section that is asked to countersign 会签 in this round; the step ends when all have answered."""

    document = models.ForeignKey(OfficialDocument, models.PROTECT, related_name="consultations")
    organisation = models.ForeignKey(
        ORGANISATION, models.PROTECT, related_name="+", verbose_name=_("会签科室")
    )
    round = models.SmallIntegerField()
    answered_at = models.DateTimeField(_("会签时间"), null=True)

    objects = OfDocumentQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("document", "organisation", "round"), name="consultation_once_a_round"
            ),
        )
        triggers = [
            pgtrigger.ReadOnly(name="question_stays", fields=["document", "organisation", "round"]),
            pgtrigger.Protect(
                name="answer_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.answered_at IS NOT NULL"),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return str(self.organisation)
