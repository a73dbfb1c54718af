"""政务公开: what the bureau makes public under an index number, and what somebody asked it to."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from youfu.kit.crypto import SealedField
from youfu.kit.models.audit import APPEND_ONLY
from youfu.kit.models.workflow import moment
from youfu.modules.documents.models.numbering import USER, Number
from youfu.modules.documents.models.papers import ORGANISATION, REGION, OfficialDocument
from youfu.modules.documents.queries import DisclosureQuerySet, InformationRequestQuerySet
from youfu.rules.circulation import DISCLOSURE_CHANGES, REQUEST_CHANGES, REQUEST_ENDED

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
                condition=Q(released_by=None) | ~Q(released_by=F("made_by")),
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
    completes the request, or a third party is asked, does not count: `paused_on` is its first day, `paused_until` the last that
    others were given. Whoever drafts the answer does not give it. Name and contact are sealed.
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
    paused_on = models.DateField(_("暂停计时自"), null=True)
    paused_until = models.DateField(_("补正（反馈）期限"), null=True)
    outcome = models.CharField(_("答复"), max_length=10, choices=Outcome, blank=True)
    ground = models.CharField(_("依据"), max_length=200, blank=True)
    answer = models.CharField(_("答复内容"), max_length=2000, blank=True)
    drafted_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("拟办人")
    )
    answered_on = models.DateField(_("答复日期"), null=True)
    answered_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("答复人")
    )
    # Blind indexes: of the code a web applicant was given, of the form it was sent with, of the address it came from.
    query_code = models.CharField(max_length=64, blank=True)
    once = models.CharField(max_length=64, null=True, unique=True)
    origin = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    made_at = models.DateTimeField(_("登记时间"), default=moment)

    objects = InformationRequestQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="request_answer_is_whole",
                condition=Q(
                    state="answered",
                    answered_on__isnull=False,
                    answered_by__isnull=False,
                    drafted_by__isnull=False,
                )
                & ~Q(outcome="")
                | ~Q(state="answered") & Q(answered_on=None, answered_by=None),
            ),
            models.CheckConstraint(
                name="request_four_eyes", condition=Q(answered_by=None) | ~Q(answered_by=F("drafted_by"))
            ),
            models.CheckConstraint(
                name="request_extension_has_reason",
                condition=Q(extended_on=None, extended_why="")
                | Q(extended_on__isnull=False) & ~Q(extended_why=""),
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
            models.Index(fields=("origin", "-made_at"), condition=~Q(origin=""), name="request_origin"),
            models.Index(fields=("query_code",), condition=~Q(query_code=""), name="request_code"),
        )
        triggers = [
            pgtrigger.FSM(name="state_by_table", field="state", transitions=sorted(REQUEST_CHANGES)),
            pgtrigger.ReadOnly(
                name="identity_stays",
                fields=[
                    "number",
                    "region",
                    "received_on",
                    "wanted",
                    "applicant",
                    "contact",
                    "query_code",
                    "once",
                ],
            ),
            pgtrigger.Protect(
                name="extended_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.extended_on IS NOT NULL AND OLD.extended_on IS DISTINCT FROM NEW.extended_on"
                ),
            ),
            pgtrigger.Protect(
                name="answer_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state = 'answered' AND (OLD.outcome, OLD.ground, OLD.answer, OLD.answered_on, OLD.due_on)"
                    " IS DISTINCT FROM (NEW.outcome, NEW.ground, NEW.answer, NEW.answered_on, NEW.due_on)"
                ),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def region_path(self) -> str:
        return str(self.region.path)


class RequestStep(models.Model):
    """What was done with a request, when and by whom: append-only. `until` is a day that was set, `text` never names the
    applicant."""

    class Verb(models.TextChoices):
        REGISTER = "register", _("登记")
        ASSIGN = "assign", _("交办")
        ASK = "ask", _("告知补正")
        SUPPLY = "supply", _("收到补正")
        CONSULT = "consult", _("征求第三方意见")
        CONSULTED = "consulted", _("收到第三方意见")
        EXTEND = "extend", _("延长答复期限")
        DRAFT = "draft", _("拟写答复")
        RETURN = "return", _("退回重拟")
        ANSWER = "answer", _("答复")
        WITHDRAW = "withdraw", _("申请人撤回")

    request = models.ForeignKey(InformationRequest, models.PROTECT, related_name="log")
    verb = models.CharField(_("办理"), max_length=10, choices=Verb)
    text = models.CharField(_("说明"), max_length=1000, blank=True)
    until = models.DateField(_("期限"), null=True)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("办理人"))
    author = models.CharField(_("办理人"), max_length=200)
    at = models.DateTimeField(_("时间"), default=moment)

    class Meta:
        ordering = ("id",)
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.request} {self.get_verb_display()}"
