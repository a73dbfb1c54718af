"""政务公开: what the bureau makes public under an index number, and what somebody asked it to."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from youfu.kit.crypto import SealedField
from youfu.kit.models.audit import APPEND_ONLY
from youfu.kit.models.workflow import moment
from youfu.modules.documents.models.numbering import USER, Number
from youfu.modules.documents.models.papers import ORGANISATION, REGION, OfficialDocument
from youfu.modules.documents.queries import DisclosureQuerySet, InformationRequestQuerySet
from youfu.rules.circulation import DISCLOSURE_CHANGES, REQUEST_CHANGES, REQUEST_ENDED


class Disclosure(models.Model):
    """One item of open information 公开信息. Its index number 索引号 is given once, and never changed or used again.

    The columns are the core metadata of 政府信息公开目录系统实施指引（试行）.
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
    withdrawn_at = models.DateTimeField(_("撤下时间"), null=True)
    withdrawn_why = models.CharField(_("撤下原因"), max_length=200, blank=True)
    checked_files = models.BooleanField(_("附件已人工核对"), default=False)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("编制人"))
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
                condition=Q(released_by=None) | ~Q(released_by=models.F("made_by")),
            ),
            models.CheckConstraint(
                name="disclosure_only_open_is_seen", condition=~Q(state="open") | Q(mode="active")
            ),
        )
        indexes = (models.Index(fields=("state", "-opened_at", "-id"), name="disclosure_open"),)
        triggers = [
            pgtrigger.FSM(name="state_by_table", field="state", transitions=sorted(DISCLOSURE_CHANGES)),
            pgtrigger.Protect(
                name="number_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.number_id IS NOT NULL AND OLD.number_id IS DISTINCT FROM NEW.number_id"
                ),
            ),
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
    at = models.DateTimeField(_("更正时间"), default=moment)

    class Meta:
        ordering = ("disclosure", "order")
        constraints = (
            models.UniqueConstraint(fields=("disclosure", "order"), name="disclosure_version_order_unique"),
        )
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.disclosure} {self.order}"


class InformationRequest(models.Model):
    """A request for information 依申请公开: who asks for what, and the answer, on the clock of 政府信息公开条例 (articles 29-40).

    `due_on` is the last working day for the answer: 20 working days, once 20 more (article 33). The time in which the applicant
    completes the request, or a third party is asked, does not count: `paused_on` is its first day.
    """

    class State(models.TextChoices):
        RECEIVED = "received", _("办理中")
        SUPPLEMENT = "supplement", _("待补正")
        CONSULT = "consult", _("征求第三方意见")
        ANSWERED = "answered", _("已答复")
        WITHDRAWN = "withdrawn", _("已撤回")

    class Way(models.TextChoices):
        COUNTER = "counter", _("当面")
        LETTER = "letter", _("邮寄")
        WEB = "web", _("网上")
        FAX = "fax", _("传真、电子邮件")

    class Outcome(models.TextChoices):
        GIVEN = "given", _("予以公开")
        PARTLY = "partly", _("部分公开")
        OPEN = "open", _("已主动公开，告知途径")
        REFUSED = "refused", _("不予公开")
        ABSENT = "absent", _("信息不存在")
        ELSEWHERE = "elsewhere", _("不属于本机关掌握")
        REPEATED = "repeated", _("重复申请")
        UNCLEAR = "unclear", _("逾期不补正，不再办理")

    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.RECEIVED)
    region = models.ForeignKey(REGION, models.PROTECT, related_name="+", verbose_name=_("区划"))
    number = models.OneToOneField(Number, models.PROTECT, related_name="request", verbose_name=_("编号"))
    way = models.CharField(_("收到方式"), max_length=8, choices=Way)
    received_on = models.DateField(_("收到日期"))
    applicant_kind = models.CharField(
        _("申请人"), max_length=8, choices=(("citizen", _("公民")), ("body", _("法人或其他组织")))
    )
    applicant = SealedField(_("姓名或名称"))
    contact = SealedField(_("联系方式"))
    wanted = models.CharField(_("所需信息"), max_length=1000)
    form = models.CharField(_("提供形式"), max_length=60, blank=True)
    handler = models.ForeignKey(
        ORGANISATION, models.PROTECT, null=True, related_name="+", verbose_name=_("承办科室")
    )
    due_on = models.DateField(_("答复期限"))
    extended_on = models.DateField(_("延期日期"), null=True)
    extended_why = models.CharField(_("延期原因"), max_length=200, blank=True)
    paused_on = models.DateField(null=True)
    outcome = models.CharField(_("答复"), max_length=10, choices=Outcome, blank=True)
    ground = models.CharField(_("依据"), max_length=200, blank=True)
    answer = models.CharField(_("答复内容"), max_length=2000, blank=True)
    answered_on = models.DateField(_("答复日期"), null=True)
    answered_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("答复人")
    )
    query_code = models.CharField(
        max_length=64, blank=True
    )  # blind index of the code the applicant was given
    made_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    made_at = models.DateTimeField(_("登记时间"), default=moment)

    objects = InformationRequestQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="request_answer_is_whole",
                condition=Q(state="answered", answered_on__isnull=False, answered_by__isnull=False)
                & ~Q(outcome="")
                | (~Q(state="answered") & Q(answered_on=None, outcome="")),
            ),
            models.CheckConstraint(
                name="request_refusal_has_ground",
                condition=~Q(outcome__in=("partly", "refused", "elsewhere", "absent", "repeated"))
                | ~Q(ground=""),
            ),
            models.CheckConstraint(
                name="request_pause_fits_state",
                condition=Q(state__in=("supplement", "consult"), paused_on__isnull=False)
                | (~Q(state__in=("supplement", "consult")) & Q(paused_on=None)),
            ),
        )
        indexes = (
            models.Index(
                fields=("due_on",),
                condition=~Q(state__in=tuple(sorted(REQUEST_ENDED))),
                name="request_waiting",
            ),
        )
        triggers = [
            pgtrigger.FSM(name="state_by_table", field="state", transitions=sorted(REQUEST_CHANGES)),
            pgtrigger.ReadOnly(name="identity_stays", fields=["number", "region", "received_on", "wanted"]),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def region_path(self) -> str:
        return str(self.region.path)
