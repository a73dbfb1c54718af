"""政务公开: what the bureau makes public under an index number."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from youfu.kit.models.audit import APPEND_ONLY
from youfu.kit.models.workflow import moment
from youfu.modules.documents.models.numbering import USER, Number
from youfu.modules.documents.models.papers import REGION, OfficialDocument
from youfu.modules.documents.queries import DisclosureQuerySet
from youfu.rules.circulation import DISCLOSURE_CHANGES

# What a correction may change; everything else of an open item stays.
TEXT = (
    "title", "summary", "body", "category", "subject", "issuer", "document_number", "made_on", "issued_on", "valid_from",
    "valid_until", "keywords", "carrier", "format", "language",
)  # fmt: skip


class Disclosure(models.Model):
    """One item of open information 公开信息. Its index number 索引号 is given once, and never changed or used again.

    The columns are the core metadata of 政府信息公开目录系统实施指引（试行） (`youfu.rules.disclosure.METADATA`). What the public
    sees changes only by a correction that was written down first, and only files that were there at the release are shown.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("编制中")
        CHECK = "check", _("待审查")
        OPEN = "open", _("已公开")
        KEPT = "kept", _("不公开")
        WITHDRAWN = "withdrawn", _("已撤下")

    class Mode(models.TextChoices):
        ACTIVE = "active", _("主动公开")
        REQUEST = "request", _("依申请公开")
        NONE = "none", _("不予公开")

    class Category(models.TextChoices):
        """组配分类."""

        ORGANISATION = "organisation", _("机构职能")
        POLICY = "policy", _("政策文件")
        INTERPRETATION = "interpretation", _("政策解读")
        PLAN = "plan", _("计划总结")
        FINANCE = "finance", _("财政信息")
        PERSONNEL = "personnel", _("人事信息")
        SERVICE = "service", _("办事服务")
        PUBLICITY = "publicity", _("公示公告")
        PROPOSAL = "proposal", _("建议提案办理")
        REPORT = "report", _("信息公开年报")
        OTHER = "other", _("其他")

    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)
    region = models.ForeignKey(REGION, models.PROTECT, related_name="+", verbose_name=_("区划"))
    document = models.ForeignKey(
        OfficialDocument, models.PROTECT, null=True, related_name="disclosures", verbose_name=_("来源公文")
    )
    number = models.OneToOneField(
        Number, models.PROTECT, null=True, related_name="disclosure", verbose_name=_("索引号")
    )
    title = models.CharField(_("名称"), max_length=200)
    summary = models.CharField(_("内容概述"), max_length=300, blank=True)
    body = models.TextField(_("正文"), blank=True)
    mode = models.CharField(_("公开方式"), max_length=8, choices=Mode, default=Mode.ACTIVE)
    ground = models.CharField(_("不予公开依据"), max_length=200, blank=True)
    category = models.CharField(_("组配分类"), max_length=16, choices=Category)
    subject = models.CharField(_("主题分类"), max_length=60, blank=True)
    issuer = models.CharField(_("发布机构"), max_length=120)
    document_number = models.CharField(_("文件编号"), max_length=80, blank=True)
    made_on = models.DateField(_("生成日期"))
    issued_on = models.DateField(_("发文日期"), null=True)
    valid_from = models.DateField(_("生效日期"), null=True)
    valid_until = models.DateField(_("废止日期"), null=True)
    keywords = models.CharField(_("关键词"), max_length=120, blank=True)
    carrier = models.CharField(_("载体类型"), max_length=30, blank=True)
    format = models.CharField(_("信息格式"), max_length=30, blank=True)
    language = models.CharField(_("语种"), max_length=30, blank=True)
    due_on = models.DateField(_("公开期限"), null=True)
    opened_at = models.DateTimeField(_("公开时间"), null=True)
    files_as_of = models.DateTimeField(null=True)  # later files wait for the next release
    withdrawn_at = models.DateTimeField(_("撤下时间"), null=True)
    withdrawn_why = models.CharField(_("撤下原因"), max_length=200, blank=True)
    checked_files = models.BooleanField(_("附件已人工核对"), default=False)
    returned_why = models.CharField(_("退回原因"), max_length=200, blank=True)
    correction = models.JSONField(_("待审更正"), null=True)  # values by column, until released or dropped
    correction_why = models.CharField(_("更正原因"), max_length=200, blank=True)
    correction_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("更正人")
    )
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("编制人"))
    prepared_by = models.ForeignKey(  # whoever changed it last, or handed it in
        USER, models.PROTECT, related_name="+", verbose_name=_("送审人")
    )
    released_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("审查人")
    )
    made_at = models.DateTimeField(_("编制时间"), default=moment)

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="disclosure_open_is_numbered",
                condition=~Q(state__in=("open", "withdrawn"))
                | Q(number__isnull=False, opened_at__isnull=False, released_by__isnull=False),
            ),
            models.CheckConstraint(
                name="disclosure_refusal_has_ground",
                condition=~Q(mode="none") | ~Q(ground="") | Q(state="draft"),
            ),
            models.CheckConstraint(
                name="disclosure_four_eyes",
                condition=Q(released_by=None)
                | ~Q(released_by=F("made_by")) & ~Q(released_by=F("prepared_by")),
            ),
            models.CheckConstraint(
                name="disclosure_only_open_is_seen", condition=~Q(state="open") | Q(mode="active")
            ),
            models.CheckConstraint(
                name="disclosure_withdrawal_has_reason",
                condition=Q(state="withdrawn", withdrawn_at__isnull=False) & ~Q(withdrawn_why="")
                | ~Q(state="withdrawn") & Q(withdrawn_at=None, withdrawn_why=""),
            ),
            models.CheckConstraint(
                name="disclosure_validity_in_order",
                condition=Q(valid_until=None) | Q(valid_from=None) | Q(valid_until__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="disclosure_correction_is_whole",
                condition=Q(correction=None, correction_by=None, correction_why="")
                | Q(correction__isnull=False, correction_by__isnull=False, state="open")
                & ~Q(correction_why=""),
            ),
        )
        indexes = (
            models.Index(fields=("state", "-opened_at", "-id"), name="disclosure_open"),
            models.Index(
                fields=("due_on",),
                condition=Q(state__in=("draft", "check"), mode="active"),
                name="disclosure_due",
            ),
        )
        triggers = [
            pgtrigger.FSM(name="state_by_table", field="state", transitions=sorted(DISCLOSURE_CHANGES)),
            pgtrigger.Protect(
                name="number_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.number_id IS NOT NULL AND OLD.number_id IS DISTINCT FROM NEW.number_id"
                ),
            ),
            pgtrigger.Protect(
                name="open_text_is_corrected",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state IN ('open', 'withdrawn')"
                    " AND NOT (OLD.correction IS NOT NULL AND NEW.correction IS NULL)"
                    f" AND ({', '.join(f'OLD.{name}' for name in TEXT)})"
                    f" IS DISTINCT FROM ({', '.join(f'NEW.{name}' for name in TEXT)})"
                ),
            ),
            pgtrigger.ReadOnly(name="origin_stays", fields=["region", "document", "made_by", "made_at"]),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def region_path(self) -> str:
        return str(self.region.path)


class DisclosureVersion(models.Model):
    """An open item as it stood before a correction, and why it was corrected: append-only; the number stays the same."""

    disclosure = models.ForeignKey(Disclosure, models.PROTECT, related_name="versions")
    order = models.SmallIntegerField(_("版次"))
    text = models.JSONField()
    why = models.CharField(_("更正原因"), max_length=200)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("更正人"))
    released_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("审查人"))
    at = models.DateTimeField(_("更正时间"), default=moment)

    class Meta:
        ordering = ("disclosure", "order")
        constraints = (
            models.UniqueConstraint(fields=("disclosure", "order"), name="disclosure_version_order_unique"),
            models.CheckConstraint(name="disclosure_version_four_eyes", condition=~Q(released_by=F("by"))),
        )
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.disclosure} {self.order}"
